//! The command `isobyte`: reads its arguments and hands over to the part that does the work.
#![forbid(unsafe_code)]
mod serve;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Schemas and codecs for events: the same bytes from every language.
#[derive(Debug, Parser)]
#[command(name = "isobyte", version, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the schema registry.
    Serve(serve::Serve),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Serve(serve) => serve.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("isobyte: {message}");
            ExitCode::FAILURE
        }
    }
}
