//! A reference that is ours, given up when it is dropped.
use crate::types::Object;
use pyo3::ffi;
use pyo3::prelude::*;
use std::ptr::NonNull;

/// A new object, not yet handed on.
pub(crate) struct Owned(pub(crate) NonNull<ffi::PyObject>);

impl Drop for Owned {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: the reference is ours, and whoever has a sink is attached to the interpreter.
        unsafe { ffi::Py_DECREF(self.0.as_ptr()) }
    }
}

impl Owned {
    /// Hands the reference on.
    #[inline(always)]
    pub(crate) fn into_ptr(self) -> Object {
        let object = self.0.as_ptr();
        std::mem::forget(self);
        object
    }

    /// A further reference to what is alive.
    #[inline(always)]
    pub(crate) fn more(object: Object) -> Option<Self> {
        // SAFETY: the object is alive.
        unsafe { ffi::Py_XINCREF(object) };
        NonNull::new(object).map(Self)
    }

    /// As an object of PyO3's.
    pub(crate) fn bind(self, py: Python<'_>) -> Bound<'_, PyAny> {
        // SAFETY: the reference is ours and is handed on.
        unsafe { Bound::from_owned_ptr(py, self.into_ptr()) }
    }
}
