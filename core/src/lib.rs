//! isobyte: schemas and codecs for events, with the same bytes from every language.
#![forbid(unsafe_code)]
pub mod avro;
pub mod error;
pub mod limits;
pub mod model;
pub mod schema;
pub mod wire;

pub use error::{Code, Error, Result};
pub use limits::Limits;
