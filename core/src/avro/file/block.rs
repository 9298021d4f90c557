//! One block after the other: where it lies, whether it is whole, and what it holds. The part that all readers share.
use crate::avro::file::compression::{Compression, Decompressor};
use crate::avro::file::header::{Header, ReadOptions, SYNC_LENGTH, number};
use crate::error::{Code, Error, Result};
use crate::wire::read;
use std::ops::Range;

/// Data that were written together. Errors of a decoder have their offsets within `data`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block<'b> {
    /// How many data there are; whether `data` holds so many is for the decoder to see.
    pub count: u64,
    /// The data one behind the other, decompressed.
    pub data: &'b [u8],
    /// Where the block begins in the file, in bytes.
    pub offset: u64,
    /// Where it ends, behind its sync marker, and the next begins.
    pub end: u64,
}

/// Reads blocks from bytes that its owner holds.
#[derive(Debug)]
pub(crate) struct BlockParser {
    pub(crate) header: Header,
    /// The place in the file of the next byte that is not used.
    pub(crate) offset: u64,
    /// Data of the last block, if it was compressed.
    data: Vec<u8>,
    decompressor: Decompressor,
    options: ReadOptions,
    /// Blocks are read whose preceding marker begins before.
    until: u64,
    /// Whether a marker is looked for.
    seeking: bool,
}

/// A block that is whole.
pub(crate) struct Found {
    count: u64,
    /// Where its bytes lie in the source.
    body: Range<usize>,
    offset: u64,
    end: u64,
}

impl BlockParser {
    /// Behind the header.
    pub(crate) fn new(header: Header, options: ReadOptions) -> Self {
        let start = header.length();
        Self { seeking: false, ..Self::within(header, start..u64::MAX, options) }
    }

    /// From the first sync marker that begins in a range of the file to the last.
    pub(crate) fn within(header: Header, range: Range<u64>, options: ReadOptions) -> Self {
        let decompressor = Decompressor::new(header.compression());
        let data = Vec::new();
        // No file is larger, and so no sum of offsets overflows.
        let offset = range.start.min(i64::MAX as u64);
        Self { header, offset, data, decompressor, options, until: range.end, seeking: true }
    }

    /// Whether no block of the range can follow.
    pub(crate) fn is_done(&self) -> bool {
        self.is_beyond(self.offset, self.seeking)
    }

    /// Whether the next marker, or the one before the next block, begins behind the range.
    fn is_beyond(&self, offset: u64, seeking: bool) -> bool {
        let marker = if seeking { offset } else { offset.saturating_sub(SYNC_LENGTH as u64) };
        marker >= self.until
    }

    /// The next block, if all of it is there, and how many bytes of `src` are used; without a block some may be used too.
    /// `src` begins at `self.offset`. After an error nothing is used: the next call says the same.
    ///
    /// # Errors
    /// `data_malformed`, `data_limit` with the offset in the file.
    pub(crate) fn advance(&mut self, src: &[u8]) -> Result<(usize, Option<Found>)> {
        let (mut used, mut seeking) = (0, self.seeking);
        if seeking && !self.is_done() {
            let place = src.windows(SYNC_LENGTH).position(|window| window == self.header.sync());
            used = place.map_or(src.len().saturating_sub(SYNC_LENGTH - 1), |place| place + SYNC_LENGTH);
            seeking = place.is_none();
        }
        let offset = self.offset + used as u64;
        let mut found = None;
        if !seeking && !self.is_beyond(offset, seeking) {
            found = self.block(src, used, offset)?;
        }
        self.seeking = seeking;
        self.offset = found.as_ref().map_or(offset, |found| found.end);
        used += (self.offset - offset) as usize;
        Ok((used, found))
    }

    /// The block that begins at `src[at]`, which is `offset` in the file.
    fn block(&mut self, src: &[u8], at: usize, offset: u64) -> Result<Option<Found>> {
        let place = |position: usize| offset as usize + (position - at);
        let most = self.options.limits.block_bytes;
        let Some((count, next)) = number(src, at, offset - at as u64)? else { return Ok(None) };
        let Ok(count) = u64::try_from(count) else {
            return Err(read::malformed(place(at), format!("expected a number of data, found {count}")));
        };
        let Some((size, start)) = number(src, next, offset - at as u64)? else { return Ok(None) };
        let size = match usize::try_from(size) {
            Ok(size) if size <= most => size,
            Err(_) if size < 0 => return Err(read::malformed(place(next), format!("expected a size, found {size}"))),
            _ => {
                let message = format!("expected a block of at most {most} bytes, found a size of {size}");
                return Err(Error::new(Code::DataLimit, message).at_offset(place(next)));
            }
        };
        let end = start + size;
        let Some(sync) = src.get(end..).and_then(|rest| rest.first_chunk::<SYNC_LENGTH>()) else { return Ok(None) };
        if sync != self.header.sync() {
            return Err(read::malformed(place(end), "expected the sync marker of the file, found other bytes"));
        }
        let mut length = size;
        if self.header.compression() != Compression::Null {
            let decompressed = self.decompressor.decompress(&src[start..end], most, &mut self.data);
            decompressed.map_err(|e| e.at_offset(place(start)))?;
            length = self.data.len();
        }
        let empty = u64::from(self.options.limits.empty_items);
        if count > length as u64 && count > empty {
            let message = format!("expected at most {empty} data without bytes in a block, found {count}");
            return Err(Error::new(Code::DataLimit, message).at_offset(place(at)));
        }
        let end_offset = offset + (end + SYNC_LENGTH - at) as u64;
        Ok(Some(Found { count, body: start..end, offset, end: end_offset }))
    }

    /// What was found, with its data: those of the source, or decompressed ones.
    pub(crate) fn show<'b>(&'b self, src: &'b [u8], found: Found) -> Block<'b> {
        let data = if self.header.compression() == Compression::Null { &src[found.body] } else { &self.data[..] };
        Block { count: found.count, data, offset: found.offset, end: found.end }
    }

    /// The end of the input, with so many bytes that make no block.
    ///
    /// # Errors
    /// `data_truncated`, unless there are none or they are of no interest.
    pub(crate) fn finish(&self, left: usize) -> Result<()> {
        if left == 0 || self.seeking || self.is_done() {
            return Ok(());
        }
        Err(read::truncated(
            (self.offset as usize).saturating_add(left),
            &format!("the rest of the block that begins at {}", self.offset),
        ))
    }
}
