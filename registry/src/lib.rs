//! The schema server as a library: an ordered log of records, replayed into one state in memory, behind a REST face.
//!
//! A write is decided on the one writer thread against the newest state, appended to the [`store`], and acknowledged
//! only after the store has made it durable; reads are answered from memory. `engine` is the door for programs,
//! `http` the door for clients.
#![forbid(unsafe_code)]
pub mod engine;
mod field;
pub mod http;
pub mod parsed;
pub mod record;
pub mod refusal;
pub mod rules;
pub mod schema;
pub mod state;
pub mod store;
pub mod subject;

pub use engine::Engine;
pub use refusal::Refusal;
pub use subject::Subject;
