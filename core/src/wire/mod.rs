//! Bytes in and out, bounds-checked: varints, reading, writing.
pub mod read;
pub mod text;
pub mod utf16;
pub mod varint;
pub mod write;
