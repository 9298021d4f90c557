//! Answers: JSON bodies, error bodies, and the media type that the client asked for.
use crate::refusal::Refusal;
use crate::schema::{Content, Metadata, Reference};
use axum::extract::Request;
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::Value;

/// What is answered when the client does not say what it likes.
pub const MEDIA_TYPE: &str = "application/vnd.schemaregistry.v1+json";

/// Every media type that is answered and accepted.
pub const MEDIA_TYPES: [&str; 3] = [MEDIA_TYPE, "application/vnd.schemaregistry+json", "application/json"];

/// What a handler returns.
pub type Answered = Result<Response, Refusal>;

/// A JSON answer.
pub fn json(body: &impl Serialize) -> Answered {
    let text = serde_json::to_vec(body).map_err(|_| Refusal::bug())?;
    Ok(([(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE))], text).into_response())
}

/// The text of a schema as it is.
pub fn text(text: &str) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE))], text.to_owned()).into_response()
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
    pub guid: String,
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
            guid: content.guid.to_string(),
            references: &content.references,
            metadata: content.metadata.as_ref(),
            rule_set: content.rule_set.as_ref(),
            schema: &content.text,
        }
    }
}

/// Gives answers the media type that the client likes best, and refuses the client that likes none.
pub async fn negotiate(request: Request, next: Next) -> Response {
    let plain = crate::http::plain::is_plain(request.uri().path());
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
    response.headers_mut().insert("x-content-type-options", HeaderValue::from_static("nosniff"));
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
