//! Variable-length zig-zag numbers without a loop: seven-bit groups are spread and gathered inside one word.

const CONTINUE: u64 = 0x8080_8080_8080_8080;

/// Maps small magnitudes of either sign to small numbers.
#[inline(always)]
pub const fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// The inverse of [`zigzag`].
#[inline(always)]
pub const fn unzigzag(value: u64) -> i64 {
    ((value >> 1) as i64) ^ -((value & 1) as i64)
}

/// A number below 2^56 as its varint in the low bytes of a word, and the varint's length.
#[inline(always)]
pub const fn spread(value: u64) -> (u64, usize) {
    let x = (value & 0x0fff_ffff) | ((value & 0x00ff_ffff_f000_0000) << 4);
    let x = (x & 0x0000_3fff_0000_3fff) | ((x & 0x0fff_c000_0fff_c000) << 2);
    let x = (x & 0x007f_007f_007f_007f) | ((x & 0x3f80_3f80_3f80_3f80) << 1);
    let zeros = (x | 1).leading_zeros();
    (x | (CONTINUE & ((!0 >> 8) >> (zeros & 56))), 8 - zeros as usize / 8)
}

/// The varint at the low end of a word, and its length; length 0 means that it does not end inside the word.
#[inline(always)]
pub const fn gather(word: u64) -> (u64, usize) {
    let stop = !word & CONTINUE;
    if stop == 0 {
        return (0, 0);
    }
    let length = (stop.trailing_zeros() / 8 + 1) as usize;
    let x = word & (stop ^ (stop - 1)) & !CONTINUE;
    let x = (x & 0x007f_007f_007f_007f) | ((x & 0x7f00_7f00_7f00_7f00) >> 1);
    let x = (x & 0x0000_3fff_0000_3fff) | ((x & 0x3fff_0000_3fff_0000) >> 2);
    ((x & 0x0fff_ffff) | ((x & 0x0fff_ffff_0000_0000) >> 4), length)
}

#[cfg(test)]
mod tests {
    use super::{gather, spread, unzigzag, zigzag};

    #[test]
    fn zigzag_follows_the_specification() {
        // Avro 1.12, "Binary encoding", primitive types: 0 -> 00, -1 -> 01, 1 -> 02, -64 -> 7f, 64 -> 80 01.
        for (value, coded) in [(0, 0), (-1, 1), (1, 2), (-2, 3), (-64, 127), (64, 128), (i64::MIN, u64::MAX)] {
            assert_eq!((zigzag(value), unzigzag(coded)), (coded, value));
        }
    }

    #[test]
    fn spread_and_gather_agree_with_the_loop() {
        for shift in 0..56 {
            for delta in [0u64, 1, 3] {
                let value = (1u64 << shift).wrapping_sub(delta) & ((1 << 56) - 1);
                let (mut bytes, mut rest) = (Vec::new(), value);
                while rest >= 0x80 {
                    bytes.push(rest as u8 | 0x80);
                    rest >>= 7;
                }
                bytes.push(rest as u8);
                let (word, length) = spread(value);
                assert_eq!(&word.to_le_bytes()[..length], &bytes[..]);
                assert_eq!(gather(word), (value, length));
            }
        }
        assert_eq!(gather(0x8080_8080_8080_8080), (0, 0));
    }
}
