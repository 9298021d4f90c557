//! The other library: a child process that answers one line for each line, while we make the next ones.
use crate::case::Case;
use crate::dice::Dice;
use serde_json::Value as Json;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::sync_channel;

/// Cases under way at most, so that memory stays bounded.
const UNDER_WAY: usize = 256;

/// Puts `count` random schemas to the program; `judge` sees each with its answer.
pub(crate) fn run(
    command: &[String],
    seed: u64,
    count: usize,
    mut judge: impl FnMut(Case, &Json),
) -> Result<(), String> {
    let [program, arguments @ ..] = command else { return Err("no program to ask".to_owned()) };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("{program}: {e}"))?;
    let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
        return Err(format!("{program}: no pipes"));
    };
    let (send, receive) = sync_channel::<Case>(UNDER_WAY);
    let writer = std::thread::spawn(move || -> Result<(), String> {
        let mut dice = Dice::new(seed);
        let mut input = BufWriter::new(input);
        for _ in 0..count {
            let case = Case::random(&mut dice);
            let question = case.question();
            send.send(case).map_err(|_| "nobody waits for answers".to_owned())?;
            writeln!(input, "{question}").map_err(|e| format!("writing to the program: {e}"))?;
            input.flush().map_err(|e| format!("writing to the program: {e}"))?;
        }
        Ok(())
    });
    let mut lines = BufReader::new(output).lines();
    for case in receive {
        let line = match lines.next() {
            Some(line) => line.map_err(|e| format!("reading from {program}: {e}"))?,
            None => return Err(format!("{program} ended at the schema {}", case.schema())),
        };
        let answer = serde_json::from_str(&line).map_err(|e| format!("{program}: {e}: {line}"))?;
        judge(case, &answer);
    }
    writer.join().map_err(|_| "making cases failed".to_owned())??;
    let status = child.wait().map_err(|e| format!("{program}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program}: {status}")) }
}
