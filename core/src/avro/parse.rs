//! Schema text to the frozen graph: names resolved, rules checked, defaults encoded.
use crate::avro::default;
use crate::avro::freeze;
use crate::avro::logical::logical;
use crate::avro::names::{Names, PRIMITIVES, full, quoted};
use crate::avro::place::{Place, Places};
use crate::avro::table::{Declared, Table};
use crate::error::{Code, Error, Result};
use crate::limits::SCHEMA_DEPTH;
use crate::model::name::Name;
use crate::model::node::{DefaultValue, Enum, Field, Fixed, Graph, Node, NodeId, NodeKind, Order, Record};
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::sync::Arc;

/// Attributes that the specification gives a meaning to; every other one of a type is kept as it is.
const RESERVED: [&str; 10] =
    ["doc", "fields", "items", "name", "namespace", "size", "symbols", "values", "type", "aliases"];
/// The same for enums.
const RESERVED_ENUM: [&str; 11] =
    ["doc", "fields", "items", "name", "namespace", "size", "symbols", "values", "type", "aliases", "default"];
/// The same for fields.
const RESERVED_FIELD: [&str; 6] = ["default", "doc", "name", "order", "type", "aliases"];

/// Parses `text`, in which the named types of `references` are known already.
/// Also gives the full names of the types that came from there.
pub fn parse(text: &str, references: &[&Graph], names: Names) -> Result<(Graph, HashSet<Box<str>>)> {
    let json = read(text)?;
    let mut table = Table::default();
    for graph in references {
        table.import(graph)?;
    }
    let foreign = table.full_names();
    let mut parser = Parser { names, table, primitives: [None; 8], places: Places::default(), defaults: Vec::new() };
    let root = parser.schema(&json, "", Places::ROOT)?;
    let Parser { table, places, defaults, .. } = parser;
    let nodes = table.finish(&places)?;
    let (mut graph, moved) = freeze::freeze(nodes, root)?;
    let wanted = defaults.into_iter().filter_map(|open| Some((moved[open.record.0 as usize]?, open.field, open.place)));
    default::fill(&mut graph, wanted.collect(), &places, text.len())?;
    Ok((graph, foreign))
}

fn read(text: &str) -> Result<Value> {
    serde_json::from_str(text).map_err(|problem| {
        let line = text.split_inclusive('\n').take(problem.line().saturating_sub(1)).map(str::len).sum::<usize>();
        let offset = (line + problem.column().saturating_sub(1)).min(text.len());
        let words = problem.to_string();
        let words = words.split(" at line ").next().unwrap_or_default();
        let message = match text.trim_start().chars().next() {
            _ if words == "recursion limit exceeded" => format!("schema text nests deeper than {SCHEMA_DEPTH}"),
            None => "expected a schema in JSON, found no text".to_owned(),
            // A path or a bare name, as a rule.
            Some(first) if !"{[\"".contains(first) => {
                format!(
                    "expected a schema in JSON, which begins with {{, [ or \", found text that begins with {first:?}"
                )
            }
            _ => format!(
                "expected JSON, found an error in line {}, column {}: {words}",
                problem.line(),
                problem.column()
            ),
        };
        Error::new(Code::SchemaSyntax, message).at_offset(offset)
    })
}

/// A default that waits until all the types are known.
struct OpenDefault {
    record: NodeId,
    field: usize,
    place: Place,
}

struct Parser {
    names: Names,
    table: Table,
    primitives: [Option<NodeId>; 8],
    places: Places,
    defaults: Vec<OpenDefault>,
}

impl Parser {
    /// One type. The recursion is as deep as the JSON text, which is limited.
    fn schema(&mut self, json: &Value, namespace: &str, place: Place) -> Result<NodeId> {
        match json {
            Value::String(name) => Ok(self.reference(name, namespace, place)),
            Value::Array(branches) => self.union(branches, namespace, place),
            Value::Object(object) => self.object(object, namespace, place),
            other => Err(self.invalid(place, format!("expected a type, found {}", word(other)))),
        }
    }

    /// A name: of a primitive; else in its namespace; else in the null namespace; else defined further on.
    fn reference(&mut self, name: &str, namespace: &str, place: Place) -> NodeId {
        if let Some(index) = PRIMITIVES.iter().position(|primitive| *primitive == name) {
            return self.primitive(index);
        }
        let wanted = if name.contains('.') { Name::new(name) } else { full(name, namespace) };
        self.table
            .find(&wanted)
            .or_else(|| self.table.find(&Name::new(name)))
            .unwrap_or_else(|| self.table.expect(wanted, place))
    }

    /// The one node of a primitive type without attributes.
    fn primitive(&mut self, index: usize) -> NodeId {
        if let Some(id) = self.primitives[index] {
            return id;
        }
        let id = self.table.add(Node { kind: primitive(index), logical: None, attributes: Map::new() });
        self.primitives[index] = Some(id);
        id
    }

    fn union(&mut self, branches: &[Value], namespace: &str, place: Place) -> Result<NodeId> {
        let mut ids = Vec::with_capacity(branches.len());
        let mut seen = HashSet::with_capacity(branches.len());
        for (index, branch) in branches.iter().enumerate() {
            let place = self.places.item(place, index);
            let id = self.schema(branch, namespace, place)?;
            let name = self.table.branch_name(id);
            if name == "union" {
                return Err(self.invalid(place, "expected a branch, found a union in a union"));
            }
            if !seen.insert(name.to_owned()) {
                let problem = format!("a second branch {} in a union", quoted(name));
                return Err(self.invalid(place, problem));
            }
            ids.push(id);
        }
        Ok(self.table.add(Node { kind: NodeKind::Union(ids), logical: None, attributes: Map::new() }))
    }

    fn object(&mut self, object: &Map<String, Value>, namespace: &str, place: Place) -> Result<NodeId> {
        let word = self.text(object, "type", place)?;
        if let Some(index) = PRIMITIVES.iter().position(|primitive| *primitive == word) {
            let attributes = others(object, &RESERVED);
            return Ok(if attributes.is_empty() {
                self.primitive(index)
            } else {
                self.table.add(annotated(primitive(index), attributes))
            });
        }
        match word {
            "record" | "error" => self.record(object, namespace, place, word == "error"),
            "enum" => self.symbols(object, namespace, place),
            "fixed" => self.fixed(object, namespace, place),
            "array" | "map" => {
                let key = if word == "array" { "items" } else { "values" };
                let Some(json) = object.get(key) else {
                    return Err(
                        self.invalid(place, format!("expected the attribute \"{key}\" of type {word}, found none"))
                    );
                };
                let inner = self.places.key(place, key);
                let item = self.schema(json, namespace, inner)?;
                let kind = if word == "array" { NodeKind::Array(item) } else { NodeKind::Map(item) };
                Ok(self.table.add(annotated(kind, others(object, &RESERVED))))
            }
            other => {
                let place = self.places.key(place, "type");
                let problem = "expected a primitive type, record, error, enum, fixed, array or map, found";
                let error = Error::new(Code::SchemaReference, format!("{problem} {}", quoted(other)));
                Err(self.places.locate(place, error))
            }
        }
    }

    fn record(&mut self, object: &Map<String, Value>, namespace: &str, place: Place, is_error: bool) -> Result<NodeId> {
        let name = self.name(object, namespace, place)?;
        let declared = self.declare(&name, place)?;
        let list = self.places.key(place, "fields");
        let Some(Value::Array(items)) = object.get("fields") else {
            return Err(self.invalid(list, "expected a list of fields"));
        };
        let mut fields: Vec<Field> = Vec::with_capacity(items.len());
        let mut seen = HashSet::with_capacity(items.len());
        let mut open = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let place = self.places.item(list, index);
            let field = self.field(item, name.namespace(), place)?;
            if !seen.insert(field.name.clone()) {
                let problem = format!("a second field {} in record {}", quoted(&field.name), quoted(name.full()));
                return Err(self.invalid(place, problem));
            }
            if field.default.is_some() {
                open.push((index, place));
            }
            fields.push(field);
        }
        let (aliases, doc) = self.named(object, &name, place)?;
        let kind = NodeKind::Record(Record { name, aliases, doc, fields, is_error });
        let id = self.finish(declared, annotated(kind, others(object, &RESERVED)), place)?;
        if let Declared::First(record) = declared {
            self.defaults.extend(open.into_iter().map(|(field, place)| OpenDefault { record, field, place }));
        }
        Ok(id)
    }

    fn field(&mut self, json: &Value, namespace: &str, place: Place) -> Result<Field> {
        let Value::Object(object) = json else {
            return Err(self.invalid(place, format!("expected a field, found {}", word(json))));
        };
        let name = self.text(object, "name", place)?;
        let at = self.places.key(place, "name");
        self.names.check(name).map_err(|error| self.places.locate(at, error))?;
        let Some(inner) = object.get("type") else {
            return Err(self.invalid(place, format!("expected the type of field {}, found none", quoted(name))));
        };
        let at = self.places.key(place, "type");
        let node = self.schema(inner, namespace, at)?;
        let order = match object.get("order") {
            None => Order::Ascending,
            Some(Value::String(word)) if word.eq_ignore_ascii_case("ascending") => Order::Ascending,
            Some(Value::String(word)) if word.eq_ignore_ascii_case("descending") => Order::Descending,
            Some(Value::String(word)) if word.eq_ignore_ascii_case("ignore") => Order::Ignore,
            Some(_) => {
                let at = self.places.key(place, "order");
                return Err(self.invalid(at, "expected \"ascending\", \"descending\" or \"ignore\""));
            }
        };
        Ok(Field {
            name: name.into(),
            node,
            default: object.get("default").map(|json| DefaultValue { json: json.clone(), bytes: Arc::default() }),
            aliases: self.aliases(object, place)?.into_iter().map(Into::into).collect(),
            doc: object.get("doc").and_then(Value::as_str).map(str::to_owned),
            order,
            attributes: others(object, &RESERVED_FIELD),
        })
    }

    fn symbols(&mut self, object: &Map<String, Value>, namespace: &str, place: Place) -> Result<NodeId> {
        let name = self.name(object, namespace, place)?;
        let declared = self.declare(&name, place)?;
        let list = self.places.key(place, "symbols");
        let Some(Value::Array(items)) = object.get("symbols") else {
            return Err(self.invalid(list, "expected a list of symbols"));
        };
        let mut symbols: Vec<Box<str>> = Vec::with_capacity(items.len());
        let mut seen = HashSet::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let place = self.places.item(list, index);
            let Value::String(symbol) = item else {
                return Err(self.invalid(place, format!("expected a symbol, found {}", word(item))));
            };
            self.names.check(symbol).map_err(|error| self.places.locate(place, error))?;
            if !seen.insert(symbol.as_str()) {
                return Err(self.invalid(place, format!("a second symbol {}", quoted(symbol))));
            }
            symbols.push(symbol.as_str().into());
        }
        let default = match object.get("default") {
            Some(Value::String(symbol)) => {
                let Some(index) = symbols.iter().position(|known| **known == **symbol) else {
                    let place = self.places.key(place, "default");
                    return Err(self.invalid(place, format!("expected one of the symbols, found {}", quoted(symbol))));
                };
                Some(index)
            }
            _ => None,
        };
        let (aliases, doc) = self.named(object, &name, place)?;
        let kind = NodeKind::Enum(Enum { name, aliases, doc, symbols, default });
        self.finish(declared, annotated(kind, others(object, &RESERVED_ENUM)), place)
    }

    fn fixed(&mut self, object: &Map<String, Value>, namespace: &str, place: Place) -> Result<NodeId> {
        let name = self.name(object, namespace, place)?;
        let declared = self.declare(&name, place)?;
        let size = object.get("size").and_then(Value::as_i64).and_then(|size| i32::try_from(size).ok());
        let Some(size) = size.and_then(|size| usize::try_from(size).ok()) else {
            let place = self.places.key(place, "size");
            return Err(self.invalid(place, format!("expected a whole number from 0 to {}", i32::MAX)));
        };
        let (aliases, doc) = self.named(object, &name, place)?;
        let kind = NodeKind::Fixed(Fixed { name, aliases, doc, size });
        self.finish(declared, annotated(kind, others(object, &RESERVED)), place)
    }

    fn name(&mut self, object: &Map<String, Value>, namespace: &str, place: Place) -> Result<Name> {
        let name = self.text(object, "name", place)?;
        let namespace = object.get("namespace").and_then(Value::as_str).unwrap_or(namespace);
        let place = self.places.key(place, "name");
        self.names.define(name, namespace).map_err(|error| self.places.locate(place, error))
    }

    fn named(&mut self, object: &Map<String, Value>, name: &Name, place: Place) -> Result<(Vec<Name>, Option<String>)> {
        let mut aliases = Vec::new();
        let mut seen = HashSet::new();
        for alias in self.aliases(object, place)? {
            let alias = self.names.alias(alias, name.namespace());
            let at = self.places.key(place, "aliases");
            let alias = alias.map_err(|error| self.places.locate(at, error))?;
            if seen.insert(alias.clone()) {
                aliases.push(alias);
            }
        }
        Ok((aliases, object.get("doc").and_then(Value::as_str).map(str::to_owned)))
    }

    /// The aliases as they are written, each once.
    fn aliases<'a>(&mut self, object: &'a Map<String, Value>, place: Place) -> Result<Vec<&'a str>> {
        let items = match object.get("aliases") {
            None => return Ok(Vec::new()),
            Some(Value::Array(items)) => items.as_slice(),
            Some(_) => &[Value::Null],
        };
        let mut seen = HashSet::new();
        let mut aliases = Vec::with_capacity(items.len());
        for item in items {
            let Value::String(alias) = item else {
                let place = self.places.key(place, "aliases");
                return Err(self.invalid(place, "expected a list of names"));
            };
            if seen.insert(alias.as_str()) {
                aliases.push(alias.as_str());
            }
        }
        Ok(aliases)
    }

    fn text<'a>(&mut self, object: &'a Map<String, Value>, key: &'static str, place: Place) -> Result<&'a str> {
        let found = match object.get(key) {
            Some(Value::String(text)) => return Ok(text),
            Some(other) => word(other),
            None => "none",
        };
        Err(self.invalid(place, format!("expected the attribute \"{key}\" as text, found {found}")))
    }

    fn declare(&mut self, name: &Name, place: Place) -> Result<Declared> {
        self.table.declare(name).map_err(|error| self.places.locate(place, error))
    }

    fn finish(&mut self, declared: Declared, node: Node, place: Place) -> Result<NodeId> {
        self.table.define(declared, node).map_err(|error| self.places.locate(place, error))
    }

    #[cold]
    fn invalid(&self, place: Place, message: impl Into<String>) -> Error {
        self.places.locate(place, Error::new(Code::SchemaInvalid, message))
    }
}

fn annotated(kind: NodeKind, attributes: Map<String, Value>) -> Node {
    Node { logical: logical(&kind, &attributes), kind, attributes }
}

fn primitive(index: usize) -> NodeKind {
    match PRIMITIVES[index] {
        "null" => NodeKind::Null,
        "boolean" => NodeKind::Boolean,
        "int" => NodeKind::Int,
        "long" => NodeKind::Long,
        "float" => NodeKind::Float,
        "double" => NodeKind::Double,
        "bytes" => NodeKind::Bytes,
        _ => NodeKind::String,
    }
}

fn others(object: &Map<String, Value>, reserved: &[&str]) -> Map<String, Value> {
    let others = object.iter().filter(|(key, _)| !reserved.contains(&key.as_str()));
    others.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// What a piece of JSON is, for messages.
pub(crate) fn word(json: &Value) -> &'static str {
    match json {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
