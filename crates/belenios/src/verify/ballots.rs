//! One ballot: its form, its signature, and every proof in it.
//!
//! Fast by three things: the powers of one element share their squarings, and its membership in the
//! group is one of those powers; powers of g and y come from tables; ballots are checked in parallel.
//! The plain way, one power at a time, is [`crate::proof::check_one_of`]; a test compares the two.

use rayon::prelude::*;

use super::Refused;
use super::setup::Setup;
use crate::archive::{Chain, Digest, Member};
use crate::ballot::{self, Answer, Ballot};
use crate::ciphertext::Ciphertext;
use crate::election::Question;
use crate::group::Group;
use crate::proof::Proof;
use crate::refusal::{BallotPart, Object, Refusal, Rule};
use crate::scalar::Scalar;
use crate::{hash, json};

/// Refusals of more ballots than this are not listed.
const REFUSALS_MAX: usize = 100;

/// A ballot that holds, reduced to what the count needs.
pub struct Checked<G: Group> {
    /// Place of its credential on the list.
    pub credential: usize,
    /// By question and choice.
    pub ciphertexts: Vec<Vec<Ciphertext<G>>>,
    /// Hash of its text.
    pub tracker: String,
    /// Name of its member.
    pub digest: Digest,
}

/// Tables and numbers that all ballots share.
struct Bench<'a, G: Group> {
    setup: &'a Setup<G>,
    g: G::FixedBase,
    y: G::FixedBase,
}

/// Checks all ballots. Every bad one is named.
pub fn check_all<G: Group>(
    chain: &Chain,
    setup: &Setup<G>,
    done: &(dyn Fn() + Sync),
) -> Result<Vec<Checked<G>>, Refused> {
    if chain.ballots.is_empty() {
        return Ok(Vec::new());
    }
    let bench = Bench {
        setup,
        g: G::fixed_base(&G::generator()),
        y: G::fixed_base(&setup.poll.election().public_key),
    };
    let results: Vec<_> = chain
        .ballots
        .par_iter()
        .enumerate()
        .map(|(index, member)| {
            let checked = bench.ballot(index + 1, member);
            done();
            checked
        })
        .collect();
    let mut ballots = Vec::with_capacity(results.len());
    let mut refusals = Vec::new();
    for result in results {
        match result {
            Ok(ballot) => ballots.push(ballot),
            Err(refusal) => refusals.push(refusal),
        }
    }
    refusals.truncate(REFUSALS_MAX);
    if refusals.is_empty() {
        Ok(ballots)
    } else {
        Err(Refused(refusals))
    }
}

/// A broken rule, and in which question and choice.
struct Broken {
    question: Option<usize>,
    choice: Option<usize>,
    rule: Rule,
}

impl From<Rule> for Broken {
    fn from(rule: Rule) -> Self {
        Self {
            question: None,
            choice: None,
            rule,
        }
    }
}

impl Broken {
    fn choice(index: usize, rule: Rule) -> Self {
        Self {
            question: None,
            choice: Some(index + 1),
            rule,
        }
    }
}

impl<G: Group> Bench<'_, G> {
    fn ballot(&self, number: usize, member: &Member) -> Result<Checked<G>, Refusal> {
        let tracker = hash::fingerprint(member.body);
        self.parts(member).map_or_else(
            |broken| {
                let part = BallotPart {
                    number,
                    tracker: tracker.clone(),
                    question: broken.question,
                    choice: broken.choice,
                };
                Err(Refusal::new(Object::Ballot(part), broken.rule))
            },
            |(credential, ballot)| {
                let ciphertexts = ballot.answers.into_iter().map(|answer| answer.choices);
                Ok(Checked {
                    credential,
                    ciphertexts: ciphertexts.collect(),
                    tracker: tracker.clone(),
                    digest: member.digest,
                })
            },
        )
    }

    fn parts(&self, member: &Member) -> Result<(usize, Ballot<G>), Broken> {
        let ballot: Ballot<G> = json::read(member.body).map_err(Rule::from)?;
        let poll = &self.setup.poll;
        let same = ballot.election_uuid == poll.election().uuid
            && ballot.election_hash == poll.fingerprint();
        if !same {
            return Err(Rule::OtherElection.into());
        }
        let credential = ballot.credential.to_string();
        let place = self.setup.places.get(&credential);
        let place = *place.ok_or(Rule::NotListed)?;
        self.signature(member.body, &ballot)?;
        let questions = &poll.election().questions;
        shape("answers", ballot.answers.len(), questions.len())?;
        let s0 = ballot::s0(poll, &ballot.credential);
        for (index, (question, answer)) in questions.iter().zip(&ballot.answers).enumerate() {
            self.answer(&s0, question, answer)
                .map_err(|broken| Broken {
                    question: Some(index + 1),
                    ..broken
                })?;
        }
        Ok((place, ballot))
    }

    /// The body is canonical, so what was signed is the body without its last member.
    fn signature(&self, body: &str, ballot: &Ballot<G>) -> Result<(), Broken> {
        let end = body.rfind(",\"signature\":").ok_or(Rule::SignatureHash)?;
        let signed = hash::fingerprint(&format!("{}}}", &body[..end]));
        if signed != ballot.signature.hash {
            return Err(Rule::SignatureHash.into());
        }
        let proof = &ballot.signature.proof;
        let commitment = G::multiply(
            &G::fixed_power(&self.g, proof.response.value()),
            &G::power(&ballot.credential, proof.challenge.value()),
        );
        let prefix = ballot::signature_prefix(&ballot.signature.hash);
        if hash::challenge::<G>(&prefix, &[&commitment]) == proof.challenge {
            Ok(())
        } else {
            Err(Rule::Signature.into())
        }
    }

    fn answer(&self, s0: &str, question: &Question, answer: &Answer<G>) -> Result<(), Broken> {
        let choices = question.ciphertexts();
        shape("choices", answer.choices.len(), choices)?;
        shape("individual proofs", answer.individual_proofs.len(), choices)?;
        let branches = question.overall_branches();
        shape("overall proofs", answer.overall_proof.len(), branches)?;
        let blank = usize::from(question.allows_blank());
        shape(
            "blank proofs",
            usize::from(answer.blank_proof.is_some()),
            blank,
        )?;

        let s = ballot::s_of_answer(s0, &answer.choices);
        let mut flag = Vec::new();
        for (index, choice) in answer.choices.iter().enumerate() {
            let [zero, one] = &answer.individual_proofs[index];
            let mut branches = vec![(0, zero), (1, one)];
            if let (0, Some([flag_zero, _])) = (index, &answer.blank_proof) {
                branches.extend([(0, flag_zero), (1, &answer.overall_proof[0])]);
            }
            let mut commitments = self
                .commitments(choice, &branches, true)
                .map_err(|rule| Broken::choice(index, rule))?;
            flag = if branches.len() > 2 {
                commitments.split_off(4)
            } else {
                flag
            };
            let prefix = ballot::interval_prefix(s0, choice);
            if !holds::<G>(&prefix, &commitments, [zero, one]) {
                return Err(Broken::choice(index, Rule::IndividualProof));
            }
        }
        let sum = Ciphertext::product(&answer.choices[blank..]);
        match &answer.blank_proof {
            None => self.overall(&s, question, answer, &sum),
            Some(proof) => self.with_blank(&s, question, answer, &sum, proof, flag),
        }
    }

    fn overall(
        &self,
        s: &str,
        question: &Question,
        answer: &Answer<G>,
        sum: &Ciphertext<G>,
    ) -> Result<(), Broken> {
        let messages = question.min..=question.max;
        let branches: Vec<_> = messages.zip(&answer.overall_proof).collect();
        let commitments = self.commitments(sum, &branches, false)?;
        let prefix = ballot::interval_prefix(s, sum);
        if holds::<G>(&prefix, &commitments, &answer.overall_proof) {
            Ok(())
        } else {
            Err(Rule::OverallProof.into())
        }
    }

    /// `flag` are the commitments about the blank choice: of the blank proof, of the overall proof.
    fn with_blank(
        &self,
        s: &str,
        question: &Question,
        answer: &Answer<G>,
        sum: &Ciphertext<G>,
        proof: &[Proof<G>; 2],
        mut flag: Vec<G::Element>,
    ) -> Result<(), Broken> {
        let messages = question.min..=question.max;
        let mut branches = vec![(0, &proof[1])];
        branches.extend(messages.zip(&answer.overall_proof[1..]));
        let mut of_sum = self.commitments(sum, &branches, false)?;
        let overall_sum = of_sum.split_off(2);
        let mut overall = flag.split_off(2);
        flag.extend(of_sum);
        overall.extend(overall_sum);
        if !holds::<G>(&format!("bproof0|{s}|"), &flag, proof) {
            return Err(Rule::BlankProof.into());
        }
        if !holds::<G>(&format!("bproof1|{s}|"), &overall, &answer.overall_proof) {
            return Err(Rule::OverallProof.into());
        }
        Ok(())
    }

    /// For every branch `g^response alpha^challenge` and `y^response (beta / g^message)^challenge`.
    fn commitments(
        &self,
        of: &Ciphertext<G>,
        branches: &[(u32, &Proof<G>)],
        check_membership: bool,
    ) -> Result<Vec<G::Element>, Rule> {
        let mut exponents: Vec<_> = branches
            .iter()
            .map(|(_, proof)| *proof.challenge.value())
            .collect();
        if check_membership {
            exponents.push(G::ORDER);
        }
        let alphas = G::powers(&of.alpha, &exponents);
        let betas = G::powers(&of.beta, &exponents);
        if check_membership {
            let one = G::identity();
            if alphas.last() != Some(&one) || of.alpha == one {
                return Err(Rule::NotMember { what: "alpha" });
            }
            if betas.last() != Some(&one) {
                return Err(Rule::NotMember { what: "beta" });
            }
        }
        let mut out = Vec::with_capacity(branches.len() * 2);
        for (((message, proof), alpha), beta) in branches.iter().zip(&alphas).zip(&betas) {
            let response = proof.response.value();
            out.push(G::multiply(&G::fixed_power(&self.g, response), alpha));
            let mut second = G::multiply(&G::fixed_power(&self.y, response), beta);
            if *message != 0 {
                let shift = Scalar::from(u64::from(*message)).times(&proof.challenge);
                let shift = G::fixed_power(&self.g, shift.negated().value());
                second = G::multiply(&second, &shift);
            }
            out.push(second);
        }
        Ok(out)
    }
}

/// Whether the challenges add up to the hash of the commitments.
fn holds<'a, G: Group>(
    prefix: &str,
    commitments: &[G::Element],
    proofs: impl IntoIterator<Item = &'a Proof<G>>,
) -> bool {
    let commitments: Vec<&G::Element> = commitments.iter().collect();
    let sum = proofs
        .into_iter()
        .fold(Scalar::ZERO, |sum, proof| sum.plus(&proof.challenge));
    hash::challenge::<G>(prefix, &commitments) == sum
}

fn shape(what: &'static str, found: usize, expected: usize) -> Result<(), Broken> {
    if found == expected {
        Ok(())
    } else {
        Err(Rule::Shape {
            what,
            found,
            expected,
        }
        .into())
    }
}
