//! Data of an older schema, read as a type of today; the folder of docs/evolution.md is the argument.
use isobyte::compatibility::{CompatibilityLevel, check};
use isobyte::{Codec, Schema};
use serde::Deserialize;
use std::error::Error;
use std::path::PathBuf;

#[derive(Deserialize, Debug)]
#[allow(dead_code)]
struct Order {
    id: i64,
    buyer: String,
    price: f64,
    note: Option<String>,
    currency: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("expected a folder with v1.avsc, v2.avsc and order.bin")?);
    let read = |name: &str| std::fs::read_to_string(folder.join(name));
    let data = std::fs::read(folder.join("order.bin"))?;

    let (v1, v2) = (Schema::parse(&read("v1.avsc")?)?, Schema::parse(&read("v2.avsc")?)?);
    let codec = Codec::resolve(&v1, &v2, Default::default())?;
    let order: Order = codec.from_slice(&data)?;
    println!("{order:?}");
    for finding in check(CompatibilityLevel::Forward, &v2, &[v1]) {
        println!("{}: {}", finding.incompatibility.reader_path, finding.words());
    }
    Ok(())
}
