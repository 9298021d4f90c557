//! Encoding values without values inside, but for the most frequent: logical types, decimals, fixed.
use crate::avro::compile::time_unit;
use crate::avro::encode::Encoder;
use crate::avro::plan::{Op, Step};
use crate::avro::{decimal, uuid};
use crate::error::{Code, Error, Result};
use crate::model::kind::{Kind, Moment, Number};
use crate::model::node::Unit;
use crate::model::shape::Rep;
use crate::model::time::DAY_NANOS;
use crate::model::value::{Source, mismatch, out_of_range};
use crate::wire::write;
use std::borrow::Cow;

impl<'p, S: Source> Encoder<'p, S> {
    #[inline(never)]
    pub(crate) fn rare(&mut self, step: &Step, v: S::Position, buf: &mut [u8], at: usize) -> Result<usize> {
        let (source, rep) = (self.source, step.rep);
        match step.op {
            Op::Null => source.null(v, rep).map(|()| at),
            Op::Float => write::float(buf, at, to_float(source.number(v, rep)?)?),
            Op::Bytes => write::bytes(buf, at, &self.bytes_of(rep, v, step.arg as usize)?),
            Op::Fixed => {
                let fixed = &self.plan.fixeds[step.arg as usize];
                let name = self.plan.names.get(fixed.named, 0).unwrap_or_default();
                put_fixed(buf, at, &self.bytes_of(rep, v, fixed.size)?, fixed.size, name)
            }
            Op::Timestamp(unit) => self.moment(unit, rep, false, v, buf, at),
            Op::LocalTimestamp(unit) => self.moment(unit, rep, true, v, buf, at),
            Op::Date => {
                let days =
                    if source.kind(v, rep)? == Kind::Integer { source.integer(v, rep) } else { source.date(v, rep) }?;
                if days as i32 as i64 != days {
                    return Err(out_of_range("date", days));
                }
                write::long(buf, at, days)
            }
            Op::TimeMillis | Op::TimeMicros => self.time(step, v, buf, at),
            Op::UuidString => self.uuid_text(rep, v, buf, at),
            Op::UuidFixed => match source.kind(v, rep)? {
                kind if self.is_raw(kind) => put_fixed(buf, at, &self.bytes_of(rep, v, 16)?, 16, "uuid"),
                _ => write::put(buf, at, source.uuid(v, rep)?),
            },
            Op::Duration => match source.kind(v, rep)? {
                kind if self.is_raw(kind) => put_fixed(buf, at, &self.bytes_of(rep, v, 12)?, 12, "duration"),
                _ => {
                    let duration = source.duration(v, rep)?;
                    let at = write::put(buf, at, duration.months.to_le_bytes())?;
                    let at = write::put(buf, at, duration.days.to_le_bytes())?;
                    write::put(buf, at, duration.millis.to_le_bytes())
                }
            },
            Op::DecimalBytes | Op::DecimalFixed | Op::BigDecimal => self.decimal(step, v, buf, at),
            Op::OneOf => {
                let plan = self.plan;
                let one_of = &plan.one_ofs[step.arg as usize];
                match (source.alternative(v)?, one_of.null) {
                    (Some((index, v)), _) => match one_of.alternatives.get(index) {
                        Some((Some(step), _)) => self.step(step, v, buf, at),
                        _ => Err(Error::new(Code::ValueType, "the value's type is none that the schema's union has")),
                    },
                    (None, Some(null)) => write::varint(buf, at, (null as u64) << 1),
                    (None, None) => Err(mismatch("a value", Kind::Null)),
                }
            }
            _ => Err(Error::new(Code::Internal, "a step that no value has")),
        }
    }

    #[inline(never)]
    fn moment(
        &mut self,
        unit: Unit,
        rep: Rep,
        local: bool,
        v: S::Position,
        buf: &mut [u8],
        at: usize,
    ) -> Result<usize> {
        let word = if local { "local-timestamp" } else { "timestamp" };
        match self.source.kind(v, rep)? {
            Kind::Integer => write::long(buf, at, self.source.integer(v, rep)?),
            Kind::Timestamp if !local => write::long(buf, at, units(self.source.moment(v, rep, local)?, unit, word)?),
            Kind::LocalTimestamp if local || self.source.local_is_utc() => {
                write::long(buf, at, units(self.source.moment(v, rep, true)?, unit, word)?)
            }
            found => Err(mismatch(&format!("{word}-{}", unit.name()), found)),
        }
    }

    fn time(&mut self, step: &Step, v: S::Position, buf: &mut [u8], at: usize) -> Result<usize> {
        let unit = time_unit(step.op);
        let value = match self.source.kind(v, step.rep)? {
            Kind::Integer => self.source.integer(v, step.rep)?,
            _ => {
                let nanos = self.source.time(v, step.rep)?;
                if !(0..DAY_NANOS).contains(&nanos) {
                    return Err(Error::new(Code::ValueRange, "expected a time within one day, found one beyond"));
                }
                nanos / unit.nanos()
            }
        };
        if unit == Unit::Millis && value as i32 as i64 != value {
            return Err(out_of_range("time-millis", value));
        }
        write::long(buf, at, value)
    }

    fn uuid_text(&mut self, rep: Rep, v: S::Position, buf: &mut [u8], at: usize) -> Result<usize> {
        let bytes = match self.source.kind(v, rep)? {
            Kind::Text => {
                let text = self.source.text(v, rep)?;
                uuid::parse(&text).ok_or_else(|| uuid::invalid(&text))?
            }
            _ => self.source.uuid(v, rep)?,
        };
        write::bytes(buf, at, &uuid::format(&bytes))
    }

    #[inline(never)]
    fn decimal(&mut self, step: &Step, v: S::Position, buf: &mut [u8], at: usize) -> Result<usize> {
        let source = self.source;
        let raw = self.is_raw(source.kind(v, step.rep)?);
        if step.op == Op::BigDecimal {
            if raw {
                return write::bytes(buf, at, &source.bytes(v, step.rep)?);
            }
            let value = source.decimal(v, step.rep)?;
            let unscaled = decimal::shortest(&value.unscaled);
            let mut inner = vec![0u8; unscaled.len() + 20];
            let end = write::bytes(&mut inner, 0, &unscaled)?;
            let end = write::long(&mut inner, end, value.scale as i64)?;
            return write::bytes(buf, at, &inner[..end]);
        }
        let plan = &self.plan.decimals[step.arg as usize];
        if raw {
            let bytes = self.bytes_of(step.rep, v, plan.size.unwrap_or_default())?;
            return match plan.size {
                Some(size) => put_fixed(buf, at, &bytes, size, "decimal"),
                None => write::bytes(buf, at, &bytes),
            };
        }
        let unscaled = decimal::rescale(&source.decimal(v, step.rep)?, plan)?;
        match plan.size {
            None => write::bytes(buf, at, &unscaled),
            Some(size) => match decimal::extend(&unscaled, size) {
                Some(fixed) => write::raw(buf, at, &fixed),
                None => {
                    Err(Error::new(Code::ValueRange, format!("expected a decimal of {size} bytes, found a longer one")))
                }
            },
        }
    }

    /// Whether a value under a logical type is the raw bytes.
    fn is_raw(&self, kind: Kind) -> bool {
        kind == Kind::Bytes || (kind == Kind::Sequence && self.source.is_serde())
    }

    /// Bytes: of the size given where they lie in the slot itself.
    fn bytes_of(&self, rep: Rep, v: S::Position, size: usize) -> Result<Cow<'p, [u8]>> {
        if rep == Rep::Fixed { self.source.fixed(v, size as u32) } else { self.source.bytes(v, rep) }
    }
}

fn to_float(number: Number) -> Result<f32> {
    match number {
        Number::Integer(value) => Ok(value as f32),
        Number::Float(value) => {
            let float = value as f32;
            if float.is_infinite() && value.is_finite() {
                return Err(Error::new(
                    Code::ValueRange,
                    format!("expected a float, found {value:e}, which is too large"),
                ));
            }
            Ok(float)
        }
    }
}

/// A moment in units, in range.
#[inline]
pub(crate) fn units(moment: Moment, unit: Unit, word: &str) -> Result<i64> {
    unit.from_moment(moment).ok_or_else(|| {
        Error::new(Code::ValueRange, format!("expected a {word}-{}, found one beyond 64 bits", unit.name()))
    })
}

fn put_fixed(buf: &mut [u8], at: usize, bytes: &[u8], size: usize, name: &str) -> Result<usize> {
    if bytes.len() != size {
        let message = format!("expected {size} bytes for fixed {name:?}, found {}", bytes.len());
        return Err(Error::new(Code::ValueConstraint, message));
    }
    write::raw(buf, at, bytes)
}
