//! HTTP: one request and its answer, with limits on time and size, and redirects that lead to allowed hosts only.
use crate::access::Access;
use crate::config::{Auth, RegistryConfig};
use crate::url::{Origin, Url, parse};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use isobyte::{Code, Error, Result};
use std::sync::OnceLock;
use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};

/// Redirects that are followed for one request.
const REDIRECTS: usize = 5;

/// The media type of every body that is sent.
const MEDIA_TYPE: &str = "application/vnd.schemaregistry.v1+json";

/// A request.
#[derive(Clone, Copy)]
pub(crate) struct Ask<'a> {
    pub(crate) method: &'a str,
    pub(crate) accept: &'static str,
    pub(crate) body: Option<&'a [u8]>,
}

/// An answer of any status.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// The agent, made when it is first needed, with its connections.
pub(crate) struct Http {
    config: RegistryConfig,
    agent: OnceLock<Result<Agent>>,
}

impl Http {
    pub(crate) fn new(config: RegistryConfig) -> Self {
        Self { config, agent: OnceLock::new() }
    }

    /// Asks once; follows redirects.
    ///
    /// # Errors
    /// `unavailable` when there is no answer, `protocol` when it is not HTTP or too large, `invalid_argument` when it
    /// leads to a host that is not allowed.
    pub(crate) fn ask(&self, url: &Url, ask: Ask<'_>, access: &Access) -> Result<Answer> {
        let mut url = url.clone();
        for _ in 0..=REDIRECTS {
            access.check(&url.origin)?;
            let (answer, location) = self.ask_once(&url, ask, access.auth(&url.origin))?;
            // A body is sent again only where the status says so.
            let follow = match answer.status {
                301..=303 => ask.body.is_none(),
                307 | 308 => true,
                _ => false,
            };
            match location {
                Some(location) if follow => url = redirect(&url, &location)?,
                _ => return Ok(answer),
            }
        }
        Err(protocol(&url, &format!("expected at most {REDIRECTS} redirects, found more")))
    }

    /// Asks once, wherever the answer leads.
    ///
    /// # Errors
    /// As `ask`, of a host that is spoken to.
    pub(crate) fn ask_once(&self, url: &Url, ask: Ask<'_>, auth: Option<&Auth>) -> Result<(Answer, Option<String>)> {
        let agent = self.agent.get_or_init(|| self.connect()).as_ref().map_err(Clone::clone)?;
        let request = ureq::http::Request::builder();
        let request = request.method(ask.method).uri(url.to_string()).header("accept", ask.accept);
        let request = match auth {
            None => request,
            Some(Auth::Bearer(token)) => request.header("authorization", format!("Bearer {token}")),
            Some(Auth::Basic { user, password }) => {
                request.header("authorization", format!("Basic {}", BASE64.encode(format!("{user}:{password}"))))
            }
        };
        // The request's own text is not told: it may hold the credentials.
        let unfit =
            |_| Error::new(Code::InvalidArgument, format!("registry {url}: the credentials are no header text"));
        let answer = match ask.body {
            None => self.run(agent, &url.origin, request.body(()).map_err(unfit)?),
            Some(body) => {
                let request = request.header("content-type", MEDIA_TYPE);
                self.run(agent, &url.origin, request.body(body).map_err(unfit)?)
            }
        };
        let mut answer = answer.map_err(|error| self.failed(url, error))?;
        let location = answer.headers().get("location").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let body = answer.body_mut().with_config().limit(self.config.max_answer).read_to_vec();
        let body = body.map_err(|error| self.failed(url, error))?;
        Ok((Answer { status: answer.status().as_u16(), body }, location))
    }

    fn run<B: ureq::AsSendBody>(
        &self,
        agent: &Agent,
        origin: &Origin,
        request: ureq::http::Request<B>,
    ) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        if origin.is_loopback() {
            return agent.run(agent.configure_request(request).proxy(None).build());
        }
        agent.run(request)
    }

    fn connect(&self) -> Result<Agent> {
        let mut tls = TlsConfig::builder();
        if let Some(file) = &self.config.ca_file {
            let wrong = |why: String| Error::new(Code::InvalidArgument, format!("ca_file {file:?}: {why}"));
            let text = std::fs::read(file).map_err(|error| wrong(error.to_string()))?;
            let items: Vec<_> = parse_pem(&text).collect::<Result<_, _>>().map_err(|error| wrong(error.to_string()))?;
            let certificates = items.into_iter().filter_map(|item| match item {
                PemItem::Certificate(certificate) => Some(certificate),
                _ => None,
            });
            let certificates: Vec<_> = certificates.collect();
            if certificates.is_empty() {
                return Err(wrong("expected certificates in PEM, found none".to_owned()));
            }
            tls = tls.root_certs(RootCerts::new_with_certs(&certificates));
        }
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(self.config.timeout))
            .timeout_connect(Some(self.config.connect_timeout))
            .user_agent(concat!("isobyte/", env!("CARGO_PKG_VERSION")))
            .tls_config(tls.build());
        Ok(config.build().into())
    }

    fn failed(&self, url: &Url, error: ureq::Error) -> Error {
        use ureq::Error as Cause;
        match error {
            Cause::Timeout(_) => unavailable(url, &format!("no whole answer in {:?}", self.config.timeout)),
            Cause::BodyExceedsLimit(_) => {
                protocol(url, &format!("expected an answer of at most {} bytes, found more", self.config.max_answer))
            }
            Cause::Io(cause) => unavailable(url, &format!("no connection: {cause}")),
            Cause::HostNotFound | Cause::ConnectionFailed | Cause::ConnectProxyFailed(_) => {
                unavailable(url, &error.to_string())
            }
            Cause::Tls(_) | Cause::Rustls(_) | Cause::BodyStalled => unavailable(url, &error.to_string()),
            _ => protocol(url, &error.to_string()),
        }
    }
}

#[cold]
fn unavailable(url: &Url, why: &str) -> Error {
    Error::new(Code::Unavailable, format!("registry {url}: {why}"))
}

#[cold]
pub(crate) fn protocol(url: &Url, why: &str) -> Error {
    Error::new(Code::Protocol, format!("registry {url}: {why}"))
}

/// The URL that an answer leads to. A query is dropped: none of our requests has one.
fn redirect(from: &Url, location: &str) -> Result<Url> {
    let location = location.split(['?', '#']).next().unwrap_or_default();
    if location.starts_with("//") {
        let scheme = if from.origin.secure { "https:" } else { "http:" };
        return Ok(parse(&format!("{scheme}{location}"))?.0);
    }
    if location.starts_with('/') {
        return Ok(parse(&format!("{}{location}", from.origin))?.0);
    }
    if location.contains("://") {
        return Ok(parse(location)?.0);
    }
    let folder = from.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    Ok(parse(&format!("{}{folder}/{location}", from.origin))?.0)
}
