//! One pair of schemas: keyword by keyword, and where that does not do, as a whole.
use crate::json::arena::{At, Demand, View};
use crate::json::compare::entry::{Entry, Step};
use crate::json::compare::look::Look;
use crate::json::compare::pairs::Pairs;
use crate::json::compare::{array, combined, condition, limits, object, values};
use crate::json::kind::DifferenceKind as Kind;
use crate::json::rules::{Criterion, Notes, Rules};
use crate::json::types::Types;
use std::sync::LazyLock;

static NOTHING: LazyLock<Rules> = LazyLock::new(Rules::default);

/// Looks at a pair.
pub(crate) fn judge<'a>(pairs: &mut Pairs<'a>, number: usize) -> Vec<Entry<'a>> {
    let pair = pairs.pair(number);
    let one = |kind| vec![Entry::Found { kind, step: Step::HERE, branch: None }];
    let (original, update) = (pairs.arena.demand(pair.original), pairs.arena.demand(pair.update));
    let (original, update) = match (original, update) {
        (Demand::Nothing(old), Demand::Nothing(new)) => {
            let mut entries = Vec::new();
            let empty = &*NOTHING;
            notes(&mut entries, &old.unwrap_or(empty).notes, &new.unwrap_or(empty).notes);
            return entries;
        }
        (Demand::Impossible, Demand::Impossible) => return Vec::new(),
        (_, Demand::Nothing(_)) | (Demand::Impossible, _) => return one(Kind::TypeExtended),
        (Demand::Opaque(old), Demand::Opaque(new)) if old == new => return Vec::new(),
        (_, Demand::Impossible | Demand::Opaque(_)) => return one(Kind::TypeChanged),
        (Demand::Nothing(old), Demand::Rules(new)) => (View::of(old.unwrap_or(&NOTHING)), new),
        (Demand::Opaque(_), Demand::Rules(new)) => (View::of(&NOTHING), new),
        (Demand::Rules(old), Demand::Rules(new)) => (old, new),
    };
    let mut look = Look { pairs, number, pair, original, update, entries: Vec::new() };
    keywords(&mut look);
    let Look { pairs, entries, .. } = look;
    if pairs.allow(&entries) {
        return entries;
    }
    let mut look = Look { pairs, number, pair, original, update, entries: Vec::new() };
    match whole(&mut look) {
        Some(kind) => one(kind),
        None => entries,
    }
}

/// Keyword by keyword.
fn keywords(look: &mut Look<'_, '_>) {
    notes(&mut look.entries, &look.original.rules.notes, &look.update.rules.notes);
    if !types(look) {
        return;
    }
    if !values::within(look) {
        limits::strings(look);
        limits::numbers(look);
    }
    object::compare(look);
    array::compare(look);
    values::compare(look);
    not(look);
    combined::compare(look);
    condition::compare(look);
}

/// Whether the original implies the update in another way than keyword by keyword, and what that is called.
fn whole(look: &mut Look<'_, '_>) -> Option<Kind> {
    let (old, new) = (look.original, look.update);
    if let (true, [part]) = (new.rules.only_combined(), &*new.rules.parts)
        && new.rules.refs.is_empty()
        && new.rules.condition.is_none()
        && part.criterion != Criterion::All
    {
        let branches: Vec<At> = part.branches.iter().map(|branch| look.after(*branch)).collect();
        if look.implied_any(&branches) {
            return Some(Kind::CombinedTypeExtended);
        }
    }
    let (update, types) = (look.pair.update, look.pair.types);
    for part in &old.rules.parts {
        let mut branches = part.branches.iter();
        let good = match part.criterion {
            Criterion::All => branches.any(|branch| look.ask_of(look.before(*branch), update, types)),
            // Of two that hold, `oneOf` allows none.
            Criterion::Any if !combined::exclusive(look) => false,
            Criterion::Any | Criterion::One => branches.all(|branch| look.ask_of(look.before(*branch), update, types)),
        };
        if good {
            return Some(Kind::CombinedTypeExtended);
        }
    }
    let mut refs = old.rules.refs.iter();
    refs.any(|(_, target)| look.ask_of(look.before(*target), update, types)).then_some(Kind::ProductTypeNarrowed)
}

/// What only tells something.
fn notes(entries: &mut Vec<Entry<'_>>, old: &Notes, new: &Notes) {
    if old == new {
        return;
    }
    let mut put = |differs: bool, kind, keyword| {
        if differs {
            entries.push(Entry::Found { kind, step: Step::to(keyword), branch: None });
        }
    };
    put(old.id != new.id, Kind::IdChanged, "$id");
    put(old.title != new.title, Kind::TitleChanged, "title");
    put(old.description != new.description, Kind::DescriptionChanged, "description");
    put(old.default != new.default, Kind::DefaultChanged, "default");
}

/// The types; false where they have none in common, so that the rest says nothing more.
fn types(look: &mut Look<'_, '_>) -> bool {
    let (old, new) = (look.original.rules, look.update.rules);
    let possible = look.possible();
    let allowed = new.types.unwrap_or(Types::ALL);
    if allowed.holds(possible) {
        let written = old.types.unwrap_or(Types::ALL);
        let kind = match (old.many, new.many) {
            _ if allowed == written || written.holds(allowed) => None,
            // What is allowed stands in a combination.
            _ if new.only_combined() => None,
            (true, _) => Some(Kind::SumTypeExtended),
            (false, true) => Some(Kind::CombinedTypeExtended),
            _ => Some(Kind::TypeExtended),
        };
        kind.into_iter().for_each(|kind| look.found(kind, Step::HERE));
        return true;
    }
    let meet = possible.meets(allowed);
    let kind = match old.types {
        _ if old.nothing() || !meet => Kind::TypeChanged,
        Some(_) if old.many && possible.holds(allowed) => Kind::SumTypeNarrowed,
        Some(_) if old.many => Kind::CombinedTypeSubschemasChanged,
        _ => Kind::TypeNarrowed,
    };
    look.found(kind, Step::HERE);
    meet && !old.nothing()
}

/// What must not hold: the other way round.
fn not(look: &mut Look<'_, '_>) {
    let step = Step::to("not");
    match (look.original.rules.not, look.update.rules.not) {
        (None, None) => {}
        (Some(_), None) => look.found(Kind::NotTypeNarrowed, step),
        (None, Some(_)) => look.found(Kind::NotTypeExtended, step),
        (Some(old), Some(new)) => {
            let (old, new) = (look.before(old), look.after(new));
            if !look.ask(new, old) {
                look.found(Kind::NotTypeExtended, step);
            } else if !look.ask(old, new) {
                look.found(Kind::NotTypeNarrowed, step);
            }
        }
    }
}
