//! Binary to text: Avro binary as the JSON encoding that Avro Java 1.12 writes on JDK 19 or later, driven by the schema graph.
//!
//! No white space; fields in schema order; the keys of maps sorted by their UTF-8 bytes, the last of a key's duplicates alone;
//! values of unions under the name of their branch, null bare; bytes and fixed as the characters U+0000 to U+00FF; logical
//! types raw. Source: Avro 1.12, "JSON Encoding".
use crate::avro::budget::Budget;
use crate::avro::check::{self, check_end};
use crate::avro::text::arrange::{Changes, Entry, sorted};
use crate::avro::text::{number, quote};
use crate::error::Result;
use crate::limits::Limits;
use crate::model::node::{Graph, NodeId, NodeKind, Record};
use crate::wire::read;

/// Appends the text of one datum that is the whole of `src`. On failure `out` is as it was.
///
/// # Errors
/// `data_*` as decoding, with path and offset in `src`.
pub fn write(graph: &Graph, limits: &Limits, src: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let start = out.len();
    let end = write_at(graph, limits, src, 0, out)?;
    check::whole(src, end).inspect_err(|_| out.truncate(start))
}

/// Appends the text of one datum that begins at `at`, and gives where it ends. On failure `out` is as it was.
///
/// # Errors
/// As [`write()`], but for trailing bytes.
pub fn write_at(graph: &Graph, limits: &Limits, src: &[u8], at: usize, out: &mut Vec<u8>) -> Result<usize> {
    let start = out.len();
    out.reserve(2 * src.len().saturating_sub(at).min(1 << 16) + 64);
    let mut writer = Writer {
        graph,
        src,
        out,
        budget: Budget::new(graph, limits),
        entries: Vec::new(),
        changes: Changes::default(),
    };
    let written = writer.value(graph.root, at);
    let changes = writer.changes;
    match written {
        Ok(end) => {
            changes.finish(out, start);
            Ok(end)
        }
        Err(e) => {
            out.truncate(start);
            Err(e)
        }
    }
}

struct Writer<'a> {
    graph: &'a Graph,
    src: &'a [u8],
    out: &'a mut Vec<u8>,
    budget: Budget<'a>,
    /// The entries of the maps that are open, outermost first.
    entries: Vec<Entry>,
    /// What is put in order at the end.
    changes: Changes,
}

impl Writer<'_> {
    fn value(&mut self, id: NodeId, at: usize) -> Result<usize> {
        let (src, graph) = (self.src, self.graph);
        match &graph.node(id).kind {
            NodeKind::Null => {
                self.out.extend_from_slice(b"null");
                Ok(at)
            }
            NodeKind::Boolean => {
                let (value, next) = check::boolean(src, at)?;
                self.out.extend_from_slice(if value { b"true" } else { b"false" });
                Ok(next)
            }
            NodeKind::Int => {
                let (value, next) = read::int(src, at)?;
                number::integer(self.out, value.into());
                Ok(next)
            }
            NodeKind::Long => {
                let (value, next) = read::long(src, at)?;
                number::integer(self.out, value);
                Ok(next)
            }
            NodeKind::Float => {
                let (bytes, next) = read::take(src, at)?;
                number::float(self.out, f32::from_le_bytes(bytes));
                Ok(next)
            }
            NodeKind::Double => {
                let (bytes, next) = read::take(src, at)?;
                number::double(self.out, f64::from_le_bytes(bytes));
                Ok(next)
            }
            NodeKind::String => {
                let (text, _, next) = read::text(src, at)?;
                quote::text(self.out, text.bytes());
                Ok(next)
            }
            NodeKind::Bytes => {
                let (from, next) = read::span(src, at)?;
                quote::latin1(self.out, &src[from..next]);
                Ok(next)
            }
            NodeKind::Fixed(fixed) => {
                quote::latin1(self.out, check::fixed(src, at, fixed.size)?);
                Ok(at + fixed.size)
            }
            NodeKind::Enum(symbols) => {
                let (index, next) = check::index(src, at, symbols.symbols.len(), "symbols")?;
                quote::text(self.out, symbols.symbols[index].as_bytes());
                Ok(next)
            }
            NodeKind::Union(branches) => {
                let (index, next) = check::index(src, at, branches.len(), "branches")?;
                self.branch(branches[index], next)
            }
            NodeKind::Record(record) => self.record(record, at),
            NodeKind::Array(item) => self.array(*item, at),
            NodeKind::Map(item) => self.map(*item, at),
        }
    }

    fn branch(&mut self, branch: NodeId, at: usize) -> Result<usize> {
        let node = self.graph.node(branch);
        if let NodeKind::Null = node.kind {
            self.out.extend_from_slice(b"null");
            return Ok(at);
        }
        quote::key(self.out, b'{', node.branch_name().as_bytes());
        let end = self.value(branch, at)?;
        self.out.push(b'}');
        Ok(end)
    }

    #[inline(never)]
    fn record(&mut self, record: &Record, start: usize) -> Result<usize> {
        self.budget.enter(start)?;
        let mut at = start;
        let mut before = b'{';
        for field in &record.fields {
            quote::key(self.out, before, field.name.as_bytes());
            before = b',';
            match self.value(field.node, at) {
                Ok(next) => at = next,
                Err(e) => return Err(e.in_field(&field.name)),
            }
        }
        if record.fields.is_empty() {
            self.out.push(b'{');
        }
        self.out.push(b'}');
        self.budget.leave_record(record.fields.len(), start, at)?;
        Ok(at)
    }

    #[inline(never)]
    fn array(&mut self, item: NodeId, mut at: usize) -> Result<usize> {
        self.budget.enter(at)?;
        self.out.push(b'[');
        let mut index = 0;
        loop {
            let (count, end, next) = self.budget.block(self.src, item, 0, at)?;
            at = next;
            if count == 0 {
                break;
            }
            for _ in 0..count {
                if index > 0 {
                    self.out.push(b',');
                }
                match self.value(item, at) {
                    Ok(next) => at = next,
                    Err(e) => return Err(e.in_item(index)),
                }
                index += 1;
            }
            check_end(end, at)?;
        }
        self.out.push(b']');
        self.budget.leave();
        Ok(at)
    }

    /// Entries are written as they come, each with a comma behind it, and put in order at the end if they are not.
    #[inline(never)]
    fn map(&mut self, item: NodeId, mut at: usize) -> Result<usize> {
        let src = self.src;
        self.budget.enter(at)?;
        self.out.push(b'{');
        let (first, start) = (self.entries.len(), self.out.len());
        let (mut last, mut ordered): (Option<&[u8]>, _) = (None, true);
        loop {
            let (count, end, next) = self.budget.block(src, item, 1, at)?;
            at = next;
            if count == 0 {
                break;
            }
            for _ in 0..count {
                let (key, from, next) = read::text(src, at)?;
                ordered &= last.is_none_or(|last| last < key.bytes());
                last = Some(key.bytes());
                self.entries.push(Entry { key: from..next, from: self.out.len() });
                quote::text(self.out, key.bytes());
                self.out.push(b':');
                at = self.value(item, next).map_err(|e| e.in_key(&key.to_str()))?;
                self.out.push(b',');
            }
            check_end(end, at)?;
        }
        if ordered {
            // The comma behind the last entry.
            self.out.truncate(self.out.len() - usize::from(last.is_some()));
        } else {
            let mut ranges = sorted(&self.entries[first..], src, self.out.len());
            if let Some(last) = ranges.last_mut() {
                last.end -= 1;
            }
            self.changes.order(self.out, start, ranges);
        }
        self.entries.truncate(first);
        self.out.push(b'}');
        self.budget.leave();
        Ok(at)
    }
}
