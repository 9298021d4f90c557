//! What errors say to people who made a common mistake: where, what was expected, what was found.
#![allow(clippy::unwrap_used)]
use isobyte::model::shape::Shapes;
use isobyte::tape::source::TapeSource;
use isobyte::{Code, Codec, Schema};

#[test]
fn text_that_is_no_schema() {
    for (text, offset, message) in [
        ("", 0, "expected a schema in JSON, found no text"),
        (" \n", 2, "expected a schema in JSON, found no text"),
        ("user.avsc", 0, r#"expected a schema in JSON, which begins with {, [ or ", found text that begins with 'u'"#),
        ("{\n  'type': 'int'}", 4, "expected JSON, found an error in line 2, column 3: key must be a string"),
    ] {
        let error = Schema::parse(text).unwrap_err();
        assert_eq!((error.code(), error.message()), (Code::SchemaSyntax, message), "{text:?}");
        assert_eq!(error.offset(), Some(offset), "{text:?}");
    }
}

#[test]
fn an_unknown_symbol_is_told_beside_the_known() {
    let schema = r#"{"type":"enum","name":"ns.Kind","symbols":["NEW","PAID"]}"#;
    let many = r#"{"type":"enum","name":"Many","symbols":["A","B","C","D","E","F","G","H","I"]}"#;
    for (schema, message) in [
        (schema, r#"expected a symbol of enum "ns.Kind" (NEW, PAID), found "GONE""#),
        (many, r#"expected a symbol of enum "Many" (A, B, C, D, E, F, G, H, ...), found "GONE""#),
    ] {
        let shapes = Shapes::parse(r#"[{"kind":"text"}]"#).unwrap();
        let codec = Codec::bind(&Schema::parse(schema).unwrap(), shapes, Default::default()).unwrap();
        let mut tape = (8u64 | 4 << 32).to_le_bytes().to_vec();
        tape.extend(b"GONE\0\0\0\0");
        let source = TapeSource { tape: &tape, wide: None };
        let error = codec.encode_tape(source, 1, &mut [0; 16], None).unwrap_err();
        assert_eq!((error.code(), error.message()), (Code::ValueConstraint, message));
    }
}

#[test]
fn types_are_told_in_words_of_no_language() {
    let schema = Schema::parse(
        r#"{"type":"record","name":"R","fields":[{"name":"a","type":"string"},{"name":"b","type":"long"},{"name":"c","type":"int"}]}"#,
    )
    .unwrap();
    let shapes = Shapes::parse(
        r#"[{"kind":"struct","name":"R","fields":[{"name":"a","shape":1},{"name":"b","shape":2},{"name":"c","shape":3},
            {"name":"C","shape":1}]},{"kind":"i32"},{"kind":"list","item":1},{"kind":"local_timestamp"}]"#,
    )
    .unwrap();
    let error = Codec::bind(&schema, shapes, Default::default()).unwrap_err();
    let expected = "a: expected a type for string, found a 32-bit integer; b: expected a type for long, found a list; \
                    c: expected a type for int, found a local timestamp; C: the schema has no such field in \"R\" (a, b, c)";
    assert_eq!((error.code(), error.message()), (Code::ShapeMismatch, expected));
}
