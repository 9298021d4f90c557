//! Answers: JSON bodies, error bodies, and the media type that the client asked for.
use crate::refusal::Refusal;
use crate::schema::{Content, Guid, Metadata, Reference, SchemaType};
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, HeaderMap, IF_NONE_MATCH, VARY};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;
use std::hash::{DefaultHasher, Hasher};
use std::time::Instant;

/// What is answered when the client does not say what it likes.
pub const MEDIA_TYPE: &str = "application/vnd.schemaregistry.v1+json";

/// Every media type that is answered and accepted.
pub const MEDIA_TYPES: [&str; 3] = [MEDIA_TYPE, "application/vnd.schemaregistry+json", "application/json"];

/// What a handler returns.
pub type Answered = Result<Response, Refusal>;

/// How long an answer that never changes may be kept: a year.
const LASTING: HeaderValue = HeaderValue::from_static("max-age=31536000, immutable");
/// How long an answer may be kept that only an import or a deletion for good can change: thirty days.
const LONG: HeaderValue = HeaderValue::from_static("max-age=2592000");
/// An answer that must be asked for each time; its ETag makes that cheap.
const FRESH: HeaderValue = HeaderValue::from_static("no-cache");

/// A JSON answer.
pub fn json(body: &impl Serialize) -> Answered {
    serde_json::to_vec(body).map(|text| of_type(MEDIA_TYPE, text)).map_err(|_| Refusal::bug())
}

/// The text of a schema as it is.
pub fn text(text: &str) -> Response {
    of_type(MEDIA_TYPE, text.to_owned().into_bytes())
}

/// An answer of another media type.
pub fn of_type(media_type: &'static str, body: Vec<u8>) -> Response {
    // Answers of one server are told apart by it, so that it need not withstand an attacker.
    let mut hash = DefaultHasher::new();
    hash.write(&body);
    let tag = HeaderValue::from_str(&format!("\"{:016x}\"", hash.finish()));
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, FRESH);
    if let Ok(tag) = tag {
        headers.insert(ETAG, tag);
    }
    response
}

/// The answer with leave to keep it for long.
pub fn long(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, LONG);
    response
}

/// The answer with leave to keep it for ever.
pub fn lasting(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, LASTING);
    response
}

#[derive(Serialize)]
struct ErrorBody<'a> {
    error_code: u32,
    message: &'a str,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        if self.status >= 500 {
            tracing::error!(code = self.code, "{}", self.message);
        }
        let body = serde_json::to_vec(&ErrorBody { error_code: self.code, message: &self.message });
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, [(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE))], body.unwrap_or_default()).into_response()
    }
}

/// The members of a schema that every answer about it carries; what is empty is left out, and so is the type AVRO.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SchemaBody<'a> {
    /// The GUID.
    pub guid: Guid,
    /// The language.
    #[serde(skip_serializing_if = "SchemaType::is_default")]
    pub schema_type: SchemaType,
    /// The references.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub references: &'a [Reference],
    /// The metadata.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<&'a Metadata>,
    /// The rules.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_set: Option<&'a Value>,
    /// The text.
    pub schema: &'a str,
}

impl<'a> SchemaBody<'a> {
    /// The members of a schema.
    pub fn of(content: &'a Content) -> Self {
        Self {
            guid: content.guid,
            schema_type: content.schema_type,
            references: &content.references,
            metadata: content.metadata.as_ref(),
            rule_set: content.rule_set.as_ref(),
            schema: &content.text,
        }
    }
}

/// Whether the client has this very answer already.
fn is_known(wanted: &HeaderMap, answer: &HeaderMap) -> bool {
    let Some(tag) = answer.get(ETAG).and_then(|value| value.to_str().ok()) else { return false };
    let known = wanted.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut tags = known.flat_map(|list| list.split(',')).map(str::trim);
    tags.any(|known| known == "*" || known.trim_start_matches("W/") == tag)
}

/// Tags are for what is read; a reader that has the answer already is told so and no more.
fn revalidate(reads: bool, wanted: Option<&HeaderMap>, response: &mut Response) {
    if !reads {
        response.headers_mut().remove(ETAG);
        response.headers_mut().remove(CACHE_CONTROL);
    } else if response.status() == StatusCode::OK && wanted.is_some_and(|wanted| is_known(wanted, response.headers())) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(CONTENT_TYPE);
        response.headers_mut().remove(CONTENT_LENGTH);
    }
}

/// Gives answers the media type that the client likes best, refuses the client that likes none, and tells the log.
pub async fn negotiate(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let plain = crate::http::plain::is_plain(&path);
    let reads = matches!(method, Method::GET | Method::HEAD);
    let wanted = request.headers().contains_key(IF_NONE_MATCH).then(|| request.headers().clone());
    let accepted =
        request.headers().get_all(ACCEPT).iter().map(|value| value.to_str().unwrap_or("")).collect::<Vec<_>>();
    let mut response = match preferred(&accepted.join(",")) {
        Some(media_type) => {
            let mut response = next.run(request).await;
            let headers = response.headers_mut();
            if media_type != MEDIA_TYPE && headers.get(CONTENT_TYPE).is_some_and(|found| found == MEDIA_TYPE) {
                headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
            }
            response
        }
        None if plain => next.run(request).await,
        None => Refusal::status(406, "HTTP 406 Not Acceptable").into_response(),
    };
    revalidate(reads, wanted.as_ref(), &mut response);
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept"));
    response.headers_mut().insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    tracing::debug!(%method, path, status = response.status().as_u16(), us = start.elapsed().as_micros(), "answered");
    response
}

/// The media type of ours that an Accept header likes best; of equals, the one that stands first.
fn preferred(accept: &str) -> Option<&'static str> {
    if accept.trim().is_empty() {
        return Some(MEDIA_TYPE);
    }
    let mut best: Option<(&'static str, f32)> = None;
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let quality = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1.0), |text| text.parse().ok());
        let found = match name {
            "*/*" | "application/*" => Some(MEDIA_TYPE),
            _ => MEDIA_TYPES.into_iter().find(|known| known.eq_ignore_ascii_case(name)),
        };
        if let (Some(found), Some(quality)) = (found, quality.filter(|quality| *quality > 0.0))
            && best.is_none_or(|(_, before)| quality > before)
        {
            best = Some((found, quality));
        }
    }
    best.map(|(found, _)| found)
}

#[cfg(test)]
mod tests {
    use super::preferred;

    #[test]
    fn accept_headers() {
        const V1: &str = "application/vnd.schemaregistry.v1+json";
        for (accept, expected) in [
            ("", Some(V1)),
            ("*/*", Some(V1)),
            ("application/json", Some("application/json")),
            ("application/vnd.schemaregistry.v1+json, application/vnd.schemaregistry+json, application/json", Some(V1)),
            (
                "application/json;q=0.5, application/vnd.schemaregistry+json",
                Some("application/vnd.schemaregistry+json"),
            ),
            ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", Some(V1)),
            ("Application/JSON; charset=utf-8", Some("application/json")),
            ("text/html", None),
            ("application/json;q=0", None),
        ] {
            assert_eq!(preferred(accept), expected, "{accept}");
        }
    }
}
