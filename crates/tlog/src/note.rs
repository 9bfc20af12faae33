//! Signed notes: a text and the signatures of one or more keys. (<https://c2sp.org/signed-note>)
//!
//! The text of a note must be ignored until [`Note::verify`] has accepted it.

use std::fmt;

pub use crate::key::{KeyError, SignatureType, Verified, Verifier};
pub use crate::signature::Signature;
pub use crate::signer::Signer;

/// The longest note in bytes, text and signatures together.
pub const MAX_NOTE_BYTES: usize = 1_000_000;

/// The most signatures on one note; the document asks for at least 16.
pub const MAX_SIGNATURES: usize = 64;

/// Why a note is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Longer than [`MAX_NOTE_BYTES`].
    #[error("the note is longer than {MAX_NOTE_BYTES} bytes")]
    TooLong,
    /// More than [`MAX_SIGNATURES`].
    #[error("the note has more than {MAX_SIGNATURES} signatures")]
    TooManySignatures,
    /// Not UTF-8, or with a control character other than newline.
    #[error("the note is not plain UTF-8 text")]
    NotText,
    /// The text does not end in a newline, or no blank line separates it from the signatures.
    #[error("the note is not a text, a blank line and signature lines")]
    BadFormat,
    /// A line after the last blank line is not a signature.
    #[error("signature line {line} is malformed")]
    BadSignatureLine {
        /// Its number, the first is 1.
        line: usize,
    },
    /// A known key's signature does not belong to this text.
    #[error("the signature of {name} is invalid")]
    InvalidSignature {
        /// The key's name.
        name: String,
    },
    /// None of the known keys has signed.
    #[error("no known key has signed the note")]
    NotSigned,
}

/// A note as it was read; [`Note::verify`] says whether to believe it. Written and read, it stays
/// the same byte for byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

impl Note {
    /// A note that nobody has signed yet. The text must end in a newline.
    pub fn new(text: impl Into<String>) -> Result<Self, NoteError> {
        let text = text.into();
        if text.len() > MAX_NOTE_BYTES {
            return Err(NoteError::TooLong);
        }
        if !is_plain(&text) {
            return Err(NoteError::NotText);
        }
        if !text.ends_with('\n') {
            return Err(NoteError::BadFormat);
        }
        Ok(Self {
            text,
            signatures: Vec::new(),
        })
    }

    /// Reads a signed note.
    pub fn parse(bytes: &[u8]) -> Result<Self, NoteError> {
        if bytes.len() > MAX_NOTE_BYTES {
            return Err(NoteError::TooLong);
        }
        let note = str::from_utf8(bytes).map_err(|_| NoteError::NotText)?;
        if !is_plain(note) {
            return Err(NoteError::NotText);
        }
        // The text itself may hold blank lines; only the last one ends it.
        let end = note.rfind("\n\n").ok_or(NoteError::BadFormat)?;
        let (text, lines) = (&note[..=end], &note[end + 2..]);
        Ok(Self {
            text: text.to_owned(),
            signatures: parse_signatures(lines)?,
        })
    }

    /// The signed text with its final newline. Ignore it until the note is verified.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All signature lines, known or not.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// Adds the signature of a log's key.
    pub fn sign(&mut self, signer: &Signer) -> Result<(), NoteError> {
        let signature = signer.sign(&self.text);
        self.add(signature)
    }

    /// Adds a signature that was made elsewhere; one that is already there is not repeated.
    pub fn add(&mut self, signature: Signature) -> Result<(), NoteError> {
        if self.signatures.contains(&signature) {
            return Ok(());
        }
        if self.signatures.len() >= MAX_SIGNATURES {
            return Err(NoteError::TooManySignatures);
        }
        self.signatures.push(signature);
        Ok(())
    }

    /// Checks the signatures of the known keys; lines of unknown keys are ignored. Returns each key
    /// that has signed once, in the order of `known`. One bad signature of a known key rejects the
    /// whole note.
    pub fn verify(&self, known: &[Verifier]) -> Result<Vec<Verified>, NoteError> {
        let mut verified = Vec::new();
        for key in known {
            let mut first = None;
            for signature in self
                .signatures
                .iter()
                .filter(|signature| signature.is_by(key))
            {
                let checked = key.verify(&self.text, signature.bytes());
                let name = || key.name().to_owned();
                let holds = checked.ok_or_else(|| NoteError::InvalidSignature { name: name() })?;
                first.get_or_insert(holds);
            }
            verified.extend(first.filter(|new| !verified.contains(new)));
        }
        if verified.is_empty() {
            Err(NoteError::NotSigned)
        } else {
            Ok(verified)
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.text)?;
        self.signatures
            .iter()
            .try_for_each(|signature| writeln!(f, "{signature}"))
    }
}

/// Reads signature lines, each with its newline; there must be at least one.
pub(crate) fn parse_signatures(lines: &str) -> Result<Vec<Signature>, NoteError> {
    let lines = lines.strip_suffix('\n').ok_or(NoteError::BadFormat)?;
    let mut signatures = Vec::new();
    for (line, number) in lines.split('\n').zip(1..) {
        if signatures.len() == MAX_SIGNATURES {
            return Err(NoteError::TooManySignatures);
        }
        let signature = Signature::parse(line);
        signatures.push(signature.ok_or(NoteError::BadSignatureLine { line: number })?);
    }
    Ok(signatures)
}

/// No ASCII control characters but newline.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte >= b' ' || byte == b'\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLE_KEY: &str =
        "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    const EXAMPLE: &str = "This is an example message.\n\n\u{2014} example.com/foo Uw2QOkn8srV1yJGh2\
        VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

    fn signer(name: &str, seed: u8) -> Signer {
        Signer::new(name, &[seed; 32]).unwrap()
    }

    fn signed(text: &str, signers: &[&Signer]) -> Note {
        let mut note = Note::new(text).unwrap();
        for signer in signers {
            note.sign(signer).unwrap();
        }
        note
    }

    #[test]
    fn the_note_of_the_document_verifies() {
        let note = Note::parse(EXAMPLE.as_bytes()).unwrap();
        let verified = note.verify(&[EXAMPLE_KEY.parse().unwrap()]).unwrap();
        assert_eq!(verified[0].key.name(), "example.com/foo");
        assert_eq!(verified[0].unix_secs, None);
        assert_eq!(note.text(), "This is an example message.\n");
        assert_eq!(note.to_string(), EXAMPLE);
    }

    #[test]
    fn only_the_last_blank_line_ends_the_text() {
        let log = signer("log.example", 1);
        let note = signed("one\n\n\u{2014} log.example AAAAAAA=\n\ntwo\n", &[&log]);
        let read = Note::parse(note.to_string().as_bytes()).unwrap();
        assert_eq!(read, note);
        assert!(read.verify(&[log.verifier().clone()]).is_ok());
    }

    #[test]
    fn unknown_keys_are_ignored_and_a_failing_known_key_rejects_the_note() {
        let (log, other) = (signer("log.example", 1), signer("other.example", 2));
        let mut note = signed("text\n", &[&other]);
        let (known, stranger) = ([log.verifier().clone()], [other.verifier().clone()]);
        assert_eq!(note.verify(&known), Err(NoteError::NotSigned));
        note.add(log.sign("another text\n")).unwrap();
        assert_eq!(note.verify(&stranger).unwrap().len(), 1);
        let name = "log.example".to_owned();
        assert_eq!(
            note.verify(&known),
            Err(NoteError::InvalidSignature { name: name.clone() })
        );
        // A good signature beside the bad one does not save the note.
        note.sign(&log).unwrap();
        assert_eq!(
            note.verify(&known),
            Err(NoteError::InvalidSignature { name })
        );
    }

    #[test]
    fn the_same_name_with_another_key_is_another_key() {
        let (log, impostor) = (signer("log.example", 1), signer("log.example", 2));
        let note = signed("text\n", &[&impostor]);
        assert_eq!(
            note.verify(&[log.verifier().clone()]),
            Err(NoteError::NotSigned)
        );
    }

    #[test]
    fn a_key_counts_once() {
        let log = signer("log.example", 1);
        let note = signed("text\n", &[&log, &log]);
        assert_eq!(note.signatures().len(), 1);
        let twice = format!("{note}{}\n", note.signatures()[0]);
        let note = Note::parse(twice.as_bytes()).unwrap();
        assert_eq!(note.signatures().len(), 2);
        let known = [log.verifier().clone(), log.verifier().clone()];
        assert_eq!(note.verify(&known).unwrap().len(), 1);
    }

    #[test]
    fn malformed_notes_are_refused() {
        let refuse = |note: &str| Note::parse(note.as_bytes()).unwrap_err();
        let line = "\u{2014} a AAAAAAA=";
        let bad_line = |line| NoteError::BadSignatureLine { line };
        assert_eq!(refuse(""), NoteError::BadFormat);
        assert_eq!(refuse("text\n"), NoteError::BadFormat);
        assert_eq!(refuse("text\n\n"), NoteError::BadFormat);
        assert_eq!(refuse(&format!("text\n{line}\n")), NoteError::BadFormat);
        assert_eq!(refuse(&format!("text\n\n{line}")), NoteError::BadFormat);
        assert_eq!(refuse(&format!("text\r\n\n{line}\n")), NoteError::NotText);
        assert_eq!(refuse(&format!("te\tt\n\n{line}\n")), NoteError::NotText);
        assert_eq!(refuse(&format!("text\n\n{line}\nmore\n")), bad_line(2));
        for bad in [
            "- a AAAAAAA=",
            "\u{2014}  a AAAAAAA=",
            "\u{2014} a  AAAAAAA=",
            "\u{2014} a AAAAAAA= ",
            "\u{2014} a",
            "\u{2014} a+b AAAAAAA=",
            "\u{2014} a AAAAAA==",
            "\u{2014} a AAAAAAB=",
            "\u{2014} a AAAAAAA",
        ] {
            assert_eq!(refuse(&format!("text\n\n{bad}\n")), bad_line(1), "{bad:?}");
        }
        assert_eq!(Note::parse(b"\xff\n\n"), Err(NoteError::NotText));
        assert_eq!(Note::new("no newline"), Err(NoteError::BadFormat));
        assert_eq!(Note::new("bell\u{7}\n"), Err(NoteError::NotText));
    }

    #[test]
    fn counts_and_sizes_have_a_limit() {
        let line = "\u{2014} a AAAAAAA=\n";
        let with = |count| format!("text\n\n{}", line.repeat(count));
        assert!(Note::parse(with(MAX_SIGNATURES).as_bytes()).is_ok());
        let many = Note::parse(with(MAX_SIGNATURES + 1).as_bytes());
        assert_eq!(many, Err(NoteError::TooManySignatures));
        assert_eq!(
            Note::parse(&vec![b'a'; MAX_NOTE_BYTES + 1]),
            Err(NoteError::TooLong)
        );
    }
}
