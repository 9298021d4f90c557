//! `/health/live`, `/health/ready` and `/metrics`: for those who look after the server, without permission.
use crate::engine::Engine;
use crate::http::watch::Watch;
use axum::Router;
use axum::routing::get;

/// The routes.
pub(super) fn routes(engine: Engine, watch: Watch) -> Router {
    let ready = engine.clone();
    Router::new()
        .route("/health/live", get(async || "live\n"))
        // A server that cannot write still answers reads, from memory: it is ready, and says what is wrong.
        .route("/health/ready", get(async move || ready_text(&ready)))
        .route("/metrics", get(async move || watch.text(&engine)))
}

fn ready_text(engine: &Engine) -> &'static str {
    match engine.trouble() {
        None => "ready\n",
        Some(_) => "ready for reading; the store does not serve, see the log\n",
    }
}
