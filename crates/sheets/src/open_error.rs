//! Why a file cannot be opened, and the formats that can be.

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
    /// A character was cut in two, as programs do that cut a text after so many bytes.
    #[error("row {row}, column {column}: a character was cut in two")]
    CutCharacter {
        /// The row, from 1.
        row: u32,
        /// The column, such as `G`.
        column: String,
    },
    /// Quotation marks would make one cell of several rows.
    #[error("sheet {sheet}, row {row}, column {column}: value {value} - {fault}")]
    Quotes {
        /// The sheet.
        sheet: String,
        /// The row in which the cell begins, from 1.
        row: u32,
        /// The column, such as `G`.
        column: String,
        /// How the cell begins, masked.
        value: String,
        /// What is wrong.
        fault: QuoteFault,
    },
    /// The file is damaged.
    #[error("the file is damaged: {detail}")]
    Broken {
        /// What the reader said.
        detail: String,
    },
}

/// What is wrong with a cell that begins with a quotation mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuoteFault {
    /// No other mark ends it before the file ends.
    #[error(
        "a quotation mark begins this cell and none ends it, so all rows below would be lost; \
         delete the mark, or save the file as .xlsx"
    )]
    NeverClosed,
    /// The mark that would end it has more text behind it.
    #[error(
        "a quotation mark begins this cell, and the one that would end it has text behind it; \
         delete or double such marks, or save the file as .xlsx"
    )]
    TextBehind,
    /// What stands between its marks looks like rows of the table.
    #[error(
        "the cell's {lines} lines between quotation marks look like rows of the table; delete the \
         mark in front, or put the text on one line"
    )]
    HoldsRows {
        /// Lines between the marks.
        lines: usize,
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
