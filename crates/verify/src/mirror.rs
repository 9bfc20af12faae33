//! A copy of every public file that the checkpoints cover.
//!
//! A mirror is a memory: it never replaces a checkpoint by an older one or by one of another book,
//! and it never publishes a checkpoint whose files it does not have. Files come first, the
//! checkpoint last, the district's after those of all communities.

mod copy;
mod dest;

use std::path::Path;

use mingbai_domain::book::{NamedFile, Record};
use mingbai_domain::ids::Slug;
use rayon::prelude::*;

use self::copy::copy_log;
use self::dest::Dest;
use crate::failure::{Failure, RecordName, Rule};
use crate::progress::Progress;
use crate::source::Source;
use crate::verify::{communities, on_threads};
use crate::{district, layout};

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mirrored {
    /// Communities brought up to date.
    pub communities: u64,
    /// Records of their books.
    pub records: u64,
    /// Files copied.
    pub copied: u64,
    /// Bytes copied.
    pub bytes: u64,
    /// Files that were here already.
    pub kept: u64,
    /// The source's district is another one than the district here, whose log stays as it is: only
    /// communities that were handed over were followed.
    pub other_district: bool,
}

/// Why one log was not brought up to date.
#[derive(Clone, Debug, PartialEq)]
pub enum MirrorError {
    /// The source itself does not hold.
    Failure(Box<Failure>),
    /// The source offers an older checkpoint.
    Older {
        /// The checkpoint's path.
        path: String,
        /// The checkpoint here.
        have: String,
        /// The checkpoint offered.
        offered: String,
    },
    /// The source offers another book.
    Fork {
        /// The checkpoint's path.
        path: String,
        /// The checkpoint here.
        have: String,
        /// The checkpoint offered.
        offered: String,
    },
    /// The offered policy does not name the key of the copy here.
    KeyChanged {
        /// The policy's path.
        path: String,
    },
    /// The source offers another log than the one here: another installation's, or a namesake's.
    OtherLog {
        /// The checkpoint's path.
        path: String,
        /// The log here.
        have: String,
        /// The log offered.
        offered: String,
    },
    /// Another installation than the one mirrored here offers this book, which was not handed over.
    NotHandedOver {
        /// The community.
        community: Slug,
    },
    /// The copy here has a checkpoint that cannot be read.
    BadCopy {
        /// The file's path.
        path: String,
        /// Why.
        why: String,
    },
    /// A file cannot be written.
    Write {
        /// The file's path.
        path: String,
        /// Why.
        why: String,
    },
}

impl std::error::Error for MirrorError {}

impl From<Failure> for MirrorError {
    fn from(failure: Failure) -> Self {
        Self::Failure(Box::new(failure))
    }
}

/// A run that did not bring everything up to date; what it could do, it has done.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct MirrorFailed {
    /// What was done.
    pub done: Mirrored,
    /// One error for each log that was left as it was; never empty.
    pub errors: Vec<MirrorError>,
}

/// Copies what the source shows to `dest`, which need not exist yet: all communities, or `only` this
/// one and the district's log, which then names books that are not here.
pub fn mirror(
    source: &Source,
    dest: &Path,
    only: Option<&Slug>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Mirrored, MirrorFailed> {
    on_threads(source, || run(source, &Dest::new(dest), only, progress))
}

fn run(
    source: &Source,
    dest: &Dest,
    only: Option<&Slug>,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Mirrored, MirrorFailed> {
    let stop = |error| MirrorFailed {
        done: Mirrored::default(),
        errors: vec![error],
    };
    let district = copy_log(source, dest, None, &|_, bytes| {
        district::community_of(bytes).ok()
    });
    let mut district = match district {
        Ok(district) => district,
        Err(other @ MirrorError::OtherLog { .. }) => {
            return follow(source, dest, only, other, progress);
        }
        Err(error) => return Err(stop(error)),
    };
    let named = std::mem::take(&mut district.picked);
    let slugs = match only {
        Some(slug) => vec![slug.clone()],
        None => match communities(source, named) {
            (slugs, None) => slugs,
            (_, Some(failure)) => return Err(stop(failure.into())),
        },
    };
    progress(Progress::Found {
        communities: u64::try_from(slugs.len()).unwrap_or(u64::MAX),
    });
    let copied: Vec<Result<Mirrored, MirrorError>> = slugs
        .par_iter()
        .map(|slug| {
            let done = copy_community(source, dest, slug, false);
            told(progress, slug, &done);
            done
        })
        .collect();
    let (mut done, mut errors) = (district.counts, Vec::new());
    for result in copied {
        match result {
            Ok(one) => done.add(one),
            Err(error) => errors.push(error),
        }
    }
    // A district checkpoint behind the books that were asked for would make the copy a lie.
    let committed = if errors.is_empty() {
        district.commit(dest)
    } else {
        Ok(Mirrored::default())
    };
    match committed {
        Ok(files) => done.add(files),
        Err(error) => errors.push(error),
    }
    if errors.is_empty() {
        Ok(done)
    } else {
        Err(MirrorFailed { done, errors })
    }
}

fn told(
    progress: &(dyn Fn(Progress) + Sync),
    community: &Slug,
    done: &Result<Mirrored, MirrorError>,
) {
    let (records, failures) = match done {
        Ok(done) => (done.records, 0),
        Err(_) => (0, 1),
    };
    progress(Progress::Done {
        community,
        records,
        failures,
    });
}

/// The source is another installation than the one mirrored here. The books here that were handed
/// over to it go on; the district's log here stays, because it is the memory of what that district
/// has seen. Nothing else of the source is copied: it has namesakes perhaps, and a folder of its own.
fn follow(
    source: &Source,
    dest: &Dest,
    only: Option<&Slug>,
    other: MirrorError,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Mirrored, MirrorFailed> {
    let slugs = match only {
        Some(slug) => vec![slug.clone()],
        None => dest.communities(),
    };
    progress(Progress::Found {
        communities: u64::try_from(slugs.len()).unwrap_or(u64::MAX),
    });
    let mut done = Mirrored {
        other_district: true,
        ..Mirrored::default()
    };
    let mut errors = Vec::new();
    for slug in &slugs {
        if only.is_none() && !offers(source, slug) {
            continue;
        }
        let copied = copy_community(source, dest, slug, true);
        told(progress, slug, &copied);
        match copied {
            Ok(one) => done.add(one),
            // A namesake.
            Err(MirrorError::OtherLog { .. }) if only.is_none() => {}
            Err(error) => errors.push(error),
        }
    }
    if done.communities == 0 {
        errors.push(other);
    }
    if errors.is_empty() {
        Ok(done)
    } else {
        Err(MirrorFailed { done, errors })
    }
}

/// Whether the source has this community, as far as can be seen without copying it.
fn offers(source: &Source, slug: &Slug) -> bool {
    let path = format!("{}/{}", layout::community_log(slug), layout::CHECKPOINT);
    !matches!(source.read(&path, layout::MAX_CHECKPOINT), Ok(None))
}

impl Mirrored {
    fn add(&mut self, other: Self) {
        self.communities += other.communities;
        self.records += other.records;
        self.copied += other.copied;
        self.bytes += other.bytes;
        self.kept += other.kept;
    }

    fn count(&mut self, bytes: Option<usize>) {
        match bytes {
            Some(bytes) => {
                self.copied += 1;
                self.bytes += u64::try_from(bytes).unwrap_or(u64::MAX);
            }
            None => self.kept += 1,
        }
    }
}

/// A file that a record names.
struct Named {
    record: RecordName,
    path: String,
    sha256: [u8; 32],
    limit: usize,
    /// It is a voucher or document, which may be withdrawn.
    may_go: bool,
}

/// Copies one book; from another installation than before, only if it was handed over.
fn copy_community(
    source: &Source,
    dest: &Dest,
    slug: &Slug,
    elsewhere: bool,
) -> Result<Mirrored, MirrorError> {
    let mut content = copy_log(source, dest, Some(slug), &|index, bytes| {
        Some(named_files(slug, index, bytes)).filter(|(files, gone)| files.len() + gone.len() > 0)
    })?;
    if elsewhere && content.handovers == 0 {
        return Err(MirrorError::NotHandedOver {
            community: slug.clone(),
        });
    }
    let (mut files, mut withdrawn) = (Vec::new(), Vec::new());
    for (named, gone) in std::mem::take(&mut content.picked) {
        files.extend(named);
        withdrawn.extend(gone);
    }
    files.retain(|file| !(file.may_go && withdrawn.contains(&file.sha256)));
    files.sort_by(|a, b| (&a.path, a.record.first).cmp(&(&b.path, b.record.first)));
    files.dedup_by(|a, b| a.path == b.path);
    let copied: Result<Vec<Option<usize>>, MirrorError> = files
        .par_iter()
        .map(|file| copy_file(source, dest, slug, file))
        .collect();
    let mut done = Mirrored {
        communities: 1,
        records: content.log.size(),
        ..content.counts
    };
    copied?.into_iter().for_each(|bytes| done.count(bytes));
    done.add(content.commit(dest)?);
    Ok(done)
}

/// The files that a record names, and the one that it withdraws. Whether records keep the rules is
/// for the check; here a record that cannot be read names nothing.
fn named_files(slug: &Slug, index: u64, bytes: &[u8]) -> (Vec<Named>, Vec<[u8; 32]>) {
    if !contains(bytes, br#""sha256":""#) {
        return (Vec::new(), Vec::new());
    }
    let Ok(record) = Record::from_bytes(bytes) else {
        return (Vec::new(), Vec::new());
    };
    let served = record.files().into_iter().filter_map(|file| {
        let sha256 = file.sha256();
        let (path, limit, may_go) = match file {
            NamedFile::File(_) => (layout::file(slug, &sha256), layout::MAX_FILE_BYTES, true),
            NamedFile::List(..) => (layout::list(slug, &sha256), layout::MAX_LIST, false),
            NamedFile::Original { .. } => return None,
        };
        Some(Named {
            record: RecordName::of_bytes(index, bytes),
            path,
            sha256,
            limit,
            may_go,
        })
    });
    let named = served.collect();
    let gone = match &record {
        Record::FileWithdrawn(body) => vec![body.sha256],
        _ => Vec::new(),
    };
    (named, gone)
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Answers the bytes copied; `None` if the file was here already.
fn copy_file(
    source: &Source,
    dest: &Dest,
    slug: &Slug,
    file: &Named,
) -> Result<Option<usize>, MirrorError> {
    let is_right = |bytes: &[u8]| mingbai_domain::book::file_hash(bytes) == file.sha256;
    if dest
        .read(&file.path, file.limit)
        .is_some_and(|bytes| is_right(&bytes))
    {
        return Ok(None);
    }
    let rule = match source.read(&file.path, file.limit) {
        Ok(Some(bytes)) if is_right(&bytes) => {
            dest.write(&file.path, &bytes)?;
            return Ok(Some(bytes.len()));
        }
        Ok(Some(_)) => Rule::Content,
        Ok(None) => Rule::Missing,
        Err(error) => error.into(),
    };
    let (community, record) = (Some(slug.clone()), Some(file.record.clone()));
    Err(Failure {
        community,
        record,
        path: file.path.clone(),
        rule,
    }
    .into())
}
