//! A schema as text, in one of the many ways to write it.
use crate::dice::Dice;
use crate::schema::{Body, Field, Logical, Schema, Type};
use serde_json::{Map, Value as Json, json};

/// The schema's text. `dice` chooses among spellings that mean the same.
pub(crate) fn write(schema: &Schema, dice: &mut Dice) -> String {
    let json = Writer { schema, dice }.kind(&schema.root, "");
    if dice.percent(20) { format!("{json:#}") } else { json.to_string() }
}

struct Writer<'s, 'd> {
    schema: &'s Schema,
    dice: &'d mut Dice,
}

impl Writer<'_, '_> {
    fn kind(&mut self, kind: &Type, namespace: &str) -> Json {
        match kind {
            Type::Null | Type::Boolean | Type::Float | Type::Double => self.primitive(kind, None),
            Type::Int(logical) | Type::Long(logical) | Type::Bytes(logical) | Type::Text(logical) => {
                self.primitive(kind, *logical)
            }
            Type::Array(item) => {
                let items = self.kind(item, namespace);
                self.more(vec![("type", json!("array")), ("items", items)])
            }
            Type::Map(value) => {
                let values = self.kind(value, namespace);
                self.more(vec![("type", json!("map")), ("values", values)])
            }
            Type::Union(branches) => branches.iter().map(|branch| self.kind(branch, namespace)).collect(),
            Type::Refer(id) => {
                let named = &self.schema.named[*id];
                let near = named.namespace == namespace || named.namespace.is_empty();
                if near && (namespace.is_empty() || self.dice.percent(50) || named.namespace.is_empty()) {
                    json!(named.simple)
                } else {
                    json!(named.full())
                }
            }
            Type::Define(id) => self.define(*id, namespace),
        }
    }

    fn primitive(&mut self, kind: &Type, logical: Option<Logical>) -> Json {
        let word = json!(self.schema.branch(kind));
        if logical.is_none() && self.dice.percent(80) {
            return word;
        }
        let mut members = vec![("type", word)];
        members.extend(attributes(logical));
        self.more(members)
    }

    fn define(&mut self, id: usize, outer: &str) -> Json {
        let named = &self.schema.named[id];
        let mut members = match named.body {
            Body::Record(_) => vec![("type", json!(if self.dice.percent(5) { "error" } else { "record" }))],
            Body::Enum(_) => vec![("type", json!("enum"))],
            Body::Fixed(..) => vec![("type", json!("fixed"))],
        };
        if named.namespace == outer && self.dice.percent(50) {
            members.push(("name", json!(named.simple)));
        } else if !named.namespace.is_empty() && self.dice.percent(50) {
            members.push(("name", json!(named.full())));
            if self.dice.percent(20) {
                members.push(("namespace", json!("ignored.when.the.name.has.dots")));
            }
        } else {
            members.push(("name", json!(named.simple)));
            members.push(("namespace", json!(named.namespace)));
        }
        match &named.evolved {
            Some(evolved) if evolved.aliases.is_empty() => {}
            Some(evolved) => members.push(("aliases", json!(evolved.aliases))),
            None if self.dice.percent(20) => {
                members.push(("aliases", json!([format!("Old{id}"), format!("other.ns.Old{id}")])));
            }
            None => {}
        }
        if self.dice.percent(20) {
            members.push(("doc", json!(self.dice.text())));
        }
        match &named.body {
            Body::Record(fields) => {
                let fields: Vec<Json> = fields.iter().map(|field| self.field(field, named.namespace)).collect();
                members.push(("fields", json!(fields)));
            }
            Body::Enum(symbols) => {
                members.push(("symbols", json!(symbols)));
                match &named.evolved {
                    Some(evolved) => members.extend(evolved.symbol.iter().map(|symbol| ("default", json!(symbol)))),
                    None if self.dice.percent(30) => {
                        members.push(("default", json!(symbols[self.dice.below(symbols.len())])));
                    }
                    None => {}
                }
            }
            Body::Fixed(size, logical) => {
                members.push(("size", json!(size)));
                members.extend(attributes(*logical));
            }
        }
        self.more(members)
    }

    fn field(&mut self, field: &Field, namespace: &str) -> Json {
        let kind = self.kind(&field.kind, namespace);
        let mut members = vec![("name", json!(field.name)), ("type", kind)];
        if let Some((default, _)) = &field.default {
            members.push(("default", default.clone()));
        }
        match &field.aliases {
            Some(aliases) if aliases.is_empty() => {}
            Some(aliases) => members.push(("aliases", json!(aliases))),
            None if self.dice.percent(10) => members.push(("aliases", json!([format!("old_{}", field.name)]))),
            None => {}
        }
        if self.dice.percent(10) {
            members.push(("order", json!(self.dice.pick(&["ascending", "descending", "ignore"]))));
        }
        if self.dice.percent(10) {
            members.push(("doc", json!(self.dice.text())));
        }
        self.more(members)
    }

    /// An object, sometimes with an attribute that nobody knows, sometimes in another order.
    fn more(&mut self, mut members: Vec<(&str, Json)>) -> Json {
        if self.dice.percent(10) {
            members.push(("x-custom", json!({"any": [1, "thing", null, 1.5]})));
        }
        if self.dice.percent(20) {
            // References are resolved in the order of the text, so what holds types stays in its place.
            let at = self.dice.below(members.len());
            let held = members.remove(at);
            members.insert(0, held);
        }
        Json::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect::<Map<_, _>>())
    }
}

fn attributes(logical: Option<Logical>) -> Vec<(&'static str, Json)> {
    let word = match logical {
        None => return Vec::new(),
        Some(Logical::Decimal(precision, 0)) if precision % 2 == 0 => {
            return vec![("logicalType", json!("decimal")), ("precision", json!(precision))];
        }
        Some(Logical::Decimal(precision, scale)) => {
            return vec![("logicalType", json!("decimal")), ("precision", json!(precision)), ("scale", json!(scale))];
        }
        Some(Logical::Date) => "date",
        Some(Logical::TimeMillis) => "time-millis",
        Some(Logical::TimeMicros) => "time-micros",
        Some(Logical::Timestamp(1_000, false)) => "timestamp-millis",
        Some(Logical::Timestamp(1_000_000, false)) => "timestamp-micros",
        Some(Logical::Timestamp(_, false)) => "timestamp-nanos",
        Some(Logical::Timestamp(1_000, true)) => "local-timestamp-millis",
        Some(Logical::Timestamp(1_000_000, true)) => "local-timestamp-micros",
        Some(Logical::Timestamp(_, true)) => "local-timestamp-nanos",
        Some(Logical::BigDecimal) => "big-decimal",
        Some(Logical::Uuid) => "uuid",
        Some(Logical::Duration) => "duration",
        Some(Logical::Ignored(word)) => word,
    };
    vec![("logicalType", json!(word))]
}
