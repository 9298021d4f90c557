//! The body of a message, and `extend`.
use crate::proto::lex::Kind;
use crate::proto::parse::cursor::Cursor;
use crate::proto::parse::enums::enumeration;
use crate::proto::parse::field::{Home, field};
use crate::proto::parse::file::visibility;
use crate::proto::parse::option::{option, options};
use crate::proto::place::Fault;
use crate::proto::tree::{Extend, Extensions, Message, Name, Oneof, Span, Syntax, Visibility};

/// Messages inside each other, as many as protoc allows.
const DEPTH: usize = 32;
/// The largest number of a field.
pub(crate) const LARGEST: i64 = (1 << 29) - 1;
/// What `max` stands for until it is known whether the message is a message set.
pub(crate) const MAX: i64 = i64::MAX;

/// `message Name { ... }`.
pub(crate) fn message(cursor: &mut Cursor<'_>, visibility: Option<Visibility>) -> Result<Message, Fault> {
    cursor.expect("message")?;
    let name = cursor.name("the name of a message")?;
    body(cursor, visibility, name)
}

/// `{ ... }` of a message or a group.
pub(crate) fn body(cursor: &mut Cursor<'_>, visibility: Option<Visibility>, name: Name) -> Result<Message, Fault> {
    let mut message = Message {
        visibility,
        name,
        options: Vec::new(),
        fields: Vec::new(),
        oneofs: Vec::new(),
        messages: Vec::new(),
        enums: Vec::new(),
        extends: Vec::new(),
        extensions: Vec::new(),
        reserved: Vec::new(),
        reserved_names: Vec::new(),
    };
    cursor.depth += 1;
    if cursor.depth > DEPTH {
        return Err(Fault::syntax(cursor.at(), format!("expected at most {DEPTH} messages inside each other")));
    }
    cursor.expect("{")?;
    while !cursor.take("}") {
        if cursor.kind() == Kind::End {
            return Err(cursor.expected("`}` at the end of the message"));
        }
        statement(cursor, &mut message)?;
    }
    cursor.depth -= 1;
    for span in message.reserved.iter_mut().chain(message.extensions.iter_mut().flat_map(|found| &mut found.spans)) {
        let set = crate::proto::tree::is_true(&message.options, "message_set_wire_format");
        if span.end == MAX {
            span.end = if set { i32::MAX as i64 - 1 } else { LARGEST };
        }
    }
    Ok(message)
}

fn statement(cursor: &mut Cursor<'_>, message: &mut Message) -> Result<(), Fault> {
    let visibility = visibility(cursor);
    let word = if matches!(cursor.kind(), Kind::Word | Kind::Sign) { cursor.piece() } else { "" };
    match word {
        ";" => cursor.skip(),
        "message" => message.messages.push(self::message(cursor, visibility)?),
        "enum" => message.enums.push(enumeration(cursor, visibility)?),
        "extensions" => message.extensions.push(extensions(cursor)?),
        "reserved" => reserved(cursor, false, &mut message.reserved, &mut message.reserved_names)?,
        "extend" => message.extends.push(extend(cursor)?),
        "option" => message.options.push(option(cursor)?),
        "oneof" => oneof(cursor, message)?,
        _ => message.fields.push(field(cursor, Home::Message)?),
    }
    Ok(())
}

fn oneof(cursor: &mut Cursor<'_>, message: &mut Message) -> Result<(), Fault> {
    cursor.expect("oneof")?;
    let name = cursor.name("the name of a oneof")?;
    let mut oneof = Oneof { name, options: Vec::new() };
    let index = message.oneofs.len();
    cursor.expect("{")?;
    let before = message.fields.len();
    loop {
        if cursor.is("option") {
            oneof.options.push(option(cursor)?);
        } else {
            let mut field = field(cursor, Home::Oneof)?;
            field.oneof = Some(index);
            message.fields.push(field);
        }
        if cursor.take("}") {
            break;
        }
    }
    if message.fields.len() == before {
        return Err(Fault::invalid(oneof.name.at, format!("oneof `{}` has no field", oneof.name.text)));
    }
    message.oneofs.push(oneof);
    Ok(())
}

/// `extend Type { fields }`.
pub(crate) fn extend(cursor: &mut Cursor<'_>) -> Result<Extend, Fault> {
    cursor.expect("extend")?;
    let extendee = cursor.dotted("the name of a message to extend", true)?;
    cursor.expect("{")?;
    let mut fields = vec![field(cursor, Home::Extend)?];
    while !cursor.take("}") {
        fields.push(field(cursor, Home::Extend)?);
    }
    Ok(Extend { extendee, fields })
}

fn extensions(cursor: &mut Cursor<'_>) -> Result<Extensions, Fault> {
    cursor.expect("extensions")?;
    let mut spans = vec![span(cursor, false)?];
    while cursor.take(",") {
        spans.push(span(cursor, false)?);
    }
    let options = options(cursor)?;
    cursor.expect(";")?;
    Ok(Extensions { spans, options })
}

/// `5`, `5 to 7` or `5 to max`; of an enum the numbers may be negative.
fn span(cursor: &mut Cursor<'_>, of_enum: bool) -> Result<Span, Fault> {
    let at = cursor.at();
    let number = |cursor: &mut Cursor<'_>| {
        if of_enum {
            cursor.signed("a number")
        } else {
            cursor.integer("a field number", i32::MAX as u64).map(|value| value as i64)
        }
    };
    let start = number(cursor)?;
    let end = if !cursor.take("to") {
        start
    } else if cursor.take("max") {
        if of_enum { i32::MAX as i64 } else { MAX }
    } else {
        number(cursor)?
    };
    Ok(Span { start, end, at })
}

/// `reserved 1, 5 to 7;` or `reserved "name";`; in editions names stand without quotes.
pub(crate) fn reserved(
    cursor: &mut Cursor<'_>,
    of_enum: bool,
    spans: &mut Vec<Span>,
    names: &mut Vec<Name>,
) -> Result<(), Fault> {
    cursor.expect("reserved")?;
    let editions = matches!(cursor.syntax, Syntax::Edition(_));
    match cursor.kind() {
        Kind::Text if editions => return Err(cursor.expected("a name without quotes, as editions have it")),
        Kind::Word if !editions => return Err(cursor.expected("numbers, or names in quotes")),
        Kind::Text | Kind::Word => loop {
            let at = cursor.at();
            let text =
                if editions { cursor.name("a name to reserve")?.text } else { cursor.utf8("a name in quotes")?.into() };
            names.push(Name { text, at });
            if !cursor.take(",") {
                break;
            }
        },
        _ => loop {
            spans.push(span(cursor, of_enum)?);
            if !cursor.take(",") {
                break;
            }
        },
    }
    cursor.expect(";")
}
