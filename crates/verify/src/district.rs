//! The district's log: which checkpoints of which communities it has seen.

use std::collections::BTreeMap;

use mingbai_domain::book::{DistrictRecord, RecordError};
use mingbai_domain::ids::Slug;
use mingbai_tlog::{Checkpoint, Hash, Note as SignedNote, PolicyError};

use crate::failure::{Failure, RecordName, Rule};
use crate::log::{Leaf, MAX_FAILURES, OpenLog, check_old_tiles, walk};
use crate::options::Options;
use crate::report::{KeyLine, Note, Report};
use crate::source::Source;

/// A checkpoint of a community, as the district's log has it. The signature is not checked yet.
pub struct Seen {
    /// Leaf index in the district's log.
    pub index: u64,
    /// Path of the bundle with it.
    pub path: String,
    pub size: u64,
    pub root: Hash,
    pub note: SignedNote,
}

impl Seen {
    /// A failure of the community that this record shows.
    pub fn failure(&self, community: &Slug, rule: Rule) -> Failure {
        Failure {
            community: Some(community.clone()),
            record: Some(district_record(self.index)),
            path: self.path.clone(),
            rule,
        }
    }
}

/// What the district has seen, by community, in order.
pub type Sightings = BTreeMap<Slug, Vec<Seen>>;

/// Checks the district's own log and collects what it says about the communities.
pub fn check(source: &Source, options: &Options) -> (Sightings, Report) {
    let mut report = Report::default();
    let mut seen = Sightings::new();
    let log = match OpenLog::open(source, None) {
        Ok(log) => log,
        Err(failure) => {
            report.failures.push(*failure);
            return (seen, report);
        }
    };
    let mut failures = Vec::new();
    let walked = walk(
        &log,
        &[],
        |_, bytes| read(bytes),
        |leaf| {
            if let (Err(failure), true) =
                (take(&log, leaf, &mut seen), failures.len() < MAX_FAILURES)
            {
                failures.push(*failure);
            }
        },
    );
    report.failures = walked.failures;
    report.failures.extend(failures);
    match check_old_tiles(&log) {
        Ok((old, unknown)) => {
            report.failures.extend(old);
            if unknown > 0 {
                report.notes.push(Note::UnknownFiles {
                    community: None,
                    files: unknown,
                });
            }
        }
        Err(error) => report
            .failures
            .push(log.failure("tile", None, error.into())),
    }
    check_key(&log, options, &mut report);
    (seen, report)
}

fn check_key(log: &OpenLog, options: &Options, report: &mut Report) {
    let signed = log.signed.note().verify(&log.keys()).unwrap_or_default();
    let Some(by) = signed.first() else { return };
    match options.pin(&by.key) {
        Ok(pinned) => report.keys.push(KeyLine::new(None, &by.key, pinned)),
        Err(rule) => report
            .failures
            .push(log.failure(crate::layout::CHECKPOINT, None, rule)),
    }
    if log.witnesses.is_empty() {
        report.notes.push(Note::NoWitness { logs: 1 });
    }
}

/// A record and the checkpoint in it.
type Parsed = Result<(Slug, Checkpoint, SignedNote), Rule>;

fn read(bytes: &[u8]) -> Parsed {
    let record = DistrictRecord::from_bytes(bytes).map_err(Rule::DistrictRecord)?;
    let note = SignedNote::parse(record.checkpoint.as_bytes());
    let note = note.map_err(|error| Rule::Checkpoint(PolicyError::Checkpoint(error.into())))?;
    let checkpoint = Checkpoint::parse(note.text())?;
    Ok((record.community, checkpoint, note))
}

fn take(log: &OpenLog, leaf: Leaf<Parsed>, seen: &mut Sightings) -> Result<(), Box<Failure>> {
    let Some(parsed) = leaf.parsed else {
        return Ok(());
    }; // the walk has reported it
    let bundle = leaf.bundle.to_string();
    let fail = |rule| Box::new(log.failure(&bundle, Some(district_record(leaf.index)), rule));
    let (community, checkpoint, note) = parsed.map_err(fail)?;
    let path = format!("{}/{bundle}", log.prefix);
    let of_community = seen.entry(community).or_default();
    let before = of_community.last().map_or(0, |last| last.size);
    if checkpoint.size < before {
        return Err(fail(Rule::WentBack {
            before,
            then: checkpoint.size,
        }));
    }
    let Checkpoint { size, root, .. } = checkpoint;
    of_community.push(Seen {
        index: leaf.index,
        path,
        size,
        root,
        note,
    });
    Ok(())
}

fn district_record(index: u64) -> RecordName {
    RecordName {
        kind: Some("checkpoint".to_owned()),
        ..RecordName::at(index)
    }
}

/// The communities that a district's leaf names, for the mirror.
pub fn community_of(bytes: &[u8]) -> Result<Slug, RecordError> {
    DistrictRecord::from_bytes(bytes).map(|record| record.community)
}
