//! isobyte: schemas and codecs for events, with the same bytes from every language.
#![forbid(unsafe_code)]
#[cfg(feature = "apache-avro")]
pub mod apache;
pub mod avro;
pub mod codec;
pub mod dynamic;
pub mod error;
pub mod frame;
pub mod limits;
pub mod model;
pub mod schema;
#[cfg(feature = "serde")]
pub mod serde;
pub mod tape;
pub mod wire;

pub use codec::{Codec, CodecOptions};
pub use dynamic::Value;
pub use error::{Code, Error, Result};
pub use limits::Limits;
pub use schema::{Format, Schema};
#[cfg(feature = "serde")]
pub use serde::{from_slice, to_slice, to_vec};
