//! Where a PostgreSQL database is, and whether the way there is encrypted.
//!
//! An encrypted connection is always a verified one: `sslmode` is `disable`, `require` or `verify-full`, and the last two
//! mean the same here. Without it, only loopback addresses and Unix sockets are reached in the clear.
use crate::store::StoreError;
use postgres::config::{Host, SslMode};
use postgres::{Client, Config, NoTls};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long a connection may take to be made.
const CONNECT: Duration = Duration::from_secs(10);

/// A database, and how to reach it.
#[derive(Clone)]
pub(super) struct Target {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

impl Target {
    /// Reads `postgresql://user:password@host:port/database?sslmode=...&sslrootcert=FILE`. Without a password in it,
    /// `PGPASSWORD` holds.
    pub(super) fn parse(url: &str) -> Result<Self, StoreError> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut mode, mut roots, mut rest) = (None, None, Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", value)) => mode = Some(value),
                Some(("sslrootcert", value)) => roots = Some(decoded(value)?),
                _ => rest.push(pair),
            }
        }
        let text = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
        // The text holds a password: it is not repeated.
        let mut config: Config =
            text.parse().map_err(|error| StoreError(format!("expected a URL of PostgreSQL: {error}")))?;
        if config.get_password().is_none()
            && let Ok(password) = std::env::var("PGPASSWORD")
        {
            config.password(password);
        }
        let encrypted = match mode {
            None => !config.get_hosts().iter().all(is_here),
            Some("disable") => false,
            Some("require" | "verify-full") => true,
            Some(other) => {
                return Err(StoreError(format!("sslmode: expected disable, require or verify-full, found '{other}'")));
            }
        };
        config.ssl_mode(if encrypted { SslMode::Require } else { SslMode::Disable });
        config.connect_timeout(CONNECT).keepalives_idle(Duration::from_secs(30)).application_name("isobyte");
        let tls = if encrypted { Some(connector(roots.as_deref())?) } else { None };
        Ok(Self { config, tls })
    }

    pub(super) fn connect(&self) -> Result<Client, StoreError> {
        let connected = match &self.tls {
            Some(tls) => self.config.connect(tls.clone()),
            None => self.config.connect(NoTls),
        };
        connected.map_err(|error| StoreError(format!("{self} cannot be reached: {}", StoreError::from(error))))
    }
}

/// Hosts and database, never the password.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PostgreSQL at ")?;
        for (place, host) in self.config.get_hosts().iter().enumerate() {
            let separator = if place > 0 { ", " } else { "" };
            match host {
                Host::Tcp(name) => write!(f, "{separator}{name}")?,
                #[cfg(unix)]
                Host::Unix(path) => write!(f, "{separator}{}", path.display())?,
            }
            let ports = self.config.get_ports();
            if let Some(port) = ports.get(place).or(ports.first()) {
                write!(f, ":{port}")?;
            }
        }
        write!(f, "/{}", self.config.get_dbname().or(self.config.get_user()).unwrap_or_default())
    }
}

fn is_here(host: &Host) -> bool {
    match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

fn decoded(value: &str) -> Result<String, StoreError> {
    let text = percent_encoding::percent_decode_str(value).decode_utf8();
    text.map(Into::into).map_err(|_| StoreError("sslrootcert: expected a path in UTF-8".to_owned()))
}

fn connector(file: Option<&str>) -> Result<MakeRustlsConnect, StoreError> {
    let mut roots = RootCertStore::empty();
    let certificates: Vec<CertificateDer<'static>> = match file {
        Some(file) => CertificateDer::pem_file_iter(file)
            .and_then(Iterator::collect)
            .map_err(|error| StoreError(format!("sslrootcert '{file}': {error}")))?,
        None => rustls_native_certs::load_native_certs().certs,
    };
    let (taken, _) = roots.add_parsable_certificates(certificates);
    if taken == 0 {
        return Err(StoreError("no root certificates: say sslrootcert=FILE, or sslmode=disable".to_owned()));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| StoreError(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

#[cfg(test)]
mod tests {
    use super::Target;

    #[test]
    fn what_is_shown_has_no_password() {
        let target = Target::parse("postgresql://me:secret@127.0.0.1:5433,localhost:5433/registry").expect("a URL");
        assert_eq!(target.to_string(), "PostgreSQL at 127.0.0.1:5433, localhost:5433/registry");
        assert!(target.tls.is_none());
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for (url, said) in [
            ("postgresql://me:secret@127.0.0.1/r?sslmode=prefer", "expected disable, require or verify-full"),
            ("postgresql://me:secret@127.0.0.1:port/r", "expected a URL of PostgreSQL"),
            ("postgresql://me:secret@127.0.0.1/r?sslmode=require&sslrootcert=%2Fno%2Fsuch", "'/no/such'"),
        ] {
            let error = Target::parse(url).err().expect(url).to_string();
            assert!(error.contains(said) && !error.contains("secret"), "{error}");
        }
    }
}
