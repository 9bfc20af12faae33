//! What a good archive says, and what of it was not checked.

use std::collections::HashSet;

use serde::Serialize;

use super::ballots::Checked;
use super::outside::Outside;
use super::setup::Setup;
use crate::archive::{Chain, Digest};
use crate::group::Group;
use crate::hash;
use crate::result::ElectionResult;
use crate::weight::Weight;

/// How far the election has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Ballots may still come. There is nothing to count yet.
    Open,
    /// No more ballots, and no encrypted tally yet.
    Ended,
    /// The encrypted tally is there; trustees have still to decrypt it.
    Tallied,
    /// The result is there.
    Finished,
}

/// A question with its numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuestionReport {
    /// The words.
    pub question: String,
    /// What could be chosen. The blank choice, where there is one, is not in it.
    pub answers: Vec<String>,
    /// Whether a blank vote is allowed; its number is the first of the result.
    pub blank: bool,
    /// How many answers had to be chosen at least.
    pub min: u32,
    /// And at most.
    pub max: u32,
    /// The weights by choice, the blank choice first. None while there is no result.
    pub result: Option<Vec<u64>>,
}

/// A ballot in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BallotLine {
    /// Place among the ballots, from 1.
    pub number: usize,
    /// Base64 of its hash: what its voter wrote down.
    pub tracker: String,
    /// Its weight; None if ballots were not checked.
    pub weight: Option<u64>,
    /// Whether it counts: false if the same credential voted again. None if not checked.
    pub counts: Option<bool>,
}

/// Which lists from elsewhere an archive was compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// The credentials with a roll.
    pub roll: bool,
    /// The chain with heads seen earlier.
    pub anchors: bool,
    /// The trustees' keys with announced ones.
    pub trustees: bool,
}

/// What an archive says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whether ballots, proofs and sums were checked, or only read.
    pub checked: bool,
    /// Identifier of the election.
    pub uuid: String,
    /// Its name.
    pub name: String,
    /// What it is about.
    pub description: String,
    /// Its group.
    pub group: String,
    /// Base64 of the hash of its parameters: what every voter's device must show.
    pub fingerprint: String,
    /// Base64 of the hash of the list of credentials.
    pub credentials_fingerprint: String,
    /// How far it is.
    pub stage: Stage,
    /// Hash of the last event: stands for everything before it.
    pub head: Option<Digest>,
    /// Number of events.
    pub events: usize,
    /// The trustees' public keys.
    pub trustees: Vec<String>,
    /// How many trustees have decrypted.
    pub decryptions: usize,
    /// Number of voters on the list.
    pub credentials: usize,
    /// What they weigh together.
    pub credentials_weight: Weight,
    /// Number of ballots, replaced ones included.
    pub ballots: usize,
    /// Number of ballots that count: of each credential the last. 0 if not checked.
    pub counted: u64,
    /// What they weigh together. 0 if not checked.
    pub counted_weight: Weight,
    /// The questions, with their results.
    pub questions: Vec<QuestionReport>,
    /// The ballots in their order.
    pub trackers: Vec<BallotLine>,
    /// Which lists from elsewhere it was compared with.
    pub compared: Compared,
}

impl Report {
    /// What can be said without checking anything.
    pub(super) fn outline<G: Group>(chain: &Chain, setup: &Setup<G>) -> Self {
        let election = setup.poll.election();
        let trackers = chain
            .ballots
            .iter()
            .enumerate()
            .map(|(index, member)| BallotLine {
                number: index + 1,
                tracker: hash::fingerprint(member.body),
                weight: None,
                counts: None,
            });
        let questions = election.questions.iter().map(|question| QuestionReport {
            question: question.question.clone(),
            answers: question.answers.clone(),
            blank: question.allows_blank(),
            min: question.min,
            max: question.max,
            result: None,
        });
        let keys = setup.trustees.0.iter();
        Self {
            checked: false,
            uuid: election.uuid.clone(),
            name: election.name.clone(),
            description: election.description.clone(),
            group: election.group.clone(),
            fingerprint: setup.poll.fingerprint().to_owned(),
            credentials_fingerprint: hash::fingerprint(chain.setup.credentials.body),
            stage: stage(chain),
            head: chain.heads.last().copied(),
            events: chain.heads.len(),
            trustees: keys
                .map(|trustee| trustee.0.public_key.to_string())
                .collect(),
            decryptions: chain.decryptions.len(),
            credentials: setup.credentials.len(),
            credentials_weight: setup.total_weight,
            ballots: chain.ballots.len(),
            counted: 0,
            counted_weight: Weight(0),
            questions: questions.collect(),
            trackers: trackers.collect(),
            compared: Compared::default(),
        }
    }

    /// Adds what the count of checked ballots says.
    pub(super) fn count<G: Group>(
        &mut self,
        ballots: &[Checked<G>],
        counted: &[&Checked<G>],
        setup: &Setup<G>,
    ) {
        self.checked = true;
        let weight = |ballot: &Checked<G>| setup.credentials[ballot.credential].weight.0;
        self.counted = counted.iter().map(|_| 1).sum();
        // Each credential counts once, and the sum over all of them fits.
        self.counted_weight = Weight(counted.iter().map(|ballot| weight(ballot)).sum());
        let last: HashSet<Digest> = counted.iter().map(|ballot| ballot.digest).collect();
        let lines = ballots
            .iter()
            .enumerate()
            .map(|(index, ballot)| BallotLine {
                number: index + 1,
                tracker: ballot.tracker.clone(),
                weight: Some(weight(ballot)),
                counts: Some(last.contains(&ballot.digest)),
            });
        self.trackers = lines.collect();
    }

    /// Adds which lists from elsewhere were compared.
    pub(super) fn outside(&mut self, outside: &Outside) {
        let lines = |text: &String| !text.trim().is_empty();
        self.compared = Compared {
            roll: outside.roll.is_some(),
            anchors: outside.anchors.as_ref().is_some_and(lines),
            trustees: outside.trustees.is_some(),
        };
    }

    /// Adds the result.
    pub(super) fn result(&mut self, result: &ElectionResult) {
        for (question, row) in self.questions.iter_mut().zip(&result.result) {
            question.result = Some(row.iter().map(|weight| weight.0).collect());
        }
    }
}

fn stage(chain: &Chain) -> Stage {
    match (&chain.result, &chain.tally, chain.ended) {
        (Some(_), _, _) => Stage::Finished,
        (None, Some(_), _) => Stage::Tallied,
        (None, None, true) => Stage::Ended,
        (None, None, false) => Stage::Open,
    }
}
