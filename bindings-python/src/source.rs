//! Python objects as a source of values, walked where they are.
//!
//! A position is a borrowed pointer. What keeps it alive: every container is held from the moment that it is opened, and its
//! items are borrowed from it one at a time. Whatever may run Python code, which may change any container, first takes hold of
//! the object that it is about, and reads the next item afresh.
use crate::clock::{Civil, Clock, moment};
use crate::decimals;
use crate::tables::Tables;
use crate::types::{Category, Class, Fields, Known, Object, Type};
use crate::values::{PyBranch, PyDuration};
use isobyte::model::kind::{Decimal, Duration, Kind, Moment, Number, Symbol};
use isobyte::model::shape::Rep;
use isobyte::model::value::{Entries, Source, mismatch};
use isobyte::wire::write;
use isobyte::{Code, Error, Result};
use pyo3::ffi;
use pyo3::prelude::*;
use smallvec::SmallVec;
use std::borrow::Cow;
use std::cell::{RefCell, UnsafeCell};

/// An object and everything that it refers to.
pub(crate) struct PySource<'c> {
    py: Python<'c>,
    tables: &'c Tables,
    known: &'static Known,
    /// Strong references that are given up when the datum is written, or when the next item of an outer list is reached.
    held: UnsafeCell<SmallVec<[Object; 24]>>,
    /// Classes that the codec's table has no room for.
    spare: RefCell<Vec<Box<Class>>>,
    /// What Python code raised.
    raised: RefCell<Option<PyErr>>,
}

/// The items of a list or tuple.
pub(crate) struct Items {
    list: Object,
    next: isize,
    mark: usize,
}

/// A dict, or an object with attributes.
pub(crate) enum Record<'c> {
    Dict { dict: Object, fields: usize, count: usize, next: isize, ordered: bool },
    /// An object whose attributes lie in a dict of its own, and may lie elsewhere too.
    Attributes { object: Object, dict: Object, fields: &'c Fields, class: &'c Class, next: isize, ordered: bool },
    /// An object that is asked for each attribute.
    Object { object: Object, fields: &'c Fields, class: &'c Class },
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
    fn hold(&self, object: Object) {
        // SAFETY: a position refers to an object that is alive.
        unsafe { ffi::Py_INCREF(object) };
        self.keep(object);
    }

    /// Keeps a reference that is ours.
    #[inline]
    fn keep(&self, object: Object) {
        // SAFETY: a source belongs to one thread, and nobody holds a reference into the list across anything else.
        unsafe { (*self.held.get()).push(object) };
    }

    #[inline]
    fn held_now(&self) -> usize {
        // SAFETY: as above.
        unsafe { (*self.held.get()).len() }
    }

    /// Keeps an object alive whose reference is ours already; null is what a failed call gives.
    fn own(&self, object: Object, code: Code, what: &str) -> Result<Object> {
        if object.is_null() {
            return Err(self.failed(code, what));
        }
        self.keep(object);
        Ok(object)
    }

    /// Gives up what was taken hold of since `mark`.
    fn release(&self, mark: usize) {
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
    fn failed(&self, code: Code, what: &str) -> Error {
        let raised = PyErr::fetch(self.py);
        let name = raised.get_type(self.py).name().map(|name| name.to_string()).unwrap_or_default();
        *self.raised.borrow_mut() = Some(raised);
        Error::new(code, format!("{what} raised {name}"))
    }

    #[inline(always)]
    fn type_of(&self, v: Object) -> Type {
        // SAFETY: a position refers to an object that is alive.
        unsafe { ffi::Py_TYPE(v) }
    }

    /// What a class stands for that is not one of the basic types.
    #[inline]
    fn class(&self, v: Object) -> Result<&'c Class> {
        match self.tables.classes.known(self.type_of(v)) {
            Some(class) => Ok(class),
            None => self.new_class(v),
        }
    }

    #[cold]
    fn new_class(&self, v: Object) -> Result<&'c Class> {
        // Describing a class may run Python code.
        self.hold(v);
        self.tables.classes.look(self.py, self.type_of(v), &self.spare).map_err(|raised| {
            *self.raised.borrow_mut() = Some(raised);
            Error::new(Code::ValueType, "describing the class raised an error")
        })
    }

    #[inline]
    fn is(&self, v: Object, exact: Type, category: Category) -> Result<bool> {
        let class = self.type_of(v);
        Ok(class == exact || (!is_basic(class) && self.class(v)?.category == category))
    }

    #[cold]
    #[inline(never)]
    fn not(&self, expected: &str, v: Object) -> Error {
        match self.kind(v, Rep::Any) {
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

    /// UTF-8; `None` if it is no text.
    #[inline(always)]
    fn utf8<'s>(&'s self, v: Object) -> Result<Option<&'s str>> {
        // SAFETY: the pointer is alive; the bytes stay as long as the text does, and callers use or copy them before any
        // Python code runs, or hold the text.
        unsafe {
            if self.type_of(v) == &raw mut ffi::PyUnicode_Type && ffi::PyUnicode_IS_COMPACT_ASCII(v) != 0 {
                let length = ffi::PyUnicode_GET_LENGTH(v) as usize;
                let bytes = std::slice::from_raw_parts(ffi::PyUnicode_DATA(v).cast::<u8>(), length);
                return Ok(Some(std::str::from_utf8_unchecked(bytes)));
            }
        }
        self.utf8_slow(v)
    }

    fn utf8_slow<'s>(&'s self, v: Object) -> Result<Option<&'s str>> {
        if !self.is(v, &raw mut ffi::PyUnicode_Type, Category::Text)? {
            return Ok(None);
        }
        self.utf8_of(v).map(Some)
    }

    fn utf8_of<'s>(&'s self, v: Object) -> Result<&'s str> {
        let mut length = 0;
        // SAFETY: v is a text; CPython keeps the UTF-8 with the object, and gives none for lone surrogates.
        unsafe {
            let bytes = ffi::PyUnicode_AsUTF8AndSize(v, &mut length);
            if bytes.is_null() {
                ffi::PyErr_Clear();
                let message = "expected text that is Unicode, found a lone surrogate";
                return Err(Error::new(Code::ValueConstraint, message));
            }
            Ok(std::str::from_utf8_unchecked(std::slice::from_raw_parts(bytes.cast::<u8>(), length as usize)))
        }
    }

    fn integer_slow(&self, v: Object, expected: &str) -> Result<i64> {
        if !self.is(v, &raw mut ffi::PyLong_Type, Category::Int)? {
            return Err(self.not(expected, v));
        }
        // SAFETY: v is an int, or is held while Python code runs.
        unsafe {
            let mut integer = v;
            if ffi::PyLong_Check(v) == 0 {
                self.hold(v);
                integer = self.own(ffi::PyNumber_Index(v), Code::ValueType, "__index__")?;
            }
            let mut overflow = 0;
            let value = ffi::PyLong_AsLongLongAndOverflow(integer, &mut overflow);
            if overflow != 0 {
                let message = "expected an integer of 64 bits, found one that is out of range";
                return Err(Error::new(Code::ValueRange, message));
            }
            if value == -1 && !ffi::PyErr_Occurred().is_null() {
                return Err(self.failed(Code::ValueType, "reading the integer"));
            }
            Ok(value)
        }
    }

    #[inline(always)]
    fn small_integer(&self, v: Object) -> Option<i64> {
        // SAFETY: an exact int, which runs no Python code.
        unsafe {
            if self.type_of(v) != &raw mut ffi::PyLong_Type {
                return None;
            }
            let mut overflow = 0;
            let value = ffi::PyLong_AsLongLongAndOverflow(v, &mut overflow);
            (overflow == 0).then_some(value)
        }
    }

    fn float_of(&self, v: Object) -> f64 {
        // SAFETY: a float or an object of a class derived from it.
        unsafe { ffi::PyFloat_AS_DOUBLE(v) }
    }

    /// The offset from UTC in microseconds; `None` for a naive datetime.
    fn offset(&self, v: Object) -> Result<Option<i64>> {
        // SAFETY: v is a datetime; it is held while Python code runs.
        unsafe {
            let zone = ffi::PyDateTime_DATE_GET_TZINFO(v);
            if zone == ffi::Py_None() {
                return Ok(None);
            }
            if zone == ffi::PyDateTime_TimeZone_UTC() {
                return Ok(Some(0));
            }
            self.hold(v);
            let call = ffi::PyObject_CallMethodNoArgs(v, self.known.utcoffset.as_ptr());
            let delta = self.own(call, Code::ValueType, "utcoffset")?;
            if delta == ffi::Py_None() {
                return Ok(None);
            }
            if ffi::PyDelta_Check(delta) == 0 {
                return Err(Error::new(Code::ValueType, "expected utcoffset to give a timedelta"));
            }
            let days = ffi::PyDateTime_DELTA_GET_DAYS(delta) as i64;
            let seconds = days * 86_400 + ffi::PyDateTime_DELTA_GET_SECONDS(delta) as i64;
            Ok(Some(seconds * 1_000_000 + ffi::PyDateTime_DELTA_GET_MICROSECONDS(delta) as i64))
        }
    }

    fn datetime_type() -> Type {
        // SAFETY: the API was imported when `Known` was made.
        unsafe { (*ffi::PyDateTimeAPI()).DateTimeType }
    }

    fn date_type() -> Type {
        // SAFETY: as above.
        unsafe { (*ffi::PyDateTimeAPI()).DateType }
    }

    fn time_type() -> Type {
        // SAFETY: as above.
        unsafe { (*ffi::PyDateTimeAPI()).TimeType }
    }

    fn civil(&self, v: Object) -> Civil {
        // SAFETY: v is a date or datetime.
        unsafe {
            Civil {
                year: ffi::PyDateTime_GET_YEAR(v),
                month: ffi::PyDateTime_GET_MONTH(v),
                day: ffi::PyDateTime_GET_DAY(v),
            }
        }
    }

    /// An attribute, by whatever code the class has for it.
    fn attribute(&self, object: Object, wanted: Object, name: &str) -> Result<Object> {
        // SAFETY: the object is held, and the attribute becomes so.
        let value = unsafe { ffi::PyObject_GetAttr(object, wanted) };
        if value.is_null() {
            return Err(self.failed(Code::ValueMissing, "reading the attribute").in_field(name));
        }
        self.keep(value);
        Ok(value)
    }

    /// A dict, and anything that is a mapping as a dict. `None` if it is none.
    fn dict(&self, v: Object) -> Result<Option<Object>> {
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

/// Whether it is one of the types that no table is needed for.
#[inline(always)]
fn is_basic(class: Type) -> bool {
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
fn is_scalar(class: Type) -> bool {
    is_basic(class)
        && class != &raw mut ffi::PyDict_Type
        && class != &raw mut ffi::PyList_Type
        && class != &raw mut ffi::PyTuple_Type
}

impl<'c> Source for PySource<'c> {
    type Position = Object;
    type Items = Items;
    type Record = Record<'c>;

    #[inline(always)]
    fn at(&self, v: Object, _: u32) -> Object {
        v
    }

    fn kind(&self, v: Object, _: Rep) -> Result<Kind> {
        let class = self.type_of(v);
        if class == &raw mut ffi::PyUnicode_Type {
            return Ok(Kind::Text);
        }
        // SAFETY: None is there as long as the interpreter.
        if v == unsafe { ffi::Py_None() } {
            return Ok(Kind::Null);
        }
        if class == &raw mut ffi::PyLong_Type {
            return Ok(Kind::Integer);
        }
        if class == &raw mut ffi::PyDict_Type {
            return Ok(Kind::Mapping);
        }
        if class == &raw mut ffi::PyFloat_Type {
            return Ok(Kind::Float);
        }
        if class == &raw mut ffi::PyList_Type || class == &raw mut ffi::PyTuple_Type {
            return Ok(Kind::Sequence);
        }
        if class == &raw mut ffi::PyBool_Type {
            return Ok(Kind::Boolean);
        }
        if class == &raw mut ffi::PyBytes_Type {
            return Ok(Kind::Bytes);
        }
        if class == self.known.branch {
            return Ok(Kind::Branch);
        }
        if class == self.known.duration {
            return Ok(Kind::Duration);
        }
        let datetime = class == Self::datetime_type();
        Ok(match if datetime { Category::Datetime } else { self.class(v)?.category } {
            Category::Datetime if self.offset(v)?.is_some() => Kind::Timestamp,
            Category::Datetime => Kind::LocalTimestamp,
            Category::Int => Kind::Integer,
            Category::Float => Kind::Float,
            Category::Text => Kind::Text,
            Category::Bytes => Kind::Bytes,
            Category::Date => Kind::Date,
            Category::Time => Kind::Time,
            Category::Decimal => Kind::Decimal,
            Category::Uuid => Kind::Uuid,
            Category::Enum => Kind::Enum,
            Category::Record => Kind::Record,
            Category::Dict | Category::Mapping => Kind::Mapping,
            Category::List | Category::Sequence => Kind::Sequence,
            Category::Other => Kind::Other,
        })
    }

    fn null(&self, v: Object, _: Rep) -> Result<()> {
        // SAFETY: None is there as long as the interpreter.
        if v == unsafe { ffi::Py_None() } { Ok(()) } else { Err(self.not("null", v)) }
    }

    #[inline(always)]
    fn boolean(&self, v: Object, _: Rep) -> Result<bool> {
        // SAFETY: the two are there as long as the interpreter.
        let (yes, no) = unsafe { (ffi::Py_True(), ffi::Py_False()) };
        if v == yes {
            return Ok(true);
        }
        if v == no { Ok(false) } else { Err(self.not("boolean", v)) }
    }

    #[inline(always)]
    fn integer(&self, v: Object, _: Rep) -> Result<i64> {
        match self.small_integer(v) {
            Some(value) => Ok(value),
            None => self.integer_slow(v, "an integer"),
        }
    }

    #[inline(always)]
    fn number(&self, v: Object, _: Rep) -> Result<Number> {
        if self.type_of(v) == &raw mut ffi::PyFloat_Type {
            return Ok(Number::Float(self.float_of(v)));
        }
        if let Some(value) = self.small_integer(v) {
            return Ok(Number::Integer(value));
        }
        if self.is(v, &raw mut ffi::PyFloat_Type, Category::Float)? {
            return Ok(Number::Float(self.float_of(v)));
        }
        self.integer_slow(v, "a number").map(Number::Integer)
    }

    #[inline(always)]
    fn put_text(&self, v: Object, _: Rep, buf: &mut [u8], at: usize) -> Result<usize> {
        match self.utf8(v)? {
            Some(text) => write::bytes(buf, at, text.as_bytes()),
            None => Err(self.not("string", v)),
        }
    }

    fn text(&self, v: Object, _: Rep) -> Result<Cow<'_, str>> {
        match self.utf8(v)? {
            Some(text) => Ok(Cow::Borrowed(text)),
            None => Err(self.not("text", v)),
        }
    }

    fn bytes(&self, v: Object, _: Rep) -> Result<Cow<'_, [u8]>> {
        let mut bytes = v;
        if self.type_of(v) != &raw mut ffi::PyBytes_Type {
            if !self.is(v, &raw mut ffi::PyBytes_Type, Category::Bytes)? {
                return Err(self.not("bytes", v));
            }
            // What others may write into is copied.
            self.hold(v);
            // SAFETY: v is held.
            bytes = self.own(unsafe { ffi::PyBytes_FromObject(v) }, Code::ValueType, "reading the bytes")?;
        }
        // SAFETY: an object of type bytes, which never changes; see `utf8` for how long it lives.
        unsafe {
            let (data, size) = (ffi::PyBytes_AsString(bytes), ffi::PyBytes_Size(bytes));
            Ok(Cow::Borrowed(std::slice::from_raw_parts(data.cast::<u8>(), size as usize)))
        }
    }

    fn symbol(&self, v: Object, _: Rep) -> Result<Symbol<'_>> {
        if is_basic(self.type_of(v)) {
            return Err(self.not("enum symbol", v));
        }
        let class = self.class(v)?;
        if class.category != Category::Enum {
            return Err(self.not("enum symbol", v));
        }
        match class.symbol(v) {
            Some(symbol) => Ok(Symbol { type_name: Cow::Borrowed(&class.name), symbol: Cow::Borrowed(symbol) }),
            None => Err(Error::new(Code::ValueConstraint, "expected a named member of an enum, found a combined one")),
        }
    }

    fn ordinal(&self, _: Object) -> Result<u64> {
        Err(Error::new(Code::Internal, "Python's values are never bound to an enum's shape"))
    }

    fn decimal(&self, v: Object, _: Rep) -> Result<Decimal<'_>> {
        if is_basic(self.type_of(v)) || self.class(v)?.category != Category::Decimal {
            return Err(self.not("decimal", v));
        }
        self.hold(v);
        let class: Type = self.known.decimal.as_ptr().cast();
        // SAFETY: v is held; Decimal's own `__str__` is asked, whatever a derived class says.
        let text = unsafe {
            match (*class).tp_str {
                Some(text) => text(v),
                None => ffi::PyObject_Str(v),
            }
        };
        let text = self.own(text, Code::ValueType, "reading the decimal")?;
        decimals::parse(self.utf8_of(text)?)
    }

    fn uuid(&self, v: Object, _: Rep) -> Result<[u8; 16]> {
        if is_basic(self.type_of(v)) || self.class(v)?.category != Category::Uuid {
            return Err(self.not("uuid", v));
        }
        self.hold(v);
        // SAFETY: v is held; the attribute is ours.
        let number = unsafe { ffi::PyObject_GetAttr(v, self.known.int.as_ptr()) };
        let number = self.own(number, Code::ValueType, "reading the uuid")?;
        // SAFETY: the attribute is held.
        let number = unsafe { Bound::from_borrowed_ptr(self.py, number) };
        match number.extract::<u128>() {
            Ok(number) => Ok(number.to_be_bytes()),
            Err(e) => {
                *self.raised.borrow_mut() = Some(e);
                Err(Error::new(Code::ValueType, "expected a uuid of 128 bits"))
            }
        }
    }

    fn date(&self, v: Object, _: Rep) -> Result<i64> {
        if !self.is(v, Self::date_type(), Category::Date)? {
            return Err(self.not("date", v));
        }
        Ok(self.civil(v).days())
    }

    fn time(&self, v: Object, _: Rep) -> Result<i64> {
        if !self.is(v, Self::time_type(), Category::Time)? {
            return Err(self.not("time", v));
        }
        // SAFETY: v is a time.
        unsafe {
            if ffi::PyDateTime_TIME_GET_TZINFO(v) != ffi::Py_None() {
                return Err(Error::new(Code::ValueType, "expected a time without a zone, found one with a zone"));
            }
            let clock = Clock {
                hour: ffi::PyDateTime_TIME_GET_HOUR(v),
                minute: ffi::PyDateTime_TIME_GET_MINUTE(v),
                second: ffi::PyDateTime_TIME_GET_SECOND(v),
                micro: ffi::PyDateTime_TIME_GET_MICROSECOND(v),
            };
            Ok(clock.seconds() * 1_000_000_000 + clock.micro as i64 * 1_000)
        }
    }

    /// A naive datetime is UTC wherever an instant is wanted: the bytes must not depend on the machine.
    fn local_is_utc(&self) -> bool {
        true
    }

    fn moment(&self, v: Object, _: Rep, _: bool) -> Result<Moment> {
        if !self.is(v, Self::datetime_type(), Category::Datetime)? {
            return Err(self.not("timestamp", v));
        }
        let offset = self.offset(v)?.unwrap_or_default();
        // SAFETY: v is a datetime.
        let clock = unsafe {
            Clock {
                hour: ffi::PyDateTime_DATE_GET_HOUR(v),
                minute: ffi::PyDateTime_DATE_GET_MINUTE(v),
                second: ffi::PyDateTime_DATE_GET_SECOND(v),
                micro: ffi::PyDateTime_DATE_GET_MICROSECOND(v),
            }
        };
        Ok(moment(self.civil(v), clock, offset))
    }

    fn duration(&self, v: Object, _: Rep) -> Result<Duration> {
        // SAFETY: a position refers to an object that is alive.
        let object = unsafe { Bound::from_borrowed_ptr(self.py, v) };
        match object.cast::<PyDuration>() {
            Ok(duration) => {
                let duration = duration.get();
                Ok(Duration { months: duration.months, days: duration.days, millis: duration.millis })
            }
            Err(_) => Err(self.not("duration", v)),
        }
    }

    fn branch(&self, v: Object, _: Rep) -> Result<(Cow<'_, str>, Object)> {
        self.hold(v);
        // SAFETY: v is held, and so are its name and value, which never change.
        let object = unsafe { Bound::from_borrowed_ptr(self.py, v) };
        match object.cast::<PyBranch>() {
            Ok(branch) => {
                let branch = branch.get();
                Ok((Cow::Borrowed(self.utf8_of(branch.name.as_ptr())?), branch.value.as_ptr()))
            }
            Err(_) => Err(self.not("branch", v)),
        }
    }

    fn present(&self, v: Object, _: Rep) -> Result<Option<Object>> {
        // SAFETY: None is there as long as the interpreter.
        Ok(if v == unsafe { ffi::Py_None() } { None } else { Some(v) })
    }

    fn alternative(&self, _: Object) -> Result<Option<(usize, Object)>> {
        Err(Error::new(Code::Internal, "Python's values are never bound to a one-of"))
    }

    fn items(&self, v: Object, _: Rep, _: u32) -> Result<(Items, usize)> {
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
                // SAFETY: v is held; the new list is ours.
                Category::Sequence => {
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
    fn item(&self, items: &mut Items) -> Result<Object> {
        if self.held_now() > items.mark {
            self.release(items.mark);
        }
        let index = items.next;
        items.next += 1;
        // SAFETY: the list is held; it may have become shorter, so its length is read again.
        unsafe {
            if index >= length(items.list) {
                return Err(Error::new(Code::ValueType, "expected a sequence that stays, found one that became shorter"));
            }
            Ok(match ffi::PyList_Check(items.list) {
                0 => ffi::PyTuple_GET_ITEM(items.list, index),
                _ => ffi::PyList_GET_ITEM(items.list, index),
            })
        }
    }

    fn entries<'s>(&'s self, v: Object, _: Rep, _: u32, entries: &mut Entries<'s, Object>) -> Result<()> {
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
    fn record(&self, v: Object, _: Rep, record: u32, _: u32) -> Result<Record<'c>> {
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
    fn field(&self, record: &mut Record<'c>, index: usize, name: &str) -> Result<Option<Object>> {
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

    fn field_count(&self, record: &Record<'c>) -> usize {
        match record {
            Record::Dict { count, .. } => *count,
            Record::Attributes { fields, .. } | Record::Object { fields, .. } => fields.count,
        }
    }

    fn field_names(&self, record: &Record<'c>, show: &mut dyn FnMut(&str) -> bool) -> Result<()> {
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

    fn record_name(&self, v: Object, _: Rep) -> Result<Cow<'_, str>> {
        if is_basic(self.type_of(v)) {
            return Ok(Cow::Borrowed(""));
        }
        let class = self.class(v)?;
        Ok(Cow::Borrowed(if class.category == Category::Record { &class.name } else { "" }))
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
