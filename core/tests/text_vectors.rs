//! Avro's JSON encoding and the binary order, held against what Avro Java wrote.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
mod support;
use isobyte::avro::compare::compare;
use isobyte::model::node::{Graph, NodeId, NodeKind};
use isobyte::{Code, Limits, Schema};
use std::cmp::Ordering;
use support::{codes, hex, on_a_small_stack, parts, rows, text, to_hex};

fn write(schema: &Schema, binary: &[u8]) -> Result<String, Code> {
    let mut out = b"kept".to_vec();
    let written = schema.binary_to_json(&Limits::default(), binary, &mut out);
    assert!(written.is_ok() || out == b"kept", "a failure left something behind");
    written.map_err(|e| e.code())?;
    Ok(String::from_utf8(out[4..].to_vec()).unwrap())
}

fn read(schema: &Schema, json: &str) -> Result<String, Code> {
    let mut out = b"kept".to_vec();
    let read = schema.json_to_binary(&Limits::default(), json.as_bytes(), &mut out);
    assert!(read.is_ok() || out == b"kept", "a failure left something behind");
    read.map_err(|e| e.code())?;
    Ok(to_hex(&out[4..]))
}

/// Java's text with the keys of maps in the order of their bytes: cut up and put together again, nothing else changed.
fn sorted(graph: &Graph, id: NodeId, json: &str) -> String {
    let inner = || members(&json[1..json.len() - 1]);
    let (open, close, mut parts): (_, _, Vec<(String, String)>) = match &graph.node(id).kind {
        NodeKind::Array(item) => {
            ("[", "]", inner().iter().map(|part| (String::new(), sorted(graph, *item, part))).collect())
        }
        NodeKind::Map(item) => {
            let entry = |part: &&str| key(part, |_| *item, graph);
            let mut parts: Vec<_> = inner().iter().map(entry).collect();
            let name = |part: &(String, String)| -> String {
                serde_json::from_str(part.0.strip_suffix(':').unwrap()).unwrap()
            };
            parts.sort_by(|a, b| name(a).as_bytes().cmp(name(b).as_bytes()));
            ("{", "}", parts)
        }
        NodeKind::Record(record) => {
            let field = |name: &str| record.fields.iter().find(|field| *field.name == *name).unwrap().node;
            ("{", "}", inner().iter().map(|part| key(part, field, graph)).collect())
        }
        NodeKind::Union(branches) if json != "null" => {
            let branch = |name: &str| *branches.iter().find(|id| graph.node(**id).branch_name() == name).unwrap();
            ("{", "}", inner().iter().map(|part| key(part, branch, graph)).collect())
        }
        _ => return json.to_owned(),
    };
    let parts: Vec<_> = parts.drain(..).map(|(key, value)| key + &value).collect();
    format!("{open}{}{close}", parts.join(","))
}

fn key(part: &str, node: impl Fn(&str) -> NodeId, graph: &Graph) -> (String, String) {
    let (key, value) = part.split_at(string_end(part) + 1);
    let name: String = serde_json::from_str(key.strip_suffix(':').unwrap()).unwrap();
    (key.to_owned(), sorted(graph, node(&name), value))
}

fn string_end(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    loop {
        match chars.next().unwrap() {
            (_, '\\') => drop(chars.next()),
            (at, '"') => return at + 1,
            _ => {}
        }
    }
}

/// What stands between the commas that are not inside of anything.
fn members(text: &str) -> Vec<&str> {
    let (mut members, mut from, mut at, mut depth) = (vec![], 0, 0, 0);
    while at < text.len() {
        match text.as_bytes()[at] {
            b'"' => at += string_end(&text[at..]) - 1,
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth -= 1,
            b',' if depth == 0 => {
                members.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    members.extend((from < text.len()).then(|| &text[from..]));
    members
}

fn finish(file: &str, ran: usize, failed: Vec<String>) {
    println!("{file}: {ran} rows, {} failed", failed.len());
    assert!(failed.is_empty(), "{file}:\n{}", failed.join("\n"));
}

#[test]
fn values_that_java_encoded() {
    let codes = codes();
    let (mut failed, mut ran, mut refused) = (vec![], 0, 0);
    for row in rows("avro/encode.jsonl") {
        ran += 1;
        let id = text(&row, "id");
        let schema = Schema::parse(&text(&row, "schema")).unwrap();
        let (value, java_hex) = (text(&row, "value"), text(&row, "hex"));
        let hex_text = row.get("contract_hex").map_or(java_hex.clone(), |hex| hex.as_str().unwrap().to_owned());
        if codes.contains_key(&("encode".to_owned(), id.clone())) {
            refused += 1;
            if read(&schema, &value) != Err(Code::DataMalformed) {
                failed.push(format!("{id}: read {value}"));
            }
            continue;
        }
        let expected = sorted(schema.graph(), schema.graph().root, &value);
        // A UUID is read into lower case, and written as it is.
        let ours = if id == "encode-logical.ignored-008" { expected.to_lowercase() } else { expected.clone() };
        for (binary, expected) in [(&java_hex, &expected), (&hex_text, &ours)] {
            match write(&schema, &hex(binary)) {
                Ok(found) if found == *expected => {}
                found => failed.push(format!("{id}: wrote {found:?}, expected {expected}")),
            }
        }
        for json in [&value, &expected, &format!(" \n{value}\t\r ")] {
            match read(&schema, json) {
                Ok(found) if found == hex_text => {}
                found => failed.push(format!("{id}: read {json} as {found:?}, expected {hex_text}")),
            }
        }
    }
    assert_eq!((ran, refused), (1176, 3));
    finish("encode", ran, failed);
}

#[test]
fn bytes_that_java_decoded() {
    let codes = codes();
    let (mut failed, mut ran) = (vec![], 0);
    for row in rows("avro/decode.jsonl") {
        ran += 1;
        let id = text(&row, "id");
        let schema = Schema::parse(&text(&row, "schema")).unwrap();
        let found = write(&schema, &hex(&text(&row, "hex")));
        let right = match codes.get(&("decode".to_owned(), id.clone())) {
            Some(code) => found.as_ref().is_err_and(|found| found.name() == code),
            None => {
                let expected = sorted(schema.graph(), schema.graph().root, &text(&row, "value"));
                found.as_ref() == Ok(&expected)
            }
        };
        if !right {
            failed.push(format!("{id}: wrote {found:?}, expected {}", text(&row, "value")));
        }
    }
    assert_eq!(ran, 83);
    finish("decode", ran, failed);
}

#[test]
fn bytes_that_are_refused() {
    on_a_small_stack(refused_bytes);
}

fn refused_bytes() {
    let codes = codes();
    let (mut failed, mut ran) = (vec![], 0);
    for file in ["decode-fail", "bombs"] {
        for row in rows(&format!("avro/{file}.jsonl")) {
            let id = text(&row, "id");
            let schema =
                if row.get("schema_parts").is_some() { parts(&row["schema_parts"]) } else { text(&row, "schema") };
            let Ok(schema) = Schema::parse(&schema) else { continue };
            ran += 1;
            let binary =
                hex(&if row.get("hex_parts").is_some() { parts(&row["hex_parts"]) } else { text(&row, "hex") });
            let code = codes[&(file.to_owned(), id.clone())].as_str();
            match write(&schema, &binary) {
                Err(found) if found.name() == code => {}
                found => failed.push(format!("{id}: wrote {:?}, expected {code}", found.map(|text| text.len()))),
            }
            match compare(schema.graph(), &Limits::default(), &binary, &binary).map_err(|e| e.code()) {
                Err(found) if found.name() == code || found == Code::Unsupported => {}
                found => failed.push(format!("{id}: compared {found:?}, expected {code}")),
            }
        }
    }
    assert!(ran > 50, "{ran}");
    finish("decode-fail, bombs", ran, failed);
}

#[test]
fn texts_that_are_refused() {
    let codes = codes();
    let (mut failed, mut ran) = (vec![], 0);
    for row in rows("avro/json-fail.jsonl") {
        ran += 1;
        let id = text(&row, "id");
        let schema = Schema::parse(&text(&row, "schema")).unwrap();
        let code = codes[&("json-fail".to_owned(), id.clone())].as_str();
        match read(&schema, &text(&row, "value")) {
            Err(found) if found.name() == code => {}
            found => failed.push(format!("{id}: found {found:?}, expected {code}")),
        }
    }
    assert_eq!(ran, 20);
    finish("json-fail", ran, failed);
}

#[test]
fn values_that_java_resolved() {
    let codes = codes();
    let (mut failed, mut ran) = (vec![], 0);
    for row in rows("avro/resolve.jsonl") {
        let id = text(&row, "id");
        if codes.contains_key(&("resolve".to_owned(), id.clone())) {
            continue;
        }
        ran += 1;
        for (schema, value, binary) in [("reader", "result", "result_hex"), ("writer", "value", "hex")] {
            let (value, binary) = match value {
                "result" if row.get("contract_result").is_some() => ("contract_result", "contract_result_hex"),
                _ => (value, binary),
            };
            let schema = Schema::parse(&text(&row, schema)).unwrap();
            let (value, binary) = (text(&row, value), text(&row, binary));
            // Six of these values were written by hand, with escapes that nobody needs.
            let expected = sorted(schema.graph(), schema.graph().root, &value).replace(r"\u0061\u0062", "ab");
            let found = (read(&schema, &value), write(&schema, &hex(&binary)));
            if found != (Ok(binary.clone()), Ok(expected.clone())) {
                failed.push(format!("{id}: found {found:?}, expected {binary}, {expected}"));
            }
        }
    }
    assert!(ran >= 100, "{ran}");
    finish("resolve", ran, failed);
}

#[test]
fn pairs_that_java_compared() {
    let (mut failed, mut ran) = (vec![], 0);
    for row in rows("avro/compare.jsonl") {
        ran += 1;
        let id = text(&row, "id");
        let schema = Schema::parse(&text(&row, "schema")).unwrap();
        let [a, b] = ["hex", "hex2"].map(|column| hex(&text(&row, column)));
        let order = |a: &[u8], b: &[u8]| compare(schema.graph(), &Limits::default(), a, b).map_err(|e| e.code());
        let expected = row["result"].as_i64().unwrap().cmp(&0);
        let found = [order(&a, &b), order(&b, &a), order(&a, &a), order(&b, &b)];
        if found != [Ok(expected), Ok(expected.reverse()), Ok(Ordering::Equal), Ok(Ordering::Equal)] {
            failed.push(format!("{id}: found {found:?}, expected {expected:?}"));
        }
        for (value, hex) in [("value", "hex"), ("value2", "hex2")] {
            if read(&schema, &text(&row, value)) != Ok(text(&row, hex)) {
                failed.push(format!("{id}: {value}"));
            }
        }
    }
    assert_eq!(ran, 12);
    finish("compare", ran, failed);
}
