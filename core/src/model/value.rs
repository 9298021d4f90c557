//! The two doors for values: a Source is asked for a value, a Sink is handed one. One algorithm serves every host.
//!
//! A *position* says where a value is (an object of the host, an offset in a tape); a [`Rep`] says how it lies there.
//! Hosts whose values know their own kind see `Rep::Any` only.
use crate::error::{Code, Error, Result};
use crate::model::kind::{Decimal, Duration, Kind, Moment, Number, Symbol};
use crate::model::shape::{Rep, ShapeId};
use crate::wire::text::Text;
use smallvec::SmallVec;
use std::borrow::Cow;

/// A number inside a run of numbers: at `at` bytes behind the head, as `rep`, for the wire as `op`.
#[derive(Debug, Clone, Copy)]
pub struct RunNumber {
    /// What it is on the wire.
    pub op: RunOp,
    /// Where it lies, from the head's start, in bytes.
    pub at: u32,
}

/// The pairs of wire type and host width that runs are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum RunOp {
    Boolean,
    /// An int in 32 bits.
    Int32,
    /// An int in 64 bits.
    Int64,
    /// A long in 32 bits.
    Long32,
    /// A long in 64 bits.
    Long64,
    Float32,
    Double64,
}

/// Keys, as UTF-8 that the source has checked, and the positions of their values; few enough need no allocation.
pub type Entries<'s, P> = SmallVec<[(Cow<'s, [u8]>, P); 4]>;

/// Where values come from. Every method may fail with `value_type`; what else it may fail with is said.
pub trait Source {
    /// Where a value is.
    type Position: Copy;
    /// The items of a sequence, under way.
    type Items;
    /// A record or mapping that is asked for its fields.
    type Record;

    /// The position of a field that lies `at` bytes behind this one (or is its field number `at`).
    fn at(&self, position: Self::Position, at: u32) -> Self::Position;
    /// The kind of the value.
    fn kind(&self, position: Self::Position, rep: Rep) -> Result<Kind>;
    /// Fails unless the value is null.
    fn null(&self, position: Self::Position, rep: Rep) -> Result<()>;
    /// A boolean.
    fn boolean(&self, position: Self::Position, rep: Rep) -> Result<bool>;
    /// An integer; `value_range` beyond 64 bits.
    fn integer(&self, position: Self::Position, rep: Rep) -> Result<i64>;
    /// An integer or a float; `value_range` for an integer beyond 64 bits.
    fn number(&self, position: Self::Position, rep: Rep) -> Result<Number>;
    /// Writes length and text at `at` and gives the next position; `value_constraint` if it is no Unicode.
    fn put_text(&self, position: Self::Position, rep: Rep, buf: &mut [u8], at: usize) -> Result<usize>;
    /// A text; `value_constraint` if it is no Unicode.
    fn text(&self, position: Self::Position, rep: Rep) -> Result<Cow<'_, str>>;
    /// A text's bytes for comparing, which need not be checked.
    fn text_bytes(&self, position: Self::Position, rep: Rep) -> Result<Cow<'_, [u8]>> {
        Ok(match self.text(position, rep)? {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        })
    }
    /// Bytes.
    fn bytes(&self, position: Self::Position, rep: Rep) -> Result<Cow<'_, [u8]>>;
    /// `size` bytes that lie in the slot itself.
    fn fixed(&self, _position: Self::Position, _size: u32) -> Result<Cow<'_, [u8]>> {
        Err(no_shape())
    }
    /// A symbol of a host enum. `shape` is the static type, if there is one.
    fn symbol(&self, position: Self::Position, rep: Rep) -> Result<Symbol<'_>>;
    /// The index of a symbol in the host's enum, where that enum is known from the shape.
    fn ordinal(&self, position: Self::Position) -> Result<u64>;
    /// A decimal.
    fn decimal(&self, position: Self::Position, rep: Rep) -> Result<Decimal<'_>>;
    /// A UUID, big-endian.
    fn uuid(&self, position: Self::Position, rep: Rep) -> Result<[u8; 16]>;
    /// Days since 1970-01-01.
    fn date(&self, position: Self::Position, rep: Rep) -> Result<i64>;
    /// Nanoseconds since midnight.
    fn time(&self, position: Self::Position, rep: Rep) -> Result<i64>;
    /// Whether a local timestamp also stands for the instant that it is in UTC, as in hosts with one type for both.
    fn local_is_utc(&self) -> bool {
        false
    }
    /// A moment: of a timestamp, or of a local timestamp.
    fn moment(&self, position: Self::Position, rep: Rep, local: bool) -> Result<Moment>;
    /// A duration.
    fn duration(&self, position: Self::Position, rep: Rep) -> Result<Duration>;
    /// What an explicit branch is called, and where its value is.
    fn branch(&self, position: Self::Position, rep: Rep) -> Result<(Cow<'_, str>, Self::Position)>;
    /// As `branch`, of a host that numbers its branches instead of naming them.
    fn branch_number(&self, _position: Self::Position) -> Option<(usize, Self::Position)> {
        None
    }
    /// Whether values are of serde's data model: branches are called by the names of Rust's variants, so that a simple name or a
    /// type name in any case will do, and raw bytes may come as a sequence of small integers.
    fn is_serde(&self) -> bool {
        false
    }
    /// Where the value of an optional is, or that there is none. `inner` is the representation of what is optional.
    fn present(&self, position: Self::Position, inner: Rep) -> Result<Option<Self::Position>>;
    /// Which alternative of a one-of it is, counted from 0, and where it is.
    fn alternative(&self, position: Self::Position) -> Result<Option<(usize, Self::Position)>>;
    /// The items of a sequence, and how many they are. `stride`: bytes from one item to the next, where that means anything.
    fn items(&self, position: Self::Position, rep: Rep, stride: u32) -> Result<(Self::Items, usize)>;
    /// The position of the next item. Called exactly as often as there are items.
    fn item(&self, items: &mut Self::Items) -> Result<Self::Position>;
    /// The entries of a mapping, in any order. `stride` as for `items`.
    /// Fails with `value_constraint` if a key is no Unicode, with `value_type` if it is no text.
    fn entries<'s>(
        &'s self,
        position: Self::Position,
        rep: Rep,
        stride: u32,
        entries: &mut Entries<'s, Self::Position>,
    ) -> Result<()>;
    /// A record or a mapping, to be asked for the fields of record number `record` of the plan. `stride` as for `entries`.
    fn record(&self, position: Self::Position, rep: Rep, record: u32, stride: u32) -> Result<Self::Record>;
    /// The value of field number `index`, called `name`, if there is one.
    fn field(&self, record: &mut Self::Record, index: usize, name: &str) -> Result<Option<Self::Position>>;
    /// How many fields or keys there are in all.
    fn field_count(&self, record: &Self::Record) -> usize;
    /// Shows every field name or key until told to stop.
    fn field_names(&self, record: &Self::Record, show: &mut dyn FnMut(&str) -> bool) -> Result<()>;
    /// The name of a record type of the host's own; empty for a mapping.
    fn record_name(&self, position: Self::Position, rep: Rep) -> Result<Cow<'_, str>>;
    /// Writes a run of numbers whose head is here. Only sources with shapes are asked; on failure, the number that failed.
    fn run(
        &self,
        _position: Self::Position,
        _numbers: &[RunNumber],
        _buf: &mut [u8],
        _at: usize,
    ) -> Result<usize, (usize, Error)> {
        Err((0, no_shape()))
    }
}

/// How and for which shape a value is to be stored.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    /// How it lies there.
    pub rep: Rep,
    /// The host type that wants it.
    pub shape: ShapeId,
}

/// Where decoded values go. `Place` says where, for sinks that store in place; `Value` is what sinks that build values hand back.
pub trait Sink {
    /// Where a value is to be stored.
    type Place: Copy;
    /// A value that was made.
    type Value;
    /// A sequence in the making.
    type List;
    /// A mapping in the making.
    type Map;
    /// A record in the making.
    type Record;

    /// The place of a field that lies `at` bytes behind this one (or is its field number `at`).
    fn at(&self, place: Self::Place, at: u32) -> Self::Place;
    /// Null.
    fn null(&mut self, place: Self::Place, slot: Slot) -> Result<Self::Value>;
    /// A boolean.
    fn boolean(&mut self, place: Self::Place, slot: Slot, value: bool) -> Result<Self::Value>;
    /// An int.
    fn int(&mut self, place: Self::Place, slot: Slot, value: i32) -> Result<Self::Value>;
    /// A long.
    fn long(&mut self, place: Self::Place, slot: Slot, value: i64) -> Result<Self::Value>;
    /// A float.
    fn float(&mut self, place: Self::Place, slot: Slot, value: f32) -> Result<Self::Value>;
    /// A double.
    fn double(&mut self, place: Self::Place, slot: Slot, value: f64) -> Result<Self::Value>;
    /// A text; it lies `from` bytes behind the input's start.
    fn text(&mut self, place: Self::Place, slot: Slot, value: Text<'_>, from: usize) -> Result<Self::Value>;
    /// Bytes; they lie `from` bytes behind the input's start.
    fn bytes(&mut self, place: Self::Place, slot: Slot, value: &[u8], from: usize) -> Result<Self::Value>;
    /// A fixed: named type number `named`.
    fn fixed(&mut self, place: Self::Place, slot: Slot, value: &[u8], from: usize, named: u32) -> Result<Self::Value>;
    /// Symbol `index` of an enum: named type number `named`. `host`: the symbol's index in the shape's enum, if that has it.
    fn symbol(
        &mut self,
        place: Self::Place,
        slot: Slot,
        named: u32,
        index: u32,
        host: Option<u32>,
    ) -> Result<Self::Value>;
    /// A decimal whose unscaled bytes lie `from` bytes behind the input's start.
    fn decimal(
        &mut self,
        place: Self::Place,
        slot: Slot,
        unscaled: &[u8],
        from: usize,
        scale: i32,
    ) -> Result<Self::Value>;
    /// A UUID, big-endian.
    fn uuid(&mut self, place: Self::Place, slot: Slot, value: [u8; 16]) -> Result<Self::Value>;
    /// Days since 1970-01-01.
    fn date(&mut self, place: Self::Place, slot: Slot, days: i32) -> Result<Self::Value>;
    /// Nanoseconds since midnight; `raw` in the wire's unit. Out of a day's range, raw is what remains.
    fn time(&mut self, place: Self::Place, slot: Slot, nanos: Option<i64>, raw: i64) -> Result<Self::Value>;
    /// A timestamp or local timestamp; `raw` in the wire's unit.
    fn moment(&mut self, place: Self::Place, slot: Slot, moment: Moment, local: bool, raw: i64) -> Result<Self::Value>;
    /// A duration.
    fn duration(&mut self, place: Self::Place, slot: Slot, value: Duration) -> Result<Self::Value>;
    /// The place for the value of an optional, marked as present. `inner` is the representation of what is optional.
    fn present(&mut self, place: Self::Place, slot: Slot, inner: Slot, size: u32) -> Result<Self::Place>;
    /// The place for alternative number `index` of a one-of, whose slot takes `size` bytes.
    fn alternative(&mut self, place: Self::Place, index: usize, size: u32) -> Result<Self::Place>;
    /// Begins an explicit branch: branch `index` of the union whose names are named type number `named`.
    fn branch(&mut self, place: Self::Place, slot: Slot, named: u32, index: u32) -> Result<Self::Place>;
    /// Ends it.
    fn branch_end(&mut self, value: Self::Value, named: u32, index: u32) -> Result<Self::Value>;
    /// Begins a sequence.
    fn list(&mut self, place: Self::Place, slot: Slot) -> Result<Self::List>;
    /// Says that `count` more items follow, each `stride` bytes wide.
    fn list_block(&mut self, list: &mut Self::List, count: usize, stride: u32) -> Result<()>;
    /// The place of the next item.
    fn item(&mut self, list: &mut Self::List) -> Self::Place;
    /// Takes an item.
    fn item_end(&mut self, list: &mut Self::List, value: Self::Value) -> Result<()>;
    /// Ends the sequence.
    fn list_end(&mut self, list: Self::List) -> Result<Self::Value>;
    /// Begins a mapping.
    fn map(&mut self, place: Self::Place, slot: Slot) -> Result<Self::Map>;
    /// Says that `count` more entries follow, each `stride` bytes wide with its key.
    fn map_block(&mut self, map: &mut Self::Map, count: usize, stride: u32) -> Result<()>;
    /// The place of the next entry's value.
    fn entry(&mut self, map: &mut Self::Map, key: Text<'_>, from: usize) -> Result<Self::Place>;
    /// Takes a value.
    fn entry_end(&mut self, map: &mut Self::Map, value: Self::Value) -> Result<()>;
    /// Ends the mapping.
    fn map_end(&mut self, map: Self::Map) -> Result<Self::Value>;
    /// Begins a record: record number `record` of the plan, named type number `named`, with `count` fields.
    fn record(&mut self, place: Self::Place, slot: Slot, record: u32, named: u32, count: usize)
    -> Result<Self::Record>;
    /// The place of field `index`, which lies `at` bytes behind the record's head or is host field number `at`.
    fn field(&mut self, record: &mut Self::Record, index: usize, at: u32) -> Self::Place;
    /// Takes a field's value.
    fn field_end(&mut self, record: &mut Self::Record, index: usize, at: u32, value: Self::Value) -> Result<()>;
    /// Ends the record.
    fn record_end(&mut self, record: Self::Record) -> Result<Self::Value>;
    /// Reads a run of numbers into a head. Only sinks with shapes are asked; on failure, the number that failed.
    fn run(
        &mut self,
        _record: &mut Self::Record,
        _numbers: &[RunNumber],
        _src: &[u8],
        _at: usize,
    ) -> Result<usize, (usize, Error)> {
        Err((0, no_shape()))
    }
}

#[cold]
fn no_shape() -> Error {
    Error::new(Code::Internal, "a plan with runs met a host without shapes")
}

/// A value of the wrong kind.
#[cold]
#[inline(never)]
pub fn mismatch(expected: &str, found: Kind) -> Error {
    Error::new(Code::ValueType, format!("expected {expected}, found {}", found.name()))
}

/// A number that the type does not hold.
#[cold]
#[inline(never)]
pub fn out_of_range(expected: &str, found: i64) -> Error {
    Error::new(Code::ValueRange, format!("expected {expected}, found {found}, which is out of range"))
}
