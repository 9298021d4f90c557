//! The store: where the log lies. One small trait, so that every store behaves alike.
pub mod memory;
pub mod postgres;
mod postgres_url;
pub mod sqlite;

use crate::record::Record;
use std::fmt;

/// A record and its place in the log.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its position; positions grow, with gaps.
    pub position: u64,
    /// When it was appended, in milliseconds since 1970.
    pub timestamp: u64,
    /// The record.
    pub record: Record,
    /// The highest id that any record of this key ever carried, so that ids are not reused after their schemas are gone.
    pub last_id: u32,
}

/// An ordered log of records. The engine calls it from one thread: `begin`, `read`, any number of `append`, then `commit`
/// or `rollback`.
pub trait Store: Send {
    /// A name of this log that no other log has.
    fn cluster(&self) -> &str;

    /// Shuts other writers out until `commit` or `rollback`.
    ///
    /// # Errors
    /// When the store cannot be written now.
    fn begin(&mut self) -> Result<(), StoreError>;

    /// Hands over, in order, every entry behind a position: all of them at start, others' since then.
    ///
    /// # Errors
    /// When the store cannot be read, or holds a record that is not understood.
    fn read(&mut self, after: u64, each: &mut dyn FnMut(Entry)) -> Result<(), StoreError>;

    /// Appends a record. Only the last record of a key need be kept.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn append(&mut self, record: &Record) -> Result<Entry, StoreError>;

    /// Makes all that was appended since `begin` durable: when this returns, it survives the death of process and machine.
    ///
    /// # Errors
    /// When it may not be durable. It may still be found by a later `read`.
    fn commit(&mut self) -> Result<(), StoreError>;

    /// Forgets all that was appended since `begin`.
    fn rollback(&mut self);

    /// Calls `wake` whenever others may have written, until it answers false. False for a store that this process has to
    /// itself: then it is never called.
    ///
    /// # Errors
    /// When it cannot begin to.
    fn follow(&mut self, _wake: Wake) -> Result<bool, StoreError> {
        Ok(false)
    }
}

/// Tells the engine that there may be something to read; false when nobody listens any more.
pub type Wake = Box<dyn Fn() -> bool + Send>;

/// Why a store does not serve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreError(pub String);

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StoreError {}

/// The highest id in a record; 0 when it carries none.
fn id_of(record: &Record) -> u32 {
    match record {
        Record::Schema { value: Some(value), .. } => value.id,
        _ => 0,
    }
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.map_or(0, |duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}
