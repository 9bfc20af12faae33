//! A stored archive is continued as if its writer had never stopped; a damaged one is not.

use std::process::Command;

use mingbai_belenios::archive::write::{Archive, ArchiveError};
use mingbai_belenios::archive::{EventKind, ResumeError};
use mingbai_belenios::refusal::Rule;
use mingbai_belenios::{Ballot, Belenios2048, Ed25519, Group, PartialDecryption};

use super::support::model::Model;
use super::support::{self, Held};
use super::{PLAN, changed, finished, held, tool_accepts};

/// Stores the archive and goes on with what was stored.
fn interrupt<G: Group>(held: &mut Held<G>) {
    let stored = held.archive.bytes().to_vec();
    let resumed = Archive::resume(&stored).unwrap();
    assert_eq!(resumed.bytes(), stored);
    assert_eq!(resumed.head(), held.archive.head());
    assert_eq!(resumed.poll(), held.archive.poll());
    assert_eq!(resumed.encrypted_tally(), held.archive.encrypted_tally());
    held.archive = resumed;
}

fn interrupted_everywhere<G: Group>(uninterrupted: &[u8]) {
    let mut held = Held::<G>::new(PLAN).unwrap();
    for voter in [0, 1, 0] {
        interrupt(&mut held);
        held.vote(voter).unwrap();
    }
    interrupt(&mut held);
    held.archive.end_ballots().unwrap();
    interrupt(&mut held);
    let tally = held.archive.add_encrypted_tally().unwrap().clone();
    for (owner, key) in (1..).zip(&std::mem::take(&mut held.trustees)) {
        interrupt(&mut held);
        let poll = held.archive.poll();
        let part = PartialDecryption::compute(poll, key, &tally, &mut held.source).unwrap();
        held.archive.add_partial_decryption(owner, part).unwrap();
    }
    interrupt(&mut held);
    held.archive.add_result().unwrap();
    interrupt(&mut held);
    assert!(held.archive.bytes() == uninterrupted);
}

#[test]
fn an_archive_that_was_stored_after_every_event_is_the_same_in_the_end() {
    interrupted_everywhere::<Belenios2048>(finished());
    assert_ne!(tool_accepts(finished()), Some(false));
    let mut held = Held::<Ed25519>::new(PLAN).unwrap();
    for voter in [0, 1, 0] {
        held.vote(voter).unwrap();
    }
    held.finish().unwrap();
    interrupted_everywhere::<Ed25519>(held.archive.bytes());
}

#[test]
fn what_was_refused_before_is_refused_after() {
    let mut held = held();
    let first = Model::of(held.archive.bytes()).steps[1].data[0].clone();
    let first: Ballot<Belenios2048> = serde_json::from_str(&first).unwrap();
    interrupt(&mut held);
    let before = held.archive.bytes().to_vec();
    let again = held.archive.add_ballot(first.clone());
    assert_eq!(again, Err(ArchiveError::Replayed));
    let event = EventKind::Result;
    assert_eq!(
        held.archive.add_result(),
        Err(ArchiveError::WrongStage { event })
    );
    assert_eq!(held.archive.bytes(), before, "nothing is written then");
    held.archive.end_ballots().unwrap();
    interrupt(&mut held);
    let event = EventKind::Ballot;
    let late = held.archive.add_ballot(first);
    assert_eq!(late, Err(ArchiveError::WrongStage { event }));
    held.archive.add_encrypted_tally().unwrap();
    interrupt(&mut held);
    let missing = held.trustees.len();
    let early = held.archive.add_result();
    assert_eq!(early, Err(ArchiveError::Incomplete { missing }));
}

/// The tool appends a ballot of ours to a file of ours as we do, and verifies what we append to that.
#[test]
fn an_archive_that_the_tool_continued_is_continued() {
    let mut ours = held();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("MingbaiTestBench.bel");
    std::fs::write(&file, ours.archive.bytes()).unwrap();
    ours.vote(1).unwrap();
    let model = Model::of(ours.archive.bytes());
    let ballot = folder.path().join("ballot");
    std::fs::write(&ballot, &model.steps.last().unwrap().data[0]).unwrap();
    let ran = Command::new("belenios-tool")
        .args(["archive", "add-event", "--type=Ballot", "--dir"])
        .arg(folder.path())
        .stdin(std::fs::File::open(&ballot).unwrap())
        .output();
    if tool_accepts(ours.archive.bytes()).is_none() {
        return;
    }
    assert!(ran.unwrap().status.success());
    let stored = std::fs::read(&file).unwrap();
    assert!(stored == ours.archive.bytes());
    ours.archive = Archive::resume(&stored).unwrap();
    ours.finish().unwrap();
    assert_eq!(tool_accepts(ours.archive.bytes()), Some(true));
}

fn resume(bytes: &[u8]) -> Result<Vec<u8>, ResumeError> {
    Archive::<Belenios2048>::resume(bytes).map(|archive| archive.bytes().to_vec())
}

#[test]
fn a_damaged_archive_is_not_continued() {
    let whole = finished();
    assert!(matches!(resume(&[]), Err(ResumeError::Refused(_))));
    for cut in [1, 511, 512, 700, whole.len() / 2, whole.len() - 512] {
        let cut = resume(&whole[..whole.len() - cut]);
        assert!(matches!(cut, Err(ResumeError::Refused(_))));
    }
    for at in (0..whole.len()).step_by(whole.len() / 60) {
        let mut bytes = whole.to_vec();
        bytes[at] ^= 1;
        assert!(resume(&bytes).is_err(), "{at}");
    }
    let mut longer = whole.to_vec();
    longer.extend([0; 512]);
    assert!(resume(&longer).is_err());
}

#[test]
fn an_archive_whose_hashes_are_right_and_whose_steps_are_not_is_not_continued() {
    let step = |change: &dyn Fn(&mut Model)| match resume(&changed(change)).unwrap_err() {
        ResumeError::Step { error, .. } => Some(error),
        ResumeError::Differs { at } => {
            assert!(at > 512);
            None
        }
        ResumeError::Refused(refusal) => panic!("{refusal}"),
    };
    let replayed = step(&|model| {
        let copy = model.steps[1].clone();
        model.steps.insert(4, copy);
    });
    assert_eq!(replayed, Some(ArchiveError::Replayed));
    let weight = step(&|model| {
        let stated = &mut model.steps[5].data[1];
        *stated = stated.replacen("\"total_weight\":5", "\"total_weight\":6", 1);
    });
    assert_eq!(weight, None);
    let result = step(&|model| {
        let result = model.body(EventKind::Result);
        *result = result.replacen("[2,3,0]", "[3,2,0]", 1);
    });
    assert_eq!(result, None);
    let factor = step(&|model| {
        let part = model.body(EventKind::PartialDecryption);
        *part = part.replacen(
            "\"decryption_factors\":[[\"",
            "\"decryption_factors\":[[\"1",
            1,
        );
        let second = part.find("\",\"").unwrap();
        part.remove(second - 1);
    });
    assert_eq!(factor, Some(ArchiveError::NotProved { owner: 1 }));
}

#[test]
fn an_archive_of_another_group_is_not_continued() {
    let other = support::finished::<Ed25519>(PLAN).unwrap();
    assert!(matches!(resume(&other), Err(ResumeError::Refused(_))));
    let spaced = changed(|model| model.steps[0].data[0].push(' '));
    match resume(&spaced) {
        Err(ResumeError::Refused(refusal)) => assert!(matches!(refusal.rule, Rule::Json(_))),
        other => panic!("{:?}", other.err()),
    }
}
