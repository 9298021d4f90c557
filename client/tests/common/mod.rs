//! Servers for one test each: the real one, and a stub that answers what the test says.
#![allow(dead_code, unreachable_pub)] // Every test file uses a part of it.
use isobyte_client::{Registry, RegistryConfig};
use isobyte_registry::engine::Engine;
use isobyte_registry::http::{Options, serve};
use isobyte_registry::store::memory::MemoryStore;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Starts a real server, which runs as long as the tests; answers its URL.
pub fn server() -> String {
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("runtime");
        runtime.block_on(async {
            let engine = Engine::open(Box::new(MemoryStore::new())).expect("an empty log");
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            tell.send(listener.local_addr().expect("an address")).expect("the test waits");
            serve(listener, engine, Options::default(), std::future::pending()).await.expect("serving");
        });
    });
    format!("http://{}", told.recv().expect("the server starts"))
}

/// A configuration that does not make tests wait.
pub fn config(url: &str) -> RegistryConfig {
    RegistryConfig { timeout: Duration::from_secs(5), backoff: Duration::from_millis(10), ..RegistryConfig::at(url) }
}

pub fn registry(url: &str) -> Registry {
    Registry::new(config(url)).expect(url)
}

/// What a plain GET answers, headers and all.
pub fn get(url: &str) -> String {
    let (host, path) = url.strip_prefix("http://").and_then(|rest| rest.split_once('/')).expect("a URL");
    let mut stream = std::net::TcpStream::connect(host).expect("connected");
    write!(stream, "GET /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("read");
    answer
}

/// What a stub answers: the whole text of a response, by request and by the number of the request, from 0.
type Script = dyn Fn(&str, usize) -> Vec<u8> + Send + Sync;

/// A server that answers by a script and remembers what it was asked.
pub struct Stub {
    pub url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Stub {
    pub fn start(script: impl Fn(&str, usize) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (heard, script): (_, Arc<Script>) = (requests.clone(), Arc::new(script));
        let count = Arc::new(AtomicUsize::new(0));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (heard, script, count) = (heard.clone(), script.clone(), count.clone());
                std::thread::spawn(move || {
                    let mut stream = stream.expect("a connection");
                    let Some(request) = read(&mut stream) else { return };
                    heard.lock().expect("a lock").push(request.clone());
                    let answer = script(&request, count.fetch_add(1, Ordering::SeqCst));
                    let _ = stream.write_all(&answer);
                });
            }
        });
        Self { url, requests }
    }

    /// Every request so far, head and body.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("a lock").clone()
    }
}

fn read(stream: &mut std::net::TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let count = stream.read(&mut buffer).ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(text.into_owned());
            }
        }
    }
}

/// A response that closes its connection.
pub fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n{body}").into_bytes()
}
