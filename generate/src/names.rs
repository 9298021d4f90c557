//! Names of a schema as names of Python.
use std::collections::HashSet;

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// Attributes that every model has, of one base or the other.
const TAKEN: [&str; 52] = [
    "Meta",
    "asdict",
    "avro_schema",
    "avro_schema_to_python",
    "check",
    "check_async",
    "construct",
    "copy",
    "deserialize",
    "deserialize_to_python",
    "dict",
    "fake",
    "from_event",
    "from_event_async",
    "from_orm",
    "generate_schema",
    "get_fields",
    "get_fullname",
    "json",
    "json_schema",
    "mro",
    "model_computed_fields",
    "model_config",
    "model_construct",
    "model_copy",
    "model_dump",
    "model_dump_json",
    "model_extra",
    "model_fields",
    "model_fields_set",
    "model_json_schema",
    "model_parametrized_name",
    "model_post_init",
    "model_rebuild",
    "model_validate",
    "model_validate_json",
    "model_validate_strings",
    "parse_file",
    "parse_obj",
    "parse_raw",
    "register",
    "register_async",
    "schema",
    "schema_json",
    "serialize",
    "to_dict",
    "to_event",
    "to_event_async",
    "to_json",
    "update_forward_refs",
    "validate_avro",
    "validate",
];

/// The name of a class: each part of the schema's begins with a capital letter.
pub(crate) fn class(simple: &str) -> String {
    let parts = simple.split('_').filter(|part| !part.is_empty());
    let name: String =
        parts.flat_map(|part| part.chars().enumerate().map(|(i, c)| if i == 0 { upper(c) } else { c })).collect();
    let name = identifier(&name);
    let is_taken =
        name.is_empty() || is_keyword(&name) || name == "Meta" || name.starts_with(|c: char| c.is_ascii_digit());
    if is_taken {
        format!(
            "{}_",
            if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
                format!("Type{name}")
            } else {
                name
            }
        )
    } else {
        name
    }
}

/// The name of an attribute.
pub(crate) fn attribute(name: &str, is_pydantic: bool) -> String {
    let plain = identifier(name);
    // Python mangles two underscores at the beginning; pydantic takes one for something private.
    let is_private = plain.starts_with("__") || is_pydantic && plain.starts_with('_');
    let bare = if is_private { plain.trim_start_matches('_') } else { &plain };
    if bare.is_empty() || bare.starts_with(|c: char| c.is_ascii_digit()) {
        return format!("field_{bare}");
    }
    let is_taken = is_private || is_keyword(bare) || TAKEN.contains(&bare);
    if is_taken { format!("{bare}_") } else { bare.to_owned() }
}

/// The name of an enum's member: the symbol in capitals.
pub(crate) fn member(symbol: &str) -> String {
    let name: String = identifier(symbol).chars().map(upper).collect();
    let bare = name.trim_start_matches('_');
    let is_special = bare.len() < name.len() || bare.is_empty() || bare.starts_with(|c: char| c.is_ascii_digit());
    let name = if is_special { format!("SYMBOL_{}", bare.trim_end_matches('_')) } else { name };
    if is_keyword(&name) || name == "MRO" { format!("{name}_") } else { name }
}

/// The name, with underscores behind it until nobody else has it.
pub(crate) fn unique(name: String, taken: &mut HashSet<String>) -> String {
    let mut name = name;
    while !taken.insert(name.clone()) {
        name.push('_');
    }
    name
}

fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

fn upper(c: char) -> char {
    c.to_ascii_uppercase()
}

/// Python folds letters that look alike: beyond the plain ones of Latin, Greek and Cyrillic a letter is written as its number.
fn identifier(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '_' | '0'..='9' | 'a'..='z' | 'A'..='Z' => out.push(c),
            '\u{c0}'..='\u{131}' | '\u{391}'..='\u{3c9}' | '\u{410}'..='\u{44f}' if c.is_alphabetic() => out.push(c),
            c => out.push_str(&format!("u{:x}", c as u32)),
        }
    }
    out
}
