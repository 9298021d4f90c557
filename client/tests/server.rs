//! The client against the real server.
mod common;

use common::{config, registry, server};
use isobyte::Code;
use isobyte::schema::Schema;
use isobyte_client::{Reference, Registry, RegistryConfig, SchemaId, Version};
use std::sync::Arc;
use std::time::Duration;

fn schema(text: &str) -> Schema {
    Schema::parse(text).expect(text)
}

fn record(fields: &str) -> Schema {
    schema(&format!(r#"{{"type":"record","name":"User","namespace":"app","fields":[{fields}]}}"#))
}

const NAME: &str = r#"{"name":"name","type":"string"}"#;

#[test]
fn registered_once_read_in_every_way() {
    let url = server();
    let user = record(NAME);
    let id = registry(&url).register("users/all", &user).expect("registered");
    let registry = registry(&url);
    let by_id = registry.schema_by_id(id).expect("by id");
    assert_eq!((by_id.id, &by_id.schema), (Some(id), &user));
    for version in [Version::Latest, Version::Number(1)] {
        let found = registry.schema_by_version("users/all", version).expect("by version");
        assert_eq!((found.id, found.version, found.subject.as_deref()), (Some(id), Some(1), Some("users/all")));
        assert_eq!(found.schema, user);
    }
    let found = registry.lookup("users/all", &user).expect("looked up");
    assert_eq!((found.id, found.version), (Some(id), Some(1)));
    let found = registry.schema_by_url(&format!("{url}/schemas/ids/{id}")).expect("by URL of the id");
    assert!(Arc::ptr_eq(&found, &by_id), "the same answer for the same question");
    let found = registry.schema_by_url(&format!("{url}/users%2Fall/schema.avsc")).expect("by plain URL");
    assert_eq!((found.id, found.version, &found.schema), (Some(id), Some(1), &user));
    assert_eq!(registry.register("users/all", &user).expect("again"), id);
}

#[test]
fn what_is_cached_needs_no_server() {
    let url = server();
    let registry = registry(&url);
    let user = record(NAME);
    assert!(registry.cached_by_id(1).is_none() && registry.cached_register("users", &user).is_none());
    let id = registry.register("users", &user).expect("registered");
    registry.schema_by_id(id).expect("by id");
    registry.schema_by_version("users", Version::Latest).expect("latest");
    let plain = format!("{url}/users/schema.avsc");
    registry.schema_by_url(&plain).expect("by URL");
    assert_eq!(registry.cached_register("users", &user), Some(id));
    assert!(registry.cached_by_id(id).is_some() && registry.cached_by_url(&plain).is_some());
    assert!(registry.cached_by_version("users", Version::Latest).is_some());
    registry.forget_latest();
    assert!(registry.cached_by_version("users", Version::Latest).is_none());
    assert!(registry.cached_by_url(&plain).is_none() && registry.cached_by_id(id).is_some());
}

#[test]
fn the_latest_version_is_believed_for_a_while() {
    let url = server();
    let short = RegistryConfig { latest_ttl: Duration::from_millis(300), ..config(&url) };
    let (short, long) = (Registry::new(short).expect("short"), registry(&url));
    let never = Registry::new(RegistryConfig { latest_ttl: Duration::ZERO, ..config(&url) }).expect("never");
    let writer = registry(&url);
    writer.register("a", &record(NAME)).expect("version 1");
    let latest = |registry: &Registry| registry.schema_by_version("a", Version::Latest).expect("latest").version;
    assert_eq!([latest(&short), latest(&long), latest(&never)], [Some(1); 3]);
    let second = record(&format!(r#"{NAME},{{"name":"age","type":"int","default":0}}"#));
    writer.register("a", &second).expect("version 2");
    assert_eq!([latest(&long), latest(&never)], [Some(1), Some(2)]);
    std::thread::sleep(Duration::from_millis(350));
    assert_eq!([latest(&short), latest(&long)], [Some(2), Some(1)]);
}

#[test]
fn what_the_registry_refuses() {
    let url = server();
    let registry = registry(&url);
    registry.register("users", &record(NAME)).expect("version 1");
    let error = registry.schema_by_id(7).expect_err("unknown id");
    assert_eq!(error.code(), Code::NotFound);
    assert_eq!(error.message(), format!("registry {url}/schemas/ids/7 answered 404: Schema 7 not found"));
    let error = registry.schema_by_version("nobody", Version::Latest).expect_err("unknown subject");
    assert_eq!(error.code(), Code::NotFound);
    assert!(error.message().ends_with("answered 404: Subject 'nobody' not found."), "{error}");
    let error = registry.register("users", &record(r#"{"name":"age","type":"int"}"#)).expect_err("incompatible");
    assert_eq!(error.code(), Code::Conflict);
    assert!(error.message().contains("409") && error.message().contains("age"), "{error}");
    let error = registry.register("a\nb", &record(NAME)).expect_err("no subject");
    assert_eq!(error.code(), Code::Rejected);
    let error = registry.lookup("users", &record("")).expect_err("not registered");
    assert_eq!((error.code(), error.message().ends_with("answered 404: Schema not found")), (Code::NotFound, true));
    let error = registry.schema_by_url(&format!("{url}/nobody/schema.avsc")).expect_err("no such name");
    assert_eq!(error.code(), Code::NotFound);
    // A failure is not remembered.
    registry.register("nobody", &record(NAME)).expect("registered");
    registry.schema_by_version("nobody", Version::Latest).expect("now it is there");
}

#[test]
fn references_are_fetched_and_kept() {
    let url = server();
    let writer = registry(&url);
    let money =
        schema(r#"{"type":"record","name":"Money","namespace":"shop","fields":[{"name":"cents","type":"long"}]}"#);
    let parse = |text: &str, uses: &[Schema]| {
        isobyte::schema::Schema::parse_with(Default::default(), text, uses, &Default::default()).expect(text)
    };
    let line = parse(
        r#"{"type":"record","name":"Line","namespace":"shop","fields":[{"name":"price","type":"Money"}]}"#,
        std::slice::from_ref(&money),
    );
    let order = parse(
        r#"{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"line","type":"Line"},{"name":"sum","type":"Money"}]}"#,
        &[line.clone(), money.clone()],
    );
    let to = |name: &str, subject: &str| Reference { name: name.to_owned(), subject: subject.to_owned(), version: 1 };
    writer.register("money", &money).expect("money");
    writer.register_with_references("line", &line, &[to("shop.Money", "money")]).expect("line");
    let references = [to("shop.Line", "line"), to("shop.Money", "money")];
    let id = writer.register_with_references("order", &order, &references).expect("order");
    let reader = registry(&url);
    assert_eq!(reader.schema_by_id(id).expect("order").schema, order);
    assert!(reader.cached_by_version("line", Version::Number(1)).is_some());
    assert_eq!(reader.schema_by_version("order", Version::Latest).expect("order").schema, order);
    assert_eq!(reader.schema_by_url(&format!("{url}/order/schema.avsc")).expect("plain").id, Some(id));
    // With its types written out it is the same schema.
    assert_eq!(reader.register("order", &order).expect("again"), id);
}

#[test]
fn a_slot_for_each_schema() {
    let registry = registry(&server());
    let id = registry.register("a", &record(NAME)).expect("registered");
    let made = std::sync::atomic::AtomicUsize::new(0);
    let make = |schema: &Schema| {
        made.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        Ok(schema.rabin())
    };
    let first = registry.schema_by_id(id).expect("by id").slot(make).expect("made");
    let second = registry.schema_by_id(id).expect("by id").slot(make).expect("kept");
    assert!(Arc::ptr_eq(&first, &second));
    assert_eq!(made.load(std::sync::atomic::Ordering::SeqCst), 1);
    let other = registry.schema_by_id(id).expect("by id").slot(|_| Ok("another type")).expect("made");
    assert_eq!(*other, "another type");
}

#[test]
fn hosts_that_are_not_allowed() {
    let (own, other) = (server(), server());
    let registry = Registry::new(config(&own)).expect("own");
    for url in [format!("{other}/schemas/ids/1"), format!("{other}/users/schema.avsc")] {
        let error = registry.schema_by_url(&url).expect_err("another host");
        assert_eq!(error.code(), Code::InvalidArgument, "{error}");
        assert!(error.message().contains(&other), "{error}");
    }
    let host = other.trim_start_matches("http://").to_owned();
    let registry = Registry::new(RegistryConfig { allowed_hosts: vec![host], ..config(&own) }).expect("allowed");
    let id = self::registry(&other).register("users", &record(NAME)).expect("registered there");
    for url in [format!("{other}/schemas/ids/{id}"), format!("{other}/users/schema.avsc")] {
        let found = registry.schema_by_url(&url).expect("an allowed host");
        assert_eq!((found.id, &found.schema), (Some(id), &record(NAME)));
    }
    // Ids of another registry are not ours.
    assert_eq!(registry.schema_by_id(id).expect_err("not here").code(), Code::NotFound);
}

#[test]
fn in_memory() {
    let (one, two) = (registry("memory:"), registry("memory:"));
    let (shared, same) = (registry("memory:shared-by-this-test"), registry("memory:shared-by-this-test"));
    let user = record(NAME);
    for registry in [&one, &shared] {
        assert_eq!(registry.register("users", &user).expect("registered"), 1);
        assert_eq!(registry.register("people", &user).expect("registered"), 1);
        assert_eq!(registry.register("users", &schema("\"int\"")).expect("registered"), 2);
        let latest = registry.schema_by_version("users", Version::Latest).expect("latest");
        assert_eq!((latest.id, latest.version), (Some(2), Some(2)));
        assert_eq!(registry.lookup("users", &user).expect("found").version, Some(1));
        assert_eq!(registry.schema_by_version("users", Version::Number(3)).expect_err("none").code(), Code::NotFound);
    }
    assert_eq!(same.schema_by_id(1).expect("shared").schema, user);
    assert_eq!(two.schema_by_id(1).expect_err("its own").code(), Code::NotFound);
    assert_eq!(one.schema_by_url("memory:/schemas/ids/1").expect("by URL").schema, user);
    assert_eq!(same.schema_by_url("memory:shared-by-this-test/people/schema.avsc").expect("by URL").id, Some(1));
    assert_eq!(
        one.schema_by_url("http://elsewhere/users/schema.avsc").expect_err("host").code(),
        Code::InvalidArgument
    );
}

#[test]
fn configurations_that_are_none() {
    for url in ["", "registry", "ftp://h", "http://h?x", "http://me:secret@"] {
        let error = Registry::new(RegistryConfig::at(url)).expect_err(url);
        assert_eq!(error.code(), Code::InvalidArgument);
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    assert_eq!(Registry::new(RegistryConfig::default()).expect_err("no URL").code(), Code::InvalidArgument);
    let missing = RegistryConfig { ca_file: Some("/nowhere/ca.pem".into()), ..config("https://127.0.0.1:1") };
    let error = Registry::new(missing).expect("nothing is read yet").schema_by_id(1).expect_err("no file");
    assert_eq!((error.code(), error.message().contains("/nowhere/ca.pem")), (Code::InvalidArgument, true));
}

#[test]
fn by_whatever_names_a_schema() {
    let url = server();
    let (users, other) = (record(NAME), schema(r#""string""#));
    let registry = registry(&url);
    let id = registry.register("users", &users).expect("registered");
    let apart = registry.register(":.apart:a:b", &other).expect("registered in a context");
    // Over the wire, as another client sees it.
    let answer = common::get(&format!("{url}/subjects/users/versions/1"));
    let guid = answer.split(r#""guid":""#).nth(1).expect("a GUID")[..36].to_owned();
    for (name, subject, expected) in [
        (id.to_string(), None, &users),
        (guid, None, &users),
        ("users:1".to_owned(), Some("users"), &users),
        ("users:latest".to_owned(), Some("users"), &users),
        (":.apart:a:b:1".to_owned(), Some(":.apart:a:b"), &other),
        (format!("{url}/schemas/ids/{id}"), None, &users),
        (format!("{url}/users/schema.avsc"), Some("users"), &users),
    ] {
        let said = SchemaId::parse(&name).expect(&name);
        let found = registry.schema(&said).expect(&name);
        assert_eq!((&found.schema, found.subject.as_deref()), (expected, subject), "{name}");
        assert!(Arc::ptr_eq(&registry.cached(&said).expect(&name), &found), "{name}");
    }
    assert_eq!(registry.schema(&SchemaId::parse(":.apart:a:b:1").expect("a version")).expect("there").id, Some(apart));
    for name in ["users:latest", ":.apart:a:b:latest"]
        .map(str::to_owned)
        .into_iter()
        .chain([format!("{url}/users/schema.avsc"), format!("{url}/%3A.apart%3Aa%3Ab/schema.avsc")])
    {
        let latest = SchemaId::parse(&name).expect(&name);
        let found = registry.schema(&latest).expect(&name);
        let fixed = latest.fixed(&found);
        assert!(fixed.is_fixed() && !latest.is_fixed(), "{name}");
        assert_eq!(registry.schema(&fixed).expect(&name).schema, found.schema, "{name}");
    }
    let nothing = SchemaId::parse("00000000-0000-0000-0000-000000000000").expect("a GUID");
    assert_eq!(registry.schema(&nothing).expect_err("nobody's").code(), Code::NotFound);
    let foreign = SchemaId::from_header(b"http://127.0.0.2:9/schemas/ids/1").expect("a URL");
    assert_eq!(registry.schema(&foreign).expect_err("not ours").code(), Code::InvalidArgument);
}

#[test]
fn what_was_registered_is_the_latest() {
    let url = server();
    let registry = registry(&url);
    let first = registry.register("users", &record(NAME)).expect("registered");
    assert_eq!(registry.schema_by_version("users", Version::Latest).expect("latest").id, Some(first));
    let more = format!(r#"{NAME},{{"name":"age","type":"int","default":0}}"#);
    let second = registry.register("users", &record(&more)).expect("registered");
    assert_eq!(registry.schema_by_version("users", Version::Latest).expect("latest").id, Some(second));
}
