//! The plain face: `/{name}/schema.avsc` is the latest version of subject `{name}`, as bare text.
use crate::http::Server;
use crate::http::answer::{Answered, json};
use crate::http::ask::{Place, Query, Whole};
use crate::http::schemas::resolved;
use crate::http::subjects::pick;
use crate::refusal::Refusal;
use crate::rules::delete::DeleteSubject;
use crate::rules::draft::Offer;
use crate::rules::register;
use axum::extract::State;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde_json::json;

/// First segments that are, or will be, addresses of something else.
const RESERVED: [&str; 19] = [
    "asyncapi",
    "associations",
    "assets",
    "catalog",
    "compatibility",
    "config",
    "contexts",
    "dek-registry",
    "exporters",
    "health",
    "metrics",
    "mode",
    "modes",
    "openapi.json",
    "schemas",
    "static",
    "subjects",
    "ui",
    "v1",
];

/// Whether a path is one of this face.
pub(super) fn is_plain(path: &str) -> bool {
    let rest = path.trim_start_matches('/').split_once('/').map(|(_, rest)| rest);
    matches!(rest, Some("schema.avsc" | "schema.json" | "schema.proto"))
}

/// `GET /{name}/schema.avsc`: the text alone must do, so types that it refers to are written out.
pub(super) async fn fetch(State(server): State<Server>, place: Place) -> Answered {
    checked(&place)?;
    let found = server
        .engine()
        .read(|state| pick(state, &place.subject, None, false).map(|(_, version)| version.content.clone()))?;
    let text = match found.references.is_empty() {
        true => found.text.to_string(),
        false => resolved(server.engine(), place.subject.context(), &found).await?,
    };
    Ok(([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], text).into_response())
}

/// `PUT /{name}/schema.avsc`: the body is the schema's text, under any media type.
pub(super) async fn register(State(server): State<Server>, place: Place, Whole(body): Whole) -> Answered {
    checked(&place)?;
    let text = String::from_utf8(body.into()).map_err(|_| Refusal::invalid_schema("the text is not UTF-8"))?;
    let offer = Offer { schema: Some(text), ..Offer::default() };
    let placed = register::register(server.engine(), place.subject, offer).await;
    let placed = placed.map_err(|refusal| server.refuse(refusal))?;
    json(&json!({"id": placed.id, "version": placed.version, "guid": placed.guid}))
}

/// `DELETE /{name}/schema.avsc`: all versions, softly, or for good with `permanent=true`.
pub(super) async fn delete(State(server): State<Server>, place: Place, query: Query) -> Answered {
    checked(&place)?;
    let command = DeleteSubject { subject: place.subject, permanent: query.flag("permanent") };
    json(&server.engine().write(command).await?)
}

/// `/{name}/schema.json`
pub(super) async fn json_schema(place: Place) -> Answered {
    checked(&place)?;
    Err(Refusal::unsupported_type("JSON"))
}

/// `/{name}/schema.proto`
pub(super) async fn protobuf(place: Place) -> Answered {
    checked(&place)?;
    Err(Refusal::unsupported_type("PROTOBUF"))
}

fn checked(place: &Place) -> Result<(), Refusal> {
    if RESERVED.contains(&place.name()) { Err(Refusal::reserved_name(place.name())) } else { Ok(()) }
}
