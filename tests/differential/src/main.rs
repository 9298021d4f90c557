//! Random schemas and values, written and read by isobyte and by another Avro library: the bytes must be the same.
mod case;
mod default;
mod dice;
mod evolve;
mod known;
mod normal;
mod peer;
mod resolved;
mod schema;
mod text;
mod value;

use std::process::ExitCode;

const HELP: &str = "usage: differential COUNT SEED DIFFERENCES NAME PROGRAM [ARGUMENT]...
  COUNT        pairs of schema and value
  SEED         the same seed gives the same pairs
  DIFFERENCES  the file of known differences
  NAME         what the file calls the other library
  PROGRAM      answers one line for each line; see README.md";

/// Differences that are shown in full.
const SHOWN: usize = 10;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("differential: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<bool, String> {
    let [count, seed, file, name, command @ ..] = arguments else { return Err(HELP.to_owned()) };
    let count: usize = count.parse().map_err(|_| HELP.to_owned())?;
    let seed: u64 = seed.parse().map_err(|_| HELP.to_owned())?;
    let text = std::fs::read_to_string(file).map_err(|e| format!("{file}: {e}"))?;
    let mut known = known::read(&text, name)?;
    let (mut schemas, mut made, mut unlisted) = (0, 0, 0);
    peer::run(command, seed, count.div_ceil(case::VALUES), |case, answer| {
        schemas += 1;
        let schema = case.schema().to_owned();
        let (differences, values) = case.compare(answer);
        made += values;
        for difference in differences {
            if known::count(&mut known, &difference) {
                continue;
            }
            unlisted += 1;
            if unlisted <= SHOWN {
                println!("  {}: {}", difference.check, difference.detail);
                println!("    schema: {schema}\n    value: {}", difference.value);
            }
        }
    })?;
    println!(
        "{name}: {schemas} schemas, {} values of ours, {made} of theirs; differences that are not listed: {unlisted}",
        schemas * case::VALUES
    );
    Ok(known::report(&known, count) && unlisted == 0)
}
