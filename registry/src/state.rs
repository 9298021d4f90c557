//! State: all that the log says, in memory, ready to answer.
use crate::record::{Record, SchemaValue};
use crate::refusal::Refusal;
use crate::rules::config::Config;
use crate::rules::mode::Mode;
use crate::rules::reader::Reader;
use crate::schema::{Content, Guid, SchemaType};
use crate::store::Entry;
use crate::subject::Subject;
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
    guids: HashMap<(SchemaType, Guid), u32>,
    last_id: u32,
}

/// Everything that was registered and configured.
#[derive(Debug, Clone, Default)]
pub struct State {
    position: u64,
    contexts: BTreeMap<Arc<str>, Context>,
    configs: HashMap<Subject, Config>,
    config: Option<Config>,
    modes: HashMap<Subject, Mode>,
    mode: Option<Mode>,
    readers: BTreeMap<Arc<str>, Reader>,
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
        for own in self.configs_above(subject) {
            config = config.or(own);
        }
        let alias = subject.and_then(|subject| self.alias(subject)).map(str::to_owned);
        let level = config.compatibility_level.unwrap_or_default();
        Config { alias, compatibility_level: Some(level), ..config }
    }

    /// One member of what holds there; none when nobody says anything.
    pub fn inherited<'a, T>(
        &'a self,
        subject: Option<&Subject>,
        member: impl Fn(&'a Config) -> Option<T>,
    ) -> Option<T> {
        self.configs_above(subject).find_map(member)
    }

    fn configs_above(&self, subject: Option<&Subject>) -> impl Iterator<Item = &Config> {
        let some = !self.configs.is_empty();
        let own = subject.filter(|_| some).and_then(|subject| self.configs.get(subject));
        let context = subject.filter(|_| some).and_then(|subject| self.configs.get(&subject.whole_context()));
        own.into_iter().chain(context).chain(&self.config)
    }

    /// The subject that is meant by this one, in the words of its configuration.
    pub fn alias(&self, subject: &Subject) -> Option<&str> {
        if self.configs.is_empty() { None } else { self.configs.get(subject)?.alias.as_deref() }
    }

    /// Every configuration but the server's, in no particular order.
    pub fn configs(&self) -> impl Iterator<Item = (&Subject, &Config)> {
        self.configs.iter()
    }

    /// Every mode but the server's, in no particular order.
    pub fn modes(&self) -> impl Iterator<Item = (&Subject, Mode)> {
        self.modes.iter().map(|(subject, mode)| (subject, *mode))
    }

    /// The configurations of a context's subjects, without that of the context itself.
    pub fn configs_below(&self, context: &Subject) -> Vec<Subject> {
        let below = self.configs.keys().filter(|subject| subject.is_below(context));
        below.cloned().collect()
    }

    /// The mode that is set there and nowhere above; none stands for the server.
    pub fn own_mode(&self, subject: Option<&Subject>) -> Option<Mode> {
        subject.map_or(self.mode, |subject| self.modes.get(subject).copied())
    }

    /// The mode that holds there: its own, else its context's, else the server's; but READONLY_OVERRIDE holds below.
    pub fn mode(&self, subject: Option<&Subject>) -> Mode {
        let above = |mode: Option<Mode>| mode.filter(|mode| *mode == Mode::ReadonlyOverride);
        let Some(subject) = subject.filter(|_| !self.modes.is_empty()) else { return self.mode.unwrap_or_default() };
        let (own, context) = (self.own_mode(Some(subject)), self.own_mode(Some(&subject.whole_context())));
        above(self.mode).or(above(context)).or(own).or(context).or(self.mode).unwrap_or_default()
    }

    /// Where modes are set below a subject's place: in its context when it stands for one, anywhere when there is none.
    pub fn modes_below(&self, subject: Option<&Subject>) -> Vec<Subject> {
        let below = self.modes.keys().filter(|found| subject.is_none_or(|subject| found.is_below(subject)));
        below.cloned().collect()
    }

    /// Whether there are versions there: of the subject, of the context that it stands for, or anywhere.
    pub fn holds(&self, subject: Option<&Subject>, deleted: bool) -> bool {
        let any = |versions: &Versions| deleted || versions.values().any(|version| !version.deleted);
        match subject {
            None => self.contexts.values().any(|context| context.subjects.values().any(any)),
            Some(whole) if whole.name().is_empty() => {
                self.context(whole.context()).is_some_and(|context| context.subjects.values().any(any))
            }
            Some(subject) => self.versions(subject).is_some_and(any),
        }
    }

    /// A reader.
    pub fn reader(&self, name: &str) -> Option<&Reader> {
        self.readers.get(name)
    }

    /// Every reader, by name.
    pub fn readers(&self) -> impl Iterator<Item = (&Arc<str>, &Reader)> {
        self.readers.iter()
    }

    /// The versions of a subject that has any to show.
    ///
    /// # Errors
    /// 40401.
    pub fn live(&self, subject: &Subject, deleted: bool) -> Result<&Versions, Refusal> {
        let versions = self.versions(subject);
        let shown = versions.filter(|versions| deleted || versions.values().any(|version| !version.deleted));
        shown.ok_or_else(|| Refusal::subject_not_found(subject))
    }

    /// The newest version of a subject.
    pub fn latest(&self, subject: &Subject, deleted: bool) -> Option<(u32, &Version)> {
        let mut seen = self.versions(subject)?.iter().rev().filter(|(_, version)| deleted || !version.deleted);
        seen.next().map(|(number, version)| (*number, version))
    }

    /// One version: the one with this number, or the latest.
    ///
    /// # Errors
    /// 40401, 40402.
    pub fn pick(&self, subject: &Subject, wanted: Option<u32>, deleted: bool) -> Result<(u32, &Version), Refusal> {
        let versions = self.live(subject, deleted)?;
        let found = match wanted {
            Some(number) => versions.get(&number).map(|version| (number, version)),
            None => self.latest(subject, deleted),
        };
        let shown = found.filter(|(_, version)| deleted || !version.deleted);
        shown.ok_or_else(|| Refusal::version_not_found(wanted.map_or("latest".to_owned(), |number| number.to_string())))
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
            Record::Config { subject: None, value } => self.config = value.as_deref().cloned(),
            Record::Config { subject: Some(subject), value: Some(value) } => {
                self.configs.insert(subject.clone(), Config::clone(value));
            }
            Record::Config { subject: Some(subject), value: None } => {
                self.configs.remove(subject);
            }
            Record::Mode { subject: None, value } => self.mode = *value,
            Record::Mode { subject: Some(subject), value: Some(mode) } => {
                self.modes.insert(subject.clone(), *mode);
            }
            Record::Mode { subject: Some(subject), value: None } => {
                self.modes.remove(subject);
            }
            Record::Reader { name, value: Some(reader) } => {
                self.readers.insert(name.as_str().into(), reader.clone());
            }
            Record::Reader { name, value: None } => {
                self.readers.remove(name.as_str());
            }
            Record::LastId { context, id } => {
                let context = self.contexts.entry(context.as_str().into()).or_default();
                context.last_id = context.last_id.max(*id);
            }
            Record::ClearSubject { subject } => self.clear(subject.as_ref()),
            Record::Noop => {}
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
        context.guids.entry((content.schema_type, content.guid)).or_insert(value.id);
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
                let key = (old.content.schema_type, old.content.guid);
                if context.guids.get(&key) == Some(&old.id) {
                    context.guids.remove(&key);
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

    fn clear(&mut self, whose: Option<&Subject>) {
        let subjects: Vec<Subject> = match whose {
            Some(subject) if !subject.name().is_empty() => vec![subject.clone()],
            _ => {
                let all = self.contexts.iter().flat_map(|(context, inside)| {
                    inside.subjects.keys().map(move |name| Subject::parse_in(context, name))
                });
                all.filter(|subject| whose.is_none_or(|whose| subject.is_below(whose))).collect()
            }
        };
        for subject in subjects {
            let versions = self.versions(&subject).into_iter().flatten();
            let gone: Vec<u32> = versions.filter(|(_, version)| version.deleted).map(|(number, _)| *number).collect();
            gone.into_iter().for_each(|version| self.remove(&subject, version));
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
    pub fn id_of(&self, content: &Content) -> Option<u32> {
        self.guids.get(&(content.schema_type, content.guid)).copied()
    }

    /// The ids of the schemas with this GUID: one, or one for each language that reads the text.
    pub fn ids_of(&self, guid: &Guid) -> impl Iterator<Item = u32> {
        SchemaType::ALL.into_iter().filter_map(|schema_type| self.guids.get(&(schema_type, *guid)).copied())
    }

    /// The highest id that was ever given away here.
    pub fn last_id(&self) -> u32 {
        self.last_id
    }
}
