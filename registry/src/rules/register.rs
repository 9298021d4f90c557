//! Registering: a text becomes an id, and a version of a subject, unless it is one already.
use crate::engine::{Command, Engine};
use crate::record::{Record, SchemaValue};
use crate::refusal::Refusal;
use crate::rules::compat::Question;
use crate::rules::draft::{Bundle, Draft, Offer, ParsedCache};
use crate::schema::Guid;
use crate::state::{State, Version};
use crate::subject::Subject;

/// Where a schema came to lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Placed {
    /// Its id in the subject's context.
    pub id: u32,
    /// Its version of the subject.
    pub version: u32,
    /// Its GUID.
    pub guid: Guid,
}

/// Registers an offer under a subject.
///
/// # Errors
/// 42208 for a subject that cannot be, 42205 for an id or a version that the client wants to choose, 42201, 409, 50001.
pub async fn register(engine: &Engine, subject: Subject, offer: Offer) -> Result<Placed, Refusal> {
    if !subject.is_valid() {
        return Err(Refusal::invalid_subject(&subject.to_string()));
    }
    if offer.id.is_some_and(|id| id > 0) || offer.version.is_some_and(|version| version > 0) {
        return Err(Refusal::not_permitted(format!("Subject {subject} is not in import mode")));
    }
    let prepare = {
        let engine = engine.clone();
        move |offer: Offer| {
            let draft = Draft::parse(&engine, subject.context(), offer)?;
            Register::prepare(&engine, subject, draft)
        }
    };
    match engine.offload(offer.size(), move || prepare(offer)).await? {
        Prepared::Known(placed) => Ok(placed),
        Prepared::New(command) => engine.write(command).await,
    }
}

/// The newest version of a subject with this content.
pub fn find<'a>(state: &'a State, subject: &Subject, guid: &Guid, deleted: bool) -> Option<(u32, &'a Version)> {
    let versions = state.versions(subject)?.iter().rev();
    let mut seen = versions.filter(|(_, version)| deleted || !version.deleted);
    seen.find(|(_, version)| version.content.guid == *guid).map(|(number, version)| (*number, version))
}

/// The newest version of a subject that differs from a draft only in whether types are written out or referred to.
///
/// # Errors
/// 42201 when an earlier version cannot be parsed.
pub fn find_resolved(
    engine: &Engine,
    subject: &Subject,
    draft: &Draft,
    deleted: bool,
) -> Result<Option<(u32, Version)>, Refusal> {
    let wanted = &draft.content;
    let candidates: Vec<(u32, Version, Bundle)> = engine.read(|state| {
        let versions = state.versions(subject).into_iter().flatten().rev();
        let alike = versions.filter(|(_, version)| {
            let other = &version.content;
            let referring = !(wanted.references.is_empty() && other.references.is_empty());
            let same_rest = wanted.metadata == other.metadata && wanted.rule_set == other.rule_set;
            (deleted || !version.deleted) && referring && same_rest
        });
        alike
            .map(|(number, version)| {
                let bundle = Bundle::of_known(state, subject.context(), &version.content)?;
                Ok((*number, version.clone(), bundle))
            })
            .collect::<Result<_, Refusal>>()
    })?;
    for (number, version, bundle) in candidates {
        if bundle.parse(engine.parsed())? == draft.schema {
            return Ok(Some((number, version)));
        }
    }
    Ok(None)
}

enum Prepared {
    Known(Placed),
    New(Register),
}

struct Register {
    subject: Subject,
    draft: Draft,
    /// What the draft was found to go together with before the command was sent.
    passed: Question,
    parsed: ParsedCache,
}

impl Register {
    /// What needs no writing is answered at once. The rest is held against the earlier versions here, because the writer
    /// does one thing at a time and should not spend it on this.
    fn prepare(engine: &Engine, subject: Subject, draft: Draft) -> Result<Prepared, Refusal> {
        let look = |state: &State| {
            let known = existing(state, &subject, &draft);
            known.ok_or_else(|| Question::of_register(state, &subject))
        };
        match engine.read(look) {
            Ok(placed) => Ok(Prepared::Known(placed)),
            Err(passed) => {
                if let Some((version, found)) = find_resolved(engine, &subject, &draft, false)? {
                    return Ok(Prepared::Known(Placed { id: found.id, version, guid: found.content.guid }));
                }
                passed.ask(&subject, &draft, engine.parsed())?;
                Ok(Prepared::New(Self { subject, draft, passed, parsed: engine.parsed().clone() }))
            }
        }
    }
}

fn existing(state: &State, subject: &Subject, draft: &Draft) -> Option<Placed> {
    let guid = draft.content.guid;
    find(state, subject, &guid, false).map(|(version, found)| Placed { id: found.id, version, guid })
}

impl Command for Register {
    type Done = Placed;

    fn decide(&mut self, state: &State) -> Result<(Vec<Record>, Placed), Refusal> {
        if let Some(placed) = existing(state, &self.subject, &self.draft) {
            return Ok((vec![], placed));
        }
        self.draft.verify(state)?;
        let question = Question::of_register(state, &self.subject);
        if question != self.passed {
            question.ask(&self.subject, &self.draft, &self.parsed)?;
        }
        let content = self.draft.content.clone();
        let guid = content.guid;
        let context = state.context(self.subject.context());
        let known = context.and_then(|context| context.id_of(&guid));
        let id = known.map_or_else(|| next(context.map_or(0, |context| context.last_id())), Ok)?;
        let last = state.versions(&self.subject).and_then(|versions| versions.keys().next_back().copied());
        let version = next(last.unwrap_or(0))?;
        let value = Some(SchemaValue { id, deleted: false, content });
        Ok((vec![Record::Schema { subject: self.subject.clone(), version, value }], Placed { id, version, guid }))
    }
}

/// Ids and versions end where the clients' integers end.
fn next(last: u32) -> Result<u32, Refusal> {
    if last < i32::MAX as u32 { Ok(last + 1) } else { Err(Refusal::store("there are no numbers left")) }
}
