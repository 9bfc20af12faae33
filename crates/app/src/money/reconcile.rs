//! The bank's statements against the book (invariant I5): 1002 is the bank's balance plus and minus
//! reconciling items, each listed with its age.
//!
//! A movement and an entry belong together if the entry names the bank's reference, else if the
//! amounts are equal and the days near. A movement that pays several entries belongs to them if they
//! name its reference, or if of all near ones exactly one small group adds up to it; where several do,
//! it is left open and that is said. Wallets are no bank accounts: what they hold is not compared.

mod order;
mod pairs;
mod sums;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use mingbai_domain::access::Act;
use mingbai_domain::book::{EntryKind, Fold};
use mingbai_domain::calendar::{add_days, days_between};
use mingbai_domain::ids::CommunityId;
use mingbai_domain::ledger::templates::accounts as a;
use mingbai_domain::money::{Fen, MoneyError};
use mingbai_sheets::Wallet;
use mingbai_store::bank::{self, BankLineRow};

use crate::App;
use crate::act::Call;
use crate::error::AppError;
use pairs::pair;

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
    /// Movements of the bank that are in both.
    pub matched: usize,
    /// Those of them that pay several entries.
    pub joined: Vec<Joined>,
    /// Open movements of the bank that several groups of entries would explain, or too many to try.
    pub undecided: Vec<OpenItem>,
    /// Movements of wallets, which no bank account has and nothing here compares.
    pub in_wallets: usize,
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

/// A movement of the bank that pays several entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joined {
    /// Its day.
    pub date: Date,
    /// Its amount.
    pub amount: Fen,
    /// The bank's reference.
    pub name: String,
    /// The entries, such as `#12`.
    pub entries: Vec<String>,
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
    let all = lines.len();
    lines.retain(|line| Wallet::of_account(&line.account).is_none());
    let in_wallets = all - lines.len();
    lines.sort_by_key(|line| (line.date, line.no));
    order::by_balances(&mut lines);
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
    let sums = sums::join(&lines, &movements, &pairs);
    let open = |date, amount, name: &str| OpenItem {
        date,
        amount,
        name: name.to_owned(),
        days: days_between(date, to),
    };
    let line_open = |at: usize| {
        let line: &BankLineRow = &lines[at];
        open(line.date, line.amount, &line.reference)
    };
    let several = sums.groups.values().flatten();
    let booked_there: BTreeSet<usize> = pairs.values().chain(several).copied().collect();
    let explained = |at: &usize| pairs.contains_key(at) || sums.groups.contains_key(at);
    let only_bank = (0..lines.len()).filter(|at| !explained(at));
    let only_bank = only_bank.map(line_open).collect();
    let only_booked = movements.iter().enumerate();
    let only_booked = only_booked
        .filter(|(at, moved)| !booked_there.contains(at) && moved.date >= from)
        .map(|(_, moved)| open(moved.date, moved.amount, &moved.name))
        .collect();
    let joined = sums.groups.iter().map(|(&at, group)| Joined {
        date: lines[at].date,
        amount: lines[at].amount,
        name: lines[at].reference.clone(),
        entries: group
            .iter()
            .map(|&moved| movements[moved].name.clone())
            .collect(),
    });
    Ok(Some(Reconciliation {
        from,
        to,
        bank: bank_balance(&lines)?,
        booked: balance,
        matched: pairs.len() + sums.groups.len(),
        joined: joined.collect(),
        undecided: sums.undecided.iter().map(|&at| line_open(at)).collect(),
        in_wallets,
        only_bank,
        only_booked,
        gaps: gaps(&lines)?,
    }))
}

/// What the book says about the bank account.
#[derive(Clone, Debug)]
struct Movement {
    date: Date,
    amount: Fen,
    name: String,
    reference: Option<String>,
}

/// Entries that were reversed, and their reversals: together they moved nothing.
pub(crate) fn taken_back(fold: &Fold) -> BTreeSet<u64> {
    let reversals = fold.entries().iter();
    reversals
        .filter_map(|posted| Some([posted.entry.seq, posted.entry.reverses?]))
        .flatten()
        .collect()
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
