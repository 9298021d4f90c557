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
