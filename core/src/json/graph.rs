//! The graph of schemas that one text and its references make. References to references are edges, so it may be cyclic.
use crate::json::rules::Rules;

/// The number of a schema in its graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct NodeId(pub(crate) u32);

/// What a schema is.
#[derive(Debug, Clone)]
pub(crate) enum Form {
    /// `true`; also what is not looked at.
    Any,
    /// `false`
    Never,
    Rules(Box<Rules>),
    /// A schema that is known by its name only: a draft's meta-schema.
    Opaque(String),
}

/// A frozen graph.
#[derive(Debug, Clone)]
pub(crate) struct Graph {
    /// The first is the root.
    pub(crate) nodes: Vec<Form>,
    /// Of each node, the one that it stands for: the target of a lone reference, the only branch of a combination.
    pub(crate) cores: Vec<NodeId>,
    /// All definitions and references as sorted text, where a schema limits what is unevaluated.
    pub(crate) shared: String,
}

impl Graph {
    pub(crate) const ROOT: NodeId = NodeId(0);

    pub(crate) fn node(&self, id: NodeId) -> &Form {
        &self.nodes[id.0 as usize]
    }
}

/// Of each node, the one that it stands for. Schemas that stand for each other in a circle demand nothing, and become so.
pub(crate) fn cores(nodes: &mut [Form]) -> Vec<NodeId> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        Unseen,
        Entered,
        Done,
    }
    let mut states = vec![State::Unseen; nodes.len()];
    let mut cores: Vec<NodeId> = (0..nodes.len() as u32).map(NodeId).collect();
    for start in 0..nodes.len() {
        let mut way = Vec::new();
        let mut at = start;
        let end = loop {
            match states[at] {
                State::Done => break cores[at],
                State::Entered => {
                    nodes[at] = Form::Any;
                    break NodeId(at as u32);
                }
                State::Unseen => {}
            }
            states[at] = State::Entered;
            way.push(at);
            match &nodes[at] {
                Form::Rules(rules) => match rules.alias() {
                    Some(next) => at = next.0 as usize,
                    None => break NodeId(at as u32),
                },
                _ => break NodeId(at as u32),
            }
        };
        for at in way {
            states[at] = State::Done;
            cores[at] = end;
        }
    }
    cores
}
