//! Reads a bank's statement (银行对账单): one row per movement, seen from the account's owner.
//!
//! A bank writes what leaves the account as 借方, what comes in as 贷方, and the balance behind every
//! row. So a statement proves by itself that no row of it is missing, and that is checked here.

use jiff::civil::Date;
use mingbai_domain::money::Fen;

use crate::error::{CellError, Code};
use crate::fields::{BANK_STATEMENT, Field};
use crate::grid::{Cell, Row, Workbook};
use crate::journal::{check_unit, date, sheet_hint};
use crate::mapping::Mapping;
use crate::table::{self, Got, Kind, Report, Table};
use crate::values::{self, compact, shown};

/// One movement of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankLine {
    /// Sheet of the row.
    pub sheet: String,
    /// The row, from 1.
    pub row: u32,
    /// Its day.
    pub date: Date,
    /// Time of day as written.
    pub time: Option<String>,
    /// Positive for what came in, negative for what went out; never zero.
    pub amount: Fen,
    /// The balance behind it.
    pub balance: Option<Fen>,
    /// The bank's reference (流水号).
    pub reference: Option<String>,
    /// The other party: private, it may be a resident.
    pub counterparty: Option<String>,
    /// What the bank says it was.
    pub summary: Option<String>,
}

/// A statement of one account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BankSheet {
    /// The account's number as stated above the table, often partly masked.
    pub account: Option<String>,
    /// The movements, oldest first.
    pub lines: Vec<BankLine>,
    /// What is odd, but does not prevent the import.
    pub warnings: Vec<CellError>,
}

impl BankSheet {
    /// The balance before the first movement, if the statement has balances.
    pub fn opening(&self) -> Option<Fen> {
        let first = self.lines.first()?;
        first.balance?.minus(first.amount).ok()
    }
}

const KIND: Kind = Kind {
    specs: BANK_STATEMENT,
    required: &[&[Field::Date], &[Field::Income], &[Field::Expense]],
    fill: &[],
    also: |_, _| None,
};

/// Reads every sheet of `workbook` with the columns of a statement: all movements, or all errors.
pub fn read_bank(workbook: &Workbook, mapping: &Mapping) -> Result<BankSheet, Vec<CellError>> {
    let mut report = Report::default();
    let tables = table::find(workbook, mapping, &KIND, &mut report);
    let mut out = BankSheet::default();
    for table in &tables {
        check_unit(table, &mut report);
        out.account = out.account.take().or_else(|| account_of(table));
        let (rows, mut lines) = read_lines(table, &mut report);
        if rows == 0 {
            let code = Code::NoRows;
            report.push(CellError::row(&table.sheet.name, table.header.row, code));
        }
        if newest_first(&lines) {
            lines.reverse();
        }
        // Around a row that could not be read no balance follows.
        if lines.len() == rows {
            check_balances(table, &lines, &mut report);
        }
        out.lines.extend(lines);
    }
    // Sheets of one account may come in any order; within a day a sheet's own order holds.
    out.lines.sort_by_key(|line| line.date);
    out.warnings = report.finish(workbook)?;
    Ok(out)
}

/// `账号` with the number in the same cell or the next.
fn account_of(table: &Table<'_>) -> Option<String> {
    let number = |text: &str| {
        let number: String = compact(text)
            .chars()
            .filter(|c| c.is_ascii_digit() || matches!(c, '*' | '-'))
            .collect();
        Some(number).filter(|number| number.chars().filter(char::is_ascii_digit).count() >= 4)
    };
    table.above().find_map(|row| {
        let label = |(_, cell): &(u32, Cell)| {
            let text = compact(&shown(cell));
            ["账号", "账户号", "帐号", "卡号"]
                .iter()
                .any(|word| text.contains(word))
        };
        let at = row.cells.iter().position(label)?;
        row.cells[at..]
            .iter()
            .take(2)
            .find_map(|(_, cell)| number(&shown(cell)))
    })
}

/// How many rows are movements, and those that could be read.
fn read_lines(table: &Table<'_>, report: &mut Report) -> (usize, Vec<BankLine>) {
    let year = sheet_hint(table).year;
    let (mut rows, mut lines) = (0, Vec::new());
    for row in table.rows() {
        if is_no_movement(table, row) {
            continue;
        }
        rows += 1;
        let on = date(table, row, year, None, report);
        let amount = amount(table, row, report);
        let balance = table
            .read(row, Field::Balance, report, values::money)
            .value();
        let mut text = |field| table.text(row, field, report);
        let (time, reference) = (text(Field::Time), text(Field::BankReference));
        let (counterparty, summary) = (text(Field::Counterparty), text(Field::Summary));
        if let (Some(date), Some(amount)) = (on, amount) {
            lines.push(BankLine {
                sheet: table.sheet.name.clone(),
                row: row.number,
                date,
                time,
                amount,
                balance,
                reference,
                counterparty,
                summary,
            });
        }
    }
    (rows, lines)
}

/// Totals, carried balances, notes below the table, and the example of the template.
fn is_no_movement(table: &Table<'_>, row: &Row) -> bool {
    let first = row
        .cells
        .first()
        .map(|(_, cell)| compact(&shown(cell)))
        .unwrap_or_default();
    let amounts = [Field::Income, Field::Expense]
        .iter()
        .any(|field| table.has_content(row, *field));
    let words = [
        "合计", "总计", "小计", "期初", "期末", "上期", "承前", "本期", "示例",
    ];
    !amounts || words.iter().any(|word| first.contains(word))
}

/// In is positive. Some banks write a zero into the other column.
fn amount<'a>(table: &Table<'a>, row: &'a Row, report: &mut Report) -> Option<Fen> {
    let income = table.read(row, Field::Income, report, values::money);
    let expense = table.read(row, Field::Expense, report, values::money);
    let zero_is_blank = |got| match got {
        Got::Value(Fen::ZERO) => Got::Blank,
        other => other,
    };
    let code = match (zero_is_blank(income), zero_is_blank(expense)) {
        (Got::Bad, _) | (_, Got::Bad) => return None,
        (Got::Value(amount), Got::Blank) => return Some(amount),
        // A bank takes a booking back by the same booking with a minus.
        (Got::Blank, Got::Value(amount)) => return amount.negated().ok(),
        (Got::Blank, Got::Blank) => Code::AmountMissing,
        (Got::Value(_), Got::Value(_)) => Code::AmountTwice,
    };
    report.push(table.error(row, Field::Income, code));
    None
}

/// Many banks list the newest movement first; within one day only the balances tell.
fn newest_first(lines: &[BankLine]) -> bool {
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return false;
    };
    if first.date != last.date {
        return first.date > last.date;
    }
    let down = breaks(lines.iter());
    down > 0 && breaks(lines.iter().rev()) < down
}

/// How many balances do not follow from the one before.
fn breaks<'l>(lines: impl Iterator<Item = &'l BankLine> + Clone) -> usize {
    let pairs = lines.clone().zip(lines.skip(1));
    pairs
        .filter(|(before, line)| expected(before, line).is_some())
        .count()
}

/// The balance that `line` ought to have after `before`, if it states another.
fn expected(before: &BankLine, line: &BankLine) -> Option<(Fen, Fen)> {
    let stated = line.balance?;
    let expected = before.balance?.plus(line.amount).ok()?;
    (expected != stated).then_some((expected, stated))
}

fn check_balances(table: &Table<'_>, lines: &[BankLine], report: &mut Report) {
    for pair in lines.windows(2) {
        if let Some((expected, stated)) = expected(&pair[0], &pair[1]) {
            let code = Code::BalanceMismatch { expected, stated };
            let row = table.sheet.row(pair[1].row);
            report.push(match row {
                Some(row) => table.error(row, Field::Balance, code),
                None => CellError::row(&table.sheet.name, pair[1].row, code),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, open};

    fn read(csv: &str) -> Result<BankSheet, Vec<CellError>> {
        let workbook = open(csv.as_bytes(), "对账单.csv", &Limits::default()).unwrap();
        read_bank(&workbook, &Mapping::default())
    }

    const HEAD: &str = "账号,3400****0001,户名,共管账户\n\
        交易日期,交易时间,摘要,借方发生额,贷方发生额,账户余额,对方户名,对方账号,交易流水号\n";

    #[test]
    fn what_leaves_is_negative_and_the_balances_follow() {
        let rows = "20260901,09:43:39,转账,,\"9,961.10\",\"97,962.33\",甲,6222****3976,F1\t\n\
            20260902,10:00:00,付款,\"7,962.33\",0.00,\"90,000.00\",乙,6222****1306,F2\n";
        let sheet = read(&format!(
            "{HEAD}{rows}合计,,,\"7,962.33\",\"9,961.10\",,,,\n"
        ))
        .unwrap();
        assert_eq!(sheet.account.as_deref(), Some("3400****0001"));
        assert_eq!(sheet.opening(), Some(Fen(8_800_123)));
        let amounts: Vec<i64> = sheet.lines.iter().map(|line| line.amount.0).collect();
        assert_eq!(amounts, [996_110, -796_233]);
        assert_eq!(sheet.lines[0].reference.as_deref(), Some("F1"));
        assert_eq!(sheet.lines[1].date.to_string(), "2026-09-02");
    }

    #[test]
    fn a_statement_with_the_newest_first_is_turned_around() {
        let days = "20260902,,,1.00,,9.00,,,F2\n20260901,,,,10.00,10.00,,,F1\n";
        let one_day = "20260901,,,1.00,,9.00,,,F2\n20260901,,,,10.00,10.00,,,F1\n";
        for rows in [days, one_day] {
            let sheet = read(&format!("{HEAD}{rows}")).unwrap();
            assert_eq!(sheet.lines[0].reference.as_deref(), Some("F1"), "{rows}");
            assert_eq!(sheet.opening(), Some(Fen::ZERO));
        }
    }

    #[test]
    fn a_missing_row_is_found_by_the_balance_behind_it() {
        let rows = "20260901,,,,10.00,10.00,,,F1\n20260903,,,1.00,,8.00,,,F3\n";
        let errors = read(&format!("{HEAD}{rows}")).unwrap_err();
        let (expected, stated) = (Fen(900), Fen(800));
        assert_eq!(errors[0].code, Code::BalanceMismatch { expected, stated });
        assert_eq!((errors[0].row, errors.len()), (4, 1));
    }

    #[test]
    fn every_bad_cell_is_named() {
        let rows =
            "2026-13-01,,,,10.00,,,,F1\n20260902,,,一百,,,,,F2\n20260903,,,1.00,2.00,,,,F3\n";
        let errors = read(&format!("{HEAD}{rows}")).unwrap_err();
        let found: Vec<_> = errors.iter().map(|error| error.code.id()).collect();
        assert_eq!(found, ["date-unknown", "amount-not-number", "amount-twice"]);
        assert_eq!(read(HEAD).unwrap_err()[0].code, Code::NoRows);
    }
}
