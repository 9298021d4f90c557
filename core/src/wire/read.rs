//! Reading: every function takes the input and a position by value and gives what it read with the next position.
//!
//! Hostile bytes are normal: a length is compared with what remains before anything is done with it.
use crate::error::{Code, Error, Result};
use crate::wire::text::Text;
use crate::wire::varint::{gather, unzigzag};
use crate::wire::write::ascii_prefix;

/// The input ends too soon.
#[cold]
#[inline(never)]
pub fn truncated(at: usize, expected: &str) -> Error {
    Error::new(Code::DataTruncated, format!("expected {expected}, found the end of the data")).at_offset(at)
}

/// The input is what no encoder writes.
#[cold]
#[inline(never)]
pub fn malformed(at: usize, message: impl Into<String>) -> Error {
    Error::new(Code::DataMalformed, message).at_offset(at)
}

/// The next `N` bytes, if there are so many. With an end that is computed first, the check is two comparisons.
#[inline(always)]
fn chunk<const N: usize>(src: &[u8], at: usize) -> Option<&[u8; N]> {
    src.get(at..at.wrapping_add(N)).and_then(|rest| rest.first_chunk::<N>())
}

/// `N` bytes.
#[inline(always)]
pub fn take<const N: usize>(src: &[u8], at: usize) -> Result<([u8; N], usize)> {
    match chunk(src, at) {
        Some(chunk) => Ok((*chunk, at + N)),
        None => Err(truncated(at, "more bytes")),
    }
}

/// An unsigned varint of at most 64 bits; longer than needed is accepted up to ten bytes.
#[inline(always)]
pub fn varint(src: &[u8], at: usize) -> Result<(u64, usize)> {
    if let Some(&byte) = src.get(at)
        && byte < 0x80
    {
        return Ok((byte as u64, at + 1));
    }
    if let Some(word) = chunk::<8>(src, at) {
        let (value, length) = gather(u64::from_le_bytes(*word));
        if length > 0 {
            return Ok((value, at + length));
        }
    }
    varint_slow(src, at)
}

#[cold]
#[inline(never)]
fn varint_slow(src: &[u8], start: usize) -> Result<(u64, usize)> {
    let mut value = 0u64;
    for i in 0..10 {
        let Some(&byte) = src.get(start + i) else { return Err(truncated(start + i, "the rest of a number")) };
        if i == 9 && byte > 1 {
            break;
        }
        value |= ((byte & 0x7f) as u64) << (7 * i);
        if byte < 0x80 {
            return Ok((value, start + i + 1));
        }
    }
    Err(malformed(start, "expected a long, found a number of more than 64 bits"))
}

/// A zig-zag varint: Avro's long.
#[inline(always)]
pub fn long(src: &[u8], at: usize) -> Result<(i64, usize)> {
    let (value, at) = varint(src, at)?;
    Ok((unzigzag(value), at))
}

/// A zig-zag varint of 32 bits in at most five bytes: Avro's int.
#[inline(always)]
pub fn int(src: &[u8], at: usize) -> Result<(i32, usize)> {
    let (value, next) = varint(src, at)?;
    if value > u32::MAX as u64 || next - at > 5 {
        return Err(malformed(at, "expected an int, found a number of more than 32 bits"));
    }
    Ok((unzigzag(value) as i32, next))
}

/// A length and that many bytes; gives where they begin and where they end.
#[inline(always)]
pub fn span(src: &[u8], at: usize) -> Result<(usize, usize)> {
    let (length, next) = long(src, at)?;
    if length as u64 > (src.len() - next) as u64 {
        return Err(bad_span(at, length));
    }
    Ok((next, next + length as usize))
}

#[cold]
#[inline(never)]
fn bad_span(at: usize, length: i64) -> Error {
    if length < 0 {
        return malformed(at, format!("expected a length, found {length}"));
    }
    truncated(at, &format!("{length} bytes"))
}

/// A length and that much UTF-8.
#[inline(always)]
pub fn text(src: &[u8], at: usize) -> Result<(Text<'_>, usize, usize)> {
    let (from, to) = span(src, at)?;
    if let Some(block) = chunk::<16>(src, from)
        && ascii_prefix(block) >= to - from
    {
        return Ok((Text::checked(&src[from..to], true), from, to));
    }
    Ok((long_text(&src[from..to], from)?, from, to))
}

/// Text that is longer, ends too near the input's end, or is not ASCII.
#[inline(never)]
fn long_text(bytes: &[u8], from: usize) -> Result<Text<'_>> {
    if bytes.is_ascii() {
        return Ok(Text::checked(bytes, true));
    }
    match simdutf8::basic::from_utf8(bytes) {
        Ok(_) => Ok(Text::checked(bytes, false)),
        Err(_) => Err(not_utf8(from)),
    }
}

#[cold]
#[inline(never)]
fn not_utf8(at: usize) -> Error {
    malformed(at, "expected text in UTF-8, found bytes that are none")
}

/// The head of a block of an array or a map: how many items, and where the block must end if it says so. Zero items end the array.
#[inline(always)]
pub fn block(src: &[u8], at: usize) -> Result<(u64, Option<usize>, usize)> {
    let (count, next) = long(src, at)?;
    if count >= 0 {
        return Ok((count as u64, None, next));
    }
    sized_block(src, at, count, next)
}

#[inline(never)]
fn sized_block(src: &[u8], at: usize, count: i64, next: usize) -> Result<(u64, Option<usize>, usize)> {
    let (size, next) = long(src, next)?;
    if count == i64::MIN || size < 0 {
        return Err(malformed(at, "expected a block of items, found an impossible count or size"));
    }
    if size as u64 > (src.len() - next) as u64 {
        return Err(truncated(at, &format!("a block of {size} bytes")));
    }
    Ok((count.unsigned_abs(), Some(next + size as usize), next))
}

#[cfg(test)]
mod tests {
    use super::{block, int, long, span};
    use crate::error::Code;

    #[test]
    fn numbers_of_every_length() {
        for bits in 0..64 {
            for value in [1i64 << bits, (1i64 << bits).wrapping_neg(), (1i64 << bits).wrapping_sub(1)] {
                let mut buf = [0u8; 10];
                let end = crate::wire::write::long(&mut buf, 0, value).unwrap();
                assert_eq!(long(&buf[..end], 0).unwrap(), (value, end));
                for cut in 0..end {
                    assert_eq!(long(&buf[..cut], 0).unwrap_err().code(), Code::DataTruncated);
                }
                assert_eq!(int(&buf, 0).is_ok(), i32::try_from(value).is_ok());
            }
        }
        assert_eq!(long(&[0xff; 11], 0).unwrap_err().code(), Code::DataMalformed);
        assert_eq!(int(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x00, 0, 0], 0).unwrap_err().code(), Code::DataMalformed);
    }

    #[test]
    fn lengths_are_checked_before_they_are_used() {
        assert_eq!(span(&[0x01], 0).unwrap_err().code(), Code::DataMalformed);
        assert_eq!(span(&[0x04, 1], 0).unwrap_err().code(), Code::DataTruncated);
        assert_eq!(block(&[0x01, 0x7f, 0], 0).unwrap_err().code(), Code::DataMalformed);
    }
}
