//! The list of the differences, told from the pairs that were looked at.
use crate::error::Result;
use crate::json::arena::{Arena, At, Demand};
use crate::json::compare::difference::Difference;
use crate::json::compare::entry::{Entry, Step};
use crate::json::compare::pairs::{Pair, Pairs};
use crate::json::describe;
use crate::json::graph::Graph;
use crate::json::kind::Policy;
use crate::json::types::Types;

/// How many bytes of text a list may have before it is cut off: long paths of deep schemas add up.
const REPORT: usize = 1 << 20;

/// A pair that is being told.
struct Frame<'a> {
    pair: usize,
    entries: std::vec::IntoIter<Entry<'a>>,
    /// How long the path was before it.
    mark: usize,
}

/// Every difference, in the order of the schemas; what is met again is not told again.
///
/// # Errors
/// `schema_incompatible` where comparing takes too much.
pub(crate) fn list(original: &Graph, update: &Graph, policy: Policy) -> Result<Vec<Difference>> {
    let arena = Arena::new(original, update);
    let (first, second) = arena.roots();
    let mut pairs = Pairs::new(arena, policy);
    let root = pairs.number(Pair { original: first, update: second, types: Types::ALL });
    pairs.settle()?;
    let mut found = Vec::new();
    let mut told = vec![false; pairs.count()];
    let mut path = "#".to_owned();
    let mut room = REPORT;
    told[root] = true;
    let mut stack = vec![Frame { pair: root, entries: pairs.settled(root)?.into_iter(), mark: 1 }];
    while let Some(frame) = stack.last_mut() {
        let Some(entry) = frame.entries.next() else {
            path.truncate(frame.mark);
            stack.pop();
            continue;
        };
        match entry {
            Entry::Found { kind, step, branch } => {
                let pair = pairs.pair(frame.pair);
                let mark = path.len();
                step.append(&mut path);
                let place = if path.len() == 1 { "#/".to_owned() } else { path.clone() };
                path.truncate(mark);
                let (original, update) = (detail(&arena, pair.original, step), detail(&arena, pair.update, step));
                let size = 64 + place.len() + original.len() + update.len();
                let Some(rest) = room.checked_sub(size).or(found.is_empty().then_some(0)) else { break };
                room = rest;
                found.push(Difference { kind, path: place, original, update, branch });
            }
            Entry::Child { pair, step } => {
                told.resize(pairs.count().max(told.len()), false);
                if std::mem::replace(&mut told[pair], true) {
                    continue;
                }
                let mark = path.len();
                step.append(&mut path);
                let entries = pairs.settled(pair)?.into_iter();
                stack.push(Frame { pair, entries, mark });
            }
        }
    }
    Ok(found)
}

/// What a schema has at a place, in short.
fn detail(arena: &Arena<'_>, at: At, step: Step<'_>) -> String {
    match arena.demand(at) {
        Demand::Rules(view) => describe::at(arena, view, step),
        demand => describe::of_demand(demand),
    }
}
