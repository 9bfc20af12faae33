//! An expense from draft to payment (J11): drafted, approved by as many different persons as the
//! agreement demands, pending until it is paid, then posted or given up, once.

use jiff::civil::Date;
use mingbai_domain::approvals::{Policy, Refusal, Role, Tier};
use mingbai_domain::book::{Approval, Entry, EntryKind, Fold, RuleBroken};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::ids::{CommunityId, ExpenseId, time_sortable};
use mingbai_domain::money::Fen;
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

/// Drafts an expense after a look at what the book would say of it now, approvals apart: its
/// budget line, its basis, its words, its month.
pub fn propose(
    tx: &mut Tx<'_>,
    folds: &Folds,
    random: &Random,
    id: CommunityId,
    entry: Entry,
    now: UnixMs,
) -> Result<ExpenseId, AppError> {
    let expense = draft(tx, random, id, entry.clone(), now)?;
    let mut append = Append::open(tx, folds, id)?;
    match post_in(&mut append, entry, now, Fen::ZERO) {
        Ok(_) => {}
        Err(AppError::Rule(broken)) if only_approvals_lack(&broken.rule) => {}
        Err(refused) => return Err(refused),
    }
    // Dropped, not finished: nothing of it is in the book.
    drop(append);
    Ok(expense)
}

fn only_approvals_lack(rule: &RuleBroken) -> bool {
    matches!(
        rule,
        RuleBroken::Approvals(Refusal::TooFewPersons { .. } | Refusal::RoleMissing { .. })
    )
}

/// An expense that is neither paid nor given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Its number.
    pub id: ExpenseId,
    /// Whether its approvals suffice, so that it only waits to be paid.
    pub approved: bool,
    /// Amount.
    pub amount: Fen,
    /// The entry as it will be published.
    pub entry: Entry,
    /// What is missing first, as long as it is not approved.
    pub missing: Option<Refusal>,
}

/// Expenses that are neither paid nor given up, the oldest first.
pub fn list_open(tx: &mut Tx<'_>, folds: &Folds, id: CommunityId) -> Result<Vec<Open>, AppError> {
    let mut rows = expenses::list(tx, id, "draft")?;
    rows.extend(expenses::list(tx, id, "pending")?);
    rows.sort_by_key(|row| row.id);
    let append = Append::open(tx, folds, id)?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        let entry = parsed(&row)?;
        let approved = row.state == "pending";
        let missing = check(append.fold(), &entry)?.err().filter(|_| !approved);
        open.push(Open {
            id: row.id,
            approved,
            amount: row.amount,
            entry,
            missing,
        });
    }
    append.finish()?;
    Ok(open)
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
    let name = name.trim();
    if name.is_empty() {
        return Err(state(&row, "an approval names a person"));
    }
    let again = |given: &Approval| given.name == name && given.role == role;
    if entry.approvals.iter().any(again) {
        return Err(state(&row, "this person approved it before"));
    }
    entry.approvals.push(Approval {
        at: now,
        name: name.to_owned(),
        role,
    });
    let append = Append::open(tx, folds, id)?;
    let complete = enough(check(append.fold(), &entry)?)?;
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
    pay_on(tx, folds, id, expense, bank_ref, None, now)
}

/// The same, paid on a certain day: the entry then counts in that day's month.
pub fn pay_on(
    tx: &mut Tx<'_>,
    folds: &Folds,
    id: CommunityId,
    expense: ExpenseId,
    bank_ref: &str,
    day: Option<Date>,
    now: UnixMs,
) -> Result<u64, AppError> {
    let (row, mut entry) = load(tx, id, expense)?;
    if row.state != "pending" {
        return Err(state(&row, "only an approved expense is paid"));
    }
    if let Some(day) = day {
        entry.date = day;
        entry.period = Period::of(day);
    }
    entry.bank_ref = Some(bank_ref.to_owned());
    let body = to_text(&entry)?;
    let mut append = Append::open(tx, folds, id)?;
    // An agreement may have begun since, and two persons are needed in any case.
    if let Err(refusal) = check(append.fold(), &entry)? {
        return Err(AppError::rule("entry", refusal.into()));
    }
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
fn enough(checked: Result<(), Refusal>) -> Result<bool, AppError> {
    match checked {
        Ok(()) => Ok(true),
        Err(Refusal::TooFewPersons { .. } | Refusal::RoleMissing { .. }) => Ok(false),
        Err(refusal) => Err(AppError::rule("entry", refusal.into())),
    }
}

/// The agreement's demands; where there is none, two different persons, neither the payee (I14).
fn check(fold: &Fold, entry: &Entry) -> Result<Result<(), Refusal>, AppError> {
    let amount = entry.outflow()?;
    if let Some(agreement) = fold.agreement_on(entry.date) {
        return Ok(entry.check_approvals(&agreement.terms.approvals, amount));
    }
    let anybody = Policy {
        tiers: vec![Tier {
            up_to_fen: None,
            roles: Vec::new(),
            resolution: false,
        }],
    };
    Ok(entry.check_approvals(&anybody, amount))
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
    let entry = parsed(&row)?;
    Ok((row, entry))
}

fn parsed(row: &ExpenseRow) -> Result<Entry, AppError> {
    serde_json::from_str(&row.body)
        .map_err(|error| StoreError::Inconsistent(format!("expense {}: {error}", row.id)).into())
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
