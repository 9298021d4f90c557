//! Registering, looking up, reading and deleting, as clients of the contract see them.
mod common;

use common::Server;
use serde_json::{Value, json};

const ONE: &str = r#"{ "type": "record", "name": "R", "fields": [ {"name": "a", "type": "int"} ] }"#;
/// ONE as Avro Java prints it.
const ONE_PRINTED: &str = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"}]}"#;
/// Reads what ONE wrote.
const TWO: &str =
    r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"string","default":""}]}"#;
/// Does not: b has no default.
const BROKEN: &str =
    r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"string"}]}"#;

fn error(code: u32, message: &str) -> (u16, Value) {
    let status = if code < 1_000 { code } else { code / 100 };
    (u16::try_from(status).expect("a status"), json!({"error_code": code, "message": message}))
}

#[test]
fn registering_is_idempotent_and_ids_are_shared() {
    let server = Server::start();
    let (status, first) = server.post("/subjects/a-value/versions", json!({"schema": ONE}));
    // The GUID is the MD5 of the printed text, as md5sum gives it.
    let guid = "e4d94c3f-c345-bad6-d759-ac6f42ea94f7";
    let expected = json!({"subject": "a-value", "version": 1, "id": 1, "guid": guid, "schema": ONE_PRINTED});
    assert_eq!((status, first), (200, expected));
    // Clients that do not say that they can bear more get the id alone.
    let body = json!({"schema": ONE}).to_string();
    let old = server.raw("POST", "/subjects/a-value/versions", &[("content-type", common::V1)], body.as_bytes());
    assert_eq!((old.0, old.1.as_slice()), (200, &br#"{"id":1}"#[..]));
    assert_eq!(server.register("a-value", ONE_PRINTED), 1);
    assert_eq!(server.register("b-value", ONE), 1);
    assert_eq!(server.register("a-value", TWO), 2);
    assert_eq!(server.get("/subjects"), (200, json!(["a-value", "b-value"])));
    assert_eq!(server.get("/subjects/a-value/versions"), (200, json!([1, 2])));
    assert_eq!(server.get("/schemas/ids/1/subjects"), (200, json!(["a-value", "b-value"])));
    let uses = json!([{"subject": "a-value", "version": 1}, {"subject": "b-value", "version": 1}]);
    assert_eq!(server.get("/schemas/ids/1/versions"), (200, uses));
}

#[test]
fn what_is_read_back() {
    let server = Server::start();
    server.register("a", ONE);
    server.register("a", TWO);
    for path in ["/subjects/a/versions/1", "/subjects/a/versions/latest", "/subjects/a/versions/-1"] {
        let (status, mut body) = server.get(path);
        let latest = !path.ends_with('1') || path.ends_with("-1");
        assert!(body["ts"].as_u64().expect("a time") > 1_700_000_000_000);
        body.as_object_mut().expect("an object").remove("ts");
        let expected = match latest {
            false => {
                json!({"subject": "a", "version": 1, "id": 1, "guid": "e4d94c3f-c345-bad6-d759-ac6f42ea94f7", "schema": ONE_PRINTED})
            }
            true => {
                json!({"subject": "a", "version": 2, "id": 2, "guid": "edeee46b-0be7-f4ee-212c-d2073489ad8b", "schema": TWO})
            }
        };
        assert_eq!((status, body), (200, expected), "{path}");
    }
    let (status, body) = server.get("/schemas/ids/1");
    assert_eq!((status, &body["schema"], body.get("schemaType")), (200, &json!(ONE_PRINTED), None));
    assert_eq!(server.get("/schemas/ids/1?fetchMaxId=true").1["maxId"], 2);
    let bare: Value = serde_json::from_str(ONE_PRINTED).expect("JSON");
    assert_eq!(server.get("/schemas/ids/1/schema"), (200, bare.clone()));
    assert_eq!(server.get("/subjects/a/versions/1/schema"), (200, bare));
    assert_eq!(server.get("/schemas/types"), (200, json!(["JSON", "PROTOBUF", "AVRO"])));
}

#[test]
fn what_is_not_there() {
    let server = Server::start();
    server.register("a", ONE);
    let look = |schema: &str| json!({"schema": schema});
    assert_eq!(server.get("/subjects/x/versions"), error(40401, "Subject 'x' not found."));
    assert_eq!(server.get("/subjects/x/versions/1"), error(40401, "Subject 'x' not found."));
    assert_eq!(server.get("/subjects/a/versions/3"), error(40402, "Version 3 not found."));
    assert_eq!(server.get("/schemas/ids/7"), error(40403, "Schema 7 not found"));
    assert_eq!(server.get("/schemas/ids/-1"), error(40403, "Schema -1 not found"));
    assert_eq!(server.post("/subjects/x", look(ONE)), error(40401, "Subject 'x' not found."));
    assert_eq!(server.post("/subjects/a", look(TWO)), error(40403, "Schema not found"));
    assert_eq!(server.delete("/subjects/x"), error(40401, "Subject 'x' not found."));
    assert_eq!(server.delete("/subjects/a/versions/2"), error(40402, "Version 2 not found."));
    for version in ["0", "-2", "abc", "2147483648", "1.0"] {
        let (status, body) = server.get(&format!("/subjects/a/versions/{version}"));
        assert_eq!((status, &body["error_code"]), (422, &json!(42202)), "{version}");
    }
    for path in ["/nothing", "/subjects/a/b/c/d", "/schemas/ids/abc", "/subjects/%ff/versions"] {
        assert_eq!(server.get(path), error(404, "HTTP 404 Not Found"), "{path}");
    }
    for (method, path) in
        [("PUT", "/subjects"), ("POST", "/schemas/ids/1"), ("PATCH", "/config"), ("GET", "/subjects/a")]
    {
        assert_eq!(server.ask(method, path, None), error(405, "HTTP 405 Method Not Allowed"), "{method} {path}");
    }
}

#[test]
fn looking_up() {
    let server = Server::start();
    server.register("a", ONE);
    let (status, body) = server.post("/subjects/a", json!({"schema": ONE}));
    let guid = "e4d94c3f-c345-bad6-d759-ac6f42ea94f7";
    let expected = json!({"subject": "a", "version": 1, "id": 1, "guid": guid, "schema": ONE_PRINTED});
    assert_eq!((status, body), (200, expected));
}

#[test]
fn a_schema_that_is_none() {
    let server = Server::start();
    let wrong = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"strnig"}]}"#;
    for path in ["/subjects/a/versions", "/subjects/a", "/compatibility/subjects/a/versions"] {
        let (status, body) = server.post(path, json!({"schema": wrong}));
        assert_eq!((status, &body["error_code"]), (422, &json!(42201)), "{body}");
        let message = body["message"].as_str().expect("text");
        assert!(message.contains("fields[1].type") && message.contains("strnig"), "{message}");
    }
    for body in [json!({"schema": ""}), json!({}), json!({"schema": "{"}), json!({"schema": null})] {
        let (status, answer) = server.post("/subjects/a/versions", body.clone());
        assert_eq!((status, &answer["error_code"]), (422, &json!(42201)), "{body} {answer}");
    }
    let (status, answer) = server.post("/subjects/a/versions", json!({"schema": "<a/>", "schemaType": "XML"}));
    assert_eq!((status, &answer["error_code"]), (422, &json!(42201)), "{answer}");
    assert!(answer["message"].as_str().expect("text").contains("XML"), "{answer}");
    let deep = "[".repeat(100_000);
    let (status, answer) = server.post("/subjects/a/versions", json!({"schema": deep}));
    assert_eq!((status, &answer["error_code"]), (422, &json!(42201)), "{answer}");
    assert_eq!(server.get("/subjects"), (200, json!([])));
}

#[test]
fn subjects_of_every_kind() {
    let server = Server::start();
    for subject in ["a/b", "a b", "a:b", "ünï", "100%", "..", "schema.avsc"] {
        let path: String = subject.bytes().map(|byte| format!("%{byte:02x}")).collect();
        server.register(&path, ONE);
        assert_eq!(server.get(&format!("/subjects/{path}/versions/1")).1["subject"], subject);
    }
    let all = json!(["..", "100%", "a b", "a/b", "a:b", "schema.avsc", "ünï"]);
    assert_eq!(server.get("/subjects"), (200, all));
    assert_eq!(server.get("/subjects?subjectPrefix=a&offset=1&limit=1"), (200, json!(["a/b"])));
    for subject in ["%00", "a%0ab", "__GLOBAL", ":.ctx:"] {
        let (status, answer) = server.post(&format!("/subjects/{subject}/versions"), json!({"schema": ONE}));
        assert_eq!((status, &answer["error_code"]), (422, &json!(42208)), "{subject} {answer}");
    }
    for member in ["id", "version"] {
        let (status, answer) = server.post("/subjects/new/versions", json!({"schema": ONE, member: 7}));
        assert_eq!((status, &answer["error_code"]), (422, &json!(42205)), "{answer}");
    }
}

#[test]
fn deleting_softly_then_for_good() {
    let server = Server::start();
    server.register("a", ONE);
    server.register("a", TWO);
    let soft = "was soft deleted.Set permanent=true to delete permanently";
    let first = "was not deleted first before being permanently deleted";
    assert_eq!(server.delete("/subjects/a?permanent=true"), error(40405, &format!("Subject 'a' {first}")));
    assert_eq!(
        server.delete("/subjects/a/versions/1?permanent=true"),
        error(40407, &format!("Subject 'a' Version 1 {first}"))
    );
    assert_eq!(server.delete("/subjects/a/versions/1"), (200, json!(1)));
    assert_eq!(server.delete("/subjects/a/versions/1"), error(40406, &format!("Subject 'a' Version 1 {soft}")));
    assert_eq!(server.get("/subjects/a/versions"), (200, json!([2])));
    assert_eq!(server.get("/subjects/a/versions?deleted=true"), (200, json!([1, 2])));
    assert_eq!(server.get("/subjects/a/versions?deletedOnly=true"), (200, json!([1])));
    assert_eq!(server.get("/subjects/a/versions/1"), error(40402, "Version 1 not found."));
    assert_eq!(server.get("/subjects/a/versions/1?deleted=true").1["deleted"], true);
    // Whoever holds data needs the id for as long as the schema exists.
    assert_eq!(server.get("/schemas/ids/1").0, 200);
    assert_eq!(server.get("/schemas/ids/1/subjects"), (200, json!([])));
    assert_eq!(server.get("/schemas/ids/1/subjects?deleted=True"), (200, json!(["a"])));
    assert_eq!(server.delete("/subjects/a"), (200, json!([2])));
    assert_eq!(server.delete("/subjects/a"), error(40404, &format!("Subject 'a' {soft}")));
    assert_eq!(server.get("/subjects"), (200, json!([])));
    assert_eq!(server.get("/subjects?deleted=true"), (200, json!(["a"])));
    assert_eq!(server.get("/subjects/a/versions/latest"), error(40401, "Subject 'a' not found."));
    // The same schema comes back as a new version with its old id.
    let (_, again) = server.post("/subjects/a/versions", json!({"schema": ONE}));
    assert_eq!((&again["id"], &again["version"]), (&json!(1), &json!(3)));
    assert_eq!(server.delete("/subjects/a"), (200, json!([3])));
    assert_eq!(server.delete("/subjects/a?permanent=true"), (200, json!([1, 2, 3])));
    assert_eq!(server.get("/subjects?deleted=true"), (200, json!([])));
    assert_eq!(server.get("/schemas/ids/1"), error(40403, "Schema 1 not found"));
    // Versions start again, ids are never reused.
    let (_, anew) = server.post("/subjects/a/versions", json!({"schema": ONE}));
    assert_eq!((&anew["id"], &anew["version"]), (&json!(3), &json!(1)));
}

#[test]
fn incompatible_schemas() {
    let server = Server::start();
    server.register("a", ONE);
    let (status, answer) = server.post("/subjects/a/versions", json!({"schema": BROKEN}));
    assert_eq!((status, &answer["error_code"]), (409, &json!(409)));
    let message = answer["message"].as_str().expect("text");
    let start = r#"Schema being registered is incompatible with an earlier schema for subject "a", details: [{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', "#;
    assert!(message.starts_with(start), "{message}");
    let end = format!(
        "{{oldSchemaVersion: 1}}, {{oldSchema: '{ONE_PRINTED}'}}, {{validateFields: 'false', compatibility: 'BACKWARD'}}]"
    );
    assert!(message.ends_with(&end), "{message}");
    assert_eq!(server.get("/subjects/a/versions"), (200, json!([1])));

    let ask =
        |path: &str, schema: &str| server.post(&format!("/compatibility/subjects/{path}"), json!({"schema": schema}));
    assert_eq!(ask("a/versions/latest", TWO), (200, json!({"is_compatible": true})));
    assert_eq!(ask("a/versions/1", BROKEN), (200, json!({"is_compatible": false})));
    assert_eq!(ask("a/versions", BROKEN), (200, json!({"is_compatible": false})));
    assert_eq!(ask("new/versions", BROKEN), (200, json!({"is_compatible": true})));
    assert_eq!(ask("new/versions/latest", BROKEN), error(40401, "Subject 'new' not found."));
    assert_eq!(ask("a/versions/2", BROKEN), error(40402, "Version 2 not found."));
    let (_, verbose) = ask("a/versions/latest?verbose=true", BROKEN);
    let messages = verbose["messages"].as_array().expect("messages");
    assert_eq!(messages.len(), 4, "{messages:?}");
    assert_eq!(messages[1], "{oldSchemaVersion: 1}");
    assert_eq!(ask("a/versions/latest?verbose=true", TWO), (200, json!({"is_compatible": true, "messages": []})));
}

/// What each level says of a field that comes and of one that goes, the field having a default or not.
#[test]
fn the_seven_levels() {
    let server = Server::start();
    let record =
        |fields: &str| format!(r#"{{"type":"record","name":"R","fields":[{{"name":"a","type":"int"}}{fields}]}}"#);
    let (plain, with) = (record(r#",{"name":"b","type":"int"}"#), record(r#",{"name":"b","type":"int","default":0}"#));
    let none = record("");
    // Added without default: new readers fail. Removed without default: old readers fail.
    for (level, added, removed) in [
        ("NONE", true, true),
        ("BACKWARD", false, true),
        ("BACKWARD_TRANSITIVE", false, true),
        ("FORWARD", true, false),
        ("FORWARD_TRANSITIVE", true, false),
        ("FULL", false, false),
        ("FULL_TRANSITIVE", false, false),
    ] {
        for (name, old, new, allowed) in
            [("added", &none, &plain, added), ("removed", &plain, &none, removed), ("defaulted", &none, &with, true)]
        {
            let subject = format!("{level}-{name}");
            assert_eq!(server.put(&format!("/config/{subject}"), json!({"compatibility": level})).0, 200);
            server.register(&subject, old);
            let (status, body) = server.post(&format!("/subjects/{subject}/versions"), json!({"schema": new}));
            assert_eq!(status, if allowed { 200 } else { 409 }, "{subject} {body}");
        }
    }
    // b: int, then gone, then back as text: the latest version does not mind, the first one does.
    let text = record(r#",{"name":"b","type":"string","default":""}"#);
    for (level, status) in [("BACKWARD", 200), ("BACKWARD_TRANSITIVE", 409)] {
        let subject = format!("{level}-three");
        server.put(&format!("/config/{subject}"), json!({"compatibility": level}));
        server.register(&subject, &with);
        server.register(&subject, &none);
        assert_eq!(server.post(&format!("/subjects/{subject}/versions"), json!({"schema": text})).0, status, "{level}");
        // A version that is soft-deleted is not looked at.
        assert_eq!(server.delete(&format!("/subjects/{subject}/versions/1")).0, 200);
        assert_eq!(server.post(&format!("/subjects/{subject}/versions"), json!({"schema": text})).0, 200, "{level}");
    }
}

#[test]
fn references_are_resolved_and_protected() {
    let server = Server::start();
    let money = r#"{"type":"record","name":"Money","namespace":"shop","fields":[{"name":"cents","type":"long"}]}"#;
    let line = r#"{"type":"record","name":"Line","namespace":"shop","fields":[{"name":"price","type":"Money"}]}"#;
    let order = r#"{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"line","type":"Line"}]}"#;
    let whole = r#"{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"line","type":{"type":"record","name":"Line","fields":[{"name":"price","type":{"type":"record","name":"Money","fields":[{"name":"cents","type":"long"}]}}]}}]}"#;
    let to = |name: &str, subject: &str| json!([{"name": name, "subject": subject, "version": 1}]);
    let (status, answer) =
        server.post("/subjects/line/versions", json!({"schema": line, "references": to("shop.Money", "money")}));
    assert_eq!((status, &answer["error_code"]), (422, &json!(42201)), "{answer}");
    assert!(answer["message"].as_str().expect("text").contains("money"), "{answer}");
    server.register("money", money);
    let (status, _) =
        server.post("/subjects/line/versions", json!({"schema": line, "references": to("shop.Money", "money")}));
    assert_eq!(status, 200);
    let body = json!({"schema": order, "references": to("shop.Line", "line")});
    let (status, placed) = server.post("/subjects/order/versions", body.clone());
    assert_eq!((status, &placed["id"]), (200, &json!(3)), "{placed}");
    let (_, read) = server.get("/schemas/ids/3");
    assert_eq!((&read["schema"], &read["references"]), (&json!(order), &to("shop.Line", "line")));
    let (_, resolved) = server.get("/schemas/ids/3?format=resolved");
    assert_eq!((&resolved["schema"], resolved.get("references")), (&json!(whole), None));
    // The plain face has nowhere to put references.
    assert_eq!(server.raw("GET", "/order/schema.avsc", &[], &[]).1, whole.as_bytes());
    // Written out it is the same schema.
    assert_eq!(server.post("/subjects/order", json!({"schema": whole})).1["id"], 3);
    assert_eq!(server.register("order", whole), 3);
    assert_eq!(server.get("/subjects/money/versions/1/referencedby"), (200, json!([2])));
    for path in ["/subjects/money", "/subjects/money/versions/1", "/subjects/line"] {
        let (status, answer) = server.delete(path);
        assert_eq!((status, &answer["error_code"]), (422, &json!(42206)), "{path} {answer}");
    }
    for subject in ["order", "line", "money"] {
        assert_eq!(server.delete(&format!("/subjects/{subject}")).0, 200, "{subject}");
    }
    assert_eq!(server.post("/subjects/order/versions", body).0, 422, "a deleted schema cannot be referred to");
}

#[test]
fn contexts_have_ids_of_their_own() {
    let server = Server::start();
    server.register("a", ONE);
    server.register(":.eu:b", TWO);
    assert_eq!(server.post("/contexts/.eu/subjects/c/versions", json!({"schema": ONE})).1["id"], 2);
    assert_eq!(server.get("/subjects"), (200, json!(["a", ":.eu:b", ":.eu:c"])));
    assert_eq!(server.get("/subjects?subjectPrefix=:.eu:"), (200, json!([":.eu:b", ":.eu:c"])));
    assert_eq!(server.get("/contexts/.eu/subjects"), (200, json!([":.eu:b", ":.eu:c"])));
    assert_eq!(server.get("/schemas/ids/1").1["schema"], ONE_PRINTED);
    assert_eq!(server.get("/contexts/.eu/schemas/ids/1").1["schema"], TWO);
    assert_eq!(server.get("/schemas/ids/1?subject=:.eu:b").1["schema"], TWO);
    assert_eq!(server.get("/schemas/ids/2"), error(40403, "Schema 2 not found"));
    assert_eq!(server.put("/config/:.eu:", json!({"compatibility": "NONE"})).0, 200);
    assert_eq!(server.get("/config/:.eu:b?defaultToGlobal=true").1["compatibilityLevel"], "NONE");
    assert_eq!(server.get("/config/a?defaultToGlobal=true").1["compatibilityLevel"], "BACKWARD");
}

#[test]
fn metadata_and_rules_are_kept() {
    let server = Server::start();
    let body = json!({
        "schema": ONE,
        "metadata": {"tags": {"R.a": ["PII"]}, "properties": {"owner": "sales"}, "sensitive": ["owner"]},
        "ruleSet": {"domainRules": [{"name": "check", "kind": "CONDITION", "type": "CEL", "expr": "true"}]},
    });
    let (_, placed) = server.post("/subjects/a/versions", body.clone());
    let (_, read) = server.get("/subjects/a/versions/latest");
    assert_eq!((&read["metadata"], &read["ruleSet"]), (&body["metadata"], &body["ruleSet"]));
    assert_eq!(server.post("/subjects/a/versions", body.clone()).1, placed);
    // Whoever says nothing of them keeps the latest version's.
    assert_eq!(server.post("/subjects/a/versions", json!({"schema": ONE})).1, placed);
    let (_, other) =
        server.post("/subjects/a/versions", json!({"schema": ONE, "metadata": {"properties": {"x": "y"}}}));
    assert_eq!((&other["id"], &other["ruleSet"]), (&json!(2), &body["ruleSet"]));
    let (_, third) = server.post("/subjects/b/versions", json!({"schema": ONE}));
    assert_eq!((&third["id"], third.get("metadata")), (&json!(3), None), "without them it is another schema");
}
