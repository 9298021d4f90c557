//! Explaining: of a schema that does not fit, which field, who breaks, and how to mend it; as data and in words.
use crate::engine::Engine;
use crate::parsed::Finding;
use crate::refusal::Refusal;
use crate::rules::compat::Question;
use crate::rules::draft::Draft;
use crate::rules::reader::Readers;
use crate::subject::Subject;
use isobyte::compatibility::Direction;
use serde::Serialize;
use std::fmt::Write;

/// Versions whose conflicts are told.
const MOST: usize = 20;

/// The answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// Whether the level lets the schema pass. Readers that registered themselves have no say in that.
    #[serde(rename = "is_compatible")]
    pub is_compatible: bool,
    /// The subject.
    pub subject: Subject,
    /// The level that holds for it.
    pub compatibility: &'static str,
    /// What stands between the schema and earlier versions, the newest first.
    pub conflicts: Vec<Explained>,
    /// Readers that registered themselves and could not read what the schema writes.
    pub readers: Vec<BrokenReader>,
    /// All of that in words.
    pub text: String,
}

/// One thing that stands against the schema.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explained {
    /// The version; none when it is about a reader.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// The field, with those around it; empty for the whole schema.
    pub field: String,
    /// Where in the reader's schema.
    pub path: String,
    /// BACKWARD when new readers cannot read old data, FORWARD when old readers cannot read new data.
    pub direction: &'static str,
    /// Who breaks, in words.
    pub breaks: &'static str,
    /// The kind, as in the contract's messages.
    pub kind: String,
    /// What was found.
    pub words: String,
    /// How to mend it.
    pub mend: String,
}

/// A reader that would break.
#[derive(Debug, Serialize)]
pub struct BrokenReader {
    /// Its name.
    pub name: String,
    /// The version that it reads with, when it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u32>,
    /// Why; empty when its own schema can no longer be understood, because what it refers to is gone.
    pub conflicts: Vec<Explained>,
}

/// Explains what stands against a draft.
///
/// # Errors
/// 42201 when an earlier version cannot be parsed.
pub fn explain(engine: &Engine, subject: &Subject, question: &Question, draft: &Draft) -> Result<Explanation, Refusal> {
    let found = question.conflicts(draft, engine.parsed(), MOST)?;
    let conflicts = found
        .iter()
        .flat_map(|conflict| conflict.findings.iter().map(|finding| explained(Some(conflict.version), finding)));
    let conflicts: Vec<Explained> = conflicts.collect();
    let readers = engine.read(|state| Readers::of(state, subject));
    let broken = readers.broken(&draft.schema, question.policy(), engine.parsed()).into_iter();
    let readers = broken.map(|broken| BrokenReader {
        name: broken.name,
        version: broken.version,
        conflicts: broken.findings.iter().map(|finding| explained(None, finding)).collect(),
    });
    let mut explanation = Explanation {
        is_compatible: conflicts.is_empty(),
        subject: subject.clone(),
        compatibility: question.level().name(),
        conflicts,
        readers: readers.collect(),
        text: String::new(),
    };
    explanation.text = in_words(&explanation);
    Ok(explanation)
}

fn explained(version: Option<u32>, finding: &Finding) -> Explained {
    let (direction, breaks) = match finding.direction {
        Direction::Backward => ("BACKWARD", "old data for new readers"),
        Direction::Forward => ("FORWARD", "new data for old readers"),
    };
    Explained {
        version,
        field: finding.field.clone(),
        path: finding.place.clone(),
        direction,
        breaks,
        kind: finding.kind.clone(),
        words: finding.words.clone(),
        mend: finding.mend.clone(),
    }
}

fn in_words(explanation: &Explanation) -> String {
    let (subject, level) = (&explanation.subject, explanation.compatibility);
    let mut out = match explanation.is_compatible {
        true => format!("The schema fits subject '{subject}' ({level}).\n"),
        false => format!("The schema does not fit subject '{subject}' ({level}).\n"),
    };
    for conflict in &explanation.conflicts {
        let who = match conflict.direction {
            "BACKWARD" => "new readers cannot read the data of version",
            _ => "new data cannot be read by the readers of version",
        };
        put(&mut out, format_args!("- {who} {}", conflict.version.unwrap_or_default()), conflict);
    }
    for reader in &explanation.readers {
        let name = &reader.name;
        if reader.conflicts.is_empty() {
            let _ = writeln!(out, "- reader '{name}' cannot be judged: what its schema refers to is gone");
        }
        for conflict in &reader.conflicts {
            put(&mut out, format_args!("- reader '{name}' would break"), conflict);
        }
    }
    out
}

/// Writing to a string does not fail.
fn put(out: &mut String, head: std::fmt::Arguments<'_>, conflict: &Explained) {
    let field = if conflict.field.is_empty() { String::new() } else { format!(", field `{}`", conflict.field) };
    let _ = writeln!(out, "{head}{field}: {}.\n  To mend it, {}.", conflict.words, conflict.mend);
}
