//! A value at the depth limit fits the smallest stack that a host is likely to have.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
use isobyte::{Codec, Schema, Value};

/// Java's threads have 1 MiB by default. Frames without optimisation are several times larger, and are not what anybody ships.
const STACK: usize = if cfg!(debug_assertions) { 16 } else { 1 } * 1024 * 1024;

#[test]
fn the_depth_limit_fits_a_small_stack() {
    let run = || {
        for (text, depth) in [
            (r#"{"type":"record","name":"L","fields":[{"name":"next","type":["null","L"]}]}"#, 999),
            (r#"{"type":"record","name":"L","fields":[{"name":"next","type":{"type":"array","items":"L"}}]}"#, 499),
            (r#"{"type":"record","name":"L","fields":[{"name":"next","type":{"type":"map","values":"L"}}]}"#, 499),
        ] {
            let codec = Codec::new(&Schema::parse(text).unwrap(), Default::default()).unwrap();
            let wrap = |value: Value| match text {
                _ if text.contains("array") => Value::List(vec![value]),
                _ if text.contains("map") => Value::Map(vec![("k".into(), value)]),
                _ => value,
            };
            let mut value = match text {
                _ if text.contains("array") => Value::List(vec![]),
                _ if text.contains("map") => Value::Map(vec![]),
                _ => Value::Null,
            };
            for _ in 0..depth {
                value = wrap(Value::Map(vec![("next".into(), value)]));
            }
            let value = Value::Map(vec![("next".into(), value)]);
            let bytes = codec.encode_value(&value).unwrap();
            let mut tape = vec![0u8; bytes.len() * 64 + 64];
            codec.decode_tape(&bytes, 1, &mut tape).unwrap();
            assert_eq!(codec.encode_value(&codec.decode_value(&bytes).unwrap()).unwrap(), bytes);
            // A reader with one more field meets the same data.
            let more = text.replace(r#""fields":["#, r#""fields":[{"name":"more","type":"string","default":"x"},"#);
            let reader = Schema::parse(&more).unwrap();
            let resolving = Codec::resolve(codec.schema(), &reader, Default::default()).unwrap();
            resolving.decode_value(&bytes).unwrap();
            resolving.decode_tape(&bytes, 1, &mut vec![0u8; bytes.len() * 128 + 64]).unwrap();
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().unwrap();
}

#[test]
fn compiling_long_chains_of_pairs_fits_a_small_stack() {
    // Two cycles of types whose lengths have no common divisor meet in as many pairs as their product.
    let cycle = |count: usize, more: &str| {
        let mut text = "\"R0\"".to_owned();
        for i in (0..count).rev() {
            let next = format!(r#"["null",{{"type":"array","items":["null",{text}]}}]"#);
            text = format!(r#"{{"type":"record","name":"R{i}","fields":[{more}{{"name":"n","type":{next}}}]}}"#);
        }
        Schema::parse(&text).unwrap()
    };
    let run = move || {
        let more = r#"{"name":"x","type":"int","default":0},"#;
        for (one, other, fits) in [(15, 16, true), (20, 19, false)] {
            let resolved = Codec::resolve(&cycle(one, ""), &cycle(other, more), Default::default());
            assert_eq!(resolved.is_ok(), fits, "{one} and {other}: {:?}", resolved.err());
        }
    };
    std::thread::Builder::new().stack_size(STACK).spawn(run).unwrap().join().unwrap();
}
