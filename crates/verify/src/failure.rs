//! What is wrong, and where: the community, the record, the file and the rule.

use mingbai_domain::book::{ListError, RecordError, RuleBroken};
use mingbai_domain::ids::Slug;
use mingbai_tlog::{CheckpointError, PolicyError};

use crate::source::SourceError;

/// One thing that does not hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The community; `None` for the district's own log.
    pub community: Option<Slug>,
    /// The record, or the records, that it is about.
    pub record: Option<RecordName>,
    /// The file, as a path below the source.
    pub path: String,
    /// What should hold.
    pub rule: Rule,
}

/// A record, or a run of records, as far as they can be recognised.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RecordName {
    /// Leaf index of the first.
    pub first: u64,
    /// Leaf index of the last; the same for a single record.
    pub last: u64,
    /// The record's kind, if it can be read.
    pub kind: Option<String>,
    /// An entry's or sealed item's number, a summary's number.
    pub number: Option<u64>,
}

impl RecordName {
    /// A record of which only its place is known.
    pub fn at(index: u64) -> Self {
        Self {
            first: index,
            last: index,
            kind: None,
            number: None,
        }
    }

    /// Records from `first` to `last`.
    pub fn range(first: u64, last: u64) -> Self {
        Self {
            first,
            last,
            kind: None,
            number: None,
        }
    }

    /// A record by its bytes, which may be damaged: kind and number are taken where they still
    /// stand.
    pub fn of_bytes(index: u64, bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        // Quotes inside texts are escaped, so these can only be the record's own fields.
        let kind = text
            .split_once(r#""kind":""#)
            .and_then(|(_, rest)| rest.split_once('"'));
        let kind = kind.map(|(kind, _)| kind).filter(|kind| is_word(kind));
        let number = number(&text, r#","seq":"#).or_else(|| {
            number(&text, r#","no":"#).filter(|_| matches!(kind, Some("summary" | "objection")))
        });
        Self {
            kind: kind.map(str::to_owned),
            number,
            ..Self::at(index)
        }
    }
}

fn is_word(text: &str) -> bool {
    text.len() <= 20 && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

fn number(text: &str, field: &str) -> Option<u64> {
    let (_, rest) = text.split_once(field)?;
    let end = rest.find(|c: char| !c.is_ascii_digit())?;
    rest[..end].parse().ok()
}

/// What should hold and does not.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// The file must be there.
    Missing,
    /// The file must be readable and not too large.
    Unreadable(SourceError),
    /// The policy must be in its format.
    Policy(PolicyError),
    /// The checkpoint must be signed by the log's key and be in its format.
    Checkpoint(PolicyError),
    /// A checkpoint of this size must be signed by another key of this log.
    WrongKey {
        /// The key that must have signed.
        expected: String,
        /// Size of the checkpoint.
        size: u64,
    },
    /// The policy and the handover records must name the same keys.
    KeysDiffer,
    /// The key that announces itself must be the one that the caller holds.
    NotPinned {
        /// The key that signed.
        found: String,
    },
    /// The origin must be `<host>/c/<slug>/log`, or `<host>/district/log`.
    Origin {
        /// The checkpoint's.
        found: String,
    },
    /// The bundle must hold exactly its records.
    Bundle,
    /// The record's hash must be the one in the hash tile.
    RecordHash,
    /// The record's hash and the hash tile disagree, and nothing tells which of them is wrong.
    RecordOrTile,
    /// The hash tile must be what the records give.
    Tile,
    /// The records must lead to the checkpoint's root.
    Root {
        /// The checkpoint's root, base64.
        signed: String,
        /// The records' root, base64.
        found: String,
    },
    /// An older partial tile must be the beginning of the present one.
    OldTile,
    /// The record must be canonical and of a known kind.
    Record(RecordError),
    /// A rule of the book.
    Book(RuleBroken),
    /// The first record must be a `community` of this address name and origin.
    OtherCommunity {
        /// Slug and origin in the record.
        found: String,
    },
    /// A list must be in its form.
    List(ListError),
    /// A file's content must have the hash that is its name.
    Content,
    /// The list must have as many rows as the summary says.
    ListRows {
        /// The summary's.
        stated: u64,
        /// The list's.
        found: u64,
    },
    /// The list must have the total that the summary says.
    ListTotal {
        /// The summary's, in yuan.
        stated: String,
        /// The list's, in yuan.
        found: String,
    },
    /// A summary must not state more rows than there are sealed items since the last one.
    MoreRows {
        /// The summary's.
        stated: u64,
        /// Items.
        found: u64,
    },
    /// Every row must be a sealed item since the last summary.
    RowNotSealed {
        /// Line in the list, from 1.
        line: u64,
    },
    /// A sealed item may stand in one list only.
    RowTwice {
        /// Line in the list, from 1.
        line: u64,
    },
    /// Every sealed item must stand in a list of the next summary.
    NotListed {
        /// The summary's number.
        summary: u64,
    },
    /// A leaf of the district's log must be a community's checkpoint.
    DistrictRecord(RecordError),
    /// The district must have seen a book that grows.
    WentBack {
        /// Size recorded before.
        before: u64,
        /// Size recorded then.
        then: u64,
    },
    /// The book must be at least as long as the district has seen it.
    Rollback {
        /// Size that the district saw.
        seen: u64,
        /// Size now.
        now: u64,
    },
    /// The book must begin with what the district has seen: otherwise two books were shown.
    Fork {
        /// Size that the district saw.
        size: u64,
    },
}

impl std::error::Error for Failure {}

impl From<SourceError> for Rule {
    fn from(error: SourceError) -> Self {
        Self::Unreadable(error)
    }
}

impl From<CheckpointError> for Rule {
    fn from(error: CheckpointError) -> Self {
        Self::Checkpoint(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_record_is_still_recognised() {
        let bytes = br#"{"at":"2026-01-01T00:00:00Z","entry_kind":"income","kind":"entry","period":"202\xff01","seq":12,"text":"\"kind\":\"x\"","v":1}"#;
        let name = RecordName::of_bytes(7, bytes);
        assert_eq!(
            (name.first, name.kind.as_deref(), name.number),
            (7, Some("entry"), Some(12))
        );
        assert_eq!(RecordName::of_bytes(7, b"\xff\xfe"), RecordName::at(7));
        assert_eq!(
            RecordName::of_bytes(7, br#"{"kind":"<b>","seq":x"#),
            RecordName::at(7)
        );
    }
}
