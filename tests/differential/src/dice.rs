//! Random numbers from a seed: the same seed gives the same cases on every machine.

/// SplitMix64.
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to `n` - 1.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    pub(crate) fn percent(&mut self, chance: u64) -> bool {
        self.next() % 100 < chance
    }

    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }

    /// Integers of all widths, the limits and their neighbours often.
    pub(crate) fn integer(&mut self, min: i64, max: i64) -> i64 {
        let value = match self.below(4) {
            0 => self.pick(&[0, 1, -1, 63, 64, -64, -65, 8191, 8192, -8192, -8193, 1 << 20, 1 << 27, (1 << 53) + 1]),
            1 => self.pick(&[min, max, min + 1, max - 1]),
            _ => self.next() as i64 >> self.below(64),
        };
        if (min..=max).contains(&value) {
            value
        } else {
            (min as i128 + (self.next() as i128 % (max as i128 - min as i128 + 1))) as i64
        }
    }

    /// Doubles of any bits, the special ones often.
    pub(crate) fn double(&mut self) -> f64 {
        match self.below(4) {
            0 => self.pick(&[
                0.0,
                -0.0,
                1.0,
                -1.5,
                0.1,
                f64::NAN,
                f64::INFINITY,
                f64::NEG_INFINITY,
                f64::MAX,
                f64::MIN,
                f64::MIN_POSITIVE,
                5e-324,
                1e23,
                9_007_199_254_740_993.0,
            ]),
            1 => self.integer(-1000, 1000) as f64 / 8.0,
            _ => f64::from_bits(self.next()),
        }
    }

    /// Floats of any bits, the special ones often.
    pub(crate) fn float(&mut self) -> f32 {
        match self.below(4) {
            0 => self.pick(&[
                0.0,
                -0.0,
                1.0,
                0.1,
                f32::NAN,
                f32::INFINITY,
                f32::NEG_INFINITY,
                f32::MAX,
                f32::MIN_POSITIVE,
                1e-45,
                16_777_217.0,
            ]),
            1 => self.integer(-1000, 1000) as f32 / 8.0,
            _ => f32::from_bits(self.next() as u32),
        }
    }

    /// Texts: of all widths of UTF-8, with characters that need escapes, and whose order differs between UTF-8 and UTF-16.
    pub(crate) fn text(&mut self) -> String {
        const CHARS: &[char] = &[
            'a',
            'b',
            'Z',
            '0',
            ' ',
            '"',
            '\\',
            '/',
            '\n',
            '\t',
            '\0',
            '\u{1f}',
            '\u{7f}',
            '\u{80}',
            'é',
            'ÿ',
            'Ā',
            'ß',
            '\u{7ff}',
            '\u{800}',
            '€',
            '\u{2028}',
            '日',
            '\u{d7ff}',
            '\u{e000}',
            '\u{feff}',
            '\u{ffff}',
            '\u{10000}',
            '😀',
            '\u{10ffff}',
        ];
        let (length, ascii) = match self.below(12) {
            0 => (0, true),
            1 => (60 + self.below(10), self.percent(50)),
            2 if self.percent(10) => (8180 + self.below(20), self.percent(50)),
            _ => (self.below(12), self.percent(50)),
        };
        (0..length).map(|_| if ascii { (b'a' + self.below(26) as u8) as char } else { self.pick(CHARS) }).collect()
    }

    pub(crate) fn bytes(&mut self) -> Vec<u8> {
        let length = if self.percent(10) { 60 + self.below(10) } else { self.below(9) };
        (0..length).map(|_| self.byte()).collect()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        if self.percent(30) { self.pick(&[0, 1, 0x7f, 0x80, 0xff]) } else { self.next() as u8 }
    }
}
