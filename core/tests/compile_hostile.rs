//! Schemas that are small as texts and large as plans: what a schema says once is compiled once, however often it is referred to.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
use isobyte::model::shape::{Rep, Shape, ShapeId, Shapes};
use isobyte::{Code, Codec, Schema};
use std::time::{Duration, Instant};

/// Far more than any of these takes, and far less than what they took when work was multiplied.
const MOST_TIME: Duration = Duration::from_secs(20);

fn schema(text: &str) -> Schema {
    Schema::parse(text).unwrap()
}

fn record(name: &str, fields: impl IntoIterator<Item = String>) -> String {
    let fields = fields.into_iter().collect::<Vec<_>>().join(",");
    format!(r#"{{"type":"record","name":"{name}","fields":[{fields}]}}"#)
}

fn field(name: &str, kind: &str) -> String {
    format!(r#"{{"name":"{name}","type":{kind}}}"#)
}

fn symbols(count: usize, from: usize) -> String {
    let symbols: Vec<_> = (from..from + count).map(|i| format!("\"S{i}\"")).collect();
    format!(r#"{{"type":"enum","name":"E","symbols":[{}]}}"#, symbols.join(","))
}

#[test]
fn an_enum_is_compiled_once() {
    let fields = (0..5_000).map(|i| field(&format!("f{i}"), if i == 0 { "" } else { "\"E\"" }));
    let text = record("R", fields).replacen(r#""type":}"#, &format!(r#""type":{}}}"#, symbols(5_000, 0)), 1);
    let began = Instant::now();
    let codec = Codec::new(&schema(&text), Default::default()).unwrap();
    let compiled: usize = codec.plan().enums.iter().map(|one| one.symbols.len()).sum();
    assert!(compiled <= 10_000, "{compiled} symbols");
    // The same where the reader numbers them otherwise.
    let reader = schema(&text.replacen("\"S0\",", "", 1).replacen("\"S1\"", "\"S1\",\"S0\"", 1));
    let codec = Codec::resolve(&schema(&text), &reader, Default::default()).unwrap();
    let compiled: usize = codec.plan().enums.iter().map(|one| one.symbols.len()).sum();
    let renumbered: usize = codec.plan().symbols.iter().map(|one| one.to_reader.len()).sum();
    assert!(compiled <= 10_000 && renumbered <= 10_000, "{compiled} and {renumbered} symbols");
    assert!(began.elapsed() < MOST_TIME, "{:?}", began.elapsed());
}

#[test]
fn a_default_is_there_once() {
    // 2,000 records of the writer meet one of the reader, whose default is of 200 kB.
    let writer = (0..2_000).map(|i| record(&format!("W{i}"), [])).collect::<Vec<_>>().join(",");
    let texts = vec!["\"0123456789\""; 18_000].join(",");
    let reader = format!(
        r#"{{"type":"record","name":"R","fields":[{{"name":"d","type":{{"type":"array","items":"string"}},"default":[{texts}]}}]}}"#
    );
    let began = Instant::now();
    let codec = Codec::resolve(&schema(&format!("[{writer}]")), &schema(&reader), Default::default()).unwrap();
    let mut one: Vec<_> = codec.plan().defaults.iter().map(|one| one.bytes.as_ptr()).collect();
    one.dedup();
    assert_eq!(one.len(), 1);
    let strings = codec.names().strings.len();
    assert!(strings < 40_000, "{strings} strings");
    assert!(began.elapsed() < MOST_TIME, "{:?}", began.elapsed());
    let value = codec.decode_value(&[0]).unwrap();
    assert!(format!("{value:?}").contains("0123456789"));
}

#[test]
fn alternatives_inside_alternatives_are_compiled_once() {
    // A host type of texts and lists of itself, and a schema of unions in arrays.
    let table = vec![Shape::OneOf(vec![ShapeId(1), ShapeId(2)]), Shape::Plain(Rep::Text), Shape::List(ShapeId(0))];
    let shapes = Shapes::new(table).unwrap();
    let mut text = r#"["null","string"]"#.to_owned();
    for _ in 0..50 {
        text = format!(r#"["null","string",{{"type":"array","items":{text}}}]"#);
    }
    let began = Instant::now();
    let plain = Codec::bind(&schema(&text), shapes.clone(), Default::default()).unwrap();
    assert!(plain.plan().one_ofs.len() <= 200, "{}", plain.plan().one_ofs.len());
    let reader = text.replacen(r#"["null","string"]"#, r#"["string","null"]"#, 1);
    Codec::resolve_bind(&schema(&text), &schema(&reader), shapes, Default::default()).unwrap();
    assert!(began.elapsed() < MOST_TIME, "{:?}", began.elapsed());
}

#[test]
fn pairs_of_wide_types_are_counted() {
    // Every record of the writer meets every record of the reader, and each has many fields.
    let wide = |name: &str, prefix: &str| record(name, (0..150).map(|i| field(&format!("{prefix}{i}"), "\"int\"")));
    let optional = |name: &str| wide(name, "r").replace(r#""type":"int""#, r#""type":"int","default":0"#);
    let union = (0..250).map(|i| wide(&format!("W{i}"), "w")).collect::<Vec<_>>().join(",");
    let inner = record("U", [field("u", &format!("[{union}]"))]);
    let writer = record("Top", (0..250).map(|i| field(&format!("f{i}"), if i == 0 { &inner } else { "\"U\"" })));
    let holder = |i: usize| record(&format!("H{i}"), [field("u", &optional(&format!("R{i}")))]);
    let reader = record("Top", (0..250).map(|i| field(&format!("f{i}"), &holder(i))));
    let began = Instant::now();
    let error = Codec::resolve(&schema(&writer), &schema(&reader), Default::default()).unwrap_err();
    assert_eq!(error.code(), Code::SchemaIncompatible);
    assert!(error.message().contains("found more"), "{}", error.message());
    assert!(began.elapsed() < MOST_TIME, "{:?}", began.elapsed());
}

#[test]
fn records_that_fit_no_branch_by_name_are_compared_within_reason() {
    // None of the writer's records has the name of a branch, so each is compared with all of them.
    let records = |name: &str, count: usize| {
        let one = |i: usize| {
            let last = field(&format!("{name}{i}"), "\"string\"");
            record(&format!("{name}{i}"), (0..20).map(|i| field(&format!("f{i}"), "\"int\"")).chain([last]))
        };
        (0..count).map(one).collect::<Vec<_>>().join(",")
    };
    let (writer, reader) = (format!("[{}]", records("W", 1_000)), format!("[{}]", records("R", 1_000)));
    let began = Instant::now();
    // Whatever comes out.
    let _ = Codec::resolve(&schema(&writer), &schema(&reader), Default::default());
    assert!(began.elapsed() < MOST_TIME, "{:?}", began.elapsed());
    println!("{:?}", began.elapsed());
}

#[test]
fn sizes_beyond_all_data() {
    let fixed = format!(r#"{{"type":"fixed","name":"F","size":{}}}"#, i32::MAX);
    let text = record("R", [field("a", &fixed), field("b", "\"F\""), field("c", "\"F\"")]);
    let map = schema(&format!(r#"{{"type":"map","values":{text}}}"#));
    let codec = Codec::new(&map, Default::default()).unwrap();
    // 100 entries, of which the first is short.
    assert_eq!(codec.decode_value(&[0xc8, 1, 0, 0]).unwrap_err().code(), Code::DataTruncated);
    assert_eq!(codec.plan().items[0].least, u32::MAX);
    let reader = schema(
        &map.text()
            .replace(r#""name":"R""#, r#""name":"S""#)
            .replace(r#""fields":["#, r#""fields":[{"name":"n","type":"int","default":0},"#),
    );
    let codec = Codec::resolve(&map, &reader, Default::default()).unwrap();
    assert_eq!(codec.decode_value(&[0xc8, 1, 0, 0]).unwrap_err().code(), Code::DataTruncated);
    assert_eq!(codec.plan().items[0].least, u32::MAX);
}

#[test]
fn a_union_of_nothing_of_the_writer() {
    let codec = Codec::resolve(&schema("[]"), &schema("\"int\""), Default::default()).unwrap();
    let error = codec.decode_value(&[0]).unwrap_err();
    assert_eq!(error.code(), Code::DataMalformed, "{error}");
    // A list of it can be empty.
    let lists = |items: &str| schema(&format!(r#"{{"type":"array","items":{items}}}"#));
    let codec = Codec::resolve(&lists("[]"), &lists("\"int\""), Default::default()).unwrap();
    assert_eq!(format!("{:?}", codec.decode_value(&[0]).unwrap()), "List([])");
}

#[test]
fn a_default_that_the_host_does_not_hold_is_an_error_of_the_data() {
    let table = vec![
        Shape::OneOf(vec![ShapeId(1)]),
        Shape::Struct(isobyte::model::shape::Struct {
            name: "R".into(),
            size: 0,
            fields: vec![isobyte::model::shape::StructField { name: "e".into(), shape: ShapeId(2), offset: None }],
        }),
        Shape::Enum { name: "E".into(), symbols: vec!["S1".into()] },
    ];
    let shapes = Shapes::new(table).unwrap();
    let reader = schema(&record("R", [format!(r#"{{"name":"e","type":{},"default":"S0"}}"#, symbols(2, 0))]));
    let plain = Codec::bind(&reader, shapes.clone(), Default::default()).unwrap();
    let mut tape = vec![0u8; 256];
    assert_eq!(plain.decode_tape(&[0], 1, &mut tape).unwrap_err().code(), Code::DataUnrepresentable);
    let writer = schema(&record("R", [field("gone", "\"int\"")]));
    let codec = Codec::resolve_bind(&writer, &reader, shapes, Default::default()).unwrap();
    let error = codec.decode_tape(&[0x80, 1], 1, &mut tape).unwrap_err();
    assert_eq!((error.code(), error.path()), (Code::DataUnrepresentable, "e".to_owned()));
    // Where the field would be, not where in the default.
    assert_eq!(error.offset(), Some(2));
}

#[test]
fn places_of_mismatches_are_of_bounded_length() {
    // Under a very long name, many fields that do not fit.
    let inner = record("I", (0..5_000).map(|i| field(&format!("f{i}"), "\"string\"")));
    let outer = schema(&record("O", [field(&"x".repeat(500_000), &inner)]));
    let table = vec![Shape::Map(ShapeId(1)), Shape::Map(ShapeId(2)), Shape::Plain(Rep::I64)];
    let began = Instant::now();
    let error = Codec::bind(&outer, Shapes::new(table).unwrap(), Default::default()).unwrap_err();
    assert!(error.message().contains(".f49: expected a type for string") && error.message().contains("4950 more"));
    assert!(error.message().len() < 100_000, "{}", error.message().len());
    assert!(began.elapsed() < MOST_TIME, "{:?}", began.elapsed());
}

#[test]
fn enums_of_one_simple_name_are_told_apart_by_their_full_names() {
    let enums = |count: usize| {
        let symbols = symbols(300, 0);
        let one = |i: usize| symbols.replace(r#""name":"E""#, &format!(r#""name":"n{i}.E""#));
        format!("[{}]", (0..count).map(one).collect::<Vec<_>>().join(","))
    };
    let began = Instant::now();
    let codec = Codec::resolve(&schema(&enums(600)), &schema(&enums(601)), Default::default()).unwrap();
    assert!(began.elapsed() < MOST_TIME / 4, "{:?}", began.elapsed());
    // Branch 599, symbol 7.
    assert!(format!("{:?}", codec.decode_value(&[0xae, 9, 14]).unwrap()).contains("S7"));
}
