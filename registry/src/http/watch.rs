//! What the operator sees of requests: an id for each, numbers for Prometheus, a line in the log.
use crate::engine::Engine;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// The header with a request's id: the client's own, or one that the server gives it.
const REQUEST_ID: &str = "x-request-id";

/// The bounds of the histogram's buckets, in seconds.
const BOUNDS: [f64; 13] = [0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// A request's id, in its extensions.
#[derive(Debug, Clone)]
pub struct RequestId(pub Arc<str>);

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    method: &'static str,
    route: String,
    status: u16,
}

/// The numbers of one server.
#[derive(Clone)]
pub struct Watch(Arc<Numbers>);

struct Numbers {
    registry: Registry,
    seconds: Family<Labels, Histogram, fn() -> Histogram>,
    running: Gauge,
    schemas: Gauge,
    subjects: Gauge,
    position: Gauge,
    store_up: Gauge,
    begun: Counter,
    last_id: AtomicU64,
    /// Ids of two runs differ.
    run: u32,
}

impl Watch {
    /// All at nought.
    pub fn new() -> Self {
        let mut registry = Registry::with_prefix("isobyte");
        let seconds: Family<Labels, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(BOUNDS));
        let gauge = |registry: &mut Registry, name: &str, help: &str| {
            let gauge = Gauge::default();
            registry.register(name, help, gauge.clone());
            gauge
        };
        registry.register("http_request_seconds", "Time to answer a request, by route", seconds.clone());
        let begun = Counter::default();
        registry.register("http_requests", "Requests that were begun", begun.clone());
        let running = gauge(&mut registry, "http_requests_running", "Requests that are not answered yet");
        let schemas = gauge(&mut registry, "schemas", "Ids in use, over all contexts");
        let subjects = gauge(&mut registry, "subjects", "Subjects, over all contexts, soft-deleted ones too");
        let position = gauge(&mut registry, "store_position", "Position in the log of what readers see");
        let store_up = gauge(&mut registry, "store_up", "1 if the store served when it was last asked");
        let run = std::process::id() ^ std::time::UNIX_EPOCH.elapsed().map_or(0, |since| since.subsec_nanos());
        let numbers = Numbers {
            registry,
            seconds,
            running,
            schemas,
            subjects,
            position,
            store_up,
            begun,
            last_id: 0.into(),
            run,
        };
        Self(Arc::new(numbers))
    }

    /// The numbers as Prometheus reads them.
    pub fn text(&self, engine: &Engine) -> Response {
        let (schemas, subjects, position) = engine.read(|state| {
            let sizes = state.contexts().map(|(_, context)| (context.ids(), context.subjects().count()));
            let (ids, subjects) = sizes.fold((0, 0), |(ids, subjects), (more, others)| (ids + more, subjects + others));
            (ids, subjects, state.position())
        });
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        self.0.schemas.set(number(schemas));
        self.0.subjects.set(number(subjects));
        self.0.position.set(i64::try_from(position).unwrap_or(i64::MAX));
        self.0.store_up.set(engine.trouble().is_none().into());
        let mut text = String::new();
        // Writing to a string does not fail.
        encode(&mut text, &self.0.registry).unwrap_or_default();
        let media_type = HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
        ([(CONTENT_TYPE, media_type)], text).into_response()
    }

    fn next_id(&self) -> Arc<str> {
        let number = self.0.last_id.fetch_add(1, Ordering::Relaxed) + 1;
        format!("{:08x}-{number:x}", self.0.run).into()
    }
}

impl Default for Watch {
    fn default() -> Self {
        Self::new()
    }
}

/// Gives the request an id and counts it.
pub(crate) async fn observe(State(watch): State<Watch>, mut request: Request<Body>, next: Next) -> Response {
    let start = Instant::now();
    let said = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok());
    // The id goes into logs: nothing but letters and digits of a modest number.
    let usable = |text: &&str| {
        (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte))
    };
    let id: Arc<str> = said.filter(usable).map_or_else(|| watch.next_id(), Arc::from);
    request.extensions_mut().insert(RequestId(id.clone()));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let route = request.extensions().get::<MatchedPath>().map_or("none", |route| route.as_str()).to_owned();
    watch.0.begun.inc();
    let running = Running::of(&watch.0.running);
    let mut response = next.run(request).await;
    drop(running);
    let status = response.status().as_u16();
    let took = start.elapsed();
    let labels = Labels { method: known(method.as_str()), route, status };
    watch.0.seconds.get_or_create(&labels).observe(took.as_secs_f64());
    tracing::debug!(%method, path, status, us = took.as_micros(), request = &*id, "answered");
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// A method as a label: what clients make up must not make up series.
fn known(method: &str) -> &'static str {
    const KNOWN: [&str; 7] = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"];
    KNOWN.into_iter().find(|known| *known == method).unwrap_or("other")
}

/// Counts down when the client goes away in the middle, too.
struct Running(Gauge);

impl Running {
    fn of(gauge: &Gauge) -> Self {
        gauge.inc();
        Self(gauge.clone())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.dec();
    }
}
