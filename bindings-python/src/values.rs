//! The two classes of values that Python has not: an explicit branch, and Avro's duration.
use crate::errors;
use isobyte::{Code, Error};
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple, PyType};

/// A value of a union whose branch is named: `Branch("long", 5)`, `Branch("shop.Order", {...})`.
#[pyclass(frozen, name = "Branch", module = "isobyte")]
pub(crate) struct PyBranch {
    /// The type's name, or the full name of a record, enum or fixed.
    #[pyo3(get)]
    pub(crate) name: Py<PyString>,
    /// The value.
    #[pyo3(get)]
    pub(crate) value: Py<PyAny>,
}

#[pymethods]
impl PyBranch {
    #[new]
    fn new(name: Py<PyString>, value: Py<PyAny>) -> Self {
        Self { name, value }
    }

    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("name", "value")
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>, py: Python<'_>) -> PyResult<bool> {
        let Ok(other) = other.cast::<PyBranch>() else { return Ok(false) };
        let other = other.get();
        Ok(self.name.bind(py).as_any().eq(other.name.bind(py))? && self.value.bind(py).eq(other.value.bind(py))?)
    }

    fn __hash__(&self, py: Python<'_>) -> PyResult<isize> {
        (&self.name, &self.value).into_pyobject(py)?.hash()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("Branch({}, {})", self.name.bind(py).repr()?, self.value.bind(py).repr()?))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyType>, Bound<'py, PyTuple>)> {
        Ok((py.get_type::<Self>(), (&self.name, &self.value).into_pyobject(py)?))
    }
}

/// Avro's duration: months, days and milliseconds, three independent numbers of 32 bits.
#[pyclass(frozen, eq, hash, name = "Duration", module = "isobyte")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct PyDuration {
    /// Months.
    #[pyo3(get)]
    pub(crate) months: u32,
    /// Days.
    #[pyo3(get)]
    pub(crate) days: u32,
    /// Milliseconds.
    #[pyo3(get)]
    pub(crate) millis: u32,
}

#[pymethods]
impl PyDuration {
    #[new]
    #[pyo3(signature = (months=0, days=0, millis=0))]
    fn new(py: Python<'_>, months: i128, days: i128, millis: i128) -> PyResult<Self> {
        let part = |name: &str, value: i128| {
            u32::try_from(value).map_err(|_| {
                let message = format!("expected {name} of 32 bits without a sign, found {value}");
                errors::raise(py, &Error::new(Code::ValueRange, message), None)
            })
        };
        Ok(Self { months: part("months", months)?, days: part("days", days)?, millis: part("millis", millis)? })
    }

    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("months", "days", "millis")
    }

    fn __repr__(&self) -> String {
        format!("Duration(months={}, days={}, millis={})", self.months, self.days, self.millis)
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyType>, (u32, u32, u32))> {
        Ok((py.get_type::<Self>(), (self.months, self.days, self.millis)))
    }
}
