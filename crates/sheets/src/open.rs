//! Opens a file of any accepted format, told by its content and not by its name.
//!
//! What is inside is measured before a reader builds anything of it. A reader's panic becomes an
//! error: the libraries are good, but files come from strangers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::grid::{Budget, Sheet, Workbook};
use crate::limits::Limits;
use crate::{cfb_guard, excel, ods, text, zip_guard};

/// Why a file cannot be opened. Words for users: [`crate::words::open_error`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The file has no bytes, or no cell has content.
    #[error("the file is empty")]
    Empty,
    /// The file is larger than allowed.
    #[error("the file has {bytes} bytes; at most {limit} are accepted")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// [`Limits::file_bytes`].
        limit: usize,
    },
    /// The file is of another kind.
    #[error("the file is not a spreadsheet (.xlsx, .xls, .ods or .csv)")]
    NotASpreadsheet,
    /// A web page or XML table that is named like a spreadsheet.
    #[error("the file is a web page or XML, not a workbook")]
    Html,
    /// A binary workbook (.xlsb).
    #[error("binary workbooks (.xlsb) are not accepted")]
    BinaryWorkbook,
    /// The workbook is protected by a password.
    #[error("the file is protected by a password")]
    Encrypted,
    /// The parts of the workbook unpack to more than allowed.
    #[error("the file unpacks to too much; at most {limit} bytes are accepted")]
    UnpacksTooLarge {
        /// [`Limits::unpacked_bytes`]; the permitted ratio may be reached before.
        limit: u64,
    },
    /// The zip file has too many parts.
    #[error("the file has more than {limit} parts")]
    TooManyParts {
        /// [`Limits::zip_entries`].
        limit: usize,
    },
    /// The workbook has too many sheets.
    #[error("the workbook has more than {limit} sheets")]
    TooManySheets {
        /// [`Limits::sheets`].
        limit: usize,
    },
    /// A cell lies outside the accepted rows and columns.
    #[error("sheet {sheet}: cell {address} lies beyond row {rows} or column {columns}")]
    FarCell {
        /// The sheet.
        sheet: String,
        /// The cell, such as `XFD1048576`.
        address: String,
        /// Last row accepted.
        rows: u32,
        /// Last column accepted.
        columns: String,
    },
    /// There is too much content.
    #[error("the workbook has too much content; at most {cells} cells are accepted")]
    TooManyCells {
        /// [`Limits::cells`].
        cells: usize,
    },
    /// The text is neither UTF-8 nor GB18030.
    #[error("the text is neither UTF-8 nor GB18030")]
    Encoding,
    /// The file is damaged.
    #[error("the file is damaged: {detail}")]
    Broken {
        /// What the reader said.
        detail: String,
    },
}

impl OpenError {
    pub(crate) fn broken(error: impl std::fmt::Display) -> Self {
        let detail = error.to_string().chars().take(200).collect();
        Self::Broken { detail }
    }
}

/// The formats read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Xlsx,
    Xls,
    Ods,
    Text,
}

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
        Format::Xls => excel::read_xls(bytes, limits, &mut budget),
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
        return cfb_guard::check(bytes, limits).map(|()| Format::Xls);
    }
    if text::looks_like_markup(bytes) {
        return Err(OpenError::Html);
    }
    if text::looks_binary(bytes) {
        return Err(OpenError::NotASpreadsheet);
    }
    Ok(Format::Text)
}
