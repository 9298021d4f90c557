//! Whether data of a writer schema can be read under a reader schema, judged by the schemas alone.
use crate::model::name::Name;
use crate::model::node::{Enum, Fixed, Graph, Logical, Node, NodeId, NodeKind, Record};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

/// A reason why reading may fail.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Incompatibility {
    /// What kind of reason.
    pub kind: IncompatibilityKind,
    /// Where in the reader's schema, as a JSON pointer: `/fields/0/type`.
    pub path: String,
    /// What was expected and what was found, in Avro Java's words; of a field without a default, its name.
    pub message: String,
}

/// The kinds of reasons, named as Avro Java names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IncompatibilityKind {
    /// Two named types whose names differ, without an alias.
    NameMismatch,
    /// Two fixed types of different sizes.
    FixedSizeMismatch,
    /// An enum of the writer has symbols that the reader lacks, and the reader has no default.
    MissingEnumSymbols,
    /// A field of the reader that the writer lacks, without a default.
    ReaderFieldMissingDefaultValue,
    /// Two types of which the one cannot be read as the other.
    TypeMismatch,
    /// A union of the reader in which a type of the writer has no branch.
    MissingUnionBranch,
}

impl IncompatibilityKind {
    /// The name in the manner of Avro Java, such as `TYPE_MISMATCH`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NameMismatch => "NAME_MISMATCH",
            Self::FixedSizeMismatch => "FIXED_SIZE_MISMATCH",
            Self::MissingEnumSymbols => "MISSING_ENUM_SYMBOLS",
            Self::ReaderFieldMissingDefaultValue => "READER_FIELD_MISSING_DEFAULT_VALUE",
            Self::TypeMismatch => "TYPE_MISMATCH",
            Self::MissingUnionBranch => "MISSING_UNION_BRANCH",
        }
    }
}

/// Every reason, in the order of the reader's schema; a pair of types that is met again is not told again.
/// A list of more than a megabyte is cut off.
///
/// Pairs are taken as compatible until the opposite is proved, so recursive types need no special care; nothing here
/// recurses, so no schema is too deep.
pub(crate) fn compare(reader: &Graph, writer: &Graph) -> Vec<Incompatibility> {
    let mut pairs =
        Pairs { reader, writer, known: HashMap::new(), unions: HashMap::new(), checks: Vec::new(), open: Vec::new() };
    pairs.pair(reader.root, writer.root);
    while let Some((index, reader, writer)) = pairs.open.pop() {
        let checks = pairs.check(reader, writer);
        pairs.checks[index] = checks;
    }
    let bad = settle(&pairs.checks);
    report(&pairs.checks, &bad)
}

/// How many bytes of text a list of reasons may have before it is cut off: long paths of deep schemas add up.
const REPORT: usize = 1 << 20;

/// What must hold for one pair of types.
enum Check {
    /// It does not hold.
    Fails(Reason),
    /// This pair must be compatible; the path leads to it.
    Needs { pair: usize, path: String },
    /// One of these pairs must be compatible.
    Any { pairs: Vec<usize>, reason: Reason },
}

struct Reason {
    kind: IncompatibilityKind,
    path: String,
    message: String,
}

struct Pairs<'a> {
    reader: &'a Graph,
    writer: &'a Graph,
    known: HashMap<(NodeId, NodeId), usize>,
    unions: HashMap<NodeId, Rc<Branches<'a>>>,
    checks: Vec<Vec<Check>>,
    open: Vec<(usize, NodeId, NodeId)>,
}

/// The branches of a union by what they can be called, so that two large unions do not multiply.
#[derive(Default)]
struct Branches<'a> {
    unnamed: Vec<NodeId>,
    /// By simple name.
    simple: HashMap<&'a str, Vec<NodeId>>,
    /// By the full names that are aliases.
    aliases: HashMap<&'a str, Vec<NodeId>>,
}

impl<'a> Branches<'a> {
    fn new(graph: &'a Graph, union: NodeId) -> Self {
        let mut branches = Self::default();
        let NodeKind::Union(ids) = &graph.node(union).kind else { return branches };
        for id in ids {
            let node = graph.node(*id);
            let Some(name) = node.name() else {
                branches.unnamed.push(*id);
                continue;
            };
            branches.simple.entry(name.simple()).or_default().push(*id);
            for alias in aliases(node) {
                branches.aliases.entry(alias.full()).or_default().push(*id);
            }
        }
        branches
    }

    /// The branches whose names are right for a type of the writer's.
    fn named(&self, written: &Node) -> impl Iterator<Item = NodeId> {
        let (ids, more) = match written.name() {
            Some(name) => (self.simple.get(name.simple()), self.aliases.get(name.full())),
            None => (Some(&self.unnamed), None),
        };
        let all: BTreeSet<NodeId> = ids.into_iter().chain(more).flatten().copied().collect();
        all.into_iter()
    }
}

impl Pairs<'_> {
    /// The index of a pair; a new one is put on the list of what must be looked at.
    fn pair(&mut self, reader: NodeId, writer: NodeId) -> usize {
        *self.known.entry((reader, writer)).or_insert_with(|| {
            let index = self.checks.len();
            self.checks.push(Vec::new());
            self.open.push((index, reader, writer));
            index
        })
    }

    fn check(&mut self, reader: NodeId, writer: NodeId) -> Vec<Check> {
        let (read, written) = (self.reader.node(reader), self.writer.node(writer));
        match (&read.kind, &written.kind) {
            (NodeKind::Union(_), NodeKind::Union(branches)) => {
                let each = branches.iter().enumerate();
                each.map(|(index, branch)| self.any(reader, *branch, format!("/{index}"))).collect()
            }
            (NodeKind::Union(_), _) => vec![self.any(reader, writer, String::new())],
            (_, NodeKind::Union(branches)) => {
                let each = branches.iter().enumerate();
                each.map(|(index, branch)| self.needs(reader, *branch, format!("/{index}"))).collect()
            }
            (NodeKind::Array(item), NodeKind::Array(other)) => vec![self.needs(*item, *other, "/items".to_owned())],
            (NodeKind::Map(item), NodeKind::Map(other)) => vec![self.needs(*item, *other, "/values".to_owned())],
            (NodeKind::Record(record), NodeKind::Record(other)) => {
                let mut checks: Vec<_> = names(read, written).into_iter().collect();
                self.fields(&mut checks, record, other);
                checks
            }
            (NodeKind::Enum(symbols), NodeKind::Enum(other)) => {
                names(read, written).into_iter().chain(missing_symbols(symbols, other)).collect()
            }
            (NodeKind::Fixed(fixed), NodeKind::Fixed(other)) => {
                names(read, written).into_iter().chain(sizes(fixed, other)).chain(scales(read, written)).collect()
            }
            _ if readable(&read.kind, &written.kind) => scales(read, written).into_iter().collect(),
            _ => vec![fails(IncompatibilityKind::TypeMismatch, "", mismatch(read, written))],
        }
    }

    fn needs(&mut self, reader: NodeId, writer: NodeId, path: String) -> Check {
        Check::Needs { pair: self.pair(reader, writer), path }
    }

    /// A branch of the reader's union for a type of the writer's.
    fn any(&mut self, union: NodeId, writer: NodeId, path: String) -> Check {
        let graph = self.reader;
        let branches = Rc::clone(self.unions.entry(union).or_insert_with(|| Rc::new(Branches::new(graph, union))));
        let written = self.writer.node(writer);
        let fitting = branches.named(written).filter(|branch| {
            let read = graph.node(*branch);
            let same = std::mem::discriminant(&read.kind) == std::mem::discriminant(&written.kind);
            same || readable(&read.kind, &written.kind)
        });
        let pairs: Vec<usize> = fitting.map(|branch| self.pair(branch, writer)).collect();
        let message = format!("reader union lacking writer type: {}", upper(written));
        let reason = Reason { kind: IncompatibilityKind::MissingUnionBranch, path, message };
        if pairs.is_empty() { Check::Fails(reason) } else { Check::Any { pairs, reason } }
    }

    fn fields(&mut self, checks: &mut Vec<Check>, reader: &Record, writer: &Record) {
        let positions = writer.fields.iter().enumerate();
        let known: HashMap<&str, usize> = positions.map(|(index, field)| (&*field.name, index)).collect();
        for (index, field) in reader.fields.iter().enumerate() {
            let names = std::iter::once(&field.name).chain(&field.aliases);
            let found: BTreeSet<usize> = names.filter_map(|name| known.get(&**name).copied()).collect();
            let mut found = found.into_iter().map(|position| &writer.fields[position]);
            match (found.next(), found.next()) {
                (Some(other), None) => {
                    checks.push(self.needs(field.node, other.node, format!("/fields/{index}/type")));
                }
                (None, _) if field.default.is_some() => {}
                (None, _) => checks.push(fails(
                    IncompatibilityKind::ReaderFieldMissingDefaultValue,
                    &format!("/fields/{index}"),
                    field.name.to_string(),
                )),
                (Some(_), Some(_)) => checks.push(fails(
                    IncompatibilityKind::NameMismatch,
                    &format!("/fields/{index}/name"),
                    format!("reader field {} matches multiple fields in the writer's record", field.name),
                )),
            }
        }
    }
}

fn fails(kind: IncompatibilityKind, path: &str, message: String) -> Check {
    Check::Fails(Reason { kind, path: path.to_owned(), message })
}

/// Whether a primitive type can be read as another; also any type as itself.
fn readable(reader: &NodeKind, writer: &NodeKind) -> bool {
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
    let same = name.simple() == other.simple() || aliases(reader).contains(other);
    (!same).then(|| fails(IncompatibilityKind::NameMismatch, "/name", format!("expected: {other}")))
}

fn aliases(node: &Node) -> &[Name] {
    match &node.kind {
        NodeKind::Record(record) => &record.aliases,
        NodeKind::Enum(symbols) => &symbols.aliases,
        NodeKind::Fixed(fixed) => &fixed.aliases,
        _ => &[],
    }
}

fn missing_symbols(reader: &Enum, writer: &Enum) -> Option<Check> {
    if reader.default.is_some() {
        return None;
    }
    let known: HashSet<&str> = reader.symbols.iter().map(|symbol| &**symbol).collect();
    let missing: BTreeSet<&str> =
        writer.symbols.iter().map(|symbol| &**symbol).filter(|s| !known.contains(s)).collect();
    let list = || missing.iter().copied().collect::<Vec<_>>().join(", ");
    (!missing.is_empty()).then(|| fails(IncompatibilityKind::MissingEnumSymbols, "/symbols", format!("[{}]", list())))
}

fn sizes(reader: &Fixed, writer: &Fixed) -> Option<Check> {
    let message = || format!("expected: {}, found: {}", writer.size, reader.size);
    (reader.size != writer.size).then(|| fails(IncompatibilityKind::FixedSizeMismatch, "/size", message()))
}

/// Two decimals must have one scale: the digits alone would be read as another number. Avro Java does not look.
fn scales(reader: &Node, writer: &Node) -> Option<Check> {
    match (reader.logical, writer.logical) {
        (Some(Logical::Decimal { scale, .. }), Some(Logical::Decimal { scale: other, .. })) if scale != other => {
            let message = format!("reader decimal scale: {scale} not compatible with writer decimal scale: {other}");
            Some(fails(IncompatibilityKind::TypeMismatch, "", message))
        }
        _ => None,
    }
}

fn mismatch(reader: &Node, writer: &Node) -> String {
    format!("reader type: {} not compatible with writer type: {}", upper(reader), upper(writer))
}

fn upper(node: &Node) -> String {
    node.type_name().to_ascii_uppercase()
}

/// Which pairs are incompatible: those that fail by themselves, and all that need them.
fn settle(checks: &[Vec<Check>]) -> Vec<bool> {
    let mut bad = vec![false; checks.len()];
    let mut news = Vec::new();
    // Of each pair, the checks that name it; and of each check, how many of its pairs may still be compatible.
    let mut users: Vec<Vec<(usize, usize)>> = vec![Vec::new(); checks.len()];
    let mut left: Vec<Vec<usize>> = Vec::with_capacity(checks.len());
    for (index, list) in checks.iter().enumerate() {
        let mut counts = Vec::with_capacity(list.len());
        for (number, check) in list.iter().enumerate() {
            let pairs = match check {
                Check::Fails(_) => &[],
                Check::Needs { pair, .. } => std::slice::from_ref(pair),
                Check::Any { pairs, .. } => pairs.as_slice(),
            };
            pairs.iter().for_each(|pair| users[*pair].push((index, number)));
            counts.push(pairs.len());
            if pairs.is_empty() && !bad[index] {
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

fn report(checks: &[Vec<Check>], bad: &[bool]) -> Vec<Incompatibility> {
    let mut found = Vec::new();
    let mut told = vec![false; checks.len()];
    let mut active = vec![false; checks.len()];
    let mut path = String::new();
    let mut room = REPORT;
    // A pair, the next of its checks, and how long the path was before it.
    let mut stack = vec![(0, 0, 0)];
    while let Some((pair, number, length)) = stack.pop() {
        let check = match checks[pair].get(number) {
            Some(check) if number > 0 || !told[pair] => check,
            _ => {
                active[pair] &= number == 0;
                path.truncate(length);
                continue;
            }
        };
        told[pair] = true;
        active[pair] = true;
        stack.push((pair, number + 1, length));
        let reason = match check {
            Check::Fails(reason) => reason,
            // A branch that leads back to a pair that is being told has that pair's reasons, and none of its own.
            Check::Any { pairs, reason } if pairs.iter().all(|pair| bad[*pair] && !active[*pair]) => reason,
            Check::Needs { pair, path: step } if bad[*pair] => {
                stack.push((*pair, 0, path.len()));
                path.push_str(step);
                continue;
            }
            _ => continue,
        };
        let path = format!("{path}{}", reason.path);
        let path = if path.is_empty() { "/".to_owned() } else { path };
        let Some(rest) = room.checked_sub(path.len() + reason.message.len()).or(found.is_empty().then_some(0)) else {
            break;
        };
        room = rest;
        found.push(Incompatibility { kind: reason.kind, path, message: reason.message.clone() });
    }
    found
}
