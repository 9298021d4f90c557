//! The shared vectors that concern schemas alone: parsing, canonical forms, fingerprints.
#![allow(clippy::unwrap_used)]
use isobyte::model::node::NodeKind;
use isobyte::schema::{Fingerprint, Format, Names, ParseOptions, Schema};
use serde_json::Value;
use std::cell::Cell;
use std::collections::HashMap;
use std::path::PathBuf;

fn vectors() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors")
}

/// The error codes of rows that must be refused: identifier to code.
fn codes(file: &str) -> HashMap<String, String> {
    let text = std::fs::read_to_string(vectors().join("codes.jsonl")).unwrap();
    let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let rows = rows.filter(|row| row["file"] == file);
    rows.map(|row| (row["id"].as_str().unwrap().to_owned(), row["code"].as_str().unwrap().to_owned())).collect()
}

/// Checks that parsing was refused with the code that the shared table has for the row.
fn refused(codes: &HashMap<String, String>, row: &Value, result: isobyte::Result<Schema>) -> Result<(), String> {
    let expected = codes.get(text(row, "id")).ok_or("no code in codes.jsonl")?;
    match result {
        Ok(_) => Err(format!("expected {expected}, found no error")),
        Err(error) => same("code", error.code().name(), expected),
    }
}

/// The rows of `known_failures.txt` (`FILE ID LANGUAGE|* reason`) that are about Rust and this file.
fn known_failures(file: &str) -> Vec<String> {
    let text = std::fs::read_to_string(vectors().join("known_failures.txt")).unwrap_or_default();
    let rows =
        text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split_whitespace().collect::<Vec<_>>());
    let rows = rows.filter(|row| row.len() > 3 && row[0] == file && matches!(row[2], "*" | "rust"));
    rows.map(|row| row[1].to_owned()).collect()
}

/// Runs a check on every row of a file. `suite` is the name under which rows may be listed as known failures.
fn run(file: &str, suite: &str, check: impl Fn(&Value) -> Result<(), String>) {
    let text = std::fs::read_to_string(vectors().join(file)).unwrap();
    let known = known_failures(suite);
    let mut problems = Vec::new();
    let mut rows = 0;
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let id = row["id"].as_str().unwrap();
        rows += 1;
        match (check(&row), known.iter().any(|listed| listed == id)) {
            (Err(problem), false) => problems.push(format!("{id}: {problem}")),
            (Ok(()), true) => problems.push(format!("{id}: is listed as a known failure, but passes")),
            _ => {}
        }
    }
    println!("{suite}: {rows} rows");
    assert!(rows > 0, "{file} has no rows");
    assert!(problems.is_empty(), "{} of {rows} rows:\n{}", problems.len(), problems.join("\n"));
}

fn text<'a>(row: &'a Value, column: &str) -> &'a str {
    row[column].as_str().unwrap()
}

fn utf8() -> ParseOptions {
    let mut options = ParseOptions::default();
    options.names = Names::Utf8;
    options
}

fn lenient(schema: &str) -> isobyte::Result<Schema> {
    Schema::parse_with(Format::Avro, schema, &[], &utf8())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn same(what: &str, found: &str, expected: &str) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what}: expected {expected}, found {found}")) }
}

fn prints(row: &Value, schema: &Schema) -> Result<(), String> {
    same("canonical", schema.canonical(), text(row, "canonical"))?;
    for (column, algorithm) in
        [("crc64_le", Fingerprint::Crc64Avro), ("md5", Fingerprint::Md5), ("sha256", Fingerprint::Sha256)]
    {
        if let Some(expected) = row[column].as_str() {
            same(column, &hex(&schema.fingerprint(algorithm)), expected)?;
        }
    }
    // What is printed must mean the same.
    let again = lenient(schema.printed()).map_err(|error| format!("printed text: {error}"))?;
    same("canonical form of the printed text", again.canonical(), text(row, "canonical"))?;
    same("printed twice", again.printed(), schema.printed())
}

#[test]
fn parse() {
    let codes = codes("parse");
    run("avro/parse.jsonl", "parse", |row| {
        let source = text(row, "schema");
        let strict = Schema::parse(source);
        let schema = match text(row, "contract") {
            "same" => strict.map_err(|error| error.to_string())?,
            contract @ ("reject" | "lenient-only") => {
                refused(&codes, row, strict)?;
                if contract == "reject" {
                    return Ok(());
                }
                lenient(source).map_err(|error| error.to_string())?
            }
            other => return Err(format!("unknown contract {other}")),
        };
        if let Some(kept) = row["logical_kept"].as_bool() {
            let root = schema.graph().node(schema.graph().root);
            same("logical type kept", &root.logical.is_some().to_string(), &kept.to_string())?;
        }
        same("text", schema.text(), source)?;
        prints(row, &schema)
    });
}

#[test]
fn parse_fail() {
    let codes = codes("parse-fail");
    run("avro/parse-fail.jsonl", "parse-fail", |row| {
        refused(&codes, row, Schema::parse(text(row, "schema")))?;
        refused(&codes, row, lenient(text(row, "schema")))
    });
}

/// What Avro Java's `Schema.toString` prints; schemas with defaults that only Java lets through are left out.
#[test]
fn printed() {
    run("schema-printed.jsonl", "schema-printed", |row| {
        let schema = lenient(text(row, "schema")).map_err(|error| error.to_string())?;
        same("printed", schema.printed(), text(row, "printed"))?;
        prints(row, &schema)
    });
}

/// The default of the reader's first field, which the writer lacks, is the beginning of the resolved datum.
#[test]
fn defaults() {
    let count = Cell::new(0);
    run("avro/resolve.jsonl", "resolve:default", |row| {
        let schema = Schema::parse(text(row, "reader")).map_err(|error| error.to_string())?;
        let NodeKind::Record(record) = &schema.graph().node(schema.graph().root).kind else { return Ok(()) };
        let Some(default) = record.fields.first().and_then(|field| field.default.as_ref()) else { return Ok(()) };
        if text(row, "hazard") != "default" {
            return Ok(());
        }
        count.set(count.get() + 1);
        same("bytes", &format!("{}{}", hex(&default.bytes), text(row, "hex")), text(row, "result_hex"))
    });
    println!("of these with a default: {}", count.get());
    assert!(count.get() >= 25);
}

#[test]
fn canonical_forms_of_data_schemas() {
    for file in ["encode", "decode"] {
        run(&format!("avro/{file}.jsonl"), &format!("{file}:canonical"), |row| {
            let schema = lenient(text(row, "schema")).map_err(|error| error.to_string())?;
            prints(row, &schema)
        });
    }
}
