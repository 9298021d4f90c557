//! `/subjects`: registering, looking up, reading and deleting versions.
use crate::http::Server;
use crate::http::answer::{Answered, SchemaBody, json, text};
use crate::http::ask::{Body, Place, Query, Tolerant};
use crate::refusal::Refusal;
use crate::rules::delete::{DeleteSubject, DeleteVersion};
use crate::rules::draft::{Draft, Offer};
use crate::rules::register;
use crate::state::{self, Version};
use crate::subject::{DEFAULT_CONTEXT, Subject};
use axum::extract::State;
use serde::Serialize;
use serde_json::json;

#[derive(Serialize)]
struct VersionBody<'a> {
    subject: String,
    version: u32,
    id: u32,
    #[serde(flatten)]
    schema: SchemaBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ts: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted: Option<bool>,
}

impl<'a> VersionBody<'a> {
    fn of(subject: &Subject, number: u32, version: &'a Version) -> Self {
        Self {
            subject: subject.to_string(),
            version: number,
            id: version.id,
            schema: SchemaBody::of(&version.content),
            ts: Some(version.timestamp),
            deleted: version.deleted.then_some(true),
        }
    }
}

/// `GET /subjects`
pub(super) async fn list(State(server): State<Server>, place: Place, query: Query) -> Answered {
    // Without a prefix the whole server is listed, but inside `/contexts/{context}` that context alone.
    let outside = place.context == DEFAULT_CONTEXT;
    let prefix = query.text("subjectPrefix").unwrap_or(if outside { ":*:" } else { "" });
    let (all, wanted) = match prefix.strip_prefix(":*:") {
        Some(rest) => (true, Subject::parse_in(&place.context, rest)),
        None => (false, Subject::parse_in(&place.context, prefix)),
    };
    let (deleted, only) = (query.flag("deleted"), query.flag("deletedOnly"));
    let names = server.engine().read(|state| {
        let contexts = state.contexts().filter(|(name, _)| all || ***name == *wanted.context());
        let subjects = contexts.flat_map(|(context, inside)| {
            let subjects = inside.subjects().filter(|(name, _)| name.starts_with(&**wanted.name()));
            subjects.map(move |(name, versions)| (context, name, versions.values().any(|version| !version.deleted)))
        });
        let seen = subjects.filter(|(_, _, live)| if only { !*live } else { deleted || *live });
        query.page(seen.map(|(context, name, _)| Subject::parse_in(context, name).to_string()))
    });
    json(&names)
}

/// `POST /subjects/{subject}/versions`: the id, and all the rest for a client that says it can bear it.
pub(super) async fn register(
    State(server): State<Server>,
    place: Place,
    Tolerant(tolerant): Tolerant,
    Body(offer): Body<Offer>,
) -> Answered {
    let placed = register::register(server.engine(), place.subject.clone(), offer).await;
    let placed = placed.map_err(|refusal| server.refuse(refusal))?;
    if !tolerant {
        return json(&json!({"id": placed.id}));
    }
    server.engine().read(|state| {
        // It may have been deleted again meanwhile; then there is little to tell.
        let version = state.versions(&place.subject).and_then(|versions| versions.get(&placed.version));
        match version {
            Some(version) => {
                json(&VersionBody { ts: None, ..VersionBody::of(&place.subject, placed.version, version) })
            }
            None => json(&json!({"id": placed.id})),
        }
    })
}

/// `POST /subjects/{subject}`
pub(super) async fn look_up(
    State(server): State<Server>,
    place: Place,
    query: Query,
    Body(offer): Body<Offer>,
) -> Answered {
    let engine = server.engine().clone();
    let deleted = query.flag("deleted");
    let work = move |offer| {
        let subject = place.subject;
        let draft = Draft::parse(&engine, subject.context(), offer)?;
        let found = engine.read(|state| {
            live(state, &subject, deleted)?;
            let found = register::find(state, &subject, &draft.content.guid, deleted);
            Ok(found.map(|(number, version)| (number, version.clone())))
        })?;
        let found = match found {
            Some(found) => Some(found),
            None => register::find_resolved(&engine, &subject, &draft, deleted)?,
        };
        let (number, version) = found.ok_or_else(Refusal::schema_not_found)?;
        json(&VersionBody { ts: None, ..VersionBody::of(&subject, number, &version) })
    };
    server.engine().offload(offer.size(), move || work(offer)).await
}

/// `DELETE /subjects/{subject}`
pub(super) async fn delete(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let command = DeleteSubject { subject: place.subject, permanent: query.flag("permanent") };
    json(&server.engine().write(command).await?)
}

/// `GET /subjects/{subject}/versions`
pub(super) async fn versions(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let (deleted, only) = (query.flag("deleted"), query.flag("deletedOnly"));
    server.engine().read(|state| {
        let versions = live(state, &place.subject, deleted || only)?;
        let seen =
            versions.iter().filter(|(_, version)| if only { version.deleted } else { deleted || !version.deleted });
        json(&query.page(seen.map(|(number, _)| *number)))
    })
}

/// `GET /subjects/{subject}/versions/{version}`
pub(super) async fn version(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let wanted = place.version()?;
    let resolved = query.text("format") == Some("resolved");
    let (subject, deleted) = (&place.subject, query.flag("deleted"));
    if !resolved {
        return server.engine().read(|state| {
            let (number, version) = pick(state, subject, wanted, deleted)?;
            json(&VersionBody::of(subject, number, version))
        });
    }
    let found = server.engine().read(|state| pick(state, subject, wanted, deleted).map(|(n, v)| (n, v.clone())))?;
    let text = crate::http::schemas::resolved(server.engine(), subject.context(), &found.1.content).await?;
    let mut body = VersionBody::of(subject, found.0, &found.1);
    body.schema = SchemaBody { references: &[], schema: &text, ..body.schema };
    json(&body)
}

/// `GET /subjects/{subject}/versions/{version}/schema`
pub(super) async fn version_text(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let (wanted, deleted) = (place.version()?, query.flag("deleted"));
    let found = server
        .engine()
        .read(|state| pick(state, &place.subject, wanted, deleted).map(|(_, version)| version.content.clone()))?;
    Ok(text(&found.text))
}

/// `DELETE /subjects/{subject}/versions/{version}`
pub(super) async fn delete_version(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let version = place.version()?;
    let command = DeleteVersion { subject: place.subject, version, permanent: query.flag("permanent") };
    json(&server.engine().write(command).await?)
}

/// `GET /subjects/{subject}/versions/{version}/referencedby`
pub(super) async fn referenced_by(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let wanted = place.version()?;
    let ids = server.engine().read(|state| {
        let (number, _) = pick(state, &place.subject, wanted, true)?;
        let referrers = state.referrers(&place.subject, number);
        let ids = referrers.filter_map(|(subject, number)| state.versions(subject)?.get(number).map(|found| found.id));
        let ids: std::collections::BTreeSet<u32> = ids.collect();
        Ok(query.page(ids.into_iter()))
    })?;
    json(&ids)
}

/// The versions of a subject that has any to show.
fn live<'a>(state: &'a state::State, subject: &Subject, deleted: bool) -> Result<&'a state::Versions, Refusal> {
    let versions = state.versions(subject);
    let shown = versions.filter(|versions| deleted || versions.values().any(|version| !version.deleted));
    shown.ok_or_else(|| Refusal::subject_not_found(subject))
}

/// One version: the latest, or the one with this number.
pub(super) fn pick<'a>(
    state: &'a state::State,
    subject: &Subject,
    wanted: Option<u32>,
    deleted: bool,
) -> Result<(u32, &'a Version), Refusal> {
    let versions = live(state, subject, deleted)?;
    let found = match wanted {
        Some(number) => versions.get(&number).map(|version| (number, version)),
        None => versions.iter().rev().map(|(number, version)| (*number, version)).find(|(_, v)| deleted || !v.deleted),
    };
    let shown = found.filter(|(_, version)| deleted || !version.deleted);
    shown.ok_or_else(|| Refusal::version_not_found(wanted.map_or("latest".to_owned(), |number| number.to_string())))
}
