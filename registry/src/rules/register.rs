//! Registering: a text becomes an id, and a version of a subject, unless it is one already.
use crate::engine::{Command, Engine};
use crate::record::{Record, SchemaValue};
use crate::refusal::Refusal;
use crate::rules::bundle::ParsedCache;
use crate::rules::compat::Question;
use crate::rules::draft::Draft;
use crate::rules::lookup::{find, find_alike};
use crate::rules::offer::{Offer, OfferedReference};
use crate::rules::rule_set;
use crate::schema::{Guid, Metadata};
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

/// Registers an offer under a subject; normalises it when that is asked for or configured.
///
/// # Errors
/// 42208 for a subject that cannot be, 42205 for what the mode does not allow, 42207 for an id that is not the schema's,
/// 42201, 42210, 409, 50001.
pub async fn register(engine: &Engine, subject: Subject, offer: Offer, normalize: bool) -> Result<Placed, Refusal> {
    if !subject.is_valid() {
        return Err(Refusal::invalid_subject(&subject.to_string()));
    }
    let prepare = {
        let engine = engine.clone();
        move |offer: Offer| Register::prepare(&engine, subject, offer, normalize)
    };
    match engine.offload(offer.size(), move || prepare(offer)).await? {
        Prepared::Known(placed) => Ok(placed),
        Prepared::New(command) => engine.write(*command).await,
    }
}

enum Prepared {
    Known(Placed),
    New(Box<Register>),
}

struct Register {
    subject: Subject,
    draft: Draft,
    /// What the client chooses; in mode IMPORT only.
    id: Option<u32>,
    version: Option<u32>,
    /// What the draft was found to go together with before the command was sent.
    passed: Option<Question>,
    parsed: ParsedCache,
}

impl Register {
    /// What needs no writing is answered at once. The rest is held against the earlier versions here, because the writer
    /// does one thing at a time and should not spend it on this.
    fn prepare(engine: &Engine, subject: Subject, mut offer: Offer, normalize: bool) -> Result<Prepared, Refusal> {
        let (id, version) = offer.chosen();
        engine.read(|state| complete(state, &subject, &mut offer));
        let mut draft = Draft::parse(engine, &subject, offer, normalize)?;
        let mut new = Self { subject, draft, id, version, passed: None, parsed: engine.parsed().clone() };
        if let Some(placed) = new.known(engine)? {
            return Ok(Prepared::Known(placed));
        }
        if id.is_none() {
            let (metadata, rules) = engine.read(|state| {
                let mode = state.mode(Some(&new.subject));
                mode.allow_registering(&new.subject, false, version.is_some())?;
                Ok(inherit(state, &new.subject, &new.draft))
            })?;
            let before = new.draft.content.guid;
            draft = new.draft.with(metadata, rules);
            new = Self { draft, ..new };
            if new.draft.content.guid != before
                && let Some(placed) = new.known(engine)?
            {
                return Ok(Prepared::Known(placed));
            }
            let metadata = new.draft.content.metadata.as_ref();
            let question = engine.read(|state| Question::of_register(state, &new.subject, metadata));
            question.ask(&new.subject, &new.draft, engine.parsed())?;
            new.passed = Some(question);
        }
        Ok(Prepared::New(Box::new(new)))
    }

    /// Where the schema lies already.
    fn known(&self, engine: &Engine) -> Result<Option<Placed>, Refusal> {
        if let Some(placed) = engine.read(|state| self.existing(state)) {
            return Ok(Some(placed));
        }
        if self.id.is_some() {
            // What is imported keeps its text, so it is never taken for another one.
            return Ok(None);
        }
        let found = find_alike(engine, &self.subject, &self.draft, false)?;
        Ok(found.map(|(version, found)| Placed { id: found.id, version, guid: found.content.guid }))
    }

    fn existing(&self, state: &State) -> Option<Placed> {
        let placed = |number: u32, found: &Version| Placed { id: found.id, version: number, guid: found.content.guid };
        if let (Some(_), Some(version)) = (self.id, self.version) {
            // An import means this very version: the schema may be another one's too.
            let found = state.versions(&self.subject)?.get(&version).filter(|found| !found.deleted)?;
            let same = found.content.is_the_same(&self.draft.content) && self.fits(found.id);
            return same.then(|| placed(version, found));
        }
        let (number, found) = find(state, &self.subject, &self.draft.content, false)?;
        self.fits(found.id).then(|| placed(number, found))
    }

    fn fits(&self, id: u32) -> bool {
        self.id.is_none_or(|wanted| wanted == id)
    }

    /// The id that the schema gets: the chosen one, its own in this context, or the next.
    fn id(&self, state: &State) -> Result<u32, Refusal> {
        let context = state.context(self.subject.context());
        let known = context.and_then(|context| context.id_of(&self.draft.content));
        match (self.id, known) {
            (Some(id), Some(known)) if id != known => Err(Refusal::other_id(known, id)),
            (Some(id), None) if state.identified(self.subject.context(), id).is_some() => {
                Err(Refusal::not_permitted(format!("Overwrite new schema with id {id} is not permitted.")))
            }
            (Some(id), _) => Ok(id),
            (None, Some(known)) => Ok(known),
            (None, None) => next(context.map_or(0, |context| context.last_id())),
        }
    }

    fn version(&self, state: &State) -> Result<u32, Refusal> {
        let versions = state.versions(&self.subject);
        match self.version {
            Some(version) if versions.and_then(|all| all.get(&version)).is_some_and(|found| !found.deleted) => {
                let text = format!("Overwrite version {version} of subject {} is not permitted.", self.subject);
                Err(Refusal::not_permitted(text))
            }
            Some(version) => Ok(version),
            None => next(versions.and_then(|versions| versions.keys().next_back().copied()).unwrap_or(0)),
        }
    }
}

impl Command for Register {
    type Done = Placed;

    fn decide(&mut self, state: &State) -> Result<(Vec<Record>, Placed), Refusal> {
        if let Some(placed) = self.existing(state) {
            return Ok((vec![], placed));
        }
        let mode = state.mode(Some(&self.subject));
        mode.allow_registering(&self.subject, self.id.is_some(), self.version.is_some())?;
        self.draft.verify(state)?;
        if let Some(passed) = &self.passed {
            let question = Question::of_register(state, &self.subject, self.draft.content.metadata.as_ref());
            if question != *passed {
                question.ask(&self.subject, &self.draft, &self.parsed)?;
            }
        }
        let (id, version) = (self.id(state)?, self.version(state)?);
        let content = self.draft.content.clone();
        let guid = content.guid;
        let value = Some(SchemaValue { id, deleted: false, content });
        Ok((vec![Record::Schema { subject: self.subject.clone(), version, value }], Placed { id, version, guid }))
    }
}

/// An offer without a text means the text of the latest version: with new metadata, say.
fn complete(state: &State, subject: &Subject, offer: &mut Offer) {
    if offer.schema.as_ref().is_some_and(|text| !text.trim().is_empty()) {
        return;
    }
    let Some((_, latest)) = state.latest(subject, false) else { return };
    let content = &latest.content;
    offer.schema = Some(content.text.to_string());
    offer.schema_type = Some(content.schema_type.name().to_owned());
    let references = content.references.iter().map(|reference| OfferedReference {
        name: reference.name.clone(),
        subject: reference.subject.clone(),
        version: i32::try_from(reference.version).unwrap_or(i32::MAX),
    });
    offer.references = Some(references.collect());
}

/// The metadata and the rules of a new version: what the configuration gives by default, then its own, or where it has
/// none the latest version's, then what the configuration insists on.
fn inherit(state: &State, subject: &Subject, draft: &Draft) -> (Option<Metadata>, Option<serde_json::Value>) {
    let latest = state.latest(subject, false).map(|(_, version)| &version.content);
    let own = draft.content.metadata.as_ref().or(latest.and_then(|content| content.metadata.as_ref()));
    let subject = Some(subject);
    let merged = Metadata::merge(state.inherited(subject, |config| config.default_metadata.as_ref()), own);
    let metadata =
        Metadata::merge(merged.as_ref(), state.inherited(subject, |config| config.override_metadata.as_ref()));
    let own = draft.content.rule_set.as_ref().or(latest.and_then(|content| content.rule_set.as_ref()));
    let merged = rule_set::merge(state.inherited(subject, |config| config.default_rule_set.as_ref()), own);
    let rules = rule_set::merge(merged.as_ref(), state.inherited(subject, |config| config.override_rule_set.as_ref()));
    (metadata, rules)
}

/// Ids and versions end where the clients' integers end.
fn next(last: u32) -> Result<u32, Refusal> {
    if last < i32::MAX as u32 { Ok(last + 1) } else { Err(Refusal::store("there are no numbers left")) }
}
