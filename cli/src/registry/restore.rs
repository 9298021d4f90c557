//! `isobyte registry restore`: records from lines into a store or a server.
use crate::registry::lines;
use crate::registry::place::Place;
use crate::registry::push::push;
use crate::registry::server::Access;
use clap::Args;
use isobyte_registry::record::Record;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::ExitCode;

/// Reads records into a registry.
#[derive(Debug, Args)]
pub(crate) struct Restore {
    /// The file of records, or - for standard input.
    #[arg(value_name = "FILE")]
    file: String,
    /// The server's URL, which is imported to; or a store without any records, for a server that does not run yet: its
    /// directory or its postgresql:// URL.
    #[arg(long, value_name = "URL|DIR")]
    to: Place,
    #[command(flatten)]
    access: Access,
}

impl Restore {
    pub(crate) fn run(self) -> Result<ExitCode, String> {
        let records = match self.file.as_str() {
            "-" => read(std::io::stdin().lock()),
            file => File::open(file).map_err(|error| error.to_string()).and_then(|file| read(BufReader::new(file))),
        };
        let records = records.map_err(|error| format!("{}: {error}", self.file))?;
        match &self.to {
            Place::Server(url) => push(&self.access.open_to(url)?, &records),
            Place::Store(data) => store(data, &records),
        }
    }
}

fn read(from: impl BufRead) -> Result<Vec<Record>, String> {
    let (mut records, mut skipped) = (Vec::new(), 0_u64);
    for (number, line) in from.lines().enumerate() {
        let at = |error: String| format!("line {}: {error}", number + 1);
        match lines::record(&line.map_err(|error| at(error.to_string()))?).map_err(at)? {
            lines::Line::Record(record) => records.push(record),
            lines::Line::Foreign => skipped += 1,
            lines::Line::Empty => {}
        }
    }
    if skipped > 0 {
        eprintln!("isobyte: {skipped} records of kinds that this registry does not have are left out");
    }
    Ok(records)
}

fn store(data: &str, records: &[Record]) -> Result<ExitCode, String> {
    let mut store = crate::serve::command::open(Path::new(data)).map_err(|error| error.to_string())?;
    let mut found = false;
    store.begin().map_err(|error| error.to_string())?;
    let written = store.read(0, &mut |_| found = true).and_then(|()| {
        let append = |record| store.append(record).map(drop);
        if found { Ok(()) } else { records.iter().try_for_each(append) }
    });
    if found {
        store.rollback();
        return Err(format!("the store {data} is expected to be empty, and is not"));
    }
    match written.and_then(|()| store.commit()) {
        Ok(()) => eprintln!("isobyte: {} records restored", records.len()),
        Err(error) => {
            store.rollback();
            return Err(error.to_string());
        }
    }
    Ok(ExitCode::SUCCESS)
}
