//! Differences that are known and explained in `differences.jsonl`. A listed one that does not occur is a failure too.
use crate::case::Difference;
use serde_json::Value as Json;

/// One line of the file.
#[derive(Debug)]
pub(crate) struct Known {
    check: String,
    contains: String,
    reason: String,
    /// Runs of fewer pairs may miss it.
    from: usize,
    seen: usize,
}

/// The differences of one peer.
pub(crate) fn read(text: &str, peer: &str) -> Result<Vec<Known>, String> {
    let rows = text.lines().map(|line| serde_json::from_str::<Json>(line).map_err(|e| format!("{e}: {line}")));
    let rows: Vec<Json> = rows.collect::<Result<_, _>>()?;
    let word = |row: &Json, key: &str| row[key].as_str().map(str::to_owned).ok_or(format!("no {key} in {row}"));
    let of_peer = rows.iter().filter(|row| row["peer"] == peer);
    of_peer
        .map(|row| {
            Ok(Known {
                check: word(row, "check")?,
                contains: word(row, "contains")?,
                reason: word(row, "reason")?,
                from: row["from"].as_u64().unwrap_or_default() as usize,
                seen: 0,
            })
        })
        .collect()
}

/// Counts a difference that is listed; false for one that is not.
pub(crate) fn count(known: &mut [Known], difference: &Difference) -> bool {
    let fits = |row: &&mut Known| row.check == difference.check && difference.detail.contains(&row.contains);
    match known.iter_mut().find(fits) {
        Some(row) => {
            row.seen += 1;
            true
        }
        None => false,
    }
}

/// Prints what was counted; true if every listed difference occurred.
pub(crate) fn report(known: &[Known], pairs: usize) -> bool {
    let mut all = true;
    for row in known {
        println!("  known: {} x {}: {}", row.seen, row.check, row.reason);
        if row.seen == 0 && pairs >= row.from {
            println!("  no longer occurs: take it out of differences.jsonl");
            all = false;
        }
    }
    all
}
