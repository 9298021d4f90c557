//! Differences in words: what differs, who breaks, and how to mend it.
use crate::compatibility::Direction;
use crate::proto::difference::Difference;
use crate::proto::kind::DifferenceKind as Kind;
use crate::proto::print::type_text;
use crate::proto::tree::{Field, Label};

/// A field as its schema has it: `repeated int32`.
pub(crate) fn of_field(field: &Field, label: Label) -> String {
    match label {
        Label::Optional => type_text(&field.of),
        label => format!("{} {}", label.word(), type_text(&field.of)),
    }
}

/// A sentence that names the path.
pub(crate) fn message(it: &Difference, r: &str, w: &str) -> String {
    let path = &it.path;
    match it.kind {
        Kind::PackageChanged => {
            format!("The package of the {r} schema is not that of the {w} schema, at path '{path}'")
        }
        Kind::MessageAdded | Kind::EnumAdded | Kind::FieldAdded | Kind::OneofAdded | Kind::OneofFieldAdded => {
            format!("The {r} schema has what the {w} schema lacks, at path '{path}'")
        }
        Kind::MessageRemoved => format!("The {r} schema lacks a message of the {w} schema, at path '{path}'"),
        Kind::FieldKindChanged => {
            format!("The type of a field at path '{path}' differs between the {r} and the {w} schema")
        }
        Kind::FieldScalarKindChanged => {
            format!("The scalar type of a field at path '{path}' differs between the {r} and the {w} schema")
        }
        Kind::FieldNamedTypeChanged => {
            format!("The message type of a field at path '{path}' differs between the {r} and the {w} schema")
        }
        Kind::FieldNumericLabelChanged | Kind::FieldStringOrBytesLabelChanged => {
            format!("The label of a field at path '{path}' differs between the {r} and the {w} schema")
        }
        Kind::RequiredFieldAdded => {
            format!("The {r} schema has a required field that the {w} schema lacks, at path '{path}'")
        }
        Kind::RequiredFieldRemoved => {
            format!("The {r} schema lacks a required field of the {w} schema, at path '{path}'")
        }
        Kind::OneofFieldRemoved => {
            format!("The {r} schema lacks a field of a oneof of the {w} schema, at path '{path}'")
        }
        Kind::MultipleFieldsMovedToOneof => {
            format!("Several fields of the {w} schema are in one oneof of the {r} schema, at path '{path}'")
        }
        Kind::FieldMovedToExistingOneof => {
            format!(
                "A field of the {w} schema is in a oneof of the {r} schema with fields of another, at path '{path}'"
            )
        }
        _ => format!("The {r} and the {w} schema differ at path '{path}'"),
    }
}

/// What differs and who breaks.
pub(crate) fn words(it: &Difference, r: &str, w: &str) -> String {
    let (subject, original, update) = (&it.subject, &it.original, &it.update);
    let has = format!("{subject} is {update} in the {r} schema, {original} in the {w} schema");
    match it.kind {
        Kind::PackageChanged => format!(
            "the {r} schema is in {update}, the {w} schema in {original}: every message has another full name, \
             so readers of the {r} schema find no message that was written by the {w} schema"
        ),
        Kind::MessageRemoved => format!(
            "the {r} schema lacks {subject} of the {w} schema: readers of the {r} schema cannot read data written as it"
        ),
        Kind::FieldKindChanged | Kind::FieldScalarKindChanged => {
            format!("{has}: readers of the {r} schema misread or refuse data written by the {w} schema")
        }
        Kind::FieldNamedTypeChanged if original == update => format!(
            "{subject} is {original} of another file in one of the schemas, which became incompatible: \
             readers of the {r} schema misread data written by the {w} schema"
        ),
        Kind::FieldNamedTypeChanged => {
            format!("{has}: readers of the {r} schema take data written by the {w} schema for those of another message")
        }
        Kind::FieldNumericLabelChanged => format!(
            "{has}: readers of the {r} schema keep only a part of what the {w} schema wrote, or misread it, \
             since repeated numbers are written packed"
        ),
        Kind::FieldStringOrBytesLabelChanged => {
            format!("{has}: of several values that the {w} schema wrote, a reader of the {r} schema may keep the last")
        }
        Kind::RequiredFieldAdded => format!(
            "{subject} is required in the {r} schema, and the {w} schema lacks it: \
             readers of the {r} schema refuse all data written by the {w} schema"
        ),
        Kind::RequiredFieldRemoved => format!(
            "the {r} schema lacks {subject}, which is required in the {w} schema: \
             data written by the {r} schema are refused by readers of the {w} schema"
        ),
        Kind::OneofFieldRemoved => format!(
            "the {r} schema lacks {subject}, while its oneof stays: where the {w} schema wrote it, \
             readers of the {r} schema take the oneof for unset"
        ),
        Kind::MultipleFieldsMovedToOneof | Kind::FieldMovedToExistingOneof => format!(
            "{subject} of the {r} schema holds fields that the {w} schema can set together ({original}): \
             readers of the {r} schema keep the last of them and lose the others"
        ),
        Kind::MessageAdded | Kind::EnumAdded | Kind::FieldAdded | Kind::OneofAdded | Kind::OneofFieldAdded => {
            format!("the {r} schema has {subject}, the {w} schema lacks it")
        }
        Kind::EnumRemoved | Kind::FieldRemoved | Kind::OneofRemoved => {
            format!("the {r} schema lacks {subject} of the {w} schema")
        }
        Kind::MessageMoved => format!("{subject} stands at another place in the {r} schema than in the {w} schema"),
        Kind::EnumConstAdded => format!("{subject} is `{update}` in the {r} schema, the {w} schema lacks it"),
        Kind::EnumConstRemoved => format!("{subject} is `{original}` in the {w} schema, the {r} schema lacks it"),
        Kind::EnumConstChanged | Kind::FieldNameChanged => {
            format!("{subject} is called `{update}` in the {r} schema, `{original}` in the {w} schema")
        }
        Kind::OneofFieldMovedToTopLevel => format!("{subject} is outside of its oneof in the {r} schema"),
    }
}

/// What the author of the new schema can do.
pub(crate) fn mend(it: &Difference, direction: Direction) -> String {
    let subject = &it.subject;
    // The update is the new schema where it reads, the old one where that reads.
    let (new_reads, old) = match direction {
        Direction::Backward => (true, &it.original),
        Direction::Forward => (false, &it.update),
    };
    match it.kind {
        Kind::PackageChanged => format!("keep {old}"),
        Kind::MessageRemoved if new_reads => format!("keep {subject}, also if nothing is written as it any more"),
        Kind::MessageRemoved => format!("put {subject} into a file of its own, or register it under another subject"),
        Kind::FieldNamedTypeChanged if it.original == it.update => {
            "refer to a version of that file that is compatible".to_owned()
        }
        Kind::FieldKindChanged | Kind::FieldScalarKindChanged | Kind::FieldNamedTypeChanged => {
            format!("keep {old} for {subject}, and add another field with a new number for the new type")
        }
        Kind::FieldNumericLabelChanged => {
            format!("keep {old} for {subject}, and add another field with a new number for the new label")
        }
        Kind::RequiredFieldAdded if new_reads => format!("make {subject} optional"),
        Kind::RequiredFieldAdded => format!("keep {subject}"),
        Kind::RequiredFieldRemoved if new_reads => format!("keep {subject}"),
        Kind::RequiredFieldRemoved => format!("make {subject} optional"),
        Kind::OneofFieldRemoved if new_reads => format!("keep {subject}, also if it is not set any more"),
        Kind::OneofFieldRemoved => format!("move {subject} out of the oneof"),
        Kind::MultipleFieldsMovedToOneof | Kind::FieldMovedToExistingOneof if new_reads => {
            "leave all but one of these fields outside of the oneof, or add others with new numbers to it".to_owned()
        }
        Kind::MultipleFieldsMovedToOneof | Kind::FieldMovedToExistingOneof => {
            format!("keep all of these fields in {subject}, or give new numbers to those outside of it")
        }
        _ => "do nothing: it breaks no reader".to_owned(),
    }
}
