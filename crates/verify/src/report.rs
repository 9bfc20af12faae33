//! What a check found: failures, and what it could not check.

use mingbai_domain::book::file_hash;
use mingbai_domain::ids::Slug;
use mingbai_tlog::Verifier;

use crate::failure::Failure;

/// The result of a check.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Communities checked.
    pub communities: u64,
    /// Records of their books that were read and checked.
    pub entries: u64,
    /// What does not hold; nothing if all is well.
    pub failures: Vec<Failure>,
    /// What was not checked, and what else a reader should know.
    pub notes: Vec<Note>,
    /// The key that signed each checkpoint.
    pub keys: Vec<KeyLine>,
}

impl Report {
    /// Whether everything that was checked holds.
    pub fn holds(&self) -> bool {
        self.failures.is_empty()
    }

    pub(crate) fn add(&mut self, part: Self) {
        self.communities += part.communities;
        self.entries += part.entries;
        self.failures.extend(part.failures);
        self.notes.extend(part.notes);
        self.keys.extend(part.keys);
    }
}

/// The key that signed a log's checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyLine {
    /// The community; `None` for the district.
    pub community: Option<Slug>,
    /// `name+hash+key`.
    pub vkey: String,
    /// 16 bytes of the SHA-256 of `vkey`, in groups of four hex digits: for a notice board.
    pub fingerprint: String,
    /// Whether the caller brought this key along.
    pub pinned: bool,
}

impl KeyLine {
    pub(crate) fn new(community: Option<&Slug>, key: &Verifier, pinned: bool) -> Self {
        let (community, vkey) = (community.cloned(), key.to_string());
        Self {
            community,
            fingerprint: fingerprint(&vkey),
            vkey,
            pinned,
        }
    }
}

/// A verifier key as short text that two people can compare.
pub fn fingerprint(vkey: &str) -> String {
    let hash = hex::encode(&file_hash(vkey.as_bytes())[..16]);
    let groups: Vec<&str> = (0..8).map(|at| &hash[at * 4..at * 4 + 4]).collect();
    groups.join(" ")
}

/// Something that is no failure, but limits what the result means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The caller brought no key along for these logs: whether they are the right ones, only a
    /// comparison of the fingerprints shows.
    KeysNotPinned {
        /// Number of logs.
        logs: u64,
    },
    /// No witness has cosigned these checkpoints: the same book may be shown to everybody, or not.
    NoWitness {
        /// Number of logs.
        logs: u64,
    },
    /// Household items that no summary has counted yet.
    Unsummarised {
        /// The community.
        community: Slug,
        /// Items.
        items: u64,
    },
    /// Files that are no longer served, with their reasons in the book.
    Withdrawn {
        /// The community.
        community: Slug,
        /// Files.
        files: u64,
    },
    /// Unredacted originals, of which the book has the hash only.
    Originals {
        /// The community.
        community: Slug,
        /// Files.
        files: u64,
    },
    /// Files that no checkpoint covers; they were not read.
    UnknownFiles {
        /// The community; `None` for the district.
        community: Option<Slug>,
        /// Files.
        files: u64,
    },
    /// The district's log has no checkpoint of this community.
    NotInDistrict {
        /// The community.
        community: Slug,
    },
    /// A record broke a rule or could not be read: the records behind it were not held against the
    /// rules of the book.
    RulesStopped {
        /// The community.
        community: Slug,
        /// Leaf index from which on.
        from: u64,
    },
}
