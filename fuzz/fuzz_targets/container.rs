//! Any bytes as a container file, whole and in pieces; and any data written as one and read again. Memory stays bounded.
#![no_main]
use isobyte::avro::file::compression::Compression;
use isobyte::avro::file::reader::{FileReader, ReadOptions};
use isobyte::avro::file::slice::SliceReader;
use isobyte::avro::file::writer::{FileWriter, WriteOptions};
use isobyte::{Codec, CodecOptions, Error, Result, Schema};
use isobyte_fuzz::counting::{Counting, peak};
use libfuzzer_sys::fuzz_target;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What a header and a block may have here, so that inputs of a few kilobytes come near it.
const MOST: usize = 1 << 16;
/// Beside a few times that, what decompressors keep for themselves: bzip2 takes 4 MB by 900 kB blocks.
const MOST_MEMORY: usize = 24 << 20;

const CODECS: [&str; 6] = ["null", "deflate", "bzip2", "snappy", "xz", "zstandard"];

fuzz_target!(|input: &[u8]| {
    let Some((&[choices, first, second], rest)) = input.split_first_chunk() else { return };
    let sizes = [1 + first as usize, 1 + 17 * second as usize];
    if choices & 0x80 == 0 {
        let used = peak(|| {
            let _ = read(rest, sizes);
        });
        assert!(used < MOST_MEMORY, "{used} bytes of memory for {} of input", rest.len());
    } else {
        written(choices, rest, sizes);
    }
});

/// A block: how many data, the data, where it begins and ends.
type Found = (u64, Vec<u8>, u64, u64);

fn options() -> ReadOptions {
    let mut options = ReadOptions::default();
    options.limits.header_bytes = MOST;
    options.limits.block_bytes = MOST;
    options
}

fn read(file: &[u8], sizes: [usize; 2]) -> Result<Vec<Found>> {
    let whole = whole(file);
    for size in sizes {
        match (&whole, pieces(file, size)) {
            ((blocks, None), (found, None)) => assert_eq!(*blocks, found),
            ((blocks, Some(a)), (found, Some(b))) => {
                assert_eq!(*blocks, found);
                assert_eq!((a.code(), a.offset()), (b.code(), b.offset()), "{a} / {b}");
            }
            (a, b) => panic!("{:?} / {:?}", a.1, b.1),
        }
    }
    match whole {
        (blocks, None) => Ok(blocks),
        (_, Some(e)) => Err(e),
    }
}

fn whole(file: &[u8]) -> (Vec<Found>, Option<Error>) {
    let mut blocks = Vec::new();
    let mut reader = match SliceReader::new(file, options()) {
        Ok(reader) => reader,
        Err(e) => return (blocks, Some(e)),
    };
    let codec = Codec::new(reader.header().schema(), CodecOptions::default()).expect("a schema that was parsed");
    loop {
        match reader.next_block() {
            Ok(Some(block)) => {
                assert!(block.data.len() <= MOST);
                decode(&codec, block.data, block.count);
                blocks.push((block.count, block.data.to_vec(), block.offset, block.end));
            }
            Ok(None) => return (blocks, None),
            Err(e) => return (blocks, Some(e)),
        }
    }
}

/// The first few data of a block.
fn decode(codec: &Codec, data: &[u8], count: u64) {
    let mut tape = vec![0; 4_096];
    let mut at = 0;
    for _ in 0..count.min(8) {
        let Ok(mut sink) = isobyte::tape::sink::TapeSink::new(&mut tape, 16, codec.names()) else { return };
        match codec.decode_at(data, at, &mut sink, 0) {
            Ok(((), end)) => at = end,
            Err(_) => return,
        }
    }
}

fn pieces(file: &[u8], size: usize) -> (Vec<Found>, Option<Error>) {
    let mut blocks = Vec::new();
    let mut reader = FileReader::new(options());
    for piece in file.chunks(size) {
        if let Err(e) = reader.feed(piece) {
            return (blocks, Some(e));
        }
        loop {
            match reader.next_block() {
                Ok(Some(block)) => blocks.push((block.count, block.data.to_vec(), block.offset, block.end)),
                Ok(None) => break,
                Err(e) => return (blocks, Some(e)),
            }
        }
    }
    (blocks, reader.finish().err())
}

/// The input in data of some bytes each, in blocks of some bytes each.
fn written(choices: u8, rest: &[u8], sizes: [usize; 2]) {
    let schema = Schema::parse("\"bytes\"").expect("a schema");
    let codec = Codec::new(&schema, CodecOptions::default()).expect("a schema that was parsed");
    let mut options = WriteOptions::default();
    options.compression = Compression::parse(CODECS[choices as usize % CODECS.len()]).expect("one of the six");
    options.block_bytes = sizes[1];
    options.metadata = vec![("k".to_owned(), rest.iter().take(20).copied().collect())];
    let mut out = Vec::new();
    let mut writer = FileWriter::new(&schema, [choices; 16], options).expect("a header");
    writer.header(&mut out);
    let mut data = Vec::new();
    for piece in rest.chunks(sizes[0]) {
        let datum = codec.encode_value(&isobyte::Value::Bytes(piece.to_vec())).expect("bytes");
        writer.append(&datum, &mut out).expect("within all limits");
        data.extend(datum);
    }
    writer.flush(&mut out).expect("within all limits");
    let blocks = read(&out, sizes).expect("what we write we read");
    assert_eq!(blocks.iter().map(|block| block.0).sum::<u64>() as usize, rest.chunks(sizes[0]).len());
    assert_eq!(blocks.iter().flat_map(|block| block.1.clone()).collect::<Vec<u8>>(), data);
}
