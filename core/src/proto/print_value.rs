//! Prints names and values of options.
use crate::proto::tree::{Constant, Entry, Key, Part};
use std::fmt::Write;

/// `features.(my.option).name`.
pub(crate) fn setting_name(name: &[Part]) -> String {
    let part = |part: &Part| if part.custom { format!("({})", part.text) } else { part.text.to_string() };
    name.iter().map(part).collect::<Vec<_>>().join(".")
}

/// A value; what stands inside of a message is indented by one more than `depth`.
pub(crate) fn constant(value: &Constant, depth: usize) -> String {
    match value {
        Constant::Word(word) => word.to_string(),
        Constant::Integer { negative, value } => format!("{}{value}", if *negative { "-" } else { "" }),
        Constant::Float(value) => float(*value),
        Constant::Text(bytes) => quoted(bytes),
        Constant::Message(entries) if entries.is_empty() => "{}".to_owned(),
        Constant::Message(entries) => {
            let mut out = "{\n".to_owned();
            for Entry { key, value, .. } in entries {
                (0..=depth).for_each(|_| out.push_str("  "));
                out.push_str(&self::key(key));
                out.push_str(": ");
                out.push_str(&constant(value, depth + 1));
                out.push('\n');
            }
            (0..depth).for_each(|_| out.push_str("  "));
            out.push('}');
            out
        }
        Constant::List(items) => {
            let items: Vec<String> = items.iter().map(|item| constant(item, depth)).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

fn key(key: &Key) -> String {
    match key {
        Key::Field(name) => name.to_string(),
        Key::Extension(name) => format!("[{name}]"),
        Key::Any(host, name) => format!("[{host}/{name}]"),
    }
}

fn float(value: f64) -> String {
    if value.is_nan() {
        // Without a sign it is a word.
        "-nan".to_owned()
    } else if value == f64::INFINITY {
        // What was written is beyond the range of numbers.
        "1e999".to_owned()
    } else {
        format!("{value:?}")
    }
}

/// In double quotes, with escapes for what is no printable character.
pub(crate) fn quoted(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() + 2);
    out.push('"');
    for chunk in bytes.utf8_chunks() {
        for char in chunk.valid().chars() {
            match char {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\0'..='\x1f' | '\x7f' => octal(&mut out, char as u8),
                other => out.push(other),
            }
        }
        chunk.invalid().iter().for_each(|byte| octal(&mut out, *byte));
    }
    out.push('"');
    out
}

fn octal(out: &mut String, byte: u8) {
    // Three digits, so that a digit behind it is not part of it. Writing to a string does not fail.
    let _ = write!(out, "\\{byte:03o}");
}
