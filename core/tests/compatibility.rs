//! The seven levels of compatibility over a history of versions.
#![allow(clippy::unwrap_used)]
use isobyte::Schema;
use isobyte::compatibility::{CompatibilityLevel as Level, Direction, check};

fn record(fields: &str) -> Schema {
    Schema::parse(&format!(r#"{{"type":"record","name":"R","fields":[{fields}]}}"#)).unwrap()
}

/// The position of a version, and the direction that does not work with it.
type Break = (usize, Direction);

/// A level's directions and whether it looks at all versions, as the registry's contract has them.
const LEVELS: [(&str, &[Direction], bool); 7] = [
    ("NONE", &[], false),
    ("BACKWARD", &[Direction::Backward], false),
    ("BACKWARD_TRANSITIVE", &[Direction::Backward], true),
    ("FORWARD", &[Direction::Forward], false),
    ("FORWARD_TRANSITIVE", &[Direction::Forward], true),
    ("FULL", &[Direction::Backward, Direction::Forward], false),
    ("FULL_TRANSITIVE", &[Direction::Backward, Direction::Forward], true),
];

#[test]
fn names() {
    assert_eq!(Level::ALL.map(Level::name), LEVELS.map(|(name, ..)| name));
    assert_eq!(Level::parse("full_Transitive"), Some(Level::FullTransitive));
    assert_eq!(Level::default(), Level::Backward);
    for text in ["", "BACK", "FULL TRANSITIVE", "BACKWARD "] {
        assert_eq!(Level::parse(text), None, "{text:?}");
    }
}

/// Each of the schemas breaks one direction with one version; a level finds exactly the breaks that it looks for.
#[test]
fn what_a_level_looks_at() {
    let (a, b) = (r#"{"name":"a","type":"int"}"#, r#"{"name":"b","type":"int"}"#);
    let optional = r#"{"name":"b","type":"int","default":0}"#;
    let both = format!("{a},{b}");
    let defaulted = format!("{a},{optional}");
    // (candidate, versions, the breaks: version and direction)
    let cases: [(&str, [&str; 2], &[Break]); 7] = [
        (a, [a, a], &[]),
        (&defaulted, [a, a], &[]),
        (&both, [a, &both], &[(0, Direction::Backward)]),
        (&both, [&both, a], &[(1, Direction::Backward)]),
        (a, [&both, a], &[(0, Direction::Forward)]),
        (a, [a, &both], &[(1, Direction::Forward)]),
        (
            b,
            [a, a],
            &[(1, Direction::Backward), (1, Direction::Forward), (0, Direction::Backward), (0, Direction::Forward)],
        ),
    ];
    for (candidate, versions, breaks) in cases {
        let versions = versions.map(record);
        for (name, directions, transitive) in LEVELS {
            let found = check(Level::parse(name).unwrap(), &record(candidate), &versions);
            let found: Vec<_> = found.iter().map(|finding| (finding.version, finding.direction)).collect();
            let seen = |(version, direction): &&Break| directions.contains(direction) && (transitive || *version == 1);
            let expected: Vec<_> = breaks.iter().filter(seen).copied().collect();
            assert_eq!(found, expected, "{name}: {candidate}");
        }
    }
}

#[test]
fn nothing_stands_against_the_first_version() {
    for level in Level::ALL {
        assert_eq!(check(level, &record(""), &[]), []);
    }
}

#[test]
fn words_speak_of_new_and_old() {
    let (one, two) = (record(r#"{"name":"a","type":"int"}"#), record(""));
    let found = check(Level::Full, &one, std::slice::from_ref(&two));
    assert_eq!(
        found[0].words(),
        "field `a` of the new schema has no default, and record R of the old schema lacks the field"
    );
    let found = check(Level::Full, &two, &[one]);
    assert_eq!(
        found[0].words(),
        "field `a` of the old schema has no default, and record R of the new schema lacks the field"
    );
}
