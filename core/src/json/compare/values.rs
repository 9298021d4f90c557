//! Values that are listed: `enum` and `const`.
use crate::json::compare::entry::Step;
use crate::json::compare::look::Look;
use crate::json::kind::DifferenceKind as Kind;
use crate::json::number::{compare as order, multiple};
use crate::json::patterns::Answer;
use crate::json::print;
use crate::json::rules::{NumberRules, StringRules};
use crate::json::types::Types;
use serde_json::{Number, Value};
use std::cmp::Ordering;

/// The values.
pub(crate) fn compare(look: &mut Look<'_, '_>) {
    let possible = look.possible();
    let (old, new) = (look.original.rules.values.as_ref(), look.update.rules.values.as_ref());
    let (kind, keyword) = match (old, new) {
        (None, None) => return,
        (Some(old), None) => (Kind::EnumArrayExtended, old.keyword),
        (None, Some(new)) => {
            // Of some types there are only so many values.
            let few = Types::of(&Value::Null).with(Types::of(&Value::Bool(true)));
            let all = [Value::Null, Value::Bool(true), Value::Bool(false)];
            let mut live = all.iter().filter(|value| possible.meets(Types::of(value)));
            if few.holds(possible) && live.all(|value| new.keys.contains(&print::key(value))) {
                return;
            }
            (Kind::EnumArrayNarrowed, new.keyword)
        }
        (Some(old), Some(new)) => {
            let mut live = old.list.iter().filter(|value| possible.meets(Types::of(value)));
            let within = live.all(|value| new.keys.contains(&print::key(value)));
            let kind = match within {
                true if new.keys.is_subset(&old.keys) => return,
                true => Kind::EnumArrayExtended,
                false if new.keys.is_subset(&old.keys) => Kind::EnumArrayNarrowed,
                false => Kind::EnumArrayChanged,
            };
            (kind, new.keyword)
        }
    };
    look.found(kind, Step::to(keyword));
}

/// Whether the original lists values that are all within the update's limits of texts and numbers.
pub(crate) fn within(look: &mut Look<'_, '_>) -> bool {
    let possible = look.possible();
    let Some(values) = &look.original.rules.values else { return false };
    let new = look.update.rules;
    if let Some(pattern) = &new.string.pattern {
        look.pairs.spend(values.list.iter().filter_map(Value::as_str).map(|text| pattern.effort(text)).sum());
    }
    let mut live = values.list.iter().filter(|value| possible.meets(Types::of(value)));
    live.all(|value| match value {
        Value::String(text) => string(text, &new.string),
        Value::Number(value) => number(value, &new.number),
        _ => true,
    })
}

fn string(text: &str, rules: &StringRules) -> bool {
    let length = text.chars().count() as u64;
    rules.max_length.is_none_or(|max| length <= max)
        && rules.min_length.is_none_or(|min| length >= min)
        && rules.pattern.as_ref().is_none_or(|pattern| pattern.matches(text) == Answer::Yes)
}

fn number(value: &Number, rules: &NumberRules) -> bool {
    let is = |limit: &Option<Number>, good: &[Ordering]| {
        limit.as_ref().is_none_or(|limit| good.contains(&order(value, limit)))
    };
    is(&rules.maximum, &[Ordering::Less, Ordering::Equal])
        && is(&rules.minimum, &[Ordering::Greater, Ordering::Equal])
        && is(&rules.exclusive_maximum, &[Ordering::Less])
        && is(&rules.exclusive_minimum, &[Ordering::Greater])
        && rules.multiple_of.as_ref().is_none_or(|of| multiple(value, of))
}
