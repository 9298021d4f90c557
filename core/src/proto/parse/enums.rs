//! Enums: values, options, reserved numbers and names.
use crate::proto::lex::Kind;
use crate::proto::parse::cursor::Cursor;
use crate::proto::parse::message::reserved;
use crate::proto::parse::option::{option, options};
use crate::proto::place::Fault;
use crate::proto::tree::{Enum, EnumValue, Visibility};

/// `enum Name { ... }`.
pub(crate) fn enumeration(cursor: &mut Cursor<'_>, visibility: Option<Visibility>) -> Result<Enum, Fault> {
    cursor.expect("enum")?;
    let name = cursor.name("the name of an enum")?;
    let mut found = Enum {
        visibility,
        name,
        options: Vec::new(),
        values: Vec::new(),
        reserved: Vec::new(),
        reserved_names: Vec::new(),
    };
    cursor.expect("{")?;
    while !cursor.take("}") {
        match cursor.piece() {
            _ if cursor.kind() == Kind::End => return Err(cursor.expected("`}` at the end of the enum")),
            ";" => cursor.skip(),
            "option" => found.options.push(option(cursor)?),
            "reserved" => reserved(cursor, true, &mut found.reserved, &mut found.reserved_names)?,
            _ => found.values.push(value(cursor)?),
        }
    }
    Ok(found)
}

fn value(cursor: &mut Cursor<'_>) -> Result<EnumValue, Fault> {
    let name = cursor.name("the name of an enum value")?;
    cursor.expect("=")?;
    let number = cursor.signed("the number of an enum value")?;
    let options = options(cursor)?;
    cursor.expect(";")?;
    Ok(EnumValue { name, number, options })
}
