//! `isobyte registry`: the contents of a registry, moved whole: between servers, into files and back.
pub(crate) mod command;
mod dump;
mod import;
mod lines;
mod place;
mod pull;
mod push;
mod restore;
mod server;
mod steps;
