//! Canonical JSON: a body is accepted only if writing what was read gives the same bytes.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Deepest nesting of arrays and objects in any body of an archive, with some room.
const DEPTH_MAX: usize = 12;
/// Longest run of digits. A group element has 617; longer numbers exist in no body.
const DIGITS_MAX: usize = 700;

/// Why a body is not the JSON that is wanted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// Nested deeper than any body is.
    #[error("nested more than {DEPTH_MAX} deep")]
    TooDeep,
    /// A number with more digits than any number has.
    #[error("a number of more than {DIGITS_MAX} digits")]
    LongNumber,
    /// Not JSON, a member missing or too many, a value of another type or out of range.
    #[error("not of this form: {0}")]
    Form(String),
    /// It says the same as the canonical text, but in other bytes.
    #[error("not in canonical form, from byte {at} on")]
    NotCanonical {
        /// First byte that differs, counted from 0.
        at: usize,
    },
}

/// Reads a body and compares it with what would be written.
pub fn read<T: Serialize + DeserializeOwned>(body: &str) -> Result<T, JsonError> {
    within_bounds(body)?;
    let value = serde_json::from_str(body).map_err(|error| JsonError::Form(plain(&error)))?;
    let written = serde_json::to_string(&value).map_err(|e| JsonError::Form(plain(&e)))?;
    same(body, &written)?;
    Ok(value)
}

/// Refuses what would cost too much to read, before anything is built from it.
pub fn within_bounds(body: &str) -> Result<(), JsonError> {
    let (mut depth, mut digits, mut in_text, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in body.bytes() {
        digits = if byte.is_ascii_digit() { digits + 1 } else { 0 };
        if digits > DIGITS_MAX {
            return Err(JsonError::LongNumber);
        }
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'[' | b'{' if !in_text => depth += 1,
            b']' | b'}' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEPTH_MAX {
            return Err(JsonError::TooDeep);
        }
    }
    Ok(())
}

/// Compares a body with its canonical text.
pub fn same(body: &str, written: &str) -> Result<(), JsonError> {
    if body == written {
        return Ok(());
    }
    let differs = body.bytes().zip(written.bytes()).position(|(a, b)| a != b);
    let at = differs.unwrap_or_else(|| body.len().min(written.len()));
    Err(JsonError::NotCanonical { at })
}

/// The reader's message, which may quote the body, cut to a line.
fn plain(error: &serde_json::Error) -> String {
    let mut text: String = error.to_string().chars().take(160).collect();
    text.retain(|c| !c.is_control());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_bytes_of_the_same_value_are_refused() {
        let read = |body| read::<Vec<u32>>(body);
        assert_eq!(read("[1,2]"), Ok(vec![1, 2]));
        assert_eq!(read("[1, 2]"), Err(JsonError::NotCanonical { at: 3 }));
        assert_eq!(read("[1,2] "), Err(JsonError::NotCanonical { at: 5 }));
        assert!(matches!(read("[1,2"), Err(JsonError::Form(_))));
        assert!(matches!(read("[-1]"), Err(JsonError::Form(_))));
    }

    #[test]
    fn depth_and_digits_are_bounded_before_anything_is_built() {
        let deep = "[".repeat(1_000_000);
        assert_eq!(read::<Vec<u32>>(&deep), Err(JsonError::TooDeep));
        let long = format!("[\"{}\"]", "9".repeat(1_000_000));
        assert_eq!(read::<Vec<String>>(&long), Err(JsonError::LongNumber));
        let quoted = format!("[\"{}\"]", "[".repeat(1000));
        assert!(read::<Vec<String>>(&quoted).is_ok());
    }
}
