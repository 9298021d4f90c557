//! Installs header, libraries and pkg-config file below a prefix.
use crate::tree;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a static library of Rust needs from the system.
const PRIVATE: &str = "-lpthread -ldl -lm";

/// Builds the library in a profile and copies what belongs below `prefix`.
pub(crate) fn install(prefix: &str, profile: &str) -> Result<(), String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let built = Command::new(cargo)
        .args(["build", "-p", "isobyte-c", "--profile", profile])
        .current_dir(tree::path(""))
        .status()
        .map_err(|e| format!("cargo: {e}"))?;
    if !built.success() {
        return Err("cargo could not build isobyte-c".to_owned());
    }
    let prefix = std::path::absolute(prefix).map_err(|e| format!("{prefix}: {e}"))?;
    let built = built_in(profile);
    for (from, to) in [
        (tree::path("include/isobyte.h"), "include/isobyte.h"),
        (built.join("libisobyte.a"), "lib/libisobyte.a"),
        (built.join("libisobyte.so"), "lib/libisobyte.so"),
    ] {
        copy(&from, &prefix.join(to))?;
    }
    let text = format!(
        "prefix={}\nincludedir=${{prefix}}/include\nlibdir=${{prefix}}/lib\n\nName: isobyte\n\
         Description: Schemas and codecs for events: the same bytes from every language\nVersion: {}\n\
         Cflags: -I${{includedir}}\nLibs: -L${{libdir}} -Wl,-rpath,${{libdir}} -lisobyte\nLibs.private: {PRIVATE}\n",
        prefix.display(),
        env!("CARGO_PKG_VERSION"),
    );
    let target = prefix.join("lib/pkgconfig/isobyte.pc");
    make_room(&target)?;
    fs::write(&target, text).map_err(|e| format!("{}: {e}", target.display()))
}

/// The folder in which cargo puts what it builds in a profile.
fn built_in(profile: &str) -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| tree::path("target"), |dir| tree::path("").join(dir));
    target.join(if profile == "dev" { "debug" } else { profile })
}

fn make_room(target: &Path) -> Result<(), String> {
    let folder = target.parent().unwrap_or(target);
    fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    make_room(to)?;
    fs::copy(from, to).map(drop).map_err(|e| format!("{}: {e}", from.display()))
}
