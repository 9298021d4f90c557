//! Decimals: from a host's unscaled value and scale to the bytes that a schema wants. Source: Avro 1.12, "Decimal".
use crate::avro::plan::DecimalPlan;
use crate::error::{Code, Error, Result};
use crate::model::kind::Decimal;
use num_bigint::{BigInt, Sign};
use smallvec::SmallVec;

/// Two's complement, big-endian; 16 bytes hold 38 digits without an allocation.
pub(crate) type Unscaled = SmallVec<[u8; 16]>;

/// The unscaled value that a decimal has under a schema's scale, as the shortest two's complement.
///
/// # Errors
/// `value_range` if digits would be lost or the precision is exceeded.
pub(crate) fn rescale(value: &Decimal<'_>, plan: &DecimalPlan) -> Result<Unscaled> {
    let shift = plan.scale as i64 - value.scale as i64;
    if let Some(small) = small(&value.unscaled)
        && let Some(result) = rescale_small(small, shift)
    {
        if digits(result.unsigned_abs()) > plan.precision {
            return Err(too_precise(plan));
        }
        return Ok(shortest(&result.to_be_bytes()));
    }
    rescale_big(value, plan, shift)
}

fn small(unscaled: &[u8]) -> Option<i128> {
    if unscaled.len() > 16 {
        return None;
    }
    let fill = if unscaled.first().is_some_and(|byte| byte & 0x80 != 0) { 0xff } else { 0 };
    let mut bytes = [fill; 16];
    bytes[16 - unscaled.len()..].copy_from_slice(unscaled);
    Some(i128::from_be_bytes(bytes))
}

/// `None` where 128 bits or exact division do not suffice.
fn rescale_small(value: i128, shift: i64) -> Option<i128> {
    if value == 0 {
        return Some(0);
    }
    let power = 10i128.checked_pow(u32::try_from(shift.unsigned_abs()).ok()?)?;
    if shift >= 0 { value.checked_mul(power) } else { (value % power == 0).then(|| value / power) }
}

fn digits(mut value: u128) -> u32 {
    let mut digits = 0;
    while value > 0 {
        value /= 10;
        digits += 1;
    }
    digits
}

#[cold]
fn rescale_big(value: &Decimal<'_>, plan: &DecimalPlan, shift: i64) -> Result<Unscaled> {
    let unscaled = BigInt::from_signed_bytes_be(&value.unscaled);
    if unscaled.sign() == Sign::NoSign {
        return Ok(shortest(&[0]));
    }
    // log10(256) < 2.41: what has more digits than this can be neither divided nor held.
    let most_digits = value.unscaled.len() as u64 * 241 / 100 + 1;
    let result = if shift >= 0 {
        // `unscaled` has at least one digit, so this many more are too many; and 10^shift is never made large for nothing.
        if shift as u64 >= plan.precision as u64 {
            return Err(too_precise(plan));
        }
        unscaled * BigInt::from(10).pow(shift as u32)
    } else {
        let lost = || {
            let message = format!("expected at most {} digits behind the point, found {}", plan.scale, value.scale);
            Error::new(Code::ValueRange, message)
        };
        if shift.unsigned_abs() > most_digits {
            return Err(lost());
        }
        let power = BigInt::from(10).pow(shift.unsigned_abs() as u32);
        let quotient = &unscaled / &power;
        if &quotient * &power != unscaled {
            return Err(lost());
        }
        quotient
    };
    let bytes = result.to_signed_bytes_be();
    let over = bytes.len() as u64 > plan.precision as u64 / 2 + 2;
    if over || result.magnitude().to_str_radix(10).len() > plan.precision as usize {
        return Err(too_precise(plan));
    }
    Ok(shortest(&bytes))
}

#[cold]
fn too_precise(plan: &DecimalPlan) -> Error {
    let message = format!("expected a decimal({}, {}), found one of more digits", plan.precision, plan.scale);
    Error::new(Code::ValueRange, message)
}

/// Drops the leading bytes that say nothing.
pub(crate) fn shortest(bytes: &[u8]) -> Unscaled {
    let mut bytes = bytes;
    while let [first, second, ..] = bytes {
        let redundant = (*first == 0 && second & 0x80 == 0) || (*first == 0xff && second & 0x80 != 0);
        if !redundant {
            break;
        }
        bytes = &bytes[1..];
    }
    if bytes.is_empty() { SmallVec::from_slice(&[0]) } else { SmallVec::from_slice(bytes) }
}

/// Sign-extends to a fixed size; `None` if it does not fit.
pub(crate) fn extend(bytes: &[u8], size: usize) -> Option<SmallVec<[u8; 16]>> {
    if bytes.len() > size {
        return None;
    }
    let fill = if bytes.first().is_some_and(|byte| byte & 0x80 != 0) { 0xff } else { 0 };
    let mut fixed = SmallVec::from_elem(fill, size);
    fixed[size - bytes.len()..].copy_from_slice(bytes);
    Some(fixed)
}

#[cfg(test)]
mod tests {
    use super::{extend, rescale, shortest};
    use crate::avro::plan::DecimalPlan;
    use crate::error::Code;
    use crate::model::kind::Decimal;
    use std::borrow::Cow;

    fn dec(unscaled: i128, scale: i32) -> Decimal<'static> {
        Decimal { unscaled: Cow::Owned(unscaled.to_be_bytes().to_vec()), scale }
    }

    #[test]
    fn digits_are_added_and_never_lost() {
        let plan = DecimalPlan { precision: 4, scale: 2, size: None };
        // 12.3 -> 1230 = 04ce; -1 -> -100 = 9c; 1.20 of scale 3 loses nothing.
        assert_eq!(rescale(&dec(123, 1), &plan).unwrap()[..], [0x04, 0xce]);
        assert_eq!(rescale(&dec(-1, 0), &plan).unwrap()[..], [0x9c]);
        assert_eq!(rescale(&dec(1200, 3), &plan).unwrap()[..], [0x78]);
        for (unscaled, scale) in
            [(1234, 3), (12345, 2), (1, -3), (1, -1_000_000_000), (1, 1_000_000_000), (i128::MAX, 0)]
        {
            assert_eq!(
                rescale(&dec(unscaled, scale), &plan).unwrap_err().code(),
                Code::ValueRange,
                "{unscaled} {scale}"
            );
        }
        assert_eq!(rescale(&dec(0, i32::MIN), &plan).unwrap()[..], [0]);
    }

    #[test]
    fn beyond_128_bits() {
        let plan = DecimalPlan { precision: 60, scale: 1, size: None };
        let mut unscaled = vec![0u8; 21];
        unscaled[0] = 1;
        // 256^20 = 2^160 has 49 digits; times ten: 0a 00...
        let ten = rescale(&Decimal { unscaled: Cow::Borrowed(&unscaled), scale: 0 }, &plan).unwrap();
        assert_eq!((ten[0], ten.len()), (10, 21));
    }

    #[test]
    fn shortest_and_extended() {
        assert_eq!(shortest(&[0, 0, 0x80])[..], [0, 0x80]);
        assert_eq!(shortest(&[0xff, 0xff])[..], [0xff]);
        assert_eq!(shortest(&[])[..], [0]);
        assert_eq!(extend(&[0x80], 3).unwrap()[..], [0xff, 0xff, 0x80]);
        assert!(extend(&[1, 2], 1).is_none());
    }
}
