//! A schema as one reads it: from type to field to type, with all their properties, without node numbers.
use crate::model::name::Name;
use crate::model::node::{Field, Graph, Logical, Node, NodeId, NodeKind, Order};
use serde_json::{Map, Value};

/// A type inside a schema. Recursive schemas are walked without end: remember the names that were seen.
#[derive(Debug, Clone, Copy)]
pub struct Type<'a> {
    graph: &'a Graph,
    node: &'a Node,
}

/// A field inside a schema.
#[derive(Debug, Clone, Copy)]
pub struct FieldView<'a> {
    graph: &'a Graph,
    field: &'a Field,
}

impl<'a> Type<'a> {
    /// The type of a node.
    pub fn new(graph: &'a Graph, id: NodeId) -> Self {
        Self { graph, node: graph.node(id) }
    }

    /// The node, for what has no word here.
    pub fn node(self) -> &'a Node {
        self.node
    }

    /// The word for the type in schema text: `record`, `int`; an error is a `record`.
    pub fn type_name(self) -> &'static str {
        self.node.type_name()
    }

    /// The name of a record, an enum or a fixed.
    pub fn name(self) -> Option<&'a Name> {
        self.node.name()
    }

    /// The documentation of a record, an enum or a fixed.
    pub fn doc(self) -> Option<&'a str> {
        self.node.doc()
    }

    /// The full names that a record, an enum or a fixed is also known by.
    pub fn aliases(self) -> &'a [Name] {
        self.node.aliases()
    }

    /// The logical type; none where it is unknown or invalid, which is to be ignored.
    pub fn logical(self) -> Option<Logical> {
        self.node.logical
    }

    /// The attributes that the specification does not define for the type, in the order of the text; those of logical
    /// types, valid or not, are among them: `logicalType`, `precision`, `scale`.
    pub fn attributes(self) -> &'a Map<String, Value> {
        &self.node.attributes
    }

    /// One of the [`Type::attributes`].
    pub fn attribute(self, name: &str) -> Option<&'a Value> {
        self.node.attributes.get(name)
    }

    /// The fields of a record, in schema order; of another type none.
    pub fn fields(self) -> impl ExactSizeIterator<Item = FieldView<'a>> {
        let fields = if let NodeKind::Record(record) = &self.node.kind { record.fields.as_slice() } else { &[] };
        fields.iter().map(move |field| FieldView { graph: self.graph, field })
    }

    /// The field of a record that has this name.
    pub fn field(self, name: &str) -> Option<FieldView<'a>> {
        self.fields().find(|field| field.name() == name)
    }

    /// The branches of a union, in schema order; of another type none.
    pub fn branches(self) -> impl ExactSizeIterator<Item = Type<'a>> {
        let branches = if let NodeKind::Union(branches) = &self.node.kind { branches.as_slice() } else { &[] };
        branches.iter().map(move |branch| Type::new(self.graph, *branch))
    }

    /// The type of an array's items or of a map's values.
    pub fn item(self) -> Option<Type<'a>> {
        match &self.node.kind {
            NodeKind::Array(item) | NodeKind::Map(item) => Some(Type::new(self.graph, *item)),
            _ => None,
        }
    }

    /// The symbols of an enum, in schema order; of another type none.
    pub fn symbols(self) -> impl ExactSizeIterator<Item = &'a str> {
        let symbols = if let NodeKind::Enum(symbols) = &self.node.kind { symbols.symbols.as_slice() } else { &[] };
        symbols.iter().map(|symbol| &**symbol)
    }

    /// The symbol that a reader takes for an unknown one.
    pub fn default_symbol(self) -> Option<&'a str> {
        let NodeKind::Enum(symbols) = &self.node.kind else { return None };
        symbols.symbols.get(symbols.default?).map(|symbol| &**symbol)
    }

    /// The size of a fixed, in bytes.
    pub fn size(self) -> Option<usize> {
        if let NodeKind::Fixed(fixed) = &self.node.kind { Some(fixed.size) } else { None }
    }
}

impl<'a> FieldView<'a> {
    /// The name.
    pub fn name(self) -> &'a str {
        &self.field.name
    }

    /// The type.
    pub fn type_of(self) -> Type<'a> {
        Type::new(self.graph, self.field.node)
    }

    /// The default as the schema text has it.
    pub fn default(self) -> Option<&'a Value> {
        self.field.default.as_ref().map(|default| &default.json)
    }

    /// The documentation.
    pub fn doc(self) -> Option<&'a str> {
        self.field.doc.as_deref()
    }

    /// Other names.
    pub fn aliases(self) -> impl ExactSizeIterator<Item = &'a str> {
        self.field.aliases.iter().map(|alias| &**alias)
    }

    /// How the field takes part in sorting.
    pub fn order(self) -> Order {
        self.field.order
    }

    /// The attributes that the specification does not define, in the order of the text.
    pub fn attributes(self) -> &'a Map<String, Value> {
        &self.field.attributes
    }

    /// One of the [`FieldView::attributes`].
    pub fn attribute(self, name: &str) -> Option<&'a Value> {
        self.field.attributes.get(name)
    }
}
