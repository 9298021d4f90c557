//! Encoding: a plan asks a source for values and writes Avro binary. One algorithm for every host.
use crate::avro::choose::choose;
use crate::avro::keys::{check_keys, sort};
use crate::avro::plan::{EnumPlan, FieldDefault, Op, Plan, Step};
use crate::avro::put::units;
use crate::error::{Code, Error, Result, some_of};
use crate::limits::Limits;
use crate::model::kind::{Kind, Number};
use crate::model::node::Graph;
use crate::model::shape::Rep;
use crate::model::value::{Entries, Source, mismatch, out_of_range};
use crate::wire::write;
use std::borrow::Cow;

/// How values are written.
#[derive(Debug, Clone, Copy, Default)]
pub struct EncodeOptions {
    /// Depth and numbers of items.
    pub limits: Limits,
    /// Leave out fields that the schema lacks, instead of refusing them.
    pub ignore_unknown: bool,
    /// Write maps in the host's order instead of sorted.
    pub insertion_order: bool,
}

/// Writes one datum at the front of `buf` and gives its length.
///
/// # Errors
/// The value's own errors, with their path; `buffer_too_small` with the least size needed as offset.
pub fn encode<'p, S: Source>(
    (plan, graph): (&'p Plan, &'p Graph),
    options: &'p EncodeOptions,
    source: &'p S,
    position: S::Position,
    buf: &mut [u8],
    at: usize,
) -> Result<usize> {
    let Some(root) = &plan.write else { return Err(only_reads()) };
    let limits = &options.limits;
    let (depth, empty, hollow) = (limits.depth, limits.empty_items, limits.hollow_fields());
    let mut encoder = Encoder { plan, graph, source, options, depth, empty, hollow };
    encoder.step(root, position, buf, at)
}

pub(crate) struct Encoder<'p, S: Source> {
    pub(crate) plan: &'p Plan,
    pub(crate) graph: &'p Graph,
    pub(crate) source: &'p S,
    pub(crate) options: &'p EncodeOptions,
    depth: u32,
    empty: u32,
    /// Fields of records without bytes that are left.
    hollow: u32,
}

impl<'p, S: Source> Encoder<'p, S> {
    #[inline(never)]
    pub(crate) fn step(&mut self, step: &Step, v: S::Position, buf: &mut [u8], at: usize) -> Result<usize> {
        self.value(step, v, buf, at)
    }

    /// The frequent types in line, all others out of line, so that a record's loop stays small.
    #[inline(always)]
    fn value(&mut self, step: &Step, v: S::Position, buf: &mut [u8], at: usize) -> Result<usize> {
        let (source, rep) = (self.source, step.rep);
        match step.op {
            Op::Long => write::long(buf, at, source.integer(v, rep)?),
            Op::Int => match source.integer(v, rep)? {
                value if value as i32 as i64 == value => write::long(buf, at, value),
                value => Err(out_of_range("int", value)),
            },
            Op::Boolean => write::put(buf, at, [source.boolean(v, rep)? as u8]),
            Op::Double => match source.number(v, rep)? {
                Number::Float(value) => write::double(buf, at, value),
                Number::Integer(value) => write::double(buf, at, exact_double(value)?),
            },
            Op::String => source.put_text(v, rep, buf, at),
            Op::Struct => self.structure(step.arg, v, buf, at),
            Op::Record => self.record(step, v, buf, at),
            Op::Optional => self.optional(step, v, buf, at),
            Op::Branch => {
                let branch = &self.plan.branches[step.arg as usize];
                let at = write::varint(buf, at, (branch.index as u64) << 1)?;
                self.step(&branch.step, v, buf, at)
            }
            Op::Union => self.union(step, v, buf, at),
            Op::Array => self.array(step, v, buf, at),
            Op::Map => self.map(step, v, buf, at),
            Op::Timestamp(unit) if rep == Rep::Timestamp => {
                write::long(buf, at, units(source.moment(v, rep, false)?, unit, "timestamp")?)
            }
            Op::Enum => self.symbol(step, v, buf, at),
            _ => self.rare(step, v, buf, at),
        }
    }

    #[inline(never)]
    fn optional(&mut self, step: &Step, v: S::Position, buf: &mut [u8], mut at: usize) -> Result<usize> {
        let plan = self.plan;
        let optional = &plan.optionals[step.arg as usize];
        match self.source.present(v, optional.inner.rep)? {
            Some(v) => {
                if let Some(branch) = optional.branch {
                    at = write::varint(buf, at, (branch as u64) << 1)?;
                }
                match optional.step.op {
                    Op::String => self.source.put_text(v, optional.step.rep, buf, at),
                    _ => self.step(&optional.step, v, buf, at),
                }
            }
            None => match optional.null {
                Some(null) => write::varint(buf, at, (null as u64) << 1),
                None => Err(mismatch(self.expected(&optional.step), Kind::Null)),
            },
        }
    }

    /// A record whose fields lie at known places.
    #[inline(never)]
    fn structure(&mut self, arg: u32, v: S::Position, buf: &mut [u8], mut at: usize) -> Result<usize> {
        let plan = self.plan;
        let record = &plan.records[arg as usize];
        self.enter()?;
        let start = at;
        for (i, step) in record.steps.iter().enumerate() {
            let written = match step.op {
                Op::Run => {
                    let (first, count) = plan.runs[step.arg as usize];
                    let numbers = &plan.numbers[first as usize..(first + count) as usize];
                    match self.source.run(v, numbers, buf, at) {
                        Ok(at) => Ok(at),
                        Err((number, e)) => {
                            return Err(e.in_field(&record.fields[record.first_field[i] as usize + number].name));
                        }
                    }
                }
                Op::Absent => {
                    let field = &record.fields[record.first_field[i] as usize];
                    match &field.default {
                        Some(default) => self.default(default, buf, at),
                        None => Err(missing()),
                    }
                }
                _ => self.value(step, self.source.at(v, step.at), buf, at),
            };
            match written {
                Ok(next) => at = next,
                Err(e) => return Err(e.in_field(&record.fields[record.first_field[i] as usize].name)),
            }
        }
        self.leave_record(record.hollow, start, at)?;
        Ok(at)
    }

    /// A record whose fields are looked up by name.
    #[inline(never)]
    fn record(&mut self, step: &Step, v: S::Position, buf: &mut [u8], mut at: usize) -> Result<usize> {
        let plan = self.plan;
        let record = &plan.records[step.arg as usize];
        if record.broken {
            return Err(Error::new(Code::ShapeMismatch, "the host's type does not fit this record"));
        }
        let mut open = self.source.record(v, step.rep, step.arg, record.stride)?;
        self.enter()?;
        let start = at;
        let mut found = 0;
        for (i, (step, field)) in record.steps.iter().zip(&record.fields).enumerate() {
            let written = match self.source.field(&mut open, i, &field.name)? {
                Some(v) => {
                    found += 1;
                    self.value(step, v, buf, at)
                }
                None => match &field.default {
                    Some(default) => self.default(default, buf, at),
                    None => Err(missing()),
                },
            };
            match written {
                Ok(next) => at = next,
                Err(e) => return Err(e.in_field(&field.name)),
            }
        }
        if found < self.source.field_count(&open) && !self.options.ignore_unknown {
            return Err(self.unknown_field(&open, step.arg));
        }
        self.leave_record(record.hollow, start, at)?;
        Ok(at)
    }

    #[cold]
    fn unknown_field(&self, open: &S::Record, arg: u32) -> Error {
        let record = &self.plan.records[arg as usize];
        let mut unknown = String::new();
        let shown = self.source.field_names(open, &mut |name| {
            let known = record.fields.iter().any(|field| *field.name == *name);
            if !known {
                unknown = name.chars().take(64).collect();
            }
            known
        });
        if let Err(e) = shown {
            return e;
        }
        let name = self.plan.names.get(record.named, 0).unwrap_or_default();
        Error::new(Code::ValueConstraint, format!("expected only fields of {name:?}, found {unknown:?}"))
    }

    #[inline(never)]
    fn array(&mut self, step: &Step, v: S::Position, buf: &mut [u8], mut at: usize) -> Result<usize> {
        let plan = self.plan;
        let items = &plan.items[step.arg as usize];
        let (mut open, count) = self.source.items(v, step.rep, items.stride)?;
        self.enter()?;
        if count == 0 {
            self.depth += 1;
            return write::put(buf, at, [0]);
        }
        if items.least == 0 {
            self.empty_items(count)?;
        }
        at = write::long(buf, at, count as i64)?;
        for i in 0..count {
            let v = self.source.item(&mut open)?;
            at = self.value(&items.step, v, buf, at).map_err(|e| e.in_item(i))?;
        }
        self.depth += 1;
        write::put(buf, at, [0])
    }

    #[inline(never)]
    fn map(&mut self, step: &Step, v: S::Position, buf: &mut [u8], mut at: usize) -> Result<usize> {
        let plan = self.plan;
        let values = &plan.items[step.arg as usize];
        let mut entries = Entries::new();
        self.source.entries(v, step.rep, values.stride, &mut entries)?;
        self.enter()?;
        if entries.is_empty() {
            self.depth += 1;
            return write::put(buf, at, [0]);
        }
        if self.options.insertion_order {
            check_keys(&entries)?;
        } else {
            sort(&mut entries)?;
        }
        at = write::long(buf, at, entries.len() as i64)?;
        for (key, v) in &entries {
            at = write::bytes(buf, at, key)?;
            at = self.value(&values.step, *v, buf, at).map_err(|e| e.in_key(&String::from_utf8_lossy(key)))?;
        }
        self.depth += 1;
        write::put(buf, at, [0])
    }

    #[inline(never)]
    fn union(&mut self, step: &Step, v: S::Position, buf: &mut [u8], at: usize) -> Result<usize> {
        let plan = self.plan;
        let union = &plan.unions[step.arg as usize];
        let (index, v) = choose(self, union, step.rep, v)?;
        let at = write::varint(buf, at, (index as u64) << 1)?;
        match &union.branches[index].1 {
            Some(step) => self.step(step, v, buf, at),
            None => Err(Error::new(Code::ValueType, "the host's type does not fit this branch")),
        }
    }

    #[inline(never)]
    fn symbol(&mut self, step: &Step, v: S::Position, buf: &mut [u8], at: usize) -> Result<usize> {
        let plan = self.plan;
        let symbols = &plan.enums[step.arg as usize];
        if step.rep == Rep::Enum {
            let ordinal = self.source.ordinal(v)? as usize;
            return match symbols.to_wire.get(ordinal) {
                Some(Some(index)) => write::varint(buf, at, (*index as u64) << 1),
                _ => Err(self.unknown_symbol(symbols, &format!("symbol number {ordinal} of the host's enum"))),
            };
        }
        let found = if step.rep != Rep::Text && self.source.kind(v, step.rep)? == Kind::Enum {
            match self.source.symbol(v, step.rep)?.symbol {
                Cow::Borrowed(symbol) => Cow::Borrowed(symbol.as_bytes()),
                Cow::Owned(symbol) => Cow::Owned(symbol.into_bytes()),
            }
        } else {
            self.source.text_bytes(v, step.rep)?
        };
        match symbols.find(&found) {
            Some(index) => write::varint(buf, at, (index as u64) << 1),
            None => {
                let shown: String = String::from_utf8_lossy(&found).chars().take(64).collect();
                Err(self.unknown_symbol(symbols, &format!("{shown:?}")))
            }
        }
    }

    #[cold]
    fn unknown_symbol(&self, symbols: &EnumPlan, found: &str) -> Error {
        let name = self.plan.names.get(symbols.named, 0).unwrap_or_default();
        let known = some_of(symbols.symbols.iter().map(|symbol| &**symbol));
        Error::new(Code::ValueConstraint, format!("expected a symbol of enum {name:?} ({known}), found {found}"))
    }

    #[inline(always)]
    fn enter(&mut self) -> Result<()> {
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                Ok(())
            }
            None => Err(too_deep()),
        }
    }

    /// Comes out of a record: one without bytes has its cost, since a value may hold it any number of times.
    #[inline(always)]
    fn leave_record(&mut self, cost: u32, start: usize, end: usize) -> Result<()> {
        self.depth += 1;
        if start == end {
            self.spend_fields(cost)?;
        }
        Ok(())
    }

    fn spend_fields(&mut self, cost: u32) -> Result<()> {
        self.hollow = self.hollow.checked_sub(cost).ok_or_else(too_hollow)?;
        Ok(())
    }

    /// Writes what stands for a value that is missing, at the cost of that value.
    fn default(&mut self, default: &FieldDefault, buf: &mut [u8], at: usize) -> Result<usize> {
        self.empty_items(default.cost.items as usize)?;
        self.spend_fields(default.cost.fields)?;
        write::raw(buf, at, &default.bytes)
    }

    fn empty_items(&mut self, count: usize) -> Result<()> {
        match u32::try_from(count).ok().and_then(|count| self.empty.checked_sub(count)) {
            Some(rest) => {
                self.empty = rest;
                Ok(())
            }
            None => Err(Error::new(Code::ValueLimit, format!("expected fewer items without bytes, found {count}"))),
        }
    }

    #[cold]
    fn expected(&self, step: &Step) -> &str {
        self.name_of(step)
    }

    /// What a step wants, for messages.
    pub(crate) fn name_of(&self, step: &Step) -> &'p str {
        let plan = self.plan;
        let named = |named: u32| plan.names.get(named, 0).unwrap_or("record");
        match step.op {
            Op::Record | Op::Struct => named(plan.records[step.arg as usize].named),
            Op::Enum => named(plan.enums[step.arg as usize].named),
            Op::Fixed => named(plan.fixeds[step.arg as usize].named),
            Op::Array => "array",
            Op::Map => "map",
            Op::String | Op::UuidString => "string",
            Op::Bytes | Op::DecimalBytes | Op::BigDecimal => "bytes",
            Op::Int | Op::Date | Op::TimeMillis => "int",
            Op::Long | Op::TimeMicros | Op::Timestamp(_) | Op::LocalTimestamp(_) => "long",
            Op::Float => "float",
            Op::Double => "double",
            Op::Boolean => "boolean",
            _ => "a value",
        }
    }
}

/// An integer as a double that is exactly it.
pub(crate) fn exact_double(value: i64) -> Result<f64> {
    let double = value as f64;
    // i64::MAX as f64 is 2^63, which would saturate on the way back and look exact.
    if double as i64 == value && double < 9_223_372_036_854_775_808.0 {
        return Ok(double);
    }
    Err(Error::new(Code::ValueRange, format!("expected a double, found integer {value}, which no double is exactly")))
}

#[cold]
#[inline(never)]
pub(crate) fn only_reads() -> Error {
    Error::new(Code::Unsupported, "expected a codec of one schema, found one that resolves: it only decodes")
}

#[cold]
#[inline(never)]
fn too_deep() -> Error {
    Error::new(Code::ValueLimit, "expected fewer nested values, found more than the limit (or a cycle)")
}

#[cold]
#[inline(never)]
fn too_hollow() -> Error {
    Error::new(Code::ValueLimit, "expected fewer fields of records without bytes, found more than the limit")
}

#[cold]
#[inline(never)]
fn missing() -> Error {
    Error::new(Code::ValueMissing, "expected a value, found none, and the schema has no default")
}
