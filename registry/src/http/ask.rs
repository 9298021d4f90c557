//! Requests: subjects, versions and ids from the path, options from the query, JSON from the body.
use crate::http::Server;
use crate::http::answer::MEDIA_TYPES;
use crate::refusal::Refusal;
use crate::schema::Guid;
use crate::subject::{DEFAULT_CONTEXT, Subject};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use percent_encoding::percent_decode;
use serde::de::{DeserializeOwned, IgnoredAny};

/// What stands in the path, decoded.
pub struct Place {
    /// The context of `/contexts/{context}/...`, else the default one.
    pub context: String,
    /// The subject; that of the whole context when the route names none.
    pub subject: Subject,
    version: String,
    id: String,
    guid: String,
    name: String,
    reader: String,
}

impl<S: Send + Sync> FromRequestParts<S> for Place {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let not_found = || Refusal::status(404, "HTTP 404 Not Found");
        let params = RawPathParams::from_request_parts(parts, state);
        // The only failure left is text that is no UTF-8; routes without parameters have none to decode.
        let params = params.await.map_err(|_| not_found())?;
        let param = |wanted: &str| params.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value.to_owned());
        let context = param("context").map_or_else(|| DEFAULT_CONTEXT.to_owned(), |text| Subject::context_name(&text));
        let name = param("name").unwrap_or_default();
        let subject = Subject::parse_in(&context, &param("subject").unwrap_or_else(|| name.clone()));
        let [version, id, guid, reader] =
            ["version", "id", "guid", "reader"].map(|wanted| param(wanted).unwrap_or_default());
        Ok(Self { context, subject, version, id, guid, name, reader })
    }
}

impl Place {
    /// The version: none for the latest.
    pub fn version(&self) -> Result<Option<u32>, Refusal> {
        match self.version.as_str() {
            "latest" | "-1" => Ok(None),
            text => match text.parse::<i32>() {
                Ok(number) if number > 0 => Ok(Some(number.unsigned_abs())),
                _ => Err(Refusal::invalid_version(text)),
            },
        }
    }

    /// The id; what is no number is no resource either.
    pub fn id(&self) -> Result<u32, Refusal> {
        match self.id.parse::<i32>() {
            Ok(number) => u32::try_from(number).map_err(|_| Refusal::schema_id_not_found(number)),
            Err(_) => Err(Refusal::status(404, "HTTP 404 Not Found")),
        }
    }

    /// The GUID; what is none names no schema.
    pub fn guid(&self) -> Result<Guid, Refusal> {
        Guid::parse(&self.guid).ok_or_else(|| self.guid_not_found())
    }

    /// 40403.
    pub fn guid_not_found(&self) -> Refusal {
        Refusal::schema_id_not_found(&self.guid)
    }

    /// The name of a reader.
    pub fn reader(&self) -> &str {
        &self.reader
    }

    /// The name of the plain face.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// The options of a query. Of several values the last counts.
pub struct Query(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let decode = |text: &str| {
            let text = text.replace('+', " ");
            let decoded = percent_decode(text.as_bytes()).decode_utf8().map(|text| text.into_owned());
            decoded.map_err(|_| Refusal::status(400, "the query is not UTF-8"))
        };
        let pairs = parts.uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        let pairs = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        });
        pairs.collect::<Result<_, _>>().map(Self)
    }
}

impl Query {
    /// A text.
    pub fn text(&self, wanted: &str) -> Option<&str> {
        self.0.iter().rev().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    /// Every value of a name that may stand several times.
    pub fn all(&self, wanted: &str) -> impl Iterator<Item = &str> {
        self.0.iter().filter(move |(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    /// A flag: true in any case, or false.
    pub fn flag(&self, wanted: &str) -> bool {
        self.text(wanted).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// Whether only what is soft-deleted is asked for. Confluent's own Python client calls it by another name.
    pub fn deleted_only(&self) -> bool {
        self.flag("deletedOnly") || self.flag("deleted_only")
    }

    /// The part of a list that `offset` and `limit` ask for.
    pub fn page<T>(&self, items: impl Iterator<Item = T>) -> Vec<T> {
        let number = |wanted| self.text(wanted).and_then(|text| text.parse::<i64>().ok());
        let offset = number("offset").and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
        let limit = number("limit").and_then(|number| usize::try_from(number).ok()).unwrap_or(usize::MAX);
        items.skip(offset).take(limit).collect()
    }
}

/// Whether the client says that it overlooks what it does not know. Old ones fail on members that came later.
pub struct Tolerant(pub bool);

impl<S: Send + Sync> FromRequestParts<S> for Tolerant {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let header = parts.headers.get("confluent-accept-unknown-properties");
        Ok(Self(header.is_some_and(|value| value.as_bytes().eq_ignore_ascii_case(b"true"))))
    }
}

/// A body of JSON.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Server> for Body<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, server: &Server) -> Result<Self, Refusal> {
        let media_type = request.headers().get(CONTENT_TYPE).map(|value| value.to_str().unwrap_or("?").to_owned());
        let media_type = media_type.as_deref().map_or("", |text| text.split(';').next().unwrap_or("").trim());
        if !media_type.is_empty() && !MEDIA_TYPES.iter().any(|known| known.eq_ignore_ascii_case(media_type)) {
            return Err(Refusal::status(415, "HTTP 415 Unsupported Media Type"));
        }
        let bytes = Whole::from_request(request, server).await?.0;
        let refuse = |error: serde_json::Error| match error.classify() {
            serde_json::error::Category::Data => Refusal::status(422, &format!("the body is not understood: {error}")),
            _ => Refusal::status(400, &format!("the body is not JSON: {error}")),
        };
        if bytes.trim_ascii_start().first() != Some(&b'{') {
            // Structs would be read from arrays too.
            serde_json::from_slice::<IgnoredAny>(&bytes).map_err(refuse)?;
            return Err(Refusal::status(422, "the body is not understood: expected an object"));
        }
        serde_json::from_slice(&bytes).map(Self).map_err(refuse)
    }
}

/// A body of any kind, whole.
pub struct Whole(pub Bytes);

impl FromRequest<Server> for Whole {
    type Rejection = Refusal;

    async fn from_request(request: Request, server: &Server) -> Result<Self, Refusal> {
        let bytes = tokio::time::timeout(server.options().body_timeout, Bytes::from_request(request, server)).await;
        match bytes {
            Ok(Ok(bytes)) => Ok(Self(bytes)),
            Ok(Err(rejection)) if rejection.status() == 413 => {
                let limit = server.options().max_body;
                Err(Refusal::status(413, &format!("the body is too large: expected at most {limit} bytes")))
            }
            Ok(Err(rejection)) => Err(Refusal::status(400, &rejection.body_text())),
            Err(_) => Err(Refusal::status(408, "HTTP 408 Request Timeout")),
        }
    }
}
