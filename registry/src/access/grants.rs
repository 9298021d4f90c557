//! Grants: what a caller may do, by the beginning of the subject's name.
use crate::subject::Subject;
use std::fmt;

/// What is done with a subject. Each role includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Reading, and asking whether a schema would be compatible.
    Read,
    /// Registering, and soft deletion.
    Write,
    /// Configuration, modes, deletion for good, and schemas with ids of the caller's choice.
    Admin,
}

/// A role on the subjects whose name, with its context, begins with a prefix.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Grant {
    role: Role,
    prefix: String,
}

/// All that one caller was granted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants(Vec<Grant>);

impl Grants {
    /// Everything.
    pub fn all() -> Self {
        Self(vec![Grant { role: Role::Admin, prefix: String::new() }])
    }

    /// Reads grants: `read:*`, `write:orders-*` (a prefix), `admin::.team:*` (a context), `read:orders-value` (one subject).
    ///
    /// # Errors
    /// What is wrong with which of them.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, String> {
        let grants = texts.into_iter().map(|text| {
            let wrong = || format!("expected a grant such as read:* or write:orders-*, found '{text}'");
            let (role, subjects) = text.split_once(':').ok_or_else(wrong)?;
            let role = match role {
                "read" => Role::Read,
                "write" => Role::Write,
                "admin" => Role::Admin,
                _ => return Err(wrong()),
            };
            let prefix = match subjects.strip_suffix('*') {
                Some(prefix) if !prefix.contains('*') => prefix.to_owned(),
                // The end of a name is told by a character that no name can hold.
                None if !subjects.is_empty() && !subjects.contains('*') => format!("{subjects}\0"),
                _ => return Err(wrong()),
            };
            Ok(Grant { role, prefix })
        });
        grants.collect::<Result<_, _>>().map(Self)
    }

    /// Adds those of another.
    pub fn extend(&mut self, other: &Self) {
        self.0.extend(other.0.iter().cloned());
    }

    /// Whether they hold for one subject. A context as a whole is a subject with an empty name.
    pub fn allow(&self, role: Role, subject: &Subject) -> bool {
        let name = format!("{subject}\0");
        self.0.iter().any(|grant| grant.role >= role && name.starts_with(&grant.prefix))
    }

    /// Whether they hold for everything.
    pub fn allow_all(&self, role: Role) -> bool {
        self.allow_prefix(role, "")
    }

    /// Whether they hold for every subject that begins so.
    pub fn allow_prefix(&self, role: Role, prefix: &str) -> bool {
        self.0.iter().any(|grant| grant.role >= role && prefix.starts_with(&grant.prefix))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Grants, Role};
    use crate::subject::Subject;

    #[test]
    fn roles_include_those_before_and_end_with_the_prefix() {
        let grants = Grants::parse(["read:*", "write:orders-*", "admin::.lab:*", "write:one"]).expect("grants");
        for (role, subject, allowed) in [
            (Role::Read, "anything", true),
            (Role::Write, "orders-value", true),
            (Role::Admin, "orders-value", false),
            (Role::Write, "order", false),
            (Role::Write, "one", true),
            (Role::Write, "one-more", false),
            (Role::Admin, ":.lab:x", true),
            (Role::Admin, ":.lab:", true),
            (Role::Write, ":.labs:orders-value", false),
        ] {
            assert_eq!(grants.allow(role, &Subject::parse(subject)), allowed, "{role} {subject}");
        }
        assert!(grants.allow_all(Role::Read) && !grants.allow_all(Role::Write));
        assert!(grants.allow_prefix(Role::Write, "orders-v") && !grants.allow_prefix(Role::Write, "orders"));
    }

    #[test]
    fn what_is_no_grant_is_refused() {
        for text in ["read", "all:*", "read:", "read:a*b", "read:**", ""] {
            assert!(Grants::parse([text]).expect_err(text).contains(text));
        }
    }
}
