//! A log in memory: for tests, gone with the process.
use super::{Entry, Store, StoreError, id_of, now};
use crate::record::Record;
use std::collections::HashMap;

/// A log that nobody else sees.
#[derive(Debug, Default)]
pub struct MemoryStore {
    log: Vec<Entry>,
    committed: usize,
    last_ids: HashMap<String, u32>,
}

impl MemoryStore {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Store for MemoryStore {
    fn cluster(&self) -> &str {
        "memory"
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    fn read(&mut self, after: u64, each: &mut dyn FnMut(Entry)) -> Result<(), StoreError> {
        self.log.iter().skip_while(|entry| entry.position <= after).cloned().for_each(each);
        Ok(())
    }

    fn append(&mut self, record: &Record) -> Result<Entry, StoreError> {
        let last_id = self.last_ids.entry(record.key()).or_default();
        *last_id = id_of(record).max(*last_id);
        let position = self.log.len() as u64 + 1;
        let entry = Entry { position, timestamp: now(), record: record.clone(), last_id: *last_id };
        self.log.push(entry.clone());
        Ok(entry)
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        self.committed = self.log.len();
        Ok(())
    }

    fn rollback(&mut self) {
        self.log.truncate(self.committed);
    }
}
