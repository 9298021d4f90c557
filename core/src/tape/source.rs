//! A tape as a source of values.
use crate::error::{Code, Error, Result};
use crate::model::kind::{Decimal, Duration, Kind, Moment, Number, Symbol};
use crate::model::shape::Rep;
use crate::model::value::{Entries, RunNumber, RunOp, Source, mismatch, out_of_range};
use crate::tape::any;
use crate::tape::words::{bad_tape, half, load, parts, plus, slice, word};
use crate::wire::{utf16, write};
use std::borrow::Cow;

/// A host's values on a tape.
#[derive(Debug, Clone, Copy)]
pub struct TapeSource<'t> {
    /// The tape.
    pub tape: &'t [u8],
    /// The texts, where they are UTF-16 and lie apart.
    pub wide: Option<&'t [u16]>,
}

/// Items under way: the next offset, and bytes from one to the next.
#[derive(Debug, Clone, Copy)]
pub struct Items {
    next: u32,
    stride: u32,
}

/// The entries of a mapping or record: the first, bytes from one to the next, how many; and where the last look-up ended.
#[derive(Debug, Clone, Copy)]
pub struct Record {
    first: u32,
    stride: u32,
    count: u32,
    next: u32,
}

impl<'t> TapeSource<'t> {
    /// The kind in an any slot and its value.
    #[inline(always)]
    fn any(&self, v: u32) -> Result<(u32, u64)> {
        let slot = load::<16>(self.tape, v)?;
        let slot = u128::from_le_bytes(slot);
        Ok((slot as u32, (slot >> 64) as u64))
    }

    #[inline(always)]
    fn kind_of(&self, v: u32) -> Result<Kind> {
        let (kind, _) = self.any(v)?;
        Ok(match kind {
            any::NULL => Kind::Null,
            any::BOOLEAN => Kind::Boolean,
            any::INT | any::LONG | any::UNSIGNED => Kind::Integer,
            any::FLOAT | any::DOUBLE => Kind::Float,
            any::TEXT => Kind::Text,
            any::BYTES => Kind::Bytes,
            any::ENUM => Kind::Enum,
            any::DECIMAL => Kind::Decimal,
            any::UUID => Kind::Uuid,
            any::DATE => Kind::Date,
            any::TIME => Kind::Time,
            any::TIMESTAMP => Kind::Timestamp,
            any::LOCAL_TIMESTAMP => Kind::LocalTimestamp,
            any::DURATION => Kind::Duration,
            any::LIST => Kind::Sequence,
            any::MAP => Kind::Mapping,
            any::RECORD => Kind::Record,
            any::BRANCH => Kind::Branch,
            _ => return Err(bad_tape()),
        })
    }

    #[cold]
    fn not(&self, expected: &str, v: u32, rep: Rep) -> Error {
        match self.kind(v, rep) {
            Ok(found) => mismatch(expected, found),
            Err(e) => e,
        }
    }

    /// Where the value of this kind lies: what an any slot holds, or the slot itself.
    #[inline(always)]
    fn inner(&self, v: u32, rep: Rep, plain: Rep, kind: u32, expected: &str) -> Result<u32> {
        if rep == plain {
            return Ok(v);
        }
        match self.any(v)? {
            (found, value) if rep == Rep::Any && found == kind => Ok(value as u32),
            _ => Err(self.not(expected, v, rep)),
        }
    }

    /// The word of a text, bytes, list or map; 0 in a static slot is a null that the host did not declare.
    #[inline(always)]
    fn word_of(&self, v: u32, rep: Rep, plain: Rep, kind: u32, expected: &str) -> Result<u64> {
        if rep == plain {
            return match word(self.tape, v)? {
                0 => Err(mismatch(expected, Kind::Null)),
                word => Ok(word),
            };
        }
        match self.any(v)? {
            (found, value) if rep == Rep::Any && found == kind => Ok(value),
            _ => Err(self.not(expected, v, rep)),
        }
    }

    /// A text word as text.
    fn text_at(&self, word: u64) -> Result<Cow<'t, str>> {
        match self.wide {
            Some(wide) => {
                let (from, length) = parts(word);
                let units = utf16::units(wide, from as usize, length)?;
                utf16::decode(units).map(Cow::Owned)
            }
            None => match simdutf8::basic::from_utf8(slice(self.tape, word)?) {
                Ok(text) => Ok(Cow::Borrowed(text)),
                Err(_) => Err(write::not_utf8()),
            },
        }
    }

    /// A text word as checked UTF-8.
    #[inline]
    fn key_at(&self, word: u64) -> Result<Cow<'t, [u8]>> {
        if let Some(wide) = self.wide {
            let (from, length) = parts(word);
            return utf16::decode_bytes(utf16::units(wide, from as usize, length)?).map(Cow::Owned);
        }
        let bytes = slice(self.tape, word)?;
        let block = self.tape.get(word as u32 as usize..).and_then(|rest| rest.first_chunk());
        if block.is_none_or(|block| write::ascii_prefix(block) < bytes.len()) {
            write::check_utf8(bytes)?;
        }
        Ok(Cow::Borrowed(bytes))
    }

    /// Whether a text word is this name.
    fn is_text(&self, word: u64, name: &str) -> Result<bool> {
        match self.wide {
            Some(wide) => {
                let (from, length) = parts(word);
                let units = utf16::units(wide, from as usize, length)?;
                Ok(name.encode_utf16().eq(units.iter().copied()))
            }
            None => Ok(slice(self.tape, word)? == name.as_bytes()),
        }
    }

    fn integer_any(&self, v: u32, rep: Rep) -> Result<i64> {
        match (rep, self.any(v)) {
            (Rep::Any, Ok((any::INT | any::LONG, value))) => Ok(value as i64),
            (Rep::Any, Ok((any::UNSIGNED, value))) => unsigned(value),
            _ => Err(self.not("an integer", v, rep)),
        }
    }

    /// The entries of a mapping or record in any slot: first, how many.
    fn entries_of(&self, v: u32, rep: Rep) -> Result<(u32, u32)> {
        if rep == Rep::Map {
            let (first, count) = parts(self.word_of(v, rep, Rep::Map, any::MAP, "map")?);
            return Ok((first, count as u32));
        }
        match (rep, self.any(v)?) {
            (Rep::Any, (any::MAP, word)) => Ok((word as u32, (word >> 32) as u32)),
            (Rep::Any, (any::RECORD, word)) => Ok((plus(word as u32, 8)?, (word >> 32) as u32)),
            _ => Err(self.not("record", v, rep)),
        }
    }

    /// Refuses a count whose items cannot lie on the tape, before anything is done with it.
    fn check(&self, first: u32, count: usize, stride: u32) -> Result<()> {
        let end = first as u64 + count as u64 * stride as u64;
        if end > self.tape.len() as u64 { Err(bad_tape()) } else { Ok(()) }
    }
}

#[cold]
fn unsigned(value: u64) -> Result<i64> {
    i64::try_from(value).map_err(|_| {
        Error::new(Code::ValueRange, format!("expected an integer of 64 bits, found {value}, which is out of range"))
    })
}

impl Source for TapeSource<'_> {
    type Position = u32;
    type Items = Items;
    type Record = Record;

    #[inline(always)]
    fn at(&self, v: u32, at: u32) -> u32 {
        v.wrapping_add(at)
    }

    fn kind(&self, v: u32, rep: Rep) -> Result<Kind> {
        Ok(match rep {
            Rep::Any => return self.kind_of(v),
            Rep::Bool => Kind::Boolean,
            Rep::I8 | Rep::I16 | Rep::I32 | Rep::I64 | Rep::U8 | Rep::U16 | Rep::U32 | Rep::U64 => Kind::Integer,
            Rep::F32 | Rep::F64 => Kind::Float,
            Rep::Text | Rep::Bytes | Rep::List | Rep::Map if word(self.tape, v)? == 0 => Kind::Null,
            Rep::Text => Kind::Text,
            Rep::Bytes | Rep::Fixed => Kind::Bytes,
            Rep::Decimal => Kind::Decimal,
            Rep::Uuid => Kind::Uuid,
            Rep::Date => Kind::Date,
            Rep::Time => Kind::Time,
            Rep::Timestamp => Kind::Timestamp,
            Rep::LocalTimestamp => Kind::LocalTimestamp,
            Rep::Duration => Kind::Duration,
            Rep::Enum => Kind::Enum,
            Rep::List => Kind::Sequence,
            Rep::Map => Kind::Mapping,
            Rep::Struct => Kind::Record,
            Rep::Optional | Rep::OneOf => Kind::Other,
        })
    }

    fn null(&self, v: u32, rep: Rep) -> Result<()> {
        match rep {
            Rep::Any if self.any(v)?.0 == any::NULL => Ok(()),
            Rep::Optional if word(self.tape, v)? == 0 => Ok(()),
            Rep::Optional => Err(Error::new(Code::ValueType, "expected null, found a value")),
            _ => Err(self.not("null", v, rep)),
        }
    }

    #[inline(always)]
    fn boolean(&self, v: u32, rep: Rep) -> Result<bool> {
        if rep == Rep::Bool {
            return Ok(load::<1>(self.tape, v)?[0] != 0);
        }
        match self.any(v)? {
            (any::BOOLEAN, value) if rep == Rep::Any => Ok(value != 0),
            _ => Err(self.not("boolean", v, rep)),
        }
    }

    #[inline(always)]
    fn integer(&self, v: u32, rep: Rep) -> Result<i64> {
        Ok(match rep {
            Rep::I64 => word(self.tape, v)? as i64,
            Rep::I32 => half(self.tape, v)? as i32 as i64,
            Rep::I16 => i16::from_le_bytes(load(self.tape, v)?) as i64,
            Rep::I8 => i8::from_le_bytes(load(self.tape, v)?) as i64,
            Rep::U8 => u8::from_le_bytes(load(self.tape, v)?) as i64,
            Rep::U16 => u16::from_le_bytes(load(self.tape, v)?) as i64,
            Rep::U32 => half(self.tape, v)? as i64,
            Rep::U64 => return unsigned(word(self.tape, v)?),
            _ => return self.integer_any(v, rep),
        })
    }

    #[inline(always)]
    fn number(&self, v: u32, rep: Rep) -> Result<Number> {
        match rep {
            Rep::F64 => Ok(Number::Float(f64::from_bits(word(self.tape, v)?))),
            Rep::F32 => Ok(Number::Float(f32::from_bits(half(self.tape, v)?) as f64)),
            Rep::Any => match self.any(v)? {
                (any::FLOAT | any::DOUBLE, bits) => Ok(Number::Float(f64::from_bits(bits))),
                (any::INT | any::LONG | any::UNSIGNED, _) => self.integer_any(v, rep).map(Number::Integer),
                _ => Err(self.not("a number", v, rep)),
            },
            _ => self.integer(v, rep).map(Number::Integer),
        }
    }

    #[inline(always)]
    fn put_text(&self, v: u32, rep: Rep, buf: &mut [u8], at: usize) -> Result<usize> {
        let word = self.word_of(v, rep, Rep::Text, any::TEXT, "string")?;
        let (from, length) = parts(word);
        match self.wide {
            None => write::text(buf, at, self.tape, from as usize, length),
            Some(wide) => utf16::put(buf, at, wide, from as usize, length),
        }
    }

    fn text(&self, v: u32, rep: Rep) -> Result<Cow<'_, str>> {
        self.text_at(self.word_of(v, rep, Rep::Text, any::TEXT, "text")?)
    }

    fn text_bytes(&self, v: u32, rep: Rep) -> Result<Cow<'_, [u8]>> {
        let word = self.word_of(v, rep, Rep::Text, any::TEXT, "text")?;
        match self.wide {
            Some(_) => self.key_at(word),
            None => slice(self.tape, word).map(Cow::Borrowed),
        }
    }

    /// For fixed slots, see `fixed`: their size is the shape's.
    fn bytes(&self, v: u32, rep: Rep) -> Result<Cow<'_, [u8]>> {
        slice(self.tape, self.word_of(v, rep, Rep::Bytes, any::BYTES, "bytes")?).map(Cow::Borrowed)
    }

    fn fixed(&self, v: u32, size: u32) -> Result<Cow<'_, [u8]>> {
        slice(self.tape, v as u64 | (size as u64) << 32).map(Cow::Borrowed)
    }

    fn symbol(&self, v: u32, rep: Rep) -> Result<Symbol<'_>> {
        match (rep, self.any(v)?) {
            (Rep::Any, (any::ENUM, at)) => {
                let (symbol, name) = (word(self.tape, at as u32)?, word(self.tape, plus(at as u32, 8)?)?);
                let type_name = if name == 0 { Cow::Borrowed("") } else { self.text_at(name)? };
                Ok(Symbol { type_name, symbol: self.text_at(symbol)? })
            }
            _ => Err(self.not("enum symbol", v, rep)),
        }
    }

    fn ordinal(&self, v: u32) -> Result<u64> {
        word(self.tape, v)
    }

    fn decimal(&self, v: u32, rep: Rep) -> Result<Decimal<'_>> {
        let v = self.inner(v, rep, Rep::Decimal, any::DECIMAL, "decimal")?;
        let scale = word(self.tape, plus(v, 8)?)? as i64;
        let scale = i32::try_from(scale).map_err(|_| out_of_range("a scale of 32 bits", scale))?;
        Ok(Decimal { unscaled: Cow::Borrowed(slice(self.tape, word(self.tape, v)?)?), scale })
    }

    fn uuid(&self, v: u32, rep: Rep) -> Result<[u8; 16]> {
        load(self.tape, self.inner(v, rep, Rep::Uuid, any::UUID, "uuid")?)
    }

    fn date(&self, v: u32, rep: Rep) -> Result<i64> {
        match rep {
            Rep::Date => Ok(word(self.tape, v)? as i64),
            _ => match self.any(v)? {
                (any::DATE, days) if rep == Rep::Any => Ok(days as i64),
                _ => Err(self.not("date", v, rep)),
            },
        }
    }

    fn time(&self, v: u32, rep: Rep) -> Result<i64> {
        match rep {
            Rep::Time => Ok(word(self.tape, v)? as i64),
            _ => match self.any(v)? {
                (any::TIME, nanos) if rep == Rep::Any => Ok(nanos as i64),
                _ => Err(self.not("time", v, rep)),
            },
        }
    }

    fn moment(&self, v: u32, rep: Rep, local: bool) -> Result<Moment> {
        let v = match local {
            false => self.inner(v, rep, Rep::Timestamp, any::TIMESTAMP, "timestamp")?,
            true => self.inner(v, rep, Rep::LocalTimestamp, any::LOCAL_TIMESTAMP, "local timestamp")?,
        };
        let (seconds, nanos) = (word(self.tape, v)? as i64, word(self.tape, plus(v, 8)?)?);
        if nanos > 999_999_999 {
            return Err(Error::new(Code::InvalidArgument, "expected nanoseconds below a second"));
        }
        Ok(Moment { seconds, nanos: nanos as u32 })
    }

    fn duration(&self, v: u32, rep: Rep) -> Result<Duration> {
        let v = self.inner(v, rep, Rep::Duration, any::DURATION, "duration")?;
        let part = |at| load(self.tape, plus(v, at)?).map(u32::from_le_bytes);
        Ok(Duration { months: part(0)?, days: part(4)?, millis: part(8)? })
    }

    fn branch(&self, v: u32, rep: Rep) -> Result<(Cow<'_, str>, u32)> {
        match (rep, self.any(v)?) {
            (Rep::Any, (any::BRANCH, at)) => Ok((self.text_at(word(self.tape, at as u32)?)?, plus(at as u32, 8)?)),
            _ => Err(self.not("branch", v, rep)),
        }
    }

    #[inline(always)]
    fn present(&self, v: u32, inner: Rep) -> Result<Option<u32>> {
        let present = word(self.tape, v)?;
        Ok(match inner {
            _ if present == 0 => None,
            Rep::Text | Rep::Bytes | Rep::List | Rep::Map => Some(v),
            Rep::Struct => Some(present as u32),
            _ => Some(plus(v, 8)?),
        })
    }

    fn alternative(&self, v: u32) -> Result<Option<(usize, u32)>> {
        let (index, at) = (word(self.tape, v)?, word(self.tape, plus(v, 8)?)?);
        Ok(if index == 0 { None } else { Some((index as usize - 1, at as u32)) })
    }

    fn items(&self, v: u32, rep: Rep, stride: u32) -> Result<(Items, usize)> {
        let (next, count) = parts(self.word_of(v, rep, Rep::List, any::LIST, "array")?);
        self.check(next, count, stride)?;
        Ok((Items { next, stride }, count))
    }

    #[inline(always)]
    fn item(&self, items: &mut Items) -> Result<u32> {
        let item = items.next;
        items.next = item.wrapping_add(items.stride);
        Ok(item)
    }

    fn entries<'s>(&'s self, v: u32, rep: Rep, stride: u32, entries: &mut Entries<'s, u32>) -> Result<()> {
        let (mut at, count) = match rep {
            Rep::Any => match self.any(v)? {
                (any::MAP, word) => parts(word),
                _ => return Err(self.not("map", v, rep)),
            },
            _ => parts(self.word_of(v, rep, Rep::Map, any::MAP, "map")?),
        };
        self.check(at, count, stride)?;
        for _ in 0..count {
            entries.push((self.key_at(word(self.tape, at)?)?, plus(at, 8)?));
            at = at.wrapping_add(stride);
        }
        Ok(())
    }

    fn record(&self, v: u32, rep: Rep, _: u32, stride: u32) -> Result<Record> {
        let (first, count) = self.entries_of(v, rep)?;
        self.check(first, count as usize, stride)?;
        Ok(Record { first, stride, count, next: 0 })
    }

    /// Looks behind the last field first: hosts mostly write fields in the schema's order.
    fn field(&self, record: &mut Record, _: usize, name: &str) -> Result<Option<u32>> {
        for step in 0..record.count {
            let index = record.next + step;
            let index = if index >= record.count { index - record.count } else { index };
            let at = record.first + index * record.stride;
            if self.is_text(word(self.tape, at)?, name)? {
                record.next = if index + 1 == record.count { 0 } else { index + 1 };
                return Ok(Some(at + 8));
            }
        }
        Ok(None)
    }

    fn field_count(&self, record: &Record) -> usize {
        record.count as usize
    }

    fn field_names(&self, record: &Record, show: &mut dyn FnMut(&str) -> bool) -> Result<()> {
        for index in 0..record.count {
            let name = self.text_at(word(self.tape, record.first + index * record.stride)?)?;
            if !show(&name) {
                break;
            }
        }
        Ok(())
    }

    fn record_name(&self, v: u32, rep: Rep) -> Result<Cow<'_, str>> {
        match (rep, self.any(v)?) {
            (Rep::Any, (any::RECORD, at)) => match word(self.tape, at as u32)? {
                0 => Ok(Cow::Borrowed("")),
                name => self.text_at(name),
            },
            _ => Ok(Cow::Borrowed("")),
        }
    }

    #[inline(always)]
    fn run(&self, v: u32, numbers: &[RunNumber], buf: &mut [u8], mut at: usize) -> Result<usize, (usize, Error)> {
        for (i, number) in numbers.iter().enumerate() {
            let written = self.run_one(v.wrapping_add(number.at), number.op, buf, at);
            match written {
                Ok(next) => at = next,
                Err(e) => return Err((i, e)),
            }
        }
        Ok(at)
    }
}

impl TapeSource<'_> {
    #[inline(always)]
    fn run_one(&self, v: u32, op: RunOp, buf: &mut [u8], at: usize) -> Result<usize> {
        let tape = self.tape;
        match op {
            RunOp::Long64 => write::long(buf, at, word(tape, v)? as i64),
            RunOp::Long32 | RunOp::Int32 => write::long(buf, at, half(tape, v)? as i32 as i64),
            RunOp::Int64 => match word(tape, v)? as i64 {
                value if value as i32 as i64 == value => write::long(buf, at, value),
                value => Err(out_of_range("int", value)),
            },
            RunOp::Boolean => write::put(buf, at, [(load::<1>(tape, v)?[0] != 0) as u8]),
            RunOp::Double64 => write::double(buf, at, f64::from_bits(word(tape, v)?)),
            RunOp::Float32 => write::float(buf, at, f32::from_bits(half(tape, v)?)),
        }
    }
}
