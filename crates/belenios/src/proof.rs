//! Zero-knowledge proofs: that somebody knows a secret exponent, and that a ciphertext holds one of
//! a few numbers.

use serde::{Deserialize, Serialize};

use crate::ballot::Ciphertext;
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

    /// A random branch of a proof whose other branch is the true one. Draws challenge, response.
    fn simulated(source: &mut dyn RandomSource) -> Result<Self, RandomError> {
        Ok(Self {
            challenge: Secret::random(source)?.publish(),
            response: Secret::random(source)?.publish(),
        })
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
        let response = Secret::from(proof.response);
        let challenge = Secret::from(proof.challenge);
        let g = G::generator();
        let message = Secret::from(Scalar::<G>::from(u64::from(self.message)).negated());
        let reduced = G::multiply(&self.ciphertext.beta, &G::power_secret(&g, &message));
        [
            G::multiply(
                &G::power_secret(&g, &response),
                &G::power_secret(&self.ciphertext.alpha, &challenge),
            ),
            G::multiply(
                &G::power_secret(y, &response),
                &G::power_secret(&reduced, &challenge),
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
    let mut proofs = Vec::with_capacity(branches.len());
    let mut commitments = Vec::with_capacity(branches.len() * 2);
    let mut simulated_sum = Scalar::ZERO;
    for (index, branch) in branches.iter().enumerate() {
        if index == real {
            proofs.push(Proof {
                challenge: Scalar::ZERO,
                response: Scalar::ZERO,
            });
            commitments.push(G::power_secret(&G::generator(), &w));
            commitments.push(G::power_secret(y, &w));
        } else {
            let proof = Proof::simulated(source)?;
            simulated_sum = simulated_sum.plus(&proof.challenge);
            commitments.extend(branch.commitments(y, &proof));
            proofs.push(proof);
        }
    }
    let commitments: Vec<&G::Element> = commitments.iter().collect();
    let challenge = crate::hash::challenge::<G>(prefix, &commitments).minus(&simulated_sum);
    if let Some(proof) = proofs.get_mut(real) {
        *proof = Proof::answer(&w, secret, challenge);
    }
    Ok(proofs)
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
