//! How deep, how long and how many: one struct with safe defaults.

/// The limits that hold for one codec. Every one is there so that no input, however hostile, can exhaust the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Nested records, arrays and maps in one value; unions do not count.
    pub depth: u32,
    /// Items of arrays that take no bytes (null, empty records, fixed of size 0) in one datum; such data in one block of a
    /// container file. The fields of all records that take no bytes may be this many too, or 32,768 where that is more.
    pub empty_items: u32,
    /// The header of a container file, in bytes.
    pub header_bytes: usize,
    /// One block of a container file, in bytes: as it stands in the file, and decompressed.
    pub block_bytes: usize,
}

/// Nested arrays and objects in the text of a schema.
pub const SCHEMA_DEPTH: usize = 127;

/// Fields of records that take no bytes, in one datum, unless more items are allowed: a schema of a few lines can multiply
/// them without end.
const HOLLOW_FIELDS: u32 = 1 << 15;

impl Limits {
    /// Fields of records that take no bytes, in one datum.
    pub(crate) fn hollow_fields(&self) -> u32 {
        self.empty_items.max(HOLLOW_FIELDS)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 1_000, empty_items: 16_384, header_bytes: 16 << 20, block_bytes: 64 << 20 }
    }
}
