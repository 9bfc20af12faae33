//! Checkpoints: the signed head of a log. (<https://c2sp.org/tlog-checkpoint>)
//!
//! A log must never sign two checkpoints of which neither continues the other; keeping that promise
//! is the caller's, who must compare with the last one signed.

use std::fmt;

use crate::{
    key::{Verified, Verifier},
    note::{Note, NoteError},
    signature::Signature,
    signer::Signer,
    text::{self, MAX_COUNT},
    tree::Hash,
};

/// Why a checkpoint is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not a signed note, or not signed by the log.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// Not origin, size and root on three lines.
    #[error("not a checkpoint: expected origin, size and root hash on three lines")]
    BadText,
    /// It is another log's.
    #[error("the checkpoint is of {found}, not of {expected}")]
    WrongOrigin {
        /// The name of the key.
        expected: String,
        /// The origin in the checkpoint.
        found: String,
    },
}

/// A log's head: how many entries it has and their root. Believe it only when it comes out of a
/// [`SignedCheckpoint`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The log's identity: its URL without the scheme.
    pub origin: String,
    /// Number of entries, at most 2^63 - 1.
    pub size: u64,
    /// Root hash over these entries.
    pub root: Hash,
}

impl Checkpoint {
    /// Reads a note's text. Extension lines, which nobody should use, are tolerated and not kept.
    pub fn parse(note_text: &str) -> Result<Self, CheckpointError> {
        Self::read(note_text).ok_or(CheckpointError::BadText)
    }

    fn read(note_text: &str) -> Option<Self> {
        let mut lines = note_text.strip_suffix('\n')?.split('\n');
        let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
        let checkpoint = Self {
            origin: origin.to_owned(),
            size: text::decimal(size)?,
            root: Hash::from_base64(root)?,
        };
        let all_filled = !origin.is_empty() && lines.all(|line| !line.is_empty());
        all_filled.then_some(checkpoint)
    }

    /// Signs it with the log's key, whose name must be the origin.
    pub fn sign(&self, log: &Signer) -> Result<SignedCheckpoint, CheckpointError> {
        check_origin(log.verifier(), &self.origin)?;
        if self.size > MAX_COUNT {
            return Err(CheckpointError::BadText);
        }
        let mut note = Note::new(self.to_string())?;
        note.sign(log)?;
        Ok(SignedCheckpoint {
            checkpoint: self.clone(),
            note,
        })
    }
}

/// The three lines that are signed.
impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n{}\n{}\n", self.origin, self.size, self.root)
    }
}

/// A checkpoint with the log's signature, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    checkpoint: Checkpoint,
    note: Note,
}

impl SignedCheckpoint {
    /// Reads a checkpoint file and checks the log's signature and origin.
    pub fn open(bytes: &[u8], log: &Verifier) -> Result<Self, CheckpointError> {
        Self::from_note(Note::parse(bytes)?, log)
    }

    /// Checks the log's signature and origin on a note.
    pub fn from_note(note: Note, log: &Verifier) -> Result<Self, CheckpointError> {
        note.verify(std::slice::from_ref(log))?;
        let checkpoint = Checkpoint::parse(note.text())?;
        check_origin(log, &checkpoint.origin)?;
        Ok(Self { checkpoint, note })
    }

    /// The head.
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note with all its signatures; its text form is the file that is served.
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// Adds a witness's signature (see [`crate::witness::merge_cosignatures`]).
    pub fn add(&mut self, signature: Signature) -> Result<(), NoteError> {
        self.note.add(signature)
    }

    /// Which of these witnesses have cosigned, none being no error.
    pub fn cosigned_by(&self, witnesses: &[Verifier]) -> Result<Vec<Verified>, NoteError> {
        match self.note.verify(witnesses) {
            Err(NoteError::NotSigned) => Ok(Vec::new()),
            verified => verified,
        }
    }

    /// Whether the two prove that the log showed different books: the same size, another root.
    pub fn contradicts(&self, other: &Self) -> bool {
        let (a, b) = (&self.checkpoint, &other.checkpoint);
        a.origin == b.origin && a.size == b.size && a.root != b.root
    }
}

/// The file as it is served.
impl fmt::Display for SignedCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.note.fmt(f)
    }
}

fn check_origin(log: &Verifier, origin: &str) -> Result<(), CheckpointError> {
    if log.name() == origin {
        return Ok(());
    }
    let (expected, found) = (log.name().to_owned(), origin.to_owned());
    Err(CheckpointError::WrongOrigin { expected, found })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{empty_root, leaf_hash};

    fn log() -> Signer {
        Signer::new("log.example/c/xyb", &[1; 32]).unwrap()
    }

    fn head(size: u64, root: Hash) -> Checkpoint {
        Checkpoint {
            origin: "log.example/c/xyb".into(),
            size,
            root,
        }
    }

    #[test]
    fn the_checkpoint_of_the_document_is_read() {
        let text =
            "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
        let checkpoint = Checkpoint::parse(text).unwrap();
        assert_eq!(checkpoint.origin, "example.com/behind-the-sofa");
        assert_eq!(checkpoint.size, 20_852_163);
        assert_eq!(checkpoint.to_string(), text);
    }

    #[test]
    fn a_signed_checkpoint_opens_with_the_logs_key_only() {
        let signed = head(1, leaf_hash(b"x")).sign(&log()).unwrap();
        let file = signed.to_string();
        assert_eq!(
            SignedCheckpoint::open(file.as_bytes(), log().verifier()).unwrap(),
            signed
        );
        let other = Signer::new("log.example/c/xyb", &[2; 32]).unwrap();
        let refused = SignedCheckpoint::open(file.as_bytes(), other.verifier());
        assert_eq!(refused, Err(NoteError::NotSigned.into()));
    }

    #[test]
    fn another_logs_key_neither_signs_nor_opens() {
        let other = Signer::new("log.example/c/other", &[1; 32]).unwrap();
        let checkpoint = head(0, empty_root());
        assert!(matches!(
            checkpoint.sign(&other),
            Err(CheckpointError::WrongOrigin { .. })
        ));
        let mut note = Note::new(checkpoint.to_string()).unwrap();
        note.sign(&other).unwrap();
        let refused = SignedCheckpoint::from_note(note, other.verifier());
        assert!(matches!(refused, Err(CheckpointError::WrongOrigin { .. })));
    }

    #[test]
    fn extension_lines_are_tolerated_and_stay_under_the_signature() {
        let text = format!("{}future extension\n", head(0, empty_root()));
        let mut note = Note::new(text.clone()).unwrap();
        note.sign(&log()).unwrap();
        let signed = SignedCheckpoint::from_note(note, log().verifier()).unwrap();
        assert_eq!(signed.checkpoint(), &head(0, empty_root()));
        assert!(signed.to_string().starts_with(&text));
    }

    #[test]
    fn other_spellings_are_refused() {
        let root = empty_root();
        for bad in [
            String::new(),
            "\n".into(),
            format!("\n0\n{root}\n"),
            format!("o\n0\n{root}"),
            format!("o\n00\n{root}\n"),
            format!("o\n01\n{root}\n"),
            format!("o\n+1\n{root}\n"),
            format!("o\n\n{root}\n"),
            format!("o\n9223372036854775808\n{root}\n"),
            format!("o\n0\n{root}\n\n"),
            format!("o\n0\n{root}\n\nx\n"),
            "o\n0\nAAAA\n".into(),
            "o\n0\n".into(),
            format!("o\n0\n{}\n", root.to_hex()),
        ] {
            assert_eq!(
                Checkpoint::parse(&bad),
                Err(CheckpointError::BadText),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn two_roots_for_one_size_are_a_contradiction() {
        let signed = |size, entry: &[u8]| head(size, leaf_hash(entry)).sign(&log()).unwrap();
        assert!(signed(1, b"a").contradicts(&signed(1, b"b")));
        assert!(!signed(1, b"a").contradicts(&signed(1, b"a")));
        assert!(!signed(1, b"a").contradicts(&signed(2, b"b")));
    }
}
