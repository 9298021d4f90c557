//! Schema as the server keeps it: canonical text, references, metadata and rules, and the GUID that names them all.
use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// The language of a schema, by the contract's name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SchemaType {
    /// Apache Avro.
    #[default]
    Avro,
    /// JSON Schema.
    Json,
    /// Protocol Buffers.
    Protobuf,
}

impl SchemaType {
    /// Every language, in the order of the contract.
    pub const ALL: [Self; 3] = [Self::Json, Self::Protobuf, Self::Avro];

    /// The language of a name; no name and the empty one mean Avro.
    pub fn parse(name: Option<&str>) -> Option<Self> {
        let name = name.filter(|name| !name.is_empty());
        name.map_or(Some(Self::Avro), |name| Self::ALL.into_iter().find(|known| known.name() == name))
    }

    /// The name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Avro => "AVRO",
            Self::Json => "JSON",
            Self::Protobuf => "PROTOBUF",
        }
    }

    /// Whether it is the one that goes without saying.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Display for SchemaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Serialize for SchemaType {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A schema that another one uses, by the name under which it uses it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reference {
    /// The name that stands in the text: for Avro the full name of a type.
    pub name: String,
    /// The subject that holds the schema; an unqualified one is of the referring schema's context.
    pub subject: String,
    /// Its version there.
    pub version: u32,
}

/// What its owner says of a schema.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// Tags by the path of what they are tied to.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, BTreeSet<String>>,
    /// Free properties.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
    /// The properties whose values are secrets.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub sensitive: BTreeSet<String>,
}

impl Metadata {
    /// What both say; where they differ, what the later one says.
    pub fn merge(before: Option<&Self>, after: Option<&Self>) -> Option<Self> {
        let (Some(before), Some(after)) = (before, after) else { return after.or(before).cloned() };
        let mut merged = before.clone();
        for (path, tags) in &after.tags {
            merged.tags.entry(path.clone()).or_default().extend(tags.iter().cloned());
        }
        merged.properties.extend(after.properties.clone());
        merged.sensitive.extend(after.sensitive.iter().cloned());
        Some(merged)
    }
}

/// All that makes a schema equal to another: versions and ids only point to one of these.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// The language of the text.
    pub schema_type: SchemaType,
    /// The canonical text: parsed and printed again.
    pub text: Arc<str>,
    /// The schemas it uses.
    pub references: Vec<Reference>,
    /// What its owner says of it.
    pub metadata: Option<Metadata>,
    /// Rules for the clients, kept as they came.
    pub rule_set: Option<Value>,
    /// The name of all the above.
    pub guid: Guid,
}

impl Content {
    /// Puts the parts together and computes their GUID.
    pub fn new(
        schema_type: SchemaType,
        text: Arc<str>,
        references: Vec<Reference>,
        metadata: Option<Metadata>,
        rule_set: Option<Value>,
    ) -> Self {
        let guid = Guid::of(&text, &references, metadata.as_ref(), rule_set.as_ref());
        Self { schema_type, text, references, metadata, rule_set, guid }
    }

    /// Whether both are one schema: a cheaper question than whether they are equal in every part.
    pub fn is_the_same(&self, other: &Self) -> bool {
        self.guid == other.guid && self.schema_type == other.schema_type
    }
}

/// The MD5 of a schema's content, shown as a UUID: the same on every server that holds the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Guid([u8; 16]);

impl Guid {
    /// The GUID of 16 bytes.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its 16 bytes.
    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads the 36 characters of a UUID.
    pub fn parse(text: &str) -> Option<Self> {
        let dashes = |place| matches!(place, 8 | 13 | 18 | 23);
        if text.len() != 36 || text.bytes().enumerate().any(|(place, byte)| (byte == b'-') != dashes(place)) {
            return None;
        }
        let mut bytes = [0; 16];
        let mut digits = text.chars().filter(|c| *c != '-').map(|c| c.to_digit(16));
        for byte in &mut bytes {
            *byte = (digits.next()?? * 16 + digits.next()??) as u8;
        }
        Some(Self(bytes))
    }

    fn of(text: &str, references: &[Reference], metadata: Option<&Metadata>, rule_set: Option<&Value>) -> Self {
        let mut hash = Md5::new();
        hash.update(text);
        for reference in references {
            hash.update(&reference.name);
            hash.update(&reference.subject);
            hash.update(reference.version.to_be_bytes());
        }
        if let Some(metadata) = metadata {
            hash.update([1]);
            for (key, values) in &metadata.tags {
                hash.update(key);
                values.iter().for_each(|value| hash.update(value));
            }
            for (key, value) in &metadata.properties {
                hash.update(key);
                hash.update(value);
            }
            metadata.sensitive.iter().for_each(|name| hash.update(name));
        }
        if let Some(rules) = rule_set {
            hash.update([2]);
            hash.update(rules.to_string());
        }
        Self(hash.finalize().into())
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, byte) in self.0.iter().enumerate() {
            if matches!(place, 4 | 6 | 8 | 10) {
                f.write_str("-")?;
            }
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

impl Serialize for Guid {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, Guid, Reference, SchemaType};

    #[test]
    fn guid_is_the_md5_of_the_text() {
        // The MD5 of RFC 1321's test suite, "message digest".
        let content = Content::new(SchemaType::Avro, "message digest".into(), vec![], None, None);
        assert_eq!(content.guid.to_string(), "f96b697d-7cb7-938d-525a-2f31aaf161d0");
        assert_eq!(Guid::parse("f96b697d-7cb7-938d-525a-2f31aaf161d0"), Some(content.guid));
        for text in ["", "f96b697d7cb7938d525a2f31aaf161d0", "g96b697d-7cb7-938d-525a-2f31aaf161d0"] {
            assert_eq!(Guid::parse(text), None, "{text}");
        }
    }

    #[test]
    fn guid_covers_references() {
        // "message digest" cut in three: text, name, subject; the version adds four bytes.
        let reference = Reference { name: "age d".into(), subject: "igest".into(), version: 1 };
        let with = Content::new(SchemaType::Avro, "mess".into(), vec![reference.clone()], None, None);
        let other =
            Content::new(SchemaType::Avro, "mess".into(), vec![Reference { version: 2, ..reference }], None, None);
        assert_ne!(with.guid, other.guid);
        assert_ne!(with.guid, Content::new(SchemaType::Avro, "mess".into(), vec![], None, None).guid);
    }
}
