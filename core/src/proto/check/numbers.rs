//! Numbers and reserved names of a message: each once, none reserved, none among extensions.
use crate::proto::check::{Check, number_fault};
use crate::proto::parse::LARGEST;
use crate::proto::place::Fault;
use crate::proto::tree::{Message, Name, Span, is_true};
use std::collections::{HashMap, HashSet};

impl Check<'_, '_> {
    pub(super) fn numbers(&self, message: &Message) -> Result<(), Fault> {
        let most = largest(message);
        let name = &message.name.text;
        reserved_names_once(&message.reserved_names)?;
        spans_apart(&message.reserved)?;
        for span in &message.reserved {
            if span.start < 1 {
                return Err(Fault::invalid(span.at, "expected reserved numbers from 1 on"));
            }
        }
        let extensions: Vec<Span> = message.extensions.iter().flat_map(|found| found.spans.iter().copied()).collect();
        for span in &extensions {
            if span.start < 1 || span.end > most {
                let range = format!("expected extension numbers from 1 to {most}");
                return Err(Fault::invalid(span.at, range));
            }
        }
        spans_apart(&extensions)?;
        let reserved = Spans::new(&message.reserved);
        let ranges = Spans::new(&extensions);
        if let Some(span) = extensions.iter().find(|span| reserved.meets(span)) {
            return Err(Fault::invalid(span.at, format!("extension numbers {} are reserved too", words(span))));
        }
        let reserved_names: HashSet<&str> = message.reserved_names.iter().map(|name| &*name.text).collect();
        let mut taken: HashMap<i64, &str> = HashMap::new();
        for field in &message.fields {
            let (number, at, text) = (field.number, field.number_at, &field.name.text);
            number_fault(number, at, most)?;
            if let Some(other) = taken.insert(number, text) {
                let message =
                    format!("fields `{other}` and `{text}` of message `{name}` both have the number {number}");
                return Err(Fault::invalid(at, message));
            }
            let one = Span { start: number, end: number, at };
            if reserved.meets(&one) {
                return Err(Fault::invalid(at, format!("field `{text}` has the number {number}, which is reserved")));
            }
            if ranges.meets(&one) {
                let message = format!("field `{text}` has the number {number}, which is kept for extensions");
                return Err(Fault::invalid(at, message));
            }
            if reserved_names.contains(&**text) {
                return Err(Fault::invalid(field.name.at, format!("the name `{text}` is reserved")));
            }
        }
        Ok(())
    }
}

/// The largest number that a field or extension of a message may have.
pub(super) fn largest(message: &Message) -> i64 {
    if is_true(&message.options, "message_set_wire_format") { i32::MAX as i64 - 1 } else { LARGEST }
}

pub(super) fn reserved_names_once(names: &[Name]) -> Result<(), Fault> {
    let mut seen = HashSet::new();
    match names.iter().find(|name| !seen.insert(&*name.text)) {
        Some(name) => Err(Fault::invalid(name.at, format!("the name `{}` is reserved twice", name.text))),
        None => Ok(()),
    }
}

/// That no two of the spans share a number, and each has one.
pub(super) fn spans_apart(spans: &[Span]) -> Result<(), Fault> {
    if let Some(span) = spans.iter().find(|span| span.end < span.start) {
        return Err(Fault::invalid(span.at, format!("expected numbers in order, found {}", words(span))));
    }
    let mut sorted: Vec<&Span> = spans.iter().collect();
    sorted.sort_by_key(|span| span.start);
    for pair in sorted.windows(2) {
        if pair[1].start <= pair[0].end {
            let later = if pair[0].at > pair[1].at { pair[0] } else { pair[1] };
            return Err(Fault::invalid(later.at, format!("numbers {} overlap with others", words(later))));
        }
    }
    Ok(())
}

fn words(span: &Span) -> String {
    if span.start == span.end { span.start.to_string() } else { format!("{} to {}", span.start, span.end) }
}

/// Spans that do not overlap, sorted to be searched.
pub(super) struct Spans(Vec<Span>);

impl Spans {
    pub(super) fn new(spans: &[Span]) -> Self {
        let mut spans = spans.to_vec();
        spans.sort_by_key(|span| span.start);
        Self(spans)
    }

    /// Whether one of the spans shares a number with this one.
    pub(super) fn meets(&self, other: &Span) -> bool {
        let behind = self.0.partition_point(|span| span.start <= other.end);
        behind > 0 && self.0[behind - 1].end >= other.start
    }
}
