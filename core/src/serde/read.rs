//! Where a deserializer stands in the data, and what it may still read.
use crate::avro::budget::too_hollow;
use crate::avro::decode;
use crate::avro::plan::{Op, Plan, Step, UnionPlan};
use crate::error::{Code, Error, Result};
use crate::model::fields::FieldLists;
use crate::wire::read;

/// No union has been read.
pub(crate) const NO_TAG: (u32, u32) = (u32::MAX, 0);

/// A datum that is being read.
#[derive(Debug)]
pub(crate) struct Reader<'de, 'p> {
    pub(crate) plan: &'p Plan,
    pub(crate) fields: &'p FieldLists,
    pub(crate) src: &'de [u8],
    pub(crate) at: usize,
    pub(crate) depth: u32,
    pub(crate) empty: u32,
    pub(crate) hollow: u32,
    /// The union and the branch that an option has read last, for an enum that may be inside.
    pub(crate) tag: (u32, u32),
    /// Whether structs are always told their fields' names, even where the order says it all.
    pub(crate) by_name: bool,
}

impl<'de, 'p> Reader<'de, 'p> {
    #[inline(always)]
    pub(crate) fn long(&mut self) -> Result<i64> {
        let (value, next) = read::long(self.src, self.at)?;
        self.at = next;
        Ok(value)
    }

    #[inline(always)]
    pub(crate) fn int(&mut self) -> Result<i32> {
        let (value, next) = read::int(self.src, self.at)?;
        self.at = next;
        Ok(value)
    }

    #[inline(always)]
    pub(crate) fn take<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (bytes, next) = read::take(self.src, self.at)?;
        self.at = next;
        Ok(bytes)
    }

    #[inline(always)]
    pub(crate) fn boolean(&mut self) -> Result<bool> {
        match self.take()? {
            [0] => Ok(false),
            [1] => Ok(true),
            [byte] => Err(read::malformed(self.at - 1, format!("expected a boolean, found byte {byte:#04x}"))),
        }
    }

    #[inline(always)]
    pub(crate) fn bytes(&mut self) -> Result<&'de [u8]> {
        let (from, next) = read::span(self.src, self.at)?;
        self.at = next;
        Ok(&self.src[from..next])
    }

    #[inline(always)]
    pub(crate) fn str(&mut self) -> Result<&'de str> {
        let (from, next) = read::span(self.src, self.at)?;
        self.at = next;
        match simdutf8::basic::from_utf8(&self.src[from..next]) {
            Ok(text) => Ok(text),
            Err(_) => Err(read::malformed(from, "expected text in UTF-8, found bytes that are none")),
        }
    }

    pub(crate) fn fixed(&mut self, size: usize) -> Result<&'de [u8]> {
        let bytes = decode::fixed_bytes(self.src, self.at, size)?;
        self.at += size;
        Ok(bytes)
    }

    /// The bytes of what has no representation in serde's data model but bytes; none for other types.
    pub(crate) fn bytes_of(&mut self, step: &Step) -> Result<Option<&'de [u8]>> {
        let plan = self.plan;
        let bytes = match step.op {
            Op::Bytes | Op::DecimalBytes | Op::BigDecimal => self.bytes(),
            Op::Fixed => self.fixed(plan.fixeds[step.arg as usize].size),
            Op::DecimalFixed => self.fixed(plan.decimals[step.arg as usize].size.unwrap_or_default()),
            Op::UuidFixed => self.fixed(16),
            Op::Duration => self.fixed(12),
            _ => return Ok(None),
        };
        bytes.map(Some)
    }

    /// The symbol of an enum.
    #[inline]
    pub(crate) fn symbol(&mut self, step: &Step) -> Result<&'p str> {
        let (at, symbols) = (self.at, &self.plan.enums[step.arg as usize].symbols);
        let index = self.int()?;
        match usize::try_from(index).ok().and_then(|index| symbols.get(index)) {
            Some(symbol) => Ok(symbol),
            None => {
                let message = format!("expected the index of one of {} symbols, found {index}", symbols.len());
                Err(read::malformed(at, message))
            }
        }
    }

    /// The branch of a union: its union, its index, what to do with its value.
    #[inline(always)]
    pub(crate) fn branch(&mut self, step: &Step) -> Result<(&'p UnionPlan, u32, &'p Step)> {
        let (at, union) = (self.at, &self.plan.unions[step.arg as usize]);
        let index = self.int()?;
        match usize::try_from(index).ok().and_then(|index| union.branches.get(index)) {
            Some((_, Some(inner))) => Ok((union, index as u32, inner)),
            _ => {
                let count = union.branches.len();
                Err(read::malformed(at, format!("expected the index of one of {count} branches, found {index}")))
            }
        }
    }

    /// The union and the branch whose value `step` is, if an option has just read them.
    pub(crate) fn take_tag(&mut self, step: &Step) -> Option<(&'p UnionPlan, u32)> {
        let (union, index) = std::mem::replace(&mut self.tag, NO_TAG);
        let union = self.plan.unions.get(union as usize)?;
        let (_, inner) = union.branches.get(index as usize)?;
        inner.as_ref().is_some_and(|inner| std::ptr::eq(inner, step)).then_some((union, index))
    }

    #[inline(always)]
    pub(crate) fn enter(&mut self) -> Result<()> {
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                Ok(())
            }
            None => Err(decode::too_deep(self.at)),
        }
    }

    #[inline(always)]
    pub(crate) fn leave(&mut self) {
        self.depth += 1;
    }

    /// Leaves a record that began at `start`: one without bytes has its cost.
    #[inline(always)]
    pub(crate) fn leave_record(&mut self, cost: u32, start: usize) -> Result<()> {
        self.leave();
        if start == self.at {
            self.hollow = self.hollow.checked_sub(cost).ok_or_else(|| too_hollow(start))?;
        }
        Ok(())
    }

    /// Passes over a value.
    pub(crate) fn skip(&mut self, step: &Step) -> Result<()> {
        let left = (&mut self.empty, &mut self.hollow);
        self.at = decode::skip(self.plan, step, self.depth, left, self.src, self.at)?;
        Ok(())
    }
}

/// Legal data that the Rust type does not hold.
#[cold]
pub(crate) fn unfit(message: impl Into<String>) -> Error {
    Error::new(Code::DataUnrepresentable, message)
}
