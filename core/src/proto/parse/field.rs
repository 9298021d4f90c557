//! Fields: label, type, name, number and options; maps and groups.
use crate::proto::lex::Kind;
use crate::proto::parse::cursor::Cursor;
use crate::proto::parse::message::body;
use crate::proto::parse::option::options;
use crate::proto::place::Fault;
use crate::proto::tree::{Field, Label, Name, Scalar, Syntax, Type};

/// Where a field stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Home {
    Message,
    Oneof,
    Extend,
}

pub(crate) fn field(cursor: &mut Cursor<'_>, home: Home) -> Result<Field, Fault> {
    let at = cursor.at();
    let label = label(cursor);
    check_label(cursor, home, label, at)?;
    let unlabelled = label.is_none() && home != Home::Oneof && cursor.syntax == Syntax::Proto2;
    let of = if cursor.is("map") && cursor.ahead(1) == "<" {
        if label.is_some() {
            return Err(Fault::syntax(at, "expected a map without a label"));
        }
        match home {
            Home::Message => map(cursor)?,
            Home::Oneof => {
                return Err(Fault::syntax(at, "expected a field of a oneof, found a map: none may be there"));
            }
            Home::Extend => return Err(Fault::syntax(at, "expected an extension, found a map: none may be one")),
        }
    } else if cursor.is("group") && !unlabelled {
        return group(cursor, label);
    } else {
        let of = named(cursor)?;
        if unlabelled {
            return Err(Fault::syntax(at, "expected `required`, `optional` or `repeated` in proto2, found none"));
        }
        of
    };
    let name = cursor.name("the name of a field")?;
    let (number, number_at) = number(cursor)?;
    let options = options(cursor)?;
    cursor.expect(";")?;
    Ok(Field { label, of, name, number, number_at, oneof: None, options })
}

fn label(cursor: &mut Cursor<'_>) -> Option<Label> {
    let label =
        [Label::Optional, Label::Required, Label::Repeated].into_iter().find(|label| cursor.is(label.word()))?;
    cursor.skip();
    Some(label)
}

fn check_label(cursor: &Cursor<'_>, home: Home, label: Option<Label>, at: u32) -> Result<(), Fault> {
    let wrong = |message: &str| Err(Fault::syntax(at, message));
    match (cursor.syntax, label) {
        (_, Some(_)) if home == Home::Oneof => wrong("expected no label in a oneof, found one"),
        (Syntax::Proto3, Some(Label::Required)) => wrong("expected no `required` in proto3, found one"),
        (Syntax::Edition(_), Some(Label::Optional)) => {
            wrong("expected no `optional` in editions, found one: a field is optional anyway")
        }
        (Syntax::Edition(_), Some(Label::Required)) => {
            wrong("expected no `required` in editions, found one: use `features.field_presence = LEGACY_REQUIRED`")
        }
        _ => Ok(()),
    }
}

fn number(cursor: &mut Cursor<'_>) -> Result<(i64, u32), Fault> {
    cursor.expect("=")?;
    let at = cursor.at();
    Ok((cursor.integer("a field number", i32::MAX as u64)? as i64, at))
}

/// A scalar or the name of a type.
fn named(cursor: &mut Cursor<'_>) -> Result<Type, Fault> {
    if cursor.kind() == Kind::Word
        && let Some(scalar) = Scalar::parse(cursor.piece())
    {
        cursor.skip();
        return Ok(Type::Scalar(scalar));
    }
    Ok(Type::Named(cursor.dotted("a type", true)?))
}

fn map(cursor: &mut Cursor<'_>) -> Result<Type, Fault> {
    cursor.expect("map")?;
    cursor.expect("<")?;
    let key = named(cursor)?;
    cursor.expect(",")?;
    if cursor.is("group") {
        return Err(cursor.expected("the type of a map's values"));
    }
    let value = named(cursor)?;
    cursor.expect(">")?;
    Ok(Type::Map(Box::new((key, value))))
}

fn group(cursor: &mut Cursor<'_>, label: Option<Label>) -> Result<Field, Fault> {
    if cursor.syntax != Syntax::Proto2 {
        return Err(cursor.expected("a type; groups are of proto2 alone"));
    }
    cursor.skip();
    let title = cursor.name("the name of a group")?;
    if !title.text.starts_with(|first: char| first.is_ascii_uppercase()) {
        return Err(Fault::syntax(title.at, "expected the name of a group to begin with a capital letter"));
    }
    let (number, number_at) = number(cursor)?;
    let options = options(cursor)?;
    let name = Name { text: title.text.to_ascii_lowercase().into(), at: title.at };
    let of = Type::Group(Box::new(body(cursor, None, title)?));
    Ok(Field { label, of, name, number, number_at, oneof: None, options })
}
