//! A difference between two schemas: what, where, and what each of them has there.
use crate::compatibility::{Direction, Explanation};
use crate::proto::kind::DifferenceKind;
use crate::proto::words;

/// One thing in which an update differs from the original.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// What kind.
    pub kind: DifferenceKind,
    /// Where: names of messages and oneofs, numbers of fields and enum values: `#/Order/Line/3`.
    pub path: String,
    /// What it is about, in words: ``field `price` of message `shop.Order.Line` ``.
    pub subject: String,
    /// The field that it is about, with the messages around it: `Order.Line.price`; empty where it is about no field.
    pub field: String,
    /// What the original has there; empty for nothing.
    pub original: String,
    /// What the update has there; empty for nothing.
    pub update: String,
}

impl Difference {
    /// Whether readers with the update understand data of the original all the same.
    pub fn is_compatible(&self) -> bool {
        self.kind.is_compatible()
    }

    /// A sentence that names the path. The update is what the reader has, the original what the writer has; they are
    /// called by the two words: "reader" and "writer", or "new" and "old".
    pub fn message(&self, reader: &str, writer: &str) -> String {
        words::message(self, reader, writer)
    }

    /// What differs and who breaks, as a sentence that speaks of the reader's and the writer's schema by these words.
    pub fn words(&self, reader: &str, writer: &str) -> String {
        words::words(self, reader, writer)
    }

    /// What the author of the new schema can do, as the rest of a sentence that begins with "to mend it,".
    pub fn mend(&self, direction: Direction) -> String {
        words::mend(self, direction)
    }

    /// All of it, for one direction.
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
