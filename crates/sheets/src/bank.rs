//! Reads a bank's or a wallet's statement (银行对账单): one row per movement, seen from the account's
//! owner.
//!
//! A bank writes what leaves the account as 借方, what comes in as 贷方, and the balance behind every
//! row. So a statement proves by itself that no row of it is missing, and that is checked here. Every
//! row with content is a movement, or is named as skipped with its reason.

mod amount;
mod carried;
mod finding;
mod form;
mod forms;
mod head;
mod labelled;
mod moment;
mod order;
mod rows;
mod side;
mod statement;
mod ticks;

use jiff::civil::Date;
use mingbai_domain::money::Fen;

use crate::error::{CellError, Code};
use crate::fields::{BANK_STATEMENT, Field};
use crate::grid::{Sheet, Workbook};
use crate::mapping::Mapping;
use crate::report::Tally;
use crate::table::{self, Kind, Report, Table};

pub use finding::BankFinding;
pub use form::Wallet;
pub use order::walk;

use form::Form;
use statement::Statement;

/// One movement of the account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankLine {
    /// Sheet of the row.
    pub sheet: String,
    /// The row, from 1. A wallet's fee has the row of its payment.
    pub row: u32,
    /// The account's number as stated, often partly masked; `None` if nothing says it. Of a wallet it
    /// begins with [`Wallet::prefix`].
    pub account: Option<String>,
    /// Its day.
    pub date: Date,
    /// Time of day as `HH:MM:SS`, if stated.
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

/// A statement of one account or of several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BankSheet {
    /// Whose export it is, if its head is a known one.
    pub form: Option<&'static str>,
    /// The movements, oldest first; those of one account in the bank's order.
    pub lines: Vec<BankLine>,
    /// What became of every row: each taken one is a movement.
    pub tally: Tally,
    /// What is odd, but does not prevent the import.
    pub warnings: Vec<CellError>,
}

impl BankSheet {
    /// The balance before the first movement, if the statement has balances.
    pub fn opening(&self) -> Option<Fen> {
        let first = self.lines.first()?;
        first.balance?.minus(first.amount).ok()
    }

    /// The accounts that it is about.
    pub fn accounts(&self) -> Vec<Option<&str>> {
        let mut all: Vec<_> = self
            .lines
            .iter()
            .map(|line| line.account.as_deref())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
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
    let cleaned = ticks::joined(workbook);
    let workbook = cleaned.as_ref().unwrap_or(workbook);
    let mut report = Report::default();
    let mut out = BankSheet::default();
    for (table, form) in tables(workbook, mapping, &mut report) {
        out.form = out.form.or(form.map(|form| form.name));
        Statement::new(&table, form).read(&mut out, &mut report);
    }
    // Sheets of one account may come in any order; within a day a sheet's own order holds.
    out.lines.sort_by_key(|line| line.date);
    out.tally = std::mem::take(&mut report.tally);
    out.warnings = report.finish(workbook)?;
    Ok(out)
}

/// The statements of a workbook. Without one, [`table::find`] says what the likeliest sheet lacks.
fn tables<'a>(
    workbook: &'a Workbook,
    mapping: &Mapping,
    report: &mut Report,
) -> Vec<(Table<'a>, Option<&'static Form>)> {
    let wanted = |sheet: &&Sheet| {
        mapping
            .sheet
            .as_ref()
            .is_none_or(|name| *name == sheet.name)
    };
    let mut found = Vec::new();
    let (mut others, mut unseen) = (Vec::new(), Vec::new());
    for sheet in workbook.sheets.iter().filter(wanted) {
        let hidden = !sheet.visible && mapping.sheet.is_none();
        let mut ignored = Report::default();
        match head::find(sheet, mapping, if hidden { &mut ignored } else { report }) {
            Some(_) if hidden => {
                unseen.push(sheet);
                report.push(CellError::row(&sheet.name, 0, Code::HiddenSheetSkipped));
            }
            Some(head) => {
                let table = Table::new(sheet, head.header, &KIND, mapping, report);
                found.push((table, head.form));
            }
            None if sheet.rows.is_empty() => {}
            None => others.push(sheet),
        }
    }
    if found.is_empty() {
        let tables = table::find(workbook, mapping, &KIND, report);
        return tables.into_iter().map(|table| (table, None)).collect();
    }
    for sheet in unseen {
        report.tally.skip_sheet(sheet);
    }
    for sheet in others {
        report.tally.skip_sheet(sheet);
        report.push(CellError::row(&sheet.name, 0, Code::SheetSkipped));
    }
    found
}
