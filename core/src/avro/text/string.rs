//! Strings of JSON text: found, checked, and turned into characters or bytes. Source: RFC 8259, section 7.
use crate::avro::text::lex::unexpected;
use crate::avro::text::quote::stops;
use crate::error::Result;
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

/// Appends the bytes that the characters U+0000 to U+00FF stand for.
pub(crate) fn narrow(characters: &[u8], from: usize, out: &mut Vec<u8>) -> Result<()> {
    let mut rest = characters;
    loop {
        match rest {
            [] => return Ok(()),
            [byte @ ..0x80, after @ ..] => {
                out.push(*byte);
                rest = after;
            }
            [high @ (0xc2 | 0xc3), low, after @ ..] => {
                out.push(high << 6 | low & 0x3f);
                rest = after;
            }
            _ => {
                let message = "expected the characters U+0000 to U+00FF for bytes, found another one";
                return Err(malformed(from, message));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::string;
    use crate::error::Code;

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
