//! The header of a file: magic, metadata and sync marker, read piece by piece as they arrive, and written.
use crate::avro::file::compression::Compression;
use crate::avro::names::Names;
use crate::error::{Code, Error, Result};
use crate::limits::Limits;
use crate::schema::{Format, ParseOptions, Schema};
use crate::wire::read;

/// What a file begins with.
pub const MAGIC: [u8; 4] = *b"Obj\x01";
/// The length of a sync marker, in bytes.
pub const SYNC_LENGTH: usize = 16;
/// The metadata key of the schema's text.
pub const SCHEMA_KEY: &str = "avro.schema";
/// The metadata key of the codec's name.
pub const CODEC_KEY: &str = "avro.codec";
/// The most entries of metadata that a header may have.
pub const MOST_METADATA: usize = 16_384;

/// How files are read.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct ReadOptions {
    /// `header_bytes`, `block_bytes` and `empty_items` hold for files.
    pub limits: Limits,
    /// Which names the schema may have.
    pub names: Names,
}

/// What a file says of itself before its data.
#[derive(Debug, Clone)]
pub struct Header {
    schema: Schema,
    compression: Compression,
    metadata: Vec<(String, Vec<u8>)>,
    sync: [u8; SYNC_LENGTH],
    length: u64,
}

impl Header {
    /// The schema that the data were written with.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// How blocks are compressed, with the usual level: files do not tell theirs. A file that names no codec has `null`.
    pub fn compression(&self) -> Compression {
        self.compression
    }

    /// All the metadata in the order of the file, `avro.schema` and `avro.codec` among them; a key may stand there twice.
    pub fn metadata(&self) -> &[(String, Vec<u8>)] {
        &self.metadata
    }

    /// The metadata of a key; of several, the last.
    pub fn get(&self, key: &str) -> Option<&[u8]> {
        last(&self.metadata, key)
    }

    /// What stands behind every block.
    pub fn sync(&self) -> &[u8; SYNC_LENGTH] {
        &self.sync
    }

    /// The length of the header in bytes, which is the offset of the first block.
    pub fn length(&self) -> u64 {
        self.length
    }
}

/// Reads a header from the front of a file, as far as it is there; what was read is not read again.
#[derive(Debug, Default)]
pub(crate) struct HeaderParser {
    /// Where the next entry, or the count of the next ones, begins; 0 before the magic was seen.
    at: usize,
    /// Entries that are left in this block of the map.
    left: u64,
    /// Where this block of the map must end, if it says so.
    block_end: Option<usize>,
    map_ended: bool,
    metadata: Vec<(String, Vec<u8>)>,
}

impl HeaderParser {
    /// The header, if `src` holds all of it. `src` begins at the front of the file, every time.
    ///
    /// # Errors
    /// `frame_unknown` where the magic is another; `data_malformed` with the offset for metadata that is no map of bytes or
    /// has no schema; `data_limit` for too much of it; `unsupported` for a codec; `schema_*` under the path `avro.schema`.
    pub(crate) fn advance(&mut self, src: &[u8], options: &ReadOptions) -> Result<Option<Header>> {
        if self.at == 0 {
            let seen = src.len().min(MAGIC.len());
            if src[..seen] != MAGIC[..seen] {
                let message = "expected an object container file, which begins with Obj and 1, found other bytes";
                return Err(Error::new(Code::FrameUnknown, message).at_offset(0));
            }
            if seen < MAGIC.len() {
                return Ok(None);
            }
            self.at = seen;
        }
        while !self.map_ended {
            let next = if self.left == 0 { self.count(src, options)? } else { self.entry(src, options)? };
            let Some(next) = next else { return Ok(None) };
            self.at = next;
        }
        let Some(sync) = src.get(self.at..).and_then(|rest| rest.first_chunk::<SYNC_LENGTH>()) else { return Ok(None) };
        self.header(*sync, options).map(Some)
    }

    /// The head of a block of the map: how many entries follow, and perhaps in how many bytes.
    fn count(&mut self, src: &[u8], options: &ReadOptions) -> Result<Option<usize>> {
        if self.block_end.is_some_and(|end| end != self.at) {
            return Err(read::malformed(self.at, "expected the end of a block of metadata, as its size says"));
        }
        let Some((count, mut next)) = number(src, self.at, 0)? else { return Ok(None) };
        let mut block_end = None;
        if count < 0 {
            let Some((size, behind)) = number(src, next, 0)? else { return Ok(None) };
            let size = size_within(size, next, options)?;
            (block_end, next) = (Some(behind + size), behind);
        }
        if count.unsigned_abs() > (MOST_METADATA - self.metadata.len()) as u64 {
            let message = format!("expected at most {MOST_METADATA} entries of metadata, found more");
            return Err(Error::new(Code::DataLimit, message).at_offset(self.at));
        }
        (self.left, self.block_end, self.map_ended) = (count.unsigned_abs(), block_end, count == 0);
        Ok(Some(next))
    }

    fn entry(&mut self, src: &[u8], options: &ReadOptions) -> Result<Option<usize>> {
        let Some((key, next)) = bytes(src, self.at, options)? else { return Ok(None) };
        let Some((value, next)) = bytes(src, next, options)? else { return Ok(None) };
        let Ok(key) = std::str::from_utf8(key) else {
            return Err(read::malformed(self.at, "expected a key of metadata in UTF-8, found bytes that are none"));
        };
        self.metadata.push((key.to_owned(), value.to_owned()));
        self.left -= 1;
        Ok(Some(next))
    }

    /// All pieces are there.
    fn header(&mut self, sync: [u8; SYNC_LENGTH], options: &ReadOptions) -> Result<Header> {
        let Some(text) = last(&self.metadata, SCHEMA_KEY) else {
            return Err(read::malformed(self.at, format!("expected metadata with {SCHEMA_KEY}, found none")));
        };
        let text = std::str::from_utf8(text).map_err(|_| {
            Error::new(Code::SchemaSyntax, "expected text in UTF-8, found bytes that are none").in_field(SCHEMA_KEY)
        })?;
        let compression = match last(&self.metadata, CODEC_KEY) {
            None => Compression::Null,
            Some(name) => Compression::parse(&String::from_utf8_lossy(name))?,
        };
        let parse = ParseOptions { names: options.names };
        let schema = Schema::parse_with(Format::Avro, text, &[], &parse).map_err(|e| e.in_field(SCHEMA_KEY))?;
        let length = (self.at + SYNC_LENGTH) as u64;
        Ok(Header { schema, compression, metadata: std::mem::take(&mut self.metadata), sync, length })
    }
}

fn last<'m>(metadata: &'m [(String, Vec<u8>)], key: &str) -> Option<&'m [u8]> {
    metadata.iter().rev().find(|(name, _)| name == key).map(|(_, value)| &**value)
}

/// A long that may not be there yet. `offset` is the place of `src` in the file.
pub(crate) fn number(src: &[u8], at: usize, offset: u64) -> Result<Option<(i64, usize)>> {
    match read::long(src, at) {
        Ok(found) => Ok(Some(found)),
        Err(e) if e.code() == Code::DataTruncated => Ok(None),
        Err(e) => Err(read::malformed(offset as usize + at, e.message())),
    }
}

/// A length and that many bytes, if they are there.
fn bytes<'s>(src: &'s [u8], at: usize, options: &ReadOptions) -> Result<Option<(&'s [u8], usize)>> {
    let Some((length, next)) = number(src, at, 0)? else { return Ok(None) };
    let end = next + size_within(length, at, options)?;
    Ok(src.get(next..end).map(|bytes| (bytes, end)))
}

/// A size that a piece of the header may have.
fn size_within(size: i64, at: usize, options: &ReadOptions) -> Result<usize> {
    let most = options.limits.header_bytes;
    match usize::try_from(size) {
        Ok(size) if size <= most.saturating_sub(at) => Ok(size),
        Err(_) if size < 0 => Err(read::malformed(at, format!("expected a length, found {size}"))),
        _ => {
            let message = format!("expected a header of at most {most} bytes, found a length of {size}");
            Err(Error::new(Code::DataLimit, message).at_offset(at))
        }
    }
}
