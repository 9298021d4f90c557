//! Schemas by fingerprint, shared among Java's threads.
use isobyte::schema::Schema;
use isobyte::{Result, SchemaStore};
use std::sync::{PoisonError, RwLock};

/// A store behind a lock.
#[derive(Default)]
pub(crate) struct Store(RwLock<SchemaStore>);

impl Store {
    pub(crate) fn add(&self, schema: &Schema) -> Result<i64> {
        let mut store = self.0.write().unwrap_or_else(PoisonError::into_inner);
        store.add(schema.clone()).map(u64::cast_signed)
    }

    pub(crate) fn get(&self, fingerprint: i64) -> Option<Schema> {
        let store = self.0.read().unwrap_or_else(PoisonError::into_inner);
        store.get(fingerprint.cast_unsigned()).cloned()
    }

    /// The fingerprint that a message names, which is that of a known schema.
    pub(crate) fn read(&self, front: &[u8]) -> Result<i64> {
        let store = self.0.read().unwrap_or_else(PoisonError::into_inner);
        store.read(front).map(|(schema, _)| schema.rabin().cast_signed())
    }

    pub(crate) fn len(&self) -> usize {
        self.0.read().unwrap_or_else(PoisonError::into_inner).len()
    }
}
