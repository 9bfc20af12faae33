//! How a file gets there whole, and how one waits for the disk.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use mingbai_store::Target;

use crate::error::AppError;

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
pub(super) fn permit(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
pub(super) fn permit(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// Takes a folder's permissions from everybody but its owner, if it is there.
#[cfg(unix)]
pub(super) fn close_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    match fs::metadata(folder) {
        Ok(meta) if meta.permissions().mode().trailing_zeros() >= 6 => Ok(()),
        Ok(_) => permit(folder, 0o700),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
pub(super) fn close_folder(_: &Path) -> io::Result<()> {
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
