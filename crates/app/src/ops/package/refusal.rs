//! Why a package is not made, or not taken.

use std::fmt;

use mingbai_verify::Failure;

use crate::ops::audit::{Finding, Place};

/// A refusal: nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No tar file, or no manifest at its beginning.
    #[error("it is no package of this program")]
    NotAPackage,
    /// Another form of package.
    #[error("its form `{0}` is not one that this program reads: use the version that wrote it")]
    Form(String),
    /// A hand-over where a back-up is wanted.
    #[error("it is a hand-over, not a back-up")]
    IsHandover,
    /// A back-up where a hand-over is wanted.
    #[error("it is a back-up, not a hand-over")]
    IsBackup,
    /// The tar file itself is damaged or cut off.
    #[error("the archive is damaged: {0}")]
    Damaged(String),
    /// A link, a device, a folder, an extended header.
    #[error("`{0}` is no plain file")]
    NotPlain(String),
    /// A name that no file of a package has.
    #[error("`{0}` is no file of a package")]
    Name(String),
    /// The same name again.
    #[error("`{0}` is in it twice")]
    Twice(String),
    /// A file is larger than its kind can be.
    #[error("`{name}` is larger than {limit} bytes")]
    TooLarge {
        /// Which.
        name: String,
        /// Bytes.
        limit: u64,
    },
    /// It has too many files.
    #[error("it has more than {0} files")]
    TooMany(u64),
    /// All files together are too large.
    #[error("its files have more than {0} bytes")]
    TooMuch(u64),
    /// A file is not the one that its name states.
    #[error("`{0}` has not the content that its name (SHA-256) states")]
    Content(String),
    /// The manifest and what follows differ.
    #[error("its manifest states {stated} of `{what}`, there are {found}")]
    Manifest {
        /// What is stated.
        what: &'static str,
        /// By the manifest.
        stated: String,
        /// In fact.
        found: String,
    },
    /// A table that this version does not have, or with other columns.
    #[error("the table `{0}` has not the columns of this version: use the version that wrote it")]
    Table(String),
    /// A row that cannot be.
    #[error("row {line}: {why}")]
    Row {
        /// Line in `rows.jsonl`, from 1.
        line: u64,
        /// What is wrong.
        why: RowFault,
    },
    /// It has rows of no community.
    #[error("it holds no community")]
    NoCommunity,
    /// Files that no row names.
    #[error("no row names {}", Names(.0))]
    NotNamed(Vec<String>),
    /// Files that rows name and that are not there, or are damaged.
    #[error("rows name files that are missing or damaged: {}", Names(.0))]
    Missing(Vec<String>),
    /// A log's file of keys is missing or not in its form.
    #[error("the file of keys (`policy`) of `{0}` is missing or not in its form")]
    Policy(String),
    /// The policy names keys that did not sign this log.
    #[error("the file of keys (`policy`) of `{0}` names other keys than its records announce")]
    ForeignPolicy(String),
    /// A checkpoint that the log's keys did not sign, or over other records.
    #[error(
        "`{log}`: the checkpoint over {size} records is not validly signed, or of other records"
    )]
    Checkpoint {
        /// Address name, or `district`.
        log: String,
        /// Its size.
        size: u64,
    },
    /// A log was never signed, or has records behind its last checkpoint.
    #[error("`{0}`: its rows end elsewhere than its last checkpoint")]
    Behind(String),
    /// The log's key is missing or not the one that signs it.
    #[error("the key of `{0}` is missing, damaged, or not the one that signed")]
    Key(String),
    /// The public verifier and the audit found something.
    #[error("{0}it does not hold; nothing was written")]
    Findings(Findings),
    /// The successor's key text is no key.
    #[error("the successor's key is no key")]
    SuccessorKey,
    /// The successor's key has another log's name.
    #[error("the successor's key must be named `{0}`")]
    SuccessorName(String),
    /// The hand-over in the book names somebody else.
    #[error("the book names `{0}` as the successor")]
    OtherSuccessor(String),
    /// Its community has the number of another one here.
    #[error("its rows have the number of another community of this installation")]
    NumberThere,
    /// There is no key here for this log.
    #[error("make the successor's key here first (`mingbai handover key`)")]
    NoKeyHere,
    /// The package is for the holder of another key.
    #[error("it was handed over to another key than this installation's")]
    OtherKey,
    /// The last record is no hand-over.
    #[error("its last record is no hand-over")]
    NotHandedOver,
    /// The key that signed so far is not the one that the successor knows.
    #[error(
        "the log was signed by the key {found}, not by the one that you gave; \
         compare it with the notice board or an old copy"
    )]
    OldKey {
        /// Its fingerprint.
        found: String,
    },
    /// Nobody compared the old key.
    #[error(
        "the log was signed by the key {found}: compare it with the notice board or an old copy, \
         then name it with --old-key"
    )]
    OldKeyNotCompared {
        /// Its fingerprint.
        found: String,
    },
    /// The rows contradict each other.
    #[error("its rows contradict each other: {0}")]
    Rows(String),
    /// Another package is half restored there.
    #[error("another package is half restored there: finish it with that one, or empty the place")]
    Begun,
    /// Another process is at it.
    #[error("another process is restoring or taking over there")]
    Busy,
    /// The place has another key of that name.
    #[error("the place holds another key `{0}` already")]
    KeyThere(String),
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowFault {
    /// Longer than a row can be.
    #[error("it is longer than {0} bytes")]
    TooLong(u64),
    /// Not a table's name and an array of plain values.
    #[error("it is no table and row")]
    Form,
    /// Other columns than the table has.
    #[error("it does not fit the table `{0}`")]
    Misfit(String),
    /// The table is not one that a package has.
    #[error("a package has no table `{0}`")]
    Table(String),
    /// Another community's, or nobody's.
    #[error("it is another community's")]
    Foreign,
    /// The same key again.
    #[error("the table `{0}` has it already")]
    Twice(String),
}

/// What the verifier and the audit found in a package.
#[derive(Debug, Default)]
pub struct Findings {
    /// What a stranger would find.
    pub public: Vec<Failure>,
    /// What the operator's audit found.
    pub audit: Vec<(Place, Finding)>,
    /// Files that are not there or damaged.
    pub missing: Vec<String>,
}

impl Findings {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.public.is_empty() && self.audit.is_empty() && self.missing.is_empty()
    }
}

/// One line each.
impl fmt::Display for Findings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in &self.public {
            writeln!(f, "{failure}")?;
        }
        for (place, finding) in &self.audit {
            writeln!(f, "{place}: {finding}")?;
        }
        for name in &self.missing {
            writeln!(f, "`{name}` is missing or damaged")?;
        }
        Ok(())
    }
}

/// The first few names and how many more.
struct Names<'a>(&'a [String]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, name) in self.0.iter().take(SHOWN).enumerate() {
            write!(f, "{}`{name}`", if at > 0 { ", " } else { "" })?;
        }
        match self.0.len().checked_sub(SHOWN) {
            None | Some(0) => Ok(()),
            Some(more) => write!(f, " and {more} more"),
        }
    }
}

/// So many names are said.
pub const SHOWN: usize = 20;

/// What was begun and not ended: some of it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Half {
    /// A restore.
    #[error("the restore is half done, and nothing can use the place yet")]
    Restore,
    /// The hand-over is in the book, its package is not written.
    #[error("the hand-over is in the book, but its package is not written")]
    Give,
    /// A take-over.
    #[error("the take-over is half done")]
    Take,
}
