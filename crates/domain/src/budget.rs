//! Budget lines: what is left of one, how it is changed, and no spending without it (无预算不支出).
//!
//! An expense beyond its line posts only with a resolution or an emergency's id (invariant I11).

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::money::{Fen, MoneyError, Ratio};

/// A budget line's code within its budget, such as `2026-cleaning`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LineCode(pub String);

/// A budget that the owners passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// The resolution that passed it.
    pub resolution: String,
    /// Its lines.
    pub lines: BTreeMap<LineCode, Line>,
    /// Its changes, in order.
    pub amendments: Vec<Amendment>,
}

/// One line as passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What it is for, in plain words.
    pub title: String,
    /// Account codes that may be charged to it (`5003`); empty for any.
    pub accounts: Vec<u16>,
    /// The amount passed; not negative.
    pub amount_fen: Fen,
}

/// A change of one line by procedure (预算调整).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amendment {
    /// The line.
    pub line: LineCode,
    /// From which day.
    pub on: Date,
    /// What is added; negative to cut.
    pub delta_fen: Fen,
    /// The resolution that allows it.
    pub resolution: String,
}

/// What has been charged to a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Usage {
    /// Posted expenses less their reversals.
    pub posted_fen: Fen,
    /// Drafts and approved expenses that are not posted yet.
    pub pending_fen: Fen,
}

/// What allows an expense beyond its line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exception {
    /// The owners' resolution.
    Resolution(String),
    /// A confirmed emergency.
    Emergency(String),
}

/// `line - posted - pending`; negative when a line is overdrawn.
pub fn remaining(line: Fen, usage: Usage) -> Result<Fen, MoneyError> {
    line.minus(usage.posted_fen)?.minus(usage.pending_fen)
}

/// Whether `wanted` may be charged to a line of `amount`; answers what would then be left.
///
/// With an exception the answer may be negative: the overrun is allowed, and shown.
/// `usage` must not hold the expense itself: one that is pending already is taken out first.
pub fn check(
    amount: Fen,
    usage: Usage,
    wanted: Fen,
    exception: Option<&Exception>,
) -> Result<Fen, Refusal> {
    if wanted <= Fen::ZERO {
        return Err(Refusal::NotPositive { wanted });
    }
    let remaining = remaining(amount, usage)?;
    if wanted > remaining && exception.is_none() {
        return Err(Refusal::OverLine { wanted, remaining });
    }
    Ok(remaining.minus(wanted)?)
}

impl Budget {
    /// The line's amount on `date`, with the amendments that are in force.
    pub fn amount_on(&self, code: &LineCode, date: Date) -> Result<Fen, Refusal> {
        let line = self
            .lines
            .get(code)
            .ok_or_else(|| Refusal::NoLine { line: code.clone() })?;
        let changes = self
            .amendments
            .iter()
            .filter(|a| a.line == *code && a.on <= date);
        let parts = std::iter::once(line.amount_fen).chain(changes.map(|a| a.delta_fen));
        Ok(Fen::total(parts)?)
    }

    /// Whether an expense of `wanted` on `account` and `date` may be charged to the line `code`.
    pub fn check(
        &self,
        code: &LineCode,
        account: u16,
        date: Date,
        usage: Usage,
        wanted: Fen,
        exception: Option<&Exception>,
    ) -> Result<Fen, Refusal> {
        let amount = self.amount_on(code, date)?;
        if date < self.from || date > self.to {
            return Err(Refusal::OutsidePeriod {
                date,
                from: self.from,
                to: self.to,
            });
        }
        let accounts = self.lines.get(code).map_or(&[][..], |line| &line.accounts);
        if !accounts.is_empty() && !accounts.contains(&account) {
            return Err(Refusal::OtherAccount {
                line: code.clone(),
                account,
            });
        }
        check(amount, usage, wanted, exception)
    }

    /// Adds a change, unless it lacks its resolution, names no line, or cuts the line below what
    /// is already spent and promised.
    pub fn amend(&mut self, amendment: Amendment, usage: Usage) -> Result<(), Refusal> {
        if amendment.resolution.trim().is_empty() {
            return Err(Refusal::NoResolution);
        }
        let before = self.amount_on(&amendment.line, Date::MAX)?;
        let after = before.plus(amendment.delta_fen)?;
        let used = usage.posted_fen.plus(usage.pending_fen)?;
        if amendment.delta_fen < Fen::ZERO && (after < used || after < Fen::ZERO) {
            return Err(Refusal::CutBelowUse { after, used });
        }
        self.amendments.push(amendment);
        Ok(())
    }

    /// The sum of all lines as passed.
    pub fn total(&self) -> Result<Fen, MoneyError> {
        Fen::total(self.lines.values().map(|line| line.amount_fen))
    }

    /// 以收定支: refuses a budget above the income that may be expected, that is billed income
    /// at the expected collection rate and not at 100 %.
    pub fn check_income_bound(&self, billed: Fen, collection: Ratio) -> Result<(), Refusal> {
        let (planned, expected) = (self.total()?, billed.times(collection)?);
        if planned > expected {
            return Err(Refusal::AboveIncome { planned, expected });
        }
        Ok(())
    }
}

/// Why an expense or a change does not fit the budget.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// An expense that is not above zero.
    #[error("an expense must be above zero, not {wanted} yuan")]
    NotPositive {
        /// The amount.
        wanted: Fen,
    },
    /// More than is left.
    #[error("{wanted} yuan is more than the {remaining} yuan left on the budget line")]
    OverLine {
        /// The amount.
        wanted: Fen,
        /// What is left.
        remaining: Fen,
    },
    /// No such line.
    #[error("the budget has no line `{}`", line.0)]
    NoLine {
        /// Its code.
        line: LineCode,
    },
    /// The line is for other accounts.
    #[error("account {account} cannot be charged to the budget line `{}`", line.0)]
    OtherAccount {
        /// The line's code.
        line: LineCode,
        /// The account.
        account: u16,
    },
    /// The day lies outside the budget.
    #[error("{date} is outside the budget's time from {from} to {to}")]
    OutsidePeriod {
        /// The day.
        date: Date,
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// An amendment without a resolution.
    #[error("a budget is changed only by a resolution")]
    NoResolution,
    /// An amendment that leaves less than is spent and promised.
    #[error("the line would have {after} yuan, but {used} yuan are spent or promised")]
    CutBelowUse {
        /// The line's amount after the cut.
        after: Fen,
        /// Posted and pending.
        used: Fen,
    },
    /// The budget plans more than may be expected to come in.
    #[error("planned {planned} yuan, expected income {expected} yuan")]
    AboveIncome {
        /// The sum of the lines.
        planned: Fen,
        /// Billed income at the expected collection rate.
        expected: Fen,
    },
    /// The amounts do not fit.
    #[error(transparent)]
    Money(#[from] MoneyError),
}
