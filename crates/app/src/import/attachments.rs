//! Files beside a workbook: invoices, contracts, minutes. They are read and judged before anything
//! is written, and stored only when every row was accepted.
//!
//! A cell names a file inside the folder that the user gave. Nothing outside it can be named.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::{Component, Path};
use std::sync::{Mutex, MutexGuard, PoisonError};

use mingbai_domain::book::{FileRef, file_hash};
use mingbai_domain::ids::Slug;
use mingbai_sheets::NamedFiles;

use crate::error::AppError;
use crate::files::dir::DataDir;
use crate::files::write::Durability;
use crate::import::refused::{FileProblem, RowProblem};

/// What stands for a copy without an original, so that the others keep their places.
const NONE: &str = "-";
/// The largest file: 50 MB.
const MAX_FILE: u64 = 50 << 20;
/// The most that one import may bring along: 1 GB.
const MAX_ALL: u64 = 1 << 30;

/// What was found in the folder, by the names in the workbook, and what records came to name.
#[derive(Debug, Default)]
pub(super) struct Attachments {
    found: BTreeMap<String, Result<Attachment, FileProblem>>,
    /// A file that only an example row or a row outside the table names is not stored.
    used: Mutex<NamedFiles>,
    /// What is in its place already.
    stored: Mutex<NamedFiles>,
}

#[derive(Debug)]
struct Attachment {
    bytes: Vec<u8>,
    sha256: [u8; 32],
    media: &'static str,
}

impl Attachments {
    /// Reads every named file. A file that cannot be taken is the problem of the row that names it.
    pub(super) fn read(folder: Option<&Path>, names: BTreeSet<String>) -> Self {
        let mut left = MAX_ALL;
        let read = |name: String| {
            let found = folder
                .ok_or(FileProblem::NoFolder)
                .and_then(|folder| read(folder, &name, &mut left));
            (name, found)
        };
        Self {
            found: names.into_iter().map(read).collect(),
            used: Mutex::default(),
            stored: Mutex::default(),
        }
    }

    /// What tells this import from another: the workbook and every file that it names.
    pub(super) fn fingerprint(&self, workbook: [u8; 32]) -> [u8; 32] {
        if self.found.is_empty() {
            return workbook;
        }
        let found = self.found.values().flatten().flat_map(|file| file.sha256);
        let all: Vec<u8> = workbook.into_iter().chain(found).collect();
        file_hash(&all)
    }

    /// A document as the book names it; `None` if the row names none.
    pub(super) fn document(
        &self,
        public: Option<&String>,
        original: Option<&String>,
    ) -> Result<Option<FileRef>, RowProblem> {
        let Some(name) = public else {
            return match original {
                Some(original) => Err(RowProblem::OriginalAlone(original.clone())),
                None => Ok(None),
            };
        };
        let file = self.get(name)?;
        let mut used = locked(&self.used);
        used.public.insert(name.clone());
        used.originals.extend(original.cloned());
        drop(used);
        let original = original.map(|name| self.get(name)).transpose()?;
        let stem = Path::new(name).file_stem().unwrap_or_default();
        Ok(Some(FileRef {
            media: file.media.to_owned(),
            name: stem.to_string_lossy().into_owned(),
            original: original.map(|original| original.sha256),
            sha256: file.sha256,
        }))
    }

    /// Vouchers, each with its original where there are originals.
    pub(super) fn vouchers(
        &self,
        public: &[String],
        originals: &[String],
    ) -> Result<Vec<FileRef>, RowProblem> {
        if let Some(alone) = originals.get(public.len()) {
            return Err(RowProblem::OriginalAlone(alone.clone()));
        }
        let pairs = public.iter().enumerate();
        let none = |name: &&String| name.is_empty() || *name == NONE;
        let original = |at: usize| originals.get(at).filter(|name| !none(name));
        let documents = pairs.map(|(at, name)| self.document(Some(name), original(at)));
        documents.filter_map(Result::transpose).collect()
    }

    fn get(&self, name: &str) -> Result<&Attachment, RowProblem> {
        let found = self.found.get(name).map(Result::as_ref);
        let found = found.unwrap_or(Err(&FileProblem::Missing));
        found.map_err(|&why| RowProblem::File {
            name: name.to_owned(),
            why,
        })
    }

    /// Whether the workbook names files.
    pub(super) fn any(&self) -> bool {
        !self.found.is_empty()
    }

    /// Puts the files that records came to name in their places, unless they are there already: before
    /// the records are committed.
    pub(super) fn store(&self, dir: &DataDir, slug: &Slug) -> Result<(), AppError> {
        let (used, mut stored) = (locked(&self.used), locked(&self.stored));
        for (name, file) in &self.found {
            let Ok(file) = file else { continue };
            if used.public.contains(name) && !stored.public.contains(name) {
                dir.put_public(slug, "files", &file.bytes, Durability::Synced)?;
                stored.public.insert(name.clone());
            }
            if used.originals.contains(name) && !stored.originals.contains(name) {
                dir.put_private(&file.bytes, Durability::Synced)?;
                stored.originals.insert(name.clone());
            }
        }
        Ok(())
    }
}

fn locked(names: &Mutex<NamedFiles>) -> MutexGuard<'_, NamedFiles> {
    names.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read(folder: &Path, name: &str, left: &mut u64) -> Result<Attachment, FileProblem> {
    let plain = Path::new(name)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if !plain || name.is_empty() {
        return Err(FileProblem::Outside);
    }
    let missing = |_| FileProblem::Missing;
    let folder = fs::canonicalize(folder).map_err(|_| FileProblem::NoFolder)?;
    let path = fs::canonicalize(folder.join(name)).map_err(missing)?;
    if !path.starts_with(&folder) {
        return Err(FileProblem::Outside);
    }
    // Before it is opened: a pipe would wait for ever.
    if !fs::metadata(&path).map_err(missing)?.is_file() {
        return Err(FileProblem::Missing);
    }
    let file = File::open(&path).map_err(missing)?;
    let mut bytes = Vec::new();
    let limit = MAX_FILE.min(*left);
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(missing)?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size == 0 {
        return Err(FileProblem::Empty);
    }
    if size > limit {
        let too_large = size > MAX_FILE;
        return Err(if too_large {
            FileProblem::TooLarge
        } else {
            FileProblem::TooMuch
        });
    }
    *left -= size;
    let media = media_of(&bytes).ok_or(FileProblem::Media)?;
    Ok(Attachment {
        sha256: file_hash(&bytes),
        bytes,
        media,
    })
}

/// The kind by the content: a name proves nothing, and a browser must not be misled.
fn media_of(bytes: &[u8]) -> Option<&'static str> {
    let webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let known: [(&[u8], &str); 3] = [
        (b"%PDF-", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
    ];
    if webp {
        return Some("image/webp");
    }
    let found = known.iter().find(|(magic, _)| bytes.starts_with(magic));
    found.map(|(_, media)| *media)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn problem(files: &Attachments, name: &str) -> FileProblem {
        match files.document(Some(&name.to_owned()), None) {
            Err(RowProblem::File { why, .. }) => why,
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn only_good_files_inside_the_folder_are_taken() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("files");
        fs::create_dir_all(folder.join("sub")).unwrap();
        fs::write(folder.join("发票.pdf"), b"%PDF-1.4 x").unwrap();
        fs::write(folder.join("sub/照片.jpg"), b"\xff\xd8\xff\xe0 x").unwrap();
        fs::write(folder.join("empty.pdf"), b"").unwrap();
        fs::write(folder.join("page.pdf"), b"<script>").unwrap();
        fs::write(place.path().join("secret.pdf"), b"%PDF-1.4 secret").unwrap();
        let outside = place.path().join("secret.pdf").to_str().unwrap().to_owned();
        #[cfg(unix)]
        std::os::unix::fs::symlink(&outside, folder.join("link.pdf")).unwrap();

        let bad = [
            ("../secret.pdf", FileProblem::Outside),
            ("sub/../../secret.pdf", FileProblem::Outside),
            (outside.as_str(), FileProblem::Outside),
            ("link.pdf", FileProblem::Outside),
            ("sub", FileProblem::Missing),
            ("none.pdf", FileProblem::Missing),
            ("empty.pdf", FileProblem::Empty),
            ("page.pdf", FileProblem::Media),
        ];
        let mut wanted = names(&["发票.pdf", "sub/照片.jpg"]);
        wanted.extend(bad.iter().map(|(name, _)| (*name).to_owned()));
        let files = Attachments::read(Some(&folder), wanted);
        for (name, why) in bad {
            assert_eq!(problem(&files, name), why, "{name}");
        }
        let invoice = files.document(Some(&"发票.pdf".into()), None).unwrap();
        let invoice = invoice.unwrap();
        assert_eq!(
            (invoice.media.as_str(), invoice.name.as_str()),
            ("application/pdf", "发票")
        );
        let photo = files
            .vouchers(&["sub/照片.jpg".into()], &["发票.pdf".into()])
            .unwrap();
        assert_eq!(
            (photo[0].name.as_str(), photo[0].original),
            ("照片", Some(invoice.sha256))
        );
        assert_eq!(
            problem(&Attachments::read(None, names(&["发票.pdf"])), "发票.pdf"),
            FileProblem::NoFolder
        );
    }

    #[test]
    fn a_large_file_is_refused_without_being_read_whole() {
        let folder = tempfile::tempdir().unwrap();
        let file = File::create(folder.path().join("a.pdf")).unwrap();
        file.set_len(MAX_FILE + 1).unwrap();
        let files = Attachments::read(Some(folder.path()), names(&["a.pdf"]));
        assert_eq!(problem(&files, "a.pdf"), FileProblem::TooLarge);
    }

    #[test]
    fn an_original_without_its_public_copy_is_refused() {
        let files = Attachments::default();
        let name = "原件.pdf".to_owned();
        let alone = Err(RowProblem::OriginalAlone(name.clone()));
        assert_eq!(files.document(None, Some(&name)), alone.clone());
        assert_eq!(
            files.vouchers(&[], &[name]),
            alone.map(|_: Option<FileRef>| Vec::new())
        );
    }

    #[test]
    fn only_files_that_a_record_names_are_stored_and_originals_never_in_public() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("files");
        fs::create_dir(&folder).unwrap();
        let all = ["例.pdf", "公开.pdf", "原件.pdf"];
        for name in all {
            fs::write(folder.join(name), format!("%PDF-1.4 {name}")).unwrap();
        }
        let files = Attachments::read(Some(&folder), names(&all));
        let dir = DataDir::new(place.path());
        let slug = Slug::new("north").unwrap();
        let (public, original) = ("公开.pdf".to_owned(), "原件.pdf".to_owned());
        let named = files.document(Some(&public), Some(&original)).unwrap();
        files.store(&dir, &slug).unwrap();
        let stored = |folder: &Path| -> Vec<String> {
            let entries = fs::read_dir(folder).unwrap();
            let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
            entries
                .map(|entry| name(entry).into_string().unwrap())
                .collect()
        };
        let named = named.unwrap();
        let public = stored(&dir.community(&slug).join("files"));
        assert_eq!(public, [hex::encode(named.sha256)]);
        let private = stored(&dir.private());
        assert_eq!(private, [hex::encode(named.original.unwrap())]);
    }

    #[test]
    fn the_same_workbook_with_other_files_is_another_import() {
        let folder = tempfile::tempdir().unwrap();
        let read = |content: &[u8]| {
            fs::write(folder.path().join("a.pdf"), content).unwrap();
            Attachments::read(Some(folder.path()), names(&["a.pdf"])).fingerprint([7; 32])
        };
        assert_ne!(read(b"%PDF-1"), read(b"%PDF-2"));
        assert_eq!(Attachments::default().fingerprint([7; 32]), [7; 32]);
    }
}
