//! Checking: a walk over a datum that keeps nothing, driven by the schema graph; and the checks of single values.
use crate::avro::budget::{Budget, Cost};
use crate::avro::decode::{check_end, fixed_bytes};
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
#[inline]
pub(crate) fn boolean(src: &[u8], at: usize) -> Result<(bool, usize)> {
    let ([byte], next) = read::take(src, at)?;
    if byte > 1 {
        return Err(read::malformed(at, format!("expected a boolean, found byte {byte:#04x}")));
    }
    Ok((byte == 1, next))
}

/// The index of one of `count` symbols or branches.
#[inline]
pub(crate) fn index(src: &[u8], at: usize, count: usize, what: &str) -> Result<(usize, usize)> {
    let (index, next) = read::int(src, at)?;
    if index < 0 || index as usize >= count {
        return Err(read::malformed(at, format!("expected the index of one of {count} {what}, found {index}")));
    }
    Ok((index as usize, next))
}

/// That many bytes.
#[inline]
pub(crate) fn fixed(src: &[u8], at: usize, size: usize) -> Result<&[u8]> {
    fixed_bytes(src, at, size)
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
