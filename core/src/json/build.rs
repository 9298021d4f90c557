//! From the schemas of a text to the graph: keywords as rules, references as edges.
use crate::error::Result;
use crate::json::check::count;
use crate::json::draft::Draft;
use crate::json::graph::{Form, Graph, NodeId, cores};
use crate::json::keywords::expected;
use crate::json::patterns::Pattern;
use crate::json::print;
use crate::json::refs::{Sites, Target};
use crate::json::rules::{
    ArrayRules, Condition, Criterion, Notes, NumberRules, ObjectRules, Part, Rules, StringRules, Values,
};
use crate::json::types::Types;
use serde_json::{Map, Number, Value};
use std::collections::HashSet;

/// Makes the graph. Of the text itself every schema is looked at, of its references those that it leads to.
///
/// # Errors
/// `schema_invalid` and `schema_reference`, with the place.
pub(crate) fn build(root: &Value, references: &[(String, Value)]) -> Result<(Graph, Draft)> {
    let sites = Sites::find(root, references)?;
    let own = sites.list.iter().take_while(|site| site.document == 0).count();
    let draft = sites.list[0].draft;
    let mut builder =
        Builder { sites, nodes: Vec::new(), wanted: (0..own as u32).rev().collect(), asked: HashSet::new() };
    builder.asked.extend(0..own as u32);
    while let Some(id) = builder.wanted.pop() {
        let form = builder.form(id)?;
        builder.put(id, form);
    }
    let Builder { sites, mut nodes, .. } = builder;
    nodes.resize(sites.list.len().max(nodes.len()), Form::Any);
    let evaluating = nodes.iter().any(|node| matches!(node, Form::Rules(rules) if rules.evaluating.is_some()));
    let shared = if evaluating { shared(root, references) } else { String::new() };
    let cores = cores(&mut nodes);
    Ok((Graph { nodes, cores, shared }, draft))
}

/// All definitions and references.
fn shared(root: &Value, references: &[(String, Value)]) -> String {
    let mut text = String::new();
    for key in ["definitions", "$defs"] {
        root.get(key).into_iter().for_each(|json| text.push_str(&print::sorted(json)));
    }
    references.iter().for_each(|(name, json)| text.push_str(&format!("{name:?}{}", print::sorted(json))));
    text
}

struct Builder<'a> {
    sites: Sites<'a>,
    nodes: Vec<Form>,
    wanted: Vec<u32>,
    asked: HashSet<u32>,
}

/// Keywords that evaluate properties or items in their place.
const EVALUATING: [&str; 11] = [
    "$ref",
    "$dynamicRef",
    "$recursiveRef",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
];

impl Builder<'_> {
    fn put(&mut self, id: u32, form: Form) {
        let id = id as usize;
        if self.nodes.len() <= id {
            self.nodes.resize(id + 1, Form::Any);
        }
        self.nodes[id] = form;
    }

    fn want(&mut self, id: u32) -> NodeId {
        if self.asked.insert(id) {
            self.wanted.push(id);
        }
        NodeId(id)
    }

    /// The node of a schema that was found.
    fn node(&mut self, json: &Value) -> Option<NodeId> {
        let id = self.sites.of(json)?;
        Some(self.want(id))
    }

    fn form(&mut self, id: u32) -> Result<Form> {
        let site = &self.sites.list[id as usize];
        let (json, draft) = (site.json, site.draft);
        let object = match json {
            Value::Bool(false) => return Ok(Form::Never),
            Value::Object(object) => object,
            _ => return Ok(Form::Any),
        };
        let mut rules = Rules { weight: 1 + object.len(), ..Rules::default() };
        for keyword in ["$ref", "$dynamicRef", "$recursiveRef"] {
            let Some(reference) = object.get(keyword).and_then(Value::as_str) else { continue };
            if expected(keyword, draft).is_none() {
                continue;
            }
            let target = match self.sites.resolve(id, keyword, reference)? {
                Target::Site(target) => self.want(target),
                Target::Known(name) => {
                    if draft.lone_ref() {
                        return Ok(Form::Opaque(name));
                    }
                    self.known(name)
                }
            };
            rules.refs.push((keyword, target));
            if draft.lone_ref() {
                return Ok(Form::Rules(Box::new(rules)));
            }
        }
        let has = Keywords { object, draft };
        rules.notes = notes(&has);
        types(&has, &mut rules);
        rules.values = values(&has);
        rules.string = StringRules {
            max_length: has.count("maxLength"),
            min_length: has.least("minLength"),
            pattern: has.text("pattern").map(|text| Pattern::new(&text)),
        };
        rules.number = numbers(&has);
        rules.object = self.object(&has);
        rules.array = self.array(&has);
        rules.not = self.at(&has, "not");
        for criterion in [Criterion::All, Criterion::Any, Criterion::One] {
            if let Some(Value::Array(items)) = has.get(criterion.keyword()) {
                let branches = items.iter().filter_map(|item| self.node(item)).collect();
                rules.parts.push(Part { criterion, branches });
            }
        }
        if let Some(test) = self.at(&has, "if") {
            let (then, otherwise) = (self.at(&has, "then"), self.at(&has, "else"));
            if then.is_some() || otherwise.is_some() {
                rules.condition = Some(Condition { test, then, otherwise });
            }
        }
        if rules.object.unevaluated.is_some() || rules.array.unevaluated.is_some() {
            let contains = (draft == Draft::Draft2020).then_some("contains");
            let keywords = EVALUATING.into_iter().chain(contains);
            let parts = keywords.filter_map(|keyword| Some(format!("{keyword}{}", print::sorted(has.get(keyword)?))));
            rules.evaluating = Some(parts.collect());
        }
        rules.weight += rules.size();
        Ok(Form::Rules(Box::new(rules)))
    }

    /// A node behind all schemas, for a meta-schema.
    fn known(&mut self, name: String) -> NodeId {
        let id = self.nodes.len().max(self.sites.list.len()) as u32;
        self.put(id, Form::Opaque(name));
        NodeId(id)
    }

    fn at(&mut self, has: &Keywords<'_>, keyword: &str) -> Option<NodeId> {
        has.get(keyword).and_then(|json| self.node(json))
    }

    fn named(&mut self, has: &Keywords<'_>, keyword: &str) -> Vec<(String, NodeId)> {
        let Some(Value::Object(entries)) = has.get(keyword) else { return Vec::new() };
        entries.iter().filter_map(|(name, json)| Some((name.clone(), self.node(json)?))).collect()
    }

    fn object(&mut self, has: &Keywords<'_>) -> ObjectRules {
        let joint = has.draft <= Draft::Draft7;
        let (lists, schemas) =
            if joint { ("dependencies", "dependencies") } else { ("dependentRequired", "dependentSchemas") };
        let mut required = names(has.get("required"));
        required.sort_unstable();
        let patterns = self.named(has, "patternProperties").into_iter();
        ObjectRules {
            properties: self.named(has, "properties"),
            patterns: patterns.map(|(text, node)| (Pattern::new(&text), node)).collect(),
            additional: self.at(has, "additionalProperties"),
            unevaluated: self.at(has, "unevaluatedProperties"),
            names: self.at(has, "propertyNames"),
            required,
            max: has.count("maxProperties"),
            min: has.least("minProperties"),
            lists: name_lists(has.get(lists)),
            schemas: self.named(has, schemas),
            joint,
        }
    }

    fn array(&mut self, has: &Keywords<'_>) -> ArrayRules {
        let late = has.draft == Draft::Draft2020;
        let (tuple_keyword, rest_keyword) = if late { ("prefixItems", "items") } else { ("items", "additionalItems") };
        let (tuple, rest) = match (late, has.get("items")) {
            (false, Some(Value::Array(items))) => (items.as_slice(), self.at(has, "additionalItems")),
            (false, Some(_)) => (&[][..], self.at(has, "items")),
            // Without `items`, `additionalItems` means nothing.
            (false, None) => (&[][..], None),
            (true, _) => {
                let tuple = has.get("prefixItems").and_then(Value::as_array);
                (tuple.map(Vec::as_slice).unwrap_or_default(), self.at(has, "items"))
            }
        };
        let contains = self.at(has, "contains");
        ArrayRules {
            tuple: tuple.iter().filter_map(|item| self.node(item)).collect(),
            rest,
            tuple_keyword,
            rest_keyword,
            unevaluated: self.at(has, "unevaluatedItems"),
            contains,
            max_contains: has.count("maxContains").filter(|_| contains.is_some()),
            min_contains: has.count("minContains").filter(|_| contains.is_some()),
            max: has.count("maxItems"),
            min: has.least("minItems"),
            unique: matches!(has.get("uniqueItems"), Some(Value::Bool(true))),
        }
    }
}

/// A schema's keywords, of those that its draft knows.
struct Keywords<'a> {
    object: &'a Map<String, Value>,
    draft: Draft,
}

impl<'a> Keywords<'a> {
    fn get(&self, keyword: &str) -> Option<&'a Value> {
        self.object.get(keyword).filter(|_| expected(keyword, self.draft).is_some())
    }

    fn text(&self, keyword: &str) -> Option<String> {
        self.get(keyword)?.as_str().map(str::to_owned)
    }

    fn number(&self, keyword: &str) -> Option<Number> {
        self.get(keyword)?.as_number().cloned()
    }

    fn count(&self, keyword: &str) -> Option<u64> {
        self.get(keyword)?.as_number().and_then(count)
    }

    /// A least count; 0 demands nothing.
    fn least(&self, keyword: &str) -> Option<u64> {
        self.count(keyword).filter(|count| *count > 0)
    }
}

fn notes(has: &Keywords<'_>) -> Notes {
    Notes {
        id: has.text(has.draft.id()),
        title: has.text("title"),
        description: has.text("description"),
        default: has.get("default").cloned(),
    }
}

fn types(has: &Keywords<'_>, rules: &mut Rules) {
    let named = |json: &Value| json.as_str().and_then(Types::named);
    match has.get("type") {
        Some(Value::Array(items)) => {
            rules.types = Some(items.iter().filter_map(named).fold(Types::NONE, Types::with));
            rules.many = items.len() > 1;
        }
        Some(json) => rules.types = named(json),
        None => {}
    }
}

fn values(has: &Keywords<'_>) -> Option<Values> {
    let key = |value: &Value| print::key(value);
    let one = has.get("const");
    let (keyword, mut list) = match (has.get("enum"), one) {
        (Some(Value::Array(items)), _) => ("enum", items.clone()),
        (_, Some(value)) => ("const", vec![value.clone()]),
        _ => return None,
    };
    let mut keys = HashSet::with_capacity(list.len());
    list.retain(|value| one.is_none_or(|one| key(one) == key(value)) && keys.insert(key(value)));
    Some(Values { keyword, list, keys })
}

fn numbers(has: &Keywords<'_>) -> NumberRules {
    let (maximum, minimum) = (has.number("maximum"), has.number("minimum"));
    let multiple_of = has.number("multipleOf");
    if has.draft > Draft::Draft4 {
        let (exclusive_maximum, exclusive_minimum) = (has.number("exclusiveMaximum"), has.number("exclusiveMinimum"));
        return NumberRules { maximum, minimum, exclusive_maximum, exclusive_minimum, multiple_of };
    }
    // In draft 4 a boolean says that the limit itself is outside.
    let outside = |keyword: &str| matches!(has.get(keyword), Some(Value::Bool(true)));
    let sides = |limit: Option<Number>, outside: bool| if outside { (None, limit) } else { (limit, None) };
    let (maximum, exclusive_maximum) = sides(maximum, outside("exclusiveMaximum"));
    let (minimum, exclusive_minimum) = sides(minimum, outside("exclusiveMinimum"));
    NumberRules { maximum, minimum, exclusive_maximum, exclusive_minimum, multiple_of }
}

fn names(json: Option<&Value>) -> Vec<String> {
    let items = json.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// Lists of names by name; empty ones demand nothing.
fn name_lists(json: Option<&Value>) -> Vec<(String, Vec<String>)> {
    let Some(Value::Object(entries)) = json else { return Vec::new() };
    let lists = entries.iter().map(|(key, value)| {
        let mut list = names(Some(value));
        list.sort_unstable();
        (key.clone(), list)
    });
    lists.filter(|(_, list)| !list.is_empty()).collect()
}
