//! What one datum may still take of the limits, for walks that are driven by the schema graph.
use crate::avro::check::{check_end, too_deep};
use crate::avro::least::Least;
use crate::error::{Code, Error, Result};
use crate::limits::Limits;
use crate::model::node::{Graph, NodeId};
use crate::wire::read;

/// What a datum takes of the limits beside its bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// Items without bytes.
    pub items: u32,
    /// Fields of records without bytes.
    pub fields: u32,
}

/// Depth and items that are left.
pub(crate) struct Budget<'g> {
    graph: &'g Graph,
    depth: u32,
    empty: u32,
    /// Fields of records without bytes.
    hollow: u32,
    least: Least,
}

impl<'g> Budget<'g> {
    pub(crate) fn new(graph: &'g Graph, limits: &Limits) -> Self {
        Self {
            graph,
            depth: limits.depth,
            empty: limits.empty_items,
            hollow: limits.hollow_fields(),
            least: Least::default(),
        }
    }

    /// Goes into a record, an array or a map.
    #[inline(always)]
    pub(crate) fn enter(&mut self, at: usize) -> Result<()> {
        match self.depth.checked_sub(1) {
            Some(depth) => {
                self.depth = depth;
                Ok(())
            }
            None => Err(too_deep(at)),
        }
    }

    /// Comes out again.
    #[inline(always)]
    pub(crate) fn leave(&mut self) {
        self.depth += 1;
    }

    /// Comes out of a record of so many fields that begins at `start` and ends at `end`.
    #[inline(always)]
    pub(crate) fn leave_record(&mut self, fields: usize, start: usize, end: usize) -> Result<()> {
        self.depth += 1;
        if start == end {
            self.spend_fields(fields, end)?;
        }
        Ok(())
    }

    /// Takes the fields of a record without bytes.
    pub(crate) fn spend_fields(&mut self, count: usize, at: usize) -> Result<()> {
        self.hollow = self.hollow.checked_sub(count as u32).ok_or_else(|| too_hollow(at))?;
        Ok(())
    }

    /// What was taken of these limits.
    pub(crate) fn cost(&self, limits: &Limits) -> Cost {
        Cost { items: limits.empty_items - self.empty, fields: limits.hollow_fields() - self.hollow }
    }

    /// Whether every item of this type takes no bytes.
    pub(crate) fn is_empty(&mut self, item: NodeId) -> bool {
        self.least.of(self.graph, item) == 0
    }

    /// Takes items without bytes.
    pub(crate) fn spend(&mut self, count: u64, at: usize) -> Result<()> {
        match u32::try_from(count).ok().and_then(|count| self.empty.checked_sub(count)) {
            Some(rest) => {
                self.empty = rest;
                Ok(())
            }
            None => Err(too_many(at, count)),
        }
    }

    /// The head of a block of an array (`key` 0) or a map (`key` 1, the fewest bytes of a key), with a count that the rest of
    /// the input can hold; where it must end if it says so; and where its items begin. Zero items end the array.
    #[inline]
    pub(crate) fn block(
        &mut self,
        src: &[u8],
        item: NodeId,
        key: u32,
        at: usize,
    ) -> Result<(u64, Option<usize>, usize)> {
        let (count, end, next) = read::block(src, at)?;
        if count == 0 {
            check_end(end, next)?;
            return Ok((count, end, next));
        }
        let least = key.saturating_add(self.least.of(self.graph, item));
        if least == 0 {
            self.spend(count, at)?;
            let fields = self.least.fields(self.graph, item);
            check_hollow(self.hollow, count, fields, at)?;
        } else if count > ((src.len() - next) / least as usize) as u64 {
            return Err(read::truncated(at, &format!("{count} items")));
        }
        Ok((count, end, next))
    }
}

/// Refuses items whose records have more fields than may still come, before anything is made for them.
pub(crate) fn check_hollow(left: u32, count: u64, fields: u32, at: usize) -> Result<()> {
    match count.checked_mul(fields as u64) {
        Some(all) if all <= left as u64 => Ok(()),
        _ => Err(too_hollow(at)),
    }
}

#[cold]
#[inline(never)]
pub(crate) fn too_hollow(at: usize) -> Error {
    Error::new(Code::DataLimit, "expected fewer fields of records without bytes, found more than the limit")
        .at_offset(at)
}

#[cold]
#[inline(never)]
pub(crate) fn too_many(at: usize, count: u64) -> Error {
    Error::new(Code::DataLimit, format!("expected fewer items without bytes, found {count}")).at_offset(at)
}
