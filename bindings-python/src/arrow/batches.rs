//! Batches as Python sees them: whatever reads Arrow takes them by their capsules.
use crate::arrow::export::{self, Held};
use crate::arrow::input::{Bytes, Container, Failure, Input, Payloads, Rows};
use crate::codec::schema_of;
use crate::errors;
use crate::frames;
use crate::schema::names_of;
use isobyte::avro::file::reader::{FileReader, ReadOptions};
use isobyte::columns::batch::{Batch, Columns};
use isobyte::{Code, CodecOptions, Error};
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyCapsule};
use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// A batch of rows.
#[pyclass(frozen, name = "RecordBatch", module = "isobyte.arrow")]
pub(crate) struct PyBatch(Arc<Batch>);

#[pymethods]
impl PyBatch {
    /// How many rows there are.
    #[getter]
    fn num_rows(&self) -> usize {
        self.0.rows()
    }

    fn __len__(&self) -> usize {
        self.0.rows()
    }

    /// The types of the columns, for whatever reads Arrow.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        PyCapsule::new_with_value(py, export::schema(&self.0.columns, 0), c"arrow_schema")
    }

    /// The types and the values, for whatever reads Arrow.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_array__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<(Bound<'py, PyCapsule>, Bound<'py, PyCapsule>)> {
        // A request is one that may be ignored.
        let _ = requested_schema;
        let array = PyCapsule::new_with_value(py, export::array(&self.0, 0), c"arrow_array")?;
        Ok((self.__arrow_c_schema__(py)?, array))
    }

    fn __repr__(&self) -> String {
        format!("RecordBatch({} rows)", self.0.rows())
    }
}

/// Batches of rows, each read when it is asked for. They can be read once.
#[pyclass(frozen, name = "RecordBatches", module = "isobyte.arrow")]
pub(crate) struct PyBatches(Mutex<Option<Rows>>);

fn raised(py: Python<'_>, failure: Failure) -> PyErr {
    match failure {
        Failure::Data(e) => errors::raise(py, &e, None),
        Failure::File(e) => PyOSError::new_err(e),
    }
}

fn gone(py: Python<'_>) -> PyErr {
    errors::raise(py, &Error::new(Code::Closed, "the batches were handed on, and can be read once"), None)
}

#[pymethods]
impl PyBatches {
    /// The types of the columns, for whatever reads Arrow.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let rows = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = rows.as_ref().ok_or_else(|| gone(py))?;
        PyCapsule::new_with_value(py, export::schema(rows.columns.columns(), 0), c"arrow_schema")
    }

    /// Hands the batches on to whatever reads Arrow.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A request is one that may be ignored.
        let _ = requested_schema;
        let rows = self.0.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or_else(|| gone(py))?;
        PyCapsule::new_with_value(py, export::stream(rows), c"arrow_array_stream")
    }

    fn __iter__(this: Py<Self>) -> Py<Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<PyBatch>> {
        errors::guard(py, || {
            // Taken out meanwhile, so that no thread waits for another with the interpreter in its hands.
            let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
            let mut rows = taken.ok_or_else(|| gone(py))?;
            let (rows, batch) = py.detach(move || {
                let batch = rows.batch();
                (rows, batch)
            });
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(rows);
            Ok(batch.map_err(|failure| raised(py, failure))?.map(|batch| PyBatch(Arc::new(batch))))
        })
    }
}

/// Bytes behind which nothing was read yet.
fn rows(columns: Columns, input: Input, batch_size: usize) -> PyBatches {
    PyBatches(Mutex::new(Some(Rows { columns, input, batch_size, done: false, given: 0 })))
}

fn batch_size_of(py: Python<'_>, batch_size: i64) -> PyResult<usize> {
    match usize::try_from(batch_size) {
        Ok(size) if size > 0 => Ok(size),
        _ => Err(errors::invalid(py, format!("expected a batch_size from 1, found {batch_size}"))),
    }
}

/// The batches of a container file: of a path, or of the bytes of one.
#[pyfunction]
#[pyo3(signature = (source, *, reader=None, names="strict", batch_size=65_536, max_block_bytes=None))]
pub(crate) fn arrow_read(
    py: Python<'_>,
    source: &Bound<'_, PyAny>,
    reader: Option<&Bound<'_, PyAny>>,
    names: &str,
    batch_size: i64,
    max_block_bytes: Option<usize>,
) -> PyResult<PyBatches> {
    errors::guard(py, || {
        let batch_size = batch_size_of(py, batch_size)?;
        let mut options = ReadOptions::default();
        options.names = names_of(py, names)?;
        options.limits.block_bytes = max_block_bytes.unwrap_or(options.limits.block_bytes);
        let mut bytes = match source.cast::<PyBytes>() {
            Ok(bytes) => Bytes::Memory(Held::new(bytes), 0),
            Err(_) => Bytes::File(File::open(source.extract::<PathBuf>()?)?),
        };
        let (mut files, mut chunk) = (FileReader::new(options), Vec::new());
        while files.header().is_none() {
            if !bytes.feed(&mut files, &mut chunk).map_err(|failure| raised(py, failure))? {
                files.finish().map_err(|e| errors::raise(py, &e, None))?;
            }
        }
        let writer = files.header().map(|header| header.schema().clone());
        let Some(writer) = writer else { return Err(errors::invalid(py, "expected a file with a header")) };
        let reader = reader.map(|reader| schema_of(py, reader)).transpose()?;
        let reader = reader.as_ref().map(|reader| &reader.get().0);
        let columns = Columns::new(&writer, reader, CodecOptions::default());
        let columns = columns.map_err(|e| errors::raise(py, &e, None))?;
        let container = Container { reader: files, bytes, chunk, block: Vec::new(), at: 0, left: 0 };
        Ok(rows(columns, Input::Container(Box::new(container)), batch_size))
    })
}

/// The batches of data each by themselves, with Confluent's frame before each or without.
#[pyfunction]
#[pyo3(signature = (data, schema, *, reader=None, framed=false, batch_size=65_536))]
pub(crate) fn arrow_decode_many(
    py: Python<'_>,
    data: &Bound<'_, PyAny>,
    schema: &Bound<'_, PyAny>,
    reader: Option<&Bound<'_, PyAny>>,
    framed: bool,
    batch_size: i64,
) -> PyResult<PyBatches> {
    errors::guard(py, || {
        let batch_size = batch_size_of(py, batch_size)?;
        let writer = schema_of(py, schema)?;
        let reader = reader.map(|reader| schema_of(py, reader)).transpose()?;
        let reader = reader.as_ref().map(|reader| &reader.get().0);
        let columns = Columns::new(&writer.get().0, reader, CodecOptions::default());
        let columns = columns.map_err(|e| errors::raise(py, &e, None))?;
        let mut held = Vec::new();
        for datum in data.try_iter()? {
            held.push(Held::new(&frames::copy(py, &datum?)?));
        }
        let payloads = Payloads { data: held.into_iter(), framed, id: None };
        Ok(rows(columns, Input::Payloads(payloads), batch_size))
    })
}
