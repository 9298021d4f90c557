//! Bundle: a schema of the state with all that it refers to, taken out so that it can be parsed without holding the state.
use crate::parsed::{Parsed, Used};
use crate::refusal::Refusal;
use crate::schema::{Content, Reference};
use crate::state::State;
use crate::subject::Subject;
use md5::{Digest, Md5};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// References that may stand behind each other.
const DEPTH: usize = 64;

/// Schemas that need each other.
#[derive(Debug, Default, Clone)]
pub struct Bundle {
    /// Referred before referring.
    nodes: Vec<Node>,
    direct: Vec<Found>,
}

#[derive(Debug, Clone)]
struct Node {
    content: Arc<Content>,
    /// The nodes that its references lead to, in their order.
    uses: Vec<usize>,
    /// Names the content and, unlike the GUID, the language and the content of all that it refers to.
    key: [u8; 16],
}

/// A version that a reference was resolved to.
#[derive(Debug, Clone)]
pub struct Found {
    /// The name under which it is used.
    pub name: String,
    /// The subject.
    pub subject: Subject,
    /// Its version.
    pub version: u32,
    /// The id of the schema there.
    pub id: u32,
    node: usize,
}

impl Bundle {
    /// A schema that is registered.
    ///
    /// # Errors
    /// 42201 when a reference leads nowhere, which only a damaged log can bring about.
    pub fn of_known(state: &State, context: &str, content: &Arc<Content>) -> Result<Self, Refusal> {
        let mut collect = Collect { state, nodes: Vec::new(), places: HashMap::new() };
        collect.add(context, content, 0)?;
        Ok(Self { nodes: collect.nodes, direct: Vec::new() })
    }

    /// What a schema that is no part of the state yet refers to.
    ///
    /// # Errors
    /// 42201 when a reference leads nowhere.
    pub fn of_new(state: &State, context: &str, references: &[Reference]) -> Result<Self, Refusal> {
        let mut collect = Collect { state, nodes: Vec::new(), places: HashMap::new() };
        let mut direct = Vec::new();
        for reference in references {
            let found = collect.reference(context, reference, 0)?;
            let live = state.versions(&found.subject).and_then(|versions| versions.get(&found.version));
            if live.is_none_or(|version| version.deleted) {
                return Err(missing_reference(&found.subject, found.version));
            }
            direct.push(found);
        }
        Ok(Self { nodes: collect.nodes, direct })
    }

    /// Parses the schema that the bundle is about.
    ///
    /// # Errors
    /// 42201 when the text is not understood, which only a damaged or foreign log can bring about.
    pub fn parse(&self, cache: &ParsedCache) -> Result<Parsed, Refusal> {
        parse_nodes(&self.nodes, cache)?.pop().ok_or_else(|| Refusal::invalid_schema("empty"))
    }

    /// Parses what a new schema refers to; answers it with the versions that were found.
    ///
    /// # Errors
    /// As [`Bundle::parse`].
    pub fn parse_direct(self, cache: &ParsedCache) -> Result<(Vec<Used>, Vec<Found>), Refusal> {
        let known = parse_nodes(&self.nodes, cache)?;
        let used = |found: &Found| Some(Used { name: found.name.clone(), schema: known.get(found.node)?.clone() });
        Ok((self.direct.iter().filter_map(used).collect(), self.direct))
    }
}

/// 42201 for a reference that leads nowhere.
#[cold]
pub fn missing_reference(subject: &Subject, version: u32) -> Refusal {
    Refusal::invalid_schema(format_args!("the reference to version {version} of subject '{subject}' leads nowhere"))
}

struct Collect<'a> {
    state: &'a State,
    nodes: Vec<Node>,
    /// None while a version is being added: met again then, it refers to itself.
    places: HashMap<(Subject, u32), Option<usize>>,
}

impl Collect<'_> {
    fn reference(&mut self, context: &str, reference: &Reference, depth: usize) -> Result<Found, Refusal> {
        let subject = Subject::parse_in(context, &reference.subject);
        let version = reference.version;
        let entry = self.state.versions(&subject).and_then(|versions| versions.get(&version));
        let entry = entry.ok_or_else(|| missing_reference(&subject, version))?;
        let place = (subject, version);
        let node = match self.places.get(&place) {
            Some(Some(node)) => *node,
            Some(None) => return Err(Refusal::invalid_schema("its references form a cycle")),
            None if depth >= DEPTH => {
                return Err(Refusal::invalid_schema(format_args!("more than {DEPTH} references behind each other")));
            }
            None => {
                self.places.insert(place.clone(), None);
                let node = self.add(place.0.context(), &entry.content, depth + 1)?;
                self.places.insert(place.clone(), Some(node));
                node
            }
        };
        Ok(Found { name: reference.name.clone(), subject: place.0, version, id: entry.id, node })
    }

    fn add(&mut self, context: &str, content: &Arc<Content>, depth: usize) -> Result<usize, Refusal> {
        let mut uses = Vec::new();
        let mut hash = Md5::new();
        hash.update(content.schema_type.name());
        hash.update(content.guid.bytes());
        for reference in &content.references {
            let node = self.reference(context, reference, depth)?.node;
            hash.update(self.nodes[node].key);
            uses.push(node);
        }
        self.nodes.push(Node { content: content.clone(), uses, key: hash.finalize().into() });
        Ok(self.nodes.len() - 1)
    }
}

fn parse_nodes(nodes: &[Node], cache: &ParsedCache) -> Result<Vec<Parsed>, Refusal> {
    let mut parsed: Vec<Parsed> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let schema = match cache.get(&node.key) {
            Some(schema) => schema,
            None => {
                let names = node.content.references.iter().map(|reference| reference.name.clone());
                let uses = names
                    .zip(&node.uses)
                    .filter_map(|(name, place)| Some(Used { name, schema: parsed.get(*place)?.clone() }));
                let uses: Vec<Used> = uses.collect();
                let schema = Parsed::parse(node.content.schema_type, &node.content.text, &uses);
                let schema = schema.map_err(Refusal::invalid_schema)?;
                cache.put(node.key, &schema);
                schema
            }
        };
        parsed.push(schema);
    }
    Ok(parsed)
}

/// Schemas that were parsed not long ago, up to a few megabytes of text. Shared by all its clones.
#[derive(Clone, Default)]
pub struct ParsedCache(Arc<Mutex<Known>>);

#[derive(Default)]
struct Known {
    schemas: HashMap<[u8; 16], Parsed>,
    bytes: usize,
}

impl ParsedCache {
    const BYTES: usize = 4 << 20;

    fn get(&self, key: &[u8; 16]) -> Option<Parsed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).schemas.get(key).cloned()
    }

    fn put(&self, key: [u8; 16], schema: &Parsed) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.bytes += schema.text().len();
        if known.bytes > Self::BYTES {
            // Rare enough that keeping an order of use would cost more than it saves.
            known.schemas.clear();
            known.bytes = schema.text().len();
        }
        known.schemas.insert(key, schema.clone());
    }
}
