//! The frozen schema graph: nodes in one table, referring to each other by index, so recursion costs nothing.
use crate::model::name::Name;
use serde_json::{Map, Value};
use std::sync::Arc;

/// The index of a node in its [`Graph`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

/// All the types of one schema. A named type has one node, however often it is used.
#[derive(Debug, Clone)]
pub struct Graph {
    /// The nodes; a [`NodeId`] indexes this table.
    pub nodes: Vec<Node>,
    /// The type of the whole datum.
    pub root: NodeId,
}

/// One type, with the logical type that the specification lets it carry.
#[derive(Debug, Clone)]
pub struct Node {
    /// The type proper.
    pub kind: NodeKind,
    /// A valid logical type; unknown and invalid ones are `None` and live on in `attributes`.
    pub logical: Option<Logical>,
    /// Attributes of the schema text that the specification does not define, and the logical type's own.
    pub attributes: Map<String, Value>,
}

/// A type of Avro 1.12.
#[derive(Debug, Clone)]
#[allow(missing_docs)]
pub enum NodeKind {
    Null,
    Boolean,
    Int,
    Long,
    Float,
    Double,
    Bytes,
    String,
    Array(NodeId),
    Map(NodeId),
    Union(Vec<NodeId>),
    Record(Record),
    Enum(Enum),
    Fixed(Fixed),
}

/// A record, or an error, which differs in nothing but the word.
#[derive(Debug, Clone)]
pub struct Record {
    /// Full name.
    pub name: Name,
    /// Full names that it is also known by.
    pub aliases: Vec<Name>,
    /// Documentation.
    pub doc: Option<String>,
    /// In schema order.
    pub fields: Vec<Field>,
    /// Declared as `error`.
    pub is_error: bool,
}

/// A field of a record.
#[derive(Debug, Clone)]
pub struct Field {
    /// Name.
    pub name: Box<str>,
    /// Type.
    pub node: NodeId,
    /// What stands for a value that is missing.
    pub default: Option<DefaultValue>,
    /// Other names.
    pub aliases: Vec<Box<str>>,
    /// Documentation.
    pub doc: Option<String>,
    /// How it takes part in sorting.
    pub order: Order,
    /// Attributes that the specification does not define.
    pub attributes: Map<String, Value>,
}

/// A field's default, checked and encoded when the schema is parsed.
#[derive(Debug, Clone)]
pub struct DefaultValue {
    /// As the schema text has it.
    pub json: Value,
    /// In Avro binary under the field's type, maps in key order; empty while an enclosing type is still open.
    pub bytes: Arc<[u8]>,
}

/// A field's sort order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs)]
pub enum Order {
    #[default]
    Ascending,
    Descending,
    Ignore,
}

/// An enum.
#[derive(Debug, Clone)]
pub struct Enum {
    /// Full name.
    pub name: Name,
    /// Full names that it is also known by.
    pub aliases: Vec<Name>,
    /// Documentation.
    pub doc: Option<String>,
    /// In schema order.
    pub symbols: Vec<Box<str>>,
    /// The index of the symbol that a reader takes for an unknown one.
    pub default: Option<usize>,
}

/// A fixed.
#[derive(Debug, Clone)]
pub struct Fixed {
    /// Full name.
    pub name: Name,
    /// Full names that it is also known by.
    pub aliases: Vec<Name>,
    /// Documentation.
    pub doc: Option<String>,
    /// In bytes.
    pub size: usize,
}

/// A unit of time on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Unit {
    Millis,
    Micros,
    Nanos,
}

/// A logical type of Avro 1.12.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Logical {
    /// bytes or fixed: unscaled two's complement, big-endian.
    Decimal {
        /// Most digits.
        precision: u32,
        /// Digits behind the point.
        scale: u32,
    },
    /// bytes: an unscaled value as bytes, then the scale as an int.
    BigDecimal,
    /// string, or fixed of 16.
    Uuid,
    /// int: days since 1970-01-01.
    Date,
    /// int (millis) or long (micros) since midnight.
    Time(Unit),
    /// long: since 1970-01-01T00:00Z.
    Timestamp(Unit),
    /// long: since 1970-01-01T00:00 in no particular zone.
    LocalTimestamp(Unit),
    /// fixed of 12: months, days, milliseconds.
    Duration,
}

impl Graph {
    /// The node of an index that this graph made.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// What messages call a type: a union by its branches, others as in [`Node::branch_name`].
    pub fn describe(&self, id: NodeId) -> String {
        match &self.node(id).kind {
            NodeKind::Union(branches) => {
                let names: Vec<_> = branches.iter().map(|&branch| self.node(branch).branch_name()).collect();
                format!("union [{}]", names.join(", "))
            }
            _ => self.node(id).branch_name().to_owned(),
        }
    }
}

impl Node {
    /// The name of a record, an enum or a fixed.
    pub fn name(&self) -> Option<&Name> {
        match &self.kind {
            NodeKind::Record(record) => Some(&record.name),
            NodeKind::Enum(symbols) => Some(&symbols.name),
            NodeKind::Fixed(fixed) => Some(&fixed.name),
            _ => None,
        }
    }

    /// The full names that a record, an enum or a fixed is also known by.
    pub fn aliases(&self) -> &[Name] {
        match &self.kind {
            NodeKind::Record(record) => &record.aliases,
            NodeKind::Enum(symbols) => &symbols.aliases,
            NodeKind::Fixed(fixed) => &fixed.aliases,
            _ => &[],
        }
    }

    /// The documentation of a record, an enum or a fixed.
    pub fn doc(&self) -> Option<&str> {
        match &self.kind {
            NodeKind::Record(record) => record.doc.as_deref(),
            NodeKind::Enum(symbols) => symbols.doc.as_deref(),
            NodeKind::Fixed(fixed) => fixed.doc.as_deref(),
            _ => None,
        }
    }

    /// How a union calls this branch: the full name of a named type, else the name of the type.
    pub fn branch_name(&self) -> &str {
        self.name().map_or_else(|| self.type_name(), Name::full)
    }

    /// The word for this type in schema text.
    pub fn type_name(&self) -> &'static str {
        match &self.kind {
            NodeKind::Null => "null",
            NodeKind::Boolean => "boolean",
            NodeKind::Int => "int",
            NodeKind::Long => "long",
            NodeKind::Float => "float",
            NodeKind::Double => "double",
            NodeKind::Bytes => "bytes",
            NodeKind::String => "string",
            NodeKind::Array(_) => "array",
            NodeKind::Map(_) => "map",
            NodeKind::Union(_) => "union",
            NodeKind::Record(_) => "record",
            NodeKind::Enum(_) => "enum",
            NodeKind::Fixed(_) => "fixed",
        }
    }
}
