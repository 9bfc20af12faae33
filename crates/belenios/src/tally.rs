//! The encrypted tally: the product of all ballots, each raised to its weight. Nobody needs a secret
//! to make it or to check it.

use serde::{Deserialize, Serialize};

use crate::ballot::Ballot;
use crate::ciphertext::Ciphertext;
use crate::election::Election;
use crate::group::Group;
use crate::hash;
use crate::weight::Weight;

/// For each question, for each choice, the sum of the weights of those who chose it, encrypted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "", transparent)]
pub struct EncryptedTally<G: Group>(pub Vec<Vec<Ciphertext<G>>>);

impl<G: Group> EncryptedTally<G> {
    /// The tally of these ballots: checked ones, of every voter the last one. An answer that a
    /// ballot does not have counts as nothing.
    pub fn of(election: &Election<G>, ballots: &[(&Ballot<G>, Weight)]) -> Self {
        let sum_of = |question: usize, choice: usize| {
            let of_all: Vec<(&Ciphertext<G>, u64)> = ballots
                .iter()
                .filter_map(|(ballot, weight)| {
                    let answer = ballot.answers.get(question)?;
                    Some((answer.choices.get(choice)?, weight.0))
                })
                .collect();
            weighted_product(&of_all)
        };
        let questions = election.questions.iter().enumerate();
        Self(
            questions
                .map(|(index, question)| {
                    (0..question.ciphertexts())
                        .map(|choice| sum_of(index, choice))
                        .collect()
                })
                .collect(),
        )
    }

    /// The compact text.
    pub fn to_json(&self) -> String {
        hash::to_json(self)
    }
}

fn weighted_product<G: Group>(all: &[(&Ciphertext<G>, u64)]) -> Ciphertext<G> {
    let alphas: Vec<(&G::Element, u64)> =
        all.iter().map(|(c, weight)| (&c.alpha, *weight)).collect();
    let betas: Vec<(&G::Element, u64)> = all.iter().map(|(c, weight)| (&c.beta, *weight)).collect();
    Ciphertext {
        alpha: G::product_of_powers(&alphas),
        beta: G::product_of_powers(&betas),
    }
}
