//! `isobyte cat`: what is in container files.
use crate::data::lines::{Lines, Style};
use crate::data::source::{Bytes, More};
use crate::input::{Reading, Source, print};
use clap::Args;
use isobyte::avro::file::reader::{FileReader, Header, ReadOptions};
use isobyte::{Error, Schema};

/// Prints the data of Avro container files, one a line.
#[derive(Debug, Args)]
pub(crate) struct Cat {
    /// Container files, or - for standard input.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<Source>,
    /// Avro's JSON encoding, which `isobyte encode` takes back; without it, plain JSON: no names of branches, logical
    /// types in words, bytes in base64.
    #[arg(long)]
    json: bool,
    /// Prints no more than so many data of each file.
    #[arg(long, value_name = "COUNT", default_value_t = u64::MAX, hide_default_value = true)]
    head: u64,
    /// Prints what the files say of themselves instead: codec, sync marker, metadata, schema.
    #[arg(long, conflicts_with_all = ["json", "head", "reader"])]
    header: bool,
    /// Shows the data as this schema has them: aliases followed, numbers widened, defaults filled in.
    #[arg(long, value_name = "SCHEMA")]
    reader: Option<Source>,
    #[command(flatten)]
    reading: Reading,
}

impl Cat {
    /// # Errors
    /// The file, the datum, the path, what was expected and what was found.
    pub(crate) fn run(self) -> Result<(), String> {
        let reader = self.reader.as_ref().map(|reader| self.reading.schema(reader)).transpose()?;
        for file in &self.files {
            if self.file(file, reader.as_ref())? == More::Enough {
                break;
            }
        }
        Ok(())
    }

    fn file(&self, source: &Source, reader: Option<&Schema>) -> Result<More, String> {
        let mut bytes = Bytes::open(source)?;
        let mut options = ReadOptions::default();
        options.names = self.reading.names();
        let mut file = FileReader::new(options);
        let told = |e: Error| format!("{source}: {}", tell(&e));
        let style = if self.json { Style::Avro } else { Style::Plain };
        let mut lines: Option<Lines> = None;
        let mut shown = 0;
        'file: loop {
            let piece = bytes.next()?;
            if piece.is_empty() {
                file.finish().map_err(told)?;
                break;
            }
            file.feed(piece).map_err(told)?;
            let Some(header) = file.header() else { continue };
            if self.header {
                print(&describe(source, header))?;
                return Ok(More::Wanted);
            }
            if lines.is_none() {
                lines = Some(Lines::new(header.schema(), reader, style).map_err(told)?);
            }
            while let (Some(lines), Some(block)) = (&mut lines, file.next_block().map_err(told)?) {
                let mut at = 0;
                for _ in 0..block.count {
                    if shown == self.head {
                        break 'file;
                    }
                    let (end, written) = lines
                        .datum(block.data, at)
                        .map_err(|e| format!("{source}: datum {}: {}", shown + 1, tell(&e)))?;
                    if written? == More::Enough {
                        return Ok(More::Enough);
                    }
                    (at, shown) = (end, shown + 1);
                }
                if at != block.data.len() {
                    let more = block.data.len() - at;
                    return Err(format!(
                        "{source}: expected a block of {} data, found {more} more bytes (data_trailing)",
                        block.count
                    ));
                }
            }
        }
        lines.map_or(Ok(()), Lines::end)?;
        Ok(More::Wanted)
    }
}

/// An error with its place and its code.
pub(crate) fn tell(e: &Error) -> String {
    match e.offset() {
        Some(offset) => format!("{e} (at byte {offset}, {})", e.code().name()),
        None => format!("{e} ({})", e.code().name()),
    }
}

fn describe(source: &Source, header: &Header) -> String {
    let sync: String = header.sync().iter().map(|byte| format!("{byte:02x}")).collect();
    let mut text = format!("file {source}\ncodec {}\nsync {sync}\n", header.compression().name());
    for (key, value) in header.metadata().iter().filter(|(key, _)| !key.starts_with("avro.")) {
        text += &format!("metadata {key} {}\n", String::from_utf8_lossy(value));
    }
    text + &format!("schema {}\n", header.schema().text())
}
