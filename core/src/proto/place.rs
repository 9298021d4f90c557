//! Places in the text of a file: offsets, told to people as line and column, and the errors that carry them.
use crate::error::{Code, Error, beginning};

/// An offset in the text of a file, in bytes.
pub(crate) type Offset = u32;

/// Line and column of an offset, both counted from 1; a column is a character.
pub(crate) fn line_and_column(text: &str, offset: Offset) -> (usize, usize) {
    let mut end = (offset as usize).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

/// What is wrong with a file, before its text is at hand to tell line and column.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) code: Code,
    pub(crate) at: Offset,
    pub(crate) message: String,
}

impl Fault {
    /// The text breaks the grammar.
    #[cold]
    pub(crate) fn syntax(at: Offset, message: impl Into<String>) -> Self {
        Self { code: Code::SchemaSyntax, at, message: message.into() }
    }

    /// The text follows the grammar, but says something that is forbidden.
    #[cold]
    pub(crate) fn invalid(at: Offset, message: impl Into<String>) -> Self {
        Self { code: Code::SchemaInvalid, at, message: message.into() }
    }

    /// A name that is defined nowhere.
    #[cold]
    pub(crate) fn reference(at: Offset, message: impl Into<String>) -> Self {
        Self { code: Code::SchemaReference, at, message: message.into() }
    }

    /// As an error: `3:14: expected ...`; with the file's name in front where there is one.
    pub(crate) fn into_error(self, name: &str, text: &str) -> Error {
        let (line, column) = line_and_column(text, self.at);
        let file = if name.is_empty() { String::new() } else { format!("{}:", beginning(name.to_owned())) };
        let message = format!("{file}{line}:{column}: {}", beginning(self.message));
        Error::new(self.code, message).at_offset(self.at as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::line_and_column;

    #[test]
    fn lines_and_columns_count_characters_from_one() {
        let text = "a\n\u{e9}b\n";
        assert_eq!(line_and_column(text, 0), (1, 1));
        assert_eq!(line_and_column(text, 2), (2, 1));
        assert_eq!(line_and_column(text, 4), (2, 2));
        assert_eq!(line_and_column(text, 3), (2, 1));
        assert_eq!(line_and_column(text, 99), (3, 1));
    }
}
