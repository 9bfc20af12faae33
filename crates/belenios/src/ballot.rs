//! A ballot: encrypted choices, the proofs that they are allowed choices, and a signature.
//!
//! The order in which randomness is drawn, so that other programs make the same ballot from the same
//! source. For each question in order: r of every ciphertext in order (the blank flag first, where
//! blank is allowed); the individual proof of every ciphertext in order; the blank proof, where
//! blank is allowed; the overall proof. After all questions w of the signature. A proof draws w
//! first, then challenge and response of every branch except the true one, in the order in which the
//! branches are published:
//!
//! | proof | branches |
//! |---|---|
//! | individual | it holds 0; it holds 1 |
//! | overall | the sum of all is min; min + 1; .. max |
//! | blank proof | the blank flag is 0; the sum of the choices is 0 |
//! | overall, blank allowed | the blank flag is 1; the sum of the choices is min; .. max |

use crypto_bigint::{CtEq, CtSelect};
use serde::{Deserialize, Serialize};

use crate::ciphertext::Ciphertext;
use crate::credential::CredentialSecret;
use crate::election::{Poll, Question};
use crate::group::Group;
use crate::hash;
use crate::proof::{Branch, Proof, prove_one_of};
use crate::random::{RandomError, RandomSource};
use crate::scalar::Secret;

/// Why no ballot is made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BallotError {
    /// Another number of questions.
    #[error("the election has {need} questions, the choices answer {have}")]
    WrongQuestionCount {
        /// Questions of the election.
        need: usize,
        /// Answers given.
        have: usize,
    },
    /// The choices are none that the question allows.
    #[error("question {number}: {what}")]
    NotAllowed {
        /// Counted from 1.
        number: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// The source failed.
    #[error(transparent)]
    Random(#[from] RandomError),
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
pub struct Answer<G: Group> {
    /// One for every choice, after one for blank where that is allowed.
    pub choices: Vec<Ciphertext<G>>,
    /// That each of them holds 0 or 1.
    pub individual_proofs: Vec<[Proof<G>; 2]>,
    /// That their sum is allowed.
    pub overall_proof: Vec<Proof<G>>,
    /// That a blank vote chooses nothing. There exactly when the question allows blank.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blank_proof: Option<[Proof<G>; 2]>,
}

/// The voter's signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
pub struct Signature<G: Group> {
    /// Of the ballot without its signature.
    pub hash: String,
    /// That the signer knows the credential's secret.
    pub proof: Proof<G>,
}

/// A ballot as it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
pub struct Ballot<G: Group> {
    /// The election's identifier.
    pub election_uuid: String,
    /// The election's fingerprint.
    pub election_hash: String,
    /// The voter's public credential.
    pub credential: G::Element,
    /// To every question in order.
    pub answers: Vec<Answer<G>>,
    /// By the credential's holder.
    pub signature: Signature<G>,
}

/// What the signature signs.
#[derive(Serialize)]
#[serde(bound = "")]
struct Unsigned<'a, G: Group> {
    election_uuid: &'a str,
    election_hash: &'a str,
    credential: &'a G::Element,
    answers: &'a [Answer<G>],
}

impl<G: Group> Ballot<G> {
    /// Encrypts and signs. `choices` has for each question a 0 or 1 for every answer, after a 0 or 1
    /// for blank where that is allowed.
    ///
    /// Neither time nor memory accesses depend on the choices, once they are found to be allowed.
    pub fn cast(
        poll: &Poll<G>,
        credential: &CredentialSecret<G>,
        choices: &[Vec<u32>],
        source: &mut dyn RandomSource,
    ) -> Result<Self, BallotError> {
        let election = poll.election();
        if election.questions.len() != choices.len() {
            return Err(BallotError::WrongQuestionCount {
                need: election.questions.len(),
                have: choices.len(),
            });
        }
        for (index, (question, chosen)) in election.questions.iter().zip(choices).enumerate() {
            check_choices(question, chosen).map_err(|what| BallotError::NotAllowed {
                number: index + 1,
                what,
            })?;
        }
        let public = credential.public();
        let booth = Booth {
            y: &election.public_key,
            s0: s0::<G>(poll, &public),
        };
        let answers = election
            .questions
            .iter()
            .zip(choices)
            .map(|(question, chosen)| booth.answer(question, chosen, source))
            .collect::<Result<Vec<_>, _>>()?;
        let hash = unsigned_hash::<G>(&election.uuid, poll.fingerprint(), &public, &answers);
        let proof = sign(&hash, credential, source)?;
        Ok(Self {
            election_uuid: election.uuid.clone(),
            election_hash: poll.fingerprint().to_owned(),
            credential: public,
            answers,
            signature: Signature { hash, proof },
        })
    }

    /// The compact text that is published.
    pub fn to_json(&self) -> String {
        hash::to_json(self)
    }

    /// What the voter keeps to find the ballot: the fingerprint of its text.
    pub fn tracker(&self) -> String {
        hash::fingerprint(&self.to_json())
    }

    /// The hash that the signature must name and sign.
    pub fn hash_without_signature(&self) -> String {
        unsigned_hash::<G>(
            &self.election_uuid,
            &self.election_hash,
            &self.credential,
            &self.answers,
        )
    }
}

/// What an individual proof hashes before its ciphertext: fingerprint and credential.
pub fn s0<G: Group>(poll: &Poll<G>, credential: &G::Element) -> String {
    format!("{}|{credential}", poll.fingerprint())
}

/// What the proofs about a whole answer hash first: [`s0`], a bar, and all its ciphertexts.
pub fn s_of_answer<G: Group>(s0: &str, choices: &[Ciphertext<G>]) -> String {
    let ciphertexts: Vec<String> = choices
        .iter()
        .map(|choice| format!("{},{}", choice.alpha, choice.beta))
        .collect();
    format!("{s0}|{}", ciphertexts.join(","))
}

/// What a proof of interval membership hashes before its commitments.
pub fn interval_prefix<G: Group>(s: &str, ciphertext: &Ciphertext<G>) -> String {
    format!("prove|{s}|{},{}|", ciphertext.alpha, ciphertext.beta)
}

/// What a signature hashes before its commitment.
pub fn signature_prefix(hash: &str) -> String {
    format!("sig|{hash}|")
}

fn unsigned_hash<G: Group>(
    uuid: &str,
    election_hash: &str,
    credential: &G::Element,
    answers: &[Answer<G>],
) -> String {
    hash::fingerprint(&hash::to_json(&Unsigned::<G> {
        election_uuid: uuid,
        election_hash,
        credential,
        answers,
    }))
}

fn sign<G: Group>(
    hash: &str,
    credential: &CredentialSecret<G>,
    source: &mut dyn RandomSource,
) -> Result<Proof<G>, RandomError> {
    let w = Secret::random(source)?;
    let commitment = G::power_secret(&G::generator(), &w);
    let challenge = hash::challenge::<G>(&signature_prefix(hash), &[&commitment]);
    Ok(Proof::answer(&w, credential.secret(), challenge))
}

/// Whether a question allows these choices.
fn check_choices(question: &Question, chosen: &[u32]) -> Result<(), &'static str> {
    if chosen.len() != question.ciphertexts() {
        return Err("another number of choices than the question has");
    }
    if chosen.iter().any(|&choice| choice > 1) {
        return Err("a choice is 0 or 1");
    }
    let (blank, choices) = split_blank(question, chosen);
    let sum: u32 = choices.iter().sum();
    match blank {
        Some(1) if sum > 0 => Err("a blank vote chooses nothing"),
        Some(1) => Ok(()),
        _ if sum < question.min => Err("fewer choices than the minimum"),
        _ if sum > question.max => Err("more choices than the maximum"),
        _ => Ok(()),
    }
}

/// The blank flag, where blank is allowed, and the choices.
fn split_blank<'a>(question: &Question, chosen: &'a [u32]) -> (Option<u32>, &'a [u32]) {
    match chosen.split_first() {
        Some((&blank, choices)) if question.allows_blank() => (Some(blank), choices),
        _ => (None, chosen),
    }
}

/// Where one voter answers.
struct Booth<'a, G: Group> {
    y: &'a G::Element,
    s0: String,
}

/// Whether the answer is blank, and that the sum of its choices is allowed.
type BlankAndOverall<G> = ([Proof<G>; 2], Vec<Proof<G>>);

/// What only the voter knows of one answer.
struct Opened<'a, G: Group> {
    question: &'a Question,
    chosen: &'a [u32],
    ciphertexts: &'a [Ciphertext<G>],
    randomness: &'a [Secret<G>],
}

impl<G: Group> Booth<'_, G> {
    fn answer(
        &self,
        question: &Question,
        chosen: &[u32],
        source: &mut dyn RandomSource,
    ) -> Result<Answer<G>, RandomError> {
        let randomness = chosen
            .iter()
            .map(|_| Secret::random(source))
            .collect::<Result<Vec<_>, _>>()?;
        let ciphertexts: Vec<Ciphertext<G>> = chosen
            .iter()
            .zip(&randomness)
            .map(|(&message, r)| Ciphertext::encrypt(self.y, message, r))
            .collect();
        let opened = Opened {
            question,
            chosen,
            ciphertexts: &ciphertexts,
            randomness: &randomness,
        };
        let individual_proofs = self.individual_proofs(&opened, source)?;
        let (blank_proof, overall_proof) = if question.allows_blank() {
            let (blank, overall) = self.proofs_with_blank(&opened, source)?;
            (Some(blank), overall)
        } else {
            (None, self.overall_proof(&opened, source)?)
        };
        Ok(Answer {
            choices: ciphertexts,
            individual_proofs,
            overall_proof,
            blank_proof,
        })
    }

    fn individual_proofs(
        &self,
        opened: &Opened<'_, G>,
        source: &mut dyn RandomSource,
    ) -> Result<Vec<[Proof<G>; 2]>, RandomError> {
        let each = opened
            .ciphertexts
            .iter()
            .zip(opened.chosen)
            .zip(opened.randomness);
        each.map(|((ciphertext, &message), r)| {
            let prefix = interval_prefix(&self.s0, ciphertext);
            let branches = [0, 1].map(|message| Branch {
                ciphertext,
                message,
            });
            self.prove(&prefix, &branches, message as usize, r, source)
                .map(into_pair)
        })
        .collect()
    }

    fn overall_proof(
        &self,
        opened: &Opened<'_, G>,
        source: &mut dyn RandomSource,
    ) -> Result<Vec<Proof<G>>, RandomError> {
        let sum = opened.sum();
        let s = s_of_answer(&self.s0, opened.ciphertexts);
        let prefix = interval_prefix(&s, &sum.ciphertext);
        let branches: Vec<Branch<'_, G>> = sums(opened.question, &sum.ciphertext).collect();
        let real = (sum.message - opened.question.min) as usize;
        self.prove(&prefix, &branches, real, &sum.r, source)
    }

    /// The blank proof and the overall proof of a question that allows blank.
    fn proofs_with_blank(
        &self,
        opened: &Opened<'_, G>,
        source: &mut dyn RandomSource,
    ) -> Result<BlankAndOverall<G>, RandomError> {
        let s = s_of_answer(&self.s0, opened.ciphertexts);
        let sum = opened.sum();
        let flag = &opened.ciphertexts[0];
        let r_of_flag = &opened.randomness[0];
        let is_blank = opened.chosen[0].ct_eq(&1);

        let branches = [flag, &sum.ciphertext].map(|ciphertext| Branch {
            ciphertext,
            message: 0,
        });
        let real = 0.ct_select(&1, is_blank);
        let r = r_of_flag.or(&sum.r, is_blank);
        let blank = self.prove(&format!("bproof0|{s}|"), &branches, real, &r, source)?;

        let branches: Vec<Branch<'_, G>> = std::iter::once(Branch {
            ciphertext: flag,
            message: 1,
        })
        .chain(sums(opened.question, &sum.ciphertext))
        .collect();
        // Of a blank vote the sum is 0, which may be less than the minimum.
        let place = sum.message.wrapping_sub(opened.question.min) as usize;
        let real = place.wrapping_add(1).ct_select(&0, is_blank);
        let r = sum.r.or(r_of_flag, is_blank);
        let overall = self.prove(&format!("bproof1|{s}|"), &branches, real, &r, source)?;
        Ok((into_pair(blank), overall))
    }

    fn prove(
        &self,
        prefix: &str,
        branches: &[Branch<'_, G>],
        real: usize,
        r: &Secret<G>,
        source: &mut dyn RandomSource,
    ) -> Result<Vec<Proof<G>>, RandomError> {
        prove_one_of(prefix, self.y, branches, real, r, source)
    }
}

/// The sum of the choices (without the blank flag), encrypted, with its randomness.
struct Sum<G: Group> {
    ciphertext: Ciphertext<G>,
    message: u32,
    r: Secret<G>,
}

impl<G: Group> Opened<'_, G> {
    fn sum(&self) -> Sum<G> {
        let skip = usize::from(self.question.allows_blank());
        Sum {
            ciphertext: Ciphertext::product(&self.ciphertexts[skip..]),
            message: self.chosen[skip..].iter().sum(),
            r: self.randomness[skip..]
                .iter()
                .fold(Secret::small(0), |sum, r| sum.plus(r)),
        }
    }
}

/// A branch for every allowed sum, in ascending order.
fn sums<'a, G: Group>(
    question: &Question,
    ciphertext: &'a Ciphertext<G>,
) -> impl Iterator<Item = Branch<'a, G>> {
    (question.min..=question.max).map(move |message| Branch {
        ciphertext,
        message,
    })
}

fn into_pair<G: Group>(proofs: Vec<Proof<G>>) -> [Proof<G>; 2] {
    proofs
        .try_into()
        .expect("a proof of two branches has two proofs")
}
