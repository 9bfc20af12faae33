//! Canonical JSON (RFC 8785) restricted to what the book uses: objects with ASCII keys, arrays,
//! strings, booleans, null and integers within ±(2^53 - 1).

use serde_json::Value;

/// The most bytes that one record may have (C2SP tlog-tiles entry bundles: 16-bit lengths).
pub const MAX_RECORD_BYTES: usize = 65_535;

pub(super) const MAX_INTEGER: i64 = (1 << 53) - 1;

/// Why bytes are not a canonical record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    /// Not JSON, or nested too deeply.
    #[error("not JSON: {0}")]
    NotJson(String),
    /// A number with a fraction or an exponent, or too large for every JSON reader.
    #[error("numbers are integers within 2^53 - 1")]
    Number,
    /// A key that is not plain ASCII.
    #[error("keys are plain ASCII")]
    Key,
    /// The same content has another canonical form.
    #[error("not in canonical form (RFC 8785)")]
    NotCanonical,
    /// Longer than [`MAX_RECORD_BYTES`].
    #[error("a record has at most {MAX_RECORD_BYTES} bytes, this one has {0}")]
    TooLong(usize),
}

/// The canonical bytes of a value. `serde_json` keeps keys sorted and escapes as RFC 8785 does.
pub(super) fn to_bytes(value: &Value) -> Result<Vec<u8>, CanonicalError> {
    check(value)?;
    let bytes = value.to_string().into_bytes();
    if bytes.len() > MAX_RECORD_BYTES {
        return Err(CanonicalError::TooLong(bytes.len()));
    }
    Ok(bytes)
}

/// Parses bytes in whatever form; the caller compares them with the canonical form.
pub(super) fn parse(bytes: &[u8]) -> Result<Value, CanonicalError> {
    if bytes.len() > MAX_RECORD_BYTES {
        return Err(CanonicalError::TooLong(bytes.len()));
    }
    serde_json::from_slice(bytes).map_err(|error| CanonicalError::NotJson(error.to_string()))
}

/// Parses bytes that must be in canonical form.
pub(super) fn from_bytes(bytes: &[u8]) -> Result<Value, CanonicalError> {
    let value = parse(bytes)?;
    if to_bytes(&value)? == bytes {
        Ok(value)
    } else {
        Err(CanonicalError::NotCanonical)
    }
}

fn check(value: &Value) -> Result<(), CanonicalError> {
    match value {
        Value::Number(number) => match number.as_i64() {
            Some(n) if (-MAX_INTEGER..=MAX_INTEGER).contains(&n) => Ok(()),
            _ => Err(CanonicalError::Number),
        },
        Value::Array(items) => items.iter().try_for_each(check),
        Value::Object(fields) => fields.iter().try_for_each(|(key, value)| {
            if key.is_ascii() {
                check(value)
            } else {
                Err(CanonicalError::Key)
            }
        }),
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_bytes_round_trip() {
        let text = r#"{"a":-1,"b":["栋",true,null],"z":"\u0001\n\"\\/"}"#;
        let value = from_bytes(text.as_bytes()).unwrap();
        assert_eq!(to_bytes(&value).unwrap(), text.as_bytes());
    }

    #[test]
    fn every_other_spelling_is_refused() {
        for text in [
            r#"{"b":1,"a":2}"#,
            r#"{"a": 1}"#,
            r#"{"a":1.0}"#,
            r#"{"a":1e3}"#,
            r#"{"a":-0}"#,
            r#"{"a":"\u6771"}"#,
            r#"{"a":"\/"}"#,
            r#"{"a":1,"a":1}"#,
            "{\"a\":1}\n",
            "",
            r#"{"a":9007199254740992}"#,
            r#"{"键":1}"#,
            r#"{"a":18446744073709551616}"#,
        ] {
            assert!(from_bytes(text.as_bytes()).is_err(), "{text}");
        }
        assert!(from_bytes(b"\xff").is_err());
        assert!(from_bytes("[".repeat(10_000).as_bytes()).is_err());
    }
}
