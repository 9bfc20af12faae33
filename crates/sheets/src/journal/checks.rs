//! What a journal says twice must agree: running balances, totals, opening balances.

use std::collections::HashMap;

use mingbai_domain::money::Fen;

use super::rows::{Flow, JournalRow};
use crate::error::Code;
use crate::fields::Field;
use crate::grid::Row;
use crate::rows::Sums as Of;
use crate::table::{Got, Report, Table};
use crate::values;

/// Sums and balance of one sheet as far as it was read.
#[derive(Default)]
pub(super) struct Running {
    /// Balance stated before the first row.
    pub(super) opening: Option<Fen>,
    /// Balance after the last row; `None` as long as it is unknown.
    pub(super) balance: Option<Fen>,
    /// Rows that are entries.
    pub(super) rows: usize,
    sheet: Sums,
    part: Sums,
    /// Since the last total of the whole, for sheets of several months.
    month: Sums,
}

#[derive(Clone, Copy, Default)]
struct Sums {
    income: i64,
    expense: i64,
    unread: usize,
}

impl Running {
    /// Takes an opening balance; it must come first and follow from the sheet before.
    pub(super) fn open<'a>(
        &mut self,
        table: &Table<'a>,
        row: &'a Row,
        before: Option<&(String, Fen)>,
        report: &mut Report,
    ) {
        // Some offices write it into the income column.
        let fields = [Field::Balance, Field::Income, Field::Amount];
        let mut stated = None;
        for field in fields {
            match table.read(row, field, report, values::money) {
                Got::Bad => return,
                Got::Value(value) => {
                    stated = Some((field, value));
                    break;
                }
                Got::Blank => {}
            }
        }
        let Some((field, stated)) = stated else {
            report.push(table.error(row, Field::Balance, Code::OpeningMissing));
            return;
        };
        if self.rows > 0 {
            // A page's carry-over inside the sheet repeats the balance.
            if self.balance != Some(stated) {
                report.push(table.error(row, field, Code::OpeningMisplaced));
            }
            return;
        }
        if let Some((sheet, expected)) = before.filter(|(_, expected)| *expected != stated) {
            let (before, expected) = (sheet.clone(), *expected);
            let code = Code::OpeningMismatch {
                before,
                expected,
                stated,
            };
            report.push(table.error(row, field, code));
        }
        (self.opening, self.balance) = (Some(stated), Some(stated));
    }

    /// Adds an entry (`None` if its amount is bad) and checks the balance stated beside it.
    /// Returns the stated balance.
    pub(super) fn step<'a>(
        &mut self,
        table: &Table<'a>,
        row: &'a Row,
        flow: Option<(Flow, Fen)>,
        report: &mut Report,
    ) -> Option<Fen> {
        self.rows += 1;
        self.sheet.add(flow);
        self.part.add(flow);
        self.month.add(flow);
        let stated = table
            .read(row, Field::Balance, report, values::money)
            .value();
        let signed = flow.map(|(flow, amount)| match flow {
            Flow::Income => amount.0,
            Flow::Expense => -amount.0,
        });
        let expected = match (self.balance, signed) {
            (Some(balance), Some(signed)) => balance.0.checked_add(signed).map(Fen),
            _ => None,
        };
        if let (Some(expected), Some(stated)) = (expected, stated)
            && expected != stated
        {
            let code = Code::BalanceMismatch { expected, stated };
            report.push(table.error(row, Field::Balance, code));
        }
        // From a stated balance on, so that one slip is one error and not one in every row.
        self.balance = stated.or(expected);
        stated
    }

    /// Compares a totals row with what was read.
    pub(super) fn check_total<'a>(
        &mut self,
        table: &Table<'a>,
        row: &'a Row,
        total: Of,
        report: &mut Report,
    ) {
        let sums = match total {
            Of::All => vec![self.sheet, std::mem::take(&mut self.month)],
            Of::Part | Of::Place => vec![std::mem::take(&mut self.part)],
            Of::Longer => Vec::new(),
        };
        for field in [Field::Income, Field::Expense] {
            let Got::Value(stated) = table.read(row, field, report, values::money) else {
                continue;
            };
            // Until every amount is readable, a difference says nothing about the total.
            let known = sums.iter().filter(|sums| sums.unread == 0);
            let added = known.map(|sums| match field {
                Field::Income => sums.income,
                _ => sums.expense,
            });
            let added: Vec<i64> = added.collect();
            if let Some(first) = added.first()
                && !added.contains(&stated.0)
            {
                let code = Code::TotalAmount {
                    stated,
                    added: Fen(*first),
                    hidden: table.hidden_above(row),
                };
                report.push(table.error(row, field, code));
            }
        }
        self.check_balance(table, row, report);
    }

    /// Compares a balance that the sheet states again, such as at the end of a month.
    pub(super) fn check_balance<'a>(&self, table: &Table<'a>, row: &'a Row, report: &mut Report) {
        let stated = table
            .read(row, Field::Balance, report, values::money)
            .value();
        if let (Some(expected), Some(stated)) = (self.balance, stated)
            && expected != stated
        {
            let code = Code::BalanceMismatch { expected, stated };
            report.push(table.error(row, Field::Balance, code));
        }
    }
}

/// Whether `amount` is the sum of rows that a total of `category` could add up: of all `rows`, of those
/// since the total before it, or of those of the category among either.
pub(super) fn is_sum_of(
    rows: &[JournalRow],
    since: usize,
    category: &str,
    (flow, amount): (Flow, Fen),
) -> bool {
    let about = |row: &&JournalRow| {
        let named = row
            .category
            .as_ref()
            .is_some_and(|text| values::compact(text) == category);
        named || values::compact(&row.summary).contains(category)
    };
    let every = |_: &&JournalRow| true;
    let sum = |rows: &[JournalRow], counts: &dyn Fn(&&JournalRow) -> bool| {
        let rows = rows.iter().filter(|row| row.flow == flow);
        let amounts = rows.filter(|row| counts(row)).map(|row| row.amount);
        Fen::total(amounts).ok()
    };
    [rows, rows.get(since..).unwrap_or_default()]
        .iter()
        .any(|rows| sum(rows, &about) == Some(amount) || sum(rows, &every) == Some(amount))
}

impl Sums {
    fn add(&mut self, flow: Option<(Flow, Fen)>) {
        match flow {
            Some((Flow::Income, amount)) => self.income = self.income.saturating_add(amount.0),
            Some((Flow::Expense, amount)) => self.expense = self.expense.saturating_add(amount.0),
            None => self.unread += 1,
        }
    }
}

/// Voucher numbers of a sheet, to point out repetitions.
#[derive(Default)]
pub(super) struct Vouchers(HashMap<String, u32>);

impl Vouchers {
    pub(super) fn note<'a>(
        &mut self,
        table: &Table<'a>,
        row: &'a Row,
        read: &JournalRow,
        report: &mut Report,
    ) {
        let Some(voucher) = read.voucher.clone() else {
            return;
        };
        // Numbers start again every month.
        let key = format!(
            "{} {voucher}",
            mingbai_domain::calendar::Period::of(read.date)
        );
        match self.0.get(&key) {
            Some(&first_row) => {
                report.push(table.error(row, Field::Voucher, Code::VoucherRepeated { first_row }));
            }
            None => {
                self.0.insert(key, row.number);
            }
        }
    }
}

/// Rows of a sheet without a number that say the very same as another.
#[derive(Default)]
pub(super) struct Seen(HashMap<(jiff::civil::Date, Flow, Fen, String, String), u32>);

impl Seen {
    pub(super) fn note<'a>(
        &mut self,
        table: &Table<'a>,
        row: &'a Row,
        read: &JournalRow,
        report: &mut Report,
    ) {
        if read.voucher.is_some() || read.bank_reference.is_some() {
            return;
        }
        let to = read.counterparty.clone().unwrap_or_default();
        let key = (read.date, read.flow, read.amount, read.summary.clone(), to);
        match self.0.get(&key) {
            Some(&first_row) => {
                report.push(table.error(row, Field::Summary, Code::RowRepeated { first_row }));
            }
            None => {
                self.0.insert(key, row.number);
            }
        }
    }
}
