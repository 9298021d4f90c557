//! Names of records, enums and fixed types: full name, simple name, namespace.
use std::fmt;

/// A full name: the namespace, a dot and the simple name; without the dot in the null namespace.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(Box<str>);

impl Name {
    /// From text that is already a full name; nothing is checked.
    pub fn new(full: impl Into<Box<str>>) -> Self {
        Self(full.into())
    }

    /// The full name.
    pub fn full(&self) -> &str {
        &self.0
    }

    /// What stands behind the last dot.
    pub fn simple(&self) -> &str {
        self.0.rsplit('.').next().unwrap_or(&self.0)
    }

    /// What stands before the last dot; empty in the null namespace.
    pub fn namespace(&self) -> &str {
        self.0.rsplit_once('.').map_or("", |(namespace, _)| namespace)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
