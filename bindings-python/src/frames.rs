//! Confluent's frame, and the names of event headers, as the core has them.
use crate::errors;
use isobyte::frame::{self, ContentType};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyMemoryView};

/// What is not plain bytes, copied: others may write into it meanwhile.
pub(crate) fn copy<'py>(py: Python<'py>, data: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
    if let Ok(bytes) = data.cast::<PyBytes>() {
        return Ok(bytes.clone());
    }
    if let Ok(bytes) = data.cast::<PyByteArray>() {
        return Ok(PyBytes::new(py, &bytes.to_vec()));
    }
    match PyMemoryView::from(data) {
        Ok(view) => Ok(view.call_method0("tobytes")?.cast_into::<PyBytes>()?),
        Err(_) => {
            let found = data.get_type().name()?;
            Err(PyTypeError::new_err(format!("expected bytes, found {found}")))
        }
    }
}

/// The id of a schema.
pub(crate) fn schema_id(id: &Bound<'_, PyAny>) -> PyResult<u32> {
    id.extract::<u32>().map_err(|e| {
        if e.is_instance_of::<PyTypeError>(id.py()) {
            return e;
        }
        errors::invalid(id.py(), "expected a schema's id of 0 to 4294967295, found one that is out of range")
    })
}

/// Puts Confluent's frame before a datum.
#[pyfunction(name = "frame")]
#[pyo3(signature = (schema_id, data, /))]
pub(crate) fn frame_py<'py>(
    py: Python<'py>,
    schema_id: &Bound<'py, PyAny>,
    data: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyBytes>> {
    let data = copy(py, data)?;
    let mut framed = frame::confluent(self::schema_id(schema_id)?).to_vec();
    framed.extend_from_slice(data.as_bytes());
    Ok(PyBytes::new(py, &framed))
}

/// Takes Confluent's frame off: the schema's id, and the datum.
#[pyfunction]
#[pyo3(signature = (data, /))]
pub(crate) fn unframe<'py>(py: Python<'py>, data: &Bound<'py, PyAny>) -> PyResult<(u32, Bound<'py, PyBytes>)> {
    let data = copy(py, data)?;
    match frame::read_confluent(data.as_bytes()) {
        Ok((id, datum)) => Ok((id, PyBytes::new(py, datum))),
        Err(e) => Err(errors::raise(py, &e, None)),
    }
}

/// The plain name of a content type: `avro` or `avro-json`.
#[pyfunction]
#[pyo3(signature = (value, /))]
pub(crate) fn content_type(py: Python<'_>, value: &str) -> PyResult<&'static str> {
    ContentType::parse(value).map(ContentType::name).map_err(|e| errors::raise(py, &e, None))
}
