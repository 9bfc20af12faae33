//! The real place: where a package is unpacked beside it, and how its files get there.
//!
//! `incoming/` of the data directory holds the unpacked package while a command runs, and a mark of
//! the package from before the first file is moved until everything is there. A kill leaves both;
//! the next run of the same command throws the unpacked files away, unpacks again, and finds by the
//! mark that it goes on. Moving a file that is there already changes nothing.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::refusal::Refusal;
use crate::error::AppError;

/// The data directory's `incoming/`, held by this process alone.
pub struct Incoming {
    root: PathBuf,
    folder: PathBuf,
    made_root: bool,
    _lock: File,
}

impl Incoming {
    /// Makes it, empty but for marks.
    pub fn open(root: &Path) -> Result<Self, AppError> {
        let made_root = !root.exists();
        let folder = root.join("incoming");
        fs::create_dir_all(&folder).map_err(AppError::file(&folder))?;
        set_mode(&folder, 0o700)?;
        let path = folder.join("lock");
        let lock = File::create(&path).map_err(AppError::file(&path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(Refusal::Busy.into()),
            Err(TryLockError::Error(error)) => return Err(AppError::file(&path)(error)),
        }
        let this = Self {
            root: root.to_owned(),
            folder,
            made_root,
            _lock: lock,
        };
        let work = this.work();
        if work.exists() {
            fs::remove_dir_all(&work).map_err(AppError::file(&work))?;
        }
        fs::create_dir(&work).map_err(AppError::file(&work))?;
        Ok(this)
    }

    /// Where to unpack.
    pub fn work(&self) -> PathBuf {
        self.folder.join("work")
    }

    /// The mark of a package whose files are being moved.
    pub fn mark(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.folder.join(name)).ok()
    }

    /// From now on something is half done.
    pub fn set_mark(&self, name: &str, mark: &str) -> Result<(), AppError> {
        let path = self.folder.join(name);
        let write = || -> io::Result<()> {
            let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
            file.write_all(mark.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(&path)?;
            File::open(&self.folder)?.sync_all()
        };
        write().map_err(AppError::file(&path))
    }

    /// Everything is there.
    pub fn clear_mark(&self, name: &str) -> Result<(), AppError> {
        let path = self.folder.join(name);
        fs::remove_file(&path).map_err(AppError::file(&path))
    }

    /// Moves keys, private and public files from the unpacked package to the data directory. The
    /// checkpoints come last, the district's behind all: nobody sees a tree without its tiles.
    pub fn move_files(&self) -> Result<(), AppError> {
        let work = self.work();
        let mut paths = Vec::new();
        for folder in ["keys", "private", "public"] {
            files_below(&work.join(folder), Path::new(folder), &mut paths)?;
        }
        let rank = |path: &PathBuf| match (
            path.ends_with("checkpoint"),
            path.starts_with("public/district"),
        ) {
            (false, _) => 0,
            (true, false) => 1,
            (true, true) => 2,
        };
        paths.sort_by(|a, b| (rank(a), a).cmp(&(rank(b), b)));
        let mut folders = BTreeSet::new();
        let mut rank_before = 0;
        for path in paths {
            if rank(&path) != rank_before {
                sync_folders(&mut folders)?;
                rank_before = rank(&path);
            }
            let to = self.root.join(&path);
            let private = !path.starts_with("public");
            let parent = to.parent().unwrap_or(&self.root).to_owned();
            fs::create_dir_all(&parent).map_err(AppError::file(&parent))?;
            move_file(&work.join(&path), &to, if private { 0o600 } else { 0o644 })?;
            folders.insert(parent);
        }
        sync_folders(&mut folders)?;
        for folder in ["keys", "private", "private/files"] {
            let folder = self.root.join(folder);
            if folder.exists() {
                set_mode(&folder, 0o700)?;
            }
        }
        Ok(())
    }
}

/// What was unpacked is gone with the command, whatever became of it; of a place that was empty
/// before and into which nothing was written, everything is.
impl Drop for Incoming {
    fn drop(&mut self) {
        // What cannot be removed now, the next command removes.
        let _ = fs::remove_dir_all(self.work());
        let only_lock = fs::read_dir(&self.folder).is_ok_and(|files| files.count() <= 1);
        if self.made_root && only_lock {
            let _ = fs::remove_file(self.folder.join("lock"));
            let _ = fs::remove_dir(&self.folder);
            let _ = fs::remove_dir(&self.root);
        }
    }
}

fn files_below(folder: &Path, name: &Path, found: &mut Vec<PathBuf>) -> Result<(), AppError> {
    let mut folders = vec![(folder.to_owned(), name.to_owned())];
    while let Some((folder, name)) = folders.pop() {
        if !folder.exists() {
            continue;
        }
        for entry in fs::read_dir(&folder).map_err(AppError::file(&folder))? {
            let entry = entry.map_err(AppError::file(&folder))?;
            let name = name.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push((entry.path(), name));
            } else {
                found.push(name);
            }
        }
    }
    Ok(())
}

/// The name shows the old content or the new, also after a power cut.
fn move_file(from: &Path, to: &Path, mode: u32) -> Result<(), AppError> {
    set_mode(from, mode)?;
    let put = || -> io::Result<()> {
        File::open(from)?.sync_all()?;
        match fs::rename(from, to) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => copy(from, to, mode),
            other => other,
        }
    };
    put().map_err(AppError::file(to))
}

/// `public/` may be another disk.
fn copy(from: &Path, to: &Path, mode: u32) -> io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    io::copy(&mut File::open(from)?, &mut file)?;
    set_mode_of(file.path(), mode)?;
    file.as_file().sync_all()?;
    file.persist(to)?;
    Ok(())
}

fn sync_folders(folders: &mut BTreeSet<PathBuf>) -> Result<(), AppError> {
    for folder in std::mem::take(folders) {
        let sync = || File::open(&folder)?.sync_all();
        sync().map_err(AppError::file(&folder))?;
    }
    Ok(())
}

fn set_mode(path: &Path, mode: u32) -> Result<(), AppError> {
    set_mode_of(path, mode).map_err(AppError::file(path))
}

#[cfg(unix)]
fn set_mode_of(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode_of(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}
