//! The verdict of compatibility, held to Avro Java's, row by row; and the places and words of its reasons.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
mod support;
use isobyte::Schema;
use isobyte::schema::{Format, Incompatibility, IncompatibilityKind, Names, ParseOptions, compatible};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use support::{rows, text};

/// Rows of which we say something else than Avro Java, and why.
const DEVIATIONS: &[(&str, &str, &str)] = &[
    (
        "resolve-logical-003",
        "INCOMPATIBLE",
        "decimals of different scales: the specification asks for equal ones, Java does not look",
    ),
    (
        "resolve-fail-alias.field-001",
        "INCOMPATIBLE",
        "a field with two partners: Java throws while it builds its message",
    ),
    (
        "resolve-fail-alias.field-002",
        "INCOMPATIBLE",
        "a field with two partners: Java throws while it builds its message",
    ),
];

fn parse(text: &str) -> Schema {
    let mut options = ParseOptions::default();
    options.names = Names::Utf8;
    Schema::parse_with(Format::Avro, text, &[], &options).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn pair(row: &Value) -> (Schema, Schema) {
    (parse(&text(row, "reader")), parse(&text(row, "writer")))
}

/// Schemas that differ in one thing: the reader's and the writer's.
fn reasons(reader: &str, writer: &str) -> Vec<Incompatibility> {
    compatible(&parse(reader), &parse(writer))
}

#[test]
fn verdicts() {
    let mut counts = HashMap::new();
    let mut deviating = Vec::new();
    for file in ["resolve", "resolve-fail"] {
        for row in rows(&format!("avro/{file}.jsonl")) {
            let (id, java) = (text(&row, "id"), text(&row, "java_compat"));
            let (reader, writer) = pair(&row);
            let found = compatible(&reader, &writer);
            let verdict = if found.is_empty() { "COMPATIBLE" } else { "INCOMPATIBLE" };
            *counts.entry(file).or_insert(0) += 1;
            match DEVIATIONS.iter().find(|(known, ..)| *known == id) {
                Some((_, expected, why)) => {
                    assert_eq!(verdict, *expected, "{id}: {why}");
                    assert_ne!(verdict, java, "{id} does not deviate any more");
                    deviating.push(id);
                }
                None => assert_eq!(verdict, java, "{id}: {found:?}"),
            }
        }
    }
    assert_eq!((counts["resolve"], counts["resolve-fail"]), (109, 77));
    assert_eq!(deviating.len(), DEVIATIONS.len());
}

/// Avro Java's list of incompatibilities, each told once. Left out are schemas in which a union branch is missing only
/// because of a recursion: whether Java tells it depends on the order of its walk.
#[test]
fn reasons_are_those_of_java() {
    let rows = rows("schema-compatible.jsonl");
    assert!(rows.len() > 90);
    for row in rows {
        let (reader, writer) = pair(&row);
        let found = compatible(&reader, &writer).into_iter();
        let found = found.map(|one| json!({"kind": one.kind.name(), "path": one.path, "message": one.message}));
        assert_eq!(found.collect::<Value>().to_string(), row["incompatibilities"].to_string(), "{}", row["id"]);
    }
}

/// A schema's canonical form as JSON, with its named types by name.
struct Text(Value, HashMap<String, Value>);

impl Text {
    fn new(schema: &Schema) -> Self {
        let json: Value = serde_json::from_str(schema.canonical()).unwrap();
        let mut types = HashMap::new();
        collect(&json, &mut types);
        Self(json, types)
    }

    /// What stands at a JSON pointer; the names of types on the way are followed.
    fn at(&self, path: &str) -> &Value {
        let mut here = &self.0;
        for step in path.strip_prefix('/').unwrap().split('/').filter(|step| !step.is_empty()) {
            here = self.defined(here);
            here = match step.parse::<usize>() {
                Ok(index) => &here[index],
                Err(_) => &here[step],
            };
            assert!(!here.is_null(), "{path}: nothing at {step}");
        }
        here
    }

    /// The word of the type at a JSON pointer, as Avro Java's messages have it.
    fn word(&self, path: &str) -> String {
        match self.defined(self.at(path)) {
            Value::Array(_) => "UNION".to_owned(),
            Value::Object(members) => members["type"].as_str().unwrap().to_ascii_uppercase(),
            other => other.as_str().unwrap().to_ascii_uppercase(),
        }
    }

    fn defined<'a>(&'a self, json: &'a Value) -> &'a Value {
        json.as_str().and_then(|name| self.1.get(name)).unwrap_or(json)
    }
}

fn collect(json: &Value, types: &mut HashMap<String, Value>) {
    if let (Some(name), Some("record" | "enum" | "fixed")) = (json["name"].as_str(), json["type"].as_str()) {
        types.insert(name.to_owned(), json.clone());
    }
    match json {
        Value::Array(items) => items.iter().for_each(|item| collect(item, types)),
        Value::Object(members) => members.values().for_each(|member| collect(member, types)),
        _ => {}
    }
}

/// What stands at the two places is what Avro Java's message speaks of.
fn check_places(reader: &Text, writer: &Text, one: &Incompatibility) {
    let (read, written) = (reader.at(&one.reader_path), writer.at(&one.writer_path));
    match one.kind {
        IncompatibilityKind::TypeMismatch if one.message.contains("decimal scale") => {}
        IncompatibilityKind::TypeMismatch => {
            let expected = format!(
                "reader type: {} not compatible with writer type: {}",
                reader.word(&one.reader_path),
                writer.word(&one.writer_path)
            );
            assert_eq!(one.message, expected, "{one:?}");
        }
        IncompatibilityKind::MissingUnionBranch => {
            assert_eq!(reader.word(&one.reader_path), "UNION", "{one:?}");
            assert_eq!(one.message, format!("reader union lacking writer type: {}", writer.word(&one.writer_path)));
        }
        IncompatibilityKind::FixedSizeMismatch => {
            assert_eq!(one.message, format!("expected: {written}, found: {read}"));
        }
        IncompatibilityKind::MissingEnumSymbols => {
            for symbol in one.message.trim_matches(['[', ']']).split(", ") {
                assert!(written.as_array().unwrap().contains(&symbol.into()), "{one:?}");
                assert!(!read.as_array().unwrap().contains(&symbol.into()), "{one:?}");
            }
        }
        IncompatibilityKind::ReaderFieldMissingDefaultValue => {
            assert_eq!(read["name"], *one.message);
            assert!(written.as_array().unwrap().iter().all(|field| field["name"] != *one.message), "{one:?}");
        }
        IncompatibilityKind::NameMismatch if one.message.contains("matches multiple") => {
            assert!(one.message.starts_with(&format!("reader field {} ", read.as_str().unwrap())), "{one:?}");
            assert!(written.is_array());
        }
        IncompatibilityKind::NameMismatch => {
            assert_eq!(one.message, format!("expected: {}", written.as_str().unwrap()));
            assert_ne!(read, written);
        }
        other => panic!("{other:?}"),
    }
    one.causes.iter().for_each(|cause| check_places(reader, writer, cause));
}

#[test]
fn both_places_are_what_the_message_speaks_of() {
    let (mut reasons, mut causes) = (0, 0);
    for file in ["avro/resolve.jsonl", "avro/resolve-fail.jsonl", "schema-compatible.jsonl"] {
        for row in rows(file) {
            let (reader, writer) = pair(&row);
            for (reader, writer) in [(&reader, &writer), (&writer, &reader)] {
                let (read, written) = (Text::new(reader), Text::new(writer));
                for one in compatible(reader, writer) {
                    check_places(&read, &written, &one);
                    reasons += 1;
                    causes += one.causes.len();
                }
            }
        }
    }
    assert!(reasons > 200 && causes > 5, "{reasons} reasons, {causes} causes");
}

fn record(name: &str, fields: &str) -> String {
    format!(r#"{{"type":"record","name":"{name}","fields":[{fields}]}}"#)
}

#[test]
fn words() {
    let x = r#"{"name":"x","type":"int"}"#;
    let cases: [(&str, &str, &str); 10] = [
        (
            "\"int\"",
            "\"string\"",
            "the new schema expects int, the old schema has string, which cannot be read as that",
        ),
        (
            &record("n.A", x),
            &record("n.B", x),
            "the new schema expects record n.A, the old schema has record n.B, and no alias says that they are one",
        ),
        (
            r#"{"type":"fixed","name":"F","size":16}"#,
            r#"{"type":"fixed","name":"F","size":8}"#,
            "the new schema expects 16 bytes of fixed F, the old schema has 8",
        ),
        (
            r#"{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}"#,
            r#"{"type":"bytes","logicalType":"decimal","precision":9,"scale":3}"#,
            "the new schema expects a decimal of scale 2, the old schema has scale 3",
        ),
        (
            r#"{"type":"enum","name":"E","symbols":["A"]}"#,
            r#"{"type":"enum","name":"E","symbols":["C","A","B"]}"#,
            "enum E of the new schema lacks the symbols B, C of the old schema, and has no default for unknown symbols",
        ),
        (
            r#"{"type":"enum","name":"E","symbols":["A"]}"#,
            r#"{"type":"enum","name":"E","symbols":["A","S1","S2","S3","S4","S5","S6","S7","S8","S9","S91","S92"]}"#,
            "enum E of the new schema lacks the symbols S1, S2, S3, S4, S5, S6, S7, S8, S9, S91 and 1 more of the old schema, \
             and has no default for unknown symbols",
        ),
        (
            &record("n.A", r#"{"name":"x","type":"int"},{"name":"email","type":"string"}"#),
            &record("n.A", x),
            "field `email` of the new schema has no default, and record n.A of the old schema lacks the field",
        ),
        (
            &record("A", r#"{"name":"x","type":"int","aliases":["y"]}"#),
            &record("A", r#"{"name":"x","type":"int"},{"name":"y","type":"int"}"#),
            "field `x` of the new schema is, by its name and aliases, several fields of record A of the old schema",
        ),
        ("[\"null\",\"int\"]", "\"string\"", "the union of the new schema has no branch for string of the old schema"),
        (
            &format!("[\"null\",{}]", record("A", r#"{"name":"y","type":"int"}"#)),
            &record("A", x),
            "no branch of the union of the new schema can read record A of the old schema",
        ),
    ];
    for (reader, writer, expected) in cases {
        let found = reasons(reader, writer);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].words("new", "old"), expected);
    }
}

/// An optional record whose own fields are the trouble: Avro Java says only that the branch is missing.
#[test]
fn causes() {
    let optional = |fields: &str| record("R", &format!(r#"{{"name":"a","type":["null",{}]}}"#, record("A", fields)));
    let new = optional(r#"{"name":"x","type":"int"},{"name":"y","type":{"type":"array","items":"int"}}"#);
    let old = optional(r#"{"name":"y","type":{"type":"array","items":"string"}}"#);
    let found = reasons(&new, &old);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].kind.name(), found[0].path.as_str()), ("MISSING_UNION_BRANCH", "/fields/0/type/1"));
    assert_eq!((found[0].reader_path.as_str(), found[0].writer_path.as_str()), ("/fields/0/type", "/fields/0/type/1"));
    let causes = found[0].causes.iter().map(|one| (one.kind.name(), &*one.reader_path, &*one.writer_path));
    assert_eq!(
        causes.collect::<Vec<_>>(),
        [
            ("READER_FIELD_MISSING_DEFAULT_VALUE", "/fields/0/type/1/fields/0", "/fields/0/type/1/fields"),
            ("TYPE_MISMATCH", "/fields/0/type/1/fields/1/type/items", "/fields/0/type/1/fields/0/type/items"),
        ]
    );
}

/// Two unions of records that all have the same simple name: four million pairs, if all were looked at.
#[test]
fn namesakes_do_not_multiply() {
    let union = |kind: &str| {
        let branches =
            (0..2_000).map(|index| record(&format!("n{index}.A"), &format!(r#"{{"name":"x","type":"{kind}"}}"#)));
        parse(&format!("[{}]", branches.collect::<Vec<_>>().join(",")))
    };
    let (ints, longs) = (union("int"), union("long"));
    let start = Instant::now();
    assert!(compatible(&longs, &ints).is_empty());
    assert_eq!(compatible(&ints, &longs).len(), 2_000);
    assert!(start.elapsed() < Duration::from_secs(5), "took {:?}", start.elapsed());
}

/// Two layers of records, of which every lower one of the reader's meets every lower one of the writer's. Beyond a limit
/// they count as incompatible, for schemas of some megabytes could be made to lead to billions of comparisons.
#[test]
fn pairs_do_not_multiply() {
    const WIDTH: usize = 100;
    let fields = |count: usize, kind: &dyn Fn(usize) -> String| {
        let fields = (0..count).map(|index| format!(r#"{{"name":"f{index}","type":"{}"}}"#, kind(index)));
        fields.collect::<Vec<_>>().join(",")
    };
    // Field j of the upper record i is the lower record j, or in the other schema the lower record i + j.
    let schema = |turn: usize, size: usize| {
        let lower = (0..WIDTH).map(|i| record(&format!("n{i}.L"), &fields(size, &|_| "int".to_owned())));
        let upper = |i: usize| record(&format!("U{i}"), &fields(WIDTH, &|j| format!("n{}.L", (j + i * turn) % WIDTH)));
        let top = record("Top", &fields(WIDTH, &|i| format!("U{i}")));
        let types = lower.chain((0..WIDTH).map(upper)).chain([top]).collect::<Vec<_>>();
        parse(&format!("[{}]", types.join(",")))
    };
    assert!(compatible(&schema(0, 1), &schema(1, 1)).is_empty());
    let (reader, writer) = (schema(0, 500), schema(1, 500));
    let start = Instant::now();
    let found = compatible(&reader, &writer);
    assert!(start.elapsed() < Duration::from_secs(5), "took {:?}", start.elapsed());
    let cause = found[0].causes[0].words("new", "old");
    assert_eq!(cause, "the schemas lead to more comparisons than are made");
    assert!(compatible(&reader, &reader).is_empty());
}
