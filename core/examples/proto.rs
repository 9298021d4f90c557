//! Answers questions about protobuf schemas, one JSON object a line: `{"schema", "references"}` is parsed and printed, and
//! with `{"old", "old_references"}` compared with an earlier one. For tests that hold other implementations against ours.
use isobyte::proto::schema::{ProtoSchema, Reference};
use serde_json::{Value, json};
use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let question: Value = serde_json::from_str(&line?)?;
        writeln!(out, "{}", answer(&question))?;
    }
    Ok(())
}

fn answer(question: &Value) -> Value {
    match parse(question, "schema", "references") {
        Err(error) => json!({"code": error.code().name(), "error": error.to_string()}),
        Ok(schema) => json!({"canonical": schema.canonical()}),
    }
}

fn parse(question: &Value, schema: &str, references: &str) -> isobyte::Result<ProtoSchema> {
    let text = |value: &'static str, of: &Value| of[value].as_str().unwrap_or_default().to_owned();
    let list = question[references].as_array().map(Vec::as_slice).unwrap_or_default();
    let owned: Vec<_> = list.iter().map(|item| (text("name", item), text("text", item))).collect();
    let references: Vec<_> = owned.iter().map(|(name, text)| Reference { name, text }).collect();
    ProtoSchema::parse(question[schema].as_str().unwrap_or_default(), &references)
}
