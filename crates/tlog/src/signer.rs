//! A log's signing key. (<https://c2sp.org/signed-note>)
//!
//! A secret key never leaves its [`Signer`]: it is not printed, not compared, and wiped when dropped.

use std::fmt;

use ed25519_dalek::{Signer as _, SigningKey};

use crate::key::{KeyError, SignatureType, Verifier};
use crate::signature::Signature;

/// A log's secret key: signs note texts with Ed25519 (type 0x01).
pub struct Signer {
    verifier: Verifier,
    key: SigningKey,
}

impl Signer {
    /// The signer of this name from a secret 32-byte seed. Wiping the caller's copy of the seed is
    /// the caller's.
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        Self::of_kind(name, SignatureType::Ed25519, seed)
    }

    pub(crate) fn of_kind(
        name: &str,
        kind: SignatureType,
        seed: &[u8; 32],
    ) -> Result<Self, KeyError> {
        let key = SigningKey::from_bytes(seed);
        let verifier = Verifier::new(name, kind, key.verifying_key().as_bytes())?;
        Ok(Self { verifier, key })
    }

    /// The public half.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// The key's name; a log's is its origin.
    pub fn name(&self) -> &str {
        self.verifier.name()
    }

    /// Signs a note's text, which ends in a newline (see [`crate::note::Note::sign`]).
    pub fn sign(&self, text: &str) -> Signature {
        Signature::of_key(&self.verifier, self.sign_bytes(text.as_bytes()).to_vec())
    }

    pub(crate) fn sign_bytes(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

/// Shows the public half only.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({})", self.verifier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text;

    #[test]
    fn debug_never_prints_the_secret() {
        let seed = [0xab; 32];
        let shown = format!("{:?}", Signer::new("log.example", &seed).unwrap());
        assert!(shown.starts_with("Signer(log.example+"));
        assert!(!shown.contains("abab") && !shown.contains("171"));
        assert!(!shown.contains(&text::base64_encode(&seed)[..8]));
    }
}
