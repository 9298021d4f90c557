//! From a schema to its columns. What Arrow's types cannot say is refused before any datum is read.
use crate::columns::column::{Column, ColumnType};
use crate::error::{Code, Error, Result};
use crate::model::node::{Graph, Logical, NodeId, NodeKind};

/// More columns than this are refused: named types that are used again and again have columns for each use.
const MOST_COLUMNS: usize = 10_000;
/// Columns inside columns: what Arrow's own readers take.
const MOST_DEEP: usize = 60;
/// The name of the only column where a datum is no record.
const VALUE: &str = "value";

/// The columns of a schema: the first is a struct of all that a datum holds.
pub(crate) fn columns(graph: &Graph) -> Result<Vec<Column>> {
    let mut layout = Layout { graph, columns: Vec::new(), open: Vec::new() };
    if matches!(graph.node(graph.root).kind, NodeKind::Record(_)) {
        layout.column("", graph.root)?;
    } else {
        layout.add(Column::new("", ColumnType::Struct))?;
        let value = layout.column(VALUE, graph.root)?;
        layout.columns[0].children.push(value);
    }
    let columns = &mut layout.columns;
    // Children stand behind their parents.
    for at in (0..columns.len()).rev() {
        let inside = match columns[at].kind {
            ColumnType::Struct => columns[at].children.iter().map(|&child| columns[child as usize].padding).collect(),
            _ => Vec::new(),
        };
        columns[at].padding = inside.into_iter().fold(columns[at].width(), usize::saturating_add);
    }
    Ok(layout.columns)
}

struct Layout<'g> {
    graph: &'g Graph,
    columns: Vec<Column>,
    /// The nodes that the next column lies in.
    open: Vec<NodeId>,
}

impl Layout<'_> {
    fn add(&mut self, column: Column) -> Result<u32> {
        if self.columns.len() >= MOST_COLUMNS {
            return Err(unsupported(format!("expected a schema of at most {MOST_COLUMNS} columns, found more")));
        }
        self.columns.push(column);
        Ok(self.columns.len() as u32 - 1)
    }

    fn column(&mut self, name: &str, id: NodeId) -> Result<u32> {
        if self.open.contains(&id) {
            let message = format!("found {}, which holds itself: Arrow has no such type", self.graph.describe(id));
            return Err(unsupported(message));
        }
        if self.open.len() >= MOST_DEEP {
            return Err(unsupported(format!("expected types nested at most {MOST_DEEP} deep, found more")));
        }
        self.open.push(id);
        let made = self.known(name, id);
        self.open.pop();
        made
    }

    fn known(&mut self, name: &str, id: NodeId) -> Result<u32> {
        let node = self.graph.node(id);
        let kind = match (&node.kind, node.logical) {
            (NodeKind::Union(branches), _) => return self.union(name, branches),
            (NodeKind::Record(record), _) => {
                let at = self.add(Column::new(name, ColumnType::Struct))?;
                for field in &record.fields {
                    let child = self.column(&field.name, field.node).map_err(|e| e.in_field(&field.name))?;
                    self.columns[at as usize].children.push(child);
                }
                return Ok(at);
            }
            (NodeKind::Array(items), _) => {
                let at = self.add(Column::new(name, ColumnType::List))?;
                let child = self.column("item", *items)?;
                self.columns[at as usize].children.push(child);
                return Ok(at);
            }
            (NodeKind::Map(values), _) => {
                let at = self.add(Column::new(name, ColumnType::Map))?;
                let entries = self.add(Column::new("entries", ColumnType::Struct))?;
                let key = self.add(Column::new("key", ColumnType::Text))?;
                let value = self.column("value", *values)?;
                self.columns[at as usize].children.push(entries);
                self.columns[entries as usize].children.extend([key, value]);
                return Ok(at);
            }
            (_, Some(Logical::Duration)) => {
                let at = self.add(Column::new(name, ColumnType::Struct))?;
                for part in ["months", "days", "millis"] {
                    let child = self.add(Column::new(part, ColumnType::UInt32))?;
                    self.columns[at as usize].children.push(child);
                }
                return Ok(at);
            }
            (kind, logical) => simple(kind, logical),
        };
        self.add(Column::new(name, kind))
    }

    /// Null and one type are that type; of several, the one that is there stands beside nulls.
    fn union(&mut self, name: &str, branches: &[NodeId]) -> Result<u32> {
        let is_null = |id: &NodeId| matches!(self.graph.node(*id).kind, NodeKind::Null);
        let nullable = branches.iter().any(is_null);
        let others: Vec<NodeId> = branches.iter().copied().filter(|id| !is_null(id)).collect();
        let at = match others[..] {
            [] => self.add(Column::new(name, ColumnType::Null))?,
            [only] => self.column(name, only)?,
            _ => {
                let at = self.add(Column::new(name, ColumnType::Struct))?;
                let mut held = Vec::with_capacity(branches.len());
                for &branch in branches {
                    if is_null_node(self.graph, branch) {
                        held.push(None);
                        continue;
                    }
                    let child = self.column(self.graph.node(branch).branch_name(), branch)?;
                    self.columns[child as usize].nullable = true;
                    self.columns[at as usize].children.push(child);
                    held.push(Some(child));
                }
                self.columns[at as usize].branches = Some(held.into());
                at
            }
        };
        self.columns[at as usize].nullable |= nullable;
        Ok(at)
    }
}

fn is_null_node(graph: &Graph, id: NodeId) -> bool {
    matches!(graph.node(id).kind, NodeKind::Null)
}

/// A type without types inside.
fn simple(kind: &NodeKind, logical: Option<Logical>) -> ColumnType {
    match logical {
        Some(Logical::Decimal { precision, scale }) if precision <= ColumnType::DIGITS_OF_256 => {
            return ColumnType::Decimal { precision, scale };
        }
        // Of any length: the unscaled bytes.
        Some(Logical::Decimal { .. }) => return ColumnType::Binary,
        Some(Logical::BigDecimal | Logical::Uuid) => return ColumnType::Text,
        Some(Logical::Date) => return ColumnType::Date,
        Some(Logical::Time(unit)) => return ColumnType::Time(unit),
        Some(Logical::Timestamp(unit)) => return ColumnType::Timestamp { unit, utc: true },
        Some(Logical::LocalTimestamp(unit)) => return ColumnType::Timestamp { unit, utc: false },
        Some(Logical::Duration) | None => {}
    }
    match kind {
        NodeKind::Boolean => ColumnType::Boolean,
        NodeKind::Int => ColumnType::Int32,
        NodeKind::Long => ColumnType::Int64,
        NodeKind::Float => ColumnType::Float32,
        NodeKind::Double => ColumnType::Float64,
        NodeKind::Bytes => ColumnType::Binary,
        NodeKind::String => ColumnType::Text,
        NodeKind::Enum(symbols) => ColumnType::Enum(symbols.symbols.clone().into()),
        NodeKind::Fixed(fixed) => ColumnType::Fixed(fixed.size as u32),
        _ => ColumnType::Null,
    }
}

#[cold]
fn unsupported(message: String) -> Error {
    Error::new(Code::Unsupported, message)
}
