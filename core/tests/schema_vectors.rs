//! The shared vectors that concern schemas alone: parsing, canonical forms, fingerprints, compatibility.
#![allow(clippy::unwrap_used)]
use isobyte::Code;
use isobyte::schema::{Fingerprint, Format, Names, ParseOptions, Schema, compatible};
use serde_json::Value;
use std::path::PathBuf;

fn vectors() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors")
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

fn lenient(schema: &str) -> isobyte::Result<Schema> {
    let mut options = ParseOptions::default();
    options.names = Names::Utf8;
    Schema::parse_with(Format::Avro, schema, &[], &options)
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
    run("avro/parse.jsonl", "parse.jsonl", |row| {
        let source = text(row, "schema");
        let strict = Schema::parse(source);
        let schema = match text(row, "contract") {
            "same" => strict.map_err(|error| error.to_string())?,
            contract @ ("reject" | "lenient-only") => {
                match strict {
                    Ok(_) => return Err("expected an error, found none".to_owned()),
                    Err(error) if error.code() == Code::SchemaInvalid => {}
                    Err(error) => return Err(format!("expected schema_invalid, found {:?}", error.code())),
                }
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
    run("avro/parse-fail.jsonl", "parse-fail.jsonl", |row| {
        let why = text(row, "java_error");
        let expected = if why.contains("JsonParseException") || why.contains("dangling content") {
            Code::SchemaSyntax
        } else if why.contains("Undefined schema") || why.contains("Unknown schema") {
            Code::SchemaReference
        } else {
            Code::SchemaInvalid
        };
        for result in [Schema::parse(text(row, "schema")), lenient(text(row, "schema"))] {
            match result {
                Ok(_) => return Err("expected an error, found none".to_owned()),
                Err(error) => same("code", error.code().name(), expected.name())?,
            }
        }
        Ok(())
    });
}

#[test]
fn canonical_forms_of_data_schemas() {
    for file in ["encode.jsonl", "decode.jsonl"] {
        run(&format!("avro/{file}"), &format!("{file}:canonical"), |row| {
            let schema = lenient(text(row, "schema")).map_err(|error| error.to_string())?;
            prints(row, &schema)
        });
    }
}

#[test]
fn compatibility() {
    for file in ["resolve.jsonl", "resolve-fail.jsonl"] {
        run(&format!("avro/{file}"), &format!("{file}:compatible"), |row| {
            let writer = lenient(text(row, "writer")).map_err(|error| error.to_string())?;
            let reader = lenient(text(row, "reader")).map_err(|error| error.to_string())?;
            let found = compatible(&reader, &writer);
            let expected = match text(row, "java_compat") {
                // Avro Java throws, for a reader's field matches two of the writer's.
                "ERROR" => "INCOMPATIBLE",
                // Avro Java does not look at the scales of decimals.
                "COMPATIBLE" if text(row, "contract") == "reject" && text(row, "hazard") == "logical" => "INCOMPATIBLE",
                verdict => verdict,
            };
            let verdict = if found.is_empty() { "COMPATIBLE" } else { "INCOMPATIBLE" };
            same("verdict", &format!("{verdict} {found:?}"), &format!("{expected} {found:?}"))
        });
    }
}
