//! Timestamped cosignatures: a witness states that at a time this was the log's largest consistent
//! checkpoint. (<https://c2sp.org/tlog-cosignature>, Ed25519, type 0x04)
//!
//! Making one is a promise: only [`crate::witness::decide`] may be the reason for it.

use crate::key::{KeyError, SignatureType, Verifier, cosigned_message};
use crate::note::Note;
use crate::signature::Signature;
use crate::signer::Signer;
use crate::text::MAX_COUNT;

/// A witness's secret key. It never signs anything but cosignatures.
#[derive(Debug)]
pub struct Cosigner(Signer);

impl Cosigner {
    /// The cosigner of this name from a secret 32-byte seed, which must not be used for any other
    /// name or purpose: the signed message does not contain the name.
    pub fn new(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        Signer::of_kind(name, SignatureType::Cosignature, seed).map(Self)
    }

    /// The public half.
    pub fn verifier(&self) -> &Verifier {
        self.0.verifier()
    }

    /// Cosigns a checkpoint's note at this time (POSIX seconds). `None` if the time is beyond what
    /// a cosignature can say, 2^63 - 1.
    pub fn cosign(&self, checkpoint: &Note, unix_secs: u64) -> Option<Signature> {
        if unix_secs > MAX_COUNT {
            return None;
        }
        let signature = self
            .0
            .sign_bytes(&cosigned_message(checkpoint.text(), unix_secs));
        let bytes = [&unix_secs.to_be_bytes(), signature.as_slice()].concat();
        Some(Signature::of_key(self.verifier(), bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::NoteError;

    #[test]
    fn a_cosignature_carries_its_time_and_covers_it() {
        let witness = Cosigner::new("witness.example/w1", &[7; 32]).unwrap();
        let known = [witness.verifier().clone()];
        let mut note = Note::new("log.example\n0\nAAAA\n").unwrap();
        note.add(witness.cosign(&note, 1_679_315_147).unwrap())
            .unwrap();
        let read = Note::parse(note.to_string().as_bytes()).unwrap();
        let verified = read.verify(&known).unwrap();
        assert_eq!(verified[0].unix_secs, Some(1_679_315_147));
        assert_eq!(read.signatures()[0].bytes().len(), 72);

        let mut bytes = read.signatures()[0].bytes().to_vec();
        bytes[7] ^= 1;
        let mut moved = Note::new(read.text()).unwrap();
        moved
            .add(Signature::of_key(witness.verifier(), bytes))
            .unwrap();
        assert!(matches!(
            moved.verify(&known),
            Err(NoteError::InvalidSignature { .. })
        ));
    }

    #[test]
    fn a_plain_signature_is_no_cosignature() {
        let log = Signer::new("x.example", &[7; 32]).unwrap();
        let witness = Cosigner::new("x.example", &[7; 32]).unwrap();
        assert_ne!(log.verifier().key_id(), witness.verifier().key_id());
        let mut note = Note::new("text\n").unwrap();
        note.sign(&log).unwrap();
        assert_eq!(
            note.verify(&[witness.verifier().clone()]),
            Err(NoteError::NotSigned)
        );
        let bytes = note.signatures()[0].bytes().to_vec();
        let mut forged = Note::new("text\n").unwrap();
        forged
            .add(Signature::of_key(witness.verifier(), bytes))
            .unwrap();
        assert!(forged.verify(&[witness.verifier().clone()]).is_err());
    }

    #[test]
    fn a_time_beyond_the_format_is_refused() {
        let witness = Cosigner::new("w.example", &[7; 32]).unwrap();
        let note = Note::new("text\n").unwrap();
        assert!(witness.cosign(&note, u64::MAX).is_none());
        assert!(witness.cosign(&note, MAX_COUNT).is_some());
    }
}
