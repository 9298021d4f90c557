//! The direction of the arrows: which module of the core may use which. Cargo itself keeps the crates apart.
#![allow(clippy::unwrap_used, clippy::field_reassign_with_default)]
use std::collections::BTreeMap;
use std::path::Path;

/// Room -> rooms that it may use, besides itself.
const ARROWS: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("limits", &[]),
    ("wire", &["error"]),
    ("model", &["wire", "error", "limits"]),
    ("tape", &["model", "wire", "error", "limits"]),
    ("frame", &["model", "wire", "error"]),
    ("avro", &["model", "wire", "error", "limits"]),
    ("avro/file", &["schema", "avro", "wire", "error", "limits"]),
    ("schema", &["avro", "model", "wire", "error", "limits"]),
    ("compatibility", &["schema"]),
    ("json", &["compatibility", "error", "limits"]),
    ("proto", &["compatibility", "error"]),
    ("store", &["schema", "frame", "error"]),
    ("codec", &["schema", "avro", "tape", "model", "wire", "error", "limits"]),
    ("columns", &["codec", "schema", "model", "wire", "error"]),
    ("apache", &["codec", "schema", "model", "wire", "error"]),
    ("serde", &["limits", "codec", "avro", "model", "wire", "error"]),
    ("dynamic", &["codec", "schema", "model", "wire", "error"]),
];

#[test]
fn arrows_go_one_way() {
    let allowed: BTreeMap<_, _> = ARROWS.iter().copied().collect();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut seen, mut wrong) = (0, Vec::new());
    walk(&source, &mut |path, text| {
        let inside = path.strip_prefix(&source).unwrap().to_str().unwrap().trim_end_matches(".rs");
        let room = room(inside.split('/'), &allowed);
        if room == "lib" {
            return;
        }
        let uses = allowed.get(&*room).unwrap_or_else(|| panic!("{room} has no line in ARROWS"));
        // Tests at the end of a file may look further.
        let text = text.split("#[cfg(test)]").next().unwrap();
        for part in text.split("crate::").skip(1) {
            let used = room_of_path(part, &allowed);
            seen += 1;
            if used != room && allowed.contains_key(&*used) && !uses.contains(&&*used) {
                wrong.push(format!("{inside}: {used}"));
            }
        }
        assert!(!text.contains("use super::*"), "{inside} uses super::*");
    });
    assert!(seen > 50, "only {seen} uses found: the test looks at the wrong place");
    assert!(wrong.is_empty(), "arrows against the order: {wrong:#?}");
}

/// The room of a path: its first two steps where they are a room of their own, otherwise the first.
fn room<'p>(mut steps: impl Iterator<Item = &'p str>, allowed: &BTreeMap<&str, &[&str]>) -> String {
    let first = steps.next().unwrap().to_owned();
    let both = format!("{first}/{}", steps.next().unwrap_or_default());
    if allowed.contains_key(&*both) { both } else { first }
}

/// The room of what stands behind `crate::`.
fn room_of_path(path: &str, allowed: &BTreeMap<&str, &[&str]>) -> String {
    let path = path.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').next().unwrap();
    room(path.split("::"), allowed)
}

fn walk(folder: &Path, show: &mut dyn FnMut(&Path, &str)) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, show);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            show(&path, &std::fs::read_to_string(&path).unwrap());
        }
    }
}
