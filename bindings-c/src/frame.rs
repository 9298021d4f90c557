//! iso_frame: what stands around a datum.
use crate::border::{arg, array, exclusive, guard, guard_need, guard_or, put, text, wanted};
use crate::error::{iso_error, iso_status};
use crate::schema::{copy_out, iso_schema, iso_str};
use isobyte_core::frame;
use isobyte_core::{Code, Error};
use std::ffi::c_char;

/// The length of Confluent's frame: a zero byte and the schema id in four bytes, big-endian.
pub const ISO_CONFLUENT_LENGTH: usize = 5;
/// The length of the header of Avro's single-object encoding.
pub const ISO_SINGLE_OBJECT_LENGTH: usize = 10;
const _: () = {
    assert!(ISO_CONFLUENT_LENGTH == frame::CONFLUENT_LENGTH && ISO_SINGLE_OBJECT_LENGTH == frame::SINGLE_OBJECT_LENGTH);
};

/// How an event's value was serialized.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum iso_content_type {
    /// Avro binary: "avro".
    ISO_CONTENT_AVRO = 0,
    /// Avro's JSON encoding: "avro-json".
    ISO_CONTENT_AVRO_JSON = 1,
}

/// Writes Confluent's frame, which the datum follows.
///
/// On success its length (5) is in `*written`, which may be NULL. `ISO_BUFFER_TOO_SMALL` makes no error object and puts the
/// length there.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_frame_write_confluent(
    id: u32,
    out: *mut u8,
    out_cap: usize,
    written: *mut usize,
    err: *mut *mut iso_error,
) -> iso_status {
    guard_need(err, written, || copy_out(&frame::confluent(id), out, out_cap))
}

/// Reads Confluent's frame. On success `*id` is the schema's id and `*datum_at` is where the datum begins.
/// Fails with `ISO_DATA_TRUNCATED` below five bytes and `ISO_FRAME_UNKNOWN` if the first byte is not zero.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_frame_read_confluent(
    src: *const u8,
    src_len: usize,
    id: *mut u32,
    datum_at: *mut usize,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(id, "id")?;
        let src = array(src, src_len, "src")?;
        let (found, datum) = frame::read_confluent(src)?;
        put(id, found);
        put(datum_at, src.len() - datum.len());
        Ok(())
    })
}

/// Writes the header of Avro's single-object encoding, which the datum follows.
///
/// On success its length (10) is in `*written`, which may be NULL. `ISO_BUFFER_TOO_SMALL` makes no error object and puts the
/// length there.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_frame_write_single_object(
    schema: *const iso_schema,
    out: *mut u8,
    out_cap: usize,
    written: *mut usize,
    err: *mut *mut iso_error,
) -> iso_status {
    guard_need(err, written, || {
        let fingerprint = arg(schema, "schema")?.schema.rabin().to_le_bytes();
        copy_out(&frame::single_object(fingerprint), out, out_cap)
    })
}

/// Reads the header of Avro's single-object encoding. On success the schema's CRC-64-AVRO, little-endian, is in the 8 bytes of
/// `fingerprint`, and `*datum_at` is where the datum begins.
/// Fails with `ISO_DATA_TRUNCATED` below ten bytes and `ISO_FRAME_UNKNOWN` if the first two are not C3 01.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_frame_read_single_object(
    src: *const u8,
    src_len: usize,
    fingerprint: *mut u8,
    datum_at: *mut usize,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        let room = exclusive(fingerprint.cast::<[u8; 8]>(), "fingerprint")?;
        let src = array(src, src_len, "src")?;
        let (found, datum) = frame::read_single_object(src)?;
        *room = found;
        put(datum_at, src.len() - datum.len());
        Ok(())
    })
}

/// Reads the value of a `content-type` header; `value_len` is in bytes or `ISO_CSTR`. On success `*content_type` is it.
/// Fails with `ISO_FRAME_UNKNOWN`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_frame_parse_content_type(
    value: *const c_char,
    value_len: usize,
    content_type: *mut iso_content_type,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(content_type, "content_type")?;
        let found = match frame::ContentType::parse(text(value, value_len, "value")?)? {
            frame::ContentType::Avro => iso_content_type::ISO_CONTENT_AVRO,
            frame::ContentType::AvroJson => iso_content_type::ISO_CONTENT_AVRO_JSON,
            other => return Err(Error::new(Code::Unsupported, format!("unsupported content-type {}", other.name()))),
        };
        put(content_type, found);
        Ok(())
    })
}

/// The value of a `content-type` header: "avro" for `ISO_CONTENT_AVRO`. {NULL, 0} for a number that is none. Static.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_frame_content_type_name(content_type: i32) -> iso_str {
    guard_or(iso_str::NONE, || match content_type {
        0 => Some(iso_str::of(frame::ContentType::Avro.name())),
        1 => Some(iso_str::of(frame::ContentType::AvroJson.name())),
        _ => None,
    })
}
