//! The pairs of schemas that a comparison meets, and which of them are compatible: all, until the opposite is proved.
//!
//! A pair is looked at with what is known of the others, and again when one of those that it asked about turns out
//! incompatible. An answer never turns back, so this ends, at the largest set of pairs that bear each other out; that is
//! what makes recursive schemas compatible with themselves. Nothing here recurses.
use crate::error::{Code, Error, Result};
use crate::json::arena::{Arena, At};
use crate::json::compare::entry::Entry;
use crate::json::compare::judge;
use crate::json::kind::Policy;
use crate::json::types::Types;
use std::collections::{HashMap, VecDeque};

/// What comparing two small schemas may take, counted in keywords, names and questions.
const LEAST: usize = 1 << 20;

/// How often large schemas may be walked as a whole.
const TIMES: usize = 16;

/// What a pair takes by being there: its memory.
const PAIR: usize = 4;

/// Two schemas; of the original, only the instances of some types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) original: At,
    pub(crate) update: At,
    pub(crate) types: Types,
}

struct State {
    pair: Pair,
    good: bool,
    waiting: bool,
    /// The pairs that asked about this one.
    users: Vec<usize>,
}

pub(crate) struct Pairs<'a> {
    pub(crate) arena: Arena<'a>,
    policy: Policy,
    effort: usize,
    most: usize,
    known: HashMap<(At, At, u8), usize>,
    all: Vec<State>,
    waiting: VecDeque<usize>,
}

impl<'a> Pairs<'a> {
    pub(crate) fn new(arena: Arena<'a>, policy: Policy) -> Self {
        let most = LEAST + TIMES * arena.size();
        let (known, all, waiting) = (HashMap::new(), Vec::new(), VecDeque::new());
        Self { arena, policy, effort: most, most, known, all, waiting }
    }

    /// The number of a pair; a new one waits to be looked at.
    pub(crate) fn number(&mut self, pair: Pair) -> usize {
        let key = (self.arena.core(pair.original), self.arena.core(pair.update), pair.types.bits());
        if let Some(number) = self.known.get(&key) {
            return *number;
        }
        self.spend(PAIR);
        let number = self.all.len();
        self.known.insert(key, number);
        self.all.push(State { pair, good: true, waiting: true, users: Vec::new() });
        self.waiting.push_back(number);
        number
    }

    /// Whether a pair is compatible, as far as is known; whoever asks is told when that changes.
    pub(crate) fn ask(&mut self, number: usize, user: usize) -> bool {
        self.spend(1);
        let state = &mut self.all[number];
        if state.good && state.users.last() != Some(&user) {
            state.users.push(user);
        }
        state.good
    }

    /// Whether a pair is compatible, as far as is known.
    pub(crate) fn good(&self, number: usize) -> bool {
        self.all[number].good
    }

    pub(crate) fn pair(&self, number: usize) -> Pair {
        self.all[number].pair
    }

    pub(crate) fn count(&self) -> usize {
        self.all.len()
    }

    /// Takes so much of what is left.
    pub(crate) fn spend(&mut self, work: usize) {
        self.effort = self.effort.saturating_sub(work);
    }

    /// Whether nothing is left, so that there will be no verdict.
    pub(crate) fn exhausted(&self) -> bool {
        self.effort == 0
    }

    /// Whether what a look at a pair gave lets it be compatible.
    pub(crate) fn allow(&self, entries: &[Entry<'_>]) -> bool {
        entries.iter().all(|entry| match entry {
            Entry::Found { kind, .. } => kind.is_compatible(self.policy),
            Entry::Child { pair, .. } => self.good(*pair),
        })
    }

    /// Looks at pairs until nothing changes any more.
    ///
    /// # Errors
    /// `schema_incompatible` where that takes too much.
    pub(crate) fn settle(&mut self) -> Result<()> {
        while let Some(number) = self.waiting.pop_front() {
            self.all[number].waiting = false;
            if !self.all[number].good {
                continue;
            }
            let entries = self.look(number)?;
            if self.allow(&entries) {
                continue;
            }
            self.all[number].good = false;
            for user in std::mem::take(&mut self.all[number].users) {
                if !std::mem::replace(&mut self.all[user].waiting, true) {
                    self.waiting.push_back(user);
                }
            }
        }
        Ok(())
    }

    /// What a look at a pair gives when everything is known.
    ///
    /// # Errors
    /// As [`Pairs::settle`]
    pub(crate) fn settled(&mut self, number: usize) -> Result<Vec<Entry<'a>>> {
        loop {
            let entries = self.look(number)?;
            // A pair that failed was not looked at since, and may ask about others now.
            if self.waiting.is_empty() {
                return Ok(entries);
            }
            self.settle()?;
        }
    }

    fn look(&mut self, number: usize) -> Result<Vec<Entry<'a>>> {
        let pair = self.pair(number);
        self.spend(self.arena.weight(pair.original) + self.arena.weight(pair.update));
        let entries = judge::judge(self, number);
        if self.effort == 0 {
            return Err(too_much(self.most));
        }
        Ok(entries)
    }
}

#[cold]
fn too_much(most: usize) -> Error {
    let message = format!(
        "expected schemas that can be compared in {most} steps, found some that need more: \
         their combinations or references meet in too many ways"
    );
    Error::new(Code::SchemaIncompatible, message)
}
