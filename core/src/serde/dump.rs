//! The serializer: dumps a Rust value into notes.
use crate::error::{Code, Error, Result};
use crate::serde::note::{Note, Notes};
use serde_core::ser::{self, Serialize, Serializer};

/// A place for one value.
#[derive(Debug)]
pub(crate) struct Dump<'n> {
    notes: &'n mut Notes,
    slot: usize,
    depth: Depth,
}

/// What may still be nested. Branches are no depth of the data, but frames on the stack.
#[derive(Debug, Clone, Copy)]
struct Depth {
    values: u32,
    branches: u32,
}

impl Depth {
    fn enter(self) -> Result<Self> {
        let values = self.values.checked_sub(1).ok_or_else(too_deep)?;
        Ok(Self { values, ..self })
    }

    fn branch(self) -> Result<Self> {
        let branches = self.branches.checked_sub(1).ok_or_else(too_deep)?;
        Ok(Self { branches, ..self })
    }
}

/// Dumps a whole value; its note is the first slot.
pub(crate) fn dump<T: Serialize + ?Sized>(notes: &mut Notes, value: &T, depth: u32) -> Result<()> {
    notes.clear();
    notes.reserve(1);
    value.serialize(Dump { notes, slot: 0, depth: Depth { values: depth, branches: depth } })
}

impl<'n> Dump<'n> {
    #[inline(always)]
    fn set(self, note: Note) -> Result<()> {
        self.notes.slots[self.slot] = note;
        Ok(())
    }

    /// The place of a variant's value.
    fn into_branch(self, variant: &'static str) -> Result<Self> {
        let depth = self.depth.branch()?;
        let (slot, name) = (self.notes.reserve(1), self.notes.names.len() as u32);
        self.notes.names.push(variant);
        self.notes.slots[self.slot] = Note::Branch { name, slot: slot as u32 };
        Ok(Dump { notes: self.notes, slot, depth })
    }
}

impl<'n> Serializer for Dump<'n> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Many<'n>;
    type SerializeTuple = Many<'n>;
    type SerializeTupleStruct = Many<'n>;
    type SerializeTupleVariant = Many<'n>;
    type SerializeMap = Many<'n>;
    type SerializeStruct = Fields<'n>;
    type SerializeStructVariant = Fields<'n>;

    #[inline]
    fn serialize_bool(self, value: bool) -> Result<()> {
        self.set(Note::Boolean(value))
    }
    #[inline]
    fn serialize_i8(self, value: i8) -> Result<()> {
        self.set(Note::Integer(value as i64))
    }
    #[inline]
    fn serialize_i16(self, value: i16) -> Result<()> {
        self.set(Note::Integer(value as i64))
    }
    #[inline]
    fn serialize_i32(self, value: i32) -> Result<()> {
        self.set(Note::Integer(value as i64))
    }
    #[inline]
    fn serialize_i64(self, value: i64) -> Result<()> {
        self.set(Note::Integer(value))
    }
    fn serialize_i128(self, value: i128) -> Result<()> {
        let note = match (i64::try_from(value), u64::try_from(value)) {
            (Ok(value), _) => Note::Integer(value),
            (_, Ok(value)) => Note::Unsigned(value),
            _ => Note::Wide,
        };
        self.set(note)
    }
    #[inline]
    fn serialize_u8(self, value: u8) -> Result<()> {
        self.set(Note::Integer(value as i64))
    }
    #[inline]
    fn serialize_u16(self, value: u16) -> Result<()> {
        self.set(Note::Integer(value as i64))
    }
    #[inline]
    fn serialize_u32(self, value: u32) -> Result<()> {
        self.set(Note::Integer(value as i64))
    }
    #[inline]
    fn serialize_u64(self, value: u64) -> Result<()> {
        self.set(i64::try_from(value).map_or(Note::Unsigned(value), Note::Integer))
    }
    fn serialize_u128(self, value: u128) -> Result<()> {
        match u64::try_from(value) {
            Ok(value) => self.serialize_u64(value),
            Err(_) => self.set(Note::Wide),
        }
    }
    #[inline]
    fn serialize_f32(self, value: f32) -> Result<()> {
        self.set(Note::Float(value as f64))
    }
    #[inline]
    fn serialize_f64(self, value: f64) -> Result<()> {
        self.set(Note::Float(value))
    }
    fn serialize_char(self, value: char) -> Result<()> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }
    #[inline]
    fn serialize_str(self, value: &str) -> Result<()> {
        let from = self.notes.text.len();
        self.notes.text.push_str(value);
        let note = Note::Text { from: small(from)?, length: small(value.len())? };
        self.set(note)
    }
    fn serialize_bytes(self, value: &[u8]) -> Result<()> {
        let from = self.notes.bytes.len();
        self.notes.bytes.extend_from_slice(value);
        let note = Note::Bytes { from: small(from)?, length: small(value.len())? };
        self.set(note)
    }
    #[inline]
    fn serialize_none(self) -> Result<()> {
        self.set(Note::Null)
    }
    #[inline]
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<()> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<()> {
        self.set(Note::Null)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<()> {
        self.set(Note::Null)
    }
    #[inline]
    fn serialize_unit_variant(self, name: &'static str, _: u32, variant: &'static str) -> Result<()> {
        let names = self.notes.names.len() as u32;
        self.notes.names.push(name);
        self.notes.names.push(variant);
        self.set(Note::Symbol { names })
    }
    #[inline]
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<()> {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<()> {
        value.serialize(self.into_branch(variant)?)
    }
    #[inline]
    fn serialize_seq(self, length: Option<usize>) -> Result<Many<'n>> {
        Many::new(self, Shape::List, length.unwrap_or(0))
    }
    fn serialize_tuple(self, length: usize) -> Result<Many<'n>> {
        Many::new(self, Shape::List, length)
    }
    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Many<'n>> {
        Many::new(self, Shape::List, length)
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Many<'n>> {
        Many::new(self.into_branch(variant)?, Shape::List, length)
    }
    #[inline]
    fn serialize_map(self, length: Option<usize>) -> Result<Many<'n>> {
        Many::new(self, Shape::Map, length.unwrap_or(0).saturating_mul(2))
    }
    #[inline]
    fn serialize_struct(self, name: &'static str, length: usize) -> Result<Fields<'n>> {
        Fields::new(self, name, length)
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        length: usize,
    ) -> Result<Fields<'n>> {
        Fields::new(self.into_branch(variant)?, variant, length)
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Shape {
    List,
    Map,
}

/// Items of a sequence, or keys and values of a map, which lie one behind the other.
#[derive(Debug)]
pub(crate) struct Many<'n> {
    notes: &'n mut Notes,
    slot: usize,
    depth: Depth,
    shape: Shape,
    first: usize,
    count: usize,
    room: usize,
}

/// Slots that are set aside for what a type claims to hold.
const MOST_AT_ONCE: usize = 4096;

impl<'n> Many<'n> {
    #[inline]
    fn new(dump: Dump<'n>, shape: Shape, claimed: usize) -> Result<Self> {
        let Dump { notes, slot, depth } = dump;
        let room = claimed.min(MOST_AT_ONCE);
        let first = notes.reserve(room);
        Ok(Self { notes, slot, depth: depth.enter()?, shape, first, count: 0, room })
    }

    #[inline]
    fn add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        if self.count == self.room {
            self.grow();
        }
        let slot = self.first + self.count;
        self.count += 1;
        value.serialize(Dump { notes: self.notes, slot, depth: self.depth })
    }

    /// More room: right here if nothing lies behind, else for all of them anew.
    #[cold]
    fn grow(&mut self) {
        let slots = &mut self.notes.slots;
        if self.first + self.room != slots.len() {
            let from = self.first;
            self.first = slots.len();
            slots.extend_from_within(from..from + self.count);
        }
        self.room = (2 * self.room).max(8);
        slots.resize(self.first + self.room, Note::Null);
    }

    #[inline]
    fn finish(self) -> Result<()> {
        let first = small(self.first)?;
        self.notes.slots[self.slot] = match self.shape {
            Shape::List => Note::List { first, count: small(self.count)? },
            Shape::Map => Note::Map { first, count: small(self.count / 2)? },
        };
        Ok(())
    }
}

impl ser::SerializeSeq for Many<'_> {
    type Ok = ();
    type Error = Error;
    #[inline]
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.add(value)
    }
    #[inline]
    fn end(self) -> Result<()> {
        self.finish()
    }
}

impl ser::SerializeTuple for Many<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.add(value)
    }
    fn end(self) -> Result<()> {
        self.finish()
    }
}

impl ser::SerializeTupleStruct for Many<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.add(value)
    }
    fn end(self) -> Result<()> {
        self.finish()
    }
}

impl ser::SerializeTupleVariant for Many<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.add(value)
    }
    fn end(self) -> Result<()> {
        self.finish()
    }
}

impl ser::SerializeMap for Many<'_> {
    type Ok = ();
    type Error = Error;
    #[inline]
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<()> {
        self.add(key)
    }
    #[inline]
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<()> {
        self.add(value)
    }
    #[inline]
    fn end(self) -> Result<()> {
        self.finish()
    }
}

/// Fields of a struct.
#[derive(Debug)]
pub(crate) struct Fields<'n> {
    notes: &'n mut Notes,
    slot: usize,
    depth: Depth,
    first: usize,
    names: usize,
    count: usize,
    room: usize,
}

impl<'n> Fields<'n> {
    #[inline]
    fn new(dump: Dump<'n>, name: &'static str, room: usize) -> Result<Self> {
        let Dump { notes, slot, depth } = dump;
        let (first, names) = (notes.reserve(room), notes.names.len());
        notes.names.resize(names + 1 + room, name);
        Ok(Self { notes, slot, depth: depth.enter()?, first, names, count: 0, room })
    }

    #[inline]
    fn add<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<()> {
        if self.count == self.room {
            return Err(more_fields(self.room));
        }
        let slot = self.first + self.count;
        self.count += 1;
        self.notes.names[self.names + self.count] = name;
        value.serialize(Dump { notes: self.notes, slot, depth: self.depth }).map_err(|e| e.in_field(name))
    }

    #[inline]
    fn finish(self) -> Result<()> {
        let (first, names) = (small(self.first)?, small(self.names)?);
        self.notes.slots[self.slot] = Note::Record { first, count: self.count as u32, names };
        Ok(())
    }
}

impl ser::SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Error;
    #[inline]
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<()> {
        self.add(name, value)
    }
    #[inline]
    fn end(self) -> Result<()> {
        self.finish()
    }
}

impl ser::SerializeStructVariant for Fields<'_> {
    type Ok = ();
    type Error = Error;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<()> {
        self.add(name, value)
    }
    fn end(self) -> Result<()> {
        self.finish()
    }
}

/// Notes count in 32 bits.
#[inline(always)]
fn small(number: usize) -> Result<u32> {
    u32::try_from(number).map_err(|_| Error::new(Code::ValueLimit, "expected a value of less than 4 GiB"))
}

#[cold]
fn too_deep() -> Error {
    Error::new(Code::ValueLimit, "expected fewer nested values, found more than the limit")
}

#[cold]
fn more_fields(room: usize) -> Error {
    let message = format!("expected the {room} fields that the type's Serialize announced, found more");
    Error::new(Code::ValueConstraint, message)
}
