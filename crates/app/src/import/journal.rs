//! Rows of an income and expense journal become public entries.

use std::collections::BTreeMap;

use jiff::civil::Date;
use mingbai_domain::approvals::Role;
use mingbai_domain::book::{
    Approval, Basis, BasisKind, BudgetUse, Draw, Entry, EntryKind, Fold, PostedEntry, Scope,
    ScopeFault, Source,
};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::ledger::templates::{accounts as a, pair, remuneration_paid};
use mingbai_domain::ledger::{Account, Fund};
use mingbai_domain::money::Fen;
use mingbai_domain::registry::ManagementMode;
use mingbai_sheets::{Approver, CellError, Code, Flow, JournalRow, JournalSheet};

use super::summary::{Adding, Booked, Days, Known};
use super::{Job, Outcome, accounts};
use crate::act::Cx;
use crate::book::entries::post;
use crate::error::AppError;
use crate::import::refusal::ImportRefusal;
use crate::import::refused::{RowProblem, RowRefusal};
use crate::money::refusal::MoneyRefusal;

pub(super) fn take(
    cx: &mut Cx<'_, '_>,
    job: &Job<'_>,
    sheet: &JournalSheet,
) -> Result<Outcome, AppError> {
    let opening_differs = open_balance(cx, sheet)?;
    let place = |row: &JournalRow| (row.sheet.clone(), row.row, row.date);
    let posted = post_all(cx, job, &sheet.rows, entry_of, place)?;
    Ok(Outcome {
        opening_differs,
        tally: sheet.tally.clone(),
        ..posted.with(sheet.warnings.clone())
    })
}

/// A row's own problem is collected; a failure of the database ends the import.
pub(super) type Refused = Result<RowProblem, AppError>;

impl From<RowProblem> for Refused {
    fn from(problem: RowProblem) -> Self {
        Ok(problem)
    }
}

/// Posts an entry for each row; if rows are refused, nothing is kept and all of them are named. Warns
/// of voucher numbers that were booked before.
pub(super) fn post_all<R>(
    cx: &mut Cx<'_, '_>,
    job: &Job<'_>,
    rows: &[R],
    entry_of: impl Fn(&Fold, &Job<'_>, &R) -> Result<Entry, Refused>,
    place_of: impl Fn(&R) -> (String, u32, Date),
) -> Result<Outcome, AppError> {
    let numbers = booked(cx.fold());
    let known = Booked::new(cx.fold());
    let days = Days::new(cx.fold(), rows.iter().map(|row| place_of(row).2), job.allow);
    let (mut out, mut adding, mut refusals) = (Outcome::default(), Adding::default(), Vec::new());
    for row in rows {
        let (sheet, number, date) = place_of(row);
        let entry = days.check(date).map_err(Refused::from);
        let entry = entry.and_then(|()| entry_of(cx.fold(), job, row));
        let posted = match entry {
            Ok(entry) => match known
                .like(&entry)
                .filter(|_| job.allow.known != Known::Again)
            {
                Some(_) if job.allow.known == Known::LeftOut => {
                    out.unchanged += 1;
                    continue;
                }
                Some(entry) => Err(RowProblem::LooksBooked { entry }.into()),
                None => {
                    let place = (&sheet, number);
                    out.warnings.extend(booked_before(&numbers, &entry, place));
                    adding.entry(&entry)?;
                    post_row(cx, entry)
                }
            },
            Err(refused) => Err(refused),
        };
        match posted {
            Ok(_) => out.taken += 1,
            Err(refused) => refusals.push(RowRefusal {
                sheet,
                row: number,
                problem: refused?,
            }),
        }
    }
    if !refusals.is_empty() {
        return Err(ImportRefusal::Rows(refusals).into());
    }
    (out.sums, out.days) = (adding.sums(), adding.days());
    Ok(out)
}

/// Voucher numbers of earlier imports by month, with their entries; not those taken back.
type Numbers = BTreeMap<(Period, String), u64>;

fn booked(fold: &Fold) -> Numbers {
    let stands = fold.entries().iter().filter(|e| e.reversed_by.is_none());
    let imported = stands.filter(|e| e.entry.source.is_some());
    let number = |e: &PostedEntry| {
        let number = e.entry.number.clone()?;
        Some(((Period::of(e.entry.date), number), e.entry.seq))
    };
    imported.filter_map(|e| number(e)).collect()
}

/// A file that differs by a letter is another file: its rows may have been booked already.
fn booked_before(booked: &Numbers, entry: &Entry, place: (&String, u32)) -> Option<CellError> {
    let number = entry.number.clone()?;
    let key = (Period::of(entry.date), number);
    let seq = *booked.get(&key)?;
    let (sheet, row) = place;
    Some(CellError {
        sheet: sheet.clone(),
        row,
        column_letter: None,
        column_name: None,
        value: key.1,
        code: Code::VoucherBooked { entry: seq },
    })
}

/// Posts a row's entry; a broken rule is the row's problem.
fn post_row(cx: &mut Cx<'_, '_>, entry: Entry) -> Result<u64, Refused> {
    post(cx, entry).map_err(|error| match error {
        AppError::Rule(violation) => Ok(RowProblem::Rule(violation.rule)),
        other => Err(other),
    })
}

/// The balance brought forward begins an empty book; later it is only compared.
fn open_balance(cx: &mut Cx<'_, '_>, sheet: &JournalSheet) -> Result<Option<(Fen, Fen)>, AppError> {
    let (Some(stated), Some(first)) = (sheet.opening, sheet.rows.first()) else {
        return Ok(None);
    };
    let fold = cx.fold();
    if fold.next_seq() > 1 {
        let cash = |fund| i64::try_from(fold.balances().cash(fund)).unwrap_or(i64::MAX);
        let booked = Fund::ALL
            .into_iter()
            .filter(|fund| *fund != Fund::Smf)
            .map(cash);
        let booked = Fen(booked.fold(0, i64::saturating_add));
        return Ok((booked != stated).then_some((stated, booked)));
    }
    if stated == Fen::ZERO {
        return Ok(None);
    }
    let lump_sum = fold.mode_on(first.date) == Some(ManagementMode::LumpSum);
    let (fund, net) = if lump_sum {
        (Fund::Com, a::COM_BALANCE)
    } else {
        (Fund::Svc, a::SVC_BALANCE)
    };
    let date = first.date.first_of_month();
    let entry = Entry::new(
        EntryKind::Opening,
        date,
        "期初结转",
        pair(fund, a::BANK, net, stated),
    );
    post(cx, entry)?;
    Ok(None)
}

fn entry_of(fold: &Fold, job: &Job<'_>, row: &JournalRow) -> Result<Entry, Refused> {
    let income = row.flow == Flow::Income;
    let category = row.category.clone().unwrap_or_default();
    let account = accounts::of_category(&category, income)?;
    let fund = fund_of(row.fund.as_deref(), account)?;
    let draw = if income || account != a::REMUNERATION {
        None
    } else {
        draw_by(fold, row.date)?
    };
    let (kind, postings) = match (income, &draw) {
        (true, _) => (EntryKind::Income, pair(fund, a::BANK, account, row.amount)),
        (false, None) => (EntryKind::Expense, pair(fund, account, a::BANK, row.amount)),
        (false, Some(_)) => (EntryKind::Remuneration, remuneration_paid(row.amount)),
    };
    let budget = match &row.budget_line {
        Some(line) if !income => Some(budget_line(fold, row.date.year(), line)?),
        _ => None,
    };
    let vouchers = job.files.vouchers(&row.files, &row.originals)?;
    let (copies, originals) = (row.files.len(), row.originals.len());
    if originals > 0 && originals != copies {
        return Err(RowProblem::OriginalsMissing { copies, originals }.into());
    }
    Ok(Entry {
        approvals: approvals(&row.approvers, &row.reviewers, row.date),
        bank_ref: row.bank_reference.clone(),
        basis: row
            .basis
            .as_deref()
            .map(|text| basis(fold, text))
            .into_iter()
            .collect(),
        budget,
        draw,
        number: row.voucher.clone(),
        payee: row.counterparty.clone(),
        related_party: row.related_party.unwrap_or(false),
        scope: scope_of(row.scope.as_deref())?,
        source: Some(source(job, &row.sheet, row.row)),
        vouchers,
        ..Entry::new(kind, row.date, &row.summary, postings)
    })
}

/// Under an agreement the manager draws by its rule and nothing else: the book's own figures for
/// everything through the row's month. That the amount is due, the book checks.
fn draw_by(fold: &Fold, date: jiff::civil::Date) -> Result<Option<Draw>, Refused> {
    let Some(agreement) = fold.agreement_on(date) else {
        return Ok(None);
    };
    let through = Period::of(date);
    let base_fen = fold
        .base_through(agreement, through)
        .map_err(|error| Err(AppError::Money(MoneyRefusal::Amount(error))))?;
    Ok(Some(Draw {
        agreement: agreement.id.clone(),
        base_fen,
        drawn_before_fen: fold.drawn(&agreement.id),
        through,
    }))
}

pub(super) fn fund_of(text: Option<&str>, account: Account) -> Result<Fund, Refused> {
    match text {
        None => Ok(accounts::default_fund(account)),
        Some(text) => Ok(accounts::fund(text)?),
    }
}

pub(super) fn scope_of(text: Option<&str>) -> Result<Scope, Refused> {
    let Some(text) = text.filter(|text| !text.trim().is_empty()) else {
        return Ok(Scope::All);
    };
    let text = text.trim();
    let scope = Scope::named(text).map_err(|fault| match fault {
        ScopeFault::Unknown => RowProblem::UnknownScope(text.to_owned()),
        ScopeFault::GoesOn { rest } => RowProblem::ScopeGoesOn {
            text: text.to_owned(),
            rest,
        },
    });
    Ok(scope?)
}

pub(super) fn source(job: &Job<'_>, sheet: &str, row: u32) -> Source {
    Source {
        row: i64::from(row),
        sha256: job.file_hash,
        sheet: sheet.to_owned(),
    }
}

/// The office's two columns: who approved is the manager's side, who countersigned the owners',
/// unless the cell names another office.
pub(super) fn approvals(
    approvers: &[Approver],
    reviewers: &[Approver],
    date: jiff::civil::Date,
) -> Vec<Approval> {
    let at = UnixMs::start_of(date);
    let given = [(approvers, Role::Manager), (reviewers, Role::Steward)];
    given
        .into_iter()
        .flat_map(|(names, usual)| names.iter().map(move |one| (one, usual)))
        .map(|(one, usual)| Approval {
            at,
            name: one.name.clone(),
            role: one.office.unwrap_or(usual),
        })
        .collect()
}

/// A recorded contract, resolution, budget or agreement by its id; else the office's own words.
pub(super) fn basis(fold: &Fold, text: &str) -> Basis {
    let id = text.trim();
    let kind = if fold.resolutions().contains_key(id) {
        BasisKind::Resolution
    } else if fold.contracts().contains_key(id) {
        BasisKind::Contract
    } else if fold.budgets().contains_key(id) {
        BasisKind::Budget
    } else if fold.agreements().contains_key(id) {
        BasisKind::Agreement
    } else {
        return Basis {
            id: String::new(),
            kind: BasisKind::Other,
            note: id.to_owned(),
        };
    };
    Basis {
        id: id.to_owned(),
        kind,
        note: String::new(),
    }
}

/// A line of that year's budgets by number or name.
pub(super) fn budget_line(fold: &Fold, year: i16, text: &str) -> Result<BudgetUse, Refused> {
    let text = text.trim();
    let found = fold
        .budgets()
        .values()
        .filter(|budget| budget.year == year)
        .find_map(|budget| {
            let fits = |line: &&mingbai_domain::book::BudgetLine| {
                line.name == text || line.line.to_string() == text
            };
            let line = budget.lines.iter().find(fits)?.line;
            Some(BudgetUse {
                budget: budget.id.clone(),
                line,
            })
        });
    found.ok_or_else(|| Refused::from(RowProblem::UnknownBudgetLine(text.to_owned())))
}
