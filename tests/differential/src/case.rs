//! One schema with some values: what we say about it, what the other library said, and where the two differ.
use crate::dice::Dice;
use crate::normal::normal;
use crate::resolved::Resolved;
use crate::schema::Schema;
use crate::text;
use crate::value::Values;
use isobyte::schema::Fingerprint;
use isobyte::{Codec, CodecOptions};
use serde_json::{Value as Json, json};

/// Values of each schema.
pub(crate) const VALUES: usize = 5;
/// How many values or lists and so on one datum holds, more or less.
const BUDGET: usize = 60;

/// One schema with its values.
#[derive(Debug)]
pub(crate) struct Case {
    schema: Schema,
    text: String,
    /// A reader's schema that came from it.
    reader: Resolved,
    data: Vec<Datum>,
    /// Where we fail at something that is legal.
    ours: Vec<Difference>,
    seed: u64,
}

/// One value.
#[derive(Debug)]
struct Datum {
    json: String,
    /// Our bytes.
    hex: String,
    /// Our bytes of what it is for the reader; none if the reader refuses it.
    resolved: Option<String>,
}

/// Where two libraries differ.
#[derive(Debug)]
pub(crate) struct Difference {
    /// What was being done: schema, canonical, fingerprint, encode, decode, made, reader or resolve.
    pub(crate) check: &'static str,
    /// What each of them said.
    pub(crate) detail: String,
    /// The value, where there is one.
    pub(crate) value: String,
}

impl Case {
    pub(crate) fn random(dice: &mut Dice) -> Self {
        let schema = Schema::random(dice);
        let text = text::write(&schema, dice);
        let reader = Resolved::random(&schema, dice);
        let (mut data, mut ours) = (Vec::new(), Vec::new());
        for _ in 0..VALUES {
            let (value, json) = Values::new(&schema, dice, BUDGET).make(&schema.root);
            let json = json.to_string();
            let found = codec(&text, false).and_then(|codec| {
                let bytes = codec.encode_value(&value)?;
                // What we write we read, to the same bytes again, with logical values and without.
                for raw in [false, true] {
                    let codec = self::codec(&text, raw)?;
                    if codec.encode_value(&codec.decode_value(&bytes)?)? != bytes {
                        return Err(isobyte::Error::new(isobyte::Code::Internal, "our own bytes come back as others"));
                    }
                }
                Ok(bytes)
            });
            match found {
                Ok(bytes) => match reader.read(&schema, &text, &bytes) {
                    Ok(resolved) => data.push(Datum { json, hex: hex(&bytes), resolved }),
                    Err(detail) => {
                        let value = format!("{json}\n    reader: {}", reader.text);
                        ours.push(Difference { check: "resolve", detail: format!("ours: {detail}"), value });
                    }
                },
                Err(e) => {
                    let detail = format!("ours fails: {}: {e}", e.code().name());
                    ours.push(Difference { check: "encode", detail, value: format!("{value:?}") });
                }
            }
        }
        Self { schema, text, reader, data, ours, seed: dice.next() }
    }

    pub(crate) fn schema(&self) -> &str {
        &self.text
    }

    /// What the other library is asked.
    pub(crate) fn question(&self) -> String {
        let data: Vec<Json> = self.data.iter().map(|datum| json!({"json": datum.json, "hex": datum.hex})).collect();
        json!({"schema": self.text, "reader": self.reader.text, "data": data, "seed": self.seed as i64, "make": VALUES})
            .to_string()
    }

    /// Where its answer differs, and how many values it made of its own.
    pub(crate) fn compare(mut self, answer: &Json) -> (Vec<Difference>, usize) {
        let mut found = std::mem::take(&mut self.ours);
        let mut differ = |check, detail: String, value: &str| {
            found.push(Difference { check, detail, value: value.to_owned() });
        };
        let schema = match (isobyte::Schema::parse(&self.text), answer["error"].as_str()) {
            (Ok(schema), None) => schema,
            (Err(e), None) => {
                differ("schema", format!("ours fails: {e}"), "");
                return (found, 0);
            }
            (_, Some(error)) => {
                differ("schema", format!("theirs fails: {error}"), "");
                return (found, 0);
            }
        };
        let canonical = answer["canonical"].as_str().unwrap_or_default();
        if schema.canonical() != canonical {
            differ("canonical", format!("ours {}, theirs {canonical}", schema.canonical()), "");
        }
        let crc = hex(&schema.fingerprint(Fingerprint::Crc64Avro));
        if answer["crc64"] != crc {
            differ("fingerprint", format!("ours {crc}, theirs {}", answer["crc64"]), "");
        }
        for (i, Datum { json, hex: ours, resolved }) in self.data.iter().enumerate() {
            for check in ["encode", "decode"] {
                match self.normal(&answer["data"][i][check]) {
                    Ok(theirs) if theirs == *ours => {}
                    Ok(theirs) => differ(check, format!("ours {ours}, theirs {theirs}"), json),
                    Err(error) => differ(check, format!("theirs fails: {error}"), json),
                }
            }
            // Not every peer does this.
            let theirs = &answer["data"][i]["resolve"];
            if theirs.is_null() {
                continue;
            }
            let value = format!("{json}\n    reader: {}", self.reader.text);
            let found = theirs.as_str().map(|theirs| {
                normal(&self.reader.evolution.schema, &unhex(theirs))
                    .map_or("malformed".to_owned(), |bytes| hex(&bytes))
            });
            if found != *resolved {
                let theirs = found.unwrap_or_else(|| theirs["error"].to_string());
                let ours = resolved.as_deref().unwrap_or("refuses");
                differ("resolve", format!("ours {ours}, theirs {theirs}"), &value);
            }
        }
        let made = answer["made"].as_array().map(Vec::as_slice).unwrap_or_default();
        for theirs in made {
            let back = codec(&self.text, true).and_then(|codec| {
                codec.encode_value(&codec.decode_value(&unhex(theirs.as_str().unwrap_or_default()))?)
            });
            match (self.normal(theirs), back) {
                (Ok(expected), Ok(back)) if hex(&back) == expected => {}
                (Ok(expected), Ok(back)) => differ("made", format!("ours {}, theirs {expected}", hex(&back)), ""),
                (Err(error), _) => differ("made", format!("theirs fails: {error}"), ""),
                (Ok(theirs), Err(e)) => differ("made", format!("ours fails: {}: {e}", e.code().name()), &theirs),
            }
        }
        (found, made.len())
    }

    fn normal(&self, answer: &Json) -> Result<String, String> {
        let text = answer.as_str().ok_or_else(|| answer["error"].as_str().unwrap_or("no answer").to_owned())?;
        normal(&self.schema, &unhex(text)).map(|bytes| hex(&bytes)).ok_or_else(|| format!("malformed bytes {text}"))
    }
}

pub(crate) fn codec(text: &str, raw: bool) -> isobyte::Result<Codec> {
    let mut options = CodecOptions::default();
    options.tagged_unions = true;
    options.raw_logical = raw;
    Codec::new(&isobyte::Schema::parse(text)?, options)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap_or_default()).collect()
}
