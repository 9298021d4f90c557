//! How classes and events name schemas, as the client reads it: ids, URLs, GUIDs, versions of subjects; and subjects of topics.
use crate::codec::schema_of;
use crate::errors;
use crate::frames::schema_id;
use crate::registry::PyRegistered;
use isobyte_client::{Naming, Role, SchemaId};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyInt};

/// What names a schema: an int, a text, or the bytes of an event's header.
pub(crate) fn name_of(name: &Bound<'_, PyAny>) -> PyResult<SchemaId> {
    let py = name.py();
    if name.is_instance_of::<PyInt>() {
        return schema_id(name).map(SchemaId::Id);
    }
    let read = match name.cast::<PyBytes>() {
        Ok(bytes) => SchemaId::from_header(bytes.as_bytes()),
        Err(_) => SchemaId::parse(&name.extract::<String>()?),
    };
    read.map_err(|e| errors::raise(py, &e, None))
}

/// What the name itself tells: the id, the subject, and whether it is the same schema for good.
#[pyfunction]
#[pyo3(signature = (name, /))]
pub(crate) fn read_schema_id(name: &Bound<'_, PyAny>) -> PyResult<(Option<u32>, Option<String>, bool)> {
    let name = name_of(name)?;
    Ok((name.id(), name.subject(), name.is_fixed()))
}

/// The text of a name, as it stands in a header.
#[pyfunction]
#[pyo3(signature = (name, /))]
pub(crate) fn schema_id_text(name: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(name_of(name)?.to_string())
}

/// The text of a name that means the same for good, of what a registry found for it.
#[pyfunction]
#[pyo3(signature = (name, found, /))]
pub(crate) fn fixed_schema_id(name: &Bound<'_, PyAny>, found: &PyRegistered) -> PyResult<String> {
    Ok(name_of(name)?.fixed(&found.0).to_string())
}

/// The subject under which the schema of a topic's messages belongs.
#[pyfunction]
#[pyo3(signature = (topic, schema, naming="topic", *, key=false))]
pub(crate) fn subject_name(
    py: Python<'_>,
    topic: &str,
    schema: &Bound<'_, PyAny>,
    naming: &str,
    key: bool,
) -> PyResult<String> {
    let naming = match naming {
        "topic" => Naming::Topic,
        "record" => Naming::Record,
        "topic-record" => Naming::TopicRecord,
        _ => {
            let message = format!("expected naming topic, record or topic-record, found {naming:?}");
            return Err(errors::invalid(py, message));
        }
    };
    let schema = schema_of(py, schema)?;
    let role = if key { Role::Key } else { Role::Value };
    naming.subject(topic, role, &schema.get().0).map_err(|e| errors::raise(py, &e, None))
}
