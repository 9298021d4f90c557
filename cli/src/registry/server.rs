//! Server: a registry over REST, asked for JSON.
use clap::Args;
use isobyte_client::raw::Raw;
use isobyte_client::{Auth, RegistryConfig};
use serde_json::Value;
use std::path::PathBuf;
use std::time::Duration;

pub(crate) use isobyte_client::raw::segment;

/// How long one request may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Bytes of one answer, at most.
const ANSWER: u64 = 256 << 20;

/// Who asks, and whom to trust.
#[derive(Debug, Args)]
pub(crate) struct Access {
    /// A bearer token for the registry that is read.
    #[arg(long, env = "ISOBYTE_FROM_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    from_token: Option<String>,
    /// A bearer token for the registry that is written.
    #[arg(long, env = "ISOBYTE_TO_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    to_token: Option<String>,
    /// A file of PEM certificates to trust, instead of the public authorities.
    #[arg(long, value_name = "FILE")]
    ca_file: Option<PathBuf>,
}

impl Access {
    pub(crate) fn open_from(&self, url: &str) -> Result<Server, String> {
        Server::open(url, self.from_token.as_deref(), self.ca_file.as_ref())
    }

    pub(crate) fn open_to(&self, url: &str) -> Result<Server, String> {
        Server::open(url, self.to_token.as_deref(), self.ca_file.as_ref())
    }
}

/// A registry.
pub(crate) struct Server(Raw);

/// Why there is no answer of the kind that was asked for.
#[derive(Debug)]
pub(crate) struct Refused {
    /// The HTTP status; 0 when there was no answer.
    pub(crate) status: u16,
    /// The contract's code; 0 when there was none.
    pub(crate) code: u64,
    pub(crate) message: String,
}

impl From<Refused> for String {
    fn from(refused: Refused) -> Self {
        refused.message
    }
}

impl Server {
    fn open(url: &str, token: Option<&str>, ca_file: Option<&PathBuf>) -> Result<Self, String> {
        let (auth, ca_file) = (token.map(|token| Auth::Bearer(token.to_owned())), ca_file.cloned());
        let config = RegistryConfig { auth, ca_file, timeout: TIMEOUT, max_answer: ANSWER, ..RegistryConfig::at(url) };
        Raw::open(config).map(Self).map_err(|error| error.message().to_owned())
    }

    /// The address, without credentials.
    pub(crate) fn url(&self) -> String {
        self.0.url()
    }

    pub(crate) fn get(&self, path: &str) -> Result<Value, Refused> {
        self.ask("GET", path, None)
    }

    /// As `get`; none for what is not there.
    pub(crate) fn find(&self, path: &str) -> Result<Option<Value>, Refused> {
        match self.get(path) {
            Ok(value) => Ok(Some(value)),
            Err(refused) if refused.status == 404 || refused.status == 405 => Ok(None),
            Err(refused) => Err(refused),
        }
    }

    /// Asks.
    ///
    /// # Errors
    /// What the server said, or why it said nothing.
    pub(crate) fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Result<Value, Refused> {
        let silent = |why: &str| Refused { status: 0, code: 0, message: format!("{method} {path}: {why}") };
        let body = body.map(Value::to_string);
        let answer = self.0.ask(method, path, body.as_ref().map(String::as_bytes));
        let answer = answer.map_err(|error| silent(error.message()))?;
        let (status, text) = (answer.status, answer.body);
        let json = serde_json::from_slice::<Value>(&text);
        if (200..300).contains(&status) {
            return match json {
                Ok(value) => Ok(value),
                Err(_) if text.is_empty() => Ok(Value::Null),
                Err(error) => Err(silent(&format!("the answer is not JSON: {error}"))),
            };
        }
        let said = json.unwrap_or_default();
        let message = said["message"].as_str().unwrap_or("no message");
        let message = format!("{method} {}{path} answered {status}: {message}", self.url());
        Err(Refused { status, code: said["error_code"].as_u64().unwrap_or(0), message })
    }
}
