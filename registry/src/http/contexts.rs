//! `/contexts`: the spaces of ids.
use crate::http::Server;
use crate::http::answer::{Answered, json};
use crate::http::ask::{Place, Query};
use crate::rules::context::DeleteContext;
use crate::subject::DEFAULT_CONTEXT;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;

/// `GET /contexts`: those that hold subjects, and the default one in any case.
pub(super) async fn list(State(server): State<Server>, query: Query) -> Answered {
    let names: Vec<String> = server.engine().read(|state| {
        let used = state.contexts().filter(|(_, inside)| inside.subjects().next().is_some());
        used.map(|(name, _)| name.to_string()).collect()
    });
    let rest = names.into_iter().filter(|name| name != DEFAULT_CONTEXT);
    json(&query.page(std::iter::once(DEFAULT_CONTEXT.to_owned()).chain(rest)))
}

/// `DELETE /contexts/{context}`
pub(super) async fn delete(State(server): State<Server>, place: Place) -> Answered {
    server.engine().write(DeleteContext { context: place.context }).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
