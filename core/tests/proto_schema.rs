//! Protobuf: what is accepted and refused, how it is printed, and the kinds of differences, case by case.
#![allow(clippy::unwrap_used)]
use isobyte::compatibility::{CompatibilityLevel, Direction};
use isobyte::error::Code;
use isobyte::proto::compare::differences;
use isobyte::proto::kind::DifferenceKind;
use isobyte::proto::schema::{ProtoSchema, Reference};
use isobyte::proto::{verdict, wellknown};
use serde_json::Value as Json;
use std::collections::BTreeSet;

mod support;

fn schema(text: &str) -> ProtoSchema {
    ProtoSchema::parse(text, &[]).unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn with(text: &Json, references: &Json) -> ProtoSchema {
    let named = references.as_object().into_iter().flatten();
    let references: Vec<_> = named.map(|(name, text)| Reference { name, text: text.as_str().unwrap() }).collect();
    ProtoSchema::parse(text.as_str().unwrap(), &references).unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[test]
fn vectors() {
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    for row in &support::rows("proto/compat.jsonl") {
        let (old, new) = (with(&row["old"], &row["old_references"]), with(&row["new"], &row["new_references"]));
        let found = differences(&old, &new);
        let told: BTreeSet<String> =
            found.iter().map(|found| format!("{} {}", found.kind.name(), found.path)).collect();
        let kinds: BTreeSet<String> =
            row["kinds"].as_array().unwrap().iter().map(|kind| kind.as_str().unwrap().to_owned()).collect();
        seen.extend(kinds.iter().map(|kind| kind.split(' ').next().unwrap().to_owned()));
        if told != kinds || told.len() != found.len() {
            wrong.push(format!("{}: expected {kinds:?}, found {told:?}", row["id"]));
        }
        let breaking = found.iter().filter(|found| !found.is_compatible()).count();
        assert_eq!(verdict::compatible(&new, &old).len(), breaking, "{}", row["id"]);
        for found in found.iter().filter(|found| !found.is_compatible()) {
            for direction in [Direction::Backward, Direction::Forward] {
                let finding = found.finding(direction);
                assert!(finding.message.contains(found.path.as_str()), "{finding:?}");
                assert!(finding.words.contains("to mend it"), "{finding:?}");
                assert!(!finding.words.contains("breaks no reader"), "{finding:?}");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let all: BTreeSet<String> = DifferenceKind::ALL.iter().map(|kind| kind.name().to_owned()).collect();
    assert_eq!(all.len(), 26);
    assert_eq!(seen, all, "kinds without a vector");
}

#[test]
fn incompatible_kinds_are_those_of_the_contract() {
    let incompatible: BTreeSet<_> =
        DifferenceKind::ALL.iter().filter(|kind| !kind.is_compatible()).map(|kind| kind.name()).collect();
    let expected = BTreeSet::from([
        "PACKAGE_CHANGED",
        "MESSAGE_REMOVED",
        "FIELD_KIND_CHANGED",
        "FIELD_SCALAR_KIND_CHANGED",
        "FIELD_NAMED_TYPE_CHANGED",
        "FIELD_NUMERIC_LABEL_CHANGED",
        "REQUIRED_FIELD_ADDED",
        "REQUIRED_FIELD_REMOVED",
        "ONEOF_FIELD_REMOVED",
        "MULTIPLE_FIELDS_MOVED_TO_ONEOF",
        "FIELD_MOVED_TO_EXISTING_ONEOF",
    ]);
    assert_eq!(incompatible, expected);
}

#[test]
fn refused_with_line_and_column() {
    for (text, code, place) in [
        ("message M {", Code::SchemaSyntax, "1:12: "),
        ("syntax = \"proto4\";", Code::SchemaSyntax, "1:10: "),
        ("syntax = \"proto3\";\nmessage M { int32 a 1; }", Code::SchemaSyntax, "2:21: "),
        ("message M { int32 a = 1; }", Code::SchemaSyntax, "1:13: "),
        ("syntax = \"proto3\";\nmessage M {\n  int32 a = 0;\n}", Code::SchemaInvalid, "3:13: "),
        ("syntax = \"proto3\";\nmessage M {\n  int32 a = 19000;\n}", Code::SchemaInvalid, "3:13: "),
        ("syntax = \"proto3\";\nmessage M { int32 a = 1; int32 b = 1; }", Code::SchemaInvalid, "2:36: "),
        ("syntax = \"proto3\";\nmessage M { reserved 1; int32 a = 1; }", Code::SchemaInvalid, "2:35: "),
        ("syntax = \"proto3\";\nmessage M {}\nmessage M {}", Code::SchemaInvalid, "3:9: "),
        ("syntax = \"proto3\";\nmessage M { N a = 1; }", Code::SchemaReference, "2:13: "),
        ("syntax = \"proto3\";\nimport \"n.proto\";", Code::SchemaReference, "2:1: "),
    ] {
        let error = ProtoSchema::parse(text, &[]).expect_err(text);
        assert_eq!(error.code(), code, "{text}: {error}");
        assert!(error.message().starts_with(place), "{text}: {error}");
    }
}

#[test]
fn canonical_forgets_spacing_and_normalized_order() {
    let one = "syntax=\"proto3\"; package p; // one\nmessage M{N b=2;int32 a=1;} message N{}";
    let other = "syntax = \"proto3\";\npackage p;\n\nmessage M { .p.N b = 2; int32 a = 1; }\nmessage N {}";
    let canonical =
        "syntax = \"proto3\";\npackage p;\n\nmessage M {\n  N b = 2;\n  int32 a = 1;\n}\n\nmessage N {\n}\n";
    let normalized =
        "syntax = \"proto3\";\npackage p;\n\nmessage M {\n  int32 a = 1;\n  .p.N b = 2;\n}\n\nmessage N {\n}\n";
    assert_eq!(schema(one).canonical(), canonical);
    assert_eq!(schema(canonical).canonical(), canonical);
    assert_ne!(schema(other).canonical(), canonical);
    for text in [one, other, normalized] {
        assert_eq!(schema(text).normalized(), normalized);
    }
}

#[test]
fn indexes_lead_to_messages_and_back() {
    let found = schema("syntax = \"proto3\"; package p; message A {} message B { message C {} }");
    for (name, indexes) in [("p.A", &[0][..]), (".p.B", &[1]), ("p.B.C", &[1, 0])] {
        assert_eq!(found.message_indexes(name).as_deref(), Some(indexes));
        assert_eq!(found.message_name(indexes).as_deref(), Some(name.trim_start_matches('.')));
    }
    assert_eq!(found.message_indexes("p.D"), None);
    assert_eq!(found.message_name(&[2]), None);
    assert_eq!(found.message_name(&[]), None);
}

#[test]
fn wellknown_files_are_valid_and_stay_the_same() {
    let mut count = 0;
    for (name, text) in wellknown::texts() {
        let parsed = ProtoSchema::parse(text, &[]).unwrap_or_else(|e| panic!("{name}: {e}"));
        for printed in [parsed.canonical(), parsed.normalized()] {
            let again = ProtoSchema::parse(&printed, &[]).unwrap_or_else(|e| panic!("{name}: {e}: {printed}"));
            assert!(differences(&parsed, &again).iter().all(|found| found.is_compatible()), "{name}");
        }
        count += 1;
    }
    assert!(count > 30);
}

#[test]
fn differences_tell_field_direction_and_remedy() {
    let text = "syntax = \"proto3\"; package acme; import \"acme/money.proto\"; \
        message Order { Money price = 1; int32 count = 2; }";
    let money = "syntax = \"proto3\"; package acme; message Money { int64 cents = 1; }";
    let money = Reference { name: "acme/money.proto", text: money };
    let old = ProtoSchema::parse(text, &[money]).unwrap();
    let new = ProtoSchema::parse(&text.replace("int32", "string"), &[money]).unwrap();
    let found = verdict::check_one(CompatibilityLevel::Full, &new, &old);
    assert_eq!(found.len(), 2);
    for ((direction, found), kept) in found.iter().zip([Direction::Backward, Direction::Forward]) {
        assert_eq!((*direction, found.kind.name(), &*found.path), (kept, "FIELD_SCALAR_KIND_CHANGED", "#/Order/2"));
        assert_eq!(found.field, "Order.count");
        assert!(found.mend(*direction).starts_with("keep int32 for field `count`"), "{}", found.mend(*direction));
    }
    assert_eq!(old.message_indexes("acme.Order"), Some(vec![0]));
    assert_eq!(old.imports().collect::<Vec<_>>(), ["acme/money.proto"]);
}

#[test]
fn nesting_is_limited() {
    let deep = |depth: usize| format!("{}{}", "message M {".repeat(depth), "}".repeat(depth));
    assert!(ProtoSchema::parse(&deep(32), &[]).is_ok());
    assert_eq!(ProtoSchema::parse(&deep(100_000), &[]).unwrap_err().code(), Code::SchemaSyntax);
    let value = format!("option (o) = {}", "{ a ".repeat(100_000));
    assert_eq!(ProtoSchema::parse(&value, &[]).unwrap_err().code(), Code::SchemaSyntax);
}
