//! What schema text says beyond the types: documentation, aliases, attributes, and the fields of a record.
use isobyte::Schema;
use isobyte::model::node::Order;
use isobyte::model::view::FieldView;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use std::fmt::Display;

/// JSON as Python has it.
fn loads<'py>(py: Python<'py>, json: impl Display) -> PyResult<Bound<'py, PyAny>> {
    py.import("json")?.call_method1("loads", (json.to_string(),))
}

/// The fields of a record.
pub(crate) fn fields<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyTuple>> {
    let fields = (0..schema.root().fields().len()).map(|index| Py::new(py, PyField { schema: schema.clone(), index }));
    PyTuple::new(py, fields.collect::<PyResult<Vec<_>>>()?)
}

/// A field of a record that is a whole schema.
#[pyclass(frozen, name = "SchemaField", module = "isobyte")]
pub(crate) struct PyField {
    schema: Schema,
    index: usize,
}

impl PyField {
    fn view(&self) -> Option<FieldView<'_>> {
        self.schema.root().fields().nth(self.index)
    }
}

#[pymethods]
impl PyField {
    /// The name.
    #[getter]
    fn name(&self) -> &str {
        self.view().map_or("", FieldView::name)
    }

    /// The documentation.
    #[getter]
    fn doc(&self) -> Option<&str> {
        self.view()?.doc()
    }

    /// Other names.
    #[getter]
    fn aliases<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.view().map(|view| view.aliases().collect::<Vec<_>>()).unwrap_or_default())
    }

    /// How the field takes part in sorting.
    #[getter]
    fn order(&self) -> &'static str {
        match self.view().map(FieldView::order) {
            Some(Order::Descending) => "descending",
            Some(Order::Ignore) => "ignore",
            _ => "ascending",
        }
    }

    /// Whether there is a default.
    #[getter]
    fn has_default(&self) -> bool {
        self.view().is_some_and(|view| view.default().is_some())
    }

    /// The default as the text has it, in Python's objects; None without one.
    #[getter]
    fn default<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.view().and_then(FieldView::default).map(|default| loads(py, default)).transpose()
    }

    /// The attributes that the specification does not define.
    #[getter]
    fn attributes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (name, value) in self.view().into_iter().flat_map(FieldView::attributes) {
            dict.set_item(name, loads(py, value)?)?;
        }
        Ok(dict)
    }

    fn __repr__(&self) -> String {
        format!("SchemaField({:?})", self.name())
    }
}

/// The attributes of the whole schema.
pub(crate) fn of_root<'py>(py: Python<'py>, schema: &Schema) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (name, value) in schema.root().attributes() {
        dict.set_item(name, loads(py, value)?)?;
    }
    Ok(dict)
}
