//! The two encodings that all these documents share: strict base64 and strict decimals.
//!
//! Each value has one spelling only; a second spelling of the same value is refused, so that bytes
//! that are signed or hashed cannot be rewritten without being noticed.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// The largest tree size and index read or written: what a signed 64-bit column or Go's `int64` holds.
pub(crate) const MAX_COUNT: u64 = i64::MAX.unsigned_abs();

/// Standard base64 with padding (RFC 4648 section 4).
pub(crate) fn base64_encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of canonical, padded standard base64; `None` for anything else.
pub(crate) fn base64_decode(text: &str) -> Option<Vec<u8>> {
    // The engine refuses missing padding, stray bytes and set trailing bits.
    STANDARD.decode(text).ok()
}

/// A decimal without sign or leading zeros, at most [`MAX_COUNT`].
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let digits_only = text.bytes().all(|byte| byte.is_ascii_digit());
    let canonical = text == "0" || !text.starts_with('0');
    if !digits_only || !canonical {
        return None;
    }
    text.parse().ok().filter(|value| *value <= MAX_COUNT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decimal_has_one_spelling() {
        assert_eq!(decimal("0"), Some(0));
        assert_eq!(decimal("9223372036854775807"), Some(MAX_COUNT));
        for bad in [
            "",
            "00",
            "01",
            "+1",
            "-1",
            " 1",
            "1 ",
            "1e3",
            "٣",
            "9223372036854775808",
        ] {
            assert_eq!(decimal(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn base64_has_one_spelling() {
        assert_eq!(base64_decode("AQI="), Some(vec![1, 2]));
        for bad in [
            "AQI", "AQJ=", "AQI==", "AQI=\n", " AQI=", "AQ-_", "AQI=AQI=",
        ] {
            assert_eq!(base64_decode(bad), None, "{bad:?}");
        }
    }
}
