//! The list of the reasons why two schemas do not go together, told from the pairs of types that were compared.
use crate::avro::compat::{Check, Pair, Reason, Step, missing, scale};
use crate::avro::reason::{Fact, Incompatibility};
use crate::avro::words;
use crate::model::name::Name;
use crate::model::node::{Graph, Node, NodeKind, Record};

/// How many bytes of text a list of reasons may have before it is cut off: long paths of deep schemas add up.
const REPORT: usize = 1 << 20;

/// What the reasons are told from.
pub(crate) struct Report<'a> {
    pub(crate) reader: &'a Graph,
    pub(crate) writer: &'a Graph,
    /// The first is the pair of the roots.
    pub(crate) pairs: &'a [Pair],
    /// Of each pair, whether it is incompatible.
    pub(crate) bad: &'a [bool],
}

/// One pair that is being told.
struct Frame {
    pair: usize,
    /// The next of its checks.
    number: usize,
    /// The step that leads to it.
    step: Option<Step>,
    /// How long the paths were before that step.
    mark: [usize; 3],
    /// Whether it is told as a cause of the last reason.
    cause: bool,
}

impl Frame {
    fn new(pair: usize, step: Option<Step>, cause: bool) -> Self {
        Self { pair, number: 0, step, mark: [0; 3], cause }
    }
}

impl Report<'_> {
    /// Every reason, in the order of the reader's schema. A pair that is met again is not told again, but as a cause.
    pub(crate) fn list(&self) -> Vec<Incompatibility> {
        let mut found: Vec<Incompatibility> = Vec::new();
        // Of each pair, whether it was told as a reason, and as a cause.
        let mut told = vec![[false; 2]; self.pairs.len()];
        let mut active = vec![false; self.pairs.len()];
        let mut paths = Paths::default();
        let mut room = REPORT;
        let mut stack = vec![Frame::new(0, None, false)];
        while let Some(mut frame) = stack.pop() {
            let (pair, cause) = (frame.pair, frame.cause);
            if frame.number == 0 {
                if told[pair][0] || (cause && told[pair][1]) {
                    continue;
                }
                told[pair][usize::from(cause)] = true;
                active[pair] = true;
                frame.mark = paths.mark();
                frame.step.into_iter().for_each(|step| paths.step(step));
            }
            let Some(check) = self.pairs[pair].checks.get(frame.number) else {
                active[pair] = false;
                paths.cut(frame.mark);
                continue;
            };
            frame.number += 1;
            stack.push(frame);
            let mark = paths.mark();
            let fact = match check {
                Check::Needs { pair, step } if self.bad[*pair] => {
                    stack.push(Frame::new(*pair, Some(*step), cause));
                    continue;
                }
                Check::Needs { .. } => continue,
                // A branch that leads back to a pair that is being told has that pair's reasons, and none of its own.
                Check::Any { pairs, .. } if pairs.iter().any(|(pair, _)| !self.bad[*pair] || active[*pair]) => continue,
                Check::Any { pairs, branch, position } => {
                    let writer = *position;
                    let steps = pairs.iter().map(|(pair, reader)| (*pair, Step::Cause { reader: *reader, writer }));
                    stack.extend(steps.rev().map(|(pair, step)| Frame::new(pair, Some(step), true)));
                    writer.into_iter().for_each(|position| paths.branch(position));
                    let node = self.writer.node(*branch);
                    Fact::Branch { writer: words::named(node), word: node.type_name(), near: !pairs.is_empty() }
                }
                Check::Fails(reason) => {
                    paths.reason(*reason);
                    self.fact(&self.pairs[pair], *reason)
                }
            };
            let reason = paths.incompatibility(fact);
            paths.cut(mark);
            let places = reason.path.len() + reason.reader_path.len() + reason.writer_path.len();
            let size = places + reason.message.len() + reason.words("reader", "writer").len();
            let Some(rest) = room.checked_sub(size).or(found.is_empty().then_some(0)) else { break };
            room = rest;
            match found.last_mut() {
                Some(last) if cause => last.causes.push(reason),
                _ => found.push(reason),
            }
        }
        found
    }

    fn fact(&self, pair: &Pair, reason: Reason) -> Fact {
        let (reader, writer) = (self.reader.node(pair.reader), self.writer.node(pair.writer));
        let field = |position: usize| record(reader).and_then(|record| record.fields.get(position));
        let field = |position: usize| field(position).map(|field| field.name.clone()).unwrap_or_default();
        match reason {
            Reason::Type => Fact::Type { reader: words::named(reader), writer: words::named(writer) },
            Reason::Name => Fact::Name { word: reader.type_name(), reader: name(reader), writer: name(writer) },
            Reason::Size => Fact::Size { name: name(reader), reader: size(reader), writer: size(writer) },
            Reason::Scale => {
                Fact::Scale { reader: scale(reader).unwrap_or_default(), writer: scale(writer).unwrap_or_default() }
            }
            Reason::Symbols => {
                let missing = missing(symbols(reader), symbols(writer)).into_iter().map(Box::from).collect();
                Fact::Symbols { name: name(reader), missing }
            }
            Reason::Missing(position) => Fact::Missing { field: field(position), writer: name(writer) },
            Reason::Several(position) => Fact::Several { field: field(position), writer: name(writer) },
            Reason::Many => Fact::Many,
        }
    }
}

fn name(node: &Node) -> Name {
    node.name().cloned().unwrap_or_else(|| Name::new(node.type_name()))
}

fn record(node: &Node) -> Option<&Record> {
    if let NodeKind::Record(record) = &node.kind { Some(record) } else { None }
}

fn size(node: &Node) -> usize {
    if let NodeKind::Fixed(fixed) = &node.kind { fixed.size } else { 0 }
}

fn symbols(node: &Node) -> &[Box<str>] {
    if let NodeKind::Enum(symbols) = &node.kind { &symbols.symbols } else { &[] }
}

/// The three places of a reason: Avro Java's, the reader's and the writer's.
#[derive(Default)]
struct Paths([String; 3]);

impl Paths {
    fn mark(&self) -> [usize; 3] {
        self.0.each_ref().map(String::len)
    }

    fn cut(&mut self, mark: [usize; 3]) {
        self.0.iter_mut().zip(mark).for_each(|(path, length)| path.truncate(length));
    }

    fn push(&mut self, reader: &str, writer: &str) {
        let [java, own, other] = &mut self.0;
        java.push_str(reader);
        own.push_str(reader);
        other.push_str(writer);
    }

    /// A branch of the writer's union.
    fn branch(&mut self, position: usize) {
        let step = format!("/{position}");
        let [java, _, writer] = &mut self.0;
        java.push_str(&step);
        writer.push_str(&step);
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Items => self.push("/items", "/items"),
            Step::Values => self.push("/values", "/values"),
            Step::Field { reader, writer } => {
                self.push(&format!("/fields/{reader}/type"), &format!("/fields/{writer}/type"));
            }
            Step::Branch(position) => self.branch(position),
            Step::Cause { reader, writer } => {
                writer.into_iter().for_each(|position| self.branch(position));
                self.0[1].push_str(&format!("/{reader}"));
            }
        }
    }

    /// From a pair to the attribute that is the reason.
    fn reason(&mut self, reason: Reason) {
        match reason {
            Reason::Type | Reason::Scale | Reason::Many => {}
            Reason::Name => self.push("/name", "/name"),
            Reason::Size => self.push("/size", "/size"),
            Reason::Symbols => self.push("/symbols", "/symbols"),
            Reason::Missing(position) => self.push(&format!("/fields/{position}"), "/fields"),
            Reason::Several(position) => self.push(&format!("/fields/{position}/name"), "/fields"),
        }
    }

    fn incompatibility(&self, fact: Fact) -> Incompatibility {
        let [path, reader_path, writer_path] =
            self.0.each_ref().map(|path| if path.is_empty() { "/".to_owned() } else { path.clone() });
        let (kind, message) = (fact.kind(), fact.message());
        Incompatibility { kind, path, reader_path, writer_path, message, causes: Vec::new(), fact }
    }
}
