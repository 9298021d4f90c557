//! Registry: its configuration from JSON text, and its questions.
use isobyte::schema::Schema;
use isobyte::{Code, Error, Result};
use isobyte_client::{Auth, Registered, Registry, RegistryConfig, Version};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// Opens a registry.
pub(crate) fn open(config: &str) -> Result<Registry> {
    let map: Value = serde_json::from_str(config).map_err(|e| wrong(&e.to_string()))?;
    let text = |key: &str| map[key].as_str().map(str::to_owned);
    let texts = |key: &str| {
        let items = map[key].as_array().into_iter().flatten();
        items.filter_map(|item| item.as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let millis = |key: &str| map[key].as_u64().map(Duration::from_millis);
    let mut config = RegistryConfig { urls: texts("urls"), allowed_hosts: texts("allowedHosts"), ..Default::default() };
    config.auth = match (text("user"), text("token")) {
        (Some(user), _) => Some(Auth::Basic { user, password: text("password").unwrap_or_default() }),
        (None, token) => token.map(Auth::Bearer),
    };
    config.timeout = millis("timeout").unwrap_or(config.timeout);
    config.connect_timeout = millis("connectTimeout").unwrap_or(config.connect_timeout);
    config.backoff = millis("backoff").unwrap_or(config.backoff);
    config.latest_ttl = millis("latestTtl").unwrap_or(config.latest_ttl);
    if let Some(retries) = map["retries"].as_u64() {
        config.retries = u32::try_from(retries).map_err(|_| wrong("too many retries"))?;
    }
    config.ca_file = text("caFile").map(Into::into);
    Registry::new(config)
}

#[cold]
fn wrong(why: &str) -> Error {
    Error::new(Code::InvalidArgument, format!("registry configuration: {why}"))
}

/// An id as the registries count: from 0 on.
pub(crate) fn by_id(registry: &Registry, id: i32) -> Result<Arc<Registered>> {
    match u32::try_from(id) {
        Ok(id) => registry.schema_by_id(id),
        Err(_) => Err(Error::new(Code::InvalidArgument, format!("expected a schema id, found {id}"))),
    }
}

/// The latest version, for 0.
pub(crate) fn by_subject(registry: &Registry, subject: &str, version: i32) -> Result<Arc<Registered>> {
    let version = match u32::try_from(version) {
        Ok(0) => Version::Latest,
        Ok(number) => Version::Number(number),
        Err(_) => return Err(Error::new(Code::InvalidArgument, format!("expected a version, found {version}"))),
    };
    registry.schema_by_version(subject, version)
}

/// Registers and gives the id.
pub(crate) fn register(registry: &Registry, subject: &str, schema: &Schema) -> Result<i32> {
    let id = registry.register(subject, schema)?;
    i32::try_from(id).map_err(|_| Error::new(Code::Protocol, format!("expected an id of 31 bits, found {id}")))
}

/// The id and the version; -1 where there is none.
pub(crate) fn numbers(registered: &Registered) -> Vec<i32> {
    let number = |value: Option<u32>| value.and_then(|value| i32::try_from(value).ok()).unwrap_or(-1);
    vec![number(registered.id), number(registered.version)]
}
