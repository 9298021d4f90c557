//! The log: what survives, what is never given away twice, and what happens when the store fails.
mod common;

use common::Server;
use isobyte_registry::engine::Engine;
use isobyte_registry::http::Options;
use isobyte_registry::record::Record;
use isobyte_registry::store::memory::MemoryStore;
use isobyte_registry::store::sqlite::SqliteStore;
use isobyte_registry::store::{Entry, Store, StoreError};
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// A directory of one test; removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("isobyte-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }

    fn serve(&self) -> Server {
        Server::with(Box::new(SqliteStore::open(&self.0).expect("the store opens")), Options::default())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn everything_is_there_after_a_restart() {
    let folder = Folder::new("restart");
    let server = folder.serve();
    server.register("a", "\"int\"");
    server.register("a", "\"long\"");
    server.register("b", "\"int\"");
    server.register(":.eu:c", "\"int\"");
    server.register("gone", "\"string\"");
    server.put("/config", json!({"compatibility": "FULL"}));
    server.put("/config/b", json!({"compatibility": "NONE"}));
    server.delete("/subjects/a/versions/1");
    server.delete("/subjects/b");
    server.delete("/subjects/gone");
    server.delete("/subjects/gone?permanent=true");
    let paths = [
        "/subjects?deleted=true",
        "/subjects/a/versions/1?deleted=true",
        "/subjects/a/versions/latest",
        "/subjects/b/versions/1?deleted=true",
        "/subjects/b/versions",
        "/subjects/gone/versions?deleted=true",
        "/contexts/.eu/schemas/ids/1",
        "/schemas/ids/1/versions?deleted=true",
        "/schemas/ids/3",
        "/config",
        "/config/b",
        "/v1/metadata/id",
    ];
    let before: Vec<_> = paths.iter().map(|path| server.get(path)).collect();
    drop(server);
    let server = folder.serve();
    for (path, before) in paths.iter().zip(before) {
        assert_eq!(server.get(path), before, "{path}");
    }
    // 3 belonged to a schema that is gone for good; nobody gets it again, not even after another restart.
    assert_eq!(server.register("new", "\"bytes\""), 4);
    server.delete("/subjects/new");
    server.delete("/subjects/new?permanent=true");
    drop(server);
    assert_eq!(folder.serve().register("new", "\"double\""), 5);
}

#[test]
fn one_directory_serves_one_server() {
    let folder = Folder::new("locked");
    let first = SqliteStore::open(&folder.0).expect("the first opens");
    let error = SqliteStore::open(&folder.0).expect_err("the second does not");
    assert!(error.0.contains("in use"), "{error}");
    drop(first);
    SqliteStore::open(&folder.0).expect("the next opens");
}

#[test]
fn a_log_that_is_not_understood_is_not_served() {
    let folder = Folder::new("foreign");
    drop(SqliteStore::open(&folder.0).expect("the store opens"));
    let file = rusqlite::Connection::open(folder.0.join("isobyte.db")).expect("the file opens");
    let insert = "INSERT INTO log (timestamp, key, value, last_id) VALUES (0, ?1, ?2, 0)";
    file.execute(insert, [r#"{"keytype":"EXPORTER","magic":0}"#, "{}"]).expect("written");
    drop(file);
    let store = SqliteStore::open(&folder.0).expect("the store opens");
    let error = Engine::open(Box::new(store)).err().expect("the log is refused");
    assert!(error.0.contains("EXPORTER"), "{error}");
    let file = rusqlite::Connection::open(folder.0.join("isobyte.db")).expect("the file opens");
    file.pragma_update(None, "user_version", 99).expect("written");
    drop(file);
    assert!(SqliteStore::open(&folder.0).expect_err("a newer layout").0.contains("99"));
}

#[test]
fn a_crowd_that_registers_the_same_gets_one_id() {
    let folder = Folder::new("crowd");
    let server = folder.serve();
    let ids = std::thread::scope(|scope| {
        let register = |number: usize| {
            let server = &server;
            scope.spawn(move || server.register(&format!("s{}", number % 4), "\"int\""))
        };
        let threads: Vec<_> = (0..64).map(register).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect::<Vec<_>>()
    });
    assert_eq!(ids, [1; 64]);
    for number in 0..4 {
        assert_eq!(server.get(&format!("/subjects/s{number}/versions")), (200, json!([1])));
    }
}

#[test]
fn a_crowd_of_versions_is_compatible_in_the_end() {
    // All of them pass against version 1; of each other none is a new reader, and the writer must see that.
    let server = Server::start();
    let record = |name: usize| {
        let field = format!(r#"{{"name":"f{name}","type":"int"}}"#);
        format!(r#"{{"type":"record","name":"R","fields":[{field}]}}"#)
    };
    server.register("a", r#"{"type":"record","name":"R","fields":[{"name":"f1","type":"int"},{"name":"f2","type":"int"},{"name":"f3","type":"int"},{"name":"f4","type":"int"},{"name":"f5","type":"int"},{"name":"f6","type":"int"},{"name":"f7","type":"int"},{"name":"f8","type":"int"}]}"#);
    let taken = std::thread::scope(|scope| {
        let register = |number| {
            let (server, schema) = (&server, record(number));
            scope.spawn(move || server.post("/subjects/a/versions", json!({"schema": schema})).0)
        };
        let threads: Vec<_> = (1..=8).map(register).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).filter(|status| *status == 200).count()
    });
    assert_eq!(taken, 1);
    assert_eq!(server.get("/subjects/a/versions"), (200, json!([1, 2])));
}

/// A store that fails when it is told to.
struct Flaky {
    inner: MemoryStore,
    fail: Arc<AtomicU8>,
}

const APPEND: u8 = 1;
const COMMIT: u8 = 2;
const PANIC: u8 = 3;
const AFTER_COMMIT: u8 = 4;

impl Store for Flaky {
    fn cluster(&self) -> &str {
        "flaky"
    }

    fn begin(&mut self) -> Result<(), StoreError> {
        self.inner.begin()
    }

    fn read(&mut self, after: u64, each: &mut dyn FnMut(Entry)) -> Result<(), StoreError> {
        self.inner.read(after, each)
    }

    fn append(&mut self, record: &Record) -> Result<Entry, StoreError> {
        let entry = self.inner.append(record)?;
        match self.fail.load(Ordering::SeqCst) {
            APPEND => Err(StoreError("disk full".to_owned())),
            PANIC => panic!("a bug in a store"),
            _ => Ok(entry),
        }
    }

    fn commit(&mut self) -> Result<(), StoreError> {
        match self.fail.load(Ordering::SeqCst) {
            COMMIT => Err(StoreError("disk full".to_owned())),
            AFTER_COMMIT => {
                self.inner.commit()?;
                Err(StoreError("connection lost".to_owned()))
            }
            _ => self.inner.commit(),
        }
    }

    fn rollback(&mut self) {
        self.inner.rollback();
    }
}

#[test]
fn what_was_not_stored_is_not_seen() {
    let fail = Arc::new(AtomicU8::new(0));
    let server = Server::with(Box::new(Flaky { inner: MemoryStore::new(), fail: fail.clone() }), Options::default());
    server.register("a", "\"int\"");
    for (how, text) in [(APPEND, "disk full"), (COMMIT, "disk full"), (PANIC, "bug")] {
        fail.store(how, Ordering::SeqCst);
        let (status, answer) = server.post("/subjects/b/versions", json!({"schema": "\"long\""}));
        assert_eq!((status, &answer["error_code"]), (500, &json!(50001)), "{answer}");
        assert!(answer["message"].as_str().expect("text").contains(text), "{answer}");
        assert_eq!(server.get("/subjects"), (200, json!(["a"])));
        assert_eq!(server.get("/schemas/ids/2").0, 404);
        // What needs no writing is answered all the same.
        assert_eq!(server.register("a", "\"int\""), 1);
    }
    fail.store(AFTER_COMMIT, Ordering::SeqCst);
    assert_eq!(server.post("/subjects/c/versions", json!({"schema": "\"bytes\""})).0, 500);
    fail.store(0, Ordering::SeqCst);
    // The store had it after all: the id is taken, and the next write brings it to light.
    assert_eq!(server.register("b", "\"long\""), 3);
    assert_eq!(server.get("/subjects"), (200, json!(["a", "b", "c"])));
    assert_eq!(server.get("/schemas/ids/2").1["schema"], "\"bytes\"");
}
