//! The trust agreement's parameters and the manager's remuneration by rule (信托制, 酬金制).
//!
//! The agreement, not the code, holds ratio, base and carry-over; this is a contract on the
//! principles of the Trust Law, not a statutory type. Remuneration is `round(ratio x cumulative
//! base) - drawn so far`, so that monthly rounding never adds up to a gain for anybody.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::approvals::{Policy, PolicyRefusal};
use crate::money::{Fen, MoneyError, Ratio};

/// Account of late fees; in the base only if the agreement says so.
pub const LATE_FEES: u16 = 4007;

/// Income accounts that an agreement may put into its base: property fees, parking, advertising,
/// rental, equipment access, interest. Never subsidies (4008) or donations and other income
/// (4009, 4099), where insurance claims land.
pub const BASE_ACCOUNTS: [u16; 6] = [4001, 4002, 4003, 4004, 4005, 4006];

named! {
    /// When income enters the base.
    pub enum Basis {
        /// Cash received less refunds (the default).
        Cash = "cash",
        /// As billed.
        Accrual = "accrual",
    }
}

named! {
    /// Who bears a deficit that the owners did not approve.
    pub enum DeficitBearer {
        /// 受托人: the manager (the default).
        Trustee = "trustee",
        /// The owners' fund.
        Fund = "fund",
    }
}

/// How the manager is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Pay {
    /// A share of the base, such as 10/100.
    Ratio(Ratio),
    /// A fixed amount for each month that has ended.
    Monthly {
        /// The amount.
        amount_fen: Fen,
    },
}

/// What becomes of a year's surplus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CarryOver {
    /// All of it into the next budget (the default).
    NextBudget,
    /// A share into the reserve (3004), the rest into the next budget.
    Split {
        /// The reserve's share.
        reserve: Ratio,
    },
}

/// An agreement's parameters: signed, versioned, in force from a day. A change is a new version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agreement {
    /// Version, from 1.
    pub version: u32,
    /// First day.
    pub from: Date,
    /// Last day, if agreed.
    pub to: Option<Date>,
    /// Ratio or fixed amount.
    pub pay: Pay,
    /// Income accounts in the base, of [`BASE_ACCOUNTS`].
    pub base_accounts: BTreeSet<u16>,
    /// Cash or accrual.
    pub basis: Basis,
    /// Whether late fees (4007) are in the base; usually not.
    pub late_fees_in_base: bool,
    /// Share of what is earned that waits for the service score.
    pub holdback: Ratio,
    /// The most that may be earned in total, if agreed.
    pub cap_fen: Option<Fen>,
    /// What becomes of a surplus.
    pub carry_over: CarryOver,
    /// Who bears a deficit made without the owners' consent.
    pub unapproved_deficit: DeficitBearer,
    /// Approval limits.
    pub approvals: Policy,
    /// Day of the month on which remuneration is paid, 1 to 28.
    pub pay_day: i8,
    /// Day of the following month by which the accounts are published, 1 to 28.
    pub publish_day: i8,
}

impl Agreement {
    /// An agreement with the usual parameters: 10/100 of property fees received, no holdback,
    /// everything carried over, a deficit without consent borne by the trustee, payment on day 15,
    /// accounts by day 10.
    pub fn usual(from: Date, approvals: Policy) -> Self {
        Self {
            version: 1,
            from,
            to: None,
            pay: Pay::Ratio(Ratio { num: 10, den: 100 }),
            base_accounts: BTreeSet::from([4001]),
            basis: Basis::Cash,
            late_fees_in_base: false,
            holdback: Ratio::ZERO,
            cap_fen: None,
            carry_over: CarryOver::NextBudget,
            unapproved_deficit: DeficitBearer::Trustee,
            approvals,
            pay_day: 15,
            publish_day: 10,
        }
    }

    /// Whether it is in force on `date`.
    pub fn holds_on(&self, date: Date) -> bool {
        self.from <= date && self.to.is_none_or(|to| date <= to)
    }

    /// Refuses parameters that make no sense or that the law forbids.
    pub fn check(&self) -> Result<(), AgreementRefusal> {
        if let Some(&account) = self
            .base_accounts
            .iter()
            .find(|account| !BASE_ACCOUNTS.contains(account))
        {
            return Err(AgreementRefusal::NeverInBase { account });
        }
        let shares = match (self.pay, self.carry_over) {
            (Pay::Ratio(pay), CarryOver::Split { reserve }) => [pay, reserve],
            (Pay::Ratio(pay), CarryOver::NextBudget) => [pay, Ratio::ZERO],
            (Pay::Monthly { .. }, CarryOver::Split { reserve }) => [Ratio::ZERO, reserve],
            (Pay::Monthly { .. }, CarryOver::NextBudget) => [Ratio::ZERO; 2],
        };
        for share in shares.into_iter().chain([self.holdback]) {
            if !share.is_share() {
                return Err(AgreementRefusal::NotAShare {
                    num: share.num,
                    den: share.den,
                });
            }
        }
        let fixed = match self.pay {
            Pay::Monthly { amount_fen } => Some(amount_fen),
            Pay::Ratio(_) => None,
        };
        if let Some(amount) = fixed
            .into_iter()
            .chain(self.cap_fen)
            .find(|&fen| fen < Fen::ZERO)
        {
            return Err(AgreementRefusal::Negative { amount });
        }
        for day in [self.pay_day, self.publish_day] {
            if !(1..=28).contains(&day) {
                return Err(AgreementRefusal::Day { day });
            }
        }
        if let Some(to) = self.to.filter(|&to| to < self.from) {
            return Err(AgreementRefusal::EndsBeforeStart {
                from: self.from,
                to,
            });
        }
        Ok(self.approvals.check()?)
    }

    /// Whether this flow counts towards the base: income of an included account, or its refund.
    pub fn counts(&self, flow: Flow) -> bool {
        match flow {
            Flow::Income { account } | Flow::Refund { account } if account == LATE_FEES => {
                self.late_fees_in_base
            }
            Flow::Income { account } | Flow::Refund { account } => {
                BASE_ACCOUNTS.contains(&account) && self.base_accounts.contains(&account)
            }
            _ => false,
        }
    }

    /// The base: counted income less counted refunds, exactly. Amounts are not negative; what the
    /// basis is (cash or accrual) has decided which flows the caller passes.
    pub fn base_of(&self, flows: impl IntoIterator<Item = (Flow, Fen)>) -> Result<Fen, MoneyError> {
        let counted = flows.into_iter().filter(|&(flow, _)| self.counts(flow));
        let signed = counted.map(|(flow, amount)| match flow {
            Flow::Refund { .. } => amount.negated(),
            _ => Ok(amount),
        });
        Fen::total(signed.collect::<Result<Vec<Fen>, MoneyError>>()?)
    }
}

/// What kind of money moved. Only the first two can ever count towards the base.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flow {
    /// Income of an account, such as 4001; a prepaid fee counts as 4001 when basis is cash.
    Income {
        /// Account code.
        account: u16,
    },
    /// Income given back.
    Refund {
        /// Account code.
        account: u16,
    },
    /// 押金.
    Deposit,
    /// 专项维修资金.
    Smf,
    /// 代收代付 (water, power).
    Agency,
    /// Between funds or communities.
    Transfer,
    /// 保险赔款.
    InsuranceClaim,
    /// 财政补助.
    Subsidy,
    /// 借款.
    Loan,
    /// 期初余额.
    OpeningBalance,
}

/// How far the agreement has run: everything since its first day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Cumulative base, see [`Agreement::base_of`]; negative if refunds exceed receipts.
    pub base: Fen,
    /// Whole months that have ended.
    pub months: u32,
}

/// Everything earned since the first day: `round(ratio x cumulative base)`, half up, once; or the
/// fixed amount for each month; at most the cap. Never below zero.
pub fn earned(agreement: &Agreement, progress: Progress) -> Result<Fen, MoneyError> {
    let full = match agreement.pay {
        Pay::Ratio(ratio) => progress.base.times(ratio)?,
        Pay::Monthly { amount_fen } => amount_fen.times(Ratio {
            num: i64::from(progress.months),
            den: 1,
        })?,
    };
    let capped = agreement.cap_fen.map_or(full, |cap| full.min(cap));
    Ok(capped.max(Fen::ZERO))
}

/// What may be drawn now: earned to date less drawn so far. Negative is a clawback: refunds have
/// made the base smaller, and the manager gives back (template J10).
pub fn draw(
    agreement: &Agreement,
    progress: Progress,
    drawn_so_far: Fen,
) -> Result<Fen, MoneyError> {
    earned(agreement, progress)?.minus(drawn_so_far)
}

/// The part of `earned` that waits for the service score, of which `score` (0 to 1) is released.
pub fn held_back(agreement: &Agreement, earned: Fen, score: Ratio) -> Result<Fen, MoneyError> {
    let held = earned.times(agreement.holdback)?;
    let released = if score.is_share() {
        held.times(score)?
    } else {
        Fen::ZERO
    };
    held.minus(released)
}

/// A period's end: what came in, went out and remains (spec: worked number T5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// Income less remuneration and other expense; negative is a deficit.
    pub surplus_fen: Fen,
    /// Opening balance plus surplus.
    pub closing_fen: Fen,
}

/// `surplus = income - remuneration - expense`, `closing = opening + surplus`.
pub fn close(
    opening: Fen,
    income: Fen,
    remuneration: Fen,
    expense: Fen,
) -> Result<Closing, MoneyError> {
    let surplus_fen = income.minus(remuneration)?.minus(expense)?;
    Ok(Closing {
        surplus_fen,
        closing_fen: opening.plus(surplus_fen)?,
    })
}

/// Splits a surplus into (reserve, next budget). A deficit goes to the next budget whole.
pub fn carry_over(agreement: &Agreement, surplus: Fen) -> Result<(Fen, Fen), MoneyError> {
    let reserve = match agreement.carry_over {
        CarryOver::Split { reserve } if surplus > Fen::ZERO => surplus.times(reserve)?,
        _ => Fen::ZERO,
    };
    Ok((reserve, surplus.minus(reserve)?))
}

/// Why an agreement cannot be taken over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AgreementRefusal {
    /// An account that can never be in the base.
    #[error("account {account} can never be in the remuneration base")]
    NeverInBase {
        /// The account.
        account: u16,
    },
    /// A fraction outside 0 to 1.
    #[error("{num}/{den} is not a share between 0 and 1")]
    NotAShare {
        /// Numerator.
        num: i64,
        /// Denominator.
        den: i64,
    },
    /// A fixed amount or cap below zero.
    #[error("an agreed amount cannot be negative: {amount} yuan")]
    Negative {
        /// The amount.
        amount: Fen,
    },
    /// A day that not every month has.
    #[error("day {day} is not in every month: choose 1 to 28")]
    Day {
        /// The day.
        day: i8,
    },
    /// An end before the start.
    #[error("the agreement would end on {to}, before it starts on {from}")]
    EndsBeforeStart {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// The approval limits are not in order.
    #[error(transparent)]
    Approvals(#[from] PolicyRefusal),
}
