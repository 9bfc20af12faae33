//! Public entries: posting, reversal, settlement of payment channels, remuneration by rule.

use mingbai_domain::book::{
    Agreement, Basis, BasisKind, Draw, Entry, EntryKind, Fold, Referred, RuleBroken,
};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::ledger::templates::{accounts as a, remuneration_paid, settlement};
use mingbai_domain::ledger::{Fund, mirrored};
use mingbai_domain::money::{Fen, Ratio, allocate};
use mingbai_domain::trust::Pay;
use mingbai_store::expenses;

use crate::act::Cx;
use crate::book::append::Append;
use crate::book::refusal::BookRefusal;
use crate::error::AppError;
use crate::money::refusal::MoneyRefusal;

/// Posts an entry. `entry.seq` and `entry.at` are replaced. An expense must leave what pending
/// expenses reserve of its budget line.
pub fn post(cx: &mut Cx<'_, '_>, entry: Entry) -> Result<u64, AppError> {
    post_in(&mut cx.book, entry, cx.now, Fen::ZERO)
}

/// Posts within an open book; `own_pending` is what this very expense had reserved.
pub(crate) fn post_in(
    append: &mut Append<'_, '_>,
    mut entry: Entry,
    now: UnixMs,
    own_pending: Fen,
) -> Result<u64, AppError> {
    entry.at = append.time(now);
    check_pending(append, &entry, own_pending)?;
    append.entry(entry)
}

/// The public rule (the fold's) knows what is posted; what is approved but unpaid only we know.
pub(crate) fn check_pending(
    append: &mut Append<'_, '_>,
    entry: &Entry,
    own_pending: Fen,
) -> Result<(), AppError> {
    let Some(used) = &entry.budget else {
        return Ok(());
    };
    let excepted = entry
        .basis
        .iter()
        .any(|b| matches!(b.kind, BasisKind::Resolution | BasisKind::Emergency));
    if excepted {
        return Ok(());
    }
    let pending = expenses::pending_on(append.tx, append.id, &used.budget, used.line)?;
    let line = append
        .fold()
        .budgets()
        .get(&used.budget)
        .and_then(|budget| {
            budget
                .lines
                .iter()
                .find(|line| line.line == used.line)
                .map(|line| line.amount_fen)
        });
    let Some(line) = line else { return Ok(()) }; // the fold names the missing line
    let reserved = pending.minus(own_pending)?;
    let left = line
        .minus(append.fold().budget_used(used))?
        .minus(reserved)?;
    let asked = entry.expense()?;
    if asked > left {
        let rule = RuleBroken::Budget {
            budget: used.budget.clone(),
            line: used.line,
            left,
            asked,
        };
        return Err(AppError::rule("entry", rule));
    }
    Ok(())
}

/// Takes an entry back (J21), with the reason that everyone will read.
pub fn reverse(cx: &mut Cx<'_, '_>, seq: u64, reason: &str) -> Result<u64, AppError> {
    let target = cx
        .fold()
        .entry(seq)
        .ok_or(AppError::Book(BookRefusal::UnknownEntry(seq)))?
        .entry
        .clone();
    let at = cx.time();
    let reversal = Entry {
        reverses: Some(seq),
        reason: Some(reason.to_owned()),
        scope: target.scope.clone(),
        payee: target.payee.clone(),
        ..Entry::new(
            EntryKind::Reversal,
            at.date(),
            format!("改正：{}", target.text),
            mirrored(&target.postings)?,
        )
    };
    post(cx, reversal)
}

/// What the payment channels keep when they pay out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// This share of what each fund has there.
    Share(Ratio),
    /// What is missing in the sum that arrived. Channels round each payment's fee by itself, so that
    /// a share of the whole is some fen off.
    AllBut(Fen),
}

impl Kept {
    /// The fee of each fund's amount; a difference falls on the funds by their amounts.
    fn of(self, held: &[Fen]) -> Result<Vec<Fen>, AppError> {
        match self {
            Self::Share(share) => Ok(held
                .iter()
                .map(|amount| amount.times(share))
                .collect::<Result<_, _>>()?),
            Self::AllBut(arrived) => {
                let all = Fen::total(held.iter().copied())?;
                let kept = all.minus(arrived)?;
                if arrived <= Fen::ZERO || kept < Fen::ZERO {
                    return Err(MoneyRefusal::Arrived { held: all, arrived }.into());
                }
                let weights: Vec<i64> = held.iter().map(|amount| amount.0).collect();
                Ok(allocate(kept, &weights)?)
            }
        }
    }
}

/// Settles what payment channels hold: each fund's 1003 goes to the bank less what they keep.
/// Answers the numbers of the entries made.
pub fn settle(cx: &mut Cx<'_, '_>, kept: Kept) -> Result<Vec<u64>, AppError> {
    // The public balance does not yet know items that no summary has counted.
    cx.book.flush()?;
    let id = cx.id();
    let held = mingbai_store::ledger::balances(cx.book.tx, id)?;
    let clearing = |fund| Some((fund, held.get(&(fund, a::CLEARING))?.amount));
    let (funds, amounts): (Vec<Fund>, Vec<Fen>) = [Fund::Svc, Fund::Com]
        .into_iter()
        .filter_map(clearing)
        .filter(|(_, amount)| *amount > Fen::ZERO)
        .unzip();
    if funds.is_empty() {
        return Ok(Vec::new());
    }
    let fees = kept.of(&amounts)?;
    let mut numbers = Vec::new();
    for ((fund, amount), fee) in funds.into_iter().zip(amounts).zip(fees) {
        let postings = settlement(fund, amount, fee)?;
        let date = cx.time().date();
        let mut entry = Entry::new(
            EntryKind::Settlement,
            date,
            "微信、支付宝等收的钱到了银行账户",
            postings,
        );
        entry.payee = Some("支付渠道".to_owned());
        numbers.push(post(cx, entry)?);
    }
    Ok(numbers)
}

/// What an agreement gives the manager now, and how it comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// A share of the base, or an amount a month.
    pub pay: Pay,
    /// Cumulative base from the agreement's first month.
    pub base: Fen,
    /// What was drawn before.
    pub drawn_before: Fen,
    /// What can be drawn now; negative where too much was drawn.
    pub now: Fen,
}

/// What could be drawn for everything through month `through`. It counts what the book has counted:
/// household items behind the last summary are not in it.
pub fn remuneration_due(fold: &Fold, agreement: &str, through: Period) -> Result<Due, AppError> {
    let agreement = known_agreement(fold, agreement)?;
    Ok(Due {
        pay: agreement.terms.pay,
        base: fold.base_through(agreement, through)?,
        drawn_before: fold.drawn(&agreement.id),
        now: fold.draw_due(agreement, through)?,
    })
}

fn known_agreement<'f>(fold: &'f Fold, id: &str) -> Result<&'f Agreement, AppError> {
    let dangling = || RuleBroken::Dangling {
        what: Referred::Agreement,
        id: id.to_owned(),
    };
    let found = fold.agreements().get(id);
    found.ok_or_else(|| AppError::rule("entry", dangling()))
}

/// Draws the manager's remuneration for everything through month `through`, by the agreement's
/// rule and nothing else. `None` if nothing is due.
pub fn draw_remuneration(
    cx: &mut Cx<'_, '_>,
    agreement: &str,
    through: Period,
    text: &str,
) -> Result<Option<u64>, AppError> {
    let fold = cx.fold();
    let agreement = known_agreement(fold, agreement)?.clone();
    let due = fold.draw_due(&agreement, through)?;
    if due == Fen::ZERO {
        return Ok(None);
    }
    let draw = Draw {
        agreement: agreement.id.clone(),
        base_fen: fold.base_through(&agreement, through)?,
        drawn_before_fen: fold.drawn(&agreement.id),
        through,
    };
    let manager = fold.community().map(|community| community.manager.clone());
    let date = cx.time().date();
    let basis = Basis {
        id: agreement.id,
        kind: BasisKind::Agreement,
        note: "酬金按累计基数计提".into(),
    };
    let entry = Entry {
        draw: Some(draw),
        payee: manager,
        basis: vec![basis],
        ..Entry::new(EntryKind::Remuneration, date, text, remuneration_paid(due))
    };
    Ok(Some(post(cx, entry)?))
}
