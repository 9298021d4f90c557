//! The verbs of `isobyte schema`.
use crate::schema::canonical::Canonical;
use crate::schema::check::Check;
use crate::schema::diff::Diff;
use crate::schema::fingerprint::Fingerprint;
use clap::Subcommand;
use std::process::ExitCode;

/// Reads, compares and identifies schemas. FILE is a path, or - for standard input.
///
/// The exit code is 0 when all is well, 1 when the verdict of `check` is no, 2 when the arguments are wrong or a schema
/// cannot be read.
#[derive(Debug, Subcommand)]
pub(crate) enum SchemaCommand {
    /// Prints the Parsing Canonical Form: only what matters to a reader of data.
    Canonical(Canonical),
    /// Prints the fingerprint of the canonical form in hex.
    Fingerprint(Fingerprint),
    /// Says whether a schema goes together with others, and what stands against it.
    Check(Check),
    /// Says in words what changed between two schemas.
    Diff(Diff),
}

impl SchemaCommand {
    /// Runs the verb.
    ///
    /// # Errors
    /// A message for people: the exit code is then 2.
    pub(crate) fn run(self) -> Result<ExitCode, String> {
        match self {
            Self::Canonical(canonical) => canonical.run(),
            Self::Fingerprint(fingerprint) => fingerprint.run(),
            Self::Check(check) => check.run(),
            Self::Diff(diff) => diff.run(),
        }
    }
}
