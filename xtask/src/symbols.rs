//! bindings-c/symbols.txt: the functions of the header, sorted; a test holds the library's exports against it.
use crate::{header, tree};
use std::collections::BTreeSet;

/// Where it is.
pub(crate) const PATH: &str = "bindings-c/symbols.txt";

/// The list as it should be: every `iso_...(` outside of comments.
pub(crate) fn text() -> Result<String, String> {
    let header = tree::read(header::PATH)?;
    let mut code = String::new();
    for part in header.split("/*") {
        code.push_str(part.split_once("*/").map_or(part, |(_, behind)| behind));
    }
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let names: BTreeSet<&str> = code
        .match_indices('(')
        .map(|(at, _)| code[..at].rsplit(|c| !is_name(c)).next().unwrap_or_default())
        .filter(|name| name.starts_with("iso_"))
        .collect();
    Ok(names.iter().map(|name| format!("{name}\n")).collect())
}
