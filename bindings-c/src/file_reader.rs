//! iso_file_reader: object container files, read as their bytes arrive.
use crate::border::{arg, array, exclusive, give_box, guard, guard_or, maybe, options, put, take_box, wanted};
use crate::error::{iso_error, iso_status};
use crate::file_header::iso_file_header;
use crate::value::iso_bytes;
use isobyte_core::Result;
use isobyte_core::avro::file::reader::{FileReader, ReadOptions};
use isobyte_core::schema::Names;
use std::sync::Arc;

/// Takes the bytes of a file, gives its header and then whole blocks. One thread at a time.
///
/// Feed bytes, take blocks with `iso_file_reader_next` until there is none, feed again; at the end of the file call
/// `iso_file_reader_finish`. What was fed is kept until its block is taken.
pub struct iso_file_reader {
    reader: FileReader,
    header: Option<Arc<iso_file_header>>,
}

/// What files may ask for. Zero it, then set `struct_size` and what differs from the defaults.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct iso_file_reader_options {
    /// `sizeof(iso_file_reader_options)`.
    pub struct_size: usize,
    /// The largest header in bytes; 0: 16 MiB.
    pub header_bytes: usize,
    /// The largest block in bytes, as it stands in the file and decompressed; 0: 64 MiB.
    pub block_bytes: usize,
    /// Data in one block that take no bytes; 0: 16,384.
    pub empty_items: u32,
    /// Not 0: names of the schema may hold letters and digits of any script, not of ASCII alone.
    pub utf8_names: u32,
}

/// Data that were written together.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct iso_file_block {
    /// How many data there are. Whether the bytes hold so many is for the decoder to see.
    pub count: u64,
    /// The data one behind the other, decompressed. Owned by the reader, until its next call that feeds or takes.
    pub data: iso_bytes,
    /// Where the block begins in the file, in bytes.
    pub offset: u64,
    /// Where it ends, behind its sync marker, and the next begins.
    pub end: u64,
}

impl iso_file_block {
    const NONE: Self = Self { count: 0, data: iso_bytes::NONE, offset: 0, end: 0 };
}

fn read_options(given: *const iso_file_reader_options) -> Result<ReadOptions> {
    let given = options(given, "options")?;
    let mut made = ReadOptions::default();
    if given.header_bytes != 0 {
        made.limits.header_bytes = given.header_bytes;
    }
    if given.block_bytes != 0 {
        made.limits.block_bytes = given.block_bytes;
    }
    if given.empty_items != 0 {
        made.limits.empty_items = given.empty_items;
    }
    if given.utf8_names != 0 {
        made.names = Names::Utf8;
    }
    Ok(made)
}

/// A reader of a whole file. `options` may be NULL.
///
/// On success `*reader` is one that the caller frees with `iso_file_reader_free`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_reader_new(
    options: *const iso_file_reader_options,
    reader: *mut *mut iso_file_reader,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(reader, "reader")?;
        let made = FileReader::new(read_options(options)?);
        put(reader, give_box(iso_file_reader { reader: made, header: None }));
        Ok(())
    })
}

/// A reader of a part of a file whose header is known: of the blocks whose preceding sync marker begins at `from` or behind it and
/// before `to` (offsets in bytes). Ranges that cover a file without overlapping give each of its blocks once. The bytes to feed
/// are those from `from` on, until `iso_file_reader_is_done`. `options` may be NULL.
///
/// On success `*reader` is one that the caller frees with `iso_file_reader_free`; the header may be freed before it.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_reader_resume(
    header: *const iso_file_header,
    from: u64,
    to: u64,
    options: *const iso_file_reader_options,
    reader: *mut *mut iso_file_reader,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(reader, "reader")?;
        let header = arg(header, "header")?.header.clone();
        let made = FileReader::resume(header, from..to, read_options(options)?);
        put(reader, give_box(iso_file_reader { reader: made, header: None }));
        Ok(())
    })
}

/// Takes the next bytes of the file, which are copied.
///
/// Fails, while the header is read, with `ISO_FRAME_UNKNOWN` for what is no such file; `ISO_DATA_MALFORMED` with the offset for
/// metadata that is no map of bytes or has no schema; `ISO_DATA_LIMIT` for too much of it; `ISO_UNSUPPORTED` for its codec;
/// `ISO_SCHEMA_...` under the path `avro.schema`. After an error every call says the same.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_reader_feed(
    reader: *mut iso_file_reader,
    bytes: *const u8,
    bytes_len: usize,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        let reader = exclusive(reader, "reader")?;
        reader.reader.feed(array(bytes, bytes_len, "bytes")?)?;
        if reader.header.is_none() {
            reader.header = reader.reader.header().map(iso_file_header::new);
        }
        Ok(())
    })
}

/// The header, once all of it was fed; NULL before, and for NULL. Owned by the reader (but see `iso_file_header_share`).
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_reader_header(reader: *const iso_file_reader) -> *const iso_file_header {
    guard_or(std::ptr::null(), || maybe(reader)?.header.as_ref().map(Arc::as_ptr))
}

/// The next block that was fed whole.
///
/// On success `*found` says whether there is one, which is then in `*block`; without one, more has to be fed, or there is no more.
/// Fails with the offset in the file: `ISO_DATA_MALFORMED` for impossible counts and sizes, a wrong sync marker, and bytes that do
/// not decompress; `ISO_DATA_LIMIT` for a block that is too large; as `iso_file_reader_feed` for the header. After an error every
/// call says the same.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_reader_next(
    reader: *mut iso_file_reader,
    block: *mut iso_file_block,
    found: *mut bool,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(block, "block")?;
        wanted(found, "found")?;
        let next = exclusive(reader, "reader")?.reader.next_block()?;
        put(found, next.is_some());
        put(
            block,
            next.map_or(iso_file_block::NONE, |next| iso_file_block {
                count: next.count,
                data: iso_bytes::of(next.data),
                offset: next.offset,
                end: next.end,
            }),
        );
        Ok(())
    })
}

/// Whether no more blocks follow, whatever is fed: the end of the range was passed. False for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_reader_is_done(reader: *const iso_file_reader) -> bool {
    guard_or(false, || Some(maybe(reader)?.reader.is_done()))
}

/// Says whether the file may end here. To be asked when `iso_file_reader_next` finds none.
/// Fails with `ISO_DATA_TRUNCATED` in the middle of the header or of a block. Between two blocks nothing tells that some are
/// missing.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_reader_finish(reader: *const iso_file_reader, err: *mut *mut iso_error) -> iso_status {
    guard(err, || arg(reader, "reader")?.reader.finish())
}

/// Frees a reader, once; what was asked from it is void, headers of which there are shares excepted. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_reader_free(reader: *mut iso_file_reader) {
    take_box(reader);
}
