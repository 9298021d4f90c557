//! The grammar of protobuf's language (proto2, proto3, editions): text to [`File`](crate::proto::tree::File).
mod cursor;
mod enums;
mod field;
mod file;
mod message;
mod option;
mod service;
mod value;

pub(crate) use file::parse;
pub(crate) use message::LARGEST;
