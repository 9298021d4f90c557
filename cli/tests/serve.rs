//! `isobyte serve` as a process: its line, its signals, its store after kill -9.
use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_isobyte"))
            .arg("serve")
            .args(["--listen", "127.0.0.1:0"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().expect("a pipe")).read_line(&mut line).expect("a line");
        let address = line.trim_end().strip_prefix("isobyte registry listening on http://").expect(&line).to_owned();
        Self { process, address }
    }

    fn signal(&self, name: &str) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args([name, &id]).status().expect("kill runs").success());
    }

    /// Waits for the end; answers the exit code.
    fn end(&mut self) -> Option<i32> {
        let deadline = Instant::now() + Duration::from_secs(20);
        while Instant::now() < deadline {
            if let Some(status) = self.process.try_wait().expect("a process") {
                return status.code();
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the server does not end");
    }

    /// One request over a connection of its own. None when the server died over it.
    fn ask(&self, method: &str, path: &str, body: &str) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
        let length = body.len();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\
             connection: close\r\n\r\n{body}",
            self.address
        );
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        let wanted: usize = head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse().ok()?;
        (body.len() == wanted).then(|| (head[9..12].parse().expect("a status"), body.to_owned()))
    }

    fn get(&self, path: &str) -> serde_json::Value {
        let (status, body) = self.ask("GET", path, "").expect("an answer");
        assert_eq!(status, 200, "{path} {body}");
        serde_json::from_str(&body).expect("JSON")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("isobyte-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        Self(path)
    }

    fn text(&self) -> &str {
        self.0.to_str().expect("a path of text")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn schema(number: usize) -> String {
    format!(r#"{{\"type\":\"fixed\",\"name\":\"F{number}\",\"size\":4}}"#)
}

#[test]
fn an_acknowledged_schema_survives_kill_9() {
    const ROUNDS: usize = 100;
    const THREADS: usize = 8;
    let folder = Folder::new("kill");
    // What was acknowledged: the id, by number of the schema. Nothing of it may change from then on.
    let acknowledged: Mutex<BTreeMap<usize, u64>> = Mutex::default();
    let check = |server: &Server, from: usize| {
        for (number, id) in acknowledged.lock().expect("a lock").range(from..) {
            let read = server.get(&format!("/subjects/s{number}/versions/latest"));
            assert_eq!(read["id"].as_u64(), Some(*id), "schema {number}");
            assert!(read["schema"].as_str().expect("text").contains(&format!("\"F{number}\"")));
        }
    };
    let mut started: usize = 0;
    for round in 0..ROUNDS {
        let mut server = Server::start(&["--data", folder.text()]);
        check(&server, started.saturating_sub(100_000));
        std::thread::scope(|scope| {
            for thread in 0..THREADS {
                let (server, acknowledged) = (&server, &acknowledged);
                scope.spawn(move || {
                    for number in (started + thread..).step_by(THREADS) {
                        let body = format!(r#"{{"schema":"{}"}}"#, schema(number));
                        let answer = server.ask("POST", &format!("/subjects/s{number}/versions"), &body);
                        let Some((200, body)) = answer else { break };
                        let id = serde_json::from_str::<serde_json::Value>(&body).expect("JSON")["id"].as_u64();
                        acknowledged.lock().expect("a lock").insert(number, id.expect("an id"));
                    }
                });
            }
            // A different moment each round, from the first requests on.
            std::thread::sleep(Duration::from_millis(5 + 2 * (round % 40) as u64));
            server.signal("-KILL");
        });
        assert_eq!(server.end(), None, "killed, not ended");
        started += 100_000;
    }
    let server = Server::start(&["--data", folder.text()]);
    check(&server, 0);
    let acknowledged = acknowledged.into_inner().expect("a lock");
    assert!(acknowledged.len() > ROUNDS, "only {} schemas were registered", acknowledged.len());
    let mut owners = HashMap::new();
    for (number, id) in &acknowledged {
        assert_eq!(owners.insert(id, number), None, "id {id} was given twice");
    }
    // The crowd's unacknowledged writes have ids of their own too: each id is one text.
    let mut texts = HashMap::new();
    for subject in server.get("/subjects").as_array().expect("a list") {
        let read = server.get(&format!("/subjects/{}/versions/latest", subject.as_str().expect("a name")));
        assert_eq!(texts.insert(read["id"].to_string(), subject.to_string()), None, "{read}");
    }
    assert!(texts.len() >= acknowledged.len());
}

#[test]
fn signals_end_it_gracefully() {
    for signal in ["-TERM", "-INT"] {
        let folder = Folder::new(&format!("signal{signal}"));
        let mut server = Server::start(&["--data", folder.text()]);
        // A connection that stays open and idle must not hold it up.
        let idle = TcpStream::connect(&server.address).expect("connected");
        assert_eq!(server.ask("PUT", "/a/schema.avsc", "\"int\"").expect("an answer").0, 200);
        let start = Instant::now();
        server.signal(signal);
        assert_eq!(server.end(), Some(0), "{signal}");
        assert!(start.elapsed() < Duration::from_secs(15), "{:?}", start.elapsed());
        drop(idle);
        let server = Server::start(&["--data", folder.text()]);
        assert_eq!(server.get("/subjects"), serde_json::json!(["a"]));
    }
}

#[test]
fn in_memory_nothing_is_kept() {
    let server = Server::start(&["--data", "memory:"]);
    assert_eq!(server.ask("PUT", "/a/schema.avsc", "\"int\"").expect("an answer").0, 200);
    drop(server);
    assert_eq!(Server::start(&["--data", "memory:"]).get("/subjects"), serde_json::json!([]));
    assert!(!std::path::Path::new("memory:").exists());
}

#[test]
fn what_cannot_be_served_is_said() {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_isobyte")).args(arguments).output().expect("the binary starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let folder = Folder::new("busy");
    let server = Server::start(&["--data", folder.text()]);
    let (code, message) = run(&["serve", "--data", folder.text(), "--listen", "127.0.0.1:0"]);
    assert!(code == Some(1) && message.contains("in use by another server"), "{message}");
    let (code, message) = run(&["serve", "--data", "memory:", "--listen", &server.address]);
    assert!(code == Some(1) && message.contains(&server.address), "{message}");
    let (code, message) = run(&["serve", "--data", "/dev/null/x", "--listen", "127.0.0.1:0"]);
    assert!(code == Some(1) && message.contains("/dev/null/x"), "{message}");
    assert_eq!(run(&["serve"]).0, Some(2));
    let output = Command::new(env!("CARGO_BIN_EXE_isobyte")).arg("--version").output().expect("the binary starts");
    assert_eq!(String::from_utf8_lossy(&output.stdout), format!("isobyte {}\n", env!("CARGO_PKG_VERSION")));
}
