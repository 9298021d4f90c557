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
mod access;
mod door;
mod dump;
mod error;
mod note;
mod pull;
mod read;
mod source;

pub use door::{from_slice, to_slice, to_vec};
