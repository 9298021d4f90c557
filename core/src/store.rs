//! Schemas by their fingerprints: what single-object encoding needs to find the writer schema of a message.
use crate::error::{Code, Error, Result};
use crate::frame::{SINGLE_OBJECT_LENGTH, read_single_object, single_object};
use crate::schema::Schema;
use std::collections::HashMap;

/// Schemas by their CRC-64-AVRO fingerprints. Filled once, it may be shared among threads.
#[derive(Debug, Clone, Default)]
pub struct SchemaStore {
    schemas: HashMap<u64, Schema>,
}

impl SchemaStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a schema; gives its fingerprint. A schema with the same canonical form, which reads the same bytes, takes
    /// the place of the one before.
    ///
    /// # Errors
    /// `conflict` when another canonical form has the same fingerprint; the store is as it was.
    pub fn add(&mut self, schema: Schema) -> Result<u64> {
        let fingerprint = schema.rabin();
        if self.schemas.get(&fingerprint).is_some_and(|known| known.canonical() != schema.canonical()) {
            let found = in_order(fingerprint);
            let message = format!("expected another fingerprint, found {found}, which a different schema has");
            return Err(Error::new(Code::Conflict, message));
        }
        self.schemas.insert(fingerprint, schema);
        Ok(fingerprint)
    }

    /// The schema of a fingerprint.
    pub fn get(&self, fingerprint: u64) -> Option<&Schema> {
        self.schemas.get(&fingerprint)
    }

    /// The schema of a fingerprint.
    ///
    /// # Errors
    /// `frame_unknown` when no schema has it.
    pub fn find(&self, fingerprint: u64) -> Result<&Schema> {
        self.get(fingerprint).ok_or_else(|| {
            let message = format!("expected the fingerprint of a known schema, found {}", in_order(fingerprint));
            Error::new(Code::FrameUnknown, message)
        })
    }

    /// The writer schema of a message in single-object encoding, and the datum behind the header.
    ///
    /// # Errors
    /// `data_truncated` below ten bytes; `frame_unknown` for another header or an unknown fingerprint.
    pub fn read<'m>(&self, message: &'m [u8]) -> Result<(&Schema, &'m [u8])> {
        let (fingerprint, datum) = read_single_object(message)?;
        let schema = self.find(u64::from_le_bytes(fingerprint)).map_err(|error| error.at_offset(2))?;
        Ok((schema, datum))
    }

    /// How many schemas there are.
    pub fn len(&self) -> usize {
        self.schemas.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.schemas.is_empty()
    }
}

/// A fingerprint in hex as it stands in messages, and as people get it elsewhere: its bytes in little-endian order.
fn in_order(fingerprint: u64) -> String {
    format!("{:016x}", fingerprint.swap_bytes())
}

/// The ten bytes before a datum of this schema in single-object encoding.
pub fn header(schema: &Schema) -> [u8; SINGLE_OBJECT_LENGTH] {
    single_object(schema.rabin().to_le_bytes())
}
