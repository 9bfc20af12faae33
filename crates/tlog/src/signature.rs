//! One signature line of a note: who is said to have signed, and the bytes.
//! (<https://c2sp.org/signed-note>)

use std::fmt;

use crate::key::{Verifier, is_key_name};
use crate::text;

/// What every signature line starts with: an em dash and a space.
const DASH: &str = "\u{2014} ";

/// One signature line; it proves nothing until it is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    name: String,
    key_id: u32,
    bytes: Vec<u8>,
}

impl Signature {
    pub(crate) fn of_key(key: &Verifier, bytes: Vec<u8>) -> Self {
        Self {
            name: key.name().to_owned(),
            key_id: key.key_id(),
            bytes,
        }
    }

    /// Reads one line, without its newline.
    pub fn parse(line: &str) -> Option<Self> {
        let (name, encoded) = line.strip_prefix(DASH)?.split_once(' ')?;
        let decoded = text::base64_decode(encoded)?;
        let (key_id, bytes) = decoded.split_first_chunk::<4>()?;
        (is_key_name(name) && !bytes.is_empty()).then(|| Self {
            name: name.to_owned(),
            key_id: u32::from_be_bytes(*key_id),
            bytes: bytes.to_vec(),
        })
    }

    /// The name of the key that is said to have signed.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of that key.
    pub fn key_id(&self) -> u32 {
        self.key_id
    }

    /// The signature without the key id.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether this line claims to be by that key.
    pub fn is_by(&self, key: &Verifier) -> bool {
        self.name == key.name() && self.key_id == key.key_id()
    }
}

/// The line without its newline.
impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = [&self.key_id.to_be_bytes(), self.bytes.as_slice()].concat();
        write!(f, "{DASH}{} {}", self.name, text::base64_encode(&bytes))
    }
}
