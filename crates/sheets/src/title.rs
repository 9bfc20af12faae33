//! What the title of a table says of all its rows: month, year and unit.

use jiff::civil::Date;
use mingbai_domain::calendar::Period;

use crate::dates;
use crate::error::Code;
use crate::fields::Field;
use crate::grid::{Cell, Row};
use crate::period::{self, Hint};
use crate::table::{Got, Report, Table};

/// Year and month of a sheet: of its title, and where that is silent of its name.
pub(crate) fn sheet_hint(table: &Table<'_>) -> Hint {
    let mut hints: Vec<Hint> = Vec::new();
    for row in table.above() {
        // The cell behind 制表日期 is no period.
        let mut done = false;
        for (_, cell) in &row.cells {
            let Cell::Text(text) = cell else { continue };
            if !done {
                hints.push(period::hint(text));
            }
            done = period::is_done(text) && !text.contains(|c: char| c.is_ascii_digit());
        }
    }
    // A month in the title beats a year beside it; several leave the year open for every weaker name.
    let month = hints.iter().find(|hint| hint.tells());
    let year = hints.iter().find(|hint| hint.year.is_some());
    let title = month.or(year).copied().unwrap_or_default();
    title
        .or(year.copied().unwrap_or_default())
        .or(period::hint(&table.sheet.name))
}

/// What a table's rows are about.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Title {
    /// Year and month by title, sheet name and file name.
    pub(crate) hint: Hint,
    /// The same without the file name: strong enough to refuse other months.
    pub(crate) named: Hint,
}

impl Title {
    pub(crate) fn of(table: &Table<'_>, file_name: &str) -> Self {
        let named = sheet_hint(table);
        Self {
            named,
            hint: named.or(period::hint(file_name)),
        }
    }

    /// The day of a row, within the months of the title.
    pub(crate) fn date<'a>(
        &self,
        table: &Table<'a>,
        row: &'a Row,
        report: &mut Report,
    ) -> Option<Date> {
        let read = |cell: &Cell| dates::date_in(cell, |month| self.hint.year_of(month));
        let date = match table.read(row, Field::Date, report, read) {
            Got::Bad => return None,
            Got::Blank => {
                report.push(table.error(row, Field::Date, Code::DateMissing));
                return None;
            }
            Got::Value(date) => date,
        };
        if self.named.covers(Period::of(date)) {
            return Some(date);
        }
        let month = |(year, month)| Period::new(year, month);
        let span = self
            .named
            .span
            .and_then(|(a, b)| Some((month(a)?, month(b)?)));
        let code = match (self.named.period(), span) {
            (Some(period), _) => Code::DateOutsidePeriod { period },
            (None, Some((first, last))) => Code::DateOutsideSpan { first, last },
            (None, None) => return Some(date),
        };
        report.push(table.error(row, Field::Date, code));
        None
    }
}
