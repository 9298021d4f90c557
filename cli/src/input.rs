//! Schema files as arguments: where their texts come from, what they may refer to, and how trouble with them is told.
use clap::Args;
use isobyte::schema::{Format, Names, ParseOptions, Schema};
use std::fmt;
use std::io::{Read, StdinLock, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

/// A path, or standard input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// `-`.
    Standard,
    /// A file.
    File(PathBuf),
}

impl From<std::ffi::OsString> for Source {
    fn from(argument: std::ffi::OsString) -> Self {
        if argument == "-" { Self::Standard } else { Self::File(argument.into()) }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standard => f.write_str("standard input"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// How schema texts are read.
#[derive(Debug, Args)]
pub(crate) struct Reading {
    /// A schema whose named types the others may use; may be repeated, and may use those before it.
    #[arg(long = "reference", value_name = "FILE")]
    references: Vec<Source>,
    /// Which names are allowed: strict, as the specification has it, or utf8, letters of any script.
    #[arg(long, value_name = "RULE", default_value = "strict", value_parser = names)]
    names: Names,
}

fn names(word: &str) -> Result<Names, String> {
    match word {
        "strict" => Ok(Names::Strict),
        "utf8" => Ok(Names::Utf8),
        _ => Err("expected strict or utf8".to_owned()),
    }
}

impl Reading {
    /// Which names are allowed.
    pub(crate) fn names(&self) -> Names {
        self.names
    }

    /// The schemas, each with the references at hand.
    ///
    /// # Errors
    /// The file, the place in it, what was expected and what was found.
    pub(crate) fn schemas<'a>(&self, sources: impl IntoIterator<Item = &'a Source>) -> Result<Vec<Schema>, String> {
        let mut options = ParseOptions::default();
        options.names = self.names;
        let input = Input { options };
        let mut references: Vec<Schema> = Vec::with_capacity(self.references.len());
        for source in &self.references {
            let schema = input.schema(source, &references)?;
            references.push(schema);
        }
        sources.into_iter().map(|source| input.schema(source, &references)).collect()
    }

    /// The references and the schemas, each with those before it at hand.
    ///
    /// # Errors
    /// As [`Reading::schemas`].
    pub(crate) fn chain(&self, sources: &[Source]) -> Result<Vec<Schema>, String> {
        let mut options = ParseOptions::default();
        options.names = self.names;
        let input = Input { options };
        let mut schemas: Vec<Schema> = Vec::with_capacity(self.references.len() + sources.len());
        for source in self.references.iter().chain(sources) {
            let schema = input.schema(source, &schemas)?;
            schemas.push(schema);
        }
        Ok(schemas)
    }

    /// One schema.
    ///
    /// # Errors
    /// As [`Reading::schemas`].
    pub(crate) fn schema(&self, source: &Source) -> Result<Schema, String> {
        self.schemas([source]).map(|mut schemas| schemas.remove(0))
    }
}

struct Input {
    options: ParseOptions,
}

impl Input {
    fn schema(&self, source: &Source, references: &[Schema]) -> Result<Schema, String> {
        let text = self.text(source)?;
        Schema::parse_with(Format::Avro, &text, references, &self.options)
            .map_err(|error| format!("{source}: {error} ({})", error.code().name()))
    }

    fn text(&self, source: &Source) -> Result<String, String> {
        let bytes = match source {
            Source::Standard => {
                let mut bytes = Vec::new();
                standard()?.read_to_end(&mut bytes).map(|_| bytes)
            }
            Source::File(path) => std::fs::read(path),
        };
        let bytes = bytes.map_err(|error| format!("{source}: cannot be read: {error}"))?;
        String::from_utf8(bytes).map_err(|error| {
            let offset = error.utf8_error().valid_up_to();
            format!("{source}: expected UTF-8, found other bytes at offset {offset}")
        })
    }
}

/// Standard input, which one argument can stand for: the next would find it empty.
///
/// # Errors
/// When another argument had it.
pub(crate) fn standard() -> Result<StdinLock<'static>, String> {
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if TAKEN.swap(true, Ordering::Relaxed) {
        return Err("standard input (-) can be read only once".to_owned());
    }
    Ok(std::io::stdin().lock())
}

/// Writes to standard output. A reader that has heard enough is no error.
///
/// # Errors
/// Why it cannot be written.
pub(crate) fn print(text: &str) -> Result<(), String> {
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(format!("cannot write to stdout: {error}")),
        _ => Ok(()),
    }
}
