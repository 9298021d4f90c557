//! The statements of a file: syntax, package, imports, and what the other parsers know.
use crate::proto::lex::Kind;
use crate::proto::parse::cursor::Cursor;
use crate::proto::parse::enums::enumeration;
use crate::proto::parse::message::{extend, message};
use crate::proto::parse::option::option;
use crate::proto::parse::service::service;
use crate::proto::place::Fault;
use crate::proto::tree::{File, Import, ImportMode, Syntax, Visibility};

/// Parses the text of a file.
pub(crate) fn parse(name: &str, text: &str) -> Result<File, Fault> {
    let mut cursor = Cursor::new(text)?;
    let mut file = File {
        name: name.into(),
        syntax: Syntax::Proto2,
        said: false,
        package: None,
        imports: Vec::new(),
        options: Vec::new(),
        messages: Vec::new(),
        enums: Vec::new(),
        extends: Vec::new(),
        services: Vec::new(),
    };
    while cursor.take(";") {}
    if (cursor.is("syntax") || cursor.is("edition")) && cursor.ahead(1) == "=" {
        (file.syntax, file.said) = (syntax(&mut cursor)?, true);
    }
    cursor.syntax = file.syntax;
    while cursor.kind() != Kind::End {
        statement(&mut cursor, &mut file)?;
    }
    Ok(file)
}

fn syntax(cursor: &mut Cursor<'_>) -> Result<Syntax, Fault> {
    let edition = cursor.is("edition");
    cursor.skip();
    cursor.expect("=")?;
    let at = cursor.at();
    let word = cursor.utf8("a string")?;
    cursor.expect(";")?;
    match (edition, &*word) {
        (false, "proto2") => Ok(Syntax::Proto2),
        (false, "proto3") => Ok(Syntax::Proto3),
        (true, "2023") => Ok(Syntax::Edition(2023)),
        (true, "2024") => Ok(Syntax::Edition(2024)),
        (false, _) => Err(Fault::syntax(at, format!("expected the syntax \"proto2\" or \"proto3\", found {word:?}"))),
        (true, _) => Err(Fault::syntax(at, format!("expected the edition \"2023\" or \"2024\", found {word:?}"))),
    }
}

fn statement(cursor: &mut Cursor<'_>, file: &mut File) -> Result<(), Fault> {
    let visibility = visibility(cursor);
    match cursor.piece() {
        _ if cursor.kind() == Kind::Text => Err(cursor.expected("a statement such as `message`")),
        "message" => {
            file.messages.push(message(cursor, visibility)?);
            Ok(())
        }
        "enum" => {
            file.enums.push(enumeration(cursor, visibility)?);
            Ok(())
        }
        ";" => {
            cursor.skip();
            Ok(())
        }
        "service" => {
            file.services.push(service(cursor)?);
            Ok(())
        }
        "extend" => {
            file.extends.push(extend(cursor)?);
            Ok(())
        }
        "import" => {
            let import = import(cursor)?;
            if file.imports.iter().any(|other| other.name == import.name) {
                return Err(Fault::invalid(import.at, format!("{:?} is imported twice", import.name)));
            }
            file.imports.push(import);
            Ok(())
        }
        "package" => {
            let at = cursor.at();
            cursor.skip();
            let name = cursor.dotted("the name of a package", false)?;
            cursor.expect(";")?;
            if file.package.is_some() {
                return Err(Fault::syntax(at, "expected one package, found another"));
            }
            file.package = Some(name);
            Ok(())
        }
        "option" => {
            file.options.push(option(cursor)?);
            Ok(())
        }
        _ => Err(cursor.expected("a statement such as `message`")),
    }
}

/// Edition 2024: `export` or `local` before a message or an enum.
pub(crate) fn visibility(cursor: &mut Cursor<'_>) -> Option<Visibility> {
    let Syntax::Edition(2024..) = cursor.syntax else { return None };
    if cursor.kind() != Kind::Word || !matches!(cursor.ahead(1), "message" | "enum") {
        return None;
    }
    if cursor.take("export") {
        Some(Visibility::Export)
    } else if cursor.take("local") {
        Some(Visibility::Local)
    } else {
        None
    }
}

fn import(cursor: &mut Cursor<'_>) -> Result<Import, Fault> {
    let at = cursor.at();
    cursor.skip();
    let mode = if cursor.take("public") {
        ImportMode::Public
    } else if cursor.take("weak") {
        ImportMode::Weak
    } else if matches!(cursor.syntax, Syntax::Edition(2024..)) && cursor.take("option") {
        ImportMode::Option
    } else {
        ImportMode::Plain
    };
    let name = cursor.utf8("the name of a file to import")?.into();
    cursor.expect(";")?;
    Ok(Import { mode, name, at })
}
