//! Compatibility: which earlier versions a new schema must go together with, and what stands against it.
use crate::parsed::{Finding, Policy, compatible};
use crate::refusal::Refusal;
use crate::rules::bundle::{Bundle, ParsedCache};
use crate::rules::draft::Draft;
use crate::schema::Metadata;
use crate::state::{State, Version};
use crate::subject::Subject;
use isobyte::compatibility::{CompatibilityLevel, Direction};
use std::sync::Arc;

/// What a new schema is held against: taken from the state, answered without it.
#[derive(Debug, Clone)]
pub struct Question {
    level: CompatibilityLevel,
    policy: Policy,
    /// Whether names that metadata reserve are looked at.
    validate_fields: bool,
    rivals: Vec<Rival>,
}

/// The metadata property that lists, with commas, names of fields which no later version may use.
const RESERVED: &str = "confluent:reserved";

#[derive(Debug, Clone)]
struct Rival {
    version: u32,
    id: u32,
    text: Arc<str>,
    reserved: Vec<String>,
    bundle: Result<Bundle, Refusal>,
}

/// What stands between a new schema and one version.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// The version.
    pub version: u32,
    /// Its text.
    pub text: Arc<str>,
    /// What was found; never empty.
    pub findings: Vec<Finding>,
}

impl PartialEq for Question {
    /// Whether the answer must be the same: the same level and the same schemas.
    fn eq(&self, other: &Self) -> bool {
        let numbers =
            |question: &Self| -> Vec<_> { question.rivals.iter().map(|rival| (rival.version, rival.id)).collect() };
        (self.level, self.policy) == (other.level, other.policy) && numbers(self) == numbers(other)
    }
}

impl Question {
    /// For a new version of a subject: the versions that its level asks for, newest first. Where the configuration has
    /// groups, those of the new schema's group alone.
    pub fn of_register(state: &State, subject: &Subject, metadata: Option<&Metadata>) -> Self {
        let mut question = Self::empty(state, subject);
        let group = state.inherited(Some(subject), |config| config.compatibility_group.as_deref());
        let of_group = |metadata: Option<&Metadata>| -> Option<String> { metadata?.properties.get(group?).cloned() };
        let wanted = of_group(metadata);
        let versions = state.versions(subject).into_iter().flatten().rev();
        question.rivals = versions
            .filter(|(_, version)| !version.deleted && of_group(version.content.metadata.as_ref()) == wanted)
            .take(question.level.versions(usize::MAX).len())
            .map(|(number, version)| rival(state, subject, *number, version))
            .collect();
        question
    }

    /// Against one version.
    pub fn of_version(state: &State, subject: &Subject, number: u32, version: &Version) -> Self {
        let mut question = Self::empty(state, subject);
        if question.level != CompatibilityLevel::None {
            question.rivals.push(rival(state, subject, number, version));
        }
        question
    }

    fn empty(state: &State, subject: &Subject) -> Self {
        let subject = Some(subject);
        Self {
            level: state.inherited(subject, |config| config.compatibility_level).unwrap_or_default(),
            policy: state.inherited(subject, |config| config.compatibility_policy).unwrap_or_default(),
            validate_fields: state.inherited(subject, |config| config.validate_fields).unwrap_or(false),
            rivals: Vec::new(),
        }
    }

    /// The level that is asked for.
    pub fn level(&self) -> CompatibilityLevel {
        self.level
    }

    /// How strictly it is judged.
    pub fn policy(&self) -> Policy {
        self.policy
    }

    /// The versions that the schema does not go together with, newest first; `most` of them.
    ///
    /// # Errors
    /// 42201 when an earlier version cannot be parsed.
    pub fn conflicts(&self, new: &Draft, cache: &ParsedCache, most: usize) -> Result<Vec<Conflict>, Refusal> {
        let mut conflicts = Vec::new();
        for rival in &self.rivals {
            let old = rival.bundle.as_ref().map_err(Clone::clone)?.parse(cache)?;
            let mut findings = compatible(&new.schema, &old, self.level, self.policy);
            if self.validate_fields {
                findings.extend(reserved(new, &rival.reserved));
            }
            if !findings.is_empty() {
                conflicts.push(Conflict { version: rival.version, text: rival.text.clone(), findings });
                if conflicts.len() >= most {
                    break;
                }
            }
        }
        Ok(conflicts)
    }

    /// What stands against the schema, as the contract's verbose messages; empty when nothing does.
    /// Ends at the newest version that it does not go together with.
    ///
    /// # Errors
    /// 42201 when an earlier version cannot be parsed.
    pub fn answer(&self, new: &Draft, cache: &ParsedCache) -> Result<Vec<String>, Refusal> {
        let conflicts = self.conflicts(new, cache, 1)?;
        let Some(conflict) = conflicts.first() else { return Ok(vec![]) };
        let mut messages: Vec<String> = conflict.findings.iter().map(message).collect();
        messages.push(format!("{{oldSchemaVersion: {}}}", conflict.version));
        messages.push(format!("{{oldSchema: '{}'}}", conflict.text));
        let (fields, level) = (self.validate_fields, self.level.name());
        messages.push(format!("{{validateFields: '{fields}', compatibility: '{level}'}}"));
        Ok(messages)
    }

    /// Refuses a draft that something stands against.
    ///
    /// # Errors
    /// 409; 42201 when an earlier version cannot be parsed.
    pub fn ask(&self, subject: &Subject, draft: &Draft, cache: &ParsedCache) -> Result<(), Refusal> {
        let messages = self.answer(draft, cache)?;
        if messages.is_empty() { Ok(()) } else { Err(Refusal::incompatible(subject, &messages)) }
    }
}

fn rival(state: &State, subject: &Subject, number: u32, version: &Version) -> Rival {
    let bundle = Bundle::of_known(state, subject.context(), &version.content);
    let reserved = reserved_names(version.content.metadata.as_ref());
    Rival { version: number, id: version.id, text: version.content.text.clone(), reserved, bundle }
}

/// One of the contract's messages; how it quotes depends on whether there is more to say.
fn message(found: &Finding) -> String {
    let Finding { kind, message, .. } = found;
    match &found.info {
        Some(info) => format!("{{errorType:'{kind}', description:'{message}', additionalInfo:'{info}'}}"),
        None => format!("{{errorType:\"{kind}\", description:\"{message}\"}}"),
    }
}

/// What stands against the names that metadata reserve for later: one that is free again, or is used.
fn reserved(draft: &Draft, before: &[String]) -> Vec<Finding> {
    let now = reserved_names(draft.content.metadata.as_ref());
    let gone = before.iter().filter(|name| !now.contains(name)).map(|name| {
        let words =
            format!("The new schema has reserved field {name} removed from its metadata, which the old schema has");
        (name, "RESERVED_FIELD_REMOVED", words, format!("keep `{name}` reserved"))
    });
    let fields = draft.schema.fields();
    let used = now.iter().filter(|name| fields.contains(name)).map(|name| {
        let words = format!("The new schema has field that conflicts with the reserved field {name}");
        (name, "FIELD_CONFLICTS_WITH_RESERVED_FIELD", words, format!("give `{name}` another name"))
    });
    let finding = |(name, kind, words, mend): (&String, &str, String, String)| Finding {
        direction: Direction::Backward,
        kind: kind.to_owned(),
        place: "/".to_owned(),
        field: name.clone(),
        message: words.clone(),
        info: None,
        words,
        mend,
    };
    gone.chain(used).map(finding).collect()
}

fn reserved_names(metadata: Option<&Metadata>) -> Vec<String> {
    let names = metadata.and_then(|metadata| metadata.properties.get(RESERVED)).map_or("", String::as_str);
    names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}
