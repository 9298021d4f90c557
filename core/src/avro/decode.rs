//! Decoding: a plan reads Avro binary and hands values to a sink. One algorithm for every host.
use crate::avro::budget::too_hollow;
use crate::avro::check::{self, block, check_end, too_deep};
use crate::avro::plan::{DefaultPlan, ItemsPlan, Op, Plan, Step};
use crate::avro::skip::Skip;
use crate::error::{Code, Error, Result};
use crate::limits::Limits;
use crate::model::names::STRING;
use crate::model::shape::Rep;
use crate::model::value::Sink;
use crate::wire::read;
use crate::wire::text::Text;
use std::collections::HashMap;

/// Reads one datum that begins at `at`; gives the value and where the datum ends.
///
/// # Errors
/// `data_*`, with path and offset; whatever the sink refuses.
pub fn decode<K: Sink>(
    plan: &Plan,
    limits: &Limits,
    branches: bool,
    src: &[u8],
    at: usize,
    sink: &mut K,
    place: K::Place,
) -> Result<(K::Value, usize)> {
    let Some(root) = &plan.read else { return Err(Error::new(Code::Internal, "a plan without a root")) };
    let (depth, empty, hollow) = (limits.depth, limits.empty_items, limits.hollow_fields());
    Decoder { plan, src, sink, depth, empty, hollow, branches, texts: None }.step(root, place, at)
}

/// The texts of a default and where in it they begin.
pub(crate) fn texts(plan: &Plan, limits: &Limits, default: &DefaultPlan) -> Result<Vec<(u32, String)>> {
    let mut sink = Skip { texts: Some(Vec::new()) };
    let (depth, empty, hollow) = (limits.depth, limits.empty_items, limits.hollow_fields());
    let src = &default.bytes;
    Decoder { plan, src, sink: &mut sink, depth, empty, hollow, branches: false, texts: None }.step(
        &default.step,
        (),
        0,
    )?;
    Ok(sink.texts.unwrap_or_default())
}

pub(crate) struct Decoder<'p, 'k, K: Sink> {
    pub(crate) plan: &'p Plan,
    pub(crate) src: &'p [u8],
    pub(crate) sink: &'k mut K,
    pub(crate) depth: u32,
    pub(crate) empty: u32,
    /// Fields of records without bytes that are left.
    pub(crate) hollow: u32,
    /// Whether the branches of unions are told to hosts of dynamic values.
    pub(crate) branches: bool,
    /// The strings of the default that is being read, if it is one.
    pub(crate) texts: Option<&'p HashMap<u32, u32>>,
}

pub(crate) type Read<K> = Result<(<K as Sink>::Value, usize)>;

impl<'p, K: Sink> Decoder<'p, '_, K> {
    #[inline(never)]
    pub(crate) fn step(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
        self.value(step, place, at)
    }

    /// A text, and where sinks find it again: in the input, or among the plan's names.
    #[inline(always)]
    pub(crate) fn text(&self, at: usize) -> Result<(Text<'p>, usize, usize)> {
        let (text, from, next) = read::text(self.src, at)?;
        match self.texts {
            None => Ok((text, from, next)),
            Some(texts) => Ok((text, STRING | texts.get(&(from as u32)).map_or(0, |index| *index as usize), next)),
        }
    }

    /// Where sinks find bytes again: in the input, or nowhere else than in their hands.
    #[inline(always)]
    pub(crate) fn from(&self, from: usize) -> usize {
        if self.texts.is_none() { from } else { STRING | from }
    }

    /// The frequent types in line, all others out of line, so that a record's loop stays small.
    #[inline(always)]
    fn value(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
        let (src, slot) = (self.src, step.slot());
        match step.op {
            Op::Long => {
                let (value, next) = read::long(src, at)?;
                Ok((self.sink.long(place, slot, value)?, next))
            }
            Op::Int => {
                let (value, next) = read::int(src, at)?;
                Ok((self.sink.int(place, slot, value)?, next))
            }
            Op::Boolean => {
                let (value, next) = check::boolean(src, at)?;
                Ok((self.sink.boolean(place, slot, value)?, next))
            }
            Op::Double => {
                let (bytes, next) = read::take(src, at)?;
                Ok((self.sink.double(place, slot, f64::from_le_bytes(bytes))?, next))
            }
            Op::String => {
                let (text, from, next) = self.text(at)?;
                Ok((self.sink.text(place, slot, text, from)?, next))
            }
            Op::Struct | Op::Record => self.record(step, place, at),
            Op::Optional => self.optional(step, place, at),
            Op::Branch => {
                let branch = &self.plan.branches[step.arg as usize];
                let (index, next) = self.index(branch.named, at)?;
                if index != branch.index {
                    return Err(self.no_place(branch.named, index, at));
                }
                self.step(&branch.step, place, next)
            }
            Op::Enum => self.enumeration(step, place, at),
            Op::Union => self.union(step, place, at),
            Op::Choice => self.choice(step, place, at),
            Op::Tagged => self.tagged(step, place, at),
            Op::Array => self.array(step, place, at),
            Op::Map => self.map(step, place, at),
            Op::Timestamp(unit) if slot.rep == Rep::Timestamp => {
                let (raw, next) = read::long(src, at)?;
                Ok((self.sink.moment(place, slot, unit.to_moment(raw), false, raw)?, next))
            }
            _ => self.rare(step, place, at),
        }
    }

    #[inline(never)]
    fn record(&mut self, step: &Step, place: K::Place, mut at: usize) -> Read<K> {
        let plan = self.plan;
        let record = &plan.records[step.arg as usize];
        if record.broken {
            return Err(Error::new(Code::ShapeMismatch, "the host's type does not fit this record"));
        }
        if step.rep == Rep::Map {
            return self.record_as_map(step, place, at);
        }
        self.enter(at)?;
        let start = at;
        let mut open = self.sink.record(place, step.slot(), step.arg, record.named, record.count as usize)?;
        for (step, &field) in record.steps.iter().zip(&record.first_field) {
            let field = field as usize;
            let read = match step.op {
                Op::Run => {
                    let (first, count) = plan.runs[step.arg as usize];
                    let numbers = &plan.numbers[first as usize..(first + count) as usize];
                    match self.sink.run(&mut open, numbers, self.src, at) {
                        Ok(next) => {
                            at = next;
                            continue;
                        }
                        Err((number, e)) => {
                            return Err(e.in_field(&record.fields[field + number].name));
                        }
                    }
                }
                Op::Absent => self.skip(&plan.absents[step.arg as usize].skip, at).map(|next| {
                    at = next;
                    None
                }),
                _ => {
                    let place = self.sink.field(&mut open, field, step.at);
                    self.value(step, place, at).map(|(value, next)| {
                        at = next;
                        Some(value)
                    })
                }
            };
            let ended = match read {
                Ok(Some(value)) => self.sink.field_end(&mut open, field, step.at, value),
                Ok(None) => Ok(()),
                Err(e) => Err(e),
            };
            if let Err(e) = ended {
                return Err(e.in_field(&record.fields[field].name));
            }
        }
        self.leave_record(record.hollow, start, at)?;
        Ok((self.sink.record_end(open)?, at))
    }

    /// A record for a host that wants a mapping of one static type.
    #[inline(never)]
    fn record_as_map(&mut self, step: &Step, place: K::Place, mut at: usize) -> Read<K> {
        let plan = self.plan;
        let record = &plan.records[step.arg as usize];
        self.enter(at)?;
        let start = at;
        let mut open = self.sink.map(place, step.slot())?;
        self.sink.map_block(&mut open, record.count as usize, record.stride)?;
        for (step, &field) in record.steps.iter().zip(&record.first_field) {
            let name = &*record.fields[field as usize].name;
            at = match step.op {
                Op::Absent => self.skip(&plan.absents[step.arg as usize].skip, at),
                _ => self.named_field(&mut open, step, name, (record.named, field), at),
            }
            .map_err(|e| e.in_field(name))?;
        }
        self.leave_record(record.hollow, start, at)?;
        Ok((self.sink.map_end(open)?, at))
    }

    /// A field as an entry of a mapping.
    fn named_field(
        &mut self,
        open: &mut K::Map,
        step: &Step,
        name: &str,
        (named, field): (u32, u32),
        at: usize,
    ) -> Result<usize> {
        let from = STRING | self.plan.names.string_index(named, field + 1) as usize;
        let place = self.sink.entry(open, Text::from(name), from)?;
        let (value, next) = self.value(step, place, at)?;
        self.sink.entry_end(open, value)?;
        Ok(next)
    }

    fn skip(&mut self, step: &Step, at: usize) -> Result<usize> {
        skip(self.plan, step, self.depth, (&mut self.empty, &mut self.hollow), self.src, at)
    }

    #[inline(never)]
    fn array(&mut self, step: &Step, place: K::Place, mut at: usize) -> Read<K> {
        let plan = self.plan;
        let items = &plan.items[step.arg as usize];
        self.enter(at)?;
        let mut open = self.sink.list(place, step.slot())?;
        let mut index = 0;
        loop {
            let (count, end, next) = self.block(items, at)?;
            at = next;
            if count == 0 {
                check_end(end, at)?;
                break;
            }
            self.sink.list_block(&mut open, count, items.stride)?;
            for _ in 0..count {
                let place = self.sink.item(&mut open);
                match self.value(&items.step, place, at) {
                    Ok((value, next)) => {
                        self.sink.item_end(&mut open, value)?;
                        at = next;
                    }
                    Err(e) => return Err(e.in_item(index)),
                }
                index += 1;
            }
            check_end(end, at)?;
        }
        self.depth += 1;
        Ok((self.sink.list_end(open)?, at))
    }

    #[inline(never)]
    fn map(&mut self, step: &Step, place: K::Place, mut at: usize) -> Read<K> {
        let plan = self.plan;
        let values = &plan.items[step.arg as usize];
        self.enter(at)?;
        let mut open = self.sink.map(place, step.slot())?;
        loop {
            let (count, end, next) = self.block(values, at)?;
            at = next;
            if count == 0 {
                check_end(end, at)?;
                break;
            }
            self.sink.map_block(&mut open, count, values.stride)?;
            for _ in 0..count {
                let (key, from, next) = self.text(at)?;
                let place = self.sink.entry(&mut open, key, from)?;
                let (value, next) = self.value(&values.step, place, next).map_err(|e| e.in_key(&key.to_str()))?;
                self.sink.entry_end(&mut open, value)?;
                at = next;
            }
            check_end(end, at)?;
        }
        self.depth += 1;
        Ok((self.sink.map_end(open)?, at))
    }

    #[inline(always)]
    fn block(&mut self, items: &ItemsPlan, at: usize) -> Result<(usize, Option<usize>, usize)> {
        block(self.src, (&mut self.empty, self.hollow), items, at)
    }

    /// A field that the writer lacks: its default, read by the same steps as data.
    #[inline(never)]
    pub(crate) fn default(&mut self, step: &Step, place: K::Place, at: usize) -> Result<K::Value> {
        let default = &self.plan.defaults[step.arg as usize];
        let mut decoder = Decoder {
            plan: self.plan,
            src: &default.bytes,
            sink: &mut *self.sink,
            depth: self.depth,
            empty: self.empty,
            hollow: self.hollow,
            branches: self.branches,
            texts: Some(&default.texts),
        };
        match decoder.step(&default.step, place, 0) {
            Ok((value, _)) => Ok(value),
            // Which has a size for its offset.
            Err(e) if e.code() == Code::BufferTooSmall => Err(e),
            Err(e) => Err(e.at_offset_instead(at)),
        }
    }

    /// Comes out of a record: one without bytes has its cost.
    #[inline(always)]
    fn leave_record(&mut self, cost: u32, start: usize, end: usize) -> Result<()> {
        self.depth += 1;
        if start == end {
            self.hollow = self.hollow.checked_sub(cost).ok_or_else(|| too_hollow(end))?;
        }
        Ok(())
    }

    #[inline(always)]
    fn enter(&mut self, at: usize) -> Result<()> {
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                Ok(())
            }
            None => Err(too_deep(at)),
        }
    }
}

/// Passes over one value that begins at `at`, and gives where it ends. What remains of the items without bytes, and of the fields of
/// records without bytes, is counted on.
#[inline(never)]
pub(crate) fn skip(
    plan: &Plan,
    step: &Step,
    depth: u32,
    (empty, hollow): (&mut u32, &mut u32),
    src: &[u8],
    at: usize,
) -> Result<usize> {
    let sink = &mut Skip::default();
    let mut decoder = Decoder { plan, src, sink, depth, empty: *empty, hollow: *hollow, branches: false, texts: None };
    let ((), next) = decoder.step(step, (), at)?;
    (*empty, *hollow) = (decoder.empty, decoder.hollow);
    Ok(next)
}
