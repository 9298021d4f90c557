//! Compatibility: which earlier versions a new schema must go together with, in which direction, and what forbids it.
use crate::schema::{Incompatibility, Schema, compatible};
use std::fmt;
use std::ops::Range;

/// Which earlier versions a new schema must go together with, and in which direction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum CompatibilityLevel {
    /// Anything goes.
    None,
    /// The new schema reads what the latest version wrote.
    #[default]
    Backward,
    /// The new schema reads what any version wrote.
    BackwardTransitive,
    /// The latest version reads what the new schema writes.
    Forward,
    /// Every version reads what the new schema writes.
    ForwardTransitive,
    /// Both ways, with the latest version.
    Full,
    /// Both ways, with every version.
    FullTransitive,
}

impl CompatibilityLevel {
    /// Every level.
    pub const ALL: [Self; 7] = [
        Self::None,
        Self::Backward,
        Self::BackwardTransitive,
        Self::Forward,
        Self::ForwardTransitive,
        Self::Full,
        Self::FullTransitive,
    ];

    /// The level of a name, in any case; `None` for a text that names no level.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name().eq_ignore_ascii_case(name))
    }

    /// The name that schema registries use, such as `FULL_TRANSITIVE`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "NONE",
            Self::Backward => "BACKWARD",
            Self::BackwardTransitive => "BACKWARD_TRANSITIVE",
            Self::Forward => "FORWARD",
            Self::ForwardTransitive => "FORWARD_TRANSITIVE",
            Self::Full => "FULL",
            Self::FullTransitive => "FULL_TRANSITIVE",
        }
    }

    /// The directions that the level asks for, [`Direction::Backward`] first.
    pub const fn directions(self) -> &'static [Direction] {
        match self {
            Self::None => &[],
            Self::Backward | Self::BackwardTransitive => &[Direction::Backward],
            Self::Forward | Self::ForwardTransitive => &[Direction::Forward],
            Self::Full | Self::FullTransitive => &[Direction::Backward, Direction::Forward],
        }
    }

    /// Which of `count` versions, oldest first, the level looks at: none, the latest, or all.
    pub const fn versions(self, count: usize) -> Range<usize> {
        match self {
            Self::None => count..count,
            Self::Backward | Self::Forward | Self::Full => count.saturating_sub(1)..count,
            Self::BackwardTransitive | Self::ForwardTransitive | Self::FullTransitive => 0..count,
        }
    }

    /// The readers and writers that a new schema and one version are to each other, in the directions that the level asks for.
    pub fn pairs<'a, S>(self, new: &'a S, version: &'a S) -> impl Iterator<Item = (Direction, &'a S, &'a S)> {
        self.directions().iter().map(move |direction| match direction {
            Direction::Backward => (Direction::Backward, new, version),
            Direction::Forward => (Direction::Forward, version, new),
        })
    }
}

impl fmt::Display for CompatibilityLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which of two schemas is the reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// The new schema reads what the version wrote.
    Backward,
    /// The version reads what the new schema writes.
    Forward,
}

impl Direction {
    /// What the reader and the writer are called beside each other: the new schema "new", the version "old".
    pub const fn roles(self) -> (&'static str, &'static str) {
        match self {
            Self::Backward => ("new", "old"),
            Self::Forward => ("old", "new"),
        }
    }
}

/// A difference between schemas that are not Avro's, told for one direction.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// The kind's name, such as `PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL` or `FIELD_KIND_CHANGED`.
    pub kind: &'static str,
    /// Where, as the difference's path.
    pub path: String,
    /// What differs at which path, in one line.
    pub message: String,
    /// What differs, who breaks, and how to mend it.
    pub words: String,
}

/// One thing that stands against a new schema.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The position of the version in the list, counted from 0, the oldest.
    pub version: usize,
    /// Who cannot read whom.
    pub direction: Direction,
    /// What exactly.
    pub incompatibility: Incompatibility,
}

impl Finding {
    /// The finding as a sentence that speaks of the new and the old schema; without its place.
    pub fn words(&self) -> String {
        let (reader, writer) = self.direction.roles();
        self.incompatibility.words(reader, writer)
    }
}

/// All that stands against a new schema under a level; empty when nothing does. `versions` are the earlier ones, oldest
/// first. Findings about later versions come first.
pub fn check(level: CompatibilityLevel, candidate: &Schema, versions: &[Schema]) -> Vec<Finding> {
    let looked_at = level.versions(versions.len()).rev().zip(versions.iter().rev());
    let findings = looked_at.flat_map(|(version, schema)| {
        let found = check_one(level, candidate, schema).into_iter();
        found.map(move |(direction, incompatibility)| Finding { version, direction, incompatibility })
    });
    findings.collect()
}

/// What stands between a new schema and one version, in the directions that a level asks for.
pub fn check_one(level: CompatibilityLevel, candidate: &Schema, version: &Schema) -> Vec<(Direction, Incompatibility)> {
    let pairs = level.pairs(candidate, version);
    pairs.flat_map(|(direction, r, w)| compatible(r, w).into_iter().map(move |found| (direction, found))).collect()
}
