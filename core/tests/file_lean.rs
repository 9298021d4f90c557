//! A build without compressors: `cargo test -p isobyte --no-default-features --test file_lean`.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
#![cfg(not(feature = "compression"))]
mod support;
use isobyte::avro::file::compression::Compression;
use isobyte::avro::file::reader::ReadOptions;
use isobyte::avro::file::slice::SliceReader;
use isobyte::avro::file::writer::{FileWriter, WriteOptions};
use isobyte::{Code, Schema};
use support::{hex, rows, text};

#[test]
fn only_null_is_there_and_the_others_are_named() {
    for row in rows("avro/ocf.jsonl") {
        let (id, name, file) = (text(&row, "id"), text(&row, "codec"), hex(&text(&row, "hex")));
        match SliceReader::new(&file, ReadOptions::default()) {
            Ok(mut reader) => {
                assert_eq!(name, "null", "{id}");
                let mut count = 0;
                while let Some(block) = reader.next_block().unwrap() {
                    count += block.count;
                }
                assert_eq!(row["count"], count, "{id}");
            }
            Err(e) => {
                assert!(name != "null" && e.code() == Code::Unsupported && e.message().contains(&name), "{id}: {e}");
            }
        }
    }
    let schema = Schema::parse(r#""int""#).unwrap();
    for compression in Compression::ALL {
        let mut options = WriteOptions::default();
        options.compression = compression;
        let made = FileWriter::new(&schema, [1; 16], options).map(|_| ());
        let (packed, unpacked) =
            (compression.compress(&[1], &mut vec![]), compression.decompress(&[1], 9, &mut vec![]));
        for found in [made, packed, unpacked] {
            assert_eq!(found.err().map(|e| e.code()), (!compression.is_built()).then_some(Code::Unsupported));
        }
    }
}
