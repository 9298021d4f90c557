//! Notes as a source of the encoder.
use crate::avro::plan::Plan;
use crate::error::{Code, Error, Result};
use crate::model::fields::FieldLists;
use crate::model::kind::{Decimal, Duration, Kind, Moment, Number, Symbol};
use crate::model::shape::Rep;
use crate::model::value::{Entries, Source, mismatch};
use crate::serde::note::{Note, Notes};
use crate::wire::write;
use std::borrow::Cow;
use std::ops::Range;

/// A dumped value; positions are numbers of slots.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NoteSource<'n> {
    pub(crate) notes: &'n Notes,
    pub(crate) plan: &'n Plan,
    pub(crate) fields: &'n FieldLists,
}

/// A record or mapping that is asked for its fields.
#[derive(Debug)]
pub(crate) struct Open {
    note: Note,
    /// Whether its fields are those of the schema, in order.
    aligned: bool,
    /// Where the next field is looked for first.
    next: u32,
}

impl<'n> NoteSource<'n> {
    #[inline(always)]
    fn note(&self, v: u32) -> Note {
        self.notes.slots.get(v as usize).copied().unwrap_or(Note::Null)
    }

    #[cold]
    #[inline(never)]
    fn not<T>(&self, v: u32, expected: &str) -> Result<T> {
        match self.note(v) {
            Note::Unsigned(found) => Err(beyond(&found.to_string())),
            Note::Wide => Err(beyond("one")),
            note => Err(mismatch(expected, note.kind())),
        }
    }

    #[inline(always)]
    fn str(&self, from: u32, length: u32) -> &'n str {
        self.notes.text.get(from as usize..from as usize + length as usize).unwrap_or_default()
    }

    fn key(&self, v: u32) -> Option<&'n str> {
        match self.note(v) {
            Note::Text { from, length } => Some(self.str(from, length)),
            Note::Symbol { names } => Some(self.name(names + 1)),
            _ => None,
        }
    }

    #[inline(always)]
    fn name(&self, number: u32) -> &'static str {
        self.notes.names.get(number as usize).copied().unwrap_or_default()
    }

    #[inline(always)]
    fn names(&self, names: u32, count: u32) -> &'n [&'static str] {
        let first = names as usize + 1;
        self.notes.names.get(first..first + count as usize).unwrap_or_default()
    }

    /// Whether the fields are those of the plan's record, in its order.
    #[inline]
    fn is_aligned(&self, names: u32, count: u32, record: u32) -> bool {
        let names = self.names(names, count);
        self.fields.aligned(record, names, || match self.plan.records.get(record as usize) {
            Some(plan) if plan.fields.len() == names.len() => {
                plan.fields.iter().zip(names).all(|(field, name)| *field.name == **name)
            }
            _ => false,
        })
    }
}

impl Source for NoteSource<'_> {
    type Position = u32;
    type Items = Range<u32>;
    type Record = Open;

    fn at(&self, v: u32, _: u32) -> u32 {
        v
    }
    #[inline]
    fn kind(&self, v: u32, _: Rep) -> Result<Kind> {
        Ok(self.note(v).kind())
    }
    fn null(&self, v: u32, _: Rep) -> Result<()> {
        match self.note(v) {
            Note::Null => Ok(()),
            Note::Symbol { names } if self.name(names + 1).eq_ignore_ascii_case("null") => Ok(()),
            _ => self.not(v, "null"),
        }
    }
    #[inline]
    fn boolean(&self, v: u32, _: Rep) -> Result<bool> {
        if let Note::Boolean(value) = self.note(v) { Ok(value) } else { self.not(v, "boolean") }
    }
    #[inline]
    fn integer(&self, v: u32, _: Rep) -> Result<i64> {
        if let Note::Integer(value) = self.note(v) { Ok(value) } else { self.not(v, "an integer") }
    }
    #[inline]
    fn number(&self, v: u32, _: Rep) -> Result<Number> {
        match self.note(v) {
            Note::Float(value) => Ok(Number::Float(value)),
            Note::Integer(value) => Ok(Number::Integer(value)),
            _ => self.not(v, "a number"),
        }
    }
    #[inline]
    fn put_text(&self, v: u32, _: Rep, buf: &mut [u8], at: usize) -> Result<usize> {
        match self.note(v) {
            Note::Text { from, length } => write::bytes(buf, at, self.str(from, length).as_bytes()),
            _ => self.not(v, "string"),
        }
    }
    fn text(&self, v: u32, _: Rep) -> Result<Cow<'_, str>> {
        match self.note(v) {
            Note::Text { from, length } => Ok(Cow::Borrowed(self.str(from, length))),
            _ => self.not(v, "text"),
        }
    }
    /// A sequence of small integers stands for bytes where bytes are asked for: it is what serde makes of `Vec<u8>` and `[u8; N]`.
    fn bytes(&self, v: u32, _: Rep) -> Result<Cow<'_, [u8]>> {
        match self.note(v) {
            Note::Bytes { from, length } => {
                let bytes = self.notes.bytes.get(from as usize..from as usize + length as usize);
                Ok(Cow::Borrowed(bytes.unwrap_or_default()))
            }
            Note::List { first, count } => {
                let byte = |i| match self.note(i) {
                    Note::Integer(value) => u8::try_from(value).or_else(|_| self.not(v, "bytes")),
                    _ => self.not(v, "bytes"),
                };
                let mut bytes = Vec::with_capacity(count as usize);
                for i in first..first + count {
                    bytes.push(byte(i)?);
                }
                Ok(Cow::Owned(bytes))
            }
            _ => self.not(v, "bytes"),
        }
    }
    fn symbol(&self, v: u32, _: Rep) -> Result<Symbol<'_>> {
        match self.note(v) {
            Note::Symbol { names } => {
                let (type_name, symbol) = (Cow::Borrowed(self.name(names)), Cow::Borrowed(self.name(names + 1)));
                Ok(Symbol { type_name, symbol })
            }
            _ => self.not(v, "enum symbol"),
        }
    }
    fn ordinal(&self, v: u32) -> Result<u64> {
        self.not(v, "an ordinal")
    }
    fn decimal(&self, v: u32, _: Rep) -> Result<Decimal<'_>> {
        self.not(v, "the unscaled bytes of a decimal")
    }
    fn uuid(&self, v: u32, _: Rep) -> Result<[u8; 16]> {
        self.not(v, "uuid")
    }
    fn date(&self, v: u32, _: Rep) -> Result<i64> {
        self.not(v, "date")
    }
    fn time(&self, v: u32, _: Rep) -> Result<i64> {
        self.not(v, "time")
    }
    fn moment(&self, v: u32, _: Rep, local: bool) -> Result<Moment> {
        self.not(v, if local { "local timestamp" } else { "timestamp" })
    }
    fn duration(&self, v: u32, _: Rep) -> Result<Duration> {
        self.not(v, "duration")
    }
    fn branch(&self, v: u32, _: Rep) -> Result<(Cow<'_, str>, u32)> {
        match self.note(v) {
            Note::Branch { name, slot } => Ok((Cow::Borrowed(self.name(name)), slot)),
            _ => self.not(v, "branch"),
        }
    }
    fn is_serde(&self) -> bool {
        true
    }
    fn present(&self, v: u32, _: Rep) -> Result<Option<u32>> {
        Ok(if self.note(v) == Note::Null { None } else { Some(v) })
    }
    fn alternative(&self, v: u32) -> Result<Option<(usize, u32)>> {
        self.not(v, "an alternative")
    }
    #[inline]
    fn items(&self, v: u32, _: Rep, _: u32) -> Result<(Range<u32>, usize)> {
        match self.note(v) {
            Note::List { first, count } => Ok((first..first + count, count as usize)),
            _ => self.not(v, "array"),
        }
    }
    #[inline]
    fn item(&self, items: &mut Range<u32>) -> Result<u32> {
        items.next().ok_or_else(|| Error::new(Code::Internal, "asked for more items than there are"))
    }
    #[inline]
    fn entries<'s>(&'s self, v: u32, _: Rep, _: u32, entries: &mut Entries<'s, u32>) -> Result<()> {
        match self.note(v) {
            Note::Map { first, count } => {
                entries.reserve(count as usize);
                for at in (first..).step_by(2).take(count as usize) {
                    match self.key(at) {
                        Some(key) => entries.push((Cow::Borrowed(key.as_bytes()), at + 1)),
                        None => return self.not(at, "text as a map's key"),
                    }
                }
                Ok(())
            }
            Note::Record { first, count, names } => {
                let names = self.names(names, count).iter().map(|name| Cow::Borrowed(name.as_bytes()));
                entries.extend(names.zip(first..));
                Ok(())
            }
            _ => self.not(v, "map"),
        }
    }
    #[inline]
    fn record(&self, v: u32, _: Rep, record: u32, _: u32) -> Result<Open> {
        let note = self.note(v);
        let aligned = match note {
            Note::Record { count, names, .. } => self.is_aligned(names, count, record),
            Note::Map { first, count } => {
                let mut keys = (first..).step_by(2).take(count as usize);
                if let Some(bad) = keys.find(|key| self.key(*key).is_none()) {
                    return self.not(bad, "text as a field's name");
                }
                false
            }
            _ => return self.not(v, "record"),
        };
        Ok(Open { note, aligned, next: 0 })
    }
    #[inline]
    fn field(&self, open: &mut Open, index: usize, name: &str) -> Result<Option<u32>> {
        if let (true, Note::Record { first, .. }) = (open.aligned, open.note) {
            return Ok(Some(first + index as u32));
        }
        Ok(self.search(open, name))
    }
    fn field_count(&self, open: &Open) -> usize {
        match open.note {
            Note::Record { count, .. } | Note::Map { count, .. } => count as usize,
            _ => 0,
        }
    }
    fn field_names(&self, open: &Open, show: &mut dyn FnMut(&str) -> bool) -> Result<()> {
        for i in 0..self.field_count(open) as u32 {
            if !show(self.field_name(open.note, i)) {
                break;
            }
        }
        Ok(())
    }
    fn record_name(&self, v: u32, _: Rep) -> Result<Cow<'_, str>> {
        Ok(Cow::Borrowed(if let Note::Record { names, .. } = self.note(v) { self.name(names) } else { "" }))
    }
}

impl NoteSource<'_> {
    fn field_name(&self, note: Note, i: u32) -> &str {
        match note {
            Note::Record { names, .. } => self.name(names + 1 + i),
            Note::Map { first, .. } => self.key(first + 2 * i).unwrap_or_default(),
            _ => "",
        }
    }

    /// Looks for a field from behind the one that was found last, so that an order that is nearly the schema's costs little.
    #[inline(never)]
    fn search(&self, open: &mut Open, name: &str) -> Option<u32> {
        let count = self.field_count(open) as u32;
        let found =
            (open.next..count).chain(0..open.next.min(count)).find(|i| self.field_name(open.note, *i) == name)?;
        open.next = found + 1;
        match open.note {
            Note::Record { first, .. } => Some(first + found),
            Note::Map { first, .. } => Some(first + 2 * found + 1),
            _ => None,
        }
    }
}

#[cold]
fn beyond(found: &str) -> Error {
    Error::new(Code::ValueRange, format!("expected an integer of 64 bits, found {found}, which is out of range"))
}
