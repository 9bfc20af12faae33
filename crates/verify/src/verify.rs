//! The whole check: the district's log first, then every community, on all cores.

use mingbai_domain::ids::Slug;
use rayon::prelude::*;

use crate::failure::Failure;
use crate::options::Options;
use crate::progress::Progress;
use crate::report::{Note, Report};
use crate::source::Source;
use crate::{community, district, layout};

/// Waiting for a server takes longer than computing.
const HTTP_THREADS: usize = 8;

/// Checks everything that a source shows. Whatever is wrong is in the report; this never stops
/// halfway through a district because of one community.
pub fn verify(source: &Source, options: &Options, progress: &(dyn Fn(Progress) + Sync)) -> Report {
    on_threads(source, || {
        let (sightings, mut report) = district::check(source, options);
        let (communities, failure) = communities(source, sightings.keys().cloned().collect());
        report.failures.extend(failure);
        let wanted: Vec<Slug> = match &options.community {
            Some(one) => vec![one.clone()],
            None => communities,
        };
        progress(Progress::Found {
            communities: count(wanted.len()),
        });
        let parts: Vec<Report> = wanted
            .par_iter()
            .map(|slug| {
                let seen = sightings.get(slug).map_or(&[][..], Vec::as_slice);
                let part = community::check(source, slug, seen, options);
                let (records, failures) = (part.entries, count(part.failures.len()));
                progress(Progress::Done {
                    community: slug,
                    records,
                    failures,
                });
                part
            })
            .collect();
        for part in parts {
            report.add(part);
        }
        merge_notes(&mut report);
        report
    })
}

/// Checks these books alone, and the district's log if it is there, too: what a package holds. A
/// community that was never signed has nothing to check yet and is not asked for.
pub fn verify_books(
    source: &Source,
    books: &[Slug],
    with_district: bool,
    options: &Options,
) -> Report {
    on_threads(source, || {
        let (sightings, mut report) = if with_district {
            district::check(source, options)
        } else {
            (district::Sightings::new(), Report::default())
        };
        let parts: Vec<Report> = books
            .par_iter()
            .map(|slug| {
                let seen = sightings.get(slug).map_or(&[][..], Vec::as_slice);
                community::check(source, slug, seen, options)
            })
            .collect();
        for part in parts {
            report.add(part);
        }
        merge_notes(&mut report);
        report
    })
}

/// Runs on more threads when a network is to be waited for.
pub(crate) fn on_threads<T: Send>(source: &Source, run: impl FnOnce() -> T + Send) -> T {
    let pool = match source {
        Source::Http(_) => rayon::ThreadPoolBuilder::new()
            .num_threads(HTTP_THREADS)
            .build()
            .ok(),
        Source::Dir(_) => None,
    };
    match pool {
        Some(pool) => pool.install(run),
        None => run(),
    }
}

/// The communities that the district names, and those whose folders can be seen.
pub(crate) fn communities(source: &Source, mut named: Vec<Slug>) -> (Vec<Slug>, Option<Failure>) {
    let (folders, failure) = match source.folders(layout::COMMUNITIES) {
        Ok(folders) => (folders.unwrap_or_default(), None),
        Err(error) => {
            let (path, rule) = (layout::COMMUNITIES.to_owned(), error.into());
            (
                Vec::new(),
                Some(Failure {
                    community: None,
                    record: None,
                    path,
                    rule,
                }),
            )
        }
    };
    named.extend(folders.iter().filter_map(|name| Slug::new(name).ok()));
    named.sort();
    named.dedup();
    (named, failure)
}

/// One note for all logs instead of one each.
fn merge_notes(report: &mut Report) {
    let without_witness = report
        .notes
        .iter()
        .filter(|note| matches!(note, Note::NoWitness { .. }));
    let without_witness = count(without_witness.count());
    report
        .notes
        .retain(|note| !matches!(note, Note::NoWitness { .. }));
    if without_witness > 0 {
        report.notes.push(Note::NoWitness {
            logs: without_witness,
        });
    }
    let not_pinned = count(report.keys.iter().filter(|key| !key.pinned).count());
    if not_pinned > 0 {
        report.notes.push(Note::KeysNotPinned { logs: not_pinned });
    }
}

fn count(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}
