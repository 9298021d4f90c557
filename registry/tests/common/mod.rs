//! A server on a free loopback port for one test, and a bare HTTP client to talk to it.
#![allow(dead_code, unreachable_pub)] // Every test file uses a part of it.
use isobyte_registry::engine::Engine;
use isobyte_registry::http::{Options, serve};
use isobyte_registry::store::Store;
use isobyte_registry::store::memory::MemoryStore;
use serde_json::Value;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use ureq::http::Response;

pub const V1: &str = "application/vnd.schemaregistry.v1+json";

/// A running server; it stops when it is dropped.
pub struct Server {
    pub url: String,
    pub engine: Engine,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Server {
    pub fn start() -> Self {
        Self::with(Box::new(MemoryStore::new()), Options::default())
    }

    pub fn with(store: Box<dyn Store>, options: Options) -> Self {
        let engine = Engine::open(store).expect("the log replays");
        let (stop, stopped) = oneshot::channel::<()>();
        let (tell, told) = std::sync::mpsc::channel();
        let serving = engine.clone();
        let thread = std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("runtime");
            runtime.block_on(async {
                let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
                tell.send(listener.local_addr().expect("an address")).expect("the test waits");
                tokio::select! {
                    served = serve(listener, serving.clone(), options, std::future::pending()) => served.expect("serving"),
                    _ = stopped => {}
                }
            });
            runtime.shutdown_timeout(Duration::from_millis(100));
            serving.close();
        });
        let url = format!("http://{}", told.recv().expect("the server starts"));
        Self { url, engine, stop: Some(stop), thread: Some(thread) }
    }

    /// Sends JSON; answers status, body and media type.
    pub fn ask(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let headers: &[(&str, &str)] =
            if body.is_some() { &[("content-type", V1), ("confluent-accept-unknown-properties", "true")] } else { &[] };
        let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
        let (status, text, _) = self.raw(method, path, headers, &body);
        let json = serde_json::from_slice(&text);
        (status, json.unwrap_or_else(|_| panic!("no JSON: {:?}", String::from_utf8_lossy(&text))))
    }

    pub fn get(&self, path: &str) -> (u16, Value) {
        self.ask("GET", path, None)
    }

    pub fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.ask("POST", path, Some(body))
    }

    pub fn put(&self, path: &str, body: Value) -> (u16, Value) {
        self.ask("PUT", path, Some(body))
    }

    pub fn delete(&self, path: &str) -> (u16, Value) {
        self.ask("DELETE", path, None)
    }

    /// Registers a text; answers its id.
    pub fn register(&self, subject: &str, schema: &str) -> u64 {
        let (status, body) = self.post(&format!("/subjects/{subject}/versions"), serde_json::json!({"schema": schema}));
        assert_eq!(status, 200, "{body}");
        body["id"].as_u64().expect("an id")
    }

    /// Sends bytes; answers status, bytes and media type.
    pub fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> (u16, Vec<u8>, String) {
        let answer = self.whole(method, path, headers, body);
        let media_type = answer.headers().get("content-type").map(|value| value.to_str().expect("text").to_owned());
        (answer.status().as_u16(), answer.into_body(), media_type.unwrap_or_default())
    }

    /// Sends bytes; answers everything.
    pub fn whole(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Response<Vec<u8>> {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .allow_non_standard_methods(true)
            .proxy(None)
            .timeout_global(Some(Duration::from_secs(30)))
            .build()
            .into();
        let mut request = ureq::http::Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = match body.is_empty() {
            true => agent.run(request.body(()).expect("a request")),
            false => {
                let request = request.body(body).expect("a request");
                agent.run(request)
            }
        };
        let (head, mut body) = answer.expect("an answer").into_parts();
        let bytes = body.read_to_vec().expect("a body");
        Response::from_parts(head, bytes)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            thread.join().expect("the server ends");
        }
    }
}
