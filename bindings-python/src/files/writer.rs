//! Writing a container file: values in, the bytes of the file out.
use crate::codec::PyCodec;
use crate::errors;
use crate::files::header::PyFileHeader;
use crate::frames;
use crate::source::PySource;
use isobyte::avro::file::compression::Compression;
use isobyte::avro::file::header::SYNC_LENGTH;
use isobyte::avro::file::writer::{BLOCK_BYTES, FileWriter, WriteOptions};
use isobyte::{Code, Error};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::sync::{Mutex, MutexGuard, TryLockError};

/// Takes values, gives the bytes of the file.
#[pyclass(frozen, name = "FileWriter", module = "isobyte")]
pub(crate) struct PyFileWriter {
    codec: Py<PyCodec>,
    state: Mutex<State>,
}

struct State {
    writer: FileWriter,
    /// What is to be written.
    out: Vec<u8>,
}

impl PyFileWriter {
    fn of(codec: Py<PyCodec>, writer: FileWriter) -> Self {
        let mut out = Vec::new();
        writer.header(&mut out);
        Self { codec, state: Mutex::new(State { writer, out }) }
    }

    fn state(&self, py: Python<'_>) -> PyResult<MutexGuard<'_, State>> {
        match self.state.try_lock() {
            Ok(state) => Ok(state),
            Err(TryLockError::Poisoned(state)) => Ok(state.into_inner()),
            Err(TryLockError::WouldBlock) => Err(errors::invalid(py, "the writer is in use by another call")),
        }
    }

    /// Takes a value; gives the bytes that are to be written by now.
    fn put<'py>(
        &self,
        py: Python<'py>,
        value: &Bound<'py, PyAny>,
        index: Option<usize>,
    ) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let mut state = self.state(py)?;
        let State { writer, out } = &mut *state;
        let codec = self.codec.get();
        let source = PySource::new(py, &codec.any, codec.known);
        let appended = writer.append_with(out, |block| codec.any.codec.encode(&source, value.as_ptr(), block));
        appended.map_err(|e| errors::raise(py, &index.into_iter().fold(e, Error::in_item), source.raised()))?;
        Ok(taken(py, out))
    }
}

/// The bytes, if there are any.
fn taken<'py>(py: Python<'py>, out: &mut Vec<u8>) -> Option<Bound<'py, PyBytes>> {
    if out.is_empty() {
        return None;
    }
    let bytes = PyBytes::new(py, out);
    out.clear();
    Some(bytes)
}

#[pymethods]
impl PyFileWriter {
    #[new]
    #[pyo3(signature = (codec, sync, *, compression="null", level=None, metadata=Vec::new(), block_bytes=None))]
    fn new(
        py: Python<'_>,
        codec: Py<PyCodec>,
        sync: [u8; SYNC_LENGTH],
        compression: &str,
        level: Option<i32>,
        metadata: Vec<(String, Vec<u8>)>,
        block_bytes: Option<usize>,
    ) -> PyResult<Self> {
        errors::guard(py, || {
            let mut options = WriteOptions::default();
            let made = Compression::parse(compression).and_then(|compression| {
                options.compression = level.map_or(Ok(compression), |level| compression.with_level(level))?;
                options.metadata = metadata;
                options.block_bytes = block_bytes.unwrap_or(BLOCK_BYTES);
                FileWriter::new(codec.get().writer_schema(), sync, options)
            });
            made.map(|writer| Self::of(codec, writer)).map_err(|e| errors::raise(py, &e, None))
        })
    }

    /// A writer of more blocks at the end of a file, whose last bytes are `tail`.
    #[staticmethod]
    #[pyo3(signature = (codec, header, tail, *, block_bytes=None))]
    fn append_to(
        py: Python<'_>,
        codec: Py<PyCodec>,
        header: &Bound<'_, PyFileHeader>,
        tail: &[u8],
        block_bytes: Option<usize>,
    ) -> PyResult<Self> {
        let header = &header.get().0;
        let fails = |code, message: &str| Err(errors::raise(py, &Error::new(code, message), None));
        if !tail.ends_with(header.sync()) {
            return fails(Code::DataTruncated, "expected a file that ends with a whole block, found other bytes");
        }
        if codec.get().writer_schema().canonical() != header.schema().canonical() {
            return fails(Code::SchemaIncompatible, "expected the schema of the file, found another");
        }
        Ok(Self::of(codec, FileWriter::append_to(header, block_bytes.unwrap_or(BLOCK_BYTES))))
    }

    /// Takes a value. A block that it fills comes back.
    #[pyo3(signature = (value, /))]
    fn append<'py>(&self, py: Python<'py>, value: &Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        errors::guard(py, || self.put(py, value, None))
    }

    /// Takes several values. Blocks that they fill are given to `write`.
    #[pyo3(signature = (values, write, /))]
    fn extend(&self, py: Python<'_>, values: &Bound<'_, PyAny>, write: &Bound<'_, PyAny>) -> PyResult<()> {
        errors::guard(py, || {
            for (index, value) in values.try_iter()?.enumerate() {
                if let Some(bytes) = self.put(py, &value?, Some(index))? {
                    write.call1((bytes,))?;
                }
            }
            Ok(())
        })
    }

    /// Takes data as a block of their own; gives the bytes that are to be written by now.
    #[pyo3(signature = (data, count, /))]
    fn append_block<'py>(
        &self,
        py: Python<'py>,
        data: &Bound<'py, PyAny>,
        count: u64,
    ) -> PyResult<Option<Bound<'py, PyBytes>>> {
        errors::guard(py, || {
            let data = frames::copy(py, data)?;
            let mut state = self.state(py)?;
            let State { writer, out } = &mut *state;
            let appended = writer.append_block(data.as_bytes(), count, out);
            appended.map_err(|e| errors::raise(py, &e, None))?;
            Ok(taken(py, out))
        })
    }

    /// Ends the block that is being filled; gives the bytes that are to be written by now.
    fn flush<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        errors::guard(py, || {
            let mut state = self.state(py)?;
            let State { writer, out } = &mut *state;
            py.detach(|| writer.flush(out)).map_err(|e| errors::raise(py, &e, None))?;
            Ok(taken(py, out))
        })
    }

    /// How many values wait for their block to be full.
    #[getter]
    fn pending(&self, py: Python<'_>) -> PyResult<u64> {
        Ok(self.state(py)?.writer.pending())
    }
}
