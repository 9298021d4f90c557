//! From Avro schemas to Python: one module of classes whose schemas are those that it was made from.
//!
//! ```
//! use isobyte::Schema;
//! use isobyte_generate::style::Options;
//!
//! let schema = Schema::parse(r#"{"type": "record", "name": "User", "fields": [{"name": "id", "type": "long"}]}"#)?;
//! let code = isobyte_generate::module::render(&[schema], Options::default())?;
//! assert!(code.contains("class User(AvroModel):\n    id: int\n"));
//! # Ok::<(), isobyte::Error>(())
//! ```
//! Whatever a schema says ends up in names, literals and calls of a few known constructors, never as code of its own.
#![forbid(unsafe_code)]
mod annotation;
mod class;
mod collect;
mod default;
mod layout;
mod literal;
pub mod module;
mod names;
mod scope;
pub mod style;
