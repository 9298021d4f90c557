//! What `isobyte._native` holds.
use crate::arrow::batches;
use crate::codec::PyCodec;
use crate::compat;
use crate::dialect;
use crate::errors;
use crate::files::header::PyFileHeader;
use crate::files::reader::PyFileReader;
use crate::files::writer::PyFileWriter;
use crate::frames;
use crate::generate;
use crate::method;
use crate::names;
use crate::registry::{PyRegistered, PyRegistry};
use crate::schema::PySchema;
use crate::store::PySchemaStore;
use crate::values::{PyBranch, PyDuration};
use crate::view::PyField;
use isobyte::frame;
use pyo3::prelude::*;

/// The native part of isobyte; import `isobyte` instead.
#[pymodule]
fn _native(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add("__version__", env!("CARGO_PKG_VERSION"))?;
    m.add("CONTENT_TYPE", frame::CONTENT_TYPE)?;
    m.add("SERIALIZATION_TYPE", frame::SERIALIZATION_TYPE)?;
    m.add("SCHEMA_ID", frame::SCHEMA_ID)?;
    m.add("VALUE_SCHEMA_ID", frame::VALUE_SCHEMA_ID)?;
    m.add_class::<PySchema>()?;
    m.add_class::<PyField>()?;
    m.add_class::<PyCodec>()?;
    m.add_class::<PySchemaStore>()?;
    m.add_class::<PyFileHeader>()?;
    m.add_class::<PyFileReader>()?;
    m.add_class::<PyFileWriter>()?;
    m.add_class::<PyBranch>()?;
    m.add_class::<PyDuration>()?;
    m.add_class::<PyRegistry>()?;
    m.add_class::<PyRegistered>()?;
    m.add_function(wrap_pyfunction!(frames::frame_py, m)?)?;
    m.add_function(wrap_pyfunction!(frames::unframe, m)?)?;
    m.add_function(wrap_pyfunction!(frames::content_type, m)?)?;
    m.add_function(wrap_pyfunction!(names::read_schema_id, m)?)?;
    m.add_function(wrap_pyfunction!(names::schema_id_text, m)?)?;
    m.add_function(wrap_pyfunction!(names::fixed_schema_id, m)?)?;
    m.add_function(wrap_pyfunction!(names::subject_name, m)?)?;
    m.add_function(wrap_pyfunction!(compat::compatible, m)?)?;
    m.add_function(wrap_pyfunction!(compat::check, m)?)?;
    m.add_function(wrap_pyfunction!(compat::diff, m)?)?;
    m.add_class::<batches::PyBatch>()?;
    m.add_class::<batches::PyBatches>()?;
    m.add_function(wrap_pyfunction!(batches::arrow_read, m)?)?;
    m.add_function(wrap_pyfunction!(batches::arrow_decode_many, m)?)?;
    m.add_class::<dialect::PyStream>()?;
    m.add_function(wrap_pyfunction!(dialect::schemaless_writer, m)?)?;
    m.add_function(wrap_pyfunction!(dialect::schemaless_reader, m)?)?;
    m.add_function(wrap_pyfunction!(dialect::dialect_codec, m)?)?;
    m.add_function(wrap_pyfunction!(dialect::crc64_avro, m)?)?;
    m.add_function(wrap_pyfunction!(generate::generate, m)?)?;
    method::install(m)?;
    m.add_function(wrap_pyfunction!(errors::codes, m)?)
}
