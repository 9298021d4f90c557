//! The command `isobyte`: reads its arguments and hands over to the part that does the work.
#![forbid(unsafe_code)]
mod schema;
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
    #[command(subcommand)]
    Schema(schema::command::SchemaCommand),
}

fn main() -> ExitCode {
    // What is done, or why not and the exit code for that.
    let done = match Arguments::parse().command {
        Command::Serve(serve) => {
            serve.run().map(|()| ExitCode::SUCCESS).map_err(|message| (message, ExitCode::FAILURE))
        }
        Command::Schema(schema) => schema.run().map_err(|message| (message, ExitCode::from(2))),
    };
    done.unwrap_or_else(|(message, code)| {
        eprintln!("isobyte: {message}");
        code
    })
}
