//! UTF-16 in, UTF-8 out; lone surrogates are refused.
use crate::error::{Code, Error, Result};
use crate::wire::write;

/// Text with a surrogate that has no partner.
#[cold]
fn lone_surrogate() -> Error {
    Error::new(Code::ValueConstraint, "expected text in Unicode, found a lone surrogate")
}

/// Writes length and text.
#[inline]
pub fn put(buf: &mut [u8], at: usize, units: &[u16]) -> Result<usize> {
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

/// Stores the low byte of every unit; says whether all are ASCII. By blocks, of which the last may overlap the one before.
#[inline(always)]
fn narrow(place: &mut [u8], units: &[u16]) -> bool {
    #[inline(always)]
    fn blocks<const N: usize>(place: &mut [u8], units: &[u16]) -> u16 {
        let (chunks, _) = units.as_chunks::<N>();
        let (places, _) = place.as_chunks_mut::<N>();
        let mut seen = 0;
        for (place, chunk) in places.iter_mut().zip(chunks) {
            *place = chunk.map(|unit| unit as u8);
            seen |= chunk.iter().fold(0, |seen, unit| seen | unit);
        }
        if let (Some(place), Some(chunk)) = (place.last_chunk_mut::<N>(), units.last_chunk::<N>()) {
            *place = chunk.map(|unit| unit as u8);
            seen |= chunk.iter().fold(0, |seen, unit| seen | unit);
        }
        seen
    }
    let seen = match units.len() {
        8.. => blocks::<8>(place, units),
        4..8 => blocks::<4>(place, units),
        _ => blocks::<1>(place, units),
    };
    seen < 0x80
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

/// As a text of our own.
pub fn decode(units: &[u16]) -> Result<String> {
    String::from_utf16(units).map_err(|_| lone_surrogate())
}

#[cfg(test)]
mod tests {
    use super::put;

    #[test]
    fn every_plane_and_every_length() {
        for text in ["", "a", "zażółć", "\u{10000}\u{10ffff}", &"x".repeat(63), &"x".repeat(64), &"ł".repeat(70)] {
            let units: Vec<u16> = text.encode_utf16().collect();
            let mut buf = vec![0u8; text.len() + 4];
            let end = put(&mut buf, 0, &units).unwrap();
            let mut expected = vec![0u8; text.len() + 4];
            let length = crate::wire::write::bytes(&mut expected, 0, text.as_bytes()).unwrap();
            assert_eq!(&buf[..end], &expected[..length]);
            for room in 0..end {
                assert!(put(&mut buf[..room], 0, &units).is_err());
            }
        }
        assert!(put(&mut [0u8; 9], 0, &[0xd800]).is_err());
        assert!(put(&mut [0u8; 9], 0, &[0xdc00, 0xd800]).is_err());
    }
}
