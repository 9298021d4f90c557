//! `isobyte cat`, `encode` and `decode` as processes, beside files and bytes that Avro Java wrote.
mod support;
use serde_json::Value;
use std::path::Path;
use std::process::Command;
use support::Folder;

fn shown(folder: &Folder, arguments: &str, stdin: &[u8]) -> Vec<Value> {
    let (code, stdout, stderr) = folder.isobyte(arguments, stdin);
    assert_eq!((code, stderr.as_str()), (0, ""), "{arguments}");
    let text = String::from_utf8(stdout).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

fn rows(file: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/avro").join(file);
    let text = std::fs::read_to_string(path).expect("the vectors");
    text.lines().map(|line| serde_json::from_str(line).expect("a row")).collect()
}

fn text<'r>(row: &'r Value, key: &str) -> &'r str {
    row[key].as_str().expect(key)
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).expect("hex")).collect()
}

#[test]
fn files_of_avro_java() {
    let folder = Folder::new("data-java", &[]);
    let mut seen = 0;
    for row in rows("ocf.jsonl") {
        folder.put("java.avro", hex(text(&row, "hex")));
        let count = row["count"].as_u64().expect("count");
        let found = shown(&folder, "cat --json java.avro", b"");
        assert_eq!(found.len() as u64, count, "{}", text(&row, "id"));
        for (i, found) in found.iter().enumerate() {
            let mut expected: Value = serde_json::from_str(text(&row, "value")).expect("a value");
            expected["id"] = i.into();
            assert_eq!(*found, expected, "{}", text(&row, "id"));
        }
        // And back: the same data, in a file of our own.
        let (_, lines, _) = folder.isobyte("cat --json java.avro", b"");
        folder.put("schema.avsc", text(&row, "schema"));
        let codec = text(&row, "codec");
        let (code, _, stderr) =
            folder.isobyte(&format!("encode --schema schema.avsc --file --codec {codec} -o our.avro"), &lines);
        assert_eq!((code, stderr.as_str()), (0, ""));
        assert_eq!(folder.isobyte("cat --json our.avro", b"").1, lines);
        assert_eq!(shown(&folder, "cat --head 2 our.avro", b"").len() as u64, count.min(2));
        let (_, header, _) = folder.isobyte("cat --header our.avro", b"");
        assert!(String::from_utf8_lossy(&header).contains(&format!("\ncodec {codec}\n")));
        seen += 1;
    }
    assert_eq!(seen, 18);
}

#[test]
fn bytes_of_avro_java() {
    let folder = Folder::new("data-bytes", &[]);
    let mut seen = 0;
    // A process a row: every twentieth will do. Lone surrogates are no JSON that this test can read.
    for row in rows("encode.jsonl").iter().step_by(20).filter(|row| row["contract"] != "reject") {
        folder.put("schema.avsc", text(row, "schema"));
        let expected = hex(row.get("contract_hex").unwrap_or(&row["hex"]).as_str().expect("hex"));
        let (code, bytes, stderr) = folder.isobyte("encode --schema schema.avsc", text(row, "value").as_bytes());
        assert_eq!((code, &bytes, stderr.as_str()), (0, &expected, ""), "{}", text(row, "id"));
        // Data without bytes have no number when nothing stands around them.
        if !bytes.is_empty() {
            let (_, line, _) = folder.isobyte("decode --schema schema.avsc", &bytes);
            let (_, again, _) = folder.isobyte("encode --schema schema.avsc", &line);
            assert_eq!(again, expected, "{}", text(row, "id"));
        }
        seen += 1;
    }
    assert!(seen > 50);
}

const USER: &str = r#"{"type":"record","name":"User","fields":[{"name":"name","type":"string"},{"name":"mail","type":["null","string"]},
    {"name":"born","type":{"type":"int","logicalType":"date"}}]}"#;
const READER: &str = r#"{"type":"record","name":"User","fields":[{"name":"age","type":"long","default":-1},
    {"name":"email","type":["null","string"],"aliases":["mail"]},{"name":"name","type":"string"}]}"#;
const ADA: &[u8] = b"\x06Ada\x02\x06a@x\x0a";

fn user(name: &str) -> Folder {
    let folder = Folder::new(&format!("data-{name}"), &[]);
    folder.put("user.avsc", USER);
    folder.put("reader.avsc", READER);
    folder
}

#[test]
fn frames() {
    let folder = user("frames");
    let ada = br#"{"name":"Ada","mail":{"string":"a@x"},"born":5}"#;
    let (_, framed, _) = folder.isobyte("encode --schema user.avsc --frame confluent --id 258", ada);
    assert_eq!(framed, [b"\0\0\0\x01\x02", ADA].concat());
    assert_eq!(shown(&folder, "decode --schema user.avsc --frame confluent", &framed)[0]["name"], "Ada");
    let (_, single, _) = folder.isobyte("encode --schema user.avsc --frame single-object", ada);
    assert_eq!((&single[..2], &single[10..]), (&b"\xc3\x01"[..], ADA));
    let found = shown(&folder, "decode --schema reader.avsc --schema user.avsc --frame single-object", &single);
    assert_eq!(found[0]["name"], "Ada");
    let (code, _, stderr) = folder.isobyte("decode --schema reader.avsc --frame single-object", &single);
    assert_eq!(code, 2);
    // The eight bytes behind C3 01, as they stand there.
    let bytes: String = single[2..10].iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(stderr.contains(&format!("expected the fingerprint of a known schema, found {bytes} ")), "{stderr}");
}

#[test]
fn readers_and_plain_words() {
    let folder = user("readers");
    let data = [ADA, b"\x02B\0\0"].concat();
    let plain = shown(&folder, "decode --schema user.avsc --plain", &data);
    assert_eq!(plain[0], serde_json::json!({"name": "Ada", "mail": "a@x", "born": "1970-01-06"}));
    let (_, resolved, _) = folder.isobyte("decode --schema user.avsc --reader reader.avsc", &data);
    let expected =
        "{\"age\":-1,\"email\":{\"string\":\"a@x\"},\"name\":\"Ada\"}\n{\"age\":-1,\"email\":null,\"name\":\"B\"}\n";
    assert_eq!(String::from_utf8(resolved).expect("UTF-8"), expected);
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    let folder = user("wrong");
    folder.put("text.avro", "text");
    folder.put("int.avsc", r#""int""#);
    for (arguments, input, part) in [
        (
            "encode --schema user.avsc",
            &br#"{"name":"A","mail":null,"born":1} {"name":5}"#[..],
            "value 2: name: expected string",
        ),
        ("encode --schema user.avsc --frame confluent --id 1", b"", "expected one value for a frame, found 0"),
        ("decode --schema user.avsc", b"\x06Ada\x02\x06a", "datum 1: mail: expected"),
        ("decode --schema user.avsc --reader int.avsc", ADA, "schema_incompatible"),
        ("cat text.avro", b"", "text.avro: expected an object container file"),
        ("cat none.avro", b"", "none.avro: cannot be opened"),
        ("encode --schema none.avsc", b"", "none.avsc: cannot be read"),
        ("decode --schema user.avsc", b"Obj\x01\x04\x16avro", "it begins like a container file: try `isobyte cat`"),
        ("encode --schema user.avsc --codec lz4 --file", b"", "lz4"),
        ("encode --schema user.avsc --id 5", b"", "expected --frame confluent beside --id"),
        ("encode --schema -", br#""int""#, "standard input (-) can be read only once"),
        ("decode --schema -", br#""int""#, "standard input (-) can be read only once"),
        ("cat - --reader -", br#""int""#, "standard input (-) can be read only once"),
    ] {
        let (code, stdout, stderr) = folder.isobyte(arguments, input);
        assert_eq!((code, stdout.as_slice()), (2, &b""[..]), "{arguments}");
        assert!(stderr.contains(part), "{arguments}: {stderr}");
    }
    // A value that cannot be written leaves no file behind.
    let (code, _, _) =
        folder.isobyte("encode --schema user.avsc --file -o half.avro", br#"{"name":"A","mail":null,"born":1} {}"#);
    assert_eq!((code, folder.0.join("half.avro").exists()), (2, false));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_no_success() {
    let folder = user("full");
    let ada = br#"{"name":"Ada","mail":null,"born":5} {"name":"Bob","mail":null,"born":6}"#;
    assert_eq!(folder.isobyte("encode --schema user.avsc --file -o two.avro", ada).0, 0);
    for arguments in ["cat two.avro", "cat --head 1 two.avro"] {
        let full = std::fs::File::create("/dev/full").expect("a full device");
        let mut command = Command::new(env!("CARGO_BIN_EXE_isobyte"));
        let command = command.args(arguments.split(' ')).current_dir(&folder.0).stdout(full);
        let output = command.output().expect("an end");
        assert_eq!(output.status.code(), Some(2), "{arguments}");
    }
}
