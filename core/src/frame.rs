//! What stands around a datum: Confluent's frame, Avro's single-object header, and the names of event headers.
use crate::error::{Code, Error, Result};

/// The length of Confluent's frame: a zero byte and the schema id in four bytes, big-endian.
pub const CONFLUENT_LENGTH: usize = 5;
/// The length of the header of Avro's single-object encoding: C3 01 and the schema's CRC-64-AVRO, little-endian.
pub const SINGLE_OBJECT_LENGTH: usize = 10;
/// The event header that says how the event was serialized.
pub const CONTENT_TYPE: &str = "content-type";
/// Another name for [`CONTENT_TYPE`].
pub const SERIALIZATION_TYPE: &str = "serialization-type";
/// The event header that names the schema.
pub const SCHEMA_ID: &str = "schema-id";

/// The event header by which Confluent's clients name the schema of the value.
pub const VALUE_SCHEMA_ID: &str = "__value_schema_id";

/// How an event's value was serialized, as its `content-type` header says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContentType {
    /// Avro binary.
    Avro,
    /// Avro's JSON encoding.
    AvroJson,
}

impl ContentType {
    /// The header's value.
    pub const fn name(self) -> &'static str {
        match self {
            ContentType::Avro => "avro",
            ContentType::AvroJson => "avro-json",
        }
    }

    /// From the header's value.
    ///
    /// # Errors
    /// `frame_unknown`.
    pub fn parse(value: &str) -> Result<Self> {
        match value.trim().to_ascii_lowercase().as_str() {
            "avro" | "application/avro" | "avro/binary" => Ok(Self::Avro),
            "avro-json" | "application/avro+json" => Ok(Self::AvroJson),
            _ => {
                let shown: String = value.chars().take(64).collect();
                Err(Error::new(Code::FrameUnknown, format!("expected content-type avro or avro-json, found {shown:?}")))
            }
        }
    }
}

/// The five bytes before the datum.
pub const fn confluent(id: u32) -> [u8; CONFLUENT_LENGTH] {
    let [a, b, c, d] = id.to_be_bytes();
    [0, a, b, c, d]
}

/// The schema id in Confluent's frame, and the datum behind it.
///
/// # Errors
/// `data_truncated` below five bytes, `frame_unknown` if the first byte is not zero.
pub fn read_confluent(src: &[u8]) -> Result<(u32, &[u8])> {
    match src {
        [0, a, b, c, d, datum @ ..] => Ok((u32::from_be_bytes([*a, *b, *c, *d]), datum)),
        [0, ..] | [] => {
            let message = format!("expected a frame of 5 bytes, found {} bytes", src.len());
            Err(Error::new(Code::DataTruncated, message).at_offset(src.len()))
        }
        [first, ..] => {
            let message = format!("expected a frame that begins with 00, found {first:02x}");
            Err(Error::new(Code::FrameUnknown, message).at_offset(0))
        }
    }
}

/// The ten bytes before a datum in single-object encoding. `fingerprint` is CRC-64-AVRO, little-endian.
pub const fn single_object(fingerprint: [u8; 8]) -> [u8; SINGLE_OBJECT_LENGTH] {
    let [a, b, c, d, e, f, g, h] = fingerprint;
    [0xc3, 0x01, a, b, c, d, e, f, g, h]
}

/// The fingerprint in a single-object header, and the datum behind it.
///
/// # Errors
/// `data_truncated` below ten bytes, `frame_unknown` if the first two are not C3 01.
pub fn read_single_object(src: &[u8]) -> Result<([u8; 8], &[u8])> {
    if let [first, second, ..] = src
        && [*first, *second] != [0xc3, 0x01]
    {
        let message = format!("expected a header that begins with c301, found {first:02x}{second:02x}");
        return Err(Error::new(Code::FrameUnknown, message).at_offset(0));
    }
    match src.split_first_chunk::<SINGLE_OBJECT_LENGTH>() {
        Some((header, datum)) => {
            let [_, _, fingerprint @ ..] = header;
            Ok((*fingerprint, datum))
        }
        None => {
            let message = format!("expected a header of 10 bytes, found {} bytes", src.len());
            Err(Error::new(Code::DataTruncated, message).at_offset(src.len()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{confluent, read_confluent, read_single_object};
    use crate::error::Code;

    #[test]
    fn confluent_both_ways() {
        assert_eq!(confluent(258), [0, 0, 0, 1, 2]);
        assert_eq!(read_confluent(&[0, 0, 0, 1, 2, 9]).unwrap(), (258, &[9u8][..]));
        assert_eq!(read_confluent(&[0, 0, 0]).unwrap_err().code(), Code::DataTruncated);
        assert_eq!(read_confluent(&[1, 0, 0, 0, 0]).unwrap_err().code(), Code::FrameUnknown);
    }

    #[test]
    fn single_object_headers() {
        let (fingerprint, datum) = read_single_object(&[0xc3, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9]).unwrap();
        assert_eq!((fingerprint, datum), ([1, 2, 3, 4, 5, 6, 7, 8], &[9u8][..]));
        assert_eq!(read_single_object(&[0xc3, 2]).unwrap_err().code(), Code::FrameUnknown);
        assert_eq!(read_single_object(&[0xc3, 1, 0]).unwrap_err().code(), Code::DataTruncated);
    }
}
