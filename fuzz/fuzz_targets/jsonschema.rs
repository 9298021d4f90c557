//! Any text as a JSON Schema, or two, with a zero byte between: refused, or the same schema when it is printed and read
//! again; compared with itself and with the other in bounded time.
#![no_main]
use isobyte::Code;
use isobyte::compatibility::Direction;
use isobyte::json::compare::verdict::{compatible, differences};
use isobyte::json::kind::Policy;
use isobyte::json::schema::{JsonSchema, Reference};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else { return };
    let (first, second) = text.split_once('\0').unwrap_or((text, "{}"));
    let reference = Reference { name: "other", text: second };
    let Ok(one) = JsonSchema::parse(first, &[]).or_else(|_| JsonSchema::parse(first, &[reference])) else { return };
    for policy in [Policy::Strict, Policy::Lenient] {
        match differences(&one, &one, policy) {
            Ok(found) => assert!(found.is_empty(), "differs from itself: {found:?}"),
            Err(e) => assert_eq!(e.code(), Code::SchemaIncompatible),
        }
    }
    let (canonical, normal) = (one.canonical(), one.normalized());
    if one.references().next().is_none() {
        let again = JsonSchema::parse(&canonical, &[]).expect("what we print we read");
        assert_eq!(again.canonical(), canonical);
        assert_eq!(again.normalized(), normal);
        if let Ok(found) = differences(&one, &again, Policy::Strict) {
            assert!(found.is_empty(), "printed as another: {found:?}");
        }
        // A key that stands twice may lose references to its first value.
        if let Ok(sorted) = JsonSchema::parse(&normal, &[]) {
            assert_eq!(sorted.normalized(), normal);
        }
    } else {
        one.resolved();
    }
    let Ok(other) = JsonSchema::parse(second, &[]) else { return };
    for (reader, writer) in [(&one, &other), (&other, &one)] {
        let strict = compatible(reader, writer, Policy::Strict);
        for found in strict.iter().flatten() {
            let finding = found.finding(Direction::Backward);
            assert!(!finding.words.is_empty() && finding.message.contains(&found.path));
        }
        if let (Ok(strict), Ok(lenient)) = (strict, compatible(reader, writer, Policy::Lenient)) {
            assert!(!strict.is_empty() || lenient.is_empty(), "lenient refuses what strict allows");
        }
    }
});
