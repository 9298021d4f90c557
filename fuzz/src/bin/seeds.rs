//! Writes the first corpus of every target, made of the vectors: seeds DIRECTORY.
use isobyte::{Codec, CodecOptions};
use isobyte_fuzz::vectors::{rows, schemas, unhex};
use isobyte_fuzz::{chosen, shapes};
use serde_json::Value as Json;
use std::io::Result;
use std::path::{Path, PathBuf};

const TARGETS: [&str; 10] =
    ["parse", "decode", "frame", "tape", "resolve", "json", "container", "compare", "serde", "jsonschema"];

struct Corpus(PathBuf);

fn main() -> Result<()> {
    let to = std::env::args().nth(1).unwrap_or_else(|| "corpus".to_owned());
    for target in TARGETS {
        std::fs::create_dir_all(Path::new(&to).join(target))?;
    }
    let corpus = Corpus(to.into());
    for (i, text) in schemas().iter().enumerate() {
        corpus.write("parse", &format!("schema-{i}"), text.as_bytes())?;
    }
    for file in ["encode", "decode", "decode-fail", "host", "decode-host", "single-object", "single-object-fail"] {
        rows(file).iter().try_for_each(|row| corpus.datum(row))?;
    }
    for file in ["resolve", "resolve-fail"] {
        rows(file).iter().try_for_each(|row| corpus.resolution(row))?;
    }
    rows("json-fail").iter().try_for_each(|row| corpus.text(row))?;
    rows("compare").iter().try_for_each(|row| corpus.two(row))?;
    rows("json-compat").iter().try_for_each(|row| corpus.versions(&name(row), &row["old"], &row["new"]))?;
    for row in rows("json-families") {
        let schemas = row["schemas"].as_array().map(Vec::as_slice).unwrap_or_default();
        for (i, pair) in schemas.chunks(2).enumerate() {
            let name = format!("{}-{}-{i}", row["draft"], row["name"]).replace('"', "");
            corpus.versions(&name, &pair[0], pair.last().unwrap_or(&Json::Null))?;
        }
    }
    for row in rows("ocf") {
        let file = unhex(row["hex"].as_str().unwrap_or_default());
        corpus.write("container", &name(&row), &[&[0, 2, 200], &file[..]].concat())?;
    }
    for (i, byte) in (0x80..0x86).enumerate() {
        corpus.write(
            "container",
            &format!("written-{i}"),
            &[&[byte, 3, 1], &b"some bytes, some bytes"[..]].concat(),
        )?;
    }
    for (i, part) in
        ["avro", "avro-json", "application/avro+json", "\0\0\0\0\u{1}x", "application/avro"].iter().enumerate()
    {
        corpus.write("frame", &format!("word-{i}"), part.as_bytes())?;
    }
    Ok(())
}

fn name(row: &Json) -> String {
    row["id"].as_str().unwrap_or_default().replace(['/', ' '], "-")
}

/// The number of a schema.
fn number(row: &Json, key: &str) -> Option<usize> {
    isobyte_fuzz::schemas().iter().position(|known| Some(known.text()) == row[key].as_str())
}

impl Corpus {
    fn write(&self, target: &str, name: &str, data: &[u8]) -> Result<()> {
        std::fs::write(self.0.join(target).join(name), data)
    }

    /// A row with a datum of one schema.
    fn datum(&self, row: &Json) -> Result<()> {
        let Some(data) = row["hex"].as_str().map(unhex) else { return Ok(()) };
        let name = name(row);
        self.write("frame", &name, &data)?;
        let Some(number) = number(row, "schema") else { return Ok(()) };
        for target in ["decode", "tape", "json", "serde"] {
            self.write(target, &name, &chosen(number, 0, &data))?;
        }
        self.write("compare", &name, &chosen(number, data.len() as u8, &[&data[..], &data].concat()))?;
        self.text(row)?;
        let schema = &isobyte_fuzz::schemas()[number];
        let typed = shapes::closest(schema.graph())
            .and_then(|shapes| Codec::bind(schema, shapes, CodecOptions::default()).ok());
        let mut tape = vec![0; 4_096];
        if let Some(used) = typed.and_then(|codec| codec.decode_tape(&data, 1, &mut tape).ok()) {
            self.write("tape", &format!("{name}-tape"), &chosen(number, 1, &tape[..used]))?;
        }
        Ok(())
    }

    /// A row with a text in Avro's JSON encoding.
    fn text(&self, row: &Json) -> Result<()> {
        match (number(row, "schema"), row["value"].as_str()) {
            (Some(number), Some(text)) => {
                self.write("json", &format!("{}-text", name(row)), &chosen(number, 1, text.as_bytes()))
            }
            _ => Ok(()),
        }
    }

    /// Two versions of a JSON Schema.
    fn versions(&self, name: &str, old: &Json, new: &Json) -> Result<()> {
        self.write("jsonschema", name, format!("{old}\0{new}").as_bytes())
    }

    /// A row with two data of one schema.
    fn two(&self, row: &Json) -> Result<()> {
        match (number(row, "schema"), row["hex"].as_str().map(unhex), row["hex2"].as_str().map(unhex)) {
            (Some(number), Some(a), Some(b)) => {
                self.write("compare", &name(row), &chosen(number, a.len() as u8, &[a, b].concat()))
            }
            _ => Ok(()),
        }
    }

    /// A row with a writer's and a reader's schema: by their numbers, and by their texts.
    fn resolution(&self, row: &Json) -> Result<()> {
        let (Some(writer), Some(reader)) = (row["writer"].as_str(), row["reader"].as_str()) else { return Ok(()) };
        let data = row["hex"].as_str().map(unhex).unwrap_or_default();
        let parts = [writer.as_bytes(), b"\0", reader.as_bytes(), b"\0", &data].concat();
        self.write("resolve", &format!("{}-text", name(row)), &[&[0, 0], &chosen(0, 1, &parts)[..]].concat())?;
        if let (Some(writer), Some(reader)) = (number(row, "writer"), number(row, "reader")) {
            let head = (writer as u16).to_le_bytes();
            self.write("resolve", &name(row), &[&head, &chosen(reader, 0, &data)[..]].concat())?;
            self.write("resolve", &format!("{}-same", name(row)), &[&head, &chosen(reader, 2, &data)[..]].concat())?;
        }
        Ok(())
    }
}
