//! What must be refused is refused, with the right object and the right rule; what a third party's
//! program made is accepted. Hostile bytes end in an error, quickly.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod bad_input;
mod elements;
mod fuzz;
mod groups;
mod lists;
mod refused;
mod resume;

#[path = "../../examples/support/mod.rs"]
mod support;

use std::process::Command;
use std::sync::LazyLock;

use mingbai_belenios::refusal::{Object, Refusal, Rule};
use mingbai_belenios::verify::{self, Outside, Progress, Report, Stage};
use support::model::Model;
use support::{Held, Plan};

/// Two voters and three ballots, of which the third is the first voter's again; two questions, the
/// second with a blank choice; two trustees. Held open, and finished.
static HELD: LazyLock<(Vec<u8>, Vec<u8>)> = LazyLock::new(|| {
    let mut held = held();
    let open = held.archive.bytes().to_vec();
    held.finish().unwrap();
    (open, held.archive.bytes().to_vec())
});

/// A finished election that `belenios-tool` 2.0 made from beginning to end.
const BY_TOOL: &[u8] = include_bytes!("made-by-tool.bel");

const PLAN: Plan = Plan {
    voters: 2,
    ballots: 0,
    questions: 2,
    trustees: 2,
    blank: true,
};

fn held() -> Held {
    let mut held = Held::new(PLAN).unwrap();
    for voter in [0, 1, 0] {
        held.vote(voter).unwrap();
    }
    held
}

fn finished() -> &'static [u8] {
    &HELD.1
}

fn check(bytes: &[u8]) -> Result<Report, Vec<Refusal>> {
    check_with(bytes, &Outside::default())
}

fn check_with(bytes: &[u8], outside: &Outside) -> Result<Report, Vec<Refusal>> {
    verify::verify(bytes, outside, &|_| {}).map_err(|refused| refused.0)
}

/// The one refusal of a finished election that was changed and whose hashes were all made right.
fn refusal(change: impl FnOnce(&mut Model)) -> (Object, Rule) {
    let bytes = changed(change);
    let mut refusals = check(&bytes).unwrap_err();
    let Refusal { object, rule } = refusals.remove(0);
    (object, rule)
}

fn changed(change: impl FnOnce(&mut Model)) -> Vec<u8> {
    let original = Model::of(finished());
    let mut model = original.clone();
    change(&mut model);
    model.write(&original)
}

/// What `belenios-tool election verify` says. None where the program is not installed and
/// `MINGBAI_WITHOUT_BELENIOS_TOOL` says that this is known.
fn tool_accepts(bytes: &[u8]) -> Option<bool> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("MingbaiTestBench.bel"), bytes).unwrap();
    let ran = Command::new("belenios-tool")
        .args(["election", "verify", "--dir"])
        .arg(folder.path())
        .output();
    let skip = std::env::var_os("MINGBAI_WITHOUT_BELENIOS_TOOL").is_some();
    assert!(ran.is_ok() || skip, "belenios-tool is not installed");
    ran.ok().map(|done| done.status.success())
}

#[test]
fn a_finished_election_is_accepted_with_its_result() {
    let report = check(finished()).unwrap();
    assert!(report.checked);
    assert_eq!(report.stage, Stage::Finished);
    assert_eq!((report.ballots, report.counted), (3, 2));
    assert_eq!((report.credentials, report.counted_weight.0), (2, 5));
    let counts: Vec<_> = report.trackers.iter().map(|line| line.counts).collect();
    assert_eq!(counts, [Some(false), Some(true), Some(true)]);
    // Voter 0 (weight 2) chose the first option of question 1 and, of question 2 with its blank
    // choice before the options, the second of four; voter 1 (weight 3) one further each.
    let results: Vec<_> = report.questions.iter().map(|q| q.result.clone()).collect();
    assert_eq!(results, [Some(vec![2, 3, 0]), Some(vec![0, 2, 3, 0])]);
    assert_ne!(tool_accepts(finished()), Some(false));
}

#[test]
fn an_election_may_stop_after_any_event() {
    let whole = Model::of(finished());
    let mut stages = Vec::new();
    for length in 1..=whole.steps.len() {
        let bytes = changed(|model| model.steps.truncate(length));
        let report = check(&bytes).unwrap();
        assert_eq!(report.events, length);
        stages.push(report.stage);
    }
    let open = [Stage::Open; 4];
    let rest = [
        Stage::Ended,
        Stage::Tallied,
        Stage::Tallied,
        Stage::Tallied,
        Stage::Finished,
    ];
    assert_eq!(stages, [&open[..], &rest[..]].concat());
}

#[test]
fn an_election_wholly_made_by_the_tool_is_accepted_with_its_result() {
    let report = check(BY_TOOL).unwrap();
    let results: Vec<_> = report.questions.iter().map(|q| q.result.clone()).collect();
    assert_eq!(results, [Some(vec![5, 1, 5]), Some(vec![1, 5, 0])]);
    assert_eq!((report.counted, report.counted_weight.0), (2, 6));
    assert_eq!(report.credentials_weight.0, 7);
}

#[test]
fn progress_names_every_ballot_once() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let (found, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    verify::verify(&HELD.0, &Outside::default(), &|progress| match progress {
        Progress::Found { ballots } => found.store(ballots, Ordering::Relaxed),
        Progress::Ballot => drop(done.fetch_add(1, Ordering::Relaxed)),
    })
    .unwrap();
    assert_eq!((found.into_inner(), done.into_inner()), (3, 3));
}

#[test]
fn inspecting_says_what_is_there_without_checking_it() {
    let report = verify::inspect(finished()).unwrap();
    assert!(!report.checked);
    assert_eq!(report.ballots, 3);
    assert!(report.trackers.iter().all(|line| line.counts.is_none()));
    // A wrong result is shown, since nothing is checked; verifying refuses it.
    let wrong = changed(|model| {
        let result = model.body(mingbai_belenios::archive::EventKind::Result);
        *result = result.replacen("[2,3,0]", "[9,3,0]", 1);
    });
    let shown = verify::inspect(&wrong).unwrap();
    assert_eq!(shown.questions[0].result, Some(vec![9, 3, 0]));
}
