//! Whether a keyword's value is what the meta-schema of its draft allows.
use crate::error::{Code, Error};
use crate::json::draft::Draft;
use crate::json::keywords::Expect;
use crate::json::number::whole;
use crate::json::patterns;
use crate::json::place;
use crate::json::text::{quoted, word};
use crate::json::types::Types;
use serde_json::{Number, Value};
use std::collections::HashSet;

/// What is wrong, and where, seen from the schema that is being checked.
pub(crate) struct Problem {
    at: String,
    message: String,
}

impl Problem {
    /// The problem as an error, for a schema at this place.
    #[cold]
    pub(crate) fn at(self, place: &str) -> Error {
        place::error(Code::SchemaInvalid, &format!("{place}{}", self.at), &self.message)
    }
}

type Result<T> = std::result::Result<T, Problem>;

/// A schema must be an object or, since draft 6, a boolean; `boolean` says that it may be one here anyway.
pub(crate) fn schema(json: &Value, draft: Draft, boolean: bool) -> Result<()> {
    let at = "";
    match json {
        Value::Object(_) => Ok(()),
        Value::Bool(_) if boolean || draft > Draft::Draft4 => Ok(()),
        Value::Bool(_) => Err(wrong(at, "a schema as an object", "a boolean, which is a schema only since draft 6")),
        other => Err(wrong(at, "a schema", word(other))),
    }
}

/// Checks the value of a keyword, but not the schemas inside.
pub(crate) fn value(expect: Expect, json: &Value, keyword: &str) -> Result<()> {
    let at = &*place::step("", keyword);
    let good = match (expect, json) {
        (Expect::Schema | Expect::Any, _)
        | (Expect::Schemas, Value::Object(_))
        | (Expect::Items, Value::Array(_) | Value::Object(_) | Value::Bool(_))
        | (Expect::List, Value::Array(_))
        | (Expect::Text, Value::String(_))
        | (Expect::Boolean, Value::Bool(_))
        | (Expect::Number, Value::Number(_)) => true,
        (Expect::Patterns, Value::Object(entries)) => {
            return entries.keys().try_for_each(|key| pattern(key, &place::step(at, key)));
        }
        (Expect::SchemaList, Value::Array(items)) => !items.is_empty(),
        (Expect::Dependencies, Value::Object(entries)) => {
            let lists = entries.iter().filter(|(_, value)| value.is_array());
            return lists.into_iter().try_for_each(|(key, value)| names(value, &place::step(at, key)));
        }
        (Expect::NameLists, Value::Object(entries)) => {
            return entries.iter().try_for_each(|(key, value)| names(value, &place::step(at, key)));
        }
        (Expect::Names, Value::Array(_)) => return names(json, at),
        (Expect::Type, Value::String(_)) => return type_name(json, at),
        (Expect::Type, Value::Array(items)) if !items.is_empty() => {
            items.iter().enumerate().try_for_each(|(i, item)| type_name(item, &place::step(at, &i.to_string())))?;
            return once(items, at);
        }
        (Expect::Pattern, Value::String(text)) => return pattern(text, at),
        (Expect::Positive, Value::Number(number)) => number.as_f64().is_some_and(|number| number > 0.0),
        (Expect::Count, Value::Number(number)) => count(number).is_some(),
        _ => false,
    };
    if good {
        return Ok(());
    }
    let found = match json {
        Value::Array(items) if items.is_empty() => "an empty array".to_owned(),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => format!("the text {}", quoted(text)),
        other => word(other).to_owned(),
    };
    Err(wrong(at, wanted(expect), &found))
}

/// A whole number from 0.
pub(crate) fn count(number: &Number) -> Option<u64> {
    u64::try_from(whole(number)?).ok()
}

fn wanted(expect: Expect) -> &'static str {
    match expect {
        Expect::Schema => "a schema",
        Expect::Schemas => "an object of schemas",
        Expect::Patterns => "an object of schemas by regular expressions",
        Expect::SchemaList => "an array of at least one schema",
        Expect::Items => "a schema or an array of schemas",
        Expect::Dependencies => "an object of schemas and arrays of names",
        Expect::NameLists => "an object of arrays of names",
        Expect::Names => "an array of names",
        Expect::Type => "a type's name, or an array of such names",
        Expect::List => "an array",
        Expect::Text => "a text",
        Expect::Pattern => "a regular expression",
        Expect::Boolean => "a boolean",
        Expect::Number => "a number",
        Expect::Positive => "a number above 0",
        Expect::Count => "a whole number from 0",
        Expect::Any => "a value",
    }
}

fn names(json: &Value, at: &str) -> Result<()> {
    let Value::Array(items) = json else { return Err(wrong(at, "an array of names", word(json))) };
    for (i, item) in items.iter().enumerate() {
        if !item.is_string() {
            return Err(wrong(&place::step(at, &i.to_string()), "a name", word(item)));
        }
    }
    once(items, at)
}

/// Texts, each once.
fn once(items: &[Value], at: &str) -> Result<()> {
    let mut seen = HashSet::with_capacity(items.len());
    match items.iter().filter_map(Value::as_str).find(|text| !seen.insert(*text)) {
        Some(text) => Err(wrong(at, "each name once", &format!("{} twice", quoted(text)))),
        None => Ok(()),
    }
}

fn type_name(json: &Value, at: &str) -> Result<()> {
    const WANTED: &str = "one of array, boolean, integer, null, number, object, string";
    match json {
        Value::String(name) if Types::named(name).is_some() => Ok(()),
        Value::String(name) => Err(wrong(at, WANTED, &quoted(name))),
        other => Err(wrong(at, WANTED, word(other))),
    }
}

fn pattern(text: &str, at: &str) -> Result<()> {
    match patterns::problem(text) {
        Some(problem) => Err(wrong(at, "a regular expression", &format!("{}, in which {problem}", quoted(text)))),
        None => Ok(()),
    }
}

#[cold]
fn wrong(at: &str, expected: &str, found: &str) -> Problem {
    Problem { at: at.to_owned(), message: format!("expected {expected}, found {found}") }
}
