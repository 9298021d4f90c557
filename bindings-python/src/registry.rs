//! Registry: the client's door in Python. What is cached is answered at once; whatever may ask the network runs without the GIL.
use crate::codec::{PyCodec, schema_of};
use crate::codecs::Codecs;
use crate::errors;
use crate::frames::schema_id;
use crate::names::name_of;
use crate::schema::PySchema;
use isobyte::Schema;
use isobyte_client::{Auth, Registered, Registry, RegistryConfig, Version};
use pyo3::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// A schema that a registry knows.
#[pyclass(frozen, name = "Registered", module = "isobyte")]
pub(crate) struct PyRegistered(pub(crate) Arc<Registered>);

#[pymethods]
impl PyRegistered {
    /// The id, or None if only a URL leads to the schema.
    #[getter]
    fn id(&self) -> Option<u32> {
        self.0.id
    }

    /// The subject, if the question was about one.
    #[getter]
    fn subject(&self) -> Option<&str> {
        self.0.subject.as_deref()
    }

    /// The version of the subject.
    #[getter]
    fn version(&self) -> Option<u32> {
        self.0.version
    }

    /// The schema.
    #[getter]
    fn schema(&self) -> PySchema {
        PySchema(self.0.schema.clone())
    }

    /// A codec for the schema, made once for each class and reader's schema.
    #[pyo3(signature = (r#type=None, *, reader=None, unknown_fields="error"))]
    fn codec(
        &self,
        py: Python<'_>,
        r#type: Option<&Bound<'_, PyAny>>,
        reader: Option<&Bound<'_, PyAny>>,
        unknown_fields: &str,
    ) -> PyResult<Py<PyCodec>> {
        let codecs = self.0.slot(|_| Ok(Codecs::default())).map_err(|e| errors::raise(py, &e, None))?;
        codecs.get(py, &self.0.schema, r#type, reader, unknown_fields)
    }

    fn __repr__(&self) -> String {
        let shown = |number: Option<u32>| number.map_or("None".to_owned(), |number| number.to_string());
        let subject = self.0.subject.as_deref().map_or("None".to_owned(), |subject| format!("{subject:?}"));
        format!("Registered(id={}, subject={subject}, version={})", shown(self.0.id), shown(self.0.version))
    }
}

/// A registry of schemas.
#[pyclass(frozen, name = "Registry", module = "isobyte")]
pub(crate) struct PyRegistry {
    registry: Registry,
    urls: Vec<String>,
}

fn version_of(py: Python<'_>, version: &Bound<'_, PyAny>) -> PyResult<Version> {
    if let Ok(number) = version.extract::<u32>()
        && number > 0
    {
        return Ok(Version::Number(number));
    }
    match version.extract::<String>().as_deref() {
        Ok("latest") => Ok(Version::Latest),
        _ => Err(errors::invalid(py, format!("expected a version from 1 or \"latest\", found {}", version.repr()?))),
    }
}

impl PyRegistry {
    /// Asks without the GIL.
    fn ask<T: Send>(
        &self,
        py: Python<'_>,
        question: impl FnOnce(&Registry) -> isobyte::Result<T> + Send,
    ) -> PyResult<T> {
        errors::guard(py, || {
            let registry = &self.registry;
            py.detach(|| question(registry)).map_err(|e| errors::raise(py, &e, None))
        })
    }

    fn schema(py: Python<'_>, schema: &Bound<'_, PyAny>) -> PyResult<Schema> {
        Ok(schema_of(py, schema)?.get().0.clone())
    }
}

#[pymethods]
impl PyRegistry {
    #[new]
    #[pyo3(signature = (url, *, auth=None, token=None, timeout=10.0, connect_timeout=5.0, retries=3, backoff=0.1, latest_ttl=60.0, allowed_hosts=None, ca_file=None))]
    #[allow(clippy::too_many_arguments)]
    fn new(
        py: Python<'_>,
        url: &Bound<'_, PyAny>,
        auth: Option<(String, String)>,
        token: Option<String>,
        timeout: f64,
        connect_timeout: f64,
        retries: u32,
        backoff: f64,
        latest_ttl: f64,
        allowed_hosts: Option<Vec<String>>,
        ca_file: Option<std::path::PathBuf>,
    ) -> PyResult<Self> {
        let urls = match url.extract::<String>() {
            Ok(url) => vec![url],
            Err(_) => url.extract::<Vec<String>>()?,
        };
        let seconds = |name: &str, value: f64| {
            let duration = Duration::try_from_secs_f64(value).ok().filter(|_| value > 0.0);
            duration.ok_or_else(|| errors::invalid(py, format!("expected {name} in seconds above 0, found {value}")))
        };
        let auth = match (auth, token) {
            (Some(_), Some(_)) => return Err(errors::invalid(py, "expected auth or token, found both")),
            (Some((user, password)), None) => Some(Auth::Basic { user, password }),
            (None, Some(token)) => Some(Auth::Bearer(token)),
            (None, None) => None,
        };
        let config = RegistryConfig {
            urls: urls.clone(),
            auth,
            timeout: seconds("timeout", timeout)?,
            connect_timeout: seconds("connect_timeout", connect_timeout)?,
            retries,
            backoff: seconds("backoff", backoff)?,
            latest_ttl: Duration::try_from_secs_f64(latest_ttl)
                .map_err(|_| errors::invalid(py, "expected latest_ttl in seconds of at least 0"))?,
            allowed_hosts: allowed_hosts.unwrap_or_default(),
            ca_file,
            ..RegistryConfig::default()
        };
        let registry = errors::guard(py, || Registry::new(config).map_err(|e| errors::raise(py, &e, None)))?;
        Ok(Self { registry, urls })
    }

    /// The schema of an id.
    fn by_id(&self, py: Python<'_>, id: &Bound<'_, PyAny>) -> PyResult<PyRegistered> {
        let id = schema_id(id)?;
        if let Some(known) = self.registry.cached_by_id(id) {
            return Ok(PyRegistered(known));
        }
        self.ask(py, |registry| registry.schema_by_id(id)).map(PyRegistered)
    }

    /// A version of a subject.
    #[pyo3(signature = (subject, version=None))]
    fn by_subject(&self, py: Python<'_>, subject: &str, version: Option<&Bound<'_, PyAny>>) -> PyResult<PyRegistered> {
        let version = version.map_or(Ok(Version::Latest), |version| version_of(py, version))?;
        if let Some(known) = self.registry.cached_by_version(subject, version) {
            return Ok(PyRegistered(known));
        }
        self.ask(py, |registry| registry.schema_by_version(subject, version)).map(PyRegistered)
    }

    /// The schema behind a URL.
    fn by_url(&self, py: Python<'_>, url: &str) -> PyResult<PyRegistered> {
        if let Some(known) = self.registry.cached_by_url(url) {
            return Ok(PyRegistered(known));
        }
        self.ask(py, |registry| registry.schema_by_url(url)).map(PyRegistered)
    }

    /// The schema that a class or an event names.
    fn get(&self, py: Python<'_>, name: &Bound<'_, PyAny>) -> PyResult<PyRegistered> {
        let name = name_of(name)?;
        if let Some(known) = self.registry.cached(&name) {
            return Ok(PyRegistered(known));
        }
        self.ask(py, |registry| registry.schema(&name)).map(PyRegistered)
    }

    /// Registers a schema and gives its id.
    fn register(&self, py: Python<'_>, subject: &str, schema: &Bound<'_, PyAny>) -> PyResult<u32> {
        let schema = Self::schema(py, schema)?;
        if let Some(known) = self.registry.cached_register(subject, &schema) {
            return Ok(known);
        }
        self.ask(py, |registry| registry.register(subject, &schema))
    }

    /// Where a schema lies under a subject.
    fn lookup(&self, py: Python<'_>, subject: &str, schema: &Bound<'_, PyAny>) -> PyResult<PyRegistered> {
        let schema = Self::schema(py, schema)?;
        self.ask(py, |registry| registry.lookup(subject, &schema)).map(PyRegistered)
    }

    /// What `by_id` would answer without asking anybody.
    fn cached_by_id(&self, id: &Bound<'_, PyAny>) -> PyResult<Option<PyRegistered>> {
        Ok(self.registry.cached_by_id(schema_id(id)?).map(PyRegistered))
    }

    /// What `by_subject` would answer without asking anybody.
    #[pyo3(signature = (subject, version=None))]
    fn cached_by_subject(
        &self,
        py: Python<'_>,
        subject: &str,
        version: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Option<PyRegistered>> {
        let version = version.map_or(Ok(Version::Latest), |version| version_of(py, version))?;
        Ok(self.registry.cached_by_version(subject, version).map(PyRegistered))
    }

    /// What `by_url` would answer without asking anybody.
    fn cached_by_url(&self, url: &str) -> Option<PyRegistered> {
        self.registry.cached_by_url(url).map(PyRegistered)
    }

    /// What `get` would answer without asking anybody.
    fn cached_get(&self, name: &Bound<'_, PyAny>) -> PyResult<Option<PyRegistered>> {
        Ok(self.registry.cached(&name_of(name)?).map(PyRegistered))
    }

    /// What `register` would answer without asking anybody.
    fn cached_register(&self, py: Python<'_>, subject: &str, schema: &Bound<'_, PyAny>) -> PyResult<Option<u32>> {
        Ok(self.registry.cached_register(subject, &Self::schema(py, schema)?))
    }

    /// Forgets what was the latest of anything.
    fn forget_latest(&self) {
        self.registry.forget_latest();
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        // Credentials that stand in an address are nobody's business.
        let shown = self.urls.iter().map(|url| match (url.find("://"), url.rfind('@')) {
            (Some(scheme), Some(at)) if at > scheme => format!("{}{}", &url[..scheme + 3], &url[at + 1..]),
            _ => url.clone(),
        });
        let shown = shown.collect::<Vec<_>>().join(", ");
        Ok(format!("Registry({})", pyo3::types::PyString::new(py, &shown).repr()?))
    }
}
