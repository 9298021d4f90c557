//! What is written for fields without a value, by the option that says so.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
use isobyte::codec::Missing;
use isobyte::{Code, Codec, CodecOptions, Schema, Value};

const SCHEMA: &str = r#"{"type": "record", "name": "R", "fields": [
    {"name": "a", "type": "int"},
    {"name": "b", "type": ["string", "null"]},
    {"name": "c", "type": ["int", "null"], "default": 7},
    {"name": "d", "type": "null"}]}"#;

fn encode(missing: Missing, fields: &[&str]) -> Result<Vec<u8>, (Code, String)> {
    let mut options = CodecOptions::default();
    options.missing_fields = missing;
    let codec = Codec::new(&Schema::parse(SCHEMA).unwrap(), options).unwrap();
    let value = |name: &&str| match *name {
        "b" | "d" => Value::Null,
        _ => Value::Int(1),
    };
    let entries = fields.iter().map(|name| (name.to_string(), value(name))).collect();
    codec.encode_value(&Value::Map(entries)).map_err(|e| (e.code(), e.path()))
}

#[test]
fn missing_fields_are_what_the_option_says() {
    let missing = |path: &str| Err((Code::ValueMissing, path.to_owned()));
    for option in [Missing::Default, Missing::Null, Missing::Error] {
        assert_eq!(encode(option, &["a", "b", "c", "d"]), Ok(vec![2, 2, 0, 2]));
    }
    // The default of `c` is its first branch; null is the second branch of `b`, and no bytes for `d`.
    assert_eq!(encode(Missing::Default, &["a", "b", "d"]), Ok(vec![2, 2, 0, 14]));
    assert_eq!(encode(Missing::Default, &["a", "c", "d"]), missing("b"));
    assert_eq!(encode(Missing::Default, &["a", "b", "c"]), missing("d"));
    assert_eq!(encode(Missing::Null, &["a"]), Ok(vec![2, 2, 0, 14]));
    assert_eq!(encode(Missing::Null, &["b", "c", "d"]), missing("a"));
    assert_eq!(encode(Missing::Error, &["a", "b", "d"]), missing("c"));
    assert_eq!(encode(Missing::Error, &["a", "c", "d"]), missing("b"));
}
