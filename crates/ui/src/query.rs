//! The part of an address behind `?`, read without surprises.

use std::collections::BTreeMap;
use std::str::FromStr;

use axum::extract::Query;

use crate::fault::Fault;

/// All pairs of a query; of a name that comes twice the last one counts.
pub type Pairs = Query<BTreeMap<String, String>>;

/// A value that may be missing, but not malformed.
pub fn optional<T: FromStr>(
    pairs: &Pairs,
    name: &'static str,
    back: &str,
) -> Result<Option<T>, Fault> {
    let given = pairs
        .get(name)
        .map(|text| text.trim())
        .filter(|text| !text.is_empty());
    given
        .map(str::parse)
        .transpose()
        .map_err(|_| Fault::bad_value(name, back))
}

/// The page number, from 1.
pub fn page(pairs: &Pairs, back: &str) -> Result<usize, Fault> {
    match optional(pairs, "page", back)? {
        Some(0) => Err(Fault::bad_value("page", back)),
        Some(page) => Ok(page),
        None => Ok(1),
    }
}

/// A text as a value in an address.
pub fn encoded(text: &str) -> String {
    use std::fmt::Write;
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}"); // writing to a String cannot fail
        }
    }
    out
}
