//! The vectors as seeds: what the other tests hold to be interesting is where fuzzing starts.
use serde_json::Value as Json;

const FILES: &[(&str, &str)] = &[
    ("encode", include_str!("../../tests/vectors/avro/encode.jsonl")),
    ("decode", include_str!("../../tests/vectors/avro/decode.jsonl")),
    ("decode-fail", include_str!("../../tests/vectors/avro/decode-fail.jsonl")),
    ("bombs", include_str!("../../tests/vectors/avro/bombs.jsonl")),
    ("parse", include_str!("../../tests/vectors/avro/parse.jsonl")),
    ("parse-fail", include_str!("../../tests/vectors/avro/parse-fail.jsonl")),
    ("resolve", include_str!("../../tests/vectors/avro/resolve.jsonl")),
    ("single-object", include_str!("../../tests/vectors/avro/single-object.jsonl")),
    ("single-object-fail", include_str!("../../tests/vectors/avro/single-object-fail.jsonl")),
    ("compare", include_str!("../../tests/vectors/avro/compare.jsonl")),
    ("json-fail", include_str!("../../tests/vectors/avro/json-fail.jsonl")),
    ("ocf", include_str!("../../tests/vectors/avro/ocf.jsonl")),
    ("resolve-fail", include_str!("../../tests/vectors/avro/resolve-fail.jsonl")),
    ("host", include_str!("../../tests/vectors/host.jsonl")),
    ("decode-host", include_str!("../../tests/vectors/decode-host.jsonl")),
    ("json-compat", include_str!("../../tests/vectors/json/compat.jsonl")),
    ("json-families", include_str!("../../tests/vectors/json/families.jsonl")),
];

/// Longer schemas are about nesting, and would only slow the fuzzer down.
const LONGEST: usize = 4_000;

/// The rows of a file.
pub fn rows(file: &str) -> Vec<Json> {
    let text = FILES.iter().find(|(name, _)| *name == file).map(|(_, text)| *text).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

/// All the texts of schemas, each once.
pub fn schemas() -> Vec<String> {
    let mut all = Vec::new();
    for (file, _) in FILES {
        for row in rows(file) {
            for key in ["schema", "writer", "reader"] {
                if let Some(text) = row[key].as_str()
                    && text.len() < LONGEST
                    && !all.iter().any(|other| other == text)
                {
                    all.push(text.to_owned());
                }
            }
        }
    }
    all
}

/// Hex as bytes.
pub fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).expect("hex")).collect()
}
