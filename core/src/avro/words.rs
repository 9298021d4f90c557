//! Types, logical types and pieces of JSON in words, for sentences; all of bounded length but for names.
use crate::avro::names::quoted;
use crate::model::node::{Graph, Logical, Node, NodeId, NodeKind, Unit};
use serde_json::Value;

/// How many types inside each other are told.
const DEPTH: usize = 3;
/// How many branches of a union are told.
const BRANCHES: usize = 8;
/// How many characters of a piece of JSON are told.
const JSON: usize = 64;

/// A type: `int (date)`, `array of string`, `union [null, record ns.A]`.
pub(crate) fn of_type(graph: &Graph, id: NodeId) -> String {
    let mut out = String::new();
    put_type(&mut out, graph, graph.node(id), DEPTH);
    out
}

fn put_type(out: &mut String, graph: &Graph, node: &Node, depth: usize) {
    match &node.kind {
        NodeKind::Array(_) | NodeKind::Map(_) | NodeKind::Union(_) if depth == 0 => out.push_str("..."),
        NodeKind::Array(item) => {
            out.push_str("array of ");
            put_type(out, graph, graph.node(*item), depth - 1);
        }
        NodeKind::Map(item) => {
            out.push_str("map of ");
            put_type(out, graph, graph.node(*item), depth - 1);
        }
        NodeKind::Union(branches) => {
            out.push_str("union [");
            for (index, branch) in branches.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                if index == BRANCHES {
                    out.push_str("...");
                    break;
                }
                put_type(out, graph, graph.node(*branch), depth - 1);
            }
            out.push(']');
        }
        _ => out.push_str(&named(node)),
    }
    if let Some(logical) = node.logical {
        out.push_str(&format!(" ({})", of_logical(logical)));
    }
}

/// The type's word; of a named type also its name: `record ns.A`.
pub(crate) fn named(node: &Node) -> String {
    let word = node.type_name();
    node.name().map_or_else(|| word.to_owned(), |name| format!("{word} {name}"))
}

/// A logical type by its name in schema text, a decimal with its numbers.
pub(crate) fn of_logical(logical: Logical) -> String {
    let (word, unit) = match logical {
        Logical::Decimal { precision, scale } => return format!("decimal of precision {precision} and scale {scale}"),
        Logical::BigDecimal => return "big-decimal".to_owned(),
        Logical::Uuid => return "uuid".to_owned(),
        Logical::Date => return "date".to_owned(),
        Logical::Duration => return "duration".to_owned(),
        Logical::Time(unit) => ("time", unit),
        Logical::Timestamp(unit) => ("timestamp", unit),
        Logical::LocalTimestamp(unit) => ("local-timestamp", unit),
    };
    let unit = match unit {
        Unit::Millis => "millis",
        Unit::Micros => "micros",
        Unit::Nanos => "nanos",
    };
    format!("{word}-{unit}")
}

/// A piece of JSON, cut off when it is long.
pub(crate) fn of_json(json: &Value) -> String {
    if let Value::String(text) = json {
        return quoted(text);
    }
    let text = json.to_string();
    match text.char_indices().nth(JSON) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}
