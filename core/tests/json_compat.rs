//! JSON Schema: the kinds of differences, case by case, and what is said of them.
#![allow(clippy::unwrap_used)]
use isobyte::compatibility::Direction;
use isobyte::json::compare::reserved;
use isobyte::json::compare::verdict::differences;
use isobyte::json::kind::{DifferenceKind, Policy};
use isobyte::json::schema::JsonSchema;
use serde_json::Value as Json;
use std::collections::BTreeSet;

mod support;

/// Kinds that no pair of schemas gives: what it said, three kinds say since 8.0 of the original.
const NEVER: &[&str] = &["PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL"];

fn schema(json: &Json) -> JsonSchema {
    JsonSchema::parse(&json.to_string(), &[]).unwrap_or_else(|e| panic!("{e}: {json}"))
}

fn strings(json: &Json) -> Vec<String> {
    json.as_array().map(|list| list.iter().map(|item| item.as_str().unwrap().to_owned()).collect()).unwrap_or_default()
}

#[test]
fn vectors() {
    let (mut wrong, mut seen) = (Vec::new(), BTreeSet::new());
    let rows = support::rows("json/compat.jsonl");
    assert!(rows.len() > 200, "{}", rows.len());
    for row in &rows {
        let (old, new) = (schema(&row["old"]), schema(&row["new"]));
        let mut found = differences(&old, &new, Policy::Strict).unwrap();
        if !row["old_reserved"].is_null() {
            let [before, after] = ["old_reserved", "new_reserved"].map(|key| strings(&row[key]));
            let [before, after] = [&before, &after].map(|list| list.iter().map(String::as_str).collect::<Vec<_>>());
            found = reserved::differences(&before, &after, &new);
        }
        let mut told: Vec<String> = found.iter().map(|found| format!("{} {}", found.kind.name(), found.path)).collect();
        let mut kinds = strings(&row["kinds"]);
        seen.extend(kinds.iter().map(|kind| kind.split(' ').next().unwrap().to_owned()));
        told.sort();
        kinds.sort();
        if told != kinds {
            wrong.push(format!("{}: expected {kinds:?}, found {told:?}", row["id"]));
        }
        for found in found.iter().filter(|found| !found.kind.is_compatible(Policy::Strict)) {
            for direction in [Direction::Backward, Direction::Forward] {
                let finding = found.finding(direction);
                let (reader, _) = direction.roles();
                assert!(finding.message.contains(found.path.as_str()), "{finding:?}");
                assert!(
                    !finding.message.contains("breaks no reader") && !finding.words.contains("breaks no reader"),
                    "{finding:?}"
                );
                assert!(finding.words.contains(reader), "{finding:?}");
                assert!(finding.words.contains("to mend it"), "{finding:?}");
            }
        }
    }
    let unseen: Vec<_> =
        DifferenceKind::ALL.iter().map(|kind| kind.name()).filter(|name| !seen.contains(*name)).collect();
    assert_eq!(unseen, NEVER);
    assert_eq!(DifferenceKind::ALL.len(), 132);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What the registry's contract lets pass.
#[test]
fn policies() {
    let passes =
        |policy| DifferenceKind::ALL.iter().filter(move |kind| kind.is_compatible(policy)).map(|kind| kind.name());
    let strict: BTreeSet<_> = passes(Policy::Strict).collect();
    assert_eq!(strict.len(), 65);
    let more: Vec<_> = passes(Policy::Lenient).filter(|name| !strict.contains(name)).collect();
    assert_eq!(
        more,
        [
            "ADDITIONAL_PROPERTIES_REMOVED",
            "ADDITIONAL_PROPERTIES_NARROWED",
            "UNEVALUATED_PROPERTIES_REMOVED",
            "UNEVALUATED_PROPERTIES_NARROWED",
            "REQUIRED_PROPERTY_WITH_DEFAULT_ADDED_TO_OPEN_CONTENT_MODEL",
            "OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL",
            "PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL",
            "PROPERTY_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
            "PROPERTY_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL",
        ]
    );
    // Whatever grows may: limits from above up, those from below down.
    for limit in ["LENGTH", "IMUM", "PROPERTIES", "ITEMS", "CONTAINS"] {
        for prefix in ["", "EXCLUSIVE_"].iter().filter(|prefix| prefix.is_empty() || limit == "IMUM") {
            let name = |side: &str, change: &str| match limit {
                "IMUM" => format!("{prefix}{side}IMUM_{change}"),
                _ => format!("{side}_{limit}_{change}"),
            };
            for (side, good, bad) in [("MAX", "INCREASED", "DECREASED"), ("MIN", "DECREASED", "INCREASED")] {
                assert!(strict.contains(&*name(side, good)) && strict.contains(&*name(side, "REMOVED")));
                assert!(!strict.contains(&*name(side, bad)) && !strict.contains(&*name(side, "ADDED")));
            }
        }
    }
}
