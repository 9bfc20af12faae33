//! Plausible amounts: shares and roundings in whole fen.

use mingbai_domain::money::{Fen, Ratio};

/// Whole yuan.
pub const fn yuan(amount: i64) -> Fen {
    Fen(amount * 100)
}

/// `num / den` of an amount.
pub fn share(amount: Fen, num: i64, den: i64) -> Fen {
    amount.times(Ratio { num, den }).unwrap_or_default()
}

/// Down to a multiple of `step` yuan, but at least one step.
pub fn floor_to(amount: Fen, step: i64) -> Fen {
    let step = step * 100;
    Fen((amount.0 / step * step).max(step))
}

/// Up to a multiple of `step` yuan.
pub fn ceil_to(amount: Fen, step: i64) -> Fen {
    let step = step * 100;
    Fen((amount.0 + step - 1).div_euclid(step) * step)
}

/// An exact sum of amounts that are far from the limits.
pub fn sum(amounts: impl IntoIterator<Item = Fen>) -> Fen {
    Fen(amounts.into_iter().map(|amount| amount.0).sum())
}

/// A count as a number for arithmetic.
pub fn count(len: usize) -> i64 {
    i64::try_from(len).unwrap_or(i64::MAX)
}
