//! Loading and storing in a tape, bounds-checked: a tape that lies is an error, never a fault.
use crate::error::{Code, Error, Result};

#[cold]
#[inline(never)]
pub(crate) fn bad_tape() -> Error {
    Error::new(Code::InvalidArgument, "the tape refers to something outside of itself")
}

/// `N` bytes at an offset.
#[inline(always)]
pub(crate) fn load<const N: usize>(tape: &[u8], at: u32) -> Result<[u8; N]> {
    match tape.get(at as usize..at as usize + N).and_then(|rest| rest.first_chunk::<N>()) {
        Some(chunk) => Ok(*chunk),
        None => Err(bad_tape()),
    }
}

/// A word at an offset. Made a number at once: an array that is passed on may be loaded in pieces.
#[inline(always)]
pub(crate) fn word(tape: &[u8], at: u32) -> Result<u64> {
    match tape.get(at as usize..at as usize + 8).and_then(|rest| rest.first_chunk()) {
        Some(chunk) => Ok(u64::from_le_bytes(*chunk)),
        None => Err(bad_tape()),
    }
}

/// Half a word at an offset.
#[inline(always)]
pub(crate) fn half(tape: &[u8], at: u32) -> Result<u32> {
    match tape.get(at as usize..at as usize + 4).and_then(|rest| rest.first_chunk()) {
        Some(chunk) => Ok(u32::from_le_bytes(*chunk)),
        None => Err(bad_tape()),
    }
}

/// The offset and the length in a word.
#[inline(always)]
pub(crate) fn parts(word: u64) -> (u32, usize) {
    (word as u32, (word >> 32) as usize)
}

/// The bytes that a word names.
#[inline]
pub(crate) fn slice(tape: &[u8], word: u64) -> Result<&[u8]> {
    let (from, length) = parts(word);
    tape.get(from as usize..).and_then(|rest| rest.get(..length)).ok_or_else(bad_tape)
}

/// The next offset, if there is one below 4 GiB.
#[inline(always)]
pub(crate) fn plus(at: u32, by: u32) -> Result<u32> {
    at.checked_add(by).ok_or_else(bad_tape)
}
