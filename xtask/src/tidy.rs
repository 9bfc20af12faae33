//! `cargo xtask tidy`: the rules of the house that no compiler knows.
//!
//! Each rule is a pure function from texts to faults, with its own tests; this file reads the
//! repository and shows what they find. A rule never repairs anything.

mod circles;
mod crates;
mod links;
mod migrations;
mod programs;
mod sources;
mod tokens;
mod words;

use std::fmt;
use std::fs;

use anyhow::{Context, Result, bail};

use crate::shell;

/// What is wrong, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    path: String,
    /// Counted from 1; 0 when it is about the whole file.
    line: usize,
    text: String,
}

/// A file of the repository. `text` is `None` when it is not UTF-8.
#[derive(Debug)]
pub struct File {
    path: String,
    text: Option<String>,
    size: usize,
}

impl Fault {
    fn new(path: &str, line: usize, text: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            text: text.into(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.text),
            line => write!(f, "{}:{line}: {}", self.path, self.text),
        }
    }
}

impl File {
    fn has_extension(&self, extensions: &[&str]) -> bool {
        self.path
            .rsplit_once('.')
            .is_some_and(|(_, end)| extensions.contains(&end))
    }

    /// The text, or nothing of a file that is no text.
    fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }
}

/// Checks every rule; `bless` first records the hashes of migrations that are new.
pub fn check(bless: bool) -> Result<()> {
    if bless {
        migrations::bless()?;
    }
    let files = files()?;
    let mut faults = Vec::new();
    for file in &files {
        faults.extend(sources::check(file));
        faults.extend(words::check(file));
        faults.extend(links::check(file, &|path| {
            shell::root().join(path).exists()
        }));
        faults.extend(crates::check(file));
    }
    faults.extend(migrations::check(&files)?);
    faults.extend(circles::check(&files));
    faults.extend(programs::check(&files));
    faults.extend(programs::unused(&files));
    for fault in &faults {
        println!("{fault}");
    }
    if !faults.is_empty() {
        bail!("tidy found {} faults", faults.len());
    }
    println!("tidy: {} files follow the rules of the house", files.len());
    Ok(())
}

/// Everything that is or could be committed.
fn files() -> Result<Vec<File>> {
    let mut git = shell::command("git");
    // A checkout that another account made is no danger here: nothing of it is run.
    git.args(["-c", "safe.directory=*", "ls-files", "-z"]);
    let list = shell::output(git.args(["--cached", "--others", "--exclude-standard"]))?;
    let mut files = Vec::new();
    for path in list.split('\0').filter(|path| !path.is_empty()) {
        let full = shell::root().join(path);
        // Deleted but not yet committed, or a link: nothing to read.
        if !full.is_file() {
            continue;
        }
        let bytes = fs::read(&full).with_context(|| path.to_owned())?;
        let size = bytes.len();
        files.push(File {
            path: path.to_owned(),
            text: String::from_utf8(bytes).ok(),
            size,
        });
    }
    Ok(files)
}

#[cfg(test)]
fn file(path: &str, text: &str) -> File {
    File {
        path: path.to_owned(),
        text: Some(text.to_owned()),
        size: text.len(),
    }
}
