//! The insides of arrays, maps, records and unions, one part after the other.
//!
//! Results are passed on as they are instead of being taken apart by `?`: a large struct is not moved once more.
use crate::avro::check::{block, check_end};
use crate::avro::plan::{ItemsPlan, Op, RecordPlan, Step};
use crate::error::{Error, Result};
use crate::serde::pull::Pull;
use crate::serde::read::{Reader, unfit, utf8};
use serde_core::de::value::{BorrowedStrDeserializer, StrDeserializer};
use serde_core::de::{DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use std::ops::Range;

/// The blocks of an array or a map.
#[derive(Debug)]
struct Blocks<'p> {
    plan: &'p ItemsPlan,
    /// Items left in this block.
    left: usize,
    /// Where it must end, if it says so.
    end: Option<usize>,
    over: bool,
}

impl<'p> Blocks<'p> {
    /// Of an array or a map; the first block's head is read next.
    #[inline(always)]
    fn of(reader: &Reader<'_, 'p>, step: &Step) -> Self {
        Self { plan: &reader.plan.items[step.arg as usize], left: 0, end: None, over: false }
    }

    #[inline]
    fn head(&mut self, reader: &mut Reader<'_, '_>) -> Result<()> {
        let (count, end, next) = block(reader.src, (&mut reader.empty, reader.hollow), self.plan, reader.at)?;
        (self.left, self.end, reader.at) = (count, end, next);
        if count == 0 {
            check_end(end, next)?;
            self.over = true;
        }
        Ok(())
    }

    /// Whether another item follows; it counts as taken.
    #[inline]
    fn next(&mut self, reader: &mut Reader<'_, '_>) -> Result<bool> {
        if self.left == 0 {
            if self.over {
                return Ok(false);
            }
            // Most arrays are one block without a size: then the end is a single byte.
            if self.end.is_none() && reader.src.get(reader.at) == Some(&0) {
                reader.at += 1;
                self.over = true;
                return Ok(false);
            }
            check_end(self.end, reader.at)?;
            self.head(reader)?;
            if self.over {
                return Ok(false);
            }
        }
        self.left -= 1;
        Ok(true)
    }

    /// Refuses what the host's type has left over.
    #[inline]
    fn close(mut self, reader: &mut Reader<'_, '_>) -> Result<()> {
        if self.next(reader)? {
            return Err(unfit("expected fewer items for the host's type, found more"));
        }
        reader.leave();
        Ok(())
    }
}

/// The items of an array.
#[derive(Debug)]
pub(crate) struct Items<'r, 'de, 'p> {
    reader: &'r mut Reader<'de, 'p>,
    blocks: Blocks<'p>,
    index: usize,
}

impl<'r, 'de, 'p> Items<'r, 'de, 'p> {
    #[inline]
    pub(crate) fn visit<V: Visitor<'de>>(
        reader: &'r mut Reader<'de, 'p>,
        step: &'p Step,
        visitor: V,
    ) -> Result<V::Value> {
        reader.enter()?;
        let blocks = Blocks::of(reader, step);
        let mut items = Self { reader, blocks, index: 0 };
        items.blocks.head(items.reader)?;
        let value = visitor.visit_seq(&mut items);
        if value.is_ok() {
            items.blocks.close(items.reader)?;
        }
        value
    }
}

impl<'de> SeqAccess<'de> for Items<'_, 'de, '_> {
    type Error = Error;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        if !self.blocks.next(self.reader)? {
            return Ok(None);
        }
        let index = self.index;
        self.index += 1;
        match seed.deserialize(Pull { reader: self.reader, step: &self.blocks.plan.step }) {
            Ok(value) => Ok(Some(value)),
            Err(e) => Err(e.in_item(index)),
        }
    }

    /// Never more than the rest of the input can hold.
    fn size_hint(&self) -> Option<usize> {
        Some(self.blocks.left)
    }
}

/// The entries of a map.
#[derive(Debug)]
pub(crate) struct Entries<'r, 'de, 'p> {
    reader: &'r mut Reader<'de, 'p>,
    blocks: Blocks<'p>,
    /// Where the key of the entry lies.
    key: Range<usize>,
}

impl<'r, 'de, 'p> Entries<'r, 'de, 'p> {
    #[inline]
    pub(crate) fn visit<V: Visitor<'de>>(
        reader: &'r mut Reader<'de, 'p>,
        step: &'p Step,
        visitor: V,
    ) -> Result<V::Value> {
        reader.enter()?;
        let blocks = Blocks::of(reader, step);
        let mut entries = Self { reader, blocks, key: 0..0 };
        entries.blocks.head(entries.reader)?;
        let value = visitor.visit_map(&mut entries);
        if value.is_ok() {
            entries.blocks.close(entries.reader)?;
        }
        value
    }
}

impl<'de> Entries<'_, 'de, '_> {
    /// A key that cannot be borrowed.
    #[cold]
    #[inline(never)]
    fn kept<K: DeserializeSeed<'de>>(&self, seed: K) -> Result<Option<K::Value>> {
        let key = StrDeserializer::new(utf8(self.reader.src, self.key.clone())?);
        seed.deserialize(key).map(Some).map_err(|e: Error| self.at_key(e))
    }

    #[cold]
    fn at_key(&self, e: Error) -> Error {
        e.in_key(&String::from_utf8_lossy(&self.reader.src[self.key.clone()]))
    }
}

impl<'de> MapAccess<'de> for Entries<'_, 'de, '_> {
    type Error = Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        if !self.blocks.next(self.reader)? {
            return Ok(None);
        }
        self.key = self.reader.span()?;
        let Some(src) = self.reader.lent else { return self.kept(seed) };
        let key = BorrowedStrDeserializer::new(utf8(src, self.key.clone())?);
        match seed.deserialize(key) {
            Ok(key) => Ok(Some(key)),
            Err(e) => Err(self.at_key(e)),
        }
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        match seed.deserialize(Pull { reader: self.reader, step: &self.blocks.plan.step }) {
            Ok(value) => Ok(value),
            Err(e) => Err(self.at_key(e)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.blocks.left)
    }
}

/// The fields of a record, each with its name.
#[derive(Debug)]
pub(crate) struct ByName<'r, 'de, 'p> {
    reader: &'r mut Reader<'de, 'p>,
    record: &'p RecordPlan,
    index: usize,
}

impl<'r, 'de, 'p> ByName<'r, 'de, 'p> {
    #[inline]
    pub(crate) fn visit<V: Visitor<'de>>(
        reader: &'r mut Reader<'de, 'p>,
        step: &'p Step,
        visitor: V,
    ) -> Result<V::Value> {
        reader.enter()?;
        let start = reader.at;
        let record = &reader.plan.records[step.arg as usize];
        let mut fields = Self { reader, record, index: 0 };
        let value = visitor.visit_map(&mut fields)?;
        for step in &record.steps[fields.index..] {
            fields.reader.skip(step)?;
        }
        fields.reader.leave_record(record.hollow, start)?;
        Ok(value)
    }
}

impl<'p> ByName<'_, '_, 'p> {
    /// The step that comes next, and its field's name.
    #[inline]
    fn next(&self) -> Option<(&'p Step, &'p str)> {
        let (step, &field) = (self.record.steps.get(self.index)?, self.record.first_field.get(self.index)?);
        Some((step, &self.record.fields[field as usize].name))
    }
}

impl<'de> MapAccess<'de> for ByName<'_, 'de, '_> {
    type Error = Error;

    #[inline]
    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>> {
        while let Some((step, name)) = self.next() {
            if step.op != Op::Absent {
                return seed.deserialize(StrDeserializer::new(name)).map(Some);
            }
            self.reader.skip(step).map_err(|e| e.in_field(name))?;
            self.index += 1;
        }
        Ok(None)
    }

    #[inline]
    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value> {
        let Some((step, name)) = self.next() else {
            return Err(unfit("a value was asked for without a field"));
        };
        self.index += 1;
        let (mut reader, step) = match step.op {
            Op::Default => self.reader.of_default(step),
            _ => return seed.deserialize(Pull { reader: self.reader, step }).map_err(|e| e.in_field(name)),
        };
        seed.deserialize(Pull { reader: &mut reader, step })
            .map_err(|e| e.noting(", in the default of a field that the data lack").in_field(name))
    }

    /// Those that are passed over are among them.
    fn size_hint(&self) -> Option<usize> {
        Some(self.record.steps.len() - self.index)
    }
}

/// The fields of a record for a struct that has the same ones in the same order: no names.
#[derive(Debug)]
pub(crate) struct ByPlace<'r, 'de, 'p> {
    reader: &'r mut Reader<'de, 'p>,
    record: &'p RecordPlan,
    index: usize,
}

impl<'r, 'de, 'p> ByPlace<'r, 'de, 'p> {
    #[inline]
    pub(crate) fn visit<V: Visitor<'de>>(
        reader: &'r mut Reader<'de, 'p>,
        step: &'p Step,
        visitor: V,
    ) -> Result<V::Value> {
        reader.enter()?;
        let start = reader.at;
        let record = &reader.plan.records[step.arg as usize];
        let mut fields = Self { reader, record, index: 0 };
        let value = visitor.visit_seq(&mut fields);
        if value.is_ok() && fields.index != record.steps.len() {
            return Err(unfit("expected fewer fields for the host's type, found more"));
        }
        if value.is_ok() {
            fields.reader.leave_record(record.hollow, start)?;
        }
        value
    }
}

impl<'de> SeqAccess<'de> for ByPlace<'_, 'de, '_> {
    type Error = Error;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>> {
        let index = self.index;
        let Some(step) = self.record.steps.get(index) else { return Ok(None) };
        self.index += 1;
        match seed.deserialize(Pull { reader: self.reader, step }) {
            Ok(value) => Ok(Some(value)),
            Err(e) => Err(e.in_field(&self.record.fields[index].name)),
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.record.steps.len() - self.index)
    }
}

/// A branch of a union as a variant of an enum.
#[derive(Debug)]
pub(crate) struct Branch<'r, 'de, 'p> {
    pub(crate) reader: &'r mut Reader<'de, 'p>,
    pub(crate) step: &'p Step,
    /// The variant's name, or the branch's where no variant has it.
    pub(crate) name: &'p str,
}

impl<'r, 'de, 'p> EnumAccess<'de> for Branch<'r, 'de, 'p> {
    type Error = Error;
    type Variant = Pull<'r, 'de, 'p>;

    #[inline]
    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self::Variant)> {
        let variant = seed.deserialize(StrDeserializer::<Error>::new(self.name))?;
        Ok((variant, Pull { reader: self.reader, step: self.step }))
    }
}

impl<'de> VariantAccess<'de> for Pull<'_, 'de, '_> {
    type Error = Error;

    fn unit_variant(self) -> Result<()> {
        if self.step.op == Op::Null {
            return Ok(());
        }
        Err(unfit("expected null for a variant without a value, found a value"))
    }
    #[inline]
    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value> {
        seed.deserialize(self)
    }
    fn tuple_variant<V: Visitor<'de>>(self, length: usize, visitor: V) -> Result<V::Value> {
        self.deserialize_tuple(length, visitor)
    }
    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value> {
        self.deserialize_struct("variant", fields, visitor)
    }
}
