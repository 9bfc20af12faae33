//! Opens a file of any accepted format, told by its content and not by its name.
//!
//! What is inside is measured before a reader builds anything of it. A reader's panic becomes an
//! error: the libraries are good, but files come from strangers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::grid::{Budget, Sheet, Workbook};
use crate::limits::Limits;
use crate::open_error::{Format, OpenError};
use crate::{cfb_guard, excel, markup, ods, text, zip_guard};

/// Opens the file `bytes` that the user knows as `file_name`.
pub fn open(bytes: &[u8], file_name: &str, limits: &Limits) -> Result<Workbook, OpenError> {
    if bytes.len() > limits.file_bytes {
        return Err(OpenError::TooLarge {
            bytes: bytes.len(),
            limit: limits.file_bytes,
        });
    }
    let read = AssertUnwindSafe(|| read(bytes, file_name, limits));
    let sheets = catch_unwind(read).unwrap_or_else(|_| {
        Err(OpenError::Broken {
            detail: "the reader gave up".to_owned(),
        })
    })?;
    if sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(OpenError::Empty);
    }
    Ok(Workbook {
        file_name: file_name.to_owned(),
        sheets,
    })
}

fn read(bytes: &[u8], file_name: &str, limits: &Limits) -> Result<Vec<Sheet>, OpenError> {
    let mut budget = Budget::new(limits);
    match format(bytes, limits)? {
        Format::Xlsx => excel::read_xlsx(bytes, limits, &mut budget),
        Format::Xls => {
            let inside = cfb_guard::check(bytes, limits)?;
            excel::read_xls(bytes, limits, &mut budget, &inside)
        }
        Format::Ods => ods::read(bytes, limits, &mut budget),
        Format::Text => text::read(bytes, file_name, &mut budget),
    }
}

fn format(bytes: &[u8], limits: &Limits) -> Result<Format, OpenError> {
    if bytes.is_empty() {
        return Err(OpenError::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return zip_guard::check(bytes, limits);
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Ok(Format::Xls);
    }
    if markup::looks_like(bytes) {
        return Err(OpenError::Html);
    }
    if text::looks_binary(bytes) {
        return Err(OpenError::NotASpreadsheet);
    }
    Ok(Format::Text)
}
