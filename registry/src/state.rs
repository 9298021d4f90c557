//! State: all that the log says, in memory, ready to answer.
use crate::record::{Record, SchemaValue};
use crate::rules::config::Config;
use crate::schema::{Content, Guid};
use crate::store::Entry;
use crate::subject::Subject;
use isobyte::compatibility::CompatibilityLevel;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// A version of a subject.
#[derive(Debug, Clone)]
pub struct Version {
    /// The id of its schema in the context.
    pub id: u32,
    /// Whether it is soft-deleted.
    pub deleted: bool,
    /// When it was written, in milliseconds since 1970.
    pub timestamp: u64,
    /// The schema.
    pub content: Arc<Content>,
}

/// The versions of one subject, by number; never empty.
pub type Versions = BTreeMap<u32, Version>;

/// The schema behind an id, and the versions that carry it.
#[derive(Debug, Clone)]
pub struct Identified {
    /// The schema.
    pub content: Arc<Content>,
    /// Every version with this id, soft-deleted ones too.
    pub uses: Vec<(Subject, u32)>,
}

/// One context: a space of ids of its own.
#[derive(Debug, Clone, Default)]
pub struct Context {
    subjects: BTreeMap<Arc<str>, Versions>,
    ids: HashMap<u32, Identified>,
    guids: HashMap<Guid, u32>,
    last_id: u32,
}

/// Everything that was registered and configured.
#[derive(Debug, Clone, Default)]
pub struct State {
    position: u64,
    contexts: BTreeMap<Arc<str>, Context>,
    configs: HashMap<Subject, Config>,
    config: Option<Config>,
    /// By version of a subject: the undeleted versions that refer to it.
    referrers: HashMap<(Subject, u32), BTreeSet<(Subject, u32)>>,
}

impl State {
    /// The position in the log of the last entry that was applied.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// Every context that holds something, and all of its subjects.
    pub fn contexts(&self) -> impl Iterator<Item = (&Arc<str>, &Context)> {
        self.contexts.iter()
    }

    /// One context.
    pub fn context(&self, name: &str) -> Option<&Context> {
        self.contexts.get(name)
    }

    /// The versions of a subject, soft-deleted ones too; none when there never was one, or all were deleted for good.
    pub fn versions(&self, subject: &Subject) -> Option<&Versions> {
        self.contexts.get(subject.context())?.subjects.get(subject.name())
    }

    /// The schema of an id.
    pub fn identified(&self, context: &str, id: u32) -> Option<&Identified> {
        self.contexts.get(context)?.ids.get(&id)
    }

    /// The undeleted versions that refer to this one.
    pub fn referrers(&self, subject: &Subject, version: u32) -> impl Iterator<Item = &(Subject, u32)> {
        self.referrers.get(&(subject.clone(), version)).into_iter().flatten()
    }

    /// What is configured there and nowhere above; none stands for the server.
    pub fn own_config(&self, subject: Option<&Subject>) -> Option<&Config> {
        match subject {
            Some(subject) => self.configs.get(subject),
            None => self.config.as_ref(),
        }
    }

    /// What holds there: its own configuration, else its context's, else the server's, else the defaults.
    pub fn config(&self, subject: Option<&Subject>) -> Config {
        let mut config = Config::default();
        if let Some(subject) = subject {
            let context = Subject::parse_in(subject.context(), "");
            for own in [self.configs.get(subject), self.configs.get(&context)].into_iter().flatten() {
                config = config.or(own);
            }
        }
        let server = self.config.clone().unwrap_or_default();
        config.or(&server).or(&Config { compatibility_level: Some(CompatibilityLevel::default()), normalize: None })
    }

    /// Applies an entry of the log. Entries come in the order of their positions.
    pub fn apply(&mut self, entry: &Entry) {
        self.position = entry.position;
        match &entry.record {
            Record::Schema { subject, version, value } => {
                let context = self.contexts.entry(subject.context().into()).or_default();
                context.last_id = context.last_id.max(entry.last_id);
                self.remove(subject, *version);
                if let Some(value) = value {
                    self.insert(subject, *version, value, entry.timestamp);
                }
            }
            Record::DeleteSubject { subject, version } => self.soft_delete(subject, *version),
            Record::Config { subject: None, value } => self.config = value.clone(),
            Record::Config { subject: Some(subject), value: Some(value) } => {
                self.configs.insert(subject.clone(), value.clone());
            }
            Record::Config { subject: Some(subject), value: None } => {
                self.configs.remove(subject);
            }
            Record::ClearSubject { .. } | Record::Noop => {}
        }
    }

    fn insert(&mut self, subject: &Subject, version: u32, value: &SchemaValue, timestamp: u64) {
        let context = self.contexts.entry(subject.context().into()).or_default();
        context.last_id = context.last_id.max(value.id);
        // One text for all the versions that share the id.
        let content = match context.ids.get(&value.id) {
            Some(known) if *known.content == *value.content => known.content.clone(),
            _ => value.content.clone(),
        };
        let identified =
            context.ids.entry(value.id).or_insert_with(|| Identified { content: content.clone(), uses: Vec::new() });
        identified.uses.push((subject.clone(), version));
        context.guids.entry(content.guid).or_insert(value.id);
        if !value.deleted {
            self.link(subject, version, &content);
        }
        let context = self.contexts.entry(subject.context().into()).or_default();
        let entry = Version { id: value.id, deleted: value.deleted, timestamp, content };
        context.subjects.entry(subject.name().clone()).or_default().insert(version, entry);
    }

    fn remove(&mut self, subject: &Subject, version: u32) {
        let Some(context) = self.contexts.get_mut(subject.context()) else { return };
        let Some(versions) = context.subjects.get_mut(subject.name()) else { return };
        let Some(old) = versions.remove(&version) else { return };
        if versions.is_empty() {
            context.subjects.remove(subject.name());
        }
        if let Some(identified) = context.ids.get_mut(&old.id) {
            identified.uses.retain(|(user, number)| (user, *number) != (subject, version));
            if identified.uses.is_empty() {
                context.ids.remove(&old.id);
                if context.guids.get(&old.content.guid) == Some(&old.id) {
                    context.guids.remove(&old.content.guid);
                }
            }
        }
        self.unlink(subject, version, &old.content);
    }

    fn soft_delete(&mut self, subject: &Subject, last: u32) {
        let Some(context) = self.contexts.get_mut(subject.context()) else { return };
        let Some(versions) = context.subjects.get_mut(subject.name()) else { return };
        let mut gone = Vec::new();
        for (number, version) in versions.range_mut(..=last).filter(|(_, version)| !version.deleted) {
            version.deleted = true;
            gone.push((*number, version.content.clone()));
        }
        for (number, content) in gone {
            self.unlink(subject, number, &content);
        }
    }

    fn link(&mut self, subject: &Subject, version: u32, content: &Content) {
        for reference in &content.references {
            let target = (Subject::parse_in(subject.context(), &reference.subject), reference.version);
            self.referrers.entry(target).or_default().insert((subject.clone(), version));
        }
    }

    fn unlink(&mut self, subject: &Subject, version: u32, content: &Content) {
        for reference in &content.references {
            let target = (Subject::parse_in(subject.context(), &reference.subject), reference.version);
            if let Some(users) = self.referrers.get_mut(&target) {
                users.remove(&(subject.clone(), version));
                if users.is_empty() {
                    self.referrers.remove(&target);
                }
            }
        }
    }
}

impl Context {
    /// Its subjects, by name.
    pub fn subjects(&self) -> impl Iterator<Item = (&Arc<str>, &Versions)> {
        self.subjects.iter()
    }

    /// The id under which the context holds this content.
    pub fn id_of(&self, guid: &Guid) -> Option<u32> {
        self.guids.get(guid).copied()
    }

    /// The schema of an id.
    pub fn identified(&self, id: u32) -> Option<&Identified> {
        self.ids.get(&id)
    }

    /// How many ids are in use.
    pub fn ids(&self) -> usize {
        self.ids.len()
    }

    /// The highest id that was ever given away here.
    pub fn last_id(&self) -> u32 {
        self.last_id
    }
}
