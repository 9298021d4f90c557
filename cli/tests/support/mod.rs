//! What tests of the binary share: a folder of files, and running it there.
#![allow(dead_code, unreachable_pub, missing_docs)]
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A folder of files that goes away at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("isobyte-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir(&path).expect("a new folder");
        let folder = Self(path);
        files.iter().for_each(|(name, text)| folder.put(name, text));
        folder
    }

    pub fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.0.join(name), bytes).expect("a new file");
    }

    /// Runs `isobyte` in the folder; gives the exit code, stdout and stderr.
    pub fn isobyte(&self, arguments: &str, stdin: &[u8]) -> (i32, Vec<u8>, String) {
        let mut process = Command::new(env!("CARGO_BIN_EXE_isobyte"))
            .args(arguments.split(' '))
            .current_dir(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        // Whoever does not read its input closes it.
        let _ = process.stdin.take().expect("a pipe").write_all(stdin);
        let output = process.wait_with_output().expect("an end");
        (output.status.code().expect("a code"), output.stdout, String::from_utf8(output.stderr).expect("UTF-8"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
