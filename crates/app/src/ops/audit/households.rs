//! What households owe and paid, added up again from their items: bills, what each payment paid of
//! them, what is paid ahead, and the requests that were answered with the payments.
//!
//! The items are sealed in the book, so everything here is derived from what cannot be changed
//! unseen. A bill takes some 100 bytes while a community is gone through.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use mingbai_domain::book::{Item, ItemKind};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::fees::{BillItem, Channel};
use mingbai_domain::fees::{OpenItem, allocate_payment};
use mingbai_domain::ids::{CommunityId, UnitId};
use mingbai_domain::ledger::templates::accounts as a;
use mingbai_domain::ledger::{Account, Fund};
use mingbai_domain::money::Fen;
use mingbai_store::audit::RawRow;
use mingbai_store::ledger::BalanceRow;
use mingbai_store::requests::ACT_KEY;
use mingbai_store::{StoreError, Tx};

use super::cursor::Cursor;
use super::finding::{Finding, Findings, Key, Why, number};
use crate::money::payments::{NewPayment, body_hash};

/// A bill as the items make it.
#[derive(Clone, Copy, Debug)]
struct Bill {
    seq: u64,
    amount: Fen,
    paid: Fen,
}

type BillKey = (UnitId, BillItem, Period);

/// What came in with one payment item.
#[derive(Clone, Copy, Debug)]
struct Paid {
    unit: UnitId,
    item: BillItem,
    amount: Fen,
    channel: Channel,
    at: UnixMs,
}

/// What was gone through so far.
pub(super) struct Households {
    id: CommunityId,
    allocations: Cursor,
    bills: BTreeMap<BillKey, Bill>,
    /// Bills not fully paid.
    open: BTreeSet<BillKey>,
    ahead: BTreeMap<UnitId, i128>,
    payments: BTreeMap<u64, Paid>,
    any: bool,
}

impl Households {
    pub fn open(id: CommunityId) -> Result<Self, StoreError> {
        Ok(Self {
            id,
            allocations: Cursor::open(id, "allocation")?,
            bills: BTreeMap::new(),
            open: BTreeSet::new(),
            ahead: BTreeMap::new(),
            payments: BTreeMap::new(),
            any: false,
        })
    }

    /// Allocations of numbers below `seq` that are no payment's.
    pub fn strays(
        &mut self,
        tx: &mut Tx<'_>,
        seq: u64,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        while let Some(row) = self.allocations.stray(tx, "seq", seq)? {
            findings.row("allocation", number(&row, "seq"), Why::NotInBook);
        }
        Ok(())
    }

    /// Takes the next item in, and compares what it paid.
    pub fn item(
        &mut self,
        tx: &mut Tx<'_>,
        seq: u64,
        item: &Item,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        self.any = true;
        let key = Key::count(seq);
        let mut pays = match self.take_in(seq, item) {
            Ok(pays) => pays,
            Err(why) => {
                findings.row("item", key, why);
                Vec::new()
            }
        };
        // In the order of the table's key.
        pays.sort_by_key(|(of, period, _)| (of.as_str(), *period));
        let mut pays = pays.into_iter();
        while let Some(row) = self.allocations.own(tx, "seq", seq)? {
            let Some((of, period, amount)) = pays.next() else {
                findings.row("allocation", key, Why::NotInBook);
                continue;
            };
            if let Err(why) = same_allocation(&row, of, period, amount) {
                findings.row("allocation", key, why);
            }
        }
        if pays.next().is_some() {
            findings.row("allocation", key, Why::Missing);
        }
        Ok(())
    }

    /// Answers what the item pays of which bills.
    fn take_in(&mut self, seq: u64, item: &Item) -> Result<Vec<(BillItem, Period, Fen)>, Why> {
        let (unit, amount) = (item.unit, item.amount);
        match item.kind {
            ItemKind::Bill => {
                let of = BillItem::of(item.fund, item.debit).ok_or(Why::Item)?;
                let bill = Bill {
                    seq,
                    amount,
                    paid: Fen::ZERO,
                };
                let key = (unit, of, item.period);
                if self.bills.contains_key(&key) {
                    return Err(Why::BilledTwice);
                }
                self.bills.insert(key, bill);
                self.open.insert(key);
                Ok(Vec::new())
            }
            ItemKind::Payment => {
                let of = BillItem::of(item.fund, item.credit).ok_or(Why::Item)?;
                self.came_in(seq, item, of);
                self.pay_oldest(unit, of, amount)
            }
            ItemKind::PrepaymentUsed => {
                let of = BillItem::of(item.fund, item.credit).ok_or(Why::Item)?;
                *self.ahead.entry(unit).or_default() -= i128::from(amount.0);
                self.pay((unit, of, item.period), amount)?;
                Ok(vec![(of, item.period, amount)])
            }
            ItemKind::Prepayment => {
                self.came_in(seq, item, BillItem::Fee);
                *self.ahead.entry(unit).or_default() += i128::from(amount.0);
                Ok(Vec::new())
            }
            _ => Ok(Vec::new()),
        }
    }

    fn came_in(&mut self, seq: u64, item: &Item, of: BillItem) {
        let channel = if item.debit == a::BANK {
            Channel::Bank
        } else {
            Channel::Clearing
        };
        let paid = Paid {
            unit: item.unit,
            item: of,
            amount: item.amount,
            channel,
            at: item.at,
        };
        self.payments.insert(seq, paid);
    }

    /// The rule by which every payment is allocated.
    fn pay_oldest(
        &mut self,
        unit: UnitId,
        of: BillItem,
        amount: Fen,
    ) -> Result<Vec<(BillItem, Period, Fen)>, Why> {
        let keys: Vec<BillKey> = self
            .open
            .range((unit, of, Period::of(Date::MIN))..)
            .take_while(|key| (key.0, key.1) == (unit, of))
            .copied()
            .collect();
        let owed = keys.iter().filter_map(|key| {
            let bill = self.bills.get(key)?;
            Some(OpenItem {
                due: key.2.last_day(),
                principal: bill.amount.minus(bill.paid).ok()?,
                late_fee: Fen::ZERO,
            })
        });
        let owed: Vec<OpenItem> = owed.collect();
        let plan = allocate_payment(amount, &owed, &[]).map_err(|_| Why::Item)?;
        let mut pays = Vec::new();
        for (key, part) in keys.into_iter().zip(plan.items) {
            if part.principal > Fen::ZERO {
                self.pay(key, part.principal)?;
                pays.push((of, key.2, part.principal));
            }
        }
        if plan.left > Fen::ZERO {
            return Err(Why::Overpaid);
        }
        Ok(pays)
    }

    fn pay(&mut self, key: BillKey, amount: Fen) -> Result<(), Why> {
        let bill = self.bills.get_mut(&key).ok_or(Why::Overpaid)?;
        bill.paid = bill.paid.plus(amount).map_err(|_| Why::Overflow)?;
        if bill.paid > bill.amount {
            return Err(Why::Overpaid);
        }
        if bill.paid == bill.amount {
            self.open.remove(&key);
        }
        Ok(())
    }

    /// Compares bills, prepayments, requests and the accounts with what the items add up to.
    pub fn finish(
        mut self,
        tx: &mut Tx<'_>,
        balances: &BTreeMap<(Fund, Account), BalanceRow>,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        self.accounts(balances, findings);
        self.check_bills(tx, findings)?;
        self.check_prepaid(tx, findings)?;
        self.check_requests(tx, findings)
    }

    /// I3 and I16: what units owe is the receivable, what they paid ahead is the prepayment account.
    fn accounts(&self, balances: &BTreeMap<(Fund, Account), BalanceRow>, findings: &mut Findings) {
        let owed = |of: BillItem| -> i128 {
            let bills = self.bills.iter().filter(|((_, item, _), _)| *item == of);
            bills
                .map(|(_, bill)| i128::from(bill.amount.0) - i128::from(bill.paid.0))
                .sum()
        };
        let ahead: i128 = self.ahead.values().sum();
        let sides = [
            (Fund::Svc, a::FEES_RECEIVABLE, owed(BillItem::Fee)),
            (Fund::Com, a::PARKING_RECEIVABLE, owed(BillItem::Parking)),
            (Fund::Svc, a::PREPAID_FEES, -ahead),
        ];
        for (fund, account, households) in sides {
            let kept = balances.get(&(fund, account));
            let ledger = kept.map(|balance| balance.amount).unwrap_or_default();
            // Accounts that an office keeps in total only (imported journals) have no units behind.
            if !self.any || i128::from(ledger.0) == households {
                continue;
            }
            match i64::try_from(households) {
                Ok(households) => findings.add(Finding::Households {
                    account: account.code(),
                    households: Fen(households),
                    ledger,
                }),
                Err(_) => findings.row("balance", Key::Account(fund, account), Why::Overflow),
            }
        }
    }

    fn check_bills(&mut self, tx: &mut Tx<'_>, findings: &mut Findings) -> Result<(), StoreError> {
        let mut rows = Cursor::open(self.id, "bill")?;
        while let Some(row) = rows.next(tx)? {
            let why = match bill_key(&row) {
                Ok(key) => match self.bills.remove(&key) {
                    Some(bill) => same_bill(&row, &bill, key.2),
                    None => Err(Why::NotInBook),
                },
                Err(why) => Err(why),
            };
            if let Err(why) = why {
                findings.row("bill", number(&row, "seq"), why);
            }
        }
        for bill in self.bills.values() {
            findings.row("bill", Key::count(bill.seq), Why::Missing);
        }
        Ok(())
    }

    fn check_prepaid(
        &mut self,
        tx: &mut Tx<'_>,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        let mut rows = Cursor::open(self.id, "prepaid")?;
        while let Some(row) = rows.next(tx)? {
            let unit = row.int("unit_id").unwrap_or_default();
            let ahead = self.ahead.remove(&UnitId(unit)).unwrap_or_default();
            if row.int("amount_fen").map(i128::from) != Ok(ahead) {
                let why = Why::NotOfItems("amount_fen");
                findings.row("prepaid", Key::Number(unit), why);
            }
        }
        for (unit, _) in self.ahead.iter().filter(|(_, ahead)| **ahead != 0) {
            findings.row("prepaid", Key::Number(unit.0), Why::Missing);
        }
        Ok(())
    }

    /// Every payment was asked for once, with what it became. A request with another answer is
    /// about something else.
    fn check_requests(
        &mut self,
        tx: &mut Tx<'_>,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        let mut rows = Cursor::open(self.id, "request")?;
        while let Some(row) = rows.next(tx)? {
            let key = Key::Nth(rows.taken);
            match (
                row.text("request_key"),
                row.hash("body"),
                row.text("answer"),
            ) {
                // What went through the door once, whatever it was: its answer has its own form.
                (Ok(key), ..) if key.starts_with(ACT_KEY) => {}
                (Ok(_), Ok(body), Ok(answer)) => {
                    if let Err(why) = self.answered(&body, answer) {
                        findings.row("request", key, why);
                    }
                }
                (Err(bad), ..) | (_, Err(bad), _) | (.., Err(bad)) => {
                    findings.row("request", key, bad);
                }
            }
        }
        for seq in self.payments.keys() {
            findings.row("item", Key::count(*seq), Why::NoRequest);
        }
        Ok(())
    }

    fn answered(&mut self, body: &[u8; 32], answer: &str) -> Result<(), Why> {
        let numbers: Result<Vec<u64>, _> = answer.split(',').map(str::parse).collect();
        let Ok(numbers) = numbers else {
            return Ok(());
        };
        let mut all: Option<Paid> = None;
        for seq in numbers {
            let paid = self.payments.remove(&seq).ok_or(Why::Request)?;
            all = Some(match all {
                None => paid,
                Some(first) => Paid {
                    amount: first.amount.plus(paid.amount).map_err(|_| Why::Overflow)?,
                    ..first
                },
            });
        }
        let paid = all.ok_or(Why::Request)?;
        let asked = NewPayment {
            key: String::new(),
            unit: paid.unit,
            item: paid.item,
            amount: paid.amount,
            channel: paid.channel,
            at: paid.at,
        };
        if body_hash(&asked) == *body {
            Ok(())
        } else {
            Err(Why::Request)
        }
    }
}

/// For what a row is.
pub(super) fn bill_item(row: &RawRow) -> Result<BillItem, Why> {
    BillItem::parse(row.text("item")?).ok_or(Why::Cell("item"))
}

fn bill_key(row: &RawRow) -> Result<BillKey, Why> {
    Ok((
        UnitId(row.int("unit_id")?),
        bill_item(row)?,
        row.parse("period")?,
    ))
}

fn same_bill(row: &RawRow, bill: &Bill, period: Period) -> Result<(), Why> {
    let same = [
        ("seq", row.count("seq")? == bill.seq),
        ("amount_fen", row.int("amount_fen")? == bill.amount.0),
        ("paid_fen", row.int("paid_fen")? == bill.paid.0),
        ("due", row.text("due")? == period.last_day().to_string()),
    ];
    first_difference(&same)
}

fn same_allocation(row: &RawRow, of: BillItem, period: Period, amount: Fen) -> Result<(), Why> {
    let same = [
        ("item", bill_item(row)? == of),
        ("period", row.parse("period") == Ok(period)),
        ("amount_fen", row.int("amount_fen")? == amount.0),
    ];
    first_difference(&same)
}

fn first_difference(same: &[(&'static str, bool)]) -> Result<(), Why> {
    match same.iter().find(|(_, same)| !same) {
        Some((column, _)) => Err(Why::NotOfItems(column)),
        None => Ok(()),
    }
}
