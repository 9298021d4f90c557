//! Regular expressions: which are surely wrong, and which names they match.
//!
//! The dialect of JSON Schema is ECMA-262, which knows more than a linear engine can. So nothing is refused that only the
//! engine does not know; what it cannot decide is [`Answer::Unknown`], and counts as "perhaps".
use regex_lite::{Regex, RegexBuilder};

/// Whether a name matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Yes,
    No,
    Unknown,
}

/// A regular expression, compiled where that is possible.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    regex: Option<Regex>,
}

/// Compiled expressions may be so large, in bytes.
const SIZE: usize = 1 << 18;

/// Longer expressions and names are not matched.
const LONGEST: usize = 4_096;

impl Pattern {
    pub(crate) fn new(text: &str) -> Self {
        // In ECMA-262 this is the digit and word of ASCII, in the engine too; classes by property it does not know.
        let regex = (text.len() <= LONGEST).then(|| RegexBuilder::new(text).size_limit(SIZE).build().ok());
        Self { regex: regex.flatten() }
    }

    /// Whether some part of the name matches.
    pub(crate) fn matches(&self, name: &str) -> Answer {
        match &self.regex {
            Some(regex) if name.len() <= LONGEST => match regex.is_match(name) {
                true => Answer::Yes,
                false => Answer::No,
            },
            _ => Answer::Unknown,
        }
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
        assert_eq!(Pattern::new("(?=a)").matches("a"), Answer::Unknown);
        assert_eq!(Pattern::new("(((a{99}){99}){99}){99}").matches("a"), Answer::Unknown);
    }
}
