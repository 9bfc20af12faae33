//! The public files by name, `c/SLUG/log/checkpoint` and the like: a directory now. Publishing and
//! proofs know nothing of where they lie.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use mingbai_domain::ids::Slug;

use crate::error::AppError;
use crate::files::write::{Access, Durability, sync_folder, write};

/// The name of a log's folder: a community's, or the district's.
pub fn log_name(slug: Option<&Slug>) -> String {
    slug.map_or_else(|| "district/log".to_owned(), |slug| format!("c/{slug}/log"))
}

/// How far a file has come, read from its bytes; `None` if they say nothing.
pub type SizeOf = fn(&[u8]) -> Option<u64>;

/// Where public files are.
#[derive(Clone, Debug)]
pub struct PublicFiles(PathBuf);

impl PublicFiles {
    /// Those in this directory.
    pub fn new(root: PathBuf) -> Self {
        Self(root)
    }

    /// A file's bytes; `None` if there is none.
    pub fn get(&self, name: &str) -> Result<Option<Vec<u8>>, AppError> {
        let path = self.path(name)?;
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(AppError::file(&path)(error)),
        }
    }

    /// Whether there is such a file.
    pub fn exists(&self, name: &str) -> Result<bool, AppError> {
        Ok(self.path(name)?.is_file())
    }

    /// The names in a folder, in no order; none if there is no such folder.
    pub fn list(&self, folder: &str) -> Result<Vec<String>, AppError> {
        let path = self.path(folder)?;
        let entries = match fs::read_dir(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(AppError::file(&path))?,
        };
        let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
        names
            .collect::<io::Result<_>>()
            .map_err(AppError::file(&path))
    }

    /// Writes a file whole and remembers its folder in `unsynced`: see [`Unsynced::finish`].
    pub fn put(&self, name: &str, bytes: &[u8], unsynced: &mut Unsynced) -> Result<(), AppError> {
        let path = self.path(name)?;
        write(&path, bytes, Access::Everyone, unsynced.durability)?;
        unsynced.remember(&path);
        Ok(())
    }

    /// Writes a file that only ever moves forward, and waits for it. One that has come further stays
    /// as it is: the answer is then `false`. The caller holds whatever keeps other writers away.
    pub fn put_if_newer(
        &self,
        name: &str,
        bytes: &[u8],
        size_of: SizeOf,
        durability: Durability,
    ) -> Result<bool, AppError> {
        let there = self.get(name)?;
        if there.as_deref() == Some(bytes) {
            return Ok(true);
        }
        let size = |bytes: &[u8]| size_of(bytes).unwrap_or(0);
        if there.is_some_and(|there| size(&there) > size(bytes)) {
            return Ok(false);
        }
        let mut unsynced = Unsynced::new(durability);
        self.put(name, bytes, &mut unsynced)?;
        unsynced.finish()?;
        Ok(true)
    }

    /// Waits until a file that was written by somebody else is on the disk.
    pub fn sync(&self, name: &str, unsynced: &mut Unsynced) -> Result<(), AppError> {
        let path = self.path(name)?;
        if unsynced.durability == Durability::Synced {
            crate::files::write::sync_file(&path)?;
            unsynced.remember(&path);
        }
        Ok(())
    }

    /// Names are made of parts that lead nowhere else.
    fn path(&self, name: &str) -> Result<PathBuf, AppError> {
        let plain = Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        if plain {
            Ok(self.0.join(name))
        } else {
            let error = io::Error::from(io::ErrorKind::InvalidInput);
            Err(AppError::file(Path::new(name))(error))
        }
    }
}

/// Folders whose new names are not on the disk yet. Many files of one folder cost one wait.
#[derive(Debug)]
pub struct Unsynced {
    durability: Durability,
    folders: BTreeSet<PathBuf>,
}

impl Unsynced {
    /// None yet.
    pub fn new(durability: Durability) -> Self {
        Self {
            durability,
            folders: BTreeSet::new(),
        }
    }

    fn remember(&mut self, path: &Path) {
        if self.durability == Durability::Synced
            && let Some(folder) = path.parent()
            && !self.folders.contains(folder)
        {
            self.folders.insert(folder.to_owned());
        }
    }

    /// Waits for the names of everything that was put.
    pub fn finish(self) -> Result<(), AppError> {
        self.folders
            .iter()
            .try_for_each(|folder| sync_folder(folder))
    }
}
