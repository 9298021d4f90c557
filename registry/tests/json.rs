//! JSON Schemas in the registry: what is kept, what is the same, what goes together.
mod common;

use common::Server;
use serde_json::{Value, json};

const PERSON: &str = r#"{ "type": "object", "properties": { "name": {"type": "string"}, "age": {"type": "integer"} },
    "required": ["name"], "additionalProperties": false }"#;
/// PERSON without white space.
const PERSON_PRINTED: &str = r#"{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name"],"additionalProperties":false}"#;
/// PERSON with its keys in their order.
const PERSON_SORTED: &str = r#"{"additionalProperties":false,"properties":{"age":{"type":"integer"},"name":{"type":"string"}},"required":["name"],"type":"object"}"#;

fn offer(schema: &str) -> Value {
    json!({"schema": schema, "schemaType": "JSON"})
}

#[test]
fn registered_read_and_looked_up() {
    let server = Server::start();
    let (status, placed) = server.post("/subjects/p/versions", offer(PERSON));
    assert_eq!((status, &placed["schemaType"], &placed["schema"]), (200, &json!("JSON"), &json!(PERSON_PRINTED)));
    assert_eq!(server.post("/subjects/p/versions", offer(PERSON_PRINTED)).1["version"], 1);
    assert_eq!(server.post("/subjects/p", offer(PERSON)).1["id"], 1);
    assert_eq!(server.get("/schemas/ids/1").1["schemaType"], "JSON");
    assert_eq!(server.get("/subjects/p/versions/1").1["schemaType"], "JSON");
    // Another order of keys is another text, but says the same.
    assert_eq!(server.post("/subjects/p/versions", offer(PERSON_SORTED)).1["version"], 1);
    let sorted = server.post("/subjects/q/versions?normalize=true", offer(PERSON));
    assert_eq!(sorted.1["schema"], PERSON_SORTED);
    // The same text in two languages is two schemas.
    let both = r#"{"type":"array","items":"string"}"#;
    let avro = server.register("avro", both);
    let (status, refused) = server.post("/subjects/json/versions", offer(both));
    assert_eq!((status, &refused["error_code"]), (422, &json!(42201)), "{refused}");
    assert!(refused["message"].as_str().expect("text").contains("items"), "{refused}");
    assert_eq!(server.get(&format!("/schemas/ids/{avro}")).1.get("schemaType"), None);
    assert!(server.get("/schemas/types").1.as_array().expect("a list").contains(&json!("JSON")));
}

#[test]
fn references_by_name() {
    let server = Server::start();
    let street = r#"{"type":"string","maxLength":10}"#;
    let address = r#"{"type":"object","properties":{"street":{"$ref":"street.json"}}}"#;
    let person = r#"{"type":"object","properties":{"home":{"$ref":"address.json"}}}"#;
    let with = |schema: &str, name: &str, subject: &str| {
        let references = [json!({"name": name, "subject": subject, "version": 1})];
        json!({"schema": schema, "schemaType": "JSON", "references": references})
    };
    assert_eq!(server.post("/subjects/street/versions", offer(street)).0, 200);
    let (status, lost) = server.post("/subjects/address/versions", offer(address));
    assert_eq!((status, &lost["error_code"]), (422, &json!(42201)), "{lost}");
    assert!(lost["message"].as_str().expect("text").contains("street.json"), "{lost}");
    assert_eq!(server.post("/subjects/address/versions", with(address, "street.json", "street")).0, 200);
    let (status, placed) = server.post("/subjects/person/versions", with(person, "address.json", "address"));
    assert_eq!(status, 200, "{placed}");
    assert_eq!(server.get("/subjects/street/versions/1/referencedby").1, json!([2]));
    let whole = server.get("/subjects/person/versions/1?format=resolved").1;
    assert_eq!(whole.get("references"), None);
    assert!(whole["schema"].as_str().expect("text").contains("maxLength"), "{whole}");
    // A change two references away is seen.
    server.post("/subjects/street/versions", offer(r#"{"type":"string","maxLength":20}"#));
    let narrow = server.post("/compatibility/subjects/street/versions", offer(r#"{"type":"string","maxLength":5}"#));
    assert_eq!(narrow.1["is_compatible"], false);
    server.register("avro", "\"int\"");
    let (status, mixed) = server.post("/subjects/x/versions", with("{}", "a", "avro"));
    assert_eq!((status, &mixed["error_code"]), (422, &json!(42201)), "{mixed}");
}

#[test]
fn what_goes_together() {
    let server = Server::start();
    server.post("/subjects/p/versions", offer(PERSON));
    let required = PERSON.replace(r#"["name"]"#, r#"["name","age"]"#);
    let (status, refused) = server.post("/subjects/p/versions", offer(&required));
    assert_eq!((status, &refused["error_code"]), (409, &json!(409)));
    let message = refused["message"].as_str().expect("text");
    assert!(message.contains(r#"{errorType:"REQUIRED_ATTRIBUTE_ADDED", description:""#), "{message}");
    let explained = server.post("/compatibility/subjects/p/versions?explain=true", offer(&required)).1;
    let conflict = &explained["conflicts"][0];
    assert_eq!((&conflict["kind"], &conflict["direction"]), (&json!("REQUIRED_ATTRIBUTE_ADDED"), &json!("BACKWARD")));
    assert!(conflict["mend"].as_str().expect("text").contains("optional"), "{conflict}");
    let text = explained["text"].as_str().expect("text");
    assert!(text.contains("age") && text.to_lowercase().matches("to mend it, ").count() == 1, "{text}");

    // Lenient, a property may come to an open content model.
    let open = r#"{"type":"object","properties":{"a":{"type":"string"}}}"#;
    let wider = r#"{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}}}"#;
    server.post("/subjects/o/versions", offer(open));
    assert_eq!(server.post("/subjects/o/versions", offer(wider)).0, 409);
    server.put("/config/o", json!({"compatibilityPolicy": "LENIENT"}));
    assert_eq!(server.post("/subjects/o/versions", offer(wider)).0, 200);

    let (status, other) = server.post("/subjects/p/versions", json!({"schema": "\"int\""}));
    assert_eq!(status, 409);
    assert!(other["message"].as_str().expect("text").contains("SCHEMA_TYPE_MISMATCH"), "{other}");
}

#[test]
fn the_plain_face() {
    let server = Server::start();
    assert_eq!(server.raw("PUT", "/p/schema.json", &[], PERSON.as_bytes()).0, 200);
    let (status, text, media_type) = server.raw("GET", "/p/schema.json", &[], &[]);
    let text = String::from_utf8(text).expect("text");
    assert_eq!((status, text.as_str(), media_type.as_str()), (200, PERSON_PRINTED, "application/schema+json"));
    assert_eq!(server.get("/p/schema.avsc").0, 404);
    assert_eq!(server.get("/index.json").1[0]["url"], "/p/schema.json");
    let reader = json!({"subject": "p", "schemaType": "JSON", "schema": PERSON});
    assert_eq!(server.put("/readers/r", reader).1["schemaType"], "JSON");
}
