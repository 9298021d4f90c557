//! Resolution: the reference rows, and what they do not show: static host types, tapes, what is told at once.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
mod support;
use isobyte::model::names::STRING;
use isobyte::model::shape::Shapes;
use isobyte::{Code, Codec, CodecOptions, Schema, Value};
use support::{codes, hex, load, normal, rows, text, to_hex};

fn options() -> CodecOptions {
    let mut options = CodecOptions::default();
    options.raw_logical = true;
    options.tagged_unions = true;
    options
}

fn schema(text: &str) -> Schema {
    Schema::parse(text).unwrap()
}

fn resolve(writer: &str, reader: &str, data: &str) -> isobyte::Result<Value> {
    Codec::resolve(&schema(writer), &schema(reader), options())?.decode_value(&hex(data))
}

#[test]
fn reference_rows() {
    let codes = codes();
    let (mut ran, mut failed) = (0, Vec::new());
    for file in ["resolve", "resolve-fail"] {
        for row in rows(&format!("avro/{file}.jsonl")) {
            ran += 1;
            let id = text(&row, "id");
            let reader = schema(&text(&row, "reader"));
            let found = resolve(&text(&row, "writer"), reader.text(), &text(&row, "hex"));
            if let Some(code) = codes.get(&(file.to_owned(), id.clone())) {
                match found {
                    Err(e) if e.code().name() == code => {}
                    other => failed.push(format!("{id}: expected {code}, found {other:?}")),
                }
                continue;
            }
            let accepted = row["contract"] == "accept";
            let (value, bytes) =
                if accepted { ("contract_result", "contract_result_hex") } else { ("result", "result_hex") };
            let expected = load(&reader, &serde_json::from_str(&text(&row, value)).unwrap());
            let plain = Codec::new(&reader, options()).unwrap();
            match found {
                Ok(value) if normal(&value) == normal(&expected) => {
                    let again = to_hex(&plain.encode_value(&value).unwrap());
                    // Java writes a default map in the text's order; ours are sorted.
                    let theirs = plain.decode_value(&hex(&text(&row, bytes))).unwrap();
                    if again != to_hex(&plain.encode_value(&theirs).unwrap()) {
                        failed.push(format!("{id}: encoded again to {again}"));
                    }
                }
                other => failed.push(format!("{id}: found {other:?}, expected {expected:?}")),
            }
        }
    }
    assert_eq!(ran, 186);
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

const WRITER: &str = r#"{"type":"record","name":"W","fields":[{"name":"id","type":"int"},{"name":"gone","type":"string"},
    {"name":"old","type":["string","null"]},{"name":"kind","type":{"type":"enum","name":"K","symbols":["A","B"]}},
    {"name":"x","type":"float"}]}"#;

/// Another order, wider numbers, an alias, defaults of every size.
const READER: &str = r#"{"type":"record","name":"R","fields":[{"name":"x","type":"double"},
    {"name":"label","type":"string","default":"d\u00e9f"},{"name":"raw","type":"bytes","default":"\u00ff\u0000"},
    {"name":"kind","type":{"type":"enum","name":"K","symbols":["Z","B","A"]}},{"name":"id","type":"long"},
    {"name":"mail","type":["null","string"],"aliases":["old"]},
    {"name":"more","type":{"type":"map","values":"string"},"default":{"k":"v"}}]}"#;

// 7, "bye", branch 0 "m@x", symbol 1, 1.5: by hand.
const DATA: &str = "0e0662796500066d4078020000c03f";

#[test]
fn a_struct_of_the_host() {
    // The host lacks `raw` and `kind`, and has its own order.
    let shapes = r#"[{"kind":"struct","name":"Any","fields":[{"name":"mail","shape":1},{"name":"label","shape":2},
        {"name":"id","shape":3},{"name":"x","shape":4},{"name":"more","shape":5}]},
        {"kind":"optional","item":2},{"kind":"text"},{"kind":"i64"},{"kind":"f64"},{"kind":"map","item":2}]"#;
    let shapes = Shapes::parse(shapes).unwrap();
    let codec = Codec::resolve_bind(&schema(WRITER), &schema(READER), shapes, Default::default()).unwrap();
    let data = hex(DATA);
    let mut tape = vec![0u8; 256];
    codec.decode_tape(&data, 1, &mut tape).unwrap();
    let word = |at: usize| u64::from_le_bytes(tape[at..at + 8].try_into().unwrap());
    let named = |word: u64| {
        let index = word as u32 as usize;
        assert!(index & STRING != 0, "{word:x} is no name");
        let name = &*codec.names().strings[index & !STRING];
        assert_eq!(name.len() as u64, word >> 32);
        name
    };
    assert_eq!(word(0), 7 | 3 << 32, "m@x lies where it came");
    assert_eq!(named(word(8)), "déf");
    assert_eq!(word(16), 7);
    assert_eq!(f64::from_bits(word(24)), 1.5);
    assert_eq!(word(32) >> 32, 1);
    let entry = word(32) as u32 as usize;
    assert_eq!((named(word(entry)), named(word(entry + 8))), ("k", "v"));
    for cut in 0..data.len() {
        assert!(codec.decode_tape(&data[..cut], 1, &mut tape).is_err(), "cut at {cut}");
    }
    let error = codec.encode_tape(isobyte::tape::source::TapeSource { tape: &tape, wide: None }, 1, &mut [0; 64], None);
    assert_eq!(error.unwrap_err().code(), Code::Unsupported);
}

#[test]
fn values_that_know_their_kind_stand_in_the_readers_order() {
    let found = resolve(WRITER, READER, DATA).unwrap();
    let Value::Record(name, fields) = found else { panic!("{found:?}") };
    let names: Vec<_> = fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!((name.as_str(), names), ("R", vec!["x", "label", "raw", "kind", "id", "mail", "more"]));
    assert_eq!(fields[2].1, Value::Bytes(vec![0xff, 0]));
    assert_eq!(fields[3].1, Value::Enum("B".into(), "K".into()));
    // The same on a tape: bytes of a default lie on the tape itself.
    let codec = Codec::resolve(&schema(WRITER), &schema(READER), options()).unwrap();
    let mut tape = vec![0u8; 512];
    codec.decode_tape(&hex(DATA), 1, &mut tape).unwrap();
    let word = |at: usize| u64::from_le_bytes(tape[at..at + 8].try_into().unwrap());
    let raw = word(word(8) as u32 as usize + 2 * 16 + 8);
    let at = raw as u32 as usize & !STRING;
    assert!(raw as u32 as usize & STRING != 0 && raw >> 32 == 2);
    assert_eq!(tape[at..at + 2], [0xff, 0]);
}

#[test]
fn what_no_datum_can_be_read_as_is_told_at_once() {
    let writer = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"string"},{"name":"in","type":
        {"type":"record","name":"I","fields":[{"name":"b","type":"long"}]}},{"name":"u","type":["null","string"]}]}"#;
    let reader = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"in","type":
        {"type":"record","name":"I","fields":[{"name":"b","type":"int"},{"name":"c","type":"int"}]}},{"name":"u","type":"string"}]}"#;
    let error = Codec::resolve(&schema(writer), &schema(reader), options()).unwrap_err();
    assert_eq!(error.code(), Code::SchemaIncompatible);
    for part in [
        "a: expected a type that the reader's int can be read from, found the writer's string",
        "in: expected field \"c\" of the reader, which has no default, found no such field of the writer",
    ] {
        assert!(error.message().contains(part), "{part}: {error}");
    }
    // The union's null is an error only of the data that have it.
    let (writer, reader) = (r#"["null","string"]"#, r#""string""#);
    assert_eq!(resolve(writer, reader, "020261").unwrap(), Value::Text("a".into()));
    let error = resolve(writer, reader, "00").unwrap_err();
    assert_eq!((error.code(), error.offset()), (Code::SchemaIncompatible, Some(1)));
}

#[test]
fn errors_of_what_is_passed_over_have_the_writers_path() {
    let reader = r#"{"type":"record","name":"W","fields":[{"name":"id","type":"int"}]}"#;
    let error = resolve(WRITER, reader, "0e08627965ff").unwrap_err();
    assert_eq!((error.code(), error.path()), (Code::DataMalformed, "gone".to_owned()));
    // A symbol that the writer's enum does not have, though the reader's would.
    let (writer, reader) =
        (r#"{"type":"enum","name":"E","symbols":["A"]}"#, r#"{"type":"enum","name":"E","symbols":["A","B"]}"#);
    assert_eq!(resolve(writer, reader, "02").unwrap_err().code(), Code::DataMalformed);
}

#[test]
fn unions_of_many_records_resolve_in_bounded_time() {
    // Any record of one may meet any record of the other.
    let many = |suffix: &str| {
        let records: Vec<_> = (0..1_100)
            .map(|i| {
                let next = format!(r#"{{"name":"n","type":["null","U{i}{suffix}"],"default":null}}"#);
                format!(r#"{{"type":"record","name":"U{i}{suffix}","fields":[{next}]}}"#)
            })
            .collect();
        format!("[{}]", records.join(","))
    };
    let started = std::time::Instant::now();
    Codec::resolve(&schema(&many("a")), &schema(&many("b")), Default::default()).unwrap();
    assert!(started.elapsed().as_secs() < 20);
}

/// A union without branches has no data, and is no reason against those around it.
#[test]
fn a_writer_without_branches() {
    let (writer, reader) = (r#"{"type":"array","items":[]}"#, r#"{"type":"array","items":"int"}"#);
    assert_eq!(resolve(writer, reader, "00").unwrap(), Value::List(vec![]));
    assert_eq!(resolve(writer, reader, "020000").unwrap_err().code(), Code::DataMalformed);
    assert_eq!(resolve("[]", r#""int""#, "00").unwrap_err().code(), Code::DataMalformed);
}
