//! Data as lines of text: one datum a line, in Avro's JSON encoding or in plain JSON.
use crate::data::plain;
use crate::data::source::{More, Sink};
use isobyte::avro::text::write;
use isobyte::dynamic::ValueSink;
use isobyte::{Codec, CodecOptions, Limits, Result, Schema};

/// How data are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Avro's JSON encoding, which `isobyte encode` takes back.
    Avro,
    /// JSON for people and their tools: no names of branches, logical types in words.
    Plain,
}

/// Writes data of one schema.
pub(crate) struct Lines {
    writer: Schema,
    read: Option<Codec>,
    /// For what was resolved: its reader's schema, by which it becomes text.
    again: Option<Codec>,
    sink: Sink,
    line: Vec<u8>,
}

impl Lines {
    /// Lines for data of `writer`, shown as `reader` has them if there is one.
    ///
    /// # Errors
    /// `schema_incompatible` where no data of the one can be read as the other.
    pub(crate) fn new(writer: &Schema, reader: Option<&Schema>, style: Style) -> Result<Self> {
        let mut options = CodecOptions::default();
        // On the way to Avro's JSON encoding values pass unchanged, and keep the branches that they have.
        options.raw_logical = style == Style::Avro;
        options.tagged_unions = style == Style::Avro;
        let read = match (reader, style) {
            (Some(reader), _) => Some(Codec::resolve(writer, reader, options)?),
            (None, Style::Plain) => Some(Codec::new(writer, options)?),
            (None, Style::Avro) => None,
        };
        let again = match (reader, style) {
            (Some(reader), Style::Avro) => Some(Codec::new(reader, options)?),
            _ => None,
        };
        Ok(Self { writer: writer.clone(), read, again, sink: Sink::text(), line: Vec::new() })
    }

    /// Shows the datum that begins at `at`; gives where it ends.
    ///
    /// # Errors
    /// The datum's own, or why it cannot be written, as a message in itself.
    pub(crate) fn datum(&mut self, data: &[u8], at: usize) -> Result<(usize, std::result::Result<More, String>)> {
        self.line.clear();
        let end = match &self.read {
            None => write::write_at(self.writer.graph(), &Limits::default(), data, at, &mut self.line)?,
            Some(codec) => {
                let (value, end) = codec.decode_at(data, at, &mut ValueSink::new(codec), ())?;
                match &self.again {
                    Some(again) => {
                        let data = again.encode_value(&value)?;
                        again.schema().binary_to_json(&Limits::default(), &data, &mut self.line)?;
                    }
                    None => plain::write(&value, &mut self.line),
                }
                end
            }
        };
        self.line.push(b'\n');
        Ok((end, self.sink.write(&self.line)))
    }

    /// # Errors
    /// Why it cannot be written.
    pub(crate) fn end(self) -> std::result::Result<(), String> {
        self.sink.end()
    }
}
