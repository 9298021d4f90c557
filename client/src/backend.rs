//! Backend: the few questions that every kind of registry answers.
use crate::url::Url;
use isobyte::{Code, Error, Result};
use serde::{Deserialize, Serialize};

/// Which version of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Version {
    /// The newest.
    Latest,
    /// The one with this number, from 1.
    Number(u32),
}

/// A registered schema that another one uses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The name that stands in the text: for Avro the full name of a type.
    pub name: String,
    /// The subject that holds it.
    pub subject: String,
    /// Its version there.
    pub version: u32,
}

/// A schema as a registry tells it: text that nobody has parsed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Told {
    pub(crate) id: Option<u32>,
    pub(crate) subject: Option<String>,
    pub(crate) version: Option<u32>,
    pub(crate) schema_type: Option<String>,
    #[serde(default)]
    pub(crate) references: Vec<Reference>,
    pub(crate) schema: String,
}

/// A schema as a registry is told it.
#[derive(Debug, Serialize)]
pub(crate) struct Tell<'a> {
    pub(crate) schema: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(crate) references: &'a [Reference],
}

/// A registry. Every answer may take a while; nobody holds a lock meanwhile.
pub(crate) trait Backend: Send + Sync {
    fn by_id(&self, id: u32) -> Result<Told>;

    /// `guid` is in lower case.
    fn by_guid(&self, guid: &str) -> Result<Told>;

    fn by_version(&self, subject: &str, version: Version) -> Result<Told>;

    /// The id that the schema has then.
    fn register(&self, subject: &str, schema: &Tell<'_>) -> Result<u32>;

    fn look_up(&self, subject: &str, schema: &Tell<'_>) -> Result<Told>;

    /// The schema behind a URL of the form `.../schemas/ids/{id}`, whose host was found to be allowed.
    fn at_id(&self, url: &Url, id: u32) -> Result<Told>;

    /// The schema behind a URL of the form `.../{name}/schema.avsc`, whose host was found to be allowed; with the id that
    /// the server at `prefix` has for it, if it has.
    fn at_name(&self, url: &Url, prefix: &Url, name: &str) -> Result<Told>;
}

/// `unsupported`, for a schema in a language that this client does not read.
pub(crate) fn check_type(told: &Told, place: &str) -> Result<()> {
    match told.schema_type.as_deref() {
        None | Some("AVRO") => Ok(()),
        Some(other) => {
            Err(Error::new(Code::Unsupported, format!("{place}: expected a schema of type AVRO, found type {other:?}")))
        }
    }
}
