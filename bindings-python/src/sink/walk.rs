//! The sink as the core sees it.
use crate::clock::{Civil, Clock, civil};
use crate::decimals;
use crate::shapes::{Host, Make};
use crate::sink::build::{List, Map, PySink, Record};
use crate::sink::owned::Owned;
use crate::types::Type;
use crate::values::{PyBranch, PyDuration};
use isobyte::model::kind::{Duration, Moment};
use isobyte::model::shape::Rep;
use isobyte::model::value::{Sink, Slot};
use isobyte::wire::text::Text;
use isobyte::{Code, Error, Result};
use pyo3::ffi;
use pyo3::prelude::*;
use std::ffi::c_char;

/// Lists longer than this grow as their items come, whatever their count claims.
const MOST_AT_ONCE: usize = 65_536;

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
        if let Some(told) = &self.tables.told {
            if told.get((self.tables.first[named as usize] + index) as usize) != Some(&true) {
                return Ok(value);
            }
            // SAFETY: both are alive; the tuple takes references of its own.
            let pair = unsafe { ffi::PyTuple_Pack(2, name.as_ptr(), value.0.as_ptr()) };
            return self.own(pair);
        }
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
            match &builder.make {
                Make::Bare => {}
                Make::Call { .. } => {
                    let values = (0..builder.attributes.len()).map(|_| None).collect();
                    return Ok(Record::Call { values, builder });
                }
                Make::Dict { template } | Make::From { template, .. } => {
                    // SAFETY: the template is alive, and never changes.
                    let dict = unsafe {
                        match builder.unset(record) {
                            [] => ffi::PyDict_Copy(template.as_ptr()),
                            _ => ffi::PyDict_New(),
                        }
                    };
                    return Ok(Record::Attributes { dict: self.own(dict)?, builder, record });
                }
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
            Record::Attributes { dict, builder, .. } => self.put(dict, &builder.attributes[at as usize], &value),
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
            Record::Attributes { dict, builder, record } => self.made_of(dict, builder, record),
        }
    }
}
