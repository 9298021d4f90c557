//! Container files that Avro Java wrote, read in pieces of any size; and files of our own, which must be as Java's.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
#![cfg(feature = "compression")]
mod support;
use isobyte::avro::file::compression::Compression;
use isobyte::avro::file::reader::{Block, FileReader, Header, ReadOptions};
use isobyte::avro::file::slice::SliceReader;
use isobyte::avro::file::writer::{FileWriter, WriteOptions};
use isobyte::dynamic::{ValueSink, ValueSource};
use isobyte::{Code, Codec, CodecOptions, Result, Schema, Value};
use support::{hex, load, normal, rows, text, to_hex};

const SYNC: [u8; 16] = [0, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff];

fn codec(schema: &Schema) -> Codec {
    let mut options = CodecOptions::default();
    options.raw_logical = true;
    options.tagged_unions = true;
    Codec::new(schema, options).unwrap()
}

/// The data of a block, and where each ends.
fn items(codec: &Codec, block: &Block<'_>) -> Result<Vec<(Value, usize)>> {
    let mut items: Vec<(Value, usize)> = Vec::new();
    for _ in 0..block.count {
        let at = items.last().map_or(0, |(_, end)| *end);
        items.push(codec.decode_at(block.data, at, &mut ValueSink::new(codec), ())?);
    }
    assert_eq!(items.last().map_or(0, |(_, end)| *end), block.data.len());
    Ok(items)
}

/// Reads a file in pieces.
fn read(file: &[u8], piece: usize) -> Result<(Header, Vec<Value>)> {
    let mut reader = FileReader::new(ReadOptions::default());
    let mut values = Vec::new();
    for piece in file.chunks(piece) {
        reader.feed(piece)?;
        while let Some(block) = reader.next_block()? {
            let owned = (block.count, block.data.to_vec());
            let codec = codec(reader.header().unwrap().schema());
            let mut at = 0;
            for _ in 0..owned.0 {
                let (value, end) = codec.decode_at(&owned.1, at, &mut ValueSink::new(&codec), ())?;
                values.push(value);
                at = end;
            }
            assert_eq!(at, owned.1.len());
        }
    }
    reader.finish()?;
    Ok((reader.header().unwrap().clone(), values))
}

/// Item `i` is the row's value with `id = i`.
fn expected(row: &serde_json::Value) -> Vec<Value> {
    let schema = Schema::parse(&text(row, "schema")).unwrap();
    let mut json: serde_json::Value = serde_json::from_str(&text(row, "value")).unwrap();
    let count = row["count"].as_u64().unwrap();
    let item = |i| {
        json["id"] = serde_json::json!(i);
        load(&schema, &json)
    };
    (0..count).map(item).collect()
}

fn same(found: &[Value], expected: &[Value]) -> bool {
    found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| normal(a) == normal(b))
}

#[test]
fn files_of_java_in_pieces_of_any_size() {
    let rows = rows("avro/ocf.jsonl");
    assert_eq!(rows.len(), 18);
    for row in rows {
        let (id, file) = (text(&row, "id"), hex(&text(&row, "hex")));
        let expected = expected(&row);
        for piece in [1, 7, file.len()] {
            let (header, found) = read(&file, piece).unwrap_or_else(|e| panic!("{id}: {e}"));
            assert!(same(&found, &expected), "{id} in pieces of {piece}");
            assert_eq!(*header.schema(), Schema::parse(&text(&row, "schema")).unwrap(), "{id}");
            assert_eq!(header.compression().name(), text(&row, "codec"), "{id}");
            assert_eq!(*header.sync(), SYNC, "{id}");
            // In the order of Java's file.
            let keys: Vec<&str> = header.metadata().iter().map(|(key, _)| &**key).collect();
            assert_eq!(keys, ["user.key", "avro.schema", "avro.codec"], "{id}");
            assert_eq!(header.get("user.key"), Some("vé".as_bytes()), "{id}");
        }
        let mut reader = SliceReader::new(&file, ReadOptions::default()).unwrap();
        let codec = codec(reader.header().schema());
        let (mut found, mut at) = (Vec::new(), reader.header().length());
        while let Some(block) = reader.next_block().unwrap() {
            assert_eq!(block.offset, at, "{id}");
            at = block.end;
            found.extend(items(&codec, &block).unwrap().into_iter().map(|(value, _)| value));
        }
        assert_eq!(at, file.len() as u64, "{id}");
        assert!(same(&found, &expected), "{id} as a whole");
    }
}

#[test]
fn blocks_are_byte_for_byte_those_of_java() {
    let mut compared = 0;
    for row in rows("avro/ocf.jsonl").iter().filter(|row| row["codec"] == "null") {
        let file = hex(&text(row, "hex"));
        let mut reader = SliceReader::new(&file, ReadOptions::default()).unwrap();
        let header = reader.header().clone();
        let codec = codec(header.schema());
        let mut out = Vec::new();
        // The interval of the reference's writer, as the sizes of its blocks tell.
        let mut writer = FileWriter::append_to(&header, 4_000);
        writer.header(&mut out);
        while let Some(block) = reader.next_block().unwrap() {
            let mut from = 0;
            for (_, end) in items(&codec, &block).unwrap() {
                writer.append(&block.data[from..end], &mut out).unwrap();
                from = end;
            }
        }
        writer.flush(&mut out).unwrap();
        assert!(out == file[header.length() as usize..], "{}", text(row, "id"));
        compared += out.len();
    }
    assert!(compared > 50_000);
}

/// By hand from the specification: a map of one block, keys sorted.
#[test]
fn a_small_file_byte_for_byte() {
    let schema = Schema::parse(r#""int""#).unwrap();
    let mut options = WriteOptions::default();
    options.metadata = vec![("b".to_owned(), vec![0xff]), ("a".to_owned(), vec![])];
    let mut writer = FileWriter::new(&schema, SYNC, options).unwrap();
    let mut out = Vec::new();
    writer.header(&mut out);
    writer.append(&[0x02], &mut out).unwrap();
    writer.append(&[0x80, 0x01], &mut out).unwrap();
    assert_eq!(writer.pending(), 2);
    writer.flush(&mut out).unwrap();
    writer.flush(&mut out).unwrap();
    let sync = to_hex(&SYNC);
    let strings =
        ["0261", "00", "14", "6176726f2e636f646563", "08", "6e756c6c", "16", "6176726f2e736368656d61"].join("");
    let expected = format!("4f626a0108{strings}0a22696e74220262{}00{sync}0406028001{sync}", "02ff");
    assert_eq!(to_hex(&out), expected);
}

#[test]
fn what_is_written_is_read_with_every_codec_and_block_size() {
    let rows = rows("avro/ocf.jsonl");
    let row = rows.iter().find(|row| row["count"] == 500).unwrap();
    let schema = Schema::parse(&text(row, "schema")).unwrap();
    let (codec, values) = (codec(&schema), expected(row));
    let levels = [Compression::Deflate { level: 0 }, Compression::Bzip2 { level: 1 }, Compression::Xz { level: 0 }];
    let levels = levels.into_iter().chain([Compression::Zstandard { level: -7 }, Compression::Deflate { level: 99 }]);
    for compression in Compression::ALL.into_iter().chain(levels) {
        for block_bytes in [250, 64_000] {
            let mut options = WriteOptions::default();
            options.compression = compression;
            options.block_bytes = block_bytes;
            options.metadata = vec![("user.key".to_owned(), b"value".to_vec())];
            let mut writer = FileWriter::new(&schema, SYNC, options).unwrap();
            let mut out = Vec::new();
            writer.header(&mut out);
            for value in &values {
                writer.append_with(&mut out, |block| codec.encode(&ValueSource::default(), value, block)).unwrap();
            }
            writer.flush(&mut out).unwrap();
            let (header, found) = read(&out, 4096).unwrap_or_else(|e| panic!("{compression:?}: {e}"));
            assert!(same(&found, &values), "{compression:?}, blocks of {block_bytes}");
            assert_eq!(header.compression().name(), compression.name());
            assert_eq!(header.get("user.key"), Some(&b"value"[..]));
            assert_eq!(header.schema().text(), schema.text());

            let more = FileWriter::append_to(&header, block_bytes);
            let (mut more, before) = (more, out.len());
            more.header(&mut out);
            assert_eq!(out.len(), before);
            more.append(&codec.encode_value(&values[0]).unwrap(), &mut out).unwrap();
            more.flush(&mut out).unwrap();
            let (_, found) = read(&out, 4096).unwrap();
            assert_eq!(found.len(), values.len() + 1, "{compression:?}");
        }
    }
}

#[test]
fn blocks_end_where_they_are_full() {
    let schema = Schema::parse(r#""bytes""#).unwrap();
    let mut options = WriteOptions::default();
    options.block_bytes = 10;
    let mut writer = FileWriter::new(&schema, SYNC, options).unwrap();
    let mut out = Vec::new();
    writer.header(&mut out);
    // Data of 1, 9, 4, 4 and 11 bytes: full at 10, and at 19.
    let data =
        [vec![0], [&[16][..], &[7; 8]].concat(), vec![6, 1, 2, 3], vec![6, 4, 5, 6], [&[20][..], &[9; 10]].concat()];
    let ends: Vec<u32> = data
        .iter()
        .scan(0, |end, datum| {
            *end += datum.len() as u32;
            Some(*end)
        })
        .collect();
    writer.append_batch(&data.concat(), &ends, &mut out).unwrap();
    assert_eq!(writer.pending(), 0);
    for wrong in [&[1][..], &[12, 10, 29], &[30]] {
        assert_eq!(writer.append_batch(&data.concat(), wrong, &mut out).unwrap_err().code(), Code::InvalidArgument);
    }
    let mut reader = SliceReader::new(&out, ReadOptions::default()).unwrap();
    let mut found = Vec::new();
    while let Some(block) = reader.next_block().unwrap() {
        found.push((block.count, block.data.len()));
    }
    assert_eq!(found, [(2, 10), (3, 19)]);
}

#[test]
fn a_datum_that_fails_leaves_nothing() {
    let schema = Schema::parse(r#"{"type": "array", "items": "int"}"#).unwrap();
    let codec = Codec::new(&schema, CodecOptions::default()).unwrap();
    let mut writer = FileWriter::new(&schema, SYNC, WriteOptions::default()).unwrap();
    let mut out = Vec::new();
    writer.header(&mut out);
    for value in [vec![Value::Int(1)], vec![Value::Int(2), Value::Text("no".into())], vec![Value::Int(3)]] {
        let value = Value::List(value);
        let result = writer.append_with(&mut out, |block| codec.encode(&ValueSource::default(), &value, block));
        assert_eq!(result.is_err(), matches!(&value, Value::List(items) if items.len() == 2));
    }
    // An encoder that leaves half of a datum behind is undone too.
    let half = |block: &mut Vec<u8>| {
        block.push(4);
        Err(isobyte::Error::new(Code::ValueType, "half"))
    };
    assert_eq!(writer.append_with(&mut out, half).unwrap_err().code(), Code::ValueType);
    writer.flush(&mut out).unwrap();
    let mut reader = SliceReader::new(&out, ReadOptions::default()).unwrap();
    let block = reader.next_block().unwrap().unwrap();
    assert_eq!((block.count, block.data), (2, &[2, 2, 0, 2, 6, 0][..]));
}

#[test]
fn data_without_bytes_make_blocks_that_can_be_read() {
    let schema = Schema::parse(r#""null""#).unwrap();
    let mut writer = FileWriter::new(&schema, SYNC, WriteOptions::default()).unwrap();
    let mut out = Vec::new();
    writer.header(&mut out);
    for _ in 0..40_000 {
        writer.append(&[], &mut out).unwrap();
    }
    writer.flush(&mut out).unwrap();
    let mut reader = SliceReader::new(&out, ReadOptions::default()).unwrap();
    let mut counts = Vec::new();
    while let Some(block) = reader.next_block().unwrap() {
        counts.push(block.count);
    }
    assert_eq!(counts, [16_384, 16_384, 7_232]);
}

#[test]
fn the_schema_of_a_file_stands_alone() {
    let part = Schema::parse(r#"{"type": "fixed", "name": "ns.F", "size": 1}"#).unwrap();
    let text = r#"{"type": "record", "name": "ns.R", "fields": [{"name": "f", "type": "F"}]}"#;
    let schema = Schema::parse_with(isobyte::Format::Avro, text, &[part], &Default::default()).unwrap();
    let mut out = Vec::new();
    FileWriter::new(&schema, SYNC, WriteOptions::default()).unwrap().header(&mut out);
    let reader = SliceReader::new(&out, ReadOptions::default()).unwrap();
    assert_eq!(*reader.header().schema(), schema);
}

#[test]
fn metadata_of_the_caller() {
    let schema = Schema::parse(r#""int""#).unwrap();
    for keys in [&["avro.codec"][..], &["avro.anything"], &["a", "b", "a"]] {
        let mut options = WriteOptions::default();
        options.metadata = keys.iter().map(|key| (key.to_string(), vec![])).collect();
        assert_eq!(FileWriter::new(&schema, SYNC, options).unwrap_err().code(), Code::InvalidArgument, "{keys:?}");
    }
}

#[test]
fn codecs_by_name_and_level() {
    for (name, level, known) in [
        ("null", 1, false),
        ("snappy", 1, false),
        ("deflate", 9, true),
        ("deflate", 10, false),
        ("deflate", -1, false),
        ("bzip2", 0, false),
        ("bzip2", 1, true),
        ("xz", 0, true),
        ("xz", 10, false),
        ("zstandard", 22, true),
        ("zstandard", -131_072, true),
        ("zstandard", 23, false),
    ] {
        let compression = Compression::parse(name).unwrap();
        assert_eq!(compression.name(), name);
        let found = compression.with_level(level);
        assert_eq!(found.is_ok(), known, "{name} {level}");
        assert!(known || found.unwrap_err().code() == Code::InvalidArgument);
    }
    for name in ["", "Deflate", "zstd", "lz4"] {
        assert_eq!(Compression::parse(name).unwrap_err().code(), Code::Unsupported, "{name}");
    }
}

/// Hosts move readers and writers between their threads.
#[test]
fn readers_and_writers_go_between_threads() {
    fn goes<T: Send + Sync>() {}
    goes::<(FileReader, SliceReader<'_>, FileWriter, Header)>();
}

/// However a file is cut into ranges, each block is read once.
#[test]
fn ranges_that_cover_a_file_give_each_block_once() {
    let schema = Schema::parse(r#""long""#).unwrap();
    let codec = codec(&schema);
    for compression in [Compression::Null, Compression::Deflate { level: 6 }] {
        let mut options = WriteOptions::default();
        (options.compression, options.block_bytes) = (compression, 40);
        let mut writer = FileWriter::new(&schema, SYNC, options).unwrap();
        let mut file = Vec::new();
        writer.header(&mut file);
        for i in 0..200 {
            writer.append(&codec.encode_value(&Value::Long(i)).unwrap(), &mut file).unwrap();
        }
        writer.flush(&mut file).unwrap();
        let (header, whole) = read(&file, file.len()).unwrap();
        assert_eq!(whole, (0..200).map(Value::Long).collect::<Vec<_>>());
        for width in [1, 5, 16, 17, 60, 333, file.len()] {
            let (mut pushed, mut sliced) = (Vec::new(), Vec::new());
            for start in (0..file.len()).step_by(width) {
                let range = start as u64..(start + width) as u64;
                let mut reader = FileReader::resume(header.clone(), range.clone(), ReadOptions::default());
                let mut fed = start;
                loop {
                    while let Some(block) = reader.next_block().unwrap() {
                        pushed.extend(items(&codec, &block).unwrap().into_iter().map(|(value, _)| value));
                    }
                    if reader.is_done() || fed == file.len() {
                        break;
                    }
                    reader.feed(&file[fed..file.len().min(fed + 9)]).unwrap();
                    fed = file.len().min(fed + 9);
                }
                reader.finish().unwrap();
                let mut reader = SliceReader::resume(header.clone(), &file, range, ReadOptions::default());
                while let Some(block) = reader.next_block().unwrap() {
                    sliced.extend(items(&codec, &block).unwrap().into_iter().map(|(value, _)| value));
                }
            }
            assert!(pushed == whole && sliced == whole, "{compression:?}, ranges of {width}");
        }
    }
}

#[test]
fn whole_blocks_are_copied() {
    let mut writer = FileWriter::new(&Schema::parse("\"int\"").unwrap(), [7; 16], WriteOptions::default()).unwrap();
    let mut file = Vec::new();
    writer.header(&mut file);
    writer.append(&[2], &mut file).unwrap();
    writer.append_block(&[4, 6], 2, &mut file).unwrap();
    writer.append_block(&[], 0, &mut file).unwrap();
    assert_eq!(writer.append_block(&[8], 0, &mut file).unwrap_err().code(), Code::InvalidArgument);
    writer.append(&[10], &mut file).unwrap();
    writer.flush(&mut file).unwrap();
    let mut reader = FileReader::new(ReadOptions::default());
    reader.feed(&file).unwrap();
    for (count, data) in [(1, &[2][..]), (2, &[4, 6]), (1, &[10])] {
        let block = reader.next_block().unwrap().unwrap();
        assert_eq!((block.count, block.data), (count, data));
    }
    assert!(reader.next_block().unwrap().is_none());
}
