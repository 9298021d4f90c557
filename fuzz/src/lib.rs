//! What the fuzz targets share: the schemas of the vectors, host types that fit them, and how memory is counted.
pub mod counting;
pub mod shapes;
pub mod vectors;

use isobyte::{Codec, CodecOptions, Schema};
use std::sync::OnceLock;

/// The schemas that inputs choose from by number: all those of the vectors.
pub fn schemas() -> &'static [Schema] {
    static ALL: OnceLock<Vec<Schema>> = OnceLock::new();
    ALL.get_or_init(|| vectors::schemas().iter().filter_map(|text| Schema::parse(text).ok()).collect())
}

/// Splits an input: a schema by its first two bytes, a byte of choices, the rest.
pub fn choose(input: &[u8]) -> Option<(usize, u8, &[u8])> {
    let (&[low, high, choices], rest) = input.split_first_chunk()?;
    Some((u16::from_le_bytes([low, high]) as usize % schemas().len(), choices, rest))
}

/// Splits an input: two schemas by two bytes each, a byte of choices, the rest.
pub fn pair(input: &[u8]) -> Option<(usize, usize, u8, &[u8])> {
    let (&[low, high], rest) = input.split_first_chunk()?;
    let (reader, choices, rest) = choose(rest)?;
    Some((u16::from_le_bytes([low, high]) as usize % schemas().len(), reader, choices, rest))
}

/// What [`choose`] takes apart.
pub fn chosen(schema: usize, choices: u8, rest: &[u8]) -> Vec<u8> {
    let [low, high] = (schema as u16).to_le_bytes();
    [&[low, high, choices], rest].concat()
}

/// Codecs of dynamic values, by the number of their schema.
pub struct Codecs(Vec<OnceLock<Codec>>);

impl Codecs {
    /// For all schemas.
    pub fn new() -> Self {
        Self(schemas().iter().map(|_| OnceLock::new()).collect())
    }

    /// The codec of a schema.
    pub fn get(&self, schema: usize, raw: bool) -> &Codec {
        self.0[schema].get_or_init(|| {
            let mut options = CodecOptions::default();
            options.raw_logical = raw;
            options.tagged_unions = true;
            Codec::new(&schemas()[schema], options).expect("a schema that was parsed")
        })
    }
}

impl Default for Codecs {
    fn default() -> Self {
        Self::new()
    }
}
