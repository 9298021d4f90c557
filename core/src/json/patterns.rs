//! Regular expressions: which are surely wrong, and which names they match.
//!
//! The dialect of JSON Schema is ECMA-262, which knows more than a linear engine can. So nothing is refused that only the
//! engine does not know; what it cannot decide is [`Answer::Unknown`], and counts as "perhaps".
use regex_lite::{Regex, RegexBuilder};
use std::sync::OnceLock;

/// Whether a name matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes,
    No,
    Unknown,
}

/// A regular expression, compiled when it is first asked, where that is possible.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    text: String,
    regex: OnceLock<Option<Regex>>,
}

/// Compiled expressions may be so large, in bytes: matching takes as many steps for each character.
const SIZE: usize = 1 << 14;

/// Longer expressions and names are not matched.
const LONGEST: usize = 256;

impl Pattern {
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), regex: OnceLock::new() }
    }

    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Whether some part of the name matches.
    pub(crate) fn matches(&self, name: &str) -> Answer {
        if name.len() > LONGEST {
            return Answer::Unknown;
        }
        let compile = || RegexBuilder::new(&self.text).size_limit(SIZE).build().ok();
        match self.regex.get_or_init(|| if self.text.len() <= LONGEST { compile() } else { None }) {
            Some(regex) if regex.is_match(name) => Answer::Yes,
            Some(_) => Answer::No,
            None => Answer::Unknown,
        }
    }

    /// How much it is to match a name, as an effort.
    pub(crate) fn effort(&self, name: &str) -> usize {
        if self.regex.get().is_some() { 8 + name.len().min(LONGEST) } else { 512 }
    }
}

/// What is wrong with an expression in any dialect: brackets that do not fit, nothing that could be repeated, a lone
/// backslash at the end.
pub(crate) fn problem(text: &str) -> Option<&'static str> {
    let mut open = 0usize;
    // Whether something stands before, that `*` could repeat.
    let mut atom = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => {
                if chars.next().is_none() {
                    return Some("a backslash stands at the end");
                }
                atom = true;
            }
            '[' => {
                if chars.peek() == Some(&'^') {
                    chars.next();
                }
                loop {
                    match chars.next() {
                        None => return Some("a [ has no ]"),
                        Some('\\') => drop(chars.next()),
                        Some(']') => break,
                        Some(_) => {}
                    }
                }
                atom = true;
            }
            '(' => {
                open += 1;
                atom = false;
                if chars.peek() == Some(&'?') {
                    chars.next();
                }
            }
            ')' => {
                open = match open.checked_sub(1) {
                    Some(open) => open,
                    None => return Some("a ) has no ("),
                };
                atom = true;
            }
            '|' => atom = false,
            '*' | '+' | '?' if !atom => return Some("nothing stands before a * + or ?"),
            _ => atom = true,
        }
    }
    (open > 0).then_some("a ( has no )")
}

#[cfg(test)]
mod tests {
    use super::{Answer, Pattern, problem};

    #[test]
    fn wrong_ones() {
        for text in ["(", ")", "a(b))", "[a", "*a", "a|*", "(+)", "a\\"] {
            assert!(problem(text).is_some(), "{text}");
        }
    }

    #[test]
    fn right_ones() {
        for text in [
            "",
            "^a*$",
            "(?=x)y",
            "(?<name>a)\\k<name>",
            "(?<!a)b",
            "[(]",
            "\\(",
            "a{1,2}?",
            "^$|x",
            "\\p{Letter}+",
            "[^\\]]*",
            "(a|b)*",
        ] {
            assert_eq!(problem(text), None, "{text}");
        }
    }

    #[test]
    fn names() {
        assert_eq!(Pattern::new("^x-").matches("x-a"), Answer::Yes);
        assert_eq!(Pattern::new("b").matches("abc"), Answer::Yes);
        assert_eq!(Pattern::new("^b").matches("abc"), Answer::No);
        let uuid = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$";
        assert_eq!(Pattern::new(uuid).matches("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), Answer::Yes);
        assert_eq!(Pattern::new("^[a-zA-Z_][a-zA-Z0-9_.-]{0,63}$").matches("a.b"), Answer::Yes);
        assert_eq!(Pattern::new("a").matches(&"b".repeat(300)), Answer::Unknown);
        assert_eq!(Pattern::new("(?=a)").matches("a"), Answer::Unknown);
        assert_eq!(Pattern::new("(((a{99}){99}){99}){99}").matches("a"), Answer::Unknown);
    }
}
