//! Reading a container file as its bytes arrive: whole blocks are decompressed, and decoded in runs.
use crate::batch::{self, Failure};
use crate::codec::PyCodec;
use crate::errors;
use crate::files::header::PyFileHeader;
use crate::frames;
use crate::schema::names_of;
use isobyte::Codec;
use isobyte::avro::file::reader::{Block, FileReader, ReadOptions};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyList};
use std::sync::{Mutex, MutexGuard, TryLockError};

/// The most data that are decoded at once: a block of few bytes may hold millions. More than a few are slower, too, for the
/// garbage collector goes through all that are alive.
const RUN: u64 = 32;

/// Takes the bytes of a file, gives lists of values.
#[pyclass(frozen, name = "FileReader", module = "isobyte")]
pub(crate) struct PyFileReader {
    options: ReadOptions,
    state: Mutex<State>,
}

struct State {
    reader: FileReader,
    block: Rest,
    /// How many data were given so far.
    given: usize,
    /// What went wrong, to be said when the values before it were given, and by every call after that; then without its cause,
    /// which would keep alive whoever keeps this reader.
    failed: Option<Failure>,
}

/// What is left of a block.
#[derive(Default)]
struct Rest {
    data: Vec<u8>,
    at: usize,
    count: u64,
}

impl Rest {
    fn fill(&mut self, block: Block<'_>) {
        self.data.clear();
        self.data.extend_from_slice(block.data);
        (self.at, self.count) = (0, block.count);
    }
}

impl PyFileReader {
    fn state(&self, py: Python<'_>) -> PyResult<MutexGuard<'_, State>> {
        match self.state.try_lock() {
            Ok(state) => Ok(state),
            Err(TryLockError::Poisoned(state)) => Ok(state.into_inner()),
            Err(TryLockError::WouldBlock) => Err(errors::invalid(py, "the reader is in use by another call")),
        }
    }
}

#[pymethods]
impl PyFileReader {
    #[new]
    #[pyo3(signature = (*, names="strict", max_block_bytes=None, max_empty_items=None))]
    fn new(
        py: Python<'_>,
        names: &str,
        max_block_bytes: Option<usize>,
        max_empty_items: Option<u32>,
    ) -> PyResult<Self> {
        let mut options = ReadOptions::default();
        options.names = names_of(py, names)?;
        options.limits.block_bytes = max_block_bytes.unwrap_or(options.limits.block_bytes);
        options.limits.empty_items = max_empty_items.unwrap_or(options.limits.empty_items);
        let state = State { reader: FileReader::new(options), block: Rest::default(), given: 0, failed: None };
        Ok(Self { options, state: Mutex::new(state) })
    }

    /// Takes the next bytes of the file.
    #[pyo3(signature = (data, /))]
    fn feed(&self, py: Python<'_>, data: &Bound<'_, PyAny>) -> PyResult<()> {
        errors::guard(py, || {
            let data = frames::copy(py, data)?;
            self.state(py)?.reader.feed(data.as_bytes()).map_err(|e| errors::raise(py, &e, None))
        })
    }

    /// The header, once it was fed.
    #[getter]
    fn header(&self, py: Python<'_>) -> PyResult<Option<PyFileHeader>> {
        Ok(self.state(py)?.reader.header().cloned().map(PyFileHeader))
    }

    /// Starts anew, with the blocks whose preceding sync marker begins in a range of the file. The bytes to feed are those
    /// from `start` on.
    #[pyo3(signature = (header, start, end, /))]
    fn resume(&self, py: Python<'_>, header: &Bound<'_, PyFileHeader>, start: u64, end: u64) -> PyResult<()> {
        let mut state = self.state(py)?;
        state.reader = FileReader::resume(header.get().0.clone(), start..end, self.options);
        state.block = Rest::default();
        Ok(())
    }

    /// Some of the next values; None when more has to be fed.
    #[pyo3(signature = (codec, /))]
    fn values<'py>(&self, py: Python<'py>, codec: &Bound<'py, PyCodec>) -> PyResult<Option<Bound<'py, PyList>>> {
        errors::guard(py, || {
            let mut state = self.state(py)?;
            let state = &mut *state;
            let mut values = Vec::new();
            if state.failed.is_none() {
                state.failed = next(py, codec.get(), state, &mut values).err();
            }
            if values.is_empty()
                && let Some((error, cause)) = &mut state.failed
            {
                return Err(errors::raise(py, error, cause.take()));
            }
            if values.is_empty() { Ok(None) } else { PyList::new(py, values).map(Some) }
        })
    }

    /// The next block as it is: how many data, their bytes, where it begins in the file and where it ends. None when more has to
    /// be fed.
    #[allow(clippy::type_complexity)]
    fn block<'py>(&self, py: Python<'py>) -> PyResult<Option<(u64, Bound<'py, PyBytes>, u64, u64)>> {
        errors::guard(py, || {
            let mut state = self.state(py)?;
            let found = state.reader.next_block().map_err(|e| errors::raise(py, &e, None))?;
            Ok(found.map(|block| (block.count, PyBytes::new(py, block.data), block.offset, block.end)))
        })
    }

    /// Whether no more values follow, whatever is fed.
    #[getter]
    fn done(&self, py: Python<'_>) -> PyResult<bool> {
        Ok(self.state(py)?.reader.is_done())
    }

    /// Says whether the file may end here.
    fn finish(&self, py: Python<'_>) -> PyResult<()> {
        self.state(py)?.reader.finish().map_err(|e| errors::raise(py, &e, None))
    }
}

/// Reads a run of values out of this block or the next that has any.
fn next<'py>(
    py: Python<'py>,
    codec: &PyCodec,
    state: &mut State,
    values: &mut Vec<Bound<'py, PyAny>>,
) -> Result<(), Failure> {
    let State { reader, block, given, .. } = state;
    while block.count == 0 {
        // Decompressing takes its time, and needs nothing of Python's.
        let found = py.detach(|| -> isobyte::Result<bool> {
            let Some(found) = reader.next_block()? else { return Ok(false) };
            block.fill(found);
            Ok(true)
        });
        match found {
            Ok(true) if block.count == 0 => whole(block)?,
            Ok(true) => {}
            Ok(false) => return Ok(()),
            Err(e) => return Err((e, None)),
        }
    }
    let most = block.count.min(RUN);
    values.reserve_exact(most as usize);
    let (at, failure) = batch::run(codec, py, &block.data, block.at, most as usize, values);
    block.at = at;
    block.count -= values.len() as u64;
    *given += values.len();
    match failure {
        Some((e, cause)) => Err((e.in_item(*given), cause)),
        None if block.count == 0 => whole(block),
        None => Ok(()),
    }
}

fn whole(block: &Rest) -> Result<(), Failure> {
    Codec::check_whole(&block.data, block.at).map_err(|e| (e, None))
}
