//! A look at one pair of schemas: what it asks, and what it finds.
use crate::json::arena::{At, Demand, View};
use crate::json::compare::entry::{Entry, Step};
use crate::json::compare::pairs::{Pair, Pairs};
use crate::json::graph::NodeId;
use crate::json::kind::DifferenceKind;
use crate::json::types::Types;

pub(crate) struct Look<'p, 'a> {
    pub(crate) pairs: &'p mut Pairs<'a>,
    pub(crate) number: usize,
    pub(crate) pair: Pair,
    pub(crate) original: View<'a>,
    pub(crate) update: View<'a>,
    pub(crate) entries: Vec<Entry<'a>>,
}

impl<'a> Look<'_, 'a> {
    /// A schema of the original.
    pub(crate) fn before(&self, id: NodeId) -> At {
        self.original.at(id)
    }

    /// A schema of the update.
    pub(crate) fn after(&self, id: NodeId) -> At {
        self.update.at(id)
    }

    pub(crate) fn demand(&self, at: At) -> Demand<'a> {
        self.pairs.arena.demand(at)
    }

    /// The types that an instance of the original can have.
    pub(crate) fn possible(&self) -> Types {
        self.original.rules.possible().both(self.pair.types)
    }

    /// Whether instances of some types can be of the original and have a type that the update allows.
    pub(crate) fn common(&self, types: Types) -> bool {
        self.possible().both(self.update.rules.types.unwrap_or(Types::ALL)).meets(types)
    }

    /// Notes a difference.
    pub(crate) fn found(&mut self, kind: DifferenceKind, step: Step<'a>) {
        self.entries.push(Entry::Found { kind, step, branch: None });
    }

    /// Notes a difference that one branch of a combination makes.
    pub(crate) fn found_branch(&mut self, kind: DifferenceKind, step: Step<'a>, branch: Option<usize>) {
        self.entries.push(Entry::Found { kind, step, branch });
    }

    /// Notes a pair that must be compatible.
    pub(crate) fn child(&mut self, original: At, update: At, step: Step<'a>) {
        let pair = self.pairs.number(Pair { original, update, types: Types::ALL });
        self.pairs.ask(pair, self.number);
        self.entries.push(Entry::Child { pair, step });
    }

    /// Whether a pair is compatible.
    pub(crate) fn ask(&mut self, original: At, update: At) -> bool {
        self.ask_of(original, update, Types::ALL)
    }

    /// Whether a pair is compatible for instances of some types.
    pub(crate) fn ask_of(&mut self, original: At, update: At, types: Types) -> bool {
        match (self.demand(original), self.demand(update)) {
            (Demand::Impossible, _) | (_, Demand::Nothing(_)) => return true,
            (_, Demand::Impossible) => return false,
            _ => {}
        }
        let pair = self.pairs.number(Pair { original, update, types });
        self.pairs.ask(pair, self.number)
    }

    /// Whether the whole original implies a schema.
    pub(crate) fn implied(&mut self, update: At) -> bool {
        self.ask_of(self.pair.original, update, self.pair.types)
    }

    /// Whether the whole original implies one of some schemas, or each of its types one of them.
    pub(crate) fn implied_any(&mut self, updates: &[At]) -> bool {
        let whole = self.pair.types;
        if self.implied_one(updates, whole) {
            return true;
        }
        let each = self.possible().each();
        each.len() > 1 && each.iter().all(|types| self.implied_one(updates, *types))
    }

    /// All are asked, although one answer would do: one after the other, each would be believed until it is refuted.
    fn implied_one(&mut self, updates: &[At], types: Types) -> bool {
        let mut any = false;
        for update in updates {
            any |= self.ask_of(self.pair.original, *update, types);
        }
        any
    }
}
