//! Reasons why data of a writer schema may fail to be read under a reader schema: their kinds, places and words.
use crate::model::name::Name;
use std::fmt::Write;

/// A reason why reading may fail.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Incompatibility {
    /// What kind of reason.
    pub kind: IncompatibilityKind,
    /// Where Avro Java locates it: a JSON pointer into the reader's schema, in which the branches of the writer's unions
    /// are steps too; `/` for the whole schema.
    pub path: String,
    /// Where in the reader's schema, as a JSON pointer: `/fields/0/type`; `/` for the whole schema. Named types are
    /// entered where their names stand.
    pub reader_path: String,
    /// Where in the writer's schema, likewise.
    pub writer_path: String,
    /// What was expected and what was found, in Avro Java's words; of a field without a default, its name.
    pub message: String,
    /// Of a missing branch: why the branches that have the right type or name cannot read it. Avro Java does not tell.
    pub causes: Vec<Incompatibility>,
    pub(crate) fact: Fact,
}

/// The kinds of reasons, named as Avro Java names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum IncompatibilityKind {
    /// Two named types whose names differ, without an alias.
    NameMismatch,
    /// Two fixed types of different sizes.
    FixedSizeMismatch,
    /// An enum of the writer has symbols that the reader lacks, and the reader has no default.
    MissingEnumSymbols,
    /// A field of the reader that the writer lacks, without a default.
    ReaderFieldMissingDefaultValue,
    /// Two types of which the one cannot be read as the other.
    TypeMismatch,
    /// A union of the reader in which a type of the writer has no branch.
    MissingUnionBranch,
}

impl IncompatibilityKind {
    /// The name in the manner of Avro Java, such as `TYPE_MISMATCH`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NameMismatch => "NAME_MISMATCH",
            Self::FixedSizeMismatch => "FIXED_SIZE_MISMATCH",
            Self::MissingEnumSymbols => "MISSING_ENUM_SYMBOLS",
            Self::ReaderFieldMissingDefaultValue => "READER_FIELD_MISSING_DEFAULT_VALUE",
            Self::TypeMismatch => "TYPE_MISMATCH",
            Self::MissingUnionBranch => "MISSING_UNION_BRANCH",
        }
    }
}

impl Incompatibility {
    /// The reason as a sentence for people, without its place. `reader` and `writer` are what the two schemas are to be
    /// called: "reader" and "writer", or "new" and "old".
    pub fn words(&self, reader: &str, writer: &str) -> String {
        self.fact.words(reader, writer)
    }
}

/// What a reason is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fact {
    /// Types in words, such as `record ns.A`.
    Type {
        reader: String,
        writer: String,
    },
    /// The types' word, and their names.
    Name {
        word: &'static str,
        reader: Name,
        writer: Name,
    },
    Size {
        name: Name,
        reader: usize,
        writer: usize,
    },
    Scale {
        reader: u32,
        writer: u32,
    },
    /// The symbols that are missing, sorted.
    Symbols {
        name: Name,
        missing: Vec<Box<str>>,
    },
    /// A field of the reader that the writer's record lacks.
    Missing {
        field: Box<str>,
        writer: Name,
    },
    /// A field of the reader that stands for several of the writer's.
    Several {
        field: Box<str>,
        writer: Name,
    },
    /// A type of the writer, and whether the reader's union has a branch of its type or name.
    Branch {
        writer: String,
        word: &'static str,
        near: bool,
    },
    /// The schemas lead to more comparisons than are made.
    Many,
}

/// Symbols that a sentence lists.
const LISTED: usize = 10;

impl Fact {
    pub(crate) fn kind(&self) -> IncompatibilityKind {
        match self {
            Self::Type { .. } | Self::Scale { .. } | Self::Many => IncompatibilityKind::TypeMismatch,
            Self::Name { .. } | Self::Several { .. } => IncompatibilityKind::NameMismatch,
            Self::Size { .. } => IncompatibilityKind::FixedSizeMismatch,
            Self::Symbols { .. } => IncompatibilityKind::MissingEnumSymbols,
            Self::Missing { .. } => IncompatibilityKind::ReaderFieldMissingDefaultValue,
            Self::Branch { .. } => IncompatibilityKind::MissingUnionBranch,
        }
    }

    /// In Avro Java's words.
    pub(crate) fn message(&self) -> String {
        let upper = |words: &str| words.split(' ').next().unwrap_or_default().to_ascii_uppercase();
        match self {
            Self::Type { reader, writer } => {
                format!("reader type: {} not compatible with writer type: {}", upper(reader), upper(writer))
            }
            Self::Name { writer, .. } => format!("expected: {writer}"),
            Self::Size { reader, writer, .. } => format!("expected: {writer}, found: {reader}"),
            Self::Scale { reader, writer } => {
                format!("reader decimal scale: {reader} not compatible with writer decimal scale: {writer}")
            }
            Self::Symbols { missing, .. } => format!("[{}]", missing.join(", ")),
            Self::Missing { field, .. } => field.to_string(),
            Self::Several { field, .. } => {
                format!("reader field {field} matches multiple fields in the writer's record")
            }
            Self::Branch { word, .. } => format!("reader union lacking writer type: {}", word.to_ascii_uppercase()),
            Self::Many => "too many types to compare".to_owned(),
        }
    }

    fn words(&self, r: &str, w: &str) -> String {
        match self {
            Self::Type { reader, writer } => {
                format!("the {r} schema expects {reader}, the {w} schema has {writer}, which cannot be read as that")
            }
            Self::Name { word, reader, writer } => {
                format!(
                    "the {r} schema expects {word} {reader}, the {w} schema has {word} {writer}, \
                     and no alias says that they are one"
                )
            }
            Self::Size { name, reader, writer } => {
                format!("the {r} schema expects {reader} bytes of fixed {name}, the {w} schema has {writer}")
            }
            Self::Scale { reader, writer } => {
                format!("the {r} schema expects a decimal of scale {reader}, the {w} schema has scale {writer}")
            }
            Self::Symbols { name, missing } => {
                let plural = if missing.len() == 1 { "symbol" } else { "symbols" };
                let mut words = format!("enum {name} of the {r} schema lacks the {plural} ");
                words.push_str(&missing.iter().take(LISTED).map(|symbol| &**symbol).collect::<Vec<_>>().join(", "));
                if let Some(rest) = missing.len().checked_sub(LISTED).filter(|rest| *rest > 0) {
                    // Writing to a string does not fail.
                    let _ = write!(words, " and {rest} more");
                }
                words + &format!(" of the {w} schema, and has no default for unknown symbols")
            }
            Self::Missing { field, writer } => {
                format!(
                    "field `{field}` of the {r} schema has no default, \
                     and record {writer} of the {w} schema lacks the field"
                )
            }
            Self::Several { field, writer } => {
                format!(
                    "field `{field}` of the {r} schema is, by its name and aliases, \
                     several fields of record {writer} of the {w} schema"
                )
            }
            Self::Branch { writer, near: false, .. } => {
                format!("the union of the {r} schema has no branch for {writer} of the {w} schema")
            }
            Self::Branch { writer, near: true, .. } => {
                format!("no branch of the union of the {r} schema can read {writer} of the {w} schema")
            }
            Self::Many => "the schemas lead to more comparisons than are made".to_owned(),
        }
    }
}
