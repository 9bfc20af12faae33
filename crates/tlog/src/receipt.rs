//! Receipts: the offline proof that an entry is in a log, kept in `.tlog-proof` files.
//! (<https://c2sp.org/tlog-proof>)
//!
//! The extra data is not covered by any signature: it carries what is needed to rebuild the entry
//! (a salt) and must never be believed for its own sake.

use std::fmt;

use crate::{
    checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint},
    key::Verifier,
    note::Note,
    policy::{Accepted, Policy, PolicyError},
    proof::{MAX_PROOF_HASHES, ProofError, verify_inclusion},
    text,
    tree::{Hash, leaf_hash},
};

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// The longest receipt in bytes.
pub const MAX_RECEIPT_BYTES: usize = 2_000_000;

/// Why a receipt is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Not in the format, or longer than [`MAX_RECEIPT_BYTES`].
    #[error("not a tlog-proof: {0}")]
    BadFormat(&'static str),
    /// The checkpoint in it does not hold.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoint in it is not good enough for the policy.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The entry is not where the receipt says.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

/// A receipt as it was read; [`Receipt::verify`] says whether it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Opaque data outside every signature; empty for none.
    pub extra: Vec<u8>,
    /// The entry's place in the log, the first is 0.
    pub index: u64,
    /// Inclusion proof, the leaf's sibling first.
    pub path: Vec<Hash>,
    /// The signed checkpoint that the proof leads to.
    pub checkpoint: Note,
}

impl Receipt {
    /// Reads a receipt.
    pub fn parse(bytes: &[u8]) -> Result<Self, ReceiptError> {
        let bad = ReceiptError::BadFormat;
        if bytes.len() > MAX_RECEIPT_BYTES {
            return Err(bad("too long"));
        }
        let receipt = str::from_utf8(bytes).map_err(|_| bad("not UTF-8"))?;
        let (proof, note) = receipt.split_once("\n\n").ok_or(bad("no blank line"))?;
        let mut lines = proof.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(bad("first line is not c2sp.org/tlog-proof@v1"));
        }
        let extra = match lines.next_if(|line| line.starts_with("extra ")) {
            Some(line) => read_extra(line).ok_or(bad("extra line"))?,
            None => Vec::new(),
        };
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let index = index.and_then(text::decimal).ok_or(bad("index line"))?;
        let path: Option<Vec<_>> = lines.map(Hash::from_base64).collect();
        let path = path.filter(|path| path.len() <= MAX_PROOF_HASHES);
        let path = path.ok_or(bad("proof line"))?;
        let checkpoint = Note::parse(note.as_bytes()).map_err(CheckpointError::from)?;
        Checkpoint::parse(checkpoint.text())?;
        Ok(Self {
            extra,
            index,
            path,
            checkpoint,
        })
    }

    /// Checks that `entry` is in the log with this key. Returns the checkpoint that says so.
    pub fn verify(&self, entry: &[u8], log: &Verifier) -> Result<SignedCheckpoint, ReceiptError> {
        let signed = SignedCheckpoint::from_note(self.checkpoint.clone(), log)?;
        self.verify_path(entry, &signed)?;
        Ok(signed)
    }

    /// Checks that `entry` is in a log of the policy and that enough witnesses have seen it.
    pub fn verify_by(&self, entry: &[u8], policy: &Policy) -> Result<Accepted, ReceiptError> {
        let accepted = policy.accept(self.checkpoint.clone())?;
        self.verify_path(entry, &accepted.checkpoint)?;
        Ok(accepted)
    }

    fn verify_path(&self, entry: &[u8], signed: &SignedCheckpoint) -> Result<(), ProofError> {
        let head = signed.checkpoint();
        verify_inclusion(
            &leaf_hash(entry),
            self.index,
            head.size,
            &self.path,
            &head.root,
        )
    }
}

fn read_extra(line: &str) -> Option<Vec<u8>> {
    // An empty value would be a second way of writing none.
    text::base64_decode(line.strip_prefix("extra ")?).filter(|extra| !extra.is_empty())
}

/// The file.
impl fmt::Display for Receipt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if !self.extra.is_empty() {
            writeln!(f, "extra {}", text::base64_encode(&self.extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.path
            .iter()
            .try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        proof::{from_leaves, inclusion},
        signer::Signer,
        tree::root_of,
    };

    fn log() -> Signer {
        Signer::new("log.example", &[1; 32]).unwrap()
    }

    fn entry(index: u64) -> Vec<u8> {
        format!("entry {index}").into_bytes()
    }

    fn receipt(index: u64, size: u64) -> Receipt {
        let leaves: Vec<_> = (0..size).map(|i| leaf_hash(&entry(i))).collect();
        let head = Checkpoint {
            origin: "log.example".into(),
            size,
            root: root_of(&leaves),
        };
        Receipt {
            extra: b"salt".to_vec(),
            index,
            path: inclusion(index, size, &from_leaves(&leaves)).unwrap(),
            checkpoint: head.sign(&log()).unwrap().note().clone(),
        }
    }

    #[test]
    fn a_receipt_holds_for_its_entry_only() {
        let receipt = receipt(5, 7);
        let signed = receipt.verify(&entry(5), log().verifier()).unwrap();
        assert_eq!(signed.checkpoint().size, 7);
        let other = receipt.verify(&entry(4), log().verifier());
        assert_eq!(other, Err(ProofError::WrongRoot.into()));
        let moved = Receipt {
            index: 4,
            ..receipt.clone()
        };
        assert_eq!(
            moved.verify(&entry(5), log().verifier()),
            Err(ProofError::WrongRoot.into())
        );
        let outside = Receipt {
            index: 7,
            ..receipt.clone()
        };
        let error = ProofError::OutOfRange { index: 7, size: 7 };
        assert_eq!(
            outside.verify(&entry(5), log().verifier()),
            Err(error.into())
        );
        let short = Receipt {
            path: receipt.path[1..].to_vec(),
            ..receipt
        };
        assert_eq!(
            short.verify(&entry(5), log().verifier()),
            Err(ProofError::WrongLength.into())
        );
    }

    #[test]
    fn a_receipt_is_written_and_read_the_same_way() {
        for (index, size) in [(0, 1), (5, 7), (299, 300)] {
            let full = receipt(index, size);
            let bare = Receipt {
                extra: Vec::new(),
                ..full.clone()
            };
            for receipt in [full, bare] {
                let file = receipt.to_string();
                let read = Receipt::parse(file.as_bytes()).unwrap();
                assert_eq!(read, receipt);
                assert!(read.verify(&entry(index), log().verifier()).is_ok());
            }
        }
    }

    #[test]
    fn other_spellings_are_refused() {
        let good = receipt(5, 7).to_string();
        for (from, to) in [
            ("proof@v1", "proof@v2"),
            ("extra c2FsdA==", "extra "),
            ("extra c2FsdA==", "extra c2FsdA"),
            ("extra c2FsdA==", "extra c2FsdA==\nextra c2FsdA=="),
            ("extra c2FsdA==\nindex 5", "index 5\nextra c2FsdA=="),
            ("index 5", "index 05"),
            ("index 5", "index +5"),
            ("index 5\n", ""),
            ("index 5\n", "index 5\n\n"),
            ("index 5\n", "index 5\nAAAA\n"),
            ("index", "Index"),
            ("\n", "\r\n"),
        ] {
            let bad = good.replacen(from, to, if from == "\n" { usize::MAX } else { 1 });
            assert_ne!(bad, good);
            assert!(
                Receipt::parse(bad.as_bytes()).is_err(),
                "{from:?} -> {to:?}"
            );
        }
        let hash = format!("{}\n", leaf_hash(b""));
        let long = good.replace("index 5\n", &format!("index 5\n{}", hash.repeat(64)));
        assert_eq!(
            Receipt::parse(long.as_bytes()),
            Err(ReceiptError::BadFormat("proof line"))
        );
    }
}
