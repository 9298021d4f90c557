//! Combinations: `allOf` is a product, `anyOf` and `oneOf` are sums. The schemas of two combinations are matched, as many
//! as go together, wherever they stand.
use crate::json::arena::{At, Demand};
use crate::json::compare::entry::Step;
use crate::json::compare::look::Look;
use crate::json::compare::matching::matching;
use crate::json::kind::DifferenceKind as Kind;
use crate::json::rules::{Criterion, Part};
use crate::json::types::Types;

pub(crate) fn compare(look: &mut Look<'_, '_>) {
    let (old, new) = (look.original.rules, look.update.rules);
    if let ([before], [after]) = (&*old.parts, &*new.parts)
        && before.criterion != after.criterion
    {
        crossing(look, before, after);
    } else {
        for after in &new.parts {
            match old.parts.iter().find(|before| before.criterion == after.criterion) {
                Some(before) => alike(look, before, after),
                None => added(look, after),
            }
        }
        for before in &old.parts {
            if new.parts.iter().all(|after| after.criterion != before.criterion) {
                let all = before.criterion == Criterion::All;
                let kind = if all { Kind::ProductTypeNarrowed } else { Kind::CombinedTypeExtended };
                look.found(kind, Step::to(before.criterion.keyword()));
            }
        }
    }
    references(look);
}

fn old_branches(look: &Look<'_, '_>, part: &Part) -> Vec<At> {
    part.branches.iter().map(|branch| look.before(*branch)).collect()
}

fn new_branches(look: &Look<'_, '_>, part: &Part) -> Vec<At> {
    part.branches.iter().map(|branch| look.after(*branch)).collect()
}

/// A combination that only the update has.
fn added(look: &mut Look<'_, '_>, part: &Part) {
    let branches = new_branches(look, part);
    let implied = match part.criterion {
        Criterion::All => branches.iter().all(|branch| look.implied(*branch)),
        Criterion::Any | Criterion::One => look.implied_any(&branches),
    };
    let new = look.update.rules;
    let alone = new.only_combined() && new.parts.len() == 1 && look.original.rules.parts.is_empty();
    match implied {
        true => look.found(Kind::CombinedTypeExtended, Step::to(part.criterion.keyword())),
        false if alone && part.criterion != Criterion::All => look.found(Kind::TypeChanged, Step::HERE),
        false => look.found(Kind::ProductTypeExtended, Step::to(part.criterion.keyword())),
    }
}

/// Whether no two schemas of the update's `oneOf` hold for the same instance, judged by their types; true without one.
pub(crate) fn exclusive(look: &Look<'_, '_>) -> bool {
    let parts = look.update.rules.parts.iter().filter(|part| part.criterion == Criterion::One);
    parts.into_iter().all(|part| {
        let mut seen = Types::NONE;
        part.branches.iter().all(|branch| {
            let types = match look.demand(look.after(*branch)) {
                Demand::Rules(view) => view.rules.possible(),
                Demand::Impossible => Types::NONE,
                Demand::Nothing(_) | Demand::Opaque(_) => Types::ALL,
            };
            let apart = !seen.meets(types);
            seen = seen.with(types);
            apart
        })
    })
}

/// One kind of combination for another.
fn crossing(look: &mut Look<'_, '_>, before: &Part, after: &Part) {
    let (old, new) = (old_branches(look, before), new_branches(look, after));
    let good = match (before.criterion, after.criterion) {
        // Who is all of them is one of them.
        (Criterion::All, Criterion::Any) => old.iter().any(|old| new.iter().any(|new| look.ask(*old, *new))),
        (Criterion::One, Criterion::Any) => old.iter().all(|old| new.iter().any(|new| look.ask(*old, *new))),
        _ => false,
    };
    let kind = if good { Kind::CombinedTypeExtended } else { Kind::CombinedTypeChanged };
    look.found(kind, Step::to(after.criterion.keyword()));
}

/// Two combinations of one kind.
fn alike(look: &mut Look<'_, '_>, before: &Part, after: &Part) {
    let keyword = after.criterion.keyword();
    let here = Step::to(keyword);
    let product = after.criterion == Criterion::All;
    let (old, new) = (old_branches(look, before), new_branches(look, after));
    let matched = matched(look, &old, &new, product);
    let mut free: Vec<usize> = (0..new.len()).collect();
    let mut open = Vec::new();
    for (one, other) in matched.iter().enumerate() {
        match other {
            Some(other) => {
                free.retain(|free| free != other);
                look.child(old[one], new[*other], Step::index(keyword, *other));
            }
            None => open.push(one),
        }
    }
    // Of a product, each part of the update must be implied; of a sum, each part of the original must be allowed.
    let good = match product {
        true => free.iter().all(|other| look.implied(new[*other])),
        false => open.iter().all(|one| new.iter().any(|new| look.ask(old[*one], *new))),
    };
    if good {
        let kind = match (product, old.len().cmp(&new.len())) {
            _ if product && !free.is_empty() || !product && !open.is_empty() => Kind::CombinedTypeExtended,
            (true, std::cmp::Ordering::Greater) => Kind::ProductTypeNarrowed,
            (false, std::cmp::Ordering::Less) => Kind::SumTypeExtended,
            _ => return,
        };
        return look.found(kind, here);
    }
    let size = matched.iter().flatten().count();
    if product && new.len() > old.len() {
        look.found_branch(Kind::ProductTypeExtended, here, free.last().copied());
    }
    if !product && new.len() < old.len() {
        look.found_branch(Kind::SumTypeNarrowed, here, open.last().copied());
    }
    if size < old.len().min(new.len()) {
        let branch = if product { free.first() } else { open.first() };
        look.found_branch(Kind::CombinedTypeSubschemasChanged, here, branch.copied());
        // Where only one on each side is left, they are versions of each other, and their differences the reason.
        if let ([one], [other]) = (&*open, &*free) {
            look.child(old[*one], new[*other], Step::index(keyword, *other));
        }
    }
}

/// Of each schema of the original, the one of the update that it goes with.
fn matched(look: &mut Look<'_, '_>, old: &[At], new: &[At], product: bool) -> Vec<Option<usize>> {
    // As a rule each has kept its place; otherwise all that may go together are asked at once.
    let wanted = if product { new.len() } else { old.len() };
    if wanted <= old.len().min(new.len()) && (0..wanted).all(|place| look.ask(old[place], new[place])) {
        return (0..old.len()).map(|place| Some(place).filter(|place| *place < wanted)).collect();
    }
    let mut edges = Vec::with_capacity(old.len().saturating_mul(new.len()).min(1 << 20));
    for one in old {
        for other in new {
            if look.pairs.exhausted() {
                return vec![None; old.len()];
            }
            edges.push(look.ask(*one, *other));
        }
    }
    matching(old.len(), new.len(), |one, other| edges[one * new.len() + other])
}

/// References beside other keywords.
fn references(look: &mut Look<'_, '_>) {
    let (old, new) = (look.original.rules, look.update.rules);
    for (keyword, target) in &new.refs {
        let step = Step::to(keyword);
        let after = look.after(*target);
        let before = old.refs.iter().find(|(known, _)| known == keyword).map(|(_, target)| look.before(*target));
        match before {
            Some(before) if !look.ask(before, after) && look.implied(after) => {
                look.found(Kind::CombinedTypeExtended, step);
            }
            Some(before) => look.child(before, after, step),
            None if look.implied(after) => look.found(Kind::CombinedTypeExtended, step),
            None => look.found(Kind::ProductTypeExtended, step),
        }
    }
    for (keyword, _) in &old.refs {
        if new.refs.iter().all(|(known, _)| known != keyword) {
            look.found(Kind::ProductTypeNarrowed, Step::to(keyword));
        }
    }
}
