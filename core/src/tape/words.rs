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
    match tape.get(at as usize..).and_then(|rest| rest.first_chunk::<N>()) {
        Some(chunk) => Ok(*chunk),
        None => Err(bad_tape()),
    }
}

/// A word at an offset.
#[inline(always)]
pub(crate) fn word(tape: &[u8], at: u32) -> Result<u64> {
    load::<8>(tape, at).map(u64::from_le_bytes)
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
