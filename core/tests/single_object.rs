//! Single-object encoding with a store of schemas: the shared vectors, both ways.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
mod support;
use isobyte::store::header;
use isobyte::{Code, Codec, CodecOptions, Schema, SchemaStore, Value};
use support::{codes, hex, load, normal, rows, text, to_hex};

fn codec(schema: &Schema) -> Codec {
    let mut options = CodecOptions::default();
    options.raw_logical = true;
    options.tagged_unions = true;
    Codec::new(schema, options).unwrap()
}

fn decode(store: &SchemaStore, message: &[u8]) -> isobyte::Result<Value> {
    let (schema, datum) = store.read(message)?;
    codec(schema).decode_value(datum)
}

#[test]
fn both_ways() {
    let rows = rows("avro/single-object.jsonl");
    assert_eq!(rows.len(), 4);
    let mut store = SchemaStore::new();
    for row in &rows {
        store.add(Schema::parse(&text(row, "schema")).unwrap()).unwrap();
    }
    assert_eq!(store.len(), 4);
    for row in &rows {
        let schema = Schema::parse(&text(row, "schema")).unwrap();
        let value = load(&schema, &serde_json::from_str(&text(row, "value")).unwrap());
        let mut message = header(&schema).to_vec();
        message.extend(codec(&schema).encode_value(&value).unwrap());
        assert_eq!(to_hex(&message), text(row, "hex"), "{}", row["id"]);
        // All the schemas are in the store: the header alone says which it is.
        let found = decode(&store, &hex(&text(row, "hex"))).unwrap();
        assert_eq!(normal(&found), normal(&value), "{}", row["id"]);
    }
}

#[test]
fn refused() {
    let rows = rows("avro/single-object-fail.jsonl");
    assert_eq!(rows.len(), 5);
    let codes = codes();
    for row in rows {
        let mut store = SchemaStore::new();
        store.add(Schema::parse(&text(&row, "schema")).unwrap()).unwrap();
        let error = decode(&store, &hex(&text(&row, "hex"))).unwrap_err();
        assert_eq!(error.code().name(), codes[&("single-object-fail".to_owned(), text(&row, "id"))], "{}", row["id"]);
    }
}

#[test]
fn the_store() {
    let mut store = SchemaStore::new();
    assert!(store.is_empty());
    let int = Schema::parse("\"int\"").unwrap();
    let date = Schema::parse(r#"{"type":"int","logicalType":"date"}"#).unwrap();
    let fingerprint = store.add(int.clone()).unwrap();
    // The specification's example of a fingerprint: "int" is 7275d51a3f395c8f.
    assert_eq!(fingerprint, 0x7275_d51a_3f39_5c8f);
    assert_eq!(store.find(fingerprint).unwrap(), &int);
    assert_eq!(store.get(0), None);
    assert_eq!(store.find(0).unwrap_err().code(), Code::FrameUnknown);
    // The same bytes: the later schema takes the place.
    assert_eq!(store.add(date.clone()).unwrap(), fingerprint);
    assert_eq!((store.len(), store.get(fingerprint)), (1, Some(&date)));
}

/// Two fixed types with one fingerprint. CRCs of texts of one length are linear in their differences, so of 65 places that
/// may each be one of two letters, some can always be changed together without changing the fingerprint.
#[test]
fn another_schema_of_the_same_fingerprint_is_refused() {
    const PLACES: usize = 65;
    let schema = |turned: u128| {
        let name: String = (0..PLACES).map(|place| if turned >> place & 1 == 1 { 'c' } else { 'a' }).collect();
        Schema::parse(&format!(r#"{{"type":"fixed","name":"{name}","size":1}}"#)).unwrap()
    };
    let plain = schema(0);
    // Rows in echelon form: a difference of fingerprints, and the places that make it.
    let mut rows: Vec<(u64, u128)> = Vec::new();
    let mut turned = None;
    for place in 0..PLACES {
        let mut row = (schema(1 << place).rabin() ^ plain.rabin(), 1 << place);
        for (difference, places) in &rows {
            if row.0 ^ difference < row.0 {
                row = (row.0 ^ difference, row.1 ^ places);
            }
        }
        if row.0 == 0 {
            turned = Some(schema(row.1));
            break;
        }
        rows.push(row);
        rows.sort_unstable_by(|a, b| b.cmp(a));
    }
    let turned = turned.unwrap();
    assert_ne!(plain.canonical(), turned.canonical());
    assert_eq!(plain.rabin(), turned.rabin());
    let mut store = SchemaStore::new();
    let fingerprint = store.add(plain.clone()).unwrap();
    assert_eq!(store.add(turned).unwrap_err().code(), Code::Conflict);
    assert_eq!((store.len(), store.get(fingerprint)), (1, Some(&plain)));
}
