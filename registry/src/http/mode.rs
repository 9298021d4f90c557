//! `/mode`: whether the server, contexts and subjects take new schemas.
use crate::http::Server;
use crate::http::answer::{Answered, json};
use crate::http::ask::{Body, Place, Query};
use crate::http::config::{settable, target};
use crate::refusal::Refusal;
use crate::rules::mode::{DeleteMode, Mode, SetMode};
use crate::subject::Subject;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;

/// What a client wants.
#[derive(Deserialize)]
pub(super) struct Wanted {
    mode: Option<String>,
}

/// `GET /mode`
pub(super) async fn get_global(State(server): State<Server>, place: Place) -> Answered {
    answer(server.engine().read(|state| state.mode(target(&place).as_ref())))
}

/// `PUT /mode`
pub(super) async fn put_global(
    State(server): State<Server>,
    place: Place,
    query: Query,
    Body(wanted): Body<Wanted>,
) -> Answered {
    put(&server, target(&place), &query, &wanted).await
}

/// `DELETE /mode`
pub(super) async fn delete_global(State(server): State<Server>, place: Place, query: Query) -> Answered {
    delete(&server, target(&place), &query).await
}

/// `GET /mode/{subject}`
pub(super) async fn get_subject(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let subject = Some(&place.subject);
    let mode = server.engine().read(|state| match state.own_mode(subject) {
        _ if query.flag("defaultToGlobal") => Ok(state.mode(subject)),
        Some(own) => Ok(own),
        None => Err(Refusal::no_subject_mode(&place.subject)),
    })?;
    answer(mode)
}

/// `PUT /mode/{subject}`
pub(super) async fn put_subject(
    State(server): State<Server>,
    place: Place,
    query: Query,
    Body(wanted): Body<Wanted>,
) -> Answered {
    put(&server, Some(settable(place.subject)?), &query, &wanted).await
}

/// `DELETE /mode/{subject}`
pub(super) async fn delete_subject(State(server): State<Server>, place: Place, query: Query) -> Answered {
    delete(&server, Some(place.subject), &query).await
}

async fn put(server: &Server, subject: Option<Subject>, query: &Query, wanted: &Wanted) -> Answered {
    let mode = Mode::parse(wanted.mode.as_deref().unwrap_or_default())?;
    let (force, recursive) = (query.flag("force"), query.flag("recursive"));
    server.engine().write(SetMode { subject, mode, force, recursive }).await?;
    answer(mode)
}

async fn delete(server: &Server, subject: Option<Subject>, query: &Query) -> Answered {
    answer(server.engine().write(DeleteMode { subject, recursive: query.flag("recursive") }).await?)
}

fn answer(mode: Mode) -> Answered {
    json(&json!({"mode": mode.name()}))
}
