//! A whole election with invented voters, the same for the same seed. For tests and benches only:
//! its secrets can be guessed.
#![allow(dead_code, reason = "each test and bench uses a part")]

pub mod model;
pub mod mutate;

use std::error::Error;

use mingbai_belenios::archive::write::Archive;
use mingbai_belenios::random::TestSource;
use mingbai_belenios::trustee::TrusteeKey;
use mingbai_belenios::{
    Ballot, Belenios2048, CredentialSecret, Election, Group, PartialDecryption, Poll,
    PublicCredential, PublicCredentials, Question, Trustees, Weight,
};

/// What kind of election.
#[derive(Clone, Copy)]
pub struct Plan {
    /// Number of voters on the list.
    pub voters: usize,
    /// Number of ballots; above `voters`, the first ones vote again.
    pub ballots: usize,
    /// Number of questions, of three options each.
    pub questions: usize,
    /// Number of trustees.
    pub trustees: usize,
    /// Whether the second question may be left blank.
    pub blank: bool,
}

/// An election that is being held.
pub struct Held<G: Group = Belenios2048> {
    pub archive: Archive<G>,
    pub trustees: Vec<TrusteeKey<G>>,
    pub voters: Vec<CredentialSecret<G>>,
    pub source: TestSource,
}

impl<G: Group> Held<G> {
    /// Sets it up. Voter n, counted from 0, has a weight of n + 2.
    pub fn new(plan: Plan) -> Result<Self, Box<dyn Error>> {
        let weights: Vec<u64> = (2..).take(plan.voters).collect();
        Self::with_weights(plan, &weights)
    }

    /// Sets it up with these weights of the voters.
    pub fn with_weights(plan: Plan, weights: &[u64]) -> Result<Self, Box<dyn Error>> {
        let mut source = TestSource::new("an election for tests");
        let mut trustees = Vec::new();
        for _ in 0..plan.trustees {
            trustees.push(TrusteeKey::<G>::generate(&mut source)?);
        }
        let keys = trustees.iter().map(|key| key.public().clone()).collect();
        let list = Trustees::new(keys)?;
        let poll = Poll::new(Election {
            version: 1,
            description: "invented".to_owned(),
            name: "选举".to_owned(),
            group: G::NAME.to_owned(),
            public_key: list.public_key(),
            questions: (0..plan.questions)
                .map(|n| question(n, plan.blank))
                .collect(),
            uuid: "MingbaiTestBench".to_owned(),
            administrator: Some("the committee".to_owned()),
            credential_authority: Some("the sub-district office".to_owned()),
        })?;
        let mut voters = Vec::new();
        for _ in 0..plan.voters {
            voters.push(CredentialSecret::<G>::generate(&mut source)?);
        }
        let lines = voters
            .iter()
            .zip(weights)
            .map(|(voter, &weight)| PublicCredential {
                credential: voter.public(),
                weight: Weight(weight),
            });
        let credentials = PublicCredentials::new(lines.collect())?;
        Ok(Self {
            archive: Archive::new(1_795_425_877, poll, list, &credentials)?,
            trustees,
            voters,
            source,
        })
    }

    /// Voter n votes.
    pub fn vote(&mut self, n: usize) -> Result<(), Box<dyn Error>> {
        let poll = self.archive.poll();
        let questions = &poll.election().questions;
        let choices: Vec<Vec<u32>> = questions
            .iter()
            .enumerate()
            .map(|(index, question)| {
                let mut row = vec![0; question.ciphertexts()];
                let place = (n + index) % row.len();
                row[place] = 1;
                row
            })
            .collect();
        let voter = &self.voters[n % self.voters.len()];
        let ballot = Ballot::cast(poll, voter, &choices, &mut self.source)?;
        self.archive.add_ballot(ballot)?;
        Ok(())
    }

    /// Ends it and counts.
    pub fn finish(&mut self) -> Result<(), Box<dyn Error>> {
        self.decrypt()?;
        self.archive.add_result()?;
        Ok(())
    }

    /// Ends it; every trustee decrypts.
    pub fn decrypt(&mut self) -> Result<(), Box<dyn Error>> {
        self.archive.end_ballots()?;
        let tally = self.archive.add_encrypted_tally()?.clone();
        for (index, key) in self.trustees.iter().enumerate() {
            let poll = self.archive.poll();
            let part = PartialDecryption::compute(poll, key, &tally, &mut self.source)?;
            self.archive.add_partial_decryption(index + 1, part)?;
        }
        Ok(())
    }
}

fn question(number: usize, blank: bool) -> Question {
    Question {
        answers: ["赞成", "反对", "弃权"].map(str::to_owned).to_vec(),
        blank: (blank && number == 1).then_some(true),
        min: u32::from(number != 0),
        max: 1,
        question: format!("第{}题", number + 1),
    }
}

/// A finished election.
pub fn finished<G: Group>(plan: Plan) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut held = Held::<G>::new(plan)?;
    for n in 0..plan.ballots {
        held.vote(n)?;
    }
    held.finish()?;
    Ok(held.archive.bytes().to_vec())
}
