//! Numbers as text: integers in decimal; floats as `Double.toString` and `Float.toString` of JDK 19 and later write them.

const PAIRS: &[u8; 200] =
    b"0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";

/// The most characters of an integer.
const MOST: usize = 20;

/// Appends an integer.
#[inline]
pub(crate) fn integer(out: &mut Vec<u8>, value: i64) {
    if let 0..10 = value {
        return out.push(b'0' + value as u8);
    }
    // The digits end in the middle, so that a block of fixed size can be moved from wherever they begin.
    let mut digits = [0u8; 2 * MOST];
    let mut at = MOST;
    let mut rest = value.unsigned_abs();
    while rest >= 10 {
        let pair = 2 * (rest % 100) as usize;
        rest /= 100;
        at -= 2;
        digits[at..at + 2].copy_from_slice(&PAIRS[pair..pair + 2]);
    }
    if rest > 0 {
        at -= 1;
        digits[at] = b'0' + rest as u8;
    }
    if value < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    let end = out.len() + MOST - at;
    if let Some(block) = digits[at..].first_chunk::<MOST>() {
        out.extend_from_slice(block);
    }
    out.truncate(end);
}

/// Appends a double; what is no number is a string.
#[inline]
pub(crate) fn double(out: &mut Vec<u8>, value: f64) {
    let size = value.abs();
    if !value.is_finite() {
        return word(out, value.is_nan(), value < 0.0);
    }
    let mut buffer = zmij::Buffer::new();
    let shortest = buffer.format_finite(value);
    if size == 0.0 || (1e-3..1e7).contains(&size) {
        return out.extend_from_slice(shortest.as_bytes());
    }
    // Java writes at least two digits, and of those the nearest: 4.9E-324, where 5E-324 would do.
    if size < f64::MIN_POSITIVE {
        let two = format!("{value:.1e}");
        if two.parse() == Ok(value) && Digits::of(shortest).count == 1 {
            return Digits::of(&two).scientific(out);
        }
    }
    Digits::of(shortest).scientific(out);
}

/// Appends a float; what is no number is a string.
#[inline]
pub(crate) fn float(out: &mut Vec<u8>, value: f32) {
    let size = value.abs();
    if !value.is_finite() {
        return word(out, value.is_nan(), value < 0.0);
    }
    let mut buffer = zmij::Buffer::new();
    let shortest = buffer.format_finite(value);
    if size == 0.0 || (1e-3..1e7).contains(&size) {
        return out.extend_from_slice(shortest.as_bytes());
    }
    if size < f32::MIN_POSITIVE {
        let two = format!("{value:.1e}");
        if two.parse() == Ok(value) && Digits::of(shortest).count == 1 {
            return Digits::of(&two).scientific(out);
        }
    }
    Digits::of(shortest).scientific(out);
}

#[cold]
fn word(out: &mut Vec<u8>, nan: bool, negative: bool) {
    let word: &[u8] = match (nan, negative) {
        (true, _) => b"\"NaN\"",
        (_, false) => b"\"Infinity\"",
        (_, true) => b"\"-Infinity\"",
    };
    out.extend_from_slice(word);
}

/// Significant digits, the first of which counts `10^exponent`.
struct Digits {
    negative: bool,
    digits: [u8; 24],
    count: usize,
    exponent: i32,
}

impl Digits {
    /// Of a number as Rust's formatters write them: digits with an optional point and an optional exponent.
    fn of(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let mut found =
            Self { negative: false, digits: [0; 24], count: 0, exponent: exponent.parse().unwrap_or(0) - 1 };
        let mut whole = true;
        for byte in mantissa.bytes() {
            match byte {
                b'-' => found.negative = true,
                b'.' => whole = false,
                // Zeros before the first digit move it.
                b'0' if found.count == 0 => found.exponent -= !whole as i32,
                _ => {
                    found.digits[found.count.min(23)] = byte;
                    found.count += 1;
                    found.exponent += whole as i32;
                }
            }
        }
        while found.count > 1 && found.digits[found.count - 1] == b'0' {
            found.count -= 1;
        }
        found
    }

    /// One digit, a point, at least one digit, `E` and the exponent.
    fn scientific(&self, out: &mut Vec<u8>) {
        if self.negative {
            out.push(b'-');
        }
        out.extend_from_slice(&[self.digits[0], b'.']);
        match self.count {
            1 => out.push(b'0'),
            count => out.extend_from_slice(&self.digits[1..count]),
        }
        out.push(b'E');
        integer(out, self.exponent.into());
    }
}

#[cfg(test)]
mod tests {
    use super::{double, float, integer};

    fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn integers() {
        for value in [0, 9, 10, 99, 100, 101, 999, 1_000, 12_345, -1, -10, i64::MAX, i64::MIN] {
            assert_eq!(text(|out| integer(out, value)), value.to_string());
        }
    }

    /// Printed by `Double.toString` of JDK 25; the first rows are the examples of its documentation.
    #[test]
    fn doubles_as_java_writes_them() {
        for (value, java) in [
            (2e23, "2.0E23"),
            (8.41e21, "8.41E21"),
            (5e-324, "4.9E-324"),
            (1e-323, "9.9E-324"),
            (1.5e-323, "1.5E-323"),
            (1e23, "1.0E23"),
            (1e10, "1.0E10"),
            (9.999999e6, "9999999.0"),
            (1e7, "1.0E7"),
            (0.001, "0.001"),
            (1e-4, "1.0E-4"),
            (123456.0, "123456.0"),
            (2.2250738585072014e-308, "2.2250738585072014E-308"),
            (-1.7976931348623157e308, "-1.7976931348623157E308"),
            (-0.0, "-0.0"),
            (f64::NAN, "\"NaN\""),
            (f64::NEG_INFINITY, "\"-Infinity\""),
        ] {
            assert_eq!(text(|out| double(out, value)), java);
        }
    }

    /// Printed by `Float.toString` of JDK 25.
    #[test]
    fn floats_as_java_writes_them() {
        for (value, java) in [
            (1e-45, "1.4E-45"),
            (3e-45, "2.8E-45"),
            (1.1754944e-38, "1.1754944E-38"),
            (3.4028235e38, "3.4028235E38"),
            (16777216.0, "1.6777216E7"),
            (9999999.0, "9999999.0"),
            (1e7, "1.0E7"),
            (f32::from_bits(0x4a00_0001), "2097152.2"),
            (1e-3, "0.001"),
            (9.999e-4, "9.999E-4"),
        ] {
            assert_eq!(text(|out| float(out, value)), java);
        }
    }
}
