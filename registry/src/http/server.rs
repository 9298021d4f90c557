//! What the server says of itself.
use crate::http::Server;
use crate::http::answer::{Answered, json};
use axum::extract::State;
use serde_json::json;

/// `GET /`
pub(super) async fn root() -> Answered {
    json(&json!({}))
}

/// `GET /v1/metadata/id`
pub(super) async fn id(State(server): State<Server>) -> Answered {
    let clusters = json!({"kafka-cluster": server.engine().cluster(), "schema-registry-cluster": "isobyte"});
    json(&json!({"scope": {"path": [], "clusters": clusters}, "id": server.engine().cluster()}))
}

/// `GET /v1/metadata/version`
pub(super) async fn version() -> Answered {
    let commit = option_env!("ISOBYTE_COMMIT").unwrap_or("unknown");
    json(&json!({"version": env!("CARGO_PKG_VERSION"), "commitId": commit}))
}
