//! Writes the first corpus of every target, made of the vectors: seeds DIRECTORY.
use isobyte_fuzz::vectors::{rows, schemas, unhex};
use std::path::Path;

fn main() -> std::io::Result<()> {
    let to = std::env::args().nth(1).unwrap_or_else(|| "corpus".to_owned());
    let to = Path::new(&to);
    for target in ["parse", "decode", "frame", "tape"] {
        std::fs::create_dir_all(to.join(target))?;
    }
    let write = |target: &str, name: &str, data: &[u8]| std::fs::write(to.join(target).join(name), data);
    for (i, text) in schemas().iter().enumerate() {
        write("parse", &format!("schema-{i}"), text.as_bytes())?;
    }
    for file in ["encode", "decode", "decode-fail", "host", "decode-host", "single-object", "single-object-fail"] {
        for row in rows(file) {
            let (Some(id), Some(hex), Some(schema)) = (row["id"].as_str(), row["hex"].as_str(), row["schema"].as_str())
            else {
                continue;
            };
            let (name, data) = (id.replace(['/', ' '], "-"), unhex(hex));
            write("frame", &name, &data)?;
            let number = isobyte_fuzz::schemas().iter().position(|known| known.text() == schema);
            if let Some(number) = number {
                write("decode", &name, &isobyte_fuzz::chosen(number, 0, &data))?;
                write("tape", &name, &isobyte_fuzz::chosen(number, 0, &data))?;
                if let Some(tape) = isobyte_fuzz::shapes::closest(isobyte_fuzz::schemas()[number].graph())
                    .and_then(|shapes| {
                        isobyte::Codec::bind(&isobyte_fuzz::schemas()[number], shapes, Default::default()).ok()
                    })
                    .and_then(|codec| {
                        let mut tape = vec![0; 4_096];
                        let used = codec.decode_tape(&data, 1, &mut tape).ok()?;
                        tape.truncate(used);
                        Some(tape)
                    })
                {
                    write("tape", &format!("{name}-tape"), &isobyte_fuzz::chosen(number, 1, &tape))?;
                }
            }
        }
    }
    for (i, part) in
        ["avro", "avro-json", "application/avro+json", "\0\0\0\0\u{1}x", "application/avro"].iter().enumerate()
    {
        write("frame", &format!("word-{i}"), part.as_bytes())?;
    }
    Ok(())
}
