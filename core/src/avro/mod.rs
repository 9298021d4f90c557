//! Avro: schemas parsed and printed, plans compiled, data encoded and decoded.
pub mod canonical;
pub mod compat;
pub(crate) mod default;
pub mod fingerprint;
pub(crate) mod freeze;
pub(crate) mod logical;
pub mod names;
pub mod parse;
pub(crate) mod place;
pub mod print;
pub(crate) mod table;
