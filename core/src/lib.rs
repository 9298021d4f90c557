//! Schemas and codecs for events, with the same bytes from every language.
//!
//! isobyte reads Avro schemas and turns values into Avro binary and back, by one set of rules that the Rust core shares with its
//! bindings for Python, Java, Go and C. For one schema and one value all of them write the same bytes, read the same value
//! and fail with the same error code; maps are sorted, unions are chosen by one table, errors say where.
//!
//! - [`Schema`]: text parsed once, with its canonical form and fingerprints; [`schema::compatible`] compares two.
//! - [`Codec`]: a schema compiled, to be shared by all threads. Rust types go through serde ([`mod@serde`]), values of any kind
//!   are [`Value`]s, and hosts bring their own [`Source`](model::value::Source) and [`Sink`](model::value::Sink).
//! - [`Error`]: a permanent [`Code`], a path such as `order.items[3].price`, the offset in the data.
//! - [`Codec::resolve`]: data of a writer's schema, read as a reader's.
//! - [`avro::file`]: container files, fed with bytes and giving whole blocks, or taking data and giving bytes.
//! - [`columns`]: many data as columns in the layout of Apache Arrow.
//! - [`SchemaStore`]: the writer's schema of a message in single-object encoding. [`mod@compatibility`]: levels and verdicts.
//! - [`json`]: JSON Schema of every draft since 4, checked, printed and compared.
//! - [`proto`]: Protobuf schemas of proto2, proto3 and editions, checked, printed and compared.
//! - [`mod@frame`]: what stands before the datum in a message: Confluent's header, Avro's single-object header.
//!
//! Untrusted bytes are normal here: nothing panics, overflows the stack, or allocates by a length that is only claimed
//! ([`Limits`]). The crate has no `unsafe`, no I/O, and needs no macro of its own.
//!
//! ```
//! use isobyte::{Code, Codec, Schema};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize, Debug, PartialEq)]
//! struct User<'a> {
//!     name: &'a str,
//!     age: i32,
//!     email: Option<String>,
//! }
//!
//! let schema = Schema::parse(
//!     r#"{"type": "record", "name": "User", "fields": [
//!         {"name": "name", "type": "string"},
//!         {"name": "age", "type": "int"},
//!         {"name": "email", "type": ["null", "string"]}]}"#,
//! )?;
//! let codec = Codec::new(&schema, Default::default())?;
//!
//! let data = codec.to_vec(&User { name: "Ada", age: 36, email: None })?;
//! assert_eq!(data, [6, b'A', b'd', b'a', 72, 0]);
//! let user: User = codec.from_slice(&data)?; // `name` lies in `data`
//! assert_eq!(user.age, 36);
//!
//! let error = codec.from_slice::<User>(&data[..3]).unwrap_err();
//! assert_eq!((error.code(), error.path().as_str()), (Code::DataTruncated, "name"));
//! # Ok::<(), isobyte::Error>(())
//! ```
//! Without a type of one's own, a value is a [`Value`]:
//! ```
//! use isobyte::{Codec, Schema, Value};
//! let schema = Schema::parse(r#"{"type": "map", "values": ["null", "double"]}"#)?;
//! let codec = Codec::new(&schema, Default::default())?;
//! let value = Value::Map(vec![("b".into(), Value::Null), ("a".into(), Value::Double(1.5))]);
//! let data = codec.encode_value(&value)?;
//! assert_eq!(data[..4], [4, 2, b'a', 2]); // two entries, sorted by key; the second branch
//! let Value::Map(entries) = codec.decode_value(&data)? else { panic!("no map") };
//! assert_eq!(entries[0], ("a".into(), Value::Double(1.5)));
//! # Ok::<(), isobyte::Error>(())
//! ```
//!
//! # Features
//! - `serde` (on by default): Rust types.
//! - `compression` (on by default): container files whose blocks are compressed; without it only the codec `null` is there.
//! - `apache-avro`: schemas and values of the `apache-avro` crate, for those who come from there.
#![forbid(unsafe_code)]
#[cfg(feature = "apache-avro")]
pub mod apache;
pub mod avro;
pub mod codec;
pub mod columns;
pub mod compatibility;
pub mod dynamic;
pub mod error;
pub mod frame;
pub mod json;
pub mod limits;
pub mod model;
pub mod proto;
pub mod schema;
#[cfg(feature = "serde")]
pub mod serde;
pub mod store;
pub mod tape;
pub mod wire;

pub use codec::{Codec, CodecOptions};
pub use compatibility::CompatibilityLevel;
pub use dynamic::Value;
pub use error::{Code, Error, Result};
pub use limits::Limits;
pub use schema::{Format, Schema};
#[cfg(feature = "serde")]
pub use serde::{from_slice, to_slice, to_vec};
pub use store::SchemaStore;
