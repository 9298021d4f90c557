//! The client against servers that fail, lie, wait, redirect and ask who is there.
mod common;

use common::{Stub, answer, config, registry};
use isobyte::Code;
use isobyte::schema::Schema;
use isobyte_client::{Auth, Registry, RegistryConfig, Version};
use std::time::{Duration, Instant};

const TEXT: &str = r#"{"schema":"\"string\"","subject":"a","version":1,"id":5}"#;

fn ok() -> Vec<u8> {
    answer("200 OK", "", TEXT)
}

#[test]
fn what_is_asked() {
    let stub = Stub::start(|_, _| ok());
    let registry = registry(&format!("{}/base/", stub.url));
    registry.schema_by_id(5).expect("by id");
    registry.schema_by_version("a/b c", Version::Number(1)).expect("by version");
    registry.register("a", &Schema::parse("\"string\"").expect("a schema")).expect("registered");
    let requests = stub.requests();
    assert!(requests[0].starts_with("GET /base/schemas/ids/5 HTTP/1.1\r\n"), "{}", requests[0]);
    assert!(requests[0].contains("accept: application/vnd.schemaregistry.v1+json"), "{}", requests[0]);
    assert!(!requests[0].to_lowercase().contains("authorization"), "{}", requests[0]);
    assert!(requests[1].starts_with("GET /base/subjects/a%2Fb%20c/versions/1 HTTP/1.1\r\n"), "{}", requests[1]);
    assert!(requests[2].starts_with("POST /base/subjects/a/versions HTTP/1.1\r\n"), "{}", requests[2]);
    assert!(requests[2].contains("content-type: application/vnd.schemaregistry.v1+json"), "{}", requests[2]);
    assert!(requests[2].ends_with("\r\n\r\n{\"schema\":\"\\\"string\\\"\"}"), "{}", requests[2]);
}

#[test]
fn nobody_listens() {
    let url = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        format!("http://{}", listener.local_addr().expect("an address"))
    };
    let error = registry(&url).schema_by_id(1).expect_err("nobody listens");
    assert_eq!(error.code(), Code::Unavailable);
    assert!(error.message().starts_with(&format!("registry {url}/schemas/ids/1: ")), "{error}");
    assert!(error.message().contains(": no connection: "), "{error}");
    let error = registry("http://no-such-host.invalid").schema_by_id(1).expect_err("no such host");
    assert_eq!(error.code(), Code::Unavailable);
}

#[test]
fn something_else_listens() {
    let stub = Stub::start(|_, _| answer("404 Not Found", "", "<html>no such page</html>"));
    let error = registry(&stub.url).schema_by_id(1).expect_err("no registry");
    assert_eq!(error.code(), Code::NotFound);
    assert!(
        error.message().ends_with(" answered 404, and not as a registry does: is there one at this address?"),
        "{error}"
    );
}

#[test]
fn only_what_is_unavailable_is_repeated() {
    for (status, requests, code) in [
        ("500 Internal Server Error", 4, Code::Unavailable),
        ("503 Service Unavailable", 4, Code::Unavailable),
        ("429 Too Many Requests", 4, Code::Unavailable),
        ("401 Unauthorized", 1, Code::Unauthorized),
        ("403 Forbidden", 1, Code::Unauthorized),
        ("404 Not Found", 1, Code::NotFound),
        ("409 Conflict", 1, Code::Conflict),
        ("400 Bad Request", 1, Code::Rejected),
        ("422 Unprocessable Entity", 1, Code::Rejected),
        ("304 Not Modified", 1, Code::Protocol),
    ] {
        let stub = Stub::start(move |_, _| match status {
            "304 Not Modified" => answer(status, "", ""),
            _ => answer(status, "", r#"{"error_code":1,"message":"it says so"}"#),
        });
        let error = registry(&stub.url).schema_by_id(1).expect_err(status);
        assert_eq!((error.code(), stub.requests().len()), (code, requests), "{status}");
        let number = &status[..3];
        assert!(
            error.message().starts_with(&format!("registry {}/schemas/ids/1 answered {number}", stub.url)),
            "{error}"
        );
        assert!(number == "304" || error.message().ends_with(": it says so"), "{error}");
    }
    let stub = Stub::start(|_, number| if number < 2 { answer("500 Oh", "", "no JSON") } else { ok() });
    assert_eq!(registry(&stub.url).schema_by_id(5).expect("the third time").id, Some(5));
}

#[test]
fn several_addresses() {
    let (down, up) = (Stub::start(|_, _| answer("503 Down", "", "")), Stub::start(|_, _| ok()));
    let config = RegistryConfig { urls: vec![down.url.clone(), up.url.clone()], ..config("") };
    Registry::new(config).expect("two addresses").schema_by_id(5).expect("the second answers");
    assert_eq!((down.requests().len(), up.requests().len()), (1, 1));
}

#[test]
fn who_asks_is_told_to_the_registry_alone() {
    let elsewhere = Stub::start(|_, _| ok());
    let allowed = elsewhere.url.trim_start_matches("http://").to_owned();
    // RFC 7617's own example: Aladdin, open sesame.
    let basic = "authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==";
    let auth = Auth::Basic { user: "Aladdin".to_owned(), password: "open sesame".to_owned() };
    for (in_url, auth, expected) in [
        ("Aladdin:open%20sesame@", None, basic),
        ("", Some(auth), basic),
        ("", Some(Auth::Bearer("t0ken".to_owned())), "authorization: Bearer t0ken"),
        ("other:wrong@", Some(Auth::Bearer("t0ken".to_owned())), "authorization: Bearer t0ken"),
    ] {
        let target = elsewhere.url.clone();
        let stub = Stub::start(move |request, _| match request.starts_with("GET /schemas/ids/6") {
            true => answer("302 Found", &format!("location: {target}/schemas/ids/6\r\n"), ""),
            false => answer("401 Unauthorized", "", r#"{"error_code":401,"message":"who?"}"#),
        });
        let url = stub.url.replace("http://", &format!("http://{in_url}"));
        let config = RegistryConfig { auth, allowed_hosts: vec![allowed.clone()], ..config(&url) };
        let shown = format!("{config:?}");
        let registry = Registry::new(config).expect(&url);
        let error = registry.schema_by_id(5).expect_err("refused");
        assert_eq!(error.code(), Code::Unauthorized);
        assert!(stub.requests()[0].contains(expected), "{}", stub.requests()[0]);
        registry.schema_by_id(6).expect("redirected");
        for text in [shown, format!("{registry:?}"), format!("{error:?} {error}")] {
            for secret in ["sesame", "Aladdin", "wrong", "t0ken", "QWxh"] {
                assert!(!text.contains(secret), "{text}");
            }
        }
    }
    for request in elsewhere.requests() {
        assert!(!request.to_lowercase().contains("authorization"), "{request}");
    }
    // Header text that would be two headers is none.
    let config = RegistryConfig { auth: Some(Auth::Bearer("a\r\nx: y".to_owned())), ..config(&elsewhere.url) };
    let error = Registry::new(config).expect("not used yet").schema_by_id(1).expect_err("no header");
    assert_eq!(error.code(), Code::InvalidArgument);
}

#[test]
fn redirects_lead_to_allowed_hosts_only() {
    let foreign = Stub::start(|_, _| ok());
    let target = foreign.url.clone();
    let stub = Stub::start(move |request, _| match request.split(' ').nth(1) {
        Some("/schemas/ids/1") => answer("302 Found", &format!("location: {target}/schemas/ids/1\r\n"), ""),
        Some("/schemas/ids/2") => answer("308 Moved", "location: /moved/2?x=y\r\n", ""),
        Some("/schemas/ids/3") => answer("301 Moved", "location: 4\r\n", ""),
        Some("/schemas/ids/5") => answer("302 Found", "location: /schemas/ids/5\r\n", ""),
        Some("/schemas/ids/6") => answer("302 Found", "location: file:///etc/passwd\r\n", ""),
        Some("/subjects/a/versions") => answer("303 See", "location: /moved/2\r\n", ""),
        Some("/subjects/b/versions") => answer("307 Moved", "location: /moved/b\r\n", ""),
        _ => ok(),
    });
    let registry = registry(&stub.url);
    let error = registry.schema_by_id(1).expect_err("another host");
    assert_eq!(error.code(), Code::InvalidArgument);
    assert!(error.message().contains(&foreign.url), "{error}");
    assert_eq!(foreign.requests().len(), 0, "nothing was connected to");
    registry.schema_by_id(2).expect("the same host");
    registry.schema_by_id(3).expect("beside it");
    assert_eq!(registry.schema_by_id(5).expect_err("a circle").code(), Code::Protocol);
    assert_eq!(registry.schema_by_id(6).expect_err("no HTTP").code(), Code::InvalidArgument);
    let text = Schema::parse("\"string\"").expect("a schema");
    // What was to be written must not turn into a read.
    assert_eq!(registry.register("a", &text).expect_err("not followed").code(), Code::Protocol);
    assert_eq!(registry.register("b", &text).expect("followed"), 5);
    assert!(stub.requests().last().expect("a request").starts_with("POST /moved/b "));
}

#[test]
fn answers_that_are_not_understood() {
    for (body, code) in [
        ("", Code::Protocol),
        ("<html>", Code::Protocol),
        ("{}", Code::Protocol),
        ("[]", Code::Protocol),
        (r#"{"schema":5}"#, Code::Protocol),
        (r#"{"schema":"\"strnig\""}"#, Code::SchemaReference),
        (r#"{"schema":"syntax","schemaType":"PROTOBUF"}"#, Code::Unsupported),
    ] {
        let stub = Stub::start(move |_, _| answer("200 OK", "", body));
        let error = registry(&stub.url).schema_by_id(1).expect_err(body);
        assert_eq!(error.code(), code, "{body} {error}");
    }
    let stub = Stub::start(|_, _| b"this is not HTTP\r\n\r\n".to_vec());
    assert_eq!(registry(&stub.url).schema_by_id(1).expect_err("no HTTP").code(), Code::Protocol);
    let stub = Stub::start(|_, _| answer("200 OK", "", &format!("{{\"schema\":\"{}\"}}", "x".repeat(2_000))));
    let small = RegistryConfig { max_answer: 1_000, ..config(&stub.url) };
    let error = Registry::new(small).expect("small").schema_by_id(1).expect_err("too large");
    assert_eq!((error.code(), error.message().contains("1000 bytes")), (Code::Protocol, true), "{error}");
}

#[test]
fn answers_that_do_not_come() {
    let stub = Stub::start(|request, _| {
        std::thread::sleep(Duration::from_secs(if request.contains("/ids/1 ") { 3 } else { 0 }));
        // Less than it promises, and then nothing.
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".to_vec()
    });
    let config = RegistryConfig { timeout: Duration::from_millis(200), retries: 1, ..config(&stub.url) };
    let registry = Registry::new(config).expect("a short time-out");
    for id in [1, 2] {
        let start = Instant::now();
        let error = registry.schema_by_id(id).expect_err("no whole answer");
        assert_eq!(error.code(), Code::Unavailable, "{error}");
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    }
}

#[test]
fn one_request_for_a_crowd() {
    let stub = Stub::start(|_, _| {
        std::thread::sleep(Duration::from_millis(300));
        ok()
    });
    let registry = registry(&stub.url);
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| assert_eq!(registry.schema_by_id(5).expect("by id").id, Some(5)));
        }
        // While they wait, others are served: nothing is locked.
        scope.spawn(|| registry.cached_by_id(6));
    });
    assert_eq!(stub.requests().len(), 1);
}

#[test]
fn plain_servers_without_ids() {
    let stub = Stub::start(|request, _| match request.starts_with("GET ") {
        true => answer("200 OK", "content-type: text/plain\r\n", "\"string\""),
        false => answer("405 Method Not Allowed", "", ""),
    });
    let registry = registry(&stub.url);
    let found = registry.schema_by_url(&format!("{}/files/users/schema.avsc", stub.url)).expect("a text");
    assert_eq!((found.id, found.subject.as_deref()), (None, Some("users")));
    assert_eq!(found.schema, Schema::parse("\"string\"").expect("a schema"));
}

#[test]
fn references_that_lead_in_a_circle() {
    let told = |subject: &str, to: &str| {
        format!(
            r#"{{"subject":"{subject}","version":1,"id":1,"schema":"\"{to}\"","references":[{{"name":"{to}","subject":"{to}","version":1}}]}}"#
        )
    };
    let stub = Stub::start(move |request, _| match request.contains("/subjects/a/") {
        true => answer("200 OK", "", &told("a", "b")),
        false => answer("200 OK", "", &told("b", "a")),
    });
    let error = registry(&stub.url).schema_by_version("a", Version::Number(1)).expect_err("a circle");
    assert_eq!(error.code(), Code::SchemaReference, "{error}");
}
