//! Subject: the name under which the versions of a schema are kept, and the context that the name belongs to.
use std::fmt;
use std::sync::{Arc, LazyLock};

/// The context of every subject that names no other.
pub const DEFAULT_CONTEXT: &str = ".";

static DEFAULT: LazyLock<Arc<str>> = LazyLock::new(|| Arc::from(DEFAULT_CONTEXT));

/// A subject of one context. Written `name` in the default context and `:.context:name` in any other.
/// An empty name stands for the context as a whole, which may carry configuration.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    context: Arc<str>,
    name: Arc<str>,
}

impl Subject {
    /// Reads a subject as clients write it; an unqualified one belongs to the default context.
    pub fn parse(text: &str) -> Self {
        Self::parse_in(DEFAULT_CONTEXT, text)
    }

    /// Reads a subject; an unqualified one belongs to `context`.
    pub fn parse_in(context: &str, text: &str) -> Self {
        let (context, name) = match text.strip_prefix(':').filter(|rest| rest.starts_with('.')) {
            None => (context, text),
            Some(rest) => rest.split_once(':').unwrap_or((rest, "")),
        };
        let context = if context == DEFAULT_CONTEXT { DEFAULT.clone() } else { Arc::from(context) };
        Self { context, name: Arc::from(name) }
    }

    /// The subject of a name in a context, as the state has them.
    pub fn of(context: &Arc<str>, name: &Arc<str>) -> Self {
        Self { context: context.clone(), name: name.clone() }
    }

    /// The context as a path segment names it: `.ctx`, `ctx` or `:.ctx:`.
    pub fn context_name(segment: &str) -> String {
        let bare = segment.trim_matches(':');
        if bare.starts_with('.') { bare.to_owned() } else { format!(".{bare}") }
    }

    /// The context, with its leading dot.
    pub fn context(&self) -> &str {
        &self.context
    }

    /// The name within the context.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// What stands for the context as a whole.
    #[must_use]
    pub fn whole_context(&self) -> Self {
        static NONE: LazyLock<Arc<str>> = LazyLock::new(|| Arc::from(""));
        Self { context: self.context.clone(), name: NONE.clone() }
    }

    /// Whether it is one of the context that the other stands for.
    pub fn is_below(&self, other: &Self) -> bool {
        other.name.is_empty() && !self.name.is_empty() && self.context == other.context
    }

    /// Whether schemas may be registered under it: it has a name, without control characters, that is not a reserved word.
    pub fn is_valid(&self) -> bool {
        const RESERVED: [&str; 2] = ["__GLOBAL", "__EMPTY"];
        let clean = |text: &str| !text.chars().any(char::is_control);
        !self.name.is_empty() && clean(&self.name) && clean(&self.context) && !RESERVED.contains(&&*self.name)
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if &*self.context != DEFAULT_CONTEXT {
            write!(f, ":{}:", self.context)?;
        }
        f.write_str(&self.name)
    }
}

impl serde::Serialize for Subject {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Subject;

    #[test]
    fn contexts_are_read_and_written_back() {
        for (text, context, name, shown) in [
            ("orders", ".", "orders", "orders"),
            (":.:orders", ".", "orders", "orders"),
            (":.eu:orders", ".eu", "orders", ":.eu:orders"),
            (":.eu:a:b/c d", ".eu", "a:b/c d", ":.eu:a:b/c d"),
            (":.eu:", ".eu", "", ":.eu:"),
            (":.eu", ".eu", "", ":.eu:"),
            (":orders", ".", ":orders", ":orders"),
            ("a:.b:c", ".", "a:.b:c", "a:.b:c"),
        ] {
            let subject = Subject::parse(text);
            assert_eq!((subject.context(), &**subject.name()), (context, name), "{text}");
            assert_eq!(subject.to_string(), shown, "{text}");
        }
    }

    #[test]
    fn a_context_around_names_the_unqualified_only() {
        assert_eq!(Subject::parse_in(".eu", "orders").to_string(), ":.eu:orders");
        assert_eq!(Subject::parse_in(".eu", ":.us:orders").to_string(), ":.us:orders");
        for segment in [".eu", "eu", ":.eu:"] {
            assert_eq!(Subject::context_name(segment), ".eu");
        }
    }

    #[test]
    fn names_that_cannot_be_registered() {
        for text in ["", ":.eu:", "a\u{0}b", "a\nb", "__GLOBAL", "__EMPTY"] {
            assert!(!Subject::parse(text).is_valid(), "{text:?}");
        }
        assert!(Subject::parse("a b/ç:d").is_valid());
    }
}
