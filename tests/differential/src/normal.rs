//! The normal form of a datum that another library wrote: maps by the bytes of their keys, one NaN, one block. Knows the wire,
//! and nothing of the library under test.
use crate::schema::{Body, Schema, Type};
use crate::value::zigzag;

/// The datum again, in normal form; none if it is not well formed.
pub(crate) fn normal(schema: &Schema, src: &[u8]) -> Option<Vec<u8>> {
    let mut walk = Walk { schema, src };
    let out = walk.kind(&schema.root)?;
    walk.src.is_empty().then_some(out)
}

struct Walk<'s> {
    schema: &'s Schema,
    src: &'s [u8],
}

impl Walk<'_> {
    fn take(&mut self, count: usize) -> Option<Vec<u8>> {
        let (head, rest) = self.src.split_at_checked(count)?;
        self.src = rest;
        Some(head.to_vec())
    }

    fn long(&mut self) -> Option<i64> {
        let (mut value, mut shift) = (0u64, 0);
        loop {
            let (first, rest) = self.src.split_first()?;
            self.src = rest;
            value |= ((first & 0x7f) as u64).checked_shl(shift)?;
            if first & 0x80 == 0 {
                return Some((value >> 1) as i64 ^ -((value & 1) as i64));
            }
            shift += 7;
        }
    }

    fn sized(&mut self) -> Option<Vec<u8>> {
        let length = self.long()?;
        let mut out = zigzag(length);
        out.extend(self.take(usize::try_from(length).ok()?)?);
        Some(out)
    }

    /// What the blocks hold, item by item.
    fn items(&mut self, mut item: impl FnMut(&mut Self) -> Option<Vec<u8>>) -> Option<Vec<Vec<u8>>> {
        let mut items = Vec::new();
        loop {
            let count = self.long()?;
            if count == 0 {
                return Some(items);
            }
            if count < 0 {
                self.long()?;
            }
            for _ in 0..count.unsigned_abs() {
                items.push(item(self)?);
            }
        }
    }

    fn kind(&mut self, kind: &Type) -> Option<Vec<u8>> {
        match kind {
            Type::Null => Some(Vec::new()),
            Type::Boolean => self.take(1),
            Type::Int(_) | Type::Long(_) => self.long().map(zigzag),
            Type::Float => {
                let float = f32::from_le_bytes(self.take(4)?.try_into().ok()?);
                let bits = if float.is_nan() { 0x7fc0_0000 } else { float.to_bits() };
                Some(bits.to_le_bytes().to_vec())
            }
            Type::Double => {
                let double = f64::from_le_bytes(self.take(8)?.try_into().ok()?);
                let bits = if double.is_nan() { 0x7ff8_0000_0000_0000 } else { double.to_bits() };
                Some(bits.to_le_bytes().to_vec())
            }
            Type::Bytes(_) | Type::Text(_) => self.sized(),
            Type::Array(item) => self.items(|walk| walk.kind(item)).map(one_block),
            Type::Map(value) => {
                // The key without its length is what sorts.
                let mut keys = Vec::new();
                let items = self.items(|walk| {
                    let key = walk.sized()?;
                    let value = walk.kind(value)?;
                    keys.push(key.clone());
                    Some([key, value].concat())
                })?;
                let bare = |key: &[u8]| key.iter().position(|byte| byte & 0x80 == 0).map(|end| key[end + 1..].to_vec());
                let mut pairs: Vec<_> = keys.iter().map(|key| bare(key)).zip(items).collect();
                pairs.sort_by(|a, b| a.0.cmp(&b.0));
                Some(one_block(pairs.into_iter().map(|(_, item)| item).collect()))
            }
            Type::Union(branches) => {
                let at = self.long()?;
                let mut out = zigzag(at);
                out.extend(self.kind(branches.get(usize::try_from(at).ok()?)?)?);
                Some(out)
            }
            Type::Define(id) | Type::Refer(id) => match &self.schema.named[*id].body {
                Body::Enum(_) => self.long().map(zigzag),
                Body::Fixed(size, _) => self.take(*size),
                Body::Record(fields) => {
                    let mut out = Vec::new();
                    for field in fields {
                        out.extend(self.kind(&field.kind)?);
                    }
                    Some(out)
                }
            },
        }
    }
}

fn one_block(items: Vec<Vec<u8>>) -> Vec<u8> {
    if items.is_empty() {
        return vec![0];
    }
    let mut out = zigzag(items.len() as i64);
    out.extend(items.concat());
    out.push(0);
    out
}
