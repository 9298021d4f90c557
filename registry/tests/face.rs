//! What every request has in common: media types, sizes, configuration, and the plain face.
mod common;

use common::{Server, V1};
use isobyte_registry::http::Options;
use isobyte_registry::store::memory::MemoryStore;
use serde_json::{Value, json};
use std::io::{Read, Write};

const TEXT: &[u8] = br#"{"schema": "\"string\""}"#;

#[test]
fn media_types() {
    let server = Server::start();
    let path = "/subjects/a/versions";
    for media_type in [V1, "application/vnd.schemaregistry+json", "application/json", "Application/JSON; charset=utf-8"]
    {
        assert_eq!(server.raw("POST", path, &[("content-type", media_type)], TEXT).0, 200, "{media_type}");
    }
    for media_type in ["application/x-www-form-urlencoded", "text/plain", "application/octet-stream", "application/xml"]
    {
        let (status, body, _) = server.raw("POST", path, &[("content-type", media_type)], TEXT);
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!((status, body), (415, json!({"error_code": 415, "message": "HTTP 415 Unsupported Media Type"})));
    }
    for (accept, found) in [
        ("*/*", V1),
        ("application/json", "application/json"),
        ("application/vnd.schemaregistry+json, */*;q=0.1", "application/vnd.schemaregistry+json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", V1),
    ] {
        for path in ["/subjects", "/nothing", "/schemas/ids/99"] {
            assert_eq!(server.raw("GET", path, &[("accept", accept)], &[]).2, found, "{accept} {path}");
        }
    }
    assert_eq!(server.raw("GET", "/subjects", &[("accept", "text/html")], &[]).0, 406);
}

#[test]
fn bodies_that_are_none() {
    let server = Server::with(Box::new(MemoryStore::new()), Options { max_body: 1_000, ..Options::default() });
    let post = |body: &[u8]| server.raw("POST", "/subjects/a/versions", &[("content-type", V1)], body);
    for (body, status) in [
        (&b"{"[..], 400),
        (b"\xff", 400),
        (b"[1]", 422),
        (br#"{"schema": 5}"#, 422),
        (br#"{"schema": "\"int\"", "references": [{"name": "a"}]}"#, 422),
        ("x".repeat(1_001).as_bytes(), 413),
        ("[".repeat(900).as_bytes(), 400),
    ] {
        let (found, text, media_type) = post(body);
        let text: Value = serde_json::from_slice(&text).expect("JSON");
        assert_eq!((found, media_type.as_str()), (status, V1), "{text}");
        assert_eq!(text.as_object().expect("an object").len(), 2, "{text}");
    }
    // What the contract does not know is no reason to refuse.
    assert_eq!(post(br#"{"schema": "\"int\"", "later": {"x": 1}}"#).0, 200);
}

#[test]
fn a_body_that_does_not_come() {
    let options = Options { body_timeout: std::time::Duration::from_millis(200), ..Options::default() };
    let server = Server::with(Box::new(MemoryStore::new()), options);
    let mut stream = std::net::TcpStream::connect(server.url.trim_start_matches("http://")).expect("connected");
    let head =
        "POST /subjects/a/versions HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{";
    stream.write_all(head.as_bytes()).expect("sent");
    stream.set_read_timeout(Some(std::time::Duration::from_secs(10))).expect("a time-out");
    let mut answer = [0; 12];
    stream.read_exact(&mut answer).expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 408");
}

#[test]
fn configuration() {
    let server = Server::start();
    let missing =
        json!({"error_code": 40408, "message": "Subject 'a' does not have subject-level compatibility configured"});
    assert_eq!(server.get("/config"), (200, json!({"compatibilityLevel": "BACKWARD"})));
    assert_eq!(server.get("/config/a"), (404, missing.clone()));
    assert_eq!(server.get("/config/a?defaultToGlobal=true"), (200, json!({"compatibilityLevel": "BACKWARD"})));
    assert_eq!(server.put("/config", json!({"compatibility": "full"})), (200, json!({"compatibility": "FULL"})));
    assert_eq!(server.put("/config/a", json!({"compatibility": "NONE"})), (200, json!({"compatibility": "NONE"})));
    assert_eq!(server.get("/config"), (200, json!({"compatibilityLevel": "FULL"})));
    assert_eq!(server.get("/config/a"), (200, json!({"compatibilityLevel": "NONE"})));
    assert_eq!(server.delete("/config/a"), (200, json!({"compatibilityLevel": "NONE"})));
    assert_eq!(server.delete("/config/a"), (404, missing));
    assert_eq!(server.get("/config/a?defaultToGlobal=true"), (200, json!({"compatibilityLevel": "FULL"})));
    assert_eq!(server.delete("/config"), (200, json!({"compatibilityLevel": "FULL"})));
    assert_eq!(server.get("/config"), (200, json!({"compatibilityLevel": "BACKWARD"})));
    for body in
        [json!({"compatibility": "SIDEWAYS"}), json!({"compatibility": 5}), json!({}), json!({"normalize": "maybe"})]
    {
        let (status, answer) = server.put("/config/a", body.clone());
        assert_eq!((status, &answer["error_code"]), (422, &json!(42203)), "{body}");
    }
}

#[test]
fn a_subject_takes_its_configuration_with_it() {
    let server = Server::start();
    server.register("a", "\"int\"");
    server.put("/config/a", json!({"compatibility": "NONE"}));
    assert_eq!(server.delete("/subjects/a"), (200, json!([1])));
    assert_eq!(server.get("/config/a").0, 404);
}

#[test]
fn the_other_code_of_a_conflict() {
    let server = Server::with(Box::new(MemoryStore::new()), Options { incompatible_code: 40901, ..Options::default() });
    server.register("a", "\"int\"");
    for (method, path, body) in
        [("POST", "/subjects/a/versions", json!({"schema": "\"string\""})), ("PUT", "/a/schema.avsc", json!("string"))]
    {
        let (status, answer) = server.ask(method, path, Some(body));
        assert_eq!((status, &answer["error_code"]), (409, &json!(40901)));
    }
}

#[test]
fn what_the_server_says_of_itself() {
    let server = Server::start();
    assert_eq!(server.get("/"), (200, json!({})));
    assert!(server.get("/v1/metadata/id").1["scope"]["clusters"]["kafka-cluster"].is_string());
    let (_, version) = server.get("/v1/metadata/version");
    assert!(version["version"].is_string() && version["commitId"].is_string());
}

#[test]
fn the_plain_face() {
    let server = Server::start();
    let text = br#"{"type": "enum", "name": "E", "symbols": ["A"]}"#;
    let printed = br#"{"type":"enum","name":"E","symbols":["A"]}"#;
    // Whatever tools send by default is taken for a schema.
    for media_type in
        ["application/json", "application/x-www-form-urlencoded", "text/plain", "application/octet-stream"]
    {
        let (status, body, _) = server.raw("PUT", "/users/schema.avsc", &[("content-type", media_type)], text);
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!((status, &body["id"], &body["version"]), (200, &json!(1), &json!(1)), "{media_type}");
    }
    let (status, body, media_type) = server.raw("GET", "/users/schema.avsc", &[("accept", "text/html")], &[]);
    assert_eq!((status, body.as_slice(), media_type.as_str()), (200, &printed[..], "application/json"));
    assert_eq!(server.get("/subjects/users/versions"), (200, json!([1])));
    server.raw("PUT", "/a%2Fb/schema.avsc", &[], b"\"int\"");
    assert_eq!(server.get("/subjects"), (200, json!(["a/b", "users"])));

    assert_eq!(server.raw("PUT", "/users/schema.avsc", &[], b"\"int\"").0, 409);
    for (body, message) in [(&b"\"imt\""[..], "imt"), (b"\xff\xfe", "UTF-8"), (b" ", "empty")] {
        let (status, answer, _) = server.raw("PUT", "/users/schema.avsc", &[], body);
        let answer: Value = serde_json::from_slice(&answer).expect("JSON");
        assert_eq!((status, &answer["error_code"]), (422, &json!(42201)));
        assert!(answer["message"].as_str().expect("text").contains(message), "{answer}");
    }
    let not_found = json!({"error_code": 40401, "message": "Subject 'nobody' not found."});
    assert_eq!(server.get("/nobody/schema.avsc"), (404, not_found.clone()));
    assert_eq!(server.delete("/nobody/schema.avsc"), (404, not_found));
    assert_eq!(server.delete("/users/schema.avsc"), (200, json!([1])));
    assert_eq!(server.get("/users/schema.avsc").0, 404);
    assert_eq!(server.delete("/users/schema.avsc?permanent=true"), (200, json!([1])));
    for path in ["/metrics/schema.avsc", "/health/schema.avsc", "/v1/schema.avsc", "/schemas/schema.avsc"] {
        let (status, answer) = server.put(path, json!("int"));
        assert_eq!((status, &answer["error_code"]), (422, &json!(42208)), "{path}");
    }
    // These addresses belong to the contract.
    assert_eq!(server.put("/subjects/schema.avsc", json!("int")).0, 405);
    assert_eq!(server.put("/config/schema.avsc", json!({"compatibility": "NONE"})).0, 200);
    let (status, answer) = server.put("/users/schema.proto", json!({}));
    assert_eq!((status, &answer["error_code"]), (422, &json!(42201)));
}
