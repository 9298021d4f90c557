//! A registry in memory: ids and texts only, for tests of programs that use one.
use crate::backend::{Backend, Reference, Tell, Told, Version};
use crate::url::Url;
use isobyte::{Code, Error, Result};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Everything is compatible with everything, and nothing is checked.
#[derive(Default)]
pub(crate) struct Memory(Mutex<Shelves>);

#[derive(Default)]
struct Shelves {
    /// By id, less one.
    texts: Vec<(String, Vec<Reference>)>,
    subjects: HashMap<String, Vec<u32>>,
}

static SHARED: LazyLock<Mutex<HashMap<String, Arc<Memory>>>> = LazyLock::new(Mutex::default);

impl Memory {
    /// The registry of `memory:NAME`; without a name a new one.
    pub(crate) fn open(name: &str) -> Arc<Self> {
        if name.is_empty() {
            return Arc::default();
        }
        SHARED.lock().unwrap_or_else(PoisonError::into_inner).entry(name.to_owned()).or_default().clone()
    }

    fn look<T>(&self, look: impl FnOnce(&mut Shelves) -> Result<T>) -> Result<T> {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Shelves {
    fn told(&self, id: u32) -> Option<Told> {
        let (schema, references) = self.texts.get((id as usize).checked_sub(1)?)?.clone();
        Some(Told { id: Some(id), schema, references, ..Told::default() })
    }

    fn find(&self, schema: &Tell<'_>) -> Option<u32> {
        let mut texts = self.texts.iter();
        let place = texts.position(|(text, references)| text == schema.schema && references == schema.references)?;
        Some(place as u32 + 1)
    }
}

#[cold]
fn not_found(what: &str) -> Error {
    Error::new(Code::NotFound, format!("registry memory: {what} not found"))
}

impl Backend for Memory {
    fn by_id(&self, id: u32) -> Result<Told> {
        self.look(|shelves| shelves.told(id).ok_or_else(|| not_found(&format!("schema {id}"))))
    }

    fn by_guid(&self, guid: &str) -> Result<Told> {
        Err(not_found(&format!("schema {guid}")))
    }

    fn by_version(&self, subject: &str, version: Version) -> Result<Told> {
        self.look(|shelves| {
            let ids = shelves.subjects.get(subject).ok_or_else(|| not_found(&format!("subject '{subject}'")))?;
            let number = match version {
                Version::Latest => ids.len() as u32,
                Version::Number(number) => number,
            };
            let id = (number as usize).checked_sub(1).and_then(|place| ids.get(place));
            let told = id.and_then(|id| shelves.told(*id));
            let told = told.ok_or_else(|| not_found(&format!("version {number} of subject '{subject}'")))?;
            Ok(Told { subject: Some(subject.to_owned()), version: Some(number), ..told })
        })
    }

    fn register(&self, subject: &str, schema: &Tell<'_>) -> Result<u32> {
        self.look(|shelves| {
            let id = shelves.find(schema).unwrap_or_else(|| {
                shelves.texts.push((schema.schema.to_owned(), schema.references.to_vec()));
                shelves.texts.len() as u32
            });
            let versions = shelves.subjects.entry(subject.to_owned()).or_default();
            if !versions.contains(&id) {
                versions.push(id);
            }
            Ok(id)
        })
    }

    fn look_up(&self, subject: &str, schema: &Tell<'_>) -> Result<Told> {
        let number = self.look(|shelves| {
            let ids = shelves.subjects.get(subject).ok_or_else(|| not_found(&format!("subject '{subject}'")))?;
            let id = shelves.find(schema);
            let place = ids.iter().position(|known| Some(*known) == id);
            place.map(|place| place as u32 + 1).ok_or_else(|| not_found("schema"))
        })?;
        self.by_version(subject, Version::Number(number))
    }

    fn at_id(&self, _: &Url, id: u32) -> Result<Told> {
        self.by_id(id)
    }

    fn at_name(&self, _: &Url, _: &Url, name: &str) -> Result<Told> {
        self.by_version(name, Version::Latest)
    }
}
