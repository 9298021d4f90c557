//! Looking up: the number of a field, a symbol or a branch by its name, in bounded time.
use crate::model::node::{Field, Graph, NodeId, NodeKind};
use std::collections::HashMap;

/// Names that are compared one by one, in one datum, before tables are made: for most data they would not pay.
const PATIENCE: usize = 4096;

/// What is known of the names of one graph.
pub(crate) struct Lookup<'g> {
    graph: &'g Graph,
    compared: usize,
    tables: HashMap<NodeId, HashMap<&'g [u8], usize>>,
}

impl<'g> Lookup<'g> {
    pub(crate) fn new(graph: &'g Graph) -> Self {
        Self { graph, compared: 0, tables: HashMap::new() }
    }

    /// Where a name stands among a record's fields, an enum's symbols or a union's branches.
    #[inline]
    pub(crate) fn find(&mut self, id: NodeId, name: &[u8]) -> Option<usize> {
        if self.compared > PATIENCE {
            return self.in_table(id, name);
        }
        let found = names(self.graph, id).position(|known| known == name);
        self.compared += found.unwrap_or(PATIENCE / 8);
        found
    }

    #[inline(never)]
    fn in_table(&mut self, id: NodeId, name: &[u8]) -> Option<usize> {
        let graph = self.graph;
        let table =
            self.tables.entry(id).or_insert_with(|| names(graph, id).enumerate().map(|(i, n)| (n, i)).collect());
        table.get(name).copied()
    }
}

/// The names that a type gives to its parts.
#[inline]
fn names(graph: &Graph, id: NodeId) -> impl Iterator<Item = &[u8]> {
    let (fields, symbols, branches): (&[Field], &[Box<str>], &[NodeId]) = match &graph.node(id).kind {
        NodeKind::Record(record) => (&record.fields, &[], &[]),
        NodeKind::Enum(symbols) => (&[], &symbols.symbols, &[]),
        NodeKind::Union(branches) => (&[], &[], branches),
        _ => (&[], &[], &[]),
    };
    let fields = fields.iter().map(|field| field.name.as_bytes());
    let symbols = symbols.iter().map(|symbol| symbol.as_bytes());
    fields.chain(symbols).chain(branches.iter().map(|branch| graph.node(*branch).branch_name().as_bytes()))
}
