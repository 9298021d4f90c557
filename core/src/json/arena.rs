//! Two graphs side by side, so that any schema of the one can be held against any of the other, either way round.
use crate::json::graph::{Form, Graph, NodeId};
use crate::json::rules::Rules;

/// The number of a schema among those of both graphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct At(u32);

/// Both graphs; the schemas of the second are numbered behind those of the first.
#[derive(Clone, Copy)]
pub(crate) struct Arena<'a> {
    first: &'a Graph,
    second: &'a Graph,
}

/// What a schema demands, as far as two can be compared.
#[derive(Clone, Copy)]
pub(crate) enum Demand<'a> {
    /// Nothing; with notes, where there are some.
    Nothing(Option<&'a Rules>),
    /// That there is no such instance.
    Impossible,
    Rules(View<'a>),
    Opaque(&'a str),
}

/// Rules, and the graph whose numbers they use.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) rules: &'a Rules,
    offset: u32,
}

impl<'a> View<'a> {
    /// Rules that name no other schemas.
    pub(crate) fn of(rules: &'a Rules) -> Self {
        Self { rules, offset: 0 }
    }

    /// A schema that the rules name.
    pub(crate) fn at(self, id: NodeId) -> At {
        At(id.0 + self.offset)
    }
}

impl<'a> Arena<'a> {
    pub(crate) fn new(first: &'a Graph, second: &'a Graph) -> Self {
        Self { first, second }
    }

    /// The roots.
    pub(crate) fn roots(&self) -> (At, At) {
        (At(Graph::ROOT.0), At(Graph::ROOT.0 + self.offset()))
    }

    fn offset(&self) -> u32 {
        self.first.nodes.len() as u32
    }

    fn local(&self, at: At) -> (&'a Graph, NodeId, u32) {
        match at.0.checked_sub(self.offset()) {
            None => (self.first, NodeId(at.0), 0),
            Some(id) => (self.second, NodeId(id), self.offset()),
        }
    }

    /// The schema that one stands for.
    pub(crate) fn core(&self, at: At) -> At {
        let (graph, id, offset) = self.local(at);
        At(graph.cores[id.0 as usize].0 + offset)
    }

    /// What a schema demands.
    pub(crate) fn demand(&self, at: At) -> Demand<'a> {
        let (graph, id, offset) = self.local(self.core(at));
        match graph.node(id) {
            Form::Any => Demand::Nothing(None),
            Form::Never => Demand::Impossible,
            Form::Opaque(name) => Demand::Opaque(name),
            Form::Rules(rules) if rules.nothing() => Demand::Nothing(Some(rules)),
            Form::Rules(rules) => Demand::Rules(View { rules, offset }),
        }
    }

    /// The default of a schema, as it stands there or where it leads.
    pub(crate) fn has_default(&self, at: At) -> bool {
        let (graph, id, _) = self.local(at);
        let own = |id: NodeId| matches!(graph.node(id), Form::Rules(rules) if rules.notes.default.is_some());
        own(id) || own(graph.cores[id.0 as usize])
    }

    pub(crate) fn weight(&self, at: At) -> usize {
        match self.demand(at) {
            Demand::Rules(view) => view.rules.weight,
            _ => 1,
        }
    }

    /// The weight of everything.
    pub(crate) fn size(&self) -> usize {
        let nodes = self.first.nodes.iter().chain(&self.second.nodes);
        nodes.map(|node| if let Form::Rules(rules) = node { rules.weight } else { 1 }).sum()
    }

    /// Whether the definitions and references of both are the same; true where nobody has to know.
    pub(crate) fn same_surroundings(&self) -> bool {
        self.first.shared == self.second.shared
    }
}
