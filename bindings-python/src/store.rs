//! SchemaStore: the schemas by whose fingerprints messages in single-object encoding name their writer.
use crate::codec::{schema_of, schema_of_model};
use crate::codecs::Codecs;
use crate::errors;
use crate::frames;
use crate::schema::PySchema;
use isobyte::SchemaStore;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Schemas by their fingerprints.
#[pyclass(frozen, name = "SchemaStore", module = "isobyte")]
pub(crate) struct PySchemaStore {
    schemas: RwLock<SchemaStore>,
    /// What was made of the schemas, by their fingerprints.
    codecs: Mutex<HashMap<u64, Arc<Codecs>>>,
}

impl PySchemaStore {
    fn put(&self, py: Python<'_>, schema: &Bound<'_, PyAny>) -> PyResult<u64> {
        let schema = schema_of(py, schema)?.get().0.clone();
        let added = self.schemas.write().unwrap_or_else(PoisonError::into_inner).add(schema);
        let fingerprint = added.map_err(|e| errors::raise(py, &e, None))?;
        let made = self.codecs.lock().unwrap_or_else(PoisonError::into_inner).remove(&fingerprint);
        // Codecs hold objects of Python's: they go when nothing is locked.
        drop(made);
        Ok(fingerprint)
    }
}

#[pymethods]
impl PySchemaStore {
    #[new]
    #[pyo3(signature = (schemas=None))]
    fn new(py: Python<'_>, schemas: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let store = Self { schemas: RwLock::default(), codecs: Mutex::default() };
        if let Some(schemas) = schemas {
            for schema in schemas.try_iter()? {
                store.put(py, &schema?)?;
            }
        }
        Ok(store)
    }

    /// Adds a schema and gives its fingerprint.
    #[pyo3(signature = (schema, /))]
    fn add<'py>(&self, py: Python<'py>, schema: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyBytes>> {
        errors::guard(py, || Ok(PyBytes::new(py, &self.put(py, schema)?.to_le_bytes())))
    }

    /// The schema of a fingerprint, or None.
    #[pyo3(signature = (fingerprint, /))]
    fn get(&self, py: Python<'_>, fingerprint: &Bound<'_, PyAny>) -> PyResult<Option<PySchema>> {
        let bytes = frames::copy(py, fingerprint)?;
        let Ok(fingerprint) = <[u8; 8]>::try_from(bytes.as_bytes()) else {
            let message = format!("expected a fingerprint of 8 bytes, found {}", bytes.as_bytes().len());
            return Err(errors::invalid(py, message));
        };
        let schemas = self.schemas.read().unwrap_or_else(PoisonError::into_inner);
        Ok(schemas.get(u64::from_le_bytes(fingerprint)).cloned().map(PySchema))
    }

    /// The schema that wrote a message, and the datum.
    #[pyo3(signature = (message, /))]
    fn read<'py>(&self, py: Python<'py>, message: &Bound<'py, PyAny>) -> PyResult<(PySchema, Bound<'py, PyBytes>)> {
        let message = frames::copy(py, message)?;
        let schemas = self.schemas.read().unwrap_or_else(PoisonError::into_inner);
        match schemas.read(message.as_bytes()) {
            Ok((schema, datum)) => Ok((PySchema(schema.clone()), PyBytes::new(py, datum))),
            Err(e) => Err(errors::raise(py, &e, None)),
        }
    }

    /// The value of a message.
    #[pyo3(signature = (message, r#type=None, *, reader=None))]
    fn decode<'py>(
        &self,
        py: Python<'py>,
        message: &Bound<'py, PyAny>,
        r#type: Option<&Bound<'py, PyAny>>,
        reader: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        errors::guard(py, || {
            let message = frames::copy(py, message)?;
            let (schema, datum) = {
                let schemas = self.schemas.read().unwrap_or_else(PoisonError::into_inner);
                let read = schemas.read(message.as_bytes()).map(|(schema, datum)| (schema.clone(), datum));
                read.map_err(|e| errors::raise(py, &e, None))?
            };
            let codecs = {
                let mut known = self.codecs.lock().unwrap_or_else(PoisonError::into_inner);
                known.entry(schema.rabin()).or_default().clone()
            };
            let own = match (r#type, reader) {
                (Some(class), None) => schema_of_model(py, class)?.map(|own| own.into_bound(py).into_any()),
                _ => None,
            };
            codecs.get(py, &schema, r#type, reader.or(own.as_ref()), "error")?.get().read(py, datum)
        })
    }

    fn __len__(&self) -> usize {
        self.schemas.read().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn __contains__(&self, schema: &Bound<'_, PyAny>) -> bool {
        let schemas = self.schemas.read().unwrap_or_else(PoisonError::into_inner);
        schema.cast::<PySchema>().is_ok_and(|schema| {
            let schema = &schema.get().0;
            schemas.get(schema.rabin()).is_some_and(|known| known.canonical() == schema.canonical())
        })
    }

    fn __repr__(&self) -> String {
        format!("SchemaStore({} schemas)", self.__len__())
    }
}
