//! isobyte's core beside serde_avro_fast and apache-avro: process CPU time, contestants interleaved, least of the rounds.
//!
//! `isobyte` takes the same Rust structs as the others, by serde. `isobyte tape` begins with a record that lies on a tape, as
//! every binding but Python's hands them over; what the hosts' walkers add is measured in their languages. `isobyte (dynamic)` goes through [`isobyte::Value`], the fair pendant of apache-avro's `Value`.
#![allow(deprecated)] // apache-avro: what its users call today
use isobyte::model::shape::{ShapeId, Shapes};
use isobyte::tape::source::TapeSource;
use isobyte::{Codec, Schema, Value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::hint::black_box;

const ORDER: &str = include_str!("../../order.avsc");
const TICK: &str = include_str!("../../tick.avsc");

#[derive(Serialize, Deserialize, Debug, PartialEq, Clone)]
struct Address {
    street: String,
    city: String,
    zip: i32,
}

#[derive(Serialize, Deserialize, Debug, PartialEq, Clone, Copy)]
enum Kind {
    #[serde(rename = "NEW")]
    New,
    #[serde(rename = "PAID")]
    Paid,
    #[serde(rename = "SHIPPED")]
    Shipped,
}

#[derive(Serialize, Deserialize, Debug, PartialEq, Clone)]
struct Order {
    id: i64,
    user: String,
    email: Option<String>,
    active: bool,
    score: f64,
    created: i64,
    kind: Kind,
    address: Address,
    tags: Vec<String>,
    attrs: BTreeMap<String, i64>,
}

#[derive(Serialize, Deserialize, Debug, PartialEq, Clone)]
struct Tick {
    ts: i64,
    bid: f64,
    ask: f64,
    bid_size: i64,
    ask_size: i64,
    venue: i32,
    flags: i32,
    open: bool,
}

fn order() -> Order {
    Order {
        id: 123456789,
        user: "marcos-schro".into(),
        email: Some("marcos@example-mail.com".into()),
        active: true,
        score: 3.14159,
        created: 1_700_000_000_000,
        kind: Kind::Paid,
        address: Address { street: "221B Baker Street".into(), city: "London".into(), zip: 12345 },
        tags: vec!["avro".into(), "kafka".into(), "stream".into()],
        attrs: BTreeMap::from([("a".into(), 1), ("b".into(), 200_000)]),
    }
}

fn tick() -> Tick {
    Tick {
        ts: 1_700_000_000_123_456,
        bid: 101.25,
        ask: 101.27,
        bid_size: 1200,
        ask_size: 900,
        venue: 7,
        flags: 0,
        open: true,
    }
}

/// A tape under construction: heads first, items behind, and texts, or texts apart in UTF-16 as Java hands them over.
struct Tape {
    bytes: Vec<u8>,
    wide: Option<Vec<u16>>,
}

impl Tape {
    fn word(&mut self, at: usize, word: u64) {
        self.bytes[at..at + 8].copy_from_slice(&word.to_le_bytes());
    }

    fn text(&mut self, at: usize, text: &str) {
        let (from, length) = match &mut self.wide {
            Some(wide) => {
                let from = wide.len();
                wide.extend(text.encode_utf16());
                (from, wide.len() - from)
            }
            None => {
                self.bytes.extend_from_slice(text.as_bytes());
                (self.bytes.len() - text.len(), text.len())
            }
        };
        self.word(at, from as u64 | (length as u64) << 32);
    }

    fn items(&mut self, at: usize, count: usize, stride: usize) -> usize {
        let from = self.bytes.len().next_multiple_of(8);
        self.bytes.resize(from + count * stride, 0);
        self.word(at, from as u64 | (count as u64) << 32);
        from
    }
}

const ORDER_SHAPE: &str = r#"[{"kind":"struct","name":"Order","fields":[{"name":"id","shape":1},{"name":"user","shape":2},
    {"name":"email","shape":3},{"name":"active","shape":4},{"name":"score","shape":5},{"name":"created","shape":6},
    {"name":"kind","shape":2},{"name":"address","shape":7},{"name":"tags","shape":9},{"name":"attrs","shape":10}]},
    {"kind":"i64"},{"kind":"text"},{"kind":"optional","item":2},{"kind":"bool"},{"kind":"f64"},{"kind":"timestamp"},
    {"kind":"struct","name":"Address","fields":[{"name":"street","shape":2},{"name":"city","shape":2},{"name":"zip","shape":8}]},
    {"kind":"i32"},{"kind":"list","item":2},{"kind":"map","item":1}]"#;

const TICK_SHAPE: &str = r#"[{"kind":"struct","name":"Tick","size":56,"fields":[{"name":"ts","shape":1,"offset":0},
    {"name":"bid","shape":2,"offset":8},{"name":"ask","shape":2,"offset":16},{"name":"bid_size","shape":1,"offset":24},
    {"name":"ask_size","shape":1,"offset":32},{"name":"venue","shape":3,"offset":40},{"name":"flags","shape":3,"offset":44},
    {"name":"open","shape":4,"offset":48}]},{"kind":"i64"},{"kind":"f64"},{"kind":"i32"},{"kind":"bool"}]"#;

fn order_tape(codec: &Codec, order: &Order, wide: bool) -> Tape {
    let (head, inner) = (codec.head(ShapeId(0)), codec.head(ShapeId(7)));
    let at = |i: usize| head.at[i] as usize;
    let mut tape = Tape { bytes: vec![0; head.size as usize], wide: wide.then(|| vec![0]) };
    tape.word(at(0), order.id as u64);
    tape.text(at(1), &order.user);
    if let Some(email) = &order.email {
        tape.text(at(2), email);
    }
    tape.bytes[at(3)] = order.active as u8;
    tape.word(at(4), order.score.to_bits());
    tape.word(at(5), order.created as u64 / 1000);
    tape.text(at(6), "PAID");
    tape.text(at(7) + inner.at[0] as usize, &order.address.street);
    tape.text(at(7) + inner.at[1] as usize, &order.address.city);
    let zip = at(7) + inner.at[2] as usize;
    tape.bytes[zip..zip + 4].copy_from_slice(&order.address.zip.to_le_bytes());
    let first = tape.items(at(8), order.tags.len(), 8);
    for (i, tag) in order.tags.iter().enumerate() {
        tape.text(first + 8 * i, tag);
    }
    let first = tape.items(at(9), order.attrs.len(), 16);
    for (i, (key, value)) in order.attrs.iter().enumerate() {
        tape.text(first + 16 * i, key);
        tape.word(first + 16 * i + 8, *value as u64);
    }
    tape.bytes.resize(tape.bytes.len() + 16, 0);
    if let Some(wide) = &mut tape.wide {
        wide.resize(wide.len() + 16, 0);
    }
    tape
}

fn tick_tape(_: &Codec, tick: &Tick, wide: bool) -> Tape {
    let mut tape = Tape { bytes: vec![0; 56], wide: wide.then(Vec::new) };
    for (i, word) in
        [tick.ts as u64, tick.bid.to_bits(), tick.ask.to_bits(), tick.bid_size as u64, tick.ask_size as u64]
            .iter()
            .enumerate()
    {
        tape.word(8 * i, *word);
    }
    tape.bytes[40..44].copy_from_slice(&tick.venue.to_le_bytes());
    tape.bytes[44..48].copy_from_slice(&tick.flags.to_le_bytes());
    tape.bytes[48] = tick.open as u8;
    tape
}

struct Row {
    case: String,
    contestant: &'static str,
    call: Box<dyn FnMut()>,
}

fn rows<T>(name: &str, text: &str, shape: &str, value: T, to_tape: fn(&Codec, &T, bool) -> Tape) -> Vec<Row>
where
    T: Serialize + for<'a> Deserialize<'a> + PartialEq + std::fmt::Debug + Clone + 'static,
{
    let schema = Schema::parse(text).expect("the schema parses");
    let bound =
        Codec::bind(&schema, Shapes::parse(shape).expect("the shapes parse"), Default::default()).expect("it binds");
    let dynamic = Codec::new(&schema, Default::default()).expect("it compiles");
    let fast: serde_avro_fast::Schema = text.parse().expect("the schema parses");
    let apache = apache_avro::Schema::parse_str(text).expect("the schema parses");
    let (tape, wide) = (leak(to_tape(&bound, &value, false)), leak(to_tape(&bound, &value, true)));
    let source = |tape: &'static Tape| TapeSource { tape: &tape.bytes, wide: tape.wide.as_deref() };
    let mut buf = vec![0u8; 1024];
    let end = bound.encode_tape(source(tape), 1, &mut buf, None).expect("it encodes");
    let data = buf[..end].to_vec();
    let end = bound.encode_tape(source(wide), 1, &mut buf, None).expect("it encodes");
    assert_eq!(&buf[..end], data, "{name}: UTF-16 is written differently");

    // Everybody's output, checked equal first. serde_avro_fast and apache-avro keep the order of the map that they are given.
    let mut config = serde_avro_fast::ser::SerializerConfig::new(&fast);
    let theirs = serde_avro_fast::to_datum_vec(&value, &mut config).expect("it encodes");
    assert_eq!(theirs, data, "{name}: serde_avro_fast writes something else");
    let back: T = serde_avro_fast::from_datum_slice(&data, &fast).expect("it decodes");
    assert_eq!(back, value, "{name}: serde_avro_fast reads something else");
    let tree: Value = dynamic.decode_value(&data).expect("it decodes");
    assert_eq!(dynamic.encode_value(&tree).expect("it encodes"), data);
    assert_eq!(dynamic.to_vec(&value).expect("it encodes"), data, "{name}: the serde door writes something else");
    assert_eq!(
        dynamic.from_slice::<T>(&data).expect("it decodes"),
        value,
        "{name}: the serde door reads something else"
    );
    let apache_value = apache_avro::from_avro_datum(&apache, &mut &data[..], None).expect("it decodes");
    let apache_back = apache_avro::to_avro_datum(&apache, apache_value.clone()).expect("it encodes");
    let apache_typed: T = apache_avro::from_value(&apache_value).expect("it is one");
    assert_eq!(apache_typed, value, "{name}: apache-avro reads something else");
    assert_eq!(apache_back.len(), data.len(), "{name}: apache-avro writes something else");

    let row = |what: &str, contestant, call: Box<dyn FnMut()>| Row { case: format!("{name} {what}"), contestant, call };
    let (bound, dynamic, fast, apache) = (leak(bound), leak(dynamic), leak(fast), leak(apache));
    let data: &'static [u8] = leak(data);
    let (mut out, mut wide_out) = (vec![0u8; 1024], vec![0u8; 1024]);
    let mut place = vec![0u8; 4096];
    let mut config = serde_avro_fast::ser::SerializerConfig::new(fast);
    let (mut ours, mut reused) = (Vec::with_capacity(1024), Vec::with_capacity(1024));
    let (mine, typed) = (value.clone(), value.clone());
    vec![
        row(
            "encode",
            "isobyte",
            Box::new(move || {
                ours.clear();
                dynamic.append(&mut ours, black_box(&mine)).expect("it encodes");
            }),
        ),
        row(
            "decode",
            "isobyte",
            Box::new(move || {
                black_box(dynamic.from_slice::<T>(black_box(data)).is_ok());
            }),
        ),
        row(
            "encode",
            "isobyte tape",
            Box::new(move || {
                black_box(bound.encode_tape(source(black_box(tape)), 1, &mut out, None).is_ok());
            }),
        ),
        row(
            "encode",
            "isobyte tape, UTF-16",
            Box::new(move || {
                black_box(bound.encode_tape(source(black_box(wide)), 1, &mut wide_out, None).is_ok());
            }),
        ),
        row(
            "encode",
            "isobyte (dynamic)",
            Box::new(move || {
                black_box(dynamic.encode_value(black_box(&tree)).is_ok());
            }),
        ),
        row(
            "encode",
            "serde_avro_fast",
            Box::new(move || {
                reused.clear();
                reused = serde_avro_fast::to_datum(black_box(&value), std::mem::take(&mut reused), &mut config)
                    .expect("it encodes");
            }),
        ),
        row(
            "encode",
            "apache-avro",
            Box::new(move || {
                black_box(apache_avro::to_avro_datum(apache, black_box(&apache_value).clone()).is_ok());
            }),
        ),
        row(
            "encode",
            "apache-avro, serde",
            Box::new(move || {
                let value = apache_avro::to_value(black_box(&typed)).expect("it is a value");
                black_box(apache_avro::to_avro_datum(apache, value.resolve(apache).expect("it resolves")).is_ok());
            }),
        ),
        row(
            "decode",
            "apache-avro, serde",
            Box::new(move || {
                let value = apache_avro::from_avro_datum(apache, &mut black_box(data), None).expect("it decodes");
                black_box(apache_avro::from_value::<T>(&value).is_ok());
            }),
        ),
        row(
            "decode",
            "isobyte tape",
            Box::new(move || {
                black_box(bound.decode_tape(black_box(data), 1, &mut place).is_ok());
            }),
        ),
        row(
            "decode",
            "isobyte (dynamic)",
            Box::new(move || {
                black_box(dynamic.decode_value(black_box(data)).is_ok());
            }),
        ),
        row(
            "decode",
            "serde_avro_fast",
            Box::new(move || {
                black_box(serde_avro_fast::from_datum_slice::<T>(black_box(data), fast).is_ok());
            }),
        ),
        row(
            "decode",
            "apache-avro",
            Box::new(move || {
                black_box(apache_avro::from_avro_datum(apache, &mut black_box(data), None).is_ok());
            }),
        ),
    ]
}

fn leak<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn cpu() -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is a place for what the call writes.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

fn chunk(call: &mut dyn FnMut(), count: u32) -> f64 {
    let began = cpu();
    for _ in 0..count {
        call();
    }
    (cpu() - began) as f64 / count as f64
}

fn main() {
    let quick = std::env::var("BENCH_QUICK").is_ok_and(|value| value == "1");
    // For a profiler: only the cases and contestants that contain all the words of the command line; `=name` is one contestant.
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (rounds, target) = if quick { (15, 3e6) } else { (40, 1e7) };
    let mut rows = rows("order", ORDER, ORDER_SHAPE, order(), order_tape)
        .into_iter()
        .chain(rows("tick", TICK, TICK_SHAPE, tick(), tick_tape))
        .filter(|row| {
            let meant = |word: &str| match word.strip_prefix('=') {
                Some(contestant) => row.contestant == contestant,
                None => row.case.contains(word) || row.contestant.contains(word),
            };
            words.iter().all(|word| meant(word))
        })
        .collect::<Vec<_>>();
    let mut counts = Vec::new();
    for row in &mut rows {
        let mut count = 64;
        while chunk(&mut row.call, count) * (count as f64) < target {
            count *= 2;
        }
        counts.push(count);
    }
    let mut best = vec![f64::MAX; rows.len()];
    for _ in 0..rounds {
        for (i, row) in rows.iter_mut().enumerate() {
            best[i] = best[i].min(chunk(&mut row.call, counts[i]));
        }
    }
    for (row, best) in rows.iter().zip(best) {
        println!(
            "{}",
            serde_json::json!({"case": row.case, "contestant": row.contestant, "cpu_ns": (best * 10.0).round() / 10.0, "allocations": null})
        );
    }
}
