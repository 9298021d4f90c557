//! The sort order of any two pieces of data: turned round it is the opposite, and only good data have one.
#![no_main]
use isobyte::avro::compare::compare;
use isobyte::{Code, Limits};
use isobyte_fuzz::{Codecs, choose, schemas};
use libfuzzer_sys::fuzz_target;
use std::cmp::Ordering;
use std::sync::OnceLock;

static RAW: OnceLock<Codecs> = OnceLock::new();

fuzz_target!(|input: &[u8]| {
    let Some((number, choices, rest)) = choose(input) else { return };
    let (a, b) = rest.split_at((choices as usize).min(rest.len()));
    let order = |a: &[u8], b: &[u8]| compare(schemas()[number].graph(), &Limits::default(), a, b);
    let codec = RAW.get_or_init(Codecs::new).get(number, true);
    let good = [a, b].map(|data| codec.decode_value(data).is_ok());
    match (order(a, b), order(b, a)) {
        (Ok(one), Ok(other)) => {
            assert_eq!(one, other.reverse());
            assert!(good[0] && good[1], "an order of what cannot be read");
        }
        (Err(one), Err(_)) => {
            assert!(one.code() == Code::Unsupported || !(good[0] && good[1]), "{one}");
        }
        (one, other) => panic!("{one:?} / {other:?}"),
    }
    for (data, good) in [a, b].into_iter().zip(good) {
        match order(data, data) {
            Ok(order) => assert!(good && order == Ordering::Equal),
            Err(e) => assert!(!good || e.code() == Code::Unsupported, "{e}"),
        }
    }
});
