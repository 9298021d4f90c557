//! Names in schema text: which are allowed, and how a name and a namespace make a full name.
use crate::error::{Code, Error, Result};
use crate::model::name::Name;

/// Which names of types, fields and symbols are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Names {
    /// `[A-Za-z_][A-Za-z0-9_]*`, as the specification has it.
    #[default]
    Strict,
    /// Letters and digits of any script, and the underscore.
    Utf8,
}

/// The eight names that always mean a primitive type.
pub(crate) const PRIMITIVES: [&str; 8] = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"];

impl Names {
    /// Checks one part of a name: a simple name, or what stands between two dots of a namespace.
    pub(crate) fn check(self, part: &str) -> Result<()> {
        let allowed = |c: char| match self {
            Self::Strict => c.is_ascii_alphanumeric() || c == '_',
            Self::Utf8 => c.is_alphanumeric() || c == '_',
        };
        let mut chars = part.chars();
        let problem = match chars.next() {
            None => "is empty",
            Some(first) if first.is_numeric() => "begins with a digit",
            Some(first) if allowed(first) && chars.all(allowed) => return Ok(()),
            Some(_) => "has a character that is not allowed",
        };
        Err(Error::new(Code::SchemaInvalid, format!("name {} {problem}", quoted(part))))
    }

    /// The name of a new type, from its attributes `name` and `namespace`; a dotted name ignores the namespace.
    pub(crate) fn define(self, name: &str, namespace: &str) -> Result<Name> {
        let full = self.alias(name, namespace)?;
        if !full.namespace().is_empty() {
            full.namespace().split('.').try_for_each(|part| self.check(part))?;
        } else if PRIMITIVES.contains(&full.simple()) {
            let problem = format!("a type cannot have the name of the primitive {}", quoted(name));
            return Err(Error::new(Code::SchemaInvalid, problem));
        }
        Ok(full)
    }

    /// The full name that an alias stands for; its namespace is not checked, for it may come from elsewhere.
    pub(crate) fn alias(self, name: &str, namespace: &str) -> Result<Name> {
        let (namespace, simple) = name.rsplit_once('.').unwrap_or((namespace, name));
        self.check(simple)?;
        Ok(full(simple, namespace))
    }
}

/// The full name of a simple name in a namespace.
pub(crate) fn full(simple: &str, namespace: &str) -> Name {
    if namespace.is_empty() { Name::new(simple) } else { Name::new(format!("{namespace}.{simple}")) }
}

/// A piece of untrusted text for a message: quoted, and cut after 64 characters.
pub(crate) fn quoted(text: &str) -> String {
    match text.char_indices().nth(64) {
        Some((end, _)) => format!("{:?}...", &text[..end]),
        None => format!("{text:?}"),
    }
}
