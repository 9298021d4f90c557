//! `/schemas`: reading by id.
use crate::http::Server;
use crate::http::answer::{Answered, SchemaBody, json, lasting, long};
use crate::http::ask::{Place, Query};
use crate::http::format;
use crate::http::subjects::matching;
use crate::http::versions::VersionBody;
use crate::parsed::OFFERED;
use crate::refusal::Refusal;
use crate::schema::{Content, Guid};
use crate::state::{self, Identified};
use crate::subject::{DEFAULT_CONTEXT, Subject};
use axum::extract::State;
use axum::response::Response;
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IdBody<'a> {
    #[serde(flatten)]
    schema: SchemaBody<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_id: Option<u32>,
}

/// `GET /schemas/types`
pub(super) async fn types() -> Answered {
    json(&OFFERED)
}

/// `GET /schemas`: every version, or the latest of each subject.
pub(super) async fn list(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let (deleted, latest) = (query.flag("deleted"), query.flag("latestOnly"));
    server.engine().read(|state| {
        let all: Vec<_> = matching(state, &place, &query).collect();
        let versions = all.iter().flat_map(|(subject, versions)| {
            let shown = versions.iter().filter(|(_, version)| deleted || !version.deleted);
            let count = if latest { shown.clone().count().saturating_sub(1) } else { 0 };
            shown.skip(count).map(move |(number, version)| VersionBody::of(subject, *number, version))
        });
        json(&query.page(versions))
    })
}

/// `GET /schemas/guids/{guid}`
pub(super) async fn by_guid(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let (context, content) = server.engine().read(|state| {
        let guid = place.guid()?;
        let mut found = with_guid(state, &guid);
        let first = found.next().map(|(context, _, content)| (context.to_owned(), content.clone()));
        first.ok_or_else(|| place.guid_not_found())
    })?;
    let written = format::of(server.engine(), &context, &content, query.text("format")).await?;
    let mut body = SchemaBody::of(&content);
    if let Some(written) = &written {
        body = written.put_into(body);
    }
    json(&body).map(lasting)
}

/// `GET /schemas/guids/{guid}/ids`
pub(super) async fn ids_of_guid(State(server): State<Server>, place: Place) -> Answered {
    let ids: Vec<_> = server.engine().read(|state| {
        let guid = place.guid()?;
        let found = with_guid(state, &guid);
        Ok(found.map(|(context, id, _)| json!({"context": context, "id": id})).collect())
    })?;
    if ids.is_empty() { Err(place.guid_not_found()) } else { json(&ids) }
}

fn with_guid<'a>(state: &'a state::State, guid: &'a Guid) -> impl Iterator<Item = (&'a str, u32, &'a Arc<Content>)> {
    state.contexts().flat_map(move |(name, context)| {
        let ids = context.ids_of(guid);
        ids.filter_map(move |id| Some((&**name, id, &state.identified(name, id)?.content)))
    })
}

/// `GET /schemas/ids/{id}`
pub(super) async fn by_id(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let id = place.id()?;
    let max = query.flag("fetchMaxId");
    // The highest id changes with every schema.
    let keep = |answer: Response| if max { answer } else { long(answer) };
    let show = |state: &state::State| {
        let (context, found) = find(state, &place, &query, id)?;
        let last = state.context(&context).map(state::Context::last_id);
        let max_id = last.filter(|_| max);
        match query.text("format") {
            None | Some("") => json(&IdBody { schema: SchemaBody::of(&found.content), max_id }).map(Ok),
            Some(_) => Ok(Err((context, found.content.clone(), max_id))),
        }
    };
    match server.engine().read(show)? {
        Ok(answer) => Ok(keep(answer)),
        Err((context, content, max_id)) => {
            let written = format::of(server.engine(), &context, &content, query.text("format")).await?;
            let mut schema = SchemaBody::of(&content);
            if let Some(written) = &written {
                schema = written.put_into(schema);
            }
            json(&IdBody { schema, max_id }).map(keep)
        }
    }
}

/// `GET /schemas/ids/{id}/schema`
pub(super) async fn text_by_id(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let id = place.id()?;
    let (context, content) = server
        .engine()
        .read(|state| find(state, &place, &query, id).map(|(context, found)| (context, found.content.clone())))?;
    format::bare(server.engine(), &context, &content, query.text("format")).await.map(long)
}

/// `GET /schemas/ids/{id}/subjects`
pub(super) async fn subjects(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let names = uses(&server, &place, &query)?.into_iter().map(|(subject, _)| subject.to_string());
    let names: BTreeSet<String> = names.collect();
    json(&query.page(names.into_iter()))
}

/// `GET /schemas/ids/{id}/versions`
pub(super) async fn versions(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let uses = uses(&server, &place, &query)?.into_iter();
    json(&query.page(uses.map(|(subject, version)| json!({"subject": subject.to_string(), "version": version}))))
}

/// The schema of an id, and the context that it was found in: that of the subject which the query may name. A subject of
/// no particular context is looked for in all of them, so that a client who knows only its name finds it.
fn find<'a>(
    state: &'a state::State,
    place: &Place,
    query: &Query,
    id: u32,
) -> Result<(String, &'a Identified), Refusal> {
    let subject = query.text("subject").filter(|text| !text.is_empty());
    let subject = subject.map(|text| Subject::parse_in(&place.context, text));
    let context = subject.as_ref().map_or(&*place.context, Subject::context);
    if let Some(found) = state.identified(context, id) {
        return Ok((context.to_owned(), found));
    }
    let named = subject.filter(|subject| subject.context() == DEFAULT_CONTEXT && !subject.name().is_empty());
    let elsewhere = named.and_then(|subject| {
        state.contexts().find_map(|(name, _)| {
            let found = state.identified(name, id)?;
            let uses = found.uses.iter().any(|(user, _)| user.name() == subject.name());
            uses.then(|| (name.to_string(), found))
        })
    });
    elsewhere.ok_or_else(|| Refusal::schema_id_not_found(id))
}

/// The versions that carry the id, by subject.
fn uses(server: &Server, place: &Place, query: &Query) -> Result<Vec<(Subject, u32)>, Refusal> {
    let id = place.id()?;
    let deleted = query.flag("deleted");
    server.engine().read(|state| {
        let uses = find(state, place, query, id)?.1.uses.iter();
        let shown = uses.filter(|(subject, number)| {
            let version = state.versions(subject).and_then(|versions| versions.get(number));
            version.is_some_and(|version| deleted || !version.deleted)
        });
        let mut shown: Vec<_> = shown.cloned().collect();
        shown.sort();
        Ok(shown)
    })
}
