//! One difference between two schemas: its kind, its place, and what it is about.
use crate::compatibility::{Direction, Explanation};
use crate::json::kind::DifferenceKind;
use crate::json::words;

/// A difference between an original and an update.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// What differs.
    pub kind: DifferenceKind,
    /// Where, as a pointer into the update, or into the original for what the update lacks: `#/properties/age`; `#/` for
    /// the whole schema. References are entered where they stand.
    pub path: String,
    /// What the original has at that place, in short.
    pub original: String,
    /// What the update has there.
    pub update: String,
    /// Of a combination, the position of a schema that no other goes with.
    pub(crate) branch: Option<usize>,
}

impl Difference {
    /// What differs at which path, in one line. `reader` and `writer` are what the update and the original are to be
    /// called: "reader" and "writer", or "new" and "old".
    pub fn message(&self, reader: &str, writer: &str) -> String {
        words::message(self, reader, writer)
    }

    /// What differs and who breaks, as sentences for people, without the place.
    pub fn words(&self, reader: &str, writer: &str) -> String {
        words::words(self, reader, writer)
    }

    /// What could be changed in the new schema, which is the reader (the update) of what it must read, or the writer (the
    /// original) of what must be read: the rest of a sentence that begins with "to mend it,".
    pub fn mend(&self, direction: Direction) -> String {
        words::mend(self, direction)
    }

    /// All of it, for a new and an old schema.
    pub fn finding(&self, direction: Direction) -> Explanation {
        let (reader, writer) = direction.roles();
        Explanation {
            kind: self.kind.name(),
            path: self.path.clone(),
            message: self.message(reader, writer),
            words: format!("{}; to mend it, {}", self.words(reader, writer), self.mend(direction)),
        }
    }
}
