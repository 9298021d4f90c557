//! JSON Schema: every schema of the official suite is read, and no verdict lets through what an outside validator refuses.
#![allow(clippy::unwrap_used)]
use isobyte::json::compare::verdict::{compatible, differences};
use isobyte::json::kind::Policy;
use isobyte::json::schema::{JsonSchema, Reference};
use serde_json::Value as Json;

mod support;

/// Families with pairs whose verdict differs, and the reason; `docs/json-schema.md` tells of those that are ours.
const KNOWN: &[(&str, &str)] = &[
    ("draft4 oneOf", ONE),
    ("draft6 oneOf", ONE),
    ("draft7 oneOf", ONE),
    ("draft2019-09 oneOf", ONE),
    ("draft2020-12 oneOf", ONE),
    ("draft2019-09 recursiveRef", DYNAMIC),
    ("draft2020-12 dynamicRef", DYNAMIC),
    ("draft4 multipleOf", FLOAT),
    ("draft6 multipleOf", FLOAT),
    ("draft7 multipleOf", FLOAT),
    ("draft2019-09 multipleOf", FLOAT),
    ("draft2020-12 multipleOf", FLOAT),
];
const ONE: &str = "schemas of the update's oneOf that both hold for an instance are not looked for";
const DYNAMIC: &str = "dynamic references lead where static ones would";
const FLOAT: &str = "the validator divides 1e308 as a double; it is a multiple of 0.0001";

struct Family {
    name: String,
    schemas: Vec<JsonSchema>,
    /// Of each schema, which instances are valid.
    valid: Vec<Option<Vec<u8>>>,
}

fn families() -> Vec<Family> {
    let remotes = support::rows("json/remotes.jsonl");
    let family = |row: &Json| {
        let draft = row["draft"].as_str().unwrap();
        let name = format!("{draft} {}", row["name"].as_str().unwrap());
        let texts: Vec<(&str, String)> = remotes
            .iter()
            .filter(|remote| remote["draft"] == draft)
            .map(|remote| (remote["name"].as_str().unwrap(), remote["schema"].to_string()))
            .collect();
        let schema = |json: &Json| {
            let text = json.to_string();
            // The documents that it names, and those that they name.
            let (mut all, mut references) = (text.clone(), Vec::new());
            while let Some((name, text)) = texts.iter().find(|(name, _)| {
                let file = name.rsplit('/').next().unwrap();
                all.contains(file) && references.iter().all(|known: &Reference<'_>| known.name != *name)
            }) {
                references.push(Reference { name, text });
                all.push_str(text);
            }
            JsonSchema::parse(&text, &references).unwrap_or_else(|e| panic!("{name}: {e}\n{text}"))
        };
        Family {
            schemas: row["schemas"].as_array().unwrap().iter().map(schema).collect(),
            valid: row["valid"].as_array().unwrap().iter().map(|v| v.as_str().map(|v| v.as_bytes().to_vec())).collect(),
            name,
        }
    };
    support::rows("json/families.jsonl").iter().map(family).collect()
}

#[test]
fn verdicts() {
    let rows = support::rows("json/families.jsonl");
    let (mut wrong, mut accepted, mut could, mut pairs) = (Vec::new(), 0, 0, 0);
    for (family, row) in families().iter().zip(&rows) {
        for (i, writer) in family.schemas.iter().enumerate() {
            assert_eq!(differences(writer, writer, Policy::Strict).unwrap(), [], "{}", family.name);
            for (j, reader) in family.schemas.iter().enumerate() {
                let (Some(old), Some(new)) = (&family.valid[i], &family.valid[j]) else { continue };
                let against = old.iter().zip(new).position(|(old, new)| (old, new) == (&b'1', &b'0'));
                let good = compatible(reader, writer, Policy::Strict).unwrap().is_empty();
                pairs += 1;
                accepted += usize::from(good);
                could += usize::from(against.is_none());
                if let Some(at) = against.filter(|_| good) {
                    let instance = &row["instances"][at];
                    wrong.push(format!("{}:\n  {}\n  {}\n  {instance}", family.name, writer.text(), reader.text()));
                }
            }
        }
    }
    let known = |text: &String| KNOWN.iter().any(|(name, _)| text.starts_with(&format!("{name}:")));
    let unknown: Vec<_> = wrong.iter().filter(|text| !known(text)).collect();
    println!("{pairs} pairs, {accepted} accepted, {could} without a counterexample");
    assert!(
        unknown.is_empty(),
        "{} wrong\n{}",
        unknown.len(),
        unknown.iter().take(40).map(|t| t.as_str()).collect::<Vec<_>>().join("\n")
    );
    assert!(pairs > 30_000 && accepted > 5_000, "{pairs} {accepted}");
    let idle: Vec<_> = KNOWN.iter().filter(|(name, _)| !wrong.iter().any(|text| text.starts_with(name))).collect();
    assert!(idle.is_empty(), "nothing wrong any more: {idle:?}");
}
