//! The Python binding: the module `isobyte._native`. Python objects are walked and built directly; the core decides everything.
mod clock;
mod codec;
mod decimals;
mod errors;
mod frames;
mod method;
mod module;
mod registry;
mod schema;
mod scratch;
mod shapes;
mod sink;
mod source;
mod tables;
mod types;
mod values;
