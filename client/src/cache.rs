//! Cache: what a registry said once and what stays true, for good; what may change, for a while.
use crate::registered::Registered;
use isobyte::schema::Schema;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// What can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Question {
    /// The schema of an id.
    Id(u32),
    /// The schema of a GUID.
    Guid(String),
    /// A version of a subject.
    Version(String, u32),
    /// The latest version of a subject.
    Latest(String),
    /// The schema behind a URL.
    Url(String),
    /// Where a schema lies under a subject.
    LookUp(String, Schema),
    /// The id that a schema, with what references it is told with, gets under a subject.
    Register(String, Schema, String),
}

/// How long an answer counts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Life {
    /// For good: ids and versions never change their meaning.
    Long,
    /// For a while.
    Short(Duration),
}

struct Kept {
    answer: Arc<Registered>,
    until: Option<Instant>,
}

impl Kept {
    fn counts(&self) -> bool {
        self.until.is_none_or(|until| Instant::now() < until)
    }
}

/// Every answer that still counts.
#[derive(Default)]
pub(crate) struct Cache(RwLock<HashMap<Question, Kept>>);

impl Cache {
    /// The answer, if there is one that still counts.
    pub(crate) fn get(&self, question: &Question) -> Option<Arc<Registered>> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.get(question).filter(|kept| kept.counts()).map(|kept| kept.answer.clone())
    }

    /// Keeps an answer. What is kept for good is never replaced: all see the same one.
    pub(crate) fn put(&self, question: Question, answer: Arc<Registered>, life: Life) -> Arc<Registered> {
        let until = match life {
            Life::Long => None,
            Life::Short(time) if time.is_zero() => return answer,
            // A time beyond the end of the clock is for good.
            Life::Short(time) => Instant::now().checked_add(time),
        };
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(first) = kept.get(&question).filter(|kept| kept.until.is_none()) {
            return first.answer.clone();
        }
        kept.insert(question, Kept { answer: answer.clone(), until });
        answer
    }

    /// Forgets everything that may have changed meanwhile.
    pub(crate) fn forget_latest(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).retain(|_, kept| kept.until.is_none());
    }
}
