//! Recording payments: one at a time or a thousand, the same code.
//!
//! A payment is allocated to the unit's oldest bills; what is left over is a prepayment. The same
//! key with the same content answers the same receipt and changes nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use mingbai_domain::book::{Item, ItemKind, RuleBroken, file_hash};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::fees::{BillItem, Channel, OpenItem, allocate_payment};
use mingbai_domain::ids::{CommunityId, UnitId};
use mingbai_domain::ledger::templates::accounts as a;
use mingbai_domain::money::Fen;
use mingbai_domain::registry::ManagementMode;
use mingbai_store::bills::{AllocationRow, BillRow};
use mingbai_store::requests::RequestRow;
use mingbai_store::{StoreError, Tx, bills, requests};

use crate::act::Cx;
use crate::book::append::Append;
use crate::book::closing;
use crate::error::{AppError, Nothing};
use crate::money::refusal::MoneyRefusal;

/// A payment to record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPayment {
    /// The caller's idempotency key, unique in the community.
    pub key: String,
    /// Who paid: the unit.
    pub unit: UnitId,
    /// For what.
    pub item: BillItem,
    /// How much, positive.
    pub amount: Fen,
    /// Where it arrived.
    pub channel: Channel,
    /// When.
    pub at: UnixMs,
}

/// What a payment became.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Numbers of its items in the accounts: payment, and prepayment if something was left.
    pub numbers: Vec<u64>,
    /// True if it had been recorded before.
    pub repeated: bool,
}

/// Records payments in order. Each is accepted or refused by itself; an `Err` of the whole call is
/// a failure of the database, and then nothing is written.
///
/// A summary names one list for each month and kind, and has to fit into one record: payments of
/// very many months are summarised in between.
pub fn record_many(
    cx: &mut Cx<'_, '_>,
    payments: &[NewPayment],
) -> Result<Vec<Result<Receipt, AppError>>, AppError> {
    let parts = narrow_parts(payments);
    let mut answers = Vec::with_capacity(payments.len());
    for part in &parts {
        if parts.len() > 1 {
            closing::summarise(cx)?;
        }
        answers.extend(record_part(cx, part)?);
    }
    Ok(answers)
}

/// Payments that make at most this many lists, each, are summarised in one record with whatever
/// else is waiting: a list takes less than 200 bytes of 65,535.
const PART_LISTS: usize = 150;

/// The payments in their order, cut where a part would make too many lists.
fn narrow_parts(payments: &[NewPayment]) -> Vec<&[NewPayment]> {
    if payments.len() <= PART_LISTS / 2 {
        return vec![payments];
    }
    let mut parts = Vec::new();
    let (mut start, mut lists) = (0, BTreeSet::new());
    for (at, payment) in payments.iter().enumerate() {
        let month = Period::of(payment.at.date());
        // At most a payment and a prepayment each.
        for kind in 0..2 {
            lists.insert((month, payment.item, payment.channel == Channel::Bank, kind));
        }
        if lists.len() > PART_LISTS {
            parts.push(&payments[start..=at]);
            (start, lists) = (at + 1, BTreeSet::new());
        }
    }
    if start < payments.len() || parts.is_empty() {
        parts.push(&payments[start..]);
    }
    parts
}

fn record_part(
    cx: &mut Cx<'_, '_>,
    payments: &[NewPayment],
) -> Result<Vec<Result<Receipt, AppError>>, AppError> {
    let (id, tx) = (cx.id(), &mut *cx.book.tx);
    let keys: Vec<&str> = payments
        .iter()
        .map(|payment| payment.key.as_str())
        .collect();
    let mut answered: HashMap<String, RequestRow> = requests::list(tx, id, &keys)?
        .into_iter()
        .map(|request| (request.key.clone(), request))
        .collect();
    let units: BTreeSet<UnitId> = payments.iter().map(|payment| payment.unit).collect();
    let units: Vec<UnitId> = units.into_iter().collect();
    let mut desk = Desk {
        open: open_bills(tx, id, &units)?,
        touched: BTreeSet::new(),
        allocations: Vec::new(),
        prepaid: BTreeMap::new(),
        salts: cx.random.salts(payments.len() * 2)?,
        book: &mut cx.book,
    };
    let mut fresh = Vec::with_capacity(payments.len());
    let mut answers = Vec::with_capacity(payments.len());
    for payment in payments {
        let body = body_hash(payment);
        if let Some(before) = answered.get(&payment.key) {
            answers.push(repeat(before, &body));
            continue;
        }
        let answer = desk.take(payment);
        if let Ok(receipt) = &answer {
            let request = RequestRow {
                key: payment.key.clone(),
                body,
                answer: numbers_text(&receipt.numbers),
            };
            answered.insert(payment.key.clone(), request.clone());
            fresh.push(request);
        }
        answers.push(answer);
    }
    desk.finish(&fresh)?;
    Ok(answers)
}

/// Records one payment.
pub fn record(cx: &mut Cx<'_, '_>, payment: NewPayment) -> Result<Receipt, AppError> {
    let mut answers = record_many(cx, &[payment])?;
    answers.pop().unwrap_or(Err(Nothing::Record.into()))
}

type Bills = BTreeMap<(UnitId, BillItem), Vec<BillRow>>;

/// The units' open bills, oldest first.
fn open_bills(tx: &mut Tx<'_>, id: CommunityId, units: &[UnitId]) -> Result<Bills, AppError> {
    let mut open = Bills::new();
    for bill in bills::list_open(tx, id, units)? {
        open.entry((bill.unit, bill.item)).or_default().push(bill);
    }
    for rows in open.values_mut() {
        rows.sort_by_key(|bill| bill.period);
    }
    Ok(open)
}

/// What a batch of payments changes, collected before it is written.
struct Desk<'d, 't, 'c> {
    book: &'d mut Append<'t, 'c>,
    open: Bills,
    touched: BTreeSet<(UnitId, BillItem, usize)>,
    allocations: Vec<AllocationRow>,
    prepaid: BTreeMap<UnitId, Fen>,
    salts: Vec<[u8; 32]>,
}

impl Desk<'_, '_, '_> {
    fn take(&mut self, payment: &NewPayment) -> Result<Receipt, AppError> {
        let mode = self.book.fold().mode_on(payment.at.date());
        if payment.item == BillItem::Fee && mode == Some(ManagementMode::LumpSum) {
            return Err(AppError::rule("sealed", RuleBroken::LumpSum));
        }
        let key = (payment.unit, payment.item);
        let open: Vec<OpenItem> = self
            .open
            .get(&key)
            .map(Vec::as_slice)
            .unwrap_or_default()
            .iter()
            .map(|bill| {
                let principal = bill.amount.minus(bill.paid)?;
                Ok(OpenItem {
                    due: bill.due,
                    principal,
                    late_fee: Fen::ZERO,
                })
            })
            .collect::<Result<_, AppError>>()?;
        let plan = allocate_payment(payment.amount, &open, &[])?;
        let left = plan.left;
        if left > Fen::ZERO && payment.item == BillItem::Parking {
            return Err(AppError::Money(MoneyRefusal::Overpaid { left }));
        }
        let paid = payment.amount.minus(left)?;
        let mut numbers = Vec::with_capacity(2);
        if paid > Fen::ZERO {
            let (_, receivable, _) = payment.item.accounts();
            let seq = self.item(payment, ItemKind::Payment, receivable, paid)?;
            numbers.push(seq);
            self.allocate(
                key,
                seq,
                &plan.items.iter().map(|p| p.principal).collect::<Vec<_>>(),
            )?;
        }
        if left > Fen::ZERO {
            numbers.push(self.item(payment, ItemKind::Prepayment, a::PREPAID_FEES, left)?);
            let ahead = self.prepaid.entry(payment.unit).or_default();
            *ahead = ahead.plus(left)?;
        }
        Ok(Receipt {
            numbers,
            repeated: false,
        })
    }

    fn item(
        &mut self,
        payment: &NewPayment,
        kind: ItemKind,
        credit: mingbai_domain::ledger::Account,
        amount: Fen,
    ) -> Result<u64, AppError> {
        let period = Period::of(payment.at.date());
        let item = Item {
            community: self.book.slug.clone(),
            unit: payment.unit,
            kind,
            fund: payment.item.accounts().0,
            debit: payment.channel.account(),
            credit,
            period,
            number: String::new(),
            amount,
            at: payment.at,
        };
        // Two salts a payment were drawn, and a payment makes at most two items.
        let salt = self.salts.pop().ok_or(Nothing::Salt)?;
        self.book
            .item(item, salt, |seq| format!("P{period}-{seq:06}"))
    }

    fn allocate(
        &mut self,
        (unit, item): (UnitId, BillItem),
        seq: u64,
        parts: &[Fen],
    ) -> Result<(), AppError> {
        let bills = self.open.entry((unit, item)).or_default();
        for (at, (bill, &part)) in bills.iter_mut().zip(parts).enumerate() {
            if part == Fen::ZERO {
                continue;
            }
            bill.paid = bill.paid.plus(part)?;
            self.touched.insert((unit, item, at));
            self.allocations.push(AllocationRow {
                seq,
                unit,
                item,
                period: bill.period,
                amount: part,
            });
        }
        Ok(())
    }

    fn finish(self, fresh: &[RequestRow]) -> Result<(), AppError> {
        let bills: Vec<&BillRow> = self
            .touched
            .iter()
            .filter_map(|(unit, item, at)| self.open.get(&(*unit, *item))?.get(*at))
            .collect();
        let (id, tx) = (self.book.id, &mut *self.book.tx);
        bills::allocate(tx, id, &self.allocations, &bills)?;
        for (&unit, &change) in &self.prepaid {
            bills::add_prepaid(tx, id, unit, change)?;
        }
        Ok(requests::insert(tx, id, fresh)?)
    }
}

pub(crate) fn body_hash(payment: &NewPayment) -> [u8; 32] {
    let text = format!(
        "{}|{}|{}|{}|{}",
        payment.unit, payment.item, payment.amount.0, payment.channel, payment.at.0
    );
    file_hash(text.as_bytes())
}

fn numbers_text(numbers: &[u64]) -> String {
    numbers
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(",")
}

fn repeat(before: &RequestRow, body: &[u8; 32]) -> Result<Receipt, AppError> {
    if before.body != *body {
        return Err(AppError::KeyReused(before.key.clone()));
    }
    Ok(Receipt {
        numbers: numbers(&before.key, &before.answer)?,
        repeated: true,
    })
}

/// The numbers of the items that a request made, from its stored answer.
pub(crate) fn numbers(key: &str, answer: &str) -> Result<Vec<u64>, StoreError> {
    let numbers: Result<Vec<u64>, _> = answer.split(',').map(str::parse).collect();
    numbers.map_err(|_| StoreError::Inconsistent(format!("answer of request `{key}`")))
}
