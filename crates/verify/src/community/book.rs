//! The records of one community, in order: the rules of the book, and what their files must be.

use std::collections::{BTreeMap, BTreeSet};

use mingbai_domain::book::{Fold, NamedFile, Record, RecordError, Summary, file_hash};
use mingbai_domain::ids::Slug;
use mingbai_tlog::tile::TilePath;
use rayon::prelude::*;

use crate::failure::{Failure, RecordName, Rule};
use crate::layout;
use crate::lists::{Check, SealedItem};
use crate::log::{Leaf, MAX_FAILURES, OpenLog};
use crate::report::{Note, Report};

/// A record, or what is left of it.
pub type Parsed = Result<Record, (RecordName, RecordError)>;

/// Reads one leaf.
pub fn read(index: u64, bytes: &[u8]) -> Parsed {
    Record::from_bytes(bytes).map_err(|error| (RecordName::of_bytes(index, bytes), error))
}

/// Everything that is known of a book while it is read.
pub struct Book<'a> {
    log: &'a OpenLog<'a>,
    slug: &'a Slug,
    fold: Fold,
    /// From this record on the rules were not checked.
    stopped: Option<u64>,
    /// Items since the last summary.
    sealed: Vec<SealedItem>,
    /// Some records since the last summary could not be read.
    gap: bool,
    /// Served files with the first record that names each.
    files: BTreeMap<[u8; 32], RecordName>,
    originals: BTreeSet<[u8; 32]>,
    withdrawn: BTreeSet<[u8; 32]>,
    lists: BTreeSet<[u8; 32]>,
    /// Leaf index and key.
    pub handovers: Vec<(u64, String)>,
    failures: Vec<Failure>,
}

impl<'a> Book<'a> {
    pub fn new(log: &'a OpenLog<'a>, slug: &'a Slug) -> Self {
        Self {
            log,
            slug,
            fold: Fold::default(),
            stopped: None,
            sealed: Vec::new(),
            gap: false,
            files: BTreeMap::new(),
            originals: BTreeSet::new(),
            withdrawn: BTreeSet::new(),
            lists: BTreeSet::new(),
            handovers: Vec::new(),
            failures: Vec::new(),
        }
    }

    /// Takes the next record.
    pub fn take(&mut self, leaf: Leaf<Parsed>) {
        if self.failures.len() >= MAX_FAILURES {
            return;
        }
        let path = leaf.bundle;
        match leaf.parsed {
            Some(Ok(record)) => self.take_record(leaf.index, path, &record),
            Some(Err((name, error))) => {
                self.gap = true;
                self.fail(path, name, Rule::Record(error));
            }
            None => {
                // The walk has reported the bundle.
                self.gap = true;
                self.stop(leaf.index);
            }
        }
    }

    fn take_record(&mut self, index: u64, path: TilePath, record: &Record) {
        if index == 0 {
            self.check_first(path, record);
        }
        if self.stopped.is_none()
            && let Err(violation) = self.fold.apply(record)
        {
            self.fail(path, name_of(index, record), Rule::Book(violation.rule));
        }
        match record {
            Record::Sealed(body) => {
                self.sealed.push(SealedItem {
                    cid: body.cid,
                    index,
                    seq: body.seq,
                });
            }
            Record::Summary(body) => {
                self.note_files(index, record);
                self.check_lists(name_of(index, record), body);
            }
            Record::FileWithdrawn(body) => {
                self.withdrawn.insert(body.sha256);
            }
            Record::Handover(body) => self.handovers.push((index, body.vkey.clone())),
            _ => self.note_files(index, record),
        }
    }

    fn check_first(&mut self, path: TilePath, record: &Record) {
        let origin = &self.log.signed.checkpoint().origin;
        let found = match record {
            Record::Community(body) if body.slug == *self.slug && body.origin == *origin => return,
            Record::Community(body) => format!("{} ({})", body.slug, body.origin),
            other => other.kind().to_owned(),
        };
        self.fail(path, name_of(0, record), Rule::OtherCommunity { found });
    }

    fn note_files(&mut self, index: u64, record: &Record) {
        for file in record.files() {
            let sha256 = file.sha256();
            match file {
                NamedFile::File(_) => {
                    let named = self.files.entry(sha256);
                    named.or_insert_with(|| name_of(index, record));
                }
                NamedFile::Original { .. } => {
                    self.originals.insert(sha256);
                }
                NamedFile::List(..) => {
                    self.lists.insert(sha256);
                }
            }
        }
    }

    fn check_lists(&mut self, record: RecordName, summary: &Summary) {
        let mut sealed = std::mem::take(&mut self.sealed);
        let whole = !std::mem::take(&mut self.gap);
        let (prefix, size) = (&self.log.prefix, self.log.size());
        let bundle_of = |index| {
            let path = TilePath::of_entry(index, size);
            path.map_or_else(|| prefix.clone(), |path| format!("{prefix}/{path}"))
        };
        let source = self.log.source;
        let check = Check {
            source,
            slug: self.slug,
            record,
            summary,
            bundle_of: &bundle_of,
        };
        self.failures
            .extend(check.run(whole.then_some(&mut sealed)));
    }

    fn fail(&mut self, path: TilePath, record: RecordName, rule: Rule) {
        self.stop(record.first);
        self.failures
            .push(self.log.failure(&path.to_string(), Some(record), rule));
    }

    /// From here on the rules cannot be checked: every later record builds on this one.
    fn stop(&mut self, index: u64) {
        self.stopped.get_or_insert(index);
    }

    /// The paths of all files that the records name.
    pub fn named(&self) -> BTreeSet<String> {
        let files = self
            .files
            .keys()
            .map(|sha256| layout::file(self.slug, sha256));
        files
            .chain(
                self.lists
                    .iter()
                    .map(|sha256| layout::list(self.slug, sha256)),
            )
            .collect()
    }

    /// Checks the files and adds what was found.
    pub fn finish(self, tree_is_whole: bool, report: &mut Report) {
        report.failures.extend(self.failures);
        let served: Vec<_> = self
            .files
            .iter()
            .filter(|(sha256, _)| !self.withdrawn.contains(*sha256))
            .collect();
        let broken = served.par_iter().filter_map(|(sha256, name)| {
            let path = layout::file(self.slug, sha256);
            let rule = match self.log.source.read(&path, layout::MAX_FILE_BYTES) {
                Ok(Some(bytes)) if file_hash(&bytes) == **sha256 => return None,
                Ok(Some(_)) => Rule::Content,
                Ok(None) => Rule::Missing,
                Err(error) => error.into(),
            };
            let (community, record) = (Some(self.slug.clone()), Some((*name).clone()));
            Some(Failure {
                community,
                record,
                path,
                rule,
            })
        });
        report.failures.extend(broken.collect::<Vec<_>>());
        if tree_is_whole && self.log.size() == 0 {
            let rule = Rule::OtherCommunity {
                found: String::new(),
            };
            report
                .failures
                .push(self.log.failure(layout::CHECKPOINT, None, rule));
        }
        let community = self.slug.clone();
        let gone = self.files.len() - served.len();
        let counted = [
            (
                gone,
                Note::Withdrawn {
                    community: community.clone(),
                    files: count(gone),
                },
            ),
            (
                self.originals.len(),
                Note::Originals {
                    community: community.clone(),
                    files: count(self.originals.len()),
                },
            ),
            (
                self.sealed.len(),
                Note::Unsummarised {
                    community: community.clone(),
                    items: count(self.sealed.len()),
                },
            ),
        ];
        report.notes.extend(
            counted
                .into_iter()
                .filter(|(n, _)| *n > 0)
                .map(|(_, note)| note),
        );
        if let Some(from) = self.stopped {
            report.notes.push(Note::RulesStopped { community, from });
        }
    }
}

fn name_of(index: u64, record: &Record) -> RecordName {
    let number = match record {
        Record::Entry(body) => Some(body.seq),
        Record::Sealed(body) => Some(body.seq),
        Record::Summary(body) => Some(body.no),
        Record::Objection(body) => Some(body.no),
        _ => None,
    };
    RecordName {
        kind: Some(record.kind().to_owned()),
        number,
        ..RecordName::at(index)
    }
}

fn count(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}
