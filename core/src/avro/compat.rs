//! Whether data of a writer schema can be read under a reader schema, judged by the schemas alone.
use crate::avro::effort::Effort;
use crate::avro::reason::Incompatibility;
use crate::avro::report::Report;
use crate::model::node::{Graph, Logical, Node, NodeId, NodeKind, Record};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

/// Every reason, in the order of the reader's schema; a pair of types that is met again is not told again.
/// A list of more than a megabyte is cut off.
///
/// Pairs are taken as compatible until the opposite is proved, so recursive types need no special care; nothing here
/// recurses, so no schema is too deep.
pub(crate) fn compare(reader: &Graph, writer: &Graph) -> Vec<Incompatibility> {
    // A branch of the very same name nearly always decides, and then a union with many types of one simple name is no
    // more work than any other. Where it does not, the others may.
    let exact = Pairs::walk(reader, writer, true);
    let bad = settle(&exact.all);
    if !bad[0] {
        return Vec::new();
    }
    let all = Pairs::walk(reader, writer, false);
    if all.exhausted {
        return Report { reader, writer, pairs: &exact.all, bad: &bad }.list();
    }
    let bad = settle(&all.all);
    Report { reader, writer, pairs: &all.all, bad: &bad }.list()
}

/// Branches of one union that are tried for one type of the writer's because of its simple name, and of an alias.
const NAMESAKES: usize = 32;

/// Two types that must go together, and what that takes.
pub(crate) struct Pair {
    pub(crate) reader: NodeId,
    pub(crate) writer: NodeId,
    pub(crate) checks: Vec<Check>,
}

/// What must hold for one pair of types.
pub(crate) enum Check {
    /// It does not hold.
    Fails(Reason),
    /// This pair must be compatible; the step leads to it.
    Needs { pair: usize, step: Step },
    /// One of these pairs, each with the position of its branch in the reader's union, must be compatible.
    /// `branch` is the writer's type, and its position where it stands in a union.
    Any { pairs: Vec<(usize, usize)>, branch: NodeId, position: Option<usize> },
}

/// Why a pair fails by itself; the numbers are the positions of the reader's fields.
#[derive(Clone, Copy)]
pub(crate) enum Reason {
    Type,
    Name,
    Size,
    Scale,
    Symbols,
    Missing(usize),
    Several(usize),
    Many,
}

/// From a pair to one that it needs.
#[derive(Clone, Copy)]
pub(crate) enum Step {
    Items,
    Values,
    Field {
        reader: usize,
        writer: usize,
    },
    /// A branch of the writer's union, for a reader without one.
    Branch(usize),
    /// From a union of the reader to one of its branches; the writer's type may be one of a union too.
    Cause {
        reader: usize,
        writer: Option<usize>,
    },
}

struct Pairs<'a> {
    reader: &'a Graph,
    writer: &'a Graph,
    /// Whether a branch of the same full name is the only one that is tried.
    exact: bool,
    effort: Effort,
    /// Whether the effort did not suffice.
    exhausted: bool,
    known: HashMap<(NodeId, NodeId), usize>,
    unions: HashMap<NodeId, Rc<Branches<'a>>>,
    /// The first is the pair of the roots.
    all: Vec<Pair>,
}

/// The branches of a union, by position, by what they can be called, so that two large unions do not multiply.
#[derive(Default)]
struct Branches<'a> {
    unnamed: Vec<usize>,
    full: HashMap<&'a str, usize>,
    simple: HashMap<&'a str, Vec<usize>>,
    /// By the full names that are aliases.
    aliases: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Branches<'a> {
    fn new(graph: &'a Graph, ids: &[NodeId]) -> Self {
        let mut branches = Self::default();
        for (position, id) in ids.iter().enumerate() {
            let node = graph.node(*id);
            let Some(name) = node.name() else {
                branches.unnamed.push(position);
                continue;
            };
            branches.full.insert(name.full(), position);
            branches.simple.entry(name.simple()).or_default().push(position);
            for alias in node.aliases() {
                branches.aliases.entry(alias.full()).or_default().push(position);
            }
        }
        branches
    }

    /// The branches whose names are right for a type of the writer's.
    fn named(&self, written: &Node, exact: bool) -> BTreeSet<usize> {
        let Some(name) = written.name() else { return self.unnamed.iter().copied().collect() };
        if exact && let Some(position) = self.full.get(name.full()) {
            return BTreeSet::from([*position]);
        }
        let lists = [self.simple.get(name.simple()), self.aliases.get(name.full())];
        let near = lists.into_iter().flatten().flat_map(|list| list.iter().take(NAMESAKES));
        self.full.get(name.full()).into_iter().chain(near).copied().collect()
    }
}

impl<'a> Pairs<'a> {
    /// All the pairs that the roots lead to.
    fn walk(reader: &'a Graph, writer: &'a Graph, exact: bool) -> Self {
        let effort = Effort::new(reader, writer);
        let (known, unions) = (HashMap::new(), HashMap::new());
        let mut pairs = Self { reader, writer, exact, effort, exhausted: false, known, unions, all: Vec::new() };
        pairs.pair(reader.root, writer.root);
        let mut next = 0;
        while let Some(pair) = pairs.all.get(next) {
            let checks = pairs.check(pair.reader, pair.writer);
            pairs.all[next].checks = checks;
            next += 1;
        }
        pairs
    }

    /// The index of a pair; a new one is put on the list of what must be looked at, unless there was enough.
    fn pair(&mut self, reader: NodeId, writer: NodeId) -> Option<usize> {
        if let Some(index) = self.known.get(&(reader, writer)) {
            return Some(*index);
        }
        if !self.effort.take(self.reader.node(reader), self.writer.node(writer)) {
            self.exhausted = true;
            return None;
        }
        let index = self.all.len();
        self.known.insert((reader, writer), index);
        self.all.push(Pair { reader, writer, checks: Vec::new() });
        Some(index)
    }

    fn check(&mut self, reader: NodeId, writer: NodeId) -> Vec<Check> {
        let (read, written) = (self.reader.node(reader), self.writer.node(writer));
        match (&read.kind, &written.kind) {
            (NodeKind::Union(ids), NodeKind::Union(branches)) => {
                let each = branches.iter().enumerate();
                each.map(|(position, branch)| self.any(reader, ids, *branch, Some(position))).collect()
            }
            (NodeKind::Union(ids), _) => vec![self.any(reader, ids, writer, None)],
            (_, NodeKind::Union(branches)) => {
                let each = branches.iter().enumerate();
                each.map(|(position, branch)| self.needs(reader, *branch, Step::Branch(position))).collect()
            }
            (NodeKind::Array(item), NodeKind::Array(other)) => vec![self.needs(*item, *other, Step::Items)],
            (NodeKind::Map(item), NodeKind::Map(other)) => vec![self.needs(*item, *other, Step::Values)],
            (NodeKind::Record(record), NodeKind::Record(other)) => {
                let mut checks: Vec<_> = names(read, written).into_iter().collect();
                self.fields(&mut checks, record, other);
                checks
            }
            (NodeKind::Enum(symbols), NodeKind::Enum(other)) => {
                let missing = symbols.default.is_none() && !missing(&symbols.symbols, &other.symbols).is_empty();
                names(read, written).into_iter().chain(missing.then_some(Check::Fails(Reason::Symbols))).collect()
            }
            (NodeKind::Fixed(fixed), NodeKind::Fixed(other)) => {
                let size = (fixed.size != other.size).then_some(Check::Fails(Reason::Size));
                names(read, written).into_iter().chain(size).chain(scales(read, written)).collect()
            }
            _ if readable(&read.kind, &written.kind) => scales(read, written).into_iter().collect(),
            _ => vec![Check::Fails(Reason::Type)],
        }
    }

    fn needs(&mut self, reader: NodeId, writer: NodeId, step: Step) -> Check {
        self.pair(reader, writer).map_or(Check::Fails(Reason::Many), |pair| Check::Needs { pair, step })
    }

    /// A branch of the reader's union for a type of the writer's.
    fn any(&mut self, union: NodeId, ids: &[NodeId], branch: NodeId, position: Option<usize>) -> Check {
        let graph = self.reader;
        let branches = Rc::clone(self.unions.entry(union).or_insert_with(|| Rc::new(Branches::new(graph, ids))));
        let written = self.writer.node(branch);
        let mut pairs = Vec::new();
        for place in branches.named(written, self.exact) {
            let read = graph.node(ids[place]);
            let same = std::mem::discriminant(&read.kind) == std::mem::discriminant(&written.kind);
            if !same && !readable(&read.kind, &written.kind) {
                continue;
            }
            match self.pair(ids[place], branch) {
                Some(pair) => pairs.push((pair, place)),
                None if pairs.is_empty() => return Check::Fails(Reason::Many),
                None => break,
            }
        }
        Check::Any { pairs, branch, position }
    }

    fn fields(&mut self, checks: &mut Vec<Check>, reader: &Record, writer: &Record) {
        let positions = writer.fields.iter().enumerate();
        let known: HashMap<&str, usize> = positions.map(|(index, field)| (&*field.name, index)).collect();
        for (index, field) in reader.fields.iter().enumerate() {
            let names = std::iter::once(&field.name).chain(&field.aliases);
            let found: BTreeSet<usize> = names.filter_map(|name| known.get(&**name).copied()).collect();
            let mut found = found.into_iter();
            match (found.next(), found.next()) {
                (Some(other), None) => {
                    let step = Step::Field { reader: index, writer: other };
                    checks.push(self.needs(field.node, writer.fields[other].node, step));
                }
                (None, _) if field.default.is_some() => {}
                (None, _) => checks.push(Check::Fails(Reason::Missing(index))),
                (Some(_), Some(_)) => checks.push(Check::Fails(Reason::Several(index))),
            }
        }
    }
}

/// Whether a primitive type can be read as another; also any type as itself.
pub(crate) fn readable(reader: &NodeKind, writer: &NodeKind) -> bool {
    match (reader, writer) {
        (NodeKind::Long, NodeKind::Int)
        | (NodeKind::Float, NodeKind::Int | NodeKind::Long)
        | (NodeKind::Double, NodeKind::Int | NodeKind::Long | NodeKind::Float)
        | (NodeKind::Bytes, NodeKind::String)
        | (NodeKind::String, NodeKind::Bytes) => true,
        (NodeKind::Record(_) | NodeKind::Enum(_) | NodeKind::Fixed(_), _) => false,
        (reader, writer) => std::mem::discriminant(reader) == std::mem::discriminant(writer),
    }
}

/// Simple names must be the same, or the writer's full name an alias of the reader's.
fn names(reader: &Node, writer: &Node) -> Option<Check> {
    let (name, other) = (reader.name()?, writer.name()?);
    let same = name.simple() == other.simple() || reader.aliases().contains(other);
    (!same).then_some(Check::Fails(Reason::Name))
}

/// The symbols that the reader lacks, sorted.
pub(crate) fn missing<'a>(reader: &[Box<str>], writer: &'a [Box<str>]) -> BTreeSet<&'a str> {
    let known: HashSet<&str> = reader.iter().map(|symbol| &**symbol).collect();
    writer.iter().map(|symbol| &**symbol).filter(|symbol| !known.contains(symbol)).collect()
}

/// Two decimals must have one scale: the digits alone would be read as another number. Avro Java does not look.
fn scales(reader: &Node, writer: &Node) -> Option<Check> {
    let same = scale(reader).zip(scale(writer)).is_none_or(|(scale, other)| scale == other);
    (!same).then_some(Check::Fails(Reason::Scale))
}

pub(crate) fn scale(node: &Node) -> Option<u32> {
    match node.logical {
        Some(Logical::Decimal { scale, .. }) => Some(scale),
        _ => None,
    }
}

/// Which pairs are incompatible: those that fail by themselves, and all that need them.
fn settle(pairs: &[Pair]) -> Vec<bool> {
    let mut bad = vec![false; pairs.len()];
    let mut news = Vec::new();
    // Of each pair, the checks that name it; and of each check, how many of its pairs may still be compatible.
    let mut users: Vec<Vec<(usize, usize)>> = vec![Vec::new(); pairs.len()];
    let mut left: Vec<Vec<usize>> = Vec::with_capacity(pairs.len());
    for (index, pair) in pairs.iter().enumerate() {
        let mut counts = Vec::with_capacity(pair.checks.len());
        for (number, check) in pair.checks.iter().enumerate() {
            let count = match check {
                Check::Fails(_) => 0,
                Check::Needs { pair, .. } => {
                    users[*pair].push((index, number));
                    1
                }
                Check::Any { pairs, .. } => {
                    pairs.iter().for_each(|(pair, _)| users[*pair].push((index, number)));
                    pairs.len()
                }
            };
            counts.push(count);
            if count == 0 && !bad[index] {
                bad[index] = true;
                news.push(index);
            }
        }
        left.push(counts);
    }
    while let Some(pair) = news.pop() {
        for (index, number) in &users[pair] {
            let count = &mut left[*index][*number];
            *count -= 1;
            if *count == 0 && !bad[*index] {
                bad[*index] = true;
                news.push(*index);
            }
        }
    }
    bad
}
