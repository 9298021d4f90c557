//! Rust types by serde: `#[derive(Serialize, Deserialize)]` is all that a type needs.
//!
//! ```
//! use isobyte::{Codec, Schema};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize, Debug, PartialEq)]
//! struct Person<'a> {
//!     name: &'a str,
//!     contact: Option<Contact>,
//! }
//! #[derive(Serialize, Deserialize, Debug, PartialEq)]
//! enum Contact {
//!     String(String),
//!     Phone { number: i64 },
//! }
//!
//! let schema = Schema::parse(
//!     r#"{"type": "record", "name": "Person", "fields": [
//!         {"name": "name", "type": "string"},
//!         {"name": "contact", "type": ["null", "string",
//!             {"type": "record", "name": "Phone", "fields": [{"name": "number", "type": "long"}]}]}]}"#,
//! )?;
//! let codec = Codec::new(&schema, Default::default())?;
//! let ada = Person { name: "Ada", contact: Some(Contact::Phone { number: 7 }) };
//! let data = codec.to_vec(&ada)?;
//! assert_eq!(data, [6, b'A', b'd', b'a', 4, 14]); // the third branch, then its record
//! assert_eq!(codec.from_slice::<Person>(&data)?, ada); // `name` lies in `data`
//! # Ok::<(), isobyte::Error>(())
//! ```
//!
//! # What becomes what
//! The rules are those of every other language: a value's kind decides, its width does not.
//!
//! | in Rust | is | under the schema |
//! |---|---|---|
//! | `bool`; integers; `f32`, `f64` | boolean; integer; float | boolean; int, long, float, double if it holds the value; float, double |
//! | `str`, `String`, `char` | text | string; an enum that has the symbol |
//! | `serde_bytes` and the like | bytes | bytes, fixed, and the raw bytes of a decimal, UUID or duration |
//! | `Vec<u8>`, `[u8; N]` | a sequence, as serde has it | array; also bytes and fixed, but a union takes it for an array |
//! | `Option`, `()`, a unit struct | null, or the value itself | null, a union with null |
//! | `Vec`, tuples | a sequence | array |
//! | a map with keys of text | a mapping | map, record |
//! | a struct | a record of that name | record, map; in a union the record of its name, else the only one that fits |
//! | a unit variant | a symbol of the enum of that name | enum; `Null` is also null |
//! | a newtype, tuple or struct variant | the value, with its branch named | a union |
//!
//! A variant names its branch by full name (`#[serde(rename = "com.acme.User")]`), by simple name (`User`), or, of types without
//! a name, by the type in any case (`Long`, `long`). So does a union's branch find its variant on decoding. An untagged
//! enum leaves the choice to the value; inside `#[serde(flatten)]` and untagged enums only such enums can be unions, as
//! serde itself forgets the branch there. A unit variant is no text: for a schema that says string, use
//! `#[serde(into = "String", try_from = "String")]`.
//!
//! Fields that a value lacks (`skip_serializing_if`) take the schema's default; fields that the schema lacks are an error, unless
//! [`CodecOptions::ignore_unknown_fields`](crate::CodecOptions) says otherwise. On decoding, fields that the struct lacks are
//! passed over, and those that the schema lacks are up to `#[serde(default)]`.
//!
//! Dates, times, timestamps and durations are their raw integers and bytes here, decimals their unscaled bytes. Numbers must
//! fit: an integer in its type's range, a double in an `f32` only if it is exactly that.
//!
//! # Another writer's data
//! A codec made by [`Codec::resolve`](crate::Codec::resolve) decodes a writer's data as the reader's schema has them, and encodes
//! nothing. The type follows the reader's schema; its fields may stand in any order.
//!
//! ```
//! use isobyte::{Codec, Schema};
//! use serde::Deserialize;
//!
//! #[derive(Deserialize, Debug, PartialEq)]
//! struct Person<'a> {
//!     name: &'a str,
//!     age: Option<i64>,
//!     country: String,
//! }
//!
//! let writer = Schema::parse(
//!     r#"{"type": "record", "name": "Person", "fields": [
//!         {"name": "age", "type": "int"}, {"name": "shoe", "type": "float"}, {"name": "fullname", "type": "string"}]}"#,
//! )?;
//! let reader = Schema::parse(
//!     r#"{"type": "record", "name": "Person", "fields": [
//!         {"name": "name", "type": "string", "aliases": ["fullname"]}, {"name": "age", "type": ["null", "long"]},
//!         {"name": "country", "type": "string", "default": "Utopia"}]}"#,
//! )?;
//! let codec = Codec::resolve(&writer, &reader, Default::default())?;
//! let data = [72, 0, 0, 0x1c, 0x42, 6, b'A', b'd', b'a']; // 36, 39.0, "Ada"
//! let ada = Person { name: "Ada", age: Some(36), country: "Utopia".into() };
//! assert_eq!(codec.from_slice::<Person>(&data)?, ada); // `name` lies in `data`
//! # Ok::<(), isobyte::Error>(())
//! ```
//!
//! A default lies in the codec and not in the data, so nothing can be borrowed from it: a `&str` for such a field is
//! `data_unrepresentable`; a `String` or a `#[serde(borrow)] Cow<str>` takes it. A map that takes a record gets the fields in the
//! order of the data, then the defaults.
//!
//! # What it costs
//! [`append`](crate::Codec::append) into an output that has room allocates nothing, once the thread has encoded a value of that
//! size: the value is noted first, in memory of the thread's own, of which up to 1 MiB is kept. The exceptions are one list for a
//! map of more than four entries, one copy of a `Vec<u8>` or `[u8; N]` without `serde_bytes`, and a second try for data of more
//! than 64 KiB. Decoding allocates what the type asks for.
mod access;
mod door;
mod dump;
mod error;
mod note;
mod pull;
mod read;
mod source;

pub use door::{from_slice, to_slice, to_vec};
