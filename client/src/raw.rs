//! Raw: single requests of the REST contract, for tools that do more with a registry than read and register.
use crate::access::Base;
use crate::config::RegistryConfig;
use crate::http::{Answer, Ask, Http};
use crate::rest::JSON;
use crate::url::parse;
use isobyte::{Code, Error, Result};

/// One address of a registry. Nothing is cached, repeated or redirected.
pub struct Raw {
    http: Http,
    base: Base,
}

/// An answer of any status.
pub struct RawAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

impl Raw {
    /// The registry at the configuration's one address. Nothing is sent yet.
    ///
    /// # Errors
    /// `invalid_argument` for an address that is none, and for more or less than one.
    pub fn open(config: RegistryConfig) -> Result<Self> {
        let [url] = &*config.urls else {
            let message = format!("expected one URL of a registry, found {}", config.urls.len());
            return Err(Error::new(Code::InvalidArgument, message));
        };
        let (url, auth) = parse(url)?;
        let base = Base { url, auth: config.auth.clone().or(auth) };
        Ok(Self { http: Http::new(config), base })
    }

    /// The address, without credentials.
    pub fn url(&self) -> String {
        self.base.url.to_string()
    }

    /// Asks for JSON, with a body of JSON or none. `path` begins with a slash, is percent-encoded, and may have a query.
    ///
    /// # Errors
    /// `unavailable` when there is no answer, `protocol` when it is not HTTP or too large.
    pub fn ask(&self, method: &str, path: &str, body: Option<&[u8]>) -> Result<RawAnswer> {
        let ask = Ask { method, accept: JSON, body };
        let (Answer { status, body }, _) =
            self.http.ask_once(&self.base.url.join(path), ask, self.base.auth.as_ref())?;
        Ok(RawAnswer { status, body })
    }
}

/// One segment of a path: all but letters, digits and `-._~` percent-encoded.
pub fn segment(text: &str) -> String {
    crate::url::encode(text)
}
