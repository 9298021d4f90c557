//! Deleting: first softly, so that it can be seen and undone by registering again, then for good.
use crate::engine::Command;
use crate::record::{Record, SchemaValue};
use crate::refusal::Refusal;
use crate::state::State;
use crate::subject::Subject;

/// Deletes all versions of a subject; answers their numbers.
#[derive(Debug)]
pub struct DeleteSubject {
    /// The subject.
    pub subject: Subject,
    /// For good; only what is soft-deleted already.
    pub permanent: bool,
}

impl Command for DeleteSubject {
    type Done = Vec<u32>;

    fn decide(&mut self, state: &State) -> Result<(Vec<Record>, Vec<u32>), Refusal> {
        let subject = &self.subject;
        state.mode(Some(subject)).allow_writing(Some(subject))?;
        let versions = state.versions(subject).ok_or_else(|| Refusal::subject_not_found(subject))?;
        let live = versions.values().any(|version| !version.deleted);
        if self.permanent && live {
            return Err(Refusal::subject_not_soft_deleted(subject));
        }
        if !self.permanent && !live {
            return Err(Refusal::subject_soft_deleted(subject));
        }
        let gone: Vec<u32> = versions
            .iter()
            .filter(|(_, version)| self.permanent || !version.deleted)
            .map(|(number, _)| *number)
            .collect();
        for number in &gone {
            unreferenced(state, subject, *number)?;
        }
        let mut records = Vec::new();
        if self.permanent {
            records.extend(gone.iter().map(|number| tombstone(subject, *number)));
            records.push(Record::ClearSubject { subject: Some(subject.clone()) });
        } else {
            let version = *gone.last().expect("a live subject has a live version");
            records.push(Record::DeleteSubject { subject: subject.clone(), version });
        }
        records.extend(forget_settings(state, subject));
        Ok((records, gone))
    }
}

/// Deletes one version of a subject; answers its number.
#[derive(Debug)]
pub struct DeleteVersion {
    /// The subject.
    pub subject: Subject,
    /// The version; none for the latest.
    pub version: Option<u32>,
    /// For good; only when it is soft-deleted already.
    pub permanent: bool,
}

impl Command for DeleteVersion {
    type Done = u32;

    fn decide(&mut self, state: &State) -> Result<(Vec<Record>, u32), Refusal> {
        let subject = &self.subject;
        state.mode(Some(subject)).allow_writing(Some(subject))?;
        let versions = state.versions(subject).ok_or_else(|| Refusal::subject_not_found(subject))?;
        let latest = || {
            let mut live = versions.iter().rev().filter(|(_, version)| self.permanent || !version.deleted);
            live.next().map(|(number, _)| *number)
        };
        let number = self.version.or_else(latest).ok_or_else(|| Refusal::version_not_found("latest"))?;
        let version = versions.get(&number).ok_or_else(|| Refusal::version_not_found(number))?;
        if self.permanent && !version.deleted {
            return Err(Refusal::version_not_soft_deleted(subject, number));
        }
        if !self.permanent && version.deleted {
            return Err(Refusal::version_soft_deleted(subject, number));
        }
        unreferenced(state, subject, number)?;
        if self.permanent {
            return Ok((vec![tombstone(subject, number)], number));
        }
        let value = Some(SchemaValue { id: version.id, deleted: true, content: version.content.clone() });
        let mut records = vec![Record::Schema { subject: subject.clone(), version: number, value }];
        if versions.iter().all(|(other, version)| *other == number || version.deleted) {
            records.extend(forget_settings(state, subject));
        }
        Ok((records, number))
    }
}

fn tombstone(subject: &Subject, version: u32) -> Record {
    Record::Schema { subject: subject.clone(), version, value: None }
}

/// A subject takes its configuration and its mode with it.
fn forget_settings(state: &State, subject: &Subject) -> impl Iterator<Item = Record> {
    let named = || Some(subject.clone());
    let config = state.own_config(Some(subject)).map(|_| Record::Config { subject: named(), value: None });
    let mode = state.own_mode(Some(subject)).map(|_| Record::Mode { subject: named(), value: None });
    config.into_iter().chain(mode)
}

fn unreferenced(state: &State, subject: &Subject, version: u32) -> Result<(), Refusal> {
    match state.referrers(subject, version).next() {
        Some(_) => Err(Refusal::referenced(subject, version)),
        None => Ok(()),
    }
}
