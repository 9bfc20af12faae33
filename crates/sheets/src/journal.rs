//! Reads a journal of income and expense (收支明细): one row per receipt or payment.

mod checks;
mod rows;
mod special;

use mingbai_domain::calendar::Period;
use mingbai_domain::money::Fen;

use crate::error::{CellError, Code};
use crate::fields::{Field, JOURNAL};
use crate::grid::{Cell, Row, Sheet, Workbook};
use crate::header::Header;
use crate::mapping::Mapping;
use crate::report::Tally;
use crate::rows::Skip;
use crate::table::{self, Got, Kind, Report, Table, Verdict};
use crate::title::Title;
use crate::values;
use checks::Running;
use special::Special;

pub use rows::{Flow, JournalRow};
// Readers of other tables look here for what a title says.
pub(crate) use crate::title::sheet_hint;

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
    /// What became of every row.
    pub tally: Tally,
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
    if readers
        .iter()
        .all(|reader| reader.title.named.period().is_some())
    {
        readers.sort_by_key(|reader| reader.title.named.period());
    }
    let period = match readers.as_slice() {
        [only] => only.title.hint.period(),
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
    journal.tally = std::mem::take(&mut report.tally);
    journal.warnings = report.finish(workbook)?;
    Ok(journal)
}

struct Reader<'a, 'b> {
    table: &'b Table<'a>,
    title: Title,
}

impl<'a, 'b> Reader<'a, 'b> {
    fn new(table: &'b Table<'a>, file_name: &str) -> Self {
        Self {
            table,
            title: Title::of(table, file_name),
        }
    }

    fn read(
        &self,
        rows: &mut Vec<JournalRow>,
        before: Option<&(String, Fen)>,
        report: &mut Report,
    ) -> Running {
        let mut running = Running::default();
        // Rows of other sheets, and rows up to the last total of a category.
        let (first, mut since) = (rows.len(), 0);
        let mut vouchers = checks::Vouchers::default();
        let mut seen = checks::Seen::default();
        self.table.each(report, |row, report| {
            match special::recognise(self.table, row) {
                Some(Special::Left(why)) => return Verdict::Left(why),
                Some(Special::Opening) => {
                    running.open(self.table, row, before, report);
                    return Verdict::Left(Skip::Opening);
                }
                // The month before may end right above the first row of this one.
                Some(Special::Closing) if running.rows == 0 => {
                    running.open(self.table, row, before, report);
                    return Verdict::Left(Skip::Opening);
                }
                Some(Special::Closing) => {
                    running.check_balance(self.table, row, report);
                    return Verdict::Left(Skip::Closing);
                }
                Some(Special::Total(total)) => {
                    running.check_total(self.table, row, total, report);
                    return Verdict::Left(Skip::Total);
                }
                None => {}
            }
            if let Some(why) = self.table.unmoved(row, report) {
                return Verdict::Left(why);
            }
            let flow = self.amount(row, report);
            if let (Some(category), Some(stated)) = (special::category_total(self.table, row), flow)
            {
                let above = rows.get(first..).unwrap_or_default();
                if checks::is_sum_of(above, since, &category, stated) {
                    since = above.len();
                    running.check_balance(self.table, row, report);
                    return Verdict::Left(Skip::Total);
                }
                report.push(self.table.error(row, Field::Summary, Code::LooksLikeTotal));
            }
            let balance = running.step(self.table, row, flow, report);
            if let Some(read) = self.row(row, flow, balance, report) {
                vouchers.note(self.table, row, &read, report);
                seen.note(self.table, row, &read, report);
                rows.push(read);
            }
            Verdict::Taken
        });
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
        let date = self.title.date(table, row, report);
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
