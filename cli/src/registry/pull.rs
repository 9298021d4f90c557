//! Pull: everything that a server holds, asked for one by one, as records.
use crate::registry::server::{Refused, Server, segment};
use isobyte_registry::record::Record;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Subjects asked for at once; servers limit lists by themselves.
const PAGE: usize = 1_000;

/// The records of all versions, soft-deleted ones too, of configurations, modes and readers.
///
/// # Errors
/// When the server does not answer, or says what is not understood.
pub(crate) fn pull(from: &Server) -> Result<Vec<Record>, String> {
    let subjects = subjects(from)?;
    let mut records = Vec::new();
    let mut highest: BTreeMap<String, u64> = BTreeMap::new();
    for subject in &subjects {
        for body in versions(from, subject)? {
            let (context, id) = (context_of(subject).to_owned(), body["id"].as_u64().unwrap_or(0));
            let last = highest.entry(context).or_default();
            *last = id.max(*last);
            records.push(schema(subject, &body)?);
        }
    }
    let contexts = contexts(from, &subjects)?;
    let wholes = contexts.iter().filter(|context| *context != ".").map(|context| format!(":{context}:"));
    // Ours also tells where there are settings without versions.
    let told = from.find("/settings")?.unwrap_or_default();
    let told = told.as_array().into_iter().flatten().filter_map(|row| row["subject"].as_str()).map(str::to_owned);
    let places: BTreeSet<String> = wholes.chain(subjects.iter().cloned()).chain(told).collect();
    let places = std::iter::once(String::new()).chain(places);
    for place in places {
        records.extend(setting(from, "config", "CONFIG", &place)?);
        records.extend(setting(from, "mode", "MODE", &place)?);
    }
    records.extend(readers(from)?);
    for (context, id) in &highest {
        let path = format!("/contexts/{}/schemas/ids/{id}?fetchMaxId=true", segment(context));
        let last = from.find(&path)?.and_then(|body| body["maxId"].as_u64()).filter(|last| last > id);
        let record = last.and_then(|last| u32::try_from(last).ok());
        records.extend(record.map(|id| Record::LastId { context: context.clone(), id }));
    }
    Ok(records)
}

/// The context that a subject's name begins with.
pub(crate) fn context_of(subject: &str) -> &str {
    let rest = subject.strip_prefix(":.").map(|_| &subject[1..]);
    rest.map_or(".", |rest| rest.split(':').next().unwrap_or(rest))
}

fn subjects(from: &Server) -> Result<BTreeSet<String>, Refused> {
    let mut found = BTreeSet::new();
    loop {
        let path = format!("/subjects?deleted=true&subjectPrefix=%3A*%3A&offset={}&limit={PAGE}", found.len());
        let before = found.len();
        found.extend(texts(&from.get(&path)?));
        // A server that knows no pages says all of it at once, and then again.
        if found.len() < before + PAGE {
            return Ok(found);
        }
    }
}

fn texts(list: &Value) -> impl Iterator<Item = String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned)
}

fn contexts(from: &Server, subjects: &BTreeSet<String>) -> Result<BTreeSet<String>, Refused> {
    let told = from.find("/contexts")?.unwrap_or_default();
    Ok(texts(&told).chain(subjects.iter().map(|subject| context_of(subject).to_owned())).collect())
}

/// The bodies of a subject's versions, with whether they are soft-deleted, which not all servers say there.
fn versions(from: &Server, subject: &str) -> Result<Vec<Value>, Refused> {
    let path = format!("/subjects/{}/versions", segment(subject));
    let numbers =
        |list: &Value| list.as_array().into_iter().flatten().filter_map(Value::as_u64).collect::<BTreeSet<_>>();
    let all = numbers(&from.get(&format!("{path}?deleted=true"))?);
    let live = numbers(&from.find(&path)?.unwrap_or_default());
    let mut bodies = Vec::new();
    for version in all {
        // Deleted for good meanwhile, perhaps.
        let Some(mut body) = from.find(&format!("{path}/{version}?deleted=true"))? else { continue };
        body["deleted"] = (!live.contains(&version)).into();
        bodies.push(body);
    }
    Ok(bodies)
}

fn schema(subject: &str, body: &Value) -> Result<Record, String> {
    let key = json!({"keytype": "SCHEMA", "subject": subject, "version": body["version"], "magic": 1});
    let mut value = body.as_object().cloned().unwrap_or_default();
    value.insert("subject".to_owned(), subject.into());
    Record::parse(&key.to_string(), Some(&Value::Object(value).to_string())).map_err(|error| error.to_string())
}

fn setting(from: &Server, path: &str, keytype: &str, place: &str) -> Result<Option<Record>, String> {
    let (path, mut key) = match place {
        "" => (format!("/{path}"), json!({"keytype": keytype, "magic": 0})),
        _ => (format!("/{path}/{}", segment(place)), json!({"keytype": keytype, "subject": place, "magic": 0})),
    };
    let Some(body) = from.find(&path)? else { return Ok(None) };
    let value: Map<String, Value> = body.as_object().cloned().unwrap_or_default();
    let record = Record::parse(&key.take().to_string(), Some(&Value::Object(value).to_string()));
    record.map(Some).map_err(|error| error.to_string())
}

fn readers(from: &Server) -> Result<Vec<Record>, String> {
    let list = from.find("/readers")?.unwrap_or_default();
    let rows = list.as_array().into_iter().flatten();
    let record = |row: &Value| {
        let key = json!({"keytype": "READER", "name": row["name"], "magic": 0});
        Record::parse(&key.to_string(), Some(&row.to_string())).map_err(|error| error.to_string())
    };
    rows.map(record).collect()
}
