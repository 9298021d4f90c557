//! The shared vectors through serde: values that serialize themselves, and a type that deserializes from anything.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
#![cfg(feature = "serde")]
mod support;
use isobyte::{Codec, CodecOptions, Schema, Value};
use serde::de::{EnumAccess, IgnoredAny, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde::ser::{Error as _, SerializeMap, SerializeStruct};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use support::{codes, hex, host, load, normal, parts, rows, text, to_hex};

/// A dynamic value as a Rust type would serialize it. Names of types are static in serde: the test leaks them.
struct Typed<'a>(&'a Value);

fn leak(text: &str) -> &'static str {
    String::leak(text.to_owned())
}

impl Serialize for Typed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Null => serializer.serialize_none(),
            Value::Boolean(value) => serializer.serialize_bool(*value),
            Value::Int(value) => serializer.serialize_i32(*value),
            Value::Long(value) => serializer.serialize_i64(*value),
            Value::Unsigned(value) => serializer.serialize_u64(*value),
            Value::Float(value) => serializer.serialize_f32(*value),
            Value::Double(value) => serializer.serialize_f64(*value),
            Value::Text(value) => serializer.serialize_str(value),
            Value::Bytes(value) => serializer.serialize_bytes(value),
            Value::Enum(symbol, name) => serializer.serialize_unit_variant(leak(name), 0, leak(symbol)),
            Value::List(items) => serializer.collect_seq(items.iter().map(Typed)),
            Value::Map(entries) => {
                let mut map = serializer.serialize_map(None)?;
                for (key, value) in entries {
                    map.serialize_entry(key, &Typed(value))?;
                }
                map.end()
            }
            Value::Record(name, fields) => {
                let mut record = serializer.serialize_struct(leak(name), fields.len())?;
                for (name, value) in fields {
                    record.serialize_field(leak(name), &Typed(value))?;
                }
                record.end()
            }
            Value::Branch(name, value) => serializer.serialize_newtype_variant("Union", 0, leak(name), &Typed(value)),
            _ => Err(S::Error::custom("a logical type, which serde does not know")),
        }
    }
}

fn is_logical(value: &Value) -> bool {
    match value {
        Value::List(items) => items.iter().any(is_logical),
        Value::Map(entries) | Value::Record(_, entries) => entries.iter().any(|(_, value)| is_logical(value)),
        Value::Branch(_, value) => is_logical(value),
        Value::Decimal(..) | Value::Uuid(_) | Value::Date(_) | Value::Time(_) => true,
        Value::Timestamp(_) | Value::LocalTimestamp(_) | Value::Duration(_) => true,
        _ => false,
    }
}

#[test]
fn host_values_give_the_bytes_of_every_language() {
    let (mut failed, mut ran, mut logical, mut unheld) = (vec![], 0, 0, 0);
    for row in rows("host.jsonl") {
        if row.get("hosts").is_some_and(|hosts| !hosts.as_array().unwrap().iter().any(|host| host == "rust")) {
            continue;
        }
        let Ok(value) = host(&row["value"]) else {
            unheld += 1;
            continue;
        };
        if is_logical(&value) {
            logical += 1;
            continue;
        }
        ran += 1;
        let mut options = CodecOptions::default();
        options.ignore_unknown_fields = row["options"]["unknown_fields"] == "ignore";
        options.insertion_order_maps = row["options"]["map_order"] == "insertion";
        let codec = Codec::new(&Schema::parse(&text(&row, "schema")).unwrap(), options).unwrap();
        let found = codec.to_vec(&Typed(&value));
        let matches = match (&found, row.get("hex"), row.get("code")) {
            (Ok(bytes), Some(hex), _) => *hex == to_hex(bytes),
            (Err(e), _, Some(code)) => *code == e.code().name() && row.get("path").is_none_or(|path| *path == e.path()),
            _ => false,
        };
        if !matches {
            failed.push(format!("{}: expected {} {}, found {found:?}", row["id"], row["hex"], row["code"]));
        }
    }
    println!("{ran} ran, {logical} are logical, {unheld} are not held");
    assert!(ran > 350, "only {ran} rows ran");
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
}

/// Whatever the data hold.
#[derive(Debug)]
struct Anything(Value);

impl<'de> Deserialize<'de> for Anything {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyVisitor).map(Anything)
    }
}

struct AnyVisitor;

impl<'de> Visitor<'de> for AnyVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("anything")
    }
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Boolean(value))
    }
    fn visit_i32<E>(self, value: i32) -> Result<Value, E> {
        Ok(Value::Int(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Long(value))
    }
    fn visit_f32<E>(self, value: f32) -> Result<Value, E> {
        Ok(Value::Float(value))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Double(value))
    }
    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }
    fn visit_bytes<E>(self, value: &[u8]) -> Result<Value, E> {
        Ok(Value::Bytes(value.to_vec()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(Anything(item)) = items.next_element()? {
            list.push(item);
        }
        Ok(Value::List(list))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Vec::new();
        while let Some((key, Anything(value))) = entries.next_entry::<String, _>()? {
            map.retain(|(known, _)| *known != key);
            map.push((key, value));
        }
        Ok(Value::Map(map))
    }
}

#[test]
fn reference_data_decode_to_the_dynamic_value() {
    let mut ran = 0;
    for file in ["avro/encode.jsonl", "avro/decode.jsonl"] {
        for row in rows(file) {
            // Rows that are refused are in the other test.
            let Some(hex_text) = row.get("contract_hex").or(row.get("hex")).and_then(|hex| hex.as_str()) else {
                continue;
            };
            let Ok(schema) = Schema::parse(&text(&row, "schema")) else { continue };
            let mut raw = CodecOptions::default();
            raw.raw_logical = true;
            let (codec, raw) = (Codec::new(&schema, Default::default()).unwrap(), Codec::new(&schema, raw).unwrap());
            let data = hex(hex_text);
            match (codec.from_slice::<Anything>(&data), raw.decode_value(&data)) {
                (Ok(Anything(found)), Ok(expected)) => assert_eq!(normal(&found), normal(&expected), "{}", row["id"]),
                (Err(found), Err(expected)) => assert_eq!(found.code(), expected.code(), "{}", row["id"]),
                (found, expected) => panic!("{}: found {found:?}, expected {expected:?}", row["id"]),
            }
            ran += codec.from_slice::<IgnoredAny>(&data).is_ok() as usize;
        }
    }
    assert!(ran > 700, "only {ran} rows ran");
}

#[test]
fn bad_data_get_the_code_of_every_language() {
    let codes = codes();
    let mut ran = 0;
    for file in ["decode-fail", "bombs"] {
        for row in rows(&format!("avro/{file}.jsonl")) {
            let id = text(&row, "id");
            let schema =
                if row.get("schema_parts").is_some() { parts(&row["schema_parts"]) } else { text(&row, "schema") };
            let data =
                if row.get("hex_parts").is_some() { hex(&parts(&row["hex_parts"])) } else { hex(&text(&row, "hex")) };
            let Some(code) =
                codes.get(&(file.to_owned(), id.clone())).or(codes.get(&(format!("avro/{file}"), id.clone())))
            else {
                continue;
            };
            let Ok(codec) = Schema::parse(&schema).and_then(|schema| Codec::new(&schema, Default::default())) else {
                continue;
            };
            ran += 1;
            let error = codec.from_slice::<Anything>(&data).expect_err(&id);
            assert_eq!(error.code().name(), code, "{id}: {error}");
            assert_eq!(codec.from_slice::<IgnoredAny>(&data).expect_err(&id).code().name(), code, "{id}");
        }
    }
    assert!(ran > 55, "only {ran} rows ran");
}

/// As serde shows it: without branches, a symbol as a text.
fn bare(value: Value) -> Value {
    let entries = |entries: Vec<(String, Value)>| entries.into_iter().map(|(key, value)| (key, bare(value))).collect();
    match value {
        Value::Branch(_, value) => bare(*value),
        Value::Enum(symbol, _) => Value::Text(symbol),
        Value::List(items) => Value::List(items.into_iter().map(bare).collect()),
        Value::Map(map) => Value::Map(entries(map)),
        Value::Record(name, fields) => Value::Record(name, entries(fields)),
        other => other,
    }
}

/// A union as an enum with whatever variants there are.
#[derive(Debug)]
struct AnyVariant(Value);

impl<'de> Deserialize<'de> for AnyVariant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_enum("AnyVariant", &[], VariantVisitor).map(AnyVariant)
    }
}

struct VariantVisitor;

impl<'de> Visitor<'de> for VariantVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any variant")
    }
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        let (name, variant) = access.variant::<String>()?;
        let Anything(value) = variant.newtype_variant()?;
        Ok(if value == Value::Null { value } else { Value::Branch(name, Box::new(value)) })
    }
}

#[test]
fn a_writers_data_are_read_as_the_readers_types() {
    let codes = codes();
    let (mut read, mut refused, mut variants) = (0, 0, 0);
    for file in ["resolve", "resolve-fail"] {
        for row in rows(&format!("avro/{file}.jsonl")) {
            let (id, data) = (text(&row, "id"), hex(&text(&row, "hex")));
            let reader = Schema::parse(&text(&row, "reader")).unwrap();
            let codec = Codec::resolve(&Schema::parse(&text(&row, "writer")).unwrap(), &reader, Default::default());
            if let Some(code) = codes.get(&(file.to_owned(), id.clone())) {
                let error = codec.and_then(|codec| codec.from_slice::<Anything>(&data)).expect_err(&id);
                assert_eq!(error.code().name(), code, "{id}: {error}");
                refused += 1;
                continue;
            }
            let codec = codec.unwrap();
            let result = if row["contract"] == "accept" { "contract_result" } else { "result" };
            let expected = load(&reader, &serde_json::from_str(&text(&row, result)).unwrap());
            let Anything(found) = codec.from_slice(&data).unwrap_or_else(|e| panic!("{id}: {e}"));
            assert_eq!(normal(&found), normal(&bare(expected.clone())), "{id}");
            codec.from_slice::<IgnoredAny>(&data).unwrap();
            read += 1;
            // The branch of the reader's union is known, though the writer may have had another, or none.
            if let Value::Branch(name, value) = expected
                && !matches!(*value, Value::Enum(..))
            {
                let AnyVariant(found) = codec.from_slice(&data).unwrap_or_else(|e| panic!("{id}: {e}"));
                assert_eq!(normal(&found), normal(&Value::Branch(name, Box::new(bare(*value)))), "{id}");
                let some: Option<AnyVariant> = codec.from_slice(&data).unwrap();
                assert_eq!(normal(&some.unwrap().0), normal(&found), "{id}");
                variants += 1;
            }
        }
    }
    println!("{read} read, {variants} as variants, {refused} refused");
    assert_eq!(read + refused, 186);
    assert!(variants > 15, "only {variants} were unions");
}
