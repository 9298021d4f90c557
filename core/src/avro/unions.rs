//! Decoding unions, and host values that may be absent or of one of several types.
use crate::avro::check;
use crate::avro::decode::{Decoder, Read};
use crate::avro::plan::{BranchPlan, Op, Step};
use crate::error::{Code, Error, Result};
use crate::model::shape::Rep;
use crate::model::value::Sink;
use crate::wire::read;

impl<'p, K: Sink> Decoder<'p, '_, K> {
    #[inline(never)]
    pub(crate) fn optional(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
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
    pub(crate) fn union(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
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
    pub(crate) fn choice(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
        let choice = &self.plan.choices[step.arg as usize];
        let (index, next) = self.index(choice.named, at)?;
        match choice.branches.get(index as usize) {
            Some(Some(inner)) if inner.op == Op::Tagged => self.branch(inner, place, next),
            Some(Some(inner)) => self.step(inner, place, next),
            _ => Err(self.no_place(choice.named, index, at)),
        }
    }

    #[inline(never)]
    pub(crate) fn tagged(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
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
    pub(crate) fn one_of(&mut self, step: &Step, place: K::Place, at: usize) -> Read<K> {
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
    pub(crate) fn index(&self, named: u32, at: usize) -> Result<(u32, usize)> {
        let count = self.plan.names.types[named as usize].1;
        let (index, next) = check::index(self.src, at, count as usize, "branches")?;
        Ok((index as u32, next))
    }

    #[cold]
    pub(crate) fn no_place(&self, named: u32, index: u32, at: usize) -> Error {
        let name = self.plan.names.get(named, index).unwrap_or_default();
        Error::new(Code::DataUnrepresentable, format!("found {name:?}, which the host's type does not hold"))
            .at_offset(at)
    }
}
