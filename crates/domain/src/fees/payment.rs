//! How a payment is allocated to open items.
//!
//! The debtor designates (Civil Code 560); otherwise, by contract clause, the oldest principal
//! first and late fees last (561 lets the parties agree on the order).

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::FeeRefusal;
use crate::money::Fen;

/// Something owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// Day on which it was due.
    pub due: Date,
    /// Principal still owed.
    pub principal: Fen,
    /// Late fee still owed.
    pub late_fee: Fen,
}

/// What a payment pays on one item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ItemPayment {
    /// On principal.
    pub principal: Fen,
    /// On the late fee.
    pub late_fee: Fen,
}

/// A payment laid out over items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// For each open item, in the order given.
    pub items: Vec<ItemPayment>,
    /// What no item needed: a prepayment (2003).
    pub left: Fen,
}

/// Lays `amount` out: the principal of the `designated` items in the payer's order, then principal
/// by due day (ties by position), then late fees in the same order. Nothing is lost: the parts and
/// `left` add up to `amount`.
pub fn allocate_payment(
    amount: Fen,
    open: &[OpenItem],
    designated: &[usize],
) -> Result<Allocation, FeeRefusal> {
    if amount <= Fen::ZERO {
        return Err(FeeRefusal::NotPositive { amount });
    }
    let negative = |item: &OpenItem| item.principal < Fen::ZERO || item.late_fee < Fen::ZERO;
    if let Some(index) = open.iter().position(negative) {
        return Err(FeeRefusal::NegativeItem { index });
    }
    if let Some(&index) = designated.iter().find(|&&index| index >= open.len()) {
        return Err(FeeRefusal::NoSuchItem { index });
    }
    let order = order(open, designated);
    let mut items = vec![ItemPayment::default(); open.len()];
    let mut left = amount;
    for &index in &order {
        items[index].principal = take(&mut left, open[index].principal)?;
    }
    for &index in &order {
        items[index].late_fee = take(&mut left, open[index].late_fee)?;
    }
    Ok(Allocation { items, left })
}

/// The designated positions first, each once, then the others by due day and position.
fn order(open: &[OpenItem], designated: &[usize]) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    let mut order: Vec<usize> = designated
        .iter()
        .copied()
        .filter(|&index| seen.insert(index))
        .collect();
    let mut others: Vec<usize> = (0..open.len())
        .filter(|index| !seen.contains(index))
        .collect();
    others.sort_by_key(|&index| open[index].due);
    order.extend(others);
    order
}

fn take(left: &mut Fen, owed: Fen) -> Result<Fen, FeeRefusal> {
    let paid = owed.min(*left);
    *left = left.minus(paid)?;
    Ok(paid)
}
