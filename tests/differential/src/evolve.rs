//! A random reader's schema for a writer's, and what each of the writer's values must become: by the changes that were made,
//! not by comparing the schemas.
use crate::default;
use crate::dice::Dice;
use crate::schema::{Body, Evolved, Field, Schema, Type};
use isobyte::Value;
use serde_json::json;

/// A reader's schema and how it came from the writer's.
#[derive(Debug)]
pub(crate) struct Evolution {
    pub(crate) schema: Schema,
    root: Step,
    /// One a named type of the writer: of a record's fields, as the reader has them.
    fields: Vec<Vec<Source>>,
}

/// What becomes of a value.
#[derive(Debug)]
enum Step {
    Same,
    /// A number or text of a wider type.
    Widen,
    /// One branch of a new union.
    Wrap(usize, Box<Step>),
    /// The only branch of the writer's union that is left.
    Pick(usize, Box<Step>),
    /// Items of an array or values of a map.
    Items(Box<Step>),
    /// For each branch of the writer's union, which one it is now, if it is left.
    Branches(Vec<Option<(usize, Step)>>),
    Named(usize),
}

/// Where a field of the reader comes from.
#[derive(Debug)]
enum Source {
    Field(usize, Step),
    Default,
}

struct Changes<'s, 'd> {
    writer: &'s Schema,
    dice: &'d mut Dice,
}

impl Evolution {
    pub(crate) fn random(writer: &Schema, dice: &mut Dice) -> Self {
        let mut schema = writer.clone();
        let mut changes = Changes { writer, dice };
        let (kind, root) = changes.kind(&writer.root, true);
        schema.root = kind;
        let fields = (0..writer.named.len()).map(|id| changes.named(&mut schema, id)).collect();
        let mut evolution = Self { schema, root, fields };
        evolution.defaults(dice);
        evolution.schema.define();
        evolution
    }

    /// Defaults come last, when all types are as they will be.
    fn defaults(&mut self, dice: &mut Dice) {
        for (id, sources) in self.fields.iter().enumerate() {
            for (at, source) in sources.iter().enumerate() {
                let Body::Record(fields) = &self.schema.named[id].body else { break };
                let is_new = matches!(source, Source::Default);
                let found = if is_new || dice.percent(30) {
                    default::random(&self.schema, dice, &fields[at].kind)
                } else {
                    None
                };
                let Body::Record(fields) = &mut self.schema.named[id].body else { break };
                fields[at].default = found;
                if is_new && fields[at].default.is_none() {
                    (fields[at].kind, fields[at].default) = (Type::Int(None), Some((json!(7), json!(7))));
                }
            }
        }
    }

    /// What a value of the writer must become, raw and with the branches of its unions; none if the reader has no place for it.
    pub(crate) fn apply(&self, writer: &Schema, value: &Value) -> Option<Value> {
        self.value(writer, &self.root, (&writer.root, &self.schema.root), value)
    }

    fn value(&self, writer: &Schema, step: &Step, (theirs, mine): (&Type, &Type), value: &Value) -> Option<Value> {
        match (step, theirs, mine) {
            (Step::Same, ..) => Some(value.clone()),
            (Step::Widen, _, mine) => widened(mine, value),
            (Step::Wrap(at, inner), theirs, Type::Union(own)) => {
                let value = self.value(writer, inner, (theirs, &own[*at]), value)?;
                Some(self.branch(&own[*at], value))
            }
            (Step::Pick(at, inner), Type::Union(branches), mine) => {
                let (found, value) = taken(writer, branches, value)?;
                if found == *at { self.value(writer, inner, (&branches[found], mine), value) } else { None }
            }
            (Step::Branches(to), Type::Union(branches), Type::Union(own)) => {
                let (found, value) = taken(writer, branches, value)?;
                let (at, inner) = to[found].as_ref()?;
                let value = self.value(writer, inner, (&branches[found], &own[*at]), value)?;
                Some(self.branch(&own[*at], value))
            }
            (Step::Items(inner), Type::Array(item) | Type::Map(item), Type::Array(own) | Type::Map(own)) => {
                let each = |value: &Value| self.value(writer, inner, (item, own), value);
                match value {
                    Value::List(items) => items.iter().map(each).collect::<Option<_>>().map(Value::List),
                    Value::Map(entries) => {
                        let entry = |(key, value): &(String, Value)| Some((key.clone(), each(value)?));
                        entries.iter().map(entry).collect::<Option<_>>().map(Value::Map)
                    }
                    _ => None,
                }
            }
            (Step::Named(id), ..) => self.named(writer, *id, value),
            _ => None,
        }
    }

    fn branch(&self, kind: &Type, value: Value) -> Value {
        match kind {
            Type::Null => Value::Null,
            kind => Value::Branch(self.schema.branch(kind), Box::new(value)),
        }
    }

    fn named(&self, writer: &Schema, id: usize, value: &Value) -> Option<Value> {
        let own = &self.schema.named[id];
        match (&own.body, &writer.named[id].body, value) {
            (Body::Record(fields), Body::Record(theirs), Value::Record(_, values)) => {
                let mut found = Vec::new();
                for (field, source) in fields.iter().zip(&self.fields[id]) {
                    let value = match (source, &field.default) {
                        (Source::Field(at, step), _) => {
                            let (_, value) = values.iter().find(|(name, _)| *name == theirs[*at].name)?;
                            self.value(writer, step, (&theirs[*at].kind, &field.kind), value)?
                        }
                        (Source::Default, Some((_, json))) => default::value(&self.schema, &field.kind, json)?,
                        _ => return None,
                    };
                    found.push((field.name.clone(), value));
                }
                Some(Value::Record(own.full(), found))
            }
            (Body::Enum(symbols), _, Value::Enum(symbol, _)) => {
                let default = own.evolved.as_ref().and_then(|evolved| evolved.symbol.as_ref());
                let symbol = if symbols.contains(symbol) { symbol } else { default? };
                Some(Value::Enum(symbol.clone(), own.full()))
            }
            (Body::Fixed(..), _, value) => Some(value.clone()),
            _ => None,
        }
    }
}

/// The branch of the writer's union that a value is of, and the value in it.
fn taken<'v>(writer: &Schema, branches: &[Type], value: &'v Value) -> Option<(usize, &'v Value)> {
    let (name, value) = match value {
        Value::Branch(name, value) => (name.as_str(), &**value),
        value => ("null", value),
    };
    branches.iter().position(|branch| writer.branch(branch) == name).map(|at| (at, value))
}

fn widened(mine: &Type, value: &Value) -> Option<Value> {
    let whole = match value {
        Value::Int(value) => *value as i64,
        Value::Long(value) => *value,
        Value::Float(value) => return Some(Value::Double(*value as f64)),
        Value::Text(text) => return Some(Value::Bytes(text.clone().into_bytes())),
        _ => return None,
    };
    match mine {
        Type::Long(_) => Some(Value::Long(whole)),
        Type::Float => Some(Value::Float(whole as f32)),
        Type::Double => Some(Value::Double(whole as f64)),
        _ => None,
    }
}

impl Changes<'_, '_> {
    /// What the reader has for a type of the writer; in a new union with others only where it may be.
    fn kind(&mut self, theirs: &Type, wrap: bool) -> (Type, Step) {
        let (kind, step) = match theirs {
            Type::Array(item) => {
                let (item, step) = self.kind(item, true);
                (Type::Array(Box::new(item)), Step::Items(Box::new(step)))
            }
            Type::Map(item) => {
                let (item, step) = self.kind(item, true);
                (Type::Map(Box::new(item)), Step::Items(Box::new(step)))
            }
            Type::Union(branches) => return self.union(branches),
            Type::Define(id) | Type::Refer(id) => (Type::Refer(*id), Step::Named(*id)),
            plain => match self.wider(plain) {
                Some(wider) if self.dice.percent(30) => (wider, Step::Widen),
                _ => (plain.clone(), Step::Same),
            },
        };
        if !wrap || self.dice.percent(85) {
            return (kind, step);
        }
        let mut branches = vec![kind.clone()];
        for other in [Type::Null, Type::Boolean, Type::Map(Box::new(Type::Boolean))] {
            if !self.related(&kind, &other) && self.dice.percent(50) {
                branches.insert(self.dice.below(branches.len() + 1), other);
            }
        }
        let at = branches.iter().position(|branch| self.related(branch, &kind)).unwrap_or_default();
        (Type::Union(branches), Step::Wrap(at, Box::new(step)))
    }

    fn wider(&mut self, kind: &Type) -> Option<Type> {
        let targets: &[Type] = match kind {
            Type::Int(_) => &[Type::Long(None), Type::Float, Type::Double],
            Type::Long(_) => &[Type::Float, Type::Double],
            Type::Float => &[Type::Double],
            Type::Text(_) => &[Type::Bytes(None)],
            _ => return None,
        };
        Some(targets[self.dice.below(targets.len())].clone())
    }

    fn union(&mut self, branches: &[Type]) -> (Type, Step) {
        let alone = |this: &Self, at: usize| {
            (0..branches.len()).all(|other| other == at || !this.related(&branches[at], &branches[other]))
        };
        let at = self.dice.below(branches.len());
        if self.dice.percent(10) && alone(self, at) {
            let (kind, step) = self.kind(&branches[at], false);
            return (kind, Step::Pick(at, Box::new(step)));
        }
        // In the reader's order: the number of the writer's branch, or none for a new one.
        let mut own: Vec<(Option<usize>, Type)> = Vec::new();
        let mut steps: Vec<Option<Step>> = Vec::new();
        for (at, branch) in branches.iter().enumerate() {
            let alone = alone(self, at);
            // One branch at least is left.
            if alone && self.dice.percent(10) && (!own.is_empty() || at + 1 < branches.len()) {
                steps.push(None);
                continue;
            }
            // Numbers beside other numbers stay as they are: an exact branch comes before a wider one.
            let (kind, step) = match branch {
                Type::Int(_) | Type::Long(_) | Type::Float | Type::Text(_) if !alone => (branch.clone(), Step::Same),
                branch => self.kind(branch, false),
            };
            own.push((Some(at), kind));
            steps.push(Some(step));
        }
        for other in [Type::Null, Type::Boolean] {
            if self.dice.percent(15) && !branches.iter().any(|branch| self.related(branch, &other)) {
                own.push((None, other));
            }
        }
        if self.dice.percent(50) {
            self.dice.shuffle(&mut own);
        }
        let place = |at: usize| own.iter().position(|(from, _)| *from == Some(at)).unwrap_or_default();
        let to = steps.into_iter().enumerate().map(|(at, step)| step.map(|step| (place(at), step))).collect();
        (Type::Union(own.into_iter().map(|(_, kind)| kind).collect()), Step::Branches(to))
    }

    /// Whether data of one type may be read as the other by some rule.
    fn related(&self, one: &Type, other: &Type) -> bool {
        let family = |kind: &Type| match kind {
            Type::Null => 0,
            Type::Boolean => 1,
            Type::Int(_) | Type::Long(_) | Type::Float | Type::Double => 2,
            Type::Bytes(_) | Type::Text(_) => 3,
            Type::Array(_) => 4,
            Type::Map(_) => 5,
            Type::Union(_) => 6,
            Type::Define(id) | Type::Refer(id) => match self.writer.named[*id].body {
                Body::Record(_) => 7,
                Body::Enum(_) => 8,
                Body::Fixed(..) => 9,
            },
        };
        family(one) == family(other)
    }

    /// Changes a named type of the reader; gives where the fields of a record come from.
    fn named(&mut self, schema: &mut Schema, id: usize) -> Vec<Source> {
        let mut evolved = Evolved::default();
        let own = &mut schema.named[id];
        if self.dice.percent(15) {
            evolved.aliases.push(own.full());
            own.simple = format!("Renamed{id}");
        }
        let sources = match &mut own.body {
            Body::Fixed(..) => Vec::new(),
            Body::Enum(symbols) => {
                if symbols.len() > 1 && self.dice.percent(20) {
                    symbols.remove(self.dice.below(symbols.len()));
                }
                if self.dice.percent(30) {
                    symbols.push("NEW".to_owned());
                }
                if self.dice.percent(30) {
                    self.dice.shuffle(symbols);
                }
                if self.dice.percent(60) {
                    evolved.symbol = Some(symbols[self.dice.below(symbols.len())].clone());
                }
                Vec::new()
            }
            Body::Record(fields) => {
                let mut own = Vec::new();
                for (at, theirs) in fields.iter().enumerate() {
                    if self.dice.percent(15) {
                        continue;
                    }
                    let (kind, step) = self.kind(&theirs.kind, true);
                    let (name, aliases) = match self.dice.percent(15) {
                        true => (format!("renamed{at}"), vec![theirs.name.clone()]),
                        false => (theirs.name.clone(), Vec::new()),
                    };
                    own.push((Field { name, kind, default: None, aliases: Some(aliases) }, Source::Field(at, step)));
                }
                // Records might hold this one, without end.
                let simple: Vec<usize> = (0..self.writer.named.len())
                    .filter(|id| !matches!(self.writer.named[*id].body, Body::Record(_)))
                    .collect();
                for new in 0..self.dice.below(3) {
                    let kind = match self.dice.below(4) {
                        0 => Type::Map(Box::new(Type::Text(None))),
                        1 => Type::Union(vec![Type::Null, Type::Long(None)]),
                        2 if !simple.is_empty() => Type::Refer(self.dice.pick(&simple)),
                        _ => Type::Array(Box::new(Type::Bytes(None))),
                    };
                    let field = Field { name: format!("new{new}"), kind, default: None, aliases: Some(Vec::new()) };
                    own.push((field, Source::Default));
                }
                if self.dice.percent(50) {
                    self.dice.shuffle(&mut own);
                }
                let (kinds, sources) = own.into_iter().unzip();
                *fields = kinds;
                sources
            }
        };
        own.evolved = Some(evolved);
        sources
    }
}
