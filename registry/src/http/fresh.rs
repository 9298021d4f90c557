//! A read that finds nothing may only be early: another server may have written a moment ago what is asked for.
use crate::http::Server;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

/// Asks the store and tries once more, before a read on a shared store is answered with 404. A consumer may hold an event
/// whose schema was registered milliseconds before, at another server.
pub(super) async fn retry(State(server): State<Server>, request: Request, next: Next) -> Response {
    if request.method() != Method::GET || !server.engine().is_shared() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let answer = next.clone().run(Request::from_parts(parts.clone(), body)).await;
    if answer.status() == StatusCode::NOT_FOUND && server.engine().catch_up().await {
        return next.run(Request::from_parts(parts, Body::empty())).await;
    }
    answer
}
