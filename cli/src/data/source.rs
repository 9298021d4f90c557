//! Data as arguments: a file or standard input, read piece by piece, and a place to write to.
use crate::data::progress::Progress;
use crate::input::{Source, standard};
use std::fs::File;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Read, Write};
use std::path::Path;

/// Bytes that are read at once.
const PIECE: usize = 1 << 16;

/// Bytes of a file or of standard input.
pub(crate) struct Bytes {
    from: Box<dyn Read>,
    name: String,
    piece: Vec<u8>,
    progress: Progress,
}

impl Bytes {
    /// # Errors
    /// The file, and why it cannot be opened.
    pub(crate) fn open(source: &Source) -> Result<Self, String> {
        let name = source.to_string();
        let (from, size): (Box<dyn Read>, _) = match source {
            Source::Standard => (Box::new(standard()?), None),
            Source::File(path) => {
                let file = File::open(path).map_err(|e| format!("{name}: cannot be opened: {e}"))?;
                let size = file.metadata().ok().filter(|data| data.is_file()).map(|data| data.len());
                (Box::new(file), size)
            }
        };
        Ok(Self { from, name, piece: vec![0; PIECE], progress: Progress::new(size) })
    }

    /// The next bytes; none at the end.
    ///
    /// # Errors
    /// The file, and why it cannot be read.
    pub(crate) fn next(&mut self) -> Result<&[u8], String> {
        let read = loop {
            match self.from.read(&mut self.piece) {
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                read => break read.map_err(|e| format!("{}: cannot be read: {e}", self.name))?,
            }
        };
        self.progress.add(read as u64);
        Ok(&self.piece[..read])
    }

    /// All the bytes that are left.
    ///
    /// # Errors
    /// As [`Bytes::next`].
    pub(crate) fn rest(&mut self) -> Result<Vec<u8>, String> {
        let mut all = Vec::new();
        loop {
            match self.next()? {
                [] => return Ok(all),
                piece => all.extend_from_slice(piece),
            }
        }
    }
}

/// Where results go: a file, or standard output.
pub(crate) struct Sink {
    to: BufWriter<Box<dyn Write>>,
    name: String,
}

/// Whether more is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum More {
    Wanted,
    /// Who was reading has heard enough.
    Enough,
}

impl Sink {
    /// Standard output for text.
    pub(crate) fn text() -> Self {
        Self { to: BufWriter::with_capacity(PIECE, Box::new(io::stdout().lock())), name: "stdout".to_owned() }
    }

    /// A file, or standard output unless it is a terminal.
    ///
    /// # Errors
    /// The file, and why it cannot be made.
    pub(crate) fn binary(path: Option<&Path>) -> Result<Self, String> {
        let Some(path) = path else {
            if io::stdout().is_terminal() {
                return Err("stdout is a terminal, which takes no binary data: name a file with --output".to_owned());
            }
            return Ok(Self::text());
        };
        let name = path.display().to_string();
        let file = File::create(path).map_err(|e| format!("{name}: cannot be made: {e}"))?;
        Ok(Self { to: BufWriter::with_capacity(PIECE, Box::new(file)), name })
    }

    /// # Errors
    /// Why it cannot be written.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<More, String> {
        let written = self.to.write_all(bytes);
        self.answer(written)
    }

    /// # Errors
    /// Why it cannot be written.
    pub(crate) fn end(mut self) -> Result<(), String> {
        let written = self.to.flush();
        self.answer(written).map(drop)
    }

    fn answer(&self, written: io::Result<()>) -> Result<More, String> {
        match written {
            Ok(()) => Ok(More::Wanted),
            Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(More::Enough),
            Err(e) => Err(format!("{}: cannot be written: {e}", self.name)),
        }
    }
}
