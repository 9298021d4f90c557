//! Comparing: the order of data by their binary form, without decoding. Source: Avro 1.12, "Sort Order".
use crate::avro::budget::Budget;
use crate::avro::check::{self, check_end};
use crate::error::{Code, Error, Result};
use crate::limits::Limits;
use crate::model::node::{Graph, NodeId, NodeKind, Order, Record};
use crate::wire::read;
use std::cmp::Ordering;

/// How `a` sorts beside `b`, each one datum that is the whole of its bytes.
///
/// Floats compare as Java's `compareTo`: -0.0 before 0.0, NaN behind all and equal to itself. Both data are checked to
/// their ends, behind the first difference too.
///
/// # Errors
/// `data_*` as decoding, with path and offset, of the datum that is first found to be bad; `unsupported` where two maps
/// decide, for maps have no order.
pub fn compare(graph: &Graph, limits: &Limits, a: &[u8], b: &[u8]) -> Result<Ordering> {
    let mut pair = Pair {
        graph,
        a: Side { src: a, budget: Budget::new(graph, limits) },
        b: Side { src: b, budget: Budget::new(graph, limits) },
    };
    let (order, at) = pair.value(graph.root, Places { a: 0, b: 0 })?;
    check::whole(a, at.a)?;
    check::whole(b, at.b)?;
    Ok(order)
}

struct Pair<'g> {
    graph: &'g Graph,
    a: Side<'g>,
    b: Side<'g>,
}

struct Side<'g> {
    src: &'g [u8],
    budget: Budget<'g>,
}

#[derive(Clone, Copy)]
struct Places {
    a: usize,
    b: usize,
}

/// The items of an array, block by block.
struct Items {
    left: u64,
    end: Option<usize>,
    at: usize,
    over: bool,
}

impl Pair<'_> {
    fn value(&mut self, id: NodeId, at: Places) -> Result<(Ordering, Places)> {
        let graph = self.graph;
        match &graph.node(id).kind {
            NodeKind::Null => Ok((Ordering::Equal, at)),
            NodeKind::Boolean => self.both(at, check::boolean, bool::cmp),
            NodeKind::Int => self.both(at, read::int, i32::cmp),
            NodeKind::Long => self.both(at, read::long, i64::cmp),
            NodeKind::Float => self.both(
                at,
                |src, at| read::take(src, at).map(|(bytes, next)| (f32::from_le_bytes(bytes), next)),
                |a, b| floats(a.is_nan(), b.is_nan(), || a.total_cmp(b)),
            ),
            NodeKind::Double => self.both(
                at,
                |src, at| read::take(src, at).map(|(bytes, next)| (f64::from_le_bytes(bytes), next)),
                |a, b| floats(a.is_nan(), b.is_nan(), || a.total_cmp(b)),
            ),
            NodeKind::String => self.both(
                at,
                |src, at| read::text(src, at).map(|(text, _, next)| (text.bytes(), next)),
                |a, b| a.cmp(b),
            ),
            NodeKind::Bytes => {
                self.both(at, |src, at| read::span(src, at).map(|(from, to)| (&src[from..to], to)), |a, b| a.cmp(b))
            }
            NodeKind::Fixed(fixed) => self.both(
                at,
                |src, at| check::fixed(src, at, fixed.size).map(|bytes| (bytes, at + fixed.size)),
                |a, b| a.cmp(b),
            ),
            NodeKind::Enum(symbols) => {
                let count = symbols.symbols.len();
                self.both(at, |src, at| check::index(src, at, count, "symbols"), usize::cmp)
            }
            NodeKind::Union(branches) => {
                let (a, a_next) = check::index(self.a.src, at.a, branches.len(), "branches")?;
                let (b, b_next) = check::index(self.b.src, at.b, branches.len(), "branches")?;
                let next = Places { a: a_next, b: b_next };
                if a == b {
                    return self.value(branches[a], next);
                }
                let a_next = self.a.pass(graph, branches[a], next.a)?;
                let b_next = self.b.pass(graph, branches[b], next.b)?;
                Ok((a.cmp(&b), Places { a: a_next, b: b_next }))
            }
            NodeKind::Record(record) => self.record(record, at),
            NodeKind::Array(item) => self.array(*item, at),
            NodeKind::Map(_) => Err(Error::new(Code::Unsupported, "expected values that have an order, found maps")),
        }
    }

    #[inline(always)]
    fn both<'s, T>(
        &'s self,
        at: Places,
        read: impl Fn(&'s [u8], usize) -> Result<(T, usize)>,
        compare: impl Fn(&T, &T) -> Ordering,
    ) -> Result<(Ordering, Places)> {
        let (a, a_next) = read(self.a.src, at.a)?;
        let (b, b_next) = read(self.b.src, at.b)?;
        Ok((compare(&a, &b), Places { a: a_next, b: b_next }))
    }

    /// Field by field; those behind a difference, and those without an order, are only checked.
    fn record(&mut self, record: &Record, start: Places) -> Result<(Ordering, Places)> {
        self.a.budget.enter(start.a)?;
        self.b.budget.enter(start.b)?;
        let (mut order, mut at) = (Ordering::Equal, start);
        for field in &record.fields {
            let next = if order.is_ne() || field.order == Order::Ignore {
                self.pass(field.node, at).map(|next| (order, next))
            } else {
                self.value(field.node, at)
            };
            (order, at) = match (next.map_err(|e| e.in_field(&field.name))?, field.order) {
                ((found, next), Order::Descending) if order.is_eq() => (found.reverse(), next),
                (next, _) => next,
            };
        }
        self.a.budget.leave_record(record.fields.len(), start.a, at.a)?;
        self.b.budget.leave_record(record.fields.len(), start.b, at.b)?;
        Ok((order, at))
    }

    /// Item by item; of two arrays of which one begins the other, the shorter comes first.
    fn array(&mut self, item: NodeId, start: Places) -> Result<(Ordering, Places)> {
        self.a.budget.enter(start.a)?;
        self.b.budget.enter(start.b)?;
        let (mut a, mut b) = (Items::new(start.a), Items::new(start.b));
        let (mut order, mut index) = (Ordering::Equal, 0);
        loop {
            let more = (self.a.next(&mut a, item)?, self.b.next(&mut b, item)?);
            let inside = |e: Error| e.in_item(index);
            match more {
                (false, false) => break,
                (true, true) if order.is_eq() => {
                    let (found, next) = self.value(item, Places { a: a.at, b: b.at }).map_err(inside)?;
                    (order, a.at, b.at) = (found, next.a, next.b);
                }
                (more_a, more_b) => {
                    if more_a {
                        a.at = self.a.pass(self.graph, item, a.at).map_err(inside)?;
                    }
                    if more_b {
                        b.at = self.b.pass(self.graph, item, b.at).map_err(inside)?;
                    }
                    order = order.then(more_a.cmp(&more_b));
                }
            }
            index += 1;
        }
        self.a.budget.leave();
        self.b.budget.leave();
        Ok((order, Places { a: a.at, b: b.at }))
    }

    /// Checks a value on both sides.
    fn pass(&mut self, id: NodeId, at: Places) -> Result<Places> {
        let a = self.a.pass(self.graph, id, at.a)?;
        let b = self.b.pass(self.graph, id, at.b)?;
        Ok(Places { a, b })
    }
}

impl Side<'_> {
    fn pass(&mut self, graph: &Graph, id: NodeId, at: usize) -> Result<usize> {
        check::datum(graph, &mut self.budget, self.src, id, at)
    }

    /// Whether there is another item, which then begins at `items.at`.
    fn next(&mut self, items: &mut Items, item: NodeId) -> Result<bool> {
        while items.left == 0 && !items.over {
            check_end(items.end, items.at)?;
            let (count, end, next) = self.budget.block(self.src, item, 0, items.at)?;
            *items = Items { left: count, end, at: next, over: count == 0 };
        }
        items.left = items.left.saturating_sub(1);
        Ok(!items.over)
    }
}

impl Items {
    fn new(at: usize) -> Self {
        Self { left: 0, end: None, at, over: false }
    }
}

/// NaN comes behind all and is equal to itself, whatever its bits.
fn floats(a: bool, b: bool, numbers: impl FnOnce() -> Ordering) -> Ordering {
    if a || b { a.cmp(&b) } else { numbers() }
}
