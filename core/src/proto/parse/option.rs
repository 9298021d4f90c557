//! Options: their names and values, as statements and in brackets.
use crate::proto::lex::{Kind, integer};
use crate::proto::parse::cursor::Cursor;
use crate::proto::parse::value::entries;
use crate::proto::place::Fault;
use crate::proto::tree::{Constant, Part, Setting};

/// `option name = value;`.
pub(crate) fn option(cursor: &mut Cursor<'_>) -> Result<Setting, Fault> {
    cursor.expect("option")?;
    let setting = setting(cursor)?;
    cursor.expect(";")?;
    Ok(setting)
}

/// `[name = value, ...]`, if it is there.
pub(crate) fn options(cursor: &mut Cursor<'_>) -> Result<Vec<Setting>, Fault> {
    let mut all = Vec::new();
    if cursor.take("[") {
        loop {
            all.push(setting(cursor)?);
            if !cursor.take(",") {
                break;
            }
        }
        cursor.expect("]")?;
    }
    Ok(all)
}

fn setting(cursor: &mut Cursor<'_>) -> Result<Setting, Fault> {
    let at = cursor.at();
    let mut name = vec![part(cursor)?];
    while cursor.take(".") {
        name.push(part(cursor)?);
    }
    cursor.expect("=")?;
    let value_at = cursor.at();
    Ok(Setting { name, at, value: value(cursor)?, value_at })
}

fn part(cursor: &mut Cursor<'_>) -> Result<Part, Fault> {
    if cursor.take("(") {
        let text = cursor.dotted("the name of a custom option", true)?.text;
        cursor.expect(")")?;
        return Ok(Part { text, custom: true });
    }
    Ok(Part { text: cursor.name("the name of an option")?.text, custom: false })
}

fn value(cursor: &mut Cursor<'_>) -> Result<Constant, Fault> {
    if cursor.take("{") {
        return entries(cursor, "}", 0).map(Constant::Message);
    }
    let negative = cursor.take("-");
    let constant = match cursor.kind() {
        Kind::Word if negative => match cursor.piece() {
            "inf" => Constant::Float(f64::NEG_INFINITY),
            "nan" => Constant::Float(-f64::NAN),
            _ => return Err(cursor.expected("a number behind `-`")),
        },
        Kind::Word => Constant::Word(cursor.piece().into()),
        Kind::Integer | Kind::Float => number(cursor, negative),
        Kind::Text if !negative => return cursor.text("a string").map(Constant::Text),
        _ => return Err(cursor.expected("the value of an option")),
    };
    cursor.skip();
    Ok(constant)
}

/// The number that stands next; integers beyond 64 bits become floats, as with protoc.
pub(crate) fn number(cursor: &Cursor<'_>, negative: bool) -> Constant {
    let piece = cursor.piece();
    if cursor.kind() == Kind::Integer
        && let Some(value) = integer(piece)
        && (!negative || value <= 1 << 63)
    {
        return Constant::Integer { negative, value };
    }
    let value: f64 = piece.parse().unwrap_or(f64::INFINITY);
    Constant::Float(if negative { -value } else { value })
}
