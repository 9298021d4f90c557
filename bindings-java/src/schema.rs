//! Schema: parsing with references; texts and fingerprints, as Java asks for them by number; views and judgements as JSON.
use isobyte::avro::compare;
use isobyte::compatibility::{self, CompatibilityLevel, Direction};
use isobyte::model::node::Order;
use isobyte::model::view::{FieldView, Type};
use isobyte::schema::{Fingerprint, Format, Incompatibility, Names, ParseOptions, Schema, compatible, diff};
use isobyte::{Code, Error, Limits, Result};
use serde_json::{Value, json};

/// Parses Avro schema text.
pub(crate) fn parse(text: &str, references: &[Schema], any_names: bool) -> Result<Schema> {
    let mut options = ParseOptions::default();
    if any_names {
        options.names = Names::Utf8;
    }
    Schema::parse_with(Format::Avro, text, references, &options)
}

/// 0: as given, 1: canonical form, 2: printed again, 3: the root's full name or nothing.
pub(crate) fn text(schema: &Schema, which: i32) -> Result<Option<String>> {
    Ok(match which {
        0 => Some(schema.text().to_owned()),
        1 => Some(schema.canonical().to_owned()),
        2 => Some(schema.printed().to_owned()),
        3 => schema.name().map(|name| name.full().to_owned()),
        _ => return Err(Error::new(Code::InvalidArgument, "expected a text of the schema, found another number")),
    })
}

/// 0: CRC-64-AVRO, 1: MD5, 2: SHA-256.
pub(crate) fn fingerprint(schema: &Schema, which: i32) -> Result<Vec<u8>> {
    Ok(schema.fingerprint(match which {
        0 => Fingerprint::Crc64Avro,
        1 => Fingerprint::Md5,
        2 => Fingerprint::Sha256,
        _ => return Err(Error::new(Code::InvalidArgument, "expected a fingerprint, found another number")),
    }))
}

/// What the root says of itself, and its fields.
pub(crate) fn view(schema: &Schema) -> String {
    let root = schema.root();
    let aliases: Vec<&str> = root.aliases().iter().map(|alias| alias.full()).collect();
    let fields: Vec<Value> = root.fields().map(field).collect();
    json!({
        "type": root.type_name(),
        "doc": root.doc(),
        "aliases": aliases,
        "attributes": root.attributes(),
        "fields": fields,
    })
    .to_string()
}

fn field(field: FieldView<'_>) -> Value {
    let order = match field.order() {
        Order::Ascending => "ASCENDING",
        Order::Descending => "DESCENDING",
        Order::Ignore => "IGNORE",
    };
    json!({
        "name": field.name(),
        "type": words(field.type_of()),
        "doc": field.doc(),
        "aliases": field.aliases().collect::<Vec<&str>>(),
        "order": order,
        "hasDefault": field.default().is_some(),
        "default": field.default(),
        "attributes": field.attributes(),
    })
}

/// The full name of a named type, the word of any other.
fn words(of: Type<'_>) -> &str {
    of.name().map_or(of.type_name(), |name| name.full())
}

/// Negative, 0 or positive, as two data sort.
pub(crate) fn order(schema: &Schema, a: &[u8], b: &[u8]) -> Result<i32> {
    compare::compare(schema.graph(), &Limits::default(), a, b).map(|order| order as i32)
}

/// Why data of `writer` can fail to be read.
pub(crate) fn incompatibilities(reader: &Schema, writer: &Schema) -> String {
    let found = compatible(reader, writer);
    Value::from(found.iter().map(|one| incompatibility(one, "reader", "writer")).collect::<Vec<_>>()).to_string()
}

fn incompatibility(one: &Incompatibility, reader: &str, writer: &str) -> Value {
    json!({
        "type": one.kind.name(),
        "path": one.path,
        "readerPath": one.reader_path,
        "writerPath": one.writer_path,
        "message": one.message,
        "words": one.words(reader, writer),
        "causes": one.causes.iter().map(|cause| incompatibility(cause, reader, writer)).collect::<Vec<_>>(),
    })
}

/// What stands against a new schema under a level.
pub(crate) fn check(level: &str, candidate: &Schema, versions: &[Schema]) -> Result<String> {
    let level = CompatibilityLevel::parse(level)
        .ok_or_else(|| Error::new(Code::InvalidArgument, format!("expected a level, found {level:?}")))?;
    let found = compatibility::check(level, candidate, versions);
    let findings: Vec<Value> = found
        .iter()
        .map(|finding| {
            let (reader, writer) = finding.direction.roles();
            json!({
                "version": finding.version,
                "direction": match finding.direction {
                    Direction::Backward => "BACKWARD",
                    Direction::Forward => "FORWARD",
                },
                "incompatibility": incompatibility(&finding.incompatibility, reader, writer),
            })
        })
        .collect();
    Ok(Value::from(findings).to_string())
}

/// What changed, in words.
pub(crate) fn changes(old: &Schema, new: &Schema) -> String {
    let changes: Vec<Value> = diff(old, new)
        .iter()
        .map(|change| json!({"path": change.path, "kind": change.kind.name(), "sentence": change.sentence}))
        .collect();
    Value::from(changes).to_string()
}
