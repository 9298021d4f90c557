//! The named types of several schemas, each once, those that others need first.
use isobyte::error::{Code, Error, Result};
use isobyte::model::node::NodeKind;
use isobyte::model::view::Type;
use isobyte::schema::Schema;
use std::collections::{HashMap, HashSet};

/// A record or an enum that becomes a class.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found<'a> {
    /// The type.
    pub(crate) ty: Type<'a>,
    /// A schema that holds it.
    pub(crate) schema: &'a Schema,
}

/// The records and enums.
///
/// # Errors
/// `invalid_argument` where there are none, `schema_invalid` where schemas differ about one.
pub(crate) fn collect(schemas: &[Schema]) -> Result<Vec<Found<'_>>> {
    let mut collector = Collector { found: Vec::new(), seen: HashSet::new() };
    let mut said: HashMap<&str, (&Schema, String)> = HashMap::new();
    for schema in schemas {
        collector.walk(schema, schema.root());
        for node in &schema.graph().nodes {
            let Some(name) = node.name().map(|name| name.full()) else { continue };
            let text = text_of(schema, name)?.printed().to_owned();
            let (_, known) = said.entry(name).or_insert_with(|| (schema, text.clone()));
            if *known != text {
                return Err(Error::new(Code::SchemaInvalid, format!("two schemas define \"{name}\" differently")));
            }
        }
    }
    if collector.found.is_empty() {
        return Err(Error::new(
            Code::InvalidArgument,
            "expected a schema with a record or an enum, found none".to_owned(),
        ));
    }
    Ok(collector.found)
}

/// A named type of a schema as a schema of its own.
///
/// # Errors
/// None that is known: the name is one of the schema's.
pub(crate) fn text_of(schema: &Schema, full: &str) -> Result<Schema> {
    let mut options = isobyte::schema::ParseOptions::default();
    options.names = isobyte::schema::Names::Utf8;
    let name = serde_json::Value::String(full.to_owned()).to_string();
    Schema::parse_with(isobyte::schema::Format::Avro, &name, std::slice::from_ref(schema), &options)
}

struct Collector<'a> {
    found: Vec<Found<'a>>,
    seen: HashSet<&'a str>,
}

impl<'a> Collector<'a> {
    /// As deep as schema text nests: a name that stands for a type was met before, where it is defined.
    fn walk(&mut self, schema: &'a Schema, ty: Type<'a>) {
        if let Some(name) = ty.name()
            && !self.seen.insert(name.full())
        {
            return;
        }
        ty.fields().for_each(|field| self.walk(schema, field.type_of()));
        ty.branches().for_each(|branch| self.walk(schema, branch));
        if let Some(item) = ty.item() {
            self.walk(schema, item);
        }
        if matches!(ty.node().kind, NodeKind::Record(_) | NodeKind::Enum(_)) {
            self.found.push(Found { ty, schema });
        }
    }
}
