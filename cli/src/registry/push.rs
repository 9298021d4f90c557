//! Push: records into a server, through its mode IMPORT, so that ids and versions stay what they were.
use crate::registry::server::{Refused, Server, segment};
use crate::registry::steps::{Step, steps};
use isobyte_registry::Subject;
use isobyte_registry::record::Record;
use isobyte_registry::rules::config::Config;
use isobyte_registry::rules::mode::Mode;
use isobyte_registry::rules::reader::Reader;
use isobyte_registry::state::State;
use isobyte_registry::store::Entry;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::process::ExitCode;

/// Refusals that are told one by one.
const TOLD: usize = 100;

struct Push<'a> {
    to: &'a Server,
    refused: usize,
}

/// Writes all that the records say; tells what was refused, and goes on with the rest.
///
/// # Errors
/// When the server does not answer at all.
pub(crate) fn push(to: &Server, records: &[Record]) -> Result<ExitCode, String> {
    let state = state_of(records);
    let steps = steps(&state);
    let subjects: BTreeSet<&Subject> = steps.iter().map(|step| &step.subject).collect();
    let mut push = Push { to, refused: 0 };
    to.get("/subjects?limit=1")?;
    for subject in &subjects {
        push.put(&format!("/mode/{}?force=true", path_of(subject)), &json!({"mode": "IMPORT"}))?;
    }
    for step in &steps {
        push.register(step)?;
    }
    let deleted = steps.iter().rev().filter(|step| step.version.deleted);
    for step in deleted.clone() {
        push.delete(step)?;
    }
    for subject in &subjects {
        if state.own_mode(Some(subject)).is_none() {
            push.back_to_normal(subject)?;
        }
    }
    push.settings(&state)?;
    let (versions, deleted) = (steps.len(), deleted.count());
    let (subjects, url) = (subjects.len(), to.url());
    eprintln!("isobyte: {versions} versions of {subjects} subjects, {deleted} of them deleted, written to {url}");
    if push.refused > 0 {
        eprintln!("isobyte: {} requests were refused", push.refused);
    }
    Ok(ExitCode::from(u8::from(push.refused > 0)))
}

fn state_of(records: &[Record]) -> State {
    let mut state = State::default();
    for (position, record) in (1..).zip(records) {
        state.apply(&Entry { position, timestamp: 0, record: record.clone(), last_id: 0 });
    }
    state
}

fn path_of(subject: &Subject) -> String {
    segment(&subject.to_string())
}

impl Push<'_> {
    fn ask(&mut self, method: &str, path: &str, body: Option<&Value>, fine: &[u64]) -> Result<(), String> {
        match self.to.ask(method, path, body) {
            Ok(_) => Ok(()),
            Err(Refused { status: 0, message, .. }) => Err(message),
            Err(refused) if fine.contains(&refused.code) => Ok(()),
            Err(refused) => {
                self.refused += 1;
                if self.refused <= TOLD {
                    eprintln!("isobyte: {}", refused.message);
                }
                Ok(())
            }
        }
    }

    fn put(&mut self, path: &str, body: &Value) -> Result<(), String> {
        self.ask("PUT", path, Some(body), &[])
    }

    fn register(&mut self, step: &Step<'_>) -> Result<(), String> {
        let content = &step.version.content;
        let mut body = json!({"schema": &*content.text, "id": step.version.id, "version": step.number});
        if !content.schema_type.is_default() {
            body["schemaType"] = content.schema_type.name().into();
        }
        if !content.references.is_empty() {
            body["references"] = json!(content.references);
        }
        if let Some(metadata) = &content.metadata {
            body["metadata"] = json!(metadata);
        }
        if let Some(rules) = &content.rule_set {
            body["ruleSet"] = rules.clone();
        }
        self.ask("POST", &format!("/subjects/{}/versions", path_of(&step.subject)), Some(&body), &[])
    }

    fn delete(&mut self, step: &Step<'_>) -> Result<(), String> {
        let path = format!("/subjects/{}/versions/{}", path_of(&step.subject), step.number);
        // 40406: it is deleted already.
        self.ask("DELETE", &path, None, &[40406])
    }

    fn back_to_normal(&mut self, subject: &Subject) -> Result<(), String> {
        let path = format!("/mode/{}", path_of(subject));
        match self.to.ask("DELETE", &path, None) {
            Ok(_) | Err(Refused { code: 40409, .. }) => Ok(()),
            // Older servers cannot take a mode away.
            Err(_) => self.put(&path, &json!({"mode": "READWRITE"})),
        }
    }

    fn settings(&mut self, state: &State) -> Result<(), String> {
        let mut configs: Vec<(&Subject, &Config)> = state.configs().collect();
        configs.sort_by_key(|(subject, _)| *subject);
        for (subject, config) in configs {
            self.put(&format!("/config/{}", path_of(subject)), &config_body(config))?;
        }
        if let Some(config) = state.own_config(None) {
            self.put("/config", &config_body(config))?;
        }
        for (name, reader) in state.readers() {
            let body = reader_body(state, reader);
            // Other registries know no readers.
            self.ask("PUT", &format!("/readers/{}", segment(name)), Some(&body), &[404, 405])?;
        }
        // Modes come last: afterwards nothing may be writable.
        let mut modes: Vec<(&Subject, Mode)> = state.modes().collect();
        modes.sort_by_key(|(subject, _)| *subject);
        for (subject, mode) in modes.into_iter().rev() {
            self.put(&format!("/mode/{}?force=true", path_of(subject)), &json!({"mode": mode.name()}))?;
        }
        if let Some(mode) = state.own_mode(None) {
            self.put("/mode?force=true", &json!({"mode": mode.name()}))?;
        }
        Ok(())
    }
}

/// The reader as requests carry it: with its version as long as that is still what the reader reads with.
fn reader_body(state: &State, reader: &Reader) -> Value {
    let (subject, content) = (&reader.subject, &reader.content);
    let version = reader.version.filter(|version| {
        let found = state.versions(subject).and_then(|versions| versions.get(version));
        found.is_some_and(|found| !found.deleted && found.content.text == content.text)
    });
    match version {
        Some(version) => json!({"subject": subject, "version": version}),
        None => json!({
            "subject": subject,
            "schemaType": content.schema_type.name(),
            "schema": &*content.text,
            "references": content.references,
        }),
    }
}

/// The configuration as requests carry it.
fn config_body(config: &Config) -> Value {
    let mut body = json!(config);
    if let Some(members) = body.as_object_mut()
        && let Some(level) = members.remove("compatibilityLevel")
    {
        members.insert("compatibility".to_owned(), level);
    }
    body
}
