//! The verbs of `isobyte registry`.
use crate::registry::dump::Dump;
use crate::registry::import::Import;
use crate::registry::restore::Restore;
use clap::Subcommand;
use std::process::ExitCode;

/// Moves the contents of schema registries: between servers, into files and back.
///
/// The exit code is 0 when all was moved, 1 when something was refused, 2 when nothing could be done.
#[derive(Debug, Subcommand)]
pub(crate) enum RegistryCommand {
    /// Copies one registry into another over REST: ids, versions, references, deleted versions, configuration, modes and
    /// contexts are kept. Either may be Confluent's or ours.
    #[command(visible_alias = "export")]
    Import(Import),
    /// Writes a registry's records, as JSON lines of {key, value} like those of Confluent's `_schemas` topic.
    Dump(Dump),
    /// Reads records into a registry: a dump, or what a console consumer prints of `_schemas` (print.key=true).
    Restore(Restore),
}

impl RegistryCommand {
    /// Runs the verb.
    ///
    /// # Errors
    /// A message for people: the exit code is then 2.
    pub(crate) fn run(self) -> Result<ExitCode, String> {
        match self {
            Self::Import(import) => import.run(),
            Self::Dump(dump) => dump.run(),
            Self::Restore(restore) => restore.run(),
        }
    }
}
