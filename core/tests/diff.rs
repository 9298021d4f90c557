//! What changed between two schemas, in words.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
mod support;
use isobyte::Schema;
use isobyte::schema::{ChangeKind, Format, Names, ParseOptions, diff};
use std::time::{Duration, Instant};
use support::{rows, text};

fn parse(text: &str) -> Schema {
    let mut options = ParseOptions::default();
    options.names = Names::Utf8;
    Schema::parse_with(Format::Avro, text, &[], &options).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn changes(old: &str, new: &str) -> Vec<(String, &'static str, String)> {
    let changes = diff(&parse(old), &parse(new)).into_iter();
    changes.map(|one| (one.path, one.kind.name(), one.sentence)).collect()
}

fn record(name: &str, fields: &str) -> String {
    format!(r#"{{"type":"record","name":"{name}","fields":[{fields}]}}"#)
}

/// The same record twice with other fields: exactly these changes.
fn fields(old: &str, new: &str, expected: &[(&str, &str, &str)]) {
    let found = changes(&record("n.R", old), &record("n.R", new));
    let found: Vec<_> = found.iter().map(|(path, kind, words)| (&**path, *kind, &**words)).collect();
    assert_eq!(found, expected, "{old} -> {new}");
}

/// The same schema, changed at its root: exactly these changes, all without a path.
fn root(old: &str, new: &str, expected: &[(&str, &str)]) {
    let found = changes(old, new);
    assert!(found.iter().all(|(path, ..)| path.is_empty()));
    assert_eq!(found.iter().map(|(_, kind, words)| (*kind, &**words)).collect::<Vec<_>>(), expected, "{old} -> {new}");
}

const ID: &str = r#"{"name":"id","type":"long"}"#;

#[test]
fn fields_come_and_go() {
    let email = r#"{"name":"email","type":["null","string"],"default":null}"#;
    fields(ID, &format!("{ID},{email}"), &[("email", "field_added", "field `email` was added, with default null")]);
    fields(
        ID,
        &format!(r#"{ID},{{"name":"x","type":"int"}}"#),
        &[("x", "field_added", "field `x` was added, without a default")],
    );
    fields(&format!("{ID},{email}"), ID, &[("email", "field_removed", "field `email` was removed")]);
    fields(
        ID,
        r#"{"name":"key","type":"long","aliases":["id","nr"]}"#,
        &[
            ("id", "field_renamed", "field `id` was renamed to `key`, with the old name as an alias"),
            ("key", "alias_added", "alias `nr` of field `key` was added"),
        ],
    );
    fields(
        &format!("{ID},{email}"),
        &format!("{email},{ID}"),
        &[("", "fields_reordered", "fields of record n.R are in another order")],
    );
}

#[test]
fn properties_of_fields() {
    let field = |rest: &str| format!(r#"{{"name":"x","type":"int"{rest}}}"#);
    let cases = [
        ("", r#","default":1"#, "default_changed", "default of field `x` was added: 1"),
        (r#","default":1"#, r#","default":2"#, "default_changed", "default of field `x` changed from 1 to 2"),
        (r#","default":1"#, "", "default_changed", "default of field `x` was removed: 1"),
        ("", r#","doc":"a\n\"b\"""#, "doc_changed", r#"documentation of field `x` was added: "a\n\"b\"""#),
        (r#","doc":"a""#, r#","doc":"b""#, "doc_changed", r#"documentation of field `x` changed from "a" to "b""#),
        ("", r#","order":"ignore""#, "order_changed", "sort order of field `x` changed from ascending to ignore"),
        (r#","aliases":["y"]"#, "", "alias_removed", "alias `y` of field `x` was removed"),
        (
            r#","aliases":["y","z"]"#,
            r#","aliases":["z","y"]"#,
            "aliases_reordered",
            "aliases of field `x` are in another order",
        ),
        ("", r#","pii":true"#, "attribute_changed", r#"attribute "pii" of field `x` was added: true"#),
        (
            r#","a":{"b":1}"#,
            r#","a":{"b":2}"#,
            "attribute_changed",
            r#"attribute "a" of field `x` changed from {"b":1} to {"b":2}"#,
        ),
    ];
    for (old, new, kind, sentence) in cases {
        fields(&field(old), &field(new), &[("x", kind, sentence)]);
    }
    let long = "d".repeat(1_000);
    let found = changes(&record("R", &field("")), &record("R", &field(&format!(r#","doc":"{long}""#))));
    assert!(found[0].2.len() < 200);
}

#[test]
fn types_of_fields() {
    let field = |kind: &str| format!(r#"{{"name":"amount","type":{kind}}}"#);
    let cases = [
        ("\"int\"", "\"long\"", "int to long (promotion)"),
        ("\"double\"", "\"int\"", "double to int (narrowing)"),
        ("\"int\"", "\"string\"", "int to string"),
        ("\"string\"", "\"bytes\"", "string to bytes"),
        ("\"string\"", r#"["null","string"]"#, "string to union [null, string] (it may be null now)"),
        (r#"["null","string"]"#, "\"string\"", "union [null, string] to string (it may not be null any more)"),
        (
            r#"{"type":"int","logicalType":"date"}"#,
            r#"{"type":"long","logicalType":"timestamp-millis"}"#,
            "int (date) to long (timestamp-millis) (promotion)",
        ),
        (r#"{"type":"array","items":"int"}"#, r#"{"type":"map","values":"int"}"#, "array of int to map of int"),
        (
            r#"{"type":"fixed","name":"A","size":1}"#,
            r#"{"type":"fixed","name":"B","size":1}"#,
            "fixed n.A to fixed n.B",
        ),
        (
            r#"{"type":"array","items":{"type":"array","items":{"type":"array","items":{"type":"array","items":"int"}}}}"#,
            "\"int\"",
            "array of array of array of ... to int",
        ),
    ];
    for (old, new, words) in cases {
        let sentence = format!("type of field `amount` changed from {words}");
        fields(&field(old), &field(new), &[("amount", "type_changed", &sentence)]);
    }
}

#[test]
fn inner_types() {
    let nested = |inner: &str, item: &str| {
        let zip = format!(
            r#"{{"name":"a","type":["null",{}]}}"#,
            record("n.A", &format!(r#"{{"name":"zip","type":{inner}}}"#))
        );
        format!(r#"{zip},{{"name":"t","type":{{"type":"map","values":{{"type":"array","items":{item}}}}}}}"#)
    };
    fields(
        &nested("\"int\"", "\"int\""),
        &nested("\"string\"", r#"{"type":"int","logicalType":"date"}"#),
        &[
            ("a.zip", "type_changed", "type of field `zip` changed from int to string"),
            ("t{}[]", "logical_type_changed", "logical type of the items of the values of field `t` was added: date"),
        ],
    );
    // It became optional, and changed within.
    let optional = |kind: String| format!(r#"{{"name":"a","type":{kind}}}"#);
    fields(
        &optional(record("n.A", ID)),
        &optional(format!("[\"null\",{}]", record("n.A", ""))),
        &[
            (
                "a",
                "type_changed",
                "type of field `a` changed from record n.A to union [null, record n.A] (it may be null now)",
            ),
            ("a.id", "field_removed", "field `id` was removed"),
        ],
    );
}

#[test]
fn named_types() {
    let e = |rest: &str| format!(r#"{{"type":"enum","name":"ns.E",{rest}}}"#);
    root(
        &e(r#""symbols":["A","X"]"#),
        &e(r#""symbols":["A"]"#),
        &[("symbol_removed", "symbol `X` was removed from enum ns.E")],
    );
    root(
        &e(r#""symbols":["A"]"#),
        &e(r#""symbols":["A","X"]"#),
        &[("symbol_added", "symbol `X` was added to enum ns.E")],
    );
    root(
        &e(r#""symbols":["A","X"]"#),
        &e(r#""symbols":["X","A"]"#),
        &[("symbols_reordered", "symbols of enum ns.E are in another order")],
    );
    root(
        &e(r#""symbols":["A"]"#),
        &e(r#""symbols":["A"],"default":"A""#),
        &[("default_changed", "default of enum ns.E was added: `A`")],
    );
    let f = |name: &str, size: usize, rest: &str| format!(r#"{{"type":"fixed","name":"{name}","size":{size}{rest}}}"#);
    root(&f("F", 8, ""), &f("F", 16, ""), &[("size_changed", "size of fixed F changed from 8 to 16 bytes")]);
    root(&f("F", 8, ""), &f("G", 8, ""), &[("type_renamed", "fixed F was renamed to G")]);
    root(&f("a.F", 8, ""), &f("F", 8, ""), &[("namespace_changed", "namespace of fixed F changed from `a` to none")]);
    root(
        &f("F", 8, ""),
        &f("F", 8, r#","aliases":["n.G"],"doc":"d","x":1"#),
        &[
            ("doc_changed", "documentation of fixed F was added: \"d\""),
            ("alias_added", "alias `n.G` of fixed F was added"),
            ("attribute_changed", "attribute \"x\" of fixed F was added: 1"),
        ],
    );
    let r = record("E", "");
    root(&r, &r.replace("record", "error"), &[("error_changed", "record E became an error")]);
    // Inside, a type is only another name where an alias says so.
    fields(
        &format!(r#"{{"name":"f","type":{}}}"#, f("F", 8, "")),
        &format!(r#"{{"name":"f","type":{}}}"#, f("G", 9, r#","aliases":["F"]"#)),
        &[
            ("f", "type_renamed", "fixed n.F was renamed to n.G"),
            ("f", "size_changed", "size of fixed n.G changed from 8 to 9 bytes"),
        ],
    );
    let decimal = |precision: u32, scale: u32| {
        format!(r#"{{"type":"bytes","logicalType":"decimal","precision":{precision},"scale":{scale}}}"#)
    };
    root(
        &decimal(4, 2),
        &decimal(9, 2),
        &[(
            "logical_type_changed",
            "logical type of the schema changed from decimal of precision 4 and scale 2 to decimal of precision 9 and scale 2",
        )],
    );
}

#[test]
fn unions() {
    root(
        r#"["null","int"]"#,
        r#"["null","string"]"#,
        &[
            ("branch_removed", "branch int was removed from the union of the schema"),
            ("branch_added", "branch string was added to the union of the schema"),
        ],
    );
    root(
        r#"["null","int"]"#,
        r#"["int","null"]"#,
        &[("branches_reordered", "branches of the union of the schema are in another order")],
    );
    root(
        &format!("[{}]", record("a.R", "")),
        &format!("[\"null\",{}]", record("b.R", "")),
        &[
            ("branch_added", "branch null was added to the union of the schema"),
            ("namespace_changed", "namespace of record R changed from `a` to `b`"),
        ],
    );
}

#[test]
fn recursive_types_end() {
    let list =
        |kind: &str| record("L", &format!(r#"{{"name":"v","type":"{kind}"}},{{"name":"next","type":["null","L"]}}"#));
    let found = changes(&list("int"), &list("long"));
    assert_eq!(found.len(), 1);
    assert_eq!((&*found[0].0, found[0].1), ("v", "type_changed"));
}

/// No change is told exactly where schemas are equal: every schema of the vectors beside itself and its neighbours.
#[test]
fn nothing_changed_means_equal() {
    let (mut same, mut other) = (0, 0);
    let mut schemas: Vec<Schema> = Vec::new();
    for row in rows("schema-printed.jsonl") {
        schemas.push(parse(&text(&row, "schema")));
        schemas.push(parse(&text(&row, "printed")));
    }
    for file in ["resolve", "resolve-fail"] {
        for row in rows(&format!("avro/{file}.jsonl")) {
            schemas.extend([parse(&text(&row, "writer")), parse(&text(&row, "reader"))]);
        }
    }
    for (index, old) in schemas.iter().enumerate() {
        for new in &schemas[index..schemas.len().min(index + 12)] {
            let found = diff(old, new);
            assert_eq!(found.is_empty(), old == new, "{} -> {}: {found:?}", old.printed(), new.printed());
            *(if old == new { &mut same } else { &mut other }) += 1;
        }
    }
    assert!(same > 400 && other > 2_000, "{same} equal, {other} different");
}

#[test]
fn hostile_schemas() {
    let start = Instant::now();
    // A chain of types: as deep as it is long.
    let chain = |size: usize| {
        let mut parts = vec![format!(r#"{{"type":"fixed","name":"R0","size":{size}}}"#)];
        parts.extend((1..3_000).map(|i| record(&format!("R{i}"), &format!(r#"{{"name":"f","type":"R{}"}}"#, i - 1))));
        let all = format!(r#"{{"name":"all","type":[{}]}}"#, parts.join(","));
        parse(&record("T", &format!(r#"{all},{{"name":"last","type":"R2999"}}"#)))
    };
    let found = diff(&chain(1), &chain(2));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].sentence, "size of fixed R0 changed from 1 to 2 bytes");
    // More changes than a megabyte of text.
    let many = |kind: &str| {
        let fields = (0..40_000).map(|index| format!(r#"{{"name":"f{index}","type":"{kind}"}}"#));
        parse(&record("R", &fields.collect::<Vec<_>>().join(",")))
    };
    let found = diff(&many("int"), &many("long"));
    assert!(found.len() > 10_000 && found.len() < 40_000, "{}", found.len());
    assert_eq!(found.last().unwrap().kind, ChangeKind::CutOff);
    assert_eq!(found.iter().filter(|one| one.kind == ChangeKind::CutOff).count(), 1);
    // Unions of types that all have the same simple name.
    let union = |from: usize| {
        let branches = (from..from + 3_000).map(|index| record(&format!("n{index}.A"), ID));
        parse(&format!("[{}]", branches.collect::<Vec<_>>().join(",")))
    };
    assert!(!diff(&union(0), &union(2_000)).is_empty());
    assert!(start.elapsed() < Duration::from_secs(10), "took {:?}", start.elapsed());
}
