//! Lines: one record each, as JSON `{"key": ..., "value": ...}`, or as a console consumer prints it, key TAB value.
use isobyte_registry::record::Record;
use serde_json::Value;
use serde_json::value::RawValue;

/// Kinds that only other registries have; what they say is not this one's to keep.
const FOREIGN: [&str; 6] = ["EXPORTER", "EXPORTER_STATE", "KEK", "DEK", "ASSOCIATION", "DEK_ENCRYPTION_KEY"];

/// What a line is.
pub(crate) enum Line {
    Record(Record),
    Foreign,
    Empty,
}

/// The line of a record, without its end.
pub(crate) fn line(record: &Record) -> String {
    let value = record.value();
    format!(r#"{{"key":{},"value":{}}}"#, record.key(), value.as_deref().unwrap_or("null"))
}

#[derive(serde::Deserialize)]
struct Pair<'a> {
    #[serde(borrow)]
    key: &'a RawValue,
    #[serde(borrow)]
    value: Option<&'a RawValue>,
}

/// Reads a line.
///
/// # Errors
/// When it is neither of the two forms, or holds a record that is not understood.
pub(crate) fn record(line: &str) -> Result<Line, String> {
    // A console consumer may be told to print the time or the partition before the key.
    let Some(start) = line.find('{') else {
        return if line.trim().is_empty() { Ok(Line::Empty) } else { Err("expected a record, found none".to_owned()) };
    };
    let text = &line[start..];
    let (key, value) = match serde_json::from_str::<Pair<'_>>(text) {
        Ok(pair) => (pair.key.get(), pair.value.map(RawValue::get)),
        Err(_) => {
            let (key, value) = text.split_once('\t').ok_or("expected {\"key\", \"value\"} or key TAB value")?;
            (key, Some(value.trim()).filter(|value| !value.is_empty()))
        }
    };
    let kind: Value = serde_json::from_str(key).map_err(|error| format!("the key is not understood: {error}"))?;
    if kind["keytype"].as_str().is_some_and(|kind| FOREIGN.contains(&kind)) {
        return Ok(Line::Foreign);
    }
    Record::parse(key, value).map(Line::Record).map_err(|error| error.to_string())
}
