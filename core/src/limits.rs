//! How deep, how long and how many: one struct with safe defaults.

/// The limits that hold for one codec. Every one is there so that no input, however hostile, can exhaust the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Nested records, arrays and maps in one value; unions do not count.
    pub depth: u32,
    /// Items of arrays that take no bytes (null, empty records, fixed of size 0) in one datum; such data in one block of a
    /// container file.
    pub empty_items: u32,
    /// The header of a container file, in bytes.
    pub header_bytes: usize,
    /// One block of a container file, in bytes: as it stands in the file, and decompressed.
    pub block_bytes: usize,
}

/// Nested arrays and objects in the text of a schema.
pub const SCHEMA_DEPTH: usize = 127;

/// Records that take no bytes, in one datum: a schema of a few lines can multiply them without end.
pub(crate) const HOLLOW: u32 = 1 << 20;

impl Default for Limits {
    fn default() -> Self {
        Self { depth: 1_000, empty_items: 16_384, header_bytes: 16 << 20, block_bytes: 64 << 20 }
    }
}
