//! Lexing: white space, words and brackets of JSON text, each read from a position that is given, with the next position.
//! Source: RFC 8259.
use crate::error::{Code, Error, Result};
use crate::wire::read::{malformed, truncated};

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

/// Refuses what is left of a text behind its value.
pub(crate) fn whole(text: &[u8], at: usize) -> Result<()> {
    if at == text.len() {
        return Ok(());
    }
    Err(Error::new(Code::DataTrailing, "expected the end of the text, found more").at_offset(at))
}
