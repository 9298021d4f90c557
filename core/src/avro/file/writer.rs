//! Writing a file: data are collected into blocks, and bytes come out when a block is full.
use crate::avro::file::compression::{Compression, Compressor};
use crate::avro::file::header::{CODEC_KEY, Header, MAGIC, SCHEMA_KEY, SYNC_LENGTH};
use crate::error::{Code, Error, Result};
use crate::schema::Schema;
use crate::wire::write;

/// The bytes of data at which a block ends unless told, as in Avro Java.
pub const BLOCK_BYTES: usize = 64_000;
/// Data without bytes (null, empty records) at which a block ends: what readers accept by default.
const MOST_EMPTY: u64 = 16_384;

/// How files are written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteOptions {
    /// How blocks are compressed.
    pub compression: Compression,
    /// Keys and values of the caller; keys that begin with `avro.` are reserved.
    pub metadata: Vec<(String, Vec<u8>)>,
    /// A block ends when its data, before they are compressed, are as many bytes or more.
    pub block_bytes: usize,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self { compression: Compression::default(), metadata: Vec::new(), block_bytes: BLOCK_BYTES }
    }
}

/// Takes encoded data, gives the bytes of the file. Nothing is written at the end but the last block: call [`FileWriter::flush`].
#[derive(Debug)]
pub struct FileWriter {
    /// Empty where it was written before.
    header: Vec<u8>,
    sync: [u8; SYNC_LENGTH],
    block_bytes: usize,
    compressor: Compressor,
    /// The data of the block that is being filled.
    pending: Vec<u8>,
    count: u64,
    /// The block as it was compressed, kept for its memory.
    compressed: Vec<u8>,
}

impl FileWriter {
    /// A writer of a new file. `sync` should be 16 random bytes, new for every file: readers find blocks by them.
    ///
    /// The header holds the schema's text as it was given, or printed with the types of its references in full if it has any.
    /// Its keys are sorted by their bytes, so that equal input gives equal files.
    ///
    /// # Errors
    /// `invalid_argument` for metadata with a reserved key or a key that stands there twice; `unsupported` for a codec that
    /// was left out of this build.
    pub fn new(schema: &Schema, sync: [u8; SYNC_LENGTH], options: WriteOptions) -> Result<Self> {
        let WriteOptions { compression, metadata, block_bytes } = options;
        if let Some((key, _)) = metadata.iter().find(|(key, _)| key.starts_with("avro.")) {
            return Err(
                Error::new(Code::InvalidArgument, "keys of metadata that begin with avro. are reserved").in_key(key)
            );
        }
        // Also tells of a codec that this build lacks.
        let codec = Compression::parse(compression.name())?.name();
        let text = if schema.is_self_contained() { schema.text() } else { schema.printed() };
        let mut entries: Vec<(&str, &[u8])> = metadata.iter().map(|(key, value)| (&**key, &**value)).collect();
        entries.push((SCHEMA_KEY, text.as_bytes()));
        entries.push((CODEC_KEY, codec.as_bytes()));
        entries.sort_by_key(|(key, _)| *key);
        if let Some(pair) = entries.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(Error::new(Code::InvalidArgument, "a key of metadata stands there twice").in_key(pair[0].0));
        }
        Ok(Self { header: head(&entries, &sync)?, ..Self::of(compression, sync, block_bytes) })
    }

    /// A writer of more blocks at the end of a file with that header, with its schema, codec and sync marker. The level is
    /// the codec's usual one. What was in the file before must end with a whole block.
    pub fn append_to(header: &Header, block_bytes: usize) -> Self {
        Self::of(header.compression(), *header.sync(), block_bytes)
    }

    fn of(compression: Compression, sync: [u8; SYNC_LENGTH], block_bytes: usize) -> Self {
        Self {
            header: Vec::new(),
            sync,
            block_bytes,
            compressor: Compressor::new(compression),
            pending: Vec::new(),
            count: 0,
            compressed: Vec::new(),
        }
    }

    /// Appends the header; nothing where the file has one. To be called once, before any data.
    pub fn header(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.header);
    }

    /// Takes one encoded datum. A block that it fills is appended to `out`.
    ///
    /// # Errors
    /// As [`FileWriter::flush`].
    pub fn append(&mut self, datum: &[u8], out: &mut Vec<u8>) -> Result<()> {
        self.pending.extend_from_slice(datum);
        self.added(out)
    }

    /// Takes one datum that `encode` appends to the block by itself: `|block| codec.encode(&source, position, block)`.
    ///
    /// # Errors
    /// That of `encode`, after which the datum is not there; as [`FileWriter::flush`].
    pub fn append_with(&mut self, out: &mut Vec<u8>, encode: impl FnOnce(&mut Vec<u8>) -> Result<()>) -> Result<()> {
        let start = self.pending.len();
        if let Err(e) = encode(&mut self.pending) {
            self.pending.truncate(start);
            return Err(e);
        }
        self.added(out)
    }

    /// Takes several encoded data, one behind the other; `ends` tells where each ends in `data`, as `Codec::encode_tape` does.
    ///
    /// # Errors
    /// `invalid_argument`, before any datum is taken, for ends that go back or are not those of `data`; as [`FileWriter::flush`].
    pub fn append_batch(&mut self, data: &[u8], ends: &[u32], out: &mut Vec<u8>) -> Result<()> {
        let last = ends.last().map_or(0, |end| *end as usize);
        if last != data.len() || !ends.is_sorted() {
            return Err(Error::new(Code::InvalidArgument, "the ends of a batch of data are not those of its bytes"));
        }
        let mut from = 0;
        for end in ends {
            let to = *end as usize;
            self.append(&data[from..to], out)?;
            from = to;
        }
        Ok(())
    }

    /// Takes `count` encoded data as a block of their own; those that wait become one before it.
    ///
    /// # Errors
    /// `invalid_argument` for bytes of no data; as [`FileWriter::flush`].
    pub fn append_block(&mut self, data: &[u8], count: u64, out: &mut Vec<u8>) -> Result<()> {
        if count == 0 && !data.is_empty() {
            return Err(Error::new(Code::InvalidArgument, "expected a block of no data to be empty, found bytes"));
        }
        self.flush(out)?;
        self.pending.extend_from_slice(data);
        self.count = count;
        self.flush(out)
    }

    /// How many data wait for their block to be full.
    pub fn pending(&self) -> u64 {
        self.count
    }

    /// Appends the block that is being filled to `out`, if it has any data. Without it the last block of a file is lost.
    ///
    /// # Errors
    /// `internal` where a compressor fails; `out` is then as it was, and the data still wait.
    pub fn flush(&mut self, out: &mut Vec<u8>) -> Result<()> {
        if self.count == 0 {
            return Ok(());
        }
        self.compressor.compress(&self.pending, &mut self.compressed)?;
        put_long(self.count as i64, out)?;
        put_bytes(&self.compressed, out)?;
        out.extend_from_slice(&self.sync);
        self.pending.clear();
        self.count = 0;
        Ok(())
    }

    fn added(&mut self, out: &mut Vec<u8>) -> Result<()> {
        self.count += 1;
        let full = self.pending.len() >= self.block_bytes;
        if full || (self.count >= MOST_EMPTY && self.count > self.pending.len() as u64) {
            self.flush(out)
        } else {
            Ok(())
        }
    }
}

/// Magic, metadata as one block of a map, sync marker.
fn head(entries: &[(&str, &[u8])], sync: &[u8; SYNC_LENGTH]) -> Result<Vec<u8>> {
    let mut out = MAGIC.to_vec();
    put_long(entries.len() as i64, &mut out)?;
    for (key, value) in entries {
        put_bytes(key.as_bytes(), &mut out)?;
        put_bytes(value, &mut out)?;
    }
    put_long(0, &mut out)?;
    out.extend_from_slice(sync);
    Ok(out)
}

fn put_bytes(bytes: &[u8], out: &mut Vec<u8>) -> Result<()> {
    put_long(bytes.len() as i64, out)?;
    out.extend_from_slice(bytes);
    Ok(())
}

fn put_long(value: i64, out: &mut Vec<u8>) -> Result<()> {
    let mut buf = [0; 10];
    let end = write::long(&mut buf, 0, value)?;
    out.extend_from_slice(&buf[..end]);
    Ok(())
}
