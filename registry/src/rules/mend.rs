//! Mending: what the author of an Avro schema can do about a finding. The other languages' findings say it themselves.
//!
//! Seen from the reader, kinds are the same in both directions; what can be done is not, because only the new schema can
//! still be changed. Backward it is the reader, forward the writer.
use isobyte::compatibility::Direction;
use isobyte::schema::IncompatibilityKind;

/// What to do, as the rest of a sentence that begins with "to mend it,". `field` is the field with those around it.
pub fn avro(kind: IncompatibilityKind, field: &str, direction: Direction) -> String {
    use IncompatibilityKind as Kind;
    let field = field.rsplit('.').next().unwrap_or_default();
    let it = if field.is_empty() { "it".to_owned() } else { format!("`{field}`") };
    match (kind, direction) {
        (Kind::ReaderFieldMissingDefaultValue, Direction::Backward) => {
            format!("give {it} a default, or an alias if it only got another name")
        }
        (Kind::ReaderFieldMissingDefaultValue, Direction::Forward) => {
            format!("keep {it}; it can go once every reader has a version in which it has a default")
        }
        (Kind::MissingEnumSymbols, Direction::Backward) => {
            "keep the symbols, or give the enum a default symbol".to_owned()
        }
        (Kind::MissingEnumSymbols, Direction::Forward) => {
            "add no symbols until every reader has a version whose enum has a default symbol".to_owned()
        }
        (Kind::MissingUnionBranch, Direction::Backward) => {
            format!("keep the type as a branch of the union of {it}")
        }
        (Kind::MissingUnionBranch, Direction::Forward) => {
            format!("write nothing in {it} that its union lacked, until every reader has the wider union")
        }
        (Kind::NameMismatch, Direction::Backward) => {
            "keep the name of the type, or give the type its old name as an alias".to_owned()
        }
        (Kind::NameMismatch, Direction::Forward) => "keep the name of the type: old readers know no other".to_owned(),
        (Kind::FixedSizeMismatch, _) => format!("keep the size, or put the new one into a field beside {it}"),
        (Kind::TypeMismatch, Direction::Backward) => format!(
            "keep the type of {it} or take one that it can be read as (int as long, float or double; long as float or \
             double; float as double; string as bytes and back), or leave it and add a field with a default"
        ),
        (Kind::TypeMismatch, Direction::Forward) => {
            format!("keep the type of {it} or take one that can be read as it, or leave it and add another field")
        }
        _ => format!("keep {it} as it was, or add a field of another name with a default"),
    }
}
