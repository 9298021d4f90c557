//! `isobyte schema fingerprint`: the short name of a schema.
use crate::input::{Reading, Source, print};
use clap::Args;
use isobyte::schema;
use std::process::ExitCode;

/// Prints the fingerprint of the canonical form in hex.
#[derive(Debug, Args)]
pub(crate) struct Fingerprint {
    /// The schema.
    #[arg(value_name = "FILE")]
    file: Source,
    /// crc64 (CRC-64-AVRO, as the little-endian bytes of single-object headers), md5 or sha256.
    #[arg(long, value_name = "NAME", default_value = "crc64", value_parser = algorithm)]
    algorithm: schema::Fingerprint,
    #[command(flatten)]
    reading: Reading,
}

fn algorithm(name: &str) -> Result<schema::Fingerprint, String> {
    match name {
        "crc64" => Ok(schema::Fingerprint::Crc64Avro),
        "md5" => Ok(schema::Fingerprint::Md5),
        "sha256" => Ok(schema::Fingerprint::Sha256),
        _ => Err("expected crc64, md5 or sha256".to_owned()),
    }
}

impl Fingerprint {
    pub(crate) fn run(self) -> Result<ExitCode, String> {
        let bytes = self.reading.schema(&self.file)?.fingerprint(self.algorithm);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        print(&format!("{hex}\n"))?;
        Ok(ExitCode::SUCCESS)
    }
}
