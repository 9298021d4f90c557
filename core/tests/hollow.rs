//! Records without bytes: what they hold is counted, so that a few bytes of data stay a few megabytes in memory.
#![allow(clippy::unwrap_used)]
use isobyte::avro::compare::compare;
use isobyte::model::shape::{Shape, ShapeId, Shapes, Struct, StructField};
use isobyte::{Code, Codec, CodecOptions, Limits, Schema, Value};

fn schema(text: &str) -> Schema {
    Schema::parse(text).unwrap()
}

/// An array of records of `count` nulls.
fn nulls(count: usize) -> String {
    let fields: Vec<_> = (0..count).map(|i| format!(r#"{{"name":"f{i}","type":"null"}}"#)).collect();
    format!(r#"{{"type":"array","items":{{"type":"record","name":"R","fields":[{}]}}}}"#, fields.join(","))
}

/// One block of so many items without bytes, less than 2^20.
fn items(count: u32) -> Vec<u8> {
    let twice = 2 * count;
    vec![twice as u8 | 0x80, (twice >> 7) as u8 | 0x80, (twice >> 14) as u8, 0]
}

fn code<T: std::fmt::Debug>(result: isobyte::Result<T>) -> Option<Code> {
    result.err().map(|e| e.code())
}

#[test]
fn every_door_has_the_same_limit() {
    let hollow = schema(&nulls(4));
    let codec = Codec::new(&hollow, CodecOptions::default()).unwrap();
    let limits = Limits::default();
    // 32,768 fields.
    for (count, expected) in [(8_192, None), (8_193, Some(Code::DataLimit))] {
        let data = items(count);
        let mut text = Vec::new();
        assert_eq!(code(codec.decode_value(&data)), expected);
        assert_eq!(code(codec.from_slice::<serde::de::IgnoredAny>(&data)), expected);
        assert_eq!(code(codec.from_slice::<Vec<serde::de::IgnoredAny>>(&data)), expected);
        assert_eq!(code(compare(hollow.graph(), &limits, &data, &data)), expected);
        assert_eq!(code(hollow.binary_to_json(&limits, &data, &mut text)), expected);
        let item = r#"{"f0":null,"f1":null,"f2":null,"f3":null}"#;
        let json = format!("[{}]", vec![item; count as usize].join(","));
        assert_eq!(code(hollow.json_to_binary(&limits, json.as_bytes(), &mut Vec::new())), expected);
        assert!(text.is_empty() || text == json.as_bytes());
    }
    // Who allows more items allows as many fields.
    let mut options = CodecOptions::default();
    options.limits.empty_items = 40_000;
    let codec = Codec::new(&hollow, options).unwrap();
    assert_eq!(code(codec.decode_value(&items(10_000))), None);
    assert_eq!(code(codec.decode_value(&items(10_001))), Some(Code::DataLimit));
}

#[test]
fn empty_records_that_took_a_byte_are_free() {
    let codec = Codec::new(
        &schema(r#"{"type":"array","items":["null",{"type":"record","name":"Nothing","fields":[]}]}"#),
        CodecOptions::default(),
    );
    let mut data = items(500_000);
    data.pop();
    data.extend(vec![2; 500_000]);
    data.push(0);
    let Value::List(found) = codec.unwrap().decode_value(&data).unwrap() else { panic!("no list") };
    assert_eq!(found.len(), 500_000);
}

#[test]
fn a_host_type_of_many_fields_gets_no_room_first() {
    // Each item takes 1,600 bytes of tape.
    let fields = (0..100).map(|i| StructField { name: format!("f{i}").into(), shape: ShapeId(2), offset: None });
    let shapes = Shapes::new(vec![
        Shape::List(ShapeId(1)),
        Shape::Struct(Struct { name: "R".into(), size: 0, fields: fields.collect() }),
        Shape::Any,
    ]);
    let codec = Codec::bind(&schema(&nulls(100)), shapes.unwrap(), CodecOptions::default()).unwrap();
    assert_eq!(code(codec.decode_tape(&items(16_384), 1, &mut [0; 64])), Some(Code::DataLimit));
    assert_eq!(code(codec.decode_tape(&items(327), 1, &mut vec![0; 1 << 20])), None);
    assert_eq!(code(codec.decode_tape(&items(328), 1, &mut vec![0; 1 << 20])), Some(Code::DataLimit));
}

#[test]
fn defaults_for_what_took_no_bytes_are_counted() {
    let reader = |default: &str, more: &str| {
        schema(&format!(
            r#"{{"type":"array","items":{{"type":"record","name":"R","fields":[
            {{"name":"d","type":{{"type":"array","items":"{more}"}},"default":[{default}]}}]}}}}"#
        ))
    };
    let writer = schema(&nulls(0));
    // 1,003 bytes, of which eight cost as much as a field, and one field: 126.
    let long = reader(&vec!["7"; 1_000].join(","), "int");
    let codec = Codec::resolve(&writer, &long, CodecOptions::default()).unwrap();
    assert_eq!(code(codec.decode_value(&items(260))), None);
    assert_eq!(code(codec.decode_value(&items(261))), Some(Code::DataLimit));
    // 1,000 items of no bytes, and one field.
    let hollow = reader(&vec!["null"; 1_000].join(","), "null");
    let codec = Codec::resolve(&writer, &hollow, CodecOptions::default()).unwrap();
    assert_eq!(code(codec.decode_value(&items(32))), None);
    assert_eq!(code(codec.decode_value(&items(33))), Some(Code::DataLimit));
    // A host that lacks the field meets the same limit.
    let shapes = r#"[{"kind":"list","item":1},{"kind":"struct","name":"R","fields":[]}]"#;
    let codec = Codec::resolve_bind(&writer, &long, Shapes::parse(shapes).unwrap(), CodecOptions::default()).unwrap();
    assert_eq!(code(codec.decode_tape(&items(260), 1, &mut [0; 4_096])), None);
    assert_eq!(code(codec.decode_tape(&items(261), 1, &mut [0; 4_096])), Some(Code::DataLimit));
    // A default of any size may stand for a few records: 2,049 each.
    let huge = schema(&format!(
        r#"{{"type":"array","items":{{"type":"record","name":"R","fields":[
        {{"name":"d","type":"string","default":"{}"}}]}}}}"#,
        "x".repeat(300_000)
    ));
    let codec = Codec::resolve(&writer, &huge, CodecOptions::default()).unwrap();
    assert_eq!(code(codec.decode_value(&items(15))), None);
    assert_eq!(code(codec.decode_value(&items(16))), Some(Code::DataLimit));
    // A writer whose records have bytes pays with them.
    let bytes =
        schema(r#"{"type":"array","items":{"type":"record","name":"R","fields":[{"name":"b","type":"boolean"}]}}"#);
    let codec = Codec::resolve(&bytes, &long, CodecOptions::default()).unwrap();
    let data = [&[200, 1][..], &[1; 100], &[0]].concat();
    assert_eq!(code(codec.decode_value(&data)), None);
}

/// What is left to its default costs on the way out what it costs on the way back.
#[test]
fn defaults_that_are_written_are_counted() {
    let text = r#"{"type":"array","items":{"type":"record","name":"R","fields":[{"name":"x","type":"boolean"},
        {"name":"n","type":{"type":"array","items":"null"},"default":[null,null]},
        {"name":"h","type":{"type":"record","name":"H","fields":[{"name":"a","type":"null"},{"name":"b","type":"null"},
        {"name":"c","type":"null"}]},"default":{"a":null,"b":null,"c":null}}]}}"#;
    let codec = Codec::new(&schema(text), CodecOptions::default()).unwrap();
    let item = Value::Map(vec![("x".to_owned(), Value::Boolean(true))]);
    let list = |count: usize| Value::List(vec![item.clone(); count]);
    // 16,384 nulls, 24,576 fields.
    let data = codec.encode_value(&list(8_192)).unwrap();
    assert_eq!(code(codec.decode_value(&data)), None);
    assert_eq!(code(codec.encode_value(&list(8_193))), Some(Code::ValueLimit));
}
