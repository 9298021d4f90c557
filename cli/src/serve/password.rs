//! `isobyte password`: the hash of a password, for the access file.
use clap::Args;
use isobyte_registry::access::file::hash;
use std::io::Read;

/// Reads a password from standard input and prints its hash for the access file.
#[derive(Debug, Args)]
pub(crate) struct Password {}

impl Password {
    /// Prints the hash.
    pub(crate) fn run(self) -> Result<(), String> {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(|error| format!("standard input: {error}"))?;
        let password = text.trim_end_matches(['\r', '\n']);
        if password.is_empty() {
            return Err("standard input: expected a password, found nothing".to_owned());
        }
        println!("{}", hash(password)?);
        Ok(())
    }
}
