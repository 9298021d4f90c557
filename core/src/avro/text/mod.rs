//! Avro's JSON encoding: binary data as text, and text as binary data, without a tree in between.
pub(crate) mod arrange;
pub(crate) mod lex;
pub(crate) mod lookup;
pub(crate) mod number;
pub(crate) mod numeral;
pub(crate) mod quote;
pub mod read;
pub(crate) mod string;
pub mod write;
