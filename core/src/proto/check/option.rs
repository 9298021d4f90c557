//! Options: each one is known, set once, and has a value that fits; custom ones are extensions of the options' messages.
use crate::proto::check::Check;
use crate::proto::check::value::{kind, scalar_fault};
use crate::proto::features::Features;
use crate::proto::place::{Fault, Offset};
use crate::proto::pool::{MAIN, Resolved, Symbol, Want};
use crate::proto::tree::{Constant, Entry, Field, Key, Label, Part, Scalar, Setting, Syntax, Type};
use std::collections::HashSet;

/// What has options. Names of custom options are looked up from where it stands, not from inside of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    File,
    Message,
    Field,
    Oneof,
    ExtensionRange,
    Enum,
    EnumValue,
    Service,
    Method,
}

impl Owner {
    /// The full name of the options' message, and the target that options may be limited to.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::File => ("google.protobuf.FileOptions", "TARGET_TYPE_FILE"),
            Self::Message => ("google.protobuf.MessageOptions", "TARGET_TYPE_MESSAGE"),
            Self::Field => ("google.protobuf.FieldOptions", "TARGET_TYPE_FIELD"),
            Self::Oneof => ("google.protobuf.OneofOptions", "TARGET_TYPE_ONEOF"),
            Self::ExtensionRange => ("google.protobuf.ExtensionRangeOptions", "TARGET_TYPE_EXTENSION_RANGE"),
            Self::Enum => ("google.protobuf.EnumOptions", "TARGET_TYPE_ENUM"),
            Self::EnumValue => ("google.protobuf.EnumValueOptions", "TARGET_TYPE_ENUM_ENTRY"),
            Self::Service => ("google.protobuf.ServiceOptions", "TARGET_TYPE_SERVICE"),
            Self::Method => ("google.protobuf.MethodOptions", "TARGET_TYPE_METHOD"),
        }
    }
}

/// A field of an option's message.
struct Found<'a> {
    number: i64,
    repeated: bool,
    /// The oneof that it is in.
    oneof: Option<usize>,
    of: Resolved<'a>,
    /// Where its type's names are looked up.
    scope: String,
    file: usize,
}

/// A message whose fields are set.
#[derive(Clone)]
enum Body<'a> {
    Message(usize),
    /// The entry of a map, where it stands, and in which file.
    Entry(&'a (Type, Type), String, usize),
}

/// The numbers that lead to what is set already.
type Taken = HashSet<Vec<i64>>;

/// What is being looked at.
struct Place<'s> {
    owner: Owner,
    scope: &'s str,
    at: Offset,
}

impl<'a> Check<'_, 'a> {
    pub(super) fn options(&self, settings: &'a [Setting], owner: Owner, scope: &str) -> Result<(), Fault> {
        let mut taken = Taken::new();
        let mut pseudo: Vec<&str> = Vec::new();
        for setting in settings {
            let word = ["default", "json_name"].into_iter().find(|word| owner == Owner::Field && setting.is(word));
            if let Some(word) = word {
                if pseudo.contains(&word) {
                    return Err(Fault::invalid(setting.at, format!("the option `{word}` is set twice")));
                }
                pseudo.push(word);
                continue;
            }
            self.setting(setting, &Place { owner, scope, at: setting.at }, &mut taken)?;
        }
        Ok(())
    }

    fn setting(&self, setting: &'a Setting, place: &Place<'_>, taken: &mut Taken) -> Result<(), Fault> {
        let first = setting.name.first();
        if first.is_some_and(|part| !part.custom && &*part.text == "uninterpreted_option") {
            return Err(Fault::invalid(setting.at, "expected another option than `uninterpreted_option`"));
        }
        if setting.is("map_entry") && place.owner == Owner::Message {
            let message = "expected `map<key, value>` instead of the option `map_entry`";
            return Err(Fault::invalid(setting.at, message));
        }
        let features = first.is_some_and(|part| !part.custom && &*part.text == "features");
        if features && !matches!(self.file.syntax, Syntax::Edition(_)) {
            return Err(Fault::invalid(setting.at, "expected features only in editions, found one"));
        }
        let mut body = Body::Message(self.options_message(place)?);
        let mut path = Vec::new();
        for (index, part) in setting.name.iter().enumerate() {
            let found = self.part(&body, part, place)?;
            path.push(found.number);
            if index + 1 == setting.name.len() {
                if !found.repeated && taken.contains(&path) {
                    return Err(Fault::invalid(setting.at, format!("the option `{}` is set twice", part.text)));
                }
                self.value(&found, &setting.value, &part.text, place, (&mut path, taken), false)?;
                // Whoever sets a part of a message has set it.
                (1..=path.len()).for_each(|length| {
                    taken.insert(path[..length].to_vec());
                });
                return Ok(());
            }
            body = match found.of {
                _ if found.repeated => {
                    let message = format!("expected a whole message for the repeated option `{}`", part.text);
                    return Err(Fault::invalid(setting.at, message));
                }
                Resolved::Message(index) | Resolved::Group(index) => Body::Message(index),
                _ => {
                    let message = format!("expected a message to go into, found `{}`, which is none", part.text);
                    return Err(Fault::invalid(setting.at, message));
                }
            };
        }
        Ok(())
    }

    fn options_message(&self, place: &Place<'_>) -> Result<usize, Fault> {
        match self.pool.get(place.owner.names().0) {
            Some(Symbol::Message(index)) => Ok(*index),
            _ => Err(Fault::reference(place.at, format!("`{}` is defined nowhere", place.owner.names().0))),
        }
    }

    fn part(&self, body: &Body<'a>, part: &Part, place: &Place<'_>) -> Result<Found<'a>, Fault> {
        let found = if part.custom {
            self.extension_of(body, &part.text, place.scope, place)?
        } else {
            self.field_of(body, &part.text, place)?
        };
        found.ok_or_else(|| {
            let name = if part.custom { format!("({})", part.text) } else { part.text.to_string() };
            Fault::reference(place.at, format!("the option `{name}` is not known here"))
        })
    }

    /// The field of a name; of a group, the name is its message's too.
    fn field_of(&self, body: &Body<'a>, name: &str, place: &Place<'_>) -> Result<Option<Found<'a>>, Fault> {
        match body {
            Body::Entry(types, scope, file) => {
                let (number, of) = match name {
                    "key" => (1, &types.0),
                    "value" => (2, &types.1),
                    _ => return Ok(None),
                };
                let of = self.pool.resolve(of, scope, *file).unwrap_or(Resolved::Scalar(Scalar::Bytes));
                Ok(Some(Found { number, repeated: false, oneof: None, of, scope: scope.clone(), file: *file }))
            }
            Body::Message(index) => {
                let message = &self.pool.messages[*index];
                let named = |field: &&Field| {
                    &*field.name.text == name || matches!(&field.of, Type::Group(group) if &*group.name.text == name)
                };
                let Some(field) = message.node.fields.iter().find(named) else { return Ok(None) };
                self.found(field, &message.full, message.file, place).map(Some)
            }
        }
    }

    /// The scope that a message stands in: in text format, names of extensions are looked up from there.
    fn around(&self, body: &Body<'a>) -> String {
        let Body::Message(index) = body else { return String::new() };
        self.pool.messages[*index].full.rsplit_once('.').map_or("", |(outer, _)| outer).to_owned()
    }

    fn extension_of(
        &self,
        body: &Body<'a>,
        name: &str,
        scope: &str,
        place: &Place<'_>,
    ) -> Result<Option<Found<'a>>, Fault> {
        let Ok(Symbol::Extension(index)) = self.pool.lookup(name, scope, MAIN, Want::Option) else {
            return Ok(None);
        };
        let extension = &self.pool.extensions[*index];
        let extendee = self.pool.message(&extension.extendee.text, &extension.scope, extension.file);
        match (body, extendee) {
            (Body::Message(index), Ok(extendee)) if *index == extendee => {
                self.found(extension.field, &extension.scope, extension.file, place).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn found(&self, field: &'a Field, scope: &str, file: usize, place: &Place<'_>) -> Result<Found<'a>, Fault> {
        let target = |option: &&Setting| option.is("targets");
        let mut targets = field.options.iter().filter(target).peekable();
        let wanted = place.owner.names().1;
        if targets.peek().is_some() {
            let fits = |option: &Setting| matches!(&option.value, Constant::Word(word) if &**word == wanted);
            if !targets.any(fits) {
                let message = format!("the option `{}` cannot be set on this kind of thing", field.name.text);
                return Err(Fault::invalid(place.at, message));
            }
        }
        let of = self.pool.resolve(&field.of, scope, file).map_err(|missing| missing.fault(&field.name, "a type"))?;
        let repeated = field.label == Some(Label::Repeated) || matches!(of, Resolved::Map(_));
        Ok(Found { number: field.number, repeated, oneof: field.oneof, of, scope: scope.to_owned(), file })
    }

    /// Whether a value fits a field; `path` leads to the field, and what the value sets inside is added to what is taken.
    fn value(
        &self,
        found: &Found<'a>,
        value: &'a Constant,
        name: &str,
        place: &Place<'_>,
        (path, taken): (&mut Vec<i64>, &mut Taken),
        text_format: bool,
    ) -> Result<(), Fault> {
        let body = match found.of {
            Resolved::Scalar(scalar) => return scalar_fault(scalar, value, place.at, text_format),
            Resolved::Enum(index) => return self.enum_value(index, value, place, text_format),
            Resolved::Message(index) | Resolved::Group(index) => Body::Message(index),
            Resolved::Map(types) => Body::Entry(types, found.scope.clone(), found.file),
        };
        let Constant::Message(entries) = value else {
            let message = format!("expected `{{ ... }}` for the message `{name}`, found {}", kind(value));
            return Err(Fault::invalid(place.at, message));
        };
        let mut inside = Taken::new();
        self.entries(&body, entries, place, (path, &mut inside))?;
        if !found.repeated {
            taken.extend(inside);
        }
        Ok(())
    }

    fn enum_value(&self, index: usize, value: &Constant, place: &Place<'_>, text_format: bool) -> Result<(), Fault> {
        let found = &self.pool.enums[index];
        let good = match value {
            Constant::Word(word) => found.node.values.iter().any(|value| *value.name.text == **word),
            Constant::Integer { negative, value } if text_format => {
                let number = if *negative { -(*value as i128) } else { *value as i128 };
                let file = self.pool.files[found.file];
                let open = Features::of(file.syntax).with(&file.options).with(&found.node.options).open;
                (open && i32::try_from(number).is_ok())
                    || found.node.values.iter().any(|value| value.number as i128 == number)
            }
            _ => false,
        };
        if good {
            return Ok(());
        }
        let message = format!("expected a value of enum `{}`, found {}", found.full, kind(value));
        Err(Fault::invalid(place.at, message))
    }

    fn entries(
        &self,
        body: &Body<'a>,
        entries: &'a [Entry],
        place: &Place<'_>,
        (path, taken): (&mut Vec<i64>, &mut Taken),
    ) -> Result<(), Fault> {
        let mut oneofs: HashSet<usize> = HashSet::new();
        let mut seen: HashSet<i64> = HashSet::new();
        for entry in entries {
            let place = &Place { at: entry.at, ..*place };
            let (name, found) = match &entry.key {
                Key::Field(name) => (name, self.field_of(body, name, place)?),
                Key::Extension(name) => (name, self.extension_of(body, name, &self.around(body), place)?),
                Key::Any(_, name) => {
                    self.any(body, name, &entry.value, place)?;
                    continue;
                }
            };
            let Some(found) = found else {
                return Err(Fault::reference(entry.at, format!("the field `{name}` is not known here")));
            };
            if !found.repeated && !seen.insert(found.number) {
                return Err(Fault::invalid(entry.at, format!("the field `{name}` is set twice")));
            }
            if let Some(oneof) = found.oneof.filter(|_| matches!(entry.key, Key::Field(_)))
                && !oneofs.insert(oneof)
            {
                return Err(Fault::invalid(entry.at, format!("the field `{name}` is in a oneof that is set already")));
            }
            path.push(found.number);
            let items = match &entry.value {
                Constant::List(items) if found.repeated => items.as_slice(),
                other => std::slice::from_ref(other),
            };
            for item in items {
                self.value(&found, item, name, place, (path, taken), true)?;
            }
            taken.insert(path.clone());
            path.pop();
        }
        self.required(body, &seen, place)
    }

    fn required(&self, body: &Body<'a>, seen: &HashSet<i64>, place: &Place<'_>) -> Result<(), Fault> {
        let Body::Message(index) = body else { return Ok(()) };
        let message = &self.pool.messages[*index];
        let missing = |field: &&Field| field.label == Some(Label::Required) && !seen.contains(&field.number);
        match message.node.fields.iter().find(missing) {
            None => Ok(()),
            Some(field) => {
                let message =
                    format!("expected the required field `{}` of message `{}`", field.name.text, message.full);
                Err(Fault::invalid(place.at, message))
            }
        }
    }

    /// `[type.googleapis.com/name] { ... }` inside of an Any.
    fn any(&self, body: &Body<'a>, name: &str, value: &'a Constant, place: &Place<'_>) -> Result<(), Fault> {
        let inside = matches!(body, Body::Message(index) if self.pool.messages[*index].full == "google.protobuf.Any");
        let message = self.pool.message(name, place.scope, MAIN);
        match (inside, message, value) {
            (true, Ok(index), Constant::Message(entries)) => {
                self.entries(&Body::Message(index), entries, place, (&mut Vec::new(), &mut Taken::new()))
            }
            _ => Err(Fault::invalid(place.at, format!("expected a message `{name}` inside of an Any"))),
        }
    }
}
