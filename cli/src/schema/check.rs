//! `isobyte schema check`: whether schemas go together.
use crate::input::{Reading, Source, print};
use clap::Args;
use isobyte::compatibility::{CompatibilityLevel, Direction, Finding, check};
use isobyte::schema::Incompatibility;
use serde_json::{Value, json};
use std::fmt::Write;
use std::process::ExitCode;

/// Says whether a schema goes together with others, and what stands against it. Ends with 1 when it does not.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The schema of the reader: the new one.
    #[arg(value_name = "READER")]
    reader: Source,
    /// The schemas that data was written with: the versions before, oldest first.
    #[arg(value_name = "WRITER", required = true)]
    writers: Vec<Source>,
    /// Which of the writers, and which directions: backward (READER reads the last WRITER's data), forward (the last
    /// WRITER reads READER's), full (both), each also with -transitive (every WRITER), or none.
    #[arg(long, value_name = "LEVEL", default_value = "backward-transitive", value_parser = level)]
    level: CompatibilityLevel,
    /// Prints {compatible, level, findings} instead.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    reading: Reading,
}

fn level(name: &str) -> Result<CompatibilityLevel, String> {
    CompatibilityLevel::parse(&name.replace('-', "_")).ok_or_else(|| {
        let names = CompatibilityLevel::ALL.map(|level| level.name().to_ascii_lowercase().replace('_', "-"));
        format!("expected one of {}", names.join(", "))
    })
}

impl Check {
    pub(crate) fn run(self) -> Result<ExitCode, String> {
        let schemas = self.reading.schemas(std::iter::once(&self.reader).chain(&self.writers))?;
        let findings = schemas.split_first().map_or_else(Vec::new, |(new, old)| check(self.level, new, old));
        print(&if self.json { format!("{:#}\n", self.report(&findings)) } else { self.words(&findings) })?;
        Ok(ExitCode::from(u8::from(!findings.is_empty())))
    }

    fn report(&self, findings: &[Finding]) -> Value {
        let rows = findings.iter().map(|finding| {
            let (reader, writer) = finding.direction.roles();
            let mut row = row(&finding.incompatibility, (reader, writer));
            row["version"] = (finding.version + 1).into();
            row["file"] = self.file(finding).to_string().into();
            row["reader"] = reader.into();
            row
        });
        let findings: Vec<Value> = rows.collect();
        json!({"compatible": findings.is_empty(), "level": self.level.name(), "findings": findings})
    }

    fn words(&self, findings: &[Finding]) -> String {
        if findings.is_empty() {
            return format!("compatible ({})\n", self.level);
        }
        let mut out = format!("not compatible ({})\n", self.level);
        let mut last = None;
        for finding in findings {
            if last != Some((finding.version, finding.direction)) {
                last = Some((finding.version, finding.direction));
                let (new, old) = (&self.reader, self.file(finding));
                let (reader, writer) = match finding.direction {
                    Direction::Backward => (new, old),
                    Direction::Forward => (old, new),
                };
                put(&mut out, format_args!("{reader} cannot read all data of {writer}:\n"));
            }
            let found = &finding.incompatibility;
            put(&mut out, format_args!("  {}: {} ({})\n", found.reader_path, finding.words(), found.kind.name()));
            let (reader, writer) = finding.direction.roles();
            for cause in &found.causes {
                put(&mut out, format_args!("    {}: {}\n", cause.reader_path, cause.words(reader, writer)));
            }
        }
        out
    }

    fn file(&self, finding: &Finding) -> &Source {
        &self.writers[finding.version]
    }
}

fn put(out: &mut String, words: std::fmt::Arguments<'_>) {
    out.write_fmt(words).expect("a string takes all that is written to it");
}

fn row(found: &Incompatibility, roles: (&str, &str)) -> Value {
    let causes: Vec<Value> = found.causes.iter().map(|cause| row(cause, roles)).collect();
    json!({
        "kind": found.kind.name(),
        "readerPath": found.reader_path,
        "writerPath": found.writer_path,
        "message": found.message,
        "words": found.words(roles.0, roles.1),
        "causes": causes,
    })
}
