//! Which ballots count, and what they add up to.

use std::collections::HashMap;

use rayon::prelude::*;

use super::ballots::Checked;
use super::report::Report;
use super::setup::Setup;
use crate::archive::{Chain, Tally};
use crate::ciphertext::Ciphertext;
use crate::group::Group;
use crate::hash;
use crate::json;
use crate::refusal::{BallotPart, Object, Refusal, Rule};
use crate::tally::EncryptedTally;

/// Refuses an exact copy of an earlier ballot. A voter who votes again makes another ballot, with
/// other random numbers; only somebody who wants an earlier vote back would copy one.
pub fn refuse_replays(chain: &Chain) -> Result<(), Refusal> {
    let mut seen = HashMap::with_capacity(chain.ballots.len());
    for (index, member) in chain.ballots.iter().enumerate() {
        if let Some(first) = seen.insert(member.digest, index) {
            let part = BallotPart {
                number: index + 1,
                tracker: hash::fingerprint(member.body),
                question: None,
                choice: None,
            };
            let rule = Rule::Replayed { first: first + 1 };
            return Err(Refusal::new(Object::Ballot(part), rule));
        }
    }
    Ok(())
}

/// Places of the ballots that count: of each credential the last one. In their order.
pub fn last_of_each<G: Group>(ballots: &[Checked<G>]) -> Vec<&Checked<G>> {
    let mut last = HashMap::new();
    for (index, ballot) in ballots.iter().enumerate() {
        last.insert(ballot.credential, index);
    }
    let mut places: Vec<usize> = last.into_values().collect();
    places.sort_unstable();
    places.into_iter().map(|index| &ballots[index]).collect()
}

/// Computes the encrypted tally anew and compares everything that is published of it.
pub fn tally<G: Group>(
    published: &Tally,
    counted: &[&Checked<G>],
    setup: &Setup<G>,
    report: &Report,
) -> Result<EncryptedTally<G>, Refusal> {
    let at = |rule| Refusal::new(Object::Tally, rule);
    let stated: EncryptedTally<G> =
        json::read(published.ciphertexts.body).map_err(|error| at(error.into()))?;
    let numbers = (published.num_tallied, report.counted);
    if numbers.0 != numbers.1 {
        let (published, counted) = numbers;
        return Err(at(Rule::NumTallied { published, counted }));
    }
    let weights = (published.total_weight.0, report.counted_weight.0);
    if weights.0 != weights.1 {
        let (published, counted) = weights;
        return Err(at(Rule::TotalWeight { published, counted }));
    }
    let computed = compute(counted, setup);
    compare(&stated, &computed)?;
    Ok(computed)
}

fn compute<G: Group>(counted: &[&Checked<G>], setup: &Setup<G>) -> EncryptedTally<G> {
    let questions = setup.poll.election().questions.iter().enumerate();
    let places: Vec<(usize, usize)> = questions
        .flat_map(|(index, question)| (0..question.ciphertexts()).map(move |c| (index, c)))
        .collect();
    let products: Vec<Ciphertext<G>> = places
        .par_iter()
        .map(|&(question, choice)| product(counted, setup, question, choice))
        .collect();
    let mut rows = vec![Vec::new(); setup.poll.election().questions.len()];
    for ((question, _), product) in places.into_iter().zip(products) {
        rows[question].push(product);
    }
    EncryptedTally(rows)
}

fn product<G: Group>(
    counted: &[&Checked<G>],
    setup: &Setup<G>,
    question: usize,
    choice: usize,
) -> Ciphertext<G> {
    let all = counted.iter().map(|ballot| {
        let weight = setup.credentials[ballot.credential].weight.0;
        (&ballot.ciphertexts[question][choice], weight)
    });
    let (alphas, betas): (Vec<_>, Vec<_>) = all
        .map(|(text, weight)| ((&text.alpha, weight), (&text.beta, weight)))
        .unzip();
    Ciphertext {
        alpha: G::product_of_powers(&alphas),
        beta: G::product_of_powers(&betas),
    }
}

fn compare<G: Group>(
    stated: &EncryptedTally<G>,
    computed: &EncryptedTally<G>,
) -> Result<(), Refusal> {
    let rows = |tally: &EncryptedTally<G>| tally.0.iter().map(Vec::len).collect::<Vec<_>>();
    let (found, expected) = (rows(stated), rows(computed));
    if found != expected {
        let (found, expected) = (found.iter().sum(), expected.iter().sum());
        let what = "ciphertexts";
        let rule = Rule::Shape {
            what,
            found,
            expected,
        };
        return Err(Refusal::new(Object::Tally, rule));
    }
    for (question, (stated, computed)) in stated.0.iter().zip(&computed.0).enumerate() {
        if let Some(choice) = stated.iter().zip(computed).position(|(a, b)| a != b) {
            let object = Object::TallyChoice {
                question: question + 1,
                choice: choice + 1,
            };
            return Err(Refusal::new(object, Rule::TallyDiffers));
        }
    }
    Ok(())
}
