//! Sums that pages show: income and expense by month, fund and account; money in and out.
//!
//! Closing the books at year end moves income and expense to the balance; it is no income and no
//! expense itself and is left out here.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::{Entry, EntryKind, Fold};
use crate::calendar::Period;
use crate::ledger::{Account, AccountClass, Fund, Posting};

/// Which movements count.
#[derive(Clone, Debug)]
pub struct Filter {
    /// Months, both included.
    pub months: RangeInclusive<Period>,
    /// One fund, or all.
    pub fund: Option<Fund>,
}

impl Filter {
    /// One month in all funds.
    pub fn month(month: Period) -> Self {
        Self {
            months: month..=month,
            fund: None,
        }
    }
}

/// Income and expense of one community.
pub struct Figures<'a> {
    fold: &'a Fold,
    closings: BTreeMap<(Period, Fund, Account), i128>,
}

impl<'a> Figures<'a> {
    /// The figures of a book.
    pub fn of(fold: &'a Fold) -> Self {
        let mut closings = BTreeMap::new();
        for posted in fold.entries() {
            if closes_year(fold, &posted.entry) {
                for posting in &posted.entry.postings {
                    let key = (posted.entry.period, posting.fund, posting.account);
                    *closings.entry(key).or_default() += i128::from(posting.amount.0);
                }
            }
        }
        Self { fold, closings }
    }

    fn moved(&self) -> impl Iterator<Item = (Period, Fund, Account, i128)> + '_ {
        self.fold.movements().iter().map(|(&key, amount)| {
            let closing = self.closings.get(&key).copied().unwrap_or_default();
            (key.0, key.1, key.2, i128::from(amount.0) - closing)
        })
    }

    /// Sums by account of one class, natural side positive, largest first.
    pub fn by_account(&self, class: AccountClass, filter: &Filter) -> Vec<(Account, i128)> {
        let sign = if class == AccountClass::Income { -1 } else { 1 };
        let mut sums: BTreeMap<Account, i128> = BTreeMap::new();
        for (period, fund, account, amount) in self.moved() {
            let counts = filter.months.contains(&period)
                && filter.fund.is_none_or(|only| only == fund)
                && account.class() == class;
            if counts {
                *sums.entry(account).or_default() += sign * amount;
            }
        }
        let mut sums: Vec<(Account, i128)> =
            sums.into_iter().filter(|(_, sum)| *sum != 0).collect();
        sums.sort_by_key(|&(account, sum)| (std::cmp::Reverse(sum), account));
        sums
    }

    /// Income and expense of every month with any, in one pass.
    pub fn by_month(&self, fund: Option<Fund>) -> BTreeMap<Period, (i128, i128)> {
        let mut months: BTreeMap<Period, (i128, i128)> = BTreeMap::new();
        for (period, of, account, amount) in self.moved() {
            if fund.is_some_and(|only| only != of) {
                continue;
            }
            let (income, expense) = months.entry(period).or_default();
            match account.class() {
                AccountClass::Income => *income -= amount,
                _ => *expense += amount,
            }
        }
        months
    }

    /// Income and expense of every month in which anything happened, also where it cancels out.
    pub fn months(&self) -> BTreeMap<Period, (i128, i128)> {
        let mut months = self.by_month(None);
        let happened: BTreeSet<Period> = self
            .moved()
            .filter(|(_, _, _, amount)| *amount != 0)
            .map(|moved| moved.0)
            .collect();
        months.retain(|month, _| happened.contains(month));
        months
    }

    /// All income.
    pub fn income(&self, filter: &Filter) -> i128 {
        self.total(AccountClass::Income, filter)
    }

    /// All expense.
    pub fn expense(&self, filter: &Filter) -> i128 {
        self.total(AccountClass::Expense, filter)
    }

    fn total(&self, class: AccountClass, filter: &Filter) -> i128 {
        self.by_account(class, filter)
            .iter()
            .map(|(_, sum)| sum)
            .sum()
    }

    /// First and last month with income or expense.
    pub fn span(&self) -> Option<(Period, Period)> {
        let mut months = self
            .moved()
            .filter(|(_, _, _, amount)| *amount != 0)
            .map(|moved| moved.0);
        let first = months.next()?;
        Some((first, months.last().unwrap_or(first)))
    }

    /// The month to show first: this one if anything happened in it, else the latest before it.
    pub fn current(&self, today: Period) -> Period {
        let months = self
            .moved()
            .filter(|(_, _, _, amount)| *amount != 0)
            .map(|moved| moved.0);
        months
            .filter(|&month| month <= today)
            .last()
            .unwrap_or(today)
    }
}

/// Whether an entry closes a year, or takes such a closing back.
pub fn closes_year(fold: &Fold, entry: &Entry) -> bool {
    let original = entry
        .reverses
        .and_then(|seq| fold.entry(seq))
        .map(|posted| posted.entry.kind);
    entry.kind == EntryKind::YearEnd || original == Some(EntryKind::YearEnd)
}

/// Money that really came in and went out in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cash {
    /// Came in.
    pub received: i128,
    /// Went out.
    pub paid: i128,
}

impl Cash {
    /// The month's money. Moves between a community's own accounts are neither; taking a payment
    /// back makes it less.
    pub fn of(fold: &Fold, month: Period) -> Self {
        let mut cash = Self::default();
        for posted in fold
            .entries()
            .iter()
            .filter(|posted| posted.entry.period == month)
        {
            let net = money_of(&posted.entry.postings);
            match (posted.entry.kind, net > 0) {
                (EntryKind::Opening, _) => {}
                (kind, came) if came == (kind == EntryKind::Reversal) => cash.paid -= net,
                _ => cash.received += net,
            }
        }
        for state in fold.summaries() {
            for list in state
                .summary
                .lists
                .iter()
                .filter(|list| list.period == month)
            {
                let net = money_of(&list.postings());
                if net > 0 {
                    cash.received += net;
                } else {
                    cash.paid -= net;
                }
            }
        }
        cash
    }
}

/// Whether a posting moves money at hand, the maintenance fund's account included.
pub fn is_money(posting: &Posting) -> bool {
    posting.account.is_cash() || posting.account.code() == 1141
}

fn money_of(postings: &[Posting]) -> i128 {
    postings
        .iter()
        .filter(|p| is_money(p))
        .map(|p| i128::from(p.amount.0))
        .sum()
}

/// Money at hand by what it may be used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purse {
    /// Property fees and common income (SVC, COM): what daily life is paid from.
    pub usable: i128,
    /// What these two funds owe others: unpaid bills, advances, refunds, deposits. Fees that were
    /// paid ahead are not in it: they are owed in service, not in money.
    pub owed: i128,
    /// The maintenance fund (SMF): owners vote before it is touched.
    pub maintenance: i128,
    /// Deposits and what is collected for others (AGY).
    pub held: i128,
    /// Reserves and subsidies (RES, SUB): for one purpose only.
    pub reserved: i128,
}

/// Fees paid ahead, in both funds.
const PAID_AHEAD: [u16; 2] = [2003, 2004];

impl Purse {
    /// The money of a book.
    pub fn of(fold: &Fold) -> Self {
        let cash = |funds: &[Fund]| funds.iter().map(|&fund| fold.balances().cash(fund)).sum();
        let daily = [Fund::Svc, Fund::Com];
        let owed = fold.balances().iter().filter(|(fund, account, _)| {
            daily.contains(fund)
                && account.class() == AccountClass::Liability
                && !PAID_AHEAD.contains(&account.code())
        });
        Self {
            usable: cash(&daily),
            owed: owed.map(|(_, _, sum)| -i128::from(sum.0).min(0)).sum(),
            maintenance: cash(&[Fund::Smf]),
            held: cash(&[Fund::Agy]),
            reserved: cash(&[Fund::Res, Fund::Sub]),
        }
    }

    /// All of it: what the parts add up to.
    pub fn total(&self) -> i128 {
        self.usable + self.maintenance + self.held + self.reserved
    }

    /// Adds another community's.
    pub fn add(&mut self, other: &Self) {
        self.usable += other.usable;
        self.owed += other.owed;
        self.maintenance += other.maintenance;
        self.held += other.held;
        self.reserved += other.reserved;
    }
}

/// All money at hand, in every fund.
pub fn at_hand(fold: &Fold) -> i128 {
    Fund::ALL
        .into_iter()
        .map(|fund| fold.balances().cash(fund))
        .sum()
}

/// The funds that were ever posted to.
pub fn funds_in_use(fold: &Fold) -> Vec<Fund> {
    let used = |fund: &Fund| fold.balances().iter().any(|(of, _, _)| of == *fund);
    Fund::ALL.into_iter().filter(used).collect()
}
