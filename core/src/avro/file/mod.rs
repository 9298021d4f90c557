//! Object container files (Avro 1.12, "Object Container Files"): a header with the schema, then blocks of data. Without I/O:
//! bytes are fed to readers and taken from writers.
pub(crate) mod block;
#[cfg(feature = "compression")]
pub(crate) mod codecs;
#[cfg(not(feature = "compression"))]
#[path = "no_codecs.rs"]
pub(crate) mod codecs;
pub mod compression;
pub mod header;
pub mod reader;
pub mod slice;
pub mod writer;
