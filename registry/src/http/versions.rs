//! The body that every answer about a version has.
use crate::http::answer::SchemaBody;
use crate::state::Version;
use crate::subject::Subject;
use serde::Serialize;

/// A version of a subject.
#[derive(Serialize)]
pub(super) struct VersionBody<'a> {
    pub(super) subject: &'a Subject,
    pub(super) version: u32,
    pub(super) id: u32,
    #[serde(flatten)]
    pub(super) schema: SchemaBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ts: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) deleted: Option<bool>,
}

impl<'a> VersionBody<'a> {
    pub(super) fn of(subject: &'a Subject, number: u32, version: &'a Version) -> Self {
        Self {
            subject,
            version: number,
            id: version.id,
            schema: SchemaBody::of(&version.content),
            ts: Some(version.timestamp),
            deleted: version.deleted.then_some(true),
        }
    }
}
