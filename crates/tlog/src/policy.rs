//! Trust policies: which logs, which witnesses, and how many of them must have cosigned.
//! (<https://c2sp.org/tlog-policy>)
//!
//! A policy is somebody's own choice. One that a log publishes about itself tells its keys; it is no
//! reason to trust it.

mod lines;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use crate::{
    checkpoint::{CheckpointError, SignedCheckpoint},
    key::Verifier,
    note::{Note, NoteError},
};

pub use lines::LineError;
use lines::Parser;

/// The longest policy in bytes.
pub const MAX_POLICY_BYTES: usize = 256 * 1024;

/// The name that stands for "no witness needed".
const NONE: &str = "none";

/// Why a policy is refused, or a checkpoint by a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// A line is not in the format or breaks a rule.
    #[error("policy line {line}: {problem}")]
    BadLine {
        /// Its number, the first is 1.
        line: usize,
        /// What is wrong with it.
        problem: LineError,
    },
    /// The quorum line is missing.
    #[error("the policy has no quorum line")]
    NoQuorum,
    /// Longer than [`MAX_POLICY_BYTES`].
    #[error("the policy is too long")]
    TooLong,
    /// The checkpoint is not signed by any of the policy's logs, or a signature fails.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// Too few witnesses have cosigned the checkpoint.
    #[error("the quorum {quorum} is not reached")]
    QuorumNotReached {
        /// The witness or group that is required.
        quorum: String,
    },
}

/// A log that is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Its key; the name is the log's origin.
    pub key: Verifier,
    /// Where to reach it.
    pub url: Option<String>,
}

/// A witness that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitnessLine {
    /// Its name in this policy, which means nothing elsewhere.
    pub name: String,
    /// Its cosignature key.
    pub key: Verifier,
    /// Where to reach it.
    pub url: Option<String>,
}

/// A group: at least `threshold` of its members must have cosigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupLine {
    /// Its name in this policy.
    pub name: String,
    /// From 1 to the number of members.
    pub threshold: usize,
    /// Names of witnesses and of earlier groups.
    pub members: Vec<String>,
}

/// A policy that keeps all rules of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<LogLine>,
    witnesses: Vec<WitnessLine>,
    groups: Vec<GroupLine>,
    quorum: Option<String>,
}

/// A checkpoint that a policy accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The checkpoint, signed by one of the policy's logs.
    pub checkpoint: SignedCheckpoint,
    /// The policy's names of the witnesses that have cosigned it, and when (POSIX seconds).
    pub witnesses: BTreeMap<String, u64>,
}

impl Policy {
    /// The policy of one log without witnesses.
    pub fn of_log(log: Verifier) -> Self {
        let logs = vec![LogLine {
            key: log,
            url: None,
        }];
        Self {
            logs,
            witnesses: Vec::new(),
            groups: Vec::new(),
            quorum: None,
        }
    }

    /// Reads a policy. Unlike the document this wants UTF-8.
    pub fn parse(text: &str) -> Result<Self, PolicyError> {
        if text.len() > MAX_POLICY_BYTES {
            return Err(PolicyError::TooLong);
        }
        let mut parser = Parser::default();
        for (line, number) in text.split('\n').zip(1..) {
            parser.line(line).map_err(|problem| PolicyError::BadLine {
                line: number,
                problem,
            })?;
        }
        let Parser {
            logs,
            witnesses,
            groups,
            quorum,
            ..
        } = parser;
        let quorum = quorum.ok_or(PolicyError::NoQuorum)?;
        Ok(Self {
            logs,
            witnesses,
            groups,
            quorum: Some(quorum).filter(|name| name != NONE),
        })
    }

    /// The logs, in the order of the file.
    pub fn logs(&self) -> &[LogLine] {
        &self.logs
    }

    /// The witnesses, in the order of the file.
    pub fn witnesses(&self) -> &[WitnessLine] {
        &self.witnesses
    }

    /// The groups, in the order of the file.
    pub fn groups(&self) -> &[GroupLine] {
        &self.groups
    }

    /// The witness or group that must have cosigned; `None` if no witness is needed.
    pub fn quorum(&self) -> Option<&str> {
        self.quorum.as_deref()
    }

    /// Whether these witnesses (by the policy's names) are enough.
    pub fn is_reached_by(&self, cosigned: &BTreeSet<&str>) -> bool {
        let witnesses = self.witnesses.iter().map(|witness| witness.name.as_str());
        let mut reached: BTreeSet<_> = witnesses.filter(|name| cosigned.contains(name)).collect();
        // Groups name earlier lines only, so one pass in order settles all of them.
        for group in &self.groups {
            let have = group
                .members
                .iter()
                .filter(|name| reached.contains(name.as_str()))
                .count();
            if have >= group.threshold {
                reached.insert(&group.name);
            }
        }
        self.quorum().is_none_or(|quorum| reached.contains(quorum))
    }

    /// Accepts a checkpoint that one of the logs has signed and a quorum has cosigned. A bad
    /// signature of any known log or witness key rejects it.
    pub fn accept(&self, note: Note) -> Result<Accepted, PolicyError> {
        let keys: Vec<_> = self.logs.iter().map(|log| log.key.clone()).collect();
        let signers = note.verify(&keys).map_err(CheckpointError::from)?;
        let origin = note.text().split('\n').next();
        let log = signers
            .iter()
            .find(|signer| Some(signer.key.name()) == origin);
        let log = log
            .or(signers.first())
            .ok_or(CheckpointError::Note(NoteError::NotSigned))?;
        let checkpoint = SignedCheckpoint::from_note(note, &log.key)?;
        let witnesses = self.cosigners(&checkpoint)?;
        let names: BTreeSet<_> = witnesses.keys().map(String::as_str).collect();
        if !self.is_reached_by(&names) {
            let quorum = self.quorum().unwrap_or(NONE).to_owned();
            return Err(PolicyError::QuorumNotReached { quorum });
        }
        Ok(Accepted {
            checkpoint,
            witnesses,
        })
    }

    fn cosigners(&self, signed: &SignedCheckpoint) -> Result<BTreeMap<String, u64>, PolicyError> {
        let keys: Vec<_> = self
            .witnesses
            .iter()
            .map(|witness| witness.key.clone())
            .collect();
        let verified = signed.cosigned_by(&keys).map_err(CheckpointError::from)?;
        let named = self.witnesses.iter().filter_map(|witness| {
            let cosigner = verified
                .iter()
                .find(|cosigner| cosigner.key == witness.key)?;
            Some((witness.name.clone(), cosigner.unix_secs?))
        });
        Ok(named.collect())
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for log in &self.logs {
            write!(f, "log {}", log.key)?;
            write_url(f, log.url.as_deref())?;
        }
        for witness in &self.witnesses {
            write!(f, "witness {} {}", witness.name, witness.key)?;
            write_url(f, witness.url.as_deref())?;
        }
        for group in &self.groups {
            let members = group.members.join(" ");
            writeln!(f, "group {} {} {members}", group.name, group.threshold)?;
        }
        writeln!(f, "quorum {}", self.quorum().unwrap_or(NONE))
    }
}

fn write_url(f: &mut fmt::Formatter<'_>, url: Option<&str>) -> fmt::Result {
    match url {
        Some(url) => writeln!(f, " {url}"),
        None => writeln!(f),
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::{
        checkpoint::Checkpoint, cosignature::Cosigner, key::KeyError, receipt::Receipt,
        signer::Signer, tree::leaf_hash,
    };

    fn log() -> Signer {
        Signer::new("log.example", &[1; 32]).unwrap()
    }

    fn witness(number: u8) -> Cosigner {
        Cosigner::new(&format!("w{number}.example"), &[100 + number; 32]).unwrap()
    }

    /// The two-level example of the document: two of X1..X3 and one of Y1..Y3.
    fn two_levels() -> String {
        let mut text = format!(
            "# ours\n\n log\t{} https://log.example \n",
            log().verifier()
        );
        for (number, name) in (0..).zip(["X1", "X2", "X3", "Y1", "Y2", "Y3"]) {
            writeln!(text, "witness {name} {}", witness(number).verifier()).unwrap();
        }
        text + "group X-witnesses 2 X1 X2 X3\n\
            group Y-witnesses any Y1 Y2 Y3\n\
            group X-and-Y all X-witnesses Y-witnesses\n\
            quorum X-and-Y\n"
    }

    #[test]
    fn the_two_level_quorum_of_the_document_is_counted() {
        let policy = Policy::parse(&two_levels()).unwrap();
        let reached = |names: &[&str]| policy.is_reached_by(&names.iter().copied().collect());
        assert!(reached(&["X1", "X3", "Y2"]));
        assert!(reached(&["X1", "X2", "X3", "Y1", "Y2", "Y3"]));
        assert!(!reached(&["X1", "X2", "X3"]));
        assert!(!reached(&["X1", "Y1", "Y2", "Y3"]));
        assert!(!reached(&[]));
        // Names of groups, or of nothing, are nobody's cosignature.
        assert!(!reached(&["X-and-Y", "X-witnesses", "Y-witnesses"]));
    }

    #[test]
    fn a_policy_is_written_so_that_it_reads_the_same() {
        let policy = Policy::parse(&two_levels()).unwrap();
        assert_eq!(Policy::parse(&policy.to_string()), Ok(policy));
        let simple = Policy::of_log(log().verifier().clone());
        assert_eq!(
            simple.to_string(),
            format!("log {}\nquorum none\n", log().verifier())
        );
        assert_eq!(Policy::parse(&simple.to_string()), Ok(simple));
    }

    #[test]
    fn a_checkpoint_is_accepted_with_a_quorum_only() {
        let policy = Policy::parse(&two_levels()).unwrap();
        let root = leaf_hash(b"entry");
        let head = Checkpoint {
            origin: "log.example".into(),
            size: 1,
            root,
        };
        let mut note = head.sign(&log()).unwrap().note().clone();
        for number in [0, 2, 9] {
            note.add(witness(number).cosign(&note, 1_000).unwrap())
                .unwrap();
        }
        let quorum = "X-and-Y".to_owned();
        let refused = policy.accept(note.clone());
        assert_eq!(refused, Err(PolicyError::QuorumNotReached { quorum }));

        note.add(witness(4).cosign(&note, 2_000).unwrap()).unwrap();
        let accepted = policy.accept(note.clone()).unwrap();
        assert_eq!(accepted.checkpoint.checkpoint(), &head);
        let expected = [("X1", 1_000), ("X3", 1_000), ("Y2", 2_000)];
        assert_eq!(
            accepted.witnesses,
            expected.map(|(n, t)| (n.to_owned(), t)).into()
        );

        let receipt = Receipt {
            extra: vec![],
            index: 0,
            path: vec![],
            checkpoint: note.clone(),
        };
        assert_eq!(receipt.verify_by(b"entry", &policy), Ok(accepted));
        assert!(receipt.verify_by(b"other", &policy).is_err());

        let other = Checkpoint { size: 2, ..head }.sign(&log()).unwrap();
        note.add(witness(5).cosign(other.note(), 3_000).unwrap())
            .unwrap();
        assert!(matches!(
            policy.accept(note),
            Err(PolicyError::Checkpoint(_))
        ));
    }

    #[test]
    fn a_checkpoint_of_an_unlisted_log_is_refused() {
        let policy = Policy::of_log(log().verifier().clone());
        let other = Signer::new("log.example", &[2; 32]).unwrap();
        let head = Checkpoint {
            origin: "log.example".into(),
            size: 1,
            root: leaf_hash(b"x"),
        };
        let note = head.sign(&other).unwrap().note().clone();
        assert!(matches!(
            policy.accept(note),
            Err(PolicyError::Checkpoint(_))
        ));
    }

    #[test]
    fn lines_that_break_a_rule_are_named() {
        let (l, w0, w1) = (log(), witness(0), witness(1));
        let (log, w0, w1) = (l.verifier(), w0.verifier(), w1.verifier());
        let refuse = |lines: &[String]| match Policy::parse(&lines.join("\n")).unwrap_err() {
            PolicyError::BadLine { line, problem } if line == lines.len() => problem,
            other => panic!("{other}"),
        };
        let a = format!("witness a {w0}");
        let b = format!("witness b {w1}");
        let line = |text: &str| text.to_owned();
        assert_eq!(refuse(&[line("logs x")]), LineError::Syntax);
        assert_eq!(refuse(&[line("log")]), LineError::Syntax);
        assert_eq!(refuse(&[format!("log {log} url more")]), LineError::Syntax);
        assert_eq!(
            refuse(&[line("log x")]),
            LineError::Key(KeyError::BadFormat)
        );
        assert_eq!(refuse(&[format!("log {w0}")]), LineError::WrongKeyType);
        assert_eq!(
            refuse(&[format!("witness a {log}")]),
            LineError::WrongKeyType
        );
        assert_eq!(
            refuse(&[format!("log {log}"), format!("log {log}")]),
            LineError::DuplicateKey
        );
        assert_eq!(
            refuse(&[a.clone(), format!("witness c {w0}")]),
            LineError::DuplicateKey
        );
        let taken = LineError::DuplicateName("a".into());
        assert_eq!(refuse(&[a.clone(), format!("witness a {w1}")]), taken);
        assert_eq!(refuse(&[a.clone(), line("group a any a")]), taken);
        let none = LineError::DuplicateName("none".into());
        assert_eq!(refuse(&[format!("witness none {w1}")]), none);
        let unknown = LineError::UnknownName("c".into());
        assert_eq!(refuse(&[a.clone(), line("group g any a c")]), unknown);
        assert_eq!(refuse(&[a.clone(), line("quorum c")]), unknown);
        let unknown = LineError::UnknownName("none".into());
        assert_eq!(refuse(&[a.clone(), line("group g any none")]), unknown);
        assert_eq!(refuse(&[a.clone(), line("group g any")]), LineError::Syntax);
        for k in ["0", "2", "01", "+1", "most", "-1", "99999999999999999999"] {
            assert_eq!(
                refuse(&[a.clone(), format!("group g {k} a")]),
                LineError::BadThreshold
            );
        }
        let twice = LineError::DuplicateMember("a".into());
        assert_eq!(refuse(&[a.clone(), line("group g any a a")]), twice);
        let groups = [a.clone(), b, line("group g any a"), line("group h any b a")];
        assert_eq!(refuse(&groups), twice);
        let quorums = [line("quorum none"), line("quorum none")];
        assert_eq!(refuse(&quorums), LineError::DuplicateQuorum);
        assert_eq!(refuse(&[line("# a\r")]), LineError::NotText);
        assert_eq!(Policy::parse(&a), Err(PolicyError::NoQuorum));
        assert_eq!(Policy::parse(""), Err(PolicyError::NoQuorum));
    }
}
