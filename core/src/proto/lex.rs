//! Cuts the text of a file into words, numbers, strings and signs (language specification, "Lexical elements").
use crate::proto::place::{Fault, Offset};

/// The most bytes of one file's text.
pub(crate) const LONGEST: usize = 16 << 20;

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A letter or `_`, then letters, digits and `_`.
    Word,
    /// Decimal, octal or hexadecimal, without a sign.
    Integer,
    /// With a point or an exponent, without a sign.
    Float,
    /// With its quotes; escapes are checked.
    Text,
    /// Any other printable ASCII character.
    Sign,
    /// Behind the last piece.
    End,
}

/// A piece of text and where it lies.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) at: Offset,
    pub(crate) end: Offset,
}

/// All pieces of a text, [`Kind::End`] last.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, Fault> {
    if text.len() > LONGEST {
        return Err(Fault::syntax(0, format!("expected at most {LONGEST} bytes, found {}", text.len())));
    }
    let mut lexer = Lexer { bytes: text.as_bytes(), at: if text.starts_with('\u{feff}') { 3 } else { 0 } };
    let mut tokens = Vec::with_capacity(text.len() / 6);
    loop {
        lexer.blank()?;
        let at = lexer.at;
        let kind = lexer.next()?;
        tokens.push(Token { kind, at: at as Offset, end: lexer.at as Offset });
        if kind == Kind::End {
            return Ok(tokens);
        }
    }
}

struct Lexer<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or_default()
    }

    fn syntax<T>(&self, at: usize, message: impl Into<String>) -> Result<T, Fault> {
        Err(Fault::syntax(at as Offset, message))
    }

    /// Skips white space and comments.
    fn blank(&mut self) -> Result<(), Fault> {
        loop {
            match self.peek(0) {
                b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => self.at += 1,
                b'/' if self.peek(1) == b'/' => {
                    while self.at < self.bytes.len() && self.peek(0) != b'\n' {
                        self.at += 1;
                    }
                }
                b'/' if self.peek(1) == b'*' => self.comment()?,
                _ => return Ok(()),
            }
        }
    }

    fn comment(&mut self) -> Result<(), Fault> {
        let start = self.at;
        self.at += 2;
        loop {
            if self.at >= self.bytes.len() {
                return self.syntax(start, "expected `*/`, found the end: the comment does not end");
            }
            match (self.peek(0), self.peek(1)) {
                (b'*', b'/') => {
                    self.at += 2;
                    return Ok(());
                }
                (b'/', b'*') => return self.syntax(self.at, "expected `*/`, found `/*`: comments cannot be nested"),
                _ => self.at += 1,
            }
        }
    }

    fn next(&mut self) -> Result<Kind, Fault> {
        let at = self.at;
        match self.peek(0) {
            _ if at >= self.bytes.len() => Ok(Kind::End),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                self.word();
                Ok(Kind::Word)
            }
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_ascii_digit() => self.number(),
            quote @ (b'"' | b'\'') => self.text(quote),
            0x20..=0x7e => {
                self.at += 1;
                Ok(Kind::Sign)
            }
            0x80.. => self.syntax(at, "expected ASCII, found another character outside of strings and comments"),
            other => self.syntax(at, format!("expected text, found the control character {other:#04x}")),
        }
    }

    fn word(&mut self) {
        while self.peek(0).is_ascii_alphanumeric() || self.peek(0) == b'_' {
            self.at += 1;
        }
    }

    fn digits(&mut self, digit: fn(&u8) -> bool) -> usize {
        let start = self.at;
        while digit(&self.peek(0)) {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self) -> Result<Kind, Fault> {
        let start = self.at;
        let mut kind = Kind::Integer;
        if self.peek(0) == b'0' && matches!(self.peek(1), b'x' | b'X') {
            self.at += 2;
            if self.digits(u8::is_ascii_hexdigit) == 0 {
                return self.syntax(start, "expected hexadecimal digits behind `0x`");
            }
        } else if self.peek(0) == b'0' && self.peek(1).is_ascii_digit() {
            let octal = |byte: &u8| matches!(byte, b'0'..=b'7');
            self.digits(octal);
            if self.peek(0).is_ascii_digit() {
                return self.syntax(start, "expected octal digits behind a leading zero");
            }
        } else {
            self.digits(u8::is_ascii_digit);
            if self.peek(0) == b'.' {
                kind = Kind::Float;
                self.at += 1;
                self.digits(u8::is_ascii_digit);
            }
            if matches!(self.peek(0), b'e' | b'E') {
                kind = Kind::Float;
                self.at += 1;
                if matches!(self.peek(0), b'+' | b'-') {
                    self.at += 1;
                }
                if self.digits(u8::is_ascii_digit) == 0 {
                    return self.syntax(start, "expected digits behind the exponent's `e`");
                }
            }
        }
        match self.peek(0) {
            b'.' => self.syntax(self.at, "expected the end of a number, found `.`"),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.syntax(self.at, "expected a space between a number and a name"),
            _ => Ok(kind),
        }
    }

    fn text(&mut self, quote: u8) -> Result<Kind, Fault> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek(0) {
                _ if self.at >= self.bytes.len() => {
                    return self.syntax(start, "expected the string's end, found the end of the text");
                }
                b'\n' => return self.syntax(self.at, "expected the string's end, found the end of the line"),
                0 => return self.syntax(self.at, "expected text, found the character 0 in a string"),
                b'\\' => self.escape()?,
                byte => {
                    self.at += 1;
                    if byte == quote {
                        return Ok(Kind::Text);
                    }
                }
            }
        }
    }

    fn escape(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let sign = self.peek(1);
        self.at += 2;
        let hex = |lexer: &Self, count: usize| (0..count).all(|ahead| lexer.peek(ahead).is_ascii_hexdigit());
        let good = match sign {
            b'a' | b'b' | b'f' | b'n' | b'r' | b't' | b'v' | b'\\' | b'?' | b'\'' | b'"' | b'0'..=b'7' => true,
            b'x' | b'X' => hex(self, 1),
            b'u' => hex(self, 4),
            // Beyond U+10FFFF there is nothing.
            b'U' => hex(self, 8) && self.peek(0) == b'0' && self.peek(1) == b'0' && self.peek(2) <= b'1',
            _ => false,
        };
        if good { Ok(()) } else { self.syntax(start, "expected an escape such as `\\n`, `\\x41` or `\\101`") }
    }
}

/// The bytes that a string with its quotes stands for.
pub(crate) fn unescape(text: &[u8]) -> Vec<u8> {
    let inside = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
    let mut out = Vec::with_capacity(inside.len());
    let mut at = 0;
    while let Some(&byte) = inside.get(at) {
        at += 1;
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        let sign = inside.get(at).copied().unwrap_or_default();
        at += 1;
        let plain = match sign {
            b'a' => 7,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'v' => 11,
            b'0'..=b'7' => {
                let (value, length) = gather(&inside[at - 1..], 3, 8);
                at += length - 1;
                // As protoc does: of `\777` the low eight bits count.
                value as u8
            }
            b'x' | b'X' => {
                let (value, length) = gather(&inside[at..], 2, 16);
                at += length;
                value as u8
            }
            b'u' | b'U' => {
                let (value, length) = gather(&inside[at..], if sign == b'u' { 4 } else { 8 }, 16);
                at += length;
                let mut value = value;
                // A pair of surrogates is one character.
                if (0xd800..0xdc00).contains(&value) && inside[at..].starts_with(b"\\u") {
                    let (low, length) = gather(&inside[at + 2..], 4, 16);
                    if (0xdc00..0xe000).contains(&low) {
                        value = 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00);
                        at += 2 + length;
                    }
                }
                utf8(value, &mut out);
                continue;
            }
            other => other,
        };
        out.push(plain);
    }
    out
}

/// The number of at most `most` digits at the beginning, and how many there are.
fn gather(bytes: &[u8], most: usize, radix: u32) -> (u32, usize) {
    let digits = bytes.iter().take(most).map_while(|byte| (*byte as char).to_digit(radix));
    digits.fold((0, 0), |(value, length), digit| (value * radix + digit, length + 1))
}

/// The bytes of a code point; of a lone surrogate those that UTF-8 would have if it allowed it.
fn utf8(value: u32, out: &mut Vec<u8>) {
    match char::from_u32(value) {
        Some(char) => out.extend(char.encode_utf8(&mut [0; 4]).as_bytes()),
        None => out.extend([0xe0 | (value >> 12) as u8, 0x80 | (value >> 6 & 63) as u8, 0x80 | (value & 63) as u8]),
    }
}

/// An integer as it is written; `None` beyond 64 bits.
pub(crate) fn integer(text: &str) -> Option<u64> {
    match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => u64::from_str_radix(&text[2..], 16).ok(),
        [b'0', _, ..] => u64::from_str_radix(text, 8).ok(),
        _ => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, integer, tokens, unescape};

    #[test]
    fn escapes_stand_for_their_bytes() {
        // The language specification, "String literals".
        assert_eq!(unescape(br#""\a\b\f\n\r\t\v\\\'\"\?""#), b"\x07\x08\x0c\n\r\t\x0b\\'\"?");
        assert_eq!(unescape(br"'\0\101\1018\x41\x4142'"), b"\0AA8AA42");
        assert_eq!(unescape(br"'\u00e9\U0001F600\ud83d\ude00'"), "\u{e9}\u{1f600}\u{1f600}".as_bytes());
    }

    #[test]
    fn integers_have_three_forms() {
        for (text, value) in [("0", 0), ("010", 8), ("0x1F", 31), ("18446744073709551615", u64::MAX)] {
            assert_eq!(integer(text), Some(value), "{text}");
        }
        assert_eq!(integer("18446744073709551616"), None);
    }

    #[test]
    fn numbers_end_where_names_begin() {
        let kinds = |text: &str| tokens(text).map(|all| all.iter().map(|token| token.kind).collect::<Vec<_>>());
        assert_eq!(kinds("1 1. .5 1e3 0x1F").unwrap(), {
            let mut kinds = vec![Kind::Integer, Kind::Float, Kind::Float, Kind::Float, Kind::Integer];
            kinds.push(Kind::End);
            kinds
        });
        for wrong in ["1a", "08", "0x", "1e", "1.2.3", "'a", "'\\q'", "/* /* */", "/*", "\u{e9}", "\u{1}"] {
            assert!(tokens(wrong).is_err(), "{wrong:?}");
        }
    }
}
