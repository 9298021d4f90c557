//! Binding a host type to a schema: what fits, what does not, and that every mismatch is named at once.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
use isobyte::model::shape::Shapes;
use isobyte::tape::source::TapeSource;
use isobyte::{Code, Codec, Schema};

fn bind(schema: &str, shapes: &str) -> isobyte::Result<Codec> {
    Codec::bind(&Schema::parse(schema)?, Shapes::parse(shapes)?, Default::default())
}

const USER: &str = r#"{"type":"record","name":"User","namespace":"ns","fields":[
    {"name":"name","type":"string"},{"name":"age","type":"int","aliases":["years"]},
    {"name":"email","type":["null","string"],"default":null},{"name":"home","type":["null",
        {"type":"record","name":"Address","fields":[{"name":"zip","type":"long"}]}]}]}"#;

#[test]
fn every_mismatch_is_named_with_its_path() {
    let error = bind(
        USER,
        r#"[{"kind":"struct","name":"User","fields":[{"name":"name","shape":1},{"name":"age","shape":2},
            {"name":"extra","shape":1},{"name":"home","shape":3}]},
            {"kind":"i64"},{"kind":"text"},{"kind":"optional","item":4},
            {"kind":"struct","name":"Address","fields":[{"name":"zip","shape":2}]}]"#,
    )
    .unwrap_err();
    assert_eq!(error.code(), Code::ShapeMismatch);
    for part in [
        "name: expected a type for string, found a 64-bit integer",
        "age: expected a type for int, found text",
        "extra: the schema has no such field in \"ns.User\" (name, age, ",
    ] {
        assert!(error.message().contains(part), "{part}: {error}");
    }
    assert!(error.message().contains("home"), "{error}");
}

#[test]
fn batches_tell_where_each_value_ends() {
    let codec = bind(r#""long""#, r#"[{"kind":"i64"}]"#).unwrap();
    let tape: Vec<u8> = [36i64, 100].iter().flat_map(|value| value.to_le_bytes()).collect();
    // Zig-zag by hand: 72 and 200.
    for (count, bytes, expected) in [(1, &[0x48][..], &[1][..]), (2, &[0x48, 0xc8, 0x01], &[1, 3])] {
        let (mut buf, mut ends) = ([0u8; 16], vec![9u32; count]);
        let tape = TapeSource { tape: &tape, wide: None };
        let end = codec.encode_tape(tape, count, &mut buf, Some(&mut ends)).unwrap();
        assert_eq!((&buf[..end], &ends[..]), (bytes, expected));
    }
}

#[test]
fn aliases_defaults_and_absent_fields() {
    // The host calls the age `years`, lacks the email (default) and the home (none).
    let codec = bind(
        USER,
        r#"[{"kind":"struct","name":"User","fields":[{"name":"years","shape":1},{"name":"name","shape":2}]},
            {"kind":"i32"},{"kind":"text"}]"#,
    )
    .unwrap();
    let mut tape = vec![0u8; 64];
    tape[..4].copy_from_slice(&50i32.to_le_bytes());
    tape[8..16].copy_from_slice(&(16u64 | 4 << 32).to_le_bytes());
    tape[16..20].copy_from_slice(b"Bond");
    let mut buf = [0u8; 64];
    let error = codec.encode_tape(TapeSource { tape: &tape, wide: None }, 1, &mut buf, None).unwrap_err();
    assert_eq!((error.code(), error.path()), (Code::ValueMissing, "home".to_owned()));
    // Reading skips what the host lacks: "Bond", 50, an email, a home.
    let data = [8, b'B', b'o', b'n', b'd', 100, 2, 2, b'x', 2, 14];
    let mut back = vec![0u8; 64];
    codec.decode_tape(&data, 1, &mut back).unwrap();
    assert_eq!(back[..4], 50i32.to_le_bytes());
    assert_eq!(back[8..16], (1u64 | 4 << 32).to_le_bytes());
    for cut in 0..data.len() {
        assert!(codec.decode_tape(&data[..cut], 1, &mut back).is_err(), "cut at {cut}");
    }
}

#[test]
fn a_lying_tape_is_an_error() {
    let schema = r#"{"type":"array","items":"string"}"#;
    let any = Codec::new(&Schema::parse(schema).unwrap(), Default::default()).unwrap();
    let list = bind(schema, r#"[{"kind":"list","item":1},{"kind":"text"}]"#).unwrap();
    let mut buf = [0u8; 64];
    for (codec, at) in [(&any, 8), (&list, 0)] {
        for word in [u64::MAX, 8 | 1 << 32, 0xffff_ffff | 1 << 32, 16 | 0xffff_ffff << 32, 1] {
            let mut tape = vec![0xffu8; 24];
            tape[..8].copy_from_slice(&16u64.to_le_bytes());
            tape[at..at + 8].copy_from_slice(&word.to_le_bytes());
            let source = TapeSource { tape: &tape, wide: None };
            match codec.encode_tape(source, 1, &mut buf, None) {
                // An empty list is legal wherever it claims to lie.
                Ok(end) => assert_eq!((word, end), (1, 1)),
                Err(e) => {
                    assert!(matches!(e.code(), Code::InvalidArgument | Code::ValueType | Code::ValueLimit), "{e}")
                }
            }
        }
    }
    assert_eq!(
        any.encode_tape(TapeSource { tape: &[], wide: None }, 1, &mut buf, None).unwrap_err().code(),
        Code::InvalidArgument
    );
}

#[test]
fn a_long_chain_of_types_is_refused_not_followed() {
    // Each type refers to the one before: read from the front, nothing is deep. Passing over the last field alone would be.
    let mut text = String::from(
        r#"{"type":"record","name":"All","fields":[{"name":"all","type":{"type":"map","values":{"type":"record","name":"In","fields":["#,
    );
    text += r#"{"name":"f0","type":{"type":"record","name":"R0","fields":[]}}"#;
    for i in 1..20_000 {
        let inner = format!(r#"{{"type":"record","name":"R{i}","fields":[{{"name":"f","type":"R{}"}}]}}"#, i - 1);
        text += &format!(r#",{{"name":"f{i}","type":{inner}}}"#);
    }
    text += r#"]}}},{"name":"last","type":"R19999"}]}"#;
    assert!(Codec::new(&Schema::parse(&text).unwrap(), Default::default()).is_ok());
    assert!(bind(&text, r#"[{"kind":"struct","name":"All","fields":[]}]"#).is_ok());
    let some = r#"[{"kind":"struct","name":"All","fields":[{"name":"all","shape":1}]},{"kind":"map","item":2},{"kind":"any"}]"#;
    let error = bind(&text, some).unwrap_err();
    assert_eq!(error.code(), Code::ShapeMismatch);
    assert!(error.message().contains("nested at most") && error.message().len() < 20_000, "{}", error.message().len());
}

/// A list in blocks of one item each: the tape grows with the list, not with its square.
#[test]
fn many_blocks_take_a_few_times_the_room_of_one() {
    const ITEMS: usize = 4_000;
    let many = |block: &[u8]| [block.repeat(ITEMS), vec![0]].concat();
    // Each item is a text, which a list of dynamic values holds in 16 bytes.
    let blocks = many(&[2, 2, b'x']);
    let nested = [vec![2], blocks.clone(), vec![0]].concat();
    for (schema, data) in [
        (r#"{"type":"array","items":"string"}"#, &blocks),
        (r#"{"type":"array","items":["string"]}"#, &many(&[2, 0, 2, b'x'])),
        (r#"{"type":"array","items":{"type":"array","items":"string"}}"#, &nested),
        // Between two blocks of the outer list the inner one takes room, so that the outer one has to move.
        (r#"{"type":"array","items":{"type":"array","items":"string"}}"#, &many(&[2, 2, 2, b'x', 0])),
        (r#"{"type":"map","values":{"type":"array","items":"null"}}"#, &many(&[2, 2, b'k', 2, 0])),
    ] {
        let schema = Schema::parse(schema).unwrap();
        let codec = Codec::new(&schema, Default::default()).unwrap();
        let mut tape = vec![0; 200 * ITEMS];
        let used = codec.decode_tape(data, 1, &mut tape).unwrap();
        assert!(used >= 16 * ITEMS, "{used} bytes");
    }
}
