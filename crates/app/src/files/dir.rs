//! The data directory: what lies where, and how a file gets there whole.
//!
//! ```text
//! mingbai.db          the database (when it is SQLite)
//! keys/               one signing key a log, readable by the owner only
//! private/files/      unredacted originals, by SHA-256
//! locks/              what processes on this directory hold against each other
//! public/             exactly what is served and mirrored
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use mingbai_domain::book::file_hash;
use mingbai_domain::ids::Slug;

use crate::error::AppError;
use crate::files::public::{PublicFiles, log_name};
use crate::files::write::{Access, Durability, close_folder, permit, sync_folder, write};

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
        self.public().join(log_name(slug))
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

    /// The public files, by name.
    pub fn public_files(&self) -> PublicFiles {
        PublicFiles::new(self.public())
    }

    /// Locks that processes on this directory hold against each other, and the directory's own name.
    pub(crate) fn locks(&self) -> PathBuf {
        self.0.join("locks")
    }

    /// Stores a file that everyone may see under its hash and answers the hash. Before a record that
    /// names it is signed, publishing looks that it is there and on the disk.
    pub fn put_public(
        &self,
        slug: &Slug,
        folder: &str,
        bytes: &[u8],
        durability: Durability,
    ) -> Result<[u8; 32], AppError> {
        let folder = self.community(slug).join(folder);
        put(&folder, bytes, Access::Everyone, durability)
    }

    /// Stores an unredacted original under its hash, readable by the operator's account alone, and
    /// answers the hash.
    pub fn put_private(&self, bytes: &[u8], durability: Durability) -> Result<[u8; 32], AppError> {
        self.close_private()?;
        put(&self.private(), bytes, Access::Owner, durability)
    }

    /// The unredacted originals.
    pub fn private(&self) -> PathBuf {
        self.0.join("private/files")
    }

    /// Shuts the folders of originals and keys to everybody else: an older version, or a copy under
    /// a generous umask, may have left them open.
    pub(crate) fn close_private(&self) -> Result<(), AppError> {
        for folder in ["private", "private/files", "keys"] {
            let path = self.0.join(folder);
            close_folder(&path).map_err(AppError::file(&path))?;
        }
        Ok(())
    }
}

/// Content-addressed: a file that is there already is the same file, unless a crash left it damaged.
fn put(
    folder: &Path,
    bytes: &[u8],
    access: Access,
    durability: Durability,
) -> Result<[u8; 32], AppError> {
    let hash = file_hash(bytes);
    let path = folder.join(hex::encode(hash));
    if fs::read(&path).is_ok_and(|there| there == bytes) {
        if access == Access::Owner {
            permit(&path, 0o600).map_err(AppError::file(&path))?;
        }
        return Ok(hash);
    }
    write(&path, bytes, access, durability)?;
    if durability == Durability::Synced {
        sync_folder(folder)?;
    }
    Ok(hash)
}
