//! Writing: every function takes the buffer and a position by value and gives the next position, so that both stay in registers.
//!
//! A buffer that is too small is `buffer_too_small`, with the least size needed as the error's offset.
use crate::error::{Code, Error, Result};
use crate::wire::varint::{spread, zigzag};

#[cold]
#[inline(never)]
fn too_small(need: usize) -> Error {
    Error::new(Code::BufferTooSmall, "the output buffer is too small").at_offset(need)
}

/// Text that is no UTF-8.
#[cold]
#[inline(never)]
pub fn not_utf8() -> Error {
    Error::new(Code::ValueConstraint, "expected text in UTF-8, found bytes that are none")
}

/// `N` bytes of room at `at`.
#[inline(always)]
fn room<const N: usize>(buf: &mut [u8], at: usize) -> Result<&mut [u8; N]> {
    let size = buf.len();
    match chunk(buf, at) {
        Some(chunk) => Ok(chunk),
        None => Err(too_small(at.max(size) + N)),
    }
}

/// The next `N` bytes, if there are so many. With an end that is computed first, the check is two comparisons.
#[inline(always)]
fn chunk<const N: usize>(buf: &mut [u8], at: usize) -> Option<&mut [u8; N]> {
    buf.get_mut(at..at.wrapping_add(N)).and_then(|rest| rest.first_chunk_mut::<N>())
}

/// Exactly these bytes.
#[inline(always)]
pub fn put<const N: usize>(buf: &mut [u8], at: usize, bytes: [u8; N]) -> Result<usize> {
    *room::<N>(buf, at)? = bytes;
    Ok(at + N)
}

/// An unsigned varint.
#[inline(always)]
pub fn varint(buf: &mut [u8], at: usize, value: u64) -> Result<usize> {
    if value < 0x80 {
        return put(buf, at, [value as u8]);
    }
    if value < 1 << 14 {
        return put(buf, at, [value as u8 | 0x80, (value >> 7) as u8]);
    }
    if value < 1 << 56 {
        let (word, length) = spread(value);
        if let Some(chunk) = chunk::<8>(buf, at) {
            *chunk = word.to_le_bytes();
            return Ok(at + length);
        }
    }
    varint_slow(buf, at, value)
}

#[cold]
#[inline(never)]
fn varint_slow(buf: &mut [u8], mut at: usize, mut value: u64) -> Result<usize> {
    while value >= 0x80 {
        at = put(buf, at, [value as u8 | 0x80])?;
        value >>= 7;
    }
    put(buf, at, [value as u8])
}

/// A zig-zag varint: Avro's int and long.
#[inline(always)]
pub fn long(buf: &mut [u8], at: usize, value: i64) -> Result<usize> {
    varint(buf, at, zigzag(value))
}

/// A double, little-endian; every NaN is the one NaN.
#[inline(always)]
pub fn double(buf: &mut [u8], at: usize, value: f64) -> Result<usize> {
    let bits = if value.is_nan() { 0x7ff8_0000_0000_0000 } else { value.to_bits() };
    put(buf, at, bits.to_le_bytes())
}

/// A float, little-endian; every NaN is the one NaN.
#[inline(always)]
pub fn float(buf: &mut [u8], at: usize, value: f32) -> Result<usize> {
    let bits = if value.is_nan() { 0x7fc0_0000 } else { value.to_bits() };
    put(buf, at, bits.to_le_bytes())
}

/// Bytes as they are.
#[inline]
pub fn raw(buf: &mut [u8], at: usize, bytes: &[u8]) -> Result<usize> {
    let end = at.saturating_add(bytes.len());
    match buf.get_mut(at..end) {
        Some(place) => {
            place.copy_from_slice(bytes);
            Ok(end)
        }
        None => Err(too_small(end)),
    }
}

/// Length, then bytes: Avro's bytes, and its string where UTF-8 is certain.
#[inline]
pub fn bytes(buf: &mut [u8], at: usize, bytes: &[u8]) -> Result<usize> {
    if bytes.len() <= 32
        && let Some(place) = chunk::<33>(buf, at)
    {
        let (head, place) = place.split_first_mut().expect("33 bytes");
        *head = 2 * bytes.len() as u8;
        copy_short(place.first_chunk_mut().expect("32 bytes"), bytes);
        return Ok(at + 1 + bytes.len());
    }
    let at = long(buf, at, bytes.len() as i64)?;
    raw(buf, at, bytes)
}

/// Moves up to 32 bytes by two blocks that overlap, which is quicker than a call.
#[inline(always)]
fn copy_short(place: &mut [u8; 32], bytes: &[u8]) {
    #[inline(always)]
    fn both<const N: usize>(place: &mut [u8; 32], bytes: &[u8]) {
        if let (Some(first), Some(last)) = (bytes.first_chunk::<N>(), bytes.last_chunk::<N>()) {
            place[..N].copy_from_slice(first);
            place[bytes.len() - N..][..N].copy_from_slice(last);
        }
    }
    match bytes.len() {
        17..=32 => both::<16>(place, bytes),
        8..=16 => both::<8>(place, bytes),
        4..=7 => both::<4>(place, bytes),
        2..=3 => both::<2>(place, bytes),
        1 => place[0] = bytes[0],
        _ => {}
    }
}

/// Length, then text that is checked to be UTF-8. `area[from..][..length]`, so that short texts are moved by whole blocks.
#[inline(always)]
pub fn text(buf: &mut [u8], at: usize, area: &[u8], from: usize, length: usize) -> Result<usize> {
    if length <= 16 {
        let source = area.get(from..from.wrapping_add(16)).and_then(|rest| rest.first_chunk::<16>());
        let place = chunk::<17>(buf, at);
        if let (Some(source), Some(place)) = (source, place) {
            place[0] = 2 * length as u8;
            place[1..].copy_from_slice(source);
            if ascii_prefix(source) < length && std::str::from_utf8(&source[..length]).is_err() {
                return Err(not_utf8());
            }
            return Ok(at + 1 + length);
        }
    }
    text_slow(buf, at, area, from, length)
}

#[inline(never)]
fn text_slow(buf: &mut [u8], at: usize, area: &[u8], from: usize, length: usize) -> Result<usize> {
    let Some(source) = from.checked_add(length).and_then(|end| area.get(from..end)) else {
        return Err(Error::new(Code::InvalidArgument, "a text lies outside of its area"));
    };
    if let (17..=32, Some(first), Some(last)) = (length, source.first_chunk(), source.last_chunk())
        && let Some(place) = chunk::<33>(buf, at)
    {
        place[0] = 2 * length as u8;
        place[1..17].copy_from_slice(first);
        place[length - 15..][..16].copy_from_slice(last);
        if ascii_prefix(first) + ascii_prefix(last) < 32 {
            check_utf8(source)?;
        }
        return Ok(at + 1 + length);
    }
    check_utf8(source)?;
    bytes(buf, at, source)
}

/// Refuses bytes that are no UTF-8.
#[inline]
pub fn check_utf8(bytes: &[u8]) -> Result<()> {
    if bytes.is_ascii() || simdutf8::basic::from_utf8(bytes).is_ok() { Ok(()) } else { Err(not_utf8()) }
}

/// How many of the first bytes are ASCII.
#[inline(always)]
pub fn ascii_prefix(block: &[u8; 16]) -> usize {
    let high = u128::from_le_bytes(*block) & 0x8080_8080_8080_8080_8080_8080_8080_8080;
    (high.trailing_zeros() / 8) as usize
}

#[cfg(test)]
mod tests {
    use super::{long, text};
    use crate::error::Code;

    #[test]
    fn the_edge_of_the_buffer_is_an_error_with_the_size_needed() {
        for room in 0..10 {
            let mut buf = vec![0u8; room];
            let error = long(&mut buf, 0, i64::MIN).unwrap_err();
            assert_eq!(error.code(), Code::BufferTooSmall);
            assert!(error.offset().unwrap() as usize > room);
        }
        let mut buf = [0u8; 10];
        assert_eq!(long(&mut buf, 0, i64::MIN).unwrap(), 10);
        assert_eq!(buf, [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
    }

    #[test]
    fn text_is_checked_in_the_short_and_in_the_long_way() {
        for length in [1usize, 15, 16, 17, 40] {
            let mut area = vec![b'a'; length + 16];
            let mut buf = vec![0u8; length + 20];
            assert_eq!(text(&mut buf, 0, &area, 0, length).unwrap(), length + 1);
            area[length - 1] = 0xff;
            assert_eq!(text(&mut buf, 0, &area, 0, length).unwrap_err().code(), Code::ValueConstraint);
            assert!(text(&mut buf, 0, &area, 8, usize::MAX).is_err());
        }
    }
}
