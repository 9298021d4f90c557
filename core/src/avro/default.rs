//! Defaults of fields: checked against their types and encoded to Avro binary, once all the types are known.
use crate::avro::names::quoted;
use crate::avro::parse::word;
use crate::avro::place::{Place, Places};
use crate::error::{Code, Error, Result};
use crate::limits::SCHEMA_DEPTH;
use crate::model::node::{Graph, Node, NodeId, NodeKind};
use crate::wire::varint::zigzag;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// How much encoding all the defaults of a schema may take, in bytes and values, beyond what its text pays for:
/// defaults that fill in each other's fields grow exponentially.
const BUDGET: usize = 1 << 20;

/// Encodes the defaults of these fields into the graph.
pub(crate) fn fill(graph: &mut Graph, fields: Vec<(NodeId, usize, Place)>, places: &Places, text: usize) -> Result<()> {
    if fields.is_empty() {
        return Ok(());
    }
    let at: HashMap<_, _> = fields.iter().map(|(record, field, place)| ((*record, *field), *place)).collect();
    let budget = BUDGET.saturating_add(text.saturating_mul(16));
    let mut filler = Filler { graph, places, at, done: HashMap::with_capacity(fields.len()), left: budget };
    for (record, field, _) in &fields {
        if let Err(Failure::Mismatch(error) | Failure::Final(error)) = filler.field(*record, *field, 0) {
            return Err(error);
        }
    }
    let Filler { done, .. } = filler;
    for ((record, field), state) in done {
        let NodeKind::Record(record) = &mut graph.nodes[record.0 as usize].kind else { continue };
        if let (State::Done(bytes), Some(default)) = (state, &mut record.fields[field].default) {
            default.bytes = bytes.into();
        }
    }
    Ok(())
}

struct Filler<'a> {
    graph: &'a Graph,
    places: &'a Places,
    at: HashMap<(NodeId, usize), Place>,
    done: HashMap<(NodeId, usize), State>,
    left: usize,
}

enum State {
    Busy,
    Done(Vec<u8>),
}

/// Why a value is no default.
enum Failure {
    /// It does not fit the type; a union may try its next branch. The path begins at the field's default.
    Mismatch(Error),
    /// It breaks a limit.
    Limit(&'static str),
    /// No branch can help: the path is complete.
    Final(Error),
}

type Outcome = Result<(), Failure>;

impl Filler<'_> {
    /// Encodes the default of a field, unless that is done already or was done when a reference was parsed.
    fn field(&mut self, id: NodeId, index: usize, depth: usize) -> Outcome {
        let Some(place) = self.at.get(&(id, index)).copied() else { return Ok(()) };
        let mut out = Vec::new();
        let outcome = match self.done.get(&(id, index)) {
            Some(State::Done(_)) => return Ok(()),
            Some(State::Busy) => Err(Failure::Limit("default contains itself")),
            None => {
                self.done.insert((id, index), State::Busy);
                match self.default(id, index) {
                    Some((node, json)) => self.value(&mut out, node, json, depth, true),
                    None => Ok(()),
                }
            }
        };
        let locate = |error: Error| Failure::Final(self.places.locate(place, error.in_field("default")));
        outcome.map_err(|failure| match failure {
            Failure::Mismatch(error) => locate(error),
            Failure::Limit(problem) => locate(Error::new(Code::SchemaInvalid, problem)),
            Failure::Final(error) => Failure::Final(error),
        })?;
        self.done.insert((id, index), State::Done(out));
        Ok(())
    }

    fn value(&mut self, out: &mut Vec<u8>, id: NodeId, json: &Value, depth: usize, words: bool) -> Outcome {
        self.spend(1)?;
        if depth > SCHEMA_DEPTH {
            return Err(Failure::Limit("default nests too deep when it is filled in"));
        }
        let graph = self.graph;
        let node = graph.node(id);
        match (&node.kind, json) {
            (NodeKind::Null, Value::Null) => {}
            (NodeKind::Boolean, Value::Bool(value)) => out.push(u8::from(*value)),
            (NodeKind::Int, Value::Number(number)) => match number.as_i64().and_then(|value| i32::try_from(value).ok())
            {
                Some(value) => varint(out, value.into()),
                None => return Err(mismatch(node, json)),
            },
            (NodeKind::Long, Value::Number(number)) => match number.as_i64() {
                Some(value) => varint(out, value),
                None => return Err(mismatch(node, json)),
            },
            (NodeKind::Float, _) => match float(json, words).map(|value| (value, value as f32)) {
                Some((value, narrow)) if narrow.is_finite() || !value.is_finite() => {
                    out.extend_from_slice(&narrow.to_le_bytes());
                }
                _ => return Err(mismatch(node, json)),
            },
            (NodeKind::Double, _) => match float(json, words) {
                Some(value) => out.extend_from_slice(&value.to_le_bytes()),
                None => return Err(mismatch(node, json)),
            },
            (NodeKind::Bytes, Value::String(text)) => {
                let bytes = latin1(text)?;
                self.spend(bytes.len())?;
                varint(out, bytes.len() as i64);
                out.extend_from_slice(&bytes);
            }
            (NodeKind::Fixed(fixed), Value::String(text)) => {
                let bytes = latin1(text)?;
                self.spend(bytes.len())?;
                if bytes.len() != fixed.size {
                    let problem = format!("expected {} bytes, found {}", fixed.size, bytes.len());
                    return Err(Failure::Mismatch(Error::new(Code::SchemaInvalid, problem)));
                }
                out.extend_from_slice(&bytes);
            }
            (NodeKind::String, Value::String(text)) => {
                self.spend(text.len())?;
                varint(out, text.len() as i64);
                out.extend_from_slice(text.as_bytes());
            }
            (NodeKind::Enum(symbols), Value::String(text)) => {
                self.spend(symbols.symbols.len())?;
                match symbols.symbols.iter().position(|symbol| **symbol == **text) {
                    Some(index) => varint(out, index as i64),
                    None => return Err(mismatch(node, json)),
                }
            }
            (NodeKind::Array(item), Value::Array(values)) => {
                if !values.is_empty() {
                    varint(out, values.len() as i64);
                }
                for (index, value) in values.iter().enumerate() {
                    inside(self.value(out, *item, value, depth + 1, words), |error| error.in_item(index))?;
                }
                out.push(0);
            }
            (NodeKind::Map(item), Value::Object(values)) => {
                if !values.is_empty() {
                    varint(out, values.len() as i64);
                }
                let mut entries: Vec<_> = values.iter().collect();
                entries.sort_unstable_by_key(|(key, _)| key.as_bytes());
                for (key, value) in entries {
                    self.spend(key.len())?;
                    varint(out, key.len() as i64);
                    out.extend_from_slice(key.as_bytes());
                    inside(self.value(out, *item, value, depth + 1, words), |error| error.in_key(key))?;
                }
                out.push(0);
            }
            (NodeKind::Record(_), Value::Object(values)) => self.record(out, id, values, depth, words)?,
            (NodeKind::Union(branches), _) => self.union(out, branches, json, depth, words)?,
            _ => return Err(mismatch(node, json)),
        }
        Ok(())
    }

    fn record(
        &mut self,
        out: &mut Vec<u8>,
        id: NodeId,
        values: &Map<String, Value>,
        depth: usize,
        words: bool,
    ) -> Outcome {
        let graph = self.graph;
        let NodeKind::Record(record) = &graph.node(id).kind else { return Ok(()) };
        for (index, field) in record.fields.iter().enumerate() {
            if let Some(value) = values.get(&*field.name) {
                inside(self.value(out, field.node, value, depth + 1, words), |error| error.in_field(&field.name))?;
                continue;
            }
            let Some(default) = &field.default else {
                let problem = format!("expected a value for field {}, found none", quoted(&field.name));
                return Err(Failure::Mismatch(Error::new(Code::SchemaInvalid, problem)));
            };
            self.field(id, index, depth + 1)?;
            let bytes = match self.done.get(&(id, index)) {
                Some(State::Done(bytes)) => bytes.as_slice(),
                _ => &default.bytes,
            };
            out.extend_from_slice(bytes);
            let length = bytes.len();
            self.spend(length + 1)?;
        }
        Ok(())
    }

    /// The first branch that fits. Text stands for a float that is no number only where nothing else fits.
    fn union(&mut self, out: &mut Vec<u8>, branches: &[NodeId], json: &Value, depth: usize, words: bool) -> Outcome {
        let start = out.len();
        for words in [false, true].into_iter().take(1 + usize::from(words)) {
            for (index, branch) in branches.iter().enumerate() {
                varint(out, index as i64);
                match self.value(out, *branch, json, depth, words) {
                    Err(Failure::Mismatch(_)) => out.truncate(start),
                    done => return done,
                }
            }
        }
        let problem = format!("expected a value of one of the union's branches, found {}", found(json));
        Err(Failure::Mismatch(Error::new(Code::SchemaInvalid, problem)))
    }

    fn spend(&mut self, amount: usize) -> Outcome {
        match self.left.checked_sub(amount) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(Failure::Limit("defaults of the schema are too large when they are filled in")),
        }
    }
}

impl<'a> Filler<'a> {
    fn default(&self, id: NodeId, index: usize) -> Option<(NodeId, &'a Value)> {
        let graph: &'a Graph = self.graph;
        let NodeKind::Record(record) = &graph.node(id).kind else { return None };
        let field = record.fields.get(index)?;
        Some((field.node, &field.default.as_ref()?.json))
    }
}

/// Adds a step to the path of a mismatch.
fn inside(outcome: Outcome, step: impl FnOnce(Error) -> Error) -> Outcome {
    outcome.map_err(|failure| match failure {
        Failure::Mismatch(error) => Failure::Mismatch(step(error)),
        other => other,
    })
}

fn float(json: &Value, words: bool) -> Option<f64> {
    match json {
        Value::Number(number) => number.as_f64(),
        Value::String(word) if words => match word.as_str() {
            "NaN" => Some(f64::NAN),
            "Infinity" => Some(f64::INFINITY),
            "-Infinity" => Some(f64::NEG_INFINITY),
            _ => None,
        },
        _ => None,
    }
}

/// Bytes are written as text whose code points are the bytes.
fn latin1(text: &str) -> Result<Vec<u8>, Failure> {
    text.chars().map(u8::try_from).collect::<Result<_, _>>().map_err(|_| {
        let problem = "expected text of the characters U+0000 to U+00FF for bytes, found another character";
        Failure::Mismatch(Error::new(Code::SchemaInvalid, problem))
    })
}

fn varint(out: &mut Vec<u8>, value: i64) {
    let mut rest = zigzag(value);
    while rest >= 0x80 {
        out.push(rest as u8 | 0x80);
        rest >>= 7;
    }
    out.push(rest as u8);
}

#[cold]
fn mismatch(node: &Node, json: &Value) -> Failure {
    let expected = match node.kind {
        NodeKind::Enum(_) => "a symbol of the enum",
        _ => node.type_name(),
    };
    Failure::Mismatch(Error::new(Code::SchemaInvalid, format!("expected {expected}, found {}", found(json))))
}

fn found(json: &Value) -> String {
    match json {
        Value::Number(number) => number.to_string(),
        Value::String(text) => quoted(text),
        other => word(other).to_owned(),
    }
}
