//! Sums that pages show: income and expense by month, fund and account; money in and out.
//!
//! Closing the books at year end moves income and expense to the balance; it is no income and no
//! expense itself and is left out here. The maintenance fund has no accounts of income and expense:
//! what is paid in and what is drawn stand beside the figures of the other funds, and are income and
//! expense where that fund alone is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::bridge::{self, Bridge, Part, Source};
use super::{Entry, EntryKind, Fold};
use crate::calendar::Period;
use crate::ledger::templates::accounts::SMF_BY_UNIT;
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

/// The funds that daily life is paid from.
pub const DAILY: [Fund; 2] = [Fund::Svc, Fund::Com];

/// What was drawn on the maintenance fund.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draws {
    /// How much, less what was taken back.
    pub fen: i128,
    /// Entries of it: draws, and corrections of draws.
    pub rows: usize,
}

/// The maintenance fund in one month.
#[derive(Clone, Copy, Debug, Default)]
struct Maintenance {
    income: i128,
    draws: Draws,
}

/// Income and expense of one community.
pub struct Figures<'a> {
    fold: &'a Fold,
    closings: BTreeMap<(Period, Fund, Account), i128>,
    maintenance: BTreeMap<Period, Maintenance>,
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
        Self {
            fold,
            closings,
            maintenance: maintenance(fold),
        }
    }

    /// What was drawn on the maintenance fund in some months: no part of the expense of all funds.
    pub fn draws(&self, months: &RangeInclusive<Period>) -> Draws {
        let mut draws = Draws::default();
        for (_, of) in self.maintenance.range(months.clone()) {
            draws.fen += of.draws.fen;
            draws.rows += of.draws.rows;
        }
        draws
    }

    /// Income and expense of the funds of daily life, whose money is the headline.
    pub fn daily(&self, months: &RangeInclusive<Period>) -> (i128, i128) {
        let of = |fund| Filter {
            months: months.clone(),
            fund: Some(fund),
        };
        let sum = |class| DAILY.map(|fund| self.total(class, &of(fund))).iter().sum();
        (sum(AccountClass::Income), sum(AccountClass::Expense))
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
        if filter.fund == Some(Fund::Smf) {
            sums.insert(SMF_BY_UNIT, self.of_maintenance(class, filter));
        }
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

    fn of_maintenance(&self, class: AccountClass, filter: &Filter) -> i128 {
        let months = self.maintenance.range(filter.months.clone());
        months
            .map(|(_, of)| match class {
                AccountClass::Income => of.income,
                AccountClass::Expense => of.draws.fen,
                _ => 0,
            })
            .sum()
    }

    /// Income and expense of every month with any, in one pass.
    pub fn by_month(&self, fund: Option<Fund>) -> BTreeMap<Period, (i128, i128)> {
        if fund == Some(Fund::Smf) {
            let pair = |(&month, of): (&Period, &Maintenance)| (month, (of.income, of.draws.fen));
            return self.maintenance.iter().map(pair).collect();
        }
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

/// What is paid in to the maintenance fund and drawn on it, by month.
fn maintenance(fold: &Fold) -> BTreeMap<Period, Maintenance> {
    let mut months: BTreeMap<Period, Maintenance> = BTreeMap::new();
    for source in bridge::sources(fold).filter(|source| !source.is_opening(fold)) {
        let parts = source.parts(fold, Fund::Smf);
        if let Some(income) = parts.get(&Part::Income) {
            months.entry(source.period()).or_default().income += income;
        }
        if let Some(expense) = parts.get(&Part::Expense) {
            let draws = &mut months.entry(source.period()).or_default().draws;
            draws.fen -= expense;
            draws.rows += 1;
        }
    }
    months
}

/// Whether an entry draws on the maintenance fund, or takes a draw back.
pub fn is_draw(fold: &Fold, entry: &Entry) -> bool {
    bridge::meaning(fold, entry).0 == EntryKind::SmfDraw
}

/// Whether an entry closes a year, or takes such a closing back.
pub fn closes_year(fold: &Fold, entry: &Entry) -> bool {
    let original = entry
        .reverses
        .and_then(|seq| fold.entry(seq))
        .map(|posted| posted.entry.kind);
    entry.kind == EntryKind::YearEnd || original == Some(EntryKind::YearEnd)
}

/// Money that really came in and went out of some funds in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cash {
    /// What was there when the month, or the book, began.
    pub start: i128,
    /// Came in.
    pub received: i128,
    /// Went out.
    pub paid: i128,
    /// Came from other funds, less what went to them.
    pub moved: i128,
    /// Deposits and what is collected for others: came in, less what was given back.
    pub held: i128,
    /// What was there at the end of the month.
    pub end: i128,
    /// Whether the book began in this month: `start` is of that day.
    pub opened: bool,
}

impl Cash {
    /// The month's money in some funds. Moves between these funds, and between a community's own
    /// accounts, are neither in nor out; taking a payment back makes it less.
    pub fn of(fold: &Fold, funds: &[Fund], month: Period) -> Self {
        let mut cash = Self::default();
        let months = month..=month;
        for &fund in funds {
            let bridge = Bridge::of(fold, fund, &months);
            cash.start += bridge.start;
            cash.end += bridge.end;
            cash.opened |= bridge.opened.is_some();
        }
        for source in bridge::moved(fold, &months) {
            cash.add(&source, funds, fold);
        }
        cash
    }

    fn add(&mut self, source: &Source<'_>, funds: &[Fund], fold: &Fold) {
        let (mut rest, mut moved, mut held) = (0, 0, 0);
        for &fund in funds {
            for (part, fen) in source.parts(fold, fund) {
                match part {
                    Part::MovedIn | Part::MovedOut => moved += fen,
                    Part::Held => held += fen,
                    _ => rest += fen,
                }
            }
        }
        self.moved += moved;
        self.held += held;
        if (rest > 0) == source.is_reversal() {
            self.paid -= rest;
        } else {
            self.received += rest;
        }
    }
}

/// Whether a posting moves money at hand, the maintenance fund's account included.
pub fn is_money(posting: &Posting) -> bool {
    posting.account.is_cash() || posting.account.code() == 1141
}

/// Money at hand by what it may be used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Purse {
    /// Property fees and common income (SVC, COM): what daily life is paid from.
    pub usable: i128,
    /// Whether there are property fees in it.
    pub svc: bool,
    /// Whether there is common income in it.
    pub com: bool,
    /// What these two funds owe others: unpaid bills, advances, refunds, deposits. Fees that were
    /// paid ahead are not in it: they are owed in service, not in money.
    pub owed: i128,
    /// The same by what it is owed for.
    pub owes: Owes,
    /// What was paid ahead to these two funds.
    pub ahead: i128,
    /// The maintenance fund (SMF): owners vote before it is touched.
    pub maintenance: i128,
    /// Deposits and what is collected for others (AGY).
    pub held: i128,
    /// Reserves and subsidies (RES, SUB): for one purpose only.
    pub reserved: i128,
}

/// What is owed, by what for. The parts add up to [`Purse::owed`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owes {
    /// Bills that are not paid (2001), what is kept back until a warranty ends (2009), taxes (2007)
    /// and other communities' shares (2011).
    pub bills: i128,
    /// Remuneration that is due to the manager (2002).
    pub remuneration: i128,
    /// What the manager advanced (2012).
    pub loans: i128,
    /// Deposits, what is collected for others and what is to be given back.
    pub held: i128,
}

impl Owes {
    /// The parts, in the order of their fields.
    pub fn parts(&self) -> [i128; 4] {
        [self.bills, self.remuneration, self.loans, self.held]
    }

    fn add(&mut self, code: u16, fen: i128) {
        *match code {
            2001 | 2007 | 2009 | 2011 => &mut self.bills,
            2002 => &mut self.remuneration,
            2012 => &mut self.loans,
            _ => &mut self.held,
        } += fen;
    }
}

/// Fees paid ahead, in both funds.
const PAID_AHEAD: [u16; 2] = [2003, 2004];

impl Purse {
    /// The money of a book.
    pub fn of(fold: &Fold) -> Self {
        let cash = |funds: &[Fund]| funds.iter().map(|&fund| fold.balances().cash(fund)).sum();
        let mut purse = Self {
            usable: cash(&DAILY),
            maintenance: cash(&[Fund::Smf]),
            held: cash(&[Fund::Agy]),
            reserved: cash(&[Fund::Res, Fund::Sub]),
            ..Self::default()
        };
        for (fund, account, balance) in fold.balances().iter() {
            purse.svc |= fund == Fund::Svc;
            purse.com |= fund == Fund::Com;
            if !DAILY.contains(&fund) || account.class() != AccountClass::Liability {
                continue;
            }
            let fen = -i128::from(balance.0).min(0);
            if PAID_AHEAD.contains(&account.code()) {
                purse.ahead += fen;
            } else {
                purse.owed += fen;
                purse.owes.add(account.code(), fen);
            }
        }
        purse
    }

    /// All of it: what the parts add up to.
    pub fn total(&self) -> i128 {
        self.usable + self.maintenance + self.held + self.reserved
    }

    /// Adds another community's.
    pub fn add(&mut self, other: &Self) {
        self.usable += other.usable;
        self.svc |= other.svc;
        self.com |= other.com;
        self.owed += other.owed;
        self.owes.bills += other.owes.bills;
        self.owes.remuneration += other.owes.remuneration;
        self.owes.loans += other.owes.loans;
        self.owes.held += other.owes.held;
        self.ahead += other.ahead;
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
