//! Decoding: a plan reads Avro binary and hands values to a sink. One algorithm for every host.
use crate::avro::budget::too_many;
use crate::avro::compile::time_unit;
use crate::avro::plan::{BranchPlan, DefaultPlan, Op, Plan, PromotionPlan, Step};
use crate::avro::resolve::Wire;
use crate::avro::skip::Skip;
use crate::avro::uuid;
use crate::error::{Code, Error, Result};
use crate::limits::{HOLLOW, Limits};
use crate::model::kind::Duration;
use crate::model::names::STRING;
use crate::model::shape::Rep;
use crate::model::time::DAY_NANOS;
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
    let (depth, empty) = (limits.depth, limits.empty_items);
    Decoder { plan, src, sink, depth, empty, hollow: HOLLOW, branches, texts: None }.step(root, place, at)
}

/// The texts of a default and where in it they begin.
pub(crate) fn texts(plan: &Plan, limits: &Limits, default: &DefaultPlan) -> Result<Vec<(u32, String)>> {
    let mut sink = Skip { texts: Some(Vec::new()) };
    let (depth, empty) = (limits.depth, limits.empty_items);
    let src = &default.bytes;
    Decoder { plan, src, sink: &mut sink, depth, empty, hollow: HOLLOW, branches: false, texts: None }.step(
        &default.step,
        (),
        0,
    )?;
    Ok(sink.texts.unwrap_or_default())
}

struct Decoder<'p, 'k, K: Sink> {
    plan: &'p Plan,
    src: &'p [u8],
    sink: &'k mut K,
    depth: u32,
    empty: u32,
    hollow: u32,
    /// Whether the branches of unions are told to hosts of dynamic values.
    branches: bool,
    /// The strings of the default that is being read, if it is one.
    texts: Option<&'p HashMap<u32, u32>>,
}

type Read<K> = Result<(<K as Sink>::Value, usize)>;

impl<'p, K: Sink> Decoder<'p, '_, K> {
    #[inline(never)]
    fn step(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
        self.value(step, place, at)
    }

    /// A text, and where sinks find it again: in the input, or among the plan's names.
    #[inline(always)]
    fn text(&self, at: usize) -> Result<(Text<'p>, usize, usize)> {
        let (text, from, next) = read::text(self.src, at)?;
        match self.texts {
            None => Ok((text, from, next)),
            Some(texts) => Ok((text, STRING | texts.get(&(from as u32)).map_or(0, |index| *index as usize), next)),
        }
    }

    /// Where sinks find bytes again: in the input, or nowhere else than in their hands.
    #[inline(always)]
    fn from(&self, from: usize) -> usize {
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
                let ([byte], next) = read::take(src, at)?;
                if byte > 1 {
                    return Err(read::malformed(at, format!("expected a boolean, found byte {byte:#04x}")));
                }
                Ok((self.sink.boolean(place, slot, byte == 1)?, next))
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
    fn rare(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
        let (src, slot) = (self.src, step.slot());
        match step.op {
            Op::Null => Ok((self.sink.null(place, slot)?, at)),
            Op::Float => {
                let (bytes, next) = read::take(src, at)?;
                Ok((self.sink.float(place, slot, f32::from_le_bytes(bytes))?, next))
            }
            Op::Bytes => {
                let (from, next) = read::span(src, at)?;
                if slot.rep == Rep::Fixed && next - from != step.arg as usize {
                    let message = format!("expected {} bytes, found {}", step.arg, next - from);
                    return Err(Error::new(Code::DataUnrepresentable, message).at_offset(at));
                }
                Ok((self.sink.bytes(place, slot, &src[from..next], self.from(from))?, next))
            }
            Op::Fixed => {
                let fixed = &self.plan.fixeds[step.arg as usize];
                let bytes = fixed_bytes(src, at, fixed.size)?;
                Ok((self.sink.fixed(place, slot, bytes, self.from(at), fixed.named)?, at + fixed.size))
            }
            Op::Enum => {
                let count = self.plan.enums[step.arg as usize].to_host.len();
                let (index, next) = symbol_index(src, at, count)?;
                Ok((self.symbol(step, place, index, at)?, next))
            }
            Op::Timestamp(_) | Op::LocalTimestamp(_) | Op::TimeMicros => {
                let (raw, next) = read::long(src, at)?;
                Ok((self.whole(step, place, raw)?, next))
            }
            Op::Date => {
                let (days, next) = read::int(src, at)?;
                if is_integer(slot.rep) {
                    return Ok((self.sink.int(place, slot, days)?, next));
                }
                Ok((self.sink.date(place, slot, days)?, next))
            }
            Op::TimeMillis => {
                let (raw, next) = read::int(src, at)?;
                Ok((self.time(step, place, raw as i64)?, next))
            }
            Op::UuidString => {
                let (text, from, next) = self.text(at)?;
                if slot.rep == Rep::Text {
                    return Ok((self.sink.text(place, slot, text, from)?, next));
                }
                match uuid::parse(&text.to_str()) {
                    Some(bytes) => Ok((self.sink.uuid(place, slot, bytes)?, next)),
                    None if slot.rep == Rep::Any => Ok((self.sink.text(place, slot, text, from)?, next)),
                    None => Err(Error::new(Code::DataUnrepresentable, "the text is no uuid").at_offset(at)),
                }
            }
            Op::UuidFixed => {
                if matches!(slot.rep, Rep::Bytes | Rep::Fixed) {
                    return Ok((self.sink.bytes(place, slot, fixed_bytes(src, at, 16)?, self.from(at))?, at + 16));
                }
                let (bytes, next) = read::take(src, at)?;
                Ok((self.sink.uuid(place, slot, bytes)?, next))
            }
            Op::Duration => {
                if matches!(slot.rep, Rep::Bytes | Rep::Fixed) {
                    return Ok((self.sink.bytes(place, slot, fixed_bytes(src, at, 12)?, self.from(at))?, at + 12));
                }
                let (months, next) = read::take(src, at)?;
                let (days, next) = read::take(src, next)?;
                let (millis, next) = read::take(src, next)?;
                let [months, days, millis] = [months, days, millis].map(u32::from_le_bytes);
                Ok((self.sink.duration(place, slot, Duration { months, days, millis })?, next))
            }
            Op::DecimalBytes | Op::DecimalFixed | Op::BigDecimal => self.decimal(step, place, at),
            Op::OneOf => self.one_of(step, place, at),
            Op::Promoted => self.promoted(step, place, at),
            Op::Symbols => {
                let symbols = &self.plan.symbols[step.arg as usize];
                let (index, next) = symbol_index(src, at, symbols.to_reader.len())?;
                match symbols.to_reader[index as usize] {
                    Some(own) => Ok((self.symbol(&symbols.step, place, own, at)?, next)),
                    None => {
                        let symbol = self.plan.names.get(symbols.named, index + 1).unwrap_or_default();
                        let message = format!("symbol {symbol:?} of the writer is none that the reader's enum has");
                        Err(Error::new(Code::SchemaIncompatible, message).at_offset(at))
                    }
                }
            }
            Op::Default => Ok((self.default(step, place, at)?, at)),
            Op::Never => {
                let reason = &*self.plan.refusals[step.arg as usize];
                Err(Error::new(Code::SchemaIncompatible, reason).at_offset(at))
            }
            _ => Err(Error::new(Code::Internal, "a step that no value has")),
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
        self.leave_record(start, at)?;
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
        self.leave_record(start, at)?;
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
    fn optional(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
        let plan = self.plan;
        let optional = &plan.optionals[step.arg as usize];
        let mut at = at;
        if optional.null.is_some() || optional.branch.is_some() {
            let (index, next) = read::int(self.src, at)?;
            if Some(index as u32) == optional.null {
                return Ok((self.sink.null(place, step.slot())?, next));
            }
            if let Some(branch) = optional.branch {
                if index as u32 != branch {
                    let (index, _) = self.index(optional.named, at)?;
                    return Err(self.no_place(optional.named, index, at));
                }
                at = next;
            }
        }
        let place = self.sink.present(place, step.slot(), optional.inner, optional.size)?;
        match optional.step.op {
            Op::String => {
                let (text, from, next) = self.text(at)?;
                Ok((self.sink.text(place, optional.step.slot(), text, from)?, next))
            }
            _ => self.step(&optional.step, place, at),
        }
    }

    #[inline(never)]
    fn union(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
        let union = &self.plan.unions[step.arg as usize];
        let (index, next) = self.index(union.named, at)?;
        let Some(Some(inner)) = union.branches.get(index as usize).map(|(_, step)| step) else {
            return Err(self.no_place(union.named, index, at));
        };
        if self.branches && step.rep == Rep::Any && inner.op != Op::Null {
            let place = self.sink.branch(place, step.slot(), union.named, index)?;
            let (value, next) = self.step(inner, place, next)?;
            return Ok((self.sink.branch_end(value, union.named, index)?, next));
        }
        self.step(inner, place, next)
    }

    /// A union of the writer.
    #[inline(never)]
    fn choice(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
        let choice = &self.plan.choices[step.arg as usize];
        let (index, next) = self.index(choice.named, at)?;
        match choice.branches.get(index as usize) {
            Some(Some(inner)) if inner.op == Op::Tagged => self.branch(inner, place, next),
            Some(Some(inner)) => self.step(inner, place, next),
            _ => Err(self.no_place(choice.named, index, at)),
        }
    }

    #[inline(never)]
    fn tagged(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
        self.branch(step, place, at)
    }

    /// What the reader's union holds as one of its branches. In line, since every frame of a deep value counts.
    #[inline(always)]
    fn branch(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
        let BranchPlan { index, step: inner, named } = &self.plan.branches[step.arg as usize];
        if !self.branches || inner.op == Op::Null {
            return self.step(inner, place, at);
        }
        let place = self.sink.branch(place, step.slot(), *named, *index)?;
        let (value, next) = self.step(inner, place, at)?;
        Ok((self.sink.branch_end(value, *named, *index)?, next))
    }

    #[inline(never)]
    fn one_of(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
        let one_of = &self.plan.one_ofs[step.arg as usize];
        let (index, next) = match one_of.union_named {
            Some(named) => self.index(named, at)?,
            None => (0, at),
        };
        if one_of.null == Some(index) {
            return Ok((self.sink.null(place, step.slot())?, next));
        }
        match one_of.branches.get(index as usize) {
            Some(Some((alternative, inner))) => {
                let size = one_of.alternatives[*alternative as usize].1;
                let place = self.sink.alternative(place, *alternative as usize, size)?;
                self.step(inner, place, next)
            }
            _ => Err(self.no_place(one_of.union_named.unwrap_or_default(), index, at)),
        }
    }

    /// The index of a branch of the union whose names are `named`.
    #[inline(always)]
    fn index(&self, named: u32, at: usize) -> Result<(u32, usize)> {
        let (index, next) = read::int(self.src, at)?;
        let count = self.plan.names.types[named as usize].1;
        if index < 0 || index as u32 >= count {
            return Err(read::malformed(at, format!("expected the index of one of {count} branches, found {index}")));
        }
        Ok((index as u32, next))
    }

    #[cold]
    fn no_place(&self, named: u32, index: u32, at: usize) -> Error {
        let name = self.plan.names.get(named, index).unwrap_or_default();
        Error::new(Code::DataUnrepresentable, format!("found {name:?}, which the host's type does not hold"))
            .at_offset(at)
    }

    #[inline(never)]
    fn array(&mut self, step: &Step, place: K::Place, mut at: usize) -> Read<K> {
        let plan = self.plan;
        let items = &plan.items[step.arg as usize];
        self.enter(at)?;
        let mut open = self.sink.list(place, step.slot())?;
        let mut index = 0;
        loop {
            let (count, end, next) = self.block(items.least, at)?;
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
            let (count, end, next) = self.block(values.least, at)?;
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
    fn block(&mut self, least: u32, at: usize) -> Result<(usize, Option<usize>, usize)> {
        block(self.src, &mut self.empty, least, at)
    }

    /// A number that was read as a long, or as an int that is promoted to one.
    fn whole(&mut self, step: &Step, place: K::Place, raw: i64) -> Result<K::Value> {
        let slot = step.slot();
        match step.op {
            Op::Float => self.sink.float(place, slot, raw as f32),
            Op::Double => self.sink.double(place, slot, raw as f64),
            Op::TimeMicros => self.time(step, place, raw),
            Op::Timestamp(unit) | Op::LocalTimestamp(unit) if !is_integer(slot.rep) => {
                let local = matches!(step.op, Op::LocalTimestamp(_));
                self.sink.moment(place, slot, unit.to_moment(raw), local, raw)
            }
            _ => self.sink.long(place, slot, raw),
        }
    }

    fn time(&mut self, step: &Step, place: K::Place, raw: i64) -> Result<K::Value> {
        if is_integer(step.rep) {
            return self.sink.long(place, step.slot(), raw);
        }
        let nanos = raw.checked_mul(time_unit(step.op).nanos()).filter(|nanos| (0..DAY_NANOS).contains(nanos));
        self.sink.time(place, step.slot(), nanos, raw)
    }

    /// A field that the writer lacks: its default, read by the same steps as data.
    #[inline(never)]
    fn default(&mut self, step: &Step, place: K::Place, at: usize) -> Result<K::Value> {
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

    #[inline(never)]
    fn promoted(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
        let PromotionPlan { wire, step } = &self.plan.promotions[step.arg as usize];
        match wire {
            Wire::Int => {
                let (raw, next) = read::int(self.src, at)?;
                Ok((self.whole(step, place, raw as i64)?, next))
            }
            Wire::Long => {
                let (raw, next) = read::long(self.src, at)?;
                Ok((self.whole(step, place, raw)?, next))
            }
            Wire::Float => {
                let (bytes, next) = read::take(self.src, at)?;
                Ok((self.sink.double(place, step.slot(), f32::from_le_bytes(bytes) as f64)?, next))
            }
            Wire::Text => {
                read::text(self.src, at)?;
                self.step(step, place, at)
            }
        }
    }

    /// A symbol of the (reader's) enum.
    fn symbol(&mut self, step: &Step, place: K::Place, index: u32, at: usize) -> Result<K::Value> {
        let symbols = &self.plan.enums[step.arg as usize];
        let host = symbols.to_host[index as usize];
        if host.is_none() && step.rep == Rep::Enum {
            let symbol = self.plan.names.get(symbols.named, index + 1).unwrap_or_default();
            let message = format!("symbol {symbol:?} is none that the host's enum has");
            return Err(Error::new(Code::DataUnrepresentable, message).at_offset(at));
        }
        self.sink.symbol(place, step.slot(), symbols.named, index, host)
    }

    fn decimal(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
        let src = self.src;
        let plan = self.plan;
        let (from, next) = match step.op {
            Op::DecimalFixed => {
                let size = plan.decimals[step.arg as usize].size.unwrap_or_default();
                fixed_bytes(src, at, size)?;
                (at, at + size)
            }
            _ => read::span(src, at)?,
        };
        if matches!(step.rep, Rep::Bytes | Rep::Fixed) {
            return Ok((self.sink.bytes(place, step.slot(), &src[from..next], self.from(from))?, next));
        }
        if step.op == Op::BigDecimal {
            // The inner text: bytes, then an int; source: Avro 1.12, "Decimal", big-decimal as Java writes it.
            let inner = &src[..next];
            let (first, last) = read::span(inner, from)?;
            let (scale, end) = read::int(inner, last)?;
            if end != next {
                return Err(read::malformed(end, "expected the end of a big-decimal, found more bytes"));
            }
            return Ok((self.sink.decimal(place, step.slot(), &src[first..last], self.from(first), scale)?, next));
        }
        let scale = plan.decimals[step.arg as usize].scale;
        Ok((self.sink.decimal(place, step.slot(), &src[from..next], self.from(from), scale as i32)?, next))
    }

    /// Comes out of a record: one without bytes is counted.
    #[inline(always)]
    fn leave_record(&mut self, start: usize, end: usize) -> Result<()> {
        self.depth += 1;
        if start == end {
            self.hollow = self.hollow.checked_sub(1).ok_or_else(|| too_many(end, HOLLOW as u64))?;
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

/// The index of one of `count` symbols.
fn symbol_index(src: &[u8], at: usize, count: usize) -> Result<(u32, usize)> {
    let (index, next) = read::int(src, at)?;
    if index < 0 || index as usize >= count {
        let message = format!("expected the index of one of {count} symbols, found {index}");
        return Err(read::malformed(at, message));
    }
    Ok((index as u32, next))
}

/// Passes over one value that begins at `at`, and gives where it ends. What remains of the items and of the records without bytes is
/// counted on.
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

/// The head of a block: a count that the rest of the input can hold, where the block must end if it says so, where its items begin.
#[inline(always)]
pub(crate) fn block(src: &[u8], empty: &mut u32, least: u32, at: usize) -> Result<(usize, Option<usize>, usize)> {
    let (count, end, next) = read::block(src, at)?;
    if least == 0 {
        match u32::try_from(count).ok().and_then(|count| empty.checked_sub(count)) {
            Some(rest) => *empty = rest,
            None => return Err(too_many(at, count)),
        }
    } else if count.checked_mul(least as u64).is_none_or(|size| size > (src.len() - next) as u64) {
        return Err(read::truncated(at, &format!("{count} items")));
    }
    Ok((count as usize, end, next))
}

#[cold]
#[inline(never)]
pub(crate) fn too_deep(at: usize) -> Error {
    Error::new(Code::DataLimit, "expected fewer nested values, found more than the limit").at_offset(at)
}

#[inline]
pub(crate) fn check_end(end: Option<usize>, at: usize) -> Result<()> {
    match end {
        Some(end) if end != at => {
            Err(read::malformed(at, format!("expected a block to end at {end}, found its end at {at}")))
        }
        _ => Ok(()),
    }
}

#[inline]
pub(crate) fn fixed_bytes(src: &[u8], at: usize, size: usize) -> Result<&[u8]> {
    match src.get(at..).and_then(|rest| rest.get(..size)) {
        Some(bytes) => Ok(bytes),
        None => Err(read::truncated(at, &format!("{size} bytes"))),
    }
}

fn is_integer(rep: Rep) -> bool {
    matches!(rep, Rep::I8 | Rep::I16 | Rep::I32 | Rep::I64 | Rep::U8 | Rep::U16 | Rep::U32 | Rep::U64)
}
