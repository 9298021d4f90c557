//! Server: a registry over REST, asked for JSON.
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use clap::Args;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::Value;
use std::path::PathBuf;
use std::time::Duration;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

const MEDIA_TYPE: &str = "application/vnd.schemaregistry.v1+json";
/// What stands for itself in a segment of a path.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
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
pub(crate) struct Server {
    agent: ureq::Agent,
    /// Without credentials and a slash at the end.
    url: String,
    authorization: Option<String>,
}

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

/// A segment of a path.
pub(crate) fn segment(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

impl Server {
    fn open(url: &str, token: Option<&str>, ca_file: Option<&PathBuf>) -> Result<Self, String> {
        let (scheme, rest) = url.split_once("://").ok_or_else(|| format!("{url}: expected a URL"))?;
        let end = rest.find('/').unwrap_or(rest.len());
        let (user, rest) = match rest[..end].rfind('@') {
            Some(at) => (Some(&rest[..at]), &rest[at + 1..]),
            None => (None, rest),
        };
        let decoded = user.map(|user| percent_decode_str(user).collect::<Vec<u8>>());
        let basic = decoded.map(|user| format!("Basic {}", BASE64.encode(user)));
        let authorization = token.map(|token| format!("Bearer {token}")).or(basic);
        let mut tls = TlsConfig::builder();
        if let Some(file) = ca_file {
            tls = tls.root_certs(certificates(file)?);
        }
        let mut config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(TIMEOUT))
            .user_agent(concat!("isobyte/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls.build());
        if ["127.", "localhost", "[::1]"].iter().any(|loopback| rest.starts_with(loopback)) {
            // No proxy leads to this machine.
            config = config.proxy(None);
        }
        let url = format!("{scheme}://{}", rest.trim_end_matches('/'));
        Ok(Self { agent: config.build().into(), url, authorization })
    }

    /// The address, without credentials.
    pub(crate) fn url(&self) -> &str {
        &self.url
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
        let url = format!("{}{path}", self.url);
        let silent = |why: String| Refused { status: 0, code: 0, message: format!("{method} {url}: {why}") };
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(&url)
            .header("accept", "application/vnd.schemaregistry.v1+json, application/json;q=0.9");
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        let answer = match body {
            None => request.body(()).map(|request| self.agent.run(request)),
            Some(body) => {
                request.header("content-type", MEDIA_TYPE).body(body.to_string()).map(|request| self.agent.run(request))
            }
        };
        // The request's own text is not told: it may hold the credentials.
        let answer = answer.map_err(|_| silent("the request cannot be made".to_owned()))?;
        let mut answer = answer.map_err(|error| silent(error.to_string()))?;
        let status = answer.status().as_u16();
        let text = answer.body_mut().with_config().limit(ANSWER).read_to_vec();
        let text = text.map_err(|error| silent(error.to_string()))?;
        let json = serde_json::from_slice::<Value>(&text);
        if (200..300).contains(&status) {
            return match json {
                Ok(value) => Ok(value),
                Err(_) if text.is_empty() => Ok(Value::Null),
                Err(error) => Err(silent(format!("the answer is not JSON: {error}"))),
            };
        }
        let said = json.unwrap_or_default();
        let message = said["message"].as_str().unwrap_or("no message");
        let message = format!("{method} {url} answered {status}: {message}");
        Err(Refused { status, code: said["error_code"].as_u64().unwrap_or(0), message })
    }
}

fn certificates(file: &PathBuf) -> Result<RootCerts, String> {
    let wrong = |why: String| format!("--ca-file {}: {why}", file.display());
    let text = std::fs::read(file).map_err(|error| wrong(error.to_string()))?;
    let items: Vec<_> = parse_pem(&text).collect::<Result<_, _>>().map_err(|error| wrong(error.to_string()))?;
    let found = items.into_iter().filter_map(|item| match item {
        PemItem::Certificate(certificate) => Some(certificate),
        _ => None,
    });
    let found: Vec<_> = found.collect();
    if found.is_empty() {
        Err(wrong("expected certificates in PEM".to_owned()))
    } else {
        Ok(RootCerts::new_with_certs(&found))
    }
}
