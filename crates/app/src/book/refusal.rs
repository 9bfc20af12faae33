//! Why something is not written to a book, or a log is not signed.

use mingbai_domain::ids::Slug;

/// A refusal: nothing was written or signed.
#[derive(Debug, thiserror::Error)]
pub enum BookRefusal {
    /// No entry with this number, or it is a household's.
    #[error("there is no public entry {0}")]
    UnknownEntry(u64),
    /// The log cannot be signed: it would contradict what was signed before.
    #[error("the log of `{log}` is not signed: {why}")]
    WouldFork {
        /// Address name, or `district`.
        log: String,
        /// What contradicts what.
        why: String,
    },
    /// Files that records name are missing or damaged: those records are not signed.
    #[error("`{slug}`: {}", list(.bad))]
    BadFiles {
        /// Address name.
        slug: Slug,
        /// Which.
        bad: Vec<BadFile>,
    },
}

/// A file that a record names and that is not there, or is another one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("record {record} names the file {file} in {folder}: {why}")]
pub struct BadFile {
    /// The record's index.
    pub record: u64,
    /// SHA-256, in hexadecimal.
    pub file: String,
    /// Where it should be.
    pub folder: &'static str,
    /// What is wrong.
    pub why: &'static str,
}

/// All of them, one behind the other.
fn list(bad: &[BadFile]) -> String {
    let texts: Vec<String> = bad.iter().map(ToString::to_string).collect();
    texts.join("; ")
}
