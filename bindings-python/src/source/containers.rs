//! Lists, dicts and objects with attributes, opened and walked item by item.
use crate::source::hold::{PySource, is_basic, is_scalar};
use crate::types::{Category, Class, Fields, Object};
use isobyte::model::value::Entries;
use isobyte::{Code, Error, Result};
use pyo3::ffi;
use std::borrow::Cow;

/// The items of a list or tuple.
pub(crate) struct Items {
    list: Object,
    next: isize,
    mark: usize,
}

/// A dict, or an object with attributes.
pub(crate) enum Record<'c> {
    Dict {
        dict: Object,
        fields: usize,
        count: usize,
        next: isize,
        ordered: bool,
    },
    /// An object whose attributes lie in a dict of its own, and may lie elsewhere too.
    Attributes {
        object: Object,
        dict: Object,
        fields: &'c Fields,
        class: &'c Class,
        next: isize,
        ordered: bool,
    },
    /// An object that is asked for each attribute.
    Object {
        object: Object,
        fields: &'c Fields,
        class: &'c Class,
    },
}

impl<'c> PySource<'c> {
    pub(super) fn open_list(&self, v: Object) -> Result<(Items, usize)> {
        let class = self.type_of(v);
        let mut list = v;
        if class == &raw mut ffi::PyList_Type || class == &raw mut ffi::PyTuple_Type {
            self.hold(v);
        } else if is_basic(class) {
            return Err(self.not("array", v));
        } else {
            let category = self.class(v)?.category;
            self.hold(v);
            match category {
                Category::List => {}
                // SAFETY: v is held. A tuple whose items have names is a sequence all the same.
                Category::Record if unsafe { ffi::PyTuple_Check(v) } != 0 => {}
                Category::Sequence => {
                    // SAFETY: v is held; the new list is ours.
                    list = self.own(unsafe { ffi::PySequence_List(v) }, Code::ValueType, "reading the sequence")?;
                }
                _ => return Err(self.not("array", v)),
            }
        }
        // SAFETY: list is a list or a tuple, and held.
        let count = unsafe { length(list) };
        Ok((Items { list, next: 0, mark: self.held_now() }, count as usize))
    }

    #[inline(always)]
    pub(super) fn next_item(&self, items: &mut Items) -> Result<Object> {
        if self.held_now() > items.mark {
            self.release(items.mark);
        }
        let index = items.next;
        items.next += 1;
        // SAFETY: the list is held; it may have become shorter, so its length is read again.
        unsafe {
            if index >= length(items.list) {
                return Err(Error::new(
                    Code::ValueType,
                    "expected a sequence that stays, found one that became shorter",
                ));
            }
            Ok(match ffi::PyList_Check(items.list) {
                0 => ffi::PyTuple_GET_ITEM(items.list, index),
                _ => ffi::PyList_GET_ITEM(items.list, index),
            })
        }
    }

    pub(super) fn read_entries<'s>(&'s self, v: Object, entries: &mut Entries<'s, Object>) -> Result<()> {
        let Some(dict) = self.dict(v)? else { return Err(self.not("map", v)) };
        let (mut next, mut key, mut value) = (0, std::ptr::null_mut(), std::ptr::null_mut());
        // Whether no Python code can run while the values are written, so that the dict stays as it is.
        let mut calm = true;
        // SAFETY: the dict is held, and no Python code runs between two of its keys.
        unsafe {
            while ffi::PyDict_Next(dict, &mut next, &mut key, &mut value) != 0 {
                let text = match self.utf8(key)? {
                    Some(text) => text,
                    None => return Err(self.not("a text as key", key)),
                };
                calm &= is_scalar(self.type_of(value)) && self.type_of(key) == &raw mut ffi::PyUnicode_Type;
                entries.push((Cow::Borrowed(text.as_bytes()), value));
            }
            if !calm {
                next = 0;
                while ffi::PyDict_Next(dict, &mut next, &mut key, &mut value) != 0 {
                    self.hold(key);
                    self.hold(value);
                }
            }
        }
        Ok(())
    }

    #[inline]
    pub(super) fn open_record(&self, v: Object, record: u32) -> Result<Record<'c>> {
        let (node, fields) = self.tables.records[record as usize];
        if !is_basic(self.type_of(v)) {
            let class = self.class(v)?;
            if class.category == Category::Record {
                let graph = self.tables.codec.schema().graph();
                self.hold(v);
                let Some(fields) = class.fields(self.py, graph, node, record) else {
                    return Err(Error::new(Code::Internal, "a record that the plan has not"));
                };
                if !class.has_dict {
                    return Ok(Record::Object { object: v, fields, class });
                }
                // SAFETY: v is held, and its dict becomes so.
                let dict = unsafe { ffi::PyObject_GenericGetDict(v, std::ptr::null_mut()) };
                let dict = self.own(dict, Code::ValueType, "reading the attributes")?;
                return Ok(Record::Attributes { object: v, dict, fields, class, next: 0, ordered: true });
            }
        }
        match self.dict(v)? {
            Some(dict) => {
                // SAFETY: the dict is held.
                let count = unsafe { ffi::PyDict_Size(dict) } as usize;
                Ok(Record::Dict { dict, fields: fields as usize, count, next: 0, ordered: true })
            }
            None => Err(self.not("record", v)),
        }
    }

    #[inline(always)]
    pub(super) fn read_field(&self, record: &mut Record<'c>, index: usize, name: &str) -> Result<Option<Object>> {
        match record {
            Record::Dict { dict, fields, next, ordered, .. } => {
                let wanted = self.tables.strings[*fields + index].as_ptr();
                // SAFETY: the dict is held, and what it holds is borrowed until Python code may run.
                unsafe {
                    if *ordered {
                        // Most dicts have the schema's order, and keys that are the very names.
                        let (mut key, mut value) = (std::ptr::null_mut(), std::ptr::null_mut());
                        if ffi::PyDict_Next(*dict, next, &mut key, &mut value) != 0 && key == wanted {
                            return Ok(Some(value));
                        }
                        *ordered = false;
                    }
                    let value = ffi::PyDict_GetItemWithError(*dict, wanted);
                    if value.is_null() && !ffi::PyErr_Occurred().is_null() {
                        return Err(self.failed(Code::ValueType, "looking up a key").in_field(name));
                    }
                    Ok((!value.is_null()).then_some(value))
                }
            }
            Record::Attributes { object, dict, fields, next, ordered, .. } => {
                let Some(Some(attribute)) = fields.attributes.get(index) else { return Ok(None) };
                let wanted = attribute.name.as_ptr();
                // SAFETY: the dict is held, its keys are texts, and what it holds is borrowed until Python code may run.
                unsafe {
                    if *ordered {
                        let (mut key, mut value) = (std::ptr::null_mut(), std::ptr::null_mut());
                        if ffi::PyDict_Next(*dict, next, &mut key, &mut value) != 0 && key == wanted {
                            return Ok(Some(value));
                        }
                        *ordered = false;
                    }
                    let value = ffi::PyDict_GetItemWithError(*dict, wanted);
                    if !value.is_null() {
                        return Ok(Some(value));
                    }
                    if !ffi::PyErr_Occurred().is_null() {
                        return Err(self.failed(Code::ValueType, "looking up an attribute").in_field(name));
                    }
                }
                self.attribute(*object, wanted, name).map(Some)
            }
            Record::Object { object, fields, .. } => {
                let Some(Some(attribute)) = fields.attributes.get(index) else { return Ok(None) };
                if let Some(value) = attribute.slot(*object) {
                    self.keep(value);
                    return Ok(Some(value));
                }
                self.attribute(*object, attribute.name.as_ptr(), name).map(Some)
            }
        }
    }

    pub(super) fn show_names(&self, record: &Record<'c>, show: &mut dyn FnMut(&str) -> bool) -> Result<()> {
        match record {
            Record::Attributes { class, .. } | Record::Object { class, .. } => {
                let _ = class.names().all(show);
            }
            Record::Dict { dict, .. } => {
                let (mut next, mut key, mut value) = (0, std::ptr::null_mut(), std::ptr::null_mut());
                // SAFETY: the dict is held, and no Python code runs between two of its keys.
                unsafe {
                    while ffi::PyDict_Next(*dict, &mut next, &mut key, &mut value) != 0 {
                        if ffi::PyUnicode_Check(key) == 0 {
                            self.hold(key);
                            return Err(self.not("a text as key", key));
                        }
                        if !show(self.utf8_of(key)?) {
                            break;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// An attribute, by whatever code the class has for it.
    pub(super) fn attribute(&self, object: Object, wanted: Object, name: &str) -> Result<Object> {
        // SAFETY: the object is held, and the attribute becomes so.
        let value = unsafe { ffi::PyObject_GetAttr(object, wanted) };
        if value.is_null() {
            return Err(self.failed(Code::ValueMissing, "reading the attribute").in_field(name));
        }
        self.keep(value);
        Ok(value)
    }

    /// A dict, and anything that is a mapping as a dict. `None` if it is none.
    pub(super) fn dict(&self, v: Object) -> Result<Option<Object>> {
        let class = self.type_of(v);
        if class == &raw mut ffi::PyDict_Type {
            self.hold(v);
            return Ok(Some(v));
        }
        if is_basic(class) {
            return Ok(None);
        }
        let category = self.class(v)?.category;
        self.hold(v);
        match category {
            Category::Dict => Ok(Some(v)),
            // SAFETY: v is held; the new dict is ours.
            Category::Mapping => unsafe {
                let dict = self.own(ffi::PyDict_New(), Code::ValueType, "dict")?;
                match ffi::PyDict_Update(dict, v) {
                    0 => Ok(Some(dict)),
                    _ => Err(self.failed(Code::ValueType, "reading the mapping")),
                }
            },
            _ => Ok(None),
        }
    }
}

/// The length of a list or a tuple.
///
/// # Safety
/// The object is one of the two.
#[inline(always)]
unsafe fn length(list: Object) -> isize {
    // SAFETY: both keep their length in the same place.
    unsafe { ffi::Py_SIZE(list) }
}
