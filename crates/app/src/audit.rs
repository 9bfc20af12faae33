//! The operator's check: do the private rows, the book and the tree agree, to the fen?
//!
//! What it finds stops the community's writes, with the finding as the reason, until an audit finds
//! nothing. It reads everything and corrects nothing.

use std::collections::{BTreeMap, BTreeSet};

use mingbai_domain::access::Actor;
use mingbai_domain::book::{Entry, Fold, Record};
use mingbai_domain::calendar::Period;
use mingbai_domain::ids::{Slug, UnitId};
use mingbai_domain::ledger::{Account, Fund, Posting};
use mingbai_domain::money::Fen;
use mingbai_store::communities::CommunityRow;
use mingbai_store::items::ItemRow;
use mingbai_store::ledger::{BalanceRow, EntryRow};
use mingbai_store::{Tx, bills, items, ledger, log};
use mingbai_tlog::{Frontier, Hash, leaf_hash};

use crate::App;
use crate::error::AppError;

/// Something that does not agree.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Finding {
    /// A leaf's bytes and hash differ, or a record cannot be read.
    #[error("record {index}: {why}")]
    Record {
        /// Leaf index.
        index: u64,
        /// What is wrong.
        why: String,
    },
    /// The tree is not that of the leaves, or of a signed checkpoint.
    #[error("the log's tree: {0}")]
    Tree(&'static str),
    /// The rows of an entry are not what its record says.
    #[error("entry {seq}: {why}")]
    Entry {
        /// Number.
        seq: u64,
        /// What differs.
        why: String,
    },
    /// A maintained balance is not the sum of its postings.
    #[error("account {fund} {account}: balance {stored} yuan, postings {summed} yuan")]
    Balance {
        /// Fund.
        fund: Fund,
        /// Account.
        account: Account,
        /// As maintained.
        stored: Fen,
        /// As added up.
        summed: Fen,
    },
    /// What households owe or paid ahead is not what the account says (I3, I16).
    #[error("account {account}: households add up to {households} yuan, the account to {ledger}")]
    Households {
        /// Account code.
        account: u16,
        /// Sum over units.
        households: Fen,
        /// Balance.
        ledger: Fen,
    },
}

/// What an audit found, by community; communities without findings are listed empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// Findings.
    pub findings: BTreeMap<Slug, Vec<Finding>>,
    /// Entries and items gone through.
    pub entries: u64,
}

/// The most findings kept a community.
const MAX_FINDINGS: usize = 50;

impl Audit {
    /// Whether everything agrees.
    pub fn is_clean(&self) -> bool {
        self.findings.values().all(Vec::is_empty)
    }
}

/// Audits all communities, or one, and stops or frees their writes accordingly.
pub fn run(
    app: &App,
    only: Option<&Slug>,
    mut progress: impl FnMut(&Slug),
) -> Result<Audit, AppError> {
    let mut audit = Audit::default();
    for row in app.communities()? {
        if only.is_some_and(|slug| *slug != row.slug) {
            continue;
        }
        let (findings, entries) = app.db.read(|tx| community(tx, &row))?;
        let why = findings.first().map(ToString::to_string);
        let handed_over = row.halted.as_deref() == Some(crate::package::HANDED_OVER);
        if why != row.halted && !handed_over {
            app.halt(Actor::Shell, row.id, why)?;
        }
        audit.entries += entries;
        progress(&row.slug);
        audit.findings.insert(row.slug, findings);
    }
    match only {
        Some(slug) if !audit.findings.contains_key(slug) => {
            Err(AppError::UnknownCommunity(slug.to_string()))
        }
        _ => Ok(audit),
    }
}

struct Books {
    findings: Vec<Finding>,
    fold: Fold,
    frontier: Frontier,
    /// Public entries by number, with their leaf.
    records: BTreeMap<u64, (u64, Entry)>,
    /// Sealed items by number.
    sealed: BTreeMap<u64, [u8; 32]>,
}

impl Books {
    fn found(&mut self, finding: Finding) {
        if self.findings.len() < MAX_FINDINGS {
            self.findings.push(finding);
        }
    }

    fn entry(&mut self, seq: u64, why: impl Into<String>) {
        self.found(Finding::Entry {
            seq,
            why: why.into(),
        });
    }
}

fn community(tx: &mut Tx<'_>, row: &CommunityRow) -> Result<(Vec<Finding>, u64), AppError> {
    let mut books = read_leaves(tx, row)?;
    check_tree(tx, row, &mut books)?;
    let entries = ledger::entries(tx, row.id)?;
    let items: BTreeMap<u64, ItemRow> = items::list_after(tx, row.id, &row.slug, 0)?
        .into_iter()
        .map(|i| (i.seq, i))
        .collect();
    check_entries(tx, row, &entries, &items, &mut books)?;
    check_households(tx, row, &mut books)?;
    check_bills(tx, row, &items, &mut books)?;
    let gone_through = entries.len() + items.len();
    Ok((
        books.findings,
        u64::try_from(gone_through).unwrap_or(u64::MAX),
    ))
}

/// Every leaf: its hash, its record, the rules of the book.
fn read_leaves(tx: &mut Tx<'_>, row: &CommunityRow) -> Result<Books, AppError> {
    let size = log::get(tx, row.id)?.size;
    let mut books = Books {
        findings: Vec::new(),
        fold: Fold::default(),
        frontier: Frontier::new(),
        records: BTreeMap::new(),
        sealed: BTreeMap::new(),
    };
    let mut index = 0;
    log::each_leaf(tx, row.id, 0, size, |hash, bytes| {
        if leaf_hash(&bytes) != Hash(hash) {
            books.found(Finding::Record {
                index,
                why: "bytes and hash differ".into(),
            });
        }
        books.frontier.append(leaf_hash(&bytes));
        match Record::from_bytes(&bytes) {
            Err(error) => books.found(Finding::Record {
                index,
                why: error.to_string(),
            }),
            Ok(record) => {
                if let Err(violation) = books.fold.apply(&record) {
                    books.found(Finding::Record {
                        index,
                        why: violation.rule.to_string(),
                    });
                }
                match record {
                    Record::Entry(entry) => drop(books.records.insert(entry.seq, (index, entry))),
                    Record::Sealed(sealed) => {
                        books.sealed.insert(sealed.seq, sealed.cid);
                    }
                    _ => {}
                }
            }
        }
        index += 1;
        Ok(())
    })?;
    Ok(books)
}

fn check_tree(tx: &mut Tx<'_>, row: &CommunityRow, books: &mut Books) -> Result<(), AppError> {
    let state = log::get(tx, row.id)?;
    let kept = Frontier::from_bytes(&state.frontier);
    let same = kept.is_some_and(|kept| kept.root() == books.frontier.root());
    if !same || state.next_seq != books.fold.next_seq() {
        books.found(Finding::Tree("the kept tree is not that of the records"));
    }
    if let Some(signed) = log::last_checkpoint(tx, row.id)? {
        if signed.size > state.size {
            books.found(Finding::Tree(
                "a checkpoint was signed over more records than there are",
            ));
        } else if crate::publish::root_at(tx, row.id, signed.size)? != Hash(signed.root) {
            books.found(Finding::Tree(
                "the signed checkpoint is not of these records",
            ));
        }
    }
    Ok(())
}

/// Postings against records and items, running balances, kept balances.
fn check_entries(
    tx: &mut Tx<'_>,
    row: &CommunityRow,
    entries: &[EntryRow],
    items: &BTreeMap<u64, ItemRow>,
    books: &mut Books,
) -> Result<(), AppError> {
    let mut postings: BTreeMap<u64, Vec<Posting>> = BTreeMap::new();
    let mut running: BTreeMap<(Fund, Account), BalanceRow> = BTreeMap::new();
    ledger::each_posting(tx, row.id, |line| {
        let key = (line.posting.fund, line.posting.account);
        let balance = running.entry(key).or_default();
        balance.amount = Fen(balance.amount.0.wrapping_add(line.posting.amount.0));
        balance.version += 1;
        if (balance.amount, balance.version) != (line.balance_after, line.account_version) {
            let why = format!(
                "line {}: the account stood at {} yuan, the row says {}",
                line.line + 1,
                balance.amount,
                line.balance_after
            );
            books.entry(line.seq, why);
            // Go on from what the row says, so that one changed amount is one finding.
            *balance = BalanceRow {
                amount: line.balance_after,
                version: line.account_version,
            };
        }
        postings.entry(line.seq).or_default().push(line.posting);
        Ok(())
    })?;
    for entry in entries {
        let rows = postings.remove(&entry.seq).unwrap_or_default();
        check_entry_rows(entry, &rows, books);
    }
    for item in items.values() {
        let rows = postings.remove(&item.seq).unwrap_or_default();
        check_item_rows(item, &rows, books);
    }
    if let Some(&seq) = postings.keys().next() {
        books.entry(seq, "has postings but no entry");
    }
    let rows: BTreeSet<u64> = entries.iter().map(|entry| entry.seq).collect();
    if let Some(&seq) = books.records.keys().find(|seq| !rows.contains(seq)) {
        books.entry(seq, "is missing from the entries");
    }
    if let Some(&seq) = books.sealed.keys().find(|seq| !items.contains_key(seq)) {
        books.entry(seq, "its household item is missing");
    }
    let kept = ledger::balances(tx, row.id)?;
    let accounts: BTreeSet<_> = kept.keys().chain(running.keys()).copied().collect();
    for key in accounts {
        let of = |balances: &BTreeMap<_, BalanceRow>| balances.get(&key).copied();
        if of(&kept) != of(&running) {
            let stored = of(&kept).unwrap_or_default().amount;
            let summed = of(&running).unwrap_or_default().amount;
            let (fund, account) = key;
            books.found(Finding::Balance {
                fund,
                account,
                stored,
                summed,
            });
        }
    }
    Ok(())
}

fn check_item_rows(row: &ItemRow, rows: &[Posting], books: &mut Books) {
    let (seq, item) = (row.seq, &row.item);
    let expected = [
        Posting::debit(item.fund, item.debit, item.amount),
        Posting::credit(item.fund, item.credit, item.amount),
    ];
    if rows != expected {
        books.entry(seq, "the postings are not those of the household's item");
    }
    let Some(&cid) = books.sealed.get(&seq) else {
        return books.entry(seq, "is not in the book");
    };
    if row.salt.is_some_and(|salt| item.cid(&salt) != cid) {
        books.entry(
            seq,
            "the household's item is not the one sealed in the book",
        );
    }
}

fn check_entry_rows(entry: &EntryRow, rows: &[Posting], books: &mut Books) {
    let seq = entry.seq;
    let Some((leaf, record)) = books.records.get(&seq) else {
        return books.entry(seq, "is not in the book");
    };
    if *leaf != entry.leaf_idx {
        return books.entry(seq, "the rows are not those of the book");
    }
    let same = record.postings == rows
        && record.period == entry.period
        && record.reverses == entry.reverses;
    if !same {
        let why = difference(&record.postings, rows);
        books.entry(seq, why);
    }
}

/// The first posting that differs, in words.
fn difference(book: &[Posting], rows: &[Posting]) -> String {
    let pair = book
        .iter()
        .zip(rows)
        .enumerate()
        .find(|(_, (book, row))| book != row);
    match pair {
        Some((at, (book, row))) => format!(
            "line {}: the book says {} {} {} yuan, the database {} {} {} yuan",
            at + 1,
            book.fund,
            book.account,
            book.amount,
            row.fund,
            row.account,
            row.amount
        ),
        None => "the rows are not those of the book".to_owned(),
    }
}

/// I3 and I16: what units owe is the receivable, what they paid ahead is the prepayment account.
fn check_households(
    tx: &mut Tx<'_>,
    row: &CommunityRow,
    books: &mut Books,
) -> Result<(), AppError> {
    let mut owed: BTreeMap<&str, i64> = BTreeMap::new();
    for bill in bills::list(tx, row.id)? {
        let key = if bill.item == "fee" { "fee" } else { "parking" };
        *owed.entry(key).or_default() += bill.amount.0 - bill.paid.0;
    }
    let ahead: i64 = bills::prepaid(tx, row.id)?
        .iter()
        .map(|(_, amount)| amount.0)
        .sum();
    let kept = ledger::balances(tx, row.id)?;
    for (fund, code, households) in [
        (
            Fund::Svc,
            1101,
            owed.get("fee").copied().unwrap_or_default(),
        ),
        (
            Fund::Com,
            1102,
            owed.get("parking").copied().unwrap_or_default(),
        ),
        (Fund::Svc, 2003, -ahead),
    ] {
        let of = kept
            .iter()
            .find(|((f, account), _)| *f == fund && account.code() == code);
        let ledger = of.map(|(_, balance)| balance.amount).unwrap_or_default();
        // Accounts that an office keeps in total only (imported journals) have no units behind them.
        let by_unit = households != 0 || books.sealed.keys().next().is_some();
        if by_unit && ledger != Fen(households) {
            books.found(Finding::Households {
                account: code,
                households: Fen(households),
                ledger,
            });
        }
    }
    Ok(())
}

/// What a bill says was paid is what its unit's payments paid of it. A bill is named by its number:
/// the finding is shown to everyone.
fn check_bills(
    tx: &mut Tx<'_>,
    row: &CommunityRow,
    items: &BTreeMap<u64, ItemRow>,
    books: &mut Books,
) -> Result<(), AppError> {
    let mut paid: BTreeMap<(UnitId, String, Period), (u64, i64)> = BTreeMap::new();
    for (seq, item, period, amount) in bills::allocations(tx, row.id)? {
        let Some(payment) = items.get(&seq) else {
            books.entry(seq, "its household item is missing");
            continue;
        };
        let (by, sum) = paid.entry((payment.item.unit, item, period)).or_default();
        (*by, *sum) = (seq, sum.wrapping_add(amount.0));
    }
    for bill in bills::list(tx, row.id)? {
        let of = paid.remove(&(bill.unit, bill.item, bill.period));
        if of.unwrap_or_default().1 != bill.paid.0 {
            books.entry(bill.seq, "the bill was not paid by as much as it says");
        }
    }
    for (by, _) in paid.into_values() {
        books.entry(by, "it pays a bill that is not there");
    }
    Ok(())
}
