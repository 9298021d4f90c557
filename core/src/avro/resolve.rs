//! Resolution: how data of a writer's schema become values of a reader's, decided from the two graphs alone.
//!
//! Source: Avro 1.12, "Schema Resolution"; where that leaves a choice, Avro Java's (identity contract, rule 16). A mismatch is no
//! error here: data may never come to it.
use crate::avro::effort::Effort;
use crate::error::{Code, Error, Result, beginning};
use crate::model::name::Name;
use crate::model::node::{Enum, Graph, Logical, Node, NodeId, NodeKind, Record};
use std::collections::HashMap;

/// The index of a pair of types in its [`Resolution`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MatchId(u32);

/// Two types that meet.
#[derive(Debug, Clone)]
pub struct Match {
    /// The writer's.
    pub writer: NodeId,
    /// The reader's.
    pub reader: NodeId,
    /// What becomes of the data.
    pub how: How,
    /// Whether the reader's plan reads the data as they are, here and further in.
    pub same: bool,
}

/// What becomes of a writer's value.
#[derive(Debug, Clone)]
pub enum How {
    /// It is read as the reader's type.
    Plain,
    /// It is read as this, then widened.
    Promoted(Wire),
    /// The reader's symbol for each of the writer's.
    Enum(Vec<Option<u32>>),
    /// Items of an array, or values of a map.
    Items(MatchId),
    /// The writer's fields, in their order.
    Record(Vec<FieldMatch>),
    /// Each branch of the writer's union.
    WriterUnion(Vec<MatchId>),
    /// One branch of the reader's union.
    ReaderBranch(u32, MatchId),
    /// It cannot be read: what was expected and found.
    Never(String),
}

/// What is on the wire before it is widened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Wire {
    Int,
    Long,
    Float,
    /// Text for bytes.
    Text,
}

/// What becomes of a writer's field.
#[derive(Debug, Clone, Copy)]
pub enum FieldMatch {
    /// It is this field of the reader.
    Read(usize, MatchId),
    /// The reader has no such field.
    Skip,
}

/// All the pairs of types that can meet.
#[derive(Debug)]
pub struct Resolution {
    /// A [`MatchId`] indexes this table.
    matches: Vec<Match>,
}

/// What the pairs of two small schemas may take, in types, fields, symbols and branches: all of it may end up in a plan.
const PAIRS: usize = 1 << 21;

/// What looking for records by their structure may take, in fields: that takes time alone.
const SEARCH: usize = 1 << 24;

/// How many bytes of a reason are as much work as a type.
const REASON_UNIT: usize = 16;

/// Structure is compared so deep; what lies further in may fit or not.
const MOST_DEEP: u32 = 64;

impl Resolution {
    /// The pair of the two roots.
    pub const ROOT: MatchId = MatchId(0);

    /// Resolves a writer's schema to a reader's.
    ///
    /// # Errors
    /// `schema_incompatible` where more types and fields could meet than two schemas of such sizes have reason to.
    pub fn new(writer: &Graph, reader: &Graph) -> Result<Self> {
        let mut resolver = Resolver {
            writer,
            reader,
            matches: Vec::new(),
            known: HashMap::new(),
            branches: HashMap::new(),
            waiting: Vec::new(),
            pairs: Effort::at_least(PAIRS, writer, reader),
            search: Effort::at_least(SEARCH, writer, reader),
            exhausted: false,
        };
        resolver.pair(writer.root, reader.root);
        while let Some(id) = resolver.waiting.pop() {
            let Match { writer, reader, .. } = resolver.matches[id];
            let (theirs, mine) = resolver.nodes(writer, reader);
            let room = resolver.pairs.take(theirs, mine);
            let how = if room { resolver.resolve(writer, reader) } else { How::Plain };
            let (how, told) = match how {
                How::Never(message) => {
                    let message = beginning(message);
                    let told = message.len() / REASON_UNIT;
                    (How::Never(message), told)
                }
                how => (how, 0),
            };
            resolver.matches[id].how = how;
            if !room || !resolver.pairs.spend(told) || resolver.exhausted {
                let message = "expected two schemas of which a few million types and fields meet at most, found more";
                return Err(Error::new(Code::SchemaIncompatible, message));
            }
        }
        let mut resolution = Self { matches: resolver.matches };
        resolution.mark(reader);
        Ok(resolution)
    }

    /// A pair.
    pub fn get(&self, id: MatchId) -> &Match {
        &self.matches[id.0 as usize]
    }

    /// Takes `same` from all pairs that differ, and from all that hold such a pair.
    fn mark(&mut self, reader: &Graph) {
        let mut holders = vec![Vec::new(); self.matches.len()];
        let mut differ = Vec::new();
        for (index, pair) in self.matches.iter().enumerate() {
            match self.held(pair, reader) {
                Some(held) => held.iter().for_each(|inner| holders[inner.0 as usize].push(index)),
                None => differ.push(index),
            }
        }
        while let Some(index) = differ.pop() {
            if std::mem::replace(&mut self.matches[index].same, false) {
                differ.append(&mut holders[index]);
            }
        }
    }

    /// The pairs that must be the same for this one to be; `None` if it differs by itself.
    fn held(&self, pair: &Match, reader: &Graph) -> Option<Vec<MatchId>> {
        match (&pair.how, &reader.node(pair.reader).kind) {
            (How::Plain, _) => Some(Vec::new()),
            (How::Items(item), _) => Some(vec![*item]),
            (How::Record(fields), NodeKind::Record(record)) if fields.len() == record.fields.len() => {
                let in_place = fields.iter().enumerate().map(|(i, field)| match field {
                    FieldMatch::Read(index, value) if *index == i => Some(*value),
                    _ => None,
                });
                in_place.collect()
            }
            (How::WriterUnion(branches), NodeKind::Union(own)) if branches.len() == own.len() => {
                let in_place = (0..).zip(branches).map(|(i, branch)| match self.get(*branch).how {
                    How::ReaderBranch(index, value) if index == i => Some(value),
                    _ => None,
                });
                in_place.collect()
            }
            _ => None,
        }
    }
}

struct Resolver<'a> {
    writer: &'a Graph,
    reader: &'a Graph,
    matches: Vec<Match>,
    known: HashMap<(NodeId, NodeId), MatchId>,
    /// The branch that a writer's type takes in a reader's union; `None` inside while that is being found out.
    branches: HashMap<(NodeId, NodeId), Option<Option<u32>>>,
    waiting: Vec<usize>,
    /// What is left for pairs.
    pairs: Effort,
    /// What is left for looking for records by their structure.
    search: Effort,
    /// Whether that was not enough.
    exhausted: bool,
}

impl<'a> Resolver<'a> {
    /// The pair of two types, to be resolved later: types may be recursive, and chains of them long.
    fn pair(&mut self, writer: NodeId, reader: NodeId) -> MatchId {
        let next = self.matches.len();
        let id = *self.known.entry((writer, reader)).or_insert(MatchId(next as u32));
        if id.0 as usize == next {
            self.matches.push(Match { writer, reader, how: How::Plain, same: true });
            self.waiting.push(next);
        }
        id
    }

    fn nodes(&self, writer: NodeId, reader: NodeId) -> (&'a Node, &'a Node) {
        (self.writer.node(writer), self.reader.node(reader))
    }

    fn resolve(&mut self, writer: NodeId, reader: NodeId) -> How {
        let (theirs, mine) = self.nodes(writer, reader);
        match (&theirs.kind, &mine.kind) {
            (NodeKind::Union(branches), _) => {
                How::WriterUnion(branches.iter().map(|&branch| self.pair(branch, reader)).collect())
            }
            (_, NodeKind::Union(branches)) => match self.branch(writer, reader, 0) {
                Some(index) => How::ReaderBranch(index, self.pair(writer, branches[index as usize])),
                None => How::Never(self.unlike(writer, reader)),
            },
            (NodeKind::Array(item), NodeKind::Array(own)) | (NodeKind::Map(item), NodeKind::Map(own)) => {
                How::Items(self.pair(*item, *own))
            }
            (NodeKind::Record(theirs), NodeKind::Record(mine)) => match fields(theirs, mine) {
                Ok(found) => {
                    let fields = theirs.fields.iter().zip(found).map(|(field, index)| match index {
                        Some(index) => FieldMatch::Read(index, self.pair(field.node, mine.fields[index].node)),
                        None => FieldMatch::Skip,
                    });
                    How::Record(fields.collect())
                }
                Err(message) => How::Never(message),
            },
            _ => leaf(theirs, mine).unwrap_or_else(|| How::Never(self.unlike(writer, reader))),
        }
    }

    /// The branch of a reader's union for a writer's type that is no union: the exact one first, by full name; then records by
    /// simple name, then by structure; then what the type can be promoted to.
    fn branch(&mut self, writer: NodeId, union: NodeId, depth: u32) -> Option<u32> {
        match self.branches.get(&(writer, union)) {
            Some(Some(known)) => return *known,
            // While it is being found out it may fit: a type inside itself.
            Some(None) => return Some(0),
            None if depth > MOST_DEEP => return Some(0),
            None => self.branches.insert((writer, union), None),
        };
        let found = self.find_branch(writer, union, depth);
        self.branches.insert((writer, union), Some(found));
        found
    }

    fn find_branch(&mut self, writer: NodeId, union: NodeId, depth: u32) -> Option<u32> {
        let (theirs, mine) = self.nodes(writer, union);
        let NodeKind::Union(branches) = &mine.kind else { return None };
        let graph = self.reader;
        let all = || (0..).zip(branches.iter().map(|&branch| (branch, graph.node(branch))));
        let same_kind = |node: &Node| std::mem::discriminant(&node.kind) == std::mem::discriminant(&theirs.kind);
        let exact = all().find(|(_, (_, node))| {
            same_kind(node)
                && theirs.name().is_none_or(|name| is_called(name, node))
                && leaf(theirs, node).is_none_or(|how| !matches!(how, How::Never(_)))
        });
        if let Some((index, _)) = exact {
            return Some(index);
        }
        if let NodeKind::Record(record) = &theirs.kind {
            let simple = |node: &Node| is_simply_called(&record.name, node);
            let mut first = |named: bool| {
                let mut branches = all().filter(|(_, (_, node))| simple(node) == named);
                branches.find(|(_, (id, _))| self.fits((theirs, record), *id, depth)).map(|(index, _)| index)
            };
            return first(true).or_else(|| first(false));
        }
        let simple = |node: &Node| theirs.name().is_some_and(|name| is_simply_called(name, node));
        let read = |node: &Node| matches!(leaf(theirs, node), Some(how) if !matches!(how, How::Never(_)));
        all().find(|(_, (_, node))| (theirs.name().is_none() || simple(node)) && read(node)).map(|(index, _)| index)
    }

    /// Whether a writer's record can be read as this type, looking at its fields but not into them.
    fn fits(&mut self, (node, record): (&Node, &Record), reader: NodeId, depth: u32) -> bool {
        let own = self.reader.node(reader);
        let NodeKind::Record(mine) = &own.kind else { return false };
        if !self.search.take(node, own) {
            self.exhausted = true;
            return false;
        }
        let Ok(found) = fields(record, mine) else { return false };
        record.fields.iter().zip(found).all(|(field, index)| {
            let Some(index) = index else { return true };
            let (theirs, own) = self.nodes(field.node, mine.fields[index].node);
            match (&theirs.kind, &own.kind) {
                (NodeKind::Union(_), _) => true,
                (_, NodeKind::Union(_)) => self.branch(field.node, mine.fields[index].node, depth + 1).is_some(),
                (NodeKind::Array(_), NodeKind::Array(_)) | (NodeKind::Map(_), NodeKind::Map(_)) => true,
                (NodeKind::Record(theirs), NodeKind::Record(own)) => fields(theirs, own).is_ok(),
                _ => matches!(leaf(theirs, own), Some(how) if !matches!(how, How::Never(_))),
            }
        })
    }

    fn unlike(&self, writer: NodeId, reader: NodeId) -> String {
        let (expected, found) = (self.reader.describe(reader), self.writer.describe(writer));
        format!("expected a type that the reader's {expected} can be read from, found the writer's {found}")
    }
}

/// Types without types inside: how they are read, `Never` with a reason of its own, or nothing where their kinds do not match.
fn leaf(theirs: &Node, mine: &Node) -> Option<How> {
    if let (Some(Logical::Decimal { scale, .. }), Some(Logical::Decimal { scale: own, .. })) =
        (theirs.logical, mine.logical)
        && scale != own
    {
        return Some(How::Never(format!("expected a decimal of scale {own}, found one of scale {scale}")));
    }
    match (&theirs.kind, &mine.kind) {
        (NodeKind::Int, NodeKind::Long | NodeKind::Float | NodeKind::Double) => Some(How::Promoted(Wire::Int)),
        (NodeKind::Long, NodeKind::Float | NodeKind::Double) => Some(How::Promoted(Wire::Long)),
        (NodeKind::Float, NodeKind::Double) => Some(How::Promoted(Wire::Float)),
        (NodeKind::String, NodeKind::Bytes) => Some(How::Promoted(Wire::Text)),
        // Reading text checks that it is text.
        (NodeKind::Bytes, NodeKind::String) => Some(How::Plain),
        (NodeKind::Enum(theirs), NodeKind::Enum(own)) if is_known_as(&theirs.name, mine) => Some(symbols(theirs, own)),
        (NodeKind::Fixed(theirs), NodeKind::Fixed(own)) if is_known_as(&theirs.name, mine) => {
            Some(if theirs.size == own.size {
                How::Plain
            } else {
                How::Never(format!("expected {} bytes, found {}", own.size, theirs.size))
            })
        }
        (
            NodeKind::Null
            | NodeKind::Boolean
            | NodeKind::Int
            | NodeKind::Long
            | NodeKind::Float
            | NodeKind::Double
            | NodeKind::Bytes
            | NodeKind::String,
            own,
        ) if std::mem::discriminant(&theirs.kind) == std::mem::discriminant(own) => Some(How::Plain),
        _ => None,
    }
}

fn symbols(theirs: &Enum, mine: &Enum) -> How {
    if theirs.symbols == mine.symbols {
        return How::Plain;
    }
    let index: HashMap<&str, u32> = mine.symbols.iter().map(|symbol| &**symbol).zip(0..).collect();
    let default = mine.default.map(|index| index as u32);
    How::Enum(theirs.symbols.iter().map(|symbol| index.get(&**symbol).copied().or(default)).collect())
}

/// The reader's field for each of the writer's: by alias, else by name.
fn fields(theirs: &Record, mine: &Record) -> Result<Vec<Option<usize>>, String> {
    let mut index: HashMap<&str, usize> = mine.fields.iter().map(|field| &*field.name).zip(0..).collect();
    index.extend(
        mine.fields.iter().zip(0..).flat_map(|(field, i)| field.aliases.iter().map(move |alias| (&**alias, i))),
    );
    let mut taken = vec![None; mine.fields.len()];
    let mut found = Vec::with_capacity(theirs.fields.len());
    for field in &theirs.fields {
        let target = index.get(&*field.name).copied();
        if let Some(target) = target
            && let Some(other) = taken[target].replace(&*field.name)
        {
            let (field, target) = (&field.name, &mine.fields[target].name);
            return Err(format!("expected one field for {target:?}, found {other:?} and {field:?} of the writer"));
        }
        found.push(target);
    }
    match mine.fields.iter().zip(taken).find(|(field, taken)| taken.is_none() && field.default.is_none()) {
        None => Ok(found),
        Some((field, _)) => Err(format!(
            "expected field {:?} of the reader, which has no default, found no such field of the writer",
            field.name
        )),
    }
}

/// Whether a reader's type has this full name, or goes by it.
fn is_called(name: &Name, node: &Node) -> bool {
    node.name().is_some_and(|own| own == name) || node.aliases().contains(name)
}

fn is_simply_called(name: &Name, node: &Node) -> bool {
    node.name().is_some_and(|own| own.simple() == name.simple())
}

fn is_known_as(name: &Name, node: &Node) -> bool {
    is_called(name, node) || is_simply_called(name, node)
}
