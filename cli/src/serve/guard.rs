//! Who may do what, and over which kind of connection: the options, and reading their files again on SIGHUP.
use clap::Args;
use isobyte_registry::access::file::Access;
use isobyte_registry::access::gate::Gate;
use isobyte_registry::listen::tls::{Files, Tls};
use std::path::PathBuf;

/// The options.
#[derive(Debug, Clone, Args)]
pub(super) struct Guard {
    /// The file that says who may do what (docs/operations.md); without it, everybody may do everything.
    #[arg(long, env = "ISOBYTE_ACCESS", value_name = "FILE")]
    access: Option<PathBuf>,
    /// The server's certificate and those between it and a root, PEM: the server speaks TLS.
    #[arg(long, env = "ISOBYTE_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key, PEM.
    #[arg(long, env = "ISOBYTE_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// The authorities, PEM, whose certificates of clients say who they are.
    #[arg(long, env = "ISOBYTE_TLS_CLIENTS", value_name = "FILE", requires = "tls_cert")]
    tls_clients: Option<PathBuf>,
    /// Turns clients without a certificate away.
    #[arg(long, env = "ISOBYTE_TLS_REQUIRE_CLIENT", requires = "tls_clients")]
    tls_require_client: bool,
}

impl Guard {
    /// Reads the files.
    pub(super) fn open(self) -> Result<Guarded, String> {
        let gate = Gate::open();
        let tls = match (self.tls_cert, self.tls_key) {
            (Some(certificate), Some(key)) => {
                let (clients, require_client) = (self.tls_clients, self.tls_require_client);
                Some(Tls::open(Files { certificate, key, clients, require_client })?)
            }
            _ => None,
        };
        let guarded = Guarded { gate, tls, access: self.access };
        guarded.read_access()?;
        Ok(guarded)
    }
}

/// What the options say, in force.
#[derive(Clone)]
pub(super) struct Guarded {
    pub(super) gate: Gate,
    pub(super) tls: Option<Tls>,
    access: Option<PathBuf>,
}

impl Guarded {
    fn read_access(&self) -> Result<(), String> {
        if let Some(file) = &self.access {
            self.gate.set(Access::read(file)?);
        }
        Ok(())
    }

    /// Reads the files again. What is wrong is told, and what was there before stays.
    pub(super) fn reload(&self) {
        let certificates = self.tls.as_ref().map_or(Ok(()), Tls::reload);
        for outcome in [self.read_access(), certificates] {
            match outcome {
                Ok(()) => tracing::info!("read again"),
                Err(error) => tracing::error!(error, "not read again, the old one stays"),
            }
        }
    }
}
