//! Properties, by name and by pattern, under the content models of both schemas.
use crate::json::arena::{At, Demand, View};
use crate::json::compare::entry::Step;
use crate::json::compare::evaluated;
use crate::json::compare::look::Look;
use crate::json::compare::rest::Rest;
use crate::json::graph::NodeId;
use crate::json::kind::DifferenceKind as Kind;
use crate::json::patterns::Answer;
use std::collections::{HashMap, HashSet};

/// What the original says of properties that it does not name. Unless nothing else evaluates properties, those that are
/// unevaluated are not all of them.
pub(crate) fn old_rest(look: &Look<'_, '_>) -> Rest {
    let rules = look.original.rules;
    let alone = rules.evaluating.as_deref() == Some("");
    let id = rules.object.additional.or(rules.object.unevaluated.filter(|_| alone));
    Rest::of(look, id.map(|id| look.before(id)))
}

/// What the update says of properties that it does not name.
fn new_rest(look: &Look<'_, '_>) -> Rest {
    let object = &look.update.rules.object;
    Rest::of(look, object.additional.or(object.unevaluated).map(|id| look.after(id)))
}

pub(crate) fn compare(look: &mut Look<'_, '_>) {
    let (old, new) = (&look.original.rules.object, &look.update.rules.object);
    let known: HashMap<&str, NodeId> = new.properties.iter().map(|(name, id)| (&**name, *id)).collect();
    for (name, before) in &old.properties {
        match known.get(&**name) {
            Some(after) => look.child(look.before(*before), look.after(*after), Step::name("properties", name)),
            None => removed(look, name, *before),
        }
    }
    let known: HashMap<&str, NodeId> = old.properties.iter().map(|(name, id)| (&**name, *id)).collect();
    for (name, after) in new.properties.iter().filter(|(name, _)| !known.contains_key(&**name)) {
        added(look, name, *after);
    }
    patterns(look);
}

/// The schemas of the patterns that surely match a name, and of those that perhaps do.
fn matching(look: &mut Look<'_, '_>, view: View<'_>, name: &str) -> [Vec<At>; 2] {
    let mut found = [Vec::new(), Vec::new()];
    for (pattern, id) in &view.rules.object.patterns {
        look.pairs.spend(pattern.effort(name));
        if look.pairs.exhausted() {
            break;
        }
        match pattern.matches(name) {
            Answer::Yes => found[0].push(view.at(*id)),
            Answer::Unknown => found[1].push(view.at(*id)),
            Answer::No => {}
        }
    }
    found
}

/// A property that only the original names.
fn removed<'a>(look: &mut Look<'_, 'a>, name: &'a str, before: NodeId) {
    let step = Step::name("properties", name);
    let before = look.before(before);
    let [sure, perhaps] = matching(look, look.update, name);
    let patterns = sure.iter().chain(&perhaps).all(|pattern| look.ask(before, *pattern));
    let rest = if sure.is_empty() { new_rest(look) } else { Rest::Open };
    let kind = match rest {
        _ if !patterns => Kind::PropertyRemovedNotCoveredByPartiallyOpenContentModel,
        Rest::Open if sure.is_empty() => Kind::PropertyRemovedFromOpenContentModel,
        Rest::Open => Kind::PropertyRemovedIsCoveredByPartiallyOpenContentModel,
        Rest::Schema(rest) if look.ask(before, rest) => Kind::PropertyRemovedIsCoveredByPartiallyOpenContentModel,
        Rest::Schema(_) => Kind::PropertyRemovedNotCoveredByPartiallyOpenContentModel,
        Rest::Closed if matches!(look.demand(before), Demand::Impossible) => {
            Kind::PropertyWithFalseRemovedFromClosedContentModel
        }
        Rest::Closed => Kind::PropertyRemovedFromClosedContentModel,
    };
    look.found(kind, step);
}

/// A property that only the update names.
fn added<'a>(look: &mut Look<'_, 'a>, name: &'a str, after: NodeId) {
    let step = Step::name("properties", name);
    let after = look.after(after);
    let default = look.pairs.arena.has_default(after);
    let required = look.update.rules.requires(name) && !look.original.rules.requires(name);
    let [sure, perhaps] = matching(look, look.original, name);
    let patterned = !sure.is_empty() || !perhaps.is_empty();
    let covered = match sure.is_empty() {
        false => sure.iter().any(|pattern| look.ask(*pattern, after)),
        true => perhaps.iter().all(|pattern| look.ask(*pattern, after)),
    };
    let rest = match old_rest(look) {
        // A pattern says what the property is.
        _ if !sure.is_empty() => Rest::Closed,
        Rest::Open if evaluated::closed(look, name) => Rest::Closed,
        rest => rest,
    };
    let unopen = match (required, default) {
        (false, _) => Kind::OptionalPropertyAddedToUnopenContentModel,
        (true, true) => Kind::RequiredPropertyWithDefaultAddedToUnopenContentModel,
        (true, false) => Kind::RequiredPropertyAddedToUnopenContentModel,
    };
    match rest {
        Rest::Closed if !patterned => return look.found(unopen, step),
        Rest::Open if matches!(look.demand(after), Demand::Nothing(_)) => {
            look.found(Kind::PropertyWithEmptySchemaAddedToOpenContentModel, step);
            if required {
                let kind = if default { Kind::RequiredAttributeWithDefaultAdded } else { Kind::RequiredAttributeAdded };
                look.found(kind, Step::name("required", name));
            }
            return;
        }
        Rest::Open => {
            let kind = match (required, default) {
                (false, _) => Kind::OptionalPropertyAddedToOpenContentModel,
                (true, true) => Kind::RequiredPropertyWithDefaultAddedToOpenContentModel,
                (true, false) => Kind::RequiredPropertyAddedToOpenContentModel,
            };
            return look.found(kind, step);
        }
        Rest::Closed | Rest::Schema(_) => {}
    }
    let covered = covered
        && match rest {
            Rest::Schema(rest) => look.ask(rest, after),
            _ => true,
        };
    let kind = match covered {
        true => Kind::PropertyAddedIsCoveredByPartiallyOpenContentModel,
        false => Kind::PropertyAddedNotCoveredByPartiallyOpenContentModel,
    };
    look.found(kind, step);
    if required {
        look.found(unopen, step);
    }
}

/// Properties by pattern.
fn patterns(look: &mut Look<'_, '_>) {
    const KEYWORD: &str = "patternProperties";
    let (old, new) = (&look.original.rules.object, &look.update.rules.object);
    let known: HashMap<&str, NodeId> = old.patterns.iter().map(|(pattern, id)| (pattern.text(), *id)).collect();
    for (pattern, after) in &new.patterns {
        let step = Step::name(KEYWORD, pattern.text());
        let after = look.after(*after);
        if let Some(before) = known.get(pattern.text()) {
            look.child(look.before(*before), after, step);
            continue;
        }
        let mut covered = true;
        for (name, before) in &old.properties {
            look.pairs.spend(pattern.effort(name));
            if look.pairs.exhausted() {
                return;
            }
            covered &= pattern.matches(name) == Answer::No || look.ask(look.before(*before), after);
        }
        for (_, before) in &old.patterns {
            covered &= look.ask(look.before(*before), after);
        }
        let kind = match old_rest(look) {
            _ if !covered => Kind::PropertyAddedNotCoveredByPartiallyOpenContentModel,
            Rest::Closed => Kind::OptionalPropertyAddedToUnopenContentModel,
            Rest::Open if matches!(look.demand(after), Demand::Nothing(_)) => {
                Kind::PropertyWithEmptySchemaAddedToOpenContentModel
            }
            Rest::Open => Kind::OptionalPropertyAddedToOpenContentModel,
            Rest::Schema(rest) if look.ask(rest, after) => Kind::PropertyAddedIsCoveredByPartiallyOpenContentModel,
            Rest::Schema(_) => Kind::PropertyAddedNotCoveredByPartiallyOpenContentModel,
        };
        look.found(kind, step);
    }
    let known: HashSet<&str> = new.patterns.iter().map(|(pattern, _)| pattern.text()).collect();
    for (pattern, before) in old.patterns.iter().filter(|(pattern, _)| !known.contains(pattern.text())) {
        let before = look.before(*before);
        let kind = match new_rest(look) {
            Rest::Open => Kind::PropertyRemovedFromOpenContentModel,
            Rest::Schema(rest) if look.ask(before, rest) => Kind::PropertyRemovedIsCoveredByPartiallyOpenContentModel,
            Rest::Schema(_) => Kind::PropertyRemovedNotCoveredByPartiallyOpenContentModel,
            Rest::Closed if matches!(look.demand(before), Demand::Impossible) => {
                Kind::PropertyWithFalseRemovedFromClosedContentModel
            }
            Rest::Closed => Kind::PropertyRemovedFromClosedContentModel,
        };
        look.found(kind, Step::name(KEYWORD, pattern.text()));
    }
}
