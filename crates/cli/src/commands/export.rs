//! `mingbai export`: the public book for other people's programs.

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use mingbai_app::ops::setup;
use mingbai_domain::book::export;

use crate::args::{Format, Place};

/// Writes one community's public book.
pub fn run(
    place: &Place,
    community: &str,
    format: Format,
    output: Option<&Path>,
) -> anyhow::Result<()> {
    let app = place.open()?;
    let row = app.community(&setup::slug(community)?)?;
    let fold = app.fold(row.id)?;
    let bytes = match format {
        Format::Hledger => export::hledger(&fold).into_bytes(),
        Format::Beancount => export::beancount(&fold).into_bytes(),
        Format::Csv => export::csv(&fold).into_bytes(),
        Format::Xlsx => {
            let header = export::CSV_HEADER.map(|(zh, _)| zh);
            let amounts: Vec<usize> = (0..header.len())
                .filter(|&at| matches!(export::CSV_HEADER[at].1, "debit" | "credit" | "amount"))
                .collect();
            let rows: Vec<Vec<String>> = export::csv_rows(&fold)
                .into_iter()
                .map(|row| row.to_vec())
                .collect();
            mingbai_sheets::export::table(community, &header, &amounts, &rows)?
        }
    };
    match output {
        Some(path) => std::fs::write(path, bytes).with_context(|| format!("{}", path.display())),
        None => Ok(std::io::stdout().write_all(&bytes)?),
    }
}
