//! What the vector tests share: reading the files, and loading values that other implementations wrote.
#![allow(dead_code, unreachable_pub)]
use isobyte::model::kind::{Duration, Moment};
use isobyte::model::node::{Graph, NodeId, NodeKind};
use isobyte::{Schema, Value};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::path::PathBuf;

pub fn vectors() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors")
}

/// The rows of a file, as they are.
pub fn rows(file: &str) -> Vec<Json> {
    let path = vectors().join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{file}: {e}: {line}"))).collect()
}

/// (file, id) -> error code of the rows of the reference that must fail.
pub fn codes() -> BTreeMap<(String, String), String> {
    let key = |row: &Json| ((text(row, "file"), text(row, "id")), text(row, "code"));
    rows("codes.jsonl").iter().map(key).collect()
}

pub fn text(row: &Json, key: &str) -> String {
    row[key].as_str().unwrap_or_else(|| panic!("{key} in {row}")).to_owned()
}

pub fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).unwrap()).collect()
}

pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `[part, repetitions]` joined.
pub fn parts(value: &Json) -> String {
    let part = |part: &Json| part[0].as_str().unwrap().repeat(part[1].as_u64().unwrap() as usize);
    value.as_array().unwrap().iter().map(part).collect()
}

/// Avro JSON as a value with explicit branches; logical types stay raw. Written from the specification, not with the library.
pub fn load(schema: &Schema, json: &Json) -> Value {
    load_node(schema.graph(), schema.graph().root, json)
}

fn load_node(graph: &Graph, id: NodeId, json: &Json) -> Value {
    match &graph.node(id).kind {
        NodeKind::Null => Value::Null,
        NodeKind::Boolean => Value::Boolean(json.as_bool().unwrap()),
        NodeKind::Int | NodeKind::Long => Value::Long(json.as_i64().unwrap()),
        NodeKind::Float => Value::Float(match json.as_str() {
            Some(word) => word.parse().unwrap(),
            // Read as the shortest digits of a float, not by way of a double.
            None => json.to_string().parse().unwrap(),
        }),
        NodeKind::Double => {
            Value::Double(json.as_str().map_or_else(|| json.as_f64().unwrap(), |word| word.parse().unwrap()))
        }
        NodeKind::String => Value::Text(json.as_str().unwrap().to_owned()),
        NodeKind::Bytes | NodeKind::Fixed(_) => Value::Bytes(latin1(json.as_str().unwrap())),
        NodeKind::Enum(symbols) => Value::Enum(json.as_str().unwrap().to_owned(), symbols.name.full().to_owned()),
        NodeKind::Array(item) => {
            Value::List(json.as_array().unwrap().iter().map(|json| load_node(graph, *item, json)).collect())
        }
        NodeKind::Map(value) => {
            let entry = |(key, json): (&String, &Json)| (key.clone(), load_node(graph, *value, json));
            Value::Map(json.as_object().unwrap().iter().map(entry).collect())
        }
        NodeKind::Record(record) => {
            let field = |field: &isobyte::model::node::Field| {
                (field.name.to_string(), load_node(graph, field.node, &json[&*field.name]))
            };
            Value::Record(record.name.full().to_owned(), record.fields.iter().map(field).collect())
        }
        NodeKind::Union(branches) => match json.as_object() {
            None => Value::Null,
            Some(map) => {
                let (name, json) = map.iter().next().unwrap();
                let branch = branches.iter().find(|branch| graph.node(**branch).branch_name() == name).unwrap();
                Value::Branch(name.clone(), Box::new(load_node(graph, *branch, json)))
            }
        },
    }
}

fn latin1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(c as u32).unwrap()).collect()
}

/// The same for comparing: maps without order, floats by bits with one NaN, integers without width.
pub fn normal(value: &Value) -> String {
    match value {
        Value::Int(value) => format!("i{value}"),
        Value::Long(value) => format!("i{value}"),
        Value::Unsigned(value) => format!("i{value}"),
        Value::Float(value) => format!("f{:x}", if value.is_nan() { 0 } else { (*value as f64).to_bits() }),
        Value::Double(value) => format!("f{:x}", if value.is_nan() { 0 } else { value.to_bits() }),
        Value::List(items) => format!("[{}]", items.iter().map(normal).collect::<Vec<_>>().join(",")),
        Value::Map(entries) | Value::Record(_, entries) => {
            let entries: BTreeMap<_, _> = entries.iter().map(|(key, value)| (key, normal(value))).collect();
            let entries: Vec<_> = entries.iter().map(|(key, value)| format!("{key:?}:{value}")).collect();
            format!("{{{}}}", entries.join(","))
        }
        Value::Branch(name, value) => format!("{name}:{}", normal(value)),
        Value::Enum(symbol, _) => format!("{symbol:?}"),
        Value::Text(text) => format!("{text:?}"),
        other => format!("{other:?}"),
    }
}

/// Why a host value cannot be held by this language.
pub type Unheld = &'static str;

/// The typed notation of `host.jsonl` as a value.
pub fn host(json: &Json) -> Result<Value, Unheld> {
    let (kind, value) = json.as_object().and_then(|map| map.iter().next()).unwrap_or_else(|| panic!("{json}"));
    let number =
        |key: &str| value[key].as_str().map_or_else(|| value[key].as_i64().unwrap(), |text| text.parse().unwrap());
    let word = || value.as_str().unwrap_or_else(|| panic!("{json}"));
    Ok(match kind.as_str() {
        "null" => Value::Null,
        "bool" => Value::Boolean(value.as_bool().unwrap()),
        "i32" => Value::Int(word().parse().unwrap()),
        "i64" => Value::Long(word().parse().unwrap()),
        "u64" => Value::Unsigned(word().parse().unwrap()),
        "big" => return Err("no integers beyond 64 bits"),
        "f32" => Value::Float(match word().strip_prefix("bits:") {
            Some(bits) => f32::from_bits(u32::from_str_radix(bits, 16).unwrap()),
            None => word().parse().unwrap(),
        }),
        "f64" => Value::Double(match word().strip_prefix("bits:") {
            Some(bits) => f64::from_bits(u64::from_str_radix(bits, 16).unwrap()),
            None => word().parse().unwrap(),
        }),
        "text" => Value::Text(word().to_owned()),
        "bytes" => Value::Bytes(hex(word())),
        "utf16" | "rawtext" => Value::Text(held_text(json)?),
        "enum" => Value::Enum(text(value, "symbol"), text(value, "type")),
        "decimal" => decimal(word()),
        "uuid" => Value::Uuid(hex(&word().replace('-', "")).try_into().unwrap()),
        "date" => Value::Date(days(word())),
        "time" => Value::Time(number("nanos")),
        "instant" => Value::Timestamp(Moment { seconds: number("seconds"), nanos: number("nanos") as u32 }),
        "local" => Value::LocalTimestamp(Moment { seconds: number("seconds"), nanos: number("nanos") as u32 }),
        "duration" => Value::Duration(Duration {
            months: number("months") as u32,
            days: number("days") as u32,
            millis: number("millis") as u32,
        }),
        "list" => Value::List(value.as_array().unwrap().iter().map(host).collect::<Result<_, _>>()?),
        "map" => Value::Map(pairs(value)?),
        "struct" => Value::Record(text(value, "name"), pairs(&value["fields"])?),
        "branch" => Value::Branch(text(value, "name"), Box::new(host(&value["value"])?)),
        other => panic!("unknown kind {other}"),
    })
}

fn pairs(value: &Json) -> Result<Vec<(String, Value)>, Unheld> {
    let key = |key: &Json| key.as_str().map_or_else(|| held_text(key), |text| Ok(text.to_owned()));
    value.as_array().unwrap().iter().map(|pair| Ok((key(&pair[0])?, host(&pair[1])?))).collect()
}

fn held_text(json: &Json) -> Result<String, Unheld> {
    if let Some(units) = json.get("utf16") {
        let units: Vec<u16> = units
            .as_array()
            .unwrap()
            .iter()
            .map(|unit| u16::from_str_radix(unit.as_str().unwrap(), 16).unwrap())
            .collect();
        return String::from_utf16(&units).map_err(|_| "no lone surrogates");
    }
    String::from_utf8(hex(json["rawtext"].as_str().unwrap())).map_err(|_| "no text that is not UTF-8")
}

/// Digits with an optional point; unscaled as 128 bits or, digit by digit, as bytes.
pub fn decimal(text: &str) -> Value {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
    let (digits, exponent) = digits.split_once(['E', 'e']).map_or((digits, 0), |(d, e)| (d, e.parse::<i32>().unwrap()));
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let mut bytes = vec![0u8; 64];
    for digit in whole.bytes().chain(part.bytes()) {
        let mut carry = (digit - b'0') as u32;
        for byte in bytes.iter_mut().rev() {
            carry += *byte as u32 * 10;
            *byte = carry as u8;
            carry >>= 8;
        }
    }
    if negative {
        let mut carry = true;
        for byte in bytes.iter_mut().rev() {
            let (value, over) = (!*byte).overflowing_add(carry as u8);
            (*byte, carry) = (value, over);
        }
    }
    Value::Decimal(bytes, part.len() as i32 - exponent)
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
fn days(date: &str) -> i64 {
    let (sign, rest) = match date.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, date.strip_prefix('+').unwrap_or(date)),
    };
    let mut fields = rest.split('-').map(|field| field.parse::<i64>().unwrap());
    let (year, month, day) = (sign * fields.next().unwrap(), fields.next().unwrap(), fields.next().unwrap());
    let leap = |year: i64| (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let before =
        |year: i64| 365 * year + (year + 3).div_euclid(4) - (year + 99).div_euclid(100) + (year + 399).div_euclid(400);
    let lengths = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    before(year) - before(1970) + lengths[..month as usize - 1].iter().sum::<i64>() + day - 1
}

/// The smallest stack that a host is likely to have; frames without optimisation are several times larger.
pub fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    let size = if cfg!(debug_assertions) { 16 } else { 1 } * 1024 * 1024;
    std::thread::Builder::new().stack_size(size).spawn(run).unwrap().join().unwrap();
}
