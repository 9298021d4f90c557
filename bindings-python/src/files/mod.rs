//! Container files without I/O: bytes in, values out, and back. `isobyte.files` brings the reading and writing.
pub(crate) mod header;
pub(crate) mod reader;
pub(crate) mod writer;
