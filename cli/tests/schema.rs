//! `isobyte schema` as a process: what it prints, and its exit codes.
mod support;
use serde_json::Value;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use support::Folder;

/// Runs `isobyte schema` in the folder; gives the exit code, stdout and stderr.
fn run(folder: &Folder, arguments: &str, stdin: &[u8]) -> (i32, String, String) {
    let (code, stdout, stderr) = folder.isobyte(&format!("schema {arguments}"), stdin);
    (code, String::from_utf8(stdout).expect("UTF-8"), stderr)
}

fn json(folder: &Folder, arguments: &str) -> (i32, Value) {
    let (code, stdout, _) = run(folder, arguments, b"");
    (code, serde_json::from_str(&stdout).expect(&stdout))
}

fn record(fields: &str) -> String {
    format!(r#"{{"type":"record","name":"ns.User","fields":[{fields}]}}"#)
}

const ID: &str = r#"{"name":"id","type":"int"}"#;
const MAIL: &str = r#"{"name":"email","type":"string"}"#;

/// Avro Java's canonical forms and fingerprints.
#[test]
fn canonical_forms_and_fingerprints() {
    let folder = Folder::new("vectors", &[]);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/avro/parse.jsonl");
    let text = std::fs::read_to_string(path).expect("the vectors");
    let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let rows: Vec<Value> = rows.filter(|row| row["contract"] != "reject").collect();
    assert!(rows.len() > 60);
    for row in rows {
        let schema = row["schema"].as_str().expect("text").as_bytes();
        let cases = [
            ("canonical", "canonical"),
            ("fingerprint", "crc64_le"),
            ("fingerprint --algorithm crc64", "crc64_le"),
            ("fingerprint --algorithm md5", "md5"),
            ("fingerprint --algorithm sha256", "sha256"),
        ];
        for (verb, column) in cases {
            let expected = format!("{}\n", row[column].as_str().expect("text"));
            let found = run(&folder, &format!("{verb} --names utf8 -"), schema);
            assert_eq!(found, (0, expected, String::new()), "{verb} {}", row["id"]);
        }
    }
}

#[test]
fn check() {
    let (one, two) = (record(ID), record(&format!("{ID},{MAIL}")));
    let folder = Folder::new("check", &[("one.avsc", &one), ("two.avsc", &two)]);
    let verdict = |arguments: &str| run(&folder, arguments, b"").0;
    assert_eq!(
        run(&folder, "check one.avsc two.avsc", b""),
        (0, "compatible (BACKWARD_TRANSITIVE)\n".into(), "".into())
    );
    let (code, words, error) = run(&folder, "check two.avsc one.avsc", b"");
    assert_eq!((code, &*error), (1, ""));
    let expected = "not compatible (BACKWARD_TRANSITIVE)\ntwo.avsc cannot read all data of one.avsc:\n  /fields/1: \
                    field `email` of the new schema has no default, and record ns.User of the old schema lacks the field \
                    (READER_FIELD_MISSING_DEFAULT_VALUE)\n";
    assert_eq!(words, expected);
    // The last is the latest; only the transitive levels look at the others.
    assert_eq!(verdict("check two.avsc one.avsc two.avsc"), 1);
    assert_eq!(verdict("check two.avsc one.avsc two.avsc --level backward"), 0);
    assert_eq!(verdict("check two.avsc two.avsc one.avsc --level BACKWARD"), 1);
    assert_eq!(verdict("check two.avsc one.avsc --level forward"), 0);
    assert_eq!(verdict("check one.avsc two.avsc --level forward"), 1);
    assert_eq!(verdict("check one.avsc two.avsc one.avsc --level FORWARD_TRANSITIVE"), 1);
    assert_eq!(verdict("check one.avsc two.avsc one.avsc --level full"), 0);
    assert_eq!(verdict("check one.avsc two.avsc one.avsc --level full-transitive"), 1);
    assert_eq!(verdict("check one.avsc two.avsc --level none"), 0);
    assert_eq!(run(&folder, "check two.avsc - --level backward", one.as_bytes()).0, 1);
}

#[test]
fn check_as_json() {
    let (one, two) = (record(ID), record(&format!("{ID},{MAIL}")));
    let folder = Folder::new("json", &[("one.avsc", &one), ("two.avsc", &two)]);
    let (code, report) = json(&folder, "check two.avsc two.avsc one.avsc --json");
    assert_eq!((code, &report["compatible"], &report["level"]), (1, &false.into(), &"BACKWARD_TRANSITIVE".into()));
    let finding = &report["findings"][0];
    assert_eq!(report["findings"].as_array().map(Vec::len), Some(1));
    for (key, expected) in [
        ("kind", "READER_FIELD_MISSING_DEFAULT_VALUE"),
        ("readerPath", "/fields/1"),
        ("writerPath", "/fields"),
        ("message", "email"),
        ("file", "one.avsc"),
        ("reader", "new"),
    ] {
        assert_eq!(finding[key], expected, "{key}");
    }
    assert_eq!(finding["version"], 2);
    let (code, report) = json(&folder, "check one.avsc two.avsc --json");
    assert_eq!((code, &report["compatible"]), (0, &true.into()));
}

#[test]
fn diff() {
    let (one, two) = (record(ID), record(&format!(r#"{{"name":"id","type":"long"}},{MAIL}"#)));
    let folder = Folder::new("diff", &[("one.avsc", &one), ("two.avsc", &two)]);
    let words = "id: type of field `id` changed from int to long (promotion)\nemail: field `email` was added, without a default\n";
    assert_eq!(run(&folder, "diff one.avsc two.avsc", b""), (0, words.into(), "".into()));
    assert_eq!(run(&folder, "diff - one.avsc", one.as_bytes()), (0, "no changes\n".into(), "".into()));
    let (code, report) = json(&folder, "diff two.avsc one.avsc --json");
    assert_eq!((code, report.as_array().map(Vec::len)), (0, Some(2)));
    assert_eq!(report[0]["kind"], "field_removed");
    assert_eq!((&report[1]["path"], &report[1]["kind"]), (&"id".into(), &"type_changed".into()));
    assert_eq!(json(&folder, "diff one.avsc one.avsc --json"), (0, Value::Array(vec![])));
}

#[test]
fn references() {
    let files = [
        ("city.avsc", r#"{"type":"fixed","name":"geo.City","size":2}"#),
        ("address.avsc", r#"{"type":"record","name":"geo.Address","fields":[{"name":"city","type":"City"}]}"#),
        ("user.avsc", r#"{"type":"record","name":"User","fields":[{"name":"home","type":"geo.Address"}]}"#),
    ];
    let folder = Folder::new("references", &files);
    let canonical = r#"{"name":"User","type":"record","fields":[{"name":"home","type":{"name":"geo.Address","type":"record","fields":[{"name":"city","type":{"name":"geo.City","type":"fixed","size":2}}]}}]}"#;
    let found = run(&folder, "canonical --reference city.avsc --reference address.avsc user.avsc", b"");
    assert_eq!(found, (0, format!("{canonical}\n"), String::new()));
    // Each may use only those before it.
    let (code, _, error) = run(&folder, "canonical --reference address.avsc --reference city.avsc user.avsc", b"");
    assert_eq!(code, 2);
    assert!(error.starts_with("isobyte: address.avsc: fields[0].type: "), "{error}");
}

#[test]
fn trouble_is_said_and_ends_with_2() {
    let folder = Folder::new("trouble", &[("int.avsc", "\"int\"")]);
    std::fs::write(folder.0.join("latin1.avsc"), b"\"\xe4\"").expect("a new file");
    let bad = record(r#"{"name":"x","type":"int","default":"a"}"#);
    let cases: [(&str, &[u8], &str); 7] = [
        ("canonical nowhere.avsc", b"", "isobyte: nowhere.avsc: cannot be read: "),
        ("canonical latin1.avsc", b"", "isobyte: latin1.avsc: expected UTF-8, found other bytes at offset 1"),
        (
            "canonical -",
            b"{\"type\":\n ?}",
            "isobyte: standard input: expected JSON, found an error in line 2, column 2: ",
        ),
        (
            "fingerprint -",
            bad.as_bytes(),
            "isobyte: standard input: fields[0].default: expected int, found \"a\" (schema_invalid)",
        ),
        ("check int.avsc -", b"\"Foo\"", "isobyte: standard input: type \"Foo\" is defined nowhere (schema_reference)"),
        ("diff - -", b"\"int\"", "isobyte: standard input (-) can be read only once"),
        ("check int.avsc int.avsc --reference nowhere.avsc", b"", "isobyte: nowhere.avsc: cannot be read: "),
    ];
    for (arguments, stdin, message) in cases {
        let (code, stdout, error) = run(&folder, arguments, stdin);
        assert_eq!((code, &*stdout), (2, ""), "{arguments}");
        assert!(error.starts_with(message), "{arguments}: {error}");
    }
    for usage in
        ["check int.avsc", "check int.avsc int.avsc --level x", "fingerprint int.avsc --algorithm x", "nothing"]
    {
        let (code, stdout, error) = run(&folder, usage, b"");
        assert_eq!((code, &*stdout), (2, ""), "{usage}");
        assert!(error.starts_with("error: "), "{error}");
    }
}

#[test]
fn a_closed_pipe_is_no_trouble() {
    let folder = Folder::new("pipe", &[("int.avsc", "\"int\"")]);
    let mut process = Command::new(env!("CARGO_BIN_EXE_isobyte"))
        .args(["schema", "canonical", "-"])
        .current_dir(&folder.0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    drop(process.stdout.take());
    process.stdin.take().expect("a pipe").write_all(b"\"int\"").expect("written");
    let output = process.wait_with_output().expect("an end");
    assert_eq!((output.status.code(), output.stderr), (Some(0), vec![]));
}
