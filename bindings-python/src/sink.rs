//! Python objects as a sink of values: dicts, lists and scalars, or objects of the classes that a codec was bound to.
use crate::clock::{Civil, Clock, civil};
use crate::decimals;
use crate::shapes::{Builder, Host};
use crate::tables::Tables;
use crate::types::{Known, Object, Type};
use crate::values::{PyBranch, PyDuration};
use isobyte::model::kind::{Duration, Moment};
use isobyte::model::shape::Rep;
use isobyte::model::value::{Sink, Slot};
use isobyte::wire::text::Text;
use isobyte::{Code, Error, Result};
use pyo3::ffi;
use pyo3::prelude::*;
use std::ffi::c_char;
use std::ptr::NonNull;

/// A new object, not yet handed on.
pub(crate) struct Owned(NonNull<ffi::PyObject>);

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
    fn into_ptr(self) -> Object {
        let object = self.0.as_ptr();
        std::mem::forget(self);
        object
    }

    /// A further reference to what is alive.
    #[inline(always)]
    fn more(object: Object) -> Option<Self> {
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

/// Where objects are made.
pub(crate) struct PySink<'c> {
    py: Python<'c>,
    tables: &'c Tables,
    hosts: &'c [Host],
    known: &'static Known,
    raised: Option<PyErr>,
}

/// A list in the making: slots filled so far, out of those that there are.
pub(crate) struct List {
    list: Owned,
    filled: isize,
    room: isize,
    tuple: bool,
}

/// A dict in the making, and the key whose value is on its way.
pub(crate) struct Map {
    dict: Owned,
    key: Option<Owned>,
}

/// A record in the making.
pub(crate) enum Record<'c> {
    Dict { dict: Owned, fields: usize },
    Object { object: Owned, builder: &'c Builder, record: u32 },
    Call { values: Vec<Option<Owned>>, builder: &'c Builder },
}

/// Lists longer than this grow as their items come, whatever their count claims.
const MOST_AT_ONCE: usize = 65_536;

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
    fn own(&mut self, object: Object) -> Result<Owned> {
        match NonNull::new(object) {
            Some(object) => Ok(Owned(object)),
            None => Err(self.failed()),
        }
    }

    #[cold]
    fn failed(&mut self) -> Error {
        let raised = PyErr::fetch(self.py);
        let shown: String = raised.value(self.py).to_string().chars().take(200).collect();
        let name = raised.get_type(self.py).name().map(|name| name.to_string()).unwrap_or_default();
        self.raised = Some(raised);
        Error::new(Code::DataUnrepresentable, format!("making the value raised {name}: {shown}"))
    }

    /// Fails unless a call gave 0.
    #[inline(always)]
    fn done(&mut self, status: i32) -> Result<()> {
        if status == 0 { Ok(()) } else { Err(self.failed()) }
    }

    #[inline(always)]
    fn string(&mut self, text: &str) -> Result<Owned> {
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

    fn integer(&mut self, value: i64) -> Result<Owned> {
        // SAFETY: we are attached to the interpreter.
        let object = unsafe { ffi::PyLong_FromLongLong(value) };
        self.own(object)
    }

    /// What a value beyond the host's type becomes: raw where anything will do.
    fn raw(&mut self, slot: Slot, raw: i64, what: &str) -> Result<Owned> {
        match slot.rep {
            Rep::Any => self.integer(raw),
            _ => Err(Error::new(Code::DataUnrepresentable, format!("found {raw}, which no {what} holds"))),
        }
    }

    fn float_of(&mut self, slot: Slot, value: f64) -> Result<Owned> {
        if matches!(slot.rep, Rep::I64) {
            if value == value.trunc() && value.abs() < 9.2e18 {
                return self.integer(value as i64);
            }
            return Err(Error::new(Code::DataUnrepresentable, format!("found {value:e}, which no int holds")));
        }
        // SAFETY: we are attached to the interpreter.
        let object = unsafe { ffi::PyFloat_FromDouble(value) };
        self.own(object)
    }

    fn host(&self, slot: Slot) -> &'c Host {
        self.hosts.get(slot.shape.0 as usize).unwrap_or(&Host::Plain)
    }

    /// Attributes that the schema has no field for.
    fn fill(
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

    fn set(&mut self, object: Object, name: Object, value: &Owned) -> Result<()> {
        // SAFETY: all three are alive. Frozen classes refuse by a method of their own, which is not asked here.
        let status = unsafe { ffi::PyObject_GenericSetAttr(object, name, value.0.as_ptr()) };
        self.done(status)
    }
}

impl<'c> Sink for PySink<'c> {
    type Place = ();
    type Value = Owned;
    type List = List;
    type Map = Map;
    type Record = Record<'c>;

    #[inline(always)]
    fn at(&self, (): (), _: u32) {}

    fn null(&mut self, (): (), _: Slot) -> Result<Owned> {
        // SAFETY: None is there as long as the interpreter.
        Owned::more(unsafe { ffi::Py_None() }).ok_or_else(|| self.failed())
    }

    #[inline(always)]
    fn boolean(&mut self, (): (), _: Slot, value: bool) -> Result<Owned> {
        // SAFETY: the two are there as long as the interpreter.
        let object = unsafe { if value { ffi::Py_True() } else { ffi::Py_False() } };
        Owned::more(object).ok_or_else(|| self.failed())
    }

    #[inline(always)]
    fn int(&mut self, (): (), slot: Slot, value: i32) -> Result<Owned> {
        self.long((), slot, value as i64)
    }

    #[inline(always)]
    fn long(&mut self, (): (), _: Slot, value: i64) -> Result<Owned> {
        self.integer(value)
    }

    fn float(&mut self, (): (), slot: Slot, value: f32) -> Result<Owned> {
        self.float_of(slot, value as f64)
    }

    #[inline(always)]
    fn double(&mut self, (): (), slot: Slot, value: f64) -> Result<Owned> {
        self.float_of(slot, value)
    }

    #[inline(always)]
    fn text(&mut self, (): (), _: Slot, value: Text<'_>, _: usize) -> Result<Owned> {
        // SAFETY: the core has checked that it is UTF-8.
        self.string(unsafe { std::str::from_utf8_unchecked(value.bytes()) })
    }

    fn bytes(&mut self, (): (), _: Slot, value: &[u8], _: usize) -> Result<Owned> {
        // SAFETY: the bytes are copied.
        let object = unsafe { ffi::PyBytes_FromStringAndSize(value.as_ptr().cast::<c_char>(), value.len() as isize) };
        self.own(object)
    }

    fn fixed(&mut self, (): (), slot: Slot, value: &[u8], from: usize, _: u32) -> Result<Owned> {
        self.bytes((), slot, value, from)
    }

    #[inline]
    fn symbol(&mut self, (): (), slot: Slot, named: u32, index: u32, host: Option<u32>) -> Result<Owned> {
        if let (Rep::Enum, Some(index), Host::Enum(members)) = (slot.rep, host, self.host(slot)) {
            let member = members.get(index as usize).and_then(|member| Owned::more(member.as_ptr()));
            return member.ok_or_else(|| Error::new(Code::Internal, "a symbol that the host's enum has not"));
        }
        let symbol = self.tables.strings.get((self.tables.first[named as usize] + 1 + index) as usize);
        let symbol = symbol.and_then(|symbol| Owned::more(symbol.as_ptr()));
        symbol.ok_or_else(|| Error::new(Code::Internal, "a symbol that the plan has not"))
    }

    fn decimal(&mut self, (): (), slot: Slot, unscaled: &[u8], from: usize, scale: i32) -> Result<Owned> {
        let Some(text) = decimals::format(unscaled, scale) else {
            if slot.rep == Rep::Any {
                return self.bytes((), slot, unscaled, from);
            }
            let message = format!("found a decimal of {} bytes, which is too long", unscaled.len());
            return Err(Error::new(Code::DataUnrepresentable, message));
        };
        let text = self.string(&text)?;
        // SAFETY: both are alive.
        let object = unsafe { ffi::PyObject_CallOneArg(self.known.decimal.as_ptr(), text.0.as_ptr()) };
        self.own(object)
    }

    fn uuid(&mut self, (): (), _: Slot, value: [u8; 16]) -> Result<Owned> {
        let number = match u128::from_be_bytes(value).into_pyobject(self.py) {
            Ok(number) => number,
            Err(never) => match never {},
        };
        let class: Type = self.known.uuid.as_ptr().cast();
        // SAFETY: UUID has no `__new__` of its own; its two attributes are what its `__init__` sets.
        let object = unsafe { ffi::PyType_GenericNew(class, self.known.no_arguments.as_ptr(), std::ptr::null_mut()) };
        let object = self.own(object)?;
        let (int, is_safe) = (self.known.int.as_ptr(), self.known.is_safe.as_ptr());
        // SAFETY: all are alive.
        let status = unsafe { ffi::PyObject_GenericSetAttr(object.0.as_ptr(), int, number.as_ptr()) };
        self.done(status)?;
        // SAFETY: all are alive.
        let status =
            unsafe { ffi::PyObject_GenericSetAttr(object.0.as_ptr(), is_safe, self.known.uuid_safety.as_ptr()) };
        self.done(status)?;
        Ok(object)
    }

    fn date(&mut self, (): (), slot: Slot, days: i32) -> Result<Owned> {
        let Some(Civil { year, month, day }) = Civil::from_days(days as i64) else {
            return self.raw(slot, days as i64, "date");
        };
        // SAFETY: the API was imported when `Known` was made.
        let object = unsafe {
            let api = ffi::PyDateTimeAPI();
            ((*api).Date_FromDate)(year, month, day, (*api).DateType)
        };
        self.own(object)
    }

    fn time(&mut self, (): (), slot: Slot, nanos: Option<i64>, raw: i64) -> Result<Owned> {
        let Some(nanos) = nanos.filter(|nanos| nanos % 1_000 == 0) else { return self.raw(slot, raw, "time") };
        let (seconds, rest) = (nanos / 1_000_000_000, nanos % 1_000_000_000);
        let Clock { hour, minute, second, micro } = Clock::from_seconds(seconds, (rest / 1_000) as i32);
        // SAFETY: the API was imported when `Known` was made.
        let object = unsafe {
            let api = ffi::PyDateTimeAPI();
            ((*api).Time_FromTime)(hour, minute, second, micro, ffi::Py_None(), (*api).TimeType)
        };
        self.own(object)
    }

    #[inline]
    fn moment(&mut self, (): (), slot: Slot, moment: Moment, local: bool, raw: i64) -> Result<Owned> {
        let Some((date, clock)) = civil(moment) else { return self.raw(slot, raw, "datetime") };
        let Civil { year, month, day } = date;
        let Clock { hour, minute, second, micro } = clock;
        // SAFETY: the API was imported when `Known` was made.
        let object = unsafe {
            let api = ffi::PyDateTimeAPI();
            let zone = if local { ffi::Py_None() } else { (*api).TimeZone_UTC };
            let class = (*api).DateTimeType;
            ((*api).DateTime_FromDateAndTime)(year, month, day, hour, minute, second, micro, zone, class)
        };
        self.own(object)
    }

    fn duration(&mut self, (): (), _: Slot, value: Duration) -> Result<Owned> {
        let Duration { months, days, millis } = value;
        match Py::new(self.py, PyDuration { months, days, millis }) {
            Ok(object) => self.own(object.into_ptr()),
            Err(e) => {
                self.raised = Some(e);
                Err(Error::new(Code::Internal, "making a duration failed"))
            }
        }
    }

    #[inline(always)]
    fn present(&mut self, (): (), _: Slot, _: Slot, _: u32) -> Result<()> {
        Ok(())
    }

    #[inline(always)]
    fn alternative(&mut self, (): (), _: usize, _: u32) -> Result<()> {
        Ok(())
    }

    fn branch(&mut self, (): (), _: Slot, _: u32, _: u32) -> Result<()> {
        Ok(())
    }

    fn branch_end(&mut self, value: Owned, named: u32, index: u32) -> Result<Owned> {
        let Some(name) = self.tables.strings.get((self.tables.first[named as usize] + index) as usize) else {
            return Err(Error::new(Code::Internal, "a branch that the plan has not"));
        };
        let branch = PyBranch { name: name.clone_ref(self.py), value: value.bind(self.py).unbind() };
        match Py::new(self.py, branch) {
            Ok(object) => self.own(object.into_ptr()),
            Err(e) => {
                self.raised = Some(e);
                Err(Error::new(Code::Internal, "making a branch failed"))
            }
        }
    }

    #[inline]
    fn list(&mut self, (): (), slot: Slot) -> Result<List> {
        let tuple = slot.rep == Rep::List && matches!(self.host(slot), Host::Tuple);
        // SAFETY: we are attached to the interpreter.
        let list = unsafe { ffi::PyList_New(0) };
        Ok(List { list: self.own(list)?, filled: 0, room: 0, tuple })
    }

    #[inline]
    fn list_block(&mut self, list: &mut List, count: usize, _: u32) -> Result<()> {
        if list.filled == 0 && count <= MOST_AT_ONCE {
            // SAFETY: a list of empty slots, which nobody sees before they are full; its destructor minds empty ones.
            let made = unsafe { ffi::PyList_New(count as isize) };
            list.list = self.own(made)?;
            list.room = count as isize;
        }
        Ok(())
    }

    #[inline(always)]
    fn item(&mut self, _: &mut List) {}

    #[inline(always)]
    fn item_end(&mut self, list: &mut List, value: Owned) -> Result<()> {
        let index = list.filled;
        list.filled += 1;
        if index < list.room {
            // SAFETY: the slot is there and empty; the reference is handed on.
            unsafe { ffi::PyList_SET_ITEM(list.list.0.as_ptr(), index, value.into_ptr()) };
            return Ok(());
        }
        // SAFETY: both are alive.
        let status = unsafe { ffi::PyList_Append(list.list.0.as_ptr(), value.0.as_ptr()) };
        self.done(status)
    }

    fn list_end(&mut self, list: List) -> Result<Owned> {
        if list.tuple {
            // SAFETY: the list is alive and full.
            let tuple = unsafe { ffi::PyList_AsTuple(list.list.0.as_ptr()) };
            return self.own(tuple);
        }
        Ok(list.list)
    }

    fn map(&mut self, (): (), _: Slot) -> Result<Map> {
        // SAFETY: we are attached to the interpreter.
        let dict = unsafe { ffi::PyDict_New() };
        Ok(Map { dict: self.own(dict)?, key: None })
    }

    fn map_block(&mut self, _: &mut Map, _: usize, _: u32) -> Result<()> {
        Ok(())
    }

    fn entry(&mut self, map: &mut Map, key: Text<'_>, _: usize) -> Result<()> {
        // SAFETY: the core has checked that it is UTF-8.
        map.key = Some(self.string(unsafe { std::str::from_utf8_unchecked(key.bytes()) })?);
        Ok(())
    }

    fn entry_end(&mut self, map: &mut Map, value: Owned) -> Result<()> {
        let Some(key) = map.key.take() else { return Err(Error::new(Code::Internal, "a value without a key")) };
        // SAFETY: all three are alive; keys are texts, so no Python code runs.
        let status = unsafe { ffi::PyDict_SetItem(map.dict.0.as_ptr(), key.0.as_ptr(), value.0.as_ptr()) };
        self.done(status)
    }

    fn map_end(&mut self, map: Map) -> Result<Owned> {
        Ok(map.dict)
    }

    #[inline]
    fn record(&mut self, (): (), slot: Slot, record: u32, named: u32, _: usize) -> Result<Record<'c>> {
        if let (Rep::Struct, Host::Struct(builder)) = (slot.rep, self.host(slot)) {
            if builder.call {
                let values = (0..builder.attributes.len()).map(|_| None).collect();
                return Ok(Record::Call { values, builder });
            }
            let class: Type = builder.class.as_ptr().cast();
            // SAFETY: the class has no `__new__` but object's.
            let object =
                unsafe { ffi::PyType_GenericNew(class, self.known.no_arguments.as_ptr(), std::ptr::null_mut()) };
            return Ok(Record::Object { object: self.own(object)?, builder, record });
        }
        let dict = match &self.tables.templates[named as usize] {
            // SAFETY: the template is alive, and never changes.
            Some(template) => unsafe { ffi::PyDict_Copy(template.as_ptr()) },
            None => return Err(Error::new(Code::Internal, "a record that the plan has not")),
        };
        Ok(Record::Dict { dict: self.own(dict)?, fields: self.tables.first[named as usize] as usize + 1 })
    }

    #[inline(always)]
    fn field(&mut self, _: &mut Record<'c>, _: usize, _: u32) {}

    #[inline(always)]
    fn field_end(&mut self, record: &mut Record<'c>, index: usize, at: u32, value: Owned) -> Result<()> {
        match record {
            Record::Dict { dict, fields } => {
                let name = self.tables.strings[*fields + index].as_ptr();
                // SAFETY: all three are alive; keys are texts, so no Python code runs.
                let status = unsafe { ffi::PyDict_SetItem(dict.0.as_ptr(), name, value.0.as_ptr()) };
                self.done(status)
            }
            Record::Object { object, builder, .. } => {
                self.set(object.0.as_ptr(), builder.attributes[at as usize].name.as_ptr(), &value)
            }
            Record::Call { values, .. } => {
                values[at as usize] = Some(value);
                Ok(())
            }
        }
    }

    #[inline]
    fn record_end(&mut self, record: Record<'c>) -> Result<Owned> {
        match record {
            Record::Dict { dict, .. } => Ok(dict),
            Record::Object { object, builder, record } => {
                let target = object.0.as_ptr();
                self.fill(builder, record, |sink, index, value| {
                    sink.set(target, builder.attributes[index].name.as_ptr(), &value)
                })?;
                if let Some(after) = &builder.after {
                    // SAFETY: both are alive; Python code runs.
                    let done = unsafe { ffi::PyObject_CallMethodNoArgs(target, after.as_ptr()) };
                    self.own(done)?;
                }
                Ok(object)
            }
            Record::Call { values, builder, .. } => self.call(builder, values),
        }
    }
}

impl PySink<'_> {
    /// Calls the class with keywords; what is missing has its own default there.
    fn call(&mut self, builder: &Builder, values: Vec<Option<Owned>>) -> Result<Owned> {
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
