//! JSON Schema text: what is refused and why, where references lead, how it is printed; and text that wants to exhaust.
#![allow(clippy::unwrap_used)]
use isobyte::compatibility::{CompatibilityLevel, Direction};
use isobyte::json::compare::verdict::{check_one, compatible, differences};
use isobyte::json::draft::Draft;
use isobyte::json::kind::Policy;
use isobyte::json::schema::{JsonSchema, Reference};
use isobyte::{Code, Error};
use std::time::{Duration, Instant};

fn parse(text: &str) -> JsonSchema {
    JsonSchema::parse(text, &[]).unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn refused(text: &str) -> Error {
    let start = Instant::now();
    let error = JsonSchema::parse(text, &[]).expect_err(text);
    assert!(start.elapsed() < Duration::from_secs(1), "took {:?}", start.elapsed());
    error
}

/// A verdict within bounded time.
fn bounded(one: &JsonSchema, other: &JsonSchema) -> Result<bool, Error> {
    let start = Instant::now();
    let found = compatible(one, other, Policy::Strict);
    assert!(start.elapsed() < Duration::from_secs(3), "took {:?}", start.elapsed());
    found.map(|found| found.is_empty())
}

#[test]
fn text_that_is_no_json() {
    for text in ["", " ", "{", "{\"type\":}", "\"\\ud800\"", "[1,]", "{} x", "\u{feff}{}", "nul"] {
        assert_eq!(refused(text).code(), Code::SchemaSyntax, "{text:?}");
    }
    let error = refused("{\n  \"type\": strin\n}");
    assert_eq!(error.offset(), Some(12));
    assert!(error.message().contains("line 2"), "{error}");
}

#[test]
fn keywords_of_the_wrong_kind() {
    for (text, words) in [
        ("5", "#: expected a schema, found a number"),
        ("[]", "#: expected a schema, found an array"),
        (
            r#"{"type":"int"}"#,
            "#/type: expected one of array, boolean, integer, null, number, object, string, found \"int\"",
        ),
        (r#"{"type":["string",7]}"#, "#/type/1: expected one of"),
        (r#"{"type":["string","string"]}"#, "#/type: expected each name once, found \"string\" twice"),
        (r#"{"type":[]}"#, "#/type: expected a type's name, or an array of such names, found an empty array"),
        (r#"{"properties":[]}"#, "#/properties: expected an object of schemas"),
        (
            r#"{"properties":{"a":{"items":{"minLength":-1}}}}"#,
            "#/properties/a/items/minLength: expected a whole number from 0, found the number -1",
        ),
        (r#"{"maxItems":1.5}"#, "#/maxItems: expected a whole number from 0, found the number 1.5"),
        (r#"{"multipleOf":0}"#, "#/multipleOf: expected a number above 0, found the number 0"),
        (r#"{"required":"a"}"#, "#/required: expected an array of names, found the text \"a\""),
        (r#"{"required":[1]}"#, "#/required/0: expected a name, found a number"),
        (r#"{"anyOf":[]}"#, "#/anyOf: expected an array of at least one schema, found an empty array"),
        (r#"{"allOf":[{},3]}"#, "#/allOf/1: expected a schema, found a number"),
        (r#"{"exclusiveMaximum":true}"#, "#/exclusiveMaximum: expected a number, found a boolean"),
        (r#"{"pattern":"a(b"}"#, "#/pattern: expected a regular expression, found \"a(b\", in which a ( has no )"),
        (r#"{"patternProperties":{"a/[":{}}}"#, "#/patternProperties/a~1[: expected a regular expression"),
        (r#"{"dependencies":{"a":["b",2]}}"#, "#/dependencies/a/1: expected a name"),
        (r#"{"title":1}"#, "#/title: expected a text, found the number 1"),
        (
            r#"{"$schema":"http://json-schema.org/draft-04/schema#","properties":{"a":true}}"#,
            "#/properties/a: expected a schema as an object",
        ),
        (
            r#"{"$schema":"http://json-schema.org/draft-04/schema#","exclusiveMaximum":5}"#,
            "#/exclusiveMaximum: expected a boolean",
        ),
        (
            r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","items":[{}]}"#,
            "#/items: expected a schema, found an array",
        ),
        (
            r#"{"$schema":"http://json-schema.org/draft-03/schema#"}"#,
            "#/$schema: expected draft 4, 6, 7, 2019-09 or 2020-12, found draft 3",
        ),
    ] {
        let error = refused(text);
        assert_eq!(error.code(), Code::SchemaInvalid, "{text}: {error}");
        assert!(error.message().starts_with(words), "{text}: {error}");
    }
}

#[test]
fn keywords_that_a_draft_does_not_have() {
    for text in [
        r#"{"$schema":"http://json-schema.org/draft-04/schema#","const":1,"contains":5,"if":7}"#,
        r#"{"prefixItems":5,"$defs":5,"unevaluatedItems":5}"#,
        r#"{"$schema":"https://json-schema.org/draft/2020-12/schema","dependencies":5,"additionalItems":5}"#,
        r##"{"x-own":{"type":5},"enum":[{"type":5}],"default":{"$ref":"#/nowhere"}}"##,
        r#"{"minLength":2.0}"#,
    ] {
        parse(text);
    }
}

#[test]
fn drafts() {
    for draft in Draft::ALL {
        let schema = |uri: &str| parse(&format!(r#"{{"$schema":"{uri}"}}"#)).draft();
        assert_eq!(schema(draft.uri()), draft);
        assert_eq!(schema(&format!("{}#", draft.uri())), draft);
        assert_eq!(schema(&draft.uri().replace("https:", "http:")), draft);
    }
    assert_eq!(parse("{}").draft(), Draft::Draft7);
    assert_eq!(parse("true").draft(), Draft::Draft7);
    assert_eq!(parse(r#"{"$schema":"http://example.com/own"}"#).draft(), Draft::Draft7);
}

#[test]
fn references_that_lead_nowhere() {
    for (text, words) in [
        (
            r##"{"properties":{"a":{"$ref":"#/definitions/b"}}}"##,
            "#/properties/a/$ref: expected a reference that leads to a schema, found \"#/definitions/b\": nothing stands",
        ),
        (
            r##"{"items":{"$ref":"#foo"}}"##,
            "#/items/$ref: expected a reference that leads to a schema, found \"#foo\": no schema there has this anchor",
        ),
        (
            r#"{"$ref":"other.json"}"#,
            "#/$ref: expected a reference that leads to a schema, found \"other.json\": \"other.json\" is no schema in the text",
        ),
        (r#"{"$ref":"http://example.com/a"}"#, "#/$ref: expected"),
        (r##"{"$ref":"#/%"}"##, "#/$ref: expected"),
    ] {
        let error = refused(text);
        assert_eq!(error.code(), Code::SchemaReference, "{text}");
        assert!(error.message().starts_with(words), "{text}: {error}");
    }
    // To what is no schema.
    assert_eq!(refused(r##"{"$ref":"#/x","x":5}"##).code(), Code::SchemaInvalid);
}

#[test]
fn references_by_name() {
    let address = Reference {
        name: "address.json",
        text: r##"{"type":"object","properties":{"zip":{"$ref":"#/definitions/zip"}},"definitions":{"zip":{"type":"integer"}}}"##,
    };
    let text = r##"{"type":"object","properties":{"home":{"$ref":"address.json"},"zip":{"$ref":"./address.json#/definitions/zip"}}}"##;
    let schema = JsonSchema::parse(text, &[address]).unwrap();
    let inline = r#"{"type":"object","properties":{"home":{"type":"object","properties":{"zip":{"type":"integer"}}},"zip":{"type":"integer"}}}"#;
    assert_eq!(differences(&schema, &parse(inline), Policy::Strict).unwrap(), []);
    // Resolved, it needs no references.
    let resolved = parse(&schema.resolved());
    let found = differences(&schema, &resolved, Policy::Strict).unwrap();
    assert_eq!(found.iter().map(|found| found.kind.name()).collect::<Vec<_>>(), ["ID_CHANGED"]);
    let other = Reference { name: "other.json", ..address };
    let error = JsonSchema::parse(text, &[other]).unwrap_err();
    assert!(error.message().contains("other.json"), "{error}");
    JsonSchema::parse(text, &[address, address]).unwrap();
    let another = Reference { text: "{}", ..address };
    let error = JsonSchema::parse(text, &[address, another]).unwrap_err();
    assert!(error.message().contains("found two for address.json"), "{error}");
    let bad = Reference { name: "address.json", text: "{" };
    assert_eq!(JsonSchema::parse(text, &[bad]).unwrap_err().code(), Code::SchemaReference);
    let wrong = Reference { name: "address.json", text: r#"{"type":"int"}"# };
    assert!(JsonSchema::parse(text, &[wrong]).unwrap_err().message().starts_with("address.json#/type: expected"));
}

#[test]
fn references_by_identifier() {
    let reference =
        Reference { name: "customer", text: r#"{"$id":"http://example.com/schemas/customer.json","type":"integer"}"# };
    let text = r#"{"$id":"http://example.com/schemas/order.json","properties":{"a":{"$ref":"customer.json"},"b":{"$ref":"/schemas/customer.json#"}}}"#;
    let schema = JsonSchema::parse(text, &[reference]).unwrap();
    let inline = r#"{"properties":{"a":{"type":"integer"},"b":{"type":"integer"}}}"#;
    let found = differences(&schema, &parse(inline), Policy::Strict).unwrap();
    assert_eq!(found.iter().map(|found| found.kind.name()).collect::<Vec<_>>(), ["ID_CHANGED"; 3]);
    parse(&schema.resolved());
}

#[test]
fn printed_again() {
    let text =
        "{ \"type\" : \"object\",\n \"properties\": {\"b\": {\"maximum\": 1.0}, \"a\": {\"title\": \"\\u00e9\"}} }";
    let schema = parse(text);
    assert_eq!(schema.text(), text);
    assert_eq!(schema.canonical(), r#"{"type":"object","properties":{"b":{"maximum":1.0},"a":{"title":"é"}}}"#);
    assert_eq!(schema.normalized(), r#"{"properties":{"a":{"title":"é"},"b":{"maximum":1}},"type":"object"}"#);
    assert_eq!(schema.resolved(), schema.normalized());
    let other = parse("{\"properties\":{\"a\":{\"title\":\"é\"},\"b\":{\"maximum\":1}},\"type\":\"object\"}");
    assert_eq!(schema.normalized(), other.normalized());
    assert_ne!(schema.canonical(), other.canonical());
}

#[test]
fn levels() {
    let closed = |properties: &str| {
        parse(&format!(r#"{{"type":"object","properties":{{{properties}}},"additionalProperties":false}}"#))
    };
    let (one, two) = (closed(r#""a":{"type":"string"}"#), closed(r#""a":{"type":"string"},"b":{"type":"integer"}"#));
    let found = |level| {
        let found = check_one(level, &two, &one, Policy::Strict).unwrap();
        found.into_iter().map(|(direction, found)| (direction, found.finding(direction))).collect::<Vec<_>>()
    };
    assert_eq!(found(CompatibilityLevel::None), []);
    assert_eq!(found(CompatibilityLevel::Backward), []);
    let forward = found(CompatibilityLevel::ForwardTransitive);
    assert_eq!(forward, found(CompatibilityLevel::Full));
    let [(Direction::Forward, finding)] = &*forward else { panic!("{forward:?}") };
    assert_eq!((finding.kind, finding.path.as_str()), ("PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL", "#/properties/b"));
    assert_eq!(finding.message, "'#/properties/b': named by the new schema; the old schema is closed and refuses it");
    assert_eq!(
        finding.words,
        "the old schema has no property \"b\" (#/properties/b) and allows no others, the new schema has it as integer: data \
         written by the new schema can be invalid for readers of the old schema; to mend it, leave \"b\" out, or let the \
         schema be open (without \"additionalProperties\": false) before names are added"
    );
    assert!(check_one(CompatibilityLevel::Full, &two, &one, Policy::Lenient).unwrap().is_empty());
}

fn nested(open: &str, inner: &str, close: &str, depth: usize) -> String {
    format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
}

#[test]
fn deep_text() {
    let deep = nested(r#"{"not":"#, "{}", "}", 126);
    assert!(bounded(&parse(&deep), &parse(&deep)).unwrap());
    let deeper = refused(&nested(r#"{"not":"#, "{}", "}", 127));
    assert!(deeper.message().contains("127"), "{deeper}");
    assert_eq!(refused(&nested("[", "", "]", 100_000)).code(), Code::SchemaSyntax);
}

#[test]
fn references_in_circles() {
    for text in [
        r##"{"$ref":"#"}"##,
        r##"{"$ref":"#/definitions/a","definitions":{"a":{"$ref":"#/definitions/b"},"b":{"$ref":"#/definitions/a"}}}"##,
        r##"{"allOf":[{"$ref":"#"}]}"##,
        r##"{"anyOf":[{"$ref":"#"},{"not":{"$ref":"#"}}]}"##,
        r##"{"not":{"$ref":"#"}}"##,
        r##"{"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"#","type":"object","items":{"$dynamicRef":"#"}}"##,
    ] {
        let schema = parse(text);
        assert!(bounded(&schema, &schema).unwrap(), "{text}");
        let _ = bounded(&schema, &parse(r#"{"type":"string"}"#)).unwrap();
    }
}

/// Each definition uses the next one twice: a tree of 2^60 schemas.
#[test]
fn references_that_multiply() {
    let chain = |last: &str| {
        let each = (0..60).map(|i| {
            format!(r##""d{i}":{{"type":"object","properties":{{"l":{{"$ref":"#/definitions/d{n}"}},"r":{{"$ref":"#/definitions/d{n}"}}}}}}"##, n = i + 1)
        });
        parse(&format!(
            r##"{{"$ref":"#/definitions/d0","definitions":{{{},"d60":{last}}}}}"##,
            each.collect::<Vec<_>>().join(",")
        ))
    };
    let (one, other) = (chain(r#"{"type":"integer"}"#), chain(r#"{"type":"number"}"#));
    assert!(bounded(&other, &one).unwrap());
    assert!(!bounded(&one, &other).unwrap());
    assert_eq!(compatible(&one, &other, Policy::Strict).unwrap().len(), 1);
}

#[test]
fn large_combinations() {
    let sum = |keyword: &str, count: usize, less: usize| {
        let each = (0..count).map(|i| format!(r#"{{"type":"string","maxLength":{}}}"#, (i + 1) * 10 - less));
        parse(&format!(r#"{{"{keyword}":[{}]}}"#, each.collect::<Vec<_>>().join(",")))
    };
    assert!(bounded(&sum("anyOf", 2_000, 0), &sum("anyOf", 2_000, 0)).unwrap());
    assert!(bounded(&sum("anyOf", 100, 0), &sum("anyOf", 100, 1)).unwrap());
    assert!(!bounded(&sum("anyOf", 100, 1), &sum("anyOf", 100, 0)).unwrap());
    let error = bounded(&sum("allOf", 3_000, 1), &sum("allOf", 3_000, 0)).unwrap_err();
    assert_eq!(error.code(), Code::SchemaIncompatible);
    assert!(error.message().starts_with("expected schemas that can be compared in "), "{error}");
}

#[test]
fn large_objects() {
    let object = |name: &str, of: &str, more: &str| {
        let each = (0..20_000).map(|i| format!(r#""{name}{i}":{{"type":"{of}"}}"#));
        parse(&format!(r#"{{"type":"object","properties":{{{}}}{more}}}"#, each.collect::<Vec<_>>().join(",")))
    };
    let closed = r#","additionalProperties":false"#;
    assert!(bounded(&object("a", "number", ""), &object("a", "integer", "")).unwrap());
    assert!(!bounded(&object("a", "number", closed), &object("b", "number", closed)).unwrap());
    // Every pattern is held against every name.
    let patterns: Vec<_> = (0..2_000).map(|i| format!(r#""^z{i}":{{"type":"string"}}"#)).collect();
    let patterned = object("a", "number", &format!(r#","patternProperties":{{{}}}"#, patterns.join(",")));
    let _ = bounded(&patterned, &object("a", "integer", ""));
}

/// A long key above many schemas: their places would be as long, each.
#[test]
fn long_keys() {
    let key = "k".repeat(200_000);
    let many: Vec<_> = (0..20_000).map(|i| format!(r#""p{i}":{{"type":"string"}}"#)).collect();
    let text = |of: &str| {
        format!(r#"{{"properties":{{"{key}":{{"properties":{{{},"last":{{"type":"{of}"}}}}}}}}}}"#, many.join(","))
    };
    let (one, other) = (parse(&text("string")), parse(&text("integer")));
    assert!(!bounded(&one, &other).unwrap());
    let error = refused(&text("int"));
    assert!(error.message().len() < 1_000, "{}", error.message().len());
}

#[test]
fn hostile_patterns() {
    for pattern in
        ["(a*)*b", "(((((a{9}){9}){9}){9}){9}){9}", "(?=a)", "a{1000}{1000}{1000}", "\\\\p{L}", "(?<n>x)\\\\k<n>"]
    {
        let text = |of: &str| {
            format!(
                r#"{{"properties":{{"{}":{{"type":"{of}"}}}},"patternProperties":{{"{pattern}":{{"type":"number"}}}}}}"#,
                "a".repeat(3_000)
            )
        };
        let start = Instant::now();
        let (one, other) = (parse(&text("number")), parse(&text("integer")));
        assert!(start.elapsed() < Duration::from_secs(1), "{pattern}: {:?}", start.elapsed());
        assert!(bounded(&one, &other).unwrap(), "{pattern}");
    }
}
