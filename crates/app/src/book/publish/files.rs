//! The files that records name: vouchers, documents, household lists. Before a record is signed they
//! are there, are what it says, and are on the disk. A lost list is made again from the rows; a lost
//! voucher cannot be, so its record is not signed.

use std::collections::BTreeSet;
use std::ops::Range;

use mingbai_domain::book::{NamedFile, Record, file_hash};
use mingbai_domain::ids::{CommunityId, Slug};
use mingbai_store::{StoreError, items, log};

use crate::App;
use crate::book::closing;
use crate::book::refusal::{BadFile, BookRefusal, FileFault};
use crate::error::AppError;
use crate::files::public::Unsynced;
use crate::files::write::{Durability, sync_file, sync_folder};

/// How closely named files are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// They are there.
    There,
    /// Their content has the hash that their record names.
    Content,
    /// The same, and they are on the disk.
    Synced,
}

impl Look {
    /// What a signature of this durability needs.
    pub(super) fn of(durability: Durability) -> Self {
        match durability {
            Durability::Synced => Self::Synced,
            Durability::Lazy => Self::There,
        }
    }
}

/// Looks at every file that the records of a community name, and makes lost lists again. Answers how
/// many it made.
pub fn look(app: &App, slug: &Slug, how: Look) -> Result<u64, AppError> {
    let id = app.community(slug)?.id;
    let size = app.db.read(|tx| log::get(tx, id))?.size;
    secure(app, id, slug, 0..size, how)
}

/// The same for some of the records.
pub(super) fn secure(
    app: &App,
    id: CommunityId,
    slug: &Slug,
    records: Range<u64>,
    how: Look,
) -> Result<u64, AppError> {
    let named = named_in(app, id, records)?;
    let mut look = Looking {
        app,
        id,
        slug,
        how,
        bad: Vec::new(),
        made: 0,
        originals: false,
        unsynced: Unsynced::new(Durability::Synced),
    };
    for named in &named {
        look.at(named)?;
    }
    look.finish()
}

/// What kind of file it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    /// A voucher or a document.
    File,
    /// The unredacted original of one.
    Original,
    /// A household list, of the summary with this number.
    List(u64),
}

impl What {
    fn of(file: &NamedFile<'_>) -> Self {
        match file {
            NamedFile::File(_) => Self::File,
            NamedFile::Original { .. } => Self::Original,
            NamedFile::List(no, _) => Self::List(*no),
        }
    }
}

/// One file that a record names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Named {
    record: u64,
    what: What,
    sha256: [u8; 32],
}

/// Every file that these records name, without those that were withdrawn.
fn named_in(app: &App, id: CommunityId, records: Range<u64>) -> Result<Vec<Named>, AppError> {
    let mut named = Vec::new();
    let mut withdrawn = BTreeSet::new();
    app.db.read(|tx| {
        log::each_public_leaf(tx, id, records.start, records.end, |index, bytes| {
            let record = Record::from_bytes(&bytes)
                .map_err(|error| StoreError::Inconsistent(format!("record {index}: {error}")))?;
            if let Record::FileWithdrawn(body) = &record {
                withdrawn.insert(body.sha256);
            }
            named.extend(record.files().iter().map(|file| Named {
                record: index,
                what: What::of(file),
                sha256: file.sha256(),
            }));
            Ok(())
        })
    })?;
    named.retain(|file| !withdrawn.contains(&file.sha256));
    Ok(named)
}

struct Looking<'a> {
    app: &'a App,
    id: CommunityId,
    slug: &'a Slug,
    how: Look,
    bad: Vec<BadFile>,
    made: u64,
    originals: bool,
    unsynced: Unsynced,
}

impl Looking<'_> {
    fn at(&mut self, named: &Named) -> Result<(), AppError> {
        let Some(why) = self.wrong(named)? else {
            return self.sync(named);
        };
        if let What::List(no) = named.what
            && self.make_lists(no)?
            && self.wrong(named)?.is_none()
        {
            return self.sync(named);
        }
        self.bad.push(BadFile {
            record: named.record,
            file: hex::encode(named.sha256),
            folder: match named.what {
                What::File => "files",
                What::List(_) => "lists",
                What::Original => "private/files",
            },
            why,
        });
        Ok(())
    }

    /// The file's name among the public files; an original has none.
    fn name(&self, named: &Named) -> Option<String> {
        let hash = hex::encode(named.sha256);
        match named.what {
            What::File => Some(format!("c/{}/files/{hash}", self.slug)),
            What::List(_) => Some(format!("c/{}/lists/{hash}", self.slug)),
            What::Original => None,
        }
    }

    fn original(&self, named: &Named) -> std::path::PathBuf {
        self.app.dir.private().join(hex::encode(named.sha256))
    }

    /// What is wrong with a file, if anything.
    fn wrong(&self, named: &Named) -> Result<Option<FileFault>, AppError> {
        let (files, name) = (self.app.dir.public_files(), self.name(named));
        if self.how == Look::There {
            let there = match &name {
                Some(name) => files.exists(name)?,
                None => self.original(named).is_file(),
            };
            return Ok((!there).then_some(FileFault::Missing));
        }
        let bytes = match &name {
            Some(name) => files.get(name)?,
            None => std::fs::read(self.original(named)).ok(),
        };
        Ok(match bytes {
            None => Some(FileFault::Missing),
            Some(bytes) if file_hash(&bytes) != named.sha256 => Some(FileFault::Content),
            Some(_) => None,
        })
    }

    fn sync(&mut self, named: &Named) -> Result<(), AppError> {
        if self.how != Look::Synced {
            return Ok(());
        }
        if let Some(name) = self.name(named) {
            let files = self.app.dir.public_files();
            files.sync(&name, &mut self.unsynced)
        } else {
            self.originals = true;
            sync_file(&self.original(named))
        }
    }

    /// Makes all lists of a summary again; `false` if the rows no longer give them.
    fn make_lists(&mut self, no: u64) -> Result<bool, AppError> {
        let (id, slug) = (self.id, self.slug);
        let rows = self.app.db.read(|tx| items::of_summary(tx, id, slug, no))?;
        let Some(rows) = rows.filter(|rows| rows.iter().all(|row| row.salt.is_some())) else {
            return Ok(false); // a salt that was destroyed opens nothing any more
        };
        for (_, list) in closing::lists(rows)? {
            let bytes = list.to_bytes();
            self.app
                .dir
                .put_public(slug, "lists", &bytes, Durability::Synced)?;
            self.made += 1;
        }
        Ok(true)
    }

    fn finish(self) -> Result<u64, AppError> {
        self.unsynced.finish()?;
        if self.originals {
            sync_folder(&self.app.dir.private())?;
        }
        if self.bad.is_empty() {
            return Ok(self.made);
        }
        Err(AppError::Book(BookRefusal::BadFiles {
            slug: self.slug.clone(),
            bad: self.bad,
        }))
    }
}
