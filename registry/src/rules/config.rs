//! Config: how strictly the versions of a subject must go together, what is filled in for their owners, and who says so.
use crate::engine::Command;
use crate::parsed::Policy;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rules::rule_set;
use crate::schema::Metadata;
use crate::state::State;
use crate::subject::Subject;
use isobyte::compatibility::CompatibilityLevel;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What is configured for a subject, a context or the server; what is not said here is inherited, but for the alias.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Config {
    /// The subject that is meant when this one is read, looked up, checked or registered to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// Whether schemas are normalised when they are registered or looked up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub normalize: Option<bool>,
    /// Whether fields that metadata reserve (`confluent:reserved`) are kept free, and kept reserved.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validate_fields: Option<bool>,
    /// The compatibility level.
    #[serde(with = "level", skip_serializing_if = "Option::is_none")]
    pub compatibility_level: Option<CompatibilityLevel>,
    /// How strictly JSON Schemas are compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compatibility_policy: Option<Policy>,
    /// The metadata property by which versions form groups: only those with the same value must go together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compatibility_group: Option<String>,
    /// Metadata that new versions have where they do not say otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_metadata: Option<Metadata>,
    /// Metadata that new versions have whatever they say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub override_metadata: Option<Metadata>,
    /// Rules that new versions have where they do not say otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_rule_set: Option<Value>,
    /// Rules that new versions have whatever they say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub override_rule_set: Option<Value>,
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

impl Config {
    /// This configuration, and where it says nothing, the other's.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        let other = other.clone();
        Self {
            alias: self.alias.or(other.alias),
            normalize: self.normalize.or(other.normalize),
            validate_fields: self.validate_fields.or(other.validate_fields),
            compatibility_level: self.compatibility_level.or(other.compatibility_level),
            compatibility_policy: self.compatibility_policy.or(other.compatibility_policy),
            compatibility_group: self.compatibility_group.or(other.compatibility_group),
            default_metadata: self.default_metadata.or(other.default_metadata),
            override_metadata: self.override_metadata.or(other.override_metadata),
            default_rule_set: self.default_rule_set.or(other.default_rule_set),
            override_rule_set: self.override_rule_set.or(other.override_rule_set),
        }
    }
}

/// What a request says of a configuration: of each member nothing, that it goes, or its new value.
#[derive(Debug, Clone, Default)]
pub struct Update {
    values: Config,
    gone: Vec<&'static str>,
}

/// The members that a request may carry, but for the level, which has two names.
const MEMBERS: [&str; 9] = [
    "alias",
    "normalize",
    "validateFields",
    "compatibilityPolicy",
    "compatibilityGroup",
    "defaultMetadata",
    "overrideMetadata",
    "defaultRuleSet",
    "overrideRuleSet",
];
const LEVEL: &str = "compatibilityLevel";

impl Update {
    /// Reads the body of a request. What is null is removed; what is not there stays.
    ///
    /// # Errors
    /// 42203 for an unknown level, for a member that is not understood, and for a body that configures nothing: a setting
    /// must never be accepted and forgotten. 42210 for rules that are none.
    pub fn from_request(body: &Map<String, Value>) -> Result<Self, Refusal> {
        let level = match body.get("compatibility").or_else(|| body.get(LEVEL)) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => {
                Some(CompatibilityLevel::parse(text).ok_or_else(Refusal::invalid_compatibility)?)
            }
            Some(_) => return Err(Refusal::invalid_compatibility()),
        };
        let level_gone = level.is_none() && (body.contains_key("compatibility") || body.contains_key(LEVEL));
        let mut gone: Vec<_> = MEMBERS.into_iter().filter(|member| body.get(*member).is_some_and(is_empty)).collect();
        gone.extend(level_gone.then_some(LEVEL));
        let values = Config {
            alias: member(body, "alias")?,
            normalize: member(body, "normalize")?,
            validate_fields: member(body, "validateFields")?,
            compatibility_level: level,
            compatibility_policy: member(body, "compatibilityPolicy")?,
            compatibility_group: member(body, "compatibilityGroup")?,
            default_metadata: member(body, "defaultMetadata")?,
            override_metadata: member(body, "overrideMetadata")?,
            default_rule_set: member(body, "defaultRuleSet")?,
            override_rule_set: member(body, "overrideRuleSet")?,
        };
        [&values.default_rule_set, &values.override_rule_set].into_iter().flatten().try_for_each(rule_set::check)?;
        if values == Config::default() && gone.is_empty() {
            return Err(Refusal::invalid_compatibility());
        }
        Ok(Self { values, gone })
    }

    /// What the request says, without what it removes.
    pub fn values(&self) -> &Config {
        &self.values
    }

    fn apply(&self, before: &Config) -> Config {
        let mut config = self.values.clone().or(before);
        for member in &self.gone {
            match *member {
                "alias" => config.alias = None,
                "normalize" => config.normalize = None,
                "validateFields" => config.validate_fields = None,
                "compatibilityPolicy" => config.compatibility_policy = None,
                "compatibilityGroup" => config.compatibility_group = None,
                "defaultMetadata" => config.default_metadata = None,
                "overrideMetadata" => config.override_metadata = None,
                "defaultRuleSet" => config.default_rule_set = None,
                "overrideRuleSet" => config.override_rule_set = None,
                _ => config.compatibility_level = None,
            }
        }
        config
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(str::is_empty)
}

fn member<T: DeserializeOwned>(body: &Map<String, Value>, name: &str) -> Result<Option<T>, Refusal> {
    let value = body.get(name).filter(|value| !is_empty(value));
    let read = |value: &Value| {
        T::deserialize(value)
            .map_err(|error| Refusal::invalid_config(format_args!("'{name}' is not understood: {error}")))
    };
    value.map(read).transpose()
}

/// Writes a configuration.
#[derive(Debug)]
pub struct SetConfig {
    /// Whose; none for the server's.
    pub subject: Option<Subject>,
    /// What is said; the rest stays as it was.
    pub update: Update,
}

impl Command for SetConfig {
    type Done = ();

    fn decide(&mut self, state: &State) -> Result<(Vec<Record>, ()), Refusal> {
        state.mode(self.subject.as_ref()).allow_writing(self.subject.as_ref())?;
        let before = state.own_config(self.subject.as_ref()).cloned().unwrap_or_default();
        let value = Some(Box::new(self.update.apply(&before)));
        Ok((vec![Record::Config { subject: self.subject.clone(), value }], ()))
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
        state.mode(self.subject.as_ref()).allow_writing(self.subject.as_ref())?;
        let record = Record::Config { subject: self.subject.clone(), value: None };
        match (state.own_config(self.subject.as_ref()), &self.subject) {
            (Some(before), _) => Ok((vec![record], before.clone())),
            (None, Some(subject)) => Err(Refusal::no_subject_config(subject)),
            (None, None) => Ok((vec![], state.config(None))),
        }
    }
}
