//! The book and what is written beside each of its records: leaves, tree, rules, entries, postings,
//! household items, summaries, kept balances. One walk over the leaves; the other tables go along in
//! the order of their numbers.

use std::collections::BTreeMap;

use mingbai_domain::book::{Entry, Fold, Item, ItemKind, Record, Sealed, Summary};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::{CommunityId, Slug, UnitId};
use mingbai_domain::ledger::{Account, Fund, Posting};
use mingbai_domain::money::Fen;
use mingbai_store::audit::{BadCell, RawRow};
use mingbai_store::ledger::BalanceRow;
use mingbai_store::{StoreError, Tx};
use mingbai_tlog::{Frontier, Hash, Verifier, leaf_hash};

use super::card::KeptCard;
use super::checkpoints::Checkpoints;
use super::cursor::Cursor;
use super::finding::{Finding, Findings, Key, Why, number};
use super::households::Households;

/// What the walk found out, for the checks behind it.
pub(super) struct Book {
    /// The fold, up to the first record that breaks a rule or is missing.
    pub fold: Fold,
    /// Whether the fold has all records.
    pub whole: bool,
    /// What the households' items add up to.
    pub households: Households,
    /// Kept balances.
    pub balances: BTreeMap<(Fund, Account), BalanceRow>,
    /// Entries and items gone through.
    pub entries: u64,
}

/// The walk.
struct Walk<'a, 'c> {
    tx: &'a mut Tx<'c>,
    slug: Option<&'a Slug>,
    findings: &'a mut Findings,
    entries: Cursor,
    postings: Cursor,
    items: Cursor,
    summaries: Cursor,
    running: BTreeMap<(Fund, Account), BalanceRow>,
    households: Households,
    fold: Fold,
    whole: bool,
    frontier: Frontier,
    last_sealed: u64,
}

/// Walks through a community's book.
pub(super) fn walk(
    tx: &mut Tx<'_>,
    id: CommunityId,
    slug: Option<&Slug>,
    keys: &[Verifier],
    findings: &mut Findings,
) -> Result<Book, StoreError> {
    let mut walk = Walk {
        tx,
        slug,
        findings,
        entries: Cursor::open(id, "entry")?,
        postings: Cursor::open(id, "posting")?,
        items: Cursor::open(id, "item")?,
        summaries: Cursor::open(id, "summary")?,
        running: BTreeMap::new(),
        households: Households::open(id)?,
        fold: Fold::default(),
        whole: true,
        frontier: Frontier::new(),
        last_sealed: 0,
    };
    walk.leaves(id, keys)?;
    walk.strays(u64::MAX)?;
    while let Some(row) = walk.summaries.next(walk.tx)? {
        let key = number(&row, "no");
        walk.findings.row("summary", key, Why::NotInBook);
    }
    walk.log_row(id)?;
    let balances = walk.balances(id)?;
    Ok(Book {
        whole: walk.whole,
        entries: walk.entries.taken + walk.items.taken,
        fold: walk.fold,
        households: walk.households,
        balances,
    })
}

impl Walk<'_, '_> {
    fn leaves(&mut self, id: CommunityId, keys: &[Verifier]) -> Result<(), StoreError> {
        let mut leaves = Cursor::open(id, "leaf")?;
        let mut checkpoints = Checkpoints::open(id, keys.to_vec())?;
        let mut card = KeptCard::open(self.tx, id)?;
        let mut next = 0;
        while let Some(row) = leaves.next(self.tx)? {
            let index = match row.count("idx") {
                Ok(index) => index,
                Err(bad) => {
                    self.findings.row("leaf", number(&row, "idx"), bad);
                    continue;
                }
            };
            if index > next {
                self.broken(next, Why::Missing);
            }
            next = index + 1;
            if let Err(why) = self.leaf(index, &row)? {
                self.broken(index, why);
            }
            checkpoints.at(self.tx, &self.frontier, self.findings)?;
            if self.whole {
                card.at(&self.fold, &self.frontier, self.findings)?;
            }
        }
        let origin = self
            .fold
            .community()
            .map(|community| community.origin.as_str());
        checkpoints.finish(self.tx, &self.frontier, origin, self.findings)
    }

    /// A leaf that cannot be taken in: the rules say nothing of the records behind it.
    fn broken(&mut self, index: u64, why: Why) {
        self.findings.row("leaf", Key::count(index), why);
        self.whole = false;
    }

    fn leaf(&mut self, index: u64, row: &RawRow) -> Result<Result<(), Why>, StoreError> {
        let (bytes, hash) = match (row.bytes("bytes"), row.hash("hash")) {
            (Ok(bytes), Ok(hash)) => (bytes, hash),
            (Err(bad), _) | (_, Err(bad)) => {
                // Whatever it was, the tree goes on behind it.
                let hash = row.bytes("bytes").map_or(Hash([0; 32]), leaf_hash);
                self.frontier.append(hash);
                return Ok(Err(bad.into()));
            }
        };
        self.frontier.append(leaf_hash(bytes));
        if leaf_hash(bytes) != Hash(hash) {
            self.findings.row("leaf", Key::count(index), Why::Hash);
        }
        let Ok(record) = Record::from_bytes(bytes) else {
            return Ok(Err(Why::NoRecord));
        };
        if row.bool("sealed") != Ok(matches!(record, Record::Sealed(_))) {
            self.findings
                .row("leaf", Key::count(index), Why::SealedFlag);
        }
        if self.whole
            && let Err(violation) = self.fold.apply(&record)
        {
            self.findings.add(Finding::Rule(violation));
            self.whole = false;
        }
        match &record {
            Record::Entry(entry) => self.entry(index, entry)?,
            Record::Sealed(sealed) => self.item(sealed)?,
            Record::Summary(summary) => self.summary(index, summary)?,
            _ => {}
        }
        Ok(Ok(()))
    }

    /// Rows with numbers below `seq` that no record has.
    fn strays(&mut self, seq: u64) -> Result<(), StoreError> {
        while let Some(row) = self.entries.stray(self.tx, "seq", seq)? {
            self.findings
                .row("entry", number(&row, "seq"), Why::NotInBook);
        }
        while let Some(row) = self.items.stray(self.tx, "seq", seq)? {
            self.findings
                .row("item", number(&row, "seq"), Why::NotInBook);
        }
        while let Some(row) = self.postings.stray(self.tx, "seq", seq)? {
            self.findings.row("posting", line_of(&row), Why::NotInBook);
        }
        self.households.strays(self.tx, seq, self.findings)
    }

    fn entry(&mut self, index: u64, entry: &Entry) -> Result<(), StoreError> {
        let seq = entry.seq;
        self.strays(seq)?;
        let key = Key::count(seq);
        match self.entries.own(self.tx, "seq", seq)? {
            None => self.findings.row("entry", key, Why::Missing),
            Some(row) => {
                if let Err(why) = same_entry(&row, entry, index) {
                    self.findings.row("entry", key, why);
                }
            }
        }
        self.postings_of(seq, &entry.postings)
    }

    fn item(&mut self, sealed: &Sealed) -> Result<(), StoreError> {
        let seq = sealed.seq;
        self.last_sealed = seq;
        self.strays(seq)?;
        let key = Key::count(seq);
        // Older databases have a row for a household's item, too.
        while let Some(row) = self.entries.own(self.tx, "seq", seq)? {
            if row.bool("household") != Ok(true) {
                self.findings.row("entry", key, Why::NotInBook);
            }
        }
        let Some(row) = self.items.own(self.tx, "seq", seq)? else {
            self.findings.row("item", key, Why::Missing);
            return self.postings_of(seq, &[]);
        };
        let (item, salt) = match read_item(&row, self.slug) {
            Ok(read) => read,
            Err(why) => {
                self.findings.row("item", key, why);
                // What they should be is not known.
                while self.postings.own(self.tx, "seq", seq)?.is_some() {}
                return Ok(());
            }
        };
        match salt {
            None => self.findings.row("item", key, Why::NoSalt),
            Some(salt) if item.cid(&salt) != sealed.cid => {
                self.findings.row("item", key, Why::NotSealed);
            }
            Some(_) => {}
        }
        if item.amount.0 <= 0 || !item.kind.allows(item.fund, item.debit, item.credit) {
            self.findings.row("item", key, Why::Item);
        }
        let postings = [
            Posting::debit(item.fund, item.debit, item.amount),
            Posting::credit(item.fund, item.credit, item.amount),
        ];
        self.postings_of(seq, &postings)?;
        self.households.item(self.tx, seq, &item, self.findings)
    }

    fn summary(&mut self, index: u64, summary: &Summary) -> Result<(), StoreError> {
        while let Some(row) = self.summaries.stray(self.tx, "no", summary.no)? {
            let key = number(&row, "no");
            self.findings.row("summary", key, Why::NotInBook);
        }
        let key = Key::count(summary.no);
        match self.summaries.own(self.tx, "no", summary.no)? {
            None => self.findings.row("summary", key, Why::Missing),
            Some(row) => {
                for (column, said) in [("leaf_idx", index), ("seq_to", self.last_sealed)] {
                    if row.count(column) != Ok(said) {
                        self.findings.row("summary", key, Why::NotOfBook(column));
                    }
                }
            }
        }
        Ok(())
    }

    /// The postings of a number against what they must be, and the balances behind them.
    fn postings_of(&mut self, seq: u64, book: &[Posting]) -> Result<(), StoreError> {
        let mut line = 0;
        while let Some(row) = self.postings.own(self.tx, "seq", seq)? {
            // Lines that are missing in between.
            let stored = row.count("line").unwrap_or(line);
            let lines = u64::try_from(book.len()).unwrap_or(u64::MAX);
            while line < stored.min(lines) {
                self.missing_posting(seq, line);
                line += 1;
            }
            match read_posting(&row) {
                Err(bad) => self.findings.row("posting", line_of(&row), bad),
                Ok((posting, says)) => {
                    match usize::try_from(stored).ok().and_then(|line| book.get(line)) {
                        None => self.findings.row("posting", line_of(&row), Why::NotInBook),
                        Some(book) if *book != posting => self.findings.add(Finding::Posting {
                            seq,
                            line: stored,
                            book: *book,
                            row: posting,
                        }),
                        Some(_) => {}
                    }
                    self.run_on(seq, stored, posting, says);
                }
            }
            line = stored + 1;
        }
        while usize::try_from(line).is_ok_and(|line| line < book.len()) {
            self.missing_posting(seq, line);
            line += 1;
        }
        Ok(())
    }

    fn missing_posting(&mut self, seq: u64, line: u64) {
        let number = |number| i64::try_from(number).unwrap_or(i64::MAX);
        let key = Key::Line(number(seq), number(line));
        self.findings.row("posting", key, Why::Missing);
    }

    fn run_on(&mut self, seq: u64, line: u64, posting: Posting, says: BalanceRow) {
        let balance = self
            .running
            .entry((posting.fund, posting.account))
            .or_default();
        let version = balance.version + 1;
        match balance.amount.plus(posting.amount) {
            Ok(stood) if (stood, version) == (says.amount, says.version) => {}
            Ok(stood) => self.findings.add(Finding::Running {
                seq,
                line,
                stood,
                says: says.amount,
            }),
            Err(_) => {
                let number = |number| i64::try_from(number).unwrap_or(i64::MAX);
                let key = Key::Line(number(seq), number(line));
                self.findings.row("posting", key, Why::Overflow);
            }
        }
        // Go on from what the row says, so that one changed amount is one finding.
        *balance = says;
        balance.version = says.version.clamp(0, i64::MAX - 1);
    }

    /// The log's own row.
    fn log_row(&mut self, id: CommunityId) -> Result<(), StoreError> {
        let next_seq = self.whole.then(|| self.fold.next_seq());
        check_log_row(self.tx, id, &self.frontier, next_seq, self.findings)
    }

    /// Kept balances against the postings.
    fn balances(
        &mut self,
        id: CommunityId,
    ) -> Result<BTreeMap<(Fund, Account), BalanceRow>, StoreError> {
        let mut rows = Cursor::open(id, "balance")?;
        let mut kept = BTreeMap::new();
        while let Some(row) = rows.next(self.tx)? {
            match read_balance(&row) {
                Err(bad) => self.findings.row("balance", Key::Nth(rows.taken), bad),
                Ok((key, balance)) => drop(kept.insert(key, balance)),
            }
        }
        let accounts = kept.keys().chain(self.running.keys());
        let accounts: std::collections::BTreeSet<_> = accounts.copied().collect();
        for key @ (fund, account) in accounts {
            let (stored, summed) = (kept.get(&key), self.running.get(&key));
            if stored == summed {
                continue;
            }
            let amount = |row: Option<&BalanceRow>| row.map(|row| row.amount).unwrap_or_default();
            let (stored, summed) = (amount(stored), amount(summed));
            if stored == summed {
                let key = Key::Account(fund, account);
                self.findings.row("balance", key, Why::NotOfBook("version"));
            } else {
                self.findings.add(Finding::Balance {
                    fund,
                    account,
                    stored,
                    summed,
                });
            }
        }
        Ok(kept)
    }
}

/// A log's row against its leaves; `next_seq` is `None` where the book could not be followed.
pub(super) fn check_log_row(
    tx: &mut Tx<'_>,
    id: CommunityId,
    frontier: &Frontier,
    next_seq: Option<u64>,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let Some(row) = Cursor::open(id, "log")?.next(tx)? else {
        findings.row("log", Key::Only, Why::Missing);
        return Ok(());
    };
    let kept = row.bytes("frontier").ok().and_then(Frontier::from_bytes);
    if row.count("size") != Ok(frontier.size()) || kept.as_ref() != Some(frontier) {
        findings.first("log", Key::Only, Why::Tree);
    }
    if next_seq.is_some_and(|next| row.count("next_seq") != Ok(next)) {
        findings.row("log", Key::Only, Why::NotOfBook("next_seq"));
    }
    Ok(())
}

fn line_of(row: &RawRow) -> Key {
    match (row.int("seq"), row.int("line")) {
        (Ok(seq), Ok(line)) => Key::Line(seq, line),
        _ => Key::Only,
    }
}

fn same_entry(row: &RawRow, entry: &Entry, index: u64) -> Result<(), Why> {
    let reverses = row.int_opt("reverses")?.map(i64::cast_unsigned);
    let same = [
        ("household", !row.bool("household")?),
        ("period", row.text("period")? == entry.period.to_string()),
        ("leaf_idx", row.count("leaf_idx")? == index),
        ("reverses", reverses == entry.reverses),
    ];
    match same.into_iter().find(|(_, same)| !same) {
        Some((column, _)) => Err(Why::NotOfBook(column)),
        None => Ok(()),
    }
}

fn account(row: &RawRow, column: &'static str) -> Result<Account, BadCell> {
    let code = u16::try_from(row.int(column)?).ok();
    let account = code.and_then(|code| Account::new(code).ok());
    account.ok_or(BadCell { column })
}

fn read_posting(row: &RawRow) -> Result<(Posting, BalanceRow), BadCell> {
    row.count("line")?;
    let posting = Posting {
        account: account(row, "account")?,
        amount: Fen(row.int("amount_fen")?),
        fund: row.parse("fund")?,
    };
    let says = BalanceRow {
        amount: Fen(row.int("balance_after")?),
        version: row.int("account_version")?,
    };
    Ok((posting, says))
}

fn read_balance(row: &RawRow) -> Result<((Fund, Account), BalanceRow), BadCell> {
    let balance = BalanceRow {
        amount: Fen(row.int("amount_fen")?),
        version: row.int("version")?,
    };
    Ok(((row.parse("fund")?, account(row, "account")?), balance))
}

/// The item, and its salt.
fn read_item(row: &RawRow, slug: Option<&Slug>) -> Result<(Item, Option<[u8; 32]>), Why> {
    let bad = |column| Why::Cell(column);
    let salt = match row.cell("salt") {
        mingbai_store::audit::Cell::Null => None,
        _ => Some(row.hash("salt")?),
    };
    let item = Item {
        // Without its community's name nothing could be said of the seal.
        community: slug.cloned().ok_or(Why::NotSealed)?,
        unit: UnitId(row.int("unit_id")?),
        kind: ItemKind::parse(row.text("kind")?).ok_or(bad("kind"))?,
        fund: row.parse("fund")?,
        debit: account(row, "debit")?,
        credit: account(row, "credit")?,
        period: row.parse("period")?,
        number: row.text("number")?.to_owned(),
        amount: Fen(row.int("amount_fen")?),
        at: UnixMs(row.int("at_ms")?),
    };
    Ok((item, salt))
}
