//! What is found while tables are read, and what became of every row.

use crate::error::{CellError, Code};
use crate::grid::{Sheet, Workbook};
use crate::rows::Skip;

/// Errors listed before only their number is given.
const MAX_ERRORS: usize = 5_000;

/// What became of the rows of the sheets read. Rows with content are the taken ones and the skipped
/// ones, and none is lost between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows with content.
    pub content: usize,
    /// Rows read as rows of the table. A home or a voucher may have several.
    pub taken: usize,
    /// The others, each with its reason; neighbours of one reason together.
    pub skipped: Vec<Skipped>,
    /// Headers of columns that were not read, by sheet.
    pub unread: Vec<(String, Vec<String>)>,
}

/// Neighbouring rows that were left out for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Sheet.
    pub sheet: String,
    /// First row, from 1.
    pub first: u32,
    /// Last row.
    pub last: u32,
    /// How many of them have content.
    pub rows: usize,
    /// Why.
    pub why: Skip,
}

impl Tally {
    /// Rows left out.
    pub fn left_out(&self) -> usize {
        self.skipped.iter().map(|skipped| skipped.rows).sum()
    }

    /// Whether every row of the workbook is accounted for, once.
    pub fn covers(&self, workbook: &Workbook) -> bool {
        let rows: usize = workbook.sheets.iter().map(|sheet| sheet.rows.len()).sum();
        self.content == rows && self.content == self.taken + self.left_out()
    }

    /// Counts a row that is left out.
    pub(crate) fn skip(&mut self, sheet: &str, row: u32, why: Skip) {
        self.content += 1;
        match self.skipped.last_mut() {
            Some(last) if last.sheet == sheet && last.why == why && last.last + 1 == row => {
                last.last = row;
                last.rows += 1;
            }
            _ => self.skipped.push(Skipped {
                sheet: sheet.to_owned(),
                first: row,
                last: row,
                rows: 1,
                why,
            }),
        }
    }

    /// Counts a row that is read.
    pub(crate) fn take(&mut self) {
        self.content += 1;
        self.taken += 1;
    }

    /// Counts a whole sheet that is left out.
    pub(crate) fn skip_sheet(&mut self, sheet: &Sheet) {
        for row in &sheet.rows {
            self.skip(&sheet.name, row.number, Skip::OtherSheet);
        }
    }
}

/// Errors and warnings as they are found, and the tally of rows.
#[derive(Default)]
pub(crate) struct Report {
    errors: Vec<CellError>,
    pub(crate) warnings: Vec<CellError>,
    pub(crate) tally: Tally,
    more: usize,
}

impl Report {
    pub(crate) fn push(&mut self, found: CellError) {
        let list = if found.code.is_warning() {
            &mut self.warnings
        } else {
            &mut self.errors
        };
        if list.len() < MAX_ERRORS {
            list.push(found);
        } else if !found.code.is_warning() {
            self.more += 1;
        }
    }

    /// How many errors there are so far.
    pub(crate) fn found(&self) -> usize {
        self.errors.len() + self.more
    }

    /// Whether nothing is wrong so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// The warnings, or every error in the order of rows if there is one.
    pub(crate) fn finish(mut self, workbook: &Workbook) -> Result<Vec<CellError>, Vec<CellError>> {
        if self.errors.is_empty() {
            return Ok(self.warnings);
        }
        let sheets = &workbook.sheets;
        let place = |error: &CellError| sheets.iter().position(|sheet| sheet.name == error.sheet);
        // By column as well: A to Z, then AA, and what concerns the whole row last.
        let column = |error: &CellError| {
            let letters = error.column_letter.clone();
            (letters.as_ref().map_or(usize::MAX, String::len), letters)
        };
        self.errors
            .sort_by_key(|error| (place(error), error.row, column(error)));
        if self.more > 0 {
            let last = self
                .errors
                .last()
                .map(|error| error.sheet.clone())
                .unwrap_or_default();
            self.errors.push(CellError::row(
                &last,
                0,
                Code::MoreErrors { more: self.more },
            ));
        }
        Err(self.errors)
    }
}
