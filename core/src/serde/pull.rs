//! The deserializer: a Rust type pulls its parts straight out of the data.
use crate::avro::choose::is_variant;
use crate::avro::encode::exact_double;
use crate::avro::plan::{Op, Step};
use crate::error::{Code, Error, Result};
use crate::serde::access::{Branch, ByName, ByPlace, Entries, Items};
use crate::serde::read::{Arm, Reader, Widened, unfit};
use serde_core::de::value::{SeqDeserializer, StrDeserializer};
use serde_core::de::{Deserializer, Visitor};

/// A value that has not been read yet.
#[derive(Debug)]
pub(crate) struct Pull<'r, 'de, 'p> {
    pub(crate) reader: &'r mut Reader<'de, 'p>,
    pub(crate) step: &'p Step,
}

impl<'de, 'p> Pull<'_, 'de, 'p> {
    /// Reads the branch, if it is a union.
    #[inline(always)]
    fn settle(&mut self) -> Result<()> {
        match self.step.op {
            Op::Union => self.step = self.reader.branch(self.step)?.step,
            Op::Choice | Op::Tagged | Op::Promoted => self.step = self.reader.settled(self.step)?,
            _ => {}
        }
        Ok(())
    }

    /// What the schema says it is.
    #[inline(never)]
    fn any<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value> {
        self.settle()?;
        let reader = self.reader;
        match self.step.op {
            Op::Null => visitor.visit_unit(),
            Op::Boolean => visitor.visit_bool(reader.boolean()?),
            Op::Int | Op::Date | Op::TimeMillis => visitor.visit_i32(reader.int()?),
            Op::Long | Op::TimeMicros | Op::Timestamp(_) | Op::LocalTimestamp(_) => visitor.visit_i64(reader.long()?),
            Op::Float => visitor.visit_f32(f32::from_le_bytes(reader.take()?)),
            Op::Double => visitor.visit_f64(f64::from_le_bytes(reader.take()?)),
            Op::String | Op::UuidString => reader.text(visitor),
            Op::Enum | Op::Symbols => visitor.visit_str(reader.symbol(self.step)?),
            Op::Array => Items::visit(reader, self.step, visitor),
            Op::Map => Entries::visit(reader, self.step, visitor),
            Op::Record => ByName::visit(reader, self.step, visitor),
            Op::Promoted => match reader.widened(self.step)? {
                Widened::Whole(value) => visitor.visit_i64(value),
                Widened::Single(value) => visitor.visit_f32(value),
                Widened::Double(value) => visitor.visit_f64(value),
            },
            Op::Never => Err(reader.refusal(self.step, reader.at)),
            _ => match (reader.bytes_of(self.step)?, reader.lent) {
                (Some(span), Some(src)) => visitor.visit_borrowed_bytes(&src[span]),
                (Some(span), None) => visitor.visit_bytes(&reader.src[span]),
                (None, _) => Err(Error::new(Code::Internal, "a step that no value has")),
            },
        }
    }

    /// What a union holds, for an option.
    #[inline(always)]
    fn some<V: Visitor<'de>>(self, arm: Arm<'p>, visitor: V) -> Result<V::Value> {
        if arm.step.op == Op::Null {
            return visitor.visit_none();
        }
        self.reader.tag = Some(arm);
        visitor.visit_some(Pull { step: arm.step, ..self })
    }

    /// A number for a float of the host, which must be exactly it.
    #[inline(never)]
    fn float<V: Visitor<'de>>(mut self, visitor: V, single: bool) -> Result<V::Value> {
        self.settle()?;
        let value = match self.step.op {
            Op::Float => f32::from_le_bytes(self.reader.take()?) as f64,
            Op::Double => f64::from_le_bytes(self.reader.take()?),
            Op::Int => self.reader.int()? as f64,
            Op::Long => whole(self.reader.long()?)?,
            Op::Promoted => match self.reader.widened(self.step)? {
                Widened::Whole(value) => whole(value)?,
                Widened::Single(value) => value as f64,
                Widened::Double(value) => value,
            },
            _ => return self.any(visitor),
        };
        if single && !value.is_nan() && (value as f32) as f64 != value {
            return Err(unfit(format!("expected a number that an f32 is exactly, found {value}")));
        }
        visitor.visit_f64(value)
    }
}

/// An integer as the float that is exactly it.
fn whole(value: i64) -> Result<f64> {
    exact_double(value).map_err(|e| unfit(e.message()))
}

impl<'de> Deserializer<'de> for Pull<'_, 'de, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.any(visitor)
    }
    #[inline]
    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.step.op == Op::Boolean {
            return visitor.visit_bool(self.reader.boolean()?);
        }
        self.any(visitor)
    }
    fn deserialize_i8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.any(visitor)
    }
    fn deserialize_i16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.any(visitor)
    }
    #[inline]
    fn deserialize_i32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.step.op == Op::Int {
            return visitor.visit_i32(self.reader.int()?);
        }
        self.any(visitor)
    }
    #[inline]
    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if matches!(self.step.op, Op::Long | Op::Timestamp(_)) {
            return visitor.visit_i64(self.reader.long()?);
        }
        self.any(visitor)
    }
    fn deserialize_i128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.any(visitor)
    }
    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.any(visitor)
    }
    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.any(visitor)
    }
    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.any(visitor)
    }
    #[inline]
    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.step.op == Op::Long {
            return visitor.visit_i64(self.reader.long()?);
        }
        self.any(visitor)
    }
    fn deserialize_u128<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.any(visitor)
    }
    #[inline]
    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.step.op == Op::Float {
            return visitor.visit_f32(f32::from_le_bytes(self.reader.take()?));
        }
        self.float(visitor, true)
    }
    #[inline]
    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.step.op == Op::Double {
            return visitor.visit_f64(f64::from_le_bytes(self.reader.take()?));
        }
        self.float(visitor, false)
    }
    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.any(visitor)
    }
    #[inline]
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.step.op == Op::String {
            return self.reader.text(visitor);
        }
        self.any(visitor)
    }
    #[inline]
    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.deserialize_str(visitor)
    }
    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.any(visitor)
    }
    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.any(visitor)
    }

    #[inline]
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        match self.step.op {
            Op::Null => visitor.visit_none(),
            Op::Union => {
                let arm = self.reader.branch(self.step)?;
                self.some(arm, visitor)
            }
            _ => match self.reader.arm(self.step)? {
                Some(arm) => self.some(arm, visitor),
                None => visitor.visit_some(self),
            },
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.any(visitor)
    }
    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        self.any(visitor)
    }
    #[inline]
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    /// Bytes are a sequence where one is asked for: so does serde read `Vec<u8>` and `[u8; N]`.
    #[inline]
    fn deserialize_seq<V: Visitor<'de>>(mut self, visitor: V) -> Result<V::Value> {
        self.settle()?;
        if self.step.op == Op::Array {
            return Items::visit(self.reader, self.step, visitor);
        }
        match self.reader.bytes_of(self.step)? {
            Some(span) => {
                let mut bytes = SeqDeserializer::new(self.reader.src[span].iter().copied());
                let value = visitor.visit_seq(&mut bytes)?;
                bytes.end()?;
                Ok(value)
            }
            None => self.any(visitor),
        }
    }
    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }
    fn deserialize_tuple_struct<V: Visitor<'de>>(self, _: &'static str, _: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_seq(visitor)
    }
    #[inline]
    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        if self.step.op == Op::Map {
            return Entries::visit(self.reader, self.step, visitor);
        }
        self.any(visitor)
    }

    #[inline]
    fn deserialize_struct<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        self.settle()?;
        match self.step.op {
            Op::Record => {
                let (reader, step) = (self.reader, self.step);
                let record = &reader.plan.records[step.arg as usize];
                let names = || record.fields.iter().map(|field| &*field.name);
                let same = || names().eq(fields.iter().copied()) && record.is_plain();
                if !reader.by_name && reader.fields.aligned(step.arg, fields, same) {
                    return ByPlace::visit(reader, step, visitor);
                }
                ByName::visit(reader, step, visitor)
            }
            // A derived struct would take the items for its fields.
            Op::Array => Err(unfit(format!("expected a record for struct {name}, found an array"))),
            _ => self.any(visitor),
        }
    }

    #[inline]
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value> {
        let reader = self.reader;
        let arm = reader.arm(self.step)?;
        let (tag, step) = arm.map_or_else(|| (reader.take_tag(self.step), self.step), |arm| (arm.union, arm.step));
        let Some((named, index)) = tag else {
            if Reader::is_enum(step) {
                return visitor.visit_enum(StrDeserializer::<Error>::new(reader.symbol(step)?));
            }
            return Err(unfit(format!("expected an enum or a union for enum {name}, found another type")));
        };
        let branch = reader.plan.names.get(named, index).unwrap_or_default();
        if Reader::is_enum(step) && is_variant(branch, name) {
            return visitor.visit_enum(StrDeserializer::<Error>::new(reader.symbol(step)?));
        }
        let exact = variants.iter().find(|variant| **variant == branch);
        match exact.or_else(|| variants.iter().find(|variant| is_variant(branch, variant))) {
            Some(variant) => visitor.visit_enum(Branch { reader, step, name: variant }),
            None if Reader::is_enum(step) => visitor.visit_enum(StrDeserializer::<Error>::new(reader.symbol(step)?)),
            None => visitor.visit_enum(Branch { reader, step, name: branch }),
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.any(visitor)
    }
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value> {
        self.reader.skip(self.step)?;
        visitor.visit_unit()
    }
}
