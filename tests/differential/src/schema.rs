//! Random schemas, as a tree of the test's own: nothing of the library is used to make them.
use crate::dice::Dice;
use serde_json::Value as Json;

/// A type where it is used.
#[derive(Debug, Clone)]
pub(crate) enum Type {
    Null,
    Boolean,
    Int(Option<Logical>),
    Long(Option<Logical>),
    Float,
    Double,
    Bytes(Option<Logical>),
    Text(Option<Logical>),
    Array(Box<Type>),
    Map(Box<Type>),
    Union(Vec<Type>),
    /// A named type where it is defined.
    Define(usize),
    /// A named type that is defined before, or is still open.
    Refer(usize),
}

/// Logical types; `Ignored` is one that the specification does not allow here.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Logical {
    Date,
    TimeMillis,
    TimeMicros,
    /// Units a second; local.
    Timestamp(i64, bool),
    /// Precision and scale.
    Decimal(u32, u32),
    BigDecimal,
    Uuid,
    Duration,
    Ignored(&'static str),
}

/// A record, an enum or a fixed.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) namespace: &'static str,
    pub(crate) simple: String,
    pub(crate) body: Body,
    /// While its fields are being made.
    pub(crate) open: bool,
    /// What it has beside its body where it comes from another type; else that is random.
    pub(crate) evolved: Option<Evolved>,
}

/// What a changed type has so that data of the old one can be read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evolved {
    pub(crate) aliases: Vec<String>,
    /// The default of an enum.
    pub(crate) symbol: Option<String>,
}

#[derive(Debug, Clone)]
pub(crate) enum Body {
    Record(Vec<Field>),
    Enum(Vec<String>),
    Fixed(usize, Option<Logical>),
}

#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: Type,
    /// As the schema has it, and as Avro JSON data has it.
    pub(crate) default: Option<(Json, Json)>,
    /// Where it comes from another field; else they are random.
    pub(crate) aliases: Option<Vec<String>>,
}

/// A schema: its root and the named types that it uses.
#[derive(Debug, Clone)]
pub(crate) struct Schema {
    pub(crate) named: Vec<Named>,
    pub(crate) root: Type,
}

impl Named {
    pub(crate) fn full(&self) -> String {
        if self.namespace.is_empty() { self.simple.clone() } else { format!("{}.{}", self.namespace, self.simple) }
    }
}

impl Schema {
    pub(crate) fn random(dice: &mut Dice) -> Self {
        let mut schema = Self { named: Vec::new(), root: Type::Null };
        let depth = 1 + dice.below(4);
        schema.root = if dice.percent(60) { schema.record(dice, depth) } else { schema.any(dice, depth, true) };
        schema
    }

    /// What a union calls this branch.
    pub(crate) fn branch(&self, kind: &Type) -> String {
        match kind {
            Type::Null => "null",
            Type::Boolean => "boolean",
            Type::Int(_) => "int",
            Type::Long(_) => "long",
            Type::Float => "float",
            Type::Double => "double",
            Type::Bytes(_) => "bytes",
            Type::Text(_) => "string",
            Type::Array(_) => "array",
            Type::Map(_) => "map",
            Type::Union(_) => "union",
            Type::Define(id) | Type::Refer(id) => return self.named[*id].full(),
        }
        .to_owned()
    }

    /// Has every named type defined where it is used first in the text, whatever was moved or left out.
    pub(crate) fn define(&mut self) {
        let mut defined = vec![false; self.named.len()];
        let mut root = std::mem::replace(&mut self.root, Type::Null);
        self.settle(&mut root, &mut defined);
        self.root = root;
    }

    fn settle(&mut self, kind: &mut Type, defined: &mut [bool]) {
        match kind {
            Type::Array(item) | Type::Map(item) => self.settle(item, defined),
            Type::Union(branches) => branches.iter_mut().for_each(|branch| self.settle(branch, defined)),
            Type::Define(id) | Type::Refer(id) => {
                let id = *id;
                *kind = if std::mem::replace(&mut defined[id], true) {
                    Type::Refer(id)
                } else {
                    let mut body = std::mem::replace(&mut self.named[id].body, Body::Enum(Vec::new()));
                    if let Body::Record(fields) = &mut body {
                        fields.iter_mut().for_each(|field| self.settle(&mut field.kind, defined));
                    }
                    self.named[id].body = body;
                    Type::Define(id)
                };
            }
            _ => {}
        }
    }

    fn any(&mut self, dice: &mut Dice, depth: usize, union: bool) -> Type {
        match dice.below(if depth == 0 { 9 } else { 20 }) {
            0 if dice.percent(30) => Type::Null,
            0 => Type::Boolean,
            1 => Type::Int(logical(dice, &[Logical::Date, Logical::TimeMillis, Logical::Ignored("time-micros")])),
            2 => Type::Long(logical(dice, LONGS)),
            3 => Type::Float,
            4 => Type::Double,
            5 | 6 => {
                let precision = 1 + dice.below(30) as u32;
                let decimal = Logical::Decimal(precision, dice.below(precision as usize + 1) as u32);
                Type::Bytes(logical(dice, &[decimal, decimal, Logical::BigDecimal, Logical::Ignored("uuid")]))
            }
            7 | 8 => Type::Text(logical(dice, &[Logical::Uuid, Logical::Ignored("nothing-known")])),
            9 | 10 => Type::Array(Box::new(self.item(dice, depth - 1))),
            11 | 12 => Type::Map(Box::new(self.item(dice, depth - 1))),
            13 | 14 if union => self.union(dice, depth - 1),
            15 => self.enumeration(dice),
            16 => self.fixed(dice),
            17 => self.refer(dice, false).unwrap_or(Type::Double),
            _ => self.record(dice, depth - 1),
        }
    }

    /// What stands inside something that may be empty: there, types that are still open may be used.
    fn item(&mut self, dice: &mut Dice, depth: usize) -> Type {
        match self.refer(dice, true) {
            Some(kind) if dice.percent(25) => kind,
            _ => self.any(dice, depth, true),
        }
    }

    fn refer(&self, dice: &mut Dice, open: bool) -> Option<Type> {
        let ready: Vec<usize> = (0..self.named.len()).filter(|id| open || !self.named[*id].open).collect();
        (!ready.is_empty()).then(|| Type::Refer(dice.pick(&ready)))
    }

    fn union(&mut self, dice: &mut Dice, depth: usize) -> Type {
        let nullable = dice.percent(60);
        let count = if nullable { 1 + dice.below(3) } else { dice.below(5) };
        let mut branches = Vec::new();
        for _ in 0..count {
            let before = self.named.len();
            let kind = if nullable { self.item(dice, depth) } else { self.any(dice, depth, false) };
            let unfit = matches!(kind, Type::Union(_) | Type::Null);
            if unfit || branches.iter().any(|other| self.branch(other) == self.branch(&kind)) {
                // Thrown away with what it defines; nothing else can refer to that yet.
                self.named.truncate(before);
                continue;
            }
            branches.push(kind);
        }
        if nullable {
            branches.insert(if dice.percent(70) { 0 } else { branches.len() }, Type::Null);
        }
        if branches.is_empty() { Type::Null } else { Type::Union(branches) }
    }

    fn name(&mut self, dice: &mut Dice, letter: char, body: Body) -> usize {
        let id = self.named.len();
        // Now and then the same simple name in two namespaces.
        let namespace = dice.pick(&["", "", "a", "a.b", "org.x_1.Y"]);
        let twin = self.named.last().filter(|last| {
            ![last.namespace, namespace].contains(&"")
                && self.named.iter().all(|n| n.simple != last.simple || n.namespace != namespace)
        });
        let simple = match twin {
            Some(last) if dice.percent(15) => last.simple.clone(),
            _ => format!("{letter}{id}"),
        };
        self.named.push(Named { namespace, simple, body, open: true, evolved: None });
        id
    }

    fn record(&mut self, dice: &mut Dice, depth: usize) -> Type {
        const NAMES: [&str; 10] = ["a", "b", "_x", "Type", "name", "f1", "aB", "items", "type", "__"];
        let id = self.name(dice, 'R', Body::Record(Vec::new()));
        let first = dice.below(NAMES.len());
        for i in 0..dice.below(6) {
            let name = NAMES[(first + i) % NAMES.len()].to_owned();
            let kind = self.any(dice, depth, true);
            let default = if dice.percent(35) { crate::default::random(self, dice, &kind) } else { None };
            if let Body::Record(fields) = &mut self.named[id].body {
                fields.push(Field { name, kind, default, aliases: None });
            }
        }
        self.named[id].open = false;
        Type::Define(id)
    }

    fn enumeration(&mut self, dice: &mut Dice) -> Type {
        let symbols = (0..1 + dice.below(4)).map(|i| format!("{}{i}", dice.pick(&["A", "b", "_", "SYM_"]))).collect();
        let id = self.name(dice, 'E', Body::Enum(symbols));
        self.named[id].open = false;
        Type::Define(id)
    }

    fn fixed(&mut self, dice: &mut Dice) -> Type {
        let (size, logical) = match dice.below(4) {
            0 => (16, Some(Logical::Uuid)),
            1 => (12, Some(Logical::Duration)),
            2 => {
                let size = 1 + dice.below(12);
                // As many digits as are sure to fit: 2 to the power of 10 is more than 10 to the power of 3.
                let most = ((8 * size - 1) * 3 / 10).max(1);
                let precision = 1 + dice.below(most) as u32;
                (size, Some(Logical::Decimal(precision, dice.below(precision as usize + 1) as u32)))
            }
            _ => (dice.below(20), None),
        };
        let id = self.name(dice, 'F', Body::Fixed(size, logical));
        self.named[id].open = false;
        Type::Define(id)
    }
}

const LONGS: &[Logical] = &[
    Logical::TimeMicros,
    Logical::Timestamp(1_000, false),
    Logical::Timestamp(1_000_000, false),
    Logical::Timestamp(1_000_000_000, false),
    Logical::Timestamp(1_000, true),
    Logical::Timestamp(1_000_000, true),
    Logical::Timestamp(1_000_000_000, true),
    Logical::Ignored("date"),
];

fn logical(dice: &mut Dice, from: &[Logical]) -> Option<Logical> {
    if dice.percent(50) { Some(dice.pick(from)) } else { None }
}
