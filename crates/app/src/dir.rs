//! The data directory: what lies where, and how a file gets there whole.
//!
//! ```text
//! mingbai.db          the database (when it is SQLite)
//! keys/               one signing key a log, readable by the owner only
//! private/files/      unredacted originals, by SHA-256
//! public/             exactly what is served and mirrored
//! ```

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use mingbai_domain::book::file_hash;
use mingbai_domain::ids::Slug;
use mingbai_store::Target;

use crate::error::AppError;

/// A data directory.
#[derive(Clone, Debug)]
pub struct DataDir(PathBuf);

impl DataDir {
    /// The directory; it need not exist yet.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self(root.into())
    }

    /// Its path.
    pub fn root(&self) -> &Path {
        &self.0
    }

    /// The SQLite database.
    pub fn database(&self) -> PathBuf {
        self.0.join("mingbai.db")
    }

    /// What is served.
    pub fn public(&self) -> PathBuf {
        self.0.join("public")
    }

    /// The files of one log: a community's, or the district's.
    pub fn log(&self, slug: Option<&Slug>) -> PathBuf {
        match slug {
            Some(slug) => self.community(slug).join("log"),
            None => self.public().join("district/log"),
        }
    }

    /// The public files of one community.
    pub fn community(&self, slug: &Slug) -> PathBuf {
        self.public().join("c").join(slug.as_str())
    }

    /// The key of one log.
    pub fn key(&self, slug: Option<&Slug>) -> PathBuf {
        let name = slug.map_or("district", Slug::as_str);
        // No slug can be `_district`: slugs begin with a letter.
        let name = if slug.is_none() { "_district" } else { name };
        self.0.join("keys").join(name)
    }

    /// Stores a file that everyone may see under its hash and answers the hash. What cannot be made
    /// again must be `Synced` before a record names it.
    pub fn put_public(
        &self,
        slug: &Slug,
        folder: &str,
        bytes: &[u8],
        durability: Durability,
    ) -> Result<[u8; 32], AppError> {
        put(&self.community(slug).join(folder), bytes, durability)
    }

    /// Stores an unredacted original under its hash and answers the hash.
    pub fn put_private(&self, bytes: &[u8], durability: Durability) -> Result<[u8; 32], AppError> {
        put(&self.private(), bytes, durability)
    }

    /// The unredacted originals.
    pub fn private(&self) -> PathBuf {
        self.0.join("private/files")
    }
}

/// Content-addressed: a file that is there already is the same file.
fn put(folder: &Path, bytes: &[u8], durability: Durability) -> Result<[u8; 32], AppError> {
    let hash = file_hash(bytes);
    let path = folder.join(hex::encode(hash));
    if !path.exists() {
        write_whole(&path, bytes, durability)?;
    }
    Ok(hash)
}

/// Whether a write waits for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Waits.
    Synced,
    /// Does not: the file can be made again, or a later sync covers it.
    Lazy,
}

/// Writes a file so that its name shows either the old content or the new, never a part.
pub fn write_whole(path: &Path, bytes: &[u8], durability: Durability) -> Result<(), AppError> {
    let write = || -> io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        let mut temporary = match tempfile::NamedTempFile::new_in(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(folder)?;
                tempfile::NamedTempFile::new_in(folder)?
            }
            other => other?,
        };
        temporary.write_all(bytes)?;
        make_readable(temporary.as_file())?;
        if durability == Durability::Synced {
            temporary.as_file().sync_all()?;
        }
        temporary.persist(path)?;
        Ok(())
    };
    write().map_err(AppError::file(path))
}

/// Temporary files are born private; what is served must be readable by the web server.
#[cfg(unix)]
fn make_readable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn make_readable(_: &fs::File) -> io::Result<()> {
    Ok(())
}

/// Makes an empty database file that only the operator's account can read: it will hold phones and
/// identity numbers. SQLite gives its side files the same permissions.
pub(crate) fn make_private(target: &Target) -> Result<(), AppError> {
    let Target::Sqlite(path) = target else {
        return Ok(());
    };
    if path.exists() {
        return Ok(());
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map(drop).map_err(AppError::file(path))
}
