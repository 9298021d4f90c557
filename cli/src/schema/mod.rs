//! `isobyte schema`: what can be asked of schema files without any data. One file per verb.
mod canonical;
mod check;
pub(crate) mod command;
mod diff;
mod fingerprint;
