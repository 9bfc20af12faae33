//! The result: what the product of all trustees' factors leaves of the tally, as numbers.

use crypto_bigint::U256;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::ciphertext::Ciphertext;
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
        let sums: Vec<Option<u64>> = plain.iter().map(|row| known_sum::<G>(row, total)).collect();
        // Where every voter chooses one, all numbers together make up the total weight: one way.
        // Where several may be chosen, it can be more; half of each way is what is expected.
        let ways = plain.iter().zip(&sums);
        let ways = ways.map(|(row, sum)| sum.map_or(row.len().div_ceil(2), |_| 1));
        let logs = SmallLogs::<G>::new(total.0, ways.sum());
        let result = plain
            .par_iter()
            .zip(&sums)
            .enumerate()
            .map(|(question, (row, sum))| {
                let numbers = logs.find_all(row, *sum);
                let number = |(choice, number): (usize, Option<u64>)| {
                    number.map(Weight).ok_or(ResultError::NoLogarithm {
                        question: question + 1,
                        choice: choice + 1,
                    })
                };
                numbers.into_iter().enumerate().map(number).collect()
            })
            .collect::<Result<_, _>>()?;
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

/// The sum of a question's numbers, if it is the total weight: so it is where every voter chooses
/// exactly one, or blank.
fn known_sum<G: Group>(row: &[G::Element], total: Weight) -> Option<u64> {
    let product = row
        .iter()
        .fold(G::identity(), |product, each| G::multiply(&product, each));
    let expected = G::power(&G::generator(), &U256::from(total.0));
    (product == expected).then_some(total.0)
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
