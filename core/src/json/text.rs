//! JSON text read into a tree, of bounded depth, with errors that say where.
use crate::error::{Code, Error, Result};
use crate::limits::SCHEMA_DEPTH;
use serde_json::Value;

/// Reads the text of a schema.
///
/// # Errors
/// `schema_syntax` with the offset.
pub(crate) fn read(text: &str) -> Result<Value> {
    serde_json::from_str(text).map_err(|problem| {
        let line = text.split_inclusive('\n').take(problem.line().saturating_sub(1)).map(str::len).sum::<usize>();
        let offset = (line + problem.column().saturating_sub(1)).min(text.len());
        let words = problem.to_string();
        let words = words.split(" at line ").next().unwrap_or_default();
        let message = match words {
            "recursion limit exceeded" => format!("schema text nests deeper than {SCHEMA_DEPTH}"),
            _ if text.trim().is_empty() => "expected a schema in JSON, found no text".to_owned(),
            _ => format!(
                "expected JSON, found an error in line {}, column {}: {words}",
                problem.line(),
                problem.column()
            ),
        };
        Error::new(Code::SchemaSyntax, message).at_offset(offset)
    })
}

/// What a piece of JSON is, for messages.
pub(crate) fn word(json: &Value) -> &'static str {
    match json {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// A text in quotes, cut off when it is long.
pub(crate) fn quoted(text: &str) -> String {
    match text.char_indices().nth(64) {
        Some((end, _)) => format!("{:?}...", &text[..end]),
        None => format!("{text:?}"),
    }
}

/// A piece of JSON, cut off when it is long.
pub(crate) fn shown(json: &Value) -> String {
    if let Value::String(text) = json {
        return quoted(text);
    }
    let text = json.to_string();
    match text.char_indices().nth(64) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}
