//! What is fixed before anybody votes: the questions, and the election that asks them.
//!
//! The fingerprint of an election is a hash of its text as it was published, so that text is kept
//! and never written anew.

use serde::{Deserialize, Serialize};

use crate::group::Group;
use crate::hash;

/// The version of the protocol.
pub const VERSION: u32 = 1;

/// More than anybody asks, and few enough to stay quick.
pub const MAX_QUESTIONS: usize = 100;
/// More candidates than any committee election has.
pub const MAX_ANSWERS: usize = 200;

/// Why an election is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ElectionError {
    /// Not the JSON of an election.
    #[error("not an election: {0}")]
    BadJson(String),
    /// A version of the protocol that is not built here.
    #[error("version {0} of the protocol is not known")]
    BadVersion(u32),
    /// Another group than the one that the caller works in.
    #[error("the election's group is {found}, not {expected}")]
    WrongGroup {
        /// What it says.
        found: String,
        /// What was expected.
        expected: &'static str,
    },
    /// The identifier is shorter than 14 characters, or has others than base 58.
    #[error("an election's identifier is at least 14 characters of base 58")]
    BadUuid,
    /// A question that nobody could answer.
    #[error("question {number}: {what}")]
    BadQuestion {
        /// Counted from 1.
        number: usize,
        /// What is wrong with it.
        what: &'static str,
    },
    /// None, or too many.
    #[error("an election has between 1 and {MAX_QUESTIONS} questions")]
    BadQuestionCount,
}

/// A question of which only the sum of all answers is ever revealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// What can be chosen.
    pub answers: Vec<String>,
    /// Whether a voter may choose none of them in spite of `min`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blank: Option<bool>,
    /// How many answers must be chosen at least.
    pub min: u32,
    /// How many may be chosen at most.
    pub max: u32,
    /// The words of the question.
    pub question: String,
}

impl Question {
    /// Whether a blank vote is allowed.
    pub fn allows_blank(&self) -> bool {
        self.blank == Some(true)
    }

    /// How many ciphertexts an answer has: one for every possible choice, and one before them for
    /// blank where that is allowed.
    pub fn ciphertexts(&self) -> usize {
        self.answers.len() + usize::from(self.allows_blank())
    }

    /// How many branches the overall proof has.
    pub fn overall_branches(&self) -> usize {
        let sums = self.max.saturating_sub(self.min) as usize + 1;
        sums + usize::from(self.allows_blank())
    }

    fn check(&self) -> Result<(), &'static str> {
        if self.answers.is_empty() || self.answers.len() > MAX_ANSWERS {
            return Err("it has no answers, or too many");
        }
        if self.min > self.max || self.max as usize > self.answers.len() {
            return Err("not min <= max <= number of answers");
        }
        Ok(())
    }
}

/// The public parameters of an election.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
pub struct Election<G: Group> {
    /// Of the protocol: 1.
    pub version: u32,
    /// What it is about.
    pub description: String,
    /// Its name.
    pub name: String,
    /// The name of the group.
    pub group: String,
    /// y: the product of the trustees' keys.
    pub public_key: G::Element,
    /// In the order in which ballots answer them.
    pub questions: Vec<Question>,
    /// At least 14 characters of base 58.
    pub uuid: String,
    /// Who runs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub administrator: Option<String>,
    /// Who registered the voters' credentials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credential_authority: Option<String>,
}

impl<G: Group> Election<G> {
    /// What the rules say of an election's own members (the public key is the trustees' matter).
    pub fn check(&self) -> Result<(), ElectionError> {
        if self.version != VERSION {
            return Err(ElectionError::BadVersion(self.version));
        }
        if self.group != G::NAME {
            return Err(ElectionError::WrongGroup {
                found: self.group.clone(),
                expected: G::NAME,
            });
        }
        if !is_uuid(&self.uuid) {
            return Err(ElectionError::BadUuid);
        }
        if self.questions.is_empty() || self.questions.len() > MAX_QUESTIONS {
            return Err(ElectionError::BadQuestionCount);
        }
        for (index, question) in self.questions.iter().enumerate() {
            question
                .check()
                .map_err(|what| ElectionError::BadQuestion {
                    number: index + 1,
                    what,
                })?;
        }
        Ok(())
    }

    /// The compact text in the specification's order of members.
    pub fn to_json(&self) -> String {
        crate::hash::to_json(self)
    }
}

/// At least 14 characters of base 58 (no zero, no capital O or I, no small l).
pub fn is_uuid(text: &str) -> bool {
    let base58 = |byte: u8| byte.is_ascii_alphanumeric() && !b"0OIl".contains(&byte);
    (14..=64).contains(&text.len()) && text.bytes().all(base58)
}

/// An election as it was published: what it says, its text, and the fingerprint of that text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll<G: Group> {
    election: Election<G>,
    json: String,
    fingerprint: String,
}

impl<G: Group> Poll<G> {
    /// Publishes an election: from here on its text is fixed.
    pub fn new(election: Election<G>) -> Result<Self, ElectionError> {
        election.check()?;
        let json = election.to_json();
        Ok(Self::of(election, json))
    }

    /// Reads a published election. Whether the public key is in the group is not checked.
    pub fn parse(json: &str) -> Result<Self, ElectionError> {
        let election: Election<G> = serde_json::from_str(json)
            .map_err(|error| ElectionError::BadJson(error.to_string()))?;
        election.check()?;
        Ok(Self::of(election, json.to_owned()))
    }

    fn of(election: Election<G>, json: String) -> Self {
        let fingerprint = hash::fingerprint(&json);
        Self {
            election,
            json,
            fingerprint,
        }
    }

    /// What it says.
    pub fn election(&self) -> &Election<G> {
        &self.election
    }

    /// Its text, byte for byte as published.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// Base64 without padding of the text's SHA-256.
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }
}
