//! The deserializer: a Rust type pulls its parts straight out of the data.
use crate::avro::choose::is_variant;
use crate::avro::encode::exact_double;
use crate::avro::plan::{Op, Step};
use crate::error::{Error, Result};
use crate::serde::access::{Branch, ByName, ByPlace, Entries, Items};
use crate::serde::read::{Reader, unfit};
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
        if self.step.op == Op::Union {
            (_, _, self.step) = self.reader.branch(self.step)?;
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
            Op::String | Op::UuidString => visitor.visit_borrowed_str(reader.str()?),
            Op::Enum => visitor.visit_str(reader.symbol(self.step)?),
            Op::Array => Items::visit(reader, self.step, visitor),
            Op::Map => Entries::visit(reader, self.step, visitor),
            Op::Record => ByName::visit(reader, self.step, visitor),
            _ => match reader.bytes_of(self.step)? {
                Some(bytes) => visitor.visit_borrowed_bytes(bytes),
                None => Err(Error::new(crate::error::Code::Internal, "a step that no value has")),
            },
        }
    }

    /// A number for a float of the host, which must be exactly it.
    #[inline(never)]
    fn float<V: Visitor<'de>>(mut self, visitor: V, single: bool) -> Result<V::Value> {
        self.settle()?;
        let value = match self.step.op {
            Op::Float => f32::from_le_bytes(self.reader.take()?) as f64,
            Op::Double => f64::from_le_bytes(self.reader.take()?),
            Op::Int => self.reader.int()? as f64,
            Op::Long => exact_double(self.reader.long()?).map_err(|e| unfit(e.message()))?,
            _ => return self.any(visitor),
        };
        if single && !value.is_nan() && (value as f32) as f64 != value {
            return Err(unfit(format!("expected a number that an f32 is exactly, found {value}")));
        }
        visitor.visit_f64(value)
    }
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
            return visitor.visit_borrowed_str(self.reader.str()?);
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
                let (_, index, inner) = self.reader.branch(self.step)?;
                if inner.op == Op::Null {
                    return visitor.visit_none();
                }
                self.reader.tag = (self.step.arg, index);
                visitor.visit_some(Pull { step: inner, ..self })
            }
            _ => visitor.visit_some(self),
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
            Some(bytes) => {
                let mut bytes = SeqDeserializer::new(bytes.iter().copied());
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
                let same = || {
                    record.fields.len() == fields.len()
                        && record.fields.iter().zip(fields).all(|(field, name)| *field.name == **name)
                };
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
        let (union, index, step) = match self.step.op {
            Op::Union => reader.branch(self.step)?,
            op => match (reader.take_tag(self.step), op) {
                (Some((union, index)), _) => (union, index, self.step),
                (None, Op::Enum) => {
                    return visitor.visit_enum(StrDeserializer::<Error>::new(reader.symbol(self.step)?));
                }
                (None, _) => {
                    return Err(unfit(format!("expected an enum or a union for enum {name}, found another type")));
                }
            },
        };
        let branch = reader.plan.names.get(union.named, index).unwrap_or_default();
        if step.op == Op::Enum && is_variant(branch, name) {
            return visitor.visit_enum(StrDeserializer::<Error>::new(reader.symbol(step)?));
        }
        let exact = variants.iter().find(|variant| **variant == branch);
        match exact.or_else(|| variants.iter().find(|variant| is_variant(branch, variant))) {
            Some(variant) => visitor.visit_enum(Branch { reader, step, name: variant }),
            None if step.op == Op::Enum => visitor.visit_enum(StrDeserializer::<Error>::new(reader.symbol(step)?)),
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
