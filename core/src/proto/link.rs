//! Finds the files that a file imports, and those that these import: among the references, then among the well-known ones.
use crate::proto::parse::parse;
use crate::proto::place::Fault;
use crate::proto::pool::package;
use crate::proto::schema::Reference;
use crate::proto::tree::{Enum, Extend, Field, File, Message, Setting, Type};
use crate::proto::wellknown::{self, DESCRIPTOR};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What is wrong, and in which of the texts: the main one, or that of a reference.
pub(crate) struct Broken<'t> {
    pub(crate) fault: Fault,
    pub(crate) name: &'t str,
    pub(crate) text: &'t str,
}

/// The file itself, then all that it needs.
pub(crate) fn link<'t>(
    main: Arc<File>,
    text: &'t str,
    references: &'t [Reference<'t>],
) -> Result<Vec<Arc<File>>, Broken<'t>> {
    let mut by_name: HashMap<&str, &Reference<'_>> = HashMap::new();
    for reference in references {
        by_name.entry(reference.name).or_insert(reference);
    }
    let options = has_options(&main) && !defines_options(&main);
    // Of each file, the text that its places are in.
    let mut texts: Vec<(&str, &str)> = vec![("", text)];
    let mut files = vec![main];
    let mut seen: HashSet<Box<str>> = HashSet::new();
    let mut next = 0;
    while next < files.len() {
        let file = Arc::clone(&files[next]);
        for import in &file.imports {
            if !seen.insert(import.name.clone()) {
                continue;
            }
            if let Some(reference) = by_name.get(&*import.name) {
                let parsed = parse(reference.name, reference.text);
                let broken = |fault| Broken { fault, name: reference.name, text: reference.text };
                files.push(Arc::new(parsed.map_err(broken)?));
                texts.push((reference.name, reference.text));
            } else if let Some(known) = wellknown::file(&import.name) {
                files.push(known);
                texts.push(("", ""));
            } else {
                let message = format!("the import {:?} is neither a reference nor well known", import.name);
                let (name, text) = texts[next];
                return Err(Broken { fault: Fault::reference(import.at, message), name, text });
            }
        }
        next += 1;
    }
    if options && !seen.contains(DESCRIPTOR) {
        files.extend(wellknown::file(DESCRIPTOR));
    }
    Ok(files)
}

/// Whether the file is the one that defines options.
fn defines_options(file: &File) -> bool {
    package(file) == "google.protobuf" && file.messages.iter().any(|message| &*message.name.text == "FileOptions")
}

/// Whether any option is set that is to be looked up.
fn has_options(file: &File) -> bool {
    let some = |options: &[Setting]| !options.is_empty();
    let methods = || file.services.iter().flat_map(|service| &service.methods);
    some(&file.options)
        || file.messages.iter().any(in_message)
        || file.enums.iter().any(in_enum)
        || file.extends.iter().any(in_extend)
        || file.services.iter().any(|service| some(&service.options))
        || methods().any(|method| some(&method.options))
}

fn in_message(message: &Message) -> bool {
    !message.options.is_empty()
        || message.fields.iter().any(in_field)
        || message.oneofs.iter().any(|oneof| !oneof.options.is_empty())
        || message.extensions.iter().any(|extensions| !extensions.options.is_empty())
        || message.messages.iter().any(in_message)
        || message.enums.iter().any(in_enum)
        || message.extends.iter().any(in_extend)
}

fn in_field(field: &Field) -> bool {
    let named = |option: &Setting| !option.is("default") && !option.is("json_name");
    field.options.iter().any(named) || matches!(&field.of, Type::Group(group) if in_message(group))
}

fn in_enum(found: &Enum) -> bool {
    !found.options.is_empty() || found.values.iter().any(|value| !value.options.is_empty())
}

fn in_extend(extend: &Extend) -> bool {
    extend.fields.iter().any(in_field)
}
