//! isobyte: schemas and codecs for events, with the same bytes from every language.
#![forbid(unsafe_code)]
pub mod avro;
pub mod codec;
pub mod compatibility;
pub mod dynamic;
pub mod error;
pub mod frame;
pub mod limits;
pub mod model;
pub mod schema;
pub mod store;
pub mod tape;
pub mod wire;

pub use codec::{Codec, CodecOptions};
pub use compatibility::CompatibilityLevel;
pub use dynamic::Value;
pub use error::{Code, Error, Result};
pub use limits::Limits;
pub use schema::{Format, Schema};
pub use store::SchemaStore;
