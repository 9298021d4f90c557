//! The registry's client.
#![forbid(unsafe_code)]
