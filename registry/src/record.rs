//! Record: what one entry of the log says, in the JSON that Confluent keeps in its `_schemas` topic.
//!
//! A record has a key and a value; of the records with one key only the last counts, and a null value ends the key.
use crate::rules::config::Config;
use crate::rules::mode::Mode;
use crate::rules::reader::Reader;
use crate::schema::{Content, Guid, Metadata, Reference, SchemaType};
use crate::subject::Subject;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::sync::Arc;

/// One entry of the log.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// A version of a subject.
    Schema {
        /// The subject.
        subject: Subject,
        /// Its version.
        version: u32,
        /// What the version is; none once it was deleted for good.
        value: Option<SchemaValue>,
    },
    /// The configuration of a subject, of a context, or of the whole server.
    Config {
        /// Whose configuration; none for the server's.
        subject: Option<Subject>,
        /// What is configured; none once it was removed.
        value: Option<Box<Config>>,
    },
    /// The mode of a subject, of a context, or of the whole server.
    Mode {
        /// Whose mode; none for the server's.
        subject: Option<Subject>,
        /// The mode; none once it was removed.
        value: Option<Mode>,
    },
    /// A reader that registered itself. Our own kind; other servers have none.
    Reader {
        /// Its name.
        name: String,
        /// What it reads; none once it was removed.
        value: Option<Reader>,
    },
    /// The highest id that a context ever gave away. Our own kind: a copy of a log carries it for schemas that are gone.
    LastId {
        /// The context, with its leading dot.
        context: String,
        /// The id.
        id: u32,
    },
    /// All versions of a subject up to this one are soft-deleted.
    DeleteSubject {
        /// The subject.
        subject: Subject,
        /// The last version that is deleted.
        version: u32,
    },
    /// The soft-deleted versions of a subject, of a context, or of the whole server are gone for good. This server also
    /// says so of each of them.
    ClearSubject {
        /// Of what; none for all.
        subject: Option<Subject>,
    },
    /// Nothing.
    Noop,
}

/// What a version is.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemaValue {
    /// The id of the schema in the subject's context.
    pub id: u32,
    /// Whether the version is soft-deleted.
    pub deleted: bool,
    /// The schema.
    pub content: Arc<Content>,
}

/// Why a record cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable(String);

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

#[derive(Deserialize)]
struct Key {
    keytype: String,
    subject: Option<String>,
    version: Option<u32>,
    name: Option<String>,
    context: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct SchemaBody {
    subject: String,
    version: u32,
    id: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    md5: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_type: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    references: Vec<Reference>,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_set: Option<Value>,
    schema: Arc<str>,
    #[serde(default)]
    deleted: bool,
}

#[derive(Deserialize)]
struct DeleteBody {
    version: u32,
}

#[derive(Serialize, Deserialize)]
struct ModeBody {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    mode: Mode,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReaderBody {
    name: String,
    subject: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_type: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    references: Vec<Reference>,
    schema: Arc<str>,
}

#[derive(Deserialize)]
struct LastIdBody {
    id: u32,
}

impl Record {
    /// The key, as JSON text.
    pub fn key(&self) -> String {
        let of_subject = |keytype: &str, subject: &Subject| {
            json!({"keytype": keytype, "subject": subject.to_string(), "magic": 0}).to_string()
        };
        match self {
            Self::Schema { subject, version, .. } => {
                json!({"keytype": "SCHEMA", "subject": subject.to_string(), "version": version, "magic": 1}).to_string()
            }
            Self::Config { subject: Some(subject), .. } => of_subject("CONFIG", subject),
            Self::Config { subject: None, .. } => json!({"keytype": "CONFIG", "magic": 0}).to_string(),
            Self::Mode { subject: Some(subject), .. } => of_subject("MODE", subject),
            Self::Mode { subject: None, .. } => json!({"keytype": "MODE", "magic": 0}).to_string(),
            Self::Reader { name, .. } => json!({"keytype": "READER", "name": name, "magic": 0}).to_string(),
            Self::LastId { context, .. } => json!({"keytype": "LAST_ID", "context": context, "magic": 0}).to_string(),
            Self::DeleteSubject { subject, .. } => of_subject("DELETE_SUBJECT", subject),
            Self::ClearSubject { subject: Some(subject) } => of_subject("CLEAR_SUBJECT", subject),
            Self::ClearSubject { subject: None } => json!({"keytype": "CLEAR_SUBJECT", "magic": 0}).to_string(),
            Self::Noop => json!({"keytype": "NOOP", "magic": 0}).to_string(),
        }
    }

    /// The value, as JSON text; none ends the key.
    pub fn value(&self) -> Option<String> {
        match self {
            Self::Schema { subject, version, value } => value.as_ref().map(|value| {
                let content = &*value.content;
                let body = SchemaBody {
                    subject: subject.to_string(),
                    version: *version,
                    id: value.id,
                    md5: Some(BASE64.encode(content.guid.bytes())),
                    schema_type: unless_default(content.schema_type),
                    references: content.references.clone(),
                    metadata: content.metadata.clone(),
                    rule_set: content.rule_set.clone(),
                    schema: content.text.clone(),
                    deleted: value.deleted,
                };
                text_of(&body)
            }),
            Self::Config { subject, value } => value.as_ref().map(|value| {
                let mut body = serde_json::to_value(value).expect("plain structs always serialize");
                if let (Some(subject), Some(members)) = (subject, body.as_object_mut()) {
                    members.insert("subject".to_owned(), subject.to_string().into());
                }
                body.to_string()
            }),
            Self::DeleteSubject { subject, version } => {
                Some(json!({"subject": subject.to_string(), "version": version}).to_string())
            }
            Self::Mode { subject, value } => {
                value.map(|mode| text_of(&ModeBody { subject: subject.as_ref().map(Subject::to_string), mode }))
            }
            Self::Reader { name, value } => value.as_ref().map(|reader| {
                text_of(&ReaderBody {
                    name: name.clone(),
                    subject: reader.subject.to_string(),
                    version: reader.version,
                    schema_type: unless_default(reader.content.schema_type),
                    references: reader.content.references.clone(),
                    schema: reader.content.text.clone(),
                })
            }),
            Self::LastId { id, .. } => Some(json!({"id": id}).to_string()),
            Self::ClearSubject { subject: Some(subject) } => Some(json!({"subject": subject.to_string()}).to_string()),
            Self::ClearSubject { subject: None } => Some("{}".to_owned()),
            Self::Noop => None,
        }
    }

    /// Reads a record.
    ///
    /// # Errors
    /// When key or value are not understood, or say something that this server does not offer: a log must not be misread.
    pub fn parse(key: &str, value: Option<&str>) -> Result<Self, Unreadable> {
        let wrong = |what: String| Unreadable(format!("record {key}: {what}"));
        let json = |error: serde_json::Error| wrong(error.to_string());
        let head: Key = serde_json::from_str(key).map_err(json)?;
        let subject = head.subject.as_deref().filter(|text| !text.is_empty()).map(Subject::parse);
        let named = || subject.clone().ok_or_else(|| wrong("the key lacks a subject".to_owned()));
        // Some writers say "no value" by the JSON text null.
        let value = value.filter(|text| text.trim() != "null");
        Ok(match head.keytype.as_str() {
            "SCHEMA" => {
                let version = head.version.ok_or_else(|| wrong("the key lacks a version".to_owned()))?;
                let value = value.map(|text| serde_json::from_str(text).map_err(json)).transpose()?;
                let value = value.map(schema_value).transpose().map_err(wrong)?;
                Self::Schema { subject: named()?, version, value }
            }
            "CONFIG" => {
                let value = value.map(|text| serde_json::from_str::<Box<Config>>(text).map_err(json)).transpose()?;
                Self::Config { subject, value }
            }
            "DELETE_SUBJECT" => match value {
                Some(text) => {
                    let body: DeleteBody = serde_json::from_str(text).map_err(json)?;
                    Self::DeleteSubject { subject: named()?, version: body.version }
                }
                None => Self::Noop,
            },
            "CLEAR_SUBJECT" => match value {
                Some(_) => Self::ClearSubject { subject },
                None => Self::Noop,
            },
            "MODE" => {
                let value = value.map(|text| serde_json::from_str::<ModeBody>(text).map_err(json)).transpose()?;
                Self::Mode { subject, value: value.map(|body| body.mode) }
            }
            "READER" => {
                let name = head.name.ok_or_else(|| wrong("the key lacks a name".to_owned()))?;
                let value = value.map(|text| serde_json::from_str::<ReaderBody>(text).map_err(json)).transpose()?;
                Self::Reader { name, value: value.map(reader).transpose().map_err(wrong)? }
            }
            "LAST_ID" => match (head.context, value) {
                (Some(context), Some(text)) => {
                    Self::LastId { context, id: serde_json::from_str::<LastIdBody>(text).map_err(json)?.id }
                }
                _ => Self::Noop,
            },
            // Contexts are known by what they hold.
            "NOOP" | "CONTEXT" => Self::Noop,
            other => return Err(wrong(format!("records of kind '{other}' are not known to this server"))),
        })
    }
}

fn text_of(body: &impl Serialize) -> String {
    serde_json::to_string(body).expect("plain structs always serialize")
}

fn unless_default(schema_type: SchemaType) -> Option<String> {
    (!schema_type.is_default()).then(|| schema_type.to_string())
}

fn type_named(name: Option<&str>) -> Result<SchemaType, String> {
    let unknown = || format!("schemas of type '{}' are not known to this server", name.unwrap_or_default());
    SchemaType::parse(name).ok_or_else(unknown)
}

fn reader(body: ReaderBody) -> Result<Reader, String> {
    let schema_type = type_named(body.schema_type.as_deref())?;
    let content = Arc::new(Content::new(schema_type, body.schema, body.references, None, None));
    Ok(Reader { subject: Subject::parse(&body.subject), version: body.version, content })
}

fn schema_value(body: SchemaBody) -> Result<SchemaValue, String> {
    let schema_type = type_named(body.schema_type.as_deref())?;
    let mut content = Content::new(schema_type, body.schema, body.references, body.metadata, body.rule_set);
    // The writer's own digest wins: it may cover what ours does not.
    let md5 = body.md5.as_deref().and_then(|text| BASE64.decode(text).ok());
    if let Some(md5) = md5.and_then(|bytes| bytes.try_into().ok()) {
        content.guid = Guid::from_bytes(md5);
    }
    Ok(SchemaValue { id: body.id, deleted: body.deleted, content: Arc::new(content) })
}

#[cfg(test)]
mod tests {
    use super::Record;

    /// Keys and values as a Confluent server writes them.
    #[test]
    fn records_are_read_and_written_back() {
        for (key, value) in [
            (
                r#"{"keytype":"SCHEMA","subject":"orders-value","version":1,"magic":1}"#,
                Some(
                    r#"{"subject":"orders-value","version":1,"id":3,"md5":"1B2M2Y8AsgTpgAmY7PhCfg==","schema":"\"string\"","deleted":false}"#,
                ),
            ),
            (r#"{"keytype":"SCHEMA","subject":":.eu:orders","version":2,"magic":1}"#, None),
            (r#"{"keytype":"CONFIG","magic":0}"#, Some(r#"{"compatibilityLevel":"FULL_TRANSITIVE"}"#)),
            (
                r#"{"keytype":"CONFIG","subject":"orders-value","magic":0}"#,
                Some(r#"{"compatibilityLevel":"NONE","subject":"orders-value"}"#),
            ),
            (
                r#"{"keytype":"DELETE_SUBJECT","subject":"orders-value","magic":0}"#,
                Some(r#"{"subject":"orders-value","version":4}"#),
            ),
            (r#"{"keytype":"MODE","magic":0}"#, Some(r#"{"mode":"READONLY_OVERRIDE"}"#)),
            (r#"{"keytype":"MODE","subject":":.eu:","magic":0}"#, Some(r#"{"subject":":.eu:","mode":"IMPORT"}"#)),
            (
                r#"{"keytype":"SCHEMA","subject":"p","version":1,"magic":1}"#,
                Some(
                    r#"{"subject":"p","version":1,"id":4,"md5":"1B2M2Y8AsgTpgAmY7PhCfg==","schemaType":"PROTOBUF","references":[{"name":"a.proto","subject":"a","version":1}],"schema":"","deleted":true}"#,
                ),
            ),
            (r#"{"keytype":"NOOP","magic":0}"#, None),
        ] {
            let record = Record::parse(key, value).expect(key);
            assert_eq!(record.key(), key);
            assert_eq!(record.value().as_deref(), value, "{key}");
        }
    }

    /// What other servers write otherwise, and means the same.
    #[test]
    fn other_forms() {
        for (key, value, expected) in [
            (r#"{"keytype":"MODE","subject":null,"magic":0}"#, r#"{"subject":null,"mode":"IMPORT"}"#, "MODE"),
            (r#"{"keytype":"CONFIG","subject":"","magic":0}"#, r#"{"compatibilityLevel":"FULL"}"#, "CONFIG"),
            (r#"{"keytype":"CONTEXT","tenant":"default","context":".","magic":0}"#, r#"{"context":"."}"#, "NOOP"),
            (r#"{"keytype":"DELETE_SUBJECT","subject":"a","magic":0}"#, "null", "NOOP"),
        ] {
            let record = Record::parse(key, Some(value)).expect(key);
            assert_eq!(record.key(), format!(r#"{{"keytype":"{expected}","magic":0}}"#), "{key}");
        }
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for (key, value) in [
            ("", None),
            (r#"{"keytype":"EXPORTER","subject":"a"}"#, None),
            (r#"{"keytype":"SCHEMA","subject":"a"}"#, None),
            (
                r#"{"keytype":"SCHEMA","subject":"a","version":1}"#,
                Some(r#"{"subject":"a","version":1,"id":1,"schemaType":"XML","schema":""}"#),
            ),
        ] {
            assert!(Record::parse(key, value).is_err(), "{key}");
        }
    }
}
