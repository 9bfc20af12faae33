//! Whole files in, typed rows or all errors out.

#![expect(clippy::unwrap_used, reason = "a failed expectation is a failed test")]

mod bank;
mod bank_accounts;
mod bank_fees;
mod bank_forms;
mod bank_side;
mod bank_totals;
mod cases;
mod columns;
mod containers;
mod documents;
mod entries;
mod examples;
mod hostile;
mod invariant;
mod journal;
mod payments;
mod places;
mod registry;
mod samples;
mod status;
mod templates;
mod units;
mod years;

use mingbai_sheets::{CellError, Limits, Workbook, open};

/// The sample file with this name.
fn sample(name: &str) -> Workbook {
    let path = format!("{}/tests/samples/{name}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    open(&bytes, name, &Limits::default()).unwrap()
}

/// A workbook of comma-separated text under this name.
fn named(file_name: &str, text: &str) -> Workbook {
    open(text.as_bytes(), file_name, &Limits::default()).unwrap()
}

/// The same under a name that tells nothing.
fn csv(text: &str) -> Workbook {
    named("表.csv", text)
}

/// Row, column and rule of each finding, such as `5 E area-not-positive`.
fn findings(errors: &[CellError]) -> Vec<String> {
    let one = |error: &CellError| {
        let column = error.column_letter.as_deref().unwrap_or("-");
        format!("{} {column} {}", error.row, error.code.id())
    };
    errors.iter().map(one).collect()
}
