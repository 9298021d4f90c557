//! UTF-16 in, UTF-8 out; lone surrogates are refused.
use crate::error::{Code, Error, Result};
use crate::wire::write;

/// Text with a surrogate that has no partner.
#[cold]
fn lone_surrogate() -> Error {
    Error::new(Code::ValueConstraint, "expected text in Unicode, found a lone surrogate")
}

/// Writes length and text: `area[from..][..length]`, so that short texts are moved by whole blocks.
#[inline(always)]
pub fn put(buf: &mut [u8], at: usize, area: &[u16], from: usize, length: usize) -> Result<usize> {
    if length <= 16 {
        let block = area.get(from..from.wrapping_add(16)).and_then(|rest| rest.first_chunk::<16>());
        let place = buf.get_mut(at..at.wrapping_add(17)).and_then(|rest| rest.first_chunk_mut::<17>());
        if let (Some(block), Some(place)) = (block, place) {
            place[0] = 2 * length as u8;
            let seen = narrow_block(place.last_chunk_mut().expect("17 bytes"), block);
            // What lies behind the text counts, too: mostly other texts.
            if seen & NOT_ASCII == 0 {
                return Ok(at + 1 + length);
            }
        }
    }
    put_units(buf, at, units(area, from, length)?)
}

/// A text's units.
#[inline]
pub fn units(area: &[u16], from: usize, length: usize) -> Result<&[u16]> {
    match from.checked_add(length).and_then(|end| area.get(from..end)) {
        Some(units) => Ok(units),
        None => Err(Error::new(Code::InvalidArgument, "a text lies outside of its area")),
    }
}

#[inline(never)]
fn put_units(buf: &mut [u8], at: usize, units: &[u16]) -> Result<usize> {
    if units.len() < 64
        && let Some(place) = buf.get_mut(at..).and_then(|rest| rest.get_mut(..units.len() + 1))
    {
        place[0] = 2 * units.len() as u8;
        if narrow(&mut place[1..], units) {
            return Ok(at + units.len() + 1);
        }
    }
    put_slow(buf, at, units)
}

/// The bits of four units that no ASCII has.
const NOT_ASCII: u64 = 0xff80_ff80_ff80_ff80;

/// Four units in a word.
#[inline(always)]
fn word(units: &[u16; 4]) -> u64 {
    units.iter().rev().fold(0, |word, unit| word << 16 | *unit as u64)
}

/// Four units below 256 as bytes.
#[inline(always)]
fn bytes(word: u64) -> [u8; 4] {
    let pairs = (word | word >> 8) & 0x0000_ffff_0000_ffff;
    ((pairs | pairs >> 16) as u32).to_le_bytes()
}

/// Stores the low bytes of a block, and gives all its bits.
#[inline(always)]
fn narrow_block(place: &mut [u8; 16], block: &[u16; 16]) -> u64 {
    let mut seen = 0;
    for (place, units) in place.as_chunks_mut::<4>().0.iter_mut().zip(block.as_chunks::<4>().0) {
        let word = word(units);
        *place = bytes(word);
        seen |= word;
    }
    seen
}

/// Stores the low byte of every unit, in a place that is as long; says whether all are ASCII. The last block may overlap the
/// one before.
#[inline(always)]
fn narrow(place: &mut [u8], units: &[u16]) -> bool {
    let mut seen = 0;
    let (last_place, last) = (place.len().saturating_sub(4), units.last_chunk::<4>());
    let Some(last) = last else {
        for (place, unit) in place.iter_mut().zip(units) {
            *place = *unit as u8;
            seen |= *unit as u64;
        }
        return seen & NOT_ASCII == 0;
    };
    for (place, units) in place.as_chunks_mut::<4>().0.iter_mut().zip(units.as_chunks::<4>().0) {
        let word = word(units);
        *place = bytes(word);
        seen |= word;
    }
    place[last_place..].copy_from_slice(&bytes(word(last)));
    (seen | word(last)) & NOT_ASCII == 0
}

#[inline(never)]
fn put_slow(buf: &mut [u8], at: usize, units: &[u16]) -> Result<usize> {
    let mut length = 0;
    for character in char::decode_utf16(units.iter().copied()) {
        length += character.map_err(|_| lone_surrogate())?.len_utf8();
    }
    let mut at = write::long(buf, at, length as i64)?;
    let mut scratch = [0u8; 4];
    if let Some(place) = buf.get_mut(at..at + length) {
        let mut rest = place;
        for character in char::decode_utf16(units.iter().copied()).flatten() {
            let (head, tail) = rest.split_at_mut(character.len_utf8());
            character.encode_utf8(head);
            rest = tail;
        }
        return Ok(at + length);
    }
    // Not enough room: the first write that fails says so, with at least this size.
    for character in char::decode_utf16(units.iter().copied()).flatten() {
        at = write::raw(buf, at, character.encode_utf8(&mut scratch).as_bytes())?;
    }
    Ok(at)
}

/// As UTF-8.
pub fn decode_bytes(units: &[u16]) -> Result<Vec<u8>> {
    let mut bytes = vec![0; units.len()];
    if narrow(&mut bytes, units) {
        return Ok(bytes);
    }
    decode(units).map(String::into_bytes)
}

/// As a text of our own.
pub fn decode(units: &[u16]) -> Result<String> {
    String::from_utf16(units).map_err(|_| lone_surrogate())
}

#[cfg(test)]
mod tests {
    use super::{decode_bytes, put};

    #[test]
    fn every_plane_and_every_length() {
        for text in ["", "a", "zażółć", "\u{10000}\u{10ffff}", &"x".repeat(63), &"x".repeat(64), &"ł".repeat(70)] {
            // What lies around the text must not matter.
            for around in ["", "0123456789abcdefg", "zażółć gęślą jaźń"] {
                let from = around.encode_utf16().count();
                let area: Vec<u16> = [around, text, around].concat().encode_utf16().collect();
                let length = text.encode_utf16().count();
                let mut buf = vec![0u8; text.len() + 20];
                let end = put(&mut buf, 0, &area, from, length).unwrap();
                let mut expected = vec![0u8; text.len() + 20];
                let expected_end = crate::wire::write::bytes(&mut expected, 0, text.as_bytes()).unwrap();
                assert_eq!(&buf[..end], &expected[..expected_end]);
                assert_eq!(decode_bytes(&area[from..from + length]).unwrap(), text.as_bytes());
                for room in 0..end {
                    assert!(put(&mut buf[..room], 0, &area, from, length).is_err());
                }
            }
        }
        assert!(put(&mut [0u8; 40], 0, &[0xd800], 0, 1).is_err());
        assert!(put(&mut [0u8; 40], 0, &[0xdc00, 0xd800], 0, 2).is_err());
        let split: Vec<u16> = "\u{10000}".encode_utf16().chain([b'x' as u16; 20]).collect();
        assert!(put(&mut [0u8; 40], 0, &split, 1, 3).is_err());
        assert!(put(&mut [0u8; 40], 0, &split, 20, 3).is_err());
        assert!(put(&mut [0u8; 40], 0, &split, usize::MAX, 3).is_err());
    }
}
