//! A JSON Schema: text parsed once, checked, and ready to be compared and printed.
use crate::error::{Code, Error, Result};
use crate::json::build;
use crate::json::draft::Draft;
use crate::json::graph::Graph;
use crate::json::print;
use crate::json::text::read;
use serde_json::{Map, Value};
use std::fmt;
use std::sync::Arc;

/// A schema that another refers to, under the name by which `$ref` calls it.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a> {
    /// What stands in `$ref` before `#`: a name such as `address.json`, or a URI.
    pub name: &'a str,
    /// The schema's text.
    pub text: &'a str,
}

/// A parsed JSON Schema of draft 4, 6, 7, 2019-09 or 2020-12: immutable, cheap to clone, safe to share between threads.
///
/// ```
/// use isobyte::compatibility::{CompatibilityLevel, Direction};
/// use isobyte::json::compare::verdict::check_one;
/// use isobyte::json::kind::Policy;
/// use isobyte::json::schema::{JsonSchema, Reference};
///
/// let address = Reference { name: "address.json", text: r#"{"type": "object"}"# };
/// let old = JsonSchema::parse(r#"{"properties": {"home": {"$ref": "address.json"}}}"#, &[address])?;
/// let new = JsonSchema::parse(r#"{"properties": {"home": {"type": "string"}}}"#, &[])?;
/// let found = check_one(CompatibilityLevel::Backward, &new, &old, Policy::Strict)?;
/// let (direction, difference) = &found[0];
/// assert_eq!((difference.kind.name(), difference.path.as_str()), ("TYPE_CHANGED", "#/properties/home"));
/// assert_eq!(difference.words("new", "old"), "at #/properties/home the new schema wants string, where the old schema has \
///     object: data written by the old schema can be invalid for readers of the new schema");
/// assert_eq!(*direction, Direction::Backward);
/// # Ok::<(), isobyte::Error>(())
/// ```
#[derive(Clone)]
pub struct JsonSchema(Arc<Inner>);

struct Inner {
    text: Box<str>,
    draft: Draft,
    graph: Graph,
    /// The references in the order of their names.
    references: Vec<(String, Value)>,
}

impl JsonSchema {
    /// Parses schema text. Without `$schema`, or with a meta-schema of its own, it is read as draft 7.
    ///
    /// Checked are the text's JSON (nested 127 deep at most), the values of the draft's keywords, and that every `$ref`
    /// leads to a schema: in the text by pointer, identifier or anchor; by name or URI among the references. Regular
    /// expressions are refused only where they are wrong in every dialect. References may be recursive. `$dynamicRef`
    /// and `$recursiveRef` lead where `$ref` would.
    ///
    /// # Errors
    /// `schema_syntax` with the offset; `schema_invalid` and `schema_reference` with the place as a JSON pointer, what was
    /// expected and what was found.
    pub fn parse(text: &str, references: &[Reference<'_>]) -> Result<Self> {
        let json = read(text)?;
        let mut named = Vec::with_capacity(references.len());
        for reference in references {
            let json = read(reference.text).map_err(|error| {
                let message = format!("reference {}: {}", reference.name, error.message());
                Error::new(Code::SchemaReference, message)
            })?;
            named.push((reference.name.to_owned(), json));
        }
        named.sort_by(|one, other| one.0.cmp(&other.0));
        // One may be reached by several ways.
        named.dedup();
        if let Some(two) = named.windows(2).find(|two| two[0].0 == two[1].0) {
            let message = format!("expected one schema for each reference, found two for {}", two[0].0);
            return Err(Error::new(Code::SchemaReference, message));
        }
        let (graph, draft) = build::build(&json, &named)?;
        Ok(Self(Arc::new(Inner { text: text.into(), draft, graph, references: named })))
    }

    /// The text as it was given, byte for byte.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// The draft that the text is read by.
    pub fn draft(&self) -> Draft {
        self.0.draft
    }

    /// The names of the references, in their order.
    pub fn references(&self) -> impl Iterator<Item = &str> {
        self.0.references.iter().map(|(name, _)| name.as_str())
    }

    /// The text printed again: without white space, strings in their shortest notation. Two texts with the same canonical
    /// text are the same schema, if their references are.
    pub fn canonical(&self) -> String {
        print::again(self.text())
    }

    /// The text printed again in one order: keys sorted by their characters, numbers such as `1.0` as integers. So neither
    /// formatting nor the order of keys makes two schemas differ.
    pub fn normalized(&self) -> String {
        print::normal(self.text())
    }

    /// The text with its references inside, as definitions that have their names as identifiers; normalised. Without
    /// references, as [`JsonSchema::normalized`].
    pub fn resolved(&self) -> String {
        let references = &self.0.references;
        let Ok(Value::Object(mut root)) = serde_json::from_str(self.text()) else { return self.normalized() };
        if references.is_empty() {
            return self.normalized();
        }
        let key = if self.draft() <= Draft::Draft7 { "definitions" } else { "$defs" };
        let inside = match root.remove(key) {
            Some(Value::Object(definitions)) => definitions,
            _ => Map::new(),
        };
        // A reference may be called by its name or by its own identifier.
        let with = |named: bool| {
            let mut root = root.clone();
            let mut inside = inside.clone();
            for (name, json) in references {
                let mut json = json.clone();
                if let Value::Object(object) = &mut json {
                    let id = object.entry(self.draft().id()).or_insert_with(|| Value::String(name.clone()));
                    if named {
                        *id = Value::String(name.clone());
                    }
                }
                inside.insert(name.clone(), json);
            }
            root.insert(key.to_owned(), Value::Object(inside));
            print::sorted(&Value::Object(root))
        };
        let kept = with(false);
        if Self::parse(&kept, &[]).is_ok() { kept } else { with(true) }
    }

    pub(crate) fn graph(&self) -> &Graph {
        &self.0.graph
    }
}

impl fmt::Debug for JsonSchema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonSchema").field(&self.text()).finish()
    }
}
