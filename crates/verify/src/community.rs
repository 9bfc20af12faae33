//! One community: its log, the rules of its book, its lists and files, and what the district saw.

mod book;

use std::collections::BTreeSet;

use mingbai_domain::ids::Slug;
use mingbai_tlog::{Hash, SignedCheckpoint};
use rayon::prelude::*;

use self::book::Book;
use crate::district::Seen;
use crate::failure::{Failure, Rule};
use crate::layout;
use crate::log::{Keys, MAX_FAILURES, OpenLog, check_old_tiles, walk};
use crate::options::Options;
use crate::report::{KeyLine, Note, Report};
use crate::source::Source;

/// Checks everything about one community.
pub fn check(source: &Source, slug: &Slug, seen: &[Seen], options: &Options) -> Report {
    let mut report = Report {
        communities: 1,
        ..Report::default()
    };
    let log = match OpenLog::open(source, Some(slug)) {
        Ok(log) => log,
        Err(failure) => {
            report.failures.push(*failure);
            return report;
        }
    };
    let mut sizes: Vec<u64> = seen.iter().map(|seen| seen.size).collect();
    sizes.dedup(); // the district's log has them in ascending order
    let mut book = Book::new(&log, slug);
    let walked = walk(&log, &sizes, book::read, |leaf| book.take(leaf));
    report.entries = walked.records;
    report.failures = walked.failures;
    let tree_is_whole = report.failures.is_empty();
    let (handovers, named) = (book.handovers.clone(), book.named());
    book.finish(tree_is_whole, &mut report);
    if report.failures.is_empty() {
        match Keys::new(&log, &handovers) {
            Ok(keys) => check_signers(&log, slug, &keys, seen, options, &mut report),
            Err(failure) => report.failures.push(*failure),
        }
    }
    let roots: Vec<(u64, Hash)> = sizes.into_iter().zip(walked.roots).collect();
    check_sightings(&log, slug, seen, &roots, &mut report);
    check_folder(&log, slug, &named, &mut report);
    if seen.is_empty() {
        report.notes.push(Note::NotInDistrict {
            community: slug.clone(),
        });
    }
    report.failures.truncate(MAX_FAILURES);
    report
}

/// The checkpoint, and all that the district saw, are signed by the key of their time.
fn check_signers(
    log: &OpenLog,
    slug: &Slug,
    keys: &Keys,
    seen: &[Seen],
    options: &Options,
    report: &mut Report,
) {
    let key = match keys.of_checkpoint(log) {
        Ok(key) => key,
        Err(failure) => return report.failures.push(*failure),
    };
    let fail = |rule| log.failure(layout::CHECKPOINT, None, rule);
    match options.pin(key) {
        Ok(pinned) => report.keys.push(KeyLine::new(Some(slug), key, pinned)),
        Err(rule) => report.failures.push(fail(rule)),
    }
    if log.witnesses.is_empty() {
        report.notes.push(Note::NoWitness { logs: 1 });
    }
    let unsigned = seen.par_iter().filter_map(|seen| {
        let signed = SignedCheckpoint::from_note(seen.note.clone(), keys.at(seen.size));
        let error = signed.err()?;
        Some(seen.failure(slug, error.into()))
    });
    report.failures.extend(unsigned.collect::<Vec<Failure>>());
}

/// What the district saw is the beginning of what is shown now.
fn check_sightings(
    log: &OpenLog,
    slug: &Slug,
    seen: &[Seen],
    roots: &[(u64, Hash)],
    report: &mut Report,
) {
    for seen in seen {
        let root = roots
            .binary_search_by_key(&seen.size, |(size, _)| *size)
            .map(|at| roots[at].1);
        let rule = match root {
            _ if seen.size > log.size() => Rule::Rollback {
                seen: seen.size,
                now: log.size(),
            },
            Ok(root) if root != seen.root => Rule::Fork { size: seen.size },
            _ => continue, // or the tree is broken before this size, which is reported
        };
        report.failures.push(seen.failure(slug, rule));
    }
}

/// Older partial tiles, and files that nothing covers.
fn check_folder(log: &OpenLog, slug: &Slug, named: &BTreeSet<String>, report: &mut Report) {
    let unknown = check_old_tiles(log).and_then(|(failures, unknown)| {
        report.failures.extend(failures);
        let files = log
            .source
            .list(&layout::community(slug))?
            .unwrap_or_default();
        let log_files = format!("{}/", log.prefix);
        let others = files.iter().filter(|file| !file.starts_with(&log_files));
        Ok(unknown
            + others
                .filter(|file| !named.contains(*file))
                .map(|_| 1)
                .sum::<u64>())
    });
    match unknown {
        Ok(0) => {}
        Ok(files) => {
            let community = Some(slug.clone());
            report.notes.push(Note::UnknownFiles { community, files });
        }
        Err(error) => report
            .failures
            .push(log.failure("tile", None, error.into())),
    }
}
