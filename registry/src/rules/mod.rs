//! The rules: what may be written, decided on a state and told as records of the log.
pub mod compat;
pub mod config;
pub mod delete;
pub mod draft;
pub mod register;
