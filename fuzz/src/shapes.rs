//! Host types that fit a schema: what a program in Go, Java or C would declare for it.
use isobyte::model::node::{Graph, Logical, NodeId, NodeKind};
use isobyte::model::shape::{Rep, Shape, ShapeId, Shapes, Struct, StructField};
use std::collections::HashMap;

/// The closest host type; unions of more than null and one other type are any. None if there is none.
pub fn closest(graph: &Graph) -> Option<Shapes> {
    let mut maker = Maker { graph, table: Vec::new(), known: HashMap::new() };
    maker.shape(graph.root);
    Shapes::new(maker.table).ok()
}

struct Maker<'g> {
    graph: &'g Graph,
    table: Vec<Shape>,
    known: HashMap<NodeId, ShapeId>,
}

impl Maker<'_> {
    fn shape(&mut self, id: NodeId) -> ShapeId {
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        let place = ShapeId(self.table.len() as u32);
        self.table.push(Shape::Any);
        self.known.insert(id, place);
        let graph = self.graph;
        let node = graph.node(id);
        let logical = node.logical.as_ref().map(|logical| match logical {
            Logical::Decimal { .. } | Logical::BigDecimal => Rep::Decimal,
            Logical::Uuid => Rep::Uuid,
            Logical::Date => Rep::Date,
            Logical::Time(_) => Rep::Time,
            Logical::Timestamp(_) => Rep::Timestamp,
            Logical::LocalTimestamp(_) => Rep::LocalTimestamp,
            Logical::Duration => Rep::Duration,
        });
        let shape = match (logical, &node.kind) {
            (Some(rep), _) => Shape::Plain(rep),
            (_, NodeKind::Null) => Shape::Any,
            (_, NodeKind::Boolean) => Shape::Plain(Rep::Bool),
            (_, NodeKind::Int) => Shape::Plain(Rep::I32),
            (_, NodeKind::Long) => Shape::Plain(Rep::I64),
            (_, NodeKind::Float) => Shape::Plain(Rep::F32),
            (_, NodeKind::Double) => Shape::Plain(Rep::F64),
            (_, NodeKind::Bytes) => Shape::Plain(Rep::Bytes),
            (_, NodeKind::String) => Shape::Plain(Rep::Text),
            // Nobody declares an array of 2 GiB in place.
            (_, NodeKind::Fixed(fixed)) if fixed.size > 4_096 => Shape::Plain(Rep::Bytes),
            (_, NodeKind::Fixed(fixed)) => Shape::Fixed(fixed.size as u32),
            (_, NodeKind::Enum(symbols)) => {
                Shape::Enum { name: symbols.name.full().into(), symbols: symbols.symbols.clone() }
            }
            (_, NodeKind::Array(item)) => Shape::List(self.shape(*item)),
            (_, NodeKind::Map(value)) => Shape::Map(self.shape(*value)),
            (_, NodeKind::Union(branches)) => self.union(branches),
            (_, NodeKind::Record(record)) => {
                let mut field = |field: &isobyte::model::node::Field| StructField {
                    name: field.name.clone(),
                    shape: self.shape(field.node),
                    offset: None,
                };
                let fields = record.fields.iter().map(&mut field).collect();
                Shape::Struct(Struct { name: record.name.full().into(), size: 0, fields })
            }
        };
        self.table[place.0 as usize] = shape;
        place
    }

    fn union(&mut self, branches: &[NodeId]) -> Shape {
        let graph = self.graph;
        let other: Vec<_> =
            branches.iter().filter(|branch| !matches!(graph.node(**branch).kind, NodeKind::Null)).collect();
        match other.as_slice() {
            [only] if branches.len() == 2 => Shape::Optional(self.shape(**only)),
            // A type for each branch, where they are records.
            many if many.len() > 1
                && many.iter().all(|branch| matches!(graph.node(**branch).kind, NodeKind::Record(_))) =>
            {
                Shape::OneOf(many.iter().map(|branch| self.shape(**branch)).collect())
            }
            _ => Shape::Any,
        }
    }
}
