//! Values of the apache-avro crate: its own encoder says what the bytes are, where the two agree, and the specification elsewhere.
#![allow(clippy::unwrap_used, deprecated)] // deprecated: what users of apache-avro call today
#![cfg(feature = "apache-avro")]
use apache_avro::types::Value;
use isobyte::{Code, Codec, Schema};
use std::collections::HashMap;

fn both(text: &str) -> (apache_avro::Schema, Codec) {
    let theirs = apache_avro::Schema::parse_str(text).unwrap();
    let codec = Codec::new(&Schema::try_from(&theirs).unwrap(), Default::default()).unwrap();
    (theirs, codec)
}

#[test]
fn what_they_encode_we_encode() {
    let logical = |kind: &str, name: &str| format!(r#"{{"type":"{kind}","logicalType":"{name}"}}"#);
    let record = r#"{"type":"record","name":"R","fields":[{"name":"a","type":["null","int"]},{"name":"b","type":"string"},
        {"name":"c","type":{"type":"array","items":"double"}},{"name":"d","type":{"type":"enum","name":"E","symbols":["X","Y"]}},
        {"name":"e","type":{"type":"map","values":"boolean"}},{"name":"f","type":{"type":"fixed","name":"F","size":2}}]}"#;
    let fields = vec![
        ("a".to_owned(), Value::Union(1, Box::new(Value::Int(-7)))),
        ("b".to_owned(), Value::String("é".into())),
        ("c".to_owned(), Value::Array(vec![Value::Double(1.5), Value::Double(-0.0)])),
        ("d".to_owned(), Value::Enum(1, "Y".into())),
        ("e".to_owned(), Value::Map(HashMap::from([("k".into(), Value::Boolean(true))]))),
        ("f".to_owned(), Value::Fixed(2, vec![1, 2])),
    ];
    let decimal = r#"{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}"#;
    let cases = [
        (record.to_owned(), Value::Record(fields)),
        (logical("int", "date"), Value::Date(-1)),
        (logical("int", "time-millis"), Value::TimeMillis(5)),
        (logical("long", "time-micros"), Value::TimeMicros(86_399_999_999)),
        (logical("long", "timestamp-millis"), Value::TimestampMillis(-1)),
        (logical("long", "timestamp-micros"), Value::TimestampMicros(1_700_000_000_000_001)),
        (logical("long", "local-timestamp-micros"), Value::LocalTimestampMicros(-1)),
        (decimal.to_owned(), Value::Decimal(apache_avro::Decimal::from([1u8, 0]))),
        (r#""bytes""#.to_owned(), Value::Bytes(vec![0, 255])),
        (r#"["int","long"]"#.to_owned(), Value::Union(1, Box::new(Value::Long(1)))),
    ];
    for (text, value) in cases {
        let (theirs, codec) = both(&text);
        let expected = apache_avro::to_avro_datum(&theirs, value.clone()).unwrap();
        assert_eq!(codec.encode_apache(&value).unwrap(), expected, "{text} {value:?}");
    }
}

#[test]
fn what_differs_follows_the_contract() {
    // Maps are sorted, whatever the order of the hash map.
    let (_, codec) = both(r#"{"type":"map","values":"int"}"#);
    let map = ["c", "a", "b"].map(|key| (key.to_owned(), Value::Int(1)));
    let bytes = codec.encode_apache(&Value::Map(HashMap::from(map))).unwrap();
    assert_eq!(bytes, [6, 2, b'a', 2, 2, b'b', 2, 2, b'c', 2, 0]);
    // A branch that is not there.
    let (_, codec) = both(r#"["null","int"]"#);
    let error = codec.encode_apache(&Value::Union(2, Box::new(Value::Int(1)))).unwrap_err();
    assert_eq!(error.code(), Code::ValueConstraint);
    // Without a number the kind decides.
    assert_eq!(codec.encode_apache(&Value::Int(1)).unwrap(), [2, 2]);
    assert_eq!(codec.encode_apache(&Value::String("x".into())).unwrap_err().code(), Code::ValueType);
}

#[test]
fn schemas_keep_what_matters() {
    let text = r#"{"type":"record","name":"R","namespace":"ns","aliases":["Old"],"fields":[
        {"name":"a","type":{"type":"int","logicalType":"date"},"default":3},
        {"name":"b","type":["null","string"],"default":null,"aliases":["c"]}]}"#;
    let theirs = apache_avro::Schema::parse_str(text).unwrap();
    let ours = Schema::try_from(&theirs).unwrap();
    assert_eq!(ours.canonical(), Schema::parse(text).unwrap().canonical());
    let codec = Codec::new(&ours, Default::default()).unwrap();
    // Both fields take their defaults: zig-zag 3, then branch 0.
    assert_eq!(codec.encode_apache(&Value::Record(vec![])).unwrap(), [6, 0]);
}
