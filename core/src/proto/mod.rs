//! Protobuf schemas: the language and its rules, canonical text, compatibility, message indexes.
mod check;
mod features;
mod lex;
mod link;
mod parse;
mod place;
mod pool;
mod print;
mod print_value;
pub mod schema;
mod tree;
pub mod wellknown;
