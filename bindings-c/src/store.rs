//! iso_store: schemas by their fingerprints, to read messages in Avro's single-object encoding.
use crate::border::{arg, array, give, guard, guard_or, keep, maybe, put, share, take, wanted};
use crate::error::{iso_error, iso_status};
use crate::schema::iso_schema;
use isobyte_core::{Code, Error, Result, SchemaStore};
use std::collections::HashMap;
use std::sync::{Arc, RwLock, RwLockReadGuard};

/// Schemas by their CRC-64-AVRO fingerprints: counted, locked inside, safe to share between threads.
pub struct iso_store {
    schemas: RwLock<Schemas>,
}

#[derive(Default)]
struct Schemas {
    store: SchemaStore,
    handles: HashMap<u64, Arc<iso_schema>>,
}

impl Schemas {
    fn handle(&self, fingerprint: u64) -> Result<Arc<iso_schema>> {
        self.store.find(fingerprint)?;
        let known = self.handles.get(&fingerprint).cloned();
        known.ok_or_else(|| Error::new(Code::Internal, "a schema of the store has no object"))
    }
}

#[cold]
fn poisoned() -> Error {
    Error::new(Code::Internal, "the store failed in another thread")
}

impl iso_store {
    fn read(&self) -> Result<RwLockReadGuard<'_, Schemas>> {
        self.schemas.read().map_err(|_| poisoned())
    }
}

/// An empty store. On success `*store` is one that the caller frees with `iso_store_free`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_store_new(store: *mut *const iso_store, err: *mut *mut iso_error) -> iso_status {
    guard(err, || {
        wanted(store, "store")?;
        put(store, give(Arc::new(iso_store { schemas: RwLock::default() })));
        Ok(())
    })
}

/// Adds a schema, of which the store keeps a share. One with the same canonical form takes the place of the one before.
///
/// On success `*fingerprint` is its CRC-64-AVRO as a number; it may be NULL.
/// Fails with `ISO_CONFLICT` when a schema of another canonical form has the same fingerprint; the store is as it was.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_store_add(
    store: *const iso_store,
    schema: *const iso_schema,
    fingerprint: *mut u64,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        let store = arg(store, "store")?;
        let schema = keep(schema, "schema")?;
        let mut schemas = store.schemas.write().map_err(|_| poisoned())?;
        let added = schemas.store.add(schema.schema.clone())?;
        schemas.handles.insert(added, schema);
        put(fingerprint, added);
        Ok(())
    })
}

/// How many schemas there are; 0 for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_store_count(store: *const iso_store) -> usize {
    guard_or(0, || Some(maybe(store)?.read().ok()?.store.len()))
}

/// The schema of a fingerprint: CRC-64-AVRO as a number.
///
/// On success `*schema` is a share that the caller frees with `iso_schema_free`: the pointer that was added last.
/// Fails with `ISO_FRAME_UNKNOWN` when no schema has it.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_store_find(
    store: *const iso_store,
    fingerprint: u64,
    schema: *mut *const iso_schema,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(schema, "schema")?;
        put(schema, give(arg(store, "store")?.read()?.handle(fingerprint)?));
        Ok(())
    })
}

/// The writer schema of a message in single-object encoding.
///
/// On success `*schema` is a share that the caller frees with `iso_schema_free`, and `*datum_at` where the datum begins in the
/// message. Fails with `ISO_DATA_TRUNCATED` below ten bytes, and `ISO_FRAME_UNKNOWN` for another header or a fingerprint that no
/// schema has.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_store_read(
    store: *const iso_store,
    message: *const u8,
    message_len: usize,
    schema: *mut *const iso_schema,
    datum_at: *mut usize,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(schema, "schema")?;
        let message = array(message, message_len, "message")?;
        let schemas = arg(store, "store")?.read()?;
        let (found, datum) = schemas.store.read(message)?;
        let handle = schemas.handle(found.rabin())?;
        put(datum_at, message.len() - datum.len());
        put(schema, give(handle));
        Ok(())
    })
}

/// One more share of the store, to be freed like the first. Gives the same pointer; NULL for NULL.
#[unsafe(no_mangle)]
pub extern "C" fn iso_store_share(store: *const iso_store) -> *const iso_store {
    share(store)
}

/// Gives back one share; the last frees the store. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn iso_store_free(store: *const iso_store) {
    take(store);
}
