//! Rust types that read another writer's data, which are written by hand from the specification.
#![allow(clippy::unwrap_used)]
#![cfg(feature = "serde")]
use isobyte::{Code, Codec, Schema};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

fn resolve(writer: &str, reader: &str) -> Codec {
    Codec::resolve(&Schema::parse(writer).unwrap(), &Schema::parse(reader).unwrap(), Default::default()).unwrap()
}

#[track_caller]
fn read<'de, T: Deserialize<'de> + PartialEq + Debug>(writer: &str, reader: &str, data: &'de [u8], expected: T) {
    assert_eq!(resolve(writer, reader).from_slice::<T>(data).unwrap(), expected);
}

#[track_caller]
fn unread<'de, T: Deserialize<'de> + Debug>(
    writer: &str,
    reader: &str,
    data: &'de [u8],
    (code, path): (Code, &str),
) -> isobyte::Error {
    let error = resolve(writer, reader).from_slice::<T>(data).unwrap_err();
    assert_eq!((error.code(), &*error.path()), (code, path), "{error}");
    error
}

const WRITER: &str = r#"{"type":"record","name":"W","fields":[{"name":"id","type":"int"},{"name":"gone","type":"string"},
    {"name":"old","type":["string","null"]},{"name":"kind","type":{"type":"enum","name":"K","symbols":["A","B"]}},
    {"name":"x","type":"float"}]}"#;

/// Another order, wider numbers, an alias, another union, defaults of every size.
const READER: &str = r#"{"type":"record","name":"R","fields":[{"name":"x","type":"double"},
    {"name":"label","type":"string","default":"d\u00e9f"},{"name":"raw","type":"bytes","default":"\u00ff\u0000"},
    {"name":"kind","type":{"type":"enum","name":"K","symbols":["Z","B","A"]}},{"name":"id","type":"long"},
    {"name":"mail","type":["null","string"],"aliases":["old"]},
    {"name":"more","type":{"type":"map","values":"string"},"default":{"k":"v"}},
    {"name":"inner","type":{"type":"record","name":"I","fields":[{"name":"n","type":["int","string"]}]},"default":{"n":-1}}]}"#;

/// 7, "bye", branch 0 "m@x", symbol 1, 1.5.
const DATA: [u8; 15] = [14, 6, b'b', b'y', b'e', 0, 6, b'm', b'@', b'x', 2, 0, 0, 0xc0, 0x3f];

#[derive(Deserialize, Debug, PartialEq)]
enum K {
    Z,
    A,
    B,
}

#[derive(Deserialize, Debug, PartialEq)]
enum Number {
    Int(i32),
    String(String),
}

#[derive(Deserialize, Debug, PartialEq)]
struct I {
    n: Number,
}

/// All fields, in the reader's order.
#[derive(Deserialize, Debug, PartialEq)]
struct R<'a> {
    x: f64,
    label: String,
    #[serde(with = "serde_bytes")]
    raw: Vec<u8>,
    kind: K,
    id: i64,
    #[serde(borrow)]
    mail: Option<&'a str>,
    more: BTreeMap<Cow<'a, str>, String>,
    inner: I,
}

fn expected() -> R<'static> {
    R {
        x: 1.5,
        label: "déf".into(),
        raw: vec![0xff, 0],
        kind: K::B,
        id: 7,
        mail: Some("m@x"),
        more: BTreeMap::from([("k".into(), "v".into())]),
        inner: I { n: Number::Int(-1) },
    }
}

#[test]
fn a_struct_takes_the_readers_fields_from_the_writers_order() {
    let codec = resolve(WRITER, READER);
    let found: R<'_> = codec.from_slice(&DATA).unwrap();
    assert_eq!(found, expected());
    assert!(DATA.as_ptr_range().contains(&found.mail.unwrap().as_ptr()), "what the data hold is borrowed");
    // Fewer fields, another order, one that no schema has.
    #[derive(Deserialize, Debug, PartialEq)]
    struct Part {
        label: String,
        id: i64,
        #[serde(default)]
        never: u8,
    }
    assert_eq!(codec.from_slice::<Part>(&DATA).unwrap(), Part { label: "déf".into(), id: 7, never: 0 });
    codec.from_slice::<IgnoredAny>(&DATA).unwrap();
    // What the reader's schema lacks is not there, whatever the struct asks for.
    #[derive(Deserialize, Debug)]
    struct Writers {
        #[expect(dead_code)]
        gone: String,
    }
    let error = unread::<Writers>(WRITER, READER, &DATA, (Code::DataUnrepresentable, ""));
    assert!(error.message().contains("gone"), "{error}");
    for cut in 0..DATA.len() {
        let (typed, dynamic) = (codec.from_slice::<R<'_>>(&DATA[..cut]), codec.decode_value(&DATA[..cut]));
        assert_eq!(typed.unwrap_err().code(), dynamic.unwrap_err().code(), "cut at {cut}");
    }
    for at in 0..DATA.len() {
        for byte in [0, 1, 2, 4, 0x7f, 0x80, 0xff] {
            let mut data = DATA;
            data[at] = byte;
            let (typed, dynamic) = (codec.from_slice::<R<'_>>(&data), codec.decode_value(&data));
            let (typed, dynamic) = (typed.map(|_| ()).map_err(|e| e.code()), dynamic.map(|_| ()).map_err(|e| e.code()));
            assert_eq!(typed, dynamic, "byte {at} is {byte}");
        }
    }
}

#[test]
fn a_skipped_field_is_not_taken_for_one_of_the_same_name() {
    #[derive(Deserialize, Debug, PartialEq)]
    struct Same {
        a: i32,
        #[serde(default)]
        b: i32,
    }
    // The reader's fields and those that it skips are together those of the struct.
    let (ab, a) = (
        r#"{"type":"record","name":"S","fields":[{"name":"a","type":"int"},{"name":"b","type":"int"}]}"#,
        r#"{"type":"record","name":"S","fields":[{"name":"a","type":"int"}]}"#,
    );
    read(ab, a, &[2, 4], Same { a: 1, b: 0 });
    let ba = r#"{"type":"record","name":"S","fields":[{"name":"b","type":"int"},{"name":"a","type":"int"}]}"#;
    read(ba, ab, &[4, 2], Same { a: 1, b: 2 });
    let wide = r#"{"type":"record","name":"S","fields":[{"name":"a","type":"long"},{"name":"b","type":"long"}]}"#;
    read(ab, wide, &[2, 4], Same { a: 1, b: 2 });
    let error = unread::<Same>(ab, a, &[2, 0x80], (Code::DataTruncated, "b"));
    assert_eq!(error.offset(), Some(2));
}

#[test]
fn a_default_lends_nothing() {
    #[derive(Deserialize, Debug)]
    struct Borrows<'a> {
        #[expect(dead_code)]
        label: &'a str,
    }
    let error = unread::<Borrows<'_>>(WRITER, READER, &DATA, (Code::DataUnrepresentable, "label"));
    assert!(error.message().contains("borrowed string, in the default of a field"), "{error}");
    #[derive(Deserialize, Debug)]
    struct Bytes<'a> {
        #[expect(dead_code)]
        raw: &'a [u8],
    }
    unread::<Bytes<'_>>(WRITER, READER, &DATA, (Code::DataUnrepresentable, "raw"));
    #[derive(Deserialize, Debug, PartialEq)]
    struct Sometimes<'a> {
        #[serde(borrow)]
        label: Cow<'a, str>,
    }
    read(WRITER, READER, &DATA, Sometimes { label: "déf".into() });
}

#[test]
fn numbers_and_texts_widen() {
    read(r#""int""#, r#""long""#, &[14], 7i64);
    read(r#""int""#, r#""long""#, &[14], 7u8);
    read(r#""int""#, r#""long""#, &[14], 7.0f64);
    read(r#""int""#, r#""double""#, &[14], 7.0f64);
    read(r#""int""#, r#""float""#, &[14], 7.0f32);
    read(r#""float""#, r#""double""#, &1.5f32.to_le_bytes(), 1.5f32);
    read(r#""float""#, r#""double""#, &1.5f32.to_le_bytes(), 1.5f64);
    // 2^24 + 1: the reader's float is the nearest one.
    read(r#""int""#, r#""float""#, &[0x82, 0x80, 0x80, 0x10], 16_777_216.0f64);
    read(r#""int""#, r#"{"type":"long","logicalType":"timestamp-millis"}"#, &[14], 7i64);
    read(r#""string""#, r#""bytes""#, &[4, 0xc3, 0xa9], serde_bytes::ByteBuf::from("é"));
    read(r#""string""#, r#""bytes""#, &[4, 0xc3, 0xa9], vec![0xc3u8, 0xa9]);
    read(r#""string""#, r#""bytes""#, &[4, 0xc3, 0xa9], serde_bytes::Bytes::new("é".as_bytes()));
    read(r#""bytes""#, r#""string""#, &[4, 0xc3, 0xa9], "é");
    unread::<serde_bytes::ByteBuf>(r#""string""#, r#""bytes""#, &[2, 0xff], (Code::DataMalformed, ""));
    unread::<&str>(r#""bytes""#, r#""string""#, &[2, 0xff], (Code::DataMalformed, ""));
    unread::<i8>(r#""int""#, r#""long""#, &[0x80, 2], (Code::DataUnrepresentable, ""));
    let lists = (r#"{"type":"array","items":"int"}"#, r#"{"type":"array","items":"long"}"#);
    read(lists.0, lists.1, &[4, 2, 4, 0], vec![1i64, 2]);
    let maps = (r#"{"type":"map","values":"int"}"#, r#"{"type":"map","values":"long"}"#);
    read(maps.0, maps.1, &[2, 2, b'k', 4, 0], BTreeMap::from([("k", 2i64)]));
    unread::<BTreeMap<&str, i8>>(maps.0, maps.1, &[2, 2, b'k', 0x80, 2, 0], (Code::DataUnrepresentable, "[\"k\"]"));
}

#[test]
fn enums_by_symbol_and_their_default() {
    let (writer, reader) = (
        r#"{"type":"enum","name":"K","symbols":["A","B","C"]}"#,
        r#"{"type":"enum","name":"K","symbols":["Z","B","A"],"default":"Z"}"#,
    );
    read(writer, reader, &[0], K::A);
    read(writer, reader, &[4], K::Z);
    read(writer, reader, &[2], "B".to_owned());
    let strict = r#"{"type":"enum","name":"K","symbols":["B","A"]}"#;
    read(writer, strict, &[2], K::B);
    let error = unread::<K>(writer, strict, &[4], (Code::SchemaIncompatible, ""));
    assert!(error.message().contains("\"C\""), "{error}");
    unread::<K>(writer, strict, &[6], (Code::DataMalformed, ""));
    unread::<String>(writer, strict, &[1], (Code::DataMalformed, ""));
    // In a union, with and without an option around it.
    let union = format!(r#"["null",{strict}]"#);
    read(writer, &union, &[2], Some(K::B));
    read(writer, &union, &[2], K::B);
    read(&union, strict, &[2, 2], K::A);
    unread::<K>(&union, strict, &[0], (Code::SchemaIncompatible, ""));
}

#[test]
fn unions_come_and_go() {
    read(r#""string""#, r#"["null","string"]"#, &[2, b'a'], Some("a"));
    read(r#""string""#, r#"["null","string"]"#, &[2, b'a'], "a");
    read(r#""null""#, r#"["null","string"]"#, &[], None::<String>);
    read(r#"["string","null"]"#, r#"["null","string"]"#, &[0, 2, b'a'], Some("a"));
    read(r#"["string","null"]"#, r#"["null","string"]"#, &[2], None::<&str>);
    read(r#"["null","string"]"#, r#""string""#, &[2, 2, b'a'], "a");
    read(r#"["null","string"]"#, r#""string""#, &[2, 2, b'a'], Some("a"));
    unread::<&str>(r#"["null","string"]"#, r#""string""#, &[0], (Code::SchemaIncompatible, ""));
    unread::<Option<&str>>(r#"["null","string"]"#, r#""string""#, &[0], (Code::SchemaIncompatible, ""));
    unread::<IgnoredAny>(r#"["null","string"]"#, r#""string""#, &[0], (Code::SchemaIncompatible, ""));
    unread::<&str>(r#"["null","string"]"#, r#""string""#, &[4], (Code::DataMalformed, ""));
    unread::<&str>(r#"["null","string"]"#, r#""string""#, &[1], (Code::DataMalformed, ""));

    #[derive(Deserialize, Debug, PartialEq)]
    enum Event {
        Null,
        Long(i64),
        String(String),
        User { name: String },
    }
    let user = |fields: &str| format!(r#"{{"type":"record","name":"User","namespace":"ns","fields":[{fields}]}}"#);
    let writers = user(r#"{"name":"age","type":"int"},{"name":"name","type":"string"}"#);
    let readers = user(r#"{"name":"name","type":"string"}"#);
    let reader = format!(r#"["null","long","string",{readers}]"#);
    let ada = || Event::User { name: "Ada".into() };
    // The writer's union has other places, narrower numbers and longer records.
    let writer = format!(r#"[{writers},"int","null"]"#);
    read(&writer, &reader, &[0, 2, 6, b'A', b'd', b'a'], ada());
    read(&writer, &reader, &[0, 2, 6, b'A', b'd', b'a'], Some(ada()));
    read(&writer, &reader, &[2, 14], Event::Long(7));
    read(&writer, &reader, &[2, 14], Some(Event::Long(7)));
    read(&writer, &reader, &[4], Event::Null);
    read(&writer, &reader, &[4], None::<Event>);
    // The writer has no union.
    read(&writers, &reader, &[2, 6, b'A', b'd', b'a'], ada());
    read(r#""int""#, &reader, &[14], Event::Long(7));
    read(r#""int""#, &reader, &[14], Some(Event::Long(7)));
    read(r#""string""#, &reader, &[2, b's'], Event::String("s".into()));
    let lists = |of: &str| format!(r#"{{"type":"array","items":{of}}}"#);
    read(&lists(&writer), &lists(&reader), &[6, 2, 14, 4, 2, 2, 0], vec![Event::Long(7), Event::Null, Event::Long(1)]);
}

#[test]
fn a_resolving_codec_encodes_nothing() {
    #[derive(Serialize)]
    struct R {
        x: f64,
    }
    let codec = resolve(WRITER, READER);
    assert_eq!(codec.to_vec(&R { x: 1.0 }).unwrap_err().code(), Code::Unsupported);
    assert_eq!(codec.to_slice(&R { x: 1.0 }, &mut [0; 64]).unwrap_err().code(), Code::Unsupported);
}

#[derive(Deserialize, Debug)]
struct L {
    next: Option<Box<L>>,
    more: i32,
}

#[test]
fn depth_is_limited_and_fits_a_small_stack() {
    const STACK: usize = if cfg!(debug_assertions) { 16 } else { 1 } * 1024 * 1024;
    let run = || {
        let writer = r#"{"type":"record","name":"L","fields":[{"name":"next","type":["L","null"]}]}"#;
        let reader = r#"{"type":"record","name":"L","fields":[{"name":"more","type":"int","default":3},
            {"name":"next","type":["null","L"]}]}"#;
        let codec = resolve(writer, reader);
        let mut data = vec![0; 999];
        data.push(2);
        let mut list: L = codec.from_slice(&data).unwrap();
        let mut count = 1;
        while let Some(next) = list.next {
            assert_eq!(next.more, 3);
            (list, count) = (*next, count + 1);
        }
        assert_eq!(count, 1000);
        data.insert(0, 0);
        assert_eq!(codec.from_slice::<L>(&data).unwrap_err().code(), Code::DataLimit);
        assert_eq!(codec.from_slice::<IgnoredAny>(&data).unwrap_err().code(), Code::DataLimit);
    };
    std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().unwrap();
}
