//! Python's literals: texts, bytes and JSON, ASCII but for letters, written as ruff would.
use crate::layout::Layout;
use serde_json::Value;
use std::fmt::Write;

/// A text.
pub(crate) fn text(value: &str) -> String {
    let quote = quote(value.chars().filter(|c| *c == '"').count(), value.chars().filter(|c| *c == '\'').count());
    let mut out = String::with_capacity(value.len() + 2);
    out.push(quote);
    for c in value.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            c if is_plain(c) => out.push(c),
            c if (c as u32) < 0x100 => drop(write!(out, "\\x{:02x}", c as u32)),
            c if (c as u32) < 0x1_0000 => drop(write!(out, "\\u{:04x}", c as u32)),
            c => drop(write!(out, "\\U{:08x}", c as u32)),
        }
    }
    out.push(quote);
    out
}

/// Bytes.
pub(crate) fn bytes(value: &[u8]) -> String {
    let quote = quote(value.iter().filter(|b| **b == b'"').count(), value.iter().filter(|b| **b == b'\'').count());
    let mut out = format!("b{quote}");
    for &b in value {
        match b {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b if char::from(b) == quote => out.extend(['\\', quote]),
            b' '..=b'~' => out.push(char::from(b)),
            b => drop(write!(out, "\\x{b:02x}")),
        }
    }
    out.push(quote);
    out
}

/// JSON, as the objects that `json.loads` would make of it.
pub(crate) fn json(value: &Value) -> Layout {
    match value {
        Value::Null => Layout::word("None"),
        Value::Bool(value) => Layout::word(if *value { "True" } else { "False" }),
        Value::Number(number) => Layout::word(number.to_string().replace("e+", "e")),
        Value::String(value) => Layout::Text(text(value)),
        Value::Array(items) => Layout::List(items.iter().map(json).collect()),
        Value::Object(members) => Layout::Dict(members.iter().map(|(key, value)| (text(key), json(value))).collect()),
    }
}

/// A documentation as it may stand in a docstring, unchanged by whoever strips or indents it.
pub(crate) fn docstring(doc: &str) -> Option<String> {
    let is_plain = |c: char| (' '..='~').contains(&c) && c != '\\' || is_plain(c);
    let is_calm =
        !doc.is_empty() && doc.trim() == doc && !doc.contains("\"\"\"") && !doc.ends_with('"') && !doc.starts_with('"');
    (is_calm && doc.chars().all(is_plain)).then(|| format!("\"\"\"{doc}\"\"\""))
}

/// The quotes that need the fewer backslashes.
fn quote(double: usize, single: usize) -> char {
    if double > single { '\'' } else { '"' }
}

/// Whether a character beyond ASCII reads as itself: letters of the scripts whose letters have one column and no twins.
fn is_plain(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}' | '\u{391}'..='\u{3c9}' | '\u{410}'..='\u{44f}') && c.is_alphabetic()
}
