//! Rule sets: what must hold of the rules that a schema carries for its clients, and how two sets become one.
use crate::refusal::Refusal;
use serde_json::{Map, Value};
use std::collections::HashSet;

/// The lists of a rule set.
const LISTS: [&str; 3] = ["migrationRules", "domainRules", "encodingRules"];
/// The modes of rules that turn data of one version into another's.
const MIGRATION: [&str; 3] = ["UPGRADE", "DOWNGRADE", "UPDOWN"];
/// The modes of all other rules.
const DOMAIN: [&str; 3] = ["WRITE", "READ", "WRITEREAD"];

/// Refuses a rule set that no client could carry out. The rules' own languages are the clients' matter.
///
/// # Errors
/// 42210.
pub fn check(rules: &Value) -> Result<(), Refusal> {
    let sets = rules.as_object().ok_or_else(|| Refusal::invalid_rule_set("expected an object"))?;
    for list in LISTS {
        let rules = match sets.get(list) {
            None | Some(Value::Null) => continue,
            Some(Value::Array(rules)) => rules,
            Some(_) => return Err(Refusal::invalid_rule_set(format_args!("{list}: expected a list"))),
        };
        let mut names = HashSet::new();
        for (place, rule) in rules.iter().enumerate() {
            let name = check_rule(rule, list)
                .map_err(|why| Refusal::invalid_rule_set(format_args!("{list}[{place}]: {why}")))?;
            if !names.insert(name) {
                return Err(Refusal::invalid_rule_set(format_args!("{list}[{place}]: a second rule '{name}'")));
            }
        }
    }
    Ok(())
}

fn check_rule<'a>(rule: &'a Value, list: &str) -> Result<&'a str, String> {
    let rule = rule.as_object().ok_or("expected an object")?;
    let text = |member: &str| rule.get(member).and_then(Value::as_str).filter(|text| !text.is_empty());
    let name = text("name").ok_or("expected a name")?;
    text("type").ok_or("expected a type")?;
    let one_of = |member: &str, known: &[&str]| match rule.get(member) {
        None | Some(Value::Null) => Ok(()),
        Some(Value::String(found)) if known.contains(&found.as_str()) => Ok(()),
        Some(found) => Err(format!("{member}: expected one of {}, found {found}", known.join(", "))),
    };
    one_of("kind", &["TRANSFORM", "CONDITION"])?;
    one_of("mode", if list == "migrationRules" { &MIGRATION } else { &DOMAIN })?;
    Ok(name)
}

/// The rules of both; of two with one name in one list, the later set's.
pub fn merge(before: Option<&Value>, after: Option<&Value>) -> Option<Value> {
    let (Some(before), Some(after)) = (before, after) else { return after.or(before).cloned() };
    let (Some(old), Some(new)) = (before.as_object(), after.as_object()) else { return Some(after.clone()) };
    let mut merged: Map<String, Value> = old.clone();
    for (list, rules) in new {
        let both = match (old.get(list).and_then(Value::as_array), rules.as_array()) {
            (Some(old), Some(new)) => {
                let replaced: HashSet<_> = new.iter().filter_map(|rule| rule.get("name")).collect();
                let kept = old.iter().filter(|rule| rule.get("name").is_none_or(|name| !replaced.contains(name)));
                Value::Array(kept.chain(new).cloned().collect())
            }
            _ => rules.clone(),
        };
        merged.insert(list.clone(), both);
    }
    Some(Value::Object(merged))
}
