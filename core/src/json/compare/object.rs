//! Objects: what is required, how many properties, which depend on which; properties themselves are in `properties`.
use crate::json::arena::Demand;
use crate::json::compare::entry::Step;
use crate::json::compare::evaluated;
use crate::json::compare::limits::count;
use crate::json::compare::look::Look;
use crate::json::compare::properties;
use crate::json::compare::rest::{Rest, compare as compare_rest};
use crate::json::graph::NodeId;
use crate::json::kind::DifferenceKind as Kind;
use crate::json::rules::ObjectRules;
use crate::json::types::Types;
use std::collections::{HashMap, HashSet};

pub(crate) fn compare(look: &mut Look<'_, '_>) {
    if !look.common(Types::OBJECT) {
        return;
    }
    let (old, new) = (&look.original.rules.object, &look.update.rules.object);
    properties::compare(look);
    let before = properties::old_rest(look);
    let after = Rest::of(look, new.additional.map(|id| look.after(id)));
    if old.additional.is_some() || new.additional.is_some() {
        let kinds = [
            Kind::AdditionalPropertiesAdded,
            Kind::AdditionalPropertiesRemoved,
            Kind::AdditionalPropertiesExtended,
            Kind::AdditionalPropertiesNarrowed,
        ];
        compare_rest(look, "additionalProperties", before, after, kinds);
    }
    unevaluated(look, before);
    required(look);
    names(look);
    count(
        look,
        "maxProperties",
        old.max,
        new.max,
        [
            Kind::MaxPropertiesAdded,
            Kind::MaxPropertiesRemoved,
            Kind::MaxPropertiesIncreased,
            Kind::MaxPropertiesDecreased,
        ],
    );
    count(
        look,
        "minProperties",
        old.min,
        new.min,
        [
            Kind::MinPropertiesAdded,
            Kind::MinPropertiesRemoved,
            Kind::MinPropertiesIncreased,
            Kind::MinPropertiesDecreased,
        ],
    );
    dependencies(look);
}

/// Where additional properties are limited, all are evaluated.
fn unevaluated(look: &mut Look<'_, '_>, before: Rest) {
    const KEYWORD: &str = "unevaluatedProperties";
    let (old, new) = (&look.original.rules.object, &look.update.rules.object);
    if (old.unevaluated.is_none() && new.unevaluated.is_none()) || new.additional.is_some() {
        return;
    }
    let after = Rest::of(look, new.unevaluated.map(|id| look.after(id)));
    let before = match old.unevaluated.filter(|_| old.additional.is_none()) {
        Some(id) => Rest::of(look, Some(look.before(id))),
        None => before,
    };
    let kinds = [
        Kind::UnevaluatedPropertiesAdded,
        Kind::UnevaluatedPropertiesRemoved,
        Kind::UnevaluatedPropertiesExtended,
        Kind::UnevaluatedPropertiesNarrowed,
    ];
    let narrowed = kinds[3];
    compare_rest(look, KEYWORD, before, after, kinds);
    if !matches!(after, Rest::Open) && !matches!(before, Rest::Open) && evaluated::differ(look) {
        look.found(narrowed, Step::to(KEYWORD));
    }
}

/// Names that are required; those of properties that are new are looked at with them.
fn required(look: &mut Look<'_, '_>) {
    let (old, new) = (look.original.rules, look.update.rules);
    let added = new.object.required.iter().filter(|name| !old.requires(name)).collect::<Vec<_>>();
    if !added.is_empty() {
        let (before, after) = (by_name(&old.object), by_name(&new.object));
        for name in added {
            let id = after.get(name.as_str());
            if id.is_some() && !before.contains_key(name.as_str()) {
                continue;
            }
            let default = id.is_some_and(|id| look.pairs.arena.has_default(look.after(*id)));
            let kind = if default { Kind::RequiredAttributeWithDefaultAdded } else { Kind::RequiredAttributeAdded };
            look.found(kind, Step::name("required", name));
        }
    }
    for name in old.object.required.iter().filter(|name| !new.requires(name)) {
        look.found(Kind::RequiredAttributeRemoved, Step::name("required", name));
    }
}

fn by_name(object: &ObjectRules) -> HashMap<&str, NodeId> {
    object.properties.iter().map(|(name, id)| (name.as_str(), *id)).collect()
}

/// What names must be.
fn names(look: &mut Look<'_, '_>) {
    let (old, new) = (look.original.rules.object.names, look.update.rules.object.names);
    let old = old.map(|id| look.before(id)).filter(|at| !matches!(look.demand(*at), Demand::Nothing(_)));
    let new = new.map(|id| look.after(id)).filter(|at| !matches!(look.demand(*at), Demand::Nothing(_)));
    let step = Step::to("propertyNames");
    match (old, new) {
        (None, None) => {}
        (None, Some(_)) => look.found(Kind::SchemaAdded, step),
        (Some(_), None) => look.found(Kind::SchemaRemoved, step),
        (Some(old), Some(new)) => look.child(old, new, step),
    }
}

/// The names and schemas that properties ask for.
fn dependencies(look: &mut Look<'_, '_>) {
    let (old, new) = (&look.original.rules.object, &look.update.rules.object);
    let keyword = if new.joint { "dependencies" } else { "dependentRequired" };
    let known: HashMap<&str, &[String]> = old.lists.iter().map(|(name, list)| (&**name, &**list)).collect();
    for (name, after) in &new.lists {
        let kind = match known.get(&**name) {
            None => Kind::DependencyArrayAdded,
            Some(before) => {
                let within =
                    |one: &[String], other: &[String]| one.iter().all(|name| other.binary_search(name).is_ok());
                match (within(after, before), within(before, after)) {
                    (true, true) => continue,
                    (true, false) => Kind::DependencyArrayNarrowed,
                    (false, true) => Kind::DependencyArrayExtended,
                    (false, false) => Kind::DependencyArrayChanged,
                }
            }
        };
        look.found(kind, Step::name(keyword, name));
    }
    let left: HashSet<&str> = new.lists.iter().map(|(name, _)| &**name).collect();
    for (name, _) in old.lists.iter().filter(|(name, _)| !left.contains(&**name)) {
        look.found(Kind::DependencyArrayRemoved, Step::name(keyword, name));
    }
    let keyword = if new.joint { "dependencies" } else { "dependentSchemas" };
    let known: HashMap<&str, _> = old.schemas.iter().map(|(name, id)| (&**name, *id)).collect();
    for (name, after) in &new.schemas {
        let step = Step::name(keyword, name);
        match known.get(&**name) {
            Some(before) => look.child(look.before(*before), look.after(*after), step),
            None if matches!(look.demand(look.after(*after)), Demand::Nothing(_)) => {}
            None => look.found(Kind::DependencySchemaAdded, step),
        }
    }
    let left: HashSet<&str> = new.schemas.iter().map(|(name, _)| &**name).collect();
    for (name, _) in old.schemas.iter().filter(|(name, _)| !left.contains(&**name)) {
        look.found(Kind::DependencySchemaRemoved, Step::name(keyword, name));
    }
}
