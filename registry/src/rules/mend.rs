//! Mending: what the author of a schema can do about a finding.
//!
//! Seen from the reader, kinds are the same in both directions; what can be done is not, because only the new schema can
//! still be changed. Backward it is the reader, forward the writer.
use crate::parsed::Finding;
use crate::schema::SchemaType;
use isobyte::compatibility::Direction;

/// What to do, as the rest of a sentence that begins with "to mend it,".
pub fn mend(schema_type: SchemaType, finding: &Finding) -> String {
    let field = finding.field.rsplit('.').next().unwrap_or_default();
    let it = if field.is_empty() { "it".to_owned() } else { format!("`{field}`") };
    let new_reads = finding.direction == Direction::Backward;
    match schema_type {
        SchemaType::Avro => avro(&finding.kind, &it, new_reads),
        SchemaType::Json => json(&finding.kind, &it, new_reads),
        SchemaType::Protobuf => protobuf(&finding.kind, &it),
    }
}

fn avro(kind: &str, it: &str, new_reads: bool) -> String {
    match (kind, new_reads) {
        ("READER_FIELD_MISSING_DEFAULT_VALUE", true) => {
            format!("give {it} a default, or an alias if it only got another name")
        }
        ("READER_FIELD_MISSING_DEFAULT_VALUE", false) => {
            format!("keep {it}; it can go once every reader has a version in which it has a default")
        }
        ("MISSING_ENUM_SYMBOLS", true) => "keep the symbols, or give the enum a default symbol".to_owned(),
        ("MISSING_ENUM_SYMBOLS", false) => {
            "add no symbols until every reader has a version whose enum has a default symbol".to_owned()
        }
        ("MISSING_UNION_BRANCH", true) => format!("keep the type as a branch of the union of {it}"),
        ("MISSING_UNION_BRANCH", false) => {
            format!("write nothing in {it} that its union lacked, until every reader has the wider union")
        }
        ("NAME_MISMATCH", true) => "keep the name of the type, or give the type its old name as an alias".to_owned(),
        ("NAME_MISMATCH", false) => "keep the name of the type: old readers know no other".to_owned(),
        ("FIXED_SIZE_MISMATCH", _) => format!("keep the size, or put the new one into a field beside {it}"),
        ("TYPE_MISMATCH", true) => format!(
            "keep the type of {it} or take one that it can be read as (int as long, float or double; long as float or \
             double; float as double; string as bytes and back), or leave it and add a field with a default"
        ),
        ("TYPE_MISMATCH", false) => {
            format!("keep the type of {it} or take one that can be read as it, or leave it and add another field")
        }
        _ => format!("keep {it} as it was, or add a field of another name with a default"),
    }
}

fn json(kind: &str, it: &str, new_reads: bool) -> String {
    let has = |part: &str| kind.contains(part);
    if has("REQUIRED") && has("ADDED") {
        return match new_reads {
            true => format!("make {it} optional, or give it a default"),
            false => format!("keep {it} required: old readers count on it"),
        };
    }
    if has("TO_OPEN_CONTENT_MODEL") {
        return format!(
            "declare {it} with an empty schema, or close the object first: where additional properties are allowed, \
             data may hold anything under that name"
        );
    }
    if has("FROM_CLOSED_CONTENT_MODEL") || has("NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL") {
        return format!("keep {it}, or allow additional properties that cover it");
    }
    if has("ADDITIONAL_") || has("UNEVALUATED_") {
        return "allow additional ones as before".to_owned();
    }
    if has("TYPE_CHANGED") || has("TYPE_NARROWED") {
        return match new_reads {
            true => format!("let {it} take the old types as well as the new ones"),
            false => format!("let {it} have no type that it did not have before"),
        };
    }
    match new_reads {
        true => format!("let {it} accept all that it accepted before, or leave it and add an optional property"),
        false => {
            format!("let {it} allow nothing that it did not allow before, or leave it and add an optional property")
        }
    }
}

fn protobuf(kind: &str, it: &str) -> String {
    match kind {
        "PACKAGE_CHANGED" => "keep the package".to_owned(),
        "MESSAGE_REMOVED" => "keep the message, even if nothing uses it any more".to_owned(),
        "FIELD_NUMERIC_LABEL_CHANGED" => format!("keep {it} repeated or singular as it was, or take a new number"),
        "REQUIRED_FIELD_ADDED" | "REQUIRED_FIELD_REMOVED" => format!("make {it} optional"),
        "ONEOF_FIELD_REMOVED" => format!("keep {it} in the oneof"),
        "MULTIPLE_FIELDS_MOVED_TO_ONEOF" | "FIELD_MOVED_TO_EXISTING_ONEOF" => {
            format!("leave {it} outside of the oneof, or put a new field into it")
        }
        _ => format!("keep the type of {it}, or reserve its number and add a field with a new one"),
    }
}
