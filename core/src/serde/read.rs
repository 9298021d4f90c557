//! Where a deserializer stands in the data, and what it may still read.
use crate::avro::budget::too_hollow;
use crate::avro::check;
use crate::avro::decode;
use crate::avro::plan::{Op, Plan, Step};
use crate::avro::resolve::Wire;
use crate::error::{Code, Error, Result};
use crate::model::fields::FieldLists;
use crate::wire::read;
use serde_core::de::Visitor;
use std::ops::Range;

/// What a union turned out to hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arm<'p> {
    /// The union's names and the index of the branch; none where only the writer has a union.
    pub(crate) union: Option<(u32, u32)>,
    /// What to do with the value.
    pub(crate) step: &'p Step,
}

/// A writer's number as the reader's type.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Widened {
    Whole(i64),
    Single(f32),
    Double(f64),
}

/// A datum that is being read.
#[derive(Debug)]
pub(crate) struct Reader<'de, 'p> {
    pub(crate) plan: &'p Plan,
    pub(crate) fields: &'p FieldLists,
    pub(crate) src: &'p [u8],
    /// `src` once more, if values may borrow from it: not from the default of a field, which lies in the plan.
    pub(crate) lent: Option<&'de [u8]>,
    pub(crate) at: usize,
    pub(crate) depth: u32,
    pub(crate) empty: u32,
    pub(crate) hollow: u32,
    /// What an option has read last, for an enum that may be inside.
    pub(crate) tag: Option<Arm<'p>>,
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
        let (value, next) = check::boolean(self.src, self.at)?;
        self.at = next;
        Ok(value)
    }

    /// Where the next bytes or text lie.
    #[inline(always)]
    pub(crate) fn span(&mut self) -> Result<Range<usize>> {
        let (from, next) = read::span(self.src, self.at)?;
        self.at = next;
        Ok(from..next)
    }

    /// Hands over a text.
    #[inline(always)]
    pub(crate) fn text<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value> {
        let Some(src) = self.lent else { return self.kept(visitor) };
        let (from, next) = read::span(src, self.at)?;
        self.at = next;
        visitor.visit_borrowed_str(utf8(src, from..next)?)
    }

    /// A text that cannot be borrowed.
    #[cold]
    #[inline(never)]
    fn kept<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value> {
        let span = self.span()?;
        visitor.visit_str(utf8(self.src, span)?)
    }

    /// Where the bytes lie of what has no representation in serde's data model but bytes; none for other types.
    pub(crate) fn bytes_of(&mut self, step: &Step) -> Result<Option<Range<usize>>> {
        let plan = self.plan;
        let size = match step.op {
            Op::Bytes | Op::DecimalBytes | Op::BigDecimal => return self.span().map(Some),
            Op::Fixed => plan.fixeds[step.arg as usize].size,
            Op::DecimalFixed => plan.decimals[step.arg as usize].size.unwrap_or_default(),
            Op::UuidFixed => 16,
            Op::Duration => 12,
            _ => return Ok(None),
        };
        let from = self.at;
        self.at += check::fixed(self.src, from, size)?.len();
        Ok(Some(from..self.at))
    }

    /// Whether it is an enum.
    #[inline]
    pub(crate) fn is_enum(step: &Step) -> bool {
        matches!(step.op, Op::Enum | Op::Symbols)
    }

    /// The symbol of an enum.
    #[inline]
    pub(crate) fn symbol(&mut self, step: &Step) -> Result<&'p str> {
        let (at, plan) = (self.at, self.plan);
        let index = usize::try_from(self.int()?).ok();
        let symbol = match step.op {
            Op::Symbols => {
                let symbols = &plan.symbols[step.arg as usize];
                let own = index.and_then(|index| *symbols.to_reader.get(index)?);
                own.and_then(|own| plan.enums[symbols.step.arg as usize].symbols.get(own as usize))
            }
            _ => index.and_then(|index| plan.enums[step.arg as usize].symbols.get(index)),
        };
        symbol.map(|symbol| &**symbol).ok_or_else(|| self.refusal(step, at))
    }

    /// The branch of a union.
    #[inline(always)]
    pub(crate) fn branch(&mut self, step: &Step) -> Result<Arm<'p>> {
        let (at, union) = (self.at, &self.plan.unions[step.arg as usize]);
        let index = self.int()?;
        match usize::try_from(index).ok().and_then(|index| union.branches.get(index)) {
            Some((_, Some(inner))) => Ok(Arm { union: Some((union.named, index as u32)), step: inner }),
            _ => Err(self.refusal(step, at)),
        }
    }

    /// What a union of the reader or of the writer holds; none for what is no union.
    #[inline]
    pub(crate) fn arm(&mut self, step: &'p Step) -> Result<Option<Arm<'p>>> {
        match step.op {
            Op::Union => self.branch(step).map(Some),
            Op::Choice | Op::Tagged => self.adapted(step).map(Some),
            _ => Ok(None),
        }
    }

    /// As [`Reader::arm`], where a writer's type is resolved.
    #[inline(never)]
    fn adapted(&mut self, step: &'p Step) -> Result<Arm<'p>> {
        let (at, plan, mut inner) = (self.at, self.plan, step);
        if step.op == Op::Choice {
            let branches = &plan.choices[step.arg as usize].branches;
            inner = match usize::try_from(self.int()?).ok().and_then(|index| branches.get(index)) {
                Some(Some(inner)) => inner,
                _ => return Err(self.refusal(step, at)),
            };
        }
        if inner.op != Op::Tagged {
            return Ok(Arm { union: None, step: inner });
        }
        let branch = &plan.branches[inner.arg as usize];
        Ok(Arm { union: Some((branch.named, branch.index)), step: &branch.step })
    }

    /// What to do with a value whose unions are read; a text that the reader takes for bytes is checked.
    #[inline(never)]
    pub(crate) fn settled(&mut self, step: &'p Step) -> Result<&'p Step> {
        let step = self.arm(step)?.map_or(step, |arm| arm.step);
        if step.op == Op::Promoted {
            let promotion = &self.plan.promotions[step.arg as usize];
            if promotion.wire == Wire::Text {
                read::text(self.src, self.at)?;
                return Ok(&promotion.step);
            }
        }
        Ok(step)
    }

    /// A number of the writer that the reader holds wider.
    pub(crate) fn widened(&mut self, step: &Step) -> Result<Widened> {
        let promotion = &self.plan.promotions[step.arg as usize];
        let whole = match promotion.wire {
            Wire::Int => self.int()? as i64,
            Wire::Long => self.long()?,
            Wire::Float => return Ok(Widened::Double(f32::from_le_bytes(self.take()?) as f64)),
            Wire::Text => return Err(Error::new(Code::Internal, "expected a number, found a text")),
        };
        Ok(match promotion.step.op {
            Op::Float => Widened::Single(whole as f32),
            Op::Double => Widened::Double(whole as f64),
            _ => Widened::Whole(whole),
        })
    }

    /// The union and the branch whose value `step` is, if an option has just read them.
    pub(crate) fn take_tag(&mut self, step: &Step) -> Option<(u32, u32)> {
        self.tag.take().filter(|arm| std::ptr::eq(arm.step, step))?.union
    }

    /// The default of a field that the writer lacks: a reader of its own, that lends nothing.
    pub(crate) fn of_default(&self, step: &Step) -> (Self, &'p Step) {
        let default = &self.plan.defaults[step.arg as usize];
        (Self { src: &default.bytes, lent: None, at: 0, tag: None, ..*self }, &default.step)
    }

    #[inline(always)]
    pub(crate) fn enter(&mut self) -> Result<()> {
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                Ok(())
            }
            None => Err(check::too_deep(self.at)),
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
        let step = if step.op == Op::Absent { &self.plan.absents[step.arg as usize].skip } else { step };
        let left = (&mut self.empty, &mut self.hollow);
        self.at = decode::skip(self.plan, step, self.depth, left, self.src, self.at)?;
        Ok(())
    }

    /// Why the ordinary decoder does not take the value at `at`.
    #[cold]
    #[inline(never)]
    pub(crate) fn refusal(&mut self, step: &Step, at: usize) -> Error {
        self.at = at;
        let refused = self.skip(step).err();
        refused.unwrap_or_else(|| Error::new(Code::Internal, "expected bad data, found data that can be passed over"))
    }
}

/// A text in `src`.
#[inline(always)]
pub(crate) fn utf8(src: &[u8], span: Range<usize>) -> Result<&str> {
    let from = span.start;
    match simdutf8::basic::from_utf8(&src[span]) {
        Ok(text) => Ok(text),
        Err(_) => Err(read::malformed(from, "expected text in UTF-8, found bytes that are none")),
    }
}

/// Legal data that the Rust type does not hold.
#[cold]
pub(crate) fn unfit(message: impl Into<String>) -> Error {
    Error::new(Code::DataUnrepresentable, message)
}
