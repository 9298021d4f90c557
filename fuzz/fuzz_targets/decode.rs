//! Any bytes as a datum of any schema: refused, or read and written again to bytes that come back as they are.
#![no_main]
use isobyte_fuzz::{Codecs, choose};
use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

static RAW: OnceLock<Codecs> = OnceLock::new();
static LOGICAL: OnceLock<Codecs> = OnceLock::new();

fuzz_target!(|input: &[u8]| {
    let Some((schema, _, data)) = choose(input) else { return };
    let raw = RAW.get_or_init(Codecs::new).get(schema, true);
    let logical = LOGICAL.get_or_init(Codecs::new).get(schema, false);
    let read = raw.decode_value(data);
    let read_logical = logical.decode_value(data);
    if let Ok(value) = &read {
        // Under logical types raw values may be ones that must not be written.
        if let Ok(bytes) = raw.encode_value(value) {
            let back = raw.decode_value(&bytes).expect("what we write we read");
            assert_eq!(raw.encode_value(&back).expect("what we read we write"), bytes);
        }
    }
    if let Ok(value) = &read_logical {
        assert!(read.is_ok(), "logical types allow what raw ones refuse");
        if let Ok(bytes) = logical.encode_value(value) {
            let back = logical.decode_value(&bytes).expect("what we write we read");
            assert_eq!(logical.encode_value(&back).expect("what we read we write"), bytes);
        }
    }
});
