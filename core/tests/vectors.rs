//! The shared vectors, in Rust: values through the dynamic source and sink.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
mod support;
use isobyte::{Codec, CodecOptions, Schema, Value};
use std::collections::BTreeMap;
use support::{codes, hex, host, load, normal, parts, rows, text, to_hex};

fn codec(schema: &Schema, raw: bool, tagged: bool) -> Codec {
    let mut options = CodecOptions::default();
    options.raw_logical = raw;
    options.tagged_unions = tagged;
    Codec::new(schema, options).unwrap()
}

/// Fails with all the rows that failed.
fn finish(file: &str, ran: usize, failed: Vec<String>) {
    println!("{file}: {ran} rows, {} failed", failed.len());
    assert!(ran > 0, "{file}: no row ran");
    assert!(failed.is_empty(), "{file}:\n{}", failed.join("\n"));
}

/// Parses what JSON readers without lone surrogates cannot.
fn json(text: &str) -> Option<serde_json::Value> {
    serde_json::from_str(text).ok()
}

#[test]
fn encode() {
    let codes = codes();
    let (mut failed, mut ran, mut unheld) = (vec![], 0, 0);
    for row in rows("avro/encode.jsonl") {
        let id = text(&row, "id");
        let schema = Schema::parse(&text(&row, "schema")).unwrap();
        // Raw values are taken under logical types; only on the way back do they have to be asked for.
        let encoder = codec(&schema, false, true);
        let decoder = codec(&schema, true, true);
        let Some(value) = json(&text(&row, "value")) else {
            unheld += 1;
            continue;
        };
        ran += 1;
        let value = load(&schema, &value);
        let found = encoder.encode_value(&value);
        if row["contract"] == "reject" {
            let code = &codes[&("encode".to_owned(), id.clone())];
            match found {
                Err(e) if e.code().name() == code => {}
                other => failed.push(format!("{id}: expected {code}, found {other:?}")),
            }
            continue;
        }
        let expected = row.get("contract_hex").or(row.get("hex")).unwrap().as_str().unwrap();
        match found {
            Ok(bytes) if to_hex(&bytes) == expected => {}
            other => failed.push(format!("{id}: expected {expected}, found {:?}", other.map(|b| to_hex(&b)))),
        }
        for bytes in [Some(expected), row["hex"].as_str()].into_iter().flatten() {
            match decoder.decode_value(&hex(bytes)) {
                Ok(back) if normal(&back) == normal(&value) => {}
                // A UUID is written in lower case.
                Ok(Value::Text(back)) if value == Value::Text(back.to_uppercase()) && back != back.to_uppercase() => {}
                other => failed.push(format!("{id}: decoded {other:?}, expected {value:?}")),
            }
        }
        if schema.canonical() != text(&row, "canonical") {
            failed.push(format!("{id}: canonical"));
        }
    }
    // Rust's text holds no lone surrogate.
    assert_eq!(
        unheld,
        rows("avro/encode.jsonl").iter().filter(|row| text(row, "id").contains("lone-surrogate")).count()
    );
    finish("encode", ran, failed);
}

#[test]
fn decode() {
    let codes = codes();
    let (mut failed, mut ran) = (vec![], 0);
    for row in rows("avro/decode.jsonl") {
        ran += 1;
        let id = text(&row, "id");
        let schema = Schema::parse(&text(&row, "schema")).unwrap();
        let codec = codec(&schema, true, true);
        let found = codec.decode_value(&hex(&text(&row, "hex")));
        if let Some(code) = codes.get(&("decode".to_owned(), id.clone())) {
            match found {
                Err(e) if e.code().name() == code => {}
                other => failed.push(format!("{id}: expected {code}, found {other:?}")),
            }
            continue;
        }
        let expected = load(&schema, &json(&text(&row, "value")).unwrap());
        match found {
            Ok(value) if normal(&value) == normal(&expected) => {
                // Java writes maps in the order of its hashes: compare under that order, and sorted.
                let java = codec.decode_value(&hex(&text(&row, "reencoded_hex"))).unwrap();
                let mut options = CodecOptions::default();
                options.insertion_order_maps = true;
                let unsorted = Codec::new(&schema, options).unwrap();
                let again = to_hex(&unsorted.encode_value(&java).unwrap());
                if row["reencoded_hex"] != again
                    || codec.encode_value(&java).unwrap() != codec.encode_value(&value).unwrap()
                {
                    failed.push(format!("{id}: encoded again to {again}, expected {}", row["reencoded_hex"]));
                }
            }
            other => failed.push(format!("{id}: found {other:?}, expected {expected:?}")),
        }
    }
    finish("decode", ran, failed);
}

#[test]
fn failing_rows_fail_with_their_code() {
    let codes = codes();
    for file in ["decode-fail", "logical-fail", "bombs"] {
        let (mut failed, mut ran) = (vec![], 0);
        for row in rows(&format!("avro/{file}.jsonl")) {
            ran += 1;
            let id = text(&row, "id");
            let schema =
                if row.get("schema_parts").is_some() { parts(&row["schema_parts"]) } else { text(&row, "schema") };
            let found = Schema::parse(&schema).and_then(|schema| match row.get("logical") {
                Some(logical) => codec(&schema, false, true)
                    .encode_value(&support::decimal(logical.as_str().unwrap()))
                    .map(|bytes| to_hex(&bytes)),
                None => {
                    let hex_text =
                        if row.get("hex_parts").is_some() { parts(&row["hex_parts"]) } else { text(&row, "hex") };
                    codec(&schema, true, true).decode_value(&hex(&hex_text)).map(|value| format!("{value:?}"))
                }
            });
            let code = &codes[&(file.to_owned(), id.clone())];
            match found {
                Err(e) if e.code().name() == code => {}
                other => failed.push(format!("{id}: expected {code}, found {other:?}")),
            }
        }
        finish(file, ran, failed);
    }
}

#[test]
fn host_values() {
    let (mut failed, mut ran) = (vec![], 0);
    let mut unheld: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows("host.jsonl") {
        let id = text(&row, "id");
        if row.get("hosts").is_some_and(|hosts| !hosts.as_array().unwrap().iter().any(|host| host == "rust")) {
            *unheld.entry("for other hosts").or_default() += 1;
            continue;
        }
        let value = match host(&row["value"]) {
            Ok(value) => value,
            Err(reason) => {
                *unheld.entry(reason).or_default() += 1;
                continue;
            }
        };
        ran += 1;
        let mut options = CodecOptions::default();
        options.ignore_unknown_fields = row["options"]["unknown_fields"] == "ignore";
        options.insertion_order_maps = row["options"]["map_order"] == "insertion";
        let found = Schema::parse(&text(&row, "schema"))
            .and_then(|s| Codec::new(&s, options))
            .and_then(|c| c.encode_value(&value));
        let matches = match (&found, row.get("hex"), row.get("code")) {
            (Ok(bytes), Some(hex), _) => *hex == to_hex(bytes),
            (Err(e), _, Some(code)) => *code == e.code().name() && row.get("path").is_none_or(|path| *path == e.path()),
            _ => false,
        };
        if !matches {
            let found =
                found.map(|bytes| to_hex(&bytes)).map_err(|e| format!("{} at {:?}: {e}", e.code().name(), e.path()));
            failed.push(format!("{id}: expected {} {} {}, found {found:?}", row["hex"], row["code"], row["path"]));
        }
    }
    println!("not held: {unheld:?}");
    finish("host", ran, failed);
}

#[test]
fn decoded_host_values() {
    let (mut failed, mut ran) = (vec![], 0);
    for row in rows("decode-host.jsonl") {
        ran += 1;
        let schema = Schema::parse(&text(&row, "schema")).unwrap();
        let found = codec(&schema, false, false).decode_value(&hex(&text(&row, "hex")));
        let expected = host(&row["value"]).unwrap();
        match found {
            Ok(value) if logical(&normal_decimals(&value)) == logical(&normal_decimals(&expected)) => {}
            other => failed.push(format!("{}: found {other:?}, expected {expected:?}", row["id"])),
        }
    }
    finish("decode-host", ran, failed);
}

/// Enum symbols count as text, records as mappings.
fn logical(value: &Value) -> String {
    normal(value)
}

fn normal_decimals(value: &Value) -> Value {
    let all = |entries: &[(String, Value)]| entries.iter().map(|(k, v)| (k.clone(), normal_decimals(v))).collect();
    match value {
        Value::Decimal(unscaled, scale) => {
            let first = unscaled
                .windows(2)
                .take_while(|pair| {
                    matches!(pair, [0, b] if b & 0x80 == 0) || matches!(pair, [0xff, b] if b & 0x80 != 0)
                })
                .count();
            let unscaled = if unscaled.is_empty() { vec![0] } else { unscaled[first..].to_vec() };
            Value::Decimal(unscaled, *scale)
        }
        Value::List(items) => Value::List(items.iter().map(normal_decimals).collect()),
        Value::Map(entries) => Value::Map(all(entries)),
        Value::Record(name, entries) => Value::Record(name.clone(), all(entries)),
        other => other.clone(),
    }
}

#[test]
fn limits() {
    let (mut failed, mut ran, mut cycles) = (vec![], 0, 0);
    for row in rows("limits.jsonl") {
        let id = text(&row, "id");
        if row.get("value_cycle").is_some() {
            cycles += 1;
            continue;
        }
        ran += 1;
        let schema = if row.get("schema_parts").is_some() { parts(&row["schema_parts"]) } else { text(&row, "schema") };
        let bytes = row.get("hex_parts").map(parts);
        let found = Schema::parse(&schema).and_then(|schema| {
            let codec = codec(&schema, false, true);
            let value = if let Some(nest) = row.get("value_nest") {
                nested(nest)
            } else if let Some(repeat) = row.get("value_repeat") {
                let value = host(&repeat["value"]).unwrap();
                Value::List(vec![value; repeat["count"].as_u64().unwrap() as usize])
            } else {
                return codec.decode_value(&hex(bytes.as_deref().unwrap_or_default())).map(|_| None);
            };
            let found = codec.encode_value(&value).map(|bytes| Some(to_hex(&bytes)));
            // Dropping a value that is nested 100,000 deep recurses as deep: that is the test's own doing, not the codec's.
            std::mem::forget(value);
            found
        });
        let matches = match (&found, row.get("code")) {
            (Ok(Some(encoded)), None) => bytes.as_ref().is_some_and(|bytes| bytes == encoded),
            (Ok(None), None) => true,
            (Err(e), Some(code)) => *code == e.code().name(),
            _ => false,
        };
        if !matches {
            failed.push(format!("{id}: expected {}, found {:?}", row["code"], found.map_err(|e| e.to_string())));
        }
    }
    assert_eq!(cycles, rows("limits.jsonl").iter().filter(|row| row.get("value_cycle").is_some()).count());
    finish("limits", ran, failed);
}

/// Records inside records, each in the field of the one before.
fn nested(nest: &serde_json::Value) -> Value {
    let (kind, field) = (text(nest, "kind"), text(nest, "field"));
    let mut value = match kind.as_str() {
        "record" => Value::Null,
        "list" => Value::List(vec![]),
        _ => Value::Map(vec![]),
    };
    for level in 0..nest["depth"].as_u64().unwrap() {
        if level > 0 {
            value = match kind.as_str() {
                "record" => value,
                "list" => Value::List(vec![value]),
                _ => Value::Map(vec![("k".to_owned(), value)]),
            };
        }
        value = Value::Map(vec![(field.clone(), value)]);
    }
    value
}

#[test]
fn errors_are_those_of_the_shared_table() {
    let text = std::fs::read_to_string(support::vectors().join("errors.json")).unwrap();
    let table: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
    let ours: Vec<(String, i64)> =
        isobyte::Code::ALL.iter().map(|c| (c.name().to_owned(), c.number() as i64)).collect();
    let shared: Vec<(String, i64)> =
        table.iter().map(|row| (support::text(row, "name"), row["number"].as_i64().unwrap())).collect();
    assert_eq!(ours, shared);
}
