//! The events of an archive: a chain in which each names its predecessor by its hash.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::Digest as _;

/// SHA-256 of a body: 64 lower-case hexadecimal digits where it is written.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Hash of a body.
    pub fn of(body: &[u8]) -> Self {
        Self(sha2::Sha256::digest(body).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

/// A text that is not 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not 64 lower-case hexadecimal digits")]
pub struct NotADigest;

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).map_err(|_| NotADigest)?;
        let digest = Self(bytes);
        if digest.to_string() == text {
            Ok(digest)
        } else {
            Err(NotADigest)
        }
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(de::Error::custom)
    }
}

/// What an event records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventKind {
    /// The election, its trustees and credentials are fixed.
    Setup,
    /// A ballot was accepted.
    Ballot,
    /// No ballot will follow.
    EndBallots,
    /// The ballots are combined.
    EncryptedTally,
    /// Ciphertexts were shuffled: only in elections with lists to be ranked, which ours are not.
    Shuffle,
    /// No shuffle will follow.
    EndShuffles,
    /// A trustee's share of the decryption.
    PartialDecryption,
    /// The result.
    Result,
}

/// One event, its members in the order in which they are written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Hash of the event before; absent in the first one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<Digest>,
    /// 0, 1, 2, …
    pub height: u64,
    /// What it records.
    #[serde(rename = "type")]
    pub kind: EventKind,
    /// Hash of the data that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<Digest>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_has_one_text() {
        let digest = Digest::of(b"");
        let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(digest.to_string(), text);
        assert_eq!(text.parse(), Ok(digest));
        assert_eq!(text.to_uppercase().parse::<Digest>(), Err(NotADigest));
        assert_eq!(text[1..].parse::<Digest>(), Err(NotADigest));
    }

    #[test]
    fn an_event_is_written_as_the_specification_has_it() {
        let hash = Digest::of(b"");
        let mut event = Event {
            parent: None,
            height: 0,
            kind: EventKind::Setup,
            payload: Some(hash),
        };
        assert_eq!(
            serde_json::to_string(&event).unwrap(),
            format!(r#"{{"height":0,"type":"Setup","payload":"{hash}"}}"#)
        );
        event = Event {
            parent: Some(hash),
            height: 7,
            kind: EventKind::EndBallots,
            payload: None,
        };
        assert_eq!(
            serde_json::to_string(&event).unwrap(),
            format!(r#"{{"parent":"{hash}","height":7,"type":"EndBallots"}}"#)
        );
    }
}
