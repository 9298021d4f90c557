//! Notes: a Rust value dumped once, so that the encoder can ask for its parts in the schema's order.
use crate::model::kind::Kind;

/// One value. Everything that is larger than a word lies elsewhere in the same [`Notes`], by number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Note {
    Null,
    Boolean(bool),
    Integer(i64),
    /// Beyond `i64`.
    Unsigned(u64),
    /// Beyond 64 bits.
    Wide,
    Float(f64),
    /// In `text`.
    Text {
        from: u32,
        length: u32,
    },
    /// In `bytes`.
    Bytes {
        from: u32,
        length: u32,
    },
    /// A unit variant: its enum's name in `names`, its own behind it.
    Symbol {
        names: u32,
    },
    /// Items in `slots`.
    List {
        first: u32,
        count: u32,
    },
    /// Keys and values in `slots`, in turns.
    Map {
        first: u32,
        count: u32,
    },
    /// Values in `slots`; in `names` its type's name, then those of its fields.
    Record {
        first: u32,
        count: u32,
        names: u32,
    },
    /// A variant with a value: its name in `names`, the value in `slots`.
    Branch {
        name: u32,
        slot: u32,
    },
}

/// A value under way from serde to the encoder.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) slots: Vec<Note>,
    pub(crate) names: Vec<&'static str>,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

impl Notes {
    /// Forgets the value, keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.slots.clear();
        self.names.clear();
        self.text.clear();
        self.bytes.clear();
    }

    /// Bytes of memory that are kept.
    pub(crate) fn memory(&self) -> usize {
        16 * (self.slots.capacity() + self.names.capacity()) + self.text.capacity() + self.bytes.capacity()
    }

    /// `count` more slots; the number of the first.
    #[inline]
    pub(crate) fn reserve(&mut self, count: usize) -> usize {
        let first = self.slots.len();
        self.slots.resize(first + count, Note::Null);
        first
    }
}

impl Note {
    /// The kind that messages and the union rule see.
    #[inline]
    pub(crate) fn kind(self) -> Kind {
        match self {
            Note::Null => Kind::Null,
            Note::Boolean(_) => Kind::Boolean,
            Note::Integer(_) | Note::Unsigned(_) | Note::Wide => Kind::Integer,
            Note::Float(_) => Kind::Float,
            Note::Text { .. } => Kind::Text,
            Note::Bytes { .. } => Kind::Bytes,
            Note::Symbol { .. } => Kind::Enum,
            Note::List { .. } => Kind::Sequence,
            Note::Map { .. } => Kind::Mapping,
            Note::Record { .. } => Kind::Record,
            Note::Branch { .. } => Kind::Branch,
        }
    }
}
