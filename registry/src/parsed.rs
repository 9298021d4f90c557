//! Parsed: a schema of any language, ready to be printed and compared. The one place that knows which languages there are.
//!
//! A further language is a variant of [`SchemaType`], one of `Body`, and an arm in each `match` below.
use crate::field;
use crate::rules::mend;
use crate::schema::SchemaType;
use isobyte::compatibility::{CompatibilityLevel, Direction};
use isobyte::json::compare::verdict::{self, Difference};
use isobyte::json::kind::Policy as JsonPolicy;
use isobyte::json::schema::{JsonSchema, Reference as JsonReference};
use isobyte::proto;
use isobyte::proto::schema::{ProtoSchema, Reference as ProtoReference};
use isobyte::schema::{Format, ParseOptions, Schema};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

/// The languages that are offered, in the order of the contract.
pub const OFFERED: &[SchemaType] = &[SchemaType::Json, SchemaType::Protobuf, SchemaType::Avro];

/// A parsed schema: immutable and cheap to clone.
#[derive(Clone)]
pub struct Parsed(Arc<Inner>);

struct Inner {
    body: Body,
    /// The text as it was given.
    text: Arc<str>,
    /// The texts that it refers to, and that these refer to, by name. Avro has them in its types.
    references: Vec<(String, Arc<str>)>,
}

enum Body {
    Avro(Schema),
    Json(JsonSchema),
    Proto(ProtoSchema),
}

/// A schema that another one refers to, by the name under which it does.
#[derive(Clone)]
pub struct Used {
    /// The name: for Avro a type's full name, for JSON Schema what `$ref` says, for Protobuf what `import` says.
    pub name: String,
    /// The schema, with all that it refers to itself.
    pub schema: Parsed,
}

/// How strictly schemas are compared, where a language leaves room.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Policy {
    /// As the contract has it by default.
    #[default]
    Strict,
    /// JSON Schema: open content models may be narrowed.
    Lenient,
}

/// One thing that stands between two schemas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Who cannot read whom.
    pub direction: Direction,
    /// The kind, by the name that the contract's messages use.
    pub kind: String,
    /// Where in the reader's schema.
    pub place: String,
    /// The field that it is about, with those around it: `order.lines.price`; empty for the whole schema.
    pub field: String,
    /// What was found, in the contract's manner: a sentence that names the place.
    pub message: String,
    /// What the contract adds to that: for Avro what Avro Java says, for others nothing.
    pub info: Option<String>,
    /// The same as a sentence that speaks of the new and the old schema.
    pub words: String,
    /// What the author of the new schema can do about it, as the rest of a sentence that begins with "to mend it,".
    pub mend: String,
}

/// Why a text is no schema.
pub type Unfit = String;

impl Parsed {
    /// Parses a text with the schemas that it refers to.
    ///
    /// # Errors
    /// What is wrong, and where in the text.
    pub fn parse(schema_type: SchemaType, text: &str, uses: &[Used]) -> Result<Self, Unfit> {
        if let Some(other) = uses.iter().find(|used| used.schema.schema_type() != schema_type) {
            let found = other.schema.schema_type();
            return Err(format!("expected references to {schema_type} schemas, found {found} for '{}'", other.name));
        }
        let references = all_references(uses);
        let body = match schema_type {
            SchemaType::Avro => {
                let references: Vec<Schema> = uses.iter().filter_map(|used| used.schema.avro().cloned()).collect();
                Schema::parse_with(Format::Avro, text, &references, &ParseOptions::default()).map(Body::Avro)
            }
            SchemaType::Json => {
                let named = references.iter().map(|(name, text)| JsonReference { name, text });
                JsonSchema::parse(text, &named.collect::<Vec<_>>()).map(Body::Json)
            }
            SchemaType::Protobuf => {
                let named = references.iter().map(|(name, text)| ProtoReference { name, text });
                ProtoSchema::parse(text, &named.collect::<Vec<_>>()).map(Body::Proto)
            }
        };
        let body = body.map_err(|error| error.to_string())?;
        Ok(Self(Arc::new(Inner { body, text: text.into(), references })))
    }

    /// The language.
    pub fn schema_type(&self) -> SchemaType {
        match &self.0.body {
            Body::Avro(_) => SchemaType::Avro,
            Body::Json(_) => SchemaType::Json,
            Body::Proto(_) => SchemaType::Protobuf,
        }
    }

    /// The text as it was given.
    pub fn text(&self) -> &Arc<str> {
        &self.0.text
    }

    /// What is kept: parsed and printed again, with references left as they are.
    pub fn canonical(&self) -> String {
        match &self.0.body {
            Body::Avro(schema) => schema.printed_with_references(),
            Body::Json(schema) => schema.canonical(),
            Body::Proto(schema) => schema.canonical(),
        }
    }

    /// What is kept when normalisation was asked for: the same for all texts that differ in order and form alone.
    pub fn normalized(&self) -> String {
        match &self.0.body {
            Body::Avro(schema) => schema.normalized_with_references(),
            Body::Json(schema) => schema.normalized(),
            Body::Proto(schema) => schema.normalized(),
        }
    }

    /// The text with what it refers to written out; none where the language cannot say that in one text.
    pub fn resolved(&self) -> Option<String> {
        match &self.0.body {
            Body::Avro(schema) => Some(schema.printed().to_owned()),
            Body::Json(schema) => Some(schema.resolved()),
            Body::Proto(_) => None,
        }
    }

    /// Whether both say the same, whether types are written out or referred to.
    pub fn says_the_same(&self, other: &Self) -> bool {
        match (&self.0.body, &other.0.body) {
            (Body::Avro(schema), Body::Avro(other)) => schema == other,
            (Body::Json(schema), Body::Json(other)) => schema.resolved() == other.resolved(),
            _ => false,
        }
    }

    /// The names of the outermost fields.
    pub fn fields(&self) -> Vec<String> {
        match &self.0.body {
            Body::Avro(schema) => schema.root().fields().map(|field| field.name().to_owned()).collect(),
            Body::Json(schema) => {
                let json: Option<serde_json::Value> = serde_json::from_str(schema.text()).ok();
                let properties = json.as_ref().and_then(|json| json.get("properties")?.as_object());
                properties.into_iter().flatten().map(|(name, _)| name.clone()).collect()
            }
            // A file has messages, not fields.
            Body::Proto(_) => Vec::new(),
        }
    }

    fn avro(&self) -> Option<&Schema> {
        match &self.0.body {
            Body::Avro(schema) => Some(schema),
            Body::Json(_) | Body::Proto(_) => None,
        }
    }
}

/// The texts behind references, the direct ones first; of two with one name, the nearer.
fn all_references(uses: &[Used]) -> Vec<(String, Arc<str>)> {
    let direct = uses.iter().map(|used| (used.name.clone(), used.schema.text().clone()));
    let behind = uses.iter().flat_map(|used| used.schema.0.references.iter().cloned());
    let mut seen = HashSet::new();
    direct.chain(behind).filter(|(name, _)| seen.insert(name.clone())).collect()
}

impl fmt::Debug for Parsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Parsed").field(&self.schema_type()).field(&self.text()).finish()
    }
}

/// What stands between a new schema and an old one, in the directions that a level asks for; empty when nothing does.
pub fn compatible(new: &Parsed, old: &Parsed, level: CompatibilityLevel, policy: Policy) -> Vec<Finding> {
    level.pairs(new, old).flat_map(|(direction, reader, writer)| readable(direction, reader, writer, policy)).collect()
}

/// Why data of `writer` can fail to be read as `reader`.
pub fn readable(direction: Direction, reader: &Parsed, writer: &Parsed, policy: Policy) -> Vec<Finding> {
    match (&reader.0.body, &writer.0.body) {
        (Body::Avro(reader), Body::Avro(writer)) => of_avro(direction, reader, writer),
        (Body::Json(reader), Body::Json(writer)) => of_json(direction, reader, writer, policy),
        (Body::Proto(reader), Body::Proto(writer)) => of_proto(direction, reader, writer),
        _ => {
            let (r, w) = direction.roles();
            let words =
                format!("the {r} schema is {}, the {w} schema is {}", reader.schema_type(), writer.schema_type());
            let mend = "keep the type of the schema, or register under another subject".to_owned();
            vec![whole(direction, "SCHEMA_TYPE_MISMATCH", words, mend)]
        }
    }
}

/// A finding about the schemas as a whole.
fn whole(direction: Direction, kind: &str, words: String, mend: String) -> Finding {
    let (place, field, message) = ("/".to_owned(), String::new(), words.clone());
    Finding { direction, kind: kind.to_owned(), place, field, message, info: None, words, mend }
}

fn of_avro(direction: Direction, reader: &Schema, writer: &Schema) -> Vec<Finding> {
    let (r, w) = direction.roles();
    let finding = |found: isobyte::schema::Incompatibility| {
        let field = field::of_avro(reader, &found.reader_path);
        Finding {
            direction,
            kind: found.kind.name().to_owned(),
            message: format!("At path '{}' of the {r} schema: {}", found.path, found.words(r, w)),
            info: Some(found.message.clone()),
            words: found.words(r, w),
            mend: mend::avro(found.kind, &field, direction),
            field,
            place: found.reader_path,
        }
    };
    isobyte::schema::compatible(reader, writer).into_iter().map(finding).collect()
}

fn of_json(direction: Direction, reader: &JsonSchema, writer: &JsonSchema, policy: Policy) -> Vec<Finding> {
    let policy = match policy {
        Policy::Strict => JsonPolicy::Strict,
        Policy::Lenient => JsonPolicy::Lenient,
    };
    let (r, w) = direction.roles();
    let found = match verdict::compatible(reader, writer, policy) {
        Ok(found) => found,
        Err(error) => {
            let mend = "make the schemas simpler".to_owned();
            return vec![whole(direction, "NOT_COMPARABLE", error.message().to_owned(), mend)];
        }
    };
    let finding = |found: Difference| Finding {
        direction,
        kind: found.kind.name().to_owned(),
        field: field::of_json(&found.path),
        message: found.message(r, w),
        info: None,
        words: found.words(r, w),
        mend: found.mend(direction),
        place: found.path,
    };
    found.into_iter().map(finding).collect()
}

fn of_proto(direction: Direction, reader: &ProtoSchema, writer: &ProtoSchema) -> Vec<Finding> {
    let (r, w) = direction.roles();
    let finding = |found: proto::verdict::Difference| Finding {
        direction,
        kind: found.kind.name().to_owned(),
        message: found.message(r, w),
        info: None,
        words: found.words(r, w),
        mend: found.mend(direction),
        field: found.field,
        place: found.path,
    };
    proto::verdict::compatible(reader, writer).into_iter().map(finding).collect()
}
