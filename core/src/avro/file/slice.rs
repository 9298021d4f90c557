//! Reading a file that is in memory as a whole, without copying it.
use crate::avro::file::block::BlockParser;
use crate::avro::file::header::HeaderParser;
use crate::avro::file::reader::{Block, Header, ReadOptions, no_header};
use crate::error::Result;
use std::ops::Range;

/// The blocks of a file in memory. Data that are not compressed are given where they lie.
#[derive(Debug)]
pub struct SliceReader<'s> {
    parser: BlockParser,
    /// What is not used yet.
    rest: &'s [u8],
}

impl<'s> SliceReader<'s> {
    /// A reader of all the blocks of `file`.
    ///
    /// # Errors
    /// As [`FileReader::feed`](crate::avro::file::reader::FileReader::feed); `data_truncated` within the header.
    pub fn new(file: &'s [u8], options: ReadOptions) -> Result<Self> {
        let header = HeaderParser::default().advance(file, &options)?.ok_or_else(|| no_header(file.len()))?;
        let rest = &file[header.length() as usize..];
        Ok(Self { parser: BlockParser::new(header, options), rest })
    }

    /// A reader of the blocks of `file` whose preceding sync marker begins in `range`, as
    /// [`FileReader::resume`](crate::avro::file::reader::FileReader::resume). `file` is the whole file.
    pub fn resume(header: Header, file: &'s [u8], range: Range<u64>, options: ReadOptions) -> Self {
        let start = usize::try_from(range.start).unwrap_or(usize::MAX);
        let rest = file.get(start..).unwrap_or_default();
        Self { parser: BlockParser::within(header, range, options), rest }
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.parser.header
    }

    /// The next block; none at the end.
    ///
    /// # Errors
    /// As [`FileReader::next_block`](crate::avro::file::reader::FileReader::next_block), and `data_truncated` where the file
    /// ends within a block.
    pub fn next_block(&mut self) -> Result<Option<Block<'_>>> {
        let src = self.rest;
        let (used, found) = self.parser.advance(src)?;
        self.rest = &src[used..];
        match found {
            Some(found) => Ok(Some(self.parser.show(src, found))),
            None => self.parser.finish(self.rest.len()).map(|()| None),
        }
    }
}
