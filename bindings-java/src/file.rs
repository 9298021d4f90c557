//! Container files: readers and writers that Java feeds, each behind a lock, so that no misuse is more than a wait.
use crate::codec;
use isobyte::avro::file::compression::Compression;
use isobyte::avro::file::header::{Header, ReadOptions, SYNC_LENGTH};
use isobyte::avro::file::reader::FileReader;
use isobyte::avro::file::writer::{FileWriter, WriteOptions};
use isobyte::schema::{Names, Schema};
use isobyte::{Code, Error, Result};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Bytes of data in a block, or at once: blocks must fit Java's arrays, compressed or not.
const MOST: usize = 512 << 20;
/// A level that stands for the usual one.
const USUAL_LEVEL: i32 = i32::MIN;

/// What tells of a block: how many data, how many bytes, where it begins, where it ends.
pub(crate) type BlockInfo = [i64; 4];

/// A block that Java had no room for.
type Waiting = Option<(BlockInfo, Vec<u8>)>;

/// A reader.
pub(crate) struct Reading(Mutex<(FileReader, Waiting)>);

/// A writer.
pub(crate) struct Writing(Mutex<FileWriter>);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How a file is read.
pub(crate) fn options(empty_items: i32, header_bytes: i32, block_bytes: i32, any_names: bool) -> Result<ReadOptions> {
    let mut options = ReadOptions::default();
    options.limits.empty_items = codec::limit(empty_items)?;
    options.limits.header_bytes = codec::limit(header_bytes)?;
    options.limits.block_bytes = codec::limit(block_bytes)?;
    if any_names {
        options.names = Names::Utf8;
    }
    Ok(options)
}

fn block_limit(block_bytes: i32) -> Result<usize> {
    let found = codec::limit(block_bytes)?;
    if found > MOST {
        let message = format!("expected blocks of at most {MOST} bytes, found {found}");
        return Err(Error::new(Code::InvalidArgument, message));
    }
    Ok(found)
}

impl Reading {
    pub(crate) fn new(options: ReadOptions) -> Self {
        Self(Mutex::new((FileReader::new(options), None)))
    }

    pub(crate) fn resume(header: &Header, from: i64, to: i64, options: ReadOptions) -> Result<Self> {
        match (u64::try_from(from), u64::try_from(to)) {
            (Ok(from), Ok(to)) => Ok(Self(Mutex::new((FileReader::resume(header.clone(), from..to, options), None)))),
            _ => Err(Error::new(Code::InvalidArgument, format!("expected offsets in the file, found {from} and {to}"))),
        }
    }

    pub(crate) fn feed(&self, bytes: &[u8]) -> Result<()> {
        lock(&self.0).0.feed(bytes)
    }

    pub(crate) fn header(&self) -> Option<Header> {
        lock(&self.0).0.header().cloned()
    }

    /// The next block: its data go to `room`, unless they are more; then the next call gives it again.
    pub(crate) fn next(&self, room: &mut [u8]) -> Result<Option<BlockInfo>> {
        let (reader, waiting) = &mut *lock(&self.0);
        if let Some((info, data)) = waiting {
            let info = *info;
            if let Some(room) = room.get_mut(..data.len()) {
                room.copy_from_slice(data);
                *waiting = None;
            }
            return Ok(Some(info));
        }
        let Some(block) = reader.next_block()? else { return Ok(None) };
        let info = [block.count as i64, block.data.len() as i64, block.offset as i64, block.end as i64];
        match room.get_mut(..block.data.len()) {
            Some(room) => room.copy_from_slice(block.data),
            None => *waiting = Some((info, block.data.to_vec())),
        }
        Ok(Some(info))
    }

    pub(crate) fn is_done(&self) -> bool {
        lock(&self.0).0.is_done()
    }

    pub(crate) fn finish(&self) -> Result<()> {
        lock(&self.0).0.finish()
    }
}

impl Writing {
    pub(crate) fn new(
        schema: &Schema,
        (codec, level): (&str, i32),
        metadata: Vec<(String, Vec<u8>)>,
        block_bytes: i32,
        sync: &[u8],
    ) -> Result<Self> {
        let compression = Compression::parse(codec)?;
        let mut options = WriteOptions::default();
        options.compression = if level == USUAL_LEVEL { compression } else { compression.with_level(level)? };
        options.metadata = metadata;
        options.block_bytes = block_limit(block_bytes)?;
        let wrong = |_| {
            let message = format!("expected a sync marker of {SYNC_LENGTH} bytes, found {} bytes", sync.len());
            Error::new(Code::InvalidArgument, message)
        };
        Ok(Self(Mutex::new(FileWriter::new(schema, sync.try_into().map_err(wrong)?, options)?)))
    }

    /// At the end of a file; `tail` is what it ends with.
    pub(crate) fn append_to(header: &Header, tail: &[u8], block_bytes: i32) -> Result<Self> {
        if tail != header.sync() {
            let message = "expected a file that ends with its sync marker, found other bytes";
            return Err(Error::new(Code::DataTruncated, message));
        }
        Ok(Self(Mutex::new(FileWriter::append_to(header, block_limit(block_bytes)?))))
    }

    pub(crate) fn header(&self) -> Vec<u8> {
        let mut out = Vec::new();
        lock(&self.0).header(&mut out);
        out
    }

    /// Takes data; gives the blocks that they fill.
    pub(crate) fn append(&self, data: &[u8], ends: &[u32]) -> Result<Vec<u8>> {
        if data.len() > MOST {
            let message = format!("expected at most {MOST} bytes for a file at once, found {}", data.len());
            return Err(Error::new(Code::ValueLimit, message));
        }
        let mut out = Vec::new();
        lock(&self.0).append_batch(data, ends, &mut out)?;
        Ok(out)
    }

    /// Gives the block that is being filled.
    pub(crate) fn flush(&self) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        lock(&self.0).flush(&mut out)?;
        Ok(out)
    }
}
