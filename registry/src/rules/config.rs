//! Config: how strictly the versions of a subject must go together, and who says so.
use crate::engine::Command;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::state::State;
use crate::subject::Subject;
use isobyte::compatibility::CompatibilityLevel;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What is configured for a subject, a context or the server; what is not said here is inherited.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Config {
    /// The compatibility level.
    #[serde(default, with = "level", skip_serializing_if = "Option::is_none")]
    pub compatibility_level: Option<CompatibilityLevel>,
    /// Whether schemas are normalised when they are registered or looked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub normalize: Option<bool>,
}

/// A level as the log has it: by its name.
mod level {
    use isobyte::compatibility::CompatibilityLevel;
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::{Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(level: &Option<CompatibilityLevel>, to: S) -> Result<S::Ok, S::Error> {
        level.map(CompatibilityLevel::name).serialize(to)
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<Option<CompatibilityLevel>, D::Error> {
        let name: Option<String> = Option::deserialize(from)?;
        let known = |name: String| CompatibilityLevel::parse(&name).ok_or_else(|| D::Error::custom("unknown level"));
        name.map(known).transpose()
    }
}

/// The members of a configuration that the contract knows and this server cannot honour yet.
const NOT_HONOURED: [&str; 8] = [
    "alias",
    "compatibilityGroup",
    "compatibilityPolicy",
    "validateFields",
    "defaultMetadata",
    "overrideMetadata",
    "defaultRuleSet",
    "overrideRuleSet",
];

impl Config {
    /// Reads the body of a request.
    ///
    /// # Errors
    /// 42203 for an unknown level, for a body that configures nothing, and for a member that would not be honoured:
    /// a setting must never be accepted and forgotten.
    pub fn from_request(body: &Map<String, Value>) -> Result<Self, Refusal> {
        if let Some(member) = NOT_HONOURED.iter().find(|name| body.get(**name).is_some_and(|value| !is_empty(value))) {
            return Err(Refusal::unsupported_config(member));
        }
        let level = match body.get("compatibility").or_else(|| body.get("compatibilityLevel")) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => {
                Some(CompatibilityLevel::parse(text).ok_or_else(Refusal::invalid_compatibility)?)
            }
            Some(_) => return Err(Refusal::invalid_compatibility()),
        };
        let normalize = match body.get("normalize") {
            None | Some(Value::Null) => None,
            Some(Value::Bool(normalize)) => Some(*normalize),
            Some(_) => return Err(Refusal::unsupported_config("normalize")),
        };
        if level.is_none() && normalize.is_none() {
            return Err(Refusal::invalid_compatibility());
        }
        Ok(Self { compatibility_level: level, normalize })
    }

    /// This configuration, and where it says nothing, the other's.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self {
            compatibility_level: self.compatibility_level.or(other.compatibility_level),
            normalize: self.normalize.or(other.normalize),
        }
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// Writes a configuration; answers what the request said.
#[derive(Debug)]
pub struct SetConfig {
    /// Whose; none for the server's.
    pub subject: Option<Subject>,
    /// What is said; the rest stays as it was.
    pub config: Config,
}

impl Command for SetConfig {
    type Done = Config;

    fn decide(&mut self, state: &State) -> Result<(Vec<Record>, Config), Refusal> {
        let before = state.own_config(self.subject.as_ref()).cloned().unwrap_or_default();
        let value = Some(self.config.clone().or(&before));
        Ok((vec![Record::Config { subject: self.subject.clone(), value }], self.config.clone()))
    }
}

/// Removes a configuration; answers what it was.
#[derive(Debug)]
pub struct DeleteConfig {
    /// Whose; none for the server's, which falls back to the defaults.
    pub subject: Option<Subject>,
}

impl Command for DeleteConfig {
    type Done = Config;

    fn decide(&mut self, state: &State) -> Result<(Vec<Record>, Config), Refusal> {
        let record = Record::Config { subject: self.subject.clone(), value: None };
        match (state.own_config(self.subject.as_ref()), &self.subject) {
            (Some(before), _) => Ok((vec![record], before.clone())),
            (None, Some(subject)) => Err(Refusal::no_subject_config(subject)),
            (None, None) => Ok((vec![], state.config(None))),
        }
    }
}
