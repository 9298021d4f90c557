//! What a schema says of the properties or items that it does not name: its content model.
use crate::json::arena::{At, Demand};
use crate::json::compare::entry::Step;
use crate::json::compare::look::Look;
use crate::json::kind::DifferenceKind as Kind;

/// A content model.
#[derive(Clone, Copy)]
pub(crate) enum Rest {
    Open,
    Closed,
    /// Partially open.
    Schema(At),
}

impl Rest {
    pub(crate) fn of(look: &Look<'_, '_>, at: Option<At>) -> Self {
        match at.map(|at| (at, look.demand(at))) {
            None | Some((_, Demand::Nothing(_))) => Self::Open,
            Some((_, Demand::Impossible)) => Self::Closed,
            Some((at, _)) => Self::Schema(at),
        }
    }
}

/// Compares two content models; the kinds are those of one added, removed, extended and narrowed.
pub(crate) fn compare(
    look: &mut Look<'_, '_>,
    keyword: &'static str,
    old: Rest,
    new: Rest,
    [added, removed, extended, narrowed]: [Kind; 4],
) {
    let kind = match (old, new) {
        (Rest::Closed, Rest::Closed) | (Rest::Open, Rest::Open) => return,
        (Rest::Schema(old), Rest::Schema(new)) => return look.child(old, new, Step::to(keyword)),
        (Rest::Closed, _) => added,
        (_, Rest::Closed) => removed,
        (_, Rest::Open) => extended,
        (Rest::Open, Rest::Schema(_)) => narrowed,
    };
    look.found(kind, Step::to(keyword));
}
