//! The bank's statements against the book (invariant I5): 1002 is the bank's balance plus and minus
//! reconciling items, each listed with its age.
//!
//! A movement and an entry belong together if the entry names the bank's reference, else if the
//! amounts are equal and the days near. One movement that pays several entries is left open.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use mingbai_domain::access::Act;
use mingbai_domain::book::{EntryKind, Fold};
use mingbai_domain::calendar::{add_days, days_between};
use mingbai_domain::ids::CommunityId;
use mingbai_domain::ledger::templates::accounts as a;
use mingbai_domain::money::{Fen, MoneyError};
use mingbai_store::bank::{self, BankLineRow};

use crate::App;
use crate::act::Call;
use crate::error::AppError;

/// Days that a transfer may take between book and bank.
const NEAR_DAYS: i32 = 3;

/// How the statements and the book agree, up to the last day of the statements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reconciliation {
    /// First day of the statements.
    pub from: Date,
    /// Last day of the statements, or the day asked for.
    pub to: Date,
    /// The bank's balance on that day, all accounts together; `None` if a statement has none.
    pub bank: Option<Fen>,
    /// The book's balance of 1002 on that day, all funds together.
    pub booked: Fen,
    /// Movements that are in both.
    pub matched: usize,
    /// What the bank did and nobody booked, oldest first.
    pub only_bank: Vec<OpenItem>,
    /// What is booked and the bank did not do, oldest first.
    pub only_booked: Vec<OpenItem>,
    /// Where a statement does not begin with the balance that ended the one before.
    pub gaps: Vec<Gap>,
}

/// A reconciling item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// Day.
    pub date: Date,
    /// Positive for what came in.
    pub amount: Fen,
    /// The bank's reference, or the entry's number `#12`.
    pub name: String,
    /// Days up to the end of the statements.
    pub days: i32,
}

/// Statements that do not join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The day on which the later one begins.
    pub date: Date,
    /// The balance that ended the earlier one.
    pub expected: Fen,
    /// The balance with which the later one begins.
    pub stated: Fen,
}

impl Reconciliation {
    /// The bank's balance less the book's, less what the open items explain. Zero is right;
    /// anything else was so before the first statement, or is missing from them.
    pub fn unexplained(&self) -> Result<Option<Fen>, MoneyError> {
        let sum = |items: &[OpenItem]| Fen::total(items.iter().map(|item| item.amount));
        let Some(bank) = self.bank else {
            return Ok(None);
        };
        let explained = sum(&self.only_bank)?.minus(sum(&self.only_booked)?)?;
        Ok(Some(bank.minus(self.booked)?.minus(explained)?))
    }
}

/// Compares a community's statements with its book, up to `through`. `None` without statements.
pub fn reconcile(
    app: &App,
    id: CommunityId,
    through: Option<Date>,
) -> Result<Option<Reconciliation>, AppError> {
    let (fold, mut lines, booked) = app.look(Call::shell(Act::ReadBank, id), |look| {
        let fold = look.fold()?;
        Ok((
            fold,
            bank::list(look.tx, id)?,
            bank::booked(look.tx, id, a::BANK)?,
        ))
    })?;
    lines.retain(|line| through.is_none_or(|through| line.date <= through));
    lines.sort_by_key(|line| (line.date, line.no));
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return Ok(None);
    };
    let (from, to) = (first.date, through.unwrap_or(last.date));
    let taken_back = taken_back(&fold);
    let mut movements = Vec::with_capacity(booked.len());
    let mut balance = Fen::ZERO;
    for moved in booked {
        let entry = fold.entry(moved.seq).map(|posted| &posted.entry);
        let date = match (entry, moved.paid) {
            (Some(entry), _) => entry.date,
            (None, Some(paid)) => paid.date(),
            (None, None) => continue, // its entry is not in this fold yet
        };
        if date > to {
            continue;
        }
        balance = balance.plus(moved.amount)?;
        let brought_forward = entry.is_some_and(|entry| entry.kind == EntryKind::Opening);
        let settled = moved.amount == Fen::ZERO || taken_back.contains(&moved.seq);
        if !brought_forward && !settled && date >= add_days(from, -NEAR_DAYS) {
            movements.push(Movement {
                date,
                amount: moved.amount,
                name: format!("#{}", moved.seq),
                reference: entry.and_then(|entry| entry.bank_ref.clone()),
            });
        }
    }
    let pairs = pair(&lines, &movements);
    let open = |date, amount, name: &str| OpenItem {
        date,
        amount,
        name: name.to_owned(),
        days: days_between(date, to),
    };
    let booked_there: BTreeSet<usize> = pairs.values().copied().collect();
    let only_bank = lines.iter().enumerate();
    let only_bank = only_bank
        .filter(|(at, _)| !pairs.contains_key(at))
        .map(|(_, line)| open(line.date, line.amount, &line.reference))
        .collect();
    let only_booked = movements.iter().enumerate();
    let only_booked = only_booked
        .filter(|(at, moved)| !booked_there.contains(at) && moved.date >= from)
        .map(|(_, moved)| open(moved.date, moved.amount, &moved.name))
        .collect();
    Ok(Some(Reconciliation {
        from,
        to,
        bank: bank_balance(&lines)?,
        booked: balance,
        matched: pairs.len(),
        only_bank,
        only_booked,
        gaps: gaps(&lines)?,
    }))
}

/// What the book says about the bank account.
struct Movement {
    date: Date,
    amount: Fen,
    name: String,
    reference: Option<String>,
}

/// Entries that were reversed, and their reversals: together they moved nothing.
fn taken_back(fold: &Fold) -> BTreeSet<u64> {
    let reversals = fold.entries().iter();
    reversals
        .filter_map(|posted| Some([posted.entry.seq, posted.entry.reverses?]))
        .flatten()
        .collect()
}

/// Pairs of line and movement: by reference, then by amount with the nearest day.
fn pair(lines: &[BankLineRow], movements: &[Movement]) -> BTreeMap<usize, usize> {
    let mut by_amount: BTreeMap<Fen, Vec<usize>> = BTreeMap::new();
    for (at, moved) in movements.iter().enumerate() {
        by_amount.entry(moved.amount).or_default().push(at);
    }
    let mut pairs = BTreeMap::new();
    let mut used = BTreeSet::new();
    let names = |line: &BankLineRow, moved: &Movement| {
        !line.reference.is_empty() && moved.reference.as_ref() == Some(&line.reference)
    };
    let near = |line: &BankLineRow, moved: &Movement, days: i32| {
        // An entry that names another movement is not this one.
        let free = moved.reference.is_none() || line.reference.is_empty();
        free && days_between(moved.date, line.date).abs() <= days
    };
    for round in 0..=NEAR_DAYS + 1 {
        for (at, line) in lines.iter().enumerate() {
            if pairs.contains_key(&at) {
                continue;
            }
            let mut same = by_amount.get(&line.amount).into_iter().flatten();
            let found = same.find(|&&moved| {
                let fits = if round == 0 {
                    names(line, &movements[moved])
                } else {
                    near(line, &movements[moved], round - 1)
                };
                fits && !used.contains(&moved)
            });
            if let Some(&moved) = found {
                used.insert(moved);
                pairs.insert(at, moved);
            }
        }
    }
    pairs
}

/// The last balance of each account, added up.
fn bank_balance(lines: &[BankLineRow]) -> Result<Option<Fen>, MoneyError> {
    let mut last: BTreeMap<&str, Option<Fen>> = BTreeMap::new();
    for line in lines {
        last.insert(&line.account, line.balance);
    }
    let balances: Option<Vec<Fen>> = last.into_values().collect();
    balances.map(Fen::total).transpose()
}

fn gaps(lines: &[BankLineRow]) -> Result<Vec<Gap>, MoneyError> {
    let mut last: BTreeMap<&str, Fen> = BTreeMap::new();
    let mut gaps = Vec::new();
    for line in lines {
        let Some(balance) = line.balance else {
            continue;
        };
        let stated = balance.minus(line.amount)?;
        let expected = last.insert(&line.account, balance);
        if let Some(expected) = expected.filter(|&expected| expected != stated) {
            gaps.push(Gap {
                date: line.date,
                expected,
                stated,
            });
        }
    }
    Ok(gaps)
}
