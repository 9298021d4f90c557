//! Decoding values without values inside, but for the most frequent: logical types, decimals, enums, fixed, numbers that are
//! read as wider ones.
use crate::avro::check;
use crate::avro::compile::time_unit;
use crate::avro::decode::{Decoder, Read};
use crate::avro::plan::{Op, PromotionPlan, Step};
use crate::avro::resolve::Wire;
use crate::avro::uuid;
use crate::error::{Code, Error, Result};
use crate::model::kind::Duration;
use crate::model::shape::Rep;
use crate::model::time::DAY_NANOS;
use crate::model::value::Sink;
use crate::wire::read;

impl<K: Sink> Decoder<'_, '_, K> {
    #[inline(never)]
    pub(crate) fn rare(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
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
                let bytes = check::fixed(src, at, fixed.size)?;
                Ok((self.sink.fixed(place, slot, bytes, self.from(at), fixed.named)?, at + fixed.size))
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
                    return Ok((self.sink.bytes(place, slot, check::fixed(src, at, 16)?, self.from(at))?, at + 16));
                }
                let (bytes, next) = read::take(src, at)?;
                Ok((self.sink.uuid(place, slot, bytes)?, next))
            }
            Op::Duration => {
                if matches!(slot.rep, Rep::Bytes | Rep::Fixed) {
                    return Ok((self.sink.bytes(place, slot, check::fixed(src, at, 12)?, self.from(at))?, at + 12));
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
                let (index, next) = check::index(src, at, symbols.to_reader.len(), "symbols")?;
                match symbols.to_reader[index] {
                    Some(own) => Ok((self.symbol(&symbols.step, place, own, at)?, next)),
                    None => {
                        let symbol = self.plan.names.get(symbols.named, index as u32 + 1).unwrap_or_default();
                        let message =
                            format!("expected a symbol of the reader's enum, which has no default, found {symbol:?}");
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

    #[inline(never)]
    pub(crate) fn enumeration(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
        let count = self.plan.enums[step.arg as usize].to_host.len();
        let (index, next) = check::index(self.src, at, count, "symbols")?;
        Ok((self.symbol(step, place, index as u32, at)?, next))
    }

    /// A symbol of the (reader's) enum.
    #[inline(always)]
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
                check::fixed(src, at, size)?;
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
}

fn is_integer(rep: Rep) -> bool {
    matches!(rep, Rep::I8 | Rep::I16 | Rep::I32 | Rep::I64 | Rep::U8 | Rep::U16 | Rep::U32 | Rep::U64)
}
