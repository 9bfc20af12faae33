//! The directory that a mirror writes: every file appears whole, under its name, or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use mingbai_domain::ids::Slug;

use super::MirrorError;
use crate::layout;
use crate::source::{is_safe, read_file};

/// The root of a mirror.
pub struct Dest(PathBuf);

impl Dest {
    pub fn new(root: &Path) -> Self {
        Self(root.to_owned())
    }

    /// The file, if it is there and can be read: whatever is not is copied again.
    pub fn read(&self, path: &str, limit: usize) -> Option<Vec<u8>> {
        read_file(&self.0.join(path), limit).ok().flatten()
    }

    /// The communities that there are folders of.
    pub fn communities(&self) -> Vec<Slug> {
        let entries = fs::read_dir(self.0.join(layout::COMMUNITIES));
        let names = entries.into_iter().flatten().flatten();
        let mut slugs: Vec<Slug> = names
            .filter_map(|entry| Slug::new(entry.file_name().to_str()?).ok())
            .collect();
        slugs.sort();
        slugs
    }

    /// Writes a file beside its place and renames it.
    pub fn write(&self, path: &str, bytes: &[u8]) -> Result<(), MirrorError> {
        let fail = |why: String| MirrorError::Write {
            path: path.to_owned(),
            why,
        };
        if !is_safe(path) {
            return Err(fail("not the path of a public file".to_owned()));
        }
        write_whole(&self.0.join(path), bytes).map_err(|error| fail(error.to_string()))
    }
}

fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{name}.part"));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&temporary, bytes)?;
    fs::rename(&temporary, path)
}
