//! The fewest bytes that a datum of a type takes, so that a claimed number of items can be held against the bytes that are there;
//! and what a datum without bytes holds all the same.
use crate::avro::compile::MOST_DEEP;
use crate::model::node::{Graph, NodeId, NodeKind};
use std::collections::HashMap;

/// What is known of the types of one graph.
#[derive(Debug, Default)]
pub(crate) struct Least {
    bytes: HashMap<NodeId, u32>,
    fields: HashMap<NodeId, u32>,
}

impl Least {
    /// The fewest bytes; 0 only where every datum takes none.
    pub(crate) fn of(&mut self, graph: &Graph, id: NodeId) -> u32 {
        self.at_depth(graph, id, 0)
    }

    fn at_depth(&mut self, graph: &Graph, id: NodeId, depth: usize) -> u32 {
        match &graph.node(id).kind {
            NodeKind::Null => 0,
            NodeKind::Float => 4,
            NodeKind::Double => 8,
            NodeKind::Fixed(fixed) => u32::try_from(fixed.size).unwrap_or(u32::MAX),
            NodeKind::Record(record) => {
                if depth > MOST_DEEP {
                    return 0;
                }
                if let Some(&least) = self.bytes.get(&id) {
                    return least;
                }
                // A record inside itself: no finite datum, so any figure will do; the depth limit ends it.
                self.bytes.insert(id, 0);
                let fields = record.fields.iter();
                let sum = fields.map(|field| self.at_depth(graph, field.node, depth + 1) as u64).sum::<u64>();
                let least = u32::try_from(sum).unwrap_or(u32::MAX);
                self.bytes.insert(id, least);
                least
            }
            _ => 1,
        }
    }

    /// The fields of all records that a datum of a type without bytes holds; 0 for types that take bytes.
    pub(crate) fn fields(&mut self, graph: &Graph, id: NodeId) -> u32 {
        if self.of(graph, id) == 0 { self.fields_at_depth(graph, id, 0) } else { 0 }
    }

    fn fields_at_depth(&mut self, graph: &Graph, id: NodeId, depth: usize) -> u32 {
        let NodeKind::Record(record) = &graph.node(id).kind else { return 0 };
        if depth > MOST_DEEP {
            return 0;
        }
        if let Some(&fields) = self.fields.get(&id) {
            return fields;
        }
        // A record inside itself, as above.
        self.fields.insert(id, 0);
        let inner = record.fields.iter().map(|field| self.fields_at_depth(graph, field.node, depth + 1));
        let fields = inner.fold(record.fields.len() as u32, u32::saturating_add);
        self.fields.insert(id, fields);
        fields
    }
}
