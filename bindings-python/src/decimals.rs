//! Decimals as text, the form that Python's own class reads and writes without rounding.
use isobyte::model::kind::Decimal;
use isobyte::{Code, Error, Result};
use num_bigint::{BigInt, BigUint, Sign};
use std::borrow::Cow;
use std::fmt::Write;

/// Beyond this many bytes a decimal on the wire is left as bytes: turning it into digits takes quadratic time.
const MOST_BYTES: usize = 16_384;

/// From what `str` gives for a `decimal.Decimal`: `-12.50`, `1E+3`, `0E-7`.
pub(crate) fn parse(text: &str) -> Result<Decimal<'static>> {
    let bad = || Error::new(Code::ValueRange, "expected a finite decimal, found one that is infinite or no number");
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (mantissa, exponent) = match rest.split_once(['E', 'e']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().map_err(|_| bad())?),
        None => (rest, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = String::with_capacity(whole.len() + fraction.len());
    digits.push_str(whole);
    digits.push_str(fraction);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(bad());
    }
    let scale = i32::try_from(fraction.len() as i64 - exponent)
        .map_err(|_| Error::new(Code::ValueRange, "expected a decimal with a scale of 32 bits, found a larger one"))?;
    Ok(Decimal { unscaled: Cow::Owned(unscaled(&digits, negative)), scale })
}

fn unscaled(digits: &str, negative: bool) -> Vec<u8> {
    if digits.len() <= 18 {
        let value = digits.bytes().fold(0i64, |value, digit| value * 10 + (digit - b'0') as i64);
        return if negative { -value } else { value }.to_be_bytes().to_vec();
    }
    let digits: Vec<u8> = digits.bytes().map(|digit| digit - b'0').collect();
    let value = BigUint::from_radix_be(&digits, 10).unwrap_or_default();
    let sign = if negative { Sign::Minus } else { Sign::Plus };
    BigInt::from_biguint(sign, value).to_signed_bytes_be()
}

/// What `decimal.Decimal` reads; `None` if it is too long.
pub(crate) fn format(unscaled: &[u8], scale: i32) -> Option<String> {
    if unscaled.len() > MOST_BYTES {
        return None;
    }
    let mut text = if unscaled.len() <= 16 {
        let fill = if unscaled.first().is_some_and(|byte| byte & 0x80 != 0) { 0xff } else { 0 };
        let mut bytes = [fill; 16];
        bytes[16 - unscaled.len()..].copy_from_slice(unscaled);
        i128::from_be_bytes(bytes).to_string()
    } else {
        BigInt::from_signed_bytes_be(unscaled).to_string()
    };
    if scale != 0 {
        // Writing to a String never fails.
        let _ = write!(text, "E{}", -(scale as i64));
    }
    Some(text)
}
