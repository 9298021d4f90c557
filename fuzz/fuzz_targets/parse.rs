//! Any text as a schema: refused, or printed so that it is the same schema when it is read again.
#![no_main]
use isobyte::schema::{Format, Names, ParseOptions, Schema, compatible};
use isobyte::{Codec, CodecOptions};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let mut lenient = ParseOptions::default();
    lenient.names = Names::Utf8;
    let strict = Schema::parse(text);
    let schema = match Schema::parse_with(Format::Avro, text, &[], &lenient) {
        Ok(schema) => schema,
        Err(_) => {
            assert!(strict.is_err(), "strict names allow what lenient ones refuse");
            return;
        }
    };
    let again = Schema::parse_with(Format::Avro, schema.printed(), &[], &lenient).expect("what we print we parse");
    assert_eq!(schema.printed(), again.printed());
    assert_eq!(schema.canonical(), again.canonical());
    assert_eq!(schema.rabin(), again.rabin());
    // The canonical form has no namespaces, so inside one it may mean other names: it is a schema, but not always the same one.
    let bare = Schema::parse_with(Format::Avro, schema.canonical(), &[], &lenient);
    compatible(&schema, &again);
    if let Ok(bare) = bare {
        compatible(&bare, &schema);
    }
    Codec::new(&schema, CodecOptions::default()).expect("dynamic values bind to every schema");
});
