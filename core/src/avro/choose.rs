//! The union rule: which branch a host value takes. One table for all the languages (identity contract, rule 7).
use crate::avro::encode::{Encoder, exact_double};
use crate::avro::plan::{DecimalPlan, Op, UnionPlan};
use crate::avro::{decimal, plan::Step};
use crate::error::{Code, Error, Result};
use crate::model::kind::{Kind, Symbol};
use crate::model::node::{NodeKind, Unit};
use crate::model::shape::Rep;
use crate::model::time::DAY_NANOS;
use crate::model::value::Source;

/// The index of the branch, and where the value is (an explicit branch holds it inside).
pub(crate) fn choose<S: Source>(
    encoder: &Encoder<'_, S>,
    union: &UnionPlan,
    rep: Rep,
    v: S::Position,
) -> Result<(usize, S::Position)> {
    let source = encoder.source;
    let kind = source.kind(v, rep)?;
    let chooser = Chooser { encoder, union };
    if kind == Kind::Branch {
        if let Some((index, v)) = source.branch_number(v) {
            return if index < union.branches.len() { Ok((index, v)) } else { Err(chooser.no_number(index)) };
        }
        let (name, v) = source.branch(v, rep)?;
        return Ok((chooser.named(&name)?, v));
    }
    let index = match kind {
        Kind::Record if rep == Rep::Struct => return chooser.own_record().map(|index| (index, v)),
        Kind::Enum if rep == Rep::Enum => return chooser.own_enum(source.ordinal(v)? as usize).map(|index| (index, v)),
        Kind::Null => chooser.of(|op| op == Op::Null),
        Kind::Boolean => chooser.of(|op| op == Op::Boolean),
        Kind::Text => match chooser.of(|op| matches!(op, Op::String | Op::UuidString)) {
            Some(index) => Some(index),
            None => return chooser.symbol(&source.text(v, rep)?).map(|index| (index, v)),
        },
        Kind::Integer => return chooser.integer(source.integer(v, rep)?).map(|index| (index, v)),
        Kind::Float => chooser.of(|op| op == Op::Double).or_else(|| chooser.of(|op| op == Op::Float)),
        Kind::Bytes => match chooser.of(|op| matches!(op, Op::Bytes | Op::DecimalBytes | Op::BigDecimal)) {
            Some(index) => Some(index),
            // Bytes in the slot itself: only a fixed of their size was compiled.
            None if rep == Rep::Fixed => chooser.of(|_| true),
            None => return chooser.fixed(source.bytes(v, rep)?.len()).map(|index| (index, v)),
        },
        Kind::Sequence => chooser.of(|op| op == Op::Array),
        Kind::Mapping | Kind::Record => return chooser.mapping(rep, v).map(|index| (index, v)),
        Kind::Enum => return chooser.host_enum(&source.symbol(v, rep)?).map(|index| (index, v)),
        Kind::Uuid => chooser.of(|op| matches!(op, Op::UuidString | Op::UuidFixed)),
        Kind::Duration => chooser.of(|op| op == Op::Duration),
        Kind::Decimal => return chooser.decimal(rep, v).map(|index| (index, v)),
        Kind::Date => {
            let days = source.date(v, rep)?;
            return chooser.holding(kind, |op| (op == Op::Date).then_some(days as i32 as i64 == days)).map(|i| (i, v));
        }
        Kind::Time => {
            let nanos = source.time(v, rep)?;
            let fits = (0..DAY_NANOS).contains(&nanos);
            let time = |op| matches!(op, Op::TimeMillis | Op::TimeMicros).then_some(fits);
            return chooser.holding(kind, time).map(|index| (index, v));
        }
        Kind::Timestamp | Kind::LocalTimestamp => {
            let moment = source.moment(v, rep, kind == Kind::LocalTimestamp)?;
            let fits = |unit: Unit| Some(unit.from_moment(moment).is_some());
            let as_utc = kind == Kind::LocalTimestamp
                && source.local_is_utc()
                && !chooser.steps().any(|(_, step)| matches!(step.op, Op::LocalTimestamp(_)));
            let branch = |op| match op {
                Op::Timestamp(unit) if kind == Kind::Timestamp || as_utc => fits(unit),
                Op::LocalTimestamp(unit) if kind == Kind::LocalTimestamp => fits(unit),
                _ => None,
            };
            return chooser.holding(kind, branch).map(|index| (index, v));
        }
        Kind::Branch | Kind::Other => None,
    };
    index.map(|index| (index, v)).ok_or_else(|| chooser.none(kind))
}

struct Chooser<'c, 'p, S: Source> {
    encoder: &'c Encoder<'p, S>,
    union: &'c UnionPlan,
}

impl<S: Source> Chooser<'_, '_, S> {
    fn steps(&self) -> impl Iterator<Item = (usize, &Step)> {
        self.union.branches.iter().enumerate().filter_map(|(i, (_, step))| Some((i, step.as_ref()?)))
    }

    #[inline]
    fn of(&self, fits: impl Fn(Op) -> bool) -> Option<usize> {
        self.steps().find(|(_, step)| fits(step.op)).map(|(index, _)| index)
    }

    /// The first branch of a logical kind that holds the value; with branches of the kind, but none that holds it, out of range.
    fn holding(&self, kind: Kind, holds: impl Fn(Op) -> Option<bool>) -> Result<usize> {
        let mut seen = false;
        for (index, step) in self.steps() {
            match holds(step.op) {
                Some(true) => return Ok(index),
                Some(false) => seen = true,
                None => {}
            }
        }
        if seen { Err(self.no_room(kind)) } else { Err(self.none(kind)) }
    }

    fn integer(&self, value: i64) -> Result<usize> {
        let (mut seen, int) = (false, value as i32 as i64 == value);
        for (index, (node, step)) in self.union.branches.iter().enumerate() {
            if step.is_none() {
                continue;
            }
            match self.encoder.graph.node(*node).kind {
                NodeKind::Long => return Ok(index),
                NodeKind::Int if int => return Ok(index),
                NodeKind::Int => seen = true,
                _ => {}
            }
        }
        for (index, step) in self.steps() {
            match step.op {
                Op::Double if exact_double(value).is_ok() => return Ok(index),
                Op::Float if (value as f32) as f64 == value as f64 && exact_double(value).is_ok() => return Ok(index),
                Op::Double | Op::Float => seen = true,
                _ => {}
            }
        }
        if seen { Err(self.no_room(Kind::Integer)) } else { Err(self.none(Kind::Integer)) }
    }

    fn fixed(&self, size: usize) -> Result<usize> {
        let mut seen = false;
        for (index, (node, step)) in self.union.branches.iter().enumerate() {
            if let (NodeKind::Fixed(fixed), Some(_)) = (&self.encoder.graph.node(*node).kind, step) {
                if fixed.size == size {
                    return Ok(index);
                }
                seen = true;
            }
        }
        if seen {
            let message = format!("expected bytes of the size of a fixed of {}, found {size}", self.describe());
            return Err(Error::new(Code::ValueConstraint, message));
        }
        Err(self.none(Kind::Bytes))
    }

    fn decimal(&self, rep: Rep, v: S::Position) -> Result<usize> {
        let value = self.encoder.source.decimal(v, rep)?;
        let plan = self.encoder.plan;
        let mut seen = false;
        for (index, step) in self.steps() {
            let holds = |decimal: &DecimalPlan| match decimal::rescale(&value, decimal) {
                Ok(unscaled) => decimal.size.is_none_or(|size| unscaled.len() <= size),
                Err(_) => false,
            };
            match step.op {
                Op::BigDecimal => return Ok(index),
                Op::DecimalBytes | Op::DecimalFixed if holds(&plan.decimals[step.arg as usize]) => return Ok(index),
                Op::DecimalBytes | Op::DecimalFixed => seen = true,
                _ => {}
            }
        }
        if seen { Err(self.no_room(Kind::Decimal)) } else { Err(self.none(Kind::Decimal)) }
    }

    /// The only enum that has the symbol.
    fn symbol(&self, symbol: &str) -> Result<usize> {
        let plan = self.encoder.plan;
        let mut enums = false;
        let mut found = None;
        for (index, step) in self.steps() {
            if step.op != Op::Enum {
                continue;
            }
            enums = true;
            if plan.enums[step.arg as usize].find(symbol.as_bytes()).is_some() && found.replace(index).is_some() {
                let message = format!("symbol {symbol:?} is in two enums of {}: name the branch", self.describe());
                return Err(Error::new(Code::ValueAmbiguous, message));
            }
        }
        match found {
            Some(index) => Ok(index),
            None if enums => {
                let shown: String = symbol.chars().take(64).collect();
                let message = format!("expected a symbol of an enum of {}, found {shown:?}", self.describe());
                Err(Error::new(Code::ValueConstraint, message))
            }
            None => Err(self.none(Kind::Text)),
        }
    }

    /// The branch of a record type that is known from the shape.
    fn own_record(&self) -> Result<usize> {
        if let Some(index) = self.union.own {
            return Ok(index as usize);
        }
        let names: Vec<_> = self.steps().map(|(index, _)| self.branch_name(index)).collect();
        let message = format!("records {} all fit: name the host's type like one of them", names.join(", "));
        Err(Error::new(Code::ValueAmbiguous, message))
    }

    /// The branch of an enum type that is known from the shape: that of its name, else the only one that has the symbol.
    fn own_enum(&self, ordinal: usize) -> Result<usize> {
        if let Some(index) = self.union.own {
            return Ok(index as usize);
        }
        let plan = self.encoder.plan;
        let has = |step: &Step| {
            let wire = plan.enums.get(step.arg as usize).and_then(|symbols| symbols.to_wire.get(ordinal));
            step.op == Op::Enum && wire.is_some_and(Option::is_some)
        };
        let mut having = self.steps().filter(|(_, step)| has(step)).map(|(index, _)| index);
        match (having.next(), having.next()) {
            (Some(index), None) => Ok(index),
            (Some(a), Some(b)) => {
                let (a, b) = (self.branch_name(a), self.branch_name(b));
                let message = format!("enums {a} and {b} both have the symbol: name the host's type like one of them");
                Err(Error::new(Code::ValueAmbiguous, message))
            }
            _ => {
                let message = format!("expected a symbol of an enum of {}, found another", self.describe());
                Err(Error::new(Code::ValueConstraint, message))
            }
        }
    }

    fn branch_name(&self, index: usize) -> String {
        let graph = self.encoder.graph;
        let (node, _) = self.union.branches[index];
        format!("{:?}", graph.node(node).branch_name())
    }

    fn host_enum(&self, symbol: &Symbol<'_>) -> Result<usize> {
        let plan = self.encoder.plan;
        let enums = || self.steps().filter(|(_, step)| step.op == Op::Enum);
        let name = |step: &Step| plan.names.get(plan.enums[step.arg as usize].named, 0).unwrap_or_default();
        let host = &*symbol.type_name;
        if !host.is_empty() {
            let full = enums().find(|(_, step)| name(step) == host);
            let simple = || enums().find(|(_, step)| simple_name(name(step)) == simple_name(host));
            if let Some((index, _)) = full.or_else(simple) {
                return Ok(index);
            }
        }
        let has = |step: &Step| plan.enums[step.arg as usize].find(symbol.symbol.as_bytes()).is_some();
        // A unit variant may be a union's null, unless one enum of the union has such a symbol.
        if self.encoder.source.is_serde()
            && symbol.symbol.eq_ignore_ascii_case("null")
            && enums().filter(|(_, step)| has(step)).count() != 1
        {
            return self.of(|op| op == Op::Null).ok_or_else(|| self.none(Kind::Enum));
        }
        match self.symbol(&symbol.symbol) {
            Err(e) if e.code() == Code::ValueType => Err(self.none(Kind::Enum)),
            other => other,
        }
    }

    /// The record that is named, or the only record that fits, else the map.
    fn mapping(&self, rep: Rep, v: S::Position) -> Result<usize> {
        let (plan, source) = (self.encoder.plan, self.encoder.source);
        let records = || self.steps().filter(|(_, step)| matches!(step.op, Op::Record | Op::Struct));
        let name = |step: &Step| plan.names.get(plan.records[step.arg as usize].named, 0).unwrap_or_default();
        let host = source.record_name(v, rep)?;
        if !host.is_empty() {
            let full = records().find(|(_, step)| name(step) == host);
            let simple = || records().find(|(_, step)| simple_name(name(step)) == simple_name(&host));
            if let Some((index, _)) = full.or_else(simple) {
                return Ok(index);
            }
        }
        let mut found: Option<(usize, &str)> = None;
        for (index, step) in records() {
            if !self.fits(step, rep, v)? {
                continue;
            }
            if let Some((_, other)) = found {
                let message = format!("records {other:?} and {:?} both fit: name the branch", name(step));
                return Err(Error::new(Code::ValueAmbiguous, message));
            }
            found = Some((index, name(step)));
        }
        if let Some((index, _)) = found {
            return Ok(index);
        }
        if let Some(index) = self.of(|op| op == Op::Map) {
            return Ok(index);
        }
        // Of an only record, its own error says more: which field is missing, which is unknown.
        let mut all = records();
        if let (Some((index, _)), None) = (all.next(), all.next()) {
            return Ok(index);
        }
        None.ok_or_else(|| self.none(source.kind(v, rep).unwrap_or(Kind::Mapping)))
    }

    /// Every key is a field, and every field without a default has its key.
    fn fits(&self, step: &Step, rep: Rep, v: S::Position) -> Result<bool> {
        let source = self.encoder.source;
        let record = &self.encoder.plan.records[step.arg as usize];
        let mut open = source.record(v, rep, step.arg, record.stride)?;
        let mut found = 0;
        for (index, field) in record.fields.iter().enumerate() {
            match source.field(&mut open, index, &field.name)? {
                Some(_) => found += 1,
                None if field.default.is_none() => return Ok(false),
                None => {}
            }
        }
        Ok(found == source.field_count(&open) || self.encoder.options.ignore_unknown)
    }

    /// The branch of a type name or a full name.
    fn named(&self, name: &str) -> Result<usize> {
        let graph = self.encoder.graph;
        let of = |is: &dyn Fn(&str) -> bool| {
            self.union.branches.iter().position(|(node, _)| is(graph.node(*node).branch_name()))
        };
        let branch = of(&|branch| branch == name);
        let loose = || if self.encoder.source.is_serde() { of(&|branch| is_variant(branch, name)) } else { None };
        branch.or_else(loose).ok_or_else(|| {
            let shown: String = name.chars().take(64).collect();
            Error::new(Code::ValueConstraint, format!("expected a branch of {}, found {shown:?}", self.describe()))
        })
    }

    #[cold]
    fn no_number(&self, index: usize) -> Error {
        Error::new(Code::ValueConstraint, format!("expected a branch of {}, found number {index}", self.describe()))
    }

    #[cold]
    fn none(&self, kind: Kind) -> Error {
        Error::new(Code::ValueType, format!("expected a value for {}, found {}", self.describe(), kind.name()))
    }

    #[cold]
    fn no_room(&self, kind: Kind) -> Error {
        let message =
            format!("expected a value for {}, found {} that none of them holds", self.describe(), kind.name());
        Error::new(Code::ValueRange, message)
    }

    #[cold]
    fn describe(&self) -> String {
        let graph = self.encoder.graph;
        let names: Vec<_> = self.union.branches.iter().map(|(node, _)| graph.node(*node).branch_name()).collect();
        format!("union [{}]", names.join(", "))
    }
}

/// Whether a Rust enum's variant stands for a branch: by its simple name, or as `Long` does for `long`.
pub(crate) fn is_variant(branch: &str, variant: &str) -> bool {
    const UNNAMED: [&str; 10] =
        ["null", "boolean", "int", "long", "float", "double", "bytes", "string", "array", "map"];
    simple_name(branch) == variant || (UNNAMED.contains(&branch) && branch.eq_ignore_ascii_case(variant))
}

fn simple_name(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
