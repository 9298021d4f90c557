//! The table of types while a schema is being parsed: names that are defined, open, or only expected.
use crate::avro::names::quoted;
use crate::avro::place::{Place, Places};
use crate::error::{Code, Error, Result};
use crate::model::name::Name;
use crate::model::node::{Field, Graph, Node, NodeId, NodeKind};
use std::collections::{HashMap, HashSet};

/// Nodes under construction.
#[derive(Debug, Default)]
pub(crate) struct Table {
    slots: Vec<Slot>,
    names: HashMap<Box<str>, NodeId>,
}

#[derive(Debug)]
enum Slot {
    Done(Node),
    /// A definition that has begun.
    Open(Name),
    /// A name that was used before its definition, and where.
    Expected(Name, Place),
}

/// A definition that has begun.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Declared {
    /// The name is new.
    First(NodeId),
    /// The name is defined already; the new definition must say the same.
    Again(NodeId),
}

impl Table {
    /// Adds a type that has no name.
    pub(crate) fn add(&mut self, node: Node) -> NodeId {
        self.push(Slot::Done(node))
    }

    /// The node of a full name, whether its definition is complete or not.
    pub(crate) fn find(&self, name: &Name) -> Option<NodeId> {
        self.names.get(name.full()).copied()
    }

    /// A node for a name that must be defined later.
    pub(crate) fn expect(&mut self, name: Name, place: Place) -> NodeId {
        let key = name.full().into();
        let id = self.push(Slot::Expected(name, place));
        self.names.insert(key, id);
        id
    }

    /// Begins a definition.
    pub(crate) fn declare(&mut self, name: &Name) -> Result<Declared> {
        let Some(id) = self.find(name) else {
            let id = self.push(Slot::Open(name.clone()));
            self.names.insert(name.full().into(), id);
            return Ok(Declared::First(id));
        };
        match &self.slots[id.0 as usize] {
            Slot::Done(_) => Ok(Declared::Again(id)),
            Slot::Open(_) => Err(redefined(name)),
            Slot::Expected(..) => {
                self.slots[id.0 as usize] = Slot::Open(name.clone());
                Ok(Declared::First(id))
            }
        }
    }

    /// Ends a definition.
    pub(crate) fn define(&mut self, declared: Declared, node: Node) -> Result<NodeId> {
        match declared {
            Declared::First(id) => {
                self.slots[id.0 as usize] = Slot::Done(node);
                Ok(id)
            }
            Declared::Again(id) => match &self.slots[id.0 as usize] {
                Slot::Done(known) if self.same_node(known, &node) => Ok(id),
                slot => Err(redefined(slot.name().unwrap_or(&Name::new("")))),
            },
        }
    }

    /// How a union calls the type.
    pub(crate) fn branch_name(&self, id: NodeId) -> &str {
        match &self.slots[id.0 as usize] {
            Slot::Done(node) => node.branch_name(),
            Slot::Open(name) | Slot::Expected(name, _) => name.full(),
        }
    }

    /// The full names that are known.
    pub(crate) fn full_names(&self) -> HashSet<Box<str>> {
        self.names.keys().cloned().collect()
    }

    /// Takes over all the types of a finished graph; named types that are known already must be the same.
    pub(crate) fn import(&mut self, graph: &Graph) -> Result<()> {
        let mut moved = Vec::with_capacity(graph.nodes.len());
        let mut all = Vec::with_capacity(graph.nodes.len());
        for node in &graph.nodes {
            let declared = match node.name() {
                Some(name) => self.declare(name)?,
                None => Declared::First(self.push(Slot::Open(Name::new("")))),
            };
            moved.push(match declared {
                Declared::First(id) | Declared::Again(id) => id,
            });
            all.push(declared);
        }
        // First what is new, so that what is known can be compared with all of it.
        let (new, known): (Vec<_>, Vec<_>) =
            graph.nodes.iter().zip(all).partition(|(_, declared)| matches!(declared, Declared::First(_)));
        for (node, declared) in new.into_iter().chain(known) {
            let mut node = node.clone();
            relocate(&mut node, |id| moved[id.0 as usize]);
            self.define(declared, node)?;
        }
        Ok(())
    }

    /// All the nodes, if every expected name came.
    pub(crate) fn finish(self, places: &Places) -> Result<Vec<Node>> {
        let finished = self.slots.into_iter().map(|slot| match slot {
            Slot::Done(node) => Ok(node),
            Slot::Expected(name, place) => {
                let problem = format!("type {} is defined nowhere", quoted(name.full()));
                Err(places.locate(place, Error::new(Code::SchemaReference, problem)))
            }
            Slot::Open(name) => {
                Err(Error::new(Code::Internal, format!("definition of {} never ended", quoted(name.full()))))
            }
        });
        finished.collect()
    }

    fn push(&mut self, slot: Slot) -> NodeId {
        self.slots.push(slot);
        NodeId((self.slots.len() - 1) as u32)
    }

    /// Equal but for documentation and aliases. Names end the recursion, so it is as deep as unnamed types nest.
    fn same(&self, a: NodeId, b: NodeId) -> bool {
        a == b
            || match (&self.slots[a.0 as usize], &self.slots[b.0 as usize]) {
                (Slot::Done(a), Slot::Done(b)) => a.name().is_none() && b.name().is_none() && self.same_node(a, b),
                _ => false,
            }
    }

    fn same_node(&self, a: &Node, b: &Node) -> bool {
        let kind = match (&a.kind, &b.kind) {
            (NodeKind::Array(a), NodeKind::Array(b)) | (NodeKind::Map(a), NodeKind::Map(b)) => self.same(*a, *b),
            (NodeKind::Union(a), NodeKind::Union(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.same(*a, *b))
            }
            (NodeKind::Record(a), NodeKind::Record(b)) => {
                a.fields.len() == b.fields.len() && a.fields.iter().zip(&b.fields).all(|(a, b)| self.same_field(a, b))
            }
            (NodeKind::Enum(a), NodeKind::Enum(b)) => a.symbols == b.symbols,
            (NodeKind::Fixed(a), NodeKind::Fixed(b)) => a.size == b.size,
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        };
        kind && a.attributes == b.attributes
    }

    fn same_field(&self, a: &Field, b: &Field) -> bool {
        a.name == b.name
            && a.order == b.order
            && a.attributes == b.attributes
            && a.default.as_ref().map(|a| &a.json) == b.default.as_ref().map(|b| &b.json)
            && self.same(a.node, b.node)
    }
}

impl Slot {
    fn name(&self) -> Option<&Name> {
        match self {
            Self::Done(node) => node.name(),
            Self::Open(name) | Self::Expected(name, _) => Some(name),
        }
    }
}

/// Gives the inner types of a node new indexes.
pub(crate) fn relocate(node: &mut Node, moved: impl Fn(NodeId) -> NodeId) {
    match &mut node.kind {
        NodeKind::Array(item) | NodeKind::Map(item) => *item = moved(*item),
        NodeKind::Union(branches) => branches.iter_mut().for_each(|id| *id = moved(*id)),
        NodeKind::Record(record) => record.fields.iter_mut().for_each(|field| field.node = moved(field.node)),
        _ => {}
    }
}

#[cold]
fn redefined(name: &Name) -> Error {
    Error::new(Code::SchemaInvalid, format!("type {} is defined a second time, differently", quoted(name.full())))
}
