//! Numbers of JSON text. Source: RFC 8259, section 6.
use crate::avro::text::lex::unexpected;
use crate::error::{Error, Result};
use crate::wire::read::{malformed, truncated};

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

#[cfg(test)]
mod tests {
    use super::integer;
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
}
