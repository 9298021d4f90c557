//! `isobyte schema diff`: what changed, in words.
use crate::input::{Reading, Source, print};
use clap::Args;
use isobyte::schema::diff;
use serde_json::json;
use std::process::ExitCode;

/// Says in words what changed between two schemas: one line a change, its place first.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    /// The schema before.
    #[arg(value_name = "OLD")]
    old: Source,
    /// The schema after.
    #[arg(value_name = "NEW")]
    new: Source,
    /// Prints a list of {path, kind, sentence} instead.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reading: Reading,
}

impl Diff {
    pub(crate) fn run(self) -> Result<ExitCode, String> {
        let schemas = self.reading.schemas([&self.old, &self.new])?;
        let changes = match schemas.as_slice() {
            [old, new] => diff(old, new),
            _ => Vec::new(),
        };
        let each = changes.iter();
        if self.json {
            let rows = each.map(|one| json!({"path": one.path, "kind": one.kind.name(), "sentence": one.sentence}));
            print(&format!("{:#}\n", rows.collect::<serde_json::Value>()))?;
        } else if changes.is_empty() {
            print("no changes\n")?;
        } else {
            let line = |path: &str, sentence: &str| match path {
                "" => format!("{sentence}\n"),
                _ => format!("{path}: {sentence}\n"),
            };
            print(&each.map(|one| line(&one.path, &one.sentence)).collect::<String>())?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
