//! Mode: whether a subject, a context or the server takes new schemas, and whose ids they get.
use crate::engine::Command;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::state::State;
use crate::subject::Subject;
use serde::{Deserialize, Serialize};

/// What may be written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Mode {
    /// Schemas are registered, and the server gives out ids and versions.
    #[default]
    Readwrite,
    /// Nothing is written.
    Readonly,
    /// Nothing is written, whatever is set below.
    ReadonlyOverride,
    /// Schemas are registered with the ids and versions that they had elsewhere, without being compared.
    Import,
    /// Another server is to be written to; nothing is written here.
    Forward,
}

impl Mode {
    /// Every mode.
    pub const ALL: [Self; 5] = [Self::Readwrite, Self::Readonly, Self::ReadonlyOverride, Self::Import, Self::Forward];

    /// The contract's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Readwrite => "READWRITE",
            Self::Readonly => "READONLY",
            Self::ReadonlyOverride => "READONLY_OVERRIDE",
            Self::Import => "IMPORT",
            Self::Forward => "FORWARD",
        }
    }

    /// The mode of a name, in any case.
    ///
    /// # Errors
    /// 42204.
    pub fn parse(name: &str) -> Result<Self, Refusal> {
        let found = Self::ALL.into_iter().find(|mode| mode.name().eq_ignore_ascii_case(name));
        found.ok_or_else(Refusal::invalid_mode)
    }

    /// Refuses to change or delete anything where nothing is written.
    ///
    /// # Errors
    /// 42205.
    pub fn allow_writing(self, subject: Option<&Subject>) -> Result<(), Refusal> {
        match self {
            Self::Readwrite | Self::Import => Ok(()),
            Self::Readonly | Self::ReadonlyOverride | Self::Forward => {
                Err(Refusal::mode(subject, "is in read-only mode"))
            }
        }
    }

    /// Refuses to register where that is not done, or not so: with a chosen id or version, or without an id.
    ///
    /// # Errors
    /// 42205.
    pub fn allow_registering(self, subject: &Subject, id: bool, version: bool) -> Result<(), Refusal> {
        self.allow_writing(Some(subject))?;
        match self {
            Self::Import if id => Ok(()),
            Self::Import => Err(Refusal::mode(Some(subject), "is not in read-write mode")),
            _ if id || version => Err(Refusal::mode(Some(subject), "is not in import mode")),
            _ => Ok(()),
        }
    }
}

/// Sets a mode.
#[derive(Debug)]
pub struct SetMode {
    /// Whose; none for the server's. One without a name is its whole context's.
    pub subject: Option<Subject>,
    /// The mode.
    pub mode: Mode,
    /// Whether IMPORT may be set although there are schemas.
    pub force: bool,
    /// Whether the modes of what lies below go, so that this one holds there too.
    pub recursive: bool,
}

impl Command for SetMode {
    type Done = ();

    fn decide(&mut self, state: &State) -> Result<(Vec<Record>, ()), Refusal> {
        let subject = self.subject.as_ref();
        let becomes_import = self.mode == Mode::Import && state.mode(subject) != Mode::Import;
        if becomes_import && !self.force && state.holds(subject, false) {
            return Err(Refusal::not_permitted("Cannot import since found existing subjects"));
        }
        let below = if self.recursive { state.modes_below(subject) } else { Vec::new() };
        let mut records: Vec<_> = below.into_iter().map(forget).collect();
        records.push(Record::Mode { subject: self.subject.clone(), value: Some(self.mode) });
        Ok((records, ()))
    }
}

/// Removes a mode; answers what it was.
#[derive(Debug)]
pub struct DeleteMode {
    /// Whose; none for the server's, which falls back to READWRITE.
    pub subject: Option<Subject>,
    /// Whether the modes of what lies below go too.
    pub recursive: bool,
}

impl Command for DeleteMode {
    type Done = Mode;

    fn decide(&mut self, state: &State) -> Result<(Vec<Record>, Mode), Refusal> {
        let subject = self.subject.as_ref();
        let below = if self.recursive { state.modes_below(subject) } else { Vec::new() };
        let own = state.own_mode(subject);
        let before = match (own, subject) {
            (Some(mode), _) => mode,
            (None, Some(subject)) if below.is_empty() => return Err(Refusal::no_subject_mode(subject)),
            (None, _) => state.mode(subject),
        };
        let mut records: Vec<_> = below.into_iter().map(forget).collect();
        records.extend(own.map(|_| Record::Mode { subject: self.subject.clone(), value: None }));
        Ok((records, before))
    }
}

fn forget(subject: Subject) -> Record {
    Record::Mode { subject: Some(subject), value: None }
}
