//! Compatibility: which earlier versions a new schema must go together with, and what stands against it.
use crate::refusal::Refusal;
use crate::rules::draft::{Bundle, Draft, ParsedCache};
use crate::state::{State, Version};
use crate::subject::Subject;
use isobyte::compatibility::{CompatibilityLevel, Direction, check_one};
use isobyte::schema::{Incompatibility, Schema};

/// What a new schema is held against: taken from the state, answered without it.
#[derive(Debug, Clone)]
pub struct Question {
    level: CompatibilityLevel,
    rivals: Vec<Rival>,
}

#[derive(Debug, Clone)]
struct Rival {
    version: u32,
    id: u32,
    text: std::sync::Arc<str>,
    bundle: Result<Bundle, Refusal>,
}

impl PartialEq for Question {
    /// Whether the answer must be the same: the same level and the same schemas.
    fn eq(&self, other: &Self) -> bool {
        let numbers =
            |question: &Self| -> Vec<_> { question.rivals.iter().map(|rival| (rival.version, rival.id)).collect() };
        self.level == other.level && numbers(self) == numbers(other)
    }
}

impl Question {
    /// For a new version of a subject: the versions that its level asks for, newest first.
    pub fn of_register(state: &State, subject: &Subject) -> Self {
        let level = level(state, subject);
        let versions = state.versions(subject).into_iter().flatten().filter(|(_, version)| !version.deleted);
        let rivals = versions
            .rev()
            .take(level.versions(usize::MAX).len())
            .map(|(number, version)| rival(state, subject, *number, version))
            .collect();
        Self { level, rivals }
    }

    /// Against one version.
    pub fn of_version(state: &State, subject: &Subject, number: u32, version: &Version) -> Self {
        let level = level(state, subject);
        let rivals =
            if level == CompatibilityLevel::None { vec![] } else { vec![rival(state, subject, number, version)] };
        Self { level, rivals }
    }

    /// What stands against the schema, as the contract's verbose messages; empty when nothing does.
    /// Ends at the newest version that it does not go together with.
    ///
    /// # Errors
    /// 42201 when an earlier version cannot be parsed.
    pub fn answer(&self, new: &Schema, cache: &ParsedCache) -> Result<Vec<String>, Refusal> {
        for rival in &self.rivals {
            let old = rival.bundle.as_ref().map_err(Clone::clone)?.parse(cache)?;
            let mut messages: Vec<String> = check_one(self.level, new, &old).iter().map(message).collect();
            if !messages.is_empty() {
                messages.push(format!("{{oldSchemaVersion: {}}}", rival.version));
                messages.push(format!("{{oldSchema: '{}'}}", rival.text));
                messages.push(format!("{{validateFields: 'false', compatibility: '{}'}}", self.level.name()));
                return Ok(messages);
            }
        }
        Ok(vec![])
    }

    /// Refuses a draft that something stands against.
    ///
    /// # Errors
    /// 409; 42201 when an earlier version cannot be parsed.
    pub fn ask(&self, subject: &Subject, draft: &Draft, cache: &ParsedCache) -> Result<(), Refusal> {
        let messages = self.answer(&draft.schema, cache)?;
        if messages.is_empty() { Ok(()) } else { Err(Refusal::incompatible(subject, &messages)) }
    }
}

fn level(state: &State, subject: &Subject) -> CompatibilityLevel {
    state.config(Some(subject)).compatibility_level.unwrap_or_default()
}

fn rival(state: &State, subject: &Subject, number: u32, version: &Version) -> Rival {
    let bundle = Bundle::of_known(state, subject.context(), &version.content);
    Rival { version: number, id: version.id, text: version.content.text.clone(), bundle }
}

fn message((direction, found): &(Direction, Incompatibility)) -> String {
    let (reader, writer) = direction.roles();
    let (kind, path, info) = (found.kind.name(), &found.path, &found.message);
    let what = found.words(reader, writer);
    format!(
        "{{errorType:'{kind}', description:'At path '{path}' of the {reader} schema: {what}', additionalInfo:'{info}'}}"
    )
}
