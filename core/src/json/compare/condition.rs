//! `if`, `then` and `else`.
use crate::json::arena::At;
use crate::json::compare::entry::Step;
use crate::json::compare::look::Look;
use crate::json::kind::DifferenceKind as Kind;

pub(crate) fn compare(look: &mut Look<'_, '_>) {
    let (old, new) = (look.original.rules.condition.as_ref(), look.update.rules.condition.as_ref());
    let (old, new) = match (old, new) {
        (None, None) => return,
        (Some(_), None) => return look.found(Kind::ProductTypeNarrowed, Step::to("if")),
        (None, Some(new)) => {
            let parts = [new.then, new.otherwise];
            let implied = parts.into_iter().flatten().all(|part| look.implied(look.after(part)));
            let kind = if implied { Kind::CombinedTypeExtended } else { Kind::ProductTypeExtended };
            return look.found(kind, Step::to("if"));
        }
        (Some(old), Some(new)) => (old, new),
    };
    // Only where both ask the same do the consequences correspond.
    let (before, after) = (look.before(old.test), look.after(new.test));
    if !look.ask(before, after) || !look.ask(after, before) {
        look.found(Kind::CombinedTypeChanged, Step::to("if"));
    }
    for (keyword, old, new) in [("then", old.then, new.then), ("else", old.otherwise, new.otherwise)] {
        let old: Option<At> = old.map(|id| look.before(id));
        match (old, new.map(|id| look.after(id))) {
            (None, None) => {}
            (Some(_), None) => look.found(Kind::SchemaRemoved, Step::to(keyword)),
            (None, Some(new)) if look.implied(new) => look.found(Kind::CombinedTypeExtended, Step::to(keyword)),
            (None, Some(_)) => look.found(Kind::SchemaAdded, Step::to(keyword)),
            (Some(old), Some(new)) => look.child(old, new, Step::to(keyword)),
        }
    }
}
