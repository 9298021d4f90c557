//! From the core's one error to the exception of its kind, with the Python exception behind it as the cause.
use isobyte::{Code, Error};
use pyo3::exceptions::{PyException, PyMemoryError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use std::panic::{AssertUnwindSafe, catch_unwind};

static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();

/// The exception for an error. `cause` is what Python code raised meanwhile.
#[cold]
pub(crate) fn raise(py: Python<'_>, error: &Error, cause: Option<PyErr>) -> PyErr {
    if let Some(cause) = &cause
        && (!cause.is_instance_of::<PyException>(py) || cause.is_instance_of::<PyMemoryError>(py))
    {
        // KeyboardInterrupt and its like are nobody's to wrap.
        return cause.clone_ref(py);
    }
    let code = error.code();
    let made = MAKE
        .get_or_try_init(py, || Ok::<_, PyErr>(py.import("isobyte.errors")?.getattr("make")?.unbind()))
        .and_then(|make| make.call1(py, (code.name(), code.number(), error.message(), error.path(), error.offset())));
    match made {
        Ok(exception) => {
            let exception = PyErr::from_value(exception.into_bound(py));
            exception.set_cause(py, cause);
            exception
        }
        Err(failed) => failed,
    }
}

/// A call that may not panic: a panic becomes an InternalError.
pub(crate) fn guard<T>(py: Python<'_>, call: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => result,
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
            Err(raise(py, &Error::new(Code::Internal, format!("a bug in isobyte: {text}")), None))
        }
    }
}

/// An argument that no call could accept.
#[cold]
pub(crate) fn invalid(py: Python<'_>, message: impl Into<String>) -> PyErr {
    raise(py, &Error::new(Code::InvalidArgument, message), None)
}

/// The table of codes: name and number.
#[pyfunction]
pub(crate) fn codes() -> Vec<(&'static str, i32)> {
    Code::ALL.iter().map(|code| (code.name(), code.number())).collect()
}
