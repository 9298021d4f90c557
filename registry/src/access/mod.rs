//! Who asks, and what they may.
pub mod file;
pub mod gate;
pub mod grants;
mod need;
mod password;
mod token;
