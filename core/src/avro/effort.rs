//! How much work comparing two schemas may be: some lead to as many pairs of types as the product of their sizes.
use crate::model::node::{Graph, Node, NodeKind};

/// What two small schemas may take, counted in types, fields, symbols and branches.
const LEAST: usize = 1 << 18;

/// How often large schemas may be walked as a whole.
const TIMES: usize = 4;

/// What comparing may still take.
#[derive(Debug)]
pub(crate) struct Effort(usize);

impl Effort {
    /// What two schemas may take.
    pub(crate) fn new(one: &Graph, other: &Graph) -> Self {
        Self::at_least(LEAST, one, other)
    }

    /// What two schemas may take, small ones so much.
    pub(crate) fn at_least(least: usize, one: &Graph, other: &Graph) -> Self {
        let all: usize = one.nodes.iter().chain(&other.nodes).map(weight).sum();
        Self(least + TIMES * all)
    }

    /// Takes what a pair of types needs; false, and nothing taken, when there is not that much left.
    pub(crate) fn take(&mut self, one: &Node, other: &Node) -> bool {
        self.spend(weight(one) + weight(other))
    }

    /// Takes so much; false, and nothing taken, when there is not that much left.
    pub(crate) fn spend(&mut self, work: usize) -> bool {
        let rest = self.0.checked_sub(work);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }
}

fn weight(node: &Node) -> usize {
    1 + match &node.kind {
        // Names may be copied, and long.
        NodeKind::Record(record) => record.fields.iter().map(|field| 1 + field.name.len() / 32).sum(),
        NodeKind::Enum(symbols) => symbols.symbols.len(),
        NodeKind::Union(branches) => branches.len(),
        _ => 0,
    }
}
