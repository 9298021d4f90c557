//! The command `isobyte`: reads its arguments and hands over to the part that does the work.
#![forbid(unsafe_code)]
mod data;
mod input;
mod model;
mod registry;
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
    Serve(serve::command::Serve),
    Password(serve::password::Password),
    #[command(subcommand)]
    Registry(registry::command::RegistryCommand),
    #[command(subcommand)]
    Schema(schema::command::SchemaCommand),
    #[command(subcommand)]
    Model(model::command::ModelCommand),
    Cat(data::cat::Cat),
    Encode(data::encode::Encode),
    Decode(data::decode::Decode),
}

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    // A server that ends is a failure like any other; for the tools 1 is a verdict, and 2 what cannot be done.
    let failure = if matches!(command, Command::Serve(_)) { ExitCode::FAILURE } else { ExitCode::from(2) };
    let done = match command {
        Command::Serve(serve) => serve.run().map(|()| ExitCode::SUCCESS),
        Command::Password(password) => password.run().map(|()| ExitCode::SUCCESS),
        Command::Registry(registry) => registry.run(),
        Command::Schema(schema) => schema.run(),
        Command::Model(model) => model.run(),
        Command::Cat(cat) => cat.run().map(|()| ExitCode::SUCCESS),
        Command::Encode(encode) => encode.run().map(|()| ExitCode::SUCCESS),
        Command::Decode(decode) => decode.run().map(|()| ExitCode::SUCCESS),
    };
    done.unwrap_or_else(|message| {
        eprintln!("isobyte: {message}");
        failure
    })
}
