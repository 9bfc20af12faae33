//! A spreadsheet after reading: sheets of rows of neutral cells, whatever the file format was.
//!
//! Only cells with content are stored, so that a lone cell in a far corner costs nothing.

use jiff::civil::Date;

use crate::limits::Limits;
use crate::open_error::OpenError;

/// A file's sheets, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workbook {
    /// Name of the file as the user knows it.
    pub file_name: String,
    /// The sheets.
    pub sheets: Vec<Sheet>,
}

/// One sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name; a CSV file's sheet is named after the file.
    pub name: String,
    /// Whether it is shown. Hidden sheets are not imported.
    pub visible: bool,
    /// Rows with content, from top to bottom.
    pub rows: Vec<Row>,
    /// Merged regions.
    pub merges: Vec<Merge>,
    /// Numbers of the rows that the program hides, by a filter or by hand; ascending.
    pub hidden: Vec<u32>,
    /// First and last column of each span of hidden columns, from 0.
    pub hidden_columns: Vec<(u32, u32)>,
    /// Whether days are counted from 1904, as old Macintosh workbooks do.
    pub from_1904: bool,
}

/// One row with content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Number as a spreadsheet program shows it, from 1.
    pub number: u32,
    /// Cells with content by column, from 0; ascending.
    pub cells: Vec<(u32, Cell)>,
}

/// The content of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// Text, trimmed, not empty.
    Text(String),
    /// A number as exact decimal text, such as `134.42`.
    Number(String),
    /// A day; a time of day is dropped.
    Date(Date),
    /// True or false.
    Bool(bool),
    /// A formula's error, such as `#DIV/0!`.
    Error(String),
    /// A formula whose result the program that wrote the file did not store.
    NoResult,
}

/// A merged region; rows from 1, columns from 0, ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merge {
    /// First row.
    pub top: u32,
    /// First column.
    pub left: u32,
    /// Last row.
    pub bottom: u32,
    /// Last column.
    pub right: u32,
}

static EMPTY: Cell = Cell::Empty;

impl Row {
    /// The cell in `column` (from 0); [`Cell::Empty`] if there is none.
    pub fn cell(&self, column: u32) -> &Cell {
        let at = self
            .cells
            .binary_search_by_key(&column, |(column, _)| *column);
        at.map_or(&EMPTY, |at| &self.cells[at].1)
    }
}

impl Sheet {
    /// The row with this number, if it has content.
    pub fn row(&self, number: u32) -> Option<&Row> {
        let at = self
            .rows
            .binary_search_by_key(&number, |row| row.number)
            .ok()?;
        self.rows.get(at)
    }

    /// Whether the column, from 0, is hidden.
    pub fn hides_column(&self, column: u32) -> bool {
        let mut spans = self.hidden_columns.iter();
        spans.any(|(first, last)| (*first..=*last).contains(&column))
    }

    /// Whether the row is hidden.
    pub fn hides(&self, number: u32) -> bool {
        self.hidden.binary_search(&number).is_ok()
    }
}

/// `A` for 0, `Z` for 25, `AA` for 26.
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column;
    loop {
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or(0)));
        if left < 26 {
            break;
        }
        left = left / 26 - 1;
    }
    letters.iter().rev().collect()
}

/// What is left of the limits that hold for a whole workbook.
pub(crate) struct Budget<'a> {
    limits: &'a Limits,
    cells: usize,
    text_bytes: usize,
}

/// Collects one sheet's cells in any order.
pub(crate) struct SheetBuilder<'a, 'b> {
    budget: &'a mut Budget<'b>,
    name: String,
    cells: Vec<(u32, u32, Cell)>,
}

impl<'b> Budget<'b> {
    pub(crate) fn new(limits: &'b Limits) -> Self {
        Self {
            limits,
            cells: limits.cells,
            text_bytes: limits.text_bytes,
        }
    }
}

impl<'a, 'b> SheetBuilder<'a, 'b> {
    pub(crate) fn new(budget: &'a mut Budget<'b>, name: &str) -> Self {
        Self {
            budget,
            name: name.to_owned(),
            cells: Vec::new(),
        }
    }

    /// Adds the cell at `row` and `column`, both from 0. Empty cells and blank texts are dropped.
    pub(crate) fn put(&mut self, row: u32, column: u32, cell: Cell) -> Result<(), OpenError> {
        let Some(cell) = tidy(cell) else {
            return Ok(());
        };
        let limits = self.budget.limits;
        if row >= limits.rows || column >= limits.columns {
            let address = format!("{}{}", column_letters(column), u64::from(row) + 1);
            return Err(OpenError::FarCell {
                sheet: self.name.clone(),
                address,
                rows: limits.rows,
                columns: column_letters(limits.columns.saturating_sub(1)),
            });
        }
        let bytes = match &cell {
            Cell::Text(text) | Cell::Number(text) | Cell::Error(text) => text.len(),
            _ => 0,
        };
        let (Some(cells), Some(left)) = (
            self.budget.cells.checked_sub(1),
            self.budget.text_bytes.checked_sub(bytes),
        ) else {
            return Err(OpenError::TooManyCells {
                cells: limits.cells,
            });
        };
        (self.budget.cells, self.budget.text_bytes) = (cells, left);
        self.cells.push((row, column, cell));
        Ok(())
    }

    /// The sheet. Of two cells at one address the later one counts.
    pub(crate) fn finish(mut self, visible: bool, merges: Vec<Merge>) -> Sheet {
        self.cells.sort_by_key(|(row, column, _)| (*row, *column));
        let mut rows: Vec<Row> = Vec::new();
        for (row, column, cell) in self.cells {
            let number = row + 1;
            match rows.last_mut() {
                Some(last) if last.number == number => match last.cells.last_mut() {
                    Some(same) if same.0 == column => same.1 = cell,
                    _ => last.cells.push((column, cell)),
                },
                _ => rows.push(Row {
                    number,
                    cells: vec![(column, cell)],
                }),
            }
        }
        Sheet {
            name: self.name,
            visible,
            rows,
            merges,
            hidden: Vec::new(),
            hidden_columns: Vec::new(),
            from_1904: false,
        }
    }
}

/// The cell with trimmed text; `None` if nothing is left.
fn tidy(cell: Cell) -> Option<Cell> {
    match cell {
        Cell::Empty => None,
        Cell::Text(text) => {
            let trimmed = text.trim_matches(|c: char| {
                c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}')
            });
            let same = trimmed.len() == text.len();
            match (trimmed.is_empty(), same) {
                (true, _) => None,
                (false, true) => Some(Cell::Text(text)),
                (false, false) => Some(Cell::Text(trimmed.to_owned())),
            }
        }
        other => Some(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        let named = [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (701, "ZZ"),
            (702, "AAA"),
            (16383, "XFD"),
        ];
        for (column, letters) in named {
            assert_eq!(column_letters(column), letters);
        }
    }

    #[test]
    fn cells_in_any_order_become_sorted_rows_and_the_later_of_two_counts() {
        let limits = Limits::default();
        let mut budget = Budget::new(&limits);
        let mut builder = SheetBuilder::new(&mut budget, "x");
        builder.put(5, 1, Cell::Text(" b ".into())).unwrap();
        builder.put(0, 0, Cell::Text(" \u{3000}".into())).unwrap();
        builder.put(5, 0, Cell::Number("1".into())).unwrap();
        builder.put(5, 0, Cell::Number("2".into())).unwrap();
        let sheet = builder.finish(true, Vec::new());
        assert_eq!(sheet.rows.len(), 1);
        let row = sheet.row(6).unwrap();
        assert_eq!(row.cell(0), &Cell::Number("2".into()));
        assert_eq!(row.cell(1), &Cell::Text("b".into()));
        assert_eq!(row.cell(2), &Cell::Empty);
    }
}
