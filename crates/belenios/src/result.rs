//! The result: what the product of all trustees' factors leaves of the tally, as numbers.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ballot::Ciphertext;
use crate::decryption::PartialDecryption;
use crate::dlog::SmallLogs;
use crate::group::Group;
use crate::hash;
use crate::tally::EncryptedTally;
use crate::weight::{AreaAndHeads, Weight};

/// Why there is no result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResultError {
    /// A partial decryption has not the tally's shape.
    #[error("a partial decryption has not as many factors as the tally has ciphertexts")]
    WrongShape,
    /// No number up to the total weight: a trustee is missing, or something was forged.
    #[error("question {question}, choice {choice}: nothing between 0 and the total weight")]
    NoLogarithm {
        /// Counted from 1.
        question: usize,
        /// Counted from 1; the blank flag is the first, where blank is allowed.
        choice: usize,
    },
}

/// For each question, for each choice (after blank, where that is allowed), the sum of weights.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ElectionResult {
    /// By question and choice.
    pub result: Vec<Vec<Weight>>,
}

impl ElectionResult {
    /// Combines the partial decryptions of all trustees, which the caller has checked.
    pub fn compute<G: Group>(
        tally: &EncryptedTally<G>,
        total: Weight,
        partials: &[PartialDecryption<G>],
    ) -> Result<Self, ResultError> {
        let plain = open(tally, partials)?;
        let count = plain.iter().map(Vec::len).sum();
        let logs = SmallLogs::<G>::new(total.0, count);
        let places: Vec<(usize, usize)> = plain
            .iter()
            .enumerate()
            .flat_map(|(question, row)| (0..row.len()).map(move |choice| (question, choice)))
            .collect();
        let numbers = places
            .par_iter()
            .map(|&(question, choice)| {
                logs.find(&plain[question][choice])
                    .ok_or(ResultError::NoLogarithm {
                        question: question + 1,
                        choice: choice + 1,
                    })
            })
            .collect::<Result<Vec<u64>, _>>()?;
        let mut numbers = numbers.into_iter().map(Weight);
        let result = plain
            .iter()
            .map(|row| numbers.by_ref().take(row.len()).collect())
            .collect();
        Ok(Self { result })
    }

    /// Area and heads of each choice, for an election with combined weights.
    pub fn split(&self) -> Vec<Vec<AreaAndHeads>> {
        let split = |row: &Vec<Weight>| row.iter().map(|weight| weight.split()).collect();
        self.result.iter().map(split).collect()
    }

    /// The compact text.
    pub fn to_json(&self) -> String {
        hash::to_json(self)
    }
}

/// `g^result` for each question and choice.
pub fn open<G: Group>(
    tally: &EncryptedTally<G>,
    partials: &[PartialDecryption<G>],
) -> Result<Vec<Vec<G::Element>>, ResultError> {
    let open_one = |question: usize, choice: usize, ciphertext: &Ciphertext<G>| {
        let factors = partials.iter().map(|partial| {
            let row = partial.decryption_factors.get(question)?;
            row.get(choice)
        });
        let product = factors
            .into_iter()
            .try_fold(G::identity(), |product, factor| {
                factor.map(|factor| G::multiply(&product, factor))
            });
        let product = product.ok_or(ResultError::WrongShape)?;
        Ok(G::multiply(&ciphertext.beta, &G::invert(&product)))
    };
    let questions = tally.0.iter().enumerate();
    questions
        .map(|(question, row)| {
            row.iter()
                .enumerate()
                .map(|(choice, ciphertext)| open_one(question, choice, ciphertext))
                .collect()
        })
        .collect()
}
