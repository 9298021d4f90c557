//! Schema: parsed once, immutable, compared by what it says.
use crate::errors;
use isobyte::Schema;
use isobyte::schema::{Fingerprint, Format, Names, ParseOptions};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyType};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// An Avro schema.
#[pyclass(frozen, name = "Schema", module = "isobyte")]
pub(crate) struct PySchema(pub(crate) Schema);

#[pymethods]
impl PySchema {
    #[new]
    #[pyo3(signature = (text, *, names="strict"))]
    fn new(py: Python<'_>, text: &str, names: &str) -> PyResult<Self> {
        errors::guard(py, || {
            let mut options = ParseOptions::default();
            options.names = match names {
                "strict" => Names::Strict,
                "utf8" => Names::Utf8,
                _ => return Err(errors::invalid(py, format!("expected names strict or utf8, found {names:?}"))),
            };
            let schema = Schema::parse_with(Format::Avro, text, &[], &options);
            schema.map(Self).map_err(|e| errors::raise(py, &e, None))
        })
    }

    /// The same as calling the class.
    #[classmethod]
    #[pyo3(signature = (text, *, names="strict"))]
    fn parse(_: &Bound<'_, PyType>, py: Python<'_>, text: &str, names: &str) -> PyResult<Self> {
        Self::new(py, text, names)
    }

    /// The text as it was given.
    #[getter]
    fn text(&self) -> &str {
        self.0.text()
    }

    /// The Parsing Canonical Form.
    #[getter]
    fn canonical(&self) -> &str {
        self.0.canonical()
    }

    /// The full name of a record, enum or fixed; None for other types.
    #[getter]
    fn name(&self) -> Option<&str> {
        self.0.name().map(|name| name.full())
    }

    /// The fingerprint of the canonical form.
    #[pyo3(signature = (algorithm="crc64-avro"))]
    fn fingerprint<'py>(&self, py: Python<'py>, algorithm: &str) -> PyResult<Bound<'py, PyBytes>> {
        let algorithm = match algorithm {
            "crc64-avro" => Fingerprint::Crc64Avro,
            "md5" => Fingerprint::Md5,
            "sha256" => Fingerprint::Sha256,
            _ => {
                let message = format!("expected algorithm crc64-avro, md5 or sha256, found {algorithm:?}");
                return Err(errors::invalid(py, message));
            }
        };
        Ok(PyBytes::new(py, &self.0.fingerprint(algorithm)))
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<Self>().is_ok_and(|other| other.get().0 == self.0)
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.0.hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Schema({})", pyo3::types::PyString::new(py, self.0.text()).repr()?))
    }

    fn __str__(&self) -> &str {
        self.0.text()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> (Bound<'py, PyType>, (&str,)) {
        (py.get_type::<Self>(), (self.0.text(),))
    }
}
