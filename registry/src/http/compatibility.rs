//! `/compatibility`: what would stand against a schema, without registering it.
use crate::http::Server;
use crate::http::answer::{Answered, json};
use crate::http::ask::{Body, Place, Query};
use crate::rules::compat::Question;
use crate::rules::draft::Draft;
use crate::rules::explain::explain;
use crate::rules::offer::Offer;
use crate::subject::Subject;
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
    let subject = server.meant(place.subject);
    let metadata = offer.metadata.as_ref();
    let question = server.engine().read(|state| Question::of_register(state, &subject, metadata));
    ask(&server, subject, question, offer, &query).await
}

/// `POST /compatibility/subjects/{subject}/versions/{version}`: with this version.
pub(super) async fn with_one(
    State(server): State<Server>,
    place: Place,
    query: Query,
    Body(offer): Body<Offer>,
) -> Answered {
    let wanted = place.version()?;
    let subject = server.meant(place.subject);
    let question = server.engine().read(|state| {
        let (number, version) = state.pick(&subject, wanted, false)?;
        Ok(Question::of_version(state, &subject, number, version))
    })?;
    ask(&server, subject, question, offer, &query).await
}

/// The verdict; with `verbose`, what was found; with `explain`, that with who breaks and how to mend it.
async fn ask(server: &Server, subject: Subject, question: Question, offer: Offer, query: &Query) -> Answered {
    let engine = server.engine().clone();
    let [verbose, normalize, explaining] = ["verbose", "normalize", "explain"].map(|name| query.flag(name));
    let work = move |offer| {
        let draft = Draft::parse(&engine, &subject, offer, normalize)?;
        if explaining {
            return json(&explain(&engine, &subject, &question, &draft)?);
        }
        let messages = question.answer(&draft, engine.parsed())?;
        json(&Verdict { is_compatible: messages.is_empty(), messages: verbose.then_some(messages) })
    };
    server.engine().offload(offer.size(), move || work(offer)).await
}
