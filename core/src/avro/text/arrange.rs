//! Arranging: what was written in the order in which it came is put into the order in which it belongs.
//!
//! Containers inside containers could move the same bytes once for every level. So small pieces are moved at once, and large
//! ones only noted; all that was noted is done in one pass over the whole at the end.
use crate::wire::varint::{spread, zigzag};
use std::ops::Range;

/// Pieces up to this size, in bytes, are moved at once.
const NEAR: usize = 4096;

/// An entry of a map, written behind the one before it.
pub(crate) struct Entry {
    /// Where the bytes of its key are: in the input, or in the output.
    pub(crate) key: Range<usize>,
    /// Where it begins in the output.
    pub(crate) from: usize,
}

/// The changes that wait for the end.
#[derive(Default)]
pub(crate) struct Changes(Vec<Change>);

/// A change to bytes of the output, which keep their places until the end. Changes lie inside each other or apart.
struct Change {
    from: usize,
    to: usize,
    kind: Kind,
}

enum Kind {
    /// The bytes are replaced by these ranges of themselves.
    Order(Vec<Range<usize>>),
    /// The byte is replaced by this number.
    Count(u64),
}

impl Changes {
    /// Puts these ranges of the output, which reach from `from` to its end, into this order. Ranges left out are dropped.
    pub(crate) fn order(&mut self, out: &mut Vec<u8>, from: usize, ranges: Vec<Range<usize>>) {
        if out.len() - from > NEAR {
            return self.0.push(Change { from, to: out.len(), kind: Kind::Order(ranges) });
        }
        let mut arranged = Vec::with_capacity(out.len() - from);
        ranges.into_iter().for_each(|range| arranged.extend_from_slice(&out[range]));
        out.truncate(from);
        out.extend_from_slice(&arranged);
    }

    /// Writes a number, zig-zag, over the byte that was kept for it at `at`.
    #[inline]
    pub(crate) fn count(&mut self, out: &mut Vec<u8>, at: usize, count: usize) {
        match count {
            0..64 => out[at] = (count as u8) << 1,
            _ => self.long_count(out, at, count as u64),
        }
    }

    #[inline(never)]
    fn long_count(&mut self, out: &mut Vec<u8>, at: usize, count: u64) {
        if out.len() - at > NEAR {
            return self.0.push(Change { from: at, to: at + 1, kind: Kind::Count(count) });
        }
        let (number, length) = number(count);
        out.splice(at..at + 1, number.into_iter().take(length));
    }

    /// Does what waits, in the output from `start` on.
    pub(crate) fn finish(mut self, out: &mut Vec<u8>, start: usize) {
        if self.0.is_empty() {
            return;
        }
        // Outer ones first: they were noted after those inside, and reach as far at least.
        self.0.reverse();
        self.0.sort_by(|a, b| a.from.cmp(&b.from).then(b.to.cmp(&a.to)));
        let mut arranged = Vec::with_capacity(out.len() - start + 8 * self.0.len());
        self.emit(out, start..out.len(), 0, &mut arranged);
        out.truncate(start);
        out.extend_from_slice(&arranged);
    }

    /// Copies a range with its changes, of which none comes before `first`. As deep as the containers that are put in order.
    fn emit(&self, raw: &[u8], range: Range<usize>, first: usize, out: &mut Vec<u8>) {
        let after = |i: usize, place: usize| i + self.0[i..].partition_point(|change| change.from < place);
        let (mut at, mut i) = (range.start, after(first, range.start));
        while let Some(change) = self.0.get(i)
            && change.from < range.end
        {
            out.extend_from_slice(&raw[at..change.from]);
            match &change.kind {
                Kind::Count(count) => {
                    let (number, length) = number(*count);
                    out.extend_from_slice(&number[..length]);
                }
                Kind::Order(ranges) => ranges.iter().for_each(|range| self.emit(raw, range.clone(), i + 1, out)),
            }
            at = change.to;
            i = after(i + 1, change.to);
        }
        out.extend_from_slice(&raw[at..range.end]);
    }
}

/// The ranges of entries in the order of their keys in `keys`, the last of a key's duplicates alone. The entries end at `end`.
pub(crate) fn sorted(entries: &[Entry], keys: &[u8], end: usize) -> Vec<Range<usize>> {
    let key = |i: usize| &keys[entries[i].key.clone()];
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by(|&a, &b| key(a).cmp(key(b)));
    let lasts = order.chunk_by(|&a, &b| key(a) == key(b)).filter_map(|same| same.last());
    lasts.map(|&i| entries[i].from..entries.get(i + 1).map_or(end, |next| next.from)).collect()
}

/// A count as a varint. Counts are of things in memory, so they fit 56 bits.
fn number(count: u64) -> ([u8; 8], usize) {
    let (word, length) = spread(zigzag(count as i64));
    (word.to_le_bytes(), length)
}
