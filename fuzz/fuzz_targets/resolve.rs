//! Any bytes as a datum of a writer's schema that is resolved to a reader's; both are chosen from the vectors, or stand in the input.
#![no_main]
use isobyte::{Code, Codec, CodecOptions, Error, Schema, Value};
use isobyte_fuzz::{pair, schemas, shapes};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Some((writer, reader, choices, rest)) = pair(input) else { return };
    if choices & 1 == 0 {
        // Half of the time one schema is both.
        let reader = if choices & 2 == 0 { reader } else { writer };
        return check(&schemas()[writer], &schemas()[reader], rest);
    }
    let mut parts = rest.splitn(3, |&byte| byte == 0);
    let (Some(writer), Some(reader), Some(data)) = (parts.next(), parts.next(), parts.next()) else { return };
    let (Ok(writer), Ok(reader)) = (std::str::from_utf8(writer), std::str::from_utf8(reader)) else { return };
    if let (Ok(writer), Ok(reader)) = (Schema::parse(writer), Schema::parse(reader)) {
        check(&writer, &reader, data);
    }
});

fn check(writer: &Schema, reader: &Schema, data: &[u8]) {
    let mut options = CodecOptions::default();
    // Logical values of every kind, first: only that nothing breaks.
    if let Ok(logical) = Codec::resolve(writer, reader, options) {
        let _ = logical.decode_value(data);
    }
    options.raw_logical = true;
    options.tagged_unions = true;
    let plain = Codec::new(reader, options).expect("a schema that was parsed");
    let codec = match Codec::resolve(writer, reader, options) {
        Ok(codec) => codec,
        Err(e) => {
            assert_eq!(e.code(), Code::SchemaIncompatible, "{e}\n{}\n{}", writer.text(), reader.text());
            return;
        }
    };
    let found = codec.decode_value(data);
    assert_eq!(code(&found), code(&on_tape(&codec, data)), "dynamic values and tapes");
    if let Some(typed) =
        shapes::closest(reader.graph()).and_then(|shapes| Codec::resolve_bind(writer, reader, shapes, options).ok())
        && let Err(e) = &found
    {
        let typed = on_tape(&typed, data).expect_err("what dynamic values are refused");
        assert!(typed.code() == e.code() || typed.code() == Code::DataUnrepresentable, "{e} / {typed}");
    }
    // By its own aliases a schema may read its fields as others.
    if writer == reader && !writer.text().contains("alias") {
        let expected = plain.decode_value(data);
        assert_eq!(code(&found), code(&expected), "one schema");
        assert_eq!(format!("{:?}", found.as_ref().ok()), format!("{:?}", expected.as_ref().ok()));
    }
    if let Ok(value) = found {
        match plain.encode_value(&value) {
            Ok(bytes) => assert_eq!(shown(&plain.decode_value(&bytes).expect("what we write we read")), shown(&value)),
            // Defaults are not data: they may be more than a datum may hold.
            Err(e) => assert_eq!(e.code(), Code::ValueLimit, "{e}"),
        }
    }
}

/// Without the bits of NaNs, which are made alike when they are written, and with the entries of maps sorted.
fn shown(value: &Value) -> String {
    let entry = |(key, value): &(String, Value)| format!("{key:?}: {}", shown(value));
    match value {
        Value::Map(entries) => {
            let mut entries: Vec<_> = entries.iter().map(entry).collect();
            entries.sort();
            format!("{{{}}}", entries.join(", "))
        }
        Value::Record(name, fields) => {
            format!("{name} {{{}}}", fields.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Branch(name, value) => format!("<{name}> {}", shown(value)),
        value => format!("{value:?}"),
    }
}

fn code<T>(found: &Result<T, Error>) -> Option<Code> {
    found.as_ref().err().map(Error::code)
}

fn on_tape(codec: &Codec, data: &[u8]) -> Result<(), Error> {
    let mut room = 64;
    loop {
        match codec.decode_tape(data, 1, &mut vec![0; room]) {
            Err(e) if e.code() == Code::BufferTooSmall => {
                let need = e.offset().expect("the size needed") as usize;
                assert!(need > room && need < 1 << 26, "{need} bytes of tape for {} of data", data.len());
                room = need.max(2 * room);
            }
            Err(e) => return Err(e),
            Ok(_) => return Ok(()),
        }
    }
}
