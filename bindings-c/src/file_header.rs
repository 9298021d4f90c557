//! iso_file_header: what an object container file says of itself before its data.
use crate::border::{guard_or, maybe, put, share, take, text_bytes};
use crate::schema::{iso_schema, iso_str};
use crate::value::iso_bytes;
use isobyte_core::avro::file::header::Header;
use std::ffi::c_char;
use std::sync::Arc;

/// The header of a file: immutable, counted, safe to share between threads.
pub struct iso_file_header {
    pub(crate) header: Header,
    schema: Arc<iso_schema>,
}

impl iso_file_header {
    pub(crate) fn new(header: &Header) -> Arc<Self> {
        Arc::new(Self { header: header.clone(), schema: iso_schema::new(header.schema().clone()) })
    }
}

/// The schema that the data were written with; NULL for NULL. Owned by the header (but see `iso_schema_share`).
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_header_schema(header: *const iso_file_header) -> *const iso_schema {
    guard_or(std::ptr::null(), || maybe(header).map(|header| Arc::as_ptr(&header.schema)))
}

/// How blocks are compressed: "null", "deflate", "bzip2", "snappy", "xz" or "zstandard". {NULL, 0} for NULL. Static.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_header_codec(header: *const iso_file_header) -> iso_str {
    guard_or(iso_str::NONE, || Some(iso_str::of(maybe(header)?.header.compression().name())))
}

/// The 16 bytes that stand behind every block. {NULL, 0} for NULL. Owned by the header.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_header_sync(header: *const iso_file_header) -> iso_bytes {
    guard_or(iso_bytes::NONE, || Some(iso_bytes::of(maybe(header)?.header.sync())))
}

/// The length of the header in bytes, which is the offset of the first block; 0 for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_header_length(header: *const iso_file_header) -> u64 {
    guard_or(0, || Some(maybe(header)?.header.length()))
}

/// How many entries of metadata there are, `avro.schema` and `avro.codec` among them; 0 for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_header_metadata_count(header: *const iso_file_header) -> usize {
    guard_or(0, || Some(maybe(header)?.header.metadata().len()))
}

/// Entry number `index` of the metadata, in the order of the file; a key may stand there twice.
/// False, and nothing written, if there is none. `key` and `value` may be NULL. Owned by the header.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_header_metadata(
    header: *const iso_file_header,
    index: usize,
    key: *mut iso_str,
    value: *mut iso_bytes,
) -> bool {
    guard_or(false, || {
        let (name, bytes) = maybe(header)?.header.metadata().get(index)?;
        put(key, iso_str::of(name));
        put(value, iso_bytes::of(bytes));
        Some(true)
    })
}

/// The metadata of a key; of several, the last. `key_len` is in bytes or `ISO_CSTR`. {NULL, 0} if there is none.
/// Owned by the header.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_header_get(header: *const iso_file_header, key: *const c_char, key_len: usize) -> iso_bytes {
    guard_or(iso_bytes::NONE, || {
        let key = std::str::from_utf8(text_bytes(key, key_len, "key").ok()?).ok()?;
        Some(iso_bytes::of(maybe(header)?.header.get(key)?))
    })
}

/// One more share of the header, to be freed like the first. Gives the same pointer; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_header_share(header: *const iso_file_header) -> *const iso_file_header {
    share(header)
}

/// Gives back one share; the last frees the header. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn iso_file_header_free(header: *const iso_file_header) {
    take(header);
}
