//! What the server says of a schema that does not fit: which field, who breaks, how to mend it; and readers that told it
//! what they read.
mod common;

use common::Server;
use serde_json::{Value, json};

fn record(fields: &str) -> String {
    format!(r#"{{"type":"record","name":"Order","fields":[{fields}]}}"#)
}

const ID: &str = r#"{"name":"id","type":"long"}"#;

fn explain(server: &Server, schema: &str) -> Value {
    let (status, answer) =
        server.post("/compatibility/subjects/orders/versions?explain=true", json!({"schema": schema}));
    assert_eq!(status, 200, "{answer}");
    answer
}

#[test]
fn who_breaks_and_how_to_mend_it() {
    let server = Server::start();
    let line = |kind: &str| {
        format!(
            r#"{{"name":"line","type":{{"type":"record","name":"Line","fields":[{{"name":"price","type":"{kind}"}}]}}}}"#
        )
    };
    server.register("orders", &record(&format!("{ID},{}", line("int"))));
    let new = record(&format!(r#"{},{{"name":"note","type":"string"}}"#, line("string")));

    let answer = explain(&server, &new);
    assert_eq!((&answer["is_compatible"], &answer["compatibility"]), (&json!(false), &json!("BACKWARD")));
    let found: Vec<_> = answer["conflicts"].as_array().expect("a list").iter().collect();
    let fields: Vec<_> = found.iter().map(|found| found["field"].as_str().expect("text")).collect();
    assert_eq!(fields, ["line.price", "note"]);
    for conflict in &found {
        assert_eq!((&conflict["version"], &conflict["direction"]), (&json!(1), &json!("BACKWARD")));
        assert_eq!(conflict["breaks"], "old data for new readers");
    }
    assert_eq!(
        (&found[0]["kind"], &found[1]["kind"]),
        (&json!("TYPE_MISMATCH"), &json!("READER_FIELD_MISSING_DEFAULT_VALUE"))
    );
    assert!(found[1]["mend"].as_str().expect("text").contains("give `note` a default"));
    let text = answer["text"].as_str().expect("text");
    for part in ["does not fit", "BACKWARD", "version 1", "`line.price`", "`note`", "default"] {
        assert!(text.contains(part), "{part}: {text}");
    }

    server.put("/config/orders", json!({"compatibility": "FULL"}));
    let answer = explain(&server, &record(&line("int")));
    let found = &answer["conflicts"][0];
    assert_eq!((&found["field"], &found["direction"]), (&json!("id"), &json!("FORWARD")));
    assert_eq!(found["breaks"], "new data for old readers");
    assert!(found["mend"].as_str().expect("text").contains("keep `id`"), "{found}");

    let fits = explain(&server, &record(&format!("{ID},{}", line("int"))));
    assert_eq!((&fits["is_compatible"], &fits["conflicts"]), (&json!(true), &json!([])));
    let one = server.post("/compatibility/subjects/orders/versions/1?explain=true", json!({"schema": new}));
    assert_eq!((one.0, &one.1["is_compatible"]), (200, &json!(false)));
    let wrong = server.post("/compatibility/subjects/orders/versions?explain=true", json!({"schema": "\"strnig\""}));
    assert_eq!((wrong.0, &wrong.1["error_code"]), (422, &json!(42201)));
}

#[test]
fn readers_say_what_they_read() {
    let server = Server::start();
    let both = record(&format!(r#"{ID},{{"name":"note","type":"string"}}"#));
    server.register("orders", &both);
    let (status, put) = server.put("/readers/billing", json!({"subject": "orders", "version": 1}));
    assert_eq!((status, put), (200, json!({"name": "billing", "subject": "orders", "version": 1, "schema": both})));
    let own = record(r#"{"name":"id","type":"double"}"#);
    assert_eq!(server.put("/readers/search%2Findex", json!({"subject": "orders", "schema": own})).0, 200);
    server.put("/readers/other", json!({"subject": "payments", "schema": "\"int\""}));

    // The level lets a field go; one reader needs it, the other does not.
    let answer = explain(&server, &record(ID));
    assert_eq!(answer["is_compatible"], true);
    let readers = answer["readers"].as_array().expect("a list");
    assert_eq!(readers.len(), 1, "{answer}");
    assert_eq!((&readers[0]["name"], &readers[0]["conflicts"][0]["field"]), (&json!("billing"), &json!("note")));
    let text = answer["text"].as_str().expect("text");
    assert!(text.contains("reader 'billing' would break"), "{text}");
    let answer = explain(&server, &record(r#"{"name":"id","type":"string"}"#));
    let names: Vec<_> = answer["readers"].as_array().expect("a list").iter().map(|reader| &reader["name"]).collect();
    assert_eq!(names, ["billing", "search/index"]);

    // What a reader said outlives the version.
    server.delete("/subjects/orders");
    server.delete("/subjects/orders?permanent=true");
    assert_eq!(server.get("/readers/billing").1["schema"], both);
    let names = |path: &str| {
        let rows = server.get(path).1;
        rows.as_array().expect("a list").iter().map(|row| row["name"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names("/readers"), ["billing", "other", "search/index"]);
    assert_eq!(names("/readers?subject=orders"), ["billing", "search/index"]);
    assert_eq!(server.delete("/readers/billing"), (200, json!("billing")));
    let missing = json!({"error_code": 40480, "message": "Reader 'billing' not found."});
    assert_eq!(server.delete("/readers/billing"), (404, missing.clone()));
    assert_eq!(server.get("/readers/billing"), (404, missing));
    for (body, code) in [
        (json!({"subject": "orders"}), 422),
        (json!({"subject": "orders", "version": 1, "schema": "\"int\""}), 422),
        (json!({"subject": "", "schema": "\"int\""}), 42208),
        (json!({"subject": "orders", "version": 1}), 40401),
        (json!({"subject": "orders", "schema": "\"strnig\""}), 42201),
    ] {
        assert_eq!(server.put("/readers/x", body.clone()).1["error_code"], code, "{body}");
    }
}
