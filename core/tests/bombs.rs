//! Hostile inputs cost neither time nor memory: each in a process of its own, whose peak is compared with that of one without.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
mod support;
use isobyte::{Codec, Schema};
use std::process::Command;
use std::time::{Duration, Instant};
use support::{hex, parts, rows, text};

const ASKED: &str = "ISOBYTE_TEST_BOMB";
const MOST_MEMORY_KB: u64 = 16 * 1024;
const MOST_TIME: Duration = Duration::from_secs(1);

/// The part that runs in a process of its own; without being asked it has nothing to do.
#[test]
fn child() {
    let Ok(asked) = std::env::var(ASKED) else { return };
    let bombs = rows("avro/bombs.jsonl");
    let began = match bombs.iter().find(|row| row["id"] == asked.as_str()) {
        None => Instant::now(),
        Some(row) => {
            // The input itself is not what is measured: it is there in both processes.
            let schema =
                if row.get("schema_parts").is_some() { parts(&row["schema_parts"]) } else { text(row, "schema") };
            let data = hex(&parts(&row["hex_parts"]));
            let began = Instant::now();
            let refused = match Schema::parse(&schema).and_then(|schema| Codec::new(&schema, Default::default())) {
                Err(_) => true,
                Ok(codec) => {
                    let mut tape = vec![0u8; 4096];
                    codec.decode_value(&data).is_err() && codec.decode_tape(&data, 1, &mut tape).is_err()
                }
            };
            assert!(refused, "{asked} was not refused");
            began
        }
    };
    let millis = began.elapsed().as_millis();
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let peak = status.lines().find(|line| line.starts_with("VmHWM")).unwrap().split_whitespace().nth(1).unwrap();
    println!("measured {peak} {millis}");
}

fn measure(bomb: &str) -> (u64, Duration) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let output = command.args(["--exact", "child", "--nocapture"]).env(ASKED, bomb).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{bomb}: {printed}{}", String::from_utf8_lossy(&output.stderr));
    let line = printed.split("measured ").nth(1).unwrap_or_else(|| panic!("{bomb}: {printed}"));
    let mut numbers = line.split_whitespace().map(|number| number.parse::<u64>().unwrap());
    (numbers.next().unwrap(), Duration::from_millis(numbers.next().unwrap()))
}

#[test]
#[cfg(target_os = "linux")]
fn bombs_cost_neither_time_nor_memory() {
    let (calm, _) = measure("none");
    let bombs = rows("avro/bombs.jsonl");
    assert_eq!(bombs.len(), 17);
    for row in bombs {
        let id = text(&row, "id");
        let (peak, took) = measure(&id);
        let more = peak.saturating_sub(calm);
        println!("{id}: {more} kB, {took:?}");
        assert!(more <= MOST_MEMORY_KB, "{id}: {more} kB more than without");
        assert!(took <= MOST_TIME, "{id}: {took:?}");
    }
}

#[test]
fn records_without_bytes_do_not_multiply_without_end() {
    // Each record holds the next one twice: 2^40 records of no bytes.
    let fields = |i: u32| match i {
        0 => String::from(r#"{"name":"a","type":"null"}"#),
        _ => format!(r#"{{"name":"a","type":"R{0}"}},{{"name":"b","type":"R{0}"}}"#, i - 1),
    };
    let record = |i| format!(r#"{{"type":"record","name":"R{i}","fields":[{}]}}"#, fields(i));
    let all: Vec<_> = (0..=40).map(|i| format!(r#"{{"name":"f{i}","type":["null",{}]}}"#, record(i))).collect();
    let schema = format!(r#"{{"type":"record","name":"All","fields":[{}]}}"#, all.join(","));
    let schema = Schema::parse(&schema).unwrap();
    let codec = Codec::new(&schema, Default::default()).unwrap();
    let mut data = [0u8; 41];
    data[40] = 2;
    assert_eq!(codec.decode_value(&data).unwrap_err().code().name(), "data_limit");
    // The same when it is passed over, and on the way out.
    let none = Schema::parse(r#"{"type":"record","name":"All","fields":[]}"#).unwrap();
    let skipping = Codec::resolve(&schema, &none, Default::default()).unwrap();
    assert_eq!(skipping.decode_value(&data).unwrap_err().code().name(), "data_limit");
}
