//! REST: the questions as requests of Confluent's contract, its answers and errors as ours, and repetition.
use crate::access::Access;
use crate::backend::{Backend, Tell, Told, Version};
use crate::config::RegistryConfig;
use crate::http::{Answer, Ask, Http, protocol};
use crate::url::{Url, encode};
use isobyte::{Code, Error, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

pub(crate) const JSON: &str =
    "application/vnd.schemaregistry.v1+json, application/vnd.schemaregistry+json;q=0.9, application/json;q=0.8";
const ANY: &str = "application/json, */*;q=0.9";

/// A registry over HTTP.
pub(crate) struct Rest {
    access: Arc<Access>,
    http: Http,
    retries: u32,
    backoff: Duration,
    max_backoff: Duration,
}

#[derive(Deserialize)]
struct Id {
    id: u32,
}

#[derive(Deserialize)]
struct Failure {
    message: String,
}

impl Rest {
    pub(crate) fn new(config: RegistryConfig, access: Arc<Access>) -> Self {
        let (retries, backoff, max_backoff) = (config.retries, config.backoff, config.max_backoff);
        Self { access, http: Http::new(config), retries, backoff, max_backoff }
    }

    /// Asks the registry at each of its addresses in turn, until one answers.
    fn ask<T: DeserializeOwned>(&self, path: &str, body: Option<&Tell<'_>>) -> Result<T> {
        let urls: Vec<Url> = self.access.bases().iter().map(|base| base.url.join(path)).collect();
        self.ask_at(&urls, body)
    }

    fn ask_at<T: DeserializeOwned>(&self, urls: &[Url], body: Option<&Tell<'_>>) -> Result<T> {
        let body = body.map(serde_json::to_vec).transpose();
        let body = body.map_err(|error| Error::new(Code::Internal, error.to_string()))?;
        self.repeat(urls, |url| {
            let method = if body.is_none() { "GET" } else { "POST" };
            let answer = self.http.ask(url, Ask { method, accept: JSON, body: body.as_deref() }, &self.access)?;
            let body = checked(url, answer)?;
            serde_json::from_slice(&body)
                .map_err(|error| protocol(url, &format!("the answer is not understood: {error}")))
        })
    }

    fn repeat<T>(&self, urls: &[Url], ask: impl Fn(&Url) -> Result<T>) -> Result<T> {
        let mut repetition = 0;
        loop {
            let mut last = Error::new(Code::InvalidArgument, "a registry without an address");
            for url in urls {
                match ask(url) {
                    Err(error) if error.code() == Code::Unavailable => last = error,
                    result => return result,
                }
            }
            if repetition == self.retries || last.code() != Code::Unavailable {
                return Err(last);
            }
            std::thread::sleep(self.wait(repetition));
            repetition += 1;
        }
    }

    /// Twice as long each time, less up to a half at random, so that those who failed together do not return together.
    fn wait(&self, repetition: u32) -> Duration {
        let whole = self.backoff.saturating_mul(2u32.saturating_pow(repetition)).min(self.max_backoff);
        let random = RandomState::new().hash_one(repetition) as u32;
        whole.mul_f64(0.5 + 0.5 * f64::from(random) / f64::from(u32::MAX))
    }
}

impl Backend for Rest {
    fn by_id(&self, id: u32) -> Result<Told> {
        Ok(Told { id: Some(id), ..self.ask(&format!("/schemas/ids/{id}"), None)? })
    }

    fn by_guid(&self, guid: &str) -> Result<Told> {
        self.ask(&format!("/schemas/guids/{guid}"), None)
    }

    fn by_version(&self, subject: &str, version: Version) -> Result<Told> {
        let version = match version {
            Version::Latest => "latest".to_owned(),
            Version::Number(number) => number.to_string(),
        };
        self.ask(&format!("/subjects/{}/versions/{version}", encode(subject)), None)
    }

    fn register(&self, subject: &str, schema: &Tell<'_>) -> Result<u32> {
        let answer: Id = self.ask(&format!("/subjects/{}/versions", encode(subject)), Some(schema))?;
        Ok(answer.id)
    }

    fn look_up(&self, subject: &str, schema: &Tell<'_>) -> Result<Told> {
        self.ask(&format!("/subjects/{}", encode(subject)), Some(schema))
    }

    fn at_id(&self, url: &Url, id: u32) -> Result<Told> {
        let told: Told = self.ask_at(std::slice::from_ref(url), None)?;
        Ok(Told { id: Some(id), ..told })
    }

    fn at_name(&self, url: &Url, prefix: &Url, name: &str) -> Result<Told> {
        let text = self.repeat(std::slice::from_ref(url), |url| {
            let body = checked(url, self.http.ask(url, Ask { method: "GET", accept: ANY, body: None }, &self.access)?)?;
            String::from_utf8(body).map_err(|_| protocol(url, "expected text in UTF-8, found other bytes"))
        })?;
        let place = prefix.join(&format!("/subjects/{}", encode(name)));
        match self.ask_at::<Told>(&[place], Some(&Tell { schema: &text, references: &[] })) {
            Ok(told) => Ok(told),
            // Then nobody knows whether there is an id.
            Err(error) if error.code() == Code::Unavailable => Err(error),
            // A server of files, say, has no ids.
            Err(_) => Ok(Told { subject: Some(name.to_owned()), schema: text, ..Told::default() }),
        }
    }
}

fn checked(url: &Url, answer: Answer) -> Result<Vec<u8>> {
    let code = match answer.status {
        200..=299 => return Ok(answer.body),
        401 | 403 => Code::Unauthorized,
        404 => Code::NotFound,
        409 => Code::Conflict,
        408 | 429 | 500..=599 => Code::Unavailable,
        400..=499 => Code::Rejected,
        _ => Code::Protocol,
    };
    let said = match serde_json::from_slice::<Failure>(&answer.body) {
        Ok(failure) => format!(": {}", failure.message.chars().take(2_000).collect::<String>()),
        Err(_) if code == Code::NotFound => ", and not as a registry does: is there one at this address?".to_owned(),
        Err(_) => String::new(),
    };
    Err(Error::new(code, format!("registry {url} answered {}{said}", answer.status)))
}
