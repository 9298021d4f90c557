//! Checking: a walk over a datum that keeps nothing, driven by the schema graph; and the checks of single values.
use crate::avro::budget::{Budget, Cost, check_hollow, too_many};
use crate::avro::plan::ItemsPlan;
use crate::error::{Code, Error, Result};
use crate::limits::Limits;
use crate::model::node::{Graph, NodeId, NodeKind};
use crate::wire::read;

/// Goes over the datum that begins at `at`, with all the checks of decoding; gives where it ends.
pub(crate) fn datum(graph: &Graph, budget: &mut Budget<'_>, src: &[u8], id: NodeId, mut at: usize) -> Result<usize> {
    match &graph.node(id).kind {
        NodeKind::Null => Ok(at),
        NodeKind::Boolean => boolean(src, at).map(|(_, next)| next),
        NodeKind::Int => read::int(src, at).map(|(_, next)| next),
        NodeKind::Long => read::long(src, at).map(|(_, next)| next),
        NodeKind::Float => read::take::<4>(src, at).map(|(_, next)| next),
        NodeKind::Double => read::take::<8>(src, at).map(|(_, next)| next),
        NodeKind::String => read::text(src, at).map(|(_, _, next)| next),
        NodeKind::Bytes => read::span(src, at).map(|(_, next)| next),
        NodeKind::Fixed(fixed) => self::fixed(src, at, fixed.size).map(|_| at + fixed.size),
        NodeKind::Enum(symbols) => index(src, at, symbols.symbols.len(), "symbols").map(|(_, next)| next),
        NodeKind::Union(branches) => {
            let (index, next) = index(src, at, branches.len(), "branches")?;
            datum(graph, budget, src, branches[index], next)
        }
        NodeKind::Record(record) => {
            let start = at;
            budget.enter(at)?;
            for field in &record.fields {
                at = datum(graph, budget, src, field.node, at).map_err(|e| e.in_field(&field.name))?;
            }
            budget.leave_record(record.fields.len(), start, at)?;
            Ok(at)
        }
        NodeKind::Array(item) => {
            budget.enter(at)?;
            let mut index = 0;
            loop {
                let (count, end, next) = budget.block(src, *item, 0, at)?;
                at = next;
                if count == 0 {
                    break;
                }
                for _ in 0..count {
                    at = datum(graph, budget, src, *item, at).map_err(|e| e.in_item(index))?;
                    index += 1;
                }
                check_end(end, at)?;
            }
            budget.leave();
            Ok(at)
        }
        NodeKind::Map(item) => {
            budget.enter(at)?;
            loop {
                let (count, end, next) = budget.block(src, *item, 1, at)?;
                at = next;
                if count == 0 {
                    break;
                }
                for _ in 0..count {
                    let (key, _, next) = read::text(src, at)?;
                    at = datum(graph, budget, src, *item, next).map_err(|e| e.in_key(&key.to_str()))?;
                }
                check_end(end, at)?;
            }
            budget.leave();
            Ok(at)
        }
    }
}

/// What a default costs that is read or written in place of a value: its limits are those of the datum that it becomes a part of.
pub(crate) fn cost(graph: &Graph, id: NodeId, default: &[u8]) -> Cost {
    let limits = Limits { empty_items: u32::MAX, ..Limits::default() };
    let mut budget = Budget::new(graph, &limits);
    // One that is nested deeper than a datum may be fails where it is read.
    datum(graph, &mut budget, default, id, 0).map_or(Cost::default(), |_| budget.cost(&limits))
}

/// A byte that is 00 or 01.
#[inline(always)]
pub(crate) fn boolean(src: &[u8], at: usize) -> Result<(bool, usize)> {
    let ([byte], next) = read::take(src, at)?;
    if byte > 1 {
        return Err(read::malformed(at, format!("expected a boolean, found byte {byte:#04x}")));
    }
    Ok((byte == 1, next))
}

/// The index of one of `count` symbols or branches.
#[inline(always)]
pub(crate) fn index(src: &[u8], at: usize, count: usize, what: &str) -> Result<(usize, usize)> {
    let (index, next) = read::int(src, at)?;
    if index < 0 || index as usize >= count {
        return Err(no_index(at, count, what, index));
    }
    Ok((index as usize, next))
}

#[cold]
#[inline(never)]
fn no_index(at: usize, count: usize, what: &str, found: i32) -> Error {
    read::malformed(at, format!("expected the index of one of {count} {what}, found {found}"))
}

/// That many bytes.
#[inline]
pub(crate) fn fixed(src: &[u8], at: usize, size: usize) -> Result<&[u8]> {
    match src.get(at..).and_then(|rest| rest.get(..size)) {
        Some(bytes) => Ok(bytes),
        None => Err(read::truncated(at, &format!("{size} bytes"))),
    }
}

/// Refuses bytes behind the datum that ends at `end`.
#[inline]
pub(crate) fn whole(src: &[u8], end: usize) -> Result<()> {
    if end == src.len() {
        return Ok(());
    }
    let message = format!("expected the end of the data, found {} more bytes", src.len() - end);
    Err(Error::new(Code::DataTrailing, message).at_offset(end))
}

/// The head of a block: a count that the rest of the input can hold, where the block must end if it says so, where its items begin.
#[inline(always)]
pub(crate) fn block(
    src: &[u8],
    (empty, hollow): (&mut u32, u32),
    items: &ItemsPlan,
    at: usize,
) -> Result<(usize, Option<usize>, usize)> {
    let (count, end, next) = read::block(src, at)?;
    if items.least == 0 {
        check_hollow(hollow, count, items.fields, at)?;
        match u32::try_from(count).ok().and_then(|count| empty.checked_sub(count)) {
            Some(rest) => *empty = rest,
            None => return Err(too_many(at, count)),
        }
    } else if count.checked_mul(items.least as u64).is_none_or(|size| size > (src.len() - next) as u64) {
        return Err(read::truncated(at, &format!("{count} items")));
    }
    Ok((count as usize, end, next))
}

/// Refuses a block that ends elsewhere than its size says.
#[inline]
pub(crate) fn check_end(end: Option<usize>, at: usize) -> Result<()> {
    match end {
        Some(end) if end != at => {
            Err(read::malformed(at, format!("expected a block to end at {end}, found its end at {at}")))
        }
        _ => Ok(()),
    }
}

/// Values that nest deeper than the limit.
#[cold]
#[inline(never)]
pub(crate) fn too_deep(at: usize) -> Error {
    Error::new(Code::DataLimit, "expected fewer nested values, found more than the limit").at_offset(at)
}
