//! What looking at a pair of schemas gives: differences that stand there, and pairs further in.
use crate::json::kind::DifferenceKind;
use crate::json::place;

/// From a schema to a place in it: a keyword, and a name or position under that. An empty keyword is the schema itself.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Step<'a> {
    pub(crate) keyword: &'static str,
    pub(crate) key: Key<'a>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Key<'a> {
    None,
    Name(&'a str),
    Index(usize),
}

impl<'a> Step<'a> {
    /// The schema itself.
    pub(crate) const HERE: Self = Self { keyword: "", key: Key::None };

    pub(crate) const fn to(keyword: &'static str) -> Self {
        Self { keyword, key: Key::None }
    }

    pub(crate) const fn name(keyword: &'static str, name: &'a str) -> Self {
        Self { keyword, key: Key::Name(name) }
    }

    pub(crate) const fn index(keyword: &'static str, index: usize) -> Self {
        Self { keyword, key: Key::Index(index) }
    }

    /// Appends the step to a pointer.
    pub(crate) fn append(&self, pointer: &mut String) {
        if !self.keyword.is_empty() {
            place::push(pointer, self.keyword);
        }
        match self.key {
            Key::None => {}
            Key::Name(name) => place::push(pointer, name),
            Key::Index(index) => place::push(pointer, &index.to_string()),
        }
    }
}

/// One finding of a look at a pair.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Entry<'a> {
    /// A difference.
    Found { kind: DifferenceKind, step: Step<'a>, branch: Option<usize> },
    /// A pair that must be compatible too.
    Child { pair: usize, step: Step<'a> },
}
