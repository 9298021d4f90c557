//! How objects are made: what Python code raised, texts and numbers, classes with their attributes.
use crate::shapes::{Attribute, Builder, Host, Make, Rest};
use crate::sink::owned::Owned;
use crate::tables::Tables;
use crate::types::{Known, Object, Type};
use isobyte::model::shape::Rep;
use isobyte::model::value::Slot;
use isobyte::{Code, Error, Result};
use pyo3::ffi;
use pyo3::prelude::*;
use smallvec::SmallVec;
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
    Attributes { dict: Owned, builder: &'c Builder, record: u32 },
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
    pub(crate) fn call(&mut self, builder: &Builder, mut values: Vec<Option<Owned>>) -> Result<Owned> {
        if let Make::Call { keywords } = &builder.make
            && values.iter().all(Option::is_some)
            && builder.attributes.iter().all(|attribute| attribute.init)
        {
            let arguments: SmallVec<[Object; 16]> = values.iter().flatten().map(|value| value.0.as_ptr()).collect();
            // SAFETY: as many objects as keywords, all of them alive; Python code runs.
            let object =
                unsafe { ffi::PyObject_Vectorcall(builder.class.as_ptr(), arguments.as_ptr(), 0, keywords.as_ptr()) };
            return self.own(object);
        }
        let keywords = pyo3::types::PyDict::new(self.py);
        let mut later = Vec::new();
        for (attribute, value) in builder.attributes.iter().zip(values.drain(..)) {
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

    /// Puts an attribute into a dict.
    #[inline]
    pub(crate) fn put(&mut self, dict: &Owned, attribute: &Attribute, value: &Owned) -> Result<()> {
        let name = attribute.name.as_ptr();
        // SAFETY: all are alive; keys are texts, so no Python code runs. A name that is to be left out may be there already.
        let status = unsafe {
            if attribute.omit && value.0.as_ptr() == ffi::Py_None() {
                match ffi::PyDict_Contains(dict.0.as_ptr(), name) {
                    1 => ffi::PyDict_DelItem(dict.0.as_ptr(), name),
                    status => status,
                }
            } else {
                ffi::PyDict_SetItem(dict.0.as_ptr(), name, value.0.as_ptr())
            }
        };
        self.done(status)
    }

    /// The object of a dict of attributes.
    pub(crate) fn made_of(&mut self, dict: Owned, builder: &Builder, record: u32) -> Result<Owned> {
        match &builder.make {
            Make::From { rest: Some(rest), .. } if builder.unset(record).is_empty() => self.filled(dict, builder, rest),
            Make::From { function, .. } => {
                // SAFETY: both are alive; Python code runs.
                let object = unsafe { ffi::PyObject_CallOneArg(function.as_ptr(), dict.0.as_ptr()) };
                self.own(object)
            }
            _ => Ok(dict),
        }
    }

    /// A bare object whose attributes are those of a dict.
    fn filled(&mut self, dict: Owned, builder: &Builder, rest: &Rest) -> Result<Owned> {
        let class: Type = builder.class.as_ptr().cast();
        // SAFETY: the class has no `__new__` but object's.
        let object = unsafe { ffi::PyType_GenericNew(class, self.known.no_arguments.as_ptr(), std::ptr::null_mut()) };
        let object = self.own(object)?;
        let target = object.0.as_ptr();
        // SAFETY: both are alive, and objects of the class have a dict.
        let status = unsafe { ffi::PyObject_GenericSetDict(target, dict.0.as_ptr(), std::ptr::null_mut()) };
        self.done(status)?;
        // SAFETY: the set is alive, and never changes.
        let names = unsafe { ffi::PySet_New(rest.names.as_ptr()) };
        let names = self.own(names)?;
        self.set(target, rest.names_in.as_ptr(), &names)?;
        for (name, value) in &rest.same {
            // SAFETY: all three are alive.
            let status = unsafe { ffi::PyObject_GenericSetAttr(target, name.as_ptr(), value.as_ptr()) };
            self.done(status)?;
        }
        Ok(object)
    }
}
