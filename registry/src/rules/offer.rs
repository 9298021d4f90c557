//! Offer: what a client sends to register, look up or check a schema.
use crate::schema::{Metadata, Reference};
use crate::state::State;
use crate::subject::Subject;
use serde::Deserialize;
use serde_json::Value;

/// A schema as a client tells it, not looked at yet.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// The text.
    pub schema: Option<String>,
    /// The language of the text; Avro when it is not said.
    pub schema_type: Option<String>,
    /// The schemas that the text uses.
    pub references: Option<Vec<OfferedReference>>,
    /// What its owner says of it.
    pub metadata: Option<Metadata>,
    /// Rules for the clients.
    pub rule_set: Option<Value>,
    /// The id that it had elsewhere.
    pub id: Option<i64>,
    /// The version that it had elsewhere.
    pub version: Option<i64>,
}

/// A reference as a client tells it.
#[derive(Debug, Clone, Deserialize)]
pub struct OfferedReference {
    /// The name under which the text uses it.
    pub name: String,
    /// The subject that holds it.
    pub subject: String,
    /// Its version there; -1 for the latest.
    pub version: i32,
}

impl OfferedReference {
    /// The reference with the latest version's number, where that was asked for; 0 where there is none.
    pub fn pinned(&self, state: &State, context: &str) -> Reference {
        let latest = || {
            let subject = Subject::parse_in(context, &self.subject);
            state.latest(&subject, false).map_or(0, |(number, _)| number)
        };
        let version = if self.version == -1 { latest() } else { u32::try_from(self.version).unwrap_or(0) };
        Reference { name: self.name.clone(), subject: self.subject.clone(), version }
    }
}

impl Offer {
    /// The size of the text in bytes: how much work it may be.
    pub fn size(&self) -> usize {
        self.schema.as_ref().map_or(0, String::len)
    }

    /// The id and the version that the client chooses; 0 and less choose nothing.
    pub fn chosen(&self) -> (Option<u32>, Option<u32>) {
        let positive = |number: Option<i64>| {
            number.and_then(|number| i32::try_from(number).ok()).filter(|number| *number > 0).map(i32::unsigned_abs)
        };
        (positive(self.id), positive(self.version))
    }
}
