//! The verbs of `isobyte model`.
use crate::model::generate::Generate;
use clap::Subcommand;
use std::process::ExitCode;

/// Makes classes of schemas.
#[derive(Debug, Subcommand)]
pub(crate) enum ModelCommand {
    /// Prints a Python module with a class for every record and enum of the schemas.
    Generate(Generate),
}

impl ModelCommand {
    /// Runs the verb.
    ///
    /// # Errors
    /// A message for people: the exit code is then 2.
    pub(crate) fn run(self) -> Result<ExitCode, String> {
        match self {
            Self::Generate(generate) => generate.run(),
        }
    }
}
