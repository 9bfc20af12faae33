//! Late fees (违约金) and the age of a claim.
//!
//! Late fees exist only if agreed: simple, on principal (Civil Code 585).

use jiff::civil::Date;

use crate::calendar::{add_months, days_between};
use crate::money::{Fen, MoneyError, Ratio, Threshold, half_up};

/// The late fee on `principal`, due on `due`, up to and including the day `until`.
///
/// Each payment reduces the principal from its day on. Fen-days are added up exactly and rounded
/// once. The due day itself costs nothing; what is paid beyond the principal earns nothing.
pub fn late_fee(
    principal: Fen,
    due: Date,
    payments: &[(Date, Fen)],
    until: Date,
    daily: Ratio,
) -> Result<Fen, MoneyError> {
    daily.check()?;
    let mut payments: Vec<(Date, Fen)> = payments
        .iter()
        .copied()
        .filter(|&(on, _)| on < until)
        .collect();
    payments.sort_by_key(|&(on, _)| on);
    let (mut open, mut since, mut fen_days) = (principal.max(Fen::ZERO), due, 0_i128);
    for (on, amount) in payments {
        fen_days += accrued(open, since, on);
        since = since.max(on);
        open = open.minus(amount.max(Fen::ZERO))?.max(Fen::ZERO);
    }
    fen_days += accrued(open, since, until);
    let exact = fen_days
        .checked_mul(i128::from(daily.num))
        .ok_or(MoneyError::OutOfRange)?;
    half_up(exact, i128::from(daily.den)).map(Fen)
}

fn accrued(open: Fen, since: Date, until: Date) -> i128 {
    i128::from(open.0) * i128::from(days_between(since, until).max(0))
}

/// Whether an agreed late fee is so far above the loss that a court may cut it: more than 30 %
/// (合同编解释 65). The decision is the court's; this only warns.
pub fn exceeds_loss(late_fee: Fen, loss: Fen) -> bool {
    late_fee > Fen::ZERO
        && (loss <= Fen::ZERO || Threshold::more_than(130, 100).is_met(late_fee.0, loss.0))
}

/// The age of a claim against the time after which a debtor may refuse (诉讼时效).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limitation {
    /// Time is left.
    Running {
        /// Last day.
        ends: Date,
        /// Days left.
        days_left: i32,
    },
    /// Over: the claim stands, but the debtor may refuse. Never cancelled automatically.
    Passed {
        /// Last day.
        ended: Date,
    },
}

/// `years` (3: Civil Code 188) from the last instalment's due day (189), or from the last reminder
/// or acknowledgement after it (195).
pub fn limitation(
    last_due: Date,
    last_interruption: Option<Date>,
    today: Date,
    years: u16,
) -> Limitation {
    let start = last_interruption.map_or(last_due, |on| on.max(last_due));
    let ends = add_months(start, i32::from(years) * 12);
    if today > ends {
        Limitation::Passed { ended: ends }
    } else {
        Limitation::Running {
            ends,
            days_left: days_between(today, ends),
        }
    }
}
