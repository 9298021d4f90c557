//! iso_value: a place in a decoded value.
use crate::border::{array_mut, guard_or, maybe, put, text_bytes};
use crate::reader::iso_reader;
use crate::schema::iso_str;
use crate::tape::iso_kind;
use isobyte_core::tape::any;
use std::ffi::c_char;

/// A place in a decoded value: small, passed by value, valid as long as its reader has that value. Not to be made by hand.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct iso_value {
    /// Whose value it is; NULL for no value.
    pub reader: *const iso_reader,
    /// Where in it.
    pub at: u64,
}

/// Bytes, owned by the object that they were asked from.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub struct iso_bytes {
    /// The first. NULL where there are none to show; not NULL for bytes of length 0.
    pub data: *const u8,
    /// How many.
    pub len: usize,
}

impl iso_bytes {
    pub(crate) const NONE: Self = Self { data: std::ptr::null(), len: 0 };

    pub(crate) const fn of(bytes: &[u8]) -> Self {
        let data = if bytes.is_empty() { c"".as_ptr().cast() } else { bytes.as_ptr() };
        Self { data, len: bytes.len() }
    }
}

/// What a slot holds.
struct Found<'a> {
    reader: &'a iso_reader,
    kind: u32,
    number: u32,
    value: u64,
}

impl Found<'_> {
    const fn first(&self) -> u64 {
        self.value as u32 as u64
    }

    const fn count(&self) -> usize {
        (self.value >> 32) as usize
    }

    /// The slot of item, entry or field `index`, and where its key stands if it has one.
    fn inner(&self, index: usize) -> Option<(u64, Option<usize>)> {
        if index >= self.count() {
            return None;
        }
        let index = index as u64;
        match self.kind {
            any::LIST | any::RECORD => Some((self.first() + index * 16, None)),
            any::MAP => {
                let entry = self.first() + index * 24;
                Some((entry + 8, Some(entry as usize)))
            }
            _ => None,
        }
    }

    /// The key or field name number `index`.
    fn name(&self, index: usize) -> Option<&[u8]> {
        match self.inner(index)?.1 {
            Some(entry) => self.reader.text(self.reader.word(entry)?),
            None if self.kind == any::RECORD => self.reader.name(self.number, index as u32 + 1).map(str::as_bytes),
            None => None,
        }
    }
}

fn str_of(bytes: &[u8]) -> iso_str {
    iso_str { data: bytes.as_ptr().cast(), len: bytes.len() }
}

impl iso_value {
    pub(crate) const NONE: Self = Self { reader: std::ptr::null(), at: 0 };

    fn find<'a>(self) -> Option<Found<'a>> {
        let reader: &'a iso_reader = maybe(self.reader)?;
        let (kind, number, value) = reader.slot(usize::try_from(self.at).ok()?)?;
        Some(Found { reader, kind, number, value })
    }

    /// The value if it is of this kind.
    fn only<'a>(self, kind: u32) -> Option<Found<'a>> {
        self.find().filter(|found| found.kind == kind)
    }
}

/// Answers true if the outputs could be filled.
fn answer(fill: impl FnOnce() -> Option<()>) -> bool {
    guard_or(false, || fill().map(|()| true))
}

/// The kind of a value; `ISO_KIND_NONE` for no value.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_kind(value: iso_value) -> iso_kind {
    guard_or(iso_kind::ISO_KIND_NONE, || value.find().map(|found| iso_kind::of(found.kind)))
}

/// A boolean. False, and nothing written, if the value is of another kind.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_as_boolean(value: iso_value, boolean: *mut bool) -> bool {
    answer(|| {
        put(boolean, value.only(any::BOOLEAN)?.value != 0);
        Some(())
    })
}

/// An int or long. False, and nothing written, if the value is of another kind.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_as_long(value: iso_value, number: *mut i64) -> bool {
    answer(|| {
        let found = value.find().filter(|found| matches!(found.kind, any::INT | any::LONG))?;
        put(number, found.value as i64);
        Some(())
    })
}

/// A float or double. False, and nothing written, if the value is of another kind.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_as_double(value: iso_value, number: *mut f64) -> bool {
    answer(|| {
        let found = value.find().filter(|found| matches!(found.kind, any::FLOAT | any::DOUBLE))?;
        put(number, f64::from_bits(found.value));
        Some(())
    })
}

/// Text, in UTF-8, owned by the reader. False, and nothing written, if the value is of another kind.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_as_text(value: iso_value, text: *mut iso_str) -> bool {
    answer(|| {
        let found = value.only(any::TEXT)?;
        put(text, str_of(found.reader.text(found.value)?));
        Some(())
    })
}

/// The symbol of an enum, owned by the reader. False, and nothing written, if the value is of another kind.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_as_symbol(value: iso_value, symbol: *mut iso_str) -> bool {
    answer(|| {
        let found = value.only(any::ENUM)?;
        put(symbol, iso_str::of(found.reader.name(found.number, (found.value as u32).checked_add(1)?)?));
        Some(())
    })
}

/// Bytes or a fixed, owned by the reader. False, and nothing written, if the value is of another kind.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_as_bytes(value: iso_value, bytes: *mut iso_bytes) -> bool {
    answer(|| {
        let found = value.only(any::BYTES)?;
        put(bytes, iso_bytes::of(found.reader.bytes(found.value)?));
        Some(())
    })
}

/// A decimal: `unscaled * 10^-scale`; `unscaled` is two's complement, big-endian, owned by the reader; no bytes are zero.
/// False, and nothing written, if the value is of another kind.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_as_decimal(value: iso_value, unscaled: *mut iso_bytes, scale: *mut i32) -> bool {
    answer(|| {
        let found = value.only(any::DECIMAL)?;
        let at = found.value as usize;
        let (bytes, digits) = (found.reader.bytes(found.reader.word(at)?)?, found.reader.word(at.checked_add(8)?)?);
        put(unscaled, iso_bytes::of(bytes));
        put(scale, digits as i32);
        Some(())
    })
}

/// A UUID: 16 bytes, big-endian, into `uuid`. False, and nothing written, if the value is of another kind.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_as_uuid(value: iso_value, uuid: *mut u8) -> bool {
    answer(|| {
        let found = value.only(any::UUID)?;
        array_mut(uuid, 16, "uuid").ok()?.copy_from_slice(found.reader.tape(found.value as usize, 16)?);
        Some(())
    })
}

/// A date: days since 1970-01-01. False, and nothing written, if the value is of another kind.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_as_date(value: iso_value, days: *mut i64) -> bool {
    answer(|| {
        put(days, value.only(any::DATE)?.value as i64);
        Some(())
    })
}

/// A time of day: nanoseconds since midnight. False, and nothing written, if the value is of another kind. A time that is no
/// time of day, which data may hold, is a long in the schema's unit.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_as_time(value: iso_value, nanos: *mut i64) -> bool {
    answer(|| {
        put(nanos, value.only(any::TIME)?.value as i64);
        Some(())
    })
}

fn moment(value: iso_value, kind: u32, seconds: *mut i64, nanos: *mut u32) -> bool {
    answer(|| {
        let found = value.only(kind)?;
        let at = found.value as usize;
        let (whole, rest) = (found.reader.word(at)?, found.reader.word(at.checked_add(8)?)?);
        put(seconds, whole as i64);
        put(nanos, rest as u32);
        Some(())
    })
}

/// An instant: seconds since 1970-01-01T00:00Z, floored, and nanoseconds. False, and nothing written, if the value is of
/// another kind.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_as_timestamp(value: iso_value, seconds: *mut i64, nanos: *mut u32) -> bool {
    moment(value, any::TIMESTAMP, seconds, nanos)
}

/// A date and time of day in no particular zone: seconds since 1970-01-01T00:00 there, floored, and nanoseconds. False, and
/// nothing written, if the value is of another kind.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_as_local_timestamp(value: iso_value, seconds: *mut i64, nanos: *mut u32) -> bool {
    moment(value, any::LOCAL_TIMESTAMP, seconds, nanos)
}

/// A duration. False, and nothing written, if the value is of another kind.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_as_duration(value: iso_value, months: *mut u32, days: *mut u32, millis: *mut u32) -> bool {
    answer(|| {
        let found = value.only(any::DURATION)?;
        let at = found.value as usize;
        let (first, second) = (found.reader.word(at)?, found.reader.word(at.checked_add(8)?)?);
        put(months, first as u32);
        put(days, (first >> 32) as u32);
        put(millis, second as u32);
        Some(())
    })
}

/// How many items a list has, or entries a map, or fields a record; 0 for all else.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_length(value: iso_value) -> usize {
    guard_or(0, || {
        value.find().filter(|found| matches!(found.kind, any::LIST | any::MAP | any::RECORD)).map(|found| found.count())
    })
}

/// Item `index` of a list, or the value of entry `index` of a map or of field `index` of a record, in the schema's order.
/// Of kind `ISO_KIND_NONE` if there is none.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_item(value: iso_value, index: usize) -> iso_value {
    guard_or(iso_value::NONE, || {
        let (at, _) = value.find()?.inner(index)?;
        Some(iso_value { reader: value.reader, at })
    })
}

/// The key of entry `index` of a map, or the name of field `index` of a record, owned by the reader; {NULL, 0} if there is none.
/// Keys stand in the order of the data; each occurs once.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_key(value: iso_value, index: usize) -> iso_str {
    guard_or(iso_str::NONE, || value.find()?.name(index).map(str_of))
}

/// The value of a map's key or of a record's field; `name_len` is in bytes or `ISO_CSTR`.
/// Of kind `ISO_KIND_NONE` if there is none.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_get(value: iso_value, name: *const c_char, name_len: usize) -> iso_value {
    guard_or(iso_value::NONE, || {
        let wanted = text_bytes(name, name_len, "name").ok()?;
        let found = value.find().filter(|found| matches!(found.kind, any::MAP | any::RECORD))?;
        let index = (0..found.count()).find(|index| found.name(*index) == Some(wanted))?;
        Some(iso_value { reader: value.reader, at: found.inner(index)?.0 })
    })
}

/// The full name of the record, enum or fixed that a value belongs to, owned by the reader; {NULL, 0} for all else.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_type_name(value: iso_value) -> iso_str {
    guard_or(iso_str::NONE, || {
        let found = value.find()?;
        let named = match found.kind {
            any::RECORD | any::ENUM => found.number,
            any::BYTES => found.number.checked_sub(1)?,
            _ => return None,
        };
        found.reader.name(named, 0).map(iso_str::of)
    })
}

/// The value inside of an `ISO_KIND_BRANCH`; on success `*name`, unless NULL, is the name of the branch, owned by the reader.
/// Of kind `ISO_KIND_NONE`, and nothing written, for a value of another kind.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_value_branch(value: iso_value, name: *mut iso_str) -> iso_value {
    guard_or(iso_value::NONE, || {
        let found = value.only(any::BRANCH)?;
        put(name, iso_str::of(found.reader.name(found.number, (found.value >> 32) as u32)?));
        Some(iso_value { reader: value.reader, at: found.first() })
    })
}
