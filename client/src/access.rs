//! Access: which hosts may be spoken to, and which of them are told who asks.
use crate::config::{Auth, RegistryConfig};
use crate::url::{Origin, Url, parse};
use isobyte::{Code, Error, Result};

/// The addresses of the registry, and the hosts beside it.
pub(crate) struct Access {
    bases: Vec<Base>,
    hosts: Vec<String>,
}

/// One address of the registry.
pub(crate) struct Base {
    pub(crate) url: Url,
    pub(crate) auth: Option<Auth>,
}

impl Access {
    /// Reads the addresses of a configuration.
    ///
    /// # Errors
    /// `invalid_argument` for an address that is none.
    pub(crate) fn new(config: &RegistryConfig, urls: &[String]) -> Result<Self> {
        let base = |text: &String| {
            let (url, auth) = parse(text)?;
            Ok(Base { url, auth: config.auth.clone().or(auth) })
        };
        Ok(Self { bases: urls.iter().map(base).collect::<Result<_>>()?, hosts: config.allowed_hosts.clone() })
    }

    /// The addresses of the registry.
    pub(crate) fn bases(&self) -> &[Base] {
        &self.bases
    }

    /// Whether a URL is one of the registry's own.
    pub(crate) fn is_base(&self, url: &Url) -> bool {
        self.bases.iter().any(|base| base.url == *url)
    }

    /// Refuses a host that was not configured. Called before any connection.
    ///
    /// # Errors
    /// `invalid_argument`.
    pub(crate) fn check(&self, origin: &Origin) -> Result<()> {
        let own = self.bases.iter().any(|base| base.url.origin == *origin);
        if own || self.hosts.iter().any(|allowed| origin.is(allowed)) {
            return Ok(());
        }
        Err(Error::new(
            Code::InvalidArgument,
            format!("expected a URL of the configured registry or of an allowed host, found {origin}"),
        ))
    }

    /// The credentials for a host: only the registry's own addresses get any.
    pub(crate) fn auth(&self, origin: &Origin) -> Option<&Auth> {
        self.bases.iter().find(|base| base.url.origin == *origin).and_then(|base| base.auth.as_ref())
    }
}
