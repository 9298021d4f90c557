//! `/config`: the compatibility level of the server, of contexts and of subjects.
use crate::http::Server;
use crate::http::answer::{Answered, json};
use crate::http::ask::{Body, Place, Query};
use crate::refusal::Refusal;
use crate::rules::config::{Config, DeleteConfig, SetConfig, Update};
use crate::rules::mode::Mode;
use crate::subject::{DEFAULT_CONTEXT, Subject};
use axum::extract::State;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

type Members = Body<Map<String, Value>>;

/// `GET /config`
pub(super) async fn get_global(State(server): State<Server>, place: Place) -> Answered {
    json(&server.engine().read(|state| state.config(target(&place).as_ref())))
}

/// `PUT /config`
pub(super) async fn put_global(State(server): State<Server>, place: Place, Body(body): Members) -> Answered {
    put(&server, target(&place), &body).await
}

/// `DELETE /config`
pub(super) async fn delete_global(State(server): State<Server>, place: Place) -> Answered {
    json(&server.engine().write(DeleteConfig { subject: target(&place) }).await?)
}

/// `GET /config/{subject}`
pub(super) async fn get_subject(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let config = server.engine().read(|state| match state.own_config(Some(&place.subject)) {
        _ if query.flag("defaultToGlobal") => Ok(state.config(Some(&place.subject))),
        Some(own) => Ok(own.clone()),
        None => Err(Refusal::no_subject_config(&place.subject)),
    })?;
    json(&config)
}

/// `PUT /config/{subject}`
pub(super) async fn put_subject(State(server): State<Server>, place: Place, Body(body): Members) -> Answered {
    put(&server, Some(settable(place.subject)?), &body).await
}

/// `DELETE /config/{subject}`
pub(super) async fn delete_subject(State(server): State<Server>, place: Place) -> Answered {
    json(&server.engine().write(DeleteConfig { subject: Some(place.subject) }).await?)
}

#[derive(Serialize)]
struct Setting<'a> {
    subject: &'a Subject,
    #[serde(skip_serializing_if = "Option::is_none")]
    config: Option<&'a Config>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<&'static str>,
}

/// `GET /settings`: every context and subject that has a configuration or a mode of its own, whether it holds versions or
/// not. Ours: no other registry tells.
pub(super) async fn settings(State(server): State<Server>, query: Query) -> Answered {
    server.engine().read(|state| {
        let configured = state.configs().map(|(subject, _)| subject);
        let subjects: BTreeSet<&Subject> = configured.chain(state.modes().map(|(subject, _)| subject)).collect();
        json(&query.page(subjects.into_iter().map(|subject| Setting {
            subject,
            config: state.own_config(Some(subject)),
            mode: state.own_mode(Some(subject)).map(Mode::name),
        })))
    })
}

async fn put(server: &Server, subject: Option<Subject>, body: &Map<String, Value>) -> Answered {
    let update = Update::from_request(body)?;
    let mut answer = serde_json::to_value(update.values()).map_err(|_| Refusal::bug())?;
    server.engine().write(SetConfig { subject, update }).await?;
    if let Some(members) = answer.as_object_mut()
        && let Some(level) = members.shift_remove("compatibilityLevel")
    {
        members.shift_insert(0, "compatibility".to_owned(), level);
    }
    json(&answer)
}

/// A subject that settings can be kept for. A context may be set as a whole; a name that cannot be a subject's may not.
pub(super) fn settable(subject: Subject) -> Result<Subject, Refusal> {
    let whole_context = subject.name().is_empty() && subject.context() != DEFAULT_CONTEXT;
    if !whole_context && !subject.is_valid() {
        return Err(Refusal::invalid_subject(&subject.to_string()));
    }
    Ok(subject)
}

/// `/config` is the server's; `/contexts/{context}/config` that context's.
pub(super) fn target(place: &Place) -> Option<Subject> {
    (place.context != DEFAULT_CONTEXT).then(|| Subject::parse_in(&place.context, ""))
}
