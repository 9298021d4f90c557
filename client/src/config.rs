//! RegistryConfig: where the registry is, how to speak to it, and what may be fetched.
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// How to reach a registry. Fill in what differs: `RegistryConfig { timeout, ..RegistryConfig::at(url) }`.
#[derive(Clone)]
pub struct RegistryConfig {
    /// `http://` or `https://` addresses of one registry, tried in turn; credentials in them are honoured.
    /// Or one `memory:`, a registry of its own, or `memory:NAME`, shared by all of this process who give the same name.
    pub urls: Vec<String>,
    /// Credentials for `urls`; they win over those that stand in the addresses.
    pub auth: Option<Auth>,
    /// How long one request may take, from connecting to the last byte of the answer.
    pub timeout: Duration,
    /// How long connecting may take.
    pub connect_timeout: Duration,
    /// How often a request that finds the registry unavailable is repeated. Nothing else is repeated.
    pub retries: u32,
    /// The wait before the first repetition; it doubles from one to the next, and is spread at random.
    pub backoff: Duration,
    /// The longest wait between two repetitions.
    pub max_backoff: Duration,
    /// How long the latest version of a subject, and the plain URLs that mean it, are believed.
    pub latest_ttl: Duration,
    /// Hosts, beside those of `urls`, from which schemas may be fetched by URL: `schemas.example.com`, `10.0.0.7:8081`.
    /// Without a port, the default ports of http and https are meant. They are never sent credentials.
    pub allowed_hosts: Vec<String>,
    /// Bytes of one answer, at most.
    pub max_answer: u64,
    /// A file of PEM certificates to trust, instead of the public authorities.
    pub ca_file: Option<PathBuf>,
}

impl Default for RegistryConfig {
    fn default() -> Self {
        Self {
            urls: Vec::new(),
            auth: None,
            timeout: Duration::from_secs(10),
            connect_timeout: Duration::from_secs(5),
            retries: 3,
            backoff: Duration::from_millis(100),
            max_backoff: Duration::from_secs(5),
            latest_ttl: Duration::from_secs(60),
            allowed_hosts: Vec::new(),
            max_answer: 16 << 20,
            ca_file: None,
        }
    }
}

impl RegistryConfig {
    /// The defaults, for a registry at one address.
    pub fn at(url: impl Into<String>) -> Self {
        Self { urls: vec![url.into()], ..Self::default() }
    }
}

impl fmt::Debug for RegistryConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |url: &String| crate::url::without_credentials(url);
        f.debug_struct("RegistryConfig")
            .field("urls", &self.urls.iter().map(shown).collect::<Vec<_>>())
            .field("auth", &self.auth)
            .field("timeout", &self.timeout)
            .field("retries", &self.retries)
            .field("latest_ttl", &self.latest_ttl)
            .field("allowed_hosts", &self.allowed_hosts)
            .finish_non_exhaustive()
    }
}

/// Who asks. Never shown: neither by `Debug` nor in errors.
#[derive(Clone, PartialEq, Eq)]
pub enum Auth {
    /// A name and a password.
    Basic {
        /// The name.
        user: String,
        /// The password.
        password: String,
    },
    /// A bearer token.
    Bearer(String),
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Basic { .. } => "Basic(hidden)",
            Self::Bearer(_) => "Bearer(hidden)",
        })
    }
}
