//! Rust types through serde, against bytes written by hand from the specification.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
#![cfg(feature = "serde")]
use isobyte::{Code, Codec, CodecOptions, Error, Schema};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

fn codec(schema: &str) -> Codec {
    Codec::new(&Schema::parse(schema).unwrap(), Default::default()).unwrap()
}

/// Both ways: the value is these bytes, and these bytes are the value.
#[track_caller]
fn both<T: Serialize + DeserializeOwned + PartialEq + Debug>(schema: &str, value: T, bytes: &[u8]) {
    let codec = codec(schema);
    assert_eq!(codec.to_vec(&value).unwrap(), bytes, "{value:?}");
    assert_eq!(codec.from_slice::<T>(bytes).unwrap(), value);
}

#[track_caller]
fn refused<T: Serialize + ?Sized>(schema: &str, value: &T, code: Code, path: &str) -> Error {
    let error = codec(schema).to_vec(value).unwrap_err();
    assert_eq!((error.code(), &*error.path()), (code, path), "{error}");
    error
}

#[track_caller]
fn unread<'de, T: Deserialize<'de> + Debug>(schema: &str, data: &'de [u8], code: Code, path: &str) -> Error {
    let error = codec(schema).from_slice::<T>(data).unwrap_err();
    assert_eq!((error.code(), &*error.path()), (code, path), "{error}");
    error
}

const ORDER: &str = include_str!("../../bench/order.avsc");

#[derive(Serialize, Deserialize, Debug, PartialEq, Clone)]
struct Address {
    street: String,
    city: String,
    zip: i32,
}

#[derive(Serialize, Deserialize, Debug, PartialEq, Clone, Copy)]
#[serde(rename_all = "UPPERCASE")]
enum Kind {
    New,
    Paid,
    Shipped,
}

#[derive(Serialize, Deserialize, Debug, PartialEq, Clone)]
struct Order {
    id: i64,
    user: String,
    email: Option<String>,
    active: bool,
    score: f64,
    created: i64,
    kind: Kind,
    address: Address,
    tags: Vec<String>,
    attrs: BTreeMap<String, i64>,
}

fn order() -> (Order, Vec<u8>) {
    let order = Order {
        id: -1,
        user: "al".into(),
        email: Some("e".into()),
        active: true,
        score: 1.5,
        created: 64,
        kind: Kind::Shipped,
        address: Address { street: "s".into(), city: "é".into(), zip: 1 },
        tags: vec!["x".into(), "".into()],
        attrs: BTreeMap::from([("a".into(), 2), ("b".into(), -2)]),
    };
    let mut bytes = vec![1]; // id: zig-zag of -1
    bytes.extend([4, b'a', b'l']); // user
    bytes.extend([2, 2, b'e']); // email: branch 1, then the text
    bytes.push(1); // active
    bytes.extend(1.5f64.to_le_bytes()); // score
    bytes.extend([0x80, 0x01]); // created: zig-zag of 64 in two bytes
    bytes.push(4); // kind: symbol 2
    bytes.extend([2, b's', 4, 0xc3, 0xa9, 2]); // address
    bytes.extend([4, 2, b'x', 0, 0]); // tags: two, then the end
    bytes.extend([4, 2, b'a', 4, 2, b'b', 3, 0]); // attrs: two, sorted, then the end
    (order, bytes)
}

#[test]
fn an_order_is_what_the_specification_says() {
    let (order, bytes) = order();
    both(ORDER, order.clone(), &bytes);
    let codec = codec(ORDER);
    let mut out = vec![7];
    codec.append(&mut out, &order).unwrap();
    assert_eq!(out[1..], bytes);
    let mut place = [0u8; 64];
    assert_eq!(isobyte::to_slice(&codec, &order, &mut place).unwrap(), bytes.len());
    assert_eq!(place[..bytes.len()], bytes);
    let small = codec.to_slice(&order, &mut place[..10]).unwrap_err();
    assert_eq!(small.code(), Code::BufferTooSmall);
    assert!(small.offset().unwrap() > 10);
    assert_eq!(isobyte::to_vec(&codec, &order).unwrap(), bytes);
    assert_eq!(isobyte::from_slice::<Order>(&codec, &bytes).unwrap(), order);
}

#[test]
fn fields_in_another_order_and_fewer_of_them() {
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    struct Shuffled {
        zip: i32,
        street: String,
        city: String,
    }
    #[derive(Deserialize, Debug, PartialEq)]
    struct Part<'a> {
        city: &'a str,
        #[serde(default)]
        planet: Option<u8>,
    }
    let address = r#"{"type":"record","name":"Address","fields":[{"name":"street","type":"string"},
        {"name":"city","type":"string"},{"name":"zip","type":"int"}]}"#;
    let bytes = [2, b's', 2, b'c', 2];
    let shuffled = || Shuffled { zip: 1, street: "s".into(), city: "c".into() };
    both(address, shuffled(), &bytes);
    // One codec, several types for one record: what was remembered of one type must not be taken for another.
    let codec = codec(address);
    let straight = Address { street: "s".into(), city: "c".into(), zip: 1 };
    for _ in 0..2 {
        assert_eq!(codec.to_vec(&straight).unwrap(), bytes);
        assert_eq!(codec.to_vec(&shuffled()).unwrap(), bytes);
        assert_eq!(codec.from_slice::<Address>(&bytes).unwrap(), straight);
        assert_eq!(codec.from_slice::<Shuffled>(&bytes).unwrap(), shuffled());
        assert_eq!(codec.from_slice::<Part<'_>>(&bytes).unwrap(), Part { city: "c", planet: None });
    }
}

#[test]
fn what_is_missing_and_what_is_too_much() {
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    struct R {
        a: i32,
        #[serde(skip_serializing_if = "Option::is_none")]
        b: Option<i64>,
        #[serde(flatten)]
        rest: BTreeMap<String, String>,
    }
    #[derive(Serialize, Deserialize, Debug)]
    #[serde(deny_unknown_fields)]
    struct Strict {
        a: i32,
    }
    let record = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},
        {"name":"b","type":["long","null"],"default":5},{"name":"c","type":"string"}]}"#;
    let rest = || BTreeMap::from([("c".to_owned(), "x".to_owned())]);
    both(record, R { a: 1, b: Some(2), rest: rest() }, &[2, 0, 4, 2, b'x']);
    // Left out, `b` takes its default, which is not null.
    assert_eq!(codec(record).to_vec(&R { a: 1, b: None, rest: rest() }).unwrap(), [2, 0, 10, 2, b'x']);
    refused(record, &R { a: 1, b: None, rest: BTreeMap::new() }, Code::ValueMissing, "c");
    let more = R { a: 1, b: None, rest: BTreeMap::from([("c".into(), "x".into()), ("d".into(), "y".into())]) };
    let error = refused(record, &more, Code::ValueConstraint, "");
    assert!(error.message().contains("\"d\""), "{error}");
    let mut options = CodecOptions::default();
    options.ignore_unknown_fields = true;
    let lenient = Codec::new(&Schema::parse(record).unwrap(), options).unwrap();
    assert_eq!(lenient.to_vec(&more).unwrap(), [2, 0, 10, 2, b'x']);
    unread::<Strict>(record, &[2, 0, 4, 2, b'x'], Code::DataUnrepresentable, "");
    let error = unread::<Order>(record, &[2, 0, 4, 2, b'x'], Code::DataUnrepresentable, "");
    assert!(error.message().contains("missing field `id`"), "{error}");
}

#[test]
fn variants_name_branches() {
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    struct User {
        name: String,
    }
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    enum Event {
        Null,
        Long(i64),
        #[serde(rename = "string")]
        Words(String),
        User(User),
        #[serde(rename = "ns.Point")]
        Spot {
            x: i32,
            y: i32,
        },
        Array(i32, i32),
        Colour(Colour),
    }
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    enum Colour {
        Red,
        Colour,
    }
    let union = r#"["null","long","string",{"type":"record","name":"User","namespace":"ns","fields":[{"name":"name","type":"string"}]},
        {"type":"record","name":"Point","namespace":"ns","fields":[{"name":"x","type":"int"},{"name":"y","type":"int"}]},
        {"type":"array","items":"int"},{"type":"enum","name":"Colour","symbols":["Red","Colour"]}]"#;
    let user = || User { name: "u".into() };
    both(union, Event::Null, &[0]);
    both(union, Event::Long(3), &[2, 6]);
    both(union, Event::Words("w".into()), &[4, 2, b'w']);
    both(union, Event::User(user()), &[6, 2, b'u']);
    both(union, Event::Spot { x: 1, y: 2 }, &[8, 2, 4]);
    both(union, Event::Array(1, 2), &[10, 4, 2, 4, 0]);
    both(union, Event::Colour(Colour::Red), &[12, 0]);
    // A struct and a unit enum name their branches themselves, also inside an option.
    both(union, Some(user()), &[6, 2, b'u']);
    both(union, Some(Colour::Red), &[12, 0]);
    both(union, Some(Colour::Colour), &[12, 2]);
    both(union, Some(Event::Long(3)), &[2, 6]);
    both(union, None::<Event>, &[0]);
    both(&format!(r#"{{"type":"array","items":{union}}}"#), vec![Event::Long(1), Event::Null], &[4, 2, 2, 0, 0]);

    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    enum Other {
        Long(i64),
        Boolean(bool),
    }
    refused(union, &Other::Boolean(true), Code::ValueConstraint, "");
    let error = unread::<Other>(union, &[6, 2, b'u'], Code::DataUnrepresentable, "");
    assert!(error.message().contains("ns.User"), "{error}");
    unread::<Event>(r#""long""#, &[2], Code::DataUnrepresentable, "");
    unread::<Event>(union, &[14], Code::DataMalformed, "");

    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    #[serde(untagged)]
    enum Untagged {
        Number(i64),
        Text(String),
        Point { x: i32, y: i32 },
        List(Vec<i32>),
    }
    both(union, Untagged::Number(3), &[2, 6]);
    both(union, Untagged::Text("w".into()), &[4, 2, b'w']);
    both(union, Untagged::List(vec![]), &[10, 0]);
    assert_eq!(codec(union).from_slice::<Untagged>(&[8, 2, 4]).unwrap(), Untagged::Point { x: 1, y: 2 });
}

#[test]
fn a_union_judges_by_kind() {
    let numbers = r#"["int","long","double"]"#;
    let codec = codec(numbers);
    assert_eq!(codec.to_vec(&5i64).unwrap(), [0, 10]);
    assert_eq!(codec.to_vec(&5u8).unwrap(), [0, 10]);
    assert_eq!(codec.to_vec(&(1i64 << 31)).unwrap()[0], 2);
    assert_eq!(codec.to_vec(&1.0f32).unwrap()[0], 4);
    refused(r#"["null","string"]"#, &Kind::New, Code::ValueType, "");
    refused(r#""string""#, &Kind::New, Code::ValueType, "");
    let twins = r#"[{"type":"record","name":"A","fields":[{"name":"x","type":"int"}]},
        {"type":"record","name":"B","fields":[{"name":"x","type":"int"}]}]"#;
    refused(twins, &HashMap::from([("x", 1)]), Code::ValueAmbiguous, "");
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    struct B {
        x: i32,
    }
    both(twins, B { x: 1 }, &[2, 2]);
}

#[test]
fn numbers_must_fit() {
    both(r#""long""#, i64::MIN, &[0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]);
    both(r#""long""#, 7i128, &[14]);
    both(r#""int""#, 7u128, &[14]);
    both(r#""int""#, -3i8, &[5]);
    both(r#""float""#, 1.5f32, &[0, 0, 0xc0, 0x3f]);
    both(r#""string""#, 'é', &[4, 0xc3, 0xa9]);
    both(r#""null""#, (), &[]);
    refused(r#""int""#, &(1i64 << 31), Code::ValueRange, "");
    refused(r#""long""#, &u64::MAX, Code::ValueRange, "");
    refused(r#""long""#, &(1i128 << 64), Code::ValueRange, "");
    refused(r#""long""#, &u128::MAX, Code::ValueRange, "");
    refused(r#""double""#, &((1i64 << 53) + 1), Code::ValueRange, "");
    refused(r#""float""#, &1e300, Code::ValueRange, "");
    refused(r#""int""#, &5.0, Code::ValueType, "");
    refused(r#""int""#, &true, Code::ValueType, "");
    unread::<i8>(r#""int""#, &[0x80, 0x02], Code::DataUnrepresentable, "");
    unread::<u64>(r#""long""#, &[1], Code::DataUnrepresentable, "");
    unread::<char>(r#""string""#, &[4, b'a', b'b'], Code::DataUnrepresentable, "");
    let tenth = 0.1f64.to_le_bytes();
    unread::<f32>(r#""double""#, &tenth, Code::DataUnrepresentable, "");
    assert_eq!(codec(r#""double""#).from_slice::<f32>(&0.5f64.to_le_bytes()).unwrap(), 0.5);
    assert_eq!(codec(r#""long""#).from_slice::<f64>(&[4]).unwrap(), 2.0);
    // 2^53 + 1, zig-zag.
    unread::<f64>(r#""long""#, &[0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20], Code::DataUnrepresentable, "");
    unread::<Vec<u8>>(r#"{"type":"array","items":"int"}"#, &[2, 0x80, 4, 0], Code::DataUnrepresentable, "[0]");
}

#[test]
fn texts_and_bytes_are_borrowed() {
    #[derive(Serialize, Deserialize, Debug, PartialEq)]
    struct View<'a> {
        text: &'a str,
        maybe: Option<&'a str>,
        #[serde(with = "serde_bytes")]
        bytes: &'a [u8],
        map: BTreeMap<&'a str, i32>,
    }
    let schema = r#"{"type":"record","name":"View","fields":[{"name":"text","type":"string"},{"name":"maybe","type":["null","string"]},
        {"name":"bytes","type":{"type":"fixed","name":"F","size":2}},{"name":"map","type":{"type":"map","values":"int"}}]}"#;
    let data = [2, b't', 2, 2, b'm', 8, 9, 2, 2, b'k', 2, 0];
    let codec = codec(schema);
    let view: View<'_> = codec.from_slice(&data).unwrap();
    assert_eq!(view, View { text: "t", maybe: Some("m"), bytes: &[8, 9], map: BTreeMap::from([("k", 1)]) });
    let inside = data.as_ptr_range();
    assert!(inside.contains(&view.text.as_ptr()) && inside.contains(&view.bytes.as_ptr()));
    assert!(
        inside.contains(&view.maybe.unwrap().as_ptr()) && inside.contains(&view.map.keys().next().unwrap().as_ptr())
    );
    assert_eq!(codec.to_vec(&view).unwrap(), data);
}

#[test]
fn bytes_are_bytes_or_a_sequence() {
    both(r#""bytes""#, vec![1u8, 255], &[4, 1, 255]);
    both(r#""bytes""#, serde_bytes::ByteBuf::from(vec![1, 2]), &[4, 1, 2]);
    both(r#"{"type":"fixed","name":"F","size":3}"#, [7u8, 8, 9], &[7, 8, 9]);
    both(r#"{"type":"fixed","name":"F","size":16,"logicalType":"uuid"}"#, [7u8; 16], &[7; 16]);
    both(r#"{"type":"fixed","name":"F","size":12,"logicalType":"duration"}"#, [7u8; 12], &[7; 12]);
    both(r#"{"type":"bytes","logicalType":"decimal","precision":4,"scale":2}"#, vec![1u8, 0], &[4, 1, 0]);
    both(r#"{"type":"array","items":"int"}"#, vec![1u8, 255], &[4, 2, 0xfe, 3, 0]);
    both(r#"{"type":"long","logicalType":"timestamp-millis"}"#, 5i64, &[10]);
    both(r#"{"type":"int","logicalType":"date"}"#, 5i32, &[10]);
    refused(r#""bytes""#, &vec![1, 256], Code::ValueType, "");
    refused(r#""bytes""#, "text", Code::ValueType, "");
    refused(r#"{"type":"fixed","name":"F","size":3}"#, &[7u8; 2], Code::ValueConstraint, "");
    unread::<[u8; 2]>(r#""bytes""#, &[6, 1, 2, 3], Code::DataUnrepresentable, "");
}

#[test]
fn sequences_and_mappings() {
    let ints = r#"{"type":"array","items":"int"}"#;
    both(ints, (1, 2), &[4, 2, 4, 0]);
    both(ints, Vec::<i32>::new(), &[0]);
    // Two blocks, one of them with its size in bytes.
    assert_eq!(codec(ints).from_slice::<Vec<i32>>(&[2, 2, 1, 2, 4, 0]).unwrap(), [1, 2]);
    assert_eq!(codec(ints).from_slice::<(i32, i32)>(&[2, 2, 1, 2, 4, 0]).unwrap(), (1, 2));
    unread::<(i32, i32)>(ints, &[6, 2, 4, 6, 0], Code::DataUnrepresentable, "");
    unread::<(i32, i32)>(ints, &[2, 2, 0], Code::DataUnrepresentable, "");
    let map = r#"{"type":"map","values":"int"}"#;
    let keys = ["b", "é", "a", "bb", "A", "z", "c"];
    let many: HashMap<&str, i32> = keys.iter().map(|key| (*key, 1)).collect();
    let mut sorted = vec![14];
    for key in ["A", "a", "b", "bb", "c", "z", "é"] {
        sorted.push(2 * key.len() as u8);
        sorted.extend(key.bytes());
        sorted.push(2);
    }
    sorted.push(0);
    assert_eq!(codec(map).to_vec(&many).unwrap(), sorted);
    assert_eq!(codec(map).from_slice::<HashMap<&str, i32>>(&sorted).unwrap(), many);
    // Of a key that occurs twice the last one wins.
    let twice = [4, 2, b'a', 2, 2, b'a', 4, 0];
    assert_eq!(codec(map).from_slice::<BTreeMap<String, i32>>(&twice).unwrap(), BTreeMap::from([("a".into(), 2)]));
    refused(map, &BTreeMap::from([(1, 1)]), Code::ValueType, "");
    refused(map, &BTreeMap::from([("k", "v")]), Code::ValueType, "[\"k\"]");
    both(map, Address2 { x: 1, y: 2 }, &[4, 2, b'x', 2, 2, b'y', 4, 0]);
    unread::<Address2>(ints, &[4, 2, 4, 0], Code::DataUnrepresentable, "");
    // More than a type announced, with others in between.
    let nested = r#"{"type":"array","items":{"type":"array","items":"int"}}"#;
    let unsized_value: Vec<Unsized> = (1..20).map(Unsized).collect();
    let mut expected = vec![38];
    for n in 1..20u8 {
        expected.push(2 * n);
        expected.extend((0..n).map(|i| 2 * i));
        expected.push(0);
    }
    expected.push(0);
    assert_eq!(codec(nested).to_vec(&Outer(unsized_value)).unwrap(), expected);
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct Address2 {
    x: i32,
    y: i32,
}

/// Sequences that do not say how long they are.
struct Unsized(i32);
struct Outer(Vec<Unsized>);

impl Serialize for Unsized {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((0..self.0).filter(|_| true))
    }
}

impl Serialize for Outer {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().filter(|_| true))
    }
}

#[test]
fn errors_say_where() {
    let nested = r#"{"type":"record","name":"R","fields":[{"name":"list","type":{"type":"array","items":
        {"type":"map","values":["null","int"]}}}]}"#;
    #[derive(Serialize, Deserialize, Debug)]
    struct R<T> {
        list: Vec<BTreeMap<String, Option<T>>>,
    }
    let one = |value| BTreeMap::from([("k".to_owned(), Some(value))]);
    refused(nested, &R { list: vec![one(1i64), one(1 << 40)] }, Code::ValueRange, "list[1][\"k\"]");
    let data = [4, 2, 2, b'k', 2, 2, 0, 2, 2, b'k', 2, 0xfe, 3, 0, 0];
    unread::<R<i8>>(nested, &data, Code::DataUnrepresentable, "list[1][\"k\"]");
    let error = unread::<R<i32>>(nested, &data[..11], Code::DataTruncated, "list[1][\"k\"]");
    assert_eq!(error.offset(), Some(11));
    unread::<i32>(r#""int""#, &[2, 2], Code::DataTrailing, "");

    struct Refuses;
    impl Serialize for Refuses {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("no, not this"))
        }
    }
    let error = refused(r#""int""#, &Refuses, Code::ValueConstraint, "");
    assert_eq!(error.message(), "no, not this");
    let mut out = vec![1, 2];
    codec(r#""int""#).append(&mut out, &"text").unwrap_err();
    assert_eq!(out, [1, 2]);
}

#[test]
fn a_struct_read_by_hand_gets_its_names() {
    #[derive(Debug, PartialEq)]
    struct ByHand(i32, i32);
    struct Names;
    impl<'de> serde::de::Visitor<'de> for Names {
        type Value = ByHand;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a mapping, and no sequence")
        }
        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<ByHand, A::Error> {
            let mut value = ByHand(0, 0);
            while let Some(key) = map.next_key::<String>()? {
                *(if key == "x" { &mut value.0 } else { &mut value.1 }) = map.next_value()?;
            }
            Ok(value)
        }
    }
    impl<'de> Deserialize<'de> for ByHand {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_struct("P", &["x", "y"], Names)
        }
    }
    let point = codec(r#"{"type":"record","name":"P","fields":[{"name":"x","type":"int"},{"name":"y","type":"int"}]}"#);
    assert_eq!(point.from_slice::<ByHand>(&[2, 4]).unwrap(), ByHand(1, 2));
}

#[test]
fn a_value_may_encode_another_inside() {
    struct Inside(i32);
    impl Serialize for Inside {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let inner = codec(r#"{"type":"array","items":"int"}"#).to_vec(&vec![self.0]).unwrap();
            serializer.serialize_bytes(&inner)
        }
    }
    let list = codec(r#"{"type":"array","items":"bytes"}"#);
    assert_eq!(list.to_vec(&vec![Inside(1), Inside(2)]).unwrap(), [4, 6, 2, 2, 0, 6, 2, 4, 0, 0]);
}

#[test]
fn a_bound_codec_is_for_its_host() {
    use isobyte::model::shape::{Rep, Shape, Shapes};
    let shapes = Shapes::new(vec![Shape::Plain(Rep::I64)]).unwrap();
    let bound = Codec::bind(&Schema::parse(r#""long""#).unwrap(), shapes, Default::default()).unwrap();
    assert_eq!(bound.to_vec(&1).unwrap_err().code(), Code::ShapeMismatch);
    assert_eq!(bound.from_slice::<i64>(&[2]).unwrap_err().code(), Code::ShapeMismatch);
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct L {
    next: Option<Box<L>>,
}

#[derive(Serialize)]
enum Onion {
    L(Box<Onion>),
    Null,
}

#[test]
fn depth_is_limited_and_fits_a_small_stack() {
    const STACK: usize = if cfg!(debug_assertions) { 16 } else { 1 } * 1024 * 1024;
    let run = || {
        let codec = codec(r#"{"type":"record","name":"L","fields":[{"name":"next","type":["null","L"]}]}"#);
        let mut list = L { next: None };
        for _ in 1..1000 {
            list = L { next: Some(Box::new(list)) };
        }
        let mut bytes = vec![2; 999];
        bytes.push(0);
        assert_eq!(codec.to_vec(&list).unwrap(), bytes);
        assert_eq!(codec.from_slice::<L>(&bytes).unwrap(), list);
        let deeper = L { next: Some(Box::new(list)) };
        assert_eq!(codec.to_vec(&deeper).unwrap_err().code(), Code::ValueLimit);
        bytes.insert(0, 2);
        assert_eq!(codec.from_slice::<L>(&bytes).unwrap_err().code(), Code::DataLimit);
        assert_eq!(codec.from_slice::<IgnoredAny>(&bytes).unwrap_err().code(), Code::DataLimit);
        let mut onion = Onion::Null;
        for _ in 0..1001 {
            onion = Onion::L(Box::new(onion));
        }
        assert_eq!(codec.to_vec(&onion).unwrap_err().code(), Code::ValueLimit);
    };
    std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().unwrap();
}

#[test]
fn hostile_data_are_refused_as_by_every_host() {
    let (_, bytes) = order();
    let codec = codec(ORDER);
    for cut in 0..bytes.len() {
        let error = codec.from_slice::<Order>(&bytes[..cut]).unwrap_err();
        assert_eq!(error.code(), Code::DataTruncated, "cut at {cut}");
    }
    for at in 0..bytes.len() {
        for flip in 1..=255u8 {
            let mut data = bytes.clone();
            data[at] ^= flip;
            match (codec.from_slice::<Order>(&data), codec.decode_value(&data)) {
                (Ok(found), Ok(dynamic)) => {
                    assert_eq!(codec.to_vec(&found).unwrap(), codec.encode_value(&dynamic).unwrap(), "{at} {flip}");
                }
                (Err(found), Err(expected)) => {
                    assert_eq!((found.code(), found.path()), (expected.code(), expected.path()), "{at} {flip}");
                }
                (found, expected) => panic!("{at} {flip}: {found:?}, {expected:?}"),
            }
        }
    }
}

mod random {
    use super::{Address, Kind, ORDER, Order, codec};
    use proptest::prelude::*;

    prop_compose! {
        fn orders()(
            (id, user, email) in any::<(i64, String, Option<String>)>(),
            score in any::<f64>().prop_filter("NaN is not itself", |x| !x.is_nan()),
            (active, created) in any::<(bool, i64)>(),
            kind in prop_oneof![Just(Kind::New), Just(Kind::Paid), Just(Kind::Shipped)],
            (street, city, zip) in any::<(String, String, i32)>(),
            (tags, attrs) in any::<(Vec<String>, std::collections::BTreeMap<String, i64>)>(),
        ) -> Order {
            let address = Address { street, city, zip };
            Order { id, user, email, active, score, created, kind, address, tags, attrs }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

        #[test]
        fn orders_come_back_and_are_what_the_dynamic_value_is(order in orders()) {
            let codec = codec(ORDER);
            let data = codec.to_vec(&order).unwrap();
            prop_assert_eq!(&codec.from_slice::<Order>(&data).unwrap(), &order);
            let dynamic = codec.decode_value(&data).unwrap();
            prop_assert_eq!(codec.encode_value(&dynamic).unwrap(), data);
        }

        #[test]
        fn any_bytes_end_alike(data: Vec<u8>) {
            let codec = codec(ORDER);
            let (typed, dynamic) = (codec.from_slice::<Order>(&data), codec.decode_value(&data));
            prop_assert_eq!(typed.map(|_| ()).map_err(|e| e.code()), dynamic.map(|_| ()).map_err(|e| e.code()));
        }
    }
}
