//! Place: where records are, by what was typed: a server or a store.
use std::convert::Infallible;
use std::str::FromStr;

/// A registry, running or not.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// A server's URL.
    Server(String),
    /// What `isobyte serve --data` takes.
    Store(String),
}

impl FromStr for Place {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        let http = text.starts_with("http://") || text.starts_with("https://");
        Ok(if http { Self::Server(text.to_owned()) } else { Self::Store(text.to_owned()) })
    }
}

impl Place {
    /// The URL of a server.
    ///
    /// # Errors
    /// When it is a store; `option` is what it was given by.
    pub(crate) fn url(&self, option: &str) -> Result<&str, String> {
        match self {
            Self::Server(url) => Ok(url),
            Self::Store(_) => {
                Err(format!("{option}: expected http://... or https://...; `dump` and `restore` take stores"))
            }
        }
    }
}
