//! Answers tasks with one of Rust's libraries: conformance isobyte|apache.
use apache_avro::reader::datum::GenericDatumReader;
use apache_avro::types::Value as Apache;
use apache_avro::writer::datum::GenericDatumWriter;
use isobyte::Value as Ours;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::io::BufRead;

type Answer = Result<Json, String>;

fn main() {
    let who = std::env::args().nth(1).unwrap_or_default();
    let mut held = Json::Null;
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        // Values nest deeper than the reader would allow by itself.
        let mut reader = serde_json::Deserializer::from_str(&line);
        reader.disable_recursion_limit();
        let mut task = Json::deserialize(&mut reader).expect("a line of JSON");
        match text(&task["op"]) {
            // An input waits for its turn, so that holding it is not measured.
            "hold" => held = std::mem::take(&mut task),
            "decode held" => task = std::mem::take(&mut held),
            _ => {}
        }
        let reply = match if task.is_null() { Ok(Json::Null) } else { answer(&who, &task) } {
            Ok(ok) => json!({"ok": ok}),
            Err(error) => json!({"error": error}),
        };
        println!("{reply}");
    }
}

fn answer(who: &str, task: &Json) -> Answer {
    let schema = text(&task["schema"]);
    match (text(&task["op"]), who) {
        ("version", _) => Ok(json!(version("apache-avro"))),
        ("parse", "isobyte") => isobyte::Schema::parse(schema).map(|schema| json!(schema.canonical())).map_err(word),
        ("parse", _) => {
            apache_avro::Schema::parse_str(schema).map(|schema| json!(schema.canonical_form())).map_err(word)
        }
        ("encode", "isobyte") => {
            let schema = isobyte::Schema::parse(schema).map_err(word)?;
            let codec = isobyte::Codec::new(&schema, Default::default()).map_err(word)?;
            codec.encode_value(&ours(&task["value"])).map(|bytes| json!(hex(&bytes))).map_err(word)
        }
        ("encode", _) => {
            let schema = apache_avro::Schema::parse_str(schema).map_err(word)?;
            let mut value = apache(&task["value"]);
            // Plain values find their branches and records only so.
            if task["plain"] == true {
                value = value.resolve(&schema).map_err(word)?;
            }
            let writer = GenericDatumWriter::builder(&schema).build().map_err(word)?;
            writer.write_value_to_vec(value).map(|bytes| json!(hex(&bytes))).map_err(word)
        }
        (_, "isobyte") => {
            let schema = isobyte::Schema::parse(schema).map_err(word)?;
            let codec = isobyte::Codec::new(&schema, Default::default()).map_err(word)?;
            codec.decode_value(&unhex(text(&task["hex"]))).map(|value| show_ours(&value)).map_err(word)
        }
        _ => {
            let schema = apache_avro::Schema::parse_str(schema).map_err(word)?;
            let data = unhex(text(&task["hex"]));
            let mut rest = &data[..];
            let value = GenericDatumReader::builder(&schema)
                .build()
                .and_then(|reader| reader.read_value(&mut rest))
                .map_err(word)?;
            if rest.is_empty() { Ok(show_apache(&value)) } else { Err("bytes are left over".to_owned()) }
        }
    }
}

/// As the lock file has it.
fn version(name: &str) -> Option<String> {
    let lock = include_str!("../Cargo.lock");
    let entry = lock.split("[[package]]").find(|entry| entry.contains(&format!("name = \"{name}\"\n")))?;
    entry.split("version = \"").nth(1)?.split('"').next().map(str::to_owned)
}

fn word(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_default()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).expect("hex")).collect()
}

fn float(json: &Json) -> f32 {
    f32::from_bits(u32::from_str_radix(text(json), 16).expect("bits"))
}

fn double(json: &Json) -> f64 {
    f64::from_bits(u64::from_str_radix(text(json), 16).expect("bits"))
}

fn last(value: &Json) -> &Json {
    value.as_array().and_then(|items| items.last()).expect("notation")
}

fn items<T>(value: &Json, make: impl Fn(&Json) -> T) -> Vec<T> {
    last(value).as_array().expect("notation").iter().map(make).collect()
}

fn pairs<T>(value: &Json, make: impl Fn(&Json) -> T) -> Vec<(String, T)> {
    items(value, |pair| (text(&pair[0]).to_owned(), make(&pair[1])))
}

fn integer(value: &Json) -> i64 {
    text(&value[1]).parse().expect("an integer")
}

fn ours(value: &Json) -> Ours {
    match text(&value[0]) {
        "null" => Ours::Null,
        "boolean" => Ours::Boolean(value[1] == true),
        "int" | "long" | "integer" => Ours::Long(integer(value)),
        "float" => Ours::Float(float(&value[1])),
        "double" => Ours::Double(double(&value[1])),
        "string" | "text" => Ours::Text(text(&value[1]).to_owned()),
        "bytes" | "fixed" => Ours::Bytes(unhex(text(last(value)))),
        "enum" => Ours::Enum(text(&value[2]).to_owned(), text(&value[1]).to_owned()),
        "array" => Ours::List(items(value, ours)),
        "map" => Ours::Map(pairs(value, ours)),
        "record" => Ours::Record(text(&value[1]).to_owned(), pairs(value, ours)),
        _ => Ours::Branch(text(&value[1]).to_owned(), Box::new(ours(&value[3]))),
    }
}

fn apache(value: &Json) -> Apache {
    match text(&value[0]) {
        "null" => Apache::Null,
        "boolean" => Apache::Boolean(value[1] == true),
        "int" => Apache::Int(integer(value) as i32),
        "long" => Apache::Long(integer(value)),
        "integer" => i32::try_from(integer(value)).map_or(Apache::Long(integer(value)), Apache::Int),
        "float" => Apache::Float(float(&value[1])),
        "double" => Apache::Double(double(&value[1])),
        "string" | "text" => Apache::String(text(&value[1]).to_owned()),
        "bytes" => Apache::Bytes(unhex(text(last(value)))),
        "fixed" => {
            let bytes = unhex(text(last(value)));
            Apache::Fixed(bytes.len(), bytes)
        }
        "enum" => Apache::Enum(value[3].as_u64().unwrap_or_default() as u32, text(&value[2]).to_owned()),
        "array" => Apache::Array(items(value, apache)),
        "map" => Apache::Map(pairs(value, apache).into_iter().collect()),
        "record" => Apache::Record(pairs(value, apache)),
        _ => Apache::Union(value[2].as_u64().unwrap_or_default() as u32, Box::new(apache(&value[3]))),
    }
}

fn show_float(value: f64) -> Json {
    let bits = if value.is_nan() { 0x7ff8_0000_0000_0000 } else { value.to_bits() };
    json!({"f": format!("{bits:016x}")})
}

fn show_ours(value: &Ours) -> Json {
    match value {
        Ours::Null => Json::Null,
        Ours::Boolean(value) => json!(value),
        Ours::Int(value) => json!({"i": value.to_string()}),
        Ours::Long(value) => json!({"i": value.to_string()}),
        Ours::Float(value) => show_float(*value as f64),
        Ours::Double(value) => show_float(*value),
        Ours::Text(value) | Ours::Enum(value, _) => json!({"t": value}),
        Ours::Bytes(value) => json!({"b": hex(value)}),
        Ours::List(items) => items.iter().map(show_ours).collect(),
        Ours::Map(entries) | Ours::Record(_, entries) => {
            let entries: serde_json::Map<_, _> = entries.iter().map(|(k, v)| (k.clone(), show_ours(v))).collect();
            json!({"m": entries})
        }
        other => json!({"x": format!("{other:?}")}),
    }
}

fn show_apache(value: &Apache) -> Json {
    match value {
        Apache::Null => Json::Null,
        Apache::Boolean(value) => json!(value),
        Apache::Int(value) => json!({"i": value.to_string()}),
        Apache::Long(value) => json!({"i": value.to_string()}),
        Apache::Float(value) => show_float(*value as f64),
        Apache::Double(value) => show_float(*value),
        Apache::String(value) | Apache::Enum(_, value) => json!({"t": value}),
        Apache::Bytes(value) | Apache::Fixed(_, value) => json!({"b": hex(value)}),
        Apache::Array(items) => items.iter().map(show_apache).collect(),
        Apache::Map(entries) => {
            let entries: serde_json::Map<_, _> = entries.iter().map(|(k, v)| (k.clone(), show_apache(v))).collect();
            json!({"m": entries})
        }
        Apache::Record(entries) => {
            let entries: serde_json::Map<_, _> = entries.iter().map(|(k, v)| (k.clone(), show_apache(v))).collect();
            json!({"m": entries})
        }
        Apache::Union(_, value) => show_apache(value),
        other => json!({"x": format!("{other:?}")}),
    }
}
