//! `isobyte cat`, `encode` and `decode`: data of files and pipes. One file per verb.
pub(crate) mod cat;
pub(crate) mod decode;
pub(crate) mod encode;
mod lines;
mod plain;
mod progress;
mod source;
