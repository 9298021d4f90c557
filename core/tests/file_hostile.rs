//! Hostile container files: cut off, flipped, lying about sizes, and bombs. Errors come back, and memory stays small.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
#![cfg(feature = "compression")]
mod support;
use isobyte::avro::file::compression::Compression;
use isobyte::avro::file::reader::{FileReader, ReadOptions};
use isobyte::avro::file::slice::SliceReader;
use isobyte::{Code, Result};
use std::process::Command;
use std::time::{Duration, Instant};
use support::{hex, rows, text};

const SYNC: [u8; 16] = *b"0123456789abcdef";

fn long(value: i64) -> Vec<u8> {
    let mut rest = ((value << 1) ^ (value >> 63)) as u64;
    let mut out = Vec::new();
    while rest >= 0x80 {
        out.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
    out
}

fn bytes(bytes: &[u8]) -> Vec<u8> {
    [&long(bytes.len() as i64)[..], bytes].concat()
}

/// A file by hand: a map of one block, and whatever follows.
fn file(metadata: &[(&str, &[u8])], rest: &[u8]) -> Vec<u8> {
    let mut out = b"Obj\x01".to_vec();
    out.extend(long(metadata.len() as i64));
    for (key, value) in metadata {
        out.extend(bytes(key.as_bytes()));
        out.extend(bytes(value));
    }
    out.push(0);
    out.extend(SYNC);
    out.extend(rest);
    out
}

fn of_codec(codec: &str, blocks: &[u8]) -> Vec<u8> {
    file(&[("avro.schema", br#""bytes""#), ("avro.codec", codec.as_bytes())], blocks)
}

fn block(count: i64, data: &[u8]) -> Vec<u8> {
    [&long(count)[..], &bytes(data), &SYNC].concat()
}

/// Counts of the blocks and bytes of data, read whole and in pieces, which must agree.
fn read(file: &[u8]) -> Result<Vec<(u64, usize)>> {
    let whole = || -> Result<_> {
        let mut reader = SliceReader::new(file, ReadOptions::default())?;
        let mut blocks = Vec::new();
        while let Some(block) = reader.next_block()? {
            blocks.push((block.count, block.data.len()));
        }
        Ok(blocks)
    };
    let pieces = |size: usize| -> Result<_> {
        let mut reader = FileReader::new(ReadOptions::default());
        let mut blocks = Vec::new();
        for piece in file.chunks(size) {
            reader.feed(piece)?;
            while let Some(block) = reader.next_block()? {
                blocks.push((block.count, block.data.len()));
            }
        }
        reader.finish()?;
        Ok(blocks)
    };
    let whole = whole();
    for size in [3, 4096] {
        match (&whole, &pieces(size)) {
            (Ok(a), Ok(b)) => assert_eq!(a, b),
            (Err(a), Err(b)) => assert_eq!((a.code(), a.offset()), (b.code(), b.offset()), "{a} / {b}"),
            (a, b) => panic!("{a:?} / {b:?}"),
        }
    }
    whole
}

fn refused(file: &[u8], code: Code, offset: Option<u64>) {
    let error = read(file).unwrap_err();
    assert_eq!((error.code(), error.offset()), (code, offset), "{error}");
}

#[test]
fn headers_that_are_none() {
    let schema: (&str, &[u8]) = ("avro.schema", br#""int""#);
    assert_eq!(read(&file(&[schema], &[])).unwrap(), []);
    refused(b"", Code::DataTruncated, Some(0));
    refused(b"Ob", Code::DataTruncated, Some(2));
    refused(b"Obj\x02", Code::FrameUnknown, Some(0));
    refused(b"PAR1", Code::FrameUnknown, Some(0));
    // Without a schema, with one that is none, with a codec that nobody knows.
    refused(&file(&[], &[]), Code::DataMalformed, Some(5));
    refused(&file(&[("avro.codec", b"null")], &[]), Code::DataMalformed, Some(22));
    refused(&file(&[("avro.schema", b"\xff")], &[]), Code::SchemaSyntax, None);
    let error = read(&file(&[("avro.schema", br#"{"type": "array", "items": "nope"}"#)], &[])).unwrap_err();
    assert_eq!((error.code(), &*error.path()), (Code::SchemaReference, "avro.schema.items"));
    refused(&file(&[schema, ("avro.codec", b"lzo")], &[]), Code::Unsupported, None);
    refused(&file(&[schema, ("avro.codec", b"\xff")], &[]), Code::Unsupported, None);
    // No codec means null; the last of two keys wins.
    assert_eq!(read(&file(&[schema], &block(1, &[2]))).unwrap(), [(1, 1)]);
    assert_eq!(read(&file(&[("avro.codec", b"lzo"), schema, ("avro.codec", b"null")], &[])).unwrap(), []);
}

#[test]
fn metadata_that_is_no_map_of_bytes() {
    let magic = |rest: &[&[u8]]| [&b"Obj\x01"[..], &rest.concat()].concat();
    let entry = [bytes(b"avro.schema"), bytes(br#""int""#)].concat();
    // Blocks with sizes, and several of them, are read.
    let sized = magic(&[&long(-1), &long(entry.len() as i64), &entry, &[2, 2, b'k', 0, 0], &SYNC]);
    assert_eq!(read(&sized).unwrap(), []);
    refused(&magic(&[&long(-1), &long(entry.len() as i64 + 1), &entry, &[0], &SYNC]), Code::DataMalformed, Some(24));
    refused(&magic(&[&long(-1), &long(-1), &entry, &[0], &SYNC]), Code::DataMalformed, Some(5));
    refused(&magic(&[&long(1), &long(-5)]), Code::DataMalformed, Some(5));
    refused(&magic(&[&long(1), &[2, 0xff], &bytes(b"")]), Code::DataMalformed, Some(5));
    refused(&magic(&[&[0xff; 11]]), Code::DataMalformed, Some(4));
    // Sizes and counts that nobody has to wait for.
    refused(&magic(&[&long(i64::MAX)]), Code::DataLimit, Some(4));
    refused(&magic(&[&long(i64::MIN), &long(0)]), Code::DataLimit, Some(4));
    refused(&magic(&[&long(1), &long(i64::MAX)]), Code::DataLimit, Some(5));
    refused(&magic(&[&long(1), &long(16 << 20)]), Code::DataLimit, Some(5));
    refused(&magic(&[&long(1), &long((16 << 20) - 5)]), Code::DataTruncated, Some(9));
    refused(&magic(&[&long(16_385)]), Code::DataLimit, Some(4));
}

#[test]
fn blocks_that_lie() {
    let start = of_codec("null", &[]).len() as u64;
    let null = |rest: &[&[u8]]| of_codec("null", &rest.concat());
    assert_eq!(read(&null(&[&block(1, &[2, 7]), &block(2, &[0, 0])])).unwrap(), [(1, 2), (2, 2)]);
    refused(&null(&[&block(-1, &[2, 7])]), Code::DataMalformed, Some(start));
    refused(&null(&[&long(1), &long(-1), &SYNC]), Code::DataMalformed, Some(start + 1));
    refused(&null(&[&[0xff; 11]]), Code::DataMalformed, Some(start));
    refused(&null(&[&long(1), &[0xff; 11]]), Code::DataMalformed, Some(start + 1));
    refused(&null(&[&long(1), &long(i64::MAX)]), Code::DataLimit, Some(start + 1));
    refused(&null(&[&long(1), &long((64 << 20) + 1)]), Code::DataLimit, Some(start + 1));
    refused(&null(&[&long(1), &long(64 << 20)]), Code::DataTruncated, Some(start + 5));
    // The marker of another file, and a size that is one too small.
    let mut wrong = block(1, &[2, 7]);
    *wrong.last_mut().unwrap() ^= 1;
    refused(&null(&[&block(1, &[2, 7]), &wrong]), Code::DataMalformed, Some(start + 20 + 4));
    refused(&null(&[&[2, 2, 2, 7], &SYNC]), Code::DataMalformed, Some(start + 3));
    // More data than bytes, which only data without bytes can be.
    assert_eq!(read(&null(&[&block(16_384, &[])])).unwrap(), [(16_384, 0)]);
    refused(&null(&[&block(16_385, &[])]), Code::DataLimit, Some(start));
    refused(&null(&[&block(i64::MAX, &[0, 0])]), Code::DataLimit, Some(start));
}

#[test]
fn after_an_error_every_call_says_the_same() {
    let mut reader = FileReader::new(ReadOptions::default());
    reader.feed(&of_codec("snappy", &[block(1, b"no"), block(1, b"no")].concat())).unwrap();
    let first = reader.next_block().unwrap_err();
    let second = reader.next_block().unwrap_err();
    assert_eq!((first.code(), first.to_string(), first.offset()), (second.code(), second.to_string(), second.offset()));
    // A block that is bad behind a marker that was looked for.
    let file = of_codec("snappy", &block(1, b"no"));
    let header = SliceReader::new(&file, ReadOptions::default()).unwrap().header().clone();
    let mut reader = SliceReader::resume(header.clone(), &file, 5..1000, ReadOptions::default());
    for _ in 0..2 {
        let error = reader.next_block().unwrap_err();
        assert_eq!((error.code(), error.offset()), (Code::DataMalformed, Some(header.length() + 2)), "{error}");
    }
    let mut reader = FileReader::new(ReadOptions::default());
    assert!(reader.feed(b"no such file").is_err() && reader.feed(b"more").is_err() && reader.next_block().is_err());
}

#[test]
fn codecs_that_lie() {
    let data = [&long(1000)[..], &[7; 1000]].concat();
    for compression in Compression::ALL.into_iter().filter(|one| *one != Compression::Null) {
        let name = compression.name();
        let start = of_codec(name, &[]).len() as u64;
        let mut packed = Vec::new();
        compression.compress(&data, &mut packed).unwrap();
        assert_eq!(read(&of_codec(name, &block(1, &packed))).unwrap(), [(1, data.len())], "{name}");
        // Cut off anywhere, with a block that is whole by its size. No frame at all is no data in Zstandard.
        for cut in usize::from(name == "zstandard")..packed.len() {
            let error = read(&of_codec(name, &block(1, &packed[..cut]))).unwrap_err();
            let body = if cut < 64 { 2 } else { 3 };
            assert_eq!(
                (error.code(), error.offset()),
                (Code::DataMalformed, Some(start + body)),
                "{name} {cut}: {error}"
            );
        }
        // Bytes behind the end: only deflate, which does not see them, takes them.
        let more = read(&of_codec(name, &block(1, &[&packed[..], b"xyz"].concat())));
        assert_eq!(more.is_ok(), name == "deflate", "{name}");
        // Not of this codec at all.
        refused(&of_codec(name, &block(1, &data)), Code::DataMalformed, Some(start + 3));
    }
    // A wrong checksum.
    let mut packed = Vec::new();
    Compression::Snappy.compress(&data, &mut packed).unwrap();
    *packed.last_mut().unwrap() ^= 1;
    let error = read(&of_codec("snappy", &block(1, &packed))).unwrap_err();
    assert!(error.code() == Code::DataMalformed && error.message().contains("CRC-32"), "{error}");
}

/// Several frames of Zstandard in a row, without a size and with one. Streams of bzip2 and xz stand alone: many small ones
/// cost too much.
#[test]
fn frames_in_a_row() {
    // Zstandard by hand (RFC 8878): a skippable frame, a frame of a raw block that tells no size, one of a run that tells it.
    let skippable = hex("502a4d18").into_iter().chain(hex("0300000061626300")[..7].to_vec());
    let raw = hex("28b52ffd0058190000").into_iter().chain(*b"abc");
    let run = hex("28b52ffd2005").into_iter().chain(hex("2b0000")).chain(*b"z");
    let frames: Vec<u8> = skippable.chain(raw).chain(run).collect();
    let mut out = Vec::new();
    Compression::parse("zstandard").unwrap().decompress(&frames, 8, &mut out).unwrap();
    assert_eq!(out, b"abczzzzz");
    let error = Compression::parse("zstandard").unwrap().decompress(&frames, 7, &mut out).unwrap_err();
    assert_eq!(error.code(), Code::DataLimit);
    for name in ["bzip2", "xz"] {
        let one = Compression::parse(name).unwrap();
        let mut packed = Vec::new();
        one.compress(b"abc", &mut packed).unwrap();
        let error = one.decompress(&packed.repeat(2), 100, &mut out).unwrap_err();
        assert_eq!(error.code(), Code::DataMalformed, "{name}");
    }
    // Deflate by hand (RFC 1951): a stored block.
    Compression::parse("deflate").unwrap().decompress(b"\x01\x03\x00\xfc\xffabc", 3, &mut out).unwrap();
    assert_eq!(out, b"abc");
}

#[test]
fn limits_are_exact() {
    let data: Vec<u8> = (0..200_000u32).map(|i| (i.wrapping_mul(i) >> 7) as u8).collect();
    for compression in Compression::ALL {
        let (mut packed, mut out) = (Vec::new(), vec![9; 300_000]);
        compression.compress(&data, &mut packed).unwrap();
        compression.decompress(&packed, data.len(), &mut out).unwrap();
        assert!(out == data, "{compression:?}");
        for limit in [0, 1, 70_000, data.len() - 1] {
            let error = compression.decompress(&packed, limit, &mut out).unwrap_err();
            assert_eq!(error.code(), Code::DataLimit, "{compression:?} {limit}: {error}");
        }
        compression.compress(&[], &mut packed).unwrap();
        compression.decompress(&packed, 0, &mut out).unwrap();
        assert!(out.is_empty(), "{compression:?}");
    }
}

/// Small files of every codec, cut off at every byte.
#[test]
fn cut_off_at_every_byte() {
    for row in rows("avro/ocf.jsonl").iter().filter(|row| row["count"] == 3) {
        let (id, whole) = (text(row, "id"), hex(&text(row, "hex")));
        let reader = SliceReader::new(&whole, ReadOptions::default()).unwrap();
        let start = reader.header().length() as usize;
        for cut in 0..whole.len() {
            match read(&whole[..cut]) {
                Ok(blocks) => assert!(cut == start && blocks.is_empty(), "{id} at {cut}"),
                Err(e) => assert_eq!((e.code(), e.offset()), (Code::DataTruncated, Some(cut as u64)), "{id}: {e}"),
            }
        }
    }
}

/// Bits flipped and bytes replaced, reproducibly: never a panic, and never more data than allowed.
#[test]
fn flipped_bits() {
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let (mut failed, mut passed) = (0, 0);
    for row in rows("avro/ocf.jsonl").iter().filter(|row| row["count"] == 3) {
        let whole = hex(&text(row, "hex"));
        let start = SliceReader::new(&whole, ReadOptions::default()).unwrap().header().length() as usize;
        let mut one = |file: &[u8]| match read(file) {
            Ok(_) => passed += 1,
            Err(_) => failed += 1,
        };
        for at in start..whole.len() - SYNC.len() {
            for bit in 0..8 {
                let mut file = whole.clone();
                file[at] ^= 1 << bit;
                one(&file);
            }
        }
        for _ in 0..2_000 {
            let mut file = whole.clone();
            let from = if random(4) == 0 { 0 } else { start };
            for _ in 0..1 + random(4) {
                let at = from + random(file.len() - from);
                file[at] = random(256) as u8;
            }
            one(&file);
        }
    }
    // Without a checksum (null, deflate, zstandard) a flip in the data is for the decoder to see.
    assert!(failed > 10_000 && passed > 1_000, "{failed} failed, {passed} passed");
}

const ASKED: &str = "ISOBYTE_TEST_FILE_BOMB";
const BOMB_BYTES: usize = 128 << 20;

/// The part that runs in a process of its own: reads a file that the parent wrote; without being asked it has nothing to do.
#[test]
fn child() {
    let Ok(asked) = std::env::var(ASKED) else { return };
    let (limit, path) = asked.split_once(' ').unwrap();
    let limit: usize = limit.parse().unwrap();
    let file = std::fs::read(path).unwrap();
    let began = Instant::now();
    if limit > 0 {
        let mut options = ReadOptions::default();
        options.limits.block_bytes = limit;
        let mut reader = SliceReader::new(&file, options).unwrap();
        let found = reader.next_block().map(|block| block.map(|block| block.data.len()));
        println!("found {}", found.map_or_else(|e| e.code().name().to_owned(), |length| format!("{length:?}")));
    }
    let millis = began.elapsed().as_millis();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap().split_whitespace().nth(1).unwrap();
    println!("measured {peak} {millis}");
}

/// Our own xz of three bytes, with the size of the dictionary in the block's header set to the largest there is.
fn xz_of_a_large_window() -> Vec<u8> {
    let mut packed = Vec::new();
    Compression::Xz { level: 0 }.compress(b"abc", &mut packed).unwrap();
    // Behind the stream's header of 12 bytes: size, flags, filter 0x21, one byte of properties; CRC-32 at the end.
    let size = (packed[12] as usize + 1) * 4;
    let filter = 12 + packed[12..12 + size].windows(2).position(|pair| pair == [0x21, 1]).unwrap();
    packed[filter + 2] = 40;
    let checksum = crc32(&packed[12..12 + size - 4]);
    packed[12 + size - 4..12 + size].copy_from_slice(&checksum.to_le_bytes());
    packed
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ *byte as u32, |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

/// What the child found under a limit, with how many kB more than without, and how long it took.
fn measure(path: &std::path::Path, limit: usize) -> (String, u64, Duration) {
    let run = |limit: usize| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let asked = format!("{limit} {}", path.display());
        let output = command.args(["--exact", "child", "--nocapture"]).env(ASKED, asked).output().unwrap();
        let printed = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
        let word = |key: &str, i: usize| {
            printed
                .split_once(key)
                .map(|(_, rest)| rest.split_whitespace().nth(i).unwrap().to_owned())
                .unwrap_or_default()
        };
        let number = |i: usize| word("measured ", i).parse::<u64>().unwrap();
        (word("found ", 0), number(0), number(1))
    };
    let (_, calm, _) = run(0);
    let (found, peak, millis) = run(limit);
    (found, peak.saturating_sub(calm), Duration::from_millis(millis))
}

#[test]
#[cfg(target_os = "linux")]
fn bombs_cost_neither_time_nor_memory() {
    let folder = std::env::temp_dir().join(format!("isobyte-file-bombs-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let zeros = vec![0; BOMB_BYTES];
    let packed = |compression: Compression| {
        let mut packed = Vec::new();
        compression.compress(&zeros, &mut packed).unwrap();
        packed
    };
    let bombs = [
        ("deflate", "data_limit", packed(Compression::Deflate { level: 1 })),
        ("bzip2", "data_limit", packed(Compression::Bzip2 { level: 9 })),
        ("snappy", "data_limit", packed(Compression::Snappy)),
        ("xz", "data_limit", packed(Compression::Xz { level: 0 })),
        ("zstandard", "data_limit", packed(Compression::Zstandard { level: 1 })),
        // Claims: 4 GiB, and just below the limit, in a few bytes of snappy; a window of 128 MiB for one byte, and a content
        // of 2^60 bytes that are five, in frames of Zstandard; a window of 4 GiB for three bytes in xz.
        ("snappy", "data_limit", hex("ffffffff0f0000000000")),
        ("snappy", "data_malformed", hex("ffff3f0000000000")),
        ("zstandard", "Some(1)", hex("28b52ffd00880b00007a")),
        ("zstandard", "data_malformed", hex("28b52ffdc08800000000000000102b00007a")),
        ("xz", "Some(3)", xz_of_a_large_window()),
    ];
    for (i, (name, expected, packed)) in bombs.iter().enumerate() {
        let path = folder.join(format!("{i}.avro"));
        std::fs::write(&path, of_codec(name, &block(1, packed))).unwrap();
        // A block's bytes in the file are under the same limit: that of snappy, at best one to 21, is the larger for it.
        let (found, more, took) = measure(&path, packed.len().max(1 << 20));
        println!("{name}, {} bytes: {found}, {more} kB more, {took:?}", packed.len());
        assert_eq!(found, *expected, "{name}");
        assert!(more <= 16 * 1024, "{name}: {more} kB more than without");
        assert!(took <= Duration::from_secs(2), "{name}: {took:?}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}
