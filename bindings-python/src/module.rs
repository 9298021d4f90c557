//! What `isobyte._native` holds.
use crate::codec::PyCodec;
use crate::errors;
use crate::frames;
use crate::method;
use crate::registry::{PyRegistered, PyRegistry};
use crate::schema::PySchema;
use crate::values::{PyBranch, PyDuration};
use isobyte::frame;
use pyo3::prelude::*;

/// The native part of isobyte; import `isobyte` instead.
#[pymodule]
fn _native(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add("__version__", env!("CARGO_PKG_VERSION"))?;
    m.add("CONTENT_TYPE", frame::CONTENT_TYPE)?;
    m.add("SERIALIZATION_TYPE", frame::SERIALIZATION_TYPE)?;
    m.add("SCHEMA_ID", frame::SCHEMA_ID)?;
    m.add_class::<PySchema>()?;
    m.add_class::<PyCodec>()?;
    m.add_class::<PyBranch>()?;
    m.add_class::<PyDuration>()?;
    m.add_class::<PyRegistry>()?;
    m.add_class::<PyRegistered>()?;
    m.add_function(wrap_pyfunction!(frames::frame_py, m)?)?;
    m.add_function(wrap_pyfunction!(frames::unframe, m)?)?;
    m.add_function(wrap_pyfunction!(frames::content_type, m)?)?;
    method::install(m)?;
    m.add_function(wrap_pyfunction!(errors::codes, m)?)
}
