//! Unevaluated properties: which schemas beside them evaluate some.
use crate::json::arena::{At, Demand, View};
use crate::json::compare::look::Look;
use crate::json::patterns::Answer;
use std::collections::HashSet;

/// Whether what evaluates properties and items may differ between the two.
pub(crate) fn differ(look: &Look<'_, '_>) -> bool {
    let (old, new) = (look.original.rules.evaluating.as_deref(), look.update.rules.evaluating.as_deref());
    let same = old.unwrap_or_default() == new.unwrap_or_default();
    // Without such keywords, definitions do not matter.
    !same || (old.is_some_and(|text| !text.is_empty()) && !look.pairs.arena.same_surroundings())
}

/// Whether a property is refused by the original because nothing evaluates it.
pub(crate) fn closed(look: &mut Look<'_, '_>, name: &str) -> bool {
    let view = look.original;
    let object = &view.rules.object;
    let Some(id) = object.unevaluated.filter(|_| object.additional.is_none()) else { return false };
    matches!(look.demand(view.at(id)), Demand::Impossible) && !beside(look, view, name)
}

/// Whether a schema that holds beside may evaluate a property.
fn beside(look: &mut Look<'_, '_>, view: View<'_>, name: &str) -> bool {
    let mut seen = HashSet::new();
    let mut open = inside(view);
    while let Some(at) = open.pop() {
        if !seen.insert(look.pairs.arena.core(at)) {
            continue;
        }
        let Demand::Rules(view) = look.demand(at) else { continue };
        let object = &view.rules.object;
        let patterns: usize = object.patterns.iter().map(|(pattern, _)| pattern.effort(name)).sum();
        look.pairs.spend(view.rules.weight + patterns);
        if look.pairs.exhausted() {
            return true;
        }
        let known = object.additional.is_some()
            || object.unevaluated.is_some()
            || object.properties.iter().any(|(known, _)| known == name)
            || object.patterns.iter().any(|(pattern, _)| pattern.matches(name) != Answer::No);
        if known {
            return true;
        }
        open.extend(inside(view));
    }
    false
}

/// The schemas that hold for the same instance.
fn inside(view: View<'_>) -> Vec<At> {
    let rules = view.rules;
    let branches = rules.parts.iter().flat_map(|part| part.branches.iter().copied());
    let refs = rules.refs.iter().map(|(_, id)| *id);
    let condition = rules.condition.iter().flat_map(|c| std::iter::once(c.test).chain(c.then).chain(c.otherwise));
    let dependent = rules.object.schemas.iter().map(|(_, id)| *id);
    branches.chain(refs).chain(condition).chain(dependent).chain(rules.not).map(|id| view.at(id)).collect()
}
