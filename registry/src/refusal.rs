//! Refusal: every answer of the server that is not the one asked for, as HTTP status, error code and text.
use crate::subject::Subject;
use std::fmt;

/// Why a request is not fulfilled. Clients match on `code` and on the texts, so both are part of the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status.
    pub status: u16,
    /// The `error_code` of the body.
    pub code: u32,
    /// The `message` of the body.
    pub message: String,
}

/// The code of an incompatible schema that clients assert; a server may be told to answer 40901 instead.
pub const INCOMPATIBLE: u32 = 409;

impl Refusal {
    #[cold]
    fn new(status: u16, code: u32, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// An HTTP status that says all there is to say: `HTTP 404 Not Found`.
    pub fn status(status: u16, text: &str) -> Self {
        Self::new(status, status.into(), text)
    }

    /// 40401.
    pub fn subject_not_found(subject: &Subject) -> Self {
        Self::new(404, 40401, format!("Subject '{subject}' not found."))
    }

    /// 40402.
    pub fn version_not_found(version: impl fmt::Display) -> Self {
        Self::new(404, 40402, format!("Version {version} not found."))
    }

    /// 40403, when a text was looked up.
    pub fn schema_not_found() -> Self {
        Self::new(404, 40403, "Schema not found")
    }

    /// 40403, when an id or a GUID was asked for.
    pub fn schema_id_not_found(id: impl fmt::Display) -> Self {
        Self::new(404, 40403, format!("Schema {id} not found"))
    }

    /// 40404.
    pub fn subject_soft_deleted(subject: &Subject) -> Self {
        let text = format!("Subject '{subject}' was soft deleted.Set permanent=true to delete permanently");
        Self::new(404, 40404, text)
    }

    /// 40405.
    pub fn subject_not_soft_deleted(subject: &Subject) -> Self {
        let text = format!("Subject '{subject}' was not deleted first before being permanently deleted");
        Self::new(404, 40405, text)
    }

    /// 40406.
    pub fn version_soft_deleted(subject: &Subject, version: u32) -> Self {
        let text =
            format!("Subject '{subject}' Version {version} was soft deleted.Set permanent=true to delete permanently");
        Self::new(404, 40406, text)
    }

    /// 40407.
    pub fn version_not_soft_deleted(subject: &Subject, version: u32) -> Self {
        let text =
            format!("Subject '{subject}' Version {version} was not deleted first before being permanently deleted");
        Self::new(404, 40407, text)
    }

    /// 40408.
    pub fn no_subject_config(subject: &Subject) -> Self {
        let text = format!("Subject '{subject}' does not have subject-level compatibility configured");
        Self::new(404, 40408, text)
    }

    /// 40409.
    pub fn no_subject_mode(subject: &Subject) -> Self {
        let text = format!("Subject '{subject}' does not have subject-level mode configured");
        Self::new(404, 40409, text)
    }

    /// 40480, of our own: a reader that never registered.
    pub fn reader_not_found(name: &str) -> Self {
        Self::new(404, 40480, format!("Reader '{name}' not found."))
    }

    /// 409: `details` are the incompatibilities, already in the form of the verbose messages.
    pub fn incompatible(subject: &Subject, details: &[String]) -> Self {
        let details = details.join(", ");
        let text = format!(
            "Schema being registered is incompatible with an earlier schema for subject \"{subject}\", details: [{details}]"
        );
        Self::new(409, INCOMPATIBLE, text)
    }

    /// 42201.
    pub fn invalid_schema(why: impl fmt::Display) -> Self {
        Self::new(422, 42201, format!("Invalid schema: {why}"))
    }

    /// 42201, for a language of schemas that is not offered.
    pub fn unsupported_type(name: &str) -> Self {
        Self::invalid_schema(format_args!("schema type '{name}' is not supported by this server"))
    }

    /// 42202.
    pub fn invalid_version(found: &str) -> Self {
        let text = format!(
            "The specified version '{found}' is not a valid version id. \
             Allowed values are between [1, 2^31-1] and the string \"latest\""
        );
        Self::new(422, 42202, text)
    }

    /// 42203.
    pub fn invalid_compatibility() -> Self {
        let text = "Invalid compatibility level. Valid values are none, backward, forward, full, \
                    backward_transitive, forward_transitive, and full_transitive";
        Self::new(422, 42203, text)
    }

    /// 42203, for a member of the configuration that is not understood.
    pub fn invalid_config(why: impl fmt::Display) -> Self {
        Self::new(422, 42203, format!("Invalid config: {why}"))
    }

    /// 42204.
    pub fn invalid_mode() -> Self {
        let text = "Invalid mode. Valid values are READWRITE, READONLY, READONLY_OVERRIDE, IMPORT, and FORWARD";
        Self::new(422, 42204, text)
    }

    /// 42205, because of the mode that holds there.
    pub fn mode(subject: Option<&Subject>, what: &str) -> Self {
        match subject {
            None => Self::not_permitted(format!("The server {what}")),
            Some(subject) if subject.name().is_empty() => {
                Self::not_permitted(format!("Context {} {what}", subject.context()))
            }
            Some(subject) => Self::not_permitted(format!("Subject {subject} in context {} {what}", subject.context())),
        }
    }

    /// 42205.
    pub fn not_permitted(why: impl Into<String>) -> Self {
        Self::new(422, 42205, why)
    }

    /// 42206.
    pub fn referenced(subject: &Subject, version: u32) -> Self {
        let text = format!("One or more references exist to the schema {{subject={subject},version={version}}}.");
        Self::new(422, 42206, text)
    }

    /// 42207.
    pub fn other_id(known: u32, given: u32) -> Self {
        let text = format!("Schema already registered with id {known} instead of input id {given}");
        Self::new(422, 42207, text)
    }

    /// 42208.
    pub fn invalid_subject(subject: &str) -> Self {
        Self::new(422, 42208, format!("The specified subject '{subject}' is not a valid subject."))
    }

    /// 42208, for a name that the plain face cannot offer.
    pub fn reserved_name(name: &str) -> Self {
        let text =
            format!("The specified subject '{name}' is not a valid subject: the name is reserved at this address.");
        Self::new(422, 42208, text)
    }

    /// 42210.
    pub fn invalid_rule_set(why: impl fmt::Display) -> Self {
        Self::new(422, 42210, format!("Invalid rule set: {why}"))
    }

    /// 42211.
    pub fn context_not_empty(context: &str) -> Self {
        Self::new(422, 42211, format!("The specified context '{context}' is not empty."))
    }

    /// 50001.
    pub fn store(why: impl fmt::Display) -> Self {
        Self::new(500, 50001, format!("Error in the backend data store: {why}"))
    }

    /// 500, and a reason to look into the log.
    pub fn bug() -> Self {
        Self::new(500, 500, "Internal server error")
    }

    /// 50002.
    pub fn timeout() -> Self {
        Self::new(500, 50002, "The operation timed out")
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (code {})", self.message, self.code)
    }
}

impl std::error::Error for Refusal {}
