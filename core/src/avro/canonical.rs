//! The Parsing Canonical Form of a schema, as Avro Java writes it.
use crate::model::node::{Graph, NodeId, NodeKind};
use std::collections::HashSet;

/// The canonical form. Names are raw text: the specification leaves them unescaped, and none needs it.
pub fn canonical(graph: &Graph) -> String {
    let mut form = Form { graph, known: HashSet::new(), out: String::new() };
    form.node(graph.root);
    form.out
}

struct Form<'a> {
    graph: &'a Graph,
    known: HashSet<NodeId>,
    out: String,
}

impl Form<'_> {
    /// The depth of the recursion is the one that `freeze` guarantees.
    fn node(&mut self, id: NodeId) {
        let node = self.graph.node(id);
        if let Some(name) = node.name() {
            if !self.known.insert(id) {
                self.word(name.full());
                return;
            }
            self.out.push_str("{\"name\":");
            self.word(name.full());
            self.out.push_str(",\"type\":");
            self.word(node.type_name());
        }
        match &node.kind {
            NodeKind::Array(item) => self.container("array", "items", *item),
            NodeKind::Map(item) => self.container("map", "values", *item),
            NodeKind::Union(branches) => self.list(branches, |form, branch| form.node(*branch)),
            NodeKind::Record(record) => {
                self.out.push_str(",\"fields\":");
                self.list(&record.fields, |form, field| {
                    form.out.push_str("{\"name\":");
                    form.word(&field.name);
                    form.out.push_str(",\"type\":");
                    form.node(field.node);
                    form.out.push('}');
                });
                self.out.push('}');
            }
            NodeKind::Enum(symbols) => {
                self.out.push_str(",\"symbols\":");
                self.list(&symbols.symbols, |form, symbol| form.word(symbol));
                self.out.push('}');
            }
            NodeKind::Fixed(fixed) => {
                self.out.push_str(",\"size\":");
                self.out.push_str(&fixed.size.to_string());
                self.out.push('}');
            }
            _ => self.word(node.type_name()),
        }
    }

    fn container(&mut self, word: &str, key: &str, item: NodeId) {
        self.out.push_str("{\"type\":");
        self.word(word);
        self.out.push(',');
        self.word(key);
        self.out.push(':');
        self.node(item);
        self.out.push('}');
    }

    fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.out.push('[');
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.push(',');
            }
            each(self, item);
        }
        self.out.push(']');
    }

    fn word(&mut self, text: &str) {
        self.out.push('"');
        self.out.push_str(text);
        self.out.push('"');
    }
}
