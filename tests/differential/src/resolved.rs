//! Data of one schema read by another that came from it: what must come out, and whether it does.
use crate::case::{codec, hex};
use crate::dice::Dice;
use crate::evolve::Evolution;
use crate::schema::Schema;
use crate::text;
use isobyte::{Code, Codec, CodecOptions, Value};

/// A writer's schema with a reader's.
#[derive(Debug)]
pub(crate) struct Resolved {
    pub(crate) evolution: Evolution,
    pub(crate) text: String,
}

impl Resolved {
    pub(crate) fn random(writer: &Schema, dice: &mut Dice) -> Self {
        let evolution = Evolution::random(writer, dice);
        let text = text::write(&evolution.schema, dice);
        Self { evolution, text }
    }

    /// What a datum of the writer is for the reader, as bytes of the reader's schema; none if it must be refused, and is.
    pub(crate) fn read(&self, writer: &Schema, writer_text: &str, datum: &[u8]) -> Result<Option<String>, String> {
        let said = |e: isobyte::Error| format!("{}: {e}", e.code().name());
        let given = codec(writer_text, true).and_then(|codec| codec.decode_value(datum)).map_err(said)?;
        let expected = self.evolution.apply(writer, &given);
        let plain = codec(&self.text, true).map_err(said)?;
        let found = self.codec(writer_text).and_then(|codec| codec.decode_value(datum));
        match (found, expected) {
            (Ok(found), Some(expected)) if shown(&found) == shown(&expected) => {
                let bytes = plain.encode_value(&found).map_err(said)?;
                Ok(Some(hex(&bytes)))
            }
            (Err(e), None) if e.code() == Code::SchemaIncompatible => Ok(None),
            (Ok(found), expected) => {
                Err(format!("found {}, expected {:?}", shown(&found), expected.as_ref().map(shown)))
            }
            (Err(e), expected) => Err(format!("found {}, expected {:?}", said(e), expected.as_ref().map(shown))),
        }
    }

    fn codec(&self, writer: &str) -> isobyte::Result<Codec> {
        let mut options = CodecOptions::default();
        options.tagged_unions = true;
        options.raw_logical = true;
        Codec::resolve(&isobyte::Schema::parse(writer)?, &isobyte::Schema::parse(&self.text)?, options)
    }
}

/// All that counts of a value: not the order of entries, nor the bits of a NaN.
fn shown(value: &Value) -> String {
    let all = |entries: &[(String, Value)]| {
        let mut entries: Vec<_> = entries.iter().map(|(key, value)| format!("{key:?}: {}", shown(value))).collect();
        entries.sort();
        entries.join(", ")
    };
    match value {
        Value::Map(entries) => format!("{{{}}}", all(entries)),
        Value::Record(name, fields) => format!("{name} {{{}}}", all(fields)),
        Value::List(items) => format!("[{}]", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
        Value::Branch(name, value) => format!("<{name}> {}", shown(value)),
        value => format!("{value:?}"),
    }
}

#[cfg(test)]
mod tests {
    use crate::case::{codec, unhex};
    use crate::dice::Dice;
    use crate::resolved::Resolved;
    use crate::schema::Schema;
    use crate::text;
    use crate::value::Values;

    /// Pairs of schemas; each with a few values.
    const PAIRS: usize = 3_000;

    #[test]
    fn evolved_schemas_read_what_was_written() {
        let dice = &mut Dice::new(11);
        let (mut read, mut refused) = (0, 0);
        for _ in 0..PAIRS {
            let writer = Schema::random(dice);
            let text = text::write(&writer, dice);
            let resolved = Resolved::random(&writer, dice);
            for _ in 0..3 {
                let (value, _) = Values::new(&writer, dice, 40).make(&writer.root);
                let bytes = codec(&text, false).and_then(|codec| codec.encode_value(&value)).expect("a value");
                match resolved.read(&writer, &text, &bytes) {
                    Ok(Some(found)) => {
                        read += 1;
                        let plain = codec(&resolved.text, true).expect("a schema");
                        plain.decode_value(&unhex(&found)).expect("a datum of the reader");
                    }
                    Ok(None) => refused += 1,
                    Err(e) => panic!("{e}\n  writer: {text}\n  reader: {}\n  value: {value:?}", resolved.text),
                }
            }
        }
        // Both happen, and not just now and then.
        assert!(read > PAIRS && refused > PAIRS / 20, "{read} read, {refused} refused");
    }
}
