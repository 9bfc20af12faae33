//! The cast of the tests: an election with two trustees and some voters, from a seed.

use mingbai_belenios::archive::write::Archive;
use mingbai_belenios::random::TestSource;
use mingbai_belenios::{
    Ballot, Belenios2048, CredentialSecret, Election, ElectionResult, PartialDecryption, Poll,
    PublicCredential, PublicCredentials, Question, TrusteeKey, Trustees, Weight,
};

pub type G = Belenios2048;

pub const UUID: &str = "xYz3AbCdEf12345";
/// 2026-11-23 00:00:00 UTC.
const TIME_S: u64 = 1_795_392_000;

/// An election and all its secrets.
pub struct Cast {
    pub poll: Poll<G>,
    pub trustees: Vec<TrusteeKey<G>>,
    pub voters: Vec<CredentialSecret<G>>,
    pub weights: Vec<Weight>,
    pub source: TestSource,
}

/// A question without blank.
pub fn question(answers: usize, min: u32, max: u32) -> Question {
    Question {
        answers: (1..=answers)
            .map(|number| format!("候选人{number}"))
            .collect(),
        blank: None,
        min,
        max,
        question: "谁进业主委员会？".to_owned(),
    }
}

/// A question that may be left blank.
pub fn question_with_blank(answers: usize, min: u32, max: u32) -> Question {
    Question {
        blank: Some(true),
        ..question(answers, min, max)
    }
}

impl Cast {
    pub fn new(seed: &str, questions: Vec<Question>, weights: &[u64]) -> Self {
        let mut source = TestSource::new(seed);
        let trustees: Vec<TrusteeKey<G>> = (0..2)
            .map(|_| TrusteeKey::generate(&mut source).expect("a key"))
            .collect();
        let list = Trustees::new(trustees.iter().map(|key| key.public().clone()).collect());
        let election = Election {
            version: 1,
            description: "兴园北区第一届业主委员会".to_owned(),
            name: "业主委员会选举".to_owned(),
            group: "BELENIOS-2048".to_owned(),
            public_key: list.expect("proved keys").public_key(),
            questions,
            uuid: UUID.to_owned(),
            administrator: Some("街道办事处".to_owned()),
            credential_authority: Some("街道办事处".to_owned()),
        };
        let voters = weights
            .iter()
            .map(|_| CredentialSecret::generate(&mut source).expect("a credential"))
            .collect();
        Self {
            poll: Poll::new(election).expect("an election"),
            trustees,
            voters,
            weights: weights.iter().copied().map(Weight).collect(),
            source,
        }
    }

    pub fn credentials(&self) -> PublicCredentials<G> {
        let entries = self.voters.iter().zip(&self.weights);
        let entries = entries.map(|(secret, &weight)| PublicCredential {
            credential: secret.public(),
            weight,
        });
        PublicCredentials::new(entries.collect()).expect("credentials")
    }

    pub fn trustee_list(&self) -> Trustees<G> {
        let keys = self.trustees.iter().map(|key| key.public().clone());
        Trustees::new(keys.collect()).expect("proved keys")
    }

    pub fn archive(&self) -> Archive<G> {
        let (poll, trustees) = (self.poll.clone(), self.trustee_list());
        Archive::new(TIME_S, poll, trustees, &self.credentials()).expect("an archive")
    }

    pub fn ballot(&mut self, voter: usize, choices: &[Vec<u32>]) -> Ballot<G> {
        Ballot::cast(&self.poll, &self.voters[voter], choices, &mut self.source).expect("a ballot")
    }

    /// Ends the vote, decrypts, and appends the result.
    pub fn finish(&mut self, archive: &mut Archive<G>) -> ElectionResult {
        archive.end_ballots().expect("ended");
        let tally = archive.add_encrypted_tally().expect("a tally").clone();
        for (index, key) in self.trustees.iter().enumerate() {
            let partial = PartialDecryption::compute(&self.poll, key, &tally, &mut self.source);
            let partial = partial.expect("a partial decryption");
            archive
                .add_partial_decryption(index + 1, partial)
                .expect("accepted");
        }
        archive.add_result().expect("a result")
    }
}

/// One choice out of as many as the question has, in turn.
pub fn in_turn(questions: &[Question], voter: usize) -> Vec<Vec<u32>> {
    let one_of = |(index, question): (usize, &Question)| {
        let chosen = (voter + index) % question.ciphertexts();
        (0..question.ciphertexts())
            .map(|choice| u32::from(choice == chosen))
            .collect()
    };
    questions.iter().enumerate().map(one_of).collect()
}
