//! A schema printed as Avro Java's `Schema.toString` does: no white space, attributes in a fixed order, nothing lost.
use crate::model::name::Name;
use crate::model::node::{Field, Graph, NodeId, NodeKind, Order};
use serde_json::{Map, Value};
use std::collections::HashSet;

/// The text of a schema. The types whose full names are `known` stay names, as do types that were printed before.
pub fn print(graph: &Graph, known: &HashSet<Box<str>>) -> String {
    text_of(graph, known, false)
}

/// The text of a schema, with the attributes that the specification does not define, and the members of all other JSON
/// objects, in the order of their names: the same for two schemas that differ in nothing else than that order.
pub fn print_sorted(graph: &Graph, known: &HashSet<Box<str>>) -> String {
    text_of(graph, known, true)
}

fn text_of(graph: &Graph, known: &HashSet<Box<str>>, sorted: bool) -> String {
    let named = |index: &usize| graph.nodes[*index].name().is_some_and(|name| known.contains(name.full()));
    let known = (0..graph.nodes.len()).filter(named).map(|index| NodeId(index as u32)).collect();
    let mut printer = Printer { graph, known, sorted, out: String::new() };
    printer.node(graph.root, "");
    printer.out
}

/// Names that Java writes in full although their namespace is the current one.
const TYPES: [&str; 14] = [
    "record", "enum", "array", "map", "union", "fixed", "string", "bytes", "int", "long", "float", "double", "boolean",
    "null",
];

struct Printer<'a> {
    graph: &'a Graph,
    known: HashSet<NodeId>,
    sorted: bool,
    out: String,
}

impl Printer<'_> {
    /// The depth of the recursion is the one that `freeze` guarantees.
    fn node(&mut self, id: NodeId, namespace: &str) {
        let node = self.graph.node(id);
        if let Some(name) = node.name()
            && !self.known.insert(id)
        {
            text(&mut self.out, qualified(name, namespace));
            return;
        }
        match &node.kind {
            NodeKind::Union(branches) => {
                self.out.push('[');
                for (index, branch) in branches.iter().enumerate() {
                    self.comma(index > 0);
                    self.node(*branch, namespace);
                }
                self.out.push(']');
            }
            NodeKind::Array(item) => self.container("array", "items", *item, namespace, &node.attributes),
            NodeKind::Map(item) => self.container("map", "values", *item, namespace, &node.attributes),
            NodeKind::Record(record) => {
                let word = if record.is_error { "error" } else { "record" };
                self.head(word, &record.name, record.doc.as_deref(), namespace);
                self.out.push_str(",\"fields\":[");
                for (index, field) in record.fields.iter().enumerate() {
                    self.comma(index > 0);
                    self.field(field, record.name.namespace());
                }
                self.out.push(']');
                self.attributes(&node.attributes);
                self.type_aliases(&record.aliases, &record.name);
                self.out.push('}');
            }
            NodeKind::Enum(symbols) => {
                self.head("enum", &symbols.name, symbols.doc.as_deref(), namespace);
                self.out.push_str(",\"symbols\":");
                list(&mut self.out, symbols.symbols.iter().map(|symbol| &**symbol));
                if let Some(symbol) = symbols.default.and_then(|index| symbols.symbols.get(index)) {
                    self.pair("default", symbol);
                }
                self.attributes(&node.attributes);
                self.type_aliases(&symbols.aliases, &symbols.name);
                self.out.push('}');
            }
            NodeKind::Fixed(fixed) => {
                self.head("fixed", &fixed.name, fixed.doc.as_deref(), namespace);
                self.out.push_str(&format!(",\"size\":{}", fixed.size));
                self.attributes(&node.attributes);
                self.type_aliases(&fixed.aliases, &fixed.name);
                self.out.push('}');
            }
            _ if node.attributes.is_empty() => text(&mut self.out, node.type_name()),
            _ => {
                self.out.push_str("{\"type\":");
                text(&mut self.out, node.type_name());
                self.attributes(&node.attributes);
                self.out.push('}');
            }
        }
    }

    fn field(&mut self, field: &Field, namespace: &str) {
        self.out.push_str("{\"name\":");
        text(&mut self.out, &field.name);
        self.out.push_str(",\"type\":");
        self.node(field.node, namespace);
        if let Some(doc) = &field.doc {
            self.pair("doc", doc);
        }
        if let Some(default) = &field.default {
            self.out.push_str(",\"default\":");
            json(&mut self.out, &default.json, self.sorted);
        }
        match field.order {
            Order::Ascending => {}
            Order::Descending => self.pair("order", "descending"),
            Order::Ignore => self.pair("order", "ignore"),
        }
        if !field.aliases.is_empty() {
            self.out.push_str(",\"aliases\":");
            list(&mut self.out, field.aliases.iter().map(|alias| &**alias));
        }
        self.attributes(&field.attributes);
        self.out.push('}');
    }

    fn container(&mut self, word: &str, key: &str, item: NodeId, namespace: &str, attributes: &Map<String, Value>) {
        self.out.push_str("{\"type\":");
        text(&mut self.out, word);
        self.out.push(',');
        text(&mut self.out, key);
        self.out.push(':');
        self.node(item, namespace);
        self.attributes(attributes);
        self.out.push('}');
    }

    fn head(&mut self, word: &str, name: &Name, doc: Option<&str>, namespace: &str) {
        self.out.push_str("{\"type\":");
        text(&mut self.out, word);
        self.pair("name", name.simple());
        if name.namespace() != namespace {
            self.pair("namespace", name.namespace());
        }
        if let Some(doc) = doc {
            self.pair("doc", doc);
        }
    }

    fn type_aliases(&mut self, aliases: &[Name], name: &Name) {
        if aliases.is_empty() {
            return;
        }
        self.out.push_str(",\"aliases\":");
        // Java loses the leading dot of an alias in the null namespace, and with it the meaning.
        let written = aliases.iter().map(|alias| match (alias.namespace(), name.namespace()) {
            ("", outer) if !outer.is_empty() => format!(".{alias}"),
            (_, outer) => qualified(alias, outer).to_owned(),
        });
        list(&mut self.out, written);
    }

    fn attributes(&mut self, attributes: &Map<String, Value>) {
        for (key, value) in members(attributes, self.sorted) {
            self.out.push(',');
            text(&mut self.out, key);
            self.out.push(':');
            json(&mut self.out, value, self.sorted);
        }
    }

    fn pair(&mut self, key: &str, value: &str) {
        self.out.push(',');
        text(&mut self.out, key);
        self.out.push(':');
        text(&mut self.out, value);
    }

    fn comma(&mut self, wanted: bool) {
        if wanted {
            self.out.push(',');
        }
    }
}

fn qualified<'a>(name: &'a Name, namespace: &str) -> &'a str {
    let near = !namespace.is_empty() && name.namespace() == namespace && !TYPES.contains(&name.simple());
    if near { name.simple() } else { name.full() }
}

fn list(out: &mut String, items: impl Iterator<Item = impl AsRef<str>>) {
    out.push('[');
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.push(',');
        }
        text(out, item.as_ref());
    }
    out.push(']');
}

/// The members of an object as they were written, or by name.
fn members(object: &Map<String, Value>, sorted: bool) -> Vec<(&String, &Value)> {
    let mut members: Vec<_> = object.iter().collect();
    if sorted {
        members.sort_unstable_by_key(|(key, _)| *key);
    }
    members
}

/// Any JSON; as deep as the text that it came from.
fn json(out: &mut String, value: &Value, sorted: bool) {
    match value {
        Value::Null => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Number(number) => match number.as_f64() {
            Some(value) if number.is_f64() => double(out, value),
            _ => out.push_str(&number.to_string()),
        },
        Value::String(value) => text(out, value),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                json(out, item, sorted);
            }
            out.push(']');
        }
        Value::Object(items) => {
            out.push('{');
            for (index, (key, item)) in members(items, sorted).into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                text(out, key);
                out.push(':');
                json(out, item, sorted);
            }
            out.push('}');
        }
    }
}

/// A JSON string, escaped as Jackson does: quotes, backslashes and control characters, and nothing else.
fn text(out: &mut String, value: &str) {
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if c < ' ' => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// A finite double as `Double.toString` of JDK 19 and later: at least one digit on each side of the point,
/// an exponent below 1.0E-3 and from 1.0E7 on, and of two digits the nearest where one would do.
fn double(out: &mut String, value: f64) {
    if value == 0.0 {
        out.push_str(if value.is_sign_negative() { "-0.0" } else { "0.0" });
        return;
    }
    let size = value.abs();
    if (1e-3..1e7).contains(&size) {
        let plain = value.to_string();
        out.push_str(&plain);
        if !plain.contains('.') {
            out.push_str(".0");
        }
        return;
    }
    let mut digits = format!("{value:e}");
    if !digits.contains('.') {
        digits = format!("{value:.1e}");
    }
    out.push_str(&digits.replace('e', "E"));
}
