//! Payments that are recorded already, and which rows of another list are the same.
//!
//! An office exports the same money twice: once without the bank's references, later with them, or in
//! a file that differs by a letter. What was recorded under a reference is found by it; the rest by
//! what a row says. Two equal payments of one day are two: each recorded one stands for one row.

use std::collections::BTreeMap;

use jiff::civil::Date;
use mingbai_domain::book::Item;
use mingbai_domain::calendar::{UnixMs, add_days};
use mingbai_domain::fees::BillItem;
use mingbai_domain::ids::UnitId;
use mingbai_domain::money::Fen;
use mingbai_store::{items, requests};

use crate::act::Cx;
use crate::error::AppError;
use crate::money::payments::{NewPayment, numbers};

/// What begins the key of a row without a reference.
pub(super) const BY_ROW: &str = "row:";

/// Unit, day, item, amount. Not how it came: that is what an office corrects.
type Said = (UnitId, Date, BillItem, Fen);

/// Recorded payments that no row of the list stands for yet.
pub(super) struct Known {
    by_key: BTreeMap<String, Said>,
    left: BTreeMap<Said, Left>,
}

/// How many there are of one kind.
#[derive(Default)]
struct Left {
    by_row: usize,
    by_reference: usize,
}

impl Known {
    /// What is recorded for days from `first` to `last`. A payment and the prepayment that was left of
    /// it are one, by the request that made both.
    pub(super) fn load(cx: &mut Cx<'_, '_>, days: Option<(Date, Date)>) -> Result<Self, AppError> {
        let mut known = Self {
            by_key: BTreeMap::new(),
            left: BTreeMap::new(),
        };
        let Some((first, last)) = days else {
            return Ok(known);
        };
        let (from, until) = (UnixMs::start_of(first), UnixMs::start_of(add_days(last, 1)));
        let book = &mut cx.book;
        let items = items::received(book.tx, book.id, &book.slug, from, until)?;
        if items.is_empty() {
            return Ok(known);
        }
        let items: BTreeMap<u64, Item> = items.into_iter().map(|r| (r.seq, r.item)).collect();
        for (key, answer) in requests::payments(book.tx, book.id)? {
            let numbers = numbers(&key, &answer)?;
            let made: Vec<&Item> = numbers.iter().filter_map(|seq| items.get(seq)).collect();
            let Some(one) = made.first() else { continue };
            let amount = Fen::total(made.iter().map(|item| item.amount))?;
            let said = (one.unit, one.at.date(), item_of(one), amount);
            let left = known.left.entry(said).or_default();
            if key.starts_with(BY_ROW) {
                left.by_row += 1;
            } else {
                left.by_reference += 1;
            }
            known.by_key.insert(key, said);
        }
        Ok(known)
    }

    /// Takes the payment out that is recorded under this very key; whether there is one.
    pub(super) fn take_by_key(&mut self, key: &str) -> bool {
        let Some(said) = self.by_key.remove(key) else {
            return false;
        };
        if let Some(left) = self.left.get_mut(&said) {
            left.take(key.starts_with(BY_ROW));
        }
        true
    }

    /// Takes a payment out that `new` may be once more; whether there is one. Two references are two
    /// payments.
    pub(super) fn take_like(&mut self, new: &NewPayment) -> bool {
        let said = (new.unit, new.at.date(), new.item, new.amount);
        let Some(left) = self.left.get_mut(&said) else {
            return false;
        };
        left.take(true) || (new.key.starts_with(BY_ROW) && left.take(false))
    }
}

impl Left {
    fn take(&mut self, by_row: bool) -> bool {
        let count = if by_row {
            &mut self.by_row
        } else {
            &mut self.by_reference
        };
        let some = *count > 0;
        *count = count.saturating_sub(1);
        some
    }
}

fn item_of(item: &Item) -> BillItem {
    if item.fund == BillItem::Fee.accounts().0 {
        BillItem::Fee
    } else {
        BillItem::Parking
    }
}
