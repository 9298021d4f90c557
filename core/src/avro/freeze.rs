//! The last step of parsing: the types that the root reaches, numbered in the order in which they are first met.
use crate::avro::table::relocate;
use crate::error::{Code, Error, Result};
use crate::limits::SCHEMA_DEPTH;
use crate::model::node::{Graph, Node, NodeId, NodeKind};
use serde_json::Value;

/// Makes the graph, and tells where each of the nodes went.
///
/// A walk that enters every named type once, in schema order, is at most [`SCHEMA_DEPTH`] deep afterwards, counted in
/// the JSON text that such a walk would print, so that what is printed can be parsed: forward references and the types of other schemas cannot make it deeper.
pub(crate) fn freeze(nodes: Vec<Node>, root: NodeId) -> Result<(Graph, Vec<Option<NodeId>>)> {
    let mut walk = Walk { moved: vec![None; nodes.len()], order: Vec::new(), nodes: &nodes };
    walk.visit(root, 0)?;
    let Walk { moved, order, .. } = walk;
    let moves = |id: NodeId| moved[id.0 as usize].unwrap_or(id);
    let mut nodes: Vec<Option<Node>> = nodes.into_iter().map(Some).collect();
    let mut frozen: Vec<Node> = order.iter().filter_map(|id| nodes[id.0 as usize].take()).collect();
    frozen.iter_mut().for_each(|node| relocate(node, moves));
    Ok((Graph { nodes: frozen, root: NodeId(0) }, moved))
}

struct Walk<'a> {
    nodes: &'a [Node],
    moved: Vec<Option<NodeId>>,
    order: Vec<NodeId>,
}

impl Walk<'_> {
    fn visit(&mut self, id: NodeId, depth: usize) -> Result<()> {
        if self.moved[id.0 as usize].is_some() {
            return Ok(());
        }
        self.moved[id.0 as usize] = Some(NodeId(self.order.len() as u32));
        self.order.push(id);
        let nodes = self.nodes;
        let node = &nodes[id.0 as usize];
        let (inner, deepest) = levels(node);
        if depth + deepest > SCHEMA_DEPTH {
            let problem =
                format!("schema nests deeper than {SCHEMA_DEPTH} when every type stands where it is first used");
            return Err(Error::new(Code::SchemaSyntax, problem));
        }
        let inner = depth + inner;
        match &node.kind {
            NodeKind::Array(item) | NodeKind::Map(item) => self.visit(*item, inner),
            NodeKind::Union(branches) => branches.iter().try_for_each(|branch| self.visit(*branch, inner)),
            NodeKind::Record(record) => record.fields.iter().try_for_each(|field| self.visit(field.node, inner)),
            _ => Ok(()),
        }
    }
}

/// How deep the types inside a type are below it in JSON text, and how deep its text is without them.
fn levels(node: &Node) -> (usize, usize) {
    let own = node.attributes.values().map(nesting).max().map_or(0, |most| most + 1);
    match &node.kind {
        // The object, its list of fields, and the object of a field.
        NodeKind::Record(record) if !record.fields.is_empty() => {
            let values = record
                .fields
                .iter()
                .flat_map(|field| field.attributes.values().chain(field.default.as_ref().map(|default| &default.json)));
            (3, own.max(3 + values.map(nesting).max().unwrap_or(0)))
        }
        NodeKind::Record(_) | NodeKind::Enum(_) => (2, own.max(2)),
        NodeKind::Array(_) | NodeKind::Map(_) | NodeKind::Union(_) | NodeKind::Fixed(_) => (1, own.max(1)),
        _ => (0, own),
    }
}

fn nesting(json: &Value) -> usize {
    match json {
        Value::Array(items) => 1 + items.iter().map(nesting).max().unwrap_or(0),
        Value::Object(items) => 1 + items.values().map(nesting).max().unwrap_or(0),
        _ => 0,
    }
}
