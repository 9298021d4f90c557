//! Compiling: a schema graph and a table of shapes become one plan, or every mismatch at once.
use crate::avro::layout::{Addressing, Layout};
use crate::avro::mismatch::shown;
use crate::avro::plan::{
    AbsentPlan, DecimalPlan, EnumPlan, FieldDefault, FieldPlan, FixedPlan, ItemsPlan, Op, Plan, RecordPlan, Step,
};
use crate::avro::side::Side;
use crate::error::{Code, Error, Result, some_of};
use crate::model::node::{Field, Graph, Logical, NodeId, NodeKind, Record, Unit};
use crate::model::shape::{Rep, Shape, ShapeId, Shapes, Struct};
use crate::model::value::{RunNumber, RunOp};
use crate::wire::write;
use std::collections::HashMap;
use std::sync::Arc;

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
    /// What is written for fields that the host's value lacks.
    pub missing: Missing,
}

/// What is written for a field without a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Missing {
    /// Its default; without one it is an error.
    #[default]
    Default,
    /// Its default; without one null, where its type has it.
    Null,
    /// Nothing: it is an error, with a default too.
    Error,
}

impl Missing {
    /// The bytes that stand for the field's value.
    fn bytes(self, graph: &Graph, field: &Field) -> Option<Arc<[u8]>> {
        match (self, &field.default) {
            (Missing::Error, _) => None,
            (_, Some(default)) => Some(default.bytes.clone()),
            (Missing::Null, None) => null_bytes(graph, field.node),
            (Missing::Default, None) => None,
        }
    }
}

/// Null as a datum of the type; `None` where the type has no null.
fn null_bytes(graph: &Graph, node: NodeId) -> Option<Arc<[u8]>> {
    let index = match &graph.node(node).kind {
        NodeKind::Null => return Some(Arc::from([])),
        NodeKind::Union(branches) => {
            branches.iter().position(|&branch| matches!(graph.node(branch).kind, NodeKind::Null))?
        }
        _ => return None,
    };
    let mut bytes = [0; 10];
    let end = write::long(&mut bytes, 0, index as i64).ok()?;
    Some(Arc::from(&bytes[..end]))
}

/// Compiles a plan.
///
/// # Errors
/// `shape_mismatch`, with all mismatches and their paths in the message.
pub fn compile(graph: &Graph, binding: Binding<'_>) -> Result<Plan> {
    let mut compiler = Compiler::new(graph, binding);
    let root = compiler.step(graph.root, Shapes::ROOT);
    let root = compiler.bound(root)?;
    Ok(Plan { write: Some(root), read: Some(root), ..compiler.plan })
}

/// Types inside types: text nests at most 127 deep, but types that refer forward to each other could form a longer chain.
pub(crate) const MOST_DEEP: usize = 512;

pub(crate) struct Compiler<'a> {
    pub(crate) side: Side<'a>,
    pub(crate) bind: Binding<'a>,
    pub(crate) plan: Plan,
    /// (record node, shape) -> record, so that recursive types end.
    records: HashMap<(NodeId, ShapeId), u32>,
    /// (node, one-of) -> its step: each is tried several times, and one may lie inside another.
    one_ofs: HashMap<(NodeId, ShapeId), Option<Step>>,
    pub(crate) path: Vec<String>,
    pub(crate) mismatches: Vec<String>,
    /// Where types nest too deep: an error wherever it is, since what nests deeper is not known to fit or not.
    too_deep: Option<String>,
}

impl<'a> Compiler<'a> {
    pub(crate) fn new(graph: &'a Graph, bind: Binding<'a>) -> Self {
        Self {
            side: Side::new(graph),
            bind,
            plan: Plan::default(),
            records: HashMap::new(),
            one_ofs: HashMap::new(),
            path: Vec::new(),
            mismatches: Vec::new(),
            too_deep: None,
        }
    }

    /// The root's step, or all mismatches.
    pub(crate) fn bound(&self, root: Option<Step>) -> Result<Step> {
        if let Some(place) = &self.too_deep {
            let message = format!("{place}..: expected types nested at most {MOST_DEEP} deep, found more");
            return Err(Error::new(Code::ShapeMismatch, message));
        }
        match root {
            Some(root) if self.mismatches.is_empty() => Ok(root),
            _ => Err(Error::new(Code::ShapeMismatch, shown(&self.mismatches))),
        }
    }
}

impl<'a> Compiler<'a> {
    /// The step for a node and a shape, at 0; `None` after noting why not.
    pub(crate) fn step(&mut self, node: NodeId, shape: ShapeId) -> Option<Step> {
        let shapes = self.bind.shapes;
        match shapes.get(shape) {
            Shape::OneOf(alternatives) => return self.known_one_of(node, shape, alternatives),
            Shape::Optional(inner) => return self.optional(node, shape, *inner),
            _ => {}
        }
        if let NodeKind::Union(branches) = &self.side.graph.node(node).kind {
            return self.union(node, branches, shape);
        }
        self.plain(node, shape)
    }

    fn known_one_of(&mut self, node: NodeId, shape: ShapeId, alternatives: &[ShapeId]) -> Option<Step> {
        match self.one_ofs.get(&(node, shape)) {
            Some(None) => self.mismatch(node, shape),
            Some(known) => *known,
            None => {
                let step = self.one_of(node, shape, alternatives);
                self.one_ofs.insert((node, shape), step);
                step
            }
        }
    }

    /// A node that is no union and a shape that is neither optional nor one-of.
    pub(crate) fn plain(&mut self, node: NodeId, shape: ShapeId) -> Option<Step> {
        let graph = self.side.graph;
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
                        let named = self.side.names(&mut self.plan.names, node);
                        self.plan.fixeds.push(FixedPlan { named, size: fixed.size });
                        (Op::Fixed, self.plan.fixeds.len() as u32 - 1)
                    }),
                }
            }
            (NodeKind::Enum(_), _) => match host {
                Shape::Any | Shape::Plain(Rep::Text) => Some((Op::Enum, self.enum_plan(node, None))),
                Shape::Enum { symbols, .. } => Some((Op::Enum, self.enum_plan(node, Some((shape, symbols))))),
                _ => None,
            },
            (NodeKind::Array(item), _) => match self.inside(Op::Array, shape) {
                Some(inside) => Some((Op::Array, self.items(*item, inside, "[]", 0)?)),
                None => None,
            },
            (NodeKind::Map(value), _) => match self.inside(Op::Map, shape) {
                Some(inside) => Some((Op::Map, self.items(*value, inside, "{}", 1)?)),
                None => None,
            },
            (NodeKind::Record(_), _) => return self.record(node, shape),
            (NodeKind::Union(_), _) => return self.step(node, shape),
        };
        match found {
            Some((op, arg)) => Some(Step { op, rep, at: 0, arg, shape }),
            None => self.mismatch(node, shape),
        }
    }

    /// The shape of the items that the host's value has for an array, or of the values for a map, and the bytes from one to the
    /// next in its slots; nothing if it is no such value.
    pub(crate) fn inside(&self, op: Op, shape: ShapeId) -> Option<(ShapeId, u32)> {
        let (shapes, layout) = (self.bind.shapes, self.bind.layout);
        match (op, shapes.get(shape)) {
            (Op::Array, Shape::Any) => Some((shape, 16)),
            (Op::Array, Shape::List(inner)) => Some((*inner, layout.stride(shapes, *inner))),
            (Op::Map, Shape::Any) => Some((shape, 24)),
            (Op::Map, Shape::Map(inner)) => Some((*inner, layout.entry(shapes, *inner))),
            _ => None,
        }
    }

    fn items(&mut self, node: NodeId, (shape, stride): (ShapeId, u32), step: &str, key: u32) -> Option<u32> {
        self.path.push(step.to_owned());
        let found = self.step(node, shape);
        self.path.pop();
        let (least, fields) = (key.saturating_add(self.side.least(node)), self.side.fields(node));
        self.plan.items.push(ItemsPlan { step: found?, stride, least, fields });
        Some(self.plan.items.len() as u32 - 1)
    }

    fn record(&mut self, node: NodeId, shape: ShapeId) -> Option<Step> {
        if let Some(&arg) = self.records.get(&(node, shape)) {
            return self.known_record(arg, node, shape);
        }
        let arg = self.open_record(node, shape)?;
        self.records.insert((node, shape), arg);
        let steps = self.field_steps(node, shape);
        self.close_record(arg, shape, steps)
    }

    /// The step for a record that is compiled already, or being compiled.
    pub(crate) fn known_record(&mut self, arg: u32, node: NodeId, shape: ShapeId) -> Option<Step> {
        if self.plan.records[arg as usize].broken {
            return self.mismatch(node, shape);
        }
        Some(self.record_step(arg, shape))
    }

    fn record_step(&self, arg: u32, shape: ShapeId) -> Step {
        let rep = self.bind.shapes.get(shape).rep();
        let op = if rep == Rep::Struct { Op::Struct } else { Op::Record };
        Step { op, rep, at: 0, arg, shape }
    }

    /// A record without steps yet.
    pub(crate) fn open_record(&mut self, node: NodeId, shape: ShapeId) -> Option<u32> {
        let NodeKind::Record(record) = &self.side.graph.node(node).kind else { return None };
        if self.path.len() > MOST_DEEP {
            let place = self.place("");
            self.too_deep = Some(place.chars().take(64).collect());
            return None;
        }
        let (stride, value_size) = match self.bind.shapes.get(shape) {
            Shape::Map(inner) => {
                (self.bind.layout.entry(self.bind.shapes, *inner), self.bind.layout.slot(self.bind.shapes, *inner))
            }
            Shape::Any => (24, 16),
            Shape::Struct(_) => (0, 0),
            _ => {
                self.mismatch(node, shape);
                return None;
            }
        };
        let (side, missing) = (&mut self.side, self.bind.missing);
        let fields = record.fields.iter().enumerate().map(|(index, field)| FieldPlan {
            name: field.name.clone(),
            default: missing
                .bytes(side.graph, field)
                .map(|bytes| FieldDefault { cost: side.cost((node, index), field.node, &bytes), bytes }),
        });
        let fields = fields.collect();
        let named = self.side.names(&mut self.plan.names, node);
        self.plan.records.push(RecordPlan {
            node,
            named,
            steps: Box::default(),
            first_field: Box::default(),
            fields,
            count: record.fields.len() as u32,
            stride,
            value_size,
            hollow: record.fields.len() as u32,
            broken: false,
        });
        Some(self.plan.records.len() as u32 - 1)
    }

    /// Gives a record its steps, each with its field; without steps it is broken.
    pub(crate) fn close_record(&mut self, arg: u32, shape: ShapeId, steps: Option<Vec<(u32, Step)>>) -> Option<Step> {
        let Some(steps) = steps else {
            self.plan.records[arg as usize].broken = true;
            return None;
        };
        let step = self.record_step(arg, shape);
        let steps =
            if step.op == Op::Struct && self.bind.addressing == Addressing::Tape { self.fuse(&steps) } else { steps };
        let plan = &mut self.plan.records[arg as usize];
        plan.first_field = steps.iter().map(|(field, _)| *field).collect();
        plan.steps = steps.into_iter().map(|(_, step)| step).collect();
        Some(step)
    }

    /// One step a field, in schema order.
    fn field_steps(&mut self, node: NodeId, shape: ShapeId) -> Option<Vec<(u32, Step)>> {
        let graph = self.side.graph;
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
                Some(step) => steps.push((index as u32, step)),
                None => failed = true,
            }
        }
        failed |= matched.is_some_and(|(host, matched)| self.has_strangers(record, host, &matched));
        (!failed).then_some(steps)
    }

    /// Notes the host's fields that the schema lacks, unless they are to be overlooked.
    pub(crate) fn has_strangers(&mut self, record: &Record, host: &Struct, matched: &[Option<usize>]) -> bool {
        let noted = self.mismatches.len();
        for (i, field) in host.fields.iter().enumerate() {
            if !self.bind.ignore_unknown && !matched.contains(&Some(i)) {
                let path = self.place(&field.name);
                let known = some_of(record.fields.iter().map(|field| &*field.name));
                let name = record.name.full();
                self.mismatches.push(format!("{path}: the schema has no such field in {name:?} ({known})"));
            }
        }
        self.mismatches.len() > noted
    }

    fn absent(&mut self, node: NodeId) -> Option<Step> {
        let graph = self.side.graph;
        let mut side = std::mem::replace(&mut self.side, Side::new(graph));
        let step = self.pass_over(&mut side, node);
        self.side = side;
        step
    }

    /// A step for data that the host does not take.
    pub(crate) fn pass_over(&mut self, side: &mut Side<'a>, node: NodeId) -> Option<Step> {
        if let Some(&step) = side.notes.passed.get(&node) {
            return Some(step);
        }
        // The skipping step is compiled for a value of any kind: shape number 0 of a table of its own stands for it.
        let any = Shapes::new(vec![Shape::Any]).ok()?;
        let layout = Layout::new(&any, Addressing::Tape);
        let raw = Binding { shapes: &any, layout: &layout, raw_logical: true, ..self.bind };
        let mut inner = Compiler::new(side.graph, raw);
        std::mem::swap(&mut inner.plan, &mut self.plan);
        std::mem::swap(&mut inner.side.notes, &mut side.notes);
        // Not the records that are bound to a host's shape 0.
        inner.records = std::mem::take(&mut inner.side.notes.skipped);
        let skip = inner.step(node, Shapes::ROOT);
        self.too_deep = self.too_deep.take().or(inner.too_deep);
        std::mem::swap(&mut inner.plan, &mut self.plan);
        std::mem::swap(&mut inner.side.notes, &mut side.notes);
        side.notes.skipped = inner.records;
        self.plan.absents.push(AbsentPlan { skip: skip? });
        let arg = self.plan.absents.len() as u32 - 1;
        let step = Step { op: Op::Absent, rep: Rep::Any, at: 0, arg, shape: Shapes::ROOT };
        side.notes.passed.insert(node, step);
        Some(step)
    }

    /// Joins plain numbers that follow each other, on the wire and in the schema.
    fn fuse(&mut self, steps: &[(u32, Step)]) -> Vec<(u32, Step)> {
        let mut fused = Vec::new();
        let mut rest = steps;
        while let Some(&(first, step)) = rest.first() {
            let in_order =
                |(i, (field, step)): (u32, &(u32, Step))| if *field == first + i { run_number(step) } else { None };
            let run: Vec<RunNumber> = (0..).zip(rest).map_while(in_order).collect();
            if run.len() < 2 {
                fused.push((first, step));
                rest = &rest[1..];
                continue;
            }
            rest = &rest[run.len()..];
            self.plan.runs.push((self.plan.numbers.len() as u32, run.len() as u32));
            let arg = self.plan.runs.len() as u32 - 1;
            fused.push((first, Step { op: Op::Run, rep: Rep::Any, at: 0, arg, shape: step.shape }));
            self.plan.numbers.extend(run);
        }
        fused
    }

    fn decimal(&mut self, precision: u32, scale: u32, size: Option<usize>) -> u32 {
        self.plan.decimals.push(DecimalPlan { precision, scale, size });
        self.plan.decimals.len() as u32 - 1
    }

    fn enum_plan(&mut self, node: NodeId, host: Option<(ShapeId, &[Box<str>])>) -> u32 {
        let graph = self.side.graph;
        let key = (node, host.map(|(shape, _)| shape));
        if let Some(&known) = self.side.notes.enums.get(&key) {
            return known;
        }
        let host = host.map_or(&[] as &[_], |(_, symbols)| symbols);
        let named = self.side.names(&mut self.plan.names, node);
        let symbols: &[Box<str>] = match &graph.node(node).kind {
            NodeKind::Enum(symbols) => &symbols.symbols,
            _ => &[],
        };
        // Of a symbol that the host has twice, the first.
        let places: HashMap<&str, u32> = (0..host.len()).rev().map(|i| (&*host[i], i as u32)).collect();
        let index: HashMap<Box<[u8]>, u32> = symbols.iter().map(|symbol| symbol.as_bytes().into()).zip(0..).collect();
        self.plan.enums.push(EnumPlan {
            named,
            to_wire: host.iter().map(|symbol| index.get(symbol.as_bytes()).copied()).collect(),
            to_host: symbols.iter().map(|symbol| places.get(&**symbol).copied()).collect(),
            symbols: symbols.into(),
            index: if symbols.len() > EnumPlan::FEW { index } else { HashMap::new() },
        });
        let arg = self.plan.enums.len() as u32 - 1;
        self.side.notes.enums.insert(key, arg);
        arg
    }
}

/// For each field of a record the host's field that stands for it: the one of its name, else of one of its aliases.
pub fn match_fields<'a>(record: &Record, host: impl Iterator<Item = &'a str> + Clone) -> Vec<Option<usize>> {
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
