//! The fewest bytes that a datum of a type takes, so that a claimed number of items can be held against the bytes that are there.
use crate::avro::compile::MOST_DEEP;
use crate::model::node::{Graph, NodeId, NodeKind};
use std::collections::HashMap;

/// What is known of the types of one graph.
#[derive(Debug, Default)]
pub(crate) struct Least(HashMap<NodeId, u32>);

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
                if let Some(&least) = self.0.get(&id) {
                    return least;
                }
                // A record inside itself: no finite datum, so any figure will do; the depth limit ends it.
                self.0.insert(id, 0);
                let fields = record.fields.iter();
                let sum = fields.map(|field| self.at_depth(graph, field.node, depth + 1) as u64).sum::<u64>();
                let least = u32::try_from(sum).unwrap_or(u32::MAX);
                self.0.insert(id, least);
                least
            }
            _ => 1,
        }
    }
}
