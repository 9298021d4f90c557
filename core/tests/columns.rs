//! Columns: buffers as Arrow lays them out, expected by hand. What Arrow's own readers make of them is tested in Python.
#![allow(clippy::unwrap_used)]
use isobyte::columns::batch::{Batch, Columns};
use isobyte::columns::column::{Column, ColumnType, Data};
use isobyte::{Code, CodecOptions, Schema};

fn columns(schema: &str) -> Columns {
    Columns::new(&Schema::parse(schema).unwrap(), None, CodecOptions::default()).unwrap()
}

fn batch(schema: &str, data: &[&[u8]]) -> Batch {
    let mut columns = columns(schema);
    for datum in data {
        assert_eq!(columns.append(datum, 0).unwrap(), datum.len());
    }
    let batch = columns.take();
    assert_eq!((batch.rows(), columns.rows()), (data.len(), 0));
    batch
}

fn column<'b>(batch: &'b Batch, name: &str) -> &'b Column {
    batch.columns.iter().find(|column| &*column.name == name).unwrap()
}

#[test]
fn nulls_are_zeros_with_a_bit() {
    let schema = r#"{"type": "record", "name": "R", "fields": [
        {"name": "a", "type": ["null", "int"]}, {"name": "b", "type": "string"}]}"#;
    let batch = batch(schema, &[&[2, 14, 2, b'x'], &[0, 0], &[2, 1, 4, b'y', b'z']]);
    let a = column(&batch, "a");
    assert!(a.nullable && matches!(&a.data, Data::I32(values) if values == &[7, 0, -1]));
    let validity = a.validity.as_ref().unwrap();
    assert_eq!((validity.bytes(), validity.zeros()), (&[0b101][..], 1));
    let b = column(&batch, "b");
    assert!(!b.nullable && b.validity.is_none());
    assert!(matches!(&b.data, Data::Bytes(offsets, bytes) if offsets == &[0, 1, 1, 3] && bytes == b"xyz"));
}

#[test]
fn what_lies_in_a_null_has_no_values_of_its_own() {
    let schema = r#"["null", {"type": "record", "name": "R", "fields": [
        {"name": "x", "type": "long"},
        {"name": "l", "type": {"type": "array", "items": "boolean"}}]}]"#;
    let batch = batch(schema, &[&[0], &[2, 2, 4, 1, 0, 0], &[0]]);
    let value = column(&batch, "value");
    assert_eq!((value.kind.clone(), value.len), (ColumnType::Struct, 3));
    assert_eq!(value.validity.as_ref().unwrap().bytes(), [0b010]);
    assert!(matches!(&column(&batch, "x").data, Data::I64(values) if values == &[0, 1, 0]));
    assert!(matches!(&column(&batch, "l").data, Data::Offsets(offsets) if offsets == &[0, 0, 2, 2]));
    let item = column(&batch, "item");
    assert!(item.len == 2 && matches!(&item.data, Data::Bits(bits) if bits.bytes() == [0b01]));
}

#[test]
fn a_union_of_several_types_is_one_column_each() {
    let batch = batch(r#"["int", "null", "string"]"#, &[&[0, 8], &[4, 2, b'a'], &[2], &[0, 10]]);
    assert_eq!(column(&batch, "value").validity.as_ref().unwrap().bytes(), [0b1011]);
    let (int, text) = (column(&batch, "int"), column(&batch, "string"));
    assert!(matches!(&int.data, Data::I32(values) if values == &[4, 0, 0, 5]));
    assert_eq!(int.validity.as_ref().unwrap().bytes(), [0b1001]);
    assert!(matches!(&text.data, Data::Bytes(offsets, bytes) if offsets == &[0, 0, 1, 1, 1] && bytes == b"a"));
    assert_eq!(text.validity.as_ref().unwrap().bytes(), [0b0010]);
}

#[test]
fn decimals_are_widened() {
    let schema = r#"{"type": "bytes", "logicalType": "decimal", "precision": 5, "scale": 2}"#;
    let found = batch(schema, &[&[2, 0xff], &[4, 0x01, 0x00], &[0]]);
    let Data::Words(2, words) = &column(&found, "value").data else { panic!("no words") };
    assert_eq!(words, &[u64::MAX, u64::MAX, 256, 0, 0, 0]);
    let mut beyond = vec![34, 1];
    beyond.extend([0; 16]);
    assert_eq!(columns(schema).append(&beyond, 0).unwrap_err().code(), Code::DataUnrepresentable);
}

#[test]
fn what_arrow_cannot_say_is_refused() {
    let of = |text: &str| Columns::new(&Schema::parse(text).unwrap(), None, CodecOptions::default());
    let list = r#"{"type": "record", "name": "L", "fields": [{"name": "next", "type": ["null", "L"]}]}"#;
    let error = of(list).unwrap_err();
    assert_eq!((error.code(), error.path().as_str()), (Code::Unsupported, "next"));
    let deep = format!("{}\"int\"{}", r#"{"type": "array", "items": "#.repeat(70), "}".repeat(70));
    assert_eq!(of(&deep).unwrap_err().code(), Code::Unsupported);
    let shallow = format!("{}\"int\"{}", r#"{"type": "array", "items": "#.repeat(50), "}".repeat(50));
    assert!(of(&shallow).is_ok());
}

#[test]
fn bad_data_say_where() {
    let schema =
        r#"{"type": "record", "name": "R", "fields": [{"name": "l", "type": {"type": "array", "items": "int"}}]}"#;
    let error = columns(schema).append(&[4, 2], 0).unwrap_err();
    assert_eq!((error.code(), error.path().as_str()), (Code::DataTruncated, "l"));
}

#[test]
fn nulls_take_no_more_memory_than_they_may() {
    // A byte for a gigabyte, and two bytes for ten thousand numbers.
    let fixed = r#"["null", {"type": "fixed", "name": "F", "size": 1073741824}]"#;
    assert_eq!(columns(fixed).append(&[0], 0).unwrap_err().code(), Code::DataLimit);
    let branches: Vec<_> = (0..4_000).map(|i| format!(r#"{{"type": "fixed", "name": "F{i}", "size": 4}}"#)).collect();
    let schema = format!(r#"{{"type": "array", "items": [{}]}}"#, branches.join(", "));
    let mut items = vec![0x80, 0x89, 0x7a]; // 1,000,000 items: a branch and four bytes each
    items.extend([2, 0, 0, 0, 0].repeat(1_000_000));
    items.push(0);
    assert_eq!(columns(&schema).append(&items, 0).unwrap_err().code(), Code::DataLimit);

    let wide: Vec<_> = (0..1_000).map(|i| format!(r#"{{"name": "f{i}", "type": "long"}}"#)).collect();
    let wide = format!(r#"["null", {{"type": "record", "name": "R", "fields": [{}]}}]"#, wide.join(", "));
    let mut columns = columns(&wide);
    let mut rows = 0;
    while !columns.is_full(1_000_000) {
        columns.append(&[0], 0).unwrap();
        rows += 1;
    }
    assert!((4_000..5_000).contains(&rows), "{rows}");
    assert_eq!(columns.take().rows(), rows);
    assert!(!columns.is_full(1));
}
