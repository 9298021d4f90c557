//! Verdicts: which differences break readers, and what a compatibility level makes of that.
use crate::compatibility::{CompatibilityLevel, Direction};
use crate::proto::compare::differences;
use crate::proto::schema::ProtoSchema;

pub use crate::proto::difference::Difference;

/// Why readers of `reader` may misread data of `writer`: the differences of incompatible kinds. `docs/protobuf.md` says what
/// is not seen.
pub fn compatible(reader: &ProtoSchema, writer: &ProtoSchema) -> Vec<Difference> {
    let mut found = differences(writer, reader);
    found.retain(|difference| !difference.is_compatible());
    found
}

/// What stands between a new schema and one version, in the directions that a level asks for.
pub fn check_one(
    level: CompatibilityLevel,
    candidate: &ProtoSchema,
    version: &ProtoSchema,
) -> Vec<(Direction, Difference)> {
    let pairs = level.pairs(candidate, version);
    pairs.flat_map(|(direction, r, w)| compatible(r, w).into_iter().map(move |found| (direction, found))).collect()
}
