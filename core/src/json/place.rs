//! Places in JSON text as JSON pointers in fragments: `#/properties/age`. Source: RFC 6901.
use crate::error::{Code, Error};

/// Appends one step to a pointer.
pub(crate) fn push(pointer: &mut String, step: &str) {
    pointer.push('/');
    for c in step.chars() {
        match c {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            c => pointer.push(c),
        }
    }
}

/// A pointer and one step.
pub(crate) fn step(pointer: &str, step: &str) -> String {
    let mut longer = String::with_capacity(pointer.len() + step.len() + 1);
    longer.push_str(pointer);
    push(&mut longer, step);
    longer
}

/// The steps of a pointer as it stands behind `#`: percent-encoding and `~` undone; `None` where that makes no text.
pub(crate) fn steps(fragment: &str) -> Option<Vec<String>> {
    let text = crate::json::uri::decoded(fragment)?;
    if text.is_empty() {
        return Some(Vec::new());
    }
    let steps = text.strip_prefix('/')?.split('/');
    Some(steps.map(|step| step.replace("~1", "/").replace("~0", "~")).collect())
}

/// An error at a place. Pointers may be as long as the text: of long ones, the end is told.
#[cold]
pub(crate) fn error(code: Code, place: &str, message: &str) -> Error {
    Error::new(code, format!("{}: {message}", shown(place)))
}

/// What a message shows of a pointer.
pub(crate) fn shown(place: &str) -> String {
    const MOST: usize = 256;
    if place.len() <= MOST {
        return place.to_owned();
    }
    let begin = (place.len() - MOST..).find(|&begin| place.is_char_boundary(begin)).unwrap_or_default();
    format!("..{}", &place[begin..])
}
