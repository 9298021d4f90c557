//! Verdicts: which differences there are, which of them break readers, and what a compatibility level makes of that.
use crate::compatibility::{CompatibilityLevel, Direction};
use crate::error::Result;
use crate::json::compare::report;
use crate::json::kind::Policy;
use crate::json::schema::JsonSchema;

pub use crate::json::compare::difference::Difference;

/// Every difference from `original` to `update`, also those that break nobody; a pair of schemas that is met again is not
/// told again. Among the ways in which combinations go together, those are taken that the policy allows. A list of more
/// than a megabyte of text is cut off.
///
/// The kinds are Confluent's; `docs/json-schema.md` says where the verdict is stricter or milder than there, and what it
/// does not see.
///
/// # Errors
/// `schema_incompatible` for schemas that are made to take endless comparing.
pub fn differences(original: &JsonSchema, update: &JsonSchema, policy: Policy) -> Result<Vec<Difference>> {
    report::list(original.graph(), update.graph(), policy)
}

/// Why readers of `reader` may fail on data of `writer`; empty when they never do.
///
/// # Errors
/// As [`differences`]
pub fn compatible(reader: &JsonSchema, writer: &JsonSchema, policy: Policy) -> Result<Vec<Difference>> {
    let mut found = differences(writer, reader, policy)?;
    found.retain(|difference| !difference.kind.is_compatible(policy));
    Ok(found)
}

/// What stands between a new schema and one version, in the directions that a level asks for.
///
/// # Errors
/// As [`differences`]
pub fn check_one(
    level: CompatibilityLevel,
    candidate: &JsonSchema,
    version: &JsonSchema,
    policy: Policy,
) -> Result<Vec<(Direction, Difference)>> {
    let mut all = Vec::new();
    for (direction, reader, writer) in level.pairs(candidate, version) {
        all.extend(compatible(reader, writer, policy)?.into_iter().map(|found| (direction, found)));
    }
    Ok(all)
}
