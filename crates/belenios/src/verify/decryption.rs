//! What the trustees decrypted, and the result.

use rayon::prelude::*;

use super::setup::Setup;
use crate::archive::{Chain, Member, Owned};
use crate::decryption::{self, PartialDecryption};
use crate::group::Group;
use crate::json;
use crate::refusal::{Object, Refusal, Rule};
use crate::result::{self, ElectionResult};
use crate::tally::EncryptedTally;

/// The parts by trustee: None where that trustee has not decrypted yet.
pub type Parts<G> = Vec<Option<PartialDecryption<G>>>;

/// Checks every part that is there.
pub fn check<G: Group>(
    chain: &Chain,
    tally: &EncryptedTally<G>,
    setup: &Setup<G>,
) -> Result<Parts<G>, Refusal> {
    let mut parts: Parts<G> = Vec::new();
    parts.resize_with(setup.trustees.0.len(), || None);
    for owned in &chain.decryptions {
        let at = |rule| Refusal::new(Object::Member(owned.stated.number), rule);
        let index = usize::try_from(owned.owner)
            .ok()
            .and_then(|owner| owner.checked_sub(1))
            .filter(|&index| index < parts.len())
            .ok_or(at(Rule::NoSuchTrustee))?;
        if parts[index].is_some() {
            return Err(at(Rule::DecryptedTwice));
        }
        parts[index] = Some(part(owned, index, tally, setup)?);
    }
    Ok(parts)
}

fn part<G: Group>(
    owned: &Owned,
    index: usize,
    tally: &EncryptedTally<G>,
    setup: &Setup<G>,
) -> Result<PartialDecryption<G>, Refusal> {
    let trustee = index + 1;
    let object = || Object::Decryption(trustee);
    let part: PartialDecryption<G> =
        json::read(owned.factors.body).map_err(|error| Refusal::new(object(), error))?;
    let expected = lengths(&tally.0);
    for (what, found) in [
        ("factors", lengths(&part.decryption_factors)),
        ("proofs", lengths(&part.decryption_proofs)),
    ] {
        if found != expected {
            return Err(shape(object(), what, &found, &expected));
        }
    }
    let places: Vec<(usize, usize)> = expected
        .iter()
        .enumerate()
        .flat_map(|(question, &count)| (0..count).map(move |choice| (question, choice)))
        .collect();
    let bad = places.par_iter().find_map_first(|&(question, choice)| {
        let rule = factor(&part, index, tally, setup, question, choice).err()?;
        let object = Object::Factor {
            trustee,
            question: question + 1,
            choice: choice + 1,
        };
        Some(Refusal::new(object, rule))
    });
    bad.map_or(Ok(part), Err)
}

fn factor<G: Group>(
    part: &PartialDecryption<G>,
    trustee: usize,
    tally: &EncryptedTally<G>,
    setup: &Setup<G>,
    question: usize,
    choice: usize,
) -> Result<(), Rule> {
    let factor = &part.decryption_factors[question][choice];
    let proof = &part.decryption_proofs[question][choice];
    let key = &setup.trustees.0[trustee].0.public_key;
    if !G::is_member(factor) {
        return Err(Rule::NotMember { what: "the factor" });
    }
    let alpha = &tally.0[question][choice].alpha;
    let commitments = [
        proof.commitment(&G::generator(), key),
        proof.commitment(alpha, factor),
    ];
    if decryption::challenge(&setup.poll, key, &commitments) == proof.challenge {
        Ok(())
    } else {
        Err(Rule::DecryptionProof)
    }
}

/// Checks the result: every part is there, and each number is what is left of the tally.
pub fn result<G: Group>(
    member: &Member,
    tally: &EncryptedTally<G>,
    parts: &Parts<G>,
    setup: &Setup<G>,
) -> Result<ElectionResult, Refusal> {
    let published: ElectionResult =
        json::read(member.body).map_err(|error| Refusal::new(Object::Result, error))?;
    let (expected, found) = (lengths(&tally.0), lengths(&published.result));
    if found != expected {
        return Err(shape(Object::Result, "numbers", &found, &expected));
    }
    let mut all = Vec::with_capacity(parts.len());
    for (index, part) in parts.iter().enumerate() {
        let missing = || Refusal::new(Object::Trustee(index + 1), Rule::NotDecrypted);
        all.push(part.clone().ok_or_else(missing)?);
    }
    let plain =
        result::open(tally, &all).map_err(|_| Refusal::new(Object::Result, Rule::Payload))?;
    let g = G::fixed_base(&G::generator());
    for (question, (row, numbers)) in plain.iter().zip(&published.result).enumerate() {
        let same = |(plain, number): (&G::Element, &crate::Weight)| {
            G::fixed_power(&g, &crypto_bigint::U256::from(number.0)) == *plain
        };
        if let Some(choice) = row.iter().zip(numbers).position(|pair| !same(pair)) {
            let object = Object::Count {
                question: question + 1,
                choice: choice + 1,
            };
            return Err(Refusal::new(object, Rule::ResultDiffers));
        }
    }
    debug_assert_eq!(setup.trustees.0.len(), all.len());
    Ok(published)
}

fn lengths<T>(rows: &[Vec<T>]) -> Vec<usize> {
    rows.iter().map(Vec::len).collect()
}

fn shape(object: Object, what: &'static str, found: &[usize], expected: &[usize]) -> Refusal {
    let (found, expected) = (found.iter().sum(), expected.iter().sum());
    Refusal::new(
        object,
        Rule::Shape {
            what,
            found,
            expected,
        },
    )
}
