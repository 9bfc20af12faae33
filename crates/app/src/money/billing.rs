//! Monthly bills (J1, J6): one a unit and item, sealed, with prepayments used at once.

use std::collections::BTreeMap;

use mingbai_domain::book::{Fold, Item, ItemKind, RuleBroken};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::fees::{self, BillItem};
use mingbai_domain::ids::UnitId;
use mingbai_domain::ledger::templates::accounts as a;
use mingbai_domain::money::{AreaC, Fen, RateE4};
use mingbai_domain::registry::ManagementMode;
use mingbai_store::bills::{AllocationRow, BillRow};
use mingbai_store::{bills, registry};

use crate::act::Cx;
use crate::error::AppError;
use crate::money::refusal::MoneyRefusal;

/// How far ahead a month may be billed (Hangzhou 55: prepayments of at most 12 months).
const MONTHS_AHEAD: i32 = 12;

/// What a billing run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Billed {
    /// Bills made.
    pub bills: usize,
    /// Their total.
    pub total: Fen,
    /// Of which paid from prepayments.
    pub from_prepaid: Fen,
}

/// Bills every charged unit for one month. A second run for the month is refused (I19).
pub fn run(cx: &mut Cx<'_, '_>, item: BillItem, period: Period) -> Result<Billed, AppError> {
    let id = cx.id();
    let charges = bills::charges(cx.book.tx, id, item)?;
    let areas: BTreeMap<UnitId, AreaC> = registry::units(cx.book.tx, id)?
        .into_iter()
        .map(|unit| (unit.id, unit.area))
        .collect();
    let mut prepaid: BTreeMap<UnitId, Fen> = match item {
        BillItem::Fee => bills::prepaid(cx.book.tx, id)?.into_iter().collect(),
        BillItem::Parking => BTreeMap::new(),
    };
    let mut salts = cx.random.salts(charges.len() * 2)?.into_iter();
    let mut next_salt = move || salts.next().unwrap_or_default(); // two a charge were drawn
    let (fund, receivable, income) = item.accounts();
    check_month(cx.fold(), item, period, cx.now)?;
    let at = cx.time();
    let book = &mut cx.book;
    let blank = Item {
        community: book.slug.clone(),
        unit: UnitId(0),
        kind: ItemKind::Bill,
        fund,
        debit: receivable,
        credit: income,
        period,
        number: String::new(),
        amount: Fen::ZERO,
        at,
    };
    let (mut rows, mut allocations) = (Vec::with_capacity(charges.len()), Vec::new());
    let mut billed = Billed::default();
    for charge in charges {
        let area = areas
            .get(&charge.unit)
            .copied()
            .ok_or(MoneyRefusal::UnknownUnit)?;
        let amount = amount_of(area, charge.rate, charge.amount)?;
        if amount == Fen::ZERO {
            continue;
        }
        let bill = Item {
            unit: charge.unit,
            amount,
            ..blank.clone()
        };
        let seq = book.item(bill, next_salt(), |seq| format!("B{period}-{seq:06}"))?;
        let ahead = prepaid
            .get(&charge.unit)
            .copied()
            .unwrap_or_default()
            .min(amount);
        if ahead > Fen::ZERO {
            let used = Item {
                unit: charge.unit,
                kind: ItemKind::PrepaymentUsed,
                debit: a::PREPAID_FEES,
                credit: receivable,
                amount: ahead,
                ..blank.clone()
            };
            let used_seq = book.item(used, next_salt(), |seq| format!("A{period}-{seq:06}"))?;
            allocations.push(AllocationRow {
                seq: used_seq,
                unit: charge.unit,
                item,
                period,
                amount: ahead,
            });
            billed.from_prepaid = billed.from_prepaid.plus(ahead)?;
            prepaid.insert(charge.unit, ahead);
        } else {
            prepaid.remove(&charge.unit);
        }
        billed.bills += 1;
        billed.total = billed.total.plus(amount)?;
        rows.push(BillRow {
            unit: charge.unit,
            item,
            period,
            seq,
            amount,
            paid: ahead,
            due: period.last_day(),
        });
    }
    match bills::insert(book.tx, id, &rows) {
        Err(error) if error.is_duplicate() => {
            return Err(AppError::Money(MoneyRefusal::AlreadyBilled {
                item,
                period,
            }));
        }
        other => other?,
    }
    bills::allocate(book.tx, id, &allocations, &[])?;
    for allocation in &allocations {
        let change = Fen::ZERO.minus(allocation.amount)?;
        bills::add_prepaid(book.tx, id, allocation.unit, change)?;
    }
    Ok(billed)
}

/// A prepayment reaches at most 12 months ahead, and so do bills. In lump-sum mode the fee is the
/// company's own (domain rules, section 2) and no bill of the community's.
fn check_month(fold: &Fold, item: BillItem, period: Period, at: UnixMs) -> Result<(), AppError> {
    let mode = fold.mode_on(period.last_day());
    if Period::of(at.date()).months_until(period) > MONTHS_AHEAD || mode.is_none() {
        return Err(MoneyRefusal::BillMonth(period).into());
    }
    if item == BillItem::Fee && mode == Some(ManagementMode::LumpSum) {
        return Err(AppError::rule("sealed", RuleBroken::LumpSum));
    }
    Ok(())
}

/// By area and rate, or fixed.
fn amount_of(area: AreaC, rate: RateE4, fixed: Fen) -> Result<Fen, AppError> {
    if rate.0 == 0 {
        Ok(fixed)
    } else {
        Ok(fees::bill(area, rate)?)
    }
}
