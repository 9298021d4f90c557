//! Files of the source tree, by their path from its root.
use std::fs;
use std::path::{Path, PathBuf};

/// A path from the root of the tree.
pub(crate) fn path(relative: &str) -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).join(relative)
}

/// Reads a file.
pub(crate) fn read(relative: &str) -> Result<String, String> {
    fs::read_to_string(path(relative)).map_err(|e| format!("{relative}: {e}"))
}

/// Writes a file, unless it is so already.
pub(crate) fn write(relative: &str, text: &str) -> Result<(), String> {
    if read(relative).is_ok_and(|there| there == text) {
        return Ok(());
    }
    let target = path(relative);
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder).map_err(|e| format!("{relative}: {e}"))?;
    }
    fs::write(&target, text).map_err(|e| format!("{relative}: {e}"))
}

/// Says where a file differs from what it should be.
pub(crate) fn compare(relative: &str, text: &str) -> Result<(), String> {
    let there = read(relative)?;
    if there == text {
        return Ok(());
    }
    let same = there.lines().zip(text.lines()).take_while(|(a, b)| a == b).count();
    let line = |text: &str| text.lines().nth(same).unwrap_or("(end of file)").to_owned();
    Err(format!("{relative}:{}: expected {:?}, found {:?}", same + 1, line(text), line(&there)))
}
