//! The add-checkpoint call: what a log asks a witness, and when the witness may cosign.
//! (<https://c2sp.org/tlog-witness>)
//!
//! [`decide`] is pure. The caller must read the latest checkpoint, decide, and store the new one in
//! one atomic step before answering; a witness that lost its store must be retired, not restarted.

use std::fmt;

use crate::{
    checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint},
    key::Verifier,
    note::{MAX_NOTE_BYTES, Note, NoteError, parse_signatures},
    proof::{MAX_PROOF_HASHES, verify_consistency},
    text,
    tree::{Hash, empty_root},
};

/// The longest request body in bytes.
pub const MAX_REQUEST_BYTES: usize = MAX_NOTE_BYTES + 64 * 64;

/// The media type of the answer to a stale request: the size that the witness knows.
pub const SIZE_MEDIA_TYPE: &str = "text/x.tlog.size";

/// The body of an add-checkpoint call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddCheckpoint {
    /// The size that the log believes the witness has seen.
    pub old_size: u64,
    /// Proof that the new tree continues the old one; at most 63 hashes.
    pub proof: Vec<Hash>,
    /// The new checkpoint, not yet verified.
    pub checkpoint: Note,
}

impl AddCheckpoint {
    /// Reads a request body; nothing if it is malformed.
    pub fn parse(body: &[u8]) -> Option<Self> {
        let body = (body.len() <= MAX_REQUEST_BYTES).then_some(body)?;
        let (head, note) = str::from_utf8(body).ok()?.split_once("\n\n")?;
        let mut lines = head.split('\n');
        let old_size = text::decimal(lines.next()?.strip_prefix("old ")?)?;
        let proof = lines.map(Hash::from_base64).collect::<Option<Vec<_>>>()?;
        let checkpoint = Note::parse(note.as_bytes()).ok()?;
        (proof.len() <= MAX_PROOF_HASHES).then_some(Self {
            old_size,
            proof,
            checkpoint,
        })
    }
}

/// The request body.
impl fmt::Display for AddCheckpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old_size)?;
        self.proof
            .iter()
            .try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

/// What a witness knows about one log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownLog {
    /// The log's key; its name is the origin.
    pub key: Verifier,
    /// The latest checkpoint that this witness has cosigned, if any.
    pub latest: Option<Checkpoint>,
}

/// A witness's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Store this checkpoint as the latest, then answer with a cosignature.
    Cosign(SignedCheckpoint),
    /// The body is not an add-checkpoint request, or its old size exceeds the new one.
    Malformed,
    /// The log's signature is missing or fails.
    NotSigned,
    /// The witness does not watch this log.
    UnknownOrigin,
    /// The old size is not the latest that the witness has cosigned, which is `size`.
    Stale {
        /// What to answer.
        size: u64,
    },
    /// The new tree does not continue the old one. Keep the request: it may prove misbehaviour.
    Inconsistent,
}

impl Decision {
    /// The HTTP status of the answer.
    pub fn status(&self) -> u16 {
        match self {
            Self::Cosign(_) => 200,
            Self::Malformed => 400,
            Self::NotSigned => 403,
            Self::UnknownOrigin => 404,
            Self::Stale { .. } => 409,
            Self::Inconsistent => 422,
        }
    }
}

/// Decides on a request body. `known` looks a log up by its origin.
pub fn decide<F>(body: &[u8], known: F) -> Decision
where
    F: FnOnce(&str) -> Option<KnownLog>,
{
    let Some(request) = AddCheckpoint::parse(body) else {
        return Decision::Malformed;
    };
    let Ok(claimed) = Checkpoint::parse(request.checkpoint.text()) else {
        return Decision::Malformed;
    };
    let log = known(&claimed.origin).filter(|log| log.key.name() == claimed.origin);
    let Some(log) = log else {
        return Decision::UnknownOrigin;
    };
    let Ok(signed) = SignedCheckpoint::from_note(request.checkpoint, &log.key) else {
        return Decision::NotSigned;
    };
    if request.old_size > claimed.size {
        return Decision::Malformed;
    }
    let latest = log.latest.as_ref();
    let (size, root) = latest.map_or((0, empty_root()), |latest| (latest.size, latest.root));
    if request.old_size != size {
        return Decision::Stale { size };
    }
    // An empty tree has one root only, whatever the log says it is.
    let is_tree = claimed.size > 0 || claimed.root == empty_root();
    let continues = verify_consistency(size, &root, claimed.size, &claimed.root, &request.proof);
    if is_tree && continues.is_ok() {
        Decision::Cosign(signed)
    } else {
        Decision::Inconsistent
    }
}

/// Adds to a log's own checkpoint the cosignatures of known witnesses from an answer. Lines of
/// unknown keys are dropped; a bad line or a bad signature of a known key rejects the whole answer.
/// Returns how many known witnesses are in the answer.
pub fn merge_cosignatures(
    checkpoint: &mut SignedCheckpoint,
    answer: &str,
    witnesses: &[Verifier],
) -> Result<usize, CheckpointError> {
    if answer.len() > MAX_NOTE_BYTES {
        return Err(NoteError::TooLong.into());
    }
    let mut candidate = Note::new(checkpoint.note().text())?;
    for signature in parse_signatures(answer)? {
        candidate.add(signature)?;
    }
    let verified = match candidate.verify(witnesses) {
        Err(NoteError::NotSigned) => return Ok(0),
        verified => verified?,
    };
    for signature in candidate.signatures() {
        if verified.iter().any(|witness| signature.is_by(&witness.key)) {
            checkpoint.add(signature.clone())?;
        }
    }
    Ok(verified.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cosignature::Cosigner,
        proof::{consistency, from_leaves},
        signer::Signer,
        tree::{leaf_hash, root_of},
    };

    fn signer() -> Signer {
        Signer::new("log.example", &[1; 32]).unwrap()
    }

    fn leaves() -> Vec<Hash> {
        (0..20_u8).map(|entry| leaf_hash(&[entry])).collect()
    }

    fn head(size: u64) -> Checkpoint {
        let root = root_of(&leaves()[..usize::try_from(size).unwrap()]);
        Checkpoint {
            origin: "log.example".into(),
            size,
            root,
        }
    }

    fn request(old_size: u64, size: u64) -> AddCheckpoint {
        let proof = consistency(old_size, size, &from_leaves(&leaves())).unwrap_or_default();
        let checkpoint = head(size).sign(&signer()).unwrap().note().clone();
        AddCheckpoint {
            old_size,
            proof,
            checkpoint,
        }
    }

    fn answer(request: &AddCheckpoint, latest: Option<Checkpoint>) -> Decision {
        let log = KnownLog {
            key: signer().verifier().clone(),
            latest,
        };
        let by_text = request.to_string();
        assert_eq!(
            AddCheckpoint::parse(by_text.as_bytes()).as_ref(),
            Some(request)
        );
        decide(by_text.as_bytes(), |origin| {
            (origin == "log.example").then_some(log)
        })
    }

    fn resigned(mut request: AddCheckpoint, checkpoint: &Checkpoint) -> AddCheckpoint {
        request.checkpoint = checkpoint.sign(&signer()).unwrap().note().clone();
        request
    }

    #[test]
    fn a_log_that_only_grows_is_cosigned() {
        assert_eq!(answer(&request(0, 7), None).status(), 200);
        assert_eq!(answer(&request(0, 0), None).status(), 200);
        for (old, new) in [(7, 7), (7, 8), (8, 20), (1, 20)] {
            let Decision::Cosign(signed) = answer(&request(old, new), Some(head(old))) else {
                panic!("{old} -> {new} refused");
            };
            assert_eq!(signed.checkpoint(), &head(new));
        }
        assert_eq!(answer(&request(0, 5), Some(head(0))).status(), 200);
    }

    #[test]
    fn a_fork_is_unprocessable() {
        let other = Checkpoint {
            root: leaf_hash(b"another book"),
            ..head(9)
        };
        let fork = resigned(request(7, 9), &other);
        assert_eq!(answer(&fork, Some(head(7))), Decision::Inconsistent);
        let same_size = resigned(request(9, 9), &other);
        assert_eq!(answer(&same_size, Some(head(9))), Decision::Inconsistent);
        assert_eq!(Decision::Inconsistent.status(), 422);
    }

    #[test]
    fn a_proof_where_none_belongs_is_unprocessable() {
        let mut first = request(0, 7);
        first.proof = vec![leaf_hash(b"x")];
        assert_eq!(answer(&first, None).status(), 422);
        let mut same = request(7, 7);
        same.proof = vec![leaf_hash(b"x")];
        assert_eq!(answer(&same, Some(head(7))).status(), 422);
        let mut missing = request(7, 9);
        missing.proof.pop();
        assert_eq!(answer(&missing, Some(head(7))).status(), 422);
    }

    #[test]
    fn an_empty_tree_with_another_root_is_unprocessable() {
        let other = Checkpoint {
            root: leaf_hash(b"x"),
            ..head(0)
        };
        assert_eq!(answer(&resigned(request(0, 0), &other), None).status(), 422);
        // Not even when the witness was talked into it once.
        assert_eq!(
            answer(&resigned(request(0, 0), &other), Some(other)).status(),
            422
        );
    }

    #[test]
    fn a_stale_request_learns_the_witnesss_size() {
        let stale = answer(&request(3, 9), Some(head(7)));
        assert_eq!(stale, Decision::Stale { size: 7 });
        assert_eq!(stale.status(), 409);
        assert_eq!(answer(&request(3, 9), None), Decision::Stale { size: 0 });
        // Going back is not asked as such: the log would have to name the larger old size.
        assert_eq!(
            answer(&request(5, 6), Some(head(7))),
            Decision::Stale { size: 7 }
        );
        assert_eq!(answer(&request(7, 6), Some(head(7))).status(), 400);
    }

    #[test]
    fn unknown_logs_and_bad_signatures_are_told_apart() {
        let decide_unknown = decide(request(0, 7).to_string().as_bytes(), |_| None);
        assert_eq!(decide_unknown.status(), 404);
        let key = Signer::new("log.example", &[2; 32])
            .unwrap()
            .verifier()
            .clone();
        let body = request(0, 7).to_string();
        let other_key = decide(body.as_bytes(), |_| Some(KnownLog { key, latest: None }));
        assert_eq!(other_key.status(), 403);
        let mut tampered = request(0, 7);
        let mut note = Note::new(head(8).to_string()).unwrap();
        note.add(tampered.checkpoint.signatures()[0].clone())
            .unwrap();
        tampered.checkpoint = note;
        assert_eq!(answer(&tampered, None).status(), 403);
    }

    #[test]
    fn malformed_bodies_are_refused() {
        let good = request(7, 9).to_string();
        let hash = format!("{}\n", leaf_hash(b"x"));
        let many = hash.repeat(64);
        for (from, to) in [
            ("old 7", "old 07"),
            ("old 7", "new 7"),
            ("old 7", "old"),
            ("old 7\n", ""),
            ("old 7\n", "old 7\nAAAA\n"),
            ("old 7\n", "old 7\n\n"),
            ("old 7\n", &format!("old 7\n{many}")),
            ("log.example\n9\n", "log.example\nnine\n"),
        ] {
            let bad = good.replacen(from, to, 1);
            assert_ne!(bad, good);
            let decision = decide(bad.as_bytes(), |_| None);
            assert_eq!(decision, Decision::Malformed, "{from:?} -> {to:?}");
        }
        assert_eq!(decide(b"\xff\n\n", |_| None), Decision::Malformed);
        assert_eq!(
            decide(&vec![b'a'; MAX_REQUEST_BYTES + 1], |_| None),
            Decision::Malformed
        );
    }

    #[test]
    fn only_valid_lines_of_known_witnesses_are_merged() {
        let known = Cosigner::new("w1.example", &[7; 32]).unwrap();
        let unknown = Cosigner::new("w2.example", &[8; 32]).unwrap();
        let keys = [known.verifier().clone()];
        let mut signed = head(9).sign(&signer()).unwrap();
        let line = |witness: &Cosigner, size| {
            let other = head(size).sign(&signer()).unwrap();
            format!("{}\n", witness.cosign(other.note(), 1_000).unwrap())
        };
        let bad = merge_cosignatures(&mut signed, &line(&known, 8), &keys);
        assert!(bad.is_err());
        assert_eq!(
            merge_cosignatures(&mut signed, &line(&unknown, 9), &keys),
            Ok(0)
        );
        assert!(merge_cosignatures(&mut signed, "", &keys).is_err());
        assert_eq!(signed.note().signatures().len(), 1);
        let both = line(&unknown, 9) + &line(&known, 9);
        assert_eq!(merge_cosignatures(&mut signed, &both, &keys), Ok(1));
        assert_eq!(signed.note().signatures().len(), 2);
        assert_eq!(signed.cosigned_by(&keys).unwrap()[0].unix_secs, Some(1_000));
    }
}
