//! `isobyte registry import`: from one server to another.
use crate::registry::place::Place;
use crate::registry::pull::pull;
use crate::registry::push::push;
use crate::registry::server::{Access, Server};
use clap::Args;
use std::process::ExitCode;

/// Copies one registry into another over REST.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The registry to read: http://HOST:PORT, with USER:PASSWORD@ where it asks for them.
    #[arg(long, value_name = "URL")]
    from: Place,
    /// The registry to write.
    #[arg(long, value_name = "URL")]
    to: Place,
    #[command(flatten)]
    access: Access,
}

impl Import {
    pub(crate) fn run(self) -> Result<ExitCode, String> {
        let from = self.access.open_from(self.from.url("--from")?)?;
        let to: Server = self.access.open_to(self.to.url("--to")?)?;
        let records = pull(&from)?;
        push(&to, &records)
    }
}
