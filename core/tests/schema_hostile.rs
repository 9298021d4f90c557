//! Schema text that wants to exhaust the host, and the corners of parsing that no reference covers.
#![allow(clippy::unwrap_used)]
use isobyte::Code;
use isobyte::model::node::{Logical, NodeKind};
use isobyte::schema::{Format, ParseOptions, Schema, compatible};
use std::time::{Duration, Instant};

fn refused(text: &str) -> (Code, String, String) {
    let start = Instant::now();
    let error = Schema::parse(text).expect_err("must be refused");
    assert!(start.elapsed() < Duration::from_secs(1), "took {:?}", start.elapsed());
    (error.code(), error.path(), error.message().to_owned())
}

fn nested(open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

fn with_references(text: &str, references: &[Schema]) -> isobyte::Result<Schema> {
    Schema::parse_with(Format::Avro, text, references, &ParseOptions::default())
}

#[test]
fn text_that_is_no_schema() {
    for text in ["", " ", "{", "[", "\"", "\u{feff}\"int\"", "{\"type\":\"int\"", "\"\\ud800\"", "nul", "[1,]", "\0"] {
        assert_eq!(refused(text).0, Code::SchemaSyntax, "{text:?}");
    }
    for text in ["1", "true", "null", "1e308", "{\"type\":7}", "[[]]", "{\"type\":\"record\"}"] {
        assert_eq!(refused(text).0, Code::SchemaInvalid, "{text:?}");
    }
    assert_eq!(refused("\"\"").0, Code::SchemaReference);
}

#[test]
fn syntax_errors_have_an_offset() {
    let error = Schema::parse("{\n  \"type\": ?}").unwrap_err();
    assert_eq!((error.code(), error.offset()), (Code::SchemaSyntax, Some(12)));
}

#[test]
fn deep_text() {
    for depth in [128, 1_000, 100_000, 1_000_000] {
        let arrays = nested("{\"type\":\"array\",\"items\":", "\"null\"", "}", depth);
        assert_eq!(refused(&arrays).0, Code::SchemaSyntax);
        assert_eq!(refused(&nested("[", "", "]", depth)).0, Code::SchemaSyntax);
        assert_eq!(refused(&"[".repeat(depth)).0, Code::SchemaSyntax);
        let default = nested("[", "", "]", depth);
        let text = format!("{{\"type\":\"record\",\"name\":\"R\",\"fields\":[],\"x\":{default}}}");
        assert_eq!(refused(&text).0, Code::SchemaSyntax);
    }
    let deepest = Schema::parse(&nested("{\"type\":\"array\",\"items\":", "\"null\"", "}", 127)).unwrap();
    assert_eq!(Schema::parse(deepest.printed()).unwrap(), deepest);
}

/// Forward references are allowed, but must not make what is printed, or walked, deeper than text may be.
#[test]
fn deep_by_forward_references() {
    let record = |index: usize| {
        format!(
            "{{\"type\":\"record\",\"name\":\"R{index}\",\"fields\":[{{\"name\":\"f\",\"type\":\"R{}\"}}]}}",
            index + 1
        )
    };
    let chain = |length: usize, forward: bool| {
        let mut parts: Vec<String> = (0..length).map(record).collect();
        parts.push(format!("{{\"type\":\"fixed\",\"name\":\"R{length}\",\"size\":1}}"));
        if !forward {
            parts.reverse();
        }
        format!("[{}]", parts.join(","))
    };
    assert_eq!(refused(&chain(10_000, true)).0, Code::SchemaSyntax);
    assert!(Schema::parse(&chain(20, true)).is_ok());
    let long = Schema::parse(&chain(5_000, false)).unwrap();
    assert_eq!(Schema::parse(long.printed()).unwrap().canonical(), long.canonical());
    assert!(compatible(&long, &long).is_empty());
    assert_eq!(with_references("\"R0\"", &[long]).unwrap_err().code(), Code::SchemaSyntax);
}

/// Two chains of records whose ends differ: the comparison is as deep as the chains are long.
#[test]
fn deep_comparison() {
    let chain = |end: &str| {
        let mut parts = vec![format!("{{\"type\":\"fixed\",\"name\":\"R0\",\"size\":{end}}}")];
        parts.extend((1..3_000).map(|index| {
            let inner = index - 1;
            format!(
                "{{\"type\":\"record\",\"name\":\"R{index}\",\"fields\":[{{\"name\":\"f\",\"type\":\"R{inner}\"}}]}}"
            )
        }));
        let first = format!("{{\"name\":\"all\",\"type\":[{}],\"default\":\"\\u0000\"}}", parts.join(","));
        format!("{{\"type\":\"record\",\"name\":\"T\",\"fields\":[{first},{{\"name\":\"last\",\"type\":\"R2999\"}}]}}")
    };
    let writer = Schema::parse(&chain("1").replace("\"name\":\"all\"", "\"name\":\"other\"")).unwrap();
    assert!(compatible(&Schema::parse(&chain("1")).unwrap(), &writer).is_empty());
    let reader = Schema::parse(&chain("2").replace("\\u0000", "\\u0000\\u0000")).unwrap();
    let found = compatible(&reader, &writer);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].kind.name(), "FIXED_SIZE_MISMATCH");
    assert_eq!(found[0].path, format!("/fields/1/type{}/size", "/fields/0/type".repeat(2_999)));
}

#[test]
fn huge_numbers() {
    for size in ["2147483648", "1e400", "-1", "9223372036854775808", "0.0", "NaN", "null", "\"1\""] {
        let text = format!("{{\"type\":\"fixed\",\"name\":\"F\",\"size\":{size}}}");
        assert!(matches!(refused(&text).0, Code::SchemaInvalid | Code::SchemaSyntax), "{size}");
    }
    let big = Schema::parse("{\"type\":\"fixed\",\"name\":\"F\",\"size\":2147483647}").unwrap();
    assert!(matches!(&big.graph().node(big.graph().root).kind, NodeKind::Fixed(fixed) if fixed.size == 2_147_483_647));
    let decimal = |precision: &str| {
        let text = format!("{{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":{precision}}}");
        let schema = Schema::parse(&text).unwrap();
        schema.graph().node(schema.graph().root).logical
    };
    assert_eq!(decimal("2147483647"), Some(Logical::Decimal { precision: 2_147_483_647, scale: 0 }));
    for precision in ["2147483648", "99999999999999999999", "1e1", "4.0", "null", "[]"] {
        assert_eq!(decimal(precision), None, "{precision}");
    }
}

#[test]
fn defaults_that_never_end() {
    let itself = r#"{"type":"record","name":"R","fields":[{"name":"r","type":"R","default":{}}]}"#;
    let (code, path, message) = refused(itself);
    assert_eq!((code, path.as_str()), (Code::SchemaInvalid, "fields[0].default"));
    assert_eq!(message, "default contains itself");
    let union = r#"{"type":"record","name":"R","fields":[{"name":"r","type":["R","null"],"default":{}}]}"#;
    assert_eq!(refused(union).0, Code::SchemaInvalid);
    let ends = r#"{"type":"record","name":"R","fields":[{"name":"r","type":["null","R"],"default":null}]}"#;
    assert!(Schema::parse(ends).is_ok());
    let once = r#"{"type":"record","name":"R","fields":[{"name":"r","type":["R","null"],"default":{"r":null}}]}"#;
    let schema = Schema::parse(once).unwrap();
    let NodeKind::Record(record) = &schema.graph().node(schema.graph().root).kind else { panic!("no record") };
    assert_eq!(&*record.fields[0].default.as_ref().unwrap().bytes, [0, 2]);
}

/// Each record fills in two of the record before: the last default would be 2^60 bytes.
#[test]
fn defaults_that_double() {
    let text = |zero: &str| {
        let mut parts =
            vec![format!("{{\"type\":\"record\",\"name\":\"R0\",\"fields\":[{{\"name\":\"a\",\"type\":{zero}}}]}}")];
        parts.extend((1..60).map(|index| {
            let field = |name| format!("{{\"name\":\"{name}\",\"type\":\"R{}\",\"default\":{{}}}}", index - 1);
            format!("{{\"type\":\"record\",\"name\":\"R{index}\",\"fields\":[{},{}]}}", field("a"), field("b"))
        }));
        format!("[{}]", parts.join(","))
    };
    assert_eq!(refused(&text("\"int\",\"default\":0")).0, Code::SchemaInvalid);
    assert!(Schema::parse(&text("\"null\",\"default\":null")).is_ok());
}

/// Every level of the default fits two branches until its end fits none: 2^40 ways to fail.
#[test]
fn defaults_with_many_ways() {
    let record = |name: &str| {
        format!(
            "{{\"type\":\"record\",\"name\":\"{name}\",\"fields\":[{{\"name\":\"f\",\"type\":[\"A\",\"B\",\"null\"]}}]}}"
        )
    };
    let default = nested("{\"f\":", "true", "}", 40);
    let types = format!("[{},{}]", record("A"), record("B"));
    let text = format!(
        "{{\"type\":\"record\",\"name\":\"R\",\"fields\":[{{\"name\":\"x\",\"type\":{types},\"default\":{default}}}]}}"
    );
    let (code, path, _) = refused(&text);
    assert_eq!((code, path.as_str()), (Code::SchemaInvalid, "fields[0].default"));
}

#[test]
fn places_of_errors() {
    let deep = r#"{"type":"record","name":"R","fields":[{"name":"a","type":{"type":"map","values":["null","Nope"]}}]}"#;
    let (code, path, message) = refused(deep);
    assert_eq!((code, path.as_str()), (Code::SchemaReference, "fields[0].type.values[1]"));
    assert_eq!(message, "type \"Nope\" is defined nowhere");
    let default = r#"{"type":"record","name":"R","fields":[{"name":"a","type":{"type":"map","values":"int"},"default":{"k":"v"}}]}"#;
    let (_, path, message) = refused(default);
    assert_eq!((path.as_str(), message.as_str()), ("fields[0].default[\"k\"]", "expected int, found \"v\""));
    let long = format!("\"{}\"", "x".repeat(100_000));
    assert!(refused(&long).2.len() < 200);
}

#[test]
fn references() {
    let inner =
        Schema::parse(r#"{"type":"record","name":"x.In","fields":[{"name":"a","type":"int","default":7}]}"#).unwrap();
    let middle = with_references(
        r#"{"type":"record","name":"x.Mid","fields":[{"name":"i","type":"In","default":{}}]}"#,
        std::slice::from_ref(&inner),
    )
    .unwrap();
    let text =
        r#"{"type":"record","name":"x.Out","fields":[{"name":"m","type":"Mid"},{"name":"i","type":["null","x.In"]}]}"#;
    let outer = with_references(text, &[inner.clone(), middle.clone()]).unwrap();
    let alone = r#"{"type":"record","name":"x.Out","fields":[{"name":"m","type":{"type":"record","name":"Mid","fields":[
        {"name":"i","type":{"type":"record","name":"In","fields":[{"name":"a","type":"int","default":7}]},"default":{}}]}},
        {"name":"i","type":["null","In"]}]}"#;
    assert_eq!(outer, Schema::parse(alone).unwrap());
    assert_eq!(outer.text(), text);
    assert_eq!(
        outer.printed_with_references(),
        r#"{"type":"record","name":"Out","namespace":"x","fields":[{"name":"m","type":"Mid"},{"name":"i","type":["null","In"]}]}"#
    );
    assert_eq!(with_references("\"x.Mid\"", &[middle]).unwrap().name().unwrap().full(), "x.Mid");
    assert_eq!(with_references("\"x.Mid\"", &[]).unwrap_err().code(), Code::SchemaReference);
    let other = Schema::parse(r#"{"type":"fixed","name":"x.In","size":1}"#).unwrap();
    assert_eq!(with_references("\"x.In\"", &[inner.clone(), other]).unwrap_err().code(), Code::SchemaInvalid);
    let again = r#"{"type":"record","name":"x.In","fields":[{"name":"a","type":"long"}]}"#;
    assert_eq!(with_references(again, &[inner]).unwrap_err().code(), Code::SchemaInvalid);
}

/// What is deep enough in one text must not be printed too deep inside another.
#[test]
fn references_with_deep_attributes() {
    let deep = nested("[", "", "]", 100);
    let inner = Schema::parse(&format!("{{\"type\":\"fixed\",\"name\":\"F\",\"size\":1,\"x\":{deep}}}")).unwrap();
    let outer = |depth| {
        with_references(&nested("{\"type\":\"map\",\"values\":", "\"F\"", "}", depth), std::slice::from_ref(&inner))
    };
    assert_eq!(outer(27).unwrap_err().code(), Code::SchemaSyntax);
    let deepest = outer(26).unwrap();
    assert_eq!(Schema::parse(deepest.printed()).unwrap(), deepest);
}

#[test]
fn equality() {
    let one = Schema::parse(r#"{"type": "fixed", "name": "F", "size": 1}"#).unwrap();
    let same = Schema::parse(r#"{"size":1,"name":"F","type":"fixed"}"#).unwrap();
    let documented = Schema::parse(r#"{"size":1,"name":"F","type":"fixed","doc":"x"}"#).unwrap();
    assert_eq!(one, same);
    assert_ne!(one, documented);
    assert_eq!(one.canonical(), documented.canonical());
}
