//! Arrays: items by position, all the others, how many, and what they must contain.
use crate::json::arena::{At, Demand};
use crate::json::compare::entry::Step;
use crate::json::compare::evaluated;
use crate::json::compare::limits::count;
use crate::json::compare::look::Look;
use crate::json::compare::rest::{Rest, compare as compare_rest};
use crate::json::kind::DifferenceKind as Kind;
use crate::json::types::Types;

pub(crate) fn compare(look: &mut Look<'_, '_>) {
    if !look.common(Types::ARRAY) {
        return;
    }
    let (old, new) = (&look.original.rules.array, &look.update.rules.array);
    let before = old_rest(look);
    items(look, before);
    rest(look, before);
    unevaluated(look, before);
    count(
        look,
        "maxItems",
        old.max,
        new.max,
        [Kind::MaxItemsAdded, Kind::MaxItemsRemoved, Kind::MaxItemsIncreased, Kind::MaxItemsDecreased],
    );
    count(
        look,
        "minItems",
        old.min,
        new.min,
        [Kind::MinItemsAdded, Kind::MinItemsRemoved, Kind::MinItemsIncreased, Kind::MinItemsDecreased],
    );
    match (old.unique, new.unique) {
        (false, true) => look.found(Kind::UniqueItemsAdded, Step::to("uniqueItems")),
        (true, false) => look.found(Kind::UniqueItemsRemoved, Step::to("uniqueItems")),
        _ => {}
    }
    contains(look);
}

/// What the original says of items without a schema of their own.
fn old_rest(look: &Look<'_, '_>) -> Rest {
    let rules = look.original.rules;
    let alone = rules.evaluating.as_deref() == Some("");
    let id = rules.array.rest.or(rules.array.unevaluated.filter(|_| alone));
    Rest::of(look, id.map(|id| look.before(id)))
}

/// Items by position.
fn items(look: &mut Look<'_, '_>, before: Rest) {
    let (old, new) = (&look.original.rules.array, &look.update.rules.array);
    let after = Rest::of(look, new.rest.or(new.unevaluated).map(|id| look.after(id)));
    for position in 0..old.tuple.len().max(new.tuple.len()) {
        let step = Step::index(new.tuple_keyword, position);
        let pair =
            (old.tuple.get(position).map(|id| look.before(*id)), new.tuple.get(position).map(|id| look.after(*id)));
        let kind = match pair {
            (Some(old), Some(new)) => {
                look.child(old, new, step);
                continue;
            }
            (Some(item), None) => match after {
                Rest::Open => Kind::ItemRemovedFromOpenContentModel,
                Rest::Closed if matches!(look.demand(item), Demand::Impossible) => {
                    Kind::ItemWithFalseRemovedFromClosedContentModel
                }
                Rest::Closed => Kind::ItemRemovedFromClosedContentModel,
                Rest::Schema(rest) if look.ask(item, rest) => Kind::ItemRemovedIsCoveredByPartiallyOpenContentModel,
                Rest::Schema(_) => Kind::ItemRemovedNotCoveredByPartiallyOpenContentModel,
            },
            (None, Some(item)) => match before {
                Rest::Closed => Kind::ItemAddedToClosedContentModel,
                Rest::Open if matches!(look.demand(item), Demand::Nothing(_)) => {
                    Kind::ItemWithEmptySchemaAddedToOpenContentModel
                }
                Rest::Open => Kind::ItemAddedToOpenContentModel,
                Rest::Schema(rest) if look.ask(rest, item) => Kind::ItemAddedIsCoveredByPartiallyOpenContentModel,
                Rest::Schema(_) => Kind::ItemAddedNotCoveredByPartiallyOpenContentModel,
            },
            (None, None) => continue,
        };
        look.found(kind, step);
    }
}

/// All the other items: of a list, each; of a tuple, those behind.
fn rest(look: &mut Look<'_, '_>, before: Rest) {
    let (old, new) = (&look.original.rules.array, &look.update.rules.array);
    if old.rest.is_none() && new.rest.is_none() {
        return;
    }
    let after = Rest::of(look, new.rest.map(|id| look.after(id)));
    if !old.tuple.is_empty() || !new.tuple.is_empty() {
        let keyword = if new.tuple.is_empty() { "items" } else { new.rest_keyword };
        let kinds = [
            Kind::AdditionalItemsAdded,
            Kind::AdditionalItemsRemoved,
            Kind::AdditionalItemsExtended,
            Kind::AdditionalItemsNarrowed,
        ];
        return compare_rest(look, keyword, before, after, kinds);
    }
    let step = Step::to("items");
    match (before, after) {
        (Rest::Open, Rest::Open) | (Rest::Closed, Rest::Closed) => {}
        (Rest::Open, _) => look.found(Kind::SchemaAdded, step),
        (_, Rest::Open) => look.found(Kind::SchemaRemoved, step),
        (Rest::Schema(old), Rest::Schema(new)) => look.child(old, new, step),
        (Rest::Closed, Rest::Schema(_)) => look.found(Kind::AdditionalItemsAdded, step),
        (Rest::Schema(_), Rest::Closed) => look.found(Kind::AdditionalItemsRemoved, step),
    }
}

/// Where the other items are limited, all are evaluated.
fn unevaluated(look: &mut Look<'_, '_>, before: Rest) {
    const KEYWORD: &str = "unevaluatedItems";
    let (old, new) = (&look.original.rules.array, &look.update.rules.array);
    if (old.unevaluated.is_none() && new.unevaluated.is_none()) || new.rest.is_some() {
        return;
    }
    let after = Rest::of(look, new.unevaluated.map(|id| look.after(id)));
    let before = match old.unevaluated.filter(|_| old.rest.is_none()) {
        Some(id) => Rest::of(look, Some(look.before(id))),
        None => before,
    };
    let kinds = [
        Kind::UnevaluatedItemsAdded,
        Kind::UnevaluatedItemsRemoved,
        Kind::UnevaluatedItemsExtended,
        Kind::UnevaluatedItemsNarrowed,
    ];
    let narrowed = kinds[3];
    compare_rest(look, KEYWORD, before, after, kinds);
    if !matches!(after, Rest::Open) && !matches!(before, Rest::Open) && evaluated::differ(look) {
        look.found(narrowed, Step::to(KEYWORD));
    }
}

/// What some items must be, and how many of them.
fn contains(look: &mut Look<'_, '_>) {
    const MOST: [Kind; 4] =
        [Kind::MaxContainsAdded, Kind::MaxContainsRemoved, Kind::MaxContainsIncreased, Kind::MaxContainsDecreased];
    const LEAST: [Kind; 4] =
        [Kind::MinContainsAdded, Kind::MinContainsRemoved, Kind::MinContainsIncreased, Kind::MinContainsDecreased];
    let (old, new) = (&look.original.rules.array, &look.update.rules.array);
    let step = Step::to("contains");
    let (before, after): (At, At) = match (old.contains, new.contains) {
        (None, None) => return,
        (None, Some(_)) if new.min_contains == Some(0) && new.max_contains.is_none() => return,
        (None, Some(_)) => return look.found(Kind::SchemaAdded, step),
        (Some(_), None) => return look.found(Kind::SchemaRemoved, step),
        (Some(old), Some(new)) => (look.before(old), look.after(new)),
    };
    count(look, "maxContains", old.max_contains, new.max_contains, MOST);
    // Without the keyword it is one.
    let least = |count: Option<u64>| count.filter(|count| *count != 1);
    let (fewest, fewest_now) = (least(old.min_contains), least(new.min_contains));
    match (fewest, fewest_now) {
        (None, Some(0)) => look.found(Kind::MinContainsDecreased, Step::to("minContains")),
        (Some(0), None) => look.found(Kind::MinContainsIncreased, Step::to("minContains")),
        _ => count(look, "minContains", fewest, fewest_now, LEAST),
    }
    if new.min_contains != Some(0) {
        look.child(before, after, step);
    }
    // More items may be such now, and then too many.
    if new.max_contains.is_some() && old.max_contains.is_some() && !look.ask(after, before) {
        look.found(Kind::MaxContainsDecreased, Step::to("maxContains"));
    }
}
