//! A type of a schema as an annotation.
use crate::layout::Layout;
use crate::literal;
use crate::scope::Scope;
use isobyte::model::node::{Logical, NodeKind, Unit};
use isobyte::model::view::Type;
use serde_json::{Map, Value};
use std::cell::Cell;

/// Writes annotations, and notes whether the class alone gives the schema back.
pub(crate) struct Annotator<'a, 's> {
    pub(crate) scope: &'s Scope<'a>,
    pub(crate) is_exact: &'s Cell<bool>,
}

impl Annotator<'_, '_> {
    /// The annotation of a type. `null_last`: whether the order of a union's branches follows from the default, null.
    pub(crate) fn of(&self, ty: Type<'_>, null_last: bool) -> Layout {
        match &ty.node().kind {
            NodeKind::Array(_) => self.container(ty, "list", Vec::new()),
            NodeKind::Map(_) => self.container(ty, "dict", vec![Layout::word(self.scope.root("str"))]),
            NodeKind::Union(_) => self.union(ty, null_last),
            NodeKind::Record(_) | NodeKind::Enum(_) => Layout::word(self.scope.class(ty)),
            _ => self.leaf(ty),
        }
    }

    fn container(&self, ty: Type<'_>, word: &'static str, mut items: Vec<Layout>) -> Layout {
        // The class gives arrays and maps names of their own.
        if ty.attributes().keys().any(|key| key != "name") {
            self.is_exact.set(false);
        }
        items.extend(ty.item().map(|item| self.of(item, false)));
        Layout::Subscript(self.scope.root(word), items)
    }

    fn union(&self, ty: Type<'_>, null_last: bool) -> Layout {
        let branches: Vec<Type<'_>> = ty.branches().collect();
        if branches.len() < 2 {
            self.is_exact.set(false);
        }
        let mut parts: Vec<Layout> = branches.iter().map(|branch| self.of(*branch, false)).collect();
        match parts.len() {
            0 => return Layout::word(format!("{}.Any", self.scope.root("typing"))),
            1 => return parts.remove(0),
            _ => {}
        }
        if null_last && matches!(branches[0].node().kind, NodeKind::Null) {
            parts.rotate_left(1);
        }
        Layout::Union(parts)
    }

    fn leaf(&self, ty: Type<'_>) -> Layout {
        let (host, named) = host(ty);
        let attributes = ty.attributes();
        if let Some(named) = named
            && is_standard(ty, attributes)
        {
            return self.named(named);
        }
        let decimal = match ty.logical() {
            Some(Logical::Decimal { precision, scale }) => Some((precision, scale)),
            _ => None,
        };
        let mut items = vec![self.named(host)];
        let types = |name: &str| format!("{}.{name}", self.scope.root("types"));
        match &ty.node().kind {
            NodeKind::Fixed(fixed) if ty.logical().is_none() && attributes.is_empty() && fixed.doc.is_none() => {
                items.push(self.fixed(ty, fixed.size));
            }
            NodeKind::Bytes if decimal.is_some() && is_standard(ty, attributes) => {}
            NodeKind::Null => {
                self.is_exact.set(false);
                return items.remove(0);
            }
            _ => items.push(Layout::Call(
                types("AvroType"),
                vec![Layout::Text(literal::text(&self.definition(ty).to_string()))],
            )),
        }
        if let Some((precision, scale)) = decimal {
            let numbers = [precision, scale].map(|number| Layout::word(number.to_string()));
            items.push(Layout::Call(types("DecimalType"), numbers.into()));
        }
        Layout::Subscript(format!("{}.Annotated", self.scope.root("typing")), items)
    }

    /// A name of Python's: of a module, or built in.
    fn named(&self, (module, name): Spelling) -> Layout {
        Layout::word(match module {
            "" if name == "None" => name.to_owned(),
            "" => self.scope.root(name),
            _ => format!("{}.{name}", self.scope.root(module)),
        })
    }

    fn fixed(&self, ty: Type<'_>, size: usize) -> Layout {
        let mut arguments = vec![Layout::word(size.to_string())];
        if let Some(name) = ty.name() {
            if !ty.aliases().is_empty() {
                let aliases = ty.aliases().iter().map(|alias| Layout::Text(literal::text(alias.full())));
                let comma = if aliases.len() == 1 { "," } else { "" };
                let joined: Vec<String> = aliases.map(|alias| alias.flat()).collect();
                arguments.push(Layout::named("aliases", Layout::word(format!("({}{comma})", joined.join(", ")))));
            }
            if self.scope.has_namespaces || !name.namespace().is_empty() {
                arguments.push(Layout::named("namespace", Layout::Text(literal::text(name.namespace()))));
            }
            arguments.push(Layout::named("name", Layout::Text(literal::text(name.simple()))));
        }
        Layout::Call(format!("{}.FixedType", self.scope.root("types")), arguments)
    }

    /// The definition of a type that has no types inside.
    fn definition(&self, ty: Type<'_>) -> Value {
        let mut definition = Map::new();
        definition.insert("type".to_owned(), ty.type_name().into());
        if let Some(name) = ty.name() {
            definition.insert("name".to_owned(), name.simple().into());
            if self.scope.has_namespaces || !name.namespace().is_empty() {
                definition.insert("namespace".to_owned(), name.namespace().into());
            }
            if let Some(doc) = ty.doc() {
                definition.insert("doc".to_owned(), doc.into());
            }
            if !ty.aliases().is_empty() {
                let aliases = ty.aliases().iter().map(|alias| Value::from(alias.full()));
                definition.insert("aliases".to_owned(), aliases.collect());
            }
        }
        if let Some(size) = ty.size() {
            definition.insert("size".to_owned(), size.into());
        }
        for (key, value) in ty.attributes() {
            definition.insert(key.clone(), value.clone());
        }
        Value::Object(definition)
    }
}

/// A module, empty for what is built in, and a name in it.
type Spelling = (&'static str, &'static str);

/// Python's type, and where there is one the word that says it all.
fn host(ty: Type<'_>) -> (Spelling, Option<Spelling>) {
    let both = |name: Spelling| (name, Some(name));
    let types = |host: Spelling, name: &'static str| (host, Some(("types", name)));
    let (time, moment) = (("datetime", "time"), ("datetime", "datetime"));
    let is_fixed = matches!(ty.node().kind, NodeKind::Fixed(_));
    match ty.logical() {
        Some(Logical::Decimal { .. } | Logical::BigDecimal) => (("decimal", "Decimal"), None),
        Some(Logical::Uuid) if is_fixed => (("uuid", "UUID"), None),
        Some(Logical::Uuid) => both(("uuid", "UUID")),
        Some(Logical::Duration) => (("", "Duration"), None),
        Some(Logical::Date) => both(("datetime", "date")),
        Some(Logical::Time(Unit::Millis)) => both(time),
        Some(Logical::Time(_)) => types(time, "TimeMicro"),
        Some(Logical::Timestamp(Unit::Millis)) => both(moment),
        Some(Logical::Timestamp(Unit::Micros)) => types(moment, "DateTimeMicro"),
        Some(Logical::LocalTimestamp(Unit::Millis)) => types(moment, "LocalDateTime"),
        Some(Logical::LocalTimestamp(Unit::Micros)) => types(moment, "LocalDateTimeMicro"),
        // Python's clocks stop at microseconds.
        Some(Logical::Timestamp(Unit::Nanos) | Logical::LocalTimestamp(Unit::Nanos)) => (("", "int"), None),
        None => match ty.node().kind {
            NodeKind::Null => both(("", "None")),
            NodeKind::Boolean => both(("", "bool")),
            NodeKind::Int => types(("", "int"), "Int32"),
            NodeKind::Long => both(("", "int")),
            NodeKind::Float => types(("", "float"), "Float32"),
            NodeKind::Double => both(("", "float")),
            NodeKind::String => both(("", "str")),
            NodeKind::Fixed(_) => (("", "bytes"), None),
            _ => both(("", "bytes")),
        },
    }
}

/// Whether the attributes are those of the logical type, and nothing else.
fn is_standard(ty: Type<'_>, attributes: &Map<String, Value>) -> bool {
    let count = match ty.logical() {
        Some(Logical::Decimal { precision, scale }) => {
            let is = |key: &str, number: u32| attributes.get(key).and_then(Value::as_u64) == Some(number.into());
            if !is("precision", precision) || !is("scale", scale) {
                return false;
            }
            3
        }
        Some(_) => 1,
        None => 0,
    };
    attributes.len() == count && !matches!(ty.node().kind, NodeKind::Fixed(_))
}
