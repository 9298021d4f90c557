//! Draft: a schema that somebody offers, parsed with its references and printed canonically.
use crate::engine::Engine;
use crate::refusal::Refusal;
use crate::schema::{Content, Metadata, Reference};
use crate::state::State;
use crate::subject::Subject;
use isobyte::schema::{Format, ParseOptions, Schema};
use md5::{Digest, Md5};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// References that may stand behind each other.
const DEPTH: usize = 64;

/// What a client sends to register, look up or check a schema.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// The text.
    pub schema: Option<String>,
    /// The language of the text; Avro when it is not said.
    pub schema_type: Option<String>,
    /// The schemas that the text uses.
    pub references: Option<Vec<Reference>>,
    /// What its owner says of it.
    pub metadata: Option<Metadata>,
    /// Rules for the clients.
    pub rule_set: Option<Value>,
    /// The id that it had elsewhere.
    pub id: Option<i64>,
    /// The version that it had elsewhere.
    pub version: Option<i64>,
}

impl Offer {
    /// The size of the text in bytes: how much work it may be.
    pub fn size(&self) -> usize {
        self.schema.as_ref().map_or(0, String::len)
    }
}

/// A schema that was parsed, with what must still hold when it is written.
#[derive(Debug)]
pub struct Draft {
    /// The parsed schema.
    pub schema: Schema,
    /// What will be kept.
    pub content: Arc<Content>,
    /// The versions that the references were resolved to, and their ids.
    resolved: Vec<(Subject, u32, u32)>,
}

impl Draft {
    /// Parses an offer that is made to a context.
    ///
    /// # Errors
    /// 42201, with the place in the text.
    pub fn parse(engine: &Engine, context: &str, offer: Offer) -> Result<Self, Refusal> {
        let format = format_named(offer.schema_type.as_deref())?;
        let text =
            offer.schema.filter(|text| !text.trim().is_empty()).ok_or_else(|| Refusal::invalid_schema("empty"))?;
        let references = offer.references.unwrap_or_default();
        let bundle = match references.is_empty() {
            true => Bundle::default(),
            false => engine.read(|state| Bundle::of_new(state, context, &references))?,
        };
        let known = parse_nodes(&bundle.nodes, engine.parsed())?;
        let direct: Vec<Schema> = bundle.direct.iter().filter_map(|found| known.get(found.node).cloned()).collect();
        let schema =
            Schema::parse_with(format, &text, &direct, &ParseOptions::default()).map_err(Refusal::invalid_schema)?;
        let printed = schema.printed_with_references().into();
        let content = Arc::new(Content::new(printed, references, offer.metadata, offer.rule_set));
        let resolved = bundle.direct.into_iter().map(|found| (found.subject, found.version, found.id)).collect();
        Ok(Self { schema, content, resolved })
    }

    /// Whether the references still mean what they meant when the draft was parsed.
    ///
    /// # Errors
    /// 42201 when one was deleted meanwhile.
    pub fn verify(&self, state: &State) -> Result<(), Refusal> {
        for (subject, version, id) in &self.resolved {
            let now = state.versions(subject).and_then(|versions| versions.get(version));
            if now.is_none_or(|now| now.deleted || now.id != *id) {
                return Err(missing_reference(subject, *version));
            }
        }
        Ok(())
    }
}

/// The language of a name in the contract.
fn format_named(name: Option<&str>) -> Result<Format, Refusal> {
    match name {
        None | Some("" | "AVRO") => Ok(Format::Avro),
        Some(other) => Err(Refusal::unsupported_type(other)),
    }
}

#[cold]
fn missing_reference(subject: &Subject, version: u32) -> Refusal {
    Refusal::invalid_schema(format_args!("the reference to version {version} of subject '{subject}' leads nowhere"))
}

/// A schema of the state with all that it refers to, taken out so that it can be parsed without holding the state.
#[derive(Debug, Default, Clone)]
pub struct Bundle {
    /// Referred before referring.
    nodes: Vec<Node>,
    direct: Vec<Found>,
}

#[derive(Debug, Clone)]
struct Node {
    content: Arc<Content>,
    /// The nodes that it refers to.
    uses: Vec<usize>,
    /// Names the content and, unlike the GUID, the content of all that it refers to.
    key: [u8; 16],
}

#[derive(Debug, Clone)]
struct Found {
    subject: Subject,
    version: u32,
    id: u32,
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

    fn of_new(state: &State, context: &str, references: &[Reference]) -> Result<Self, Refusal> {
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
    pub fn parse(&self, cache: &ParsedCache) -> Result<Schema, Refusal> {
        parse_nodes(&self.nodes, cache)?.pop().ok_or_else(|| Refusal::invalid_schema("empty"))
    }
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
        Ok(Found { subject: place.0, version, id: entry.id, node })
    }

    fn add(&mut self, context: &str, content: &Arc<Content>, depth: usize) -> Result<usize, Refusal> {
        let mut uses = Vec::new();
        let mut hash = Md5::new();
        hash.update(content.guid.bytes());
        for reference in &content.references {
            let node = self.reference(context, reference, depth)?.node;
            hash.update(self.nodes[node].key);
            uses.push(node);
        }
        let key = if uses.is_empty() { *content.guid.bytes() } else { hash.finalize().into() };
        self.nodes.push(Node { content: content.clone(), uses, key });
        Ok(self.nodes.len() - 1)
    }
}

fn parse_nodes(nodes: &[Node], cache: &ParsedCache) -> Result<Vec<Schema>, Refusal> {
    let mut parsed: Vec<Schema> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let schema = match cache.get(&node.key) {
            Some(schema) => schema,
            None => {
                let uses: Vec<Schema> = node.uses.iter().filter_map(|place| parsed.get(*place).cloned()).collect();
                let options = ParseOptions::default();
                let schema = Schema::parse_with(Format::Avro, &node.content.text, &uses, &options);
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
pub struct ParsedCache(Arc<Mutex<Parsed>>);

#[derive(Default)]
struct Parsed {
    schemas: HashMap<[u8; 16], Schema>,
    bytes: usize,
}

impl ParsedCache {
    const BYTES: usize = 4 << 20;

    fn get(&self, key: &[u8; 16]) -> Option<Schema> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).schemas.get(key).cloned()
    }

    fn put(&self, key: [u8; 16], schema: &Schema) {
        let mut parsed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        parsed.bytes += schema.text().len();
        if parsed.bytes > Self::BYTES {
            // Rare enough that keeping an order of use would cost more than it saves.
            parsed.schemas.clear();
            parsed.bytes = schema.text().len();
        }
        parsed.schemas.insert(key, schema.clone());
    }
}
