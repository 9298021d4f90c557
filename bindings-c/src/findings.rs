//! iso_findings and iso_changes: whether schemas go together and what stands against it; what changed between two.
use crate::border::{arg, array, give_box, guard, guard_or, maybe, put, take_box, text, wanted};
use crate::error::{iso_error, iso_status};
use crate::schema::{iso_schema, iso_str};
use isobyte_core::compatibility::{self, CompatibilityLevel, Direction, Finding};
use isobyte_core::schema::{self, Change, Incompatibility};
use isobyte_core::{Code, Error};
use std::ffi::c_char;

/// What stands against the compatibility of schemas, owned by the caller. Many threads may look at it.
pub struct iso_findings {
    all: Vec<Told>,
}

struct Told {
    version: usize,
    direction: Direction,
    reason: Incompatibility,
    words: String,
    causes: iso_findings,
}

/// Which of two schemas is the reader.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum iso_direction {
    /// The new schema reads what the version wrote.
    ISO_BACKWARD = 0,
    /// The version reads what the new schema writes.
    ISO_FORWARD = 1,
}

/// What a finding tells.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum iso_finding_part {
    /// The kind, as Avro Java names it: "TYPE_MISMATCH".
    ISO_FINDING_KIND = 0,
    /// A sentence for people, without its place.
    ISO_FINDING_WORDS = 1,
    /// Where in the reader's schema, as a JSON pointer; "/" for the whole schema.
    ISO_FINDING_READER_PATH = 2,
    /// Where in the writer's schema, likewise.
    ISO_FINDING_WRITER_PATH = 3,
    /// Where Avro Java locates it.
    ISO_FINDING_PATH = 4,
    /// What was expected and what was found, in Avro Java's words.
    ISO_FINDING_MESSAGE = 5,
}

/// What changed between two schemas, owned by the caller. Many threads may look at it.
pub struct iso_changes {
    all: Vec<Change>,
}

/// What a change tells.
#[repr(i32)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum iso_change_part {
    /// The kind: "field_added".
    ISO_CHANGE_KIND = 0,
    /// Where, by the names of fields: `address.zip`; `[]` for the items of an array, `{}` for the values of a map; empty for the
    /// whole schema.
    ISO_CHANGE_PATH = 1,
    /// The change in words.
    ISO_CHANGE_SENTENCE = 2,
}

impl iso_findings {
    /// `roles` are what reader and writer are to be called.
    fn of(found: impl IntoIterator<Item = (usize, Direction, Incompatibility)>, roles: Option<(&str, &str)>) -> Self {
        let all = found.into_iter().map(|(version, direction, mut reason)| {
            let (reader, writer) = roles.unwrap_or(direction.roles());
            let words = reason.words(reader, writer);
            let causes = std::mem::take(&mut reason.causes).into_iter().map(|cause| (version, direction, cause));
            // Causes have none of their own.
            let causes = Self::of(causes.collect::<Vec<_>>(), Some((reader, writer)));
            Told { version, direction, reason, words, causes }
        });
        Self { all: all.collect() }
    }
}

/// Why data of `writer` can fail to be read as `reader`, judged by the schemas alone, as Avro Java judges.
///
/// On success `*findings` is what stands against it, empty if nothing does, which the caller frees with `iso_findings_free`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_compatible(
    reader: *const iso_schema,
    writer: *const iso_schema,
    findings: *mut *mut iso_findings,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(findings, "findings")?;
        let found = schema::compatible(&arg(reader, "reader")?.schema, &arg(writer, "writer")?.schema);
        let found = found.into_iter().map(|reason| (0, Direction::Backward, reason));
        put(findings, give_box(iso_findings::of(found, Some(("reader", "writer")))));
        Ok(())
    })
}

/// All that stands against a new schema under a level of compatibility.
///
/// `level` is its name in any case ("BACKWARD", "FULL_TRANSITIVE", ...); `level_len` is in bytes or `ISO_CSTR`. `versions` are the
/// `count` earlier ones, oldest first; borrowed for the call. On success `*findings` is what stands against it, those about later
/// versions first, empty if nothing does, which the caller frees with `iso_findings_free`.
/// Fails with `ISO_INVALID_ARGUMENT` for a name of no level.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_check(
    candidate: *const iso_schema,
    level: *const c_char,
    level_len: usize,
    versions: *const *const iso_schema,
    count: usize,
    findings: *mut *mut iso_findings,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(findings, "findings")?;
        let candidate = &arg(candidate, "candidate")?.schema;
        let name = text(level, level_len, "level")?;
        let level = CompatibilityLevel::parse(name).ok_or_else(|| {
            let names = CompatibilityLevel::ALL.map(CompatibilityLevel::name).join(", ");
            let shown: String = name.chars().take(64).collect();
            Error::new(Code::InvalidArgument, format!("expected one of the levels {names}, found {shown:?}"))
        })?;
        let versions = array(versions, count, "versions")?
            .iter()
            .map(|version| Ok(arg(*version, "versions[i]")?.schema.clone()))
            .collect::<isobyte_core::Result<Vec<_>>>()?;
        let found = compatibility::check(level, candidate, &versions).into_iter();
        let found =
            found.map(|Finding { version, direction, incompatibility, .. }| (version, direction, incompatibility));
        put(findings, give_box(iso_findings::of(found, None)));
        Ok(())
    })
}

/// How many there are; 0 for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_findings_count(findings: *const iso_findings) -> usize {
    guard_or(0, || Some(maybe(findings)?.all.len()))
}

/// A part of finding number `index`, an `iso_finding_part`; {NULL, 0} if there is none. Owned by the findings.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_findings_text(findings: *const iso_findings, index: usize, part: i32) -> iso_str {
    guard_or(iso_str::NONE, || {
        let told = maybe(findings)?.all.get(index)?;
        Some(iso_str::of(match part {
            0 => told.reason.kind.name(),
            1 => &told.words,
            2 => &told.reason.reader_path,
            3 => &told.reason.writer_path,
            4 => &told.reason.path,
            5 => &told.reason.message,
            _ => return None,
        }))
    })
}

/// Which version finding number `index` is about: its position in the list, counted from 0. 0 if there is none.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_findings_version(findings: *const iso_findings, index: usize) -> usize {
    guard_or(0, || Some(maybe(findings)?.all.get(index)?.version))
}

/// Who cannot read whom in finding number `index`; `ISO_BACKWARD` if there is none.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_findings_direction(findings: *const iso_findings, index: usize) -> iso_direction {
    guard_or(iso_direction::ISO_BACKWARD, || match maybe(findings)?.all.get(index)?.direction {
        Direction::Backward => Some(iso_direction::ISO_BACKWARD),
        Direction::Forward => Some(iso_direction::ISO_FORWARD),
    })
}

/// Where finding number `index` is a missing branch of a union: why the branches that have the right type or name cannot read it.
/// NULL if there is no such finding. Owned by the findings: not freed by the caller.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_findings_causes(findings: *const iso_findings, index: usize) -> *const iso_findings {
    guard_or(std::ptr::null(), || Some(&raw const maybe(findings)?.all.get(index)?.causes))
}

/// Frees findings, once. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn iso_findings_free(findings: *mut iso_findings) {
    take_box(findings);
}

/// What changed from an old schema to a new one, in words.
///
/// On success `*changes` is a list, outer changes before inner ones, empty if the schemas are equal, which the caller frees with
/// `iso_changes_free`.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_schema_diff(
    old: *const iso_schema,
    new: *const iso_schema,
    changes: *mut *mut iso_changes,
    err: *mut *mut iso_error,
) -> iso_status {
    guard(err, || {
        wanted(changes, "changes")?;
        let all = schema::diff(&arg(old, "old")?.schema, &arg(new, "new")?.schema);
        put(changes, give_box(iso_changes { all }));
        Ok(())
    })
}

/// How many there are; 0 for NULL.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_changes_count(changes: *const iso_changes) -> usize {
    guard_or(0, || Some(maybe(changes)?.all.len()))
}

/// A part of change number `index`, an `iso_change_part`; {NULL, 0} if there is none. Owned by the changes.
#[must_use]
#[unsafe(no_mangle)]
pub extern "C" fn iso_changes_text(changes: *const iso_changes, index: usize, part: i32) -> iso_str {
    guard_or(iso_str::NONE, || {
        let change = maybe(changes)?.all.get(index)?;
        Some(iso_str::of(match part {
            0 => change.kind.name(),
            1 => &change.path,
            2 => &change.sentence,
            _ => return None,
        }))
    })
}

/// Frees changes, once. NULL is fine.
#[unsafe(no_mangle)]
pub extern "C" fn iso_changes_free(changes: *mut iso_changes) {
    take_box(changes);
}
