//! One schema of those that a plan is compiled from, and what has been noted of it.
use crate::avro::budget::Cost;
use crate::avro::check;
use crate::avro::least::Least;
use crate::avro::plan::Step;
use crate::model::names::Names;
use crate::model::node::{Graph, NodeId, NodeKind};
use crate::model::shape::ShapeId;
use std::collections::HashMap;

/// A schema, and what has been noted of it.
#[derive(Debug)]
pub(crate) struct Side<'a> {
    pub(crate) graph: &'a Graph,
    pub(crate) notes: Notes,
}

/// What has been compiled of a schema already, however often it refers to it.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    named: HashMap<NodeId, u32>,
    least: Least,
    /// Record -> how it is passed over.
    pub(crate) skipped: HashMap<(NodeId, ShapeId), u32>,
    /// What was passed over -> the step that does it.
    pub(crate) passed: HashMap<NodeId, Step>,
    /// (enum node, the host's enum if it has one) -> enum.
    pub(crate) enums: HashMap<(NodeId, Option<ShapeId>), u32>,
    /// (record node, field) -> what its default costs.
    costs: HashMap<(NodeId, usize), Cost>,
}

impl<'a> Side<'a> {
    pub(crate) fn new(graph: &'a Graph) -> Self {
        Self { graph, notes: Notes::default() }
    }

    /// The number of a type's names.
    pub(crate) fn names(&mut self, names: &mut Names, node: NodeId) -> u32 {
        if let Some(&named) = self.notes.named.get(&node) {
            return named;
        }
        let graph = self.graph;
        let named = match &graph.node(node).kind {
            NodeKind::Record(record) => {
                names.add(std::iter::once(record.name.full()).chain(record.fields.iter().map(|field| &*field.name)))
            }
            NodeKind::Enum(symbols) => {
                names.add(std::iter::once(symbols.name.full()).chain(symbols.symbols.iter().map(|symbol| &**symbol)))
            }
            NodeKind::Union(branches) => names.add(branches.iter().map(|&branch| graph.node(branch).branch_name())),
            _ => names.add([graph.node(node).branch_name()]),
        };
        self.notes.named.insert(node, named);
        named
    }

    /// The fewest bytes that a datum takes; 0 only where every datum takes none.
    pub(crate) fn least(&mut self, id: NodeId) -> u32 {
        self.notes.least.of(self.graph, id)
    }

    /// The fields of all records that a datum without bytes holds.
    pub(crate) fn fields(&mut self, id: NodeId) -> u32 {
        self.notes.least.fields(self.graph, id)
    }

    /// What the default of a record's field costs, which is of type `id`.
    pub(crate) fn cost(&mut self, field: (NodeId, usize), id: NodeId, default: &[u8]) -> Cost {
        let graph = self.graph;
        *self.notes.costs.entry(field).or_insert_with(|| check::cost(graph, id, default))
    }
}
