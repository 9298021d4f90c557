//! Reading a file as its bytes arrive, in pieces of any size.
use crate::avro::file::block::BlockParser;
use crate::avro::file::header::HeaderParser;
use crate::error::{Code, Error, Result};
use std::ops::Range;

pub use crate::avro::file::block::Block;
pub use crate::avro::file::header::{Header, ReadOptions};

/// Takes bytes, gives the header and then whole blocks.
///
/// Feed, take blocks until there is none, feed again; at the end of the input call [`FileReader::finish`]. Blocks are to be
/// taken before more is fed: what was fed is kept until its block is taken.
#[derive(Debug)]
pub struct FileReader {
    state: State,
    /// What was fed; the bytes before `taken` are used.
    buffer: Vec<u8>,
    taken: usize,
    options: ReadOptions,
}

#[derive(Debug)]
enum State {
    Header(HeaderParser),
    Blocks(Box<BlockParser>),
}

impl FileReader {
    /// A reader of a whole file.
    pub fn new(options: ReadOptions) -> Self {
        Self { state: State::Header(HeaderParser::default()), buffer: Vec::new(), taken: 0, options }
    }

    /// A reader of a part of a file whose header is known: of the blocks whose preceding sync marker begins in `range`
    /// (offsets in bytes). Ranges that cover a file without overlapping give each of its blocks once, as Avro Java's
    /// `sync` and `pastSync` do. The bytes to feed are those from `range.start` on, until [`FileReader::is_done`].
    pub fn resume(header: Header, range: Range<u64>, options: ReadOptions) -> Self {
        let state = State::Blocks(Box::new(BlockParser::within(header, range, options)));
        Self { state, buffer: Vec::new(), taken: 0, options }
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// Those of the header: `frame_unknown` for what is no such file; `data_malformed` with the offset for metadata that is
    /// no map of bytes or has no schema; `data_limit` for too much of it; `unsupported` for the codec; `schema_*` under the
    /// path `avro.schema`. After an error every call says the same.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<()> {
        // What is used goes when it is more than what is left, so that a byte is moved a few times at most.
        if self.taken > self.buffer.len() / 2 {
            self.buffer.drain(..self.taken);
            self.taken = 0;
        }
        self.buffer.extend_from_slice(bytes);
        self.open()
    }

    /// The header, once it was fed.
    pub fn header(&self) -> Option<&Header> {
        match &self.state {
            State::Header(_) => None,
            State::Blocks(parser) => Some(&parser.header),
        }
    }

    /// The next block that was fed whole; none when more has to be fed, or when there is no more.
    ///
    /// # Errors
    /// With the offset in the file: `data_malformed` for impossible counts and sizes, a wrong sync marker, and bytes that do
    /// not decompress; `data_limit` for a block that is too large. Those of the header, as [`FileReader::feed`].
    /// After an error every call says the same.
    pub fn next_block(&mut self) -> Result<Option<Block<'_>>> {
        self.open()?;
        let State::Blocks(parser) = &mut self.state else { return Ok(None) };
        let src = &self.buffer[self.taken..];
        let (used, found) = parser.advance(src)?;
        self.taken += used;
        Ok(found.map(|found| parser.show(src, found)))
    }

    /// Whether no more blocks follow, whatever is fed: the end of the range was passed.
    pub fn is_done(&self) -> bool {
        matches!(&self.state, State::Blocks(parser) if parser.is_done())
    }

    /// Says whether the input may end here. To be asked when [`FileReader::next_block`] gives none.
    ///
    /// # Errors
    /// `data_truncated` in the middle of the header or of a block. Between two blocks nothing tells that some are missing.
    pub fn finish(&self) -> Result<()> {
        match &self.state {
            State::Header(_) => Err(no_header(self.buffer.len())),
            State::Blocks(parser) => parser.finish(self.buffer.len() - self.taken),
        }
    }

    fn open(&mut self) -> Result<()> {
        if let State::Header(parser) = &mut self.state
            && let Some(header) = parser.advance(&self.buffer, &self.options)?
        {
            self.taken = header.length() as usize;
            self.state = State::Blocks(Box::new(BlockParser::new(header, self.options)));
        }
        Ok(())
    }
}

/// The input ended before the header did.
#[cold]
pub(crate) fn no_header(length: usize) -> Error {
    let message = "expected the header of an object container file, found the end of the data";
    Error::new(Code::DataTruncated, message).at_offset(length)
}
