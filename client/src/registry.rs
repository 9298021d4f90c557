//! Registry: the door of the client. One per process is enough; clones share everything.
use crate::access::Access;
use crate::backend::{Backend, Reference, Tell, Told, Version, check_type};
use crate::cache::{Cache, Life, Question};
use crate::config::RegistryConfig;
use crate::flight::Flights;
use crate::memory::Memory;
use crate::registered::Registered;
use crate::schema_id::SchemaId;
use crate::target::Target;
use isobyte::schema::{Format, ParseOptions, Schema};
use isobyte::{Code, Error, Result};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// References that may stand behind each other.
const DEPTH: usize = 64;

/// A registry of schemas. Every method that is not called `cached...` may do HTTP, and blocks meanwhile; nothing is locked
/// then, and of several who miss the same thing one fetches it for all.
#[derive(Clone)]
pub struct Registry(Arc<Inner>);

struct Inner {
    backend: Arc<dyn Backend>,
    access: Arc<Access>,
    /// The name of a registry in memory.
    memory: Option<String>,
    latest_ttl: Duration,
    cache: Cache,
    flights: Flights<Question, Arc<Registered>>,
}

impl Registry {
    /// A registry; nothing is connected to yet.
    ///
    /// # Errors
    /// `invalid_argument` for addresses that are none; `unsupported` for HTTP in a build without it.
    pub fn new(config: RegistryConfig) -> Result<Self> {
        let memory = match config.urls.as_slice() {
            [] => return Err(Error::new(Code::InvalidArgument, "expected the URL of a registry, found none")),
            [url] => url.strip_prefix("memory:").map(str::to_owned),
            _ => None,
        };
        let urls = if memory.is_some() { &[] } else { config.urls.as_slice() };
        let access = Arc::new(Access::new(&config, urls)?);
        let latest_ttl = config.latest_ttl;
        let backend = match &memory {
            Some(name) => Memory::open(name),
            None => over_http(config, access.clone())?,
        };
        let (cache, flights) = (Cache::default(), Flights::new());
        Ok(Self(Arc::new(Inner { backend, access, memory, latest_ttl, cache, flights })))
    }

    /// The schema of an id.
    ///
    /// # Errors
    /// `not_found`, and the other codes of kind 5.
    pub fn schema_by_id(&self, id: u32) -> Result<Arc<Registered>> {
        self.answer(Question::Id(id), Life::Long, || self.read(self.0.backend.by_id(id)?))
    }

    /// A version of a subject.
    ///
    /// # Errors
    /// `not_found`, and the other codes of kind 5.
    pub fn schema_by_version(&self, subject: &str, version: Version) -> Result<Arc<Registered>> {
        let (question, life) = self.version(subject, version);
        self.answer(question, life, || self.read(self.0.backend.by_version(subject, version)?))
    }

    /// The schema behind a URL: `.../schemas/ids/{id}` or `.../{name}/schema.avsc`, the latest version of that name.
    ///
    /// # Errors
    /// `invalid_argument`, before anything is connected to, for a URL of another form and for a host that is neither the
    /// registry's nor allowed by the configuration; `not_found`, and the other codes of kind 5.
    pub fn schema_by_url(&self, url: &str) -> Result<Arc<Registered>> {
        match self.target(url)? {
            Target::Id(id) => self.schema_by_id(id),
            Target::Name(name) => self.schema_by_version(&name, Version::Latest),
            Target::IdAt { url, id } => {
                let question = Question::Url(url.to_string());
                self.answer(question, Life::Long, || self.read(self.0.backend.at_id(&url, id)?))
            }
            Target::NameAt { url, prefix, name } => {
                let (question, life) = (Question::Url(url.to_string()), Life::Short(self.0.latest_ttl));
                self.answer(question, life, || self.read(self.0.backend.at_name(&url, &prefix, &name)?))
            }
        }
    }

    /// The schema that a class or an event names.
    ///
    /// # Errors
    /// Those of the question that it comes to: [`Registry::schema_by_id`], [`Registry::schema_by_version`] or
    /// [`Registry::schema_by_url`].
    pub fn schema(&self, name: &SchemaId) -> Result<Arc<Registered>> {
        match name {
            SchemaId::Id(id) => self.schema_by_id(*id),
            SchemaId::Guid(guid) => {
                let question = Question::Guid(guid.clone());
                self.answer(question, Life::Long, || self.read(self.0.backend.by_guid(guid)?))
            }
            SchemaId::Version { subject, version } => self.schema_by_version(subject, *version),
            SchemaId::Url(url) => self.schema_by_url(url),
        }
    }

    /// Registers a schema, with all the types that it uses written out; answers its id. Registering what is registered is
    /// no change.
    ///
    /// # Errors
    /// `conflict` when it is incompatible with an earlier version, `rejected`, and the other codes of kind 5.
    pub fn register(&self, subject: &str, schema: &Schema) -> Result<u32> {
        self.register_as(subject, schema, schema.printed(), &[])
    }

    /// Registers a schema whose types from other schemas stay references.
    ///
    /// # Errors
    /// As [`Registry::register`].
    pub fn register_with_references(&self, subject: &str, schema: &Schema, references: &[Reference]) -> Result<u32> {
        self.register_as(subject, schema, &schema.printed_with_references(), references)
    }

    /// Where a schema lies under a subject, without registering it.
    ///
    /// # Errors
    /// `not_found`, and the other codes of kind 5.
    pub fn lookup(&self, subject: &str, schema: &Schema) -> Result<Arc<Registered>> {
        self.answer(Question::LookUp(subject.to_owned(), schema.clone()), Life::Long, || {
            let told = self.0.backend.look_up(subject, &Tell { schema: schema.printed(), references: &[] })?;
            Ok(Registered::new(told.id, told.subject, told.version, schema.clone()))
        })
    }

    /// What [`Registry::schema_by_id`] would answer without asking anybody.
    pub fn cached_by_id(&self, id: u32) -> Option<Arc<Registered>> {
        self.0.cache.get(&Question::Id(id))
    }

    /// What [`Registry::schema_by_version`] would answer without asking anybody.
    pub fn cached_by_version(&self, subject: &str, version: Version) -> Option<Arc<Registered>> {
        self.0.cache.get(&self.version(subject, version).0)
    }

    /// What [`Registry::schema_by_url`] would answer without asking anybody.
    pub fn cached_by_url(&self, url: &str) -> Option<Arc<Registered>> {
        match self.target(url).ok()? {
            Target::Id(id) => self.cached_by_id(id),
            Target::Name(name) => self.cached_by_version(&name, Version::Latest),
            Target::IdAt { url, .. } | Target::NameAt { url, .. } => self.0.cache.get(&Question::Url(url.to_string())),
        }
    }

    /// What [`Registry::schema`] would answer without asking anybody.
    pub fn cached(&self, name: &SchemaId) -> Option<Arc<Registered>> {
        match name {
            SchemaId::Id(id) => self.cached_by_id(*id),
            SchemaId::Guid(guid) => self.0.cache.get(&Question::Guid(guid.clone())),
            SchemaId::Version { subject, version } => self.cached_by_version(subject, *version),
            SchemaId::Url(url) => self.cached_by_url(url),
        }
    }

    /// What [`Registry::register`] would answer without asking anybody.
    pub fn cached_register(&self, subject: &str, schema: &Schema) -> Option<u32> {
        let question = Question::Register(subject.to_owned(), schema.clone(), String::new());
        self.0.cache.get(&question).and_then(|registered| registered.id)
    }

    /// Forgets what was the latest of anything, so that it is asked for anew.
    pub fn forget_latest(&self) {
        self.0.cache.forget_latest();
    }

    fn target(&self, url: &str) -> Result<Target> {
        Target::parse(url, &self.0.access, self.0.memory.as_deref())
    }

    fn version(&self, subject: &str, version: Version) -> (Question, Life) {
        match version {
            Version::Latest => (Question::Latest(subject.to_owned()), Life::Short(self.0.latest_ttl)),
            Version::Number(number) => (Question::Version(subject.to_owned(), number), Life::Long),
        }
    }

    fn register_as(&self, subject: &str, schema: &Schema, text: &str, references: &[Reference]) -> Result<u32> {
        let told = references.iter().map(|reference| format!("{reference:?}")).collect();
        let registered =
            self.answer(Question::Register(subject.to_owned(), schema.clone(), told), Life::Long, || {
                let id = self.0.backend.register(subject, &Tell { schema: text, references })?;
                // What was the latest may not be it any more.
                self.0.cache.forget_latest();
                Ok(Registered::new(Some(id), Some(subject.to_owned()), None, schema.clone()))
            })?;
        registered.id.ok_or_else(|| Error::new(Code::Internal, "a registered schema without an id"))
    }

    fn answer(
        &self,
        question: Question,
        life: Life,
        fetch: impl FnOnce() -> Result<Registered>,
    ) -> Result<Arc<Registered>> {
        if let Some(known) = self.0.cache.get(&question) {
            return Ok(known);
        }
        self.0.flights.join(question.clone(), || {
            // Somebody's fetch may have landed between the look and the flight.
            if let Some(known) = self.0.cache.get(&question) {
                return Ok(known);
            }
            let answer = Arc::new(fetch()?);
            Ok(self.0.cache.put(question.clone(), answer, life))
        })
    }

    /// Parses what was told, and all that it refers to.
    fn read(&self, told: Told) -> Result<Registered> {
        let schema = self.parse(&told, &mut Vec::new())?;
        Ok(Registered::new(told.id, told.subject, told.version, schema))
    }

    /// `above` are the references that lead here.
    fn parse(&self, told: &Told, above: &mut Vec<Reference>) -> Result<Schema> {
        let place = || match (&told.subject, told.version, told.id) {
            (Some(subject), Some(version), _) => format!("version {version} of subject '{subject}'"),
            (Some(subject), ..) => format!("subject '{subject}'"),
            (_, _, Some(id)) => format!("schema {id}"),
            _ => "schema".to_owned(),
        };
        check_type(told, &place())?;
        let mut uses = Vec::with_capacity(told.references.len());
        for reference in &told.references {
            if above.contains(reference) || above.len() >= DEPTH {
                let text = format!("{}: its references form a cycle, or are more than {DEPTH} deep", place());
                return Err(Error::new(Code::SchemaReference, text));
            }
            let (subject, version) = (within(told.subject.as_deref(), &reference.subject), reference.version);
            let question = Question::Version(subject.clone(), version);
            if let Some(known) = self.0.cache.get(&question) {
                uses.push(known.schema.clone());
                continue;
            }
            // No flight here: two schemas that refer to each other would wait for each other.
            let used = self.0.backend.by_version(&subject, Version::Number(version))?;
            above.push(reference.clone());
            let schema = self.parse(&used, above)?;
            above.pop();
            let registered = Registered::new(used.id, used.subject, used.version, schema);
            uses.push(self.0.cache.put(question, Arc::new(registered), Life::Long).schema.clone());
        }
        Schema::parse_with(Format::Avro, &told.schema, &uses, &ParseOptions::default()).map_err(|error| {
            let text = format!("{} of the registry does not parse: {}", place(), error.message());
            Error::new(error.code(), text)
        })
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let urls: Vec<_> = self.0.access.bases().iter().map(|base| base.url.to_string()).collect();
        f.debug_struct("Registry").field("urls", &urls).field("memory", &self.0.memory).finish_non_exhaustive()
    }
}

/// A reference names a subject of the context in which the referring subject lies.
fn within(referring: Option<&str>, subject: &str) -> String {
    let context = referring.filter(|text| text.starts_with(":.")).and_then(|text| text[1..].split_once(':'));
    match context {
        Some((context, _)) if !subject.starts_with(":.") => format!(":{context}:{subject}"),
        _ => subject.to_owned(),
    }
}

#[cfg(feature = "http")]
fn over_http(config: RegistryConfig, access: Arc<Access>) -> Result<Arc<dyn Backend>> {
    Ok(Arc::new(crate::rest::Rest::new(config, access)))
}

#[cfg(not(feature = "http"))]
fn over_http(_: RegistryConfig, _: Arc<Access>) -> Result<Arc<dyn Backend>> {
    Err(Error::new(Code::Unsupported, "this build has no HTTP: expected memory:"))
}
