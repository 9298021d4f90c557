//! iso_file_writer: object container files, whose bytes come out block by block.
use crate::border::{arg, array, exclusive, give_box, guard, guard_or, keep, maybe, maybe_text, options};
use crate::border::{put, take_box, text, wanted};
use crate::buffer::iso_buffer;
use crate::codec::iso_codec;
use crate::error::{iso_error, iso_status};
use crate::file_header::iso_file_header;
use crate::schema::iso_schema;
use crate::writer::iso_writer;
use isobyte_core::avro::file::compression::Compression;
use isobyte_core::avro::file::header::SYNC_LENGTH;
use isobyte_core::avro::file::writer::{BLOCK_BYTES, FileWriter, WriteOptions};
use isobyte_core::schema::Schema;
use isobyte_core::{Code, Error, Result};
use std::ffi::c_char;
use std::sync::Arc;

/// Takes data, appends the bytes of the file to buffers: the header with the first call, and each block when it is full.
/// One thread at a time. The last block comes with `iso_file_writer_flush` alone.
pub struct iso_file_writer {
    writer: FileWriter,
    schema: Schema,
    /// Whether the header has come out.
    begun: bool,
    /// The codec of the last value, which was seen to have the file's schema.
    codec: Option<Arc<iso_codec>>,
}

/// A key of metadata and its value; borrowed for the call.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct iso_file_metadata {
    /// The key, in UTF-8; keys that begin with `avro.` are reserved.
    pub key: *const c_char,
    /// Its length in bytes, or `ISO_CSTR`.
    pub key_len: usize,
    /// The value.
    pub value: *const u8,
    /// Its length in bytes.
    pub value_len: usize,
}

/// How a file is written. Zero it, then set `struct_size` and what differs from the defaults.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct iso_file_writer_options {
    /// `sizeof(iso_file_writer_options)`.
    pub struct_size: usize,
    /// How blocks are compressed: "null" (also for NULL), "deflate", "bzip2", "snappy", "xz" or "zstandard".
    pub codec: *const c_char,
    /// Not 0: `level` is given; otherwise it is the codec's usual one.
    pub has_level: u32,
    /// The level of deflate (0 to 9), bzip2 (1 to 9), xz (0 to 9) or zstandard (-131072 to 22).
    pub level: i32,
    /// The bytes of data, before they are compressed, at which a block ends; 0: 64,000.
    pub block_bytes: usize,
    /// Metadata of the caller.
    pub metadata: *const iso_file_metadata,
    /// How many entries they are.
    pub metadata_count: usize,
    /// 16 bytes that stand behind every block, new for every file; NULL: random ones.
    pub sync: *const u8,
}

fn write_options(given: &iso_file_writer_options) -> Result<WriteOptions> {
    let mut made = WriteOptions::default();
    if let Some(name) = maybe_text(given.codec, "options.codec")? {
        made.compression = Compression::parse(name)?;
    }
    if given.has_level != 0 {
        made.compression = made.compression.with_level(given.level)?;
    }
    if given.block_bytes != 0 {
        made.block_bytes = given.block_bytes;
    }
    for entry in array(given.metadata, given.metadata_count, "options.metadata")? {
        let key = text(entry.key, entry.key_len, "options.metadata[i].key")?;
        let value = array(entry.value, entry.value_len, "options.metadata[i].value")?;
        made.metadata.push((key.to_owned(), value.to_owned()));
    }
    Ok(made)
}

/// The marker given, or a random one.
fn marker(given: *const u8) -> Result<[u8; SYNC_LENGTH]> {
    if let Some(sync) = maybe(given.cast::<[u8; SYNC_LENGTH]>()) {
        return Ok(*sync);
    }
    let mut sync = [0; SYNC_LENGTH];
    getrandom::fill(&mut sync)
        .map_err(|e| Error::new(Code::Internal, format!("expected random bytes of the system, found {e}")))?;
    Ok(sync)
}

impl iso_file_writer {
    /// What `make` makes of the file, behind the header if that has not come out. A failure that has made nothing leaves
    /// nothing, so that a caller may throw the buffer away.
    fn make(
        &mut self,
        out: *mut iso_buffer,
        make: impl FnOnce(&mut FileWriter, &mut Vec<u8>) -> Result<()>,
    ) -> Result<()> {
        let out = &mut exclusive(out, "out")?.bytes;
        let start = out.len();
        if !self.begun {
            self.writer.header(out);
        }
        let headed = out.len();
        let done = make(&mut self.writer, out);
        if done.is_err() && out.len() == headed {
            out.truncate(start);
        } else {
            self.begun = true;
        }
        done
    }

    /// Data of another schema would make a file that nobody can read.
    fn check(&mut self, codec: *const iso_codec) -> Result<Arc<iso_codec>> {
        match &self.codec {
            Some(known) if std::ptr::eq(codec, &**known) => Ok(known.clone()),
            _ => {
                let codec = keep(codec, "codec")?;
                if codec.codec.schema().canonical() != self.schema.canonical() {
                    let message = "expected a codec of the file's schema, found one of another";
                    return Err(Error::new(Code::InvalidArgument, message));
                }
                self.codec = Some(codec.clone());
                Ok(codec)
            }
        }
    }
}

/// A writer of a new file. `options` may be NULL.
///
/// The header holds the schema's text as it was parsed, or printed with the types of its references in full if it has any.
/// On success `*writer` is one that the caller frees with `iso_file_writer_free`; the schema may be freed before it.
/// Fails with `ISO_UNSUPPORTED` for a codec that is none; `ISO_INVALID_ARGUMENT` for a level that it does not have, and metadata
/// with a reserved key or a key that stands there twice.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_writer_new(
    schema: *const iso_schema,
    given: *const iso_file_writer_options,
    writer: *mut *mut iso_file_writer,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(writer, "writer")?;
        let schema = arg(schema, "schema")?.schema.clone();
        let given = options(given, "options")?;
        let made = FileWriter::new(&schema, marker(given.sync)?, write_options(&given)?)?;
        put(writer, give_box(iso_file_writer { writer: made, schema, begun: false, codec: None }));
        Ok(())
    })
}

/// A writer of more blocks at the end of a file with that header, with its schema, codec (at the usual level) and sync marker.
/// What was in the file before must end with a whole block. `block_bytes` is as in the options; 0: 64,000.
///
/// On success `*writer` is one that the caller frees with `iso_file_writer_free`; the header may be freed before it.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_writer_append_to(
    header: *const iso_file_header,
    block_bytes: usize,
    writer: *mut *mut iso_file_writer,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(writer, "writer")?;
        let header = &arg(header, "header")?.header;
        let made = FileWriter::append_to(header, if block_bytes == 0 { BLOCK_BYTES } else { block_bytes });
        let schema = header.schema().clone();
        put(writer, give_box(iso_file_writer { writer: made, schema, begun: true, codec: None }));
        Ok(())
    })
}

/// Takes one encoded datum of the file's schema, which is not looked at. What is ready of the file is appended to `out`.
/// Fails as `iso_file_writer_flush`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_writer_append(
    writer: *mut iso_file_writer,
    datum: *const u8,
    datum_len: usize,
    out: *mut iso_buffer,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        let writer = exclusive(writer, "writer")?;
        let datum = array(datum, datum_len, "datum")?;
        writer.make(out, |file, out| file.append(datum, out))
    })
}

/// Encodes the value of an `iso_writer` into the file. What is ready of the file is appended to `out`.
///
/// Fails as `iso_codec_encode`, after which the value is not in the file; with `ISO_INVALID_ARGUMENT` for a codec whose schema has
/// another canonical form; as `iso_file_writer_flush`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_writer_append_value(
    writer: *mut iso_file_writer,
    codec: *const iso_codec,
    value: *const iso_writer,
    out: *mut iso_buffer,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        let writer = exclusive(writer, "writer")?;
        let codec = writer.check(codec)?;
        let value = arg(value, "value")?;
        writer.make(out, |file, out| file.append_with(out, |block| value.encode(&codec, block)))
    })
}

/// Takes several encoded data of the file's schema, one behind the other; `ends` are the `count` offsets at which they end, as
/// `iso_codec_encode_tape` gives them. What is ready of the file is appended to `out`.
///
/// Fails with `ISO_INVALID_ARGUMENT`, before any datum is taken, for ends that go back or are not those of `data`; as
/// `iso_file_writer_flush`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_writer_append_batch(
    writer: *mut iso_file_writer,
    data: *const u8,
    data_len: usize,
    ends: *const u32,
    count: usize,
    out: *mut iso_buffer,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        let writer = exclusive(writer, "writer")?;
        let (data, ends) = (array(data, data_len, "data")?, array(ends, count, "ends")?);
        writer.make(out, |file, out| file.append_batch(data, ends, out))
    })
}

/// How many data wait for their block to be full; 0 for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_writer_pending(writer: *const iso_file_writer) -> u64 {
    guard_or(0, || Some(maybe(writer)?.writer.pending()))
}

/// Ends the block that is being filled: it is appended to `out`, if it has any data; before it the header, if that has not come
/// out. To be called at the end of the file, without which its last block is lost.
/// Fails with `ISO_INTERNAL` where a compressor fails; the data still wait.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_writer_flush(
    writer: *mut iso_file_writer,
    out: *mut iso_buffer,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || exclusive(writer, "writer")?.make(out, FileWriter::flush))
}

/// Frees a writer, once; what was not flushed is lost. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_writer_free(writer: *mut iso_file_writer) {
    take_box(writer);
}
