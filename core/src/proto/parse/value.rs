//! Values in text format inside of options: `{ name: "x" list: [1, 2] inner { } [my.extension]: true }`.
use crate::proto::lex::Kind;
use crate::proto::parse::cursor::Cursor;
use crate::proto::parse::option::number;
use crate::proto::place::Fault;
use crate::proto::tree::{Constant, Entry, Key};

/// Messages and lists inside each other.
const DEPTH: usize = 64;

/// Fields up to and with the closing sign.
pub(crate) fn entries(cursor: &mut Cursor<'_>, close: &str, depth: usize) -> Result<Vec<Entry>, Fault> {
    if depth > DEPTH {
        return Err(Fault::syntax(cursor.at(), format!("expected at most {DEPTH} values inside each other")));
    }
    let mut entries = Vec::new();
    while !cursor.take(close) {
        if cursor.kind() == Kind::End {
            return Err(cursor.expected(&format!("`{close}`")));
        }
        let at = cursor.at();
        let key = key(cursor)?;
        let colon = cursor.take(":");
        let value = match cursor.piece() {
            "{" | "<" if cursor.kind() == Kind::Sign => message(cursor, depth)?,
            "[" if cursor.kind() == Kind::Sign => list(cursor, colon, depth)?,
            _ if colon => scalar(cursor)?,
            _ => return Err(cursor.expected("`:` and a value")),
        };
        let _ = cursor.take(",") || cursor.take(";");
        entries.push(Entry { key, at, value });
    }
    Ok(entries)
}

fn key(cursor: &mut Cursor<'_>) -> Result<Key, Fault> {
    if !cursor.take("[") {
        return Ok(Key::Field(cursor.name("the name of a field")?.text));
    }
    let name = cursor.dotted("the name of an extension", false)?.text;
    let key = if cursor.take("/") {
        Key::Any(name, cursor.dotted("the name of a message", false)?.text)
    } else {
        Key::Extension(name)
    };
    cursor.expect("]")?;
    Ok(key)
}

fn message(cursor: &mut Cursor<'_>, depth: usize) -> Result<Constant, Fault> {
    let close = if cursor.is("<") { ">" } else { "}" };
    cursor.skip();
    entries(cursor, close, depth + 1).map(Constant::Message)
}

/// A list; without the colon before it only of messages.
fn list(cursor: &mut Cursor<'_>, colon: bool, depth: usize) -> Result<Constant, Fault> {
    cursor.expect("[")?;
    let mut items = Vec::new();
    if cursor.take("]") {
        return Ok(Constant::List(items));
    }
    loop {
        items.push(match cursor.piece() {
            "{" | "<" if cursor.kind() == Kind::Sign => message(cursor, depth)?,
            _ if colon => scalar(cursor)?,
            _ => return Err(cursor.expected("a message")),
        });
        if cursor.take("]") {
            return Ok(Constant::List(items));
        }
        cursor.expect(",")?;
    }
}

fn scalar(cursor: &mut Cursor<'_>) -> Result<Constant, Fault> {
    let negative = cursor.take("-");
    let constant = match cursor.kind() {
        Kind::Word if negative => match &*cursor.piece().to_ascii_lowercase() {
            "inf" | "infinity" => Constant::Float(f64::NEG_INFINITY),
            "nan" => Constant::Float(-f64::NAN),
            _ => return Err(cursor.expected("a number behind `-`")),
        },
        Kind::Word => Constant::Word(cursor.piece().into()),
        Kind::Integer | Kind::Float => number(cursor, negative),
        Kind::Text if !negative => return cursor.text("a string").map(Constant::Text),
        _ => return Err(cursor.expected("a value")),
    };
    cursor.skip();
    Ok(constant)
}
