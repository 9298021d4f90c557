//! A record or an enum as a class.
use crate::annotation::Annotator;
use crate::collect::{Found, text_of};
use crate::default::{Defaults, is_fresh};
use crate::layout::{Layout, assignment, declaration};
use crate::literal;
use crate::scope::{Scope, full_name};
use crate::style::Style;
use isobyte::error::Result;
use isobyte::model::node::{NodeKind, Order};
use isobyte::model::view::{FieldView, Type};
use std::cell::Cell;

/// A class, and whether it alone gives its schema back.
pub(crate) struct Class<'a> {
    pub(crate) found: Found<'a>,
    pub(crate) is_exact: bool,
    decorator: String,
    head: String,
    body: String,
    meta: Vec<(&'static str, Layout)>,
}

/// One field of a class.
struct Line {
    name: String,
    annotation: Layout,
    value: Option<Layout>,
    has_default: bool,
}

impl<'a> Class<'a> {
    pub(crate) fn new(scope: &Scope<'a>, found: Found<'a>, namespace_said: bool) -> Self {
        let mut class = Self {
            found,
            is_exact: true,
            decorator: String::new(),
            head: String::new(),
            body: String::new(),
            meta: Vec::new(),
        };
        class.about(scope, namespace_said);
        if matches!(found.ty.node().kind, NodeKind::Enum(_)) {
            class.symbols(scope)
        } else {
            class.record(scope)
        }
        class
    }

    /// The text. `original`: whether the schema stands in it in full.
    ///
    /// # Errors
    /// None that is known.
    pub(crate) fn text(mut self, scope: &Scope<'a>, original: bool) -> Result<String> {
        if original && scope.options.style != Style::Pydantic {
            let schema = text_of(self.found.schema, full_name(self.found.ty))?;
            self.meta.push(("original_schema", Layout::Text(literal::text(schema.printed()))));
        }
        let mut out = format!("{}{}", self.decorator, self.head);
        out.push_str(&self.body);
        if !self.meta.is_empty() && scope.options.style != Style::Pydantic {
            if !self.body.is_empty() {
                out.push('\n');
            }
            if matches!(self.found.ty.node().kind, NodeKind::Enum(_)) {
                out.push_str(&format!("\n    @{}.nonmember", scope.root("enum")));
            }
            out.push_str("\n    class Meta:");
            for (name, value) in &self.meta {
                assignment(&mut out, 8, name, value);
            }
        } else if self.body.is_empty() {
            out.push_str("\n    pass");
        }
        out.push('\n');
        Ok(out)
    }

    /// Documentation, name, namespace, aliases.
    fn about(&mut self, scope: &Scope<'a>, namespace_said: bool) {
        let ty = self.found.ty;
        let is_enum = matches!(ty.node().kind, NodeKind::Enum(_));
        let text = |text: &str| Layout::Text(literal::text(text));
        if let Some(doc) = ty.doc() {
            self.is_exact &= !doc.is_empty() && doc.trim() == doc;
            match literal::docstring(doc) {
                Some(docstring) => self.body = format!("\n    {docstring}\n"),
                None => self.meta.push((if is_enum { "doc" } else { "schema_doc" }, text(doc))),
            }
        }
        let Some(name) = ty.name() else { return };
        if scope.class(ty) != name.simple() {
            self.meta.push(("schema_name", text(name.simple())));
        }
        if namespace_said {
            self.meta.push(("namespace", text(name.namespace())));
        }
        if !ty.aliases().is_empty() {
            self.meta.push(("aliases", Layout::List(ty.aliases().iter().map(|alias| text(alias.full())).collect())));
        }
        self.is_exact &= ty.attributes().is_empty();
        if let NodeKind::Record(record) = &ty.node().kind {
            self.is_exact &= !record.is_error;
        }
    }

    fn symbols(&mut self, scope: &Scope<'a>) {
        let ty = self.found.ty;
        self.head = format!("class {}({}.Enum):", scope.class(ty), scope.root("enum"));
        for (symbol, member) in ty.symbols().zip(scope.members(ty)) {
            assignment(&mut self.body, 4, member, &Layout::Text(literal::text(symbol)));
        }
        if let Some(symbol) = ty.default_symbol() {
            self.meta.push(("default", Layout::Text(literal::text(symbol))));
        }
    }

    fn record(&mut self, scope: &Scope<'a>) {
        let ty = self.found.ty;
        self.head = format!("class {}({}):", scope.class(ty), scope.base());
        let is_exact = Cell::new(self.is_exact);
        let lines: Vec<Line> =
            ty.fields().zip(scope.fields(ty)).map(|(field, name)| line(scope, &is_exact, field, name)).collect();
        self.is_exact = is_exact.get();
        if scope.options.style == Style::Dataclass {
            // Fields without a default may not follow those with one, unless they go by name.
            let by_name = lines.iter().skip_while(|line| !line.has_default).any(|line| !line.has_default);
            let arguments = if by_name { "(kw_only=True)" } else { "" };
            self.decorator = format!("@{}.dataclass{arguments}\n", scope.root("dataclasses"));
        }
        for line in lines {
            declaration(&mut self.body, 4, &line.name, &line.annotation, line.value.as_ref());
        }
    }
}

fn line<'a>(scope: &Scope<'a>, is_exact: &Cell<bool>, field: FieldView<'a>, name: &str) -> Line {
    let json = field.default();
    let null = json.is_some_and(serde_json::Value::is_null);
    let annotation = Annotator { scope, is_exact }.of(field.type_of(), null);
    let value = json.and_then(|json| Defaults { scope, is_exact }.of(field.type_of(), json));
    let has_default = value.is_some();
    let is_pydantic = scope.options.style.is_pydantic();
    let mut arguments = Vec::new();
    if let Some(value) = &value
        && is_fresh(value)
    {
        let factory = match value {
            Layout::List(items) if items.is_empty() => Layout::word(scope.root("list")),
            Layout::Dict(members) if members.is_empty() => Layout::word(scope.root("dict")),
            _ => Layout::Before("lambda: ".to_owned(), Box::new(value.clone())),
        };
        arguments.push(Layout::named("default_factory", factory));
    } else if let Some(value) = &value {
        arguments.push(Layout::named("default", value.clone()));
    }
    let is_plain = arguments.is_empty() || value.as_ref().is_some_and(|value| !is_fresh(value));
    let mut metadata = metadata(field, is_exact);
    if name != field.name() {
        metadata.insert(0, ("\"schema_name\"".to_owned(), Layout::Text(literal::text(field.name()))));
    }
    let mut said = 0;
    if is_pydantic {
        if let Some(doc) = field.doc() {
            metadata.retain(|(key, _)| key != "\"doc\"");
            arguments.push(Layout::named("description", Layout::Text(literal::text(doc))));
            said += 1;
        }
        if !metadata.is_empty() {
            let extra = Layout::Dict(vec![("\"metadata\"".to_owned(), Layout::Dict(metadata))]);
            arguments.push(Layout::named("json_schema_extra", extra));
            said += 1;
        }
    } else {
        if !metadata.is_empty() {
            arguments.push(Layout::named("metadata", Layout::Dict(metadata)));
            said += 1;
        }
    }
    let value = if is_plain && said == 0 {
        value
    } else {
        let head = if is_pydantic {
            format!("{}.Field", scope.root("pydantic"))
        } else {
            format!("{}.field", scope.root("dataclasses"))
        };
        Some(Layout::Call(head, arguments))
    };
    Line { name: name.to_owned(), annotation, value, has_default }
}

/// What a field says beyond its type and default.
fn metadata(field: FieldView<'_>, is_exact: &Cell<bool>) -> Vec<(String, Layout)> {
    let mut said = Vec::new();
    if let Some(doc) = field.doc() {
        said.push(("doc", Layout::Text(literal::text(doc))));
    }
    if field.aliases().len() > 0 {
        said.push(("aliases", Layout::List(field.aliases().map(|alias| Layout::Text(literal::text(alias))).collect())));
    }
    match field.order() {
        Order::Ascending => {}
        Order::Descending => said.push(("order", Layout::Text("\"descending\"".to_owned()))),
        Order::Ignore => said.push(("order", Layout::Text("\"ignore\"".to_owned()))),
    }
    let mut said: Vec<(String, Layout)> = said.into_iter().map(|(key, value)| (literal::text(key), value)).collect();
    for (key, value) in field.attributes() {
        // Words that the class would understand.
        if ["exclude_default", "inner_name", "schema_name"].contains(&key.as_str()) {
            is_exact.set(false);
            continue;
        }
        said.push((literal::text(key), literal::json(value)));
    }
    let inner = field.type_of();
    let inner = inner.attribute("name").filter(|_| inner.item().is_some()).and_then(|name| name.as_str());
    if let Some(name) = inner {
        said.push(("\"inner_name\"".to_owned(), Layout::Text(literal::text(name))));
    }
    said
}

/// The named types that stand directly in a type.
pub(crate) fn inside<'a>(ty: Type<'a>, names: &mut Vec<&'a str>) {
    let mut open: Vec<Type<'a>> = ty.fields().map(|field| field.type_of()).collect();
    while let Some(ty) = open.pop() {
        if ty.name().is_some() {
            names.push(full_name(ty));
        } else {
            open.extend(ty.branches());
            open.extend(ty.item());
        }
    }
}
