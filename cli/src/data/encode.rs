//! `isobyte encode`: text to Avro binary, bare, framed, or as a container file.
use crate::data::cat::tell;
use crate::data::decode::Frame;
use crate::data::source::{Bytes, More, Sink};
use crate::input::{Reading, Source};
use clap::Args;
use isobyte::avro::file::compression::Compression;
use isobyte::avro::file::writer::{FileWriter, WriteOptions};
use isobyte::avro::text::read;
use isobyte::frame::confluent;
use isobyte::{Error, Limits, Schema, store};
use std::path::PathBuf;

/// Turns values in Avro's JSON encoding, one behind the other, into Avro binary.
#[derive(Debug, Args)]
pub(crate) struct Encode {
    /// The schema to write with.
    #[arg(long, value_name = "SCHEMA")]
    schema: Source,
    /// The values; - or nothing for standard input.
    #[arg(value_name = "FILE", default_value = "-")]
    input: Source,
    /// Where the data go; to standard output if nothing is said.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// What stands around a datum.
    #[arg(long, value_name = "FRAME", default_value = "raw", conflicts_with = "file")]
    frame: Frame,
    /// The schema id of Confluent's frame.
    #[arg(long, value_name = "ID", required_if_eq("frame", "confluent"))]
    id: Option<u32>,
    /// Writes a container file.
    #[arg(long)]
    file: bool,
    /// How its blocks are compressed: null, deflate, bzip2, snappy, xz or zstandard.
    #[arg(long, value_name = "CODEC", default_value = "null", requires = "file", value_parser = codec)]
    codec: Compression,
    /// Its metadata; may be repeated.
    #[arg(long, value_name = "KEY=VALUE", requires = "file", value_parser = pair)]
    metadata: Vec<(String, Vec<u8>)>,
    #[command(flatten)]
    reading: Reading,
}

fn codec(name: &str) -> Result<Compression, String> {
    Compression::parse(name).map_err(|e| e.to_string())
}

fn pair(text: &str) -> Result<(String, Vec<u8>), String> {
    let (key, value) = text.split_once('=').ok_or("expected KEY=VALUE")?;
    Ok((key.to_owned(), value.as_bytes().to_vec()))
}

impl Encode {
    /// # Errors
    /// The file, the value, the path, what was expected and what was found.
    pub(crate) fn run(self) -> Result<(), String> {
        if self.id.is_some() && self.frame != Frame::Confluent {
            return Err("expected --frame confluent beside --id, found another frame, which has no id".to_owned());
        }
        let schema = self.reading.schema(&self.schema)?;
        let text = Bytes::open(&self.input)?.rest()?;
        // What fails must leave no half of a file behind.
        let data = self.data(&schema, &text)?;
        let mut sink = Sink::binary(self.output.as_deref())?;
        if sink.write(&data)? == More::Wanted {
            sink.end()?;
        }
        Ok(())
    }

    fn data(&self, schema: &Schema, text: &[u8]) -> Result<Vec<u8>, String> {
        let mut out = Vec::new();
        if !self.file {
            match (self.frame, self.id) {
                (Frame::Raw, _) => {}
                (Frame::Confluent, id) => out.extend_from_slice(&confluent(id.unwrap_or_default())),
                (Frame::SingleObject, _) => out.extend_from_slice(&store::header(schema)),
            }
            let count = self.each(schema, text, |datum| {
                out.extend_from_slice(datum);
                Ok(())
            })?;
            if self.frame != Frame::Raw && count != 1 {
                return Err(format!("{}: expected one value for a frame, found {count}", self.input));
            }
            return Ok(out);
        }
        let mut sync = [0; 16];
        getrandom::fill(&mut sync).map_err(|e| format!("no random bytes for a sync marker: {e}"))?;
        let mut options = WriteOptions::default();
        options.compression = self.codec;
        options.metadata = self.metadata.clone();
        let told = |e: Error| tell(&e);
        let mut file = FileWriter::new(schema, sync, options).map_err(told)?;
        file.header(&mut out);
        self.each(schema, text, |datum| file.append(datum, &mut out))?;
        file.flush(&mut out).map_err(told)?;
        Ok(out)
    }

    /// Hands over each value as binary; gives how many they are.
    fn each(
        &self,
        schema: &Schema,
        text: &[u8],
        mut take: impl FnMut(&[u8]) -> isobyte::Result<()>,
    ) -> Result<u64, String> {
        let mut at = text.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let (mut count, mut datum) = (0, Vec::new());
        while at < text.len() {
            datum.clear();
            at = read::read_at(schema.graph(), &Limits::default(), text, at, &mut datum)
                .and_then(|end| take(&datum).map(|()| end))
                .map_err(|e| format!("{}: value {}: {}", self.input, count + 1, tell(&e)))?;
            count += 1;
        }
        Ok(count)
    }
}
