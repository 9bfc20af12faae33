//! Postings and what makes a set of them an entry.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Account, Fund};
use crate::money::{Fen, MoneyError};

/// The most postings that one entry may have.
pub const MAX_POSTINGS: usize = 200;

/// One line of an entry. Debit is positive, credit negative, never zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Posting {
    /// The account.
    pub account: Account,
    /// Debit (positive) or credit (negative).
    #[serde(rename = "amount_fen")]
    pub amount: Fen,
    /// The fund.
    pub fund: Fund,
}

/// Why postings are not an entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Fewer than two postings, or more than [`MAX_POSTINGS`].
    #[error("an entry has 2 to {MAX_POSTINGS} postings, this one has {0}")]
    Count(usize),
    /// A posting of nothing.
    #[error("posting {0} has no amount")]
    Zero(usize),
    /// Debits and credits differ within a fund (I1).
    #[error("fund {fund} does not balance: difference {difference} yuan")]
    Unbalanced {
        /// The fund.
        fund: Fund,
        /// Debits less credits.
        difference: Fen,
    },
    /// The account may not be used in the fund (I17, J15).
    #[error("account {account} is not used in fund {fund}")]
    WrongFund {
        /// The fund.
        fund: Fund,
        /// The account.
        account: Account,
    },
    /// Transfers between funds do not cancel out (I6).
    #[error("transfers between funds (1290) do not cancel out: {0} yuan")]
    InterFund(Fen),
    /// Collections and deposits would differ from what is owed (I7).
    #[error("collections and deposits: bank would differ from what is owed")]
    AgencyGap,
    /// An amount does not fit.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Posting {
    /// A debit of `amount`.
    pub fn debit(fund: Fund, account: Account, amount: Fen) -> Self {
        Self {
            account,
            amount,
            fund,
        }
    }

    /// A credit of `amount`.
    pub fn credit(fund: Fund, account: Account, amount: Fen) -> Self {
        Self {
            account,
            amount: Fen(amount.0.saturating_neg()),
            fund,
        }
    }
}

/// Checks the invariants that a single entry can show: I1, I6, I7, I17.
pub fn check_entry(postings: &[Posting]) -> Result<(), EntryError> {
    if !(2..=MAX_POSTINGS).contains(&postings.len()) {
        return Err(EntryError::Count(postings.len()));
    }
    let mut by_fund: BTreeMap<Fund, i128> = BTreeMap::new();
    let mut inter_fund = 0_i128;
    for (line, posting) in postings.iter().enumerate() {
        if posting.amount == Fen::ZERO {
            return Err(EntryError::Zero(line));
        }
        if !posting.fund.allows(posting.account) {
            return Err(EntryError::WrongFund {
                fund: posting.fund,
                account: posting.account,
            });
        }
        *by_fund.entry(posting.fund).or_default() += i128::from(posting.amount.0);
        if posting.account.code() == 1290 {
            inter_fund += i128::from(posting.amount.0);
        }
    }
    for (fund, sum) in by_fund {
        if sum != 0 {
            return Err(EntryError::Unbalanced {
                fund,
                difference: fen(sum)?,
            });
        }
    }
    if inter_fund != 0 {
        return Err(EntryError::InterFund(fen(inter_fund)?));
    }
    check_agency(postings)
}

/// I7: in AGY, money is always exactly what is owed to others, so nothing else may stand against it.
fn check_agency(postings: &[Posting]) -> Result<(), EntryError> {
    let mut agency = postings.iter().filter(|posting| posting.fund == Fund::Agy);
    if agency.all(|posting| matches!(posting.account.code(), 1002 | 1003 | 2005 | 2006 | 2008)) {
        Ok(())
    } else {
        Err(EntryError::AgencyGap)
    }
}

/// The reversing postings (J21).
pub fn mirrored(postings: &[Posting]) -> Result<Vec<Posting>, MoneyError> {
    postings
        .iter()
        .map(|posting| {
            Ok(Posting {
                amount: posting.amount.negated()?,
                ..*posting
            })
        })
        .collect()
}

fn fen(sum: i128) -> Result<Fen, MoneyError> {
    i64::try_from(sum)
        .map(Fen)
        .map_err(|_| MoneyError::OutOfRange)
}
