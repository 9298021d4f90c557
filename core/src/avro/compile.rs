//! Compiling: a schema graph and a table of shapes become one plan, or every mismatch at once.
use crate::avro::layout::{Addressing, Layout};
use crate::avro::plan::{
    AbsentPlan, BranchPlan, DecimalPlan, EnumPlan, FieldPlan, FixedPlan, ItemsPlan, OneOfPlan, Op, OptionalPlan, Plan,
    RecordPlan, Step, UnionPlan,
};
use crate::error::{Code, Error, Result};
use crate::model::name::Name;
use crate::model::node::{Graph, Logical, NodeId, NodeKind, Unit};
use crate::model::shape::{Rep, Shape, ShapeId, Shapes};
use crate::model::value::{RunNumber, RunOp, Slot};
use std::collections::HashMap;

/// What a plan is compiled from, besides the schema.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// The host's types.
    pub shapes: &'a Shapes,
    /// Where their values lie.
    pub layout: &'a Layout,
    /// How the host addresses fields.
    pub addressing: Addressing,
    /// Whether logical types are left to the host as raw values.
    pub raw_logical: bool,
    /// Whether host fields that the schema lacks are left out instead of refused.
    pub ignore_unknown: bool,
}

/// Compiles a plan.
///
/// # Errors
/// `shape_mismatch`, with all mismatches and their paths in the message.
pub fn compile(graph: &Graph, binding: Binding<'_>) -> Result<Plan> {
    let mut compiler = Compiler {
        graph,
        bind: binding,
        plan: Plan::default(),
        named: HashMap::new(),
        records: HashMap::new(),
        skipped: HashMap::new(),
        least: HashMap::new(),
        path: Vec::new(),
        mismatches: Vec::new(),
    };
    let root = compiler.step(graph.root, Shapes::ROOT);
    if !compiler.mismatches.is_empty() || root.is_none() {
        let shown = compiler.mismatches.iter().take(MOST_SHOWN).map(String::as_str).collect::<Vec<_>>().join("; ");
        let more = compiler.mismatches.len().saturating_sub(MOST_SHOWN);
        let shown = if more > 0 { format!("{shown}; and {more} more") } else { shown };
        return Err(Error::new(Code::ShapeMismatch, shown));
    }
    compiler.plan.root = root;
    Ok(compiler.plan)
}

/// Mismatches that one message names.
const MOST_SHOWN: usize = 50;

/// Types inside types: text nests at most 127 deep, but types that refer forward to each other could form a longer chain.
const MOST_DEEP: usize = 512;

struct Compiler<'a> {
    graph: &'a Graph,
    bind: Binding<'a>,
    plan: Plan,
    named: HashMap<NodeId, u32>,
    /// (record node, shape) -> record, so that recursive types end.
    records: HashMap<(NodeId, ShapeId), u32>,
    /// The same for records that are passed over.
    skipped: HashMap<(NodeId, ShapeId), u32>,
    least: HashMap<NodeId, u32>,
    path: Vec<String>,
    mismatches: Vec<String>,
}

impl Compiler<'_> {
    /// The step for a node and a shape, at 0; `None` after noting why not.
    fn step(&mut self, node: NodeId, shape: ShapeId) -> Option<Step> {
        let shapes = self.bind.shapes;
        match shapes.get(shape) {
            Shape::OneOf(alternatives) => return self.one_of(node, shape, alternatives),
            Shape::Optional(inner) => return self.optional(node, shape, *inner),
            _ => {}
        }
        if let NodeKind::Union(branches) = &self.graph.node(node).kind {
            return self.union(node, branches, shape);
        }
        self.plain(node, shape)
    }

    /// A node that is no union and a shape that is neither optional nor one-of.
    fn plain(&mut self, node: NodeId, shape: ShapeId) -> Option<Step> {
        let graph = self.graph;
        let host = self.bind.shapes.get(shape);
        let rep = host.rep();
        let logical = graph.node(node).logical.filter(|_| !self.bind.raw_logical);
        let any = rep == Rep::Any;
        let integer =
            matches!(rep, Rep::I8 | Rep::I16 | Rep::I32 | Rep::I64 | Rep::U8 | Rep::U16 | Rep::U32 | Rep::U64);
        let number = integer || matches!(rep, Rep::F32 | Rep::F64);
        let simple = |fits: bool, op: Op| (any || fits).then_some((op, 0));
        let found = match (&graph.node(node).kind, logical) {
            (NodeKind::Null, _) => simple(false, Op::Null),
            (NodeKind::Boolean, _) => simple(rep == Rep::Bool, Op::Boolean),
            (NodeKind::Int, Some(Logical::Date)) => simple(integer || rep == Rep::Date, Op::Date),
            (NodeKind::Int, Some(Logical::Time(_))) => simple(integer || rep == Rep::Time, Op::TimeMillis),
            (NodeKind::Int, _) => simple(integer, Op::Int),
            (NodeKind::Long, Some(Logical::Time(_))) => simple(integer || rep == Rep::Time, Op::TimeMicros),
            (NodeKind::Long, Some(Logical::Timestamp(unit))) => {
                simple(integer || rep == Rep::Timestamp, Op::Timestamp(unit))
            }
            (NodeKind::Long, Some(Logical::LocalTimestamp(unit))) => {
                simple(integer || rep == Rep::LocalTimestamp, Op::LocalTimestamp(unit))
            }
            (NodeKind::Long, _) => simple(integer, Op::Long),
            (NodeKind::Float, _) => simple(number, Op::Float),
            (NodeKind::Double, _) => simple(number, Op::Double),
            (NodeKind::String, Some(Logical::Uuid)) => simple(rep == Rep::Text || rep == Rep::Uuid, Op::UuidString),
            (NodeKind::String, _) => simple(rep == Rep::Text, Op::String),
            (NodeKind::Bytes, Some(Logical::Decimal { precision, scale })) => {
                (any || rep == Rep::Bytes || rep == Rep::Decimal)
                    .then(|| (Op::DecimalBytes, self.decimal(precision, scale, None)))
            }
            (NodeKind::Bytes, Some(Logical::BigDecimal)) => {
                simple(rep == Rep::Bytes || rep == Rep::Decimal, Op::BigDecimal)
            }
            (NodeKind::Bytes, _) => match host {
                // How many bytes lie in the slot itself.
                Shape::Fixed(size) => Some((Op::Bytes, *size)),
                _ => simple(rep == Rep::Bytes, Op::Bytes),
            },
            (NodeKind::Fixed(fixed), logical) => {
                let sized = rep == Rep::Bytes || matches!(host, Shape::Fixed(size) if *size as usize == fixed.size);
                match logical {
                    Some(Logical::Decimal { precision, scale }) => (any || sized || rep == Rep::Decimal)
                        .then(|| (Op::DecimalFixed, self.decimal(precision, scale, Some(fixed.size)))),
                    Some(Logical::Uuid) => simple(sized || rep == Rep::Uuid, Op::UuidFixed),
                    Some(Logical::Duration) => simple(sized || rep == Rep::Duration, Op::Duration),
                    _ => (any || sized).then(|| {
                        let named = self.names(node);
                        self.plan.fixeds.push(FixedPlan { named, size: fixed.size });
                        (Op::Fixed, self.plan.fixeds.len() as u32 - 1)
                    }),
                }
            }
            (NodeKind::Enum(_), _) => match host {
                Shape::Any | Shape::Plain(Rep::Text) => Some((Op::Enum, self.enum_plan(node, &[]))),
                Shape::Enum { symbols, .. } => Some((Op::Enum, self.enum_plan(node, symbols))),
                _ => None,
            },
            (NodeKind::Array(item), _) => match host {
                Shape::Any => Some((Op::Array, self.items(*item, shape, "[]", 16, 0)?)),
                Shape::List(inner) => {
                    let stride = self.bind.layout.stride(self.bind.shapes, *inner);
                    Some((Op::Array, self.items(*item, *inner, "[]", stride, 0)?))
                }
                _ => None,
            },
            (NodeKind::Map(value), _) => match host {
                Shape::Any => Some((Op::Map, self.items(*value, shape, "{}", 24, 1)?)),
                Shape::Map(inner) => {
                    let stride = self.bind.layout.entry(self.bind.shapes, *inner);
                    Some((Op::Map, self.items(*value, *inner, "{}", stride, 1)?))
                }
                _ => None,
            },
            (NodeKind::Record(_), _) => return self.record(node, shape),
            (NodeKind::Union(_), _) => return self.step(node, shape),
        };
        match found {
            Some((op, arg)) => Some(Step { op, rep, at: 0, arg, shape }),
            None => self.mismatch(node, shape),
        }
    }

    fn items(&mut self, node: NodeId, shape: ShapeId, step: &str, stride: u32, key: u32) -> Option<u32> {
        self.path.push(step.to_owned());
        let found = self.step(node, shape);
        self.path.pop();
        let least = key + self.least(node);
        self.plan.items.push(ItemsPlan { step: found?, stride, least });
        Some(self.plan.items.len() as u32 - 1)
    }

    fn record(&mut self, node: NodeId, shape: ShapeId) -> Option<Step> {
        let host = self.bind.shapes.get(shape);
        let rep = host.rep();
        let op = if rep == Rep::Struct { Op::Struct } else { Op::Record };
        if let Some(&arg) = self.records.get(&(node, shape)) {
            return if self.plan.records[arg as usize].broken {
                self.mismatch(node, shape)
            } else {
                Some(Step { op, rep, at: 0, arg, shape })
            };
        }
        let NodeKind::Record(record) = &self.graph.node(node).kind else { return None };
        if self.path.len() > MOST_DEEP {
            let place = self.place("");
            let place: String = place.chars().take(64).collect();
            self.mismatches.push(format!("{place}..: expected types nested at most {MOST_DEEP} deep, found more"));
            return None;
        }
        let arg = self.plan.records.len() as u32;
        let (stride, value_size) = match host {
            Shape::Map(inner) => {
                (self.bind.layout.entry(self.bind.shapes, *inner), self.bind.layout.slot(self.bind.shapes, *inner))
            }
            Shape::Any => (24, 16),
            Shape::Struct(_) => (0, 0),
            _ => return self.mismatch(node, shape),
        };
        let fields = record.fields.iter().map(|field| FieldPlan {
            name: field.name.clone(),
            default: field.default.as_ref().map(|default| default.bytes.clone()),
        });
        let fields = fields.collect();
        let named = self.names(node);
        self.plan.records.push(RecordPlan {
            node,
            named,
            steps: Box::default(),
            first_field: Box::default(),
            fields,
            stride,
            value_size,
            broken: false,
        });
        self.records.insert((node, shape), arg);
        let steps = self.field_steps(node, shape);
        let Some(steps) = steps else {
            self.plan.records[arg as usize].broken = true;
            return None;
        };
        let (steps, first_field) = if op == Op::Struct && self.bind.addressing == Addressing::Tape {
            self.fuse(&steps)
        } else {
            let first = (0..steps.len() as u32).collect();
            (steps, first)
        };
        let plan = &mut self.plan.records[arg as usize];
        plan.steps = steps.into();
        plan.first_field = first_field;
        Some(Step { op, rep, at: 0, arg, shape })
    }

    /// One step a field, in schema order.
    fn field_steps(&mut self, node: NodeId, shape: ShapeId) -> Option<Vec<Step>> {
        let graph = self.graph;
        let NodeKind::Record(record) = &graph.node(node).kind else { return None };
        let mut failed = false;
        let mut steps = Vec::with_capacity(record.fields.len());
        let host = self.bind.shapes.get(shape);
        let matched = match host {
            Shape::Struct(host) => Some((host, match_fields(record, host.fields.iter().map(|field| &*field.name)))),
            _ => None,
        };
        for (index, field) in record.fields.iter().enumerate() {
            self.path.push(field.name.to_string());
            let step = match (host, &matched) {
                (_, Some((host, matched))) => match matched[index] {
                    Some(i) => self
                        .step(field.node, host.fields[i].shape)
                        .map(|step| Step { at: self.bind.layout.head(shape).at[i], ..step }),
                    None => self.absent(field.node),
                },
                (Shape::Map(inner), _) => self.step(field.node, *inner),
                _ => self.step(field.node, shape),
            };
            self.path.pop();
            match step {
                Some(step) => steps.push(step),
                None => failed = true,
            }
        }
        if let Some((host, matched)) = &matched
            && !self.bind.ignore_unknown
        {
            for (i, field) in host.fields.iter().enumerate() {
                if !matched.contains(&Some(i)) {
                    failed = true;
                    let path = self.place(&field.name);
                    self.mismatches.push(format!("{path}: the schema has no such field in {:?}", record.name.full()));
                }
            }
        }
        (!failed).then_some(steps)
    }

    fn absent(&mut self, node: NodeId) -> Option<Step> {
        // The skipping step is compiled for a value of any kind: shape number `len` stands for it, since no host asks for it.
        let any = Shapes::new(vec![Shape::Any]).ok()?;
        let layout = Layout::new(&any, Addressing::Tape);
        let outer = self.bind;
        let raw = Binding { shapes: &any, layout: &layout, raw_logical: true, ..outer };
        let mut inner = Compiler {
            graph: self.graph,
            bind: raw,
            plan: std::mem::take(&mut self.plan),
            named: std::mem::take(&mut self.named),
            // Not those that are bound to a host's shape 0.
            records: std::mem::take(&mut self.skipped),
            skipped: HashMap::new(),
            least: std::mem::take(&mut self.least),
            path: Vec::new(),
            mismatches: Vec::new(),
        };
        let skip = inner.step(node, Shapes::ROOT);
        let too_deep = inner.mismatches.pop();
        (self.plan, self.named, self.least) = (inner.plan, inner.named, inner.least);
        self.skipped = inner.records;
        if skip.is_none() {
            let place = self.place("");
            self.mismatches.push(format!("{place}: cannot be passed over: {}", too_deep.unwrap_or_default()));
        }
        self.plan.absents.push(AbsentPlan { skip: skip? });
        let arg = self.plan.absents.len() as u32 - 1;
        Some(Step { op: Op::Absent, rep: Rep::Any, at: 0, arg, shape: Shapes::ROOT })
    }

    /// Joins plain numbers that follow each other on the wire.
    fn fuse(&mut self, steps: &[Step]) -> (Vec<Step>, Box<[u32]>) {
        let (mut fused, mut first) = (Vec::new(), Vec::new());
        let mut i = 0;
        while i < steps.len() {
            let run: Vec<RunNumber> = steps[i..].iter().map_while(run_number).collect();
            first.push(i as u32);
            if run.len() < 2 {
                fused.push(steps[i]);
                i += 1;
                continue;
            }
            self.plan.runs.push((self.plan.numbers.len() as u32, run.len() as u32));
            let arg = self.plan.runs.len() as u32 - 1;
            fused.push(Step { op: Op::Run, rep: Rep::Any, at: 0, arg, shape: steps[i].shape });
            i += run.len();
            self.plan.numbers.extend(run);
        }
        (fused, first.into())
    }

    fn union(&mut self, node: NodeId, branches: &[NodeId], shape: ShapeId) -> Option<Step> {
        let rep = self.bind.shapes.get(shape).rep();
        let noted = self.mismatches.len();
        let mut found = Vec::with_capacity(branches.len());
        for &branch in branches {
            found.push((branch, self.plain(branch, shape)));
        }
        let named = self.names(node);
        let fitting: Vec<usize> = (0..found.len()).filter(|&i| found[i].1.is_some()).collect();
        // A union of nothing holds no value, but lists of it may be empty: values that know their kind learn that one by one.
        if fitting.is_empty() && !(branches.is_empty() && rep == Rep::Any) {
            // Say why only where there is no doubt which branch was meant.
            let reasons = self.mismatches.split_off(noted);
            let deep = reasons.iter().filter(|reason| reason.contains("the schema has no such field")).cloned();
            let deep: Vec<String> = deep.collect();
            self.mismatches.extend(deep);
            return self.mismatch(node, shape);
        }
        self.mismatches.truncate(noted);
        if rep != Rep::Any
            && let [index] = fitting[..]
            && let Some(step) = found[index].1
        {
            self.plan.branches.push(BranchPlan { index: index as u32, step, named });
            let arg = self.plan.branches.len() as u32 - 1;
            return Some(Step { op: Op::Branch, rep, at: 0, arg, shape });
        }
        let own = self.branch_of_name(&found, shape);
        self.plan.unions.push(UnionPlan { named, branches: found.into(), own });
        let arg = self.plan.unions.len() as u32 - 1;
        Some(Step { op: Op::Union, rep, at: 0, arg, shape })
    }

    /// The branch of a host type's full name, else of its simple name, if the type fits it.
    fn branch_of_name(&self, branches: &[(NodeId, Option<Step>)], shape: ShapeId) -> Option<u32> {
        let host = match self.bind.shapes.get(shape) {
            Shape::Struct(record) => &*record.name,
            Shape::Enum { name, .. } => name,
            _ => return None,
        };
        let simple = host.rsplit('.').next().unwrap_or(host);
        let find = |is: &dyn Fn(&Name) -> bool| {
            let fits =
                |(node, step): &(NodeId, Option<Step>)| step.is_some() && self.graph.node(*node).name().is_some_and(is);
            branches.iter().position(fits).map(|index| index as u32)
        };
        find(&|name| name.full() == host).or_else(|| find(&|name| name.simple() == simple))
    }

    fn optional(&mut self, node: NodeId, shape: ShapeId, inner: ShapeId) -> Option<Step> {
        let graph = self.graph;
        let null = match &graph.node(node).kind {
            NodeKind::Union(branches) => null_branch(graph, branches),
            NodeKind::Null => {
                return Some(Step { op: Op::Null, rep: Rep::Optional, at: 0, arg: 0, shape });
            }
            _ => None,
        };
        let step = self.step(node, inner)?;
        let rep = self.bind.shapes.get(inner).rep();
        let (branch, named, step) = match step.op {
            Op::Branch => {
                let BranchPlan { index, step, named } = self.plan.branches[step.arg as usize];
                (Some(index), named, step)
            }
            _ => (None, 0, step),
        };
        self.plan.optionals.push(OptionalPlan {
            null,
            branch,
            named,
            step,
            inner: Slot { rep, shape: inner },
            size: self.bind.layout.slot(self.bind.shapes, inner),
        });
        let arg = self.plan.optionals.len() as u32 - 1;
        Some(Step { op: Op::Optional, rep: Rep::Optional, at: 0, arg, shape })
    }

    fn one_of(&mut self, node: NodeId, shape: ShapeId, alternatives: &[ShapeId]) -> Option<Step> {
        let graph = self.graph;
        let noted = self.mismatches.len();
        let mut steps = Vec::new();
        let mut missing = Vec::new();
        for &alternative in alternatives {
            let before = self.mismatches.len();
            let step = self.step(node, alternative);
            if step.is_none() {
                missing.extend(self.mismatches.split_off(before));
            }
            steps.push((step, self.bind.layout.slot(self.bind.shapes, alternative)));
        }
        let (nodes, null, union_named) = match &graph.node(node).kind {
            NodeKind::Union(branches) => (branches.clone(), null_branch(graph, branches), Some(self.names(node))),
            _ => (vec![node], None, None),
        };
        let mut branches = Vec::new();
        for &branch in &nodes {
            // A named type prefers the alternative of its own name; floats prefer one that is no integer.
            let name = graph.node(branch).name();
            let floating = matches!(graph.node(branch).kind, NodeKind::Float | NodeKind::Double);
            let mut order: Vec<usize> = (0..alternatives.len()).collect();
            order.sort_by_key(|&i| match (self.bind.shapes.get(alternatives[i]), name) {
                (Shape::Struct(record), Some(name)) if *record.name == *name.full() => 0,
                (Shape::Enum { name: host, .. }, Some(name)) if **host == *name.full() => 0,
                (Shape::Struct(record), Some(name)) if *record.name == *name.simple() => 1,
                (Shape::Enum { name: host, .. }, Some(name)) if **host == *name.simple() => 1,
                (Shape::Plain(Rep::F32 | Rep::F64), _) if floating => 1,
                _ => 2,
            });
            let found = order.into_iter().find_map(|i| Some((i as u32, self.plain_or_none(branch, alternatives[i])?)));
            branches.push(found);
        }
        self.mismatches.truncate(noted);
        if branches.iter().all(Option::is_none) {
            self.mismatches.extend(missing);
            return self.mismatch(node, shape);
        }
        self.name_alternatives(node, alternatives, &mut steps);
        self.plan.one_ofs.push(OneOfPlan { null, alternatives: steps.into(), branches: branches.into(), union_named });
        let arg = self.plan.one_ofs.len() as u32 - 1;
        Some(Step { op: Op::OneOf, rep: Rep::OneOf, at: 0, arg, shape })
    }

    /// A host type of its own name takes the branch of that name, whatever else would fit.
    fn name_alternatives(&mut self, node: NodeId, alternatives: &[ShapeId], steps: &mut [(Option<Step>, u32)]) {
        let graph = self.graph;
        let NodeKind::Union(branches) = &graph.node(node).kind else { return };
        for (i, &alternative) in alternatives.iter().enumerate() {
            let host = match self.bind.shapes.get(alternative) {
                Shape::Struct(record) => &record.name,
                Shape::Enum { name, .. } => name,
                _ => continue,
            };
            let full = |id: &NodeId| graph.node(*id).name().is_some_and(|name| *name.full() == **host);
            let simple = |id: &NodeId| graph.node(*id).name().is_some_and(|name| *name.simple() == **host);
            let Some(index) = branches.iter().position(full).or_else(|| branches.iter().position(simple)) else {
                continue;
            };
            if let Some(step) = self.plain_or_none(branches[index], alternative) {
                let named = self.names(node);
                self.plan.branches.push(BranchPlan { index: index as u32, step, named });
                let arg = self.plan.branches.len() as u32 - 1;
                steps[i].0 = Some(Step { op: Op::Branch, arg, ..step });
            }
        }
    }

    fn plain_or_none(&mut self, node: NodeId, shape: ShapeId) -> Option<Step> {
        let noted = self.mismatches.len();
        let step = self.plain(node, shape);
        self.mismatches.truncate(noted);
        step
    }

    fn decimal(&mut self, precision: u32, scale: u32, size: Option<usize>) -> u32 {
        self.plan.decimals.push(DecimalPlan { precision, scale, size });
        self.plan.decimals.len() as u32 - 1
    }

    fn enum_plan(&mut self, node: NodeId, host: &[Box<str>]) -> u32 {
        let graph = self.graph;
        let named = self.names(node);
        let symbols: &[Box<str>] = match &graph.node(node).kind {
            NodeKind::Enum(symbols) => &symbols.symbols,
            _ => &[],
        };
        let index: HashMap<Box<[u8]>, u32> = symbols.iter().map(|symbol| symbol.as_bytes().into()).zip(0..).collect();
        self.plan.enums.push(EnumPlan {
            named,
            to_wire: host.iter().map(|symbol| index.get(symbol.as_bytes()).copied()).collect(),
            to_host: symbols.iter().map(|s| host.iter().position(|h| h == s).map(|i| i as u32)).collect(),
            symbols: symbols.into(),
            index: if symbols.len() > EnumPlan::FEW { index } else { HashMap::new() },
        });
        self.plan.enums.len() as u32 - 1
    }

    fn names(&mut self, node: NodeId) -> u32 {
        if let Some(&named) = self.named.get(&node) {
            return named;
        }
        let graph = self.graph;
        let named = match &graph.node(node).kind {
            NodeKind::Record(record) => self
                .plan
                .names
                .add(std::iter::once(record.name.full()).chain(record.fields.iter().map(|field| &*field.name))),
            NodeKind::Enum(symbols) => self
                .plan
                .names
                .add(std::iter::once(symbols.name.full()).chain(symbols.symbols.iter().map(|symbol| &**symbol))),
            NodeKind::Union(branches) => {
                self.plan.names.add(branches.iter().map(|&branch| graph.node(branch).branch_name()))
            }
            _ => self.plan.names.add([graph.node(node).branch_name()]),
        };
        self.named.insert(node, named);
        named
    }

    /// The fewest bytes that a datum takes; 0 only where every datum takes none.
    fn least(&mut self, id: NodeId) -> u32 {
        self.least_of(id, 0)
    }

    fn least_of(&mut self, id: NodeId, depth: usize) -> u32 {
        if depth > MOST_DEEP {
            return 0;
        }
        if let Some(&least) = self.least.get(&id) {
            return least;
        }
        // A record inside itself: no finite datum, so any figure will do; the depth limit ends it.
        self.least.insert(id, 0);
        let graph = self.graph;
        let least = match &graph.node(id).kind {
            NodeKind::Null => 0,
            NodeKind::Float => 4,
            NodeKind::Double => 8,
            NodeKind::Fixed(fixed) => u32::try_from(fixed.size).unwrap_or(u32::MAX),
            NodeKind::Record(record) => {
                let sum = record.fields.iter().map(|field| self.least_of(field.node, depth + 1) as u64).sum::<u64>();
                u32::try_from(sum).unwrap_or(u32::MAX)
            }
            _ => 1,
        };
        self.least.insert(id, least);
        least
    }

    fn place(&self, last: &str) -> String {
        let mut path = String::new();
        for step in self.path.iter().map(String::as_str).chain([last]) {
            if !path.is_empty() && !step.is_empty() && !step.starts_with(['[', '{']) {
                path.push('.');
            }
            path.push_str(step);
        }
        path
    }

    #[cold]
    fn mismatch(&mut self, node: NodeId, shape: ShapeId) -> Option<Step> {
        let (node, host) = (self.graph.node(node), self.bind.shapes.get(shape));
        let wire = match &node.kind {
            NodeKind::Union(branches) => {
                let names: Vec<_> = branches.iter().map(|&branch| self.graph.node(branch).branch_name()).collect();
                format!("union [{}]", names.join(", "))
            }
            _ => node.branch_name().to_owned(),
        };
        let place = self.place("");
        let colon = if place.is_empty() { "" } else { ": " };
        self.mismatches.push(format!("{place}{colon}expected a type for {wire}, found {}", describe(host)));
        None
    }
}

fn describe(shape: &Shape) -> String {
    match shape {
        Shape::Fixed(size) => format!("{size} bytes"),
        Shape::Enum { name, .. } => format!("enum {name:?}"),
        Shape::Struct(record) => format!("struct {:?}", record.name),
        other => format!("{:?}", other.rep()).to_lowercase(),
    }
}

fn null_branch(graph: &Graph, branches: &[NodeId]) -> Option<u32> {
    let null = |&id: &NodeId| matches!(graph.node(id).kind, NodeKind::Null);
    branches.iter().position(null).map(|index| index as u32)
}

/// For each field of a record the host's field that stands for it: the one of its name, else of one of its aliases.
pub fn match_fields<'a>(
    record: &crate::model::node::Record,
    host: impl Iterator<Item = &'a str> + Clone,
) -> Vec<Option<usize>> {
    let find = |name: &str| host.clone().position(|host| host == name);
    let field = |field: &crate::model::node::Field| {
        find(&field.name).or_else(|| field.aliases.iter().find_map(|alias| find(alias)))
    };
    record.fields.iter().map(field).collect()
}

fn run_number(step: &Step) -> Option<RunNumber> {
    let op = match (step.op, step.rep) {
        (Op::Boolean, Rep::Bool) => RunOp::Boolean,
        (Op::Int, Rep::I32) => RunOp::Int32,
        (Op::Int, Rep::I64) => RunOp::Int64,
        (Op::Long, Rep::I32) => RunOp::Long32,
        (Op::Long, Rep::I64) => RunOp::Long64,
        (Op::Float, Rep::F32) => RunOp::Float32,
        (Op::Double, Rep::F64) => RunOp::Double64,
        _ => return None,
    };
    Some(RunNumber { op, at: step.at })
}

/// A time unit of a millisecond or microsecond time of day.
pub const fn time_unit(op: Op) -> Unit {
    match op {
        Op::TimeMillis => Unit::Millis,
        _ => Unit::Micros,
    }
}
