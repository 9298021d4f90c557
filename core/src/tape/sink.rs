//! A tape as a sink for values.
use crate::error::{Code, Error, Result};
use crate::model::kind::{Duration, Moment};
use crate::model::names::{Names, STRING};
use crate::model::shape::Rep;
use crate::model::value::{RunNumber, RunOp, Sink, Slot};
use crate::tape::any;
use crate::wire::read;
use crate::wire::text::Text;

/// A tape in the making: heads at the front, everything else from `top` on.
#[derive(Debug)]
pub struct TapeSink<'t> {
    tape: &'t mut [u8],
    top: usize,
    /// The codec's strings: the first of each named type, for symbols that are texts of the host.
    types: &'t [(u32, u32)],
    strings: &'t [Box<str>],
}

/// A list or map in the making.
#[derive(Debug)]
pub struct Items {
    place: u32,
    any: bool,
    first: usize,
    next: usize,
    /// The end of the room that there is for items.
    limit: usize,
    stride: usize,
    count: usize,
}

/// A record in the making: its head, or the first of its fields' values.
#[derive(Debug, Clone, Copy)]
pub struct Record {
    head: u32,
    any: bool,
}

#[cold]
#[inline(never)]
fn too_small(need: usize) -> Error {
    Error::new(Code::BufferTooSmall, "the tape is too small").at_offset(need)
}

#[cold]
#[inline(never)]
fn unrepresentable(value: impl std::fmt::Display, rep: Rep) -> Error {
    Error::new(Code::DataUnrepresentable, format!("expected what fits {}, found {value}", rep_name(rep)))
}

fn rep_name(rep: Rep) -> String {
    format!("{rep:?}").to_lowercase()
}

impl<'t> TapeSink<'t> {
    /// A sink that reserves `heads` bytes at the front of `tape`; `names` are the codec's.
    ///
    /// # Errors
    /// `buffer_too_small`.
    pub fn new(tape: &'t mut [u8], heads: usize, names: &'t Names) -> Result<Self> {
        let top = heads.next_multiple_of(8).max(8);
        if top > tape.len() || tape.len() > STRING {
            return Err(too_small(top));
        }
        Ok(Self { tape, top, types: &names.types, strings: &names.strings })
    }

    /// How much of the tape is used, in bytes.
    pub fn used(&self) -> usize {
        self.top
    }

    #[inline(always)]
    fn set<const N: usize>(&mut self, at: u32, bytes: [u8; N]) -> Result<()> {
        match self.tape.get_mut(at as usize..at as usize + N).and_then(|rest| rest.first_chunk_mut::<N>()) {
            Some(chunk) => {
                *chunk = bytes;
                Ok(())
            }
            None => Err(too_small(at as usize + N)),
        }
    }

    #[inline(always)]
    fn word(&mut self, at: u32, word: u64) -> Result<()> {
        self.set(at, word.to_le_bytes())
    }

    #[inline(always)]
    fn pair(&mut self, at: u32, first: u64, second: u64) -> Result<()> {
        self.set(at, (first as u128 | (second as u128) << 64).to_le_bytes())
    }

    /// `size` bytes behind all others.
    #[inline(always)]
    fn room(&mut self, size: usize) -> Result<usize> {
        let at = self.top;
        let end = at.saturating_add(size.next_multiple_of(8));
        if end > self.tape.len() {
            return Err(too_small(end));
        }
        self.top = end;
        Ok(at)
    }

    /// A slot of 16 bytes: in place, or behind an any.
    #[inline(always)]
    fn wide_slot(&mut self, place: u32, slot: Slot, plain: Rep, kind: u32) -> Result<u32> {
        if slot.rep == plain {
            return Ok(place);
        }
        if slot.rep != Rep::Any {
            return Err(misfit(slot));
        }
        let at = self.room(16)? as u32;
        self.pair(place, kind as u64, at as u64)?;
        Ok(at)
    }

    #[inline(always)]
    fn integer(&mut self, place: u32, slot: Slot, value: i64, kind: u32) -> Result<()> {
        macro_rules! narrow {
            ($type:ty) => {
                match <$type>::try_from(value) {
                    Ok(value) => self.set(place, value.to_le_bytes()),
                    Err(_) => Err(unrepresentable(value, slot.rep)),
                }
            };
        }
        match slot.rep {
            Rep::I64 => self.word(place, value as u64),
            Rep::Any => self.pair(place, kind as u64, value as u64),
            Rep::I32 => narrow!(i32),
            Rep::I16 => narrow!(i16),
            Rep::I8 => narrow!(i8),
            Rep::U8 => narrow!(u8),
            Rep::U16 => narrow!(u16),
            Rep::U32 => narrow!(u32),
            Rep::U64 => narrow!(u64),
            _ => Err(misfit(slot)),
        }
    }

    fn floating(&mut self, place: u32, slot: Slot, value: f64, kind: u32) -> Result<()> {
        match slot.rep {
            Rep::Any => self.pair(place, kind as u64, value.to_bits()),
            Rep::F64 => self.word(place, value.to_bits()),
            Rep::F32 if value.is_nan() || (value as f32) as f64 == value => {
                self.set(place, (value as f32).to_le_bytes())
            }
            Rep::F32 => Err(unrepresentable(value, slot.rep)),
            _ if value == value.trunc() && value.abs() < 9.2e18 => self.integer(place, slot, value as i64, kind),
            _ => Err(unrepresentable(value, slot.rep)),
        }
    }

    #[inline(always)]
    fn text_word(&mut self, place: u32, slot: Slot, plain: Rep, kind: u64, from: usize, length: usize) -> Result<()> {
        // Nothing at the payload's very front would be word 0, which is "absent".
        let word = (from as u64 | (length as u64) << 32).max(1);
        if slot.rep == plain {
            return self.word(place, word);
        }
        if slot.rep == Rep::Any { self.pair(place, kind, word) } else { Err(misfit(slot)) }
    }

    /// Where bytes are found again: in the payload, or behind all others on the tape if they are from a default.
    #[inline(always)]
    fn bytes_from(&mut self, bytes: &[u8], from: usize) -> Result<usize> {
        if from & STRING == 0 { Ok(from) } else { self.constant(bytes) }
    }

    #[cold]
    fn constant(&mut self, bytes: &[u8]) -> Result<usize> {
        let at = self.room(bytes.len())?;
        self.tape[at..at + bytes.len()].copy_from_slice(bytes);
        Ok(STRING | at)
    }

    fn begin(&mut self, place: u32, slot: Slot, plain: Rep) -> Result<Items> {
        if slot.rep != plain && slot.rep != Rep::Any {
            return Err(misfit(slot));
        }
        let top = self.top;
        let any = slot.rep == Rep::Any;
        Ok(Items { place, any, first: top, next: top, limit: top, stride: 0, count: 0 })
    }

    /// Room for one more block; items of earlier blocks are moved, so that all lie together. What is moved gets twice the room,
    /// so that a list in many blocks takes a few times its size, not its square.
    fn grow(&mut self, items: &mut Items, count: usize, stride: u32) -> Result<()> {
        items.stride = stride as usize;
        let held = items.next - items.first;
        let more = count.checked_mul(items.stride).ok_or_else(|| too_small(usize::MAX))?;
        let end = items.next.saturating_add(more);
        if items.count == 0 {
            items.first = self.room(more)?;
            items.next = items.first;
            items.limit = self.top;
        } else if end <= items.limit {
            // The room of an earlier block is enough.
        } else if items.limit == self.top {
            self.room(end - items.limit)?;
            items.limit = self.top;
        } else {
            let from = items.first;
            items.first = self.room(held.saturating_add(more).max(2 * held))?;
            self.tape.copy_within(from..from + held, items.first);
            items.next = items.first + held;
            items.limit = self.top;
        }
        items.count += count;
        Ok(())
    }

    fn end(&mut self, items: Items, kind: u32) -> Result<()> {
        let word = items.first as u64 | (items.count as u64) << 32;
        if items.any { self.pair(items.place, kind as u64, word) } else { self.word(items.place, word) }
    }
}

#[cold]
#[inline(never)]
fn misfit(slot: Slot) -> Error {
    Error::new(Code::DataUnrepresentable, format!("found what no {} holds", rep_name(slot.rep)))
}

impl Sink for TapeSink<'_> {
    type Place = u32;
    type Value = ();
    type List = Items;
    type Map = Items;
    type Record = Record;

    #[inline(always)]
    fn at(&self, place: u32, at: u32) -> u32 {
        place + at
    }

    fn null(&mut self, place: u32, slot: Slot) -> Result<()> {
        match slot.rep {
            Rep::Any | Rep::OneOf => self.pair(place, any::NULL as u64, 0),
            Rep::Optional => self.word(place, 0),
            _ => Err(misfit(slot)),
        }
    }

    #[inline(always)]
    fn boolean(&mut self, place: u32, slot: Slot, value: bool) -> Result<()> {
        match slot.rep {
            Rep::Bool => self.set(place, [value as u8]),
            Rep::Any => self.pair(place, any::BOOLEAN as u64, value as u64),
            _ => Err(misfit(slot)),
        }
    }

    #[inline(always)]
    fn int(&mut self, place: u32, slot: Slot, value: i32) -> Result<()> {
        self.integer(place, slot, value as i64, any::INT)
    }

    #[inline(always)]
    fn long(&mut self, place: u32, slot: Slot, value: i64) -> Result<()> {
        self.integer(place, slot, value, any::LONG)
    }

    fn float(&mut self, place: u32, slot: Slot, value: f32) -> Result<()> {
        if slot.rep == Rep::F32 {
            return self.set(place, value.to_le_bytes());
        }
        self.floating(place, slot, value as f64, any::FLOAT)
    }

    #[inline(always)]
    fn double(&mut self, place: u32, slot: Slot, value: f64) -> Result<()> {
        if slot.rep == Rep::F64 {
            return self.set(place, value.to_le_bytes());
        }
        self.floating(place, slot, value, any::DOUBLE)
    }

    #[inline(always)]
    fn text(&mut self, place: u32, slot: Slot, value: Text<'_>, from: usize) -> Result<()> {
        self.text_word(place, slot, Rep::Text, any::TEXT as u64, from, value.bytes().len())
    }

    fn bytes(&mut self, place: u32, slot: Slot, value: &[u8], from: usize) -> Result<()> {
        if slot.rep == Rep::Fixed {
            return match self.tape.get_mut(place as usize..).and_then(|rest| rest.get_mut(..value.len())) {
                Some(bytes) => {
                    bytes.copy_from_slice(value);
                    Ok(())
                }
                None => Err(too_small(place as usize + value.len())),
            };
        }
        let from = self.bytes_from(value, from)?;
        self.text_word(place, slot, Rep::Bytes, any::BYTES as u64, from, value.len())
    }

    fn fixed(&mut self, place: u32, slot: Slot, value: &[u8], from: usize, named: u32) -> Result<()> {
        if slot.rep == Rep::Any {
            let kind = any::BYTES as u64 | (named as u64 + 1) << 32;
            let from = self.bytes_from(value, from)?;
            return self.text_word(place, slot, Rep::Bytes, kind, from, value.len());
        }
        self.bytes(place, slot, value, from)
    }

    fn symbol(&mut self, place: u32, slot: Slot, named: u32, index: u32, host: Option<u32>) -> Result<()> {
        match slot.rep {
            Rep::Enum => self.word(place, host.unwrap_or_default() as u64),
            Rep::Any => self.pair(place, any::ENUM as u64 | (named as u64) << 32, index as u64),
            Rep::Text => {
                let string =
                    self.types.get(named as usize).map_or(0, |(first, _)| *first as usize) + index as usize + 1;
                let length = self.strings.get(string).map_or(0, |string| string.len());
                self.word(place, (STRING | string) as u64 | (length as u64) << 32)
            }
            _ => Err(misfit(slot)),
        }
    }

    fn decimal(&mut self, place: u32, slot: Slot, unscaled: &[u8], from: usize, scale: i32) -> Result<()> {
        let at = self.wide_slot(place, slot, Rep::Decimal, any::DECIMAL)?;
        let from = self.bytes_from(unscaled, from)?;
        self.pair(at, from as u64 | (unscaled.len() as u64) << 32, scale as i64 as u64)
    }

    fn uuid(&mut self, place: u32, slot: Slot, value: [u8; 16]) -> Result<()> {
        let at = self.wide_slot(place, slot, Rep::Uuid, any::UUID)?;
        self.set(at, value)
    }

    fn date(&mut self, place: u32, slot: Slot, days: i32) -> Result<()> {
        match slot.rep {
            Rep::Date => self.word(place, days as i64 as u64),
            Rep::Any => self.pair(place, any::DATE as u64, days as i64 as u64),
            _ => Err(misfit(slot)),
        }
    }

    fn time(&mut self, place: u32, slot: Slot, nanos: Option<i64>, raw: i64) -> Result<()> {
        match (slot.rep, nanos) {
            (Rep::Time, Some(nanos)) => self.word(place, nanos as u64),
            (Rep::Any, Some(nanos)) => self.pair(place, any::TIME as u64, nanos as u64),
            (Rep::Any, None) => self.pair(place, any::LONG as u64, raw as u64),
            (Rep::Time, None) => Err(unrepresentable(raw, slot.rep)),
            _ => Err(misfit(slot)),
        }
    }

    #[inline(always)]
    fn moment(&mut self, place: u32, slot: Slot, moment: Moment, local: bool, _: i64) -> Result<()> {
        let at = match local {
            false => self.wide_slot(place, slot, Rep::Timestamp, any::TIMESTAMP)?,
            true => self.wide_slot(place, slot, Rep::LocalTimestamp, any::LOCAL_TIMESTAMP)?,
        };
        self.pair(at, moment.seconds as u64, moment.nanos as u64)
    }

    fn duration(&mut self, place: u32, slot: Slot, value: Duration) -> Result<()> {
        let at = self.wide_slot(place, slot, Rep::Duration, any::DURATION)?;
        self.pair(at, value.months as u64 | (value.days as u64) << 32, value.millis as u64)
    }

    #[inline(always)]
    fn present(&mut self, place: u32, _: Slot, inner: Slot, size: u32) -> Result<u32> {
        match inner.rep {
            Rep::Text | Rep::Bytes | Rep::List | Rep::Map => Ok(place),
            Rep::Struct => {
                let at = self.room(size as usize)? as u32;
                self.word(place, at as u64)?;
                Ok(at)
            }
            _ => {
                self.word(place, 1)?;
                Ok(place + 8)
            }
        }
    }

    fn alternative(&mut self, place: u32, index: usize, size: u32) -> Result<u32> {
        let at = self.room(size as usize)? as u32;
        self.pair(place, index as u64 + 1, at as u64)?;
        Ok(at)
    }

    fn branch(&mut self, place: u32, _: Slot, named: u32, index: u32) -> Result<u32> {
        let at = self.room(16)? as u32;
        self.pair(place, any::BRANCH as u64 | (named as u64) << 32, at as u64 | (index as u64) << 32)?;
        Ok(at)
    }

    fn branch_end(&mut self, (): (), _: u32, _: u32) -> Result<()> {
        Ok(())
    }

    fn list(&mut self, place: u32, slot: Slot) -> Result<Items> {
        self.begin(place, slot, Rep::List)
    }

    fn list_block(&mut self, list: &mut Items, count: usize, stride: u32) -> Result<()> {
        self.grow(list, count, stride)
    }

    #[inline(always)]
    fn item(&mut self, list: &mut Items) -> u32 {
        let place = list.next;
        list.next += list.stride;
        place as u32
    }

    #[inline(always)]
    fn item_end(&mut self, _: &mut Items, (): ()) -> Result<()> {
        Ok(())
    }

    fn list_end(&mut self, list: Items) -> Result<()> {
        self.end(list, any::LIST)
    }

    fn map(&mut self, place: u32, slot: Slot) -> Result<Items> {
        self.begin(place, slot, Rep::Map)
    }

    fn map_block(&mut self, map: &mut Items, count: usize, stride: u32) -> Result<()> {
        self.grow(map, count, stride)
    }

    #[inline(always)]
    fn entry(&mut self, map: &mut Items, key: Text<'_>, from: usize) -> Result<u32> {
        let place = map.next as u32;
        map.next += map.stride;
        self.word(place, from as u64 | (key.bytes().len() as u64) << 32)?;
        Ok(place + 8)
    }

    #[inline(always)]
    fn entry_end(&mut self, _: &mut Items, (): ()) -> Result<()> {
        Ok(())
    }

    fn map_end(&mut self, map: Items) -> Result<()> {
        self.end(map, any::MAP)
    }

    #[inline(always)]
    fn record(&mut self, place: u32, slot: Slot, _: u32, named: u32, count: usize) -> Result<Record> {
        if slot.rep == Rep::Struct {
            return Ok(Record { head: place, any: false });
        }
        let head = self.room(count * 16)? as u32;
        self.pair(place, any::RECORD as u64 | (named as u64) << 32, head as u64 | (count as u64) << 32)?;
        Ok(Record { head, any: true })
    }

    #[inline(always)]
    fn field(&mut self, record: &mut Record, index: usize, at: u32) -> u32 {
        record.head + if record.any { 16 * index as u32 } else { at }
    }

    #[inline(always)]
    fn field_end(&mut self, _: &mut Record, _: usize, _: u32, (): ()) -> Result<()> {
        Ok(())
    }

    #[inline(always)]
    fn record_end(&mut self, _: Record) -> Result<()> {
        Ok(())
    }

    #[inline(always)]
    fn run(
        &mut self,
        record: &mut Record,
        numbers: &[RunNumber],
        src: &[u8],
        mut at: usize,
    ) -> Result<usize, (usize, Error)> {
        for (i, number) in numbers.iter().enumerate() {
            match self.run_one(record.head + number.at, number.op, src, at) {
                Ok(next) => at = next,
                Err(e) => return Err((i, e)),
            }
        }
        Ok(at)
    }
}

impl TapeSink<'_> {
    #[inline(always)]
    fn run_one(&mut self, place: u32, op: RunOp, src: &[u8], at: usize) -> Result<usize> {
        match op {
            RunOp::Long64 => {
                let (value, next) = read::long(src, at)?;
                self.set(place, value.to_le_bytes())?;
                Ok(next)
            }
            RunOp::Long32 => {
                let (value, next) = read::long(src, at)?;
                match i32::try_from(value) {
                    Ok(value) => self.set(place, value.to_le_bytes())?,
                    Err(_) => return Err(unrepresentable(value, Rep::I32)),
                }
                Ok(next)
            }
            RunOp::Int32 => {
                let (value, next) = read::int(src, at)?;
                self.set(place, value.to_le_bytes())?;
                Ok(next)
            }
            RunOp::Int64 => {
                let (value, next) = read::int(src, at)?;
                self.set(place, (value as i64).to_le_bytes())?;
                Ok(next)
            }
            RunOp::Boolean => {
                let ([byte], next) = read::take(src, at)?;
                if byte > 1 {
                    return Err(read::malformed(at, format!("expected a boolean, found byte {byte:#04x}")));
                }
                self.set(place, [byte])?;
                Ok(next)
            }
            RunOp::Double64 => {
                let (bytes, next) = read::take::<8>(src, at)?;
                self.set(place, bytes)?;
                Ok(next)
            }
            RunOp::Float32 => {
                let (bytes, next) = read::take::<4>(src, at)?;
                self.set(place, bytes)?;
                Ok(next)
            }
        }
    }
}
