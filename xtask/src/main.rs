//! xtask: writes the generated files that are committed (`header`, `symbols`) or checks them (`--check`); installs the C library.
mod header;
mod install;
mod symbols;
mod tree;

use std::process::ExitCode;

const HELP: &str = "usage: cargo run -p xtask -- COMMAND
  header  [--check]                       include/isobyte.h from bindings-c
  symbols [--check]                       bindings-c/symbols.txt from include/isobyte.h
  check                                   all of these with --check
  install --prefix DIR [--profile NAME]   header, libraries and isobyte.pc below DIR";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["header"] => header::text().and_then(|text| tree::write(header::PATH, &text)),
        ["header", "--check"] => header::text().and_then(|text| tree::compare(header::PATH, &text)),
        ["symbols"] => symbols::text().and_then(|text| tree::write(symbols::PATH, &text)),
        ["symbols", "--check"] => symbols::text().and_then(|text| tree::compare(symbols::PATH, &text)),
        ["check"] => header::text()
            .and_then(|text| tree::compare(header::PATH, &text))
            .and_then(|()| symbols::text())
            .and_then(|text| tree::compare(symbols::PATH, &text)),
        ["install", "--prefix", prefix] => install::install(prefix, "release"),
        ["install", "--prefix", prefix, "--profile", profile] => install::install(prefix, profile),
        _ => Err(HELP.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
