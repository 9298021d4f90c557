//! `/compatibility`: what would stand against a schema, without registering it.
use crate::http::Server;
use crate::http::answer::{Answered, json};
use crate::http::ask::{Body, Place, Query};
use crate::http::subjects::pick;
use crate::rules::compat::Question;
use crate::rules::draft::{Draft, Offer};
use axum::extract::State;
use serde::Serialize;

#[derive(Serialize)]
struct Verdict {
    is_compatible: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    messages: Option<Vec<String>>,
}

/// `POST /compatibility/subjects/{subject}/versions`: with all the versions that the level asks for.
pub(super) async fn with_all(
    State(server): State<Server>,
    place: Place,
    query: Query,
    Body(offer): Body<Offer>,
) -> Answered {
    let question = server.engine().read(|state| Question::of_register(state, &place.subject));
    ask(&server, place, question, offer, query.flag("verbose")).await
}

/// `POST /compatibility/subjects/{subject}/versions/{version}`: with this version.
pub(super) async fn with_one(
    State(server): State<Server>,
    place: Place,
    query: Query,
    Body(offer): Body<Offer>,
) -> Answered {
    let wanted = place.version()?;
    let question = server.engine().read(|state| {
        let (number, version) = pick(state, &place.subject, wanted, false)?;
        Ok(Question::of_version(state, &place.subject, number, version))
    })?;
    ask(&server, place, question, offer, query.flag("verbose")).await
}

async fn ask(server: &Server, place: Place, question: Question, offer: Offer, verbose: bool) -> Answered {
    let engine = server.engine().clone();
    let work = move |offer| {
        let draft = Draft::parse(&engine, place.subject.context(), offer)?;
        let messages = question.answer(&draft.schema, engine.parsed())?;
        json(&Verdict { is_compatible: messages.is_empty(), messages: verbose.then_some(messages) })
    };
    server.engine().offload(offer.size(), move || work(offer)).await
}
