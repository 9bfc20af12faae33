//! Why something is not written to a book, or a log is not signed.

use std::fmt;

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
        why: Fork,
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

/// Why a log is not signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fork {
    /// More was shown than the database holds.
    #[error(
        "a checkpoint over {shown} records was {by}, but the database holds {kept} only: an older \
         database was put back. Restore the newest one"
    )]
    Older {
        /// Records that were shown.
        shown: u64,
        /// Where.
        by: Shown,
        /// Records of the database.
        kept: u64,
    },
    /// Other records were shown.
    #[error(
        "the first {size} records are not those that were {by}: the database was changed or another \
         one was put in its place"
    )]
    Other {
        /// How many were shown.
        size: u64,
        /// Where.
        by: Shown,
    },
    /// More was served than a package holds.
    #[error("a checkpoint over {shown} records was served, the back-up ends at {kept}")]
    OlderPackage {
        /// Records that were served.
        shown: u64,
        /// Records of the package.
        kept: u64,
    },
    /// A package holds other records than those that were served.
    #[error("the first {size} records are not those that were served")]
    OtherPackage {
        /// How many were served.
        size: u64,
    },
    /// Leaves and tree differ.
    #[error("the leaves do not add up to the tree that grew with them")]
    Tree,
    /// A key that is not the one of before.
    #[error("its key file holds another key than the one that signed before")]
    OtherKey,
    /// The district's public log tells of a newer database, and cannot be read.
    #[error("the district's public log is ahead of the database and damaged")]
    DistrictDamaged,
    /// A checkpoint that cannot be read, or not be made.
    #[error("{0}")]
    Checkpoint(String),
}

/// Where a log was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// In the database, as signed.
    Signed,
    /// Among the public files.
    Served,
    /// In the district's log.
    Recorded,
    /// In a tile that was never signed.
    Prepared,
    /// In a tile.
    Published,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Signed => "signed",
            Self::Served => "served",
            Self::Recorded => "recorded in the district's log",
            Self::Prepared => "prepared",
            Self::Published => "published",
        })
    }
}

/// What is wrong with a file that a record names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileFault {
    /// Nothing is there.
    #[error("it is not there")]
    Missing,
    /// Its hash is another.
    #[error("its content is another")]
    Content,
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
    pub why: FileFault,
}

/// All of them, one behind the other.
fn list(bad: &[BadFile]) -> String {
    let texts: Vec<String> = bad.iter().map(ToString::to_string).collect();
    texts.join("; ")
}
