//! Zero-knowledge proofs: that somebody knows a secret exponent, and that a ciphertext holds one of
//! a few numbers.
//!
//! Which of the numbers is a secret. So the prover does the same work for every branch: the true one
//! is a simulated one with the challenge zero and w as its response, put in its place by selections
//! in constant time. It never branches on which one is true, nor takes it as an index.

use crypto_bigint::{Choice, CtEq};
use serde::{Deserialize, Serialize};

use crate::ciphertext::Ciphertext;
use crate::group::Group;
use crate::random::{RandomError, RandomSource};
use crate::scalar::{Scalar, Secret};

/// One branch of a proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
pub struct Proof<G: Group> {
    /// What the hash asked for.
    pub challenge: Scalar<G>,
    /// What only the holder of the secret could answer.
    pub response: Scalar<G>,
}

impl<G: Group> Proof<G> {
    /// The answer to a challenge: `response = w - secret * challenge`.
    pub fn answer(w: &Secret<G>, secret: &Secret<G>, challenge: Scalar<G>) -> Self {
        Self {
            challenge,
            response: w.respond(secret, &challenge),
        }
    }

    /// `base^response * power^challenge`: the commitment that the prover must have made when
    /// `power = base^secret`. Public data only.
    pub fn commitment(&self, base: &G::Element, power: &G::Element) -> G::Element {
        G::multiply(
            &G::power(base, self.response.value()),
            &G::power(power, self.challenge.value()),
        )
    }
}

/// Challenge and response before it is clear which of them is published.
#[derive(Clone)]
struct Hidden<G: Group> {
    challenge: Secret<G>,
    response: Secret<G>,
}

impl<G: Group> Hidden<G> {
    /// A random branch of a proof whose true branch is another. Draws challenge, response.
    fn simulated(source: &mut dyn RandomSource) -> Result<Self, RandomError> {
        Ok(Self {
            challenge: Secret::random(source)?,
            response: Secret::random(source)?,
        })
    }

    /// `other` if the choice is true, else this one. Constant time.
    fn or(&self, other: &Self, choice: Choice) -> Self {
        Self {
            challenge: self.challenge.or(&other.challenge, choice),
            response: self.response.or(&other.response, choice),
        }
    }
}

/// One possibility that a proof of several leaves open: that `ciphertext` holds `message`.
#[derive(Clone, Debug)]
pub struct Branch<'a, G: Group> {
    /// The ciphertext of which it speaks.
    pub ciphertext: &'a Ciphertext<G>,
    /// The number that it would hold.
    pub message: u32,
}

impl<G: Group> Branch<'_, G> {
    /// `g^response alpha^challenge` and `y^response (beta / g^message)^challenge`: what is hashed.
    /// Reference arithmetic in constant time, since a prover must not show which branch is true.
    pub fn commitments(&self, y: &G::Element, proof: &Proof<G>) -> [G::Element; 2] {
        let hidden = Hidden {
            challenge: proof.challenge.into(),
            response: proof.response.into(),
        };
        self.hidden_commitments(y, &hidden)
    }

    fn hidden_commitments(&self, y: &G::Element, proof: &Hidden<G>) -> [G::Element; 2] {
        let g = G::generator();
        // What a branch would hold is public, and so is what is left of the ciphertext then.
        let message = Scalar::<G>::from(u64::from(self.message)).negated();
        let reduced = G::multiply(&self.ciphertext.beta, &G::power(&g, message.value()));
        [
            G::multiply_secret(
                &G::power_secret(&g, &proof.response),
                &G::power_secret(&self.ciphertext.alpha, &proof.challenge),
            ),
            G::multiply_secret(
                &G::power_secret(y, &proof.response),
                &G::power_secret(&reduced, &proof.challenge),
            ),
        ]
    }
}

/// Proves that one of the branches is true: the one at `real`, whose ciphertext was made with the
/// randomness `secret`. `prefix` is what is hashed before the commitments.
///
/// Draws w, then challenge and response of every other branch in order.
pub fn prove_one_of<G: Group>(
    prefix: &str,
    y: &G::Element,
    branches: &[Branch<'_, G>],
    real: usize,
    secret: &Secret<G>,
    source: &mut dyn RandomSource,
) -> Result<Vec<Proof<G>>, RandomError> {
    let w = Secret::<G>::random(source)?;
    let others = (1..branches.len())
        .map(|_| Hidden::simulated(source))
        .collect::<Result<Vec<_>, _>>()?;
    let nothing = Hidden {
        challenge: Secret::small(0),
        response: w.clone(),
    };
    let mut all = Vec::with_capacity(branches.len());
    let mut commitments = Vec::with_capacity(branches.len() * 2);
    let mut sum = Secret::small(0);
    let mut passed = Choice::FALSE;
    for (index, branch) in branches.iter().enumerate() {
        let is_real = index.ct_eq(&real);
        // Behind the true branch, the others are one place further on than they were drawn.
        let drawn = others.get(index).unwrap_or(&nothing);
        let drawn_before = index.checked_sub(1).and_then(|before| others.get(before));
        let hidden = drawn
            .or(drawn_before.unwrap_or(&nothing), passed)
            .or(&nothing, is_real);
        passed = passed.or(is_real);
        sum = sum.plus(&hidden.challenge);
        commitments.extend(branch.hidden_commitments(y, &hidden));
        all.push((hidden, is_real));
    }
    let commitments: Vec<&G::Element> = commitments.iter().collect();
    let challenge = crate::hash::challenge::<G>(prefix, &commitments).minus(&sum.publish());
    let answer = Hidden {
        challenge: challenge.into(),
        response: Proof::answer(&w, secret, challenge).response.into(),
    };
    let publish = |(hidden, is_real): (Hidden<G>, Choice)| {
        let published = hidden.or(&answer, is_real);
        Proof {
            challenge: published.challenge.publish(),
            response: published.response.publish(),
        }
    };
    Ok(all.into_iter().map(publish).collect())
}

/// Checks a proof that one of the branches is true: the plain way, one power at a time. The
/// verifier's own way is faster; tests compare the two.
pub fn check_one_of<G: Group>(
    prefix: &str,
    y: &G::Element,
    branches: &[Branch<'_, G>],
    proofs: &[Proof<G>],
) -> bool {
    if branches.len() != proofs.len() || proofs.is_empty() {
        return false;
    }
    let commitments: Vec<G::Element> = branches
        .iter()
        .zip(proofs)
        .flat_map(|(branch, proof)| branch.commitments(y, proof))
        .collect();
    let commitments: Vec<&G::Element> = commitments.iter().collect();
    let sum = proofs
        .iter()
        .fold(Scalar::ZERO, |sum, proof| sum.plus(&proof.challenge));
    crate::hash::challenge::<G>(prefix, &commitments) == sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::{Belenios2048, Ed25519};
    use crate::random::TestSource;

    /// A proof of so many branches, of which the one at `real` is said to be true; the ciphertext
    /// holds the number `message`.
    fn holds<G: Group>(branches: u32, real: u32, message: u32) -> bool {
        let mut source = TestSource::new(&format!("{branches} {real} {message}"));
        let key = Secret::<G>::random(&mut source).unwrap();
        let y = G::power_secret(&G::generator(), &key);
        let r = Secret::<G>::random(&mut source).unwrap();
        let ciphertext = Ciphertext::encrypt(&y, message, &r);
        let branches: Vec<_> = (0..branches)
            .map(|message| Branch {
                ciphertext: &ciphertext,
                message,
            })
            .collect();
        let place = real as usize;
        let proofs = prove_one_of("test|", &y, &branches, place, &r, &mut source).unwrap();
        let distinct = proofs.windows(2).all(|pair| pair[0] != pair[1]);
        distinct && check_one_of("test|", &y, &branches, &proofs)
    }

    fn every_place_can_be_the_true_one<G: Group>(most: u32) {
        for branches in 1..=most {
            for real in 0..branches {
                assert!(holds::<G>(branches, real, real), "{real} of {branches}");
            }
            assert!(!holds::<G>(branches, 0, branches));
            assert!(!holds::<G>(branches, branches - 1, branches));
        }
    }

    #[test]
    fn a_proof_holds_for_the_true_branch_at_every_place_and_for_no_false_one() {
        every_place_can_be_the_true_one::<Belenios2048>(3);
        every_place_can_be_the_true_one::<Ed25519>(6);
    }
}
