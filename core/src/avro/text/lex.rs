//! Lexing: the tokens of JSON text, each read from a position that is given, with the next position. Source: RFC 8259.
use crate::avro::text::quote::stops;
use crate::error::{Code, Error, Result};
use crate::wire::read::{malformed, truncated};
use std::borrow::Cow;

const HIGH: u64 = 0x8080_8080_8080_8080;

/// A string as it stands in the text.
#[derive(Clone, Copy)]
pub(crate) struct Quoted<'t> {
    /// What is between the quotation marks: UTF-8, perhaps with escapes.
    pub(crate) raw: &'t [u8],
    /// Where that begins in the text.
    pub(crate) from: usize,
    /// Whether there are no escapes.
    pub(crate) plain: bool,
    /// Whether all of it is known to be ASCII.
    pub(crate) ascii: bool,
}

/// Passes over white space.
#[inline(always)]
pub(crate) fn space(text: &[u8], at: usize) -> usize {
    match text.get(at) {
        Some(..=b' ') => long_space(text, at),
        _ => at,
    }
}

#[inline(never)]
fn long_space(text: &[u8], at: usize) -> usize {
    let rest = &text[at..];
    at + rest.iter().position(|byte| !matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).unwrap_or(rest.len())
}

/// The text of one token without variants: a word or a bracket.
#[inline(always)]
pub(crate) fn word(text: &[u8], at: usize, word: &'static str, expected: &str) -> Result<usize> {
    let end = at + word.len();
    if text.get(at..end) == Some(word.as_bytes()) { Ok(end) } else { Err(not_word(text, at, word, expected)) }
}

#[cold]
#[inline(never)]
fn not_word(text: &[u8], at: usize, word: &str, expected: &str) -> Error {
    let rest = text.get(at..).unwrap_or_default();
    if word.as_bytes().starts_with(rest) {
        return truncated(text.len(), expected);
    }
    unexpected(text, at, expected)
}

/// Something else stands where `expected` should.
#[cold]
#[inline(never)]
pub(crate) fn unexpected(text: &[u8], at: usize, expected: &str) -> Error {
    let found = match text.get(at) {
        None => return truncated(at, expected),
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b'-' | b'0'..=b'9') => "a number",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        Some(b'}') => "the end of an object",
        Some(b']') => "the end of an array",
        Some(b',') => "a comma",
        Some(b':') => "a colon",
        Some(_) => "what is no JSON",
    };
    malformed(at, format!("expected {expected}, found {found}"))
}

/// The comma before another item, or the end of the container: whether there is another, and where it or the rest begins.
#[inline(always)]
pub(crate) fn more(text: &[u8], at: usize, close: u8) -> Result<(bool, usize)> {
    let at = space(text, at);
    match text.get(at) {
        Some(b',') => Ok((true, space(text, at + 1))),
        Some(&byte) if byte == close => Ok((false, at + 1)),
        _ => Err(unexpected(text, at, "a comma or the end")),
    }
}

/// A string.
#[inline(always)]
pub(crate) fn string<'t>(text: &'t [u8], at: usize, expected: &str) -> Result<(Quoted<'t>, usize)> {
    if text.get(at) != Some(&b'"') {
        return Err(unexpected(text, at, expected));
    }
    let from = at + 1;
    let (mut at, mut plain, mut high) = (from, true, 0);
    loop {
        let special;
        if let Some(word) = text.get(at..at.wrapping_add(8)).and_then(|rest| rest.first_chunk::<8>()) {
            let word = u64::from_le_bytes(*word);
            let found = stops(word);
            if found == 0 {
                high |= word;
                at += 8;
                continue;
            }
            // Only what stands before the byte that was found.
            high |= word & ((found & found.wrapping_neg()) - 1);
            at += found.trailing_zeros() as usize / 8;
            special = text[at];
        } else {
            match text.get(at) {
                None => return Err(truncated(text.len(), "the end of a string")),
                Some(&byte) => special = byte,
            }
        }
        match special {
            b'"' => break,
            b'\\' => {
                plain = false;
                at += 2;
            }
            ..0x20 => return Err(malformed(at, "expected a string, found a control character that is not escaped")),
            _ => {
                high |= special as u64;
                at += 1;
            }
        }
    }
    let raw = &text[from..at];
    let ascii = high & HIGH == 0;
    if !ascii {
        check_utf8(raw, from)?;
    }
    Ok((Quoted { raw, from, plain, ascii }, at + 1))
}

#[inline(never)]
fn check_utf8(raw: &[u8], from: usize) -> Result<()> {
    match simdutf8::basic::from_utf8(raw) {
        Ok(_) => Ok(()),
        Err(_) => Err(malformed(from, "expected text in UTF-8, found bytes that are none")),
    }
}

impl<'t> Quoted<'t> {
    /// The characters.
    #[inline]
    pub(crate) fn characters(self) -> Result<Cow<'t, [u8]>> {
        if self.plain {
            return Ok(Cow::Borrowed(self.raw));
        }
        let mut out = Vec::with_capacity(self.raw.len());
        self.unescape(&mut out)?;
        Ok(Cow::Owned(out))
    }

    /// Appends the characters, in UTF-8.
    #[inline(never)]
    pub(crate) fn unescape(self, out: &mut Vec<u8>) -> Result<()> {
        let Self { raw, from, .. } = self;
        let mut at = 0;
        while let Some(length) = raw[at..].iter().position(|&byte| byte == b'\\') {
            out.extend_from_slice(&raw[at..at + length]);
            at += length;
            let byte = match raw.get(at + 1) {
                Some(&byte @ (b'"' | b'\\' | b'/')) => byte,
                Some(b'b') => 8,
                Some(b'f') => 12,
                Some(b'n') => b'\n',
                Some(b'r') => b'\r',
                Some(b't') => b'\t',
                Some(b'u') => {
                    let (character, next) = scalar(raw, at).ok_or_else(|| {
                        malformed(from + at, "expected a character after \\u, found bad digits or a lone surrogate")
                    })?;
                    out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
                    at = next;
                    continue;
                }
                _ => return Err(malformed(from + at, "expected an escape of JSON, found another one")),
            };
            out.push(byte);
            at += 2;
        }
        out.extend_from_slice(&raw[at..]);
        Ok(())
    }
}

/// The character whose escape, of one unit or of two surrogates, begins at `at`, and what follows.
fn scalar(raw: &[u8], at: usize) -> Option<(char, usize)> {
    let first = unit(raw, at)?;
    if let Some(character) = char::from_u32(first) {
        return Some((character, at + 6));
    }
    let second = unit(raw, at + 6)?;
    if !(0xd800..0xdc00).contains(&first) || !(0xdc00..0xe000).contains(&second) {
        return None;
    }
    char::from_u32(0x1_0000 + ((first & 0x3ff) << 10 | second & 0x3ff)).map(|character| (character, at + 12))
}

/// One unit, `\u` and four digits.
fn unit(raw: &[u8], at: usize) -> Option<u32> {
    let digits = raw.get(at..at + 6)?.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0, |unit, &digit| Some(unit << 4 | (digit as char).to_digit(16)?))
}

/// An integer of 64 bits, in any notation that is one: `5`, `5.0`, `5e0`. `expected` is for the message.
#[inline(always)]
pub(crate) fn integer(text: &[u8], at: usize, expected: &str) -> Result<(i64, usize)> {
    let negative = text.get(at) == Some(&b'-');
    let first = at + negative as usize;
    let (mut end, mut value) = (first, 0u64);
    while let Some(digit @ b'0'..=b'9') = text.get(end) {
        value = value.wrapping_mul(10).wrapping_add((digit - b'0') as u64);
        end += 1;
    }
    // 18 digits fit in any case; whatever is unusual is looked at again.
    let usual = matches!(end - first, 1..=18) && (text[first] != b'0' || end == first + 1);
    if usual && !matches!(text.get(end), Some(b'.' | b'e' | b'E')) {
        let value = value as i64;
        return Ok((if negative { -value } else { value }, end));
    }
    unusual_integer(text, at, expected)
}

#[inline(never)]
fn unusual_integer(text: &[u8], at: usize, expected: &str) -> Result<(i64, usize)> {
    let (number, end) = number(text, at, expected)?;
    match exact(number) {
        Some(value) => Ok((value, end)),
        None => Err(not_integer(at, expected)),
    }
}

/// A number that no integer of the type is.
#[cold]
#[inline(never)]
pub(crate) fn not_integer(at: usize, expected: &str) -> Error {
    malformed(at, format!("expected {expected}, found a number that is no integer or out of range"))
}

/// A number, as it stands in the text.
#[inline]
pub(crate) fn number<'t>(text: &'t [u8], at: usize, expected: &str) -> Result<(&'t [u8], usize)> {
    let digits = |mut at: usize| {
        let first = at;
        while let Some(b'0'..=b'9') = text.get(at) {
            at += 1;
        }
        match (at - first, text.get(at)) {
            (0, None) => Err(truncated(at, "a digit")),
            (0, Some(_)) => Err(malformed(at, "expected a digit, found another character")),
            _ => Ok(at),
        }
    };
    let first = match text.get(at) {
        Some(b'-') => at + 1,
        Some(b'0'..=b'9') => at,
        _ => return Err(unexpected(text, at, expected)),
    };
    let mut end = digits(first)?;
    if text[first] == b'0' && end > first + 1 {
        return Err(malformed(first, "expected a number, found one with zeros before it"));
    }
    if text.get(end) == Some(&b'.') {
        end = digits(end + 1)?;
    }
    if let Some(b'e' | b'E') = text.get(end) {
        let sign = matches!(text.get(end + 1), Some(b'+' | b'-')) as usize;
        end = digits(end + 1 + sign)?;
    }
    Ok((&text[at..end], end))
}

/// The integer that a number is exactly, if it is one of 64 bits.
fn exact(number: &[u8]) -> Option<i64> {
    let (negative, number) = number.strip_prefix(b"-").map_or((false, number), |rest| (true, rest));
    let e = number.iter().position(|byte| matches!(byte, b'e' | b'E')).unwrap_or(number.len());
    let (mantissa, exponent) = number.split_at(e);
    // More zeros than any text has digits say no more.
    let mut exponent = exponent.get(1..).map_or(0, |digits| {
        let (down, digits) = match digits {
            [sign @ (b'+' | b'-'), digits @ ..] => (*sign == b'-', digits),
            digits => (false, digits),
        };
        let size = digits
            .iter()
            .fold(0i64, |size, digit| size.saturating_mul(10).saturating_add((digit - b'0') as i64).min(i64::MAX >> 2));
        if down { -size } else { size }
    });
    let point = mantissa.iter().position(|&byte| byte == b'.').unwrap_or(mantissa.len());
    exponent -= mantissa.len().saturating_sub(point + 1) as i64;
    let mut value = 0i128;
    // Zeros wait until a digit follows them: those at the end are part of the exponent.
    let mut zeros = 0i64;
    for digit in mantissa.iter().filter(|&&byte| byte != b'.').map(|byte| byte - b'0') {
        if digit == 0 {
            zeros += 1;
            continue;
        }
        value = value.checked_mul(ten_to(if value == 0 { 0 } else { zeros })?)?.checked_mul(10)?;
        value = value.checked_add(digit.into()).filter(|&value| value <= 1 << 64)?;
        zeros = 0;
    }
    if value == 0 {
        return Some(0);
    }
    let value = value.checked_mul(ten_to(exponent + zeros)?)?;
    i64::try_from(if negative { -value } else { value }).ok()
}

fn ten_to(exponent: i64) -> Option<i128> {
    (0..20).contains(&exponent).then(|| 10i128.pow(exponent as u32))
}

/// Refuses what is left of a text behind its value.
pub(crate) fn whole(text: &[u8], at: usize) -> Result<()> {
    if at == text.len() {
        return Ok(());
    }
    Err(Error::new(Code::DataTrailing, "expected the end of the text, found more").at_offset(at))
}

#[cfg(test)]
mod tests {
    use super::{integer, string};
    use crate::error::Code;

    #[test]
    fn integers_in_every_notation() {
        for (text, value) in [
            ("0", 0),
            ("-0", 0),
            ("-0.0", 0),
            ("5.0", 5),
            ("1e3", 1_000),
            ("1.5E+1", 15),
            ("10e-1", 1),
            ("0.000001e6", 1),
            ("0e999999999999999999999", 0),
            ("120000000000000000000000000e-25", 12),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
            ("-9223372036854775808.000", i64::MIN),
            ("9007199254740993.0", 9_007_199_254_740_993),
        ] {
            assert_eq!(integer(text.as_bytes(), 0, "long").unwrap(), (value, text.len()), "{text}");
        }
    }

    #[test]
    fn numbers_that_are_no_integers_or_no_numbers() {
        let long = "9".repeat(10_000);
        for text in ["5.5", "1e-1", "01", "-01", "+1", ".5", "1.x", "1ex", "-x", "9223372036854775808", "1e19"] {
            assert_eq!(integer(text.as_bytes(), 0, "long").unwrap_err().code(), Code::DataMalformed, "{text}");
        }
        for text in ["1e999999999", "1e-999999999", "1e99999999999999999999999", "1.0000000000000000000000001", &long] {
            assert_eq!(integer(text.as_bytes(), 0, "long").unwrap_err().code(), Code::DataMalformed, "{text}");
        }
        for text in ["", "-", "1.", "1e", "1e+"] {
            assert_eq!(integer(text.as_bytes(), 0, "long").unwrap_err().code(), Code::DataTruncated, "{text}");
        }
    }

    #[test]
    fn strings_are_cut_off_or_bad() {
        for (text, code) in [
            ("\"", Code::DataTruncated),
            ("\"\\", Code::DataTruncated),
            ("\"\\\"", Code::DataTruncated),
            ("\"\u{1}\"", Code::DataMalformed),
            ("5", Code::DataMalformed),
            ("", Code::DataTruncated),
        ] {
            assert_eq!(string(text.as_bytes(), 0, "string").err().map(|e| e.code()), Some(code), "{text:?}");
        }
    }
}
