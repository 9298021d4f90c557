//! Avro's JSON encoding: any text, or any bytes as a datum, there and back until nothing changes any more.
#![no_main]
use isobyte::{Code, Limits, Schema};
use isobyte_fuzz::{Codecs, choose, schemas};
use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

static RAW: OnceLock<Codecs> = OnceLock::new();

fuzz_target!(|input: &[u8]| {
    let Some((number, choices, rest)) = choose(input) else { return };
    let schema = &schemas()[number];
    if choices & 1 == 1 {
        if let Ok(binary) = read(schema, rest) {
            back(schema, &binary);
        }
        return;
    }
    let codec = RAW.get_or_init(Codecs::new).get(number, true);
    let value = codec.decode_value(rest);
    let text = write(schema, rest);
    assert_eq!(value.as_ref().err().map(isobyte::Error::code), text.as_ref().err().copied(), "binary and text");
    let (Ok(value), Ok(text)) = (value, text) else { return };
    let canonical = codec.encode_value(&value).expect("what we read we write");
    match read(schema, &text) {
        Ok(binary) => {
            // A uuid's text is written in lower case.
            if !schema.text().contains("uuid") {
                assert_eq!(binary, canonical);
            }
            back(schema, &binary);
        }
        // Any text may stand on the wire where a uuid should.
        Err(code) => assert!(code == Code::DataMalformed && schema.text().contains("uuid"), "{code:?}"),
    }
});

/// Binary that was read from text gives one text, which gives that binary.
fn back(schema: &Schema, binary: &[u8]) {
    let text = write(schema, binary).expect("what we write we read");
    assert_eq!(read(schema, &text).expect("the text that we write"), binary);
}

fn read(schema: &Schema, text: &[u8]) -> Result<Vec<u8>, Code> {
    let mut out = b"kept".to_vec();
    let read = schema.json_to_binary(&Limits::default(), text, &mut out);
    finish(out, read)
}

fn write(schema: &Schema, binary: &[u8]) -> Result<Vec<u8>, Code> {
    let mut out = b"kept".to_vec();
    let written = schema.binary_to_json(&Limits::default(), binary, &mut out);
    finish(out, written)
}

/// What was appended; nothing may be on failure.
fn finish(mut out: Vec<u8>, result: isobyte::Result<()>) -> Result<Vec<u8>, Code> {
    let appended = out.split_off(4);
    assert_eq!(out, b"kept");
    match result {
        Ok(()) => Ok(appended),
        Err(e) => {
            assert!(appended.is_empty());
            Err(e.code())
        }
    }
}
