//! Services and their methods.
use crate::proto::lex::Kind;
use crate::proto::parse::cursor::Cursor;
use crate::proto::parse::option::option;
use crate::proto::place::Fault;
use crate::proto::tree::{Method, Name, Scalar, Service};

/// `service Name { ... }`.
pub(crate) fn service(cursor: &mut Cursor<'_>) -> Result<Service, Fault> {
    cursor.expect("service")?;
    let name = cursor.name("the name of a service")?;
    let mut service = Service { name, options: Vec::new(), methods: Vec::new() };
    cursor.expect("{")?;
    while !cursor.take("}") {
        match cursor.piece() {
            _ if cursor.kind() == Kind::End => return Err(cursor.expected("`}` at the end of the service")),
            ";" => cursor.skip(),
            "option" => service.options.push(option(cursor)?),
            _ => service.methods.push(method(cursor)?),
        }
    }
    Ok(service)
}

fn method(cursor: &mut Cursor<'_>) -> Result<Method, Fault> {
    cursor.expect("rpc")?;
    let name = cursor.name("the name of a method")?;
    let (client_streaming, input) = side(cursor)?;
    cursor.expect("returns")?;
    let (server_streaming, output) = side(cursor)?;
    let mut options = Vec::new();
    if cursor.take("{") {
        while !cursor.take("}") {
            if !cursor.take(";") {
                options.push(option(cursor)?);
            }
        }
    } else {
        cursor.expect(";")?;
    }
    Ok(Method { name, input, output, client_streaming, server_streaming, options })
}

/// `(Type)` or `(stream Type)`.
fn side(cursor: &mut Cursor<'_>) -> Result<(bool, Name), Fault> {
    cursor.expect("(")?;
    let streaming = cursor.take("stream");
    if cursor.kind() == Kind::Word && Scalar::parse(cursor.piece()).is_some() {
        return Err(cursor.expected("the name of a message"));
    }
    let name = cursor.dotted("the name of a message", true)?;
    cursor.expect(")")?;
    Ok((streaming, name))
}
