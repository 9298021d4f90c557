//! Protobuf in the registry: what is kept, what is the same, what goes together.
mod common;

use common::Server;
use serde_json::{Value, json};

const ORDER: &str = "syntax = \"proto3\";\npackage shop;\n// An order.\nmessage Order {\n  int64 id = 1;\n  repeated string lines = 2;\n}\n";
/// The same in another form.
const ORDER_AGAIN: &str = "syntax='proto3'; package shop; message Order { int64 id=1; repeated string lines=2; }";

fn offer(schema: &str) -> Value {
    json!({"schema": schema, "schemaType": "PROTOBUF"})
}

#[test]
fn registered_read_and_looked_up() {
    let server = Server::start();
    let (status, placed) = server.post("/subjects/o/versions", offer(ORDER));
    assert_eq!((status, &placed["schemaType"]), (200, &json!("PROTOBUF")), "{placed}");
    // Form and comments make no version.
    assert_eq!(server.post("/subjects/o/versions", offer(ORDER_AGAIN)).1["version"], 1);
    assert_eq!(server.post("/subjects/o", offer(ORDER_AGAIN)).1["id"], 1);
    let read = server.get("/schemas/ids/1").1;
    assert_eq!(read["schemaType"], "PROTOBUF");
    assert!(read["schema"].as_str().expect("text").contains("repeated string lines = 2;"), "{read}");
    assert_eq!(server.get("/schemas/types"), (200, json!(["JSON", "PROTOBUF", "AVRO"])));
    // The plain face gives the text itself, which can be put back.
    let (status, text, media_type) = server.raw("GET", "/o/schema.proto", &[], b"");
    assert_eq!((status, media_type.as_str()), (200, "text/plain; charset=utf-8"));
    assert_eq!(server.raw("PUT", "/other/schema.proto", &[], &text).0, 200);
    assert_eq!(server.get("/subjects/other/versions/1").1["id"], 1);
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let server = Server::start();
    for (text, said) in [
        ("syntax = \"proto3\";\nmessage A { strnig a = 1; }", "strnig"),
        ("syntax = \"proto3\";\nmessage A { string a = 1; string b = 1; }", "2:"),
        ("syntax = \"proto3\"; import \"other.proto\";", "other.proto"),
        ("{\"type\":\"int\"}", "1:1"),
    ] {
        let (status, answer) = server.post("/subjects/a/versions", offer(text));
        assert_eq!((status, &answer["error_code"]), (422, &json!(42201)), "{text} {answer}");
        assert!(answer["message"].as_str().expect("text").contains(said), "{text} {answer}");
    }
    assert_eq!(server.get("/subjects"), (200, json!([])));
}

#[test]
fn imports_are_references() {
    let server = Server::start();
    let line = "syntax = \"proto3\"; package shop; message Line { int32 count = 1; }";
    let order = "syntax = \"proto3\"; package shop; import \"line.proto\"; message Order { repeated Line lines = 1; }";
    assert_eq!(server.post("/subjects/line/versions", offer(line)).0, 200);
    let mut referring = offer(order);
    referring["references"] = json!([{"name": "line.proto", "subject": "line", "version": 1}]);
    let (status, placed) = server.post("/subjects/order/versions", referring);
    assert_eq!(status, 200, "{placed}");
    assert_eq!(server.get("/subjects/line/versions/1/referencedby").1, json!([2]));
    let (status, answer) = server.delete("/subjects/line/versions/1");
    assert_eq!((status, &answer["error_code"]), (422, &json!(42206)), "{answer}");
}

#[test]
fn what_goes_together() {
    let server = Server::start();
    server.post("/subjects/o/versions", offer(ORDER));
    let text = ORDER.replace("int64 id", "string id");
    let (status, refused) = server.post("/subjects/o/versions", offer(&text));
    assert_eq!((status, &refused["error_code"]), (409, &json!(409)), "{refused}");
    let message = refused["message"].as_str().expect("text");
    assert!(message.contains(r#"{errorType:"FIELD_SCALAR_KIND_CHANGED", description:""#), "{message}");
    let explained = server.post("/compatibility/subjects/o/versions?explain=true", offer(&text)).1;
    assert_eq!(explained["is_compatible"], false);
    let told = explained.to_string();
    assert!(told.contains("Order.id") && told.contains("FIELD_SCALAR_KIND_CHANGED"), "{told}");
    // Within a group of numbers, and by another name, the bytes are the same.
    let number = ORDER.replace("int64 id", "uint32 number");
    assert_eq!(server.post("/subjects/o/versions", offer(&number)).1["version"], 2);
    // Another language is no later version.
    assert_eq!(server.post("/subjects/o/versions", json!({"schema": "\"int\""})).0, 409);
}
