//! The names of one module: classes, attributes, and what is imported.
use crate::collect::Found;
use crate::names;
use crate::style::{Options, Style};
use isobyte::model::node::NodeKind;
use isobyte::model::view::Type;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Names of Python's own that annotations and defaults use.
const BUILTINS: [&str; 7] = ["bool", "bytes", "dict", "float", "int", "list", "str"];
const MODULES: [&str; 7] = ["dataclasses", "datetime", "decimal", "enum", "typing", "uuid", "pydantic"];
const ISOBYTE: [&str; 2] = ["Duration", "types"];

/// The names of one module.
pub(crate) struct Scope<'a> {
    pub(crate) options: Options,
    classes: HashMap<&'a str, String>,
    /// Attributes of all the classes: what they hide is spelled otherwise.
    attributes: HashSet<String>,
    fields: HashMap<&'a str, Vec<String>>,
    members: HashMap<&'a str, Vec<String>>,
    used: RefCell<BTreeSet<&'static str>>,
    /// Whether any type lies in a namespace.
    pub(crate) has_namespaces: bool,
}

impl<'a> Scope<'a> {
    pub(crate) fn new(found: &[Found<'a>], options: Options) -> Self {
        let (mut fields, mut members, mut attributes) = (HashMap::new(), HashMap::new(), HashSet::new());
        for Found { ty, .. } in found {
            let full = full_name(*ty);
            let mut taken = HashSet::new();
            // Names that stay as they are have the first choice.
            let is_pydantic = options.style.is_pydantic();
            taken.extend(
                ty.fields().map(|f| f.name()).filter(|n| names::attribute(n, is_pydantic) == *n).map(str::to_owned),
            );
            let own: Vec<String> = ty
                .fields()
                .map(|field| match names::attribute(field.name(), is_pydantic) {
                    name if name == field.name() => name,
                    name => names::unique(name, &mut taken),
                })
                .collect();
            attributes.extend(own.iter().cloned());
            fields.insert(full, own);
            let mut taken = HashSet::new();
            members.insert(full, ty.symbols().map(|symbol| names::unique(names::member(symbol), &mut taken)).collect());
        }
        let mut taken: HashSet<String> = ["AvroModel", "AvroBaseModel", "Duration"].map(str::to_owned).into();
        taken.extend(attributes.iter().cloned());
        let mut classes = HashMap::new();
        for Found { ty, .. } in found {
            let Some(name) = ty.name() else { continue };
            let mut wanted = names::class(name.simple());
            if taken.contains(&wanted) && !name.namespace().is_empty() {
                let last = name.namespace().rsplit('.').next().unwrap_or_default();
                wanted = format!("{}{wanted}", names::class(last));
            }
            classes.insert(name.full(), names::unique(wanted, &mut taken));
        }
        let has_namespaces = found.iter().any(|found| found.ty.name().is_some_and(|name| !name.namespace().is_empty()));
        Self { options, classes, attributes, fields, members, used: RefCell::default(), has_namespaces }
    }

    /// The class of a record or an enum.
    pub(crate) fn class(&self, ty: Type<'_>) -> &str {
        ty.name().and_then(|name| self.classes.get(name.full())).map_or("object", String::as_str)
    }

    /// The attributes of a record's fields.
    pub(crate) fn fields(&self, ty: Type<'_>) -> &[String] {
        ty.name().and_then(|name| self.fields.get(name.full())).map_or(&[], Vec::as_slice)
    }

    /// The members of an enum's symbols.
    pub(crate) fn members(&self, ty: Type<'_>) -> &[String] {
        ty.name().and_then(|name| self.members.get(name.full())).map_or(&[], Vec::as_slice)
    }

    /// How something imported, or built in, is called: not by a name that an attribute has.
    pub(crate) fn root(&self, name: &'static str) -> String {
        if BUILTINS.contains(&name) {
            if !self.attributes.contains(name) {
                return name.to_owned();
            }
            return format!("{}.{name}", self.root("builtins"));
        }
        self.used.borrow_mut().insert(name);
        self.spelled(name)
    }

    fn spelled(&self, name: &str) -> String {
        let mut spelled = name.to_owned();
        while self.attributes.contains(&spelled) {
            spelled.push('_');
        }
        spelled
    }

    /// The lines that import what was used.
    pub(crate) fn imports(&self) -> String {
        let used = self.used.borrow();
        let renamed = |name: &str| {
            let spelled = self.spelled(name);
            if spelled == name { spelled } else { format!("{name} as {spelled}") }
        };
        let mut groups: Vec<Vec<String>> = vec![vec!["from __future__ import annotations".to_owned()]];
        let is_standard = |name: &&&str| (MODULES.contains(name) || ***name == *"builtins") && ***name != *"pydantic";
        groups.push(used.iter().filter(is_standard).map(|name| format!("import {}", renamed(name))).collect());
        let mut ours: Vec<String> = Vec::new();
        if used.contains("pydantic") {
            ours.push(format!("import {}", renamed("pydantic")));
        }
        let mut from: Vec<String> = Vec::new();
        if used.contains("AvroModel") {
            from.push(renamed("AvroModel"));
        }
        from.extend(ISOBYTE.iter().filter(|name| used.contains(*name)).map(|name| renamed(name)));
        if !from.is_empty() {
            ours.push(format!("from isobyte import {}", from.join(", ")));
        }
        if used.contains("AvroBaseModel") {
            ours.push(format!("from isobyte.pydantic import {}", renamed("AvroBaseModel")));
        }
        groups.push(ours);
        let groups: Vec<String> =
            groups.iter().filter(|group| !group.is_empty()).map(|group| group.join("\n")).collect();
        groups.join("\n\n")
    }

    /// The base class of records.
    pub(crate) fn base(&self) -> String {
        match self.options.style {
            Style::Dataclass => self.root("AvroModel"),
            Style::Pydantic => format!("{}.BaseModel", self.root("pydantic")),
            Style::Avrodantic => self.root("AvroBaseModel"),
        }
    }
}

/// The full name; empty for types without one.
pub(crate) fn full_name(ty: Type<'_>) -> &str {
    match &ty.node().kind {
        NodeKind::Record(record) => record.name.full(),
        NodeKind::Enum(symbols) => symbols.name.full(),
        NodeKind::Fixed(fixed) => fixed.name.full(),
        _ => "",
    }
}
