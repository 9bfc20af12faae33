//! Vouchers with several lines become public entries.

use mingbai_domain::book::{Entry, EntryKind, Fold};
use mingbai_domain::ledger::{Account, AccountClass, Posting};
use mingbai_domain::money::Fen;
use mingbai_sheets::{Entry as Voucher, EntrySheet};

use super::journal::{Refused, approvals, basis, budget_line, fund_of, post_all, scope_of, source};
use super::{Job, Outcome};
use crate::act::Cx;
use crate::error::AppError;
use crate::import::refused::RowProblem;

pub(super) fn take(
    cx: &mut Cx<'_, '_>,
    job: &Job<'_>,
    sheet: &EntrySheet,
) -> Result<Outcome, AppError> {
    let place = |voucher: &Voucher| (voucher.sheet.clone(), voucher.row, voucher.date);
    let posted = post_all(cx, job, &sheet.entries, entry_of, place)?;
    Ok(Outcome {
        tally: sheet.tally.clone(),
        ..posted.with(sheet.warnings.clone())
    })
}

fn entry_of(fold: &Fold, job: &Job<'_>, voucher: &Voucher) -> Result<Entry, Refused> {
    let mut postings = Vec::with_capacity(voucher.lines.len());
    for line in &voucher.lines {
        let account = Account::named(&line.account)
            .ok_or_else(|| Refused::from(RowProblem::UnknownCategory(line.account.clone())))?;
        let fund = fund_of(line.fund.as_deref(), account)?;
        postings.push(Posting {
            account,
            amount: line.amount,
            fund,
        });
    }
    let kind = kind_of(&voucher.summary, &postings);
    let said = |of: fn(&mingbai_sheets::EntryLine) -> Option<&String>| {
        voucher.lines.iter().find_map(of).cloned()
    };
    let budget = match said(|line| line.budget_line.as_ref()) {
        Some(line) if kind == EntryKind::Expense => {
            Some(budget_line(fold, voucher.date.year(), &line)?)
        }
        _ => None,
    };
    let [public, originals] = &voucher.files;
    Ok(Entry {
        approvals: approvals(&voucher.approvers, &voucher.reviewers, voucher.date),
        bank_ref: said(|line| line.bank_reference.as_ref()),
        basis: said(|line| line.basis.as_ref())
            .map(|text| basis(fold, &text))
            .into_iter()
            .collect(),
        budget,
        number: Some(voucher.voucher.clone()),
        payee: said(|line| line.counterparty.as_ref()),
        related_party: voucher.related_party.unwrap_or(false),
        scope: scope_of(said(|line| line.scope.as_ref()).as_deref())?,
        source: Some(source(job, &voucher.sheet, voucher.row)),
        vouchers: job.files.vouchers(public, originals)?,
        ..Entry::new(kind, voucher.date, &voucher.summary, postings)
    })
}

/// What a voucher records, by the accounts that it touches.
fn kind_of(summary: &str, postings: &[Posting]) -> EntryKind {
    let has = |test: &dyn Fn(&Posting) -> bool| postings.iter().any(test);
    let class = |class| move |posting: &Posting| posting.account.class() == class;
    let cash = has(&|posting| posting.account.is_cash());
    let channel_fee = |posting: &Posting| posting.account.code() == 5015;
    let expense = has(&|p| class(AccountClass::Expense)(p) && !channel_fee(p));
    let income = has(&class(AccountClass::Income));
    let draws_smf = has(&|p| p.account.code() == 3003 && p.amount > Fen::ZERO);
    match (expense, income) {
        _ if summary.starts_with("期初") => EntryKind::Opening,
        _ if draws_smf => EntryKind::SmfDraw,
        (true, false) => EntryKind::Expense,
        (false, true) if cash => EntryKind::Income,
        (_, true) => EntryKind::Adjustment,
        (false, false) => EntryKind::Settlement,
    }
}
