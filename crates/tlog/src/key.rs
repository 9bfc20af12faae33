//! The public keys of signed notes: names, key ids, verifier keys, and what each type of key signs.
//! (<https://c2sp.org/signed-note>, <https://c2sp.org/tlog-cosignature>)

use std::{fmt, str::FromStr};

use ed25519_dalek::{Signature as Ed25519Signature, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::text::{self, MAX_COUNT};

/// The longest key name or origin in bytes.
pub const MAX_NAME_BYTES: usize = 1024;

/// Why a key or a name is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Empty, too long, or with a space, `+` or control character.
    #[error("a key name must not be empty or contain spaces, plus signs or control characters")]
    BadName,
    /// Not `name+hash+key`.
    #[error("a verifier key is written name+8 hex digits+base64")]
    BadFormat,
    /// Only Ed25519 (0x01) and timestamped Ed25519 cosignatures (0x04) are known here.
    #[error("signature type {0:#04x} is not supported")]
    UnsupportedType(u8),
    /// The id is not the hash of name, type and key.
    #[error("the key id does not belong to this name and key")]
    WrongId,
    /// Not a point of the curve, or one that would accept forged signatures.
    #[error("not a usable Ed25519 public key")]
    BadKey,
}

/// What a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignatureType {
    /// 0x01: the note's text. Logs sign with it.
    Ed25519,
    /// 0x04: the text together with a time. Witnesses sign with it.
    Cosignature,
}

impl SignatureType {
    /// The byte assigned by `signed-note`.
    pub fn byte(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
            Self::Cosignature => 0x04,
        }
    }
}

/// Whether a name may stand in a signature line and in a verifier key.
pub fn is_key_name(name: &str) -> bool {
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    !name.is_empty() && name.len() <= MAX_NAME_BYTES && !name.contains(forbidden)
}

/// A key whose signature on a note was checked and holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The key.
    pub key: Verifier,
    /// When a witness cosigned, in POSIX seconds; nothing for a plain signature.
    pub unix_secs: Option<u64>,
}

/// First four bytes of SHA-256(name || 0x0A || type || public key).
fn key_id(name: &str, kind: SignatureType, public_key: &[u8; 32]) -> u32 {
    let hash: [u8; 32] = Sha256::new()
        .chain_update(name)
        .chain_update([b'\n', kind.byte()])
        .chain_update(public_key)
        .finalize()
        .into();
    u32::from_be_bytes([hash[0], hash[1], hash[2], hash[3]])
}

/// A public key with its name: what a stranger needs to check signatures. Written as
/// `name+hash+key`, for example `example.com/log+530d903a+AekyeRrm...`.
#[derive(Clone, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    id: u32,
    kind: SignatureType,
    key: VerifyingKey,
}

impl Verifier {
    /// A verifier for a 32-byte Ed25519 public key.
    pub fn new(name: &str, kind: SignatureType, public_key: &[u8; 32]) -> Result<Self, KeyError> {
        if !is_key_name(name) {
            return Err(KeyError::BadName);
        }
        let key = VerifyingKey::from_bytes(public_key).map_err(|_| KeyError::BadKey)?;
        if key.is_weak() {
            return Err(KeyError::BadKey);
        }
        Ok(Self {
            name: name.to_owned(),
            id: key_id(name, kind, public_key),
            kind,
            key,
        })
    }

    /// The key's name; a log's is its origin.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The four bytes that stand before its signatures.
    pub fn key_id(&self) -> u32 {
        self.id
    }

    /// What it signs.
    pub fn kind(&self) -> SignatureType {
        self.kind
    }

    /// The 32 bytes of the public key.
    pub fn public_key(&self) -> &[u8; 32] {
        self.key.as_bytes()
    }

    /// Checks the bytes after the key id against a note's text; nothing if the signature fails.
    pub(crate) fn verify(&self, text: &str, signature: &[u8]) -> Option<Verified> {
        let unix_secs = match self.kind {
            SignatureType::Ed25519 => {
                verify_strict(&self.key, text.as_bytes(), signature).then_some(None)?
            }
            SignatureType::Cosignature => Some(time_of(&self.key, text, signature)?),
        };
        Some(Verified {
            key: self.clone(),
            unix_secs,
        })
    }
}

/// The time of a valid cosignature over this text.
fn time_of(key: &VerifyingKey, text: &str, bytes: &[u8]) -> Option<u64> {
    let (time, signature) = bytes.split_first_chunk::<8>()?;
    let unix_secs = u64::from_be_bytes(*time);
    let message = cosigned_message(text, unix_secs);
    (unix_secs <= MAX_COUNT && verify_strict(key, &message, signature)).then_some(unix_secs)
}

/// What a witness signs: two header lines, then the checkpoint's whole text.
pub(crate) fn cosigned_message(text: &str, unix_secs: u64) -> Vec<u8> {
    format!("cosignature/v1\ntime {unix_secs}\n{text}").into_bytes()
}

/// RFC 8032 without the latitude that lets two verifiers disagree.
fn verify_strict(key: &VerifyingKey, message: &[u8], signature: &[u8]) -> bool {
    Ed25519Signature::from_slice(signature)
        .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())
}

impl fmt::Display for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = [&[self.kind.byte()], self.public_key().as_slice()].concat();
        write!(
            f,
            "{}+{:08x}+{}",
            self.name,
            self.id,
            text::base64_encode(&key)
        )
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Verifier({self})")
    }
}

impl FromStr for Verifier {
    type Err = KeyError;

    fn from_str(vkey: &str) -> Result<Self, KeyError> {
        // The key's base64 may itself contain a plus sign; the name and the id may not.
        let mut parts = vkey.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::BadFormat);
        };
        let key = text::base64_decode(key).ok_or(KeyError::BadFormat)?;
        let (kind, public_key) = key.split_first().ok_or(KeyError::BadFormat)?;
        let kind = match kind {
            0x01 => SignatureType::Ed25519,
            0x04 => SignatureType::Cosignature,
            other => return Err(KeyError::UnsupportedType(*other)),
        };
        let public_key = public_key.try_into().map_err(|_| KeyError::BadKey)?;
        let verifier = Self::new(name, kind, public_key)?;
        // Fixed length and lower case: the id has one spelling.
        if format!("{:08x}", verifier.id) == id {
            Ok(verifier)
        } else {
            Err(KeyError::WrongId)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The verifier key that the signed-note document prints.
    const EXAMPLE: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    #[test]
    fn the_verifier_key_of_the_document_is_read_and_written() {
        let verifier: Verifier = EXAMPLE.parse().unwrap();
        assert_eq!(verifier.name(), "example.com/foo");
        assert_eq!(verifier.key_id(), 0x530d_903a);
        assert_eq!(verifier.kind(), SignatureType::Ed25519);
        assert_eq!(verifier.to_string(), EXAMPLE);
    }

    #[test]
    fn a_verifier_key_that_was_tampered_with_is_refused() {
        let parse = |vkey: &str| vkey.parse::<Verifier>().unwrap_err();
        assert_eq!(parse(""), KeyError::BadFormat);
        assert_eq!(parse("example.com/foo"), KeyError::BadFormat);
        assert_eq!(parse("example.com/foo+530d903a"), KeyError::BadFormat);
        assert_eq!(parse(&EXAMPLE.replace("foo", "bar")), KeyError::WrongId);
        assert_eq!(
            parse(&EXAMPLE.replace("530d903a", "530D903A")),
            KeyError::WrongId
        );
        assert_eq!(
            parse(&EXAMPLE.replace("530d903a", "0530d903a")),
            KeyError::WrongId
        );
        assert_eq!(
            parse(&EXAMPLE.replace("+Ae", "+Be")),
            KeyError::UnsupportedType(0x05)
        );
        assert_eq!(
            parse(&EXAMPLE.replace("example", "exa mple")),
            KeyError::BadName
        );
        assert_eq!(parse(&EXAMPLE[15..]), KeyError::BadName);
        assert_eq!(parse(&format!("{EXAMPLE}\n")), KeyError::BadFormat);
        assert_eq!(parse("a+00000000+AQ=="), KeyError::BadKey);
    }

    #[test]
    fn a_weak_public_key_is_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        let refused = Verifier::new("a", SignatureType::Ed25519, &identity);
        assert_eq!(refused, Err(KeyError::BadKey));
    }

    #[test]
    fn names_follow_the_rules() {
        for good in [
            "a",
            "example.com/log",
            "明白账.example/兴园北区",
            "a_b~c%20",
        ] {
            assert!(is_key_name(good), "{good:?}");
        }
        let long = "a".repeat(MAX_NAME_BYTES + 1);
        for bad in [
            "",
            "a b",
            "a+b",
            "a\nb",
            "a\u{3000}b",
            "a\u{a0}b",
            "a\u{7f}",
            &long,
        ] {
            assert!(!is_key_name(bad), "{bad:?}");
        }
    }
}
