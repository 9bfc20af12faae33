//! The remuneration base from public records (I9): what came in as cash, or what was billed, by
//! month and income account.

use std::collections::BTreeMap;

use crate::book::record::{Agreement, Draw, Entry};
use crate::book::rule::{Referred, RuleBroken, WrongDraw};
use crate::calendar::Period;
use crate::ledger::{Account, Posting};
use crate::money::{Fen, MoneyError};
use crate::trust::{self, Basis, Progress};

use super::Fold;

/// Cash and billed income by month and account, credit positive.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Bases {
    cash: BTreeMap<(Period, u16), Fen>,
    accrual: BTreeMap<(Period, u16), Fen>,
}

impl Bases {
    pub(super) fn post(&mut self, period: Period, postings: &[Posting]) -> Result<(), MoneyError> {
        let changed = self.changed_by(period, postings)?;
        self.take(changed);
        Ok(())
    }

    /// The sums that change with these postings, as they are then.
    pub(super) fn changed_by(
        &self,
        period: Period,
        postings: &[Posting],
    ) -> Result<Self, MoneyError> {
        let sums = |before: &BTreeMap<(Period, u16), Fen>, flows: BTreeMap<u16, Fen>| {
            let after = flows.into_iter().map(|(account, amount)| {
                let key = (period, account);
                let sum = before.get(&key).copied().unwrap_or_default();
                Ok((key, sum.plus(amount)?))
            });
            after.collect::<Result<_, MoneyError>>()
        };
        Ok(Self {
            cash: sums(&self.cash, cash_base(postings)?)?,
            accrual: sums(&self.accrual, accrual_base(postings)?)?,
        })
    }

    pub(super) fn take(&mut self, changed: Self) {
        self.cash.extend(changed.cash);
        self.accrual.extend(changed.accrual);
    }

    pub(super) fn through(
        &self,
        agreement: &Agreement,
        through: Period,
    ) -> Result<Fen, MoneyError> {
        Fen::total(self.counted(agreement, through).map(|(_, amount)| amount))
    }

    /// The same by month, the months without anything left out.
    pub(super) fn by_month(&self, agreement: &Agreement, through: Period) -> Vec<(Period, Fen)> {
        let mut months: BTreeMap<Period, Fen> = BTreeMap::new();
        for (period, amount) in self.counted(agreement, through) {
            let sum = months.entry(period).or_default();
            // `through` adds up the same amounts, checked.
            *sum = Fen(sum.0.saturating_add(amount.0));
        }
        months.into_iter().filter(|(_, sum)| sum.0 != 0).collect()
    }

    fn counted<'b>(
        &'b self,
        agreement: &'b Agreement,
        through: Period,
    ) -> impl Iterator<Item = (Period, Fen)> + 'b {
        let terms = &agreement.terms;
        let map = if terms.basis == Basis::Cash {
            &self.cash
        } else {
            &self.accrual
        };
        let first = Period::of(terms.from);
        map.range((first, 0)..=(through, u16::MAX))
            .filter(|((_, account), _)| terms.counts(trust::Flow::Income { account: *account }))
            .map(|((period, _), &amount)| (*period, amount))
    }
}

/// What the postings of one entry brought in as cash, by income account. Nothing if no money
/// moved. Receivables, prepayments and refunds stand for the income they belong to.
pub fn cash_base(postings: &[Posting]) -> Result<BTreeMap<u16, Fen>, MoneyError> {
    if !postings.iter().any(|posting| posting.account.is_cash()) {
        return Ok(BTreeMap::new());
    }
    collect(postings, |account| match account.code() {
        1101 | 2003 | 2008 => Some(4001),
        1102 => Some(4002),
        2004 => Some(4003),
        1103 => Some(4004),
        code @ 4001..=4099 => Some(code),
        _ => None,
    })
}

/// What the postings of one entry earned, by income account.
fn accrual_base(postings: &[Posting]) -> Result<BTreeMap<u16, Fen>, MoneyError> {
    collect(postings, |account| match account.code() {
        code @ 4001..=4099 => Some(code),
        _ => None,
    })
}

fn collect(
    postings: &[Posting],
    income: impl Fn(Account) -> Option<u16>,
) -> Result<BTreeMap<u16, Fen>, MoneyError> {
    let mut flows = BTreeMap::new();
    for posting in postings {
        if let Some(account) = income(posting.account) {
            let sum: &mut Fen = flows.entry(account).or_default();
            *sum = sum.minus(posting.amount)?;
        }
    }
    Ok(flows)
}

impl Fold {
    /// What the agreement lets the manager draw now, for everything through month `through`;
    /// `None` if the amounts do not fit.
    pub fn draw_due(&self, agreement: &Agreement, through: Period) -> Result<Fen, MoneyError> {
        let base = self.base_through(agreement, through)?;
        let progress = Progress {
            base,
            months: months(agreement, through),
        };
        trust::draw(&agreement.terms, progress, self.drawn(&agreement.id))
    }

    pub(super) fn check_draw(&self, entry: &Entry, draw: &Draw) -> Result<(), RuleBroken> {
        let agreement =
            self.agreements
                .get(&draw.agreement)
                .ok_or_else(|| RuleBroken::Dangling {
                    what: Referred::Agreement,
                    id: draw.agreement.clone(),
                })?;
        if draw.through > entry.period || draw.through < Period::of(agreement.terms.from) {
            return Err(RuleBroken::Draw(WrongDraw::Through));
        }
        if draw.base_fen != self.base_through(agreement, draw.through)? {
            return Err(RuleBroken::Draw(WrongDraw::Base));
        }
        if draw.drawn_before_fen != self.drawn(&agreement.id) {
            return Err(RuleBroken::Draw(WrongDraw::Before));
        }
        let due = self.draw_due(agreement, draw.through)?;
        let found = drawn_by(entry)?;
        if found == due {
            Ok(())
        } else {
            Err(RuleBroken::Remuneration { due, found })
        }
    }
}

/// What an entry charges to account 5010.
pub(super) fn drawn_by(entry: &Entry) -> Result<Fen, MoneyError> {
    let remuneration = entry
        .postings
        .iter()
        .filter(|posting| posting.account.code() == 5010);
    Fen::total(remuneration.map(|posting| posting.amount))
}

/// Whole months of the agreement through `through`.
fn months(agreement: &Agreement, through: Period) -> u32 {
    let first = Period::of(agreement.terms.from);
    let count = |period: Period| i32::from(period.year()) * 12 + i32::from(period.month());
    u32::try_from(count(through) - count(first) + 1).unwrap_or(0)
}
