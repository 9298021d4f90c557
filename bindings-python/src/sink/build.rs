//! How objects are made: what Python code raised, texts and numbers, classes with their attributes.
use crate::shapes::{Builder, Host};
use crate::sink::owned::Owned;
use crate::tables::Tables;
use crate::types::{Known, Object};
use isobyte::model::shape::Rep;
use isobyte::model::value::Slot;
use isobyte::{Code, Error, Result};
use pyo3::ffi;
use pyo3::prelude::*;
use std::ffi::c_char;
use std::ptr::NonNull;

/// Where objects are made.
pub(crate) struct PySink<'c> {
    pub(crate) py: Python<'c>,
    pub(crate) tables: &'c Tables,
    pub(crate) hosts: &'c [Host],
    pub(crate) known: &'static Known,
    pub(crate) raised: Option<PyErr>,
}

/// A list in the making: slots filled so far, out of those that there are.
pub(crate) struct List {
    pub(crate) list: Owned,
    pub(crate) filled: isize,
    pub(crate) room: isize,
    pub(crate) tuple: bool,
}

/// A dict in the making, and the key whose value is on its way.
pub(crate) struct Map {
    pub(crate) dict: Owned,
    pub(crate) key: Option<Owned>,
}

/// A record in the making.
pub(crate) enum Record<'c> {
    Dict { dict: Owned, fields: usize },
    Object { object: Owned, builder: &'c Builder, record: u32 },
    Call { values: Vec<Option<Owned>>, builder: &'c Builder },
}

impl<'c> PySink<'c> {
    /// A sink for what codec `tables` reads; `hosts` are the host's side of its shapes.
    pub(crate) fn new(py: Python<'c>, tables: &'c Tables, hosts: &'c [Host], known: &'static Known) -> Self {
        Self { py, tables, hosts, known, raised: None }
    }

    /// What Python code raised, if anything.
    pub(crate) fn raised(&mut self) -> Option<PyErr> {
        self.raised.take()
    }

    /// An object whose reference is ours; null is what a failed call gives.
    #[inline(always)]
    pub(crate) fn own(&mut self, object: Object) -> Result<Owned> {
        match NonNull::new(object) {
            Some(object) => Ok(Owned(object)),
            None => Err(self.failed()),
        }
    }

    #[cold]
    pub(crate) fn failed(&mut self) -> Error {
        let raised = PyErr::fetch(self.py);
        let shown: String = raised.value(self.py).to_string().chars().take(200).collect();
        let name = raised.get_type(self.py).name().map(|name| name.to_string()).unwrap_or_default();
        self.raised = Some(raised);
        Error::new(Code::DataUnrepresentable, format!("making the value raised {name}: {shown}"))
    }

    /// Fails unless a call gave 0.
    #[inline(always)]
    pub(crate) fn done(&mut self, status: i32) -> Result<()> {
        if status == 0 { Ok(()) } else { Err(self.failed()) }
    }

    #[inline(always)]
    pub(crate) fn string(&mut self, text: &str) -> Result<Owned> {
        let (bytes, length) = (text.as_ptr(), text.len());
        // SAFETY: a new compact text for ASCII has room for so many bytes and a zero, and nobody has seen it yet.
        let object = unsafe {
            if length > 1 && text.is_ascii() {
                let object = ffi::PyUnicode_New(length as isize, 127);
                if !object.is_null() {
                    std::ptr::copy_nonoverlapping(bytes, ffi::PyUnicode_DATA(object).cast::<u8>(), length);
                }
                object
            } else {
                ffi::PyUnicode_FromStringAndSize(bytes.cast::<c_char>(), length as isize)
            }
        };
        self.own(object)
    }

    pub(crate) fn integer(&mut self, value: i64) -> Result<Owned> {
        // SAFETY: we are attached to the interpreter.
        let object = unsafe { ffi::PyLong_FromLongLong(value) };
        self.own(object)
    }

    /// What a value beyond the host's type becomes: raw where anything will do.
    pub(crate) fn raw(&mut self, slot: Slot, raw: i64, what: &str) -> Result<Owned> {
        match slot.rep {
            Rep::Any => self.integer(raw),
            _ => Err(Error::new(Code::DataUnrepresentable, format!("found {raw}, which no {what} holds"))),
        }
    }

    pub(crate) fn float_of(&mut self, slot: Slot, value: f64) -> Result<Owned> {
        if matches!(slot.rep, Rep::I64) {
            if value == value.trunc() && value.abs() < 9.2e18 {
                return self.integer(value as i64);
            }
            return Err(Error::new(Code::DataUnrepresentable, format!("found {value:e}, which no int holds")));
        }
        if matches!(self.host(slot), Host::Seconds) {
            return self.seconds(value);
        }
        // SAFETY: we are attached to the interpreter.
        let object = unsafe { ffi::PyFloat_FromDouble(value) };
        self.own(object)
    }

    /// A `timedelta` of so many seconds.
    #[cold]
    fn seconds(&mut self, value: f64) -> Result<Owned> {
        let days = self.integer(0)?;
        // SAFETY: days, seconds: a tuple of two numbers, which takes over the references that are given to it.
        unsafe {
            let seconds = self.own(ffi::PyFloat_FromDouble(value))?;
            let arguments = self.own(ffi::PyTuple_New(2))?;
            ffi::PyTuple_SET_ITEM(arguments.0.as_ptr(), 0, days.into_ptr());
            ffi::PyTuple_SET_ITEM(arguments.0.as_ptr(), 1, seconds.into_ptr());
            let made = ffi::PyObject_Call(self.known.timedelta.as_ptr(), arguments.0.as_ptr(), std::ptr::null_mut());
            self.own(made)
        }
    }

    pub(crate) fn host(&self, slot: Slot) -> &'c Host {
        self.hosts.get(slot.shape.0 as usize).unwrap_or(&Host::Plain)
    }

    /// Attributes that the schema has no field for.
    pub(crate) fn fill(
        &mut self,
        builder: &'c Builder,
        record: u32,
        mut set: impl FnMut(&mut Self, usize, Owned) -> Result<()>,
    ) -> Result<()> {
        for &index in builder.unset(record) {
            let attribute = &builder.attributes[index];
            let value = match (&attribute.default, &attribute.factory) {
                (Some(default), _) => Owned::more(default.as_ptr()),
                // SAFETY: the factory is alive; it may run Python code.
                (None, Some(factory)) => NonNull::new(unsafe { ffi::PyObject_CallNoArgs(factory.as_ptr()) }).map(Owned),
                // An attribute that is no argument is made by the class itself.
                (None, None) if !attribute.init => continue,
                (None, None) => {
                    let message = format!(
                        "the data has no value for attribute {:?}, which has no default",
                        attribute.name.to_string()
                    );
                    return Err(Error::new(Code::DataUnrepresentable, message));
                }
            };
            match value {
                Some(value) => set(self, index, value)?,
                None => return Err(self.failed()),
            }
        }
        Ok(())
    }

    pub(crate) fn set(&mut self, object: Object, name: Object, value: &Owned) -> Result<()> {
        // SAFETY: all three are alive. Frozen classes refuse by a method of their own, which is not asked here.
        let status = unsafe { ffi::PyObject_GenericSetAttr(object, name, value.0.as_ptr()) };
        self.done(status)
    }
}

impl PySink<'_> {
    /// Calls the class with keywords; what is missing has its own default there.
    pub(crate) fn call(&mut self, builder: &Builder, values: Vec<Option<Owned>>) -> Result<Owned> {
        let keywords = pyo3::types::PyDict::new(self.py);
        let mut later = Vec::new();
        for (attribute, value) in builder.attributes.iter().zip(values) {
            let Some(value) = value else { continue };
            if !attribute.init {
                later.push((attribute.name.as_ptr(), value));
                continue;
            }
            // SAFETY: all three are alive.
            let status = unsafe { ffi::PyDict_SetItem(keywords.as_ptr(), attribute.name.as_ptr(), value.0.as_ptr()) };
            self.done(status)?;
        }
        let no_arguments = self.known.no_arguments.as_ptr();
        // SAFETY: all three are alive; Python code runs.
        let object = unsafe { ffi::PyObject_Call(builder.class.as_ptr(), no_arguments, keywords.as_ptr()) };
        let object = self.own(object)?;
        for (name, value) in &later {
            self.set(object.0.as_ptr(), *name, value)?;
        }
        Ok(object)
    }
}
