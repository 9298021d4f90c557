//! The registry as a process.
pub(crate) mod command;
mod guard;
pub(crate) mod password;
