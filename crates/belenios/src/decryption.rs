//! A trustee's part of the decryption, with the proof that it was made with the announced key.

use serde::{Deserialize, Serialize};

use crate::election::Poll;
use crate::group::Group;
use crate::hash;
use crate::proof::Proof;
use crate::random::{RandomError, RandomSource};
use crate::scalar::{Scalar, Secret};
use crate::tally::EncryptedTally;
use crate::trustee::TrusteeKey;

/// A trustee's factors: `alpha^x` for every ciphertext of the tally.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
pub struct PartialDecryption<G: Group> {
    /// alpha^x for each question and choice.
    pub decryption_factors: Vec<Vec<G::Element>>,
    /// That the exponent is the trustee's secret key.
    pub decryption_proofs: Vec<Vec<Proof<G>>>,
}

impl<G: Group> PartialDecryption<G> {
    /// Decrypts a tally in part. Draws w for each question and choice in order.
    pub fn compute(
        poll: &Poll<G>,
        key: &TrusteeKey<G>,
        tally: &EncryptedTally<G>,
        source: &mut dyn RandomSource,
    ) -> Result<Self, RandomError> {
        let mut all = Self {
            decryption_factors: Vec::new(),
            decryption_proofs: Vec::new(),
        };
        for question in &tally.0 {
            let mut factors = Vec::new();
            let mut proofs = Vec::new();
            for ciphertext in question {
                let w = Secret::random(source)?;
                let commitments = [
                    G::power_secret(&G::generator(), &w),
                    G::power_secret(&ciphertext.alpha, &w),
                ];
                let challenge = challenge(poll, &key.public().public_key, &commitments);
                factors.push(G::power_secret(&ciphertext.alpha, key.secret()));
                proofs.push(Proof::answer(&w, key.secret(), challenge));
            }
            all.decryption_factors.push(factors);
            all.decryption_proofs.push(proofs);
        }
        Ok(all)
    }

    /// Whether it has a proved factor for every ciphertext of the tally, made with this public key.
    /// The factors' membership in the group follows from the proof only when they are members: that
    /// is checked too.
    pub fn is_proved(&self, poll: &Poll<G>, key: &G::Element, tally: &EncryptedTally<G>) -> bool {
        let lengths = |lengths: &mut dyn Iterator<Item = usize>| lengths.collect::<Vec<_>>();
        let need = lengths(&mut tally.0.iter().map(Vec::len));
        if lengths(&mut self.decryption_factors.iter().map(Vec::len)) != need
            || lengths(&mut self.decryption_proofs.iter().map(Vec::len)) != need
        {
            return false;
        }
        let ciphertexts = tally.0.iter().flatten();
        let factors = self.decryption_factors.iter().flatten();
        let proofs = self.decryption_proofs.iter().flatten();
        ciphertexts
            .zip(factors)
            .zip(proofs)
            .all(|((ciphertext, factor), proof)| {
                let commitments = [
                    proof.commitment(&G::generator(), key),
                    proof.commitment(&ciphertext.alpha, factor),
                ];
                G::is_member(factor) && challenge(poll, key, &commitments) == proof.challenge
            })
    }

    /// The compact text.
    pub fn to_json(&self) -> String {
        hash::to_json(self)
    }
}

/// What the hash asks of a trustee who committed to `g^w` and `alpha^w`.
pub fn challenge<G: Group>(
    poll: &Poll<G>,
    key: &G::Element,
    commitments: &[G::Element; 2],
) -> Scalar<G> {
    let prefix = format!("decrypt|{}|{key}|", poll.fingerprint());
    hash::challenge::<G>(&prefix, &[&commitments[0], &commitments[1]])
}
