//! Schema: parsing with references, texts and fingerprints, as Java asks for them by number.
use isobyte::schema::{Fingerprint, Format, Names, ParseOptions, Schema};
use isobyte::{Code, Error, Result};

/// Parses Avro schema text.
pub(crate) fn parse(text: &str, references: &[Schema], any_names: bool) -> Result<Schema> {
    let mut options = ParseOptions::default();
    if any_names {
        options.names = Names::Utf8;
    }
    Schema::parse_with(Format::Avro, text, references, &options)
}

/// 0: as given, 1: canonical form, 2: printed again, 3: the root's full name or nothing.
pub(crate) fn text(schema: &Schema, which: i32) -> Result<Option<String>> {
    Ok(match which {
        0 => Some(schema.text().to_owned()),
        1 => Some(schema.canonical().to_owned()),
        2 => Some(schema.printed().to_owned()),
        3 => schema.name().map(|name| name.full().to_owned()),
        _ => return Err(Error::new(Code::InvalidArgument, "expected a text of the schema, found another number")),
    })
}

/// 0: CRC-64-AVRO, 1: MD5, 2: SHA-256.
pub(crate) fn fingerprint(schema: &Schema, which: i32) -> Result<Vec<u8>> {
    Ok(schema.fingerprint(match which {
        0 => Fingerprint::Crc64Avro,
        1 => Fingerprint::Md5,
        2 => Fingerprint::Sha256,
        _ => return Err(Error::new(Code::InvalidArgument, "expected a fingerprint, found another number")),
    }))
}
