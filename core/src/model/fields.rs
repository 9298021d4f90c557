//! The field names that a Rust type showed for a record, remembered by their addresses, so that a look-up is a comparison of pointers.
use std::sync::OnceLock;

/// One place a record of the plan: the names of the first type whose fields stood in schema order.
#[derive(Debug, Default)]
pub(crate) struct FieldLists(Box<[OnceLock<Box<[&'static str]>>]>);

impl FieldLists {
    /// Places for so many records.
    pub(crate) fn new(records: usize) -> Self {
        Self((0..records).map(|_| OnceLock::new()).collect())
    }

    /// Whether `names` are those of the record, in its order. `same` compares the texts; it is asked only of lists not seen before.
    #[inline]
    pub(crate) fn aligned(&self, record: u32, names: &[&'static str], same: impl FnOnce() -> bool) -> bool {
        let Some(place) = self.0.get(record as usize) else { return same() };
        match place.get() {
            Some(known) if identical(known, names) => true,
            known => {
                let aligned = same();
                if aligned && known.is_none() {
                    // Whoever came first is remembered: both lists say the same.
                    let _ = place.set(names.into());
                }
                aligned
            }
        }
    }
}

/// Whether the lists hold the very same texts in memory.
#[inline]
fn identical(a: &[&'static str], b: &[&'static str]) -> bool {
    a.len() == b.len() && (a.as_ptr() == b.as_ptr() || a.iter().zip(b).all(|(a, b)| std::ptr::eq(*a, *b)))
}

#[cfg(test)]
mod tests {
    use super::FieldLists;

    #[test]
    fn a_known_list_is_not_compared_again() {
        let lists = FieldLists::new(1);
        let (names, others): ([&str; 2], [&str; 2]) = (["a", "b"], ["b", "a"]);
        assert!(!lists.aligned(0, &others, || false));
        assert!(lists.aligned(0, &names, || true));
        assert!(lists.aligned(0, &names, || panic!("compared again")));
        assert!(!lists.aligned(0, &others, || false));
        assert!(!lists.aligned(0, &names[..1], || false));
    }
}
