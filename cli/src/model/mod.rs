//! `isobyte model`: classes of a programming language for schemas. One file per verb.
pub(crate) mod command;
mod generate;
