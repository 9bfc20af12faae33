//! What an import would do, said before it is published: sums, days, rows that are known already.

use std::collections::BTreeMap;

use jiff::civil::Date;
use mingbai_domain::book::{Entry, Fold};
use mingbai_domain::ledger::{Account, Fund};
use mingbai_domain::money::Fen;
use mingbai_store::bank::BankLineRow;

use crate::error::AppError;
use crate::import::refused::RowProblem;

/// Days from the middle of a file beyond which a day is more likely a slip.
const USUAL_DAYS: i32 = 366;

/// What the user knows and wants all the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allow {
    /// What becomes of rows that look like entries of the book.
    pub known: Known,
    /// Whether days before the community's first, or years from the others, are meant.
    pub other_days: bool,
}

/// What becomes of rows that look like entries of the book.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Known {
    /// They are refused.
    #[default]
    Refused,
    /// They are left out.
    LeftOut,
    /// They are booked again.
    Again,
}

/// What rows add up to in one account of a fund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sum {
    /// Fund.
    pub fund: Fund,
    /// Account; banks and tills apart.
    pub account: Account,
    /// Debit less credit: negative for income.
    pub amount: Fen,
}

/// What moved in one account of a bank or wallet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// Its number as the statement has it; empty if it names none.
    pub account: String,
    /// Movements.
    pub count: usize,
    /// What came in.
    pub came_in: Fen,
    /// What went out, positive.
    pub went_out: Fen,
}

/// Adds up as rows are taken.
#[derive(Default)]
pub(super) struct Adding {
    sums: BTreeMap<(Fund, Account), Fen>,
    moved: BTreeMap<String, Moved>,
    days: Option<(Date, Date)>,
}

impl Adding {
    pub(super) fn add(
        &mut self,
        fund: Fund,
        account: Account,
        amount: Fen,
    ) -> Result<(), AppError> {
        let sum = self.sums.entry((fund, account)).or_default();
        *sum = sum.plus(amount)?;
        Ok(())
    }

    pub(super) fn day(&mut self, day: Date) {
        self.days = Some(match self.days {
            None => (day, day),
            Some((first, last)) => (first.min(day), last.max(day)),
        });
    }

    pub(super) fn entry(&mut self, entry: &Entry) -> Result<(), AppError> {
        self.day(entry.date);
        for posting in entry
            .postings
            .iter()
            .filter(|posting| !posting.account.is_cash())
        {
            self.add(posting.fund, posting.account, posting.amount)?;
        }
        Ok(())
    }

    pub(super) fn movement(&mut self, row: &BankLineRow) -> Result<(), AppError> {
        self.day(row.date);
        let none = || Moved {
            account: row.account.clone(),
            count: 0,
            came_in: Fen::ZERO,
            went_out: Fen::ZERO,
        };
        let moved = self.moved.entry(row.account.clone()).or_insert_with(none);
        moved.count += 1;
        if row.amount > Fen::ZERO {
            moved.came_in = moved.came_in.plus(row.amount)?;
        } else {
            moved.went_out = moved.went_out.minus(row.amount)?;
        }
        Ok(())
    }

    pub(super) fn moved(self) -> Vec<Moved> {
        self.moved.into_values().collect()
    }

    pub(super) fn days(&self) -> Option<(Date, Date)> {
        self.days
    }

    pub(super) fn sums(&self) -> Vec<Sum> {
        let sum = |(&(fund, account), &amount): (&(Fund, Account), &Fen)| Sum {
            fund,
            account,
            amount,
        };
        self.sums.iter().map(sum).collect()
    }
}

/// The days that a file may have without a question.
pub(super) struct Days {
    first: Option<Date>,
    usual: Option<Date>,
}

impl Days {
    pub(super) fn new(fold: &Fold, days: impl Iterator<Item = Date>, allow: Allow) -> Self {
        if allow.other_days {
            return Self {
                first: None,
                usual: None,
            };
        }
        let mut days: Vec<Date> = days.collect();
        days.sort_unstable();
        let modes = fold.community().map(|community| community.modes.as_slice());
        Self {
            first: modes.unwrap_or_default().iter().map(|mode| mode.from).min(),
            usual: days.get(days.len() / 2).copied(),
        }
    }

    pub(super) fn check(&self, date: Date) -> Result<(), RowProblem> {
        if let Some(first) = self.first.filter(|first| date < *first) {
            return Err(RowProblem::BeforeFirstDay { date, first });
        }
        let away = |usual: &Date| (date - *usual).get_days().abs() > USUAL_DAYS;
        match self.usual.filter(away) {
            Some(usual) => Err(RowProblem::YearsAway { date, usual }),
            None => Ok(()),
        }
    }
}

/// What a row says of its payment: day, side, amount, text.
type Said = (Date, bool, Fen, String);

/// The entries of the book that stand, by what a row would say of them.
pub(super) struct Booked(BTreeMap<Said, Vec<Named>>);

/// What tells two entries apart that are alike otherwise.
struct Named {
    seq: u64,
    number: Option<String>,
    bank_ref: Option<String>,
}

impl Booked {
    pub(super) fn new(fold: &Fold) -> Self {
        let mut booked: BTreeMap<Said, Vec<Named>> = BTreeMap::new();
        for posted in fold.entries().iter().filter(|e| e.reversed_by.is_none()) {
            let entry = &posted.entry;
            booked.entry(said(entry)).or_default().push(Named {
                seq: entry.seq,
                number: entry.number.clone(),
                bank_ref: entry.bank_ref.clone(),
            });
        }
        Self(booked)
    }

    /// The entry that this one looks like, if there is one.
    pub(super) fn like(&self, entry: &Entry) -> Option<u64> {
        let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
        let alike = self.0.get(&said(entry))?.iter().find(|known| {
            !differ(&known.number, &entry.number) && !differ(&known.bank_ref, &entry.bank_ref)
        });
        alike.map(|known| known.seq)
    }
}

fn said(entry: &Entry) -> Said {
    let cash = entry
        .postings
        .iter()
        .filter(|posting| posting.account.is_cash());
    let moved = cash.fold(0_i64, |sum, posting| sum.saturating_add(posting.amount.0));
    let debit = entry
        .postings
        .iter()
        .filter(|posting| posting.amount > Fen::ZERO);
    let size = debit.fold(0_i64, |sum, posting| sum.saturating_add(posting.amount.0));
    let amount = Fen(if moved == 0 {
        size
    } else {
        moved.saturating_abs()
    });
    let text = entry.text.split_whitespace().collect();
    (entry.date, moved > 0, amount, text)
}
