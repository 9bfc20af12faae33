//! Reads a journal of entries with several lines (记账凭证): lines with one voucher number form one
//! entry, whose debit and credit must be equal.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;
use mingbai_domain::calendar::Period;
use mingbai_domain::money::Fen;

use crate::approvers::Approver;
use crate::error::{CellError, Code};
use crate::fields::{ENTRIES, Field};
use crate::grid::{Row, Workbook};
use crate::mapping::Mapping;
use crate::report::Tally;
use crate::rows::{self, Label, Skip};
use crate::table::{self, Got, Kind, Report, Table, Verdict};
use crate::title::Title;
use crate::values::{self, shown};

/// One line of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryLine {
    /// The row, from 1.
    pub row: u32,
    /// What it is for, if the line says so.
    pub summary: Option<String>,
    /// Fund (资金) as written.
    pub fund: Option<String>,
    /// Account code or name (科目) as written.
    pub account: String,
    /// Account name beside a code.
    pub account_name: Option<String>,
    /// Positive for debit (借方), negative for credit (贷方); never zero.
    pub amount: Fen,
    /// The other party.
    pub counterparty: Option<String>,
    /// Contract, resolution or other ground.
    pub basis: Option<String>,
    /// Building or other part that it concerns.
    pub scope: Option<String>,
    /// Budget line.
    pub budget_line: Option<String>,
    /// The bank's reference.
    pub bank_reference: Option<String>,
}

/// One entry; its lines sum to zero, also within each fund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Sheet of its rows.
    pub sheet: String,
    /// Its first row, from 1.
    pub row: u32,
    /// Voucher number.
    pub voucher: String,
    /// Its day.
    pub date: Date,
    /// What it is for: the first summary of its lines.
    pub summary: String,
    /// Who approved.
    pub approvers: Vec<Approver>,
    /// Who countersigned.
    pub reviewers: Vec<Approver>,
    /// Whether the other party is related to the manager; `None` if not stated.
    pub related_party: Option<bool>,
    /// Vouchers for everyone to see, and their unredacted originals in the same order: an empty
    /// name where a voucher has none.
    pub files: [Vec<String>; 2],
    /// Its lines, in the order of the file.
    pub lines: Vec<EntryLine>,
}

/// A whole journal of entries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EntrySheet {
    /// The entries, in the order of the file.
    pub entries: Vec<Entry>,
    /// The month that the only sheet is about, if title, sheet or file name says so.
    pub period: Option<Period>,
    /// What is odd, but does not prevent the import.
    pub warnings: Vec<CellError>,
    /// What became of every row.
    pub tally: Tally,
}

const KIND: Kind = Kind {
    specs: ENTRIES,
    required: &[
        &[Field::Voucher],
        &[Field::Date],
        &[Field::Summary],
        &[Field::Account, Field::AccountName],
        &[Field::Debit],
        &[Field::Credit],
    ],
    fill: &[
        Field::Voucher,
        Field::Date,
        Field::Summary,
        Field::Fund,
        Field::Counterparty,
    ],
    also: |_, _| None,
};

/// Reads every sheet of `workbook` with the columns of such a journal: all entries, or all errors.
pub fn read_entries(workbook: &Workbook, mapping: &Mapping) -> Result<EntrySheet, Vec<CellError>> {
    let mut report = Report::default();
    let tables = table::find(workbook, mapping, &KIND, &mut report);
    let mut out = EntrySheet::default();
    for table in &tables {
        let title = Title::of(table, &workbook.file_name);
        out.period = if tables.len() == 1 {
            title.hint.period()
        } else {
            None
        };
        let mut reader = Reader {
            table,
            title,
            drafts: Vec::new(),
            first: HashMap::new(),
        };
        let rows = reader.read(&mut report);
        if rows == 0 {
            report.push(CellError::row(
                &table.sheet.name,
                table.header.row,
                Code::NoRows,
            ));
        }
        let finished = reader
            .drafts
            .into_iter()
            .filter_map(|d| d.finish(table, &mut report));
        out.entries.extend(finished);
    }
    out.tally = std::mem::take(&mut report.tally);
    out.warnings = report.finish(workbook)?;
    Ok(out)
}

struct Reader<'a, 'b> {
    table: &'b Table<'a>,
    title: Title,
    drafts: Vec<Draft>,
    /// First row of each voucher number, by month.
    first: HashMap<String, u32>,
}

/// An entry while its lines are read.
struct Draft {
    row: u32,
    voucher: String,
    date: Option<Date>,
    summary: Option<String>,
    approvers: Vec<Approver>,
    reviewers: Vec<Approver>,
    related_party: Option<bool>,
    files: [Vec<String>; 2],
    lines: Vec<EntryLine>,
    /// Whether a line could not be read, so that sums mean nothing.
    bad: bool,
}

impl<'a> Reader<'a, '_> {
    fn read(&mut self, report: &mut Report) -> usize {
        let table = self.table;
        table.each(report, |row, report| {
            if let Some(why) = self.is_no_line(row) {
                return Verdict::Left(why);
            }
            if self.begin(row, report) {
                self.line(row, report);
            }
            Verdict::Taken
        })
    }

    /// Totals, notes, and the example of the template: rows without an account.
    fn is_no_line(&self, row: &Row) -> Option<Skip> {
        let table = self.table;
        let own = [
            Field::Account,
            Field::AccountName,
            Field::Debit,
            Field::Credit,
        ];
        if let Some(why) = table.note(row, &own) {
            return Some(why);
        }
        let account = own[..2].iter().any(|field| table.has_content(row, *field));
        let labels = row
            .cells
            .iter()
            .filter_map(|(_, cell)| rows::label(&shown(cell)));
        match labels.into_iter().next().filter(|_| !account) {
            Some(Label::Sum(_)) => Some(Skip::Total),
            Some(Label::Opening) => Some(Skip::Opening),
            Some(Label::Closing) => Some(Skip::Closing),
            Some(Label::Blank) => Some(Skip::Blank),
            None => None,
        }
    }

    /// Makes the row's voucher the current one. `false` if it has none and follows none.
    fn begin(&mut self, row: &'a Row, report: &mut Report) -> bool {
        let table = self.table;
        let voucher = table.read(row, Field::Voucher, report, values::text);
        let has_date = table.has_content(row, Field::Date);
        let title = self.title;
        let date_of = |report: &mut Report| title.date(table, row, report);
        let same = match (&voucher, self.drafts.last()) {
            (Got::Bad, _) => return false,
            (Got::Blank, None) => {
                report.push(table.error(row, Field::Voucher, Code::VoucherMissing));
                return false;
            }
            (Got::Blank, Some(_)) => true,
            (Got::Value(number), Some(last)) => last.voucher == *number,
            (Got::Value(_), None) => false,
        };
        if same {
            let on = if has_date { date_of(report) } else { None };
            let Some(last) = self.drafts.last() else {
                return false;
            };
            if let (Some(on), Some(date)) = (on, last.date)
                && on != date
            {
                let code = Code::VoucherDateDiffers {
                    first_row: last.row,
                };
                report.push(table.error(row, Field::Date, code));
            }
            return true;
        }
        let Got::Value(voucher) = voucher else {
            return false;
        };
        let on = date_of(report);
        let month = on.map(|on| Period::of(on).to_string()).unwrap_or_default();
        match self.first.entry(format!("{month} {voucher}")) {
            std::collections::hash_map::Entry::Occupied(first) => {
                let code = Code::VoucherSplit {
                    first_row: *first.get(),
                };
                report.push(table.error(row, Field::Voucher, code));
            }
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(row.number);
            }
        }
        let approvers = table.approvers(row, Field::Approver, report);
        let reviewers = table.approvers(row, Field::Reviewer, report);
        let related_party = table
            .read(row, Field::RelatedParty, report, values::yes_no)
            .value();
        self.drafts.push(Draft {
            row: row.number,
            voucher,
            date: on,
            summary: None,
            approvers,
            reviewers,
            related_party,
            files: [Vec::new(), Vec::new()],
            lines: Vec::new(),
            bad: false,
        });
        true
    }

    fn line(&mut self, row: &'a Row, report: &mut Report) {
        let table = self.table;
        let summary = table.text(row, Field::Summary, report);
        let amount = self.amount(row, report);
        let code = table.read(row, Field::Account, report, values::text);
        let name = table.text(row, Field::AccountName, report);
        let account = match (code, &name) {
            (Got::Value(code), _) => Some(code),
            (Got::Blank, Some(name)) => Some(name.clone()),
            (Got::Blank, None) => {
                report.push(table.error(row, Field::Account, Code::AccountMissing));
                None
            }
            (Got::Bad, _) => None,
        };
        let files = [Field::File, Field::Original].map(|field| table.files(row, field, report));
        let mut text = |field| table.text(row, field, report);
        let (fund, counterparty) = (text(Field::Fund), text(Field::Counterparty));
        let (basis, scope) = (text(Field::Basis), text(Field::Scope));
        let (budget_line, bank_reference) = (text(Field::BudgetLine), text(Field::BankReference));
        let Some(draft) = self.drafts.last_mut() else {
            return;
        };
        draft.summary = draft.summary.take().or_else(|| summary.clone());
        let [public, originals] = &mut draft.files;
        let [public_here, originals_here] = files;
        // A line's originals belong to its own files; a file without one leaves a gap.
        if !originals_here.is_empty() {
            originals.resize(public.len().max(originals.len()), String::new());
        }
        public.extend(public_here);
        originals.extend(originals_here);
        let (Some(amount), Some(account)) = (amount, account) else {
            draft.bad = true;
            return;
        };
        draft.lines.push(EntryLine {
            row: row.number,
            summary,
            fund,
            account,
            account_name: name,
            amount,
            counterparty,
            basis,
            scope,
            budget_line,
            bank_reference,
        });
    }

    /// The line's one amount, negative for credit.
    fn amount(&self, row: &'a Row, report: &mut Report) -> Option<Fen> {
        let table = self.table;
        let debit = table.read(row, Field::Debit, report, values::amount);
        let credit = table.read(row, Field::Credit, report, values::amount);
        let code = match (debit, credit) {
            (Got::Bad, _) | (_, Got::Bad) => return None,
            (Got::Value(debit), Got::Blank) => return Some(debit),
            (Got::Blank, Got::Value(credit)) => return Some(Fen(-credit.0)),
            (Got::Blank, Got::Blank) => Code::AmountMissing,
            (Got::Value(_), Got::Value(_)) => Code::AmountTwice,
        };
        report.push(table.error(row, Field::Credit, code));
        None
    }
}

impl Draft {
    fn finish(self, table: &Table<'_>, report: &mut Report) -> Option<Entry> {
        if self.bad {
            return None;
        }
        let sheet = &table.sheet.name;
        let mut all = 0_i64;
        let mut funds: BTreeMap<&str, i64> = BTreeMap::new();
        for line in &self.lines {
            all = all.saturating_add(line.amount.0);
            let fund = funds
                .entry(line.fund.as_deref().unwrap_or_default())
                .or_default();
            *fund = fund.saturating_add(line.amount.0);
        }
        let voucher = || self.voucher.clone();
        let mut balanced = all == 0;
        if !balanced {
            let code = Code::EntryUnbalanced {
                voucher: voucher(),
                difference: Fen(all),
            };
            report.push(CellError::row(sheet, self.row, code));
        } else if let Some((fund, difference)) = funds.iter().find(|(_, sum)| **sum != 0) {
            balanced = false;
            let (fund, difference) = ((*fund).to_owned(), Fen(*difference));
            let code = Code::FundUnbalanced {
                voucher: voucher(),
                fund,
                difference,
            };
            report.push(CellError::row(sheet, self.row, code));
        }
        if self.summary.is_none() {
            report.push(CellError::row(sheet, self.row, Code::SummaryMissing));
        }
        let (date, summary) = (self.date?, self.summary?);
        balanced.then_some(Entry {
            sheet: sheet.clone(),
            row: self.row,
            voucher: self.voucher,
            date,
            summary,
            approvers: self.approvers,
            reviewers: self.reviewers,
            related_party: self.related_party,
            files: self.files,
            lines: self.lines,
        })
    }
}
