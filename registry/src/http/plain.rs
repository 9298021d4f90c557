//! The plain face: `/{name}/schema.avsc` is the latest version of subject `{name}`, as bare text; `.json` and `.proto`
//! likewise for the other languages. `/index.json` lists them.
use crate::http::Server;
use crate::http::answer::{Answered, json, of_type};
use crate::http::ask::{Place, Query, Whole};
use crate::http::format;
use crate::http::subjects::matching;
use crate::refusal::Refusal;
use crate::rules::delete::DeleteSubject;
use crate::rules::offer::Offer;
use crate::rules::register;
use crate::schema::SchemaType;
use axum::extract::State;
use axum::http::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;

/// First segments that are, or will be, addresses of something else.
const RESERVED: [&str; 22] = [
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
    "index.json",
    "metrics",
    "mode",
    "modes",
    "openapi.json",
    "readers",
    "schemas",
    "settings",
    "static",
    "subjects",
    "ui",
    "v1",
];

/// What stands for itself in a segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The last segment of each language.
const FILES: [(&str, SchemaType); 3] =
    [("schema.avsc", SchemaType::Avro), ("schema.json", SchemaType::Json), ("schema.proto", SchemaType::Protobuf)];

/// Whether a path is one of this face.
pub(super) fn is_plain(path: &str) -> bool {
    let rest = path.trim_start_matches('/').split_once('/').map(|(_, rest)| rest);
    FILES.iter().any(|(file, _)| rest == Some(file))
}

/// `GET /index.json`: every subject of the default context with its latest version and its address here.
pub(super) async fn index(State(server): State<Server>, place: Place, query: Query) -> Answered {
    server.engine().read(|state| {
        let ours = matching(state, &place, &query).filter(|(subject, _)| subject.context() == place.context);
        let rows = ours.filter_map(|(subject, _)| {
            let (version, found) = state.latest(&subject, false)?;
            let (name, kind) = (subject.name(), found.content.schema_type);
            let (file, _) = FILES.into_iter().find(|(_, of)| *of == kind)?;
            let url = format!("/{}/{file}", utf8_percent_encode(name, SEGMENT));
            let reserved = RESERVED.contains(&&**name);
            (!reserved)
                .then(|| json!({"name": name, "url": url, "version": version, "id": found.id, "schemaType": kind}))
        });
        json(&query.page(rows))
    })
}

/// `GET /{name}/schema.avsc`: the text alone must do, so types that it refers to are written out where that can be.
pub(super) async fn fetch(State(server): State<Server>, uri: Uri, place: Place) -> Answered {
    let wanted = checked(&place, uri.path())?;
    let subject = server.meant(place.subject);
    let found =
        server.engine().read(|state| state.pick(&subject, None, false).map(|(_, version)| version.content.clone()))?;
    if found.schema_type != wanted {
        return Err(Refusal::schema_not_found());
    }
    let text = format::whole(server.engine(), subject.context(), &found).await?;
    let media_type = match wanted {
        SchemaType::Avro => "application/json",
        SchemaType::Json => "application/schema+json",
        SchemaType::Protobuf => "text/plain; charset=utf-8",
    };
    Ok(of_type(media_type, text.unwrap_or_else(|| found.text.to_string()).into_bytes()))
}

/// `PUT /{name}/schema.avsc`: the body is the schema's text, under any media type.
pub(super) async fn register(
    State(server): State<Server>,
    uri: Uri,
    place: Place,
    query: Query,
    Whole(body): Whole,
) -> Answered {
    let schema_type = checked(&place, uri.path())?;
    let text = String::from_utf8(body.into()).map_err(|_| Refusal::invalid_schema("the text is not UTF-8"))?;
    if text.trim().is_empty() {
        return Err(Refusal::invalid_schema("empty"));
    }
    let subject = server.meant(place.subject);
    let offer = Offer { schema: Some(text), schema_type: Some(schema_type.name().to_owned()), ..Offer::default() };
    let placed = register::register(server.engine(), subject, offer, query.flag("normalize")).await;
    let placed = placed.map_err(|refusal| server.refuse(refusal))?;
    json(&json!({"id": placed.id, "version": placed.version, "guid": placed.guid}))
}

/// `DELETE /{name}/schema.avsc`: all versions, softly, or for good with `permanent=true`.
pub(super) async fn delete(State(server): State<Server>, uri: Uri, place: Place, query: Query) -> Answered {
    checked(&place, uri.path())?;
    let command = DeleteSubject { subject: place.subject, permanent: query.flag("permanent") };
    json(&server.engine().write(command).await?)
}

/// The language of the address, which must not be another one's.
fn checked(place: &Place, path: &str) -> Result<SchemaType, Refusal> {
    if RESERVED.contains(&place.name()) {
        return Err(Refusal::reserved_name(place.name()));
    }
    let found = FILES.into_iter().find(|(file, _)| path.ends_with(file));
    found.map(|(_, schema_type)| schema_type).ok_or_else(|| Refusal::status(404, "HTTP 404 Not Found"))
}
