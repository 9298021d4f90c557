//! Verdicts: which differences break readers, and what a compatibility level makes of that.
use crate::compatibility::{CompatibilityLevel, Direction};
use crate::proto::compare::differences;
use crate::proto::schema::ProtoSchema;

pub use crate::proto::difference::{Difference, Finding};

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
    let between = |direction: Direction| {
        let found = match direction {
            Direction::Backward => compatible(candidate, version),
            Direction::Forward => compatible(version, candidate),
        };
        found.into_iter().map(move |found| (direction, found))
    };
    level.directions().iter().copied().flat_map(between).collect()
}
