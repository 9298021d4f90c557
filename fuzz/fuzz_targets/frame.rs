//! Any bytes as a frame or a header: refused, or the same bytes when it is made again.
#![no_main]
use isobyte::frame::{ContentType, confluent, read_confluent, read_single_object, single_object};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    if let Ok((id, datum)) = read_confluent(input) {
        assert_eq!([&confluent(id)[..], datum].concat(), input);
    }
    if let Ok((fingerprint, datum)) = read_single_object(input) {
        assert_eq!([&single_object(fingerprint)[..], datum].concat(), input);
    }
    if let Ok(text) = std::str::from_utf8(input)
        && let Ok(kind) = ContentType::parse(text)
    {
        assert_eq!(ContentType::parse(kind.name()).expect("its own name"), kind);
    }
});
