//! `isobyte registry dump`: records of a store or a server, as lines.
use crate::registry::lines;
use crate::registry::place::Place;
use crate::registry::pull::pull;
use crate::registry::server::Access;
use clap::Args;
use isobyte_registry::record::Record;
use isobyte_registry::state::State;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Writes a registry's records as JSON lines.
#[derive(Debug, Args)]
pub(crate) struct Dump {
    /// The server's URL; or the store of a server that does not run: its directory or its postgresql:// URL.
    #[arg(long, value_name = "URL|DIR")]
    from: Place,
    /// The file to write, instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    access: Access,
}

impl Dump {
    pub(crate) fn run(self) -> Result<ExitCode, String> {
        let records = match &self.from {
            Place::Server(url) => pull(&self.access.open_from(url)?)?,
            Place::Store(data) => stored(data)?,
        };
        let written = match &self.out {
            None => write(&records, std::io::stdout().lock()),
            Some(file) => std::fs::File::create(file).and_then(|to| write(&records, to)),
        };
        written.map_err(|error| format!("the records cannot be written: {error}"))?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The records of a store, and the highest ids that they no longer show.
fn stored(data: &str) -> Result<Vec<Record>, String> {
    if !data.contains("://") && !Path::new(data).is_dir() {
        return Err(format!("--from {data}: there is no such directory"));
    }
    let mut store = crate::serve::command::open(Path::new(data)).map_err(|error| error.to_string())?;
    let (mut state, mut records) = (State::default(), Vec::new());
    let read = store.read(0, &mut |entry| {
        state.apply(&entry);
        records.push(entry.record);
    });
    read.map_err(|error| error.to_string())?;
    records.extend(
        state
            .contexts()
            .filter(|(_, context)| context.last_id() > 0)
            .map(|(name, context)| Record::LastId { context: name.to_string(), id: context.last_id() }),
    );
    Ok(records)
}

fn write(records: &[Record], to: impl Write) -> std::io::Result<()> {
    let mut to = BufWriter::new(to);
    records.iter().try_for_each(|record| writeln!(to, "{}", lines::line(record)))?;
    to.flush()
}
