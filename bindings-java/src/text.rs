//! Avro's JSON encoding of values, by way of binary.
use isobyte::{Code, Codec, Error, Limits, Result};

/// The text of one encoded datum.
pub(crate) fn write(codec: &Codec, limits: &Limits, binary: &[u8]) -> Result<Vec<u8>> {
    let mut text = Vec::new();
    codec.schema().binary_to_json(limits, binary, &mut text)?;
    Ok(text)
}

/// The binary form of a text, in UTF-16 as Java has it: a datum of the writer's schema.
pub(crate) fn read(codec: &Codec, limits: &Limits, text: &[u16]) -> Result<Vec<u8>> {
    let lone = |_| Error::new(Code::DataMalformed, "expected text, found a lone surrogate");
    let text = String::from_utf16(text).map_err(lone)?;
    let mut binary = Vec::new();
    codec.writer_schema().json_to_binary(limits, text.as_bytes(), &mut binary)?;
    Ok(binary)
}
