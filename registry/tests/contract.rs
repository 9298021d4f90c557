//! The rest of the contract: modes, imports, aliases, groups, defaults, contexts, listings, ETags.
mod common;

use common::{Server, V1};
use serde_json::{Value, json};

const ONE: &str = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}"#;
const TWO: &str =
    r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"string","default":""}]}"#;
const OTHER: &str = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"string"}]}"#;

fn error(code: u32, message: &str) -> (u16, Value) {
    let status = if code < 1_000 { code } else { code / 100 };
    (u16::try_from(status).expect("a status"), json!({"error_code": code, "message": message}))
}

fn code(answer: &(u16, Value)) -> (u16, u64) {
    (answer.0, answer.1["error_code"].as_u64().unwrap_or_default())
}

#[test]
fn modes_are_set_and_inherited() {
    let server = Server::start();
    let missing = error(40409, "Subject 'a' does not have subject-level mode configured");
    assert_eq!(server.get("/mode"), (200, json!({"mode": "READWRITE"})));
    assert_eq!(server.get("/mode/a"), missing);
    assert_eq!(server.get("/mode/a?defaultToGlobal=true"), (200, json!({"mode": "READWRITE"})));
    assert_eq!(server.put("/mode/a", json!({"mode": "readonly"})), (200, json!({"mode": "READONLY"})));
    assert_eq!(server.get("/mode/a"), (200, json!({"mode": "READONLY"})));
    assert_eq!(server.put("/mode/:.eu:", json!({"mode": "IMPORT"})), (200, json!({"mode": "IMPORT"})));
    assert_eq!(server.get("/mode/:.eu:x?defaultToGlobal=true").1["mode"], "IMPORT");
    assert_eq!(server.get("/contexts/.eu/mode").1["mode"], "IMPORT");
    assert_eq!(server.delete("/mode/a"), (200, json!({"mode": "READONLY"})));
    assert_eq!(server.delete("/mode/a"), missing);
    assert_eq!(server.put("/mode", json!({"mode": "FORWARD"})).0, 200);
    assert_eq!(server.get("/mode/a?defaultToGlobal=true").1["mode"], "FORWARD");
    server.put("/mode/b", json!({"mode": "READWRITE"}));
    assert_eq!(server.get("/mode/b?defaultToGlobal=true").1["mode"], "READWRITE");
    // An override holds below, too.
    server.put("/mode", json!({"mode": "READONLY_OVERRIDE"}));
    assert_eq!(server.get("/mode/b?defaultToGlobal=true").1["mode"], "READONLY_OVERRIDE");
    assert_eq!(server.put("/mode?recursive=true", json!({"mode": "READWRITE"})).0, 200);
    assert_eq!(server.get("/mode/b").0, 404);
    assert_eq!(server.get("/mode/:.eu:").0, 404);
    server.put("/mode/:.eu:", json!({"mode": "IMPORT"}));
    server.put("/mode/:.eu:x", json!({"mode": "READONLY"}));
    assert_eq!(server.delete("/mode/:.eu:?recursive=true").1["mode"], "IMPORT");
    assert_eq!(server.get("/mode/:.eu:x").0, 404);
    assert_eq!(server.delete("/mode").1["mode"], "READWRITE");
    for body in [json!({"mode": "SIDEWAYS"}), json!({}), json!({"mode": null})] {
        assert_eq!(code(&server.put("/mode", body)), (422, 42204));
    }
    assert_eq!(code(&server.put("/mode/__GLOBAL", json!({"mode": "IMPORT"}))), (422, 42208));
}

#[test]
fn what_is_read_only_is_not_written() {
    let server = Server::start();
    server.register("a", ONE);
    server.put("/config/a", json!({"compatibility": "NONE"}));
    for mode in ["READONLY", "READONLY_OVERRIDE", "FORWARD"] {
        assert_eq!(server.put("/mode", json!({"mode": mode})).0, 200);
        assert_eq!(server.register("a", ONE), 1, "what is known needs no writing");
        for answer in [
            server.post("/subjects/a/versions", json!({"schema": TWO})),
            server.post("/subjects/a/versions", json!({"schema": TWO, "id": 9, "version": 2})),
            server.delete("/subjects/a"),
            server.delete("/subjects/a/versions/1"),
            server.put("/config/a", json!({"compatibility": "FULL"})),
            server.delete("/config/a"),
            server.put("/a/schema.avsc", json!("int")),
        ] {
            assert_eq!(code(&answer), (422, 42205), "{mode} {answer:?}");
        }
        assert_eq!(server.get("/subjects/a/versions").1, json!([1]));
    }
    server.put("/mode", json!({"mode": "READWRITE"}));
    assert_eq!(server.register("a", TWO), 2);
}

#[test]
fn importing_keeps_ids_and_versions() {
    let server = Server::start();
    let offer = |schema: &str, id: i64, version: i64| json!({"schema": schema, "id": id, "version": version});
    server.register("there", ONE);
    assert_eq!(code(&server.put("/mode", json!({"mode": "IMPORT"}))), (422, 42205), "there are schemas");
    assert_eq!(server.put("/mode/a", json!({"mode": "IMPORT"})).0, 200);
    assert_eq!(code(&server.post("/subjects/a/versions", json!({"schema": TWO}))), (422, 42205), "no id");
    let (status, placed) = server.post("/subjects/a/versions", offer(TWO, 40, 7));
    assert_eq!((status, &placed["id"], &placed["version"]), (200, &json!(40), &json!(7)));
    assert_eq!(server.post("/subjects/a/versions", offer(TWO, 40, 7)).1["version"], 7, "once more");
    // A schema keeps the id that it has in the context.
    let expected = error(42207, "Schema already registered with id 1 instead of input id 50");
    assert_eq!(server.post("/subjects/a/versions", offer(ONE, 50, 8)), expected);
    assert_eq!(server.post("/subjects/a/versions", offer(ONE, 1, 8)).1["version"], 8);
    assert_eq!(code(&server.post("/subjects/a/versions", offer(OTHER, 40, 9))), (422, 42205), "the id is taken");
    assert_eq!(code(&server.post("/subjects/a/versions", offer(OTHER, 41, 8))), (422, 42205), "so is the version");
    // Nothing is compared, and one schema may be several versions, as it may be where it comes from.
    assert_eq!(server.post("/subjects/a/versions", offer(OTHER, 41, 2)).0, 200);
    assert_eq!(server.post("/subjects/a/versions", offer(TWO, 40, 9)).0, 200);
    assert_eq!(server.delete("/subjects/a/versions/2").0, 200);
    assert_eq!(server.post("/subjects/a/versions", offer(OTHER, 41, 2)).0, 200, "it comes back in its place");
    assert_eq!(server.get("/subjects/a/versions").1, json!([2, 7, 8, 9]));
    assert_eq!(server.get("/subjects/a/versions/7").1["id"], 40);
    assert_eq!(server.put("/mode/a", json!({"mode": "READWRITE"})).0, 200);
    assert_eq!(code(&server.post("/subjects/a/versions", offer("\"int\"", 99, 99))), (422, 42205));
    // Those who come later go on behind.
    assert_eq!(server.register("later", "\"bytes\""), 42);
    assert_eq!(server.put("/mode/there?force=true", json!({"mode": "IMPORT"})).0, 200);
}

#[test]
fn the_whole_configuration_is_kept() {
    let server = Server::start();
    let whole = json!({
        "alias": "b", "normalize": true, "validateFields": true, "compatibility": "FULL",
        "compatibilityPolicy": "LENIENT", "compatibilityGroup": "major",
        "defaultMetadata": {"properties": {"owner": "nobody"}},
        "overrideMetadata": {"tags": {"**.ssn": ["PII"]}},
        "defaultRuleSet": {"domainRules": [{"name": "r", "kind": "CONDITION", "mode": "WRITE", "type": "CEL", "expr": "true"}]},
        "overrideRuleSet": {"migrationRules": [{"name": "m", "kind": "TRANSFORM", "mode": "UPGRADE", "type": "JSONATA"}]},
    });
    assert_eq!(server.put("/config/a", whole.clone()), (200, whole.clone()));
    let mut read = whole.clone();
    let level = read.as_object_mut().expect("an object").remove("compatibility");
    read["compatibilityLevel"] = level.expect("a level");
    assert_eq!(server.get("/config/a"), (200, read.clone()));
    // What is not said stays, what is null goes.
    assert_eq!(server.put("/config/a", json!({"alias": null, "normalize": false})).1, json!({"normalize": false}));
    read.as_object_mut().expect("an object").remove("alias");
    read["normalize"] = json!(false);
    assert_eq!(server.get("/config/a"), (200, read.clone()));
    assert_eq!(server.delete("/config/a"), (200, read));
    for (body, code_wanted) in [
        (json!({"compatibilityPolicy": "SIDEWAYS"}), 42203),
        (json!({"defaultMetadata": 5}), 42203),
        (json!({"defaultRuleSet": {"domainRules": [{"name": "r", "type": "CEL", "mode": "UPGRADE"}]}}), 42210),
        (json!({"defaultRuleSet": {"domainRules": [{"type": "CEL"}]}}), 42210),
    ] {
        assert_eq!(code(&server.put("/config/a", body.clone())), (422, code_wanted), "{body}");
    }
}

#[test]
fn an_alias_stands_for_its_subject() {
    let server = Server::start();
    server.register("orders", ONE);
    assert_eq!(server.put("/config/bestellungen", json!({"alias": "orders"})).0, 200);
    assert_eq!(server.get("/subjects/bestellungen/versions"), (200, json!([1])));
    assert_eq!(server.get("/subjects/bestellungen/versions/latest").1["subject"], "orders");
    assert_eq!(server.post("/subjects/bestellungen", json!({"schema": ONE})).1["subject"], "orders");
    assert_eq!(server.register("bestellungen", TWO), 2);
    assert_eq!(server.get("/subjects"), (200, json!(["orders"])));
    let check = server.post("/compatibility/subjects/bestellungen/versions/latest", json!({"schema": OTHER}));
    assert_eq!(check, (200, json!({"is_compatible": false})));
    assert_eq!(code(&server.delete("/subjects/bestellungen")), (404, 40401), "names are deleted as they are");
    assert_eq!(server.get("/config/orders").0, 404, "an alias is not inherited");
}

#[test]
fn groups_need_not_go_together() {
    let server = Server::start();
    server.put("/config/a", json!({"compatibility": "FULL_TRANSITIVE", "compatibilityGroup": "major"}));
    let offer = |schema: &str, major: &str| json!({"schema": schema, "metadata": {"properties": {"major": major}}});
    assert_eq!(server.post("/subjects/a/versions", offer(ONE, "1")).0, 200);
    assert_eq!(server.post("/subjects/a/versions", offer(OTHER, "1")).0, 409);
    let check = |major: &str| server.post("/compatibility/subjects/a/versions", offer(OTHER, major)).1;
    assert_eq!((check("1"), check("2")), (json!({"is_compatible": false}), json!({"is_compatible": true})));
    assert_eq!(server.post("/subjects/a/versions", offer(OTHER, "2")).0, 200);
    assert_eq!(server.post("/subjects/a/versions", offer(TWO, "1")).0, 200);
    assert_eq!(server.post("/subjects/a/versions", offer(TWO, "2")).0, 409);
}

#[test]
fn reserved_fields_stay_free() {
    let server = Server::start();
    server.put("/config/a", json!({"validateFields": true}));
    let offer = |schema: &str, names: &str| json!({"schema": schema, "metadata": {"properties": {"confluent:reserved": names}}});
    assert_eq!(server.post("/subjects/a/versions", offer(ONE, "b, c")).0, 200);
    for (schema, names, kind) in [
        (TWO, "b,c", "{errorType:\"FIELD_CONFLICTS_WITH_RESERVED_FIELD\""),
        (ONE, "c", "{errorType:\"RESERVED_FIELD_REMOVED\""),
    ] {
        let (status, answer) = server.post("/subjects/a/versions", offer(schema, names));
        assert_eq!(status, 409, "{answer}");
        let message = answer["message"].as_str().expect("text");
        assert!(message.contains(kind) && message.contains("validateFields: 'true'"), "{message}");
    }
    server.put("/config/a", json!({"validateFields": false}));
    assert_eq!(server.post("/subjects/a/versions", offer(TWO, "c")).0, 200);
}

#[test]
fn metadata_and_rules_are_filled_in() {
    let server = Server::start();
    let rule = |name: &str, expr: &str| json!({"name": name, "kind": "CONDITION", "type": "CEL", "expr": expr});
    server.put(
        "/config/a",
        json!({
            "defaultMetadata": {"properties": {"owner": "nobody", "team": "x"}},
            "overrideMetadata": {"properties": {"audited": "yes"}, "tags": {"R.a": ["PII"]}},
            "defaultRuleSet": {"domainRules": [rule("one", "1"), rule("two", "1")]},
            "overrideRuleSet": {"domainRules": [rule("three", "3")]},
        }),
    );
    let body = json!({"schema": ONE,
        "metadata": {"properties": {"owner": "sales", "audited": "no"}, "tags": {"R.a": ["X"]}},
        "ruleSet": {"domainRules": [rule("two", "2")]}});
    let (status, placed) = server.post("/subjects/a/versions", body.clone());
    assert_eq!(status, 200, "{placed}");
    let metadata =
        json!({"tags": {"R.a": ["PII", "X"]}, "properties": {"audited": "yes", "owner": "sales", "team": "x"}});
    assert_eq!(placed["metadata"], metadata);
    assert_eq!(placed["ruleSet"], json!({"domainRules": [rule("one", "1"), rule("two", "2"), rule("three", "3")]}));
    assert_eq!(server.post("/subjects/a/versions", body).1["version"], 1, "the same again");
    // A schema without text is the latest one's, here with another property.
    let (_, second) = server.post("/subjects/a/versions", json!({"metadata": {"properties": {"owner": "law"}}}));
    assert_eq!((&second["version"], &second["schema"]), (&json!(2), &json!(ONE)));
    let find = |query: &str| server.get(&format!("/subjects/a/metadata?{query}"));
    assert_eq!(find("key=owner&value=sales").1["version"], 1);
    assert_eq!(find("key=audited&value=yes").1["version"], 2);
    assert_eq!(find("key=audited&value=yes&key=owner&value=sales").1["version"], 1);
    assert_eq!(find("key=owner&value=me"), error(40403, "Schema not found"));
    assert_eq!(server.get("/subjects/b/metadata?key=a&value=b"), error(40401, "Subject 'b' not found."));
    let bad = json!({"schema": ONE, "ruleSet": {"domainRules": [{"name": "r"}]}});
    assert_eq!(code(&server.post("/subjects/a/versions", bad)), (422, 42210));
}

#[test]
fn normalising() {
    let server = Server::start();
    let schema = |first: &str, second: &str| {
        format!(
            r#"{{"type":"record","name":"R","fields":[{{"name":"a","type":{{"type":"int"}},"{first}":1,"{second}":1}}]}}"#
        )
    };
    let sorted = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int","x":1,"y":1}]}"#;
    let path = "/subjects/a/versions?normalize=true";
    assert_eq!(server.post(path, json!({"schema": schema("y", "x")})).1["schema"], sorted);
    assert_eq!(server.post(path, json!({"schema": schema("x", "y")})).1["version"], 1);
    // Nor does an order make a version when nobody asked for normalisation.
    assert_eq!(server.register("a", &schema("y", "x")), 1);
    assert_eq!(server.post("/subjects/a?normalize=true", json!({"schema": schema("y", "x")})).1["version"], 1);
    server.put("/config", json!({"normalize": true}));
    assert_eq!(server.post("/subjects/b/versions", json!({"schema": schema("y", "x")})).1["schema"], sorted);
}

#[test]
fn references_to_the_latest_version() {
    let server = Server::start();
    server.register("money", r#"{"type":"record","name":"Money","fields":[{"name":"cents","type":"long"}]}"#);
    let line = r#"{"type":"record","name":"Line","fields":[{"name":"price","type":"Money"}]}"#;
    let body = json!({"schema": line, "references": [{"name": "Money", "subject": "money", "version": -1}]});
    let (status, placed) = server.post("/subjects/line/versions", body.clone());
    assert_eq!((status, &placed["references"][0]["version"]), (200, &json!(1)), "{placed}");
    assert_eq!(server.post("/subjects/line", body).1["version"], 1);
}

#[test]
fn contexts_come_and_go() {
    let server = Server::start();
    server.register("a", ONE);
    server.register(":.eu:b", ONE);
    server.put("/config/:.eu:", json!({"compatibility": "FULL"}));
    server.put("/mode/:.eu:b", json!({"mode": "READWRITE"}));
    assert_eq!(server.get("/contexts"), (200, json!([".", ".eu"])));
    assert_eq!(code(&server.delete("/contexts/.eu")), (422, 42211));
    server.delete("/subjects/:.eu:b");
    assert_eq!(code(&server.delete("/contexts/.eu")), (422, 42211), "soft-deleted is still there");
    server.delete("/subjects/:.eu:b?permanent=true");
    let (status, body, _) = server.raw("DELETE", "/contexts/.eu", &[], &[]);
    assert_eq!((status, body.len()), (204, 0));
    assert_eq!(server.get("/contexts"), (200, json!(["."])));
    assert_eq!(server.get("/config/:.eu:").0, 404);
    assert_eq!(code(&server.delete("/contexts/.")), (422, 42205));
    assert_eq!(server.register(":.eu:b", TWO), 2, "ids are not given away twice");
    // The whole interface again, inside a context.
    assert_eq!(server.put("/contexts/eu/config/b", json!({"compatibility": "NONE"})).0, 200);
    assert_eq!(server.get("/config/:.eu:b").1["compatibilityLevel"], "NONE");
    assert_eq!(server.get("/contexts/.eu/subjects/b/versions"), (200, json!([1])));
    assert_eq!(server.get("/contexts/.eu/schemas?latestOnly=true").1[0]["subject"], ":.eu:b");
    assert_eq!(server.get("/schemas/ids/2?subject=b").1["schema"], TWO, "a client who knows only the name");
}

#[test]
fn listings() {
    let server = Server::start();
    server.register("a", ONE);
    server.register("a", TWO);
    server.register("b%2Fc", ONE);
    server.register(":.eu:a", OTHER);
    server.delete("/subjects/a/versions/1");
    let list = |query: &str| {
        let (status, body) = server.get(&format!("/schemas{query}"));
        assert_eq!(status, 200);
        let rows = body.as_array().expect("a list").iter();
        rows.map(|row| format!("{} {}", row["subject"].as_str().expect("text"), row["version"])).collect::<Vec<_>>()
    };
    assert_eq!(list(""), ["a 2", "b/c 1", ":.eu:a 1"]);
    assert_eq!(list("?deleted=true"), ["a 1", "a 2", "b/c 1", ":.eu:a 1"]);
    assert_eq!(list("?deleted=true&latestOnly=true"), ["a 2", "b/c 1", ":.eu:a 1"]);
    assert_eq!(list("?subjectPrefix=:*:a"), ["a 2", ":.eu:a 1"]);
    assert_eq!(list("?subjectPrefix=:.eu:"), [":.eu:a 1"]);
    assert_eq!(list("?offset=1&limit=1"), ["b/c 1"]);
    assert_eq!(list("?limit=0"), [""; 0]);
    assert_eq!(list("?limit=-1").len(), 3);
    let plain = json!([
        {"name": "a", "url": "/a/schema.avsc", "version": 2, "id": 2, "schemaType": "AVRO"},
        {"name": "b/c", "url": "/b%2Fc/schema.avsc", "version": 1, "id": 1, "schemaType": "AVRO"},
    ]);
    assert_eq!(server.get("/index.json"), (200, plain));
    assert_eq!(server.get("/subjects?deletedOnly=true"), (200, json!([])));
    server.put("/config/new", json!({"alias": "a"}));
    server.put("/mode/:.eu:", json!({"mode": "READONLY"}));
    let settings = json!([{"subject": "new", "config": {"alias": "a"}}, {"subject": ":.eu:", "mode": "READONLY"}]);
    assert_eq!(server.get("/settings"), (200, settings));
    server.delete("/subjects/b%2Fc");
    assert_eq!(server.get("/subjects?deletedOnly=true"), (200, json!(["b/c"])));
}

#[test]
fn a_slash_at_the_end_means_nothing() {
    let server = Server::start();
    server.register("a", ONE);
    for path in ["/subjects/", "/config/", "/subjects/a/versions/1/", "/schemas/ids/1/?fetchMaxId=true", "/mode//"] {
        let bare = path.replace("/?", "?");
        let bare = bare.trim_end_matches('/');
        assert_eq!(server.get(path), server.get(bare), "{path}");
        assert_eq!(server.get(path).0, 200, "{path}");
    }
    assert_eq!(server.put("/config/", json!({"compatibility": "FULL"})).0, 200);
    assert_eq!(server.get("/nothing/"), error(404, "HTTP 404 Not Found"));
    assert_eq!(server.ask("PATCH", "/config/", None), error(405, "HTTP 405 Method Not Allowed"));
}

#[test]
fn what_is_known_is_not_sent_again() {
    let server = Server::start();
    server.register("a", ONE);
    let guid = server.get("/subjects/a/versions/1").1["guid"].as_str().expect("text").to_owned();
    let guid = format!("/schemas/guids/{guid}");
    for (path, cache) in [
        ("/subjects", "no-cache"),
        ("/subjects/a/versions/latest", "no-cache"),
        ("/config", "no-cache"),
        ("/mode", "no-cache"),
        ("/schemas", "no-cache"),
        ("/contexts", "no-cache"),
        ("/a/schema.avsc", "no-cache"),
        ("/schemas/ids/1", "max-age=2592000"),
        ("/schemas/ids/1/schema", "max-age=2592000"),
        ("/schemas/ids/1?fetchMaxId=true", "no-cache"),
        (&guid, "max-age=31536000, immutable"),
    ] {
        let first = server.whole("GET", path, &[], &[]);
        let tag = first.headers().get("etag").expect(path).to_str().expect("text").to_owned();
        assert_eq!(first.headers().get("cache-control").expect(path), cache, "{path}");
        for (known, status) in
            [(tag.as_str(), 304), (&format!("\"x\", W/{tag}"), 304), ("*", 304), ("\"0123456789abcdef\"", 200)]
        {
            let again = server.whole("GET", path, &[("if-none-match", known)], &[]);
            assert_eq!(again.status(), status, "{path} {known}");
            assert_eq!(again.headers().get("etag"), first.headers().get("etag"), "{path}");
            assert_eq!(again.headers().get("cache-control").expect(path), cache, "{path}");
            assert_eq!(again.body().is_empty(), status == 304, "{path}");
        }
    }
    let before = server.whole("GET", "/subjects/a/versions/latest", &[], &[]).headers()["etag"].clone();
    server.register("a", TWO);
    assert_ne!(server.whole("GET", "/subjects/a/versions/latest", &[], &[]).headers()["etag"], before);
    let missing = server.whole("GET", "/schemas/ids/9", &[("if-none-match", "*")], &[]);
    assert_eq!((missing.status().as_u16(), missing.headers().get("etag")), (404, None));
    let body = json!({"schema": ONE}).to_string();
    let posted = server.whole("POST", "/subjects/a", &[("content-type", V1), ("if-none-match", "*")], body.as_bytes());
    assert_eq!((posted.status().as_u16(), posted.headers().get("etag")), (200, None));
}
