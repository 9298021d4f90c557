//! The schemas of a text and its references: found, checked, and known by place, identifier and anchor.
use crate::error::{Code, Result};
use crate::json::check;
use crate::json::draft::Draft;
use crate::json::keywords::{Expect, expected};
use crate::json::place;
use crate::json::text::quoted;
use crate::json::uri::{join, split};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

/// One schema in a text.
pub(crate) struct Site<'a> {
    pub(crate) json: &'a Value,
    pub(crate) draft: Draft,
    /// 0 is the text itself, the others are its references.
    pub(crate) document: usize,
    /// What references in it are relative to.
    base: Rc<str>,
    parent: Option<u32>,
    /// From the parent.
    steps: Vec<Cow<'a, str>>,
}

/// What a reference leads to.
pub(crate) enum Target {
    Site(u32),
    /// A meta-schema.
    Known(String),
}

/// All the schemas that were found.
pub(crate) struct Sites<'a> {
    pub(crate) list: Vec<Site<'a>>,
    /// By the addresses of their JSON.
    known: HashMap<usize, u32>,
    resources: HashMap<Rc<str>, u32>,
    anchors: HashMap<(Rc<str>, &'a str), u32>,
    /// The names of the references, for messages.
    names: Vec<&'a str>,
}

/// Where a schema stands, as its surroundings have it.
struct Scope<'a> {
    parent: Option<u32>,
    steps: Vec<Cow<'a, str>>,
    base: Rc<str>,
    draft: Draft,
    document: usize,
}

fn address(json: &Value) -> usize {
    std::ptr::from_ref(json) as usize
}

impl<'a> Sites<'a> {
    /// Finds the schemas of a text and of its references, by name.
    ///
    /// # Errors
    /// `schema_invalid` for a keyword with a value that it cannot have.
    pub(crate) fn find(root: &'a Value, references: &'a [(String, Value)]) -> Result<Self> {
        let names = references.iter().map(|(name, _)| name.as_str()).collect();
        let (known, resources, anchors) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut sites = Self { list: Vec::new(), known, resources, anchors, names };
        let named = references.iter().map(|(name, json)| (name.as_str(), json));
        for (document, (name, json)) in std::iter::once(("", root)).chain(named).enumerate() {
            let base: Rc<str> = split(name).0.into();
            // References that do not say are of the draft of the text.
            let draft = sites.list.first().map_or_else(Draft::default, |root| root.draft);
            let scope = Scope { parent: None, steps: Vec::new(), base: Rc::clone(&base), draft, document };
            let id = sites.visit(json, scope)?;
            // The name counts for more than an identifier inside, wherever that stands.
            sites.resources.insert(base, id);
        }
        Ok(sites)
    }

    /// The number of a schema whose JSON is known to be one.
    pub(crate) fn of(&self, json: &Value) -> Option<u32> {
        self.known.get(&address(json)).copied()
    }

    /// The place of a schema, as a JSON pointer, for messages; of a reference's schema behind its name.
    pub(crate) fn place(&self, id: u32) -> String {
        let mut steps = Vec::new();
        let (mut at, document) = (Some(id), self.list[id as usize].document);
        while let Some(id) = at {
            let site = &self.list[id as usize];
            steps.extend(site.steps.iter().rev());
            at = site.parent;
        }
        let name = document.checked_sub(1).map_or("", |reference| self.names[reference]);
        let mut pointer = format!("{name}#");
        steps.into_iter().rev().for_each(|step| place::push(&mut pointer, step));
        pointer
    }

    /// What a reference leads to.
    ///
    /// # Errors
    /// `schema_reference`; also as [`Sites::find`], where it leads to a place that holds no schema.
    pub(crate) fn resolve(&mut self, from: u32, keyword: &str, reference: &str) -> Result<Target> {
        let (uri, fragment) = split(reference);
        let base = Rc::clone(&self.list[from as usize].base);
        let whole = join(&base, uri);
        let resource = self.resources.get(&*whole).or_else(|| self.resources.get(uri).filter(|_| !uri.is_empty()));
        let Some(&resource) = resource else {
            return match whole.strip_prefix("https://").or_else(|| whole.strip_prefix("http://")) {
                Some(rest) if rest.starts_with("json-schema.org/draft") => {
                    Ok(Target::Known(format!("{whole}#{fragment}")))
                }
                _ => Err(self.unresolved(from, keyword, reference, &self.missing(&whole))),
            };
        };
        if fragment.is_empty() {
            return Ok(Target::Site(resource));
        }
        if !fragment.starts_with('/') && !fragment.starts_with("%2F") && !fragment.starts_with("%2f") {
            let base = Rc::clone(&self.list[resource as usize].base);
            return match self.anchors.get(&(base, fragment)) {
                Some(id) => Ok(Target::Site(*id)),
                None => Err(self.unresolved(from, keyword, reference, "no schema there has this anchor")),
            };
        }
        match self.follow(resource, fragment) {
            Some((json, scope)) => Ok(Target::Site(self.visit(json, scope)?)),
            None => Err(self.unresolved(from, keyword, reference, "nothing stands at this place")),
        }
    }

    #[cold]
    fn unresolved(&self, from: u32, keyword: &str, reference: &str, why: &str) -> crate::error::Error {
        let place = place::step(&self.place(from), keyword);
        place::error(
            Code::SchemaReference,
            &place,
            &format!("expected a reference that leads to a schema, found {}: {why}", quoted(reference)),
        )
    }

    #[cold]
    fn missing(&self, uri: &str) -> String {
        match self.names.is_empty() {
            true => format!("{} is no schema in the text, and the schema was given no references", quoted(uri)),
            false => {
                let names = crate::error::some_of(self.names.iter().copied());
                format!("{} is neither a schema in the text nor one of its references ({names})", quoted(uri))
            }
        }
    }

    /// The JSON at a pointer into a schema, with what surrounds it.
    fn follow(&self, from: u32, fragment: &str) -> Option<(&'a Value, Scope<'a>)> {
        let mut json = self.list[from as usize].json;
        let (mut parent, mut rest) = (from, Vec::new());
        for step in place::steps(fragment)? {
            json = match json {
                Value::Object(entries) => entries.get(&step)?,
                Value::Array(items) => items.get(step.parse::<usize>().ok()?)?,
                _ => return None,
            };
            rest.push(Cow::Owned(step));
            if let Some(id) = self.of(json) {
                parent = id;
                rest.clear();
            }
        }
        let site = &self.list[parent as usize];
        let (base, draft, document) = (Rc::clone(&site.base), site.draft, site.document);
        Some((json, Scope { parent: Some(parent), steps: rest, base, draft, document }))
    }

    /// Takes up a schema and those inside. The recursion is as deep as the text, which is limited.
    fn visit(&mut self, json: &'a Value, scope: Scope<'a>) -> Result<u32> {
        if let Some(id) = self.of(json) {
            return Ok(id);
        }
        let Scope { parent, steps, mut base, mut draft, document } = scope;
        let boolean = matches!(steps.first().map(|step| &**step), Some("additionalProperties" | "additionalItems"));
        let id = self.list.len() as u32;
        self.known.insert(address(json), id);
        self.list.push(Site { json, draft, document, base: Rc::clone(&base), parent, steps });
        check::schema(json, draft, boolean).map_err(|problem| problem.at(&self.place(id)))?;
        let Value::Object(object) = json else { return Ok(id) };
        let text = |key: &str| object.get(key).and_then(Value::as_str);
        if let Some(uri) = text("$schema") {
            if uri.contains("json-schema.org/draft-03/") {
                let message = "expected draft 4, 6, 7, 2019-09 or 2020-12, found draft 3";
                return Err(place::error(Code::SchemaInvalid, &place::step(&self.place(id), "$schema"), message));
            }
            draft = Draft::of_uri(uri).unwrap_or(draft);
        }
        let alone = draft.lone_ref() && text("$ref").is_some();
        if let Some(name) = text(draft.id()).filter(|_| !alone) {
            let (uri, fragment) = split(name);
            if !uri.is_empty() {
                base = join(&base, uri).into();
                self.resources.entry(Rc::clone(&base)).or_insert(id);
            }
            if !fragment.is_empty() {
                self.anchors.entry((Rc::clone(&base), fragment)).or_insert(id);
            }
        }
        for keyword in ["$anchor", "$dynamicAnchor"] {
            if let Some(anchor) = text(keyword).filter(|_| expected(keyword, draft).is_some()) {
                self.anchors.entry((Rc::clone(&base), anchor)).or_insert(id);
            }
        }
        let site = &mut self.list[id as usize];
        (site.draft, site.base) = (draft, Rc::clone(&base));
        for (key, value) in object {
            let Some(expect) = expected(key, draft) else { continue };
            check::value(expect, value, key).map_err(|problem| problem.at(&self.place(id)))?;
            let scope = |step: Option<Cow<'a, str>>| {
                let steps = std::iter::once(Cow::Borrowed(key.as_str())).chain(step).collect();
                Scope { parent: Some(id), steps, base: Rc::clone(&base), draft, document }
            };
            match (expect, value) {
                (Expect::Schema, _) | (Expect::Items, Value::Object(_) | Value::Bool(_)) => {
                    self.visit(value, scope(None))?;
                }
                (Expect::Schemas | Expect::Patterns | Expect::Dependencies, Value::Object(entries)) => {
                    for (name, value) in entries {
                        if expect != Expect::Dependencies || !value.is_array() {
                            self.visit(value, scope(Some(name.into())))?;
                        }
                    }
                }
                (Expect::SchemaList | Expect::Items, Value::Array(items)) => {
                    for (i, item) in items.iter().enumerate() {
                        self.visit(item, scope(Some(i.to_string().into())))?;
                    }
                }
                _ => {}
            }
        }
        Ok(id)
    }
}
