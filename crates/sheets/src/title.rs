//! What the title of a table says of all its rows: month, year and unit.

use jiff::civil::Date;
use mingbai_domain::calendar::Period;

use crate::dates;
use crate::error::{CellError, Code};
use crate::fields::Field;
use crate::grid::{Cell, Row};
use crate::period::{self, Hint};
use crate::spelling::whole_header;
use crate::table::{Got, Report, Table};
use crate::values::compact;

/// Year and month of a sheet: of its title, and where that is silent of its name.
pub(crate) fn sheet_hint(table: &Table<'_>) -> Hint {
    let texts = table
        .above()
        .flat_map(|row| &row.cells)
        .filter_map(|(_, cell)| match cell {
            Cell::Text(text) => Some(period::hint(text)),
            _ => None,
        });
    // A month in the title beats the date of filing below it.
    let hints: Vec<Hint> = texts.collect();
    let month = hints
        .iter()
        .find(|hint| hint.month.is_some() || hint.span.is_some());
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

/// Fields of amounts in yuan.
const YUAN: [Field; 8] = [
    Field::Income,
    Field::Expense,
    Field::Amount,
    Field::Balance,
    Field::Debit,
    Field::Credit,
    Field::FeeAmount,
    Field::ParkingAmount,
];

/// Reports amounts stated in units of 10,000 yuan: by `单位：万元` above the table, or by a header.
pub(crate) fn check_unit(table: &Table<'_>, report: &mut Report) {
    let columns = table
        .header
        .columns
        .iter()
        .filter(|column| YUAN.contains(&column.field));
    let header = columns
        .into_iter()
        .any(|column| whole_header(&column.name).ends_with("万元"));
    let mut above = table.above().flat_map(|row| &row.cells);
    let title = above.any(|(_, cell)| matches!(cell, Cell::Text(text) if states_wan(text)));
    if header || title {
        report.push(CellError::row(
            &table.sheet.name,
            table.header.row,
            Code::UnitWan,
        ));
    }
}

/// `单位：万元`, `金额单位:人民币万元`; a sum of 20万元 in a remark states no unit.
fn states_wan(text: &str) -> bool {
    let plain = compact(text);
    let stated = plain.split("单位").skip(1);
    let unit = |rest: &str| {
        rest.trim_start_matches([':', '为', '是', '(', '人', '民', '币'])
            .starts_with("万元")
    };
    stated.into_iter().any(unit)
}
