//! Schema: parsed once, immutable, compared by what it says.
use crate::errors;
use crate::view;
use isobyte::Schema;
use isobyte::schema::{Fingerprint, Format, Names, ParseOptions};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple, PyType};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

/// An Avro schema.
#[pyclass(frozen, name = "Schema", module = "isobyte")]
pub(crate) struct PySchema(pub(crate) Schema);

/// What to do with Python's objects for a schema, or nothing.
pub(crate) fn hint(found: &Bound<'_, PyAny>) -> &'static str {
    if found.is_instance_of::<PyDict>() { ": json.dumps makes a text of it" } else { "" }
}

fn no_text(found: &Bound<'_, PyAny>) -> PyErr {
    match found.get_type().name() {
        Ok(name) => PyTypeError::new_err(format!("expected the text of a schema, found {name}{}", hint(found))),
        Err(error) => error,
    }
}

#[pymethods]
impl PySchema {
    #[new]
    #[pyo3(signature = (text, *, names="strict", references=None))]
    fn new(
        py: Python<'_>,
        text: &Bound<'_, PyAny>,
        names: &str,
        references: Option<Vec<Bound<'_, PySchema>>>,
    ) -> PyResult<Self> {
        errors::guard(py, || {
            let text = text.cast::<PyString>().map_err(|_| no_text(text))?.to_str()?;
            let mut options = ParseOptions::default();
            options.names = names_of(py, names)?;
            let references: Vec<_> = references.iter().flatten().map(|schema| schema.get().0.clone()).collect();
            let schema = Schema::parse_with(Format::Avro, text, &references, &options);
            schema.map(Self).map_err(|e| errors::raise(py, &e, None))
        })
    }

    /// The same as calling the class.
    #[classmethod]
    #[pyo3(signature = (text, *, names="strict", references=None))]
    fn parse(
        _: &Bound<'_, PyType>,
        py: Python<'_>,
        text: &Bound<'_, PyAny>,
        names: &str,
        references: Option<Vec<Bound<'_, PySchema>>>,
    ) -> PyResult<Self> {
        Self::new(py, text, names, references)
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

    /// Printed again without white space, with the types of references in full.
    #[getter]
    fn printed(&self) -> &str {
        self.0.printed()
    }

    /// The documentation of a record, enum or fixed.
    #[getter]
    fn doc(&self) -> Option<&str> {
        self.0.root().doc()
    }

    /// The full names that a record, enum or fixed is also known by.
    #[getter]
    fn aliases<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0.root().aliases().iter().map(|alias| alias.full()))
    }

    /// The attributes that the specification does not define.
    #[getter]
    fn attributes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        view::of_root(py, &self.0)
    }

    /// The fields of a record.
    #[getter]
    fn fields<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        view::fields(py, &self.0)
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

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (&str,))> {
        let text = if self.0.is_self_contained() { self.0.text() } else { self.0.printed() };
        let class = py.get_type::<Self>().into_any();
        if Schema::parse(text).is_ok() {
            return Ok((class, (text,)));
        }
        let names = PyDict::new(py);
        names.set_item("names", "utf8")?;
        Ok((py.import("functools")?.getattr("partial")?.call((class,), Some(&names))?, (text,)))
    }
}

/// Which names a schema may have.
pub(crate) fn names_of(py: Python<'_>, names: &str) -> PyResult<Names> {
    match names {
        "strict" => Ok(Names::Strict),
        "utf8" => Ok(Names::Utf8),
        _ => Err(errors::invalid(py, format!("expected names strict or utf8, found {names:?}"))),
    }
}
