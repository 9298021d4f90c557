//! Where rows come from: container files, or data each by themselves.
use crate::arrow::export::{Batches, Held};
use isobyte::avro::file::reader::FileReader;
use isobyte::columns::batch::{Batch, Columns};
use isobyte::columns::column::Column;
use isobyte::{Code, Codec, Error, frame};
use std::fs::File;
use std::io::Read;

/// How much of a file is read at once.
const CHUNK: usize = 1 << 18;

/// Why there is no next batch.
#[derive(Debug)]
pub(crate) enum Failure {
    Data(Error),
    File(std::io::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Data(error)
    }
}

/// The bytes of a container file.
pub(crate) enum Bytes {
    File(File),
    Memory(Held, usize),
}

impl Bytes {
    /// Feeds the next bytes; false at the end.
    pub(crate) fn feed(&mut self, reader: &mut FileReader, chunk: &mut Vec<u8>) -> Result<bool, Failure> {
        match self {
            Self::File(file) => {
                chunk.resize(CHUNK, 0);
                let read = file.read(chunk).map_err(Failure::File)?;
                reader.feed(&chunk[..read])?;
                Ok(read > 0)
            }
            Self::Memory(held, at) => {
                let rest = &held.bytes()[*at..];
                let more = &rest[..rest.len().min(CHUNK)];
                reader.feed(more)?;
                *at += more.len();
                Ok(!more.is_empty())
            }
        }
    }
}

/// A container file under way.
pub(crate) struct Container {
    pub(crate) reader: FileReader,
    pub(crate) bytes: Bytes,
    pub(crate) chunk: Vec<u8>,
    /// The data of the block that is being read, where the next begins, and how many are left.
    pub(crate) block: Vec<u8>,
    pub(crate) at: usize,
    pub(crate) left: u64,
}

/// Data each by themselves.
pub(crate) struct Payloads {
    pub(crate) data: std::vec::IntoIter<Held>,
    pub(crate) framed: bool,
    /// The schema's id that the frames before had.
    pub(crate) id: Option<u32>,
}

/// Where rows come from.
pub(crate) enum Input {
    Container(Box<Container>),
    Payloads(Payloads),
}

/// Rows on their way into batches.
pub(crate) struct Rows {
    pub(crate) columns: Columns,
    pub(crate) input: Input,
    pub(crate) batch_size: usize,
    pub(crate) done: bool,
    /// How many rows there were.
    pub(crate) given: usize,
}

impl Rows {
    /// The next batch; none at the end. After a failure there are no more.
    pub(crate) fn batch(&mut self) -> Result<Option<Batch>, Failure> {
        while !self.done && !self.columns.is_full(self.batch_size) {
            let found = match &mut self.input {
                Input::Container(file) => file.row(&mut self.columns, self.given),
                Input::Payloads(payloads) => payloads.row(&mut self.columns, self.given),
            };
            match found {
                Ok(true) => self.given += 1,
                Ok(false) => self.done = true,
                Err(failure) => {
                    self.done = true;
                    self.columns.take();
                    return Err(failure);
                }
            }
        }
        Ok((self.columns.rows() > 0).then(|| self.columns.take()))
    }
}

impl Batches for Rows {
    fn columns(&self) -> &[Column] {
        self.columns.columns()
    }

    fn next(&mut self) -> Result<Option<Batch>, String> {
        self.batch().map_err(|failure| match failure {
            Failure::Data(e) => e.to_string(),
            Failure::File(e) => e.to_string(),
        })
    }
}

impl Container {
    /// Appends the next row; false at the end.
    fn row(&mut self, columns: &mut Columns, number: usize) -> Result<bool, Failure> {
        while self.left == 0 {
            Codec::check_whole(&self.block, self.at)?;
            if let Some(block) = self.reader.next_block()? {
                self.block.clear();
                self.block.extend_from_slice(block.data);
                (self.at, self.left) = (0, block.count);
            } else if self.reader.is_done() {
                return Ok(false);
            } else if !self.bytes.feed(&mut self.reader, &mut self.chunk)? {
                self.reader.finish()?;
                return Ok(false);
            }
        }
        self.at = columns.append(&self.block, self.at).map_err(|e| e.in_item(number))?;
        self.left -= 1;
        Ok(true)
    }
}

impl Payloads {
    fn row(&mut self, columns: &mut Columns, number: usize) -> Result<bool, Failure> {
        let Some(held) = self.data.next() else { return Ok(false) };
        self.append(columns, held.bytes()).map_err(|e| e.in_item(number))?;
        Ok(true)
    }

    fn append(&mut self, columns: &mut Columns, mut datum: &[u8]) -> isobyte::Result<()> {
        if self.framed {
            let (id, rest) = frame::read_confluent(datum)?;
            let known = *self.id.get_or_insert(id);
            if id != known {
                let message = format!("expected data of schema {known} as before, found data of schema {id}");
                return Err(Error::new(Code::FrameUnknown, message));
            }
            datum = rest;
        }
        let end = columns.append(datum, 0)?;
        Codec::check_whole(datum, end)
    }
}
