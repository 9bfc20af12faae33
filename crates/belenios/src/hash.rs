//! The hashes of the specification: SHA-256, written in base64 without padding where people see it,
//! and as a number modulo the order where a proof needs a challenge.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use sha2::{Digest, Sha256};

use crate::group::Group;
use crate::scalar::Scalar;

/// SHA-256 in base64 without padding: the fingerprint of an election, the tracker of a ballot, the
/// hash that a ballot's signature signs.
pub fn fingerprint(text: &str) -> String {
    STANDARD_NO_PAD.encode(Sha256::digest(text))
}

/// SHA256(`prefix`, elements joined by commas), big-endian, modulo the order. The prefix ends with
/// its own vertical bar.
pub fn challenge<G: Group>(prefix: &str, elements: &[&G::Element]) -> Scalar<G> {
    let mut text = String::with_capacity(prefix.len() + elements.len() * 620);
    text.push_str(prefix);
    for (index, element) in elements.iter().enumerate() {
        let comma = if index == 0 { "" } else { "," };
        let written = write!(text, "{comma}{element}");
        debug_assert!(written.is_ok(), "a string takes everything");
    }
    Scalar::from_hash(Sha256::digest(&text).into())
}

/// Compact JSON with the members in the order of the type's fields, as the specification wants it.
pub fn to_json<T: serde::Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("our types have string keys and cannot fail")
}
