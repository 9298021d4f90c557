//! Scalars of Python as scalars of the core: numbers, texts, bytes, symbols, decimals, times.
use crate::clock::{Civil, Clock, moment};
use crate::decimals;
use crate::source::hold::{PySource, is_basic};
use crate::types::{Category, Object, Type};
use crate::values::{PyBranch, PyDuration};
use isobyte::model::kind::{Decimal, Duration, Kind, Moment, Symbol};
use isobyte::{Code, Error, Result};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use std::borrow::Cow;

impl PySource<'_> {
    pub(super) fn kind_of(&self, v: Object) -> Result<Kind> {
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
        if class == &raw mut ffi::PyTuple_Type && self.tables.tuples {
            return Ok(Kind::Branch);
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
            Category::Float | Category::Seconds => Kind::Float,
            Category::Text | Category::Shown => Kind::Text,
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

    pub(super) fn bytes_of(&self, v: Object) -> Result<Cow<'_, [u8]>> {
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

    pub(super) fn symbol_of(&self, v: Object) -> Result<Symbol<'_>> {
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

    pub(super) fn decimal_of(&self, v: Object) -> Result<Decimal<'_>> {
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

    pub(super) fn uuid_of(&self, v: Object) -> Result<[u8; 16]> {
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

    pub(super) fn date_of(&self, v: Object) -> Result<i64> {
        if !self.is(v, Self::date_type(), Category::Date)? {
            return Err(self.not("date", v));
        }
        Ok(self.civil(v).days())
    }

    pub(super) fn time_of(&self, v: Object) -> Result<i64> {
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

    pub(super) fn moment_of(&self, v: Object) -> Result<Moment> {
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

    pub(super) fn duration_of(&self, v: Object) -> Result<Duration> {
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

    pub(super) fn branch_of(&self, v: Object) -> Result<(Cow<'_, str>, Object)> {
        self.hold(v);
        // SAFETY: v is held, and so are its name and value, which never change.
        let object = unsafe { Bound::from_borrowed_ptr(self.py, v) };
        if let Ok(tuple) = object.cast::<PyTuple>() {
            // SAFETY: it is a tuple of two, which never change.
            let pair =
                unsafe { (tuple.len() == 2).then(|| (ffi::PyTuple_GET_ITEM(v, 0), ffi::PyTuple_GET_ITEM(v, 1))) };
            return match pair.map(|(name, value)| Ok((self.utf8(name)?, value))).transpose()? {
                Some((Some(name), value)) => Ok((Cow::Borrowed(name), value)),
                _ => {
                    Err(Error::new(Code::ValueType, "expected a tuple of a branch's name and its value, found another"))
                }
            };
        }
        match object.cast::<PyBranch>() {
            Ok(branch) => {
                let branch = branch.get();
                Ok((Cow::Borrowed(self.utf8_of(branch.name.as_ptr())?), branch.value.as_ptr()))
            }
            Err(_) => Err(self.not("branch", v)),
        }
    }

    /// UTF-8; `None` if it is no text.
    #[inline(always)]
    pub(super) fn utf8(&self, v: Object) -> Result<Option<&str>> {
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

    pub(super) fn utf8_slow(&self, v: Object) -> Result<Option<&str>> {
        if self.is(v, &raw mut ffi::PyUnicode_Type, Category::Text)? {
            return self.utf8_of(v).map(Some);
        }
        if is_basic(self.type_of(v)) {
            return Ok(None);
        }
        let Some(show) = &self.class(v)?.show else { return Ok(None) };
        self.hold(v);
        // SAFETY: both are alive; Python code runs.
        let text = unsafe { ffi::PyObject_CallOneArg(show.as_ptr(), v) };
        let text = self.own(text, Code::ValueType, "showing the value as text")?;
        // SAFETY: the text is held.
        match unsafe { ffi::PyUnicode_Check(text) } {
            0 => Err(self.not("a text for the value", text)),
            _ => self.utf8_of(text).map(Some),
        }
    }

    pub(super) fn utf8_of(&self, v: Object) -> Result<&str> {
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

    pub(super) fn integer_slow(&self, v: Object, expected: &str) -> Result<i64> {
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
    pub(super) fn small_integer(&self, v: Object) -> Option<i64> {
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

    /// The seconds of a `timedelta` that stands for them.
    #[cold]
    pub(super) fn seconds(&self, v: Object) -> Result<Option<f64>> {
        if is_basic(self.type_of(v)) || self.class(v)?.category != Category::Seconds {
            return Ok(None);
        }
        self.hold(v);
        // SAFETY: v is held; the new object is ours.
        unsafe {
            let seconds = ffi::PyObject_CallMethodNoArgs(v, self.known.total_seconds.as_ptr());
            let seconds = self.own(seconds, Code::ValueType, "total_seconds")?;
            let value = ffi::PyFloat_AsDouble(seconds);
            if value == -1.0 && !ffi::PyErr_Occurred().is_null() {
                return Err(self.failed(Code::ValueType, "total_seconds"));
            }
            Ok(Some(value))
        }
    }

    pub(super) fn float_of(&self, v: Object) -> f64 {
        // SAFETY: a float or an object of a class derived from it.
        unsafe { ffi::PyFloat_AS_DOUBLE(v) }
    }

    /// The offset from UTC in microseconds; `None` for a naive datetime.
    pub(super) fn offset(&self, v: Object) -> Result<Option<i64>> {
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

    pub(super) fn datetime_type() -> Type {
        // SAFETY: the API was imported when `Known` was made.
        unsafe { (*ffi::PyDateTimeAPI()).DateTimeType }
    }

    pub(super) fn date_type() -> Type {
        // SAFETY: as above.
        unsafe { (*ffi::PyDateTimeAPI()).DateType }
    }

    pub(super) fn time_type() -> Type {
        // SAFETY: as above.
        unsafe { (*ffi::PyDateTimeAPI()).TimeType }
    }

    pub(super) fn civil(&self, v: Object) -> Civil {
        // SAFETY: v is a date or datetime.
        unsafe {
            Civil {
                year: ffi::PyDateTime_GET_YEAR(v),
                month: ffi::PyDateTime_GET_MONTH(v),
                day: ffi::PyDateTime_GET_DAY(v),
            }
        }
    }
}
