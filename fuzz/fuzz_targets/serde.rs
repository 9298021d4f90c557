//! Any bytes as a datum for Rust types by serde's door: what it says of data is what the decoder says.
#![no_main]
use isobyte::{Code, Codec, Error};
use isobyte_fuzz::{Codecs, choose};
use libfuzzer_sys::fuzz_target;
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::collections::BTreeMap;
use std::sync::OnceLock;

static RAW: OnceLock<Codecs> = OnceLock::new();

/// Takes what lists, maps and records have in common with anything.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
#[allow(dead_code, reason = "only that it can be made matters")]
enum Anything {
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    List(Vec<Anything>),
    Map(BTreeMap<String, Anything>),
    Rest(IgnoredAny),
}

fuzz_target!(|input: &[u8]| {
    let Some((schema, _, data)) = choose(input) else { return };
    let codec = RAW.get_or_init(Codecs::new).get(schema, true);
    let expected = codec.decode_value(data).err();
    agree::<IgnoredAny>(codec, data, expected.as_ref());
    agree::<serde_json::Value>(codec, data, expected.as_ref());
    agree::<Anything>(codec, data, expected.as_ref());
    agree::<Vec<i64>>(codec, data, expected.as_ref());
    agree::<Option<String>>(codec, data, expected.as_ref());
    agree::<BTreeMap<String, Option<f64>>>(codec, data, expected.as_ref());
});

fn agree<'de, T: Deserialize<'de>>(codec: &Codec, data: &'de [u8], expected: Option<&Error>) {
    match (codec.from_slice::<T>(data), expected) {
        (Ok(_), None) => {}
        (Ok(_), Some(e)) => panic!("a value of what cannot be read: {e}"),
        (Err(e), Some(expected)) => assert_eq!((e.code(), e.offset()), (expected.code(), expected.offset()), "{e}"),
        (Err(e), None) => assert_eq!(e.code(), Code::DataUnrepresentable, "{e}"),
    }
}
