//! Limits of texts and numbers.
use crate::json::compare::entry::Step;
use crate::json::compare::look::Look;
use crate::json::kind::DifferenceKind as Kind;
use crate::json::number;
use crate::json::types::Types;
use serde_json::Number;
use std::cmp::Ordering;

/// The kinds of a limit that was added, removed, increased and decreased.
pub(crate) type Kinds = [Kind; 4];

/// A limit that is a count.
pub(crate) fn count(look: &mut Look<'_, '_>, keyword: &'static str, old: Option<u64>, new: Option<u64>, kinds: Kinds) {
    limit(look, keyword, old.as_ref(), new.as_ref(), u64::cmp, kinds);
}

fn limit<T>(
    look: &mut Look<'_, '_>,
    keyword: &'static str,
    old: Option<&T>,
    new: Option<&T>,
    order: fn(&T, &T) -> Ordering,
    [added, removed, increased, decreased]: Kinds,
) {
    let kind = match (old, new) {
        (None, None) => return,
        (None, Some(_)) => added,
        (Some(_), None) => removed,
        (Some(old), Some(new)) => match order(old, new) {
            Ordering::Equal => return,
            Ordering::Less => increased,
            Ordering::Greater => decreased,
        },
    };
    look.found(kind, Step::to(keyword));
}

pub(crate) fn strings(look: &mut Look<'_, '_>) {
    if !look.common(Types::STRING) {
        return;
    }
    let (old, new) = (&look.original.rules.string, &look.update.rules.string);
    count(
        look,
        "maxLength",
        old.max_length,
        new.max_length,
        [Kind::MaxLengthAdded, Kind::MaxLengthRemoved, Kind::MaxLengthIncreased, Kind::MaxLengthDecreased],
    );
    count(
        look,
        "minLength",
        old.min_length,
        new.min_length,
        [Kind::MinLengthAdded, Kind::MinLengthRemoved, Kind::MinLengthIncreased, Kind::MinLengthDecreased],
    );
    let kind = match (&old.pattern, &new.pattern) {
        (None, Some(_)) => Kind::PatternAdded,
        (Some(_), None) => Kind::PatternRemoved,
        (Some(old), Some(new)) if old.text() != new.text() => Kind::PatternChanged,
        _ => return,
    };
    look.found(kind, Step::to("pattern"));
}

pub(crate) fn numbers(look: &mut Look<'_, '_>) {
    if !look.common(Types::NUMBER) {
        return;
    }
    let (old, new) = (&look.original.rules.number, &look.update.rules.number);
    let mut number = |keyword, old: &Option<Number>, new: &Option<Number>, kinds| {
        limit(look, keyword, old.as_ref(), new.as_ref(), number::compare, kinds);
    };
    number(
        "maximum",
        &old.maximum,
        &new.maximum,
        [Kind::MaximumAdded, Kind::MaximumRemoved, Kind::MaximumIncreased, Kind::MaximumDecreased],
    );
    number(
        "minimum",
        &old.minimum,
        &new.minimum,
        [Kind::MinimumAdded, Kind::MinimumRemoved, Kind::MinimumIncreased, Kind::MinimumDecreased],
    );
    number(
        "exclusiveMaximum",
        &old.exclusive_maximum,
        &new.exclusive_maximum,
        [
            Kind::ExclusiveMaximumAdded,
            Kind::ExclusiveMaximumRemoved,
            Kind::ExclusiveMaximumIncreased,
            Kind::ExclusiveMaximumDecreased,
        ],
    );
    number(
        "exclusiveMinimum",
        &old.exclusive_minimum,
        &new.exclusive_minimum,
        [
            Kind::ExclusiveMinimumAdded,
            Kind::ExclusiveMinimumRemoved,
            Kind::ExclusiveMinimumIncreased,
            Kind::ExclusiveMinimumDecreased,
        ],
    );
    let kind = match (&old.multiple_of, &new.multiple_of) {
        (None, None) => return,
        (None, Some(_)) => Kind::MultipleOfAdded,
        (Some(_), None) => Kind::MultipleOfRemoved,
        (Some(old), Some(new)) => match (number::compare(old, new), old, new) {
            (Ordering::Equal, ..) => return,
            (_, old, new) if number::multiple(old, new) => Kind::MultipleOfReduced,
            (_, old, new) if number::multiple(new, old) => Kind::MultipleOfExpanded,
            _ => Kind::MultipleOfChanged,
        },
    };
    look.found(kind, Step::to("multipleOf"));
}
