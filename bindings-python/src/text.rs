//! Avro's JSON encoding: values by way of their binary form.
use crate::codec::PyCodec;
use crate::errors;
use crate::frames;
use crate::scratch;
use crate::source::PySource;
use isobyte::{Code, Error};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

/// A value as text in UTF-8.
pub(crate) fn encode<'py>(
    codec: &PyCodec,
    py: Python<'py>,
    value: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyBytes>> {
    let mut binary = scratch::take(0);
    binary.clear();
    let source = PySource::new(py, &codec.any, codec.known);
    let written = codec.any.codec.encode(&source, value.as_ptr(), &mut binary);
    written.map_err(|e| errors::raise(py, &e, source.raised()))?;
    let mut text = Vec::new();
    let printed = codec.writer_schema().binary_to_json(&codec.limits, &binary, &mut text);
    scratch::give(binary);
    printed.map_err(|e| errors::raise(py, &e, None))?;
    Ok(PyBytes::new(py, &text))
}

/// The value of text, given as such or in UTF-8.
pub(crate) fn decode<'py>(codec: &PyCodec, py: Python<'py>, text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let mut binary = scratch::take(0);
    binary.clear();
    let schema = codec.writer_schema();
    let read = match text.cast::<PyString>() {
        Ok(text) => match text.to_str() {
            Ok(text) => schema.json_to_binary(&codec.limits, text.as_bytes(), &mut binary),
            Err(_) => Err(Error::new(Code::DataMalformed, "expected text, found a lone surrogate in it")),
        },
        Err(_) => schema.json_to_binary(&codec.limits, frames::copy(py, text)?.as_bytes(), &mut binary),
    };
    read.map_err(|e| errors::raise(py, &e, None))?;
    let value = codec.read(py, &binary).inspect_err(|e| {
        // It is an offset in bytes that nobody has seen.
        let _ = e.value(py).setattr("offset", py.None());
    })?;
    scratch::give(binary);
    Ok(value)
}
