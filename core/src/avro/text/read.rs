//! Text to binary: Avro's JSON encoding as Avro binary, driven by the schema graph.
//!
//! The fields of a record may come in any order, but each must be there, once, and no other; keys of maps likewise in any
//! order, and the last of a key's duplicates counts. Numbers for int and long may be written in any way that makes an
//! integer (`5`, `5.0`, `5e0`). Floats are numbers in range, or `"NaN"`, `"Infinity"`, `"-Infinity"`, `"INF"`, `"-INF"`. A
//! value of a union is null or an object with one key, the name of its branch. Source: Avro 1.12, "JSON Encoding".
use crate::avro::budget::Budget;
use crate::avro::text::arrange::{Changes, Entry, sorted};
use crate::avro::text::lex;
use crate::avro::text::lookup::Lookup;
use crate::avro::text::numeral;
use crate::avro::text::string::{self, Quoted, narrow};
use crate::avro::uuid;
use crate::error::{Code, Error, Result};
use crate::limits::Limits;
use crate::model::node::{Field, Graph, Logical, NodeId, NodeKind, Record};
use crate::wire::read::malformed;
use crate::wire::varint::{spread, zigzag};
use std::ops::Range;

/// Appends the binary form of one JSON value that is, but for white space, the whole of `text`. On failure `out` is as it was.
///
/// # Errors
/// `data_truncated` where the text ends too soon, `data_trailing` where more follows, `data_limit`, else `data_malformed`;
/// with the path of the value and the offset in the text.
pub fn read(graph: &Graph, limits: &Limits, text: &[u8], out: &mut Vec<u8>) -> Result<()> {
    let start = out.len();
    let end = read_at(graph, limits, text, 0, out)?;
    lex::whole(text, end).inspect_err(|_| out.truncate(start))
}

/// Appends the binary form of one JSON value that begins at `at`, before or behind white space; gives where the white space
/// behind it ends. On failure `out` is as it was.
///
/// # Errors
/// As [`read`], but for trailing text.
pub fn read_at(graph: &Graph, limits: &Limits, text: &[u8], at: usize, out: &mut Vec<u8>) -> Result<usize> {
    let start = out.len();
    out.reserve((text.len().saturating_sub(at) / 2).min(1 << 16) + 32);
    let mut reader = Reader {
        graph,
        text,
        out,
        budget: Budget::new(graph, limits),
        lookup: Lookup::new(graph),
        entries: Vec::new(),
        fields: Vec::new(),
        changes: Changes::default(),
    };
    let read = reader.value(graph.root, lex::space(text, at));
    let changes = reader.changes;
    match read {
        Ok(end) => {
            changes.finish(out, start);
            Ok(lex::space(text, end))
        }
        Err(e) => {
            out.truncate(start);
            Err(e)
        }
    }
}

struct Reader<'a> {
    graph: &'a Graph,
    text: &'a [u8],
    out: &'a mut Vec<u8>,
    budget: Budget<'a>,
    lookup: Lookup<'a>,
    /// The entries of the maps that are open, outermost first.
    entries: Vec<Entry>,
    /// The fields of the open records whose fields come in another order: number, and where it begins in the output.
    fields: Vec<(usize, usize)>,
    /// What is put in order at the end.
    changes: Changes,
}

impl<'a> Reader<'a> {
    /// A value that begins at `at`, without white space before it.
    fn value(&mut self, id: NodeId, at: usize) -> Result<usize> {
        let graph = self.graph;
        match &graph.node(id).kind {
            NodeKind::Union(branches) => self.union(id, branches, at),
            NodeKind::Record(record) => self.record(id, record, at),
            NodeKind::Array(item) => self.array(*item, at),
            NodeKind::Map(item) => self.map(*item, at),
            _ => self.scalar(id, at),
        }
    }

    /// A value without values inside: apart, so that the frames of deep ones stay small.
    #[inline(never)]
    fn scalar(&mut self, id: NodeId, at: usize) -> Result<usize> {
        let (graph, text) = (self.graph, self.text);
        let node = graph.node(id);
        match &node.kind {
            NodeKind::Null => lex::word(text, at, "null", "null"),
            NodeKind::Boolean => {
                let word = if text.get(at) == Some(&b'f') { "false" } else { "true" };
                let next = lex::word(text, at, word, "boolean")?;
                self.out.push(u8::from(word == "true"));
                Ok(next)
            }
            NodeKind::Int => {
                let (value, next) = numeral::integer(text, at, "int")?;
                if value as i32 as i64 != value {
                    return Err(numeral::not_integer(at, "int"));
                }
                self.long(value);
                Ok(next)
            }
            NodeKind::Long => {
                let (value, next) = numeral::integer(text, at, "long")?;
                self.long(value);
                Ok(next)
            }
            NodeKind::Float => {
                let (number, next) = self.float(at, "float")?;
                let value: f32 = parsed(number, at, "float")?;
                if value.is_infinite() && !matches!(number, "inf" | "-inf") {
                    return Err(too_large(at, "float"));
                }
                let bits = if value.is_nan() { 0x7fc0_0000 } else { value.to_bits() };
                self.out.extend_from_slice(&bits.to_le_bytes());
                Ok(next)
            }
            NodeKind::Double => {
                let (number, next) = self.float(at, "double")?;
                let value: f64 = parsed(number, at, "double")?;
                if value.is_infinite() && !matches!(number, "inf" | "-inf") {
                    return Err(too_large(at, "double"));
                }
                let bits = if value.is_nan() { 0x7ff8_0000_0000_0000 } else { value.to_bits() };
                self.out.extend_from_slice(&bits.to_le_bytes());
                Ok(next)
            }
            NodeKind::String => {
                let (string, next) = string::string(text, at, "string")?;
                match node.logical {
                    Some(Logical::Uuid) => self.uuid(string, at)?,
                    _ => _ = self.string(string)?,
                }
                Ok(next)
            }
            NodeKind::Bytes => {
                let (string, next) = string::string(text, at, "bytes as a string")?;
                self.bytes(string)?;
                Ok(next)
            }
            NodeKind::Fixed(fixed) => {
                let (string, next) = string::string(text, at, "fixed as a string")?;
                let start = self.out.len();
                self.latin1(string)?;
                let length = self.out.len() - start;
                if length != fixed.size {
                    return Err(malformed(at, format!("expected {} bytes, found {length}", fixed.size)));
                }
                Ok(next)
            }
            NodeKind::Enum(symbols) => {
                let (string, next) = string::string(text, at, "a symbol of the enum")?;
                let symbol = string.characters()?;
                let Some(index) = self.lookup.find(id, &symbol) else {
                    let name = symbols.name.full();
                    return Err(malformed(
                        at,
                        format!("expected a symbol of enum {name:?}, found {:?}", shown(&symbol)),
                    ));
                };
                self.long(index as i64);
                Ok(next)
            }
            _ => Err(Error::new(Code::Internal, "expected a type without types inside")),
        }
    }

    #[inline(always)]
    fn long(&mut self, value: i64) {
        let mut rest = zigzag(value);
        if rest < 0x80 {
            return self.out.push(rest as u8);
        }
        if rest < 1 << 56 {
            let (word, length) = spread(rest);
            self.out.extend_from_slice(&word.to_le_bytes());
            return self.out.truncate(self.out.len() + length - 8);
        }
        while rest >= 0x80 {
            self.out.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.out.push(rest as u8);
    }

    /// A number as it stands in the text, or a word as Rust spells it.
    #[inline]
    fn float(&self, at: usize, expected: &'static str) -> Result<(&'a str, usize)> {
        if self.text.get(at) == Some(&b'"') {
            let (string, next) = string::string(self.text, at, expected)?;
            let word = match &*string.characters()? {
                b"NaN" => "nan",
                b"Infinity" | b"INF" => "inf",
                b"-Infinity" | b"-INF" => "-inf",
                _ => return Err(lex::unexpected(self.text, at, expected)),
            };
            return Ok((word, next));
        }
        let (number, next) = numeral::number(self.text, at, expected)?;
        match std::str::from_utf8(number) {
            Ok(number) => Ok((number, next)),
            Err(_) => Err(lex::unexpected(self.text, at, expected)),
        }
    }

    #[inline]
    fn string(&mut self, string: Quoted<'_>) -> Result<Range<usize>> {
        if string.plain {
            self.long(string.raw.len() as i64);
            let from = self.out.len();
            self.out.extend_from_slice(string.raw);
            return Ok(from..self.out.len());
        }
        self.counted(|out| string.unescape(out))
    }

    fn bytes(&mut self, string: Quoted<'_>) -> Result<()> {
        if string.plain && string.ascii {
            return self.string(string).map(drop);
        }
        let characters = string.characters()?;
        self.counted(|out| narrow(&characters, string.from, out)).map(drop)
    }

    fn latin1(&mut self, string: Quoted<'_>) -> Result<()> {
        narrow(&string.characters()?, string.from, self.out)
    }

    /// What `write` appends, with its length before it; gives where it is.
    fn counted(&mut self, write: impl FnOnce(&mut Vec<u8>) -> Result<()>) -> Result<Range<usize>> {
        let start = self.out.len();
        write(self.out)?;
        let length = self.out.len() - start;
        // The length goes behind first, and then to the front.
        self.long(length as i64);
        let size = self.out.len() - start - length;
        self.out[start..].rotate_right(size);
        Ok(start + size..self.out.len())
    }

    fn uuid(&mut self, string: Quoted<'_>, at: usize) -> Result<()> {
        let characters = string.characters()?;
        let Some(uuid) = std::str::from_utf8(&characters).ok().and_then(uuid::parse) else {
            return Err(malformed(at, format!("expected a uuid of 36 characters, found {:?}", shown(&characters))));
        };
        let text = uuid::format(&uuid);
        self.long(text.len() as i64);
        self.out.extend_from_slice(&text);
        Ok(())
    }

    #[inline(never)]
    fn union(&mut self, id: NodeId, branches: &[NodeId], at: usize) -> Result<usize> {
        let text = self.text;
        match text.get(at) {
            Some(b'n') => {
                let next = lex::word(text, at, "null", "null")?;
                let Some(index) = self.lookup.find(id, b"null") else {
                    return Err(malformed(at, "expected a branch of the union, found null, which is none"));
                };
                self.long(index as i64);
                Ok(next)
            }
            Some(b'{') => {
                let (index, next) = self.branch(id, lex::space(text, at + 1))?;
                self.long(index as i64);
                let next = self.value(branches[index], colon(text, next)?)?;
                lex::word(text, lex::space(text, next), "}", "the end of an object of one key")
            }
            _ => Err(lex::unexpected(text, at, "null or an object whose key is a branch of the union")),
        }
    }

    /// The name of a branch.
    #[inline]
    fn branch(&mut self, id: NodeId, at: usize) -> Result<(usize, usize)> {
        let (name, next) = string::string(self.text, at, "the name of a branch")?;
        let name = name.characters()?;
        match self.lookup.find(id, &name) {
            Some(index) => Ok((index, next)),
            None => Err(malformed(at, format!("expected a branch of the union, found {:?}", shown(&name)))),
        }
    }

    #[inline(never)]
    fn record(&mut self, id: NodeId, record: &Record, at: usize) -> Result<usize> {
        let text = self.text;
        let begin = lex::word(text, at, "{", record.name.full())?;
        self.budget.enter(at)?;
        let (start, first) = (self.out.len(), self.fields.len());
        // So many fields came in the order of the schema; and the field that comes next if the rest is in order.
        let (mut done, mut hint) = (0, 0);
        let mut at = lex::space(text, begin);
        let mut more = text.get(at) != Some(&b'}');
        if !more {
            at += 1;
        }
        while more {
            let (index, next) = match record.fields.get(hint).and_then(|field| self.is_key(field, at)) {
                Some(next) => (hint, next),
                None => self.field(id, record, at)?,
            };
            hint = index + 1;
            if index == done && self.fields.len() == first {
                done += 1;
            } else {
                if self.fields.len() == first && done > 0 {
                    self.fields.push((0, start));
                }
                if index < done {
                    return Err(twice(at).in_field(&record.fields[index].name));
                }
                self.fields.push((index, self.out.len()));
            }
            let field = &record.fields[index];
            let value = colon(text, next).and_then(|next| self.value(field.node, next));
            match value.and_then(|next| lex::more(text, next, b'}')) {
                Ok(next) => (more, at) = next,
                Err(e) => return Err(e.in_field(&field.name)),
            }
        }
        if self.fields.len() > first {
            self.reorder(record, start, first, done, at)?;
        } else if let Some(field) = record.fields.get(done) {
            return Err(missing(at).in_field(&field.name));
        }
        if self.out.len() == start {
            self.budget.spend_fields(record.fields.len(), at)?;
        }
        self.budget.leave();
        Ok(at)
    }

    /// Whether the key at `at` is this field as it is usually written; then what follows.
    #[inline(always)]
    fn is_key(&self, field: &Field, at: usize) -> Option<usize> {
        let name = field.name.as_bytes();
        let end = at + 1 + name.len();
        let same = self.text.get(at) == Some(&b'"')
            && self.text.get(at + 1..end) == Some(name)
            && self.text.get(end) == Some(&b'"');
        same.then_some(end + 1)
    }

    #[inline(never)]
    fn field(&mut self, id: NodeId, record: &Record, at: usize) -> Result<(usize, usize)> {
        let (name, next) = string::string(self.text, at, "the name of a field")?;
        let name = name.characters()?;
        match self.lookup.find(id, &name) {
            Some(index) => Ok((index, next)),
            None => {
                let record = record.name.full();
                Err(malformed(at, format!("expected only fields of {record:?}, found {:?}", shown(&name))))
            }
        }
    }

    /// Puts the fields in the order of the schema: the first `done` as one, then those noted from `first` on.
    #[inline(never)]
    fn reorder(&mut self, record: &Record, start: usize, first: usize, done: usize, at: usize) -> Result<()> {
        let ends = self.fields[first..].iter().skip(1).map(|(_, from)| *from).chain([self.out.len()]);
        let mut parts: Vec<_> = self.fields[first..].iter().zip(ends).map(|(&(i, from), to)| (i, from..to)).collect();
        parts.sort_by_key(|(index, _)| *index);
        let wanted = (done > 0).then_some(0).into_iter().chain(done..);
        for (wanted, (index, _)) in wanted.zip(&parts) {
            if *index < wanted {
                return Err(twice(at).in_field(&record.fields[*index].name));
            }
            if *index > wanted {
                return Err(missing(at).in_field(&record.fields[wanted].name));
            }
        }
        if let Some(field) = record.fields.get(done + parts.len() - usize::from(done > 0)) {
            return Err(missing(at).in_field(&field.name));
        }
        self.fields.truncate(first);
        self.changes.order(self.out, start, parts.into_iter().map(|(_, range)| range).collect());
        Ok(())
    }

    /// One block, whose count is written when it is known.
    #[inline(never)]
    fn array(&mut self, item: NodeId, at: usize) -> Result<usize> {
        let text = self.text;
        let begin = lex::word(text, at, "[", "array")?;
        self.budget.enter(at)?;
        let start = self.out.len();
        self.out.push(0);
        let mut at = lex::space(text, begin);
        if text.get(at) == Some(&b']') {
            self.budget.leave();
            return Ok(at + 1);
        }
        let empty = self.budget.is_empty(item);
        let (mut index, mut more) = (0, true);
        while more {
            if empty {
                self.budget.spend(1, at)?;
            }
            match self.value(item, at).and_then(|next| lex::more(text, next, b']')) {
                Ok(next) => (more, at) = next,
                Err(e) => return Err(e.in_item(index)),
            }
            index += 1;
        }
        self.changes.count(self.out, start, index);
        self.out.push(0);
        self.budget.leave();
        Ok(at)
    }

    /// As an array; entries are written as they come, and put in order at the end if they are not.
    #[inline(never)]
    fn map(&mut self, item: NodeId, at: usize) -> Result<usize> {
        let text = self.text;
        let begin = lex::word(text, at, "{", "map")?;
        self.budget.enter(at)?;
        let start = self.out.len();
        self.out.push(0);
        let mut at = lex::space(text, begin);
        if text.get(at) == Some(&b'}') {
            self.budget.leave();
            return Ok(at + 1);
        }
        let first = self.entries.len();
        let (mut last, mut ordered, mut more) = (None::<Range<usize>>, true, true);
        while more {
            let (name, next) = string::string(text, at, "a key")?;
            let from = self.out.len();
            let key = self.string(name)?;
            ordered &= last.is_none_or(|last| self.out[last] < self.out[key.clone()]);
            last = Some(key.clone());
            self.entries.push(Entry { key: key.clone(), from });
            let value = colon(text, next).and_then(|next| self.value(item, next));
            match value.and_then(|next| lex::more(text, next, b'}')) {
                Ok(next) => (more, at) = next,
                Err(e) => return Err(e.in_key(&String::from_utf8_lossy(&self.out[key]))),
            }
        }
        let mut count = self.entries.len() - first;
        if !ordered {
            let ranges = sorted(&self.entries[first..], self.out, self.out.len());
            count = ranges.len();
            self.changes.order(self.out, start + 1, ranges);
        }
        self.entries.truncate(first);
        self.changes.count(self.out, start, count);
        self.out.push(0);
        self.budget.leave();
        Ok(at)
    }
}

/// The colon behind a key; gives where the value begins.
#[inline(always)]
fn colon(text: &[u8], at: usize) -> Result<usize> {
    let next = lex::word(text, lex::space(text, at), ":", "a colon")?;
    Ok(lex::space(text, next))
}

/// A number that is known to be one.
#[inline]
fn parsed<T: std::str::FromStr>(number: &str, at: usize, expected: &str) -> Result<T> {
    number.parse().map_err(|_| malformed(at, format!("expected {expected}, found what is no number")))
}

#[cold]
fn too_large(at: usize, expected: &str) -> Error {
    malformed(at, format!("expected {expected}, found a number that is too large"))
}

#[cold]
fn missing(at: usize) -> Error {
    malformed(at, "expected a value, found the end of the record")
}

#[cold]
fn twice(at: usize) -> Error {
    malformed(at, "expected each field once, found one twice")
}

/// The beginning of a name, for messages.
#[cold]
fn shown(name: &[u8]) -> String {
    String::from_utf8_lossy(name).chars().take(64).collect()
}
