//! The source itself: what it holds, what Python code raised, and which kind an object is by its class.
use crate::tables::Tables;
use crate::types::{Category, Class, Known, Object, Spare, Type};
use isobyte::model::kind::Kind;
use isobyte::model::value::mismatch;
use isobyte::{Code, Error, Result};
use pyo3::ffi;
use pyo3::prelude::*;
use smallvec::SmallVec;
use std::cell::{RefCell, UnsafeCell};

/// An object and everything that it refers to.
pub(crate) struct PySource<'c> {
    pub(super) py: Python<'c>,
    pub(super) tables: &'c Tables,
    pub(super) known: &'static Known,
    /// Strong references that are given up when the datum is written, or when the next item of an outer list is reached.
    pub(super) held: UnsafeCell<SmallVec<[Object; 24]>>,
    /// Classes that the codec's table has no room for.
    pub(super) spare: Spare,
    /// What Python code raised.
    pub(super) raised: RefCell<Option<PyErr>>,
}

impl Drop for PySource<'_> {
    fn drop(&mut self) {
        while let Some(object) = self.held.get_mut().pop() {
            // SAFETY: the reference is ours.
            unsafe { ffi::Py_DECREF(object) };
        }
    }
}

impl<'c> PySource<'c> {
    /// A source of the values that codec `tables` writes.
    pub(crate) fn new(py: Python<'c>, tables: &'c Tables, known: &'static Known) -> Self {
        Self { py, tables, known, held: UnsafeCell::default(), spare: RefCell::default(), raised: RefCell::default() }
    }

    /// What Python code raised, if anything.
    pub(crate) fn raised(&self) -> Option<PyErr> {
        self.raised.borrow_mut().take()
    }

    /// Keeps an object alive.
    #[inline]
    pub(super) fn hold(&self, object: Object) {
        // SAFETY: a position refers to an object that is alive.
        unsafe { ffi::Py_INCREF(object) };
        self.keep(object);
    }

    /// Keeps a reference that is ours.
    #[inline]
    pub(super) fn keep(&self, object: Object) {
        // SAFETY: a source belongs to one thread, and nobody holds a reference into the list across anything else.
        unsafe { (*self.held.get()).push(object) };
    }

    #[inline]
    pub(super) fn held_now(&self) -> usize {
        // SAFETY: as above.
        unsafe { (*self.held.get()).len() }
    }

    /// Keeps an object alive whose reference is ours already; null is what a failed call gives.
    pub(super) fn own(&self, object: Object, code: Code, what: &str) -> Result<Object> {
        if object.is_null() {
            return Err(self.failed(code, what));
        }
        self.keep(object);
        Ok(object)
    }

    /// Gives up what was taken hold of since `mark`.
    pub(super) fn release(&self, mark: usize) {
        while self.held_now() > mark {
            // SAFETY: as above; the object goes when the list is no longer looked at, for that may run Python code.
            let object = unsafe { (*self.held.get()).pop() };
            if let Some(object) = object {
                // SAFETY: the reference is ours.
                unsafe { ffi::Py_DECREF(object) };
            }
        }
    }

    /// Takes over the exception that Python code raised.
    #[cold]
    pub(super) fn failed(&self, code: Code, what: &str) -> Error {
        let raised = PyErr::fetch(self.py);
        let name = raised.get_type(self.py).name().map(|name| name.to_string()).unwrap_or_default();
        *self.raised.borrow_mut() = Some(raised);
        Error::new(code, format!("{what} raised {name}"))
    }

    #[inline(always)]
    pub(super) fn type_of(&self, v: Object) -> Type {
        // SAFETY: a position refers to an object that is alive.
        unsafe { ffi::Py_TYPE(v) }
    }

    /// What a class stands for that is not one of the basic types.
    #[inline]
    pub(super) fn class(&self, v: Object) -> Result<&'c Class> {
        match self.tables.classes.known(self.type_of(v)) {
            Some(class) => Ok(class),
            None => self.new_class(v),
        }
    }

    #[cold]
    pub(super) fn new_class(&self, v: Object) -> Result<&'c Class> {
        // Describing a class may run Python code.
        self.hold(v);
        self.tables.classes.look(self.py, self.type_of(v), &self.spare).map_err(|raised| {
            *self.raised.borrow_mut() = Some(raised);
            Error::new(Code::ValueType, "describing the class raised an error")
        })
    }

    #[inline]
    pub(super) fn is(&self, v: Object, exact: Type, category: Category) -> Result<bool> {
        let class = self.type_of(v);
        Ok(class == exact || (!is_basic(class) && self.class(v)?.category == category))
    }

    #[cold]
    #[inline(never)]
    pub(super) fn not(&self, expected: &str, v: Object) -> Error {
        match self.kind_of(v) {
            Ok(Kind::Other) => {
                // SAFETY: a position refers to an object that is alive.
                let class = unsafe { Bound::from_borrowed_ptr(self.py, v) }.get_type();
                let name = class.name().map(|name| name.to_string()).unwrap_or_default();
                Error::new(Code::ValueType, format!("expected {expected}, found {name:?}"))
            }
            Ok(kind) => mismatch(expected, kind),
            Err(e) => e,
        }
    }
}

/// Whether it is one of the types that no table is needed for.
#[inline(always)]
pub(super) fn is_basic(class: Type) -> bool {
    class == &raw mut ffi::PyUnicode_Type
        || class == &raw mut ffi::PyLong_Type
        || class == &raw mut ffi::PyDict_Type
        || class == &raw mut ffi::PyFloat_Type
        || class == &raw mut ffi::PyList_Type
        || class == &raw mut ffi::PyBool_Type
        || class == &raw mut ffi::PyBytes_Type
        || class == &raw mut ffi::PyTuple_Type
        // SAFETY: None is there as long as the interpreter.
        || class == unsafe { ffi::Py_TYPE(ffi::Py_None()) }
}

/// Whether its objects are written without any Python code.
#[inline(always)]
pub(super) fn is_scalar(class: Type) -> bool {
    is_basic(class)
        && class != &raw mut ffi::PyDict_Type
        && class != &raw mut ffi::PyList_Type
        && class != &raw mut ffi::PyTuple_Type
}
