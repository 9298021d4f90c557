//! The last step of parsing: the types that the root reaches, numbered in the order in which they are first met.
use crate::avro::table::relocate;
use crate::error::{Code, Error, Result};
use crate::limits::SCHEMA_DEPTH;
use crate::model::node::{Graph, Node, NodeId, NodeKind};

/// Makes the graph, and tells where each of the nodes went.
///
/// A walk that enters every named type once, in schema order, is at most [`SCHEMA_DEPTH`] deep afterwards, counted in
/// the JSON text that such a walk would print: forward references and the types of other schemas cannot make it deeper.
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
        let inner = match &nodes[id.0 as usize].kind {
            // The object, its list of fields, and the object of a field.
            NodeKind::Record(record) => depth + 2 + usize::from(!record.fields.is_empty()),
            NodeKind::Array(_) | NodeKind::Map(_) | NodeKind::Union(_) => depth + 1,
            _ => return Ok(()),
        };
        if inner > SCHEMA_DEPTH {
            let problem =
                format!("schema nests deeper than {SCHEMA_DEPTH} when every type stands where it is first used");
            return Err(Error::new(Code::SchemaSyntax, problem));
        }
        match &nodes[id.0 as usize].kind {
            NodeKind::Array(item) | NodeKind::Map(item) => self.visit(*item, inner),
            NodeKind::Union(branches) => branches.iter().try_for_each(|branch| self.visit(*branch, inner)),
            NodeKind::Record(record) => record.fields.iter().try_for_each(|field| self.visit(field.node, inner)),
            _ => Ok(()),
        }
    }
}
