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
    out.push(b'"');
    if !short(out, bytes) {
        long(out, bytes);
    }
    out.push(b'"');
}

/// Appends the key of an object, with the bracket or comma before it and the colon behind it.
#[inline]
pub(crate) fn key(out: &mut Vec<u8>, before: u8, bytes: &[u8]) {
    out.extend_from_slice(&[before, b'"']);
    if !short(out, bytes) {
        long(out, bytes);
    }
    out.extend_from_slice(b"\":");
}

/// Appends up to 32 bytes, if none needs an escape, by two blocks that overlap: quicker than a loop and a call.
#[inline(always)]
fn short(out: &mut Vec<u8>, bytes: &[u8]) -> bool {
    #[inline(always)]
    fn both<const N: usize>(out: &mut Vec<u8>, bytes: &[u8], plain: impl Fn(&[u8; N], &[u8; N]) -> bool) -> bool {
        match (bytes.first_chunk::<N>(), bytes.last_chunk::<N>()) {
            (Some(first), Some(last)) if plain(first, last) => {
                let last_at = out.len() + bytes.len() - N;
                out.extend_from_slice(first);
                out.truncate(last_at);
                out.extend_from_slice(last);
                true
            }
            _ => false,
        }
    }
    let word = |bytes: &[u8; 8]| specials(u64::from_le_bytes(*bytes));
    let words = |bytes: &[u8; 16]| {
        let word = u128::from_le_bytes(*bytes);
        specials(word as u64) | specials((word >> 64) as u64)
    };
    match bytes.len() {
        8..=16 => both::<8>(out, bytes, |a, b| word(a) | word(b) == 0),
        4..=7 => both::<4>(out, bytes, |[a, b, c, d], [e, f, g, h]| word(&[*a, *b, *c, *d, *e, *f, *g, *h]) == 0),
        2..=3 => both::<2>(out, bytes, |[a, b], [c, d]| word(&[*a, *b, *c, *d, b' ', b' ', b' ', b' ']) == 0),
        17..=32 => both::<16>(out, bytes, |a, b| words(a) | words(b) == 0),
        _ => false,
    }
}

#[inline(never)]
fn long(out: &mut Vec<u8>, bytes: &[u8]) {
    let mut rest = bytes;
    loop {
        let (plain, special) = rest.split_at(plain(rest));
        out.extend_from_slice(plain);
        if special.is_empty() {
            break;
        }
        rest = escape(out, special);
    }
}

/// Appends bytes as a JSON string of the characters U+0000 to U+00FF.
pub(crate) fn latin1(out: &mut Vec<u8>, bytes: &[u8]) {
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    for &byte in bytes {
        match byte {
            0x80.. => out.extend_from_slice(&[0xc0 | byte >> 6, 0x80 | byte & 0x3f]),
            b'"' | b'\\' | ..0x20 => control(out, byte),
            _ => out.push(byte),
        }
    }
    out.push(b'"');
}

/// As [`stops`], and the first bytes of characters beyond U+FFFF: their upper four bits are set.
#[inline(always)]
fn specials(word: u64) -> u64 {
    stops(word) | (word & word << 1 & word << 2 & word << 3 & HIGH)
}

/// How many of the first bytes need no escape.
#[inline(always)]
fn plain(bytes: &[u8]) -> usize {
    let mut at = 0usize;
    while let Some(word) = bytes.get(at..at.wrapping_add(8)).and_then(|rest| rest.first_chunk::<8>()) {
        let found = specials(u64::from_le_bytes(*word));
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
            control(out, *first);
            rest
        }
        [] => special,
    }
}

fn control(out: &mut Vec<u8>, byte: u8) {
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
