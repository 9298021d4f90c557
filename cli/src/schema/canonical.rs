//! `isobyte schema canonical`: the Parsing Canonical Form.
use crate::input::{Reading, Source, print};
use clap::Args;
use std::process::ExitCode;

/// Prints the Parsing Canonical Form: only what matters to a reader of data.
#[derive(Debug, Args)]
pub(crate) struct Canonical {
    /// The schema.
    #[arg(value_name = "FILE")]
    file: Source,
    #[command(flatten)]
    reading: Reading,
}

impl Canonical {
    pub(crate) fn run(self) -> Result<ExitCode, String> {
        let schema = self.reading.schema(&self.file)?;
        print(&format!("{}\n", schema.canonical()))?;
        Ok(ExitCode::SUCCESS)
    }
}
