//! Any bytes as a tape that a host wrote, and data read onto tapes that are too small.
#![no_main]
use isobyte::tape::source::TapeSource;
use isobyte::{Code, Codec, CodecOptions};
use isobyte_fuzz::{choose, schemas, shapes};
use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

/// Two codecs for each schema: of dynamic values, and of the closest host type.
struct Pair {
    any: Codec,
    typed: Option<Codec>,
}

fn pair(schema: usize) -> &'static Pair {
    static ALL: OnceLock<Vec<OnceLock<Pair>>> = OnceLock::new();
    ALL.get_or_init(|| schemas().iter().map(|_| OnceLock::new()).collect())[schema].get_or_init(|| {
        let schema = &schemas()[schema];
        let typed = shapes::closest(schema.graph())
            .and_then(|shapes| Codec::bind(schema, shapes, CodecOptions::default()).ok());
        Pair { any: Codec::new(schema, CodecOptions::default()).expect("a schema that was parsed"), typed }
    })
}

/// At first exactly what is asked for, then in larger steps.
fn grow(need: usize, room: usize, tries: &mut usize) -> usize {
    *tries += 1;
    if *tries < 4 { need } else { need.max(2 * room) }
}

fuzz_target!(|input: &[u8]| {
    let Some((schema, choices, rest)) = choose(input) else { return };
    let pair = pair(schema);
    let codec = if choices & 1 == 1 { pair.typed.as_ref().unwrap_or(&pair.any) } else { &pair.any };
    let count = 1 + (choices as usize >> 1) % 3;

    // Out: the tape is hostile; half of it may be the texts' area.
    let wide: Vec<u16> = match choices & 0x80 {
        0 => Vec::new(),
        _ => rest.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect(),
    };
    let tape = TapeSource { tape: rest, wide: (choices & 0x80 != 0).then_some(&wide[..]) };
    let (mut room, mut tries) = (0, 0);
    let mut ends = [0; 3];
    loop {
        let mut buf = vec![0xa5; room];
        match codec.encode_tape(tape, count, &mut buf, Some(&mut ends)) {
            Ok(end) => {
                assert!(end <= room);
                break;
            }
            Err(e) if e.code() == Code::BufferTooSmall => {
                let need = e.offset().expect("the size needed") as usize;
                assert!(need > room, "{need} bytes are said to be needed, {room} were there");
                // A tape may name one text many times: the datum may be larger than it, within reason.
                if need > 1 << 22 {
                    break;
                }
                room = grow(need, room, &mut tries);
            }
            Err(_) => break,
        }
    }

    // Back: onto tapes that grow as they are told to.
    let (mut room, mut tries) = (0, 0);
    loop {
        let mut tape = vec![0xa5; room];
        match codec.decode_tape(rest, count, &mut tape) {
            Ok(used) => {
                assert!(used <= room);
                break;
            }
            Err(e) if e.code() == Code::BufferTooSmall => {
                let need = e.offset().expect("the size needed") as usize;
                assert!(need > room, "{need} bytes are said to be needed, {room} were there");
                assert!(need < 1 << 26, "{need} bytes of tape for {} of data", rest.len());
                room = grow(need, room, &mut tries);
            }
            Err(_) => break,
        }
    }
});
