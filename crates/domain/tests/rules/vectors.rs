//! Reads the worked numbers that other languages read too.

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The rows of `group` in `vectors/domain/<file>.json`; never none.
pub fn rows<T: DeserializeOwned>(file: &str, group: &str) -> Vec<T> {
    let path = format!(
        "{}/../../vectors/domain/{file}.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).expect("the vector file is in the repository");
    let mut all: Value = serde_json::from_str(&text).expect("vector files are JSON");
    let rows: Vec<T> = serde_json::from_value(all[group].take()).expect("rows have this form");
    assert!(!rows.is_empty(), "{file}.json has rows of {group}");
    rows
}

/// A date in ISO form.
pub fn day(text: &str) -> Date {
    text.parse().expect("an ISO date")
}
