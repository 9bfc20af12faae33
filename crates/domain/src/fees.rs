//! What households are billed for: the monthly fee, who pays it, transfers, prepayment, late fees,
//! where money arrives and how a payment is allocated.
//!
//! Non-use is no excuse once the service is rendered (Civil Code 944), and nothing here ever leads
//! to cutting water or power or to publishing a debtor (944(3), PIPL 25).

mod item;
mod late;
mod payment;

use jiff::civil::Date;

use crate::calendar::Period;
use crate::money::{AreaC, Fen, MoneyError, RateE4, Ratio, half_up};
use crate::registry::UnitStatus;

pub use item::{BillItem, Channel};
pub use late::{Limitation, exceeds_loss, late_fee, limitation};
pub use payment::{Allocation, ItemPayment, OpenItem, allocate_payment};

/// One month's fee of a unit: `area x rate`, rounded half up once.
pub fn bill(area: AreaC, rate: RateE4) -> Result<Fen, FeeRefusal> {
    if area.0 < 0 || rate.0 < 0 {
        return Err(FeeRefusal::Negative { area, rate });
    }
    Ok(half_up(i128::from(area.0) * i128::from(rate.0), 10_000).map(Fen)?)
}

/// One month's fee, divided between two owners.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransferSplit {
    /// The seller's part.
    pub seller: Fen,
    /// The buyer's part.
    pub buyer: Fen,
}

/// Divides a month's fee by actual days; the day of transfer is the buyer's.
///
/// The seller's part is rounded and the buyer pays the rest, so that the sum is the bill. The two
/// may agree otherwise and tell the manager (SH 49).
pub fn split_on_transfer(monthly: Fen, transfer: Date) -> Result<TransferSplit, MoneyError> {
    let days = Period::of(transfer).days();
    let sold = Ratio {
        num: i64::from(transfer.day()) - 1,
        den: i64::from(days),
    };
    let seller = monthly.times(sold)?;
    Ok(TransferSplit {
        seller,
        buyer: monthly.minus(seller)?,
    })
}

/// Who owes a unit's fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Payer {
    /// 业主.
    Owner,
    /// 建设单位.
    Developer,
}

/// Who owes the fee of `period`: the developer while a unit is unsold or undelivered (BR 41) and
/// to the end of the month of delivery, the owner from the next month (SH 49).
pub fn payer(status: UnitStatus, delivered_on: Option<Date>, period: Period) -> Payer {
    let begun = delivered_on.is_none_or(|on| Period::of(on) < period);
    if status == UnitStatus::Delivered && begun {
        Payer::Owner
    } else {
        Payer::Developer
    }
}

/// Fees paid ahead: `months` equal months from `first`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prepayment {
    /// One month's fee.
    pub monthly: Fen,
    /// The first month.
    pub first: Period,
    /// Number of months.
    pub months: u16,
}

/// What of a prepayment was earned when the contract ended, and what goes back (IP 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndRefund {
    /// Earned by service rendered, the last day included.
    pub earned: Fen,
    /// To be given back.
    pub refund: Fen,
}

impl Prepayment {
    /// The amount paid.
    pub fn total(self) -> Result<Fen, MoneyError> {
        self.monthly.times(Ratio {
            num: i64::from(self.months),
            den: 1,
        })
    }

    /// Divides it at the contract's last day `end`; a month cut short is earned by actual days.
    pub fn end_on(self, end: Date) -> Result<EndRefund, MoneyError> {
        let total = self.total()?;
        let whole = self
            .first
            .months_until(Period::of(end))
            .clamp(-1, i32::from(self.months));
        let full = |months: i32| {
            self.monthly.times(Ratio {
                num: i64::from(months),
                den: 1,
            })
        };
        let earned = if whole < 0 {
            Fen::ZERO
        } else if whole == i32::from(self.months) {
            total
        } else {
            let days = Period::of(end).days();
            let part = Ratio {
                num: i64::from(end.day()),
                den: i64::from(days),
            };
            full(whole)?.plus(self.monthly.times(part)?)?
        };
        Ok(EndRefund {
            earned,
            refund: total.minus(earned)?,
        })
    }
}

/// Refuses to take more months ahead than `limit` (12: HZ 55) or than the contract lasts.
/// `contract_end` is the contract's last day; only whole months within it count.
pub fn check_prepayment(
    first: Period,
    months: u16,
    limit: u16,
    contract_end: Option<Date>,
) -> Result<(), FeeRefusal> {
    let in_contract = contract_end.map_or(limit, |end| {
        let whole = i32::from(end == Period::of(end).last_day());
        let left = first.months_until(Period::of(end)) + whole;
        u16::try_from(left.max(0)).unwrap_or(limit)
    });
    let allowed = limit.min(in_contract);
    if months > allowed {
        return Err(FeeRefusal::PrepaidTooFar { months, allowed });
    }
    Ok(())
}

/// Why a fee cannot be worked out or taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeeRefusal {
    /// A negative area or rate.
    #[error("an area of {area} m² at a rate of {} (1e-4 yuan) cannot be billed", rate.0)]
    Negative {
        /// Area.
        area: AreaC,
        /// Rate.
        rate: RateE4,
    },
    /// Too many months ahead.
    #[error("{months} months ahead are more than the {allowed} that may be prepaid")]
    PrepaidTooFar {
        /// Months wanted.
        months: u16,
        /// Months allowed.
        allowed: u16,
    },
    /// A payment that is not above zero.
    #[error("a payment must be above zero, not {amount} yuan")]
    NotPositive {
        /// The amount.
        amount: Fen,
    },
    /// An open item that owes less than nothing.
    #[error("open item {index} is negative")]
    NegativeItem {
        /// Its position, from 0.
        index: usize,
    },
    /// The payer designated an item that is not open.
    #[error("there is no open item {index}")]
    NoSuchItem {
        /// The position named.
        index: usize,
    },
    /// The amounts do not fit.
    #[error(transparent)]
    Money(#[from] MoneyError),
}
