//! Reads a journal of income and expense (收支明细): one row per receipt or payment.

mod checks;
mod special;

use jiff::civil::Date;
use mingbai_domain::calendar::Period;
use mingbai_domain::money::Fen;

use crate::approvers::Approver;
use crate::error::{CellError, Code};
use crate::fields::{Field, JOURNAL};
use crate::grid::{Cell, Row, Sheet, Workbook};
use crate::header::Header;
use crate::mapping::Mapping;
use crate::period::{self, Hint};
use crate::table::{self, Got, Kind, Report, Table};
use crate::{dates, values};
use checks::Running;
use special::Special;

/// Whether money came in or went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flow {
    /// 收入.
    Income,
    /// 支出.
    Expense,
}

/// One receipt or payment as its row states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalRow {
    /// Sheet of the row.
    pub sheet: String,
    /// The row, from 1.
    pub row: u32,
    /// Its day.
    pub date: Date,
    /// Voucher number such as `记-001`.
    pub voucher: Option<String>,
    /// What it was for; never empty.
    pub summary: String,
    /// In or out.
    pub flow: Flow,
    /// The amount, above zero.
    pub amount: Fen,
    /// Balance after the row, as stated and checked.
    pub balance: Option<Fen>,
    /// Account or category (科目) as written.
    pub category: Option<String>,
    /// The other party (对方单位).
    pub counterparty: Option<String>,
    /// Contract, resolution or other ground (依据).
    pub basis: Option<String>,
    /// Fund or bank account (资金) as written.
    pub fund: Option<String>,
    /// Building or other part that it concerns (楼栋) as written.
    pub scope: Option<String>,
    /// Who approved (审批人).
    pub approvers: Vec<Approver>,
    /// Who countersigned (复核人).
    pub reviewers: Vec<Approver>,
    /// Whether the other party is related to the manager (关联方); `None` if not stated.
    pub related_party: Option<bool>,
    /// Budget line (预算项目) as written.
    pub budget_line: Option<String>,
    /// The bank's reference (银行流水号).
    pub bank_reference: Option<String>,
    /// Remarks.
    pub remark: Option<String>,
    /// Vouchers for everyone to see (附件).
    pub files: Vec<String>,
    /// Their unredacted originals (原件), in the same order.
    pub originals: Vec<String>,
}

/// A whole journal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JournalSheet {
    /// Balance before the first row, if the file states one (上月结转).
    pub opening: Option<Fen>,
    /// Balance after the last row, if the file states balances.
    pub closing: Option<Fen>,
    /// The rows: by sheets in the order of their months, or of the file if they name none.
    pub rows: Vec<JournalRow>,
    /// The month that the only sheet is about, by its title, its name or the file's name.
    pub period: Option<Period>,
    /// What is odd, but does not prevent the import.
    pub warnings: Vec<CellError>,
}

const KIND: Kind = Kind {
    specs: JOURNAL,
    required: &[
        &[Field::Date],
        &[Field::Summary],
        &[Field::Income, Field::Expense, Field::Amount],
    ],
    fill: &[
        Field::Date,
        Field::Voucher,
        Field::Category,
        Field::Counterparty,
        Field::Basis,
        Field::Fund,
        Field::Approver,
        Field::Reviewer,
    ],
    also: needs_direction,
};

/// A single column of amounts needs one that says which way the money went.
fn needs_direction(_: &Sheet, header: &Header) -> Option<Field> {
    let has = |field| header.column(field).is_some();
    let split = has(Field::Income) || has(Field::Expense);
    (!split && has(Field::Amount) && !has(Field::Direction)).then_some(Field::Direction)
}

/// Reads every sheet of `workbook` with the columns of a journal: all rows, or all errors.
pub fn read_journal(
    workbook: &Workbook,
    mapping: &Mapping,
) -> Result<JournalSheet, Vec<CellError>> {
    let mut report = Report::default();
    let tables = table::find(workbook, mapping, &KIND, &mut report);
    let mut readers: Vec<Reader<'_, '_>> = tables
        .iter()
        .map(|table| Reader::new(table, &workbook.file_name))
        .collect();
    if readers.iter().all(|reader| reader.named.period().is_some()) {
        readers.sort_by_key(|reader| reader.named.period());
    }
    let period = match readers.as_slice() {
        [only] => only.hint.period(),
        _ => None,
    };
    let mut journal = JournalSheet {
        period,
        ..JournalSheet::default()
    };
    let mut before: Option<(String, Fen)> = None;
    for (at, reader) in readers.iter().enumerate() {
        let running = reader.read(&mut journal.rows, before.as_ref(), &mut report);
        if at == 0 {
            journal.opening = running.opening;
        }
        journal.closing = running.balance;
        before = running
            .balance
            .map(|balance| (reader.table.sheet.name.clone(), balance));
        if running.rows == 0 {
            let table = reader.table;
            report.push(CellError::row(
                &table.sheet.name,
                table.header.row,
                Code::NoRows,
            ));
        }
    }
    journal.warnings = report.finish(workbook)?;
    Ok(journal)
}

struct Reader<'a, 'b> {
    table: &'b Table<'a>,
    /// Year and month by title, sheet name and file name.
    hint: Hint,
    /// The same without the file name: strong enough to refuse other months.
    named: Hint,
}

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
    let month = hints.iter().find(|hint| hint.month.is_some());
    let year = hints.iter().find(|hint| hint.year.is_some());
    let title = month.or(year).copied().unwrap_or_default();
    title
        .or(year.copied().unwrap_or_default())
        .or(period::hint(&table.sheet.name))
}

/// Reports amounts stated in units of 10,000 yuan, in a title or in one of the columns.
pub(crate) fn check_unit(table: &Table<'_>, report: &mut Report) {
    let columns = table
        .header
        .columns
        .iter()
        .map(|column| column.name.as_str());
    let texts = table
        .above()
        .flat_map(|row| &row.cells)
        .filter_map(|(_, cell)| match cell {
            Cell::Text(text) => Some(text.as_str()),
            _ => None,
        });
    if columns.chain(texts).any(|text| text.contains("万元")) {
        report.push(CellError::row(
            &table.sheet.name,
            table.header.row,
            Code::UnitWan,
        ));
    }
}

impl<'a, 'b> Reader<'a, 'b> {
    fn new(table: &'b Table<'a>, file_name: &str) -> Self {
        let named = sheet_hint(table);
        Self {
            table,
            named,
            hint: named.or(period::hint(file_name)),
        }
    }

    fn read(
        &self,
        rows: &mut Vec<JournalRow>,
        before: Option<&(String, Fen)>,
        report: &mut Report,
    ) -> Running {
        check_unit(self.table, report);
        let mut running = Running::default();
        let mut vouchers = checks::Vouchers::default();
        for row in self.table.rows() {
            match special::recognise(self.table, row) {
                Some(Special::Ignored) => {}
                Some(Special::Opening) => running.open(self.table, row, before, report),
                Some(Special::Total(total)) => running.check_total(self.table, row, total, report),
                None => {
                    let flow = self.amount(row, report);
                    let balance = running.step(self.table, row, flow, report);
                    let read = self.row(row, flow, balance, report);
                    if let Some(read) = read {
                        vouchers.note(self.table, row, &read, report);
                        rows.push(read);
                    }
                }
            }
        }
        running
    }

    fn row(
        &self,
        row: &'a Row,
        flow: Option<(Flow, Fen)>,
        balance: Option<Fen>,
        report: &mut Report,
    ) -> Option<JournalRow> {
        let table = self.table;
        let date = date(table, row, self.hint.year, self.named.period(), report);
        let summary = table.read(row, Field::Summary, report, values::text);
        if let Got::Blank = summary {
            report.push(table.error(row, Field::Summary, Code::SummaryMissing));
        }
        let related_party = table
            .read(row, Field::RelatedParty, report, values::yes_no)
            .value();
        let remarks = table.list(row, Field::Remark, report, |text| vec![text.to_owned()]);
        let remark: Vec<String> = remarks.into_iter().map(|(_, text)| text).collect();
        let approvers = table.approvers(row, Field::Approver, report);
        let reviewers = table.approvers(row, Field::Reviewer, report);
        let files = table.files(row, Field::File, report);
        let originals = table.files(row, Field::Original, report);
        let mut text = |field| table.text(row, field, report);
        let (voucher, category) = (text(Field::Voucher), text(Field::Category));
        let (counterparty, basis) = (text(Field::Counterparty), text(Field::Basis));
        let (fund, scope) = (text(Field::Fund), text(Field::Scope));
        let (budget_line, bank_reference) = (text(Field::BudgetLine), text(Field::BankReference));
        let (flow, amount) = flow?;
        Some(JournalRow {
            sheet: table.sheet.name.clone(),
            row: row.number,
            date: date?,
            voucher,
            summary: summary.value()?,
            flow,
            amount,
            balance,
            category,
            counterparty,
            basis,
            fund,
            scope,
            approvers,
            reviewers,
            related_party,
            budget_line,
            bank_reference,
            remark: Some(remark.join("；")).filter(|text| !text.is_empty()),
            files,
            originals,
        })
    }

    /// The one amount of a row.
    fn amount(&self, row: &'a Row, report: &mut Report) -> Option<(Flow, Fen)> {
        let table = self.table;
        let income = table.read(row, Field::Income, report, values::amount);
        let expense = table.read(row, Field::Expense, report, values::amount);
        let single = table.read(row, Field::Amount, report, values::amount);
        let main = if table.has(Field::Income) {
            Field::Income
        } else {
            Field::Expense
        };
        match (income, expense, single) {
            (Got::Bad, ..) | (_, Got::Bad, _) | (.., Got::Bad) => None,
            (Got::Value(_), Got::Value(_), _) => {
                report.push(table.error(row, Field::Expense, Code::AmountTwice));
                None
            }
            (Got::Value(amount), Got::Blank, _) => Some((Flow::Income, amount)),
            (Got::Blank, Got::Value(amount), _) => Some((Flow::Expense, amount)),
            (Got::Blank, Got::Blank, Got::Value(amount)) if table.has(Field::Direction) => {
                let flow = table.read(row, Field::Direction, report, direction);
                if let Got::Blank = flow {
                    report.push(table.error(row, Field::Direction, Code::DirectionUnknown));
                }
                flow.value().map(|flow| (flow, amount))
            }
            (Got::Blank, Got::Blank, _) => {
                let field = if table.has(main) { main } else { Field::Amount };
                report.push(table.error(row, field, Code::AmountMissing));
                None
            }
        }
    }
}

/// The day of a row, within `period` if that is known.
pub(crate) fn date<'a>(
    table: &Table<'a>,
    row: &'a Row,
    year: Option<i16>,
    period: Option<Period>,
    report: &mut Report,
) -> Option<Date> {
    match table.read(row, Field::Date, report, |cell| dates::date(cell, year)) {
        Got::Bad => None,
        Got::Blank => {
            report.push(table.error(row, Field::Date, Code::DateMissing));
            None
        }
        Got::Value(date) => match period.filter(|period| Period::of(date) != *period) {
            Some(period) => {
                report.push(table.error(row, Field::Date, Code::DateOutsidePeriod { period }));
                None
            }
            None => Some(date),
        },
    }
}

fn direction(cell: &Cell) -> Result<Option<Flow>, Code> {
    let Some(text) = values::text(cell)? else {
        return Ok(None);
    };
    match values::compact(&text).as_str() {
        "收" | "收入" | "收款" | "入" | "进" => Ok(Some(Flow::Income)),
        "支" | "支出" | "付" | "付款" | "出" => Ok(Some(Flow::Expense)),
        _ => Err(Code::DirectionUnknown),
    }
}
