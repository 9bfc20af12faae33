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
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use mingbai_domain::book::file_hash;
use mingbai_domain::ids::Slug;
use mingbai_store::Target;

use crate::error::AppError;
use crate::public::PublicFiles;

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
        self.public().join(crate::public::log_name(slug))
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

/// Whether a write waits for the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// Waits.
    Synced,
    /// Does not: the file can be made again, or a later sync covers it.
    Lazy,
}

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever serves or mirrors it.
    Everyone,
    /// The operator's account.
    Owner,
}

/// Writes a file that everyone may read so that its name shows either the old content or the new,
/// never a part. `Synced` waits for the content and for its name.
pub fn write_whole(path: &Path, bytes: &[u8], durability: Durability) -> Result<(), AppError> {
    write(path, bytes, Access::Everyone, durability)?;
    match durability {
        Durability::Synced => sync_folder(folder_of(path)),
        Durability::Lazy => Ok(()),
    }
}

/// The same for a file that only the operator's account may read.
pub fn write_private(path: &Path, bytes: &[u8], durability: Durability) -> Result<(), AppError> {
    write(path, bytes, Access::Owner, durability)?;
    match durability {
        Durability::Synced => sync_folder(folder_of(path)),
        Durability::Lazy => Ok(()),
    }
}

/// Writes a file whole. Its name is not on the disk before its folder is synced, too.
pub(crate) fn write(
    path: &Path,
    bytes: &[u8],
    access: Access,
    durability: Durability,
) -> Result<(), AppError> {
    let write = || -> io::Result<()> {
        let folder = folder_of(path);
        let mut temporary = match tempfile::NamedTempFile::new_in(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                make_folder(folder, access, durability)?;
                tempfile::NamedTempFile::new_in(folder)?
            }
            other => other?,
        };
        temporary.write_all(bytes)?;
        // Temporary files are born private; what is served must be readable by the web server.
        if access == Access::Everyone {
            permit(temporary.path(), 0o644)?;
        }
        if durability == Durability::Synced {
            temporary.as_file().sync_all()?;
        }
        temporary.persist(path)?;
        Ok(())
    };
    write().map_err(AppError::file(path))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("."))
}

/// Makes a folder and those above it that are missing, each with its name on the disk.
fn make_folder(folder: &Path, access: Access, durability: Durability) -> io::Result<()> {
    let missing: Vec<&Path> = folder
        .ancestors()
        .take_while(|above| !above.as_os_str().is_empty() && !above.exists())
        .collect();
    fs::create_dir_all(folder)?;
    for made in missing {
        if access == Access::Owner {
            permit(made, 0o700)?;
        }
        if durability == Durability::Synced {
            open_folder(folder_of(made))?.sync_all()?;
        }
    }
    Ok(())
}

/// Waits until the names in a folder are on the disk.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), AppError> {
    let sync = || open_folder(folder)?.sync_all();
    sync().map_err(AppError::file(folder))
}

/// Waits until a file's content is on the disk.
pub(crate) fn sync_file(path: &Path) -> Result<(), AppError> {
    let sync = || fs::File::open(path)?.sync_all();
    sync().map_err(AppError::file(path))
}

/// Waits until everything below a folder is on the disk: one wait at the end of much work whose
/// files were written lazily.
pub fn sync_all(folder: &Path) -> Result<(), AppError> {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).map_err(AppError::file(&folder))?;
        for entry in entries {
            let path = entry.map_err(AppError::file(&folder))?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                sync_file(&path)?;
            }
        }
        sync_folder(&folder)?;
    }
    Ok(())
}

fn open_folder(folder: &Path) -> io::Result<fs::File> {
    // A relative name without a folder lies in the current one.
    let here = folder.as_os_str().is_empty();
    fs::File::open(if here { Path::new(".") } else { folder })
}

#[cfg(unix)]
fn permit(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn permit(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// Takes a folder's permissions from everybody but its owner, if it is there.
#[cfg(unix)]
fn close_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    match fs::metadata(folder) {
        Ok(meta) if meta.permissions().mode().trailing_zeros() >= 6 => Ok(()),
        Ok(_) => permit(folder, 0o700),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
fn close_folder(_: &Path) -> io::Result<()> {
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
