//! `/readers`: programs that say with which schema they read a subject. Ours: no other registry has it.
use crate::http::Server;
use crate::http::answer::{Answered, json};
use crate::http::ask::{Body, Place, Query};
use crate::refusal::Refusal;
use crate::rules::reader::{self, Reader, ReaderOffer, SetReader};
use crate::schema::{Reference, SchemaType};
use crate::subject::Subject;
use axum::extract::State;
use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReaderBody<'a> {
    name: &'a str,
    subject: &'a Subject,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u32>,
    #[serde(skip_serializing_if = "SchemaType::is_default")]
    schema_type: SchemaType,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    references: &'a [Reference],
    schema: &'a str,
}

impl<'a> ReaderBody<'a> {
    fn of(name: &'a str, reader: &'a Reader) -> Self {
        let content = &reader.content;
        Self {
            name,
            subject: &reader.subject,
            version: reader.version,
            schema_type: content.schema_type,
            references: &content.references,
            schema: &content.text,
        }
    }
}

/// `GET /readers`: all of them, or those of one `subject`.
pub(super) async fn list(State(server): State<Server>, place: Place, query: Query) -> Answered {
    let subject = query.text("subject").map(|text| Subject::parse_in(&place.context, text));
    server.engine().read(|state| {
        let all = state.readers().filter(|(_, reader)| subject.as_ref().is_none_or(|wanted| reader.subject == *wanted));
        json(&query.page(all.map(|(name, reader)| ReaderBody::of(name, reader))))
    })
}

/// `GET /readers/{reader}`
pub(super) async fn get(State(server): State<Server>, place: Place) -> Answered {
    let name = place.reader();
    server.engine().read(|state| {
        let reader = state.reader(name).ok_or_else(|| Refusal::reader_not_found(name))?;
        json(&ReaderBody::of(name, reader))
    })
}

/// `PUT /readers/{reader}`
pub(super) async fn put(State(server): State<Server>, place: Place, Body(offer): Body<ReaderOffer>) -> Answered {
    let reader = reader::register(server.engine(), &place.context, place.reader(), offer).await?;
    json(&ReaderBody::of(place.reader(), &reader))
}

/// `DELETE /readers/{reader}`: answers the name.
pub(super) async fn delete(State(server): State<Server>, place: Place) -> Answered {
    server.engine().write(SetReader { name: place.reader().to_owned(), reader: None }).await?;
    json(&place.reader())
}
