//! The source as the core sees it.
use crate::source::containers::{Items, Record};
use crate::source::hold::{PySource, is_basic};
use crate::types::{Category, Object};
use isobyte::model::kind::{Decimal, Duration, Kind, Moment, Number, Symbol};
use isobyte::model::shape::Rep;
use isobyte::model::value::{Entries, Source};
use isobyte::wire::write;
use isobyte::{Code, Error, Result};
use pyo3::ffi;
use std::borrow::Cow;

impl<'c> Source for PySource<'c> {
    type Position = Object;
    type Items = Items;
    type Record = Record<'c>;

    #[inline(always)]
    fn at(&self, v: Object, _: u32) -> Object {
        v
    }

    fn kind(&self, v: Object, _: Rep) -> Result<Kind> {
        self.kind_of(v)
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
        if let Some(seconds) = self.seconds(v)? {
            return Ok(Number::Float(seconds));
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
        self.bytes_of(v)
    }

    fn symbol(&self, v: Object, _: Rep) -> Result<Symbol<'_>> {
        self.symbol_of(v)
    }

    fn ordinal(&self, _: Object) -> Result<u64> {
        Err(Error::new(Code::Internal, "Python's values are never bound to an enum's shape"))
    }

    fn decimal(&self, v: Object, _: Rep) -> Result<Decimal<'_>> {
        self.decimal_of(v)
    }

    fn uuid(&self, v: Object, _: Rep) -> Result<[u8; 16]> {
        self.uuid_of(v)
    }

    fn date(&self, v: Object, _: Rep) -> Result<i64> {
        self.date_of(v)
    }

    fn time(&self, v: Object, _: Rep) -> Result<i64> {
        self.time_of(v)
    }

    /// A naive datetime is UTC wherever an instant is wanted: the bytes must not depend on the machine.
    fn local_is_utc(&self) -> bool {
        true
    }

    fn moment(&self, v: Object, _: Rep, _: bool) -> Result<Moment> {
        self.moment_of(v)
    }

    fn duration(&self, v: Object, _: Rep) -> Result<Duration> {
        self.duration_of(v)
    }

    fn branch(&self, v: Object, _: Rep) -> Result<(Cow<'_, str>, Object)> {
        self.branch_of(v)
    }

    fn present(&self, v: Object, _: Rep) -> Result<Option<Object>> {
        // SAFETY: None is there as long as the interpreter.
        Ok(if v == unsafe { ffi::Py_None() } { None } else { Some(v) })
    }

    fn alternative(&self, _: Object) -> Result<Option<(usize, Object)>> {
        Err(Error::new(Code::Internal, "Python's values are never bound to a one-of"))
    }

    fn items(&self, v: Object, _: Rep, _: u32) -> Result<(Items, usize)> {
        self.open_list(v)
    }

    #[inline(always)]
    fn item(&self, items: &mut Items) -> Result<Object> {
        self.next_item(items)
    }

    fn entries<'s>(&'s self, v: Object, _: Rep, _: u32, entries: &mut Entries<'s, Object>) -> Result<()> {
        self.read_entries(v, entries)
    }

    #[inline]
    fn record(&self, v: Object, _: Rep, record: u32, _: u32) -> Result<Record<'c>> {
        self.open_record(v, record)
    }

    #[inline(always)]
    fn field(&self, record: &mut Record<'c>, index: usize, name: &str) -> Result<Option<Object>> {
        self.read_field(record, index, name)
    }

    fn field_count(&self, record: &Record<'c>) -> usize {
        match record {
            Record::Dict { count, .. } => *count,
            Record::Attributes { fields, .. } | Record::Object { fields, .. } => fields.count,
        }
    }

    fn field_names(&self, record: &Record<'c>, show: &mut dyn FnMut(&str) -> bool) -> Result<()> {
        self.show_names(record, show)
    }

    fn record_name(&self, v: Object, _: Rep) -> Result<Cow<'_, str>> {
        if is_basic(self.type_of(v)) {
            return Ok(Cow::Borrowed(""));
        }
        let class = self.class(v)?;
        Ok(Cow::Borrowed(if class.category == Category::Record { &class.name } else { "" }))
    }
}
