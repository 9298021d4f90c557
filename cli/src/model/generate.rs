//! `isobyte model generate`: a Python module for schemas.
use crate::input::{Reading, Source, print};
use clap::Args;
use isobyte_generate::module;
use isobyte_generate::style::{Options, Style};
use std::path::PathBuf;
use std::process::ExitCode;

/// Prints a Python module with a class for every record and enum of the schemas.
///
/// The classes give back the schemas that they were made from. FILE is a path, or - for standard input; each may use the
/// named types of those before it.
#[derive(Debug, Args)]
pub(crate) struct Generate {
    /// The schemas.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<Source>,
    /// The base of the classes: dataclass (isobyte.AvroModel), pydantic (pydantic.BaseModel, without Avro) or both
    /// (isobyte.pydantic.AvroBaseModel), which dataclasses-avroschema calls avrodantic.
    #[arg(long, value_name = "STYLE", default_value = "dataclass", value_parser = style)]
    style: Style,
    /// Lets every class carry its schema as Meta.original_schema; else only those that cannot say it otherwise.
    #[arg(long)]
    original_schema: bool,
    /// Writes the module into this file.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
}

fn style(word: &str) -> Result<Style, String> {
    Style::of(word).ok_or_else(|| "expected dataclass, pydantic or both".to_owned())
}

impl Generate {
    pub(crate) fn run(self) -> Result<ExitCode, String> {
        let schemas = self.reading.chain(&self.files)?;
        let options = Options { style: self.style, original_schema: self.original_schema };
        let code = module::render(&schemas, options).map_err(|error| format!("{error} ({})", error.code().name()))?;
        match self.output {
            None => print(&code)?,
            Some(path) => {
                std::fs::write(&path, code)
                    .map_err(|error| format!("{}: cannot be written: {error}", path.display()))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
