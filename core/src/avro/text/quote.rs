//! Quoting: text and bytes as JSON strings, with the escapes that Avro Java writes (Jackson's, for UTF-8 streams).
//!
//! Escaped are the quotation mark, the backslash, control characters (short forms where there are any, else four digits in
//! upper case) and characters beyond U+FFFF (as two surrogates). Everything else stands as it is.

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * ONES;
const DIGITS: &[u8; 16] = b"0123456789ABCDEF";

/// The bytes of a word that end a plain run inside a string, by their high bits: the lowest one is exact, those above it may be wrong.
/// Control characters, quotation mark and backslash.
#[inline(always)]
pub(crate) fn stops(word: u64) -> u64 {
    let control = word.wrapping_sub(0x20 * ONES) & !word;
    let quote = word ^ (0x22 * ONES);
    let slash = word ^ (0x5c * ONES);
    (control | (quote.wrapping_sub(ONES) & !quote) | (slash.wrapping_sub(ONES) & !slash)) & HIGH
}

/// Appends UTF-8 as a JSON string.
#[inline]
pub(crate) fn text(out: &mut Vec<u8>, bytes: &[u8]) {
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    let mut rest = bytes;
    loop {
        let (plain, special) = rest.split_at(plain(rest));
        out.extend_from_slice(plain);
        if special.is_empty() {
            break;
        }
        rest = escape(out, special);
    }
    out.push(b'"');
}

/// Appends bytes as a JSON string of the characters U+0000 to U+00FF.
pub(crate) fn latin1(out: &mut Vec<u8>, bytes: &[u8]) {
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    for &byte in bytes {
        match byte {
            0x80.. => out.extend_from_slice(&[0xc0 | byte >> 6, 0x80 | byte & 0x3f]),
            b'"' | b'\\' | ..0x20 => short(out, byte),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

/// How many of the first bytes need no escape.
#[inline(always)]
fn plain(bytes: &[u8]) -> usize {
    let mut at = 0usize;
    while let Some(word) = bytes.get(at..at.wrapping_add(8)).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*word);
        // The first byte of four: its upper four bits are set.
        let found = stops(word) | (word & word << 1 & word << 2 & word << 3 & HIGH);
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let special = |byte: &u8| matches!(byte, ..0x20 | b'"' | b'\\' | 0xf0..);
    at + bytes[at..].iter().position(special).unwrap_or(bytes.len() - at)
}

/// Writes the escape of the first character, and gives what follows it.
#[cold]
fn escape<'a>(out: &mut Vec<u8>, special: &'a [u8]) -> &'a [u8] {
    if let [a, b, c, d, rest @ ..] = special
        && *a >= 0xf0
    {
        let bits = |byte: u8| (byte & 0x3f) as u32;
        let scalar = ((*a & 7) as u32) << 18 | bits(*b) << 12 | bits(*c) << 6 | bits(*d);
        let offset = scalar.wrapping_sub(0x1_0000);
        unit(out, (0xd800 | (offset >> 10 & 0x3ff)) as u16);
        unit(out, (0xdc00 | (offset & 0x3ff)) as u16);
        return rest;
    }
    match special {
        [first, rest @ ..] => {
            short(out, *first);
            rest
        }
        [] => special,
    }
}

fn short(out: &mut Vec<u8>, byte: u8) {
    let letter = match byte {
        b'"' | b'\\' => byte,
        8 => b'b',
        9 => b't',
        10 => b'n',
        12 => b'f',
        13 => b'r',
        _ => return unit(out, byte.into()),
    };
    out.extend_from_slice(&[b'\\', letter]);
}

fn unit(out: &mut Vec<u8>, unit: u16) {
    let digit = |shift: u16| DIGITS[(unit >> shift & 15) as usize];
    out.extend_from_slice(&[b'\\', b'u', digit(12), digit(8), digit(4), digit(0)]);
}
