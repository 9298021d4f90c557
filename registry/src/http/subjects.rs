//! `/subjects`: registering, looking up, reading and deleting versions.
use crate::http::Server;
use crate::http::answer::{Answered, json};
use crate::http::ask::{Body, Place, Query, Tolerant};
use crate::http::format;
use crate::http::versions::VersionBody;
use crate::refusal::Refusal;
use crate::rules::delete::{DeleteSubject, DeleteVersion};
use crate::rules::draft::Draft;
use crate::rules::lookup::{find, find_alike};
use crate::rules::offer::Offer;
use crate::rules::register;
use crate::state::{self, Version, Versions};
use crate::subject::{DEFAULT_CONTEXT, Subject};
use axum::extract::State;
use serde_json::json;
use std::collections::BTreeSet;

/// The subjects whose names begin as the query wants, in order. Without a prefix those of the whole server, but inside
/// `/contexts/{context}` of that context alone.
pub(super) fn matching<'a>(
    state: &'a state::State,
    place: &Place,
    query: &Query,
) -> impl Iterator<Item = (Subject, &'a Versions)> + use<'a> {
    let outside = place.context == DEFAULT_CONTEXT;
    let prefix = query.text("subjectPrefix").unwrap_or(if outside { ":*:" } else { "" });
    let (all, wanted) = match prefix.strip_prefix(":*:") {
        Some(rest) => (true, Subject::parse_in(&place.context, rest)),
        None => (false, Subject::parse_in(&place.context, prefix)),
    };
    let (context, prefix) = (wanted.context().to_owned(), wanted.name().clone());
    let contexts = state.contexts().filter(move |(name, _)| all || ***name == *context);
    contexts.flat_map(move |(context, inside)| {
        let prefix = prefix.clone();
        let subjects = inside.subjects().filter(move |(name, _)| name.starts_with(&*prefix));
        subjects.map(move |(name, versions)| (Subject::of(context, name), versions))
    })
}

/// `GET /subjects`
pub(super) async fn list(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let (deleted, only) = (query.flag("deleted"), query.deleted_only());
    server.engine().read(|state| {
        let seen = matching(state, &place, &query).filter(|(_, versions)| {
            let live = versions.values().any(|version| !version.deleted);
            if only { !live } else { deleted || live }
        });
        json(&query.page(seen.map(|(subject, _)| subject)))
    })
}

/// `POST /subjects/{subject}/versions`: the id, and all the rest for a client that says it can bear it.
pub(super) async fn register(
    State(server): State<Server>,
    place: Place,
    query: Query,
    Tolerant(tolerant): Tolerant,
    Body(offer): Body<Offer>,
) -> Answered {
    let subject = server.meant(place.subject);
    let placed = register::register(server.engine(), subject.clone(), offer, query.flag("normalize")).await;
    let placed = placed.map_err(|refusal| server.refuse(refusal))?;
    if !tolerant {
        return json(&json!({"id": placed.id}));
    }
    server.engine().read(|state| {
        // It may have been deleted again meanwhile; then there is little to tell.
        let version = state.versions(&subject).and_then(|versions| versions.get(&placed.version));
        match version {
            Some(version) => json(&VersionBody { ts: None, ..VersionBody::of(&subject, placed.version, version) }),
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
    let subject = server.meant(place.subject);
    let (deleted, normalize) = (query.flag("deleted"), query.flag("normalize"));
    let work = move |offer| {
        let draft = Draft::parse(&engine, &subject, offer, normalize)?;
        let found = engine.read(|state| {
            state.live(&subject, deleted)?;
            let found = find(state, &subject, &draft.content, deleted);
            Ok(found.map(|(number, version)| (number, version.clone())))
        })?;
        let found = match found {
            Some(found) => Some(found),
            None => find_alike(&engine, &subject, &draft, deleted)?,
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
    let (deleted, only) = (query.flag("deleted"), query.deleted_only());
    let subject = server.meant(place.subject);
    server.engine().read(|state| {
        let versions = state.live(&subject, deleted || only)?;
        let seen =
            versions.iter().filter(|(_, version)| if only { version.deleted } else { deleted || !version.deleted });
        json(&query.page(seen.map(|(number, _)| *number)))
    })
}

/// `GET /subjects/{subject}/versions/{version}`
pub(super) async fn version(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let wanted = place.version()?;
    let deleted = query.flag("deleted");
    let subject = server.meant(place.subject);
    let show = |state: &state::State| {
        let (number, version) = state.pick(&subject, wanted, deleted)?;
        match query.text("format") {
            None | Some("") => json(&VersionBody::of(&subject, number, version)).map(Ok),
            Some(_) => Ok(Err((number, version.clone()))),
        }
    };
    match server.engine().read(show)? {
        Ok(answer) => Ok(answer),
        Err((number, version)) => formatted(&server, &query, &subject, number, &version).await,
    }
}

/// `GET /subjects/{subject}/metadata`: the newest version whose metadata have all these properties: `key`, `value`, as
/// often as need be.
pub(super) async fn with_metadata(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let deleted = query.flag("deleted");
    let subject = server.meant(place.subject);
    let (number, version) = server.engine().read(|state| {
        let wanted: Vec<(&str, &str)> = query.all("key").zip(query.all("value")).collect();
        let has = |version: &Version| {
            let properties = version.content.metadata.as_ref().map(|metadata| &metadata.properties);
            let found = |key: &str| properties.and_then(|properties| properties.get(key)).map(String::as_str);
            wanted.iter().all(|(key, value)| found(key) == Some(value))
        };
        let versions = state.live(&subject, deleted)?.iter().rev();
        let mut seen = versions.filter(|(_, version)| (deleted || !version.deleted) && has(version));
        seen.next().map(|(number, version)| (*number, version.clone())).ok_or_else(Refusal::schema_not_found)
    })?;
    formatted(&server, &query, &subject, number, &version).await
}

async fn formatted(server: &Server, query: &Query, subject: &Subject, number: u32, version: &Version) -> Answered {
    let mut body = VersionBody::of(subject, number, version);
    let written = format::of(server.engine(), subject.context(), &version.content, query.text("format")).await?;
    if let Some(written) = &written {
        body.schema = written.put_into(body.schema);
    }
    json(&body)
}

/// `GET /subjects/{subject}/versions/{version}/schema`
pub(super) async fn version_text(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let (wanted, deleted) = (place.version()?, query.flag("deleted"));
    let subject = server.meant(place.subject);
    let found = server
        .engine()
        .read(|state| state.pick(&subject, wanted, deleted).map(|(_, version)| version.content.clone()))?;
    format::bare(server.engine(), subject.context(), &found, query.text("format")).await
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
    let subject = server.meant(place.subject);
    let ids = server.engine().read(|state| {
        let (number, _) = state.pick(&subject, wanted, true)?;
        let referrers = state.referrers(&subject, number);
        let ids = referrers.filter_map(|(subject, number)| state.versions(subject)?.get(number).map(|found| found.id));
        let ids: BTreeSet<u32> = ids.collect();
        Ok(query.page(ids.into_iter()))
    })?;
    json(&ids)
}
