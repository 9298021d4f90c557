//! The HTTP face: Confluent's REST contract, and the plain one of `/{name}/schema.avsc`, over one engine.
pub mod answer;
pub mod ask;
mod compatibility;
mod config;
mod contexts;
mod format;
mod fresh;
mod mode;
mod plain;
mod readers;
mod schemas;
mod server;
mod slash;
mod subjects;
mod versions;

use crate::engine::Engine;
use crate::refusal::{INCOMPATIBLE, Refusal};
use crate::subject::Subject;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{delete, get, post, put};
use axum::serve::ListenerExt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tower::ServiceExt;

/// What the operator may choose.
#[derive(Debug, Clone)]
pub struct Options {
    /// Bytes of a request's body, at most.
    pub max_body: usize,
    /// How long a request's body may take to arrive.
    pub body_timeout: Duration,
    /// The `error_code` of an incompatible schema: 409, which most clients assert, or 40901, which newer servers answer.
    pub incompatible_code: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { max_body: 4 << 20, body_timeout: Duration::from_secs(30), incompatible_code: INCOMPATIBLE }
    }
}

/// What every handler sees.
#[derive(Clone)]
pub struct Server(Arc<(Engine, Options)>);

impl Server {
    fn engine(&self) -> &Engine {
        &self.0.0
    }

    fn options(&self) -> &Options {
        &self.0.1
    }

    /// The subject that a name stands for: an alias for another one of its context. Deleting takes names as they are.
    fn meant(&self, subject: Subject) -> Subject {
        let target =
            self.engine().read(|state| state.alias(&subject).map(|name| Subject::parse_in(subject.context(), name)));
        target.unwrap_or(subject)
    }

    /// The refusal with the code that the operator chose.
    fn refuse(&self, mut refusal: Refusal) -> Refusal {
        if refusal.code == INCOMPATIBLE {
            refusal.code = self.options().incompatible_code;
        }
        refusal
    }
}

/// Every route of the server.
pub fn router(engine: Engine, options: Options) -> Router {
    let limit = DefaultBodyLimit::max(options.max_body);
    let server = Server(Arc::new((engine, options)));
    let routes = Router::new()
        .merge(api())
        .nest("/contexts/{context}", api())
        .route("/", get(server::root))
        .route("/contexts", get(contexts::list))
        .route("/contexts/{context}", delete(contexts::delete))
        .route("/index.json", get(plain::index))
        .route("/settings", get(config::settings))
        .route("/schemas/guids/{guid}", get(schemas::by_guid))
        .route("/schemas/guids/{guid}/ids", get(schemas::ids_of_guid))
        .route("/v1/metadata/id", get(server::id))
        .route("/v1/metadata/version", get(server::version))
        .route("/{name}/schema.avsc", get(plain::fetch).put(plain::register).delete(plain::delete))
        .route("/{name}/schema.json", get(plain::fetch).put(plain::register).delete(plain::delete))
        .route("/{name}/schema.proto", get(plain::fetch).put(plain::register).delete(plain::delete))
        .fallback(async || Refusal::status(404, "HTTP 404 Not Found"))
        .method_not_allowed_fallback(async || Refusal::status(405, "HTTP 405 Method Not Allowed"));
    let without_slash = routes.clone().with_state(server.clone());
    routes
        .fallback(async move |request: Request| match slash::stripped(request) {
            Some(request) => without_slash.oneshot(request).await.into_response(),
            None => Refusal::status(404, "HTTP 404 Not Found").into_response(),
        })
        .layer(limit)
        .layer(from_fn(answer::negotiate))
        .layer(from_fn_with_state(server.clone(), fresh::retry))
        .with_state(server)
}

/// The routes that every context has.
fn api() -> Router<Server> {
    Router::new()
        .route("/subjects", get(subjects::list))
        .route("/subjects/{subject}", post(subjects::look_up).delete(subjects::delete))
        .route("/subjects/{subject}/versions", get(subjects::versions).post(subjects::register))
        .route("/subjects/{subject}/metadata", get(subjects::with_metadata))
        .route("/subjects/{subject}/versions/{version}", get(subjects::version).delete(subjects::delete_version))
        .route("/subjects/{subject}/versions/{version}/schema", get(subjects::version_text))
        .route("/subjects/{subject}/versions/{version}/referencedby", get(subjects::referenced_by))
        .route("/schemas", get(schemas::list))
        .route("/schemas/types", get(schemas::types))
        .route("/schemas/ids/{id}", get(schemas::by_id))
        .route("/schemas/ids/{id}/schema", get(schemas::text_by_id))
        .route("/schemas/ids/{id}/subjects", get(schemas::subjects))
        .route("/schemas/ids/{id}/versions", get(schemas::versions))
        .route("/compatibility/subjects/{subject}/versions", post(compatibility::with_all))
        .route("/compatibility/subjects/{subject}/versions/{version}", post(compatibility::with_one))
        .route("/readers", get(readers::list))
        .route("/readers/{reader}", get(readers::get).put(readers::put).delete(readers::delete))
        .route("/mode", get(mode::get_global).put(mode::put_global).delete(mode::delete_global))
        .route("/mode/{subject}", get(mode::get_subject).put(mode::put_subject).delete(mode::delete_subject))
        .route("/config", get(config::get_global).put(config::put_global).delete(config::delete_global))
        .route("/config/{subject}", put(config::put_subject).get(config::get_subject).delete(config::delete_subject))
}

/// Serves until `stop` is done and the requests that were begun are answered.
///
/// # Errors
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    engine: Engine,
    options: Options,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    // Answers are small and whole: waiting to fill a segment only delays them.
    let listener = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    axum::serve(listener, router(engine, options)).with_graceful_shutdown(stop).await
}
