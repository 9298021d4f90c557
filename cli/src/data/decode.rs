//! `isobyte decode`: Avro binary to text.
use crate::data::cat::tell;
use crate::data::lines::{Lines, Style};
use crate::data::source::{Bytes, More};
use crate::input::{Reading, Source};
use clap::{Args, ValueEnum};
use isobyte::frame::read_confluent;
use isobyte::{Error, SchemaStore};

/// What stands around a datum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Frame {
    /// Data one behind the other, and nothing else.
    Raw,
    /// One datum behind a zero and a schema id of four bytes.
    Confluent,
    /// One datum behind C3 01 and the schema's fingerprint.
    SingleObject,
}

/// Prints Avro binary in Avro's JSON encoding, one datum a line. For container files see `isobyte cat`.
#[derive(Debug, Args)]
pub(crate) struct Decode {
    /// The schema that the data were written with; of single objects there may be several.
    #[arg(long, value_name = "SCHEMA", required = true)]
    schema: Vec<Source>,
    /// The data; - or nothing for standard input.
    #[arg(value_name = "FILE", default_value = "-")]
    input: Source,
    /// What stands around a datum.
    #[arg(long, value_name = "FRAME", default_value = "raw")]
    frame: Frame,
    /// Shows the data as this schema has them: aliases followed, numbers widened, defaults filled in.
    #[arg(long, value_name = "SCHEMA")]
    reader: Option<Source>,
    /// Plain JSON instead: no names of branches, logical types in words, bytes in base64.
    #[arg(long)]
    plain: bool,
    #[command(flatten)]
    reading: Reading,
}

impl Decode {
    /// # Errors
    /// The file, the datum, the path, what was expected and what was found.
    pub(crate) fn run(self) -> Result<(), String> {
        let mut schemas = self.reading.schemas(self.schema.iter().chain(&self.reader))?;
        let reader = self.reader.as_ref().and_then(|_| schemas.pop());
        let told = |e: Error| format!("{}: {}", self.input, tell(&e));
        if schemas.len() > 1 && self.frame != Frame::SingleObject {
            return Err(
                "expected one --schema, found several: only single objects say which they were written with".to_owned()
            );
        }
        let data = Bytes::open(&self.input)?.rest()?;
        let first = schemas.first().cloned();
        let (writer, datum, framed) = match self.frame {
            Frame::Raw => (first, &*data, false),
            Frame::Confluent => (first, read_confluent(&data).map_err(told)?.1, true),
            Frame::SingleObject => {
                let mut store = SchemaStore::new();
                for schema in schemas {
                    store.add(schema).map_err(told)?;
                }
                let (schema, datum) = store.read(&data).map_err(told)?;
                (Some(schema.clone()), datum, true)
            }
        };
        let writer = writer.ok_or("expected a --schema, found none")?;
        let style = if self.plain { Style::Plain } else { Style::Avro };
        let mut lines = Lines::new(&writer, reader.as_ref(), style).map_err(told)?;
        let hint =
            if datum.starts_with(b"Obj\x01") { "; it begins like a container file: try `isobyte cat`" } else { "" };
        let (mut at, mut shown) = (0, 0u64);
        while at < datum.len() || (framed && shown == 0) {
            if framed && shown == 1 {
                let more = datum.len() - at;
                return Err(format!("{}: expected one datum, found {more} more bytes (data_trailing)", self.input));
            }
            let (end, written) = lines
                .datum(datum, at)
                .map_err(|e| format!("{}: datum {}: {}{hint}", self.input, shown + 1, tell(&e)))?;
            if written? == More::Enough {
                return Ok(());
            }
            if end == at && !framed {
                return Err(format!(
                    "{}: expected data that take bytes, found a schema whose data take none",
                    self.input
                ));
            }
            (at, shown) = (end, shown + 1);
        }
        lines.end()
    }
}
