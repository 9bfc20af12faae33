//! Where public files are read: a directory (a mirror, or a server's data directory) or a server.

mod http;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::layout;

pub use http::Http;

/// The most files that one listing names.
const MAX_LISTED: usize = 1_000_000;

/// Why a file could not be read. That it is not there is not an error here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// Not a directory, and not an `http://` or `https://` address.
    #[error("`{0}` is neither a directory nor an http(s) address")]
    NotASource(String),
    /// A path that could lead out of the source.
    #[error("`{0}` is not the path of a public file")]
    BadPath(String),
    /// Larger than a file of its kind can be.
    #[error("the file is larger than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// A folder holds more than a log ever has.
    #[error("there are more than {limit} files and folders")]
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// A directory or device where a file should be.
    #[error("not a file")]
    NotAFile,
    /// The server answered something else than the file.
    #[error("the server answered with status {0}")]
    Status(u16),
    /// The server sends, but so slowly that it would never end.
    #[error("the server sends too slowly")]
    TooSlow,
    /// Disk or network.
    #[error("cannot be read: {0}")]
    Io(String),
}

/// Public files by their paths.
#[derive(Clone, Debug)]
pub enum Source {
    /// A directory that holds `district/` and `c/`.
    Dir(PathBuf),
    /// A server, or any web server over a mirror.
    Http(Http),
}

impl Source {
    /// An `http(s)://` address, a mirror, or a server's data directory (then its `public/`).
    pub fn open(place: &str) -> Result<Self, SourceError> {
        if place.starts_with("http://") || place.starts_with("https://") {
            return Ok(Self::Http(Http::new(place)));
        }
        Self::dir(Path::new(place)).ok_or_else(|| SourceError::NotASource(place.to_owned()))
    }

    /// A directory; a data directory is entered. `None` if it is no directory.
    pub fn dir(path: &Path) -> Option<Self> {
        let public = path.join("public");
        let is_data = public
            .join(layout::DISTRICT_LOG)
            .join(layout::CHECKPOINT)
            .is_file();
        let root = if is_data { public } else { path.to_owned() };
        root.is_dir().then_some(Self::Dir(root))
    }

    /// The whole file, or `None` if there is none.
    pub fn read(&self, path: &str, limit: usize) -> Result<Option<Vec<u8>>, SourceError> {
        if !is_safe(path) {
            return Err(SourceError::BadPath(path.to_owned()));
        }
        match self {
            Self::Dir(root) => read_file(&root.join(path), limit),
            Self::Http(http) => http.read(path, limit),
        }
    }

    /// The files below a folder, as paths, sorted; `None` where a source cannot list.
    pub fn list(&self, folder: &str) -> Result<Option<Vec<String>>, SourceError> {
        match self {
            Self::Dir(root) => {
                let mut found = list_files(&root.join(folder), folder)?;
                found.sort();
                Ok(Some(found))
            }
            Self::Http(_) => Ok(None),
        }
    }

    /// The names of the folders in a folder, sorted; `None` where a source cannot list.
    pub fn folders(&self, folder: &str) -> Result<Option<Vec<String>>, SourceError> {
        let Self::Dir(root) = self else {
            return Ok(None);
        };
        let entries = match fs::read_dir(root.join(folder)) {
            Ok(entries) => entries,
            Err(error) if is_absent(&error) => return Ok(Some(Vec::new())),
            Err(error) => return Err(io_error(error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(io_error)?;
            if names.len() == MAX_LISTED {
                return Err(SourceError::TooMany { limit: MAX_LISTED });
            }
            let name = entry.file_name().to_str().map(str::to_owned);
            names.extend(name.filter(|_| entry.path().is_dir()));
        }
        names.sort();
        Ok(Some(names))
    }
}

/// Relative, plain parts, no way up.
pub(crate) fn is_safe(path: &str) -> bool {
    let plain = |part: &str| {
        let chars = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        !part.is_empty() && !part.starts_with('.') && part.chars().all(chars)
    };
    path.split('/').all(plain)
}

/// Reads a regular file of at most `limit` bytes.
pub(crate) fn read_file(path: &Path, limit: usize) -> Result<Option<Vec<u8>>, SourceError> {
    let length = match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => metadata.len(),
        Ok(_) => return Err(SourceError::NotAFile),
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) => return Err(io_error(error)),
    };
    let length = usize::try_from(length).unwrap_or(usize::MAX);
    if length > limit {
        return Err(SourceError::TooLarge { limit });
    }
    let mut bytes = Vec::with_capacity(length + 1);
    let more = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    File::open(path)
        .map_err(io_error)?
        .take(more)
        .read_to_end(&mut bytes)
        .map_err(io_error)?;
    if bytes.len() > limit {
        Err(SourceError::TooLarge { limit })
    } else {
        Ok(Some(bytes))
    }
}

/// Folder by folder, not by recursion: folders may be as deep as a path is long.
fn list_files(folder: &Path, name: &str) -> Result<Vec<String>, SourceError> {
    let (mut found, mut seen) = (Vec::new(), 0_usize);
    let mut folders = vec![(folder.to_owned(), name.to_owned())];
    while let Some((folder, name)) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if is_absent(&error) => continue,
            Err(error) => return Err(io_error(error)),
        };
        for entry in entries {
            let entry = entry.map_err(io_error)?;
            seen += 1;
            if seen > MAX_LISTED {
                return Err(SourceError::TooMany { limit: MAX_LISTED });
            }
            let path = format!("{name}/{}", entry.file_name().to_string_lossy());
            // Links are listed as files, not followed: a loop would never end.
            if entry.file_type().map_err(io_error)?.is_dir() {
                folders.push((entry.path(), path));
            } else {
                found.push(path);
            }
        }
    }
    Ok(found)
}

fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "used as a function for map_err"
)]
fn io_error(error: io::Error) -> SourceError {
    SourceError::Io(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_relative_paths_are_read() {
        for path in ["district/log/checkpoint", "c/a-1/log/tile/0/x001/000.p/3"] {
            assert!(is_safe(path), "{path}");
        }
        for path in [
            "", "/etc", "a//b", "../a", "a/../b", "a/./b", "a\\b", "a/", "a\0", "%2e", "a?b", "c:x",
        ] {
            assert!(!is_safe(path), "{path}");
        }
        let source = Source::Dir(std::env::temp_dir());
        assert_eq!(
            source.read("../etc/passwd", 10),
            Err(SourceError::BadPath("../etc/passwd".into()))
        );
    }

    #[test]
    fn a_file_has_a_largest_size_and_a_folder_is_no_file() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("d")).unwrap();
        fs::write(dir.path().join("f"), [0; 10]).unwrap();
        let source = Source::dir(dir.path()).unwrap();
        assert_eq!(source.read("f", 10).unwrap().unwrap().len(), 10);
        assert_eq!(source.read("f", 9), Err(SourceError::TooLarge { limit: 9 }));
        assert_eq!(source.read("d", 9), Err(SourceError::NotAFile));
        assert_eq!(source.read("x", 9), Ok(None));
        assert_eq!(source.read("f/x", 9), Ok(None));
    }

    #[test]
    fn folders_as_deep_as_a_path_can_be_are_listed_on_a_small_stack() {
        let dir = tempfile::tempdir().unwrap();
        let deep = dir.path().join("a/".repeat(1_900));
        fs::create_dir_all(&deep).unwrap();
        fs::write(deep.join("f"), b"").unwrap();
        let source = Source::dir(dir.path()).unwrap();
        let list = move || source.list("a").unwrap().unwrap();
        let thread = std::thread::Builder::new().stack_size(64 << 10);
        let found = thread.spawn(list).unwrap().join().unwrap();
        assert_eq!(found.len(), 1);
        assert!(found[0].ends_with("a/f"));
    }

    #[test]
    fn a_place_that_is_nothing_is_refused() {
        assert!(matches!(
            Source::open("/no/such/place"),
            Err(SourceError::NotASource(_))
        ));
        assert!(matches!(
            Source::open("ftp://x"),
            Err(SourceError::NotASource(_))
        ));
    }
}
