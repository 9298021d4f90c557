//! Avro's JSON encoding of a codec's data: from binary, to binary, and of the values of writers and readers.
use crate::border::{arg, array, exclusive, give_box, guard, keep, put, text_bytes, wanted};
use crate::buffer::iso_buffer;
use crate::codec::iso_codec;
use crate::error::{iso_error, iso_status};
use crate::reader::iso_reader;
use crate::writer::iso_writer;
use std::ffi::c_char;

/// One datum in Avro binary, the whole of `src`, as text in Avro's JSON encoding under the codec's writer schema.
///
/// On success the text (UTF-8, without NUL) is appended to `out`; on failure `out` is as it was.
/// Fails with `ISO_DATA_...`, path and offset. The codec may be bound to a host type.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_binary_to_json(
    codec: *const iso_codec,
    src: *const u8,
    src_len: usize,
    out: *mut iso_buffer,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        let codec = arg(codec, "codec")?;
        let src = array(src, src_len, "src")?;
        codec.codec.writer_schema().binary_to_json(&codec.limits, src, &mut exclusive(out, "out")?.bytes)
    })
}

/// One value in Avro's JSON encoding, the whole of `json` but for white space, as Avro binary under the codec's writer schema.
/// `json_len` is in bytes or `ISO_CSTR`.
///
/// On success the datum is appended to `out`; on failure `out` is as it was. Fails with `ISO_DATA_...`, path and offset.
/// The codec may be bound to a host type.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_json_to_binary(
    codec: *const iso_codec,
    json: *const c_char,
    json_len: usize,
    out: *mut iso_buffer,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        let codec = arg(codec, "codec")?;
        let json = text_bytes(json, json_len, "json")?;
        codec.codec.writer_schema().json_to_binary(&codec.limits, json, &mut exclusive(out, "out")?.bytes)
    })
}

/// Encodes the value of a writer as text in Avro's JSON encoding.
///
/// On success the text (UTF-8, without NUL) is appended to `out`; on failure `out` is as it was. Fails as `iso_codec_encode`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_encode_json(
    codec: *const iso_codec,
    writer: *const iso_writer,
    out: *mut iso_buffer,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        let codec = arg(codec, "codec")?;
        let out = exclusive(out, "out")?;
        let mut binary = Vec::new();
        arg(writer, "writer")?.encode(codec, &mut binary)?;
        codec.codec.writer_schema().binary_to_json(&codec.limits, &binary, &mut out.bytes)
    })
}

/// Decodes one value in Avro's JSON encoding, the whole of `json` but for white space; `json_len` is in bytes or `ISO_CSTR`.
///
/// On success `*reader` is a reader that the caller frees with `iso_reader_free`; the codec may be freed before it.
/// Fails with `ISO_DATA_...`, path and offset (in the text, or in its binary form where resolution refuses it); with
/// `ISO_INVALID_ARGUMENT` for a codec from `iso_codec_bind`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_codec_decode_json(
    codec: *const iso_codec,
    json: *const c_char,
    json_len: usize,
    reader: *mut *mut iso_reader,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(reader, "reader")?;
        let codec = keep(codec, "codec")?;
        let mut binary = Vec::new();
        let json = text_bytes(json, json_len, "json")?;
        codec.codec.writer_schema().json_to_binary(&codec.limits, json, &mut binary)?;
        let mut made = iso_reader::new(codec);
        made.decode(&binary)?;
        put(reader, give_box(made));
        Ok(())
    })
}
