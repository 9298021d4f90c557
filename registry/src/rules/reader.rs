//! Readers: programs that say with which schema they read a subject, so that a check can say which of them would break.
use crate::engine::{Command, Engine};
use crate::parsed::{Finding, Parsed, Policy, readable};
use crate::record::Record;
use crate::refusal::Refusal;
use crate::rules::bundle::{Bundle, ParsedCache};
use crate::rules::draft::Draft;
use crate::rules::offer::Offer;
use crate::schema::Content;
use crate::state::State;
use crate::subject::Subject;
use isobyte::compatibility::Direction;
use serde::Deserialize;
use std::sync::Arc;

/// What a reader reads, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Reader {
    /// The subject whose data it reads.
    pub subject: Subject,
    /// The version whose schema it reads with, when it is one.
    pub version: Option<u32>,
    /// That schema. It is the reader's own: nothing that happens to the version changes it.
    pub content: Arc<Content>,
}

/// What a reader sends.
#[derive(Debug, Deserialize)]
pub struct ReaderOffer {
    /// The subject.
    pub subject: String,
    /// The version that it reads with; -1 is the latest one now. Or else `schema` is given.
    #[serde(default)]
    pub version: Option<i64>,
    /// The schema that it reads with.
    #[serde(flatten)]
    pub schema: SchemaOffer,
}

/// A schema in a reader's words.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SchemaOffer {
    /// The text.
    pub schema: Option<String>,
    /// Its language.
    pub schema_type: Option<String>,
    /// What it refers to.
    pub references: Option<Vec<crate::rules::offer::OfferedReference>>,
}

/// The most that a name of a reader may have, in bytes.
const NAME: usize = 249;

/// Registers a reader, or changes what it said before.
///
/// # Errors
/// 422 for a name that is none; 40401 and 40402 for a version that is not there; 42201 for a schema that is none.
pub async fn register(engine: &Engine, context: &str, name: &str, offer: ReaderOffer) -> Result<Reader, Refusal> {
    if name.trim().is_empty() || name.len() > NAME || name.chars().any(char::is_control) {
        return Err(Refusal::status(422, "the name of a reader is expected to be text of at most 249 bytes"));
    }
    let subject = Subject::parse_in(context, &offer.subject);
    if !subject.is_valid() {
        return Err(Refusal::invalid_subject(&offer.subject));
    }
    let reader = match (offer.schema.schema, offer.version) {
        (Some(_), Some(_)) | (None, None) => {
            return Err(Refusal::status(422, "expected either a schema or a version that the reader reads with"));
        }
        (None, Some(version)) => of_version(engine, subject, version)?,
        (schema @ Some(_), None) => {
            let SchemaOffer { schema_type, references, .. } = offer.schema;
            let offer = Offer { schema, schema_type, references, ..Offer::default() };
            let parse = {
                let engine = engine.clone();
                move || {
                    let draft = Draft::parse(&engine, &subject, offer, false)?;
                    Ok(Reader { subject, version: None, content: draft.content })
                }
            };
            engine.offload(0, parse).await?
        }
    };
    engine.write(SetReader { name: name.to_owned(), reader: Some(reader.clone()) }).await?;
    Ok(reader)
}

fn of_version(engine: &Engine, subject: Subject, version: i64) -> Result<Reader, Refusal> {
    let wanted = if version == -1 { None } else { Some(u32::try_from(version).unwrap_or(0)) };
    engine.read(|state| {
        let (version, found) = state.pick(&subject, wanted, false)?;
        Ok(Reader { version: Some(version), content: found.content.clone(), subject: subject.clone() })
    })
}

/// Writes or removes a reader.
#[derive(Debug)]
pub struct SetReader {
    /// Its name.
    pub name: String,
    /// What it is; none removes it.
    pub reader: Option<Reader>,
}

impl Command for SetReader {
    type Done = ();

    fn decide(&mut self, state: &State) -> Result<(Vec<Record>, ()), Refusal> {
        let before = state.reader(&self.name);
        if self.reader.is_none() && before.is_none() {
            return Err(Refusal::reader_not_found(&self.name));
        }
        if before == self.reader.as_ref() {
            return Ok((vec![], ()));
        }
        Ok((vec![Record::Reader { name: self.name.clone(), value: self.reader.clone() }], ()))
    }
}

/// The readers of a subject, taken out of the state.
#[derive(Debug, Clone)]
pub struct Readers(Vec<(String, Option<u32>, Result<Bundle, Refusal>)>);

/// A reader that cannot read what a new schema writes.
#[derive(Debug, Clone)]
pub struct Broken {
    /// Its name.
    pub name: String,
    /// The version that it reads with, when it is one.
    pub version: Option<u32>,
    /// Why; empty when its own schema can no longer be parsed, because what it refers to is gone.
    pub findings: Vec<Finding>,
}

impl Readers {
    /// The readers of a subject.
    pub fn of(state: &State, subject: &Subject) -> Self {
        let readers = state.readers().filter(|(_, reader)| reader.subject == *subject);
        let taken = readers.map(|(name, reader)| {
            (name.to_string(), reader.version, Bundle::of_known(state, subject.context(), &reader.content))
        });
        Self(taken.collect())
    }

    /// Those that would break when data of this schema came.
    pub fn broken(&self, new: &Parsed, policy: Policy, cache: &ParsedCache) -> Vec<Broken> {
        let judge = |(name, version, bundle): &(String, Option<u32>, Result<Bundle, Refusal>)| {
            let reader = bundle.as_ref().map_err(Clone::clone).and_then(|bundle| bundle.parse(cache));
            let findings = match &reader {
                Ok(reader) => readable(Direction::Forward, reader, new, policy),
                Err(_) => Vec::new(),
            };
            let broken = reader.is_err() || !findings.is_empty();
            broken.then(|| Broken { name: name.clone(), version: *version, findings })
        };
        self.0.iter().filter_map(judge).collect()
    }
}
