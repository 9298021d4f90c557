//! The normal form: the same for schemas that differ only in the order of what has no order, and in how names are spelled.
use crate::proto::pool::{MAIN, Pool, Symbol, Want, join, package};
use crate::proto::tree::{
    Constant, Entry, Enum, Extend, Extensions, Field, File, Message, Name, Service, Setting, Span, Type,
};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The normal form of the main file of a pool. The order of messages, enums, services and methods stays: message indexes
/// count on it.
pub(crate) fn normalize(pool: &Pool<'_>) -> File {
    let mut file = pool.files[MAIN].clone();
    let scope = package(&file).to_owned();
    let normal = Normal { pool };
    file.said = true;
    file.imports.sort_by(|a, b| (a.mode, &a.name).cmp(&(b.mode, &b.name)));
    settings(&mut file.options);
    file.messages.iter_mut().for_each(|message| normal.message(message, &scope));
    file.enums.iter_mut().for_each(enumeration);
    normal.extends(&mut file.extends, &scope);
    file.services.iter_mut().for_each(|service| normal.service(service, &scope));
    file
}

struct Normal<'p, 'a> {
    pool: &'p Pool<'a>,
}

impl Normal<'_, '_> {
    fn message(&self, message: &mut Message, outer: &str) {
        let scope = join(outer, &message.name.text);
        settings(&mut message.options);
        reserved(&mut message.reserved, &mut message.reserved_names);
        message.oneofs.iter_mut().for_each(|oneof| settings(&mut oneof.options));
        message.fields.iter_mut().for_each(|field| self.field(field, &scope));
        message.fields.sort_by_key(|field| field.number);
        message.extensions = extensions(std::mem::take(&mut message.extensions));
        message.messages.iter_mut().for_each(|nested| self.message(nested, &scope));
        message.enums.iter_mut().for_each(enumeration);
        self.extends(&mut message.extends, &scope);
    }

    fn field(&self, field: &mut Field, scope: &str) {
        settings(&mut field.options);
        self.type_of(&mut field.of, scope);
    }

    fn type_of(&self, of: &mut Type, scope: &str) {
        match of {
            Type::Scalar(_) => {}
            Type::Named(name) => self.name(name, scope),
            Type::Group(group) => self.message(group, scope),
            Type::Map(types) => self.type_of(&mut types.1, scope),
        }
    }

    /// Written with its package and a leading dot.
    fn name(&self, name: &mut Name, scope: &str) {
        let full = match self.pool.lookup(&name.text, scope, MAIN, Want::Type) {
            Ok(Symbol::Message(index)) => &self.pool.messages[*index].full,
            Ok(Symbol::Enum(index)) => &self.pool.enums[*index].full,
            _ => return,
        };
        name.text = format!(".{full}").into();
    }

    /// Those of one message together, by number.
    fn extends(&self, extends: &mut Vec<Extend>, scope: &str) {
        let mut normal: BTreeMap<Box<str>, Extend> = BTreeMap::new();
        for mut extend in extends.drain(..) {
            self.name(&mut extend.extendee, scope);
            extend.fields.iter_mut().for_each(|field| self.field(field, scope));
            match normal.get_mut(&extend.extendee.text) {
                Some(other) => other.fields.extend(extend.fields),
                None => {
                    normal.insert(extend.extendee.text.clone(), extend);
                }
            }
        }
        normal.values_mut().for_each(|extend| extend.fields.sort_by_key(|field| field.number));
        *extends = normal.into_values().collect();
    }

    fn service(&self, service: &mut Service, outer: &str) {
        let scope = join(outer, &service.name.text);
        settings(&mut service.options);
        for method in &mut service.methods {
            self.name(&mut method.input, &scope);
            self.name(&mut method.output, &scope);
            settings(&mut method.options);
        }
    }
}

fn enumeration(found: &mut Enum) {
    settings(&mut found.options);
    reserved(&mut found.reserved, &mut found.reserved_names);
    found.values.iter_mut().for_each(|value| settings(&mut value.options));
    // The first value is the default of a closed enum, and stays the first.
    if let Some((_, rest)) = found.values.split_first_mut() {
        rest.sort_by(|a, b| a.number.cmp(&b.number).then_with(|| a.name.text.cmp(&b.name.text)));
    }
}

fn reserved(spans: &mut [Span], names: &mut [Name]) {
    spans.sort_by_key(|span| span.start);
    names.sort_by(|a, b| a.text.cmp(&b.text));
}

/// One statement for each range, by number.
fn extensions(all: Vec<Extensions>) -> Vec<Extensions> {
    let one = |span: Span, options: &[Setting]| Extensions { spans: vec![span], options: options.to_vec() };
    let mut normal: Vec<Extensions> =
        all.iter().flat_map(|extensions| extensions.spans.iter().map(|span| one(*span, &extensions.options))).collect();
    normal.sort_by_key(|extensions| extensions.spans.first().map(|span| span.start));
    normal.iter_mut().for_each(|extensions| settings(&mut extensions.options));
    normal
}

/// By name; of options that are set several times, the order is their value.
fn settings(all: &mut [Setting]) {
    all.iter_mut().for_each(|setting| constant(&mut setting.value));
    all.sort_by(|a, b| a.name.cmp(&b.name));
}

fn constant(value: &mut Constant) {
    match value {
        Constant::Message(entries) => {
            entries.iter_mut().for_each(|entry| constant(&mut entry.value));
            entries.sort_by(order);
        }
        Constant::List(items) => items.iter_mut().for_each(constant),
        _ => {}
    }
}

fn order(a: &Entry, b: &Entry) -> Ordering {
    a.key.cmp(&b.key)
}
