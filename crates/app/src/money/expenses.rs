//! An expense from draft to payment (J11): drafted, approved by as many different persons as the
//! agreement demands, pending until it is paid, then posted or given up, once.

use jiff::civil::Date;
use mingbai_domain::approvals::{ExpenseState, PersonKey, Policy, Refusal, Role, Tier};
use mingbai_domain::book::{Approval, Entry, EntryKind, Fold, RuleBroken};
use mingbai_domain::calendar::Period;
use mingbai_domain::ids::{ExpenseId, time_sortable};
use mingbai_domain::money::Fen;
use mingbai_store::StoreError;
use mingbai_store::expenses::{self, ExpenseRow};

use crate::act::{Cx, Look};
use crate::book::entries::{check_pending, post_in};
use crate::error::AppError;
use crate::money::refusal::{ExpenseRefusal, Needs};

/// Drafts an expense, after a look at what the book would say of it now, approvals apart: its
/// budget line, its basis, its words, its month.
pub fn draft(cx: &mut Cx<'_, '_>, entry: Entry) -> Result<ExpenseId, AppError> {
    let entry = bare(entry)?;
    match would_post(cx, &entry, Fen::ZERO) {
        Err(AppError::Rule(broken)) if only_approvals_lack(&broken.rule) => {}
        looked => looked?,
    }
    insert(cx, &entry)
}

/// An expense before anybody approved it.
fn bare(mut entry: Entry) -> Result<Entry, AppError> {
    if entry.kind != EntryKind::Expense {
        return Err(ExpenseRefusal::NoExpense.into());
    }
    mingbai_domain::ledger::check_entry(&entry.postings)
        .map_err(|error| AppError::rule("entry", error.into()))?;
    entry.approvals.clear();
    Ok(entry)
}

fn insert(cx: &mut Cx<'_, '_>, entry: &Entry) -> Result<ExpenseId, AppError> {
    let expense = free_id(cx)?;
    let row = ExpenseRow {
        id: expense,
        state: ExpenseState::Draft,
        budget: entry
            .budget
            .as_ref()
            .map(|used| (used.budget.clone(), used.line)),
        amount: entry.expense()?,
        body: to_text(entry)?,
    };
    expenses::insert(cx.book.tx, cx.book.id, &row)?;
    Ok(expense)
}

/// An id that no other expense has, also within one millisecond.
fn free_id(cx: &mut Cx<'_, '_>) -> Result<ExpenseId, AppError> {
    let mut low = cx.random.low_bits()?;
    loop {
        let id = ExpenseId(time_sortable(cx.now, low));
        if expenses::find(cx.book.tx, cx.book.id, id)?.is_none() {
            return Ok(id);
        }
        low = low.wrapping_add(1);
    }
}

/// Whether the book and what is reserved of its budget would take the entry now.
fn would_post(cx: &mut Cx<'_, '_>, entry: &Entry, own_pending: Fen) -> Result<(), AppError> {
    let mut entry = entry.clone();
    entry.at = cx.time();
    check_pending(&mut cx.book, &entry, own_pending)?;
    cx.book.would_take(entry)
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
pub fn list_open(look: &mut Look<'_, '_>) -> Result<Vec<Open>, AppError> {
    let id = look.id();
    let mut rows = expenses::list(look.tx, id, ExpenseState::Draft)?;
    rows.extend(expenses::list(look.tx, id, ExpenseState::Pending)?);
    rows.sort_by_key(|row| row.id);
    let fold = look.fold()?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        let entry = parsed(&row)?;
        let approved = row.state == ExpenseState::Pending;
        let missing = check(&fold, &entry)?.err().filter(|_| !approved);
        open.push(Open {
            id: row.id,
            approved,
            amount: row.amount,
            entry,
            missing,
        });
    }
    Ok(open)
}

/// One person approves. When the agreement's demands are met the expense is pending and reserves
/// its budget line; the approval that would reserve more than is left is refused. Answers whether
/// it is pending.
pub fn approve(
    cx: &mut Cx<'_, '_>,
    expense: ExpenseId,
    name: &str,
    role: Role,
) -> Result<bool, AppError> {
    let (row, mut entry) = load(cx, expense)?;
    if row.state != ExpenseState::Draft {
        return Err(not_now(&row, Needs::Draft));
    }
    let name = name.trim();
    let person = PersonKey::of_name(name);
    if person.0.is_empty() {
        return Err(not_now(&row, Needs::Name));
    }
    let again = |given: &Approval| PersonKey::of_name(&given.name) == person && given.role == role;
    if entry.approvals.iter().any(again) {
        return Err(not_now(&row, Needs::AnotherPerson));
    }
    entry.approvals.push(Approval {
        at: cx.now,
        name: name.to_owned(),
        role,
    });
    let complete = enough(check(cx.fold(), &entry)?)?;
    if complete {
        check_pending(&mut cx.book, &entry, Fen::ZERO)?;
    }
    let draft = ExpenseState::Draft;
    let next = if complete {
        ExpenseState::Pending
    } else {
        draft
    };
    let (id, body) = (cx.id(), to_text(&entry)?);
    expenses::mark(cx.book.tx, id, expense, draft, next, &body)?;
    Ok(complete)
}

/// The expense is paid: the entry is posted with the bank's reference.
pub fn pay(cx: &mut Cx<'_, '_>, expense: ExpenseId, bank_ref: &str) -> Result<u64, AppError> {
    pay_on(cx, expense, bank_ref, None)
}

/// The same, paid on a certain day: the entry then counts in that day's month.
pub fn pay_on(
    cx: &mut Cx<'_, '_>,
    expense: ExpenseId,
    bank_ref: &str,
    day: Option<Date>,
) -> Result<u64, AppError> {
    let (row, mut entry) = load(cx, expense)?;
    if row.state != ExpenseState::Pending {
        return Err(not_now(&row, Needs::Approved));
    }
    if let Some(day) = day {
        entry.date = day;
        entry.period = Period::of(day);
    }
    entry.bank_ref = Some(bank_ref.to_owned());
    let body = to_text(&entry)?;
    // An agreement may have begun since, and two persons are needed in any case.
    if let Err(refusal) = check(cx.fold(), &entry)? {
        return Err(AppError::rule("entry", refusal.into()));
    }
    let (id, now) = (cx.id(), cx.now);
    let seq = post_in(&mut cx.book, entry, now, row.amount)?;
    let (from, to) = (ExpenseState::Pending, ExpenseState::Posted);
    expenses::mark(cx.book.tx, id, expense, from, to, &body)?;
    Ok(seq)
}

/// The expense is given up; its budget line is free again.
pub fn void(cx: &mut Cx<'_, '_>, expense: ExpenseId) -> Result<(), AppError> {
    let (row, _) = load(cx, expense)?;
    if !matches!(row.state, ExpenseState::Draft | ExpenseState::Pending) {
        return Err(not_now(&row, Needs::Open));
    }
    let id = cx.id();
    let to = ExpenseState::Void;
    expenses::mark(cx.book.tx, id, expense, row.state, to, &row.body)?;
    Ok(())
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

fn load(cx: &mut Cx<'_, '_>, expense: ExpenseId) -> Result<(ExpenseRow, Entry), AppError> {
    let row = expenses::find(cx.book.tx, cx.book.id, expense)?.ok_or(ExpenseRefusal::Unknown)?;
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

fn not_now(row: &ExpenseRow, why: Needs) -> AppError {
    let state = row.state;
    ExpenseRefusal::NotNow { state, why }.into()
}
