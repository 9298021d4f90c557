//! What encoding a Rust type allocates, counted: once a thread and its output have grown, nothing.
#![allow(clippy::unwrap_used)]
#![cfg(feature = "serde")]
use isobyte::{Codec, Schema};
use serde::{Deserialize, Serialize};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::collections::BTreeMap;

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: every call goes to the system's allocator as it is; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller's promises are those that the system's allocator asks for.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) }
    }
    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: as above.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often a call allocates that has been made twice before.
fn allocations(mut call: impl FnMut()) -> usize {
    call();
    call();
    let before = COUNT.get();
    call();
    COUNT.get() - before
}

/// Appending to an output that is large enough.
fn appending<T: Serialize>(schema: &str, value: &T) -> usize {
    let codec = Codec::new(&Schema::parse(schema).unwrap(), Default::default()).unwrap();
    let mut out = Vec::new();
    allocations(|| {
        out.clear();
        codec.append(&mut out, value).unwrap();
    })
}

#[derive(Serialize, Deserialize)]
struct Address {
    street: String,
    city: String,
    zip: i32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Kind {
    Paid,
}

#[derive(Serialize, Deserialize)]
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

const ORDER: &str = include_str!("../../bench/order.avsc");

fn order(entries: i64) -> Order {
    Order {
        id: 1,
        user: "marcos".into(),
        email: Some("marcos@example-mail.com".into()),
        active: true,
        score: 1.5,
        created: 2,
        kind: Kind::Paid,
        address: Address { street: "221B Baker Street".into(), city: "London".into(), zip: 1 },
        tags: vec!["avro".into(), "kafka".into()],
        attrs: (0..entries).map(|i| (format!("key {i}"), i)).collect(),
    }
}

#[test]
fn allocations_are_counted() {
    assert_eq!(allocations(|| drop(std::hint::black_box(Box::new(1)))), 1);
    assert_eq!(allocations(|| ()), 0);
}

#[test]
fn appending_a_record_allocates_nothing() {
    assert_eq!(appending(ORDER, &order(2)), 0);
    assert_eq!(appending(ORDER, &order(4)), 0);
    let codec = Codec::new(&Schema::parse(ORDER).unwrap(), Default::default()).unwrap();
    let (order, mut place) = (order(2), [0; 512]);
    let slice = || {
        codec.to_slice(&order, &mut place).unwrap();
    };
    assert_eq!(allocations(slice), 0);
    // Whoever asks for a new output gets one, at once large enough.
    assert_eq!(allocations(|| drop(codec.to_vec(&order).unwrap())), 1);
}

#[test]
fn decoding_allocates_what_the_type_asks_for() {
    #[derive(Deserialize)]
    struct View<'a> {
        user: &'a str,
        #[serde(borrow)]
        email: Option<&'a str>,
    }
    let codec = Codec::new(&Schema::parse(ORDER).unwrap(), Default::default()).unwrap();
    let data = codec.to_vec(&order(2)).unwrap();
    // Four texts, a list of two, a map of two in one node.
    assert_eq!(allocations(|| drop(codec.from_slice::<Order>(&data).unwrap())), 4 + (1 + 2) + (1 + 2));
    let view = || {
        let view: View<'_> = codec.from_slice(&data).unwrap();
        assert_eq!((view.user, view.email), ("marcos", Some("marcos@example-mail.com")));
    };
    assert_eq!(allocations(view), 0);
}

#[test]
fn appending_unions_lists_and_bytes_allocates_nothing() {
    #[derive(Serialize)]
    struct P {
        x: i32,
    }
    #[derive(Serialize)]
    enum Event {
        Long(i64),
        P { x: i32 },
        Null,
    }
    let record = r#"{"type":"record","name":"P","fields":[{"name":"x","type":"int"}]}"#;
    let union =
        format!(r#"["null","long",{record},{{"type":"record","name":"Q","fields":[{{"name":"x","type":"int"}}]}}]"#);
    let list = format!(r#"{{"type":"array","items":{union}}}"#);
    assert_eq!(appending(&list, &[Event::Long(1), Event::P { x: 2 }, Event::Null]), 0);
    assert_eq!(appending(&list, &vec![Some(P { x: 2 }), None]), 0);
    assert_eq!(appending(r#""bytes""#, &serde_bytes::Bytes::new(&[7; 100])), 0);
    assert_eq!(appending(r#"{"type":"array","items":"string"}"#, &vec!["text"; 5_000]), 0);
}

#[test]
fn the_exceptions_are_those_of_the_documentation() {
    // More entries than a few are sorted in a list of their own.
    assert_eq!(appending(ORDER, &order(5)), 1);
    assert_eq!(appending(ORDER, &order(100)), 1);
    // A sequence that stands for bytes.
    assert_eq!(appending(r#""bytes""#, &vec![7u8; 100]), 1);
    assert_eq!(appending(r#"{"type":"fixed","name":"F","size":16}"#, &[7u8; 16]), 1);
}
