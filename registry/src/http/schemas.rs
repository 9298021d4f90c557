//! `/schemas`: reading by id.
use crate::engine::Engine;
use crate::http::Server;
use crate::http::answer::{Answered, SchemaBody, json, text};
use crate::http::ask::{Place, Query};
use crate::refusal::Refusal;
use crate::rules::draft::Bundle;
use crate::schema::{Content, Guid};
use crate::state::{self, Identified};
use crate::subject::{DEFAULT_CONTEXT, Subject};
use axum::extract::State;
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
    json(&["AVRO"])
}

/// `GET /contexts`
pub(super) async fn contexts(State(server): State<Server>, query: Query) -> Answered {
    let names = server.engine().read(|state| {
        let used = state.contexts().filter(|(_, inside)| inside.subjects().next().is_some());
        let names: BTreeSet<String> = used.map(|(name, _)| name.to_string()).collect();
        names
    });
    let default = DEFAULT_CONTEXT.to_owned();
    let rest = names.into_iter().filter(|name| name != DEFAULT_CONTEXT);
    json(&query.page(std::iter::once(default).chain(rest)))
}

/// `GET /schemas/guids/{guid}`
pub(super) async fn by_guid(State(server): State<Server>, place: Place) -> Answered {
    let content = server.engine().read(|state| {
        let guid = place.guid()?;
        let mut found = with_guid(state, &guid);
        found.next().map(|(_, _, content)| content.clone()).ok_or_else(|| place.guid_not_found())
    })?;
    json(&SchemaBody::of(&content))
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
    state.contexts().filter_map(|(name, context)| {
        let id = context.id_of(guid)?;
        Some((&**name, id, &state.identified(name, id)?.content))
    })
}

/// `GET /schemas/ids/{id}`
pub(super) async fn by_id(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let context = context(&place, &query);
    let (content, last) = server.engine().read(|state| {
        let found = find(state, &context, &place)?;
        let last = state.context(&context).map(state::Context::last_id);
        Ok((found.content.clone(), last))
    })?;
    let mut body = IdBody { schema: SchemaBody::of(&content), max_id: last.filter(|_| query.flag("fetchMaxId")) };
    if query.text("format") != Some("resolved") {
        return json(&body);
    }
    let text = resolved(server.engine(), &context, &content).await?;
    body.schema = SchemaBody { references: &[], schema: &text, ..body.schema };
    json(&body)
}

/// `GET /schemas/ids/{id}/schema`
pub(super) async fn text_by_id(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let context = context(&place, &query);
    let content = server.engine().read(|state| find(state, &context, &place).map(|found| found.content.clone()))?;
    Ok(text(&content.text))
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

/// The text of a schema with the types of its references in it.
pub(super) async fn resolved(engine: &Engine, context: &str, content: &Arc<Content>) -> Result<String, Refusal> {
    let bundle = engine.read(|state| Bundle::of_known(state, context, content))?;
    let parsed = engine.parsed().clone();
    engine.offload(content.text.len(), move || Ok(bundle.parse(&parsed)?.printed().to_owned())).await
}

/// An id belongs to the context of the subject that the query may name.
fn context(place: &Place, query: &Query) -> String {
    let subject = query.text("subject").filter(|text| !text.is_empty());
    subject.map_or_else(|| place.context.clone(), |text| Subject::parse_in(&place.context, text).context().to_owned())
}

fn find<'a>(state: &'a state::State, context: &str, place: &Place) -> Result<&'a Identified, Refusal> {
    let id = place.id()?;
    state.identified(context, id).ok_or_else(|| Refusal::schema_id_not_found(id))
}

/// The versions that carry the id, by subject.
fn uses(server: &Server, place: &Place, query: &Query) -> Result<Vec<(Subject, u32)>, Refusal> {
    let context = context(place, query);
    let deleted = query.flag("deleted");
    server.engine().read(|state| {
        let uses = find(state, &context, place)?.uses.iter();
        let shown = uses.filter(|(subject, number)| {
            let version = state.versions(subject).and_then(|versions| versions.get(number));
            version.is_some_and(|version| deleted || !version.deleted)
        });
        let mut shown: Vec<_> = shown.cloned().collect();
        shown.sort();
        Ok(shown)
    })
}
