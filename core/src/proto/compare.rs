//! Compares two schemas: every message, enum and field by name and number, and, through fields, the messages of references.
use crate::proto::difference::Difference;
use crate::proto::fact::Fact;
use crate::proto::features::{Features, Presence};
use crate::proto::kind::DifferenceKind as Kind;
use crate::proto::pool::{MAIN, Pool, Resolved, join, package};
use crate::proto::schema::ProtoSchema;
use crate::proto::tree::{Enum, Field, Label, Message, Scalar, Type};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// How many differences are listed before the list is cut off.
const MOST: usize = 10_000;

/// In what an update differs from an original, also what breaks nobody.
///
/// A field of a message of another file is a difference (`FIELD_NAMED_TYPE_CHANGED`) when that message became incompatible;
/// what became so is listed too. At most 10,000 differences are listed, incompatible ones before it is cut off.
pub fn differences(original: &ProtoSchema, update: &ProtoSchema) -> Vec<Difference> {
    let (old, new) = (original.pool(), update.pool());
    let mut comparison = Comparison { old: &old, new: &new, pairs: Vec::new(), known: HashMap::new(), current: 0 };
    comparison.pairs.push(Pair::default());
    let (old_file, new_file) = (original.file(), update.file());
    let (old_package, new_package) = (package(old_file), package(new_file));
    if old_package != new_package {
        comparison.add(Kind::PackageChanged, "#/", Fact::packages(old_package, new_package));
    }
    let old_types = Types { messages: &old_file.messages, enums: &old_file.enums, groups: Vec::new() };
    let new_types = Types { messages: &new_file.messages, enums: &new_file.enums, groups: Vec::new() };
    comparison.types(old_types, new_types, &Place::root(old_package, new_package));
    let mut next = 1;
    while next < comparison.pairs.len() {
        comparison.current = next;
        comparison.pair(next);
        next += 1;
    }
    comparison.report()
}

/// Two messages of which at least one is of a reference; the first pair stands for the schemas themselves.
#[derive(Default)]
struct Pair {
    old: usize,
    new: usize,
    found: Vec<Found>,
}

enum Found {
    Difference(Difference),
    /// A field whose type is another pair; a difference if that one is incompatible.
    Needs {
        pair: usize,
        path: String,
        fact: Fact,
    },
}

struct Comparison<'p, 'a> {
    old: &'p Pool<'a>,
    new: &'p Pool<'a>,
    pairs: Vec<Pair>,
    known: HashMap<(usize, usize), usize>,
    current: usize,
}

/// The types of one level.
struct Types<'a> {
    messages: &'a [Message],
    enums: &'a [Enum],
    groups: Vec<&'a Message>,
}

/// Where two messages or files are compared.
struct Place {
    path: String,
    old: Side,
    new: Side,
}

struct Side {
    scope: String,
    file: usize,
}

impl Place {
    fn root(old: &str, new: &str) -> Self {
        let side = |scope: &str| Side { scope: scope.to_owned(), file: MAIN };
        Self { path: "#".to_owned(), old: side(old), new: side(new) }
    }

    fn inside(&self, name: &str) -> Self {
        let side = |side: &Side| Side { scope: join(&side.scope, name), file: side.file };
        Self { path: format!("{}/{name}", self.path), old: side(&self.old), new: side(&self.new) }
    }

    fn at(&self, step: impl std::fmt::Display) -> String {
        format!("{}/{step}", self.path)
    }
}

impl<'a> Comparison<'_, 'a> {
    fn add(&mut self, kind: Kind, path: impl Into<String>, fact: Fact) {
        let difference = fact.difference(kind, path.into());
        self.pairs[self.current].found.push(Found::Difference(difference));
    }

    /// Messages and enums of one level, by name.
    fn types(&mut self, old: Types<'a>, new: Types<'a>, place: &Place) {
        let by_name =
            |messages: &'a [Message], groups: Vec<&'a Message>| -> BTreeMap<&'a str, (Option<usize>, &'a Message)> {
                let written = messages.iter().enumerate().map(|(index, message)| (Some(index), message));
                written
                    .chain(groups.into_iter().map(|group| (None, group)))
                    .map(|found| (&*found.1.name.text, found))
                    .collect()
            };
        let (old_messages, new_messages) = (by_name(old.messages, old.groups), by_name(new.messages, new.groups));
        for (name, pair) in both(&old_messages, &new_messages) {
            let inside = place.inside(name);
            match pair {
                (Some(_), None) => self.add(Kind::MessageRemoved, inside.path, Fact::message(&inside.old.scope)),
                (None, Some(_)) => self.add(Kind::MessageAdded, inside.path, Fact::message(&inside.new.scope)),
                (Some((old_index, old)), Some((new_index, new))) => {
                    self.message(old, new, &inside);
                    if old_index != new_index {
                        self.add(Kind::MessageMoved, inside.path, Fact::message(&inside.new.scope));
                    }
                }
                (None, None) => {}
            }
        }
        let by_name = |enums: &'a [Enum]| -> BTreeMap<&'a str, &'a Enum> {
            enums.iter().map(|found| (&*found.name.text, found)).collect()
        };
        for (name, pair) in both(&by_name(old.enums), &by_name(new.enums)) {
            let inside = place.inside(name);
            match pair {
                (Some(_), None) => self.add(Kind::EnumRemoved, inside.path, Fact::enumeration(&inside.old.scope)),
                (None, Some(_)) => self.add(Kind::EnumAdded, inside.path, Fact::enumeration(&inside.new.scope)),
                (Some(old), Some(new)) => self.enumeration(old, new, &inside),
                (None, None) => {}
            }
        }
    }

    fn enumeration(&mut self, old: &'a Enum, new: &'a Enum, place: &Place) {
        let by_number = |found: &'a Enum| -> BTreeMap<i64, &'a str> {
            // Of aliases, the last one counts, as with Confluent.
            found.values.iter().map(|value| (value.number, &*value.name.text)).collect()
        };
        for (number, pair) in both(&by_number(old), &by_number(new)) {
            let (before, after) = (pair.0.copied().unwrap_or_default(), pair.1.copied().unwrap_or_default());
            let fact = || Fact::value(number, &place.new.scope, before, after);
            match pair {
                (Some(_), None) => self.add(Kind::EnumConstRemoved, place.at(number), fact()),
                (None, Some(_)) => self.add(Kind::EnumConstAdded, place.at(number), fact()),
                (Some(old), Some(new)) if old != new => self.add(Kind::EnumConstChanged, place.at(number), fact()),
                _ => {}
            }
        }
    }

    fn message(&mut self, old: &'a Message, new: &'a Message, place: &Place) {
        self.oneofs(old, new, place);
        let by_number = |message: &'a Message| -> BTreeMap<i64, &'a Field> {
            message.fields.iter().map(|field| (field.number, field)).collect()
        };
        let (old_fields, new_fields) = (by_number(old), by_number(new));
        // A oneof that is gone with all of its fields may go; one that lost only some of them may not.
        let new_oneofs: HashSet<&str> = new.oneofs.iter().map(|oneof| &*oneof.name.text).collect();
        let survives = |index: usize| {
            new_oneofs.contains(&*old.oneofs[index].name.text)
                || old.fields.iter().any(|field| field.oneof == Some(index) && new_fields.contains_key(&field.number))
        };
        let survivors: Vec<bool> = (0..old.oneofs.len()).map(survives).collect();
        for (number, pair) in both(&old_fields, &new_fields) {
            match pair {
                (Some(field), None) => {
                    let fact = Fact::field(&place.path, &place.old.scope, field);
                    match field.oneof {
                        Some(index) if survivors[index] => {
                            self.add(Kind::OneofFieldRemoved, at_field(place, old, field), fact);
                        }
                        Some(_) => {}
                        None if self.required(field, Version::Old, place) => {
                            self.add(Kind::RequiredFieldRemoved, place.at(number), fact);
                        }
                        None => self.add(Kind::FieldRemoved, place.at(number), fact),
                    }
                }
                (None, Some(field)) => {
                    let required = self.required(field, Version::New, place);
                    let kind = match field.oneof {
                        Some(_) => Kind::OneofFieldAdded,
                        None if required => Kind::RequiredFieldAdded,
                        None => Kind::FieldAdded,
                    };
                    self.add(kind, at_field(place, new, field), Fact::field(&place.path, &place.new.scope, field));
                }
                (Some(old_field), Some(new_field)) => {
                    if old_field.oneof.is_some() && new_field.oneof.is_none() {
                        let fact = Fact::field(&place.path, &place.new.scope, new_field);
                        self.add(Kind::OneofFieldMovedToTopLevel, place.at(number), fact);
                    }
                    self.field(old_field, new_field, place, at_field(place, new, new_field));
                }
                (None, None) => {}
            }
        }
        let types = |message: &'a Message| Types {
            messages: &message.messages,
            enums: &message.enums,
            groups: message.fields.iter().filter_map(group).collect(),
        };
        self.types(types(old), types(new), place);
    }

    fn oneofs(&mut self, old: &'a Message, new: &'a Message, place: &Place) {
        let old_fields: HashMap<i64, &Field> = old.fields.iter().map(|field| (field.number, field)).collect();
        for (index, oneof) in new.oneofs.iter().enumerate() {
            // Fields that were in one oneof excluded each other before; every other one stood alone.
            let mut origins: HashSet<Result<usize, i64>> = HashSet::new();
            let mut alone = 0;
            let mut together = Vec::new();
            for field in new.fields.iter().filter(|field| field.oneof == Some(index)) {
                let Some(before) = old_fields.get(&field.number) else { continue };
                if before.oneof.is_none() {
                    alone += 1;
                }
                if origins.insert(before.oneof.ok_or(field.number)) {
                    together.push(&*field.name.text);
                }
            }
            if origins.len() > 1 {
                let several = alone > 1;
                let kind = if several { Kind::MultipleFieldsMovedToOneof } else { Kind::FieldMovedToExistingOneof };
                let fact = Fact::oneof(&oneof.name.text, &place.new.scope, &together);
                self.add(kind, place.at(&oneof.name.text), fact);
            }
        }
        let names = |message: &'a Message| -> BTreeSet<&'a str> {
            message.oneofs.iter().map(|oneof| &*oneof.name.text).collect()
        };
        let (old_names, new_names) = (names(old), names(new));
        for name in old_names.symmetric_difference(&new_names) {
            let (kind, scope) = match new_names.contains(name) {
                true => (Kind::OneofAdded, &place.new.scope),
                false => (Kind::OneofRemoved, &place.old.scope),
            };
            self.add(kind, place.at(name), Fact::oneof(name, scope, &[]));
        }
    }

    fn field(&mut self, old: &'a Field, new: &'a Field, place: &Place, path: String) {
        if old.name.text != new.name.text {
            self.add(Kind::FieldNameChanged, path.clone(), Fact::names(&place.path, &place.new.scope, old, new));
        }
        let manners = (self.manner(old, Version::Old, place), self.manner(new, Version::New, place));
        let fact = Fact::field(&place.path, &place.new.scope, new);
        let fact = fact.change((old, manners.0.label), (new, manners.1.label));
        self.type_of(&old.of, &new.of, manners, place, path, fact);
    }

    fn type_of(
        &mut self,
        old: &'a Type,
        new: &'a Type,
        manners: (Manner, Manner),
        place: &Place,
        path: String,
        fact: Fact,
    ) {
        let found = (
            self.old.resolve(old, &place.old.scope, place.old.file),
            self.new.resolve(new, &place.new.scope, place.new.file),
        );
        let (Ok(old), Ok(new)) = found else {
            // What a reference lacks cannot be compared.
            return;
        };
        let changed = match (old, new) {
            (Resolved::Scalar(_) | Resolved::Enum(_), Resolved::Scalar(_) | Resolved::Enum(_)) => {
                let (old, new) = (Bytes::of(old), Bytes::of(new));
                match (manners.0.label, manners.1.label) {
                    _ if old != new => Kind::FieldScalarKindChanged,
                    (old, new) if old == new => return,
                    _ if new == Bytes::Text => Kind::FieldStringOrBytesLabelChanged,
                    _ => Kind::FieldNumericLabelChanged,
                }
            }
            (Resolved::Map(old), Resolved::Map(new)) => {
                let none = (Manner::PLAIN, Manner::PLAIN);
                self.type_of(&old.0, &new.0, none, place, path.clone(), fact.clone());
                return self.type_of(&old.1, &new.1, none, place, path, fact);
            }
            (Resolved::Message(_) | Resolved::Group(_), Resolved::Message(_) | Resolved::Group(_))
                if manners.0.delimited != manners.1.delimited =>
            {
                Kind::FieldKindChanged
            }
            (Resolved::Message(old) | Resolved::Group(old), Resolved::Message(new) | Resolved::Group(new)) => {
                if local(self.old, old) == local(self.new, new) {
                    return self.needs(old, new, path, fact);
                }
                let fact = fact.types(&self.old.messages[old].full, &self.new.messages[new].full);
                return self.add(Kind::FieldNamedTypeChanged, path, fact);
            }
            _ => Kind::FieldKindChanged,
        };
        self.add(changed, path, fact);
    }

    /// Messages of the schemas' own files are compared where they stand; others where a field leads to them.
    fn needs(&mut self, old: usize, new: usize, path: String, fact: Fact) {
        if self.old.messages[old].file == MAIN && self.new.messages[new].file == MAIN {
            return;
        }
        let number = self.pairs.len();
        let pair = *self.known.entry((old, new)).or_insert(number);
        if pair == number {
            self.pairs.push(Pair { old, new, found: Vec::new() });
        }
        // The same name on both sides says that it is the inside that differs.
        let full = &self.new.messages[new].full;
        let fact = fact.types(full, full);
        self.pairs[self.current].found.push(Found::Needs { pair, path, fact });
    }

    fn pair(&mut self, index: usize) {
        let (old, new) = (&self.old.messages[self.pairs[index].old], &self.new.messages[self.pairs[index].new]);
        let side = |full: &str, file: usize| Side { scope: full.to_owned(), file };
        let place = Place {
            path: format!("#/{}", local(self.new, self.pairs[index].new).replace('.', "/")),
            old: side(&old.full, old.file),
            new: side(&new.full, new.file),
        };
        self.message(old.node, new.node, &place);
    }

    /// How a field is written, features of editions included.
    fn manner(&self, field: &Field, version: Version, place: &Place) -> Manner {
        let label = match field.label {
            Some(Label::Repeated) => Label::Repeated,
            _ if self.required(field, version, place) => Label::Required,
            _ => Label::Optional,
        };
        let delimited = group(field).is_some() || self.features(field, version, place).delimited;
        Manner { label, delimited }
    }

    fn required(&self, field: &Field, version: Version, place: &Place) -> bool {
        field.label == Some(Label::Required) || self.features(field, version, place).presence == Presence::Required
    }

    /// Files and fields can set those that are asked for, messages cannot.
    fn features(&self, field: &Field, version: Version, place: &Place) -> Features {
        let (pool, side) = match version {
            Version::Old => (self.old, &place.old),
            Version::New => (self.new, &place.new),
        };
        let file = pool.files[side.file];
        Features::of(file.syntax).with(&file.options).with(&field.options)
    }

    /// The differences of all pairs, with a difference for each field whose type became incompatible.
    fn report(self) -> Vec<Difference> {
        let mut users: Vec<Vec<usize>> = vec![Vec::new(); self.pairs.len()];
        let mut bad = vec![false; self.pairs.len()];
        let mut open = Vec::new();
        for (index, pair) in self.pairs.iter().enumerate() {
            for found in &pair.found {
                match found {
                    Found::Needs { pair, .. } => users[*pair].push(index),
                    Found::Difference(difference) if !difference.is_compatible() && !bad[index] => {
                        bad[index] = true;
                        open.push(index);
                    }
                    Found::Difference(_) => {}
                }
            }
        }
        while let Some(index) = open.pop() {
            for user in std::mem::take(&mut users[index]) {
                if !std::mem::replace(&mut bad[user], true) {
                    open.push(user);
                }
            }
        }
        let all = self.pairs.into_iter().flat_map(|pair| pair.found);
        let told = all.filter_map(|found| match found {
            Found::Difference(difference) => Some(difference),
            Found::Needs { pair, path, fact } if bad[pair] => Some(fact.difference(Kind::FieldNamedTypeChanged, path)),
            Found::Needs { .. } => None,
        });
        let mut told: Vec<Difference> = told.collect();
        if told.len() > MOST {
            told.sort_by_key(Difference::is_compatible);
            told.truncate(MOST);
        }
        told
    }
}

/// What a field's label and encoding come to.
#[derive(Clone, Copy)]
struct Manner {
    label: Label,
    /// Written as a group.
    delimited: bool,
}

impl Manner {
    const PLAIN: Self = Self { label: Label::Optional, delimited: false };
}

#[derive(Clone, Copy)]
enum Version {
    Old,
    New,
}

/// Groups of scalars whose bytes are read as each other (language guide, "Updating a message type").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bytes {
    Number,
    Zigzag,
    Fixed32,
    Fixed64,
    Float,
    Double,
    Text,
}

impl Bytes {
    fn of(found: Resolved<'_>) -> Self {
        let Resolved::Scalar(scalar) = found else { return Self::Number };
        match scalar {
            Scalar::Int32 | Scalar::Int64 | Scalar::Uint32 | Scalar::Uint64 | Scalar::Bool => Self::Number,
            Scalar::Sint32 | Scalar::Sint64 => Self::Zigzag,
            Scalar::Fixed32 | Scalar::Sfixed32 => Self::Fixed32,
            Scalar::Fixed64 | Scalar::Sfixed64 => Self::Fixed64,
            Scalar::Float => Self::Float,
            Scalar::Double => Self::Double,
            Scalar::String | Scalar::Bytes => Self::Text,
        }
    }
}

fn group(field: &Field) -> Option<&Message> {
    if let Type::Group(group) = &field.of { Some(group) } else { None }
}

/// `#/Order/3`, in a oneof `#/Order/payment/3`.
fn at_field(place: &Place, message: &Message, field: &Field) -> String {
    match field.oneof {
        Some(index) => place.at(format!("{}/{}", message.oneofs[index].name.text, field.number)),
        None => place.at(field.number),
    }
}

/// The name of a message without its package.
fn local<'p>(pool: &'p Pool<'_>, index: usize) -> &'p str {
    let message = &pool.messages[index];
    let package = package(pool.files[message.file]);
    message.full.strip_prefix(package).map_or(&message.full, |rest| rest.trim_start_matches('.'))
}

/// The keys of both maps in order, with what each has.
fn both<'m, K: Ord + Copy, V>(
    old: &'m BTreeMap<K, V>,
    new: &'m BTreeMap<K, V>,
) -> impl Iterator<Item = (K, (Option<&'m V>, Option<&'m V>))> {
    let keys: BTreeSet<K> = old.keys().chain(new.keys()).copied().collect();
    keys.into_iter().map(|key| (key, (old.get(&key), new.get(&key))))
}
