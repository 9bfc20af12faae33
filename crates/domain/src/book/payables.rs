//! Costs and their payments as one story: what of a cost is paid, and which cost a payment pays.
//!
//! Records do not name each other. A cost that is still owed stands on an account for what is to be
//! paid (2001, 2002, 2009); its payment takes it off the same account of the same fund, for the
//! same payee. Such a payment belongs to the oldest cost that is open with exactly its amount; else
//! to the oldest ones that add up to it; else, in part, to the only open one. Where none of these
//! holds it belongs to none: nothing is guessed. What was taken back takes part on neither side.

use std::collections::BTreeMap;

use super::{Entry, EntryKind, Fold, PostedEntry};
use crate::ledger::{Account, AccountClass, Fund, Posting};

/// Payables, remuneration payable, money kept back until a warranty ends.
const OWED: [u16; 3] = [2001, 2002, 2009];

/// A part of a cost and the entry that paid it, or the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The other entry.
    pub seq: u64,
    /// How much, in fen.
    pub fen: i128,
}

/// How far a cost is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paid {
    /// With the entry itself, or by the entry with this number.
    InFull {
        /// The payment that was the last; `None` if the entry itself moved the money.
        by: Option<u64>,
    },
    /// Not all of it.
    Part {
        /// Paid so far.
        paid: i128,
        /// Still owed.
        owed: i128,
    },
    /// Nothing of it.
    Owed,
    /// It needs no payment: no money moves and nobody is owed.
    NoMoney,
}

/// All payments of a book with the costs they belong to.
#[derive(Clone, Debug, Default)]
pub struct Payables {
    payments_of: BTreeMap<u64, Vec<Part>>,
    costs_of: BTreeMap<u64, Vec<Part>>,
    owed: BTreeMap<u64, i128>,
}

/// Costs can only meet payments of the same fund, account and payee.
type Creditor<'a> = (Fund, Account, Option<&'a str>);

struct Open {
    seq: u64,
    fen: i128,
}

impl Payables {
    /// Reads a book once.
    pub fn of(fold: &Fold) -> Self {
        let mut found = Self::default();
        let mut open: BTreeMap<Creditor<'_>, Vec<Open>> = BTreeMap::new();
        let counts = |posted: &&std::sync::Arc<PostedEntry>| {
            posted.reversed_by.is_none() && posted.entry.kind != EntryKind::Reversal
        };
        for posted in fold.entries().iter().filter(counts) {
            let entry = &posted.entry;
            for posting in entry.postings.iter().filter(|posting| is_owed(posting)) {
                let creditor = (posting.fund, posting.account, entry.payee.as_deref());
                let queue = open.entry(creditor).or_default();
                let fen = i128::from(posting.amount.0);
                if fen < 0 && is_cost(entry) {
                    queue.push(Open {
                        seq: entry.seq,
                        fen: -fen,
                    });
                } else if fen > 0 && !is_cost(entry) {
                    found.pay(queue, entry.seq, fen);
                }
            }
        }
        for left in open.into_values().flatten() {
            *found.owed.entry(left.seq).or_default() += left.fen;
        }
        found
    }

    fn pay(&mut self, queue: &mut Vec<Open>, payment: u64, fen: i128) {
        if let Some(at) = queue.iter().position(|cost| cost.fen == fen) {
            let cost = queue.remove(at);
            self.link(cost.seq, payment, fen);
            return;
        }
        let mut sum = 0;
        let reaches = |cost: &Open| {
            sum += cost.fen;
            sum >= fen
        };
        let oldest = queue.iter().position(reaches);
        if let (Some(last), true) = (oldest, sum == fen) {
            for cost in queue.drain(..=last) {
                self.link(cost.seq, payment, cost.fen);
            }
        } else if let [only] = queue.as_mut_slice()
            && only.fen > fen
        {
            only.fen -= fen;
            self.link(only.seq, payment, fen);
        }
    }

    fn link(&mut self, cost: u64, payment: u64, fen: i128) {
        let part = |seq| Part { seq, fen };
        self.payments_of
            .entry(cost)
            .or_default()
            .push(part(payment));
        self.costs_of.entry(payment).or_default().push(part(cost));
    }

    /// The payments of a cost, the oldest first.
    pub fn payments_of(&self, cost: u64) -> &[Part] {
        self.payments_of.get(&cost).map_or(&[], Vec::as_slice)
    }

    /// The costs that a payment pays, the oldest first.
    pub fn costs_of(&self, payment: u64) -> &[Part] {
        self.costs_of.get(&payment).map_or(&[], Vec::as_slice)
    }

    /// What is still owed for a cost.
    pub fn owed(&self, cost: u64) -> i128 {
        self.owed.get(&cost).copied().unwrap_or_default()
    }

    /// How far an entry is paid; `None` if it is no cost.
    pub fn paid(&self, entry: &Entry) -> Option<Paid> {
        if !is_cost(entry) {
            return None;
        }
        let owed = self.owed(entry.seq);
        let later = self.payments_of(entry.seq);
        let money: i128 = entry
            .postings
            .iter()
            .filter(|posting| super::figures::is_money(posting))
            .map(|posting| -i128::from(posting.amount.0))
            .sum();
        let paid = money + later.iter().map(|part| part.fen).sum::<i128>();
        Some(match (owed, paid) {
            (0, 0) => Paid::NoMoney,
            (0, _) => Paid::InFull {
                by: later.last().map(|part| part.seq),
            },
            (_, 0) => Paid::Owed,
            (owed, paid) => Paid::Part { paid, owed },
        })
    }
}

/// Whether an entry is a cost that somebody is paid for.
pub fn is_cost(entry: &Entry) -> bool {
    let spends = entry
        .postings
        .iter()
        .any(|posting| posting.account.class() == AccountClass::Expense);
    match entry.kind {
        EntryKind::Expense | EntryKind::Remuneration | EntryKind::SmfDraw => true,
        EntryKind::Adjustment => spends,
        _ => false,
    }
}

fn is_owed(posting: &Posting) -> bool {
    OWED.contains(&posting.account.code())
}
