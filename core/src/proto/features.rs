//! What a dialect, or the features of an edition, mean for fields and enums (specification, "Feature settings for editions").
use crate::proto::tree::{Constant, Key, Setting, Syntax};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Explicit,
    Implicit,
    Required,
}

/// The features that rules ask for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Features {
    pub(crate) presence: Presence,
    /// Enums take any number, and begin with 0.
    pub(crate) open: bool,
    /// JSON's names must differ.
    pub(crate) json: bool,
    /// Messages are written as groups.
    pub(crate) delimited: bool,
}

impl Features {
    pub(crate) fn of(syntax: Syntax) -> Self {
        let (presence, open, json) = match syntax {
            Syntax::Proto2 => (Presence::Explicit, false, false),
            Syntax::Proto3 => (Presence::Implicit, true, true),
            Syntax::Edition(_) => (Presence::Explicit, true, true),
        };
        Self { presence, open, json, delimited: false }
    }

    /// With what the options of something inside say.
    pub(crate) fn with(mut self, options: &[Setting]) -> Self {
        for option in options {
            match &*option.name {
                [first, second] if plain(first, "features") => {
                    self.set(&second.text, &option.value);
                }
                [first] if plain(first, "features") => {
                    let Constant::Message(entries) = &option.value else { continue };
                    for entry in entries {
                        if let Key::Field(name) = &entry.key {
                            self.set(name, &entry.value);
                        }
                    }
                }
                _ => {}
            }
        }
        self
    }

    fn set(&mut self, name: &str, value: &Constant) {
        let Constant::Word(word) = value else { return };
        match (name, &**word) {
            ("field_presence", "EXPLICIT") => self.presence = Presence::Explicit,
            ("field_presence", "IMPLICIT") => self.presence = Presence::Implicit,
            ("field_presence", "LEGACY_REQUIRED") => self.presence = Presence::Required,
            ("enum_type", word) => self.open = word == "OPEN",
            ("json_format", word) => self.json = word == "ALLOW",
            ("message_encoding", word) => self.delimited = word == "DELIMITED",
            _ => {}
        }
    }
}

fn plain(part: &crate::proto::tree::Part, name: &str) -> bool {
    !part.custom && &*part.text == name
}
