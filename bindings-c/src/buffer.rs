//! iso_buffer: bytes that the library makes and the caller takes away.
use crate::border::{exclusive, give_box, guard, guard_or, maybe, put, take_box, wanted};
use crate::error::{iso_error, iso_status};
use crate::value::iso_bytes;

/// Bytes that calls append to, and whose room is used again. One thread at a time.
pub struct iso_buffer {
    pub(crate) bytes: Vec<u8>,
}

/// An empty buffer. On success `*buffer` is one that the caller frees with `iso_buffer_free`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_buffer_new(buffer: *mut *mut iso_buffer, err: *mut *mut iso_error) -> iso_status {
    guard(err, || {
        wanted(buffer, "buffer")?;
        put(buffer, give_box(iso_buffer { bytes: Vec::new() }));
        Ok(())
    })
}

/// What is in the buffer, until it is changed or freed. {NULL, 0} for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_buffer_bytes(buffer: *const iso_buffer) -> iso_bytes {
    guard_or(iso_bytes::NONE, || Some(iso_bytes::of(&maybe(buffer)?.bytes)))
}

/// Empties a buffer; its room stays. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn iso_buffer_clear(buffer: *mut iso_buffer) {
    guard_or((), || {
        exclusive(buffer, "buffer").ok()?.bytes.clear();
        Some(())
    });
}

/// Frees a buffer, once. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn iso_buffer_free(buffer: *mut iso_buffer) {
    take_box(buffer);
}
