//! An expense from draft to payment (J11): drafted, approved by as many different persons as the
//! agreement demands, pending until it is paid, then posted or given up, once.

use mingbai_domain::approvals::{Policy, Refusal, Role};
use mingbai_domain::book::{Approval, Entry, EntryKind};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::{CommunityId, ExpenseId, time_sortable};
use mingbai_store::expenses::{self, ExpenseRow};
use mingbai_store::{StoreError, Tx};

use crate::append::{Append, Folds};
use crate::entries::post_in;
use crate::env::Random;
use crate::error::AppError;

/// Drafts an expense. Its entry is checked against the book's rules when it is paid; what can be
/// refused now is.
pub fn draft(
    tx: &mut Tx<'_>,
    random: &Random,
    id: CommunityId,
    mut entry: Entry,
    now: UnixMs,
) -> Result<ExpenseId, AppError> {
    if entry.kind != EntryKind::Expense {
        return Err(AppError::ExpenseState {
            state: "no expense".into(),
            why: "wrong kind",
        });
    }
    mingbai_domain::ledger::check_entry(&entry.postings)
        .map_err(|error| AppError::rule("entry", error.into()))?;
    entry.approvals.clear();
    let expense = ExpenseId(time_sortable(now, random.low_bits()?));
    let row = ExpenseRow {
        id: expense,
        state: "draft".into(),
        budget: entry
            .budget
            .as_ref()
            .map(|used| (used.budget.clone(), used.line)),
        amount: entry.expense()?,
        body: to_text(&entry)?,
    };
    expenses::insert(tx, id, &row)?;
    Ok(expense)
}

/// One person approves. When the agreement's demands are met the expense is pending and reserves
/// its budget line. Answers whether it is.
pub fn approve(
    tx: &mut Tx<'_>,
    folds: &Folds,
    id: CommunityId,
    expense: ExpenseId,
    name: &str,
    role: Role,
    now: UnixMs,
) -> Result<bool, AppError> {
    let (row, mut entry) = load(tx, id, expense)?;
    if row.state != "draft" {
        return Err(state(&row, "only a draft is approved"));
    }
    entry.approvals.push(Approval {
        at: now,
        name: name.to_owned(),
        role,
    });
    let append = Append::open(tx, folds, id)?;
    let complete = match append.fold().agreement_on(entry.date) {
        None => true,
        Some(agreement) => enough(&agreement.terms.approvals, &entry)?,
    };
    append.finish()?;
    let next = if complete { "pending" } else { "draft" };
    expenses::mark(tx, id, expense, "draft", next, &to_text(&entry)?)?;
    Ok(complete)
}

/// The expense is paid: the entry is posted with the bank's reference.
pub fn pay(
    tx: &mut Tx<'_>,
    folds: &Folds,
    id: CommunityId,
    expense: ExpenseId,
    bank_ref: &str,
    now: UnixMs,
) -> Result<u64, AppError> {
    let (row, mut entry) = load(tx, id, expense)?;
    if row.state != "pending" {
        return Err(state(&row, "only an approved expense is paid"));
    }
    entry.bank_ref = Some(bank_ref.to_owned());
    let body = to_text(&entry)?;
    let mut append = Append::open(tx, folds, id)?;
    let seq = post_in(&mut append, entry, now, row.amount)?;
    append.finish()?;
    expenses::mark(tx, id, expense, "pending", "posted", &body)?;
    Ok(seq)
}

/// The expense is given up; its budget line is free again.
pub fn void(tx: &mut Tx<'_>, id: CommunityId, expense: ExpenseId) -> Result<(), AppError> {
    let (row, _) = load(tx, id, expense)?;
    if !matches!(row.state.as_str(), "draft" | "pending") {
        return Err(state(&row, "it can no longer be given up"));
    }
    Ok(expenses::mark(
        tx, id, expense, &row.state, "void", &row.body,
    )?)
}

/// Whether the approvals suffice. Missing ones are no error: somebody else will give them.
fn enough(policy: &Policy, entry: &Entry) -> Result<bool, AppError> {
    match entry.check_approvals(policy, entry.outflow()?) {
        Ok(()) => Ok(true),
        Err(Refusal::TooFewPersons { .. } | Refusal::RoleMissing { .. }) => Ok(false),
        Err(refusal) => Err(AppError::rule("entry", refusal.into())),
    }
}

fn load(
    tx: &mut Tx<'_>,
    id: CommunityId,
    expense: ExpenseId,
) -> Result<(ExpenseRow, Entry), AppError> {
    let missing = || AppError::ExpenseState {
        state: "missing".into(),
        why: "there is no such expense",
    };
    let row = expenses::find(tx, id, expense)?.ok_or_else(missing)?;
    let entry = serde_json::from_str(&row.body)
        .map_err(|error| StoreError::Inconsistent(format!("expense {expense}: {error}")))?;
    Ok((row, entry))
}

fn to_text(entry: &Entry) -> Result<String, AppError> {
    serde_json::to_string(entry)
        .map_err(|error| StoreError::Inconsistent(format!("an expense: {error}")).into())
}

fn state(row: &ExpenseRow, why: &'static str) -> AppError {
    AppError::ExpenseState {
        state: row.state.clone(),
        why,
    }
}
