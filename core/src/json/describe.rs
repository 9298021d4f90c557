//! What a schema has at a place, in short.
use crate::json::arena::{Arena, Demand, View};
use crate::json::compare::entry::{Key, Step};
use crate::json::graph::NodeId;
use crate::json::rules::{ArrayRules, Rules, Values};
use crate::json::text::{quoted, shown};
use crate::json::types::Types;

/// How many names or values are told.
const LISTED: usize = 8;

/// What a schema has at a place, in short; "nothing" for a keyword that it lacks.
pub(crate) fn at(arena: &Arena<'_>, view: View<'_>, step: Step<'_>) -> String {
    let rules = view.rules;
    let (string, number, object, array) = (&rules.string, &rules.number, &rules.object, &rules.array);
    let schema = |id: Option<NodeId>| id.map(|id| of_demand(arena.demand(view.at(id))));
    let named = |list: &[(String, NodeId)]| match step.key {
        Key::Name(name) => schema(list.iter().find(|(known, _)| known == name).map(|(_, id)| *id)),
        _ => None,
    };
    let text = |value: &dyn ToString| value.to_string();
    let found = match step.keyword {
        "" => Some(of_rules(rules)),
        "maxLength" => string.max_length.as_ref().map(|v| text(v)),
        "minLength" => string.min_length.as_ref().map(|v| text(v)),
        "pattern" => string.pattern.as_ref().map(|pattern| quoted(pattern.text())),
        "maximum" => number.maximum.as_ref().map(|v| text(v)),
        "minimum" => number.minimum.as_ref().map(|v| text(v)),
        "exclusiveMaximum" => number.exclusive_maximum.as_ref().map(|v| text(v)),
        "exclusiveMinimum" => number.exclusive_minimum.as_ref().map(|v| text(v)),
        "multipleOf" => number.multiple_of.as_ref().map(|v| text(v)),
        "maxProperties" => object.max.as_ref().map(|v| text(v)),
        "minProperties" => object.min.as_ref().map(|v| text(v)),
        "maxItems" => array.max.as_ref().map(|v| text(v)),
        "minItems" => array.min.as_ref().map(|v| text(v)),
        "maxContains" => array.max_contains.as_ref().map(|v| text(v)),
        "minContains" => array.min_contains.as_ref().map(|v| text(v)),
        "uniqueItems" => array.unique.then(|| "true".to_owned()),
        "properties" => named(&object.properties),
        "patternProperties" => {
            let known = object.patterns.iter().find(|(it, _)| matches!(step.key, Key::Name(name) if name == it.text()));
            schema(known.map(|(_, id)| *id))
        }
        "additionalProperties" => schema(object.additional),
        "unevaluatedProperties" => schema(object.unevaluated),
        "propertyNames" => schema(object.names),
        "additionalItems" => schema(array.rest),
        "items" | "prefixItems" => schema(item(array, step)),
        "unevaluatedItems" => schema(array.unevaluated),
        "contains" => schema(array.contains),
        "not" => schema(rules.not),
        "enum" | "const" => rules.values.as_ref().map(of_values),
        "dependencies" | "dependentRequired" => {
            let list = object.lists.iter().find(|(known, _)| matches!(step.key, Key::Name(name) if name == known));
            list.map(|(_, names)| some(names.iter().map(|name| quoted(name)), names.len()))
        }
        keyword @ ("allOf" | "anyOf" | "oneOf") => {
            let part = rules.parts.iter().find(|part| part.criterion.keyword() == keyword).or(rules.parts.first());
            part.map(|part| {
                let (keyword, count) = (part.criterion.keyword(), part.branches.len());
                format!("{keyword} of {count} {}", if count == 1 { "schema" } else { "schemas" })
            })
        }
        _ => None,
    };
    found.unwrap_or_else(|| "nothing".to_owned())
}

fn item(array: &ArrayRules, step: Step<'_>) -> Option<NodeId> {
    match step.key {
        Key::Index(position) => array.tuple.get(position).copied(),
        _ => array.rest,
    }
}

/// What a schema demands, in short.
pub(crate) fn of_demand(demand: Demand<'_>) -> String {
    match demand {
        Demand::Nothing(_) => "anything".to_owned(),
        Demand::Impossible => "false".to_owned(),
        Demand::Opaque(name) => format!("the schema {}", quoted(name)),
        Demand::Rules(view) => of_rules(view.rules),
    }
}

fn of_rules(rules: &Rules) -> String {
    if let Some(values) = &rules.values {
        return of_values(values);
    }
    if let Some(types) = rules.types {
        return types.names().join(" or ");
    }
    match &*rules.parts {
        [part, ..] => part.criterion.keyword().to_owned(),
        [] if rules.possible() == Types::ALL => "a schema without a type".to_owned(),
        [] => "a schema".to_owned(),
    }
}

fn of_values(values: &Values) -> String {
    some(values.list.iter().map(shown), values.list.len())
}

fn some(each: impl Iterator<Item = String>, count: usize) -> String {
    let mut list: Vec<String> = each.take(LISTED).collect();
    if count > LISTED {
        list.push(format!("{} more", count - LISTED));
    }
    format!("[{}]", list.join(", "))
}
