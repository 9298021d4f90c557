//! The keys of maps on the way out: in the order of their bytes, each once.
use crate::error::{Code, Error, Result};
use crate::model::value::Entries;
use std::cmp::Ordering;
use std::collections::HashSet;

/// Sorts by the keys' UTF-8 bytes and refuses a key that occurs twice.
#[inline]
pub(crate) fn sort<P>(entries: &mut Entries<'_, P>) -> Result<()> {
    // Most maps are small, or in order already.
    for i in 1..entries.len() {
        match compare(&entries[i - 1].0, &entries[i].0) {
            Ordering::Less => {}
            Ordering::Equal => return Err(twice(&entries[i].0)),
            Ordering::Greater if entries.len() == 2 => entries.swap(0, 1),
            Ordering::Greater => return sort_many(entries),
        }
    }
    Ok(())
}

#[inline(never)]
fn sort_many<P>(entries: &mut Entries<'_, P>) -> Result<()> {
    entries.sort_unstable_by(|(a, _), (b, _)| compare(a, b));
    match entries.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        None => Ok(()),
        Some(pair) => Err(twice(&pair[0].0)),
    }
}

/// The order of bytes; the first eight decide it for most keys.
#[inline(always)]
fn compare(a: &[u8], b: &[u8]) -> Ordering {
    front(a).cmp(&front(b)).then_with(|| a.cmp(b))
}

/// The first eight bytes as a number whose order is theirs; zeros stand for those that are not there.
#[inline(always)]
fn front(key: &[u8]) -> u64 {
    if let Some(first) = key.first_chunk() {
        return u64::from_be_bytes(*first);
    }
    let shift = 64 - 8 * key.len() as u32;
    if let (Some(first), Some(last)) = (key.first_chunk(), key.last_chunk()) {
        return (u32::from_be_bytes(*first) as u64) << 32 | (u32::from_be_bytes(*last) as u64) << shift;
    }
    key.iter().fold(0, |word, byte| word << 8 | *byte as u64).checked_shl(shift).unwrap_or(0)
}

/// Refuses a key that occurs twice.
#[inline]
pub(crate) fn check_keys<P>(entries: &Entries<'_, P>) -> Result<()> {
    const FEW: usize = 8;
    if entries.len() > FEW {
        return check_many(entries);
    }
    for (index, (key, _)) in entries.iter().enumerate().skip(1) {
        if entries[..index].iter().any(|(before, _)| before == key) {
            return Err(twice(key));
        }
    }
    Ok(())
}

#[inline(never)]
fn check_many<P>(entries: &Entries<'_, P>) -> Result<()> {
    let mut seen = HashSet::with_capacity(entries.len());
    match entries.iter().find(|(key, _)| !seen.insert(&key[..])) {
        None => Ok(()),
        Some((key, _)) => Err(twice(key)),
    }
}

#[cold]
fn twice(key: &[u8]) -> Error {
    let shown: String = String::from_utf8_lossy(key).chars().take(64).collect();
    Error::new(Code::ValueConstraint, format!("expected each key once, found {shown:?} twice"))
}
