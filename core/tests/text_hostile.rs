//! Avro's JSON encoding under hostile texts and bytes, and the corners that no reference covers.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
mod support;
use isobyte::avro::compare::compare;
use isobyte::avro::text::{read, write};
use isobyte::{Code, Codec, CodecOptions, Error, Limits, Schema};
use serde_json::json;
use std::cmp::Ordering;
use std::time::{Duration, Instant};
use support::{hex, load, on_a_small_stack, rows, text, to_hex};

const LIST: &str = r#"{"type":"record","name":"L","fields":[{"name":"next","type":["null","L"]}]}"#;
const AB: &str = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"string"},{"name":"c","type":"null"}]}"#;

fn schema(text: &str) -> Schema {
    Schema::parse(text).unwrap()
}

fn to_binary(schema: &Schema, json: impl AsRef<[u8]>) -> Result<Vec<u8>, Error> {
    let mut out = vec![7];
    let read = schema.json_to_binary(&Limits::default(), json.as_ref(), &mut out);
    assert!(read.is_ok() || out == [7]);
    read.map(|()| out[1..].to_vec())
}

fn to_text(schema: &Schema, binary: &[u8]) -> Result<String, Error> {
    let mut out = vec![7];
    let written = schema.binary_to_json(&Limits::default(), binary, &mut out);
    assert!(written.is_ok() || out == [7]);
    written.map(|()| String::from_utf8(out[1..].to_vec()).unwrap())
}

/// Code, path and offset.
fn refused(schema: &Schema, json: impl AsRef<[u8]>) -> (Code, String, usize) {
    let e = to_binary(schema, json).expect_err("must be refused");
    (e.code(), e.path(), e.offset().unwrap() as usize)
}

fn code(text: &str, json: impl AsRef<[u8]>) -> Option<Code> {
    to_binary(&schema(text), json).err().map(|e| e.code())
}

/// Pseudo-random numbers, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end
    }
}

fn quick<T>(what: &str, run: impl FnOnce() -> T) -> T {
    let (start, most) = (Instant::now(), Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 }));
    let result = run();
    println!("{what}: {:?}", start.elapsed());
    assert!(start.elapsed() < most, "{what} took {:?}", start.elapsed());
    result
}

#[test]
fn cut_texts_are_truncated() {
    let mut cuts = 0;
    for row in rows("avro/encode.jsonl") {
        let (schema, json) = (schema(&text(&row, "schema")), text(&row, "value"));
        // A number alone may end anywhere.
        if row["contract"] == "reject" || json.len() > 600 || !json.ends_with(['}', ']', '"', 'e', 'l']) {
            continue;
        }
        for cut in 0..json.len() {
            cuts += 1;
            let found = to_binary(&schema, &json.as_bytes()[..cut]).map_err(|e| e.code());
            assert_eq!(found, Err(Code::DataTruncated), "{}: {:?}", row["id"], json.get(..cut));
        }
    }
    assert!(cuts > 10_000, "{cuts}");
}

/// Damaged bytes get the code, the path and the offset that decoding gives them; what decodes gives the same bytes through text.
#[test]
fn damaged_bytes_are_refused_as_decoding_refuses_them() {
    let (mut random, mut refused, mut passed) = (Random(1), 0, 0);
    for row in rows("avro/encode.jsonl") {
        let schema = schema(&text(&row, "schema"));
        let binary = hex(&text(&row, "hex"));
        if binary.is_empty() || binary.len() > 2_000 || text(&row, "schema").contains("uuid") {
            continue;
        }
        let mut options = CodecOptions::default();
        (options.raw_logical, options.tagged_unions) = (true, true);
        let codec = Codec::new(&schema, options).unwrap();
        for round in 0..40 {
            let mut damaged = binary.clone();
            if round % 4 == 0 {
                damaged.truncate(random.below(binary.len()));
            } else {
                let bit = random.below(8 * binary.len());
                damaged[bit / 8] ^= 1 << (bit % 8);
            }
            let limits = Limits::default();
            let compared = compare(schema.graph(), &limits, &damaged, &damaged);
            match (codec.decode_value(&damaged), to_text(&schema, &damaged)) {
                (Err(ours), Err(theirs)) => {
                    refused += 1;
                    let show = |e: &Error| (e.code(), e.path(), e.offset());
                    assert_eq!(show(&ours), show(&theirs), "{}: {}", row["id"], to_hex(&damaged));
                    let compared = compared.unwrap_err();
                    assert!([ours.code(), Code::Unsupported].contains(&compared.code()), "{}: {compared}", row["id"]);
                }
                (Ok(value), Ok(json)) => {
                    passed += 1;
                    let again = codec.encode_value(&value).map_err(|e| e.code());
                    // A value with a key twice decodes, but does not encode.
                    if again != Err(Code::ValueConstraint) {
                        let back = to_binary(&schema, &json).map_err(|e| e.code());
                        assert_eq!(back, again, "{}: {}", row["id"], to_hex(&damaged));
                    }
                    assert!(compared.is_ok_and(|order| order.is_eq()) || text(&row, "schema").contains("\"map\""));
                }
                (decoded, written) => panic!("{}: {}: {decoded:?}, {written:?}", row["id"], to_hex(&damaged)),
            }
        }
    }
    assert!(refused > 5_000 && passed > 5_000, "{refused}, {passed}");
}

#[test]
fn damaged_texts_are_refused_or_mean_something() {
    let (mut random, mut refused, mut passed) = (Random(2), 0, 0);
    for row in rows("avro/encode.jsonl") {
        let (schema, json) = (schema(&text(&row, "schema")), text(&row, "value"));
        if json.len() > 2_000 {
            continue;
        }
        for _ in 0..40 {
            let mut damaged = json.clone().into_bytes();
            let (at, byte) = (random.below(damaged.len()), random.below(256) as u8);
            match random.below(3) {
                0 => damaged[at] ^= 1 << random.below(8),
                1 => damaged[at] = byte,
                _ => damaged.insert(at, byte),
            }
            match to_binary(&schema, &damaged) {
                Err(e) => {
                    refused += 1;
                    assert!((400..404).contains(&e.code().number()), "{e}");
                    assert!(e.offset().unwrap() as usize <= damaged.len());
                }
                Ok(binary) => {
                    passed += 1;
                    let again = to_binary(&schema, to_text(&schema, &binary).unwrap()).unwrap();
                    assert_eq!(again, binary, "{}", String::from_utf8_lossy(&damaged));
                }
            }
        }
    }
    assert!(refused > 5_000 && passed > 5_000, "{refused}, {passed}");
}

#[test]
fn depth() {
    let nest = |open: &str, inner: &str, close: &str, depth: usize| {
        format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
    };
    let list = schema(LIST);
    let array = schema(r#"{"type":"record","name":"L","fields":[{"name":"n","type":{"type":"array","items":"L"}}]}"#);
    let map = schema(r#"{"type":"record","name":"L","fields":[{"name":"n","type":{"type":"map","values":"L"}}]}"#);
    let run = move || {
        // The innermost record, array or map is one more.
        for (schema, open, inner, close, most) in [
            (&list, r#"{"next":{"L":"#, r#"{"next":null}"#, "}}", 999),
            (&array, r#"{"n":["#, r#"{"n":[]}"#, "]}", 499),
            (&map, r#"{"n":{"k":"#, r#"{"n":{}}"#, "}}", 499),
        ] {
            let deepest = nest(open, inner, close, most);
            let binary = to_binary(schema, &deepest).unwrap();
            assert_eq!(to_text(schema, &binary).unwrap(), deepest);
            let order = compare(schema.graph(), &Limits::default(), &binary, &binary).map_err(|e| e.code());
            assert!(matches!(order, Ok(Ordering::Equal) | Err(Code::Unsupported)));
            for depth in [most + 1, 100_000] {
                assert_eq!(refused(schema, nest(open, inner, close, depth)).0, Code::DataLimit);
            }
            assert_eq!(refused(schema, open.repeat(100_000)).0, Code::DataLimit);
        }
        for open in ["[", "{", "{\"a\":", "[{"] {
            assert_eq!(refused(&list, open.repeat(100_000)).0, Code::DataMalformed);
        }
        assert_eq!(to_text(&list, &[2; 100_000]).unwrap_err().code(), Code::DataLimit);
        assert_eq!(
            compare(list.graph(), &Limits::default(), &[2; 100_000], &[2; 100_000]).unwrap_err().code(),
            Code::DataLimit
        );
    };
    on_a_small_stack(run);
}

#[test]
fn numbers() {
    let digits = "9".repeat(10_000);
    let fraction = format!("0.{}1", "0".repeat(1_000_000));
    for text in ["\"int\"", "\"long\""] {
        for json in ["1e999999999", "-1e999999999", "1e-999999999", &digits, &fraction, "NaN", "١", "true"] {
            assert_eq!(quick("integer", || code(text, json)), Some(Code::DataMalformed), "{json:.20}");
        }
    }
    for text in ["\"float\"", "\"double\""] {
        for json in
            ["1e999999999", "-1e999999999", &digits, "NaN", "Infinity", "inf", "\"inf\"", "\"nan\"", "01.0", ".5"]
        {
            assert_eq!(quick("float", || code(text, json)), Some(Code::DataMalformed), "{json:.20}");
        }
        let zero = vec![0; if text == "\"float\"" { 4 } else { 8 }];
        for json in ["1e-999999999", "0e999999999", &fraction] {
            assert_eq!(quick("float", || to_binary(&schema(text), json)).unwrap(), zero, "{json:.20}");
        }
    }
    for json in ["0x1", "1_0", "1 2", "5,"] {
        assert_eq!(code("\"int\"", json), Some(Code::DataTrailing), "{json}");
    }
    let float = |json: &str| to_binary(&schema("\"float\""), json).map(|bytes| to_hex(&bytes)).map_err(|e| e.code());
    // Halfway between two floats and a little more: by way of a double it would be rounded twice, to 1.0.
    assert_eq!(float("1.000000059604644775390625000001"), Ok("0100803f".to_owned()));
    // Just below and just above the middle between the largest float and the next one, if there were one.
    assert_eq!(float("3.4028235677973366e38"), Ok("ffff7f7f".to_owned()));
    assert_eq!(float("3.4028235677973367e38"), Err(Code::DataMalformed));
    assert_eq!(float("\"-INF\""), Ok("000080ff".to_owned()));
    assert_eq!(code("\"int\"", "2147483648.0"), Some(Code::DataMalformed));
    assert_eq!(to_binary(&schema("\"int\""), "-2147483648.0").unwrap(), hex("ffffffff0f"));
}

#[test]
fn strings() {
    let string = schema("\"string\"");
    for bad in [
        &b"\"\xff\""[..],
        b"\"\xc0\x80\"",
        b"\"\xed\xa0\x80\"",
        b"\"\\ud800\"",
        b"\"\\udc00\\ud800\"",
        b"\"\\ud800\\u0041\"",
        b"\"\\ud800x\"",
        b"\"\\u12\"",
        b"\"\\u+123\"",
        b"\"\\x41\"",
        b"\"a\nb\"",
        b"'a'",
        b"\xef\xbb\xbf\"a\"",
    ] {
        assert_eq!(refused(&string, bad).0, Code::DataMalformed, "{:?}", String::from_utf8_lossy(bad));
    }
    let found = to_binary(&string, r#""\u0041\ud83d\uDE00\/\"\\\b\f\n\r\t""#).unwrap();
    assert_eq!(found[1..], *"A\u{1f600}/\"\\\u{8}\u{c}\n\r\t".as_bytes());
    // Every length and place of a character that is escaped or wide, around the sizes of words and blocks.
    for length in 0..70 {
        for (at, special) in (0..=length).flat_map(|at| ["", "\"", "\\", "\u{1}", "é", "日", "😀"].map(|c| (at, c)))
        {
            let value = format!("{}{special}{}", "x".repeat(at), "y".repeat(length - at));
            let json = serde_json::to_string(&value).unwrap();
            let binary = to_binary(&string, &json).unwrap();
            assert_eq!(
                binary,
                Codec::new(&string, CodecOptions::default())
                    .unwrap()
                    .encode_value(&isobyte::Value::Text(value))
                    .unwrap()
            );
            let expected = json.replace("😀", r"\uD83D\uDE00");
            assert_eq!(to_text(&string, &binary).unwrap(), expected);
        }
    }
    for (text, json) in [("\"bytes\"", "\"Ā\""), (r#"{"type":"fixed","name":"F","size":1}"#, "\"\\u0100\"")] {
        assert_eq!(code(text, json), Some(Code::DataMalformed));
    }
    let long = format!("\"{}\"", "\\n".repeat(4 << 20));
    assert_eq!(quick("a long string", || to_binary(&string, &long)).unwrap().len(), (4 << 20) + 4);
}

#[test]
fn records_and_unions() {
    let ab = schema(AB);
    for json in [r#"{"a":1,"b":"x","c":null}"#, r#"{"c":null,"b":"x","a":1}"#, r#"{"b":"x","\u0061":1,"c":null}"#] {
        assert_eq!(to_hex(&to_binary(&ab, json).unwrap()), "020278", "{json}");
    }
    for (json, path, offset) in [
        (r#"{"a":1,"b":"x"}"#, "c", 15),
        (r#"{"b":"x","c":null}"#, "a", 18),
        (r#"{"c":null,"a":1}"#, "b", 16),
        (r#"{}"#, "a", 2),
        (r#"{"a":1,"a":1,"b":"x","c":null}"#, "a", 7),
        (r#"{"c":null,"c":null,"b":"x","a":1}"#, "c", 33),
        (r#"{"a":1,"b":"x","c":null,"d":1}"#, "", 24),
        (r#"{"a":1,"b":2,"c":null}"#, "b", 11),
        (r#"{"a":1,"b":"x","c":0}"#, "c", 19),
        (r#"{"a" 1}"#, "a", 5),
        (r#"{"a":1,}"#, "", 7),
    ] {
        assert_eq!(refused(&ab, json), (Code::DataMalformed, path.to_owned(), offset), "{json}");
    }
    assert_eq!(refused(&ab, r#"{"a":1,"b":"x","c":null} {"#), (Code::DataTrailing, String::new(), 25));
    let deep = schema(&format!(r#"{{"type":"map","values":{{"type":"array","items":{AB}}}}}"#));
    let json = r#"{"k":[{"a":1,"b":"x","c":null},{"a":true}]}"#;
    assert_eq!(refused(&deep, json), (Code::DataMalformed, "[\"k\"][1].a".to_owned(), 36));
    let union = r#"["null","int","string"]"#;
    for json in [r#"{"int":1,"int":2}"#, r#"{"int":1,"string":"x"}"#, "{}", "1", r#""x""#, r#"{"long":1}"#, "[]", "nil"]
    {
        assert_eq!(code(union, json), Some(Code::DataMalformed), "{json}");
    }
    assert_eq!(code(r#"["int"]"#, "null"), Some(Code::DataMalformed));
    // Avro Java 1.12.2 reads this, too, though it never writes it.
    assert_eq!(to_binary(&schema(union), r#"{"null":null}"#).unwrap(), [0]);
}

#[test]
fn items_without_bytes() {
    let nulls = |count: usize| format!("[{}null]", "null,".repeat(count - 1));
    let array = schema(r#"{"type":"array","items":"null"}"#);
    let binary = to_binary(&array, nulls(16_384)).unwrap();
    assert_eq!(to_text(&array, &binary).unwrap(), nulls(16_384));
    assert_eq!(refused(&array, nulls(16_385)).0, Code::DataLimit);
    // Twenty-four lines of schema would make sixteen million records out of no bytes.
    let double = |inner: String, i: usize| {
        let fields = format!(r#"{{"name":"a","type":{inner}}},{{"name":"b","type":"R{}"}}"#, i.max(1) - 1);
        format!(r#"{{"type":"record","name":"R{i}","fields":[{}]}}"#, if i == 0 { "" } else { &fields })
    };
    let exploding = schema(&(0..25).fold(String::new(), double));
    assert_eq!(quick("write", || to_text(&exploding, &[])).unwrap_err().code(), Code::DataLimit);
    let compared = quick("compare", || compare(exploding.graph(), &Limits::default(), &[], &[]));
    assert_eq!(compared.unwrap_err().code(), Code::DataLimit);
}

/// A tree of records, maps and arrays whose fields and keys come in any order, with text small and large.
fn tree(random: &mut Random, depth: usize) -> serde_json::Value {
    let children = |random: &mut Random| (0..random.below(4)).map(|_| tree(random, depth - 1)).collect::<Vec<_>>();
    let (many, named) = if depth == 0 { (vec![], vec![]) } else { (children(random), children(random)) };
    let named: serde_json::Map<_, _> =
        named.into_iter().map(|child| (["b", "a", "é", "aa", ""][random.below(5)].to_owned(), child)).collect();
    let size = [0, 1, 30, 300, 5_000][random.below(5)];
    let numbers: Vec<_> = (0..[0, 2, 63, 64, 3_000][random.below(5)]).collect();
    let mut fields = vec![
        ("many", json!(many)),
        ("named", named.into()),
        ("text", "x".repeat(size).into()),
        ("numbers", numbers.into()),
        ("next", serde_json::Value::Null),
    ];
    if random.below(2) == 0 {
        for i in (1..fields.len()).rev() {
            fields.swap(i, random.below(i + 1));
        }
    }
    fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<serde_json::Map<_, _>>().into()
}

/// Expected are the bytes that the encoder writes for the value that the tests' own loader makes of the text.
#[test]
fn any_order_gives_the_bytes_of_the_encoder() {
    let schema = schema(
        r#"{"type":"record","name":"T","fields":[{"name":"many","type":{"type":"array","items":"T"}},
        {"name":"named","type":{"type":"map","values":"T"}},{"name":"text","type":"string"},
        {"name":"numbers","type":{"type":"array","items":"int"}},{"name":"next","type":["null","T"]}]}"#,
    );
    let codec = Codec::new(&schema, CodecOptions::default()).unwrap();
    let mut options = CodecOptions::default();
    options.insertion_order_maps = true;
    let unsorted = Codec::new(&schema, options).unwrap();
    let mut random = Random(3);
    for _ in 0..150 {
        let json = tree(&mut random, 3);
        let value = load(&schema, &json);
        let expected = codec.encode_value(&value).unwrap();
        assert!(to_binary(&schema, json.to_string()).unwrap() == expected, "{:.400}", json.to_string());
        // The other way: maps in any order come out sorted, so both texts are the same.
        let text = to_text(&schema, &expected).unwrap();
        assert!(to_text(&schema, &unsorted.encode_value(&value).unwrap()).unwrap() == text);
        assert!(to_binary(&schema, &text).unwrap() == expected);
    }
}

#[test]
fn what_is_out_of_order_costs_no_time() {
    on_a_small_stack(out_of_order);
}

fn out_of_order() {
    let payload = "x".repeat(4 << 20);
    let record = schema(
        r#"{"type":"record","name":"L","fields":[{"name":"a","type":["null","L"]},{"name":"b","type":"string"}]}"#,
    );
    let deep = |open: &str, inner: String, close: &str, depth: usize| {
        format!("{}{inner}{}", open.repeat(depth), close.repeat(depth))
    };
    let json = deep(r#"{"b":"","a":{"L":"#, format!(r#"{{"b":"{payload}","a":null}}"#), "}}", 999);
    let binary = quick("records", || to_binary(&record, &json)).unwrap();
    assert_eq!(quick("records", || to_text(&record, &binary)).unwrap().len(), json.len());

    let many = schema(
        r#"{"type":"record","name":"L","fields":[{"name":"n","type":{"type":"array","items":["int","L"]}},{"name":"s","type":"string"}]}"#,
    );
    let ints = r#"{"int":1},"#.repeat(70);
    let inner = format!(r#"{{"n":[],"s":"{payload}"}}"#);
    let json = deep(&format!(r#"{{"n":[{ints}{{"L":"#), inner, r#"}],"s":""}"#, 499);
    let binary = quick("arrays", || to_binary(&many, &json)).unwrap();
    assert_eq!(quick("arrays", || to_text(&many, &binary)).unwrap(), json);

    let map = schema(
        r#"{"type":"record","name":"L","fields":[{"name":"n","type":{"type":"map","values":"L"}},{"name":"s","type":"string"}]}"#,
    );
    let inner = format!(r#"{{"n":{{}},"s":"{payload}"}}"#);
    let json = deep(r#"{"s":"","n":{"b":"#, inner, r#","a":{"n":{},"s":""}}}"#, 499);
    let binary = quick("maps", || to_binary(&map, &json)).unwrap();
    let text = quick("maps", || to_text(&map, &binary)).unwrap();
    assert_eq!(text.len(), json.len());
    assert!(quick("maps", || to_binary(&map, &text)).unwrap() == binary);
}

#[test]
fn many_names_cost_no_time() {
    let symbols: Vec<_> = (0..50_000).map(|i| format!("\"S{i}\"")).collect();
    let text = format!(r#"{{"type":"array","items":{{"type":"enum","name":"E","symbols":[{}]}}}}"#, symbols.join(","));
    let symbols = schema(&text);
    let json = format!("[{}]", vec!["\"S49999\""; 100_000].join(","));
    let binary = quick("symbols", || to_binary(&symbols, &json)).unwrap();
    assert_eq!(quick("symbols", || to_text(&symbols, &binary)).unwrap(), json);

    let fields = || (0..20_000).map(|i| i * 7_919 % 20_000);
    let declared: Vec<_> = fields().map(|i| format!(r#"{{"name":"f{i}","type":"int"}}"#)).collect();
    let record = schema(&format!(r#"{{"type":"record","name":"R","fields":[{}]}}"#, declared.join(",")));
    let given: Vec<_> = (0..20_000).map(|i| format!(r#""f{i}":{i}"#)).collect();
    let binary = quick("fields", || to_binary(&record, format!("{{{}}}", given.join(",")))).unwrap();
    let expected: Vec<_> = fields().map(|i| format!(r#""f{i}":{i}"#)).collect();
    assert_eq!(to_text(&record, &binary).unwrap(), format!("{{{}}}", expected.join(",")));

    // Keys that come again and again, largest first.
    let map = schema(r#"{"type":"map","values":"int"}"#);
    let entries: Vec<_> = (0..200_000).map(|i| format!(r#""k{:05}":{i}"#, 99_999 - i % 100_000)).collect();
    let binary = quick("keys", || to_binary(&map, format!("{{{}}}", entries.join(",")))).unwrap();
    let expected: Vec<_> = (0..100_000).map(|i| format!(r#""k{i:05}":{}"#, 199_999 - i)).collect();
    assert_eq!(to_text(&map, &binary).unwrap(), format!("{{{}}}", expected.join(",")));
}

#[test]
fn several_values_in_one_text() {
    let (ab, limits) = (schema(AB), Limits::default());
    let json = b" {\"a\":1,\"b\":\"x\",\"c\":null}\n{\"c\":null,\"a\":2,\"b\":\"y\"} \n";
    let (mut binary, mut at) = (vec![], 0);
    while at < json.len() {
        at = read::read_at(ab.graph(), &limits, json, at, &mut binary).unwrap();
    }
    assert_eq!(to_hex(&binary), "020278040279");
    let (mut text, mut at) = (vec![], 0);
    while at < binary.len() {
        at = write::write_at(ab.graph(), &limits, &binary, at, &mut text).unwrap();
        text.push(b'\n');
    }
    assert_eq!(text, b"{\"a\":1,\"b\":\"x\",\"c\":null}\n{\"a\":2,\"b\":\"y\",\"c\":null}\n");
    assert_eq!(read::read_at(ab.graph(), &limits, json, 1_000, &mut binary).unwrap_err().code(), Code::DataTruncated);
    assert_eq!(
        write::write_at(ab.graph(), &limits, &binary, 1_000, &mut text).unwrap_err().code(),
        Code::DataTruncated
    );
}

/// Avro 1.12, "Sort Order".
#[test]
fn order() {
    let order = |text: &str, a: &str, b: &str| {
        let schema = schema(text);
        let [a, b] = [a, b].map(|json| to_binary(&schema, json).unwrap());
        compare(schema.graph(), &Limits::default(), &a, &b).map_err(|e| e.code())
    };
    let map = r#"{"type":"map","values":"int"}"#;
    assert_eq!(order(map, "{}", "{}"), Err(Code::Unsupported));
    let union = format!(r#"["null",{map}]"#);
    assert_eq!(order(&union, "null", r#"{"map":{}}"#), Ok(Ordering::Less));
    assert_eq!(order(&union, r#"{"map":{}}"#, r#"{"map":{}}"#), Err(Code::Unsupported));
    let ignored = format!(
        r#"{{"type":"record","name":"R","fields":[{{"name":"m","type":{map},"order":"ignore"}},
        {{"name":"d","type":{{"type":"array","items":"int"}},"order":"descending"}}]}}"#
    );
    let value = |m: &str, d: &str| format!(r#"{{"m":{m},"d":{d}}}"#);
    assert_eq!(order(&ignored, &value(r#"{"k":1}"#, "[1]"), &value("{}", "[1]")), Ok(Ordering::Equal));
    assert_eq!(order(&ignored, &value("{}", "[1]"), &value("{}", "[1,2]")), Ok(Ordering::Greater));
    assert_eq!(order(&ignored, &value("{}", "[2]"), &value("{}", "[1,2]")), Ok(Ordering::Less));
    assert_eq!(order("\"int\"", "-2", "1"), Ok(Ordering::Less));
    assert_eq!(order("\"double\"", "\"NaN\"", "\"Infinity\""), Ok(Ordering::Greater));

    let compared = |text: &str, a: &str, b: &str| {
        let schema = schema(text);
        compare(schema.graph(), &Limits::default(), &hex(a), &hex(b)).map_err(|e| e.code())
    };
    // All NaNs are one, the negative too.
    assert_eq!(compared("\"float\"", "0000c0ff", "0100807f"), Ok(Ordering::Equal));
    assert_eq!(compared("\"float\"", "0000c0ff", "000080ff"), Ok(Ordering::Greater));
    // Blocks of any form.
    let array = r#"{"type":"array","items":"int"}"#;
    assert_eq!(compared(array, "0202020400", "0304020400"), Ok(Ordering::Equal));
    assert_eq!(compared(array, "020202040000", "04020400"), Err(Code::DataTrailing));
    // Behind the first difference, too, everything is checked.
    let pair = r#"{"type":"record","name":"R","fields":[{"name":"a","type":"int"},{"name":"b","type":"boolean"}]}"#;
    assert_eq!(compared(pair, "0201", "0401"), Ok(Ordering::Less));
    assert_eq!(compared(pair, "0201", "0402"), Err(Code::DataMalformed));
    assert_eq!(compared(pair, "02", "0401"), Err(Code::DataTruncated));
    assert_eq!(compared(pair, "0201", "040100"), Err(Code::DataTrailing));
}
