//! Numbers of schemas: compared by value, and as multiples of each other, without the rounding of doubles.
use serde_json::Number;
use std::cmp::Ordering;

/// The order of two numbers by value. Integers of 64 bits are compared exactly, also with doubles.
pub(crate) fn compare(one: &Number, other: &Number) -> Ordering {
    match (whole(one), whole(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        _ => {
            let double = |number: &Number| number.as_f64().unwrap_or_default();
            double(one).total_cmp(&double(other))
        }
    }
}

/// The integer that a number is.
pub(crate) fn whole(number: &Number) -> Option<i128> {
    if let Some(value) = number.as_i64() {
        return Some(value.into());
    }
    if let Some(value) = number.as_u64() {
        return Some(value.into());
    }
    let value = number.as_f64()?;
    // Beyond this, the cast would saturate.
    (value.fract() == 0.0 && value.abs() < 1e38).then_some(value as i128)
}

/// Whether one number is an integral multiple of another; false also where that is hard to tell.
pub(crate) fn multiple(number: &Number, of: &Number) -> bool {
    let (Some((number, exponent)), Some((of, other))) = (decimal(number), decimal(of)) else { return false };
    let least = exponent.min(other);
    let scaled = |digits: i128, exponent: i32| {
        let power = u32::try_from(exponent - least).ok().filter(|power| *power < 39)?;
        digits.checked_mul(10i128.checked_pow(power)?)
    };
    match (scaled(number, exponent), scaled(of, other)) {
        (Some(number), Some(of)) => of != 0 && number % of == 0,
        _ => false,
    }
}

/// Digits and the power of ten that they are multiplied by, from the shortest notation.
fn decimal(number: &Number) -> Option<(i128, i32)> {
    let text = number.to_string();
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: i128 = format!("{whole}{fraction}").parse().ok()?;
    Some((digits, exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?))
}

#[cfg(test)]
mod tests {
    use super::{compare, multiple};
    use serde_json::Number;
    use std::cmp::Ordering;

    fn number(text: &str) -> Number {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn by_value() {
        for (one, other, order) in [
            ("1", "1.0", Ordering::Equal),
            ("-1", "0", Ordering::Less),
            ("9007199254740993", "9007199254740992.0", Ordering::Greater),
            ("1.5", "1", Ordering::Greater),
            ("18446744073709551615", "-1", Ordering::Greater),
            ("1e300", "1e301", Ordering::Less),
        ] {
            assert_eq!(compare(&number(one), &number(other)), order, "{one} {other}");
        }
    }

    #[test]
    fn multiples() {
        for (one, other, answer) in [
            ("10", "5", true),
            ("5", "10", false),
            ("0.3", "0.1", true),
            ("0.35", "0.1", false),
            ("1e300", "1e299", true),
            ("1", "0.01", true),
            ("1e300", "3", false),
        ] {
            assert_eq!(multiple(&number(one), &number(other)), answer, "{one} {other}");
        }
    }
}
