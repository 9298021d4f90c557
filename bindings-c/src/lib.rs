//! The C ABI: one file a noun, `border` for every pointer; `include/isobyte.h` is generated from here.
#![allow(non_camel_case_types)]
pub(crate) mod border;
pub mod buffer;
pub mod codec;
pub mod error;
pub mod file_header;
pub mod file_reader;
pub mod file_writer;
pub mod findings;
pub mod frame;
pub mod json;
pub mod properties;
pub mod reader;
pub mod registry;
pub mod schema;
pub mod store;
pub mod tape;
pub mod value;
pub mod version;
pub mod writer;
