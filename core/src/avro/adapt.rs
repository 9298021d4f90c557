//! Compiling a writer's schema that is resolved to a reader's: a plan that reads the writer's data as the reader's types.
use crate::avro::compile::{Binding, Compiler, match_fields};
use crate::avro::decode;
use crate::avro::mismatch::shown;
use crate::avro::plan::{
    BranchPlan, ChoicePlan, DefaultPlan, FieldDefault, FieldPlan, ItemsPlan, OneOfPlan, Op, OptionalPlan, Plan,
    PromotionPlan, Step, SymbolsPlan,
};
use crate::avro::resolve::{FieldMatch, How, Match, MatchId, Resolution};
use crate::avro::side::Side;
use crate::error::{Code, Error, Result};
use crate::limits::Limits;
use crate::model::node::{Field, Graph, NodeId, NodeKind};
use crate::model::shape::{Rep, Shape, ShapeId, Shapes};
use crate::model::value::Slot;
use std::collections::HashMap;

/// What the defaults of one record without bytes cost at most.
const MOST_HELD: u32 = 2_048;

/// Compiles a plan for reading.
///
/// # Errors
/// `schema_incompatible` where no data at all can be read, with all reasons; `shape_mismatch` as for a plain plan.
pub(crate) fn compile(writer: &Graph, reader: &Graph, binding: Binding<'_>) -> Result<Plan> {
    let resolution = Resolution::new(writer, reader)?;
    let mut adapter = Adapter {
        inner: Compiler::new(reader, binding),
        writer: Side::new(writer),
        resolution: &resolution,
        records: HashMap::new(),
        symbols: HashMap::new(),
        defaults: HashMap::new(),
        certain: true,
        refusals: Vec::new(),
    };
    let root = adapter.read(Resolution::ROOT, Shapes::ROOT);
    if !adapter.refusals.is_empty() {
        return Err(Error::new(Code::SchemaIncompatible, shown(&adapter.refusals)));
    }
    let root = adapter.inner.bound(root)?;
    let mut plan = Plan { write: None, read: Some(root), ..adapter.inner.plan };
    for index in 0..plan.defaults.len() {
        // What the host does not hold is an error of the data that need it, and comes again with them.
        let texts = decode::texts(&plan, &Limits::default(), &plan.defaults[index]).unwrap_or_default();
        let first = plan.names.strings.len() as u32;
        plan.names.add(texts.iter().map(|(_, text)| &**text));
        plan.defaults[index].texts = texts.iter().map(|(from, _)| *from).zip(first..).collect();
    }
    Ok(plan)
}

struct Adapter<'a> {
    inner: Compiler<'a>,
    writer: Side<'a>,
    resolution: &'a Resolution,
    /// (pair, shape) -> record, so that recursive types end.
    records: HashMap<(MatchId, ShapeId), u32>,
    /// (pair of enums, shape) -> how it is read.
    symbols: HashMap<(MatchId, ShapeId), Step>,
    /// (the reader's record, its field, shape) -> default: many records of the writer may meet one of the reader.
    defaults: HashMap<(NodeId, usize, ShapeId), Step>,
    /// Whether every datum comes by here: no union, array or map lies further out.
    certain: bool,
    /// Why no datum can be read.
    refusals: Vec<String>,
}

impl<'a> Adapter<'a> {
    fn read(&mut self, id: MatchId, shape: ShapeId) -> Option<Step> {
        let resolution = self.resolution;
        let pair = resolution.get(id);
        if pair.same {
            return self.inner.step(pair.reader, shape);
        }
        let shapes = self.inner.bind.shapes;
        match (&pair.how, shapes.get(shape)) {
            (How::Never(message), _) => Some(self.never(message)),
            (How::WriterUnion(branches), _) => self.choice(pair, branches, shape),
            (How::ReaderBranch(_, inner), Shape::Optional(_) | Shape::OneOf(_)) if self.is_null(*inner) => {
                Some(Step { op: Op::Null, rep: shapes.get(shape).rep(), at: 0, arg: 0, shape })
            }
            (_, Shape::Optional(inner)) => self.present(id, shape, *inner),
            (_, Shape::OneOf(alternatives)) => self.alternative(id, shape, alternatives),
            (How::ReaderBranch(index, inner), host) => {
                let step = self.read(*inner, shape)?;
                if !matches!(host, Shape::Any) {
                    return Some(step);
                }
                let named = self.inner.side.names(&mut self.inner.plan.names, pair.reader);
                let plan = &mut self.inner.plan;
                plan.branches.push(BranchPlan { index: *index, step, named });
                Some(Step { op: Op::Tagged, arg: plan.branches.len() as u32 - 1, ..step })
            }
            (How::Items(item), _) => self.items(pair, *item, shape),
            (How::Record(fields), _) => self.record(id, fields, shape),
            (How::Promoted(wire), _) => {
                let step = self.inner.plain(pair.reader, shape)?;
                let plan = &mut self.inner.plan;
                plan.promotions.push(PromotionPlan { wire: *wire, step });
                Some(Step { op: Op::Promoted, arg: plan.promotions.len() as u32 - 1, ..step })
            }
            (How::Enum(symbols), _) => {
                if let Some(&known) = self.symbols.get(&(id, shape)) {
                    return Some(known);
                }
                let step = self.inner.plain(pair.reader, shape)?;
                let plan = &mut self.inner.plan;
                let named = self.writer.names(&mut plan.names, pair.writer);
                plan.symbols.push(SymbolsPlan { named, to_reader: symbols.as_slice().into(), step });
                let step = Step { op: Op::Symbols, arg: plan.symbols.len() as u32 - 1, ..step };
                self.symbols.insert((id, shape), step);
                Some(step)
            }
            (How::Plain, _) => self.inner.plain(pair.reader, shape),
        }
    }

    fn is_null(&self, id: MatchId) -> bool {
        matches!(self.inner.side.graph.node(self.resolution.get(id).reader).kind, NodeKind::Null)
    }

    fn never(&mut self, message: &str) -> Step {
        if self.certain {
            let place = self.inner.place("");
            let colon = if place.is_empty() { "" } else { ": " };
            self.refusals.push(format!("{place}{colon}{message}"));
        }
        let refusals = &mut self.inner.plan.refusals;
        refusals.push(message.into());
        Step { op: Op::Never, rep: Rep::Any, at: 0, arg: refusals.len() as u32 - 1, shape: Shapes::ROOT }
    }

    /// What not every datum comes by.
    fn perhaps<T>(&mut self, compile: impl FnOnce(&mut Self) -> T) -> T {
        let certain = std::mem::replace(&mut self.certain, false);
        let compiled = compile(self);
        self.certain = certain;
        compiled
    }

    /// The writer's union. A branch that the host has no place for is an error only where no branch has one.
    fn choice(&mut self, pair: &Match, branches: &[MatchId], shape: ShapeId) -> Option<Step> {
        let noted = self.inner.mismatches.len();
        let steps: Vec<_> = self.perhaps(|this| branches.iter().map(|&branch| this.read(branch, shape)).collect());
        // A union of nothing holds no value, but lists of it may be empty.
        if !steps.is_empty() && steps.iter().all(Option::is_none) {
            return None;
        }
        self.inner.mismatches.truncate(noted);
        let rep = self.inner.bind.shapes.get(shape).rep();
        let plan = &mut self.inner.plan;
        let named = self.writer.names(&mut plan.names, pair.writer);
        if let Some(merged) = optional(plan, &steps, named) {
            plan.optionals.push(merged);
            return Some(Step { op: Op::Optional, rep, at: 0, arg: plan.optionals.len() as u32 - 1, shape });
        }
        plan.choices.push(ChoicePlan { named, branches: steps.into() });
        Some(Step { op: Op::Choice, rep, at: 0, arg: plan.choices.len() as u32 - 1, shape })
    }

    /// A value for a host's optional that is always there.
    fn present(&mut self, id: MatchId, shape: ShapeId, inner: ShapeId) -> Option<Step> {
        let step = self.read(id, inner)?;
        let (shapes, layout) = (self.inner.bind.shapes, self.inner.bind.layout);
        let slot = Slot { rep: shapes.get(inner).rep(), shape: inner };
        let size = layout.slot(shapes, inner);
        let plan = &mut self.inner.plan;
        plan.optionals.push(OptionalPlan { null: None, branch: None, named: 0, step, inner: slot, size });
        Some(Step { op: Op::Optional, rep: Rep::Optional, at: 0, arg: plan.optionals.len() as u32 - 1, shape })
    }

    /// A value that always takes the same alternative of a host's one-of.
    fn alternative(&mut self, id: MatchId, shape: ShapeId, alternatives: &[ShapeId]) -> Option<Step> {
        let pair = self.resolution.get(id);
        let (value, node) = match pair.how {
            How::ReaderBranch(_, inner) => (inner, self.resolution.get(inner).reader),
            _ => (id, pair.reader),
        };
        let Some((chosen, _)) = self.inner.alternative_for(node, alternatives) else {
            return self.inner.mismatch(node, shape);
        };
        let step = self.read(value, alternatives[chosen as usize])?;
        let (shapes, layout) = (self.inner.bind.shapes, self.inner.bind.layout);
        let sizes = alternatives.iter().map(|&alternative| (None, layout.slot(shapes, alternative))).collect();
        let plan = &mut self.inner.plan;
        let branches = [Some((chosen, step))].into();
        plan.one_ofs.push(OneOfPlan { null: None, alternatives: sizes, branches, union_named: None });
        Some(Step { op: Op::OneOf, rep: Rep::OneOf, at: 0, arg: plan.one_ofs.len() as u32 - 1, shape })
    }

    fn items(&mut self, pair: &Match, item: MatchId, shape: ShapeId) -> Option<Step> {
        let (op, element) = match &self.inner.side.graph.node(pair.reader).kind {
            NodeKind::Array(_) => (Op::Array, "[]"),
            _ => (Op::Map, "{}"),
        };
        let Some((inner, stride)) = self.inner.inside(op, shape) else {
            return self.inner.mismatch(pair.reader, shape);
        };
        self.inner.path.push(element.to_owned());
        let step = self.perhaps(|this| this.read(item, inner));
        self.inner.path.pop();
        let key = u32::from(op == Op::Map);
        let (node, step) = (self.resolution.get(item).writer, step?);
        let least = key.saturating_add(self.writer.least(node));
        let plan = &mut self.inner.plan;
        let fields = match step.op {
            Op::Record | Op::Struct if least == 0 => plan.records[step.arg as usize].hollow,
            _ => 0,
        };
        let fields = fields.max(self.writer.fields(node));
        plan.items.push(ItemsPlan { step, stride, least, fields });
        let rep = self.inner.bind.shapes.get(shape).rep();
        Some(Step { op, rep, at: 0, arg: plan.items.len() as u32 - 1, shape })
    }

    fn record(&mut self, id: MatchId, fields: &[FieldMatch], shape: ShapeId) -> Option<Step> {
        let reader = self.resolution.get(id).reader;
        if let Some(&arg) = self.records.get(&(id, shape)) {
            return self.inner.known_record(arg, reader, shape);
        }
        let arg = self.inner.open_record(reader, shape)?;
        self.records.insert((id, shape), arg);
        let steps = self.field_steps(id, fields, arg, shape);
        self.inner.close_record(arg, shape, steps)
    }

    /// One step a field: the writer's, in its order, then those that it lacks.
    fn field_steps(&mut self, id: MatchId, found: &[FieldMatch], arg: u32, shape: ShapeId) -> Option<Vec<(u32, Step)>> {
        let pair = self.resolution.get(id);
        let NodeKind::Record(writer) = &self.writer.graph.node(pair.writer).kind else { return None };
        let NodeKind::Record(reader) = &self.inner.side.graph.node(pair.reader).kind else { return None };
        let shapes = self.inner.bind.shapes;
        let host = match shapes.get(shape) {
            Shape::Struct(host) => Some((host, match_fields(reader, host.fields.iter().map(|field| &*field.name)))),
            _ => None,
        };
        // The host's shape for a field of the reader, and where it lies; nothing if the host has no place for it.
        let place = |field: usize, at: &[u32]| match (&host, shapes.get(shape)) {
            (Some((host, matched)), _) => matched[field].map(|i| (host.fields[i].shape, at[i])),
            (None, Shape::Map(inner)) => Some((*inner, 0)),
            _ => Some((shape, 0)),
        };
        let at = &self.inner.bind.layout.head(shape).at;
        let mut steps = Vec::with_capacity(writer.fields.len());
        let mut missing = vec![true; reader.fields.len()];
        // What only the writer has: its names are for the paths of errors.
        let mut strangers = Vec::new();
        let mut failed = false;
        for (theirs, found) in writer.fields.iter().zip(found) {
            let (field, step) = match *found {
                FieldMatch::Read(field, value) => {
                    missing[field] = false;
                    self.inner.path.push(reader.fields[field].name.to_string());
                    let step = match place(field, at) {
                        Some((shape, at)) => self.read(value, shape).map(|step| Step { at, ..step }),
                        None => self.inner.pass_over(&mut self.writer, theirs.node),
                    };
                    (field, step)
                }
                FieldMatch::Skip => {
                    self.inner.path.push(theirs.name.to_string());
                    strangers.push(FieldPlan { name: theirs.name.clone(), default: None });
                    let step = self.inner.pass_over(&mut self.writer, theirs.node);
                    (reader.fields.len() + strangers.len() - 1, step)
                }
            };
            self.inner.path.pop();
            match step {
                Some(step) => steps.push((field as u32, step)),
                None => failed = true,
            }
        }
        // However much the defaults are, a few such records are never too many.
        let own = &mut self.inner.plan.records[arg as usize];
        let defaults = own.fields.iter().zip(&missing).filter(|(_, missing)| **missing);
        let held = defaults.filter_map(|(field, _)| field.default.as_ref()).map(FieldDefault::held);
        own.hollow += strangers.len() as u32 + held.fold(0, u32::saturating_add).min(MOST_HELD);
        for field in (0..reader.fields.len()).filter(|&field| missing[field]) {
            let Some((shape, at)) = place(field, at) else { continue };
            match self.default(pair.reader, (field, &reader.fields[field]), shape) {
                Some(step) => steps.push((field as u32, Step { at, ..step })),
                None => failed = true,
            }
        }
        let known = &mut self.inner.plan.records[arg as usize].fields;
        *known = std::mem::take(known).into_iter().chain(strangers).collect();
        failed |= host.is_some_and(|(host, matched)| self.inner.has_strangers(reader, host, &matched));
        (!failed).then_some(steps)
    }

    /// The default of a field that the writer's record lacks.
    fn default(&mut self, record: NodeId, (index, field): (usize, &Field), shape: ShapeId) -> Option<Step> {
        if let Some(&known) = self.defaults.get(&(record, index, shape)) {
            return Some(known);
        }
        self.inner.path.push(field.name.to_string());
        let step = self.inner.step(field.node, shape);
        self.inner.path.pop();
        let (step, default) = (step?, field.default.as_ref()?);
        let defaults = &mut self.inner.plan.defaults;
        defaults.push(DefaultPlan { bytes: default.bytes.clone(), texts: HashMap::new(), step });
        let step = Step { op: Op::Default, arg: defaults.len() as u32 - 1, ..step };
        self.defaults.insert((record, index, shape), step);
        Some(step)
    }
}

/// A union of null and one more, for a host's optional: one step instead of two.
fn optional(plan: &Plan, steps: &[Option<Step>], named: u32) -> Option<OptionalPlan> {
    let [Some(a), Some(b)] = steps else { return None };
    let (null, branch, value) = match (a.op, b.op) {
        (Op::Null, Op::Optional) => (0, 1, b),
        (Op::Optional, Op::Null) => (1, 0, a),
        _ => return None,
    };
    let inner = plan.optionals[value.arg as usize];
    let bare = inner.null.is_none() && inner.branch.is_none();
    bare.then_some(OptionalPlan { null: Some(null), branch: Some(branch), named, ..inner })
}
