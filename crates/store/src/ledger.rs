//! Entries, postings and balances. Entries and postings are only ever inserted.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use mingbai_domain::calendar::Period;
use mingbai_domain::ids::CommunityId;
use mingbai_domain::ledger::{Account, Fund, Posting};
use mingbai_domain::money::Fen;

use crate::bulk::Bulk;
use crate::log::int;
use crate::row::parsed;
use crate::{Kind, Row, StoreError, Tx, Value};

/// An entry to insert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Number.
    pub seq: u64,
    /// Whether it is a household's item: that has a row of its own, and only its postings stand
    /// here.
    pub household: bool,
    /// Month it counts in.
    pub period: Period,
    /// Its leaf.
    pub leaf_idx: u64,
    /// The entry it takes back.
    pub reverses: Option<u64>,
    /// Its postings.
    pub postings: Vec<Posting>,
}

/// One posting as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostingRow {
    /// Entry.
    pub seq: u64,
    /// Line within the entry, from 0.
    pub line: u64,
    /// The posting.
    pub posting: Posting,
    /// Number of the posting within its account, from 1.
    pub account_version: i64,
    /// The account's balance behind it.
    pub balance_after: Fen,
}

/// A maintained balance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BalanceRow {
    /// Debit positive.
    pub amount: Fen,
    /// How many postings made it.
    pub version: i64,
}

/// One public entry as stored, without its postings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRow {
    /// Number.
    pub seq: u64,
    /// Month it counts in.
    pub period: Period,
    /// Its leaf.
    pub leaf_idx: u64,
    /// The entry it takes back.
    pub reverses: Option<u64>,
}

static INSERT_ENTRY: LazyLock<Bulk> = LazyLock::new(|| {
    let columns = [
        ("community_id", Kind::Int),
        ("seq", Kind::Int),
        ("household", Kind::Bool),
        ("period", Kind::Text),
        ("leaf_idx", Kind::Int),
        ("reverses", Kind::Int),
    ];
    Bulk::insert("entry", &columns)
});

static INSERT_POSTING: LazyLock<Bulk> = LazyLock::new(|| {
    let columns = [
        ("community_id", Kind::Int),
        ("seq", Kind::Int),
        ("line", Kind::Int),
        ("fund", Kind::Text),
        ("account", Kind::Int),
        ("amount_fen", Kind::Int),
        ("account_version", Kind::Int),
        ("balance_after", Kind::Int),
    ];
    Bulk::insert("posting", &columns)
});

static PUT_BALANCE: LazyLock<Bulk> = LazyLock::new(|| {
    let columns = [
        ("community_id", Kind::Int),
        ("fund", Kind::Text),
        ("account", Kind::Int),
        ("amount_fen", Kind::Int),
        ("version", Kind::Int),
    ];
    Bulk::of(
        &columns,
        "INSERT INTO balance (community_id, fund, account, amount_fen, version) \
         VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (community_id, fund, account) \
         DO UPDATE SET amount_fen = excluded.amount_fen, version = excluded.version",
        "INSERT INTO balance (community_id, fund, account, amount_fen, version) \
         SELECT community_id, fund, account, amount_fen, version FROM {keys} \
         ON CONFLICT (community_id, fund, account) \
         DO UPDATE SET amount_fen = excluded.amount_fen, version = excluded.version",
    )
});

/// Inserts entries with their postings and brings the balances up to date, each account once.
pub fn insert(tx: &mut Tx<'_>, id: CommunityId, entries: &[NewEntry]) -> Result<(), StoreError> {
    let before = balances(tx, id)?;
    let mut after = before.clone();
    insert_rows(tx, id, entries.iter().filter(|entry| !entry.household))?;
    let mut posting_values = Vec::with_capacity(entries.len() * 16);
    for entry in entries {
        let seq = int(entry.seq)?;
        for (posting, line) in entry.postings.iter().zip(0_i64..) {
            let balance = after.entry((posting.fund, posting.account)).or_default();
            balance.amount = balance.amount.plus(posting.amount).map_err(|error| {
                StoreError::Inconsistent(format!("account {}: {error}", posting.account))
            })?;
            balance.version += 1;
            posting_values.extend([
                Value::Int(id.0),
                Value::Int(seq),
                Value::Int(line),
                Value::Text(posting.fund.as_str()),
                Value::Int(i64::from(posting.account.code())),
                posting.amount.into(),
                Value::Int(balance.version),
                balance.amount.into(),
            ]);
        }
    }
    tx.later("add postings", &INSERT_POSTING, &posting_values)?;
    let mut balance_values = Vec::with_capacity(after.len() * 5);
    for (&(fund, account), balance) in &after {
        if before.get(&(fund, account)) != Some(balance) {
            balance_values.extend([
                Value::Int(id.0),
                Value::Text(fund.as_str()),
                Value::Int(i64::from(account.code())),
                balance.amount.into(),
                Value::Int(balance.version),
            ]);
        }
    }
    tx.later("put balances", &PUT_BALANCE, &balance_values)
}

fn insert_rows<'e>(
    tx: &mut Tx<'_>,
    id: CommunityId,
    entries: impl Iterator<Item = &'e NewEntry>,
) -> Result<(), StoreError> {
    let rows: Vec<(&NewEntry, String)> = entries
        .map(|entry| (entry, entry.period.to_string()))
        .collect();
    let mut values = Vec::with_capacity(rows.len() * 6);
    for (entry, period) in &rows {
        values.extend([
            Value::Int(id.0),
            Value::Int(int(entry.seq)?),
            Value::Bool(false),
            Value::Text(period),
            Value::Int(int(entry.leaf_idx)?),
            entry.reverses.map(int).transpose()?.into(),
        ]);
    }
    tx.later("add entries", &INSERT_ENTRY, &values)
}

/// All maintained balances of a community.
pub fn balances(
    tx: &mut Tx<'_>,
    id: CommunityId,
) -> Result<BTreeMap<(Fund, Account), BalanceRow>, StoreError> {
    let rows = tx.list(
        "SELECT fund, account, amount_fen, version FROM balance WHERE community_id = $1 \
         ORDER BY fund, account",
        &[id.0.into()],
        |row| {
            let key = (row.parse(0)?, account(row, 1)?);
            Ok((
                key,
                BalanceRow {
                    amount: row.fen(2)?,
                    version: row.int(3)?,
                },
            ))
        },
    )?;
    Ok(rows.into_iter().collect())
}

/// Calls `read` with every posting, by entry and line.
pub fn each_posting(
    tx: &mut Tx<'_>,
    id: CommunityId,
    mut read: impl FnMut(PostingRow) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    tx.each(
        "SELECT seq, line, fund, account, amount_fen, account_version, balance_after \
         FROM posting WHERE community_id = $1 ORDER BY seq, line",
        &[id.0.into()],
        |row| {
            let posting = Posting {
                account: account(row, 3)?,
                amount: row.fen(4)?,
                fund: row.parse(2)?,
            };
            read(PostingRow {
                seq: row.count(0)?,
                line: row.count(1)?,
                posting,
                account_version: row.int(5)?,
                balance_after: row.fen(6)?,
            })
        },
    )
}

/// All public entries, by number. Older databases have rows of household items, too, which say
/// nothing that the items do not.
pub fn entries(tx: &mut Tx<'_>, id: CommunityId) -> Result<Vec<EntryRow>, StoreError> {
    tx.list(
        "SELECT seq, period, leaf_idx, reverses FROM entry \
         WHERE community_id = $1 AND household = $2 ORDER BY seq",
        &[id.0.into(), Value::Bool(false)],
        |row| {
            Ok(EntryRow {
                seq: row.count(0)?,
                period: parsed(&row.text(1)?)?,
                leaf_idx: row.count(2)?,
                reverses: row.int_opt(3)?.map(i64::cast_unsigned),
            })
        },
    )
}

pub(crate) fn account(row: &Row<'_>, column: usize) -> Result<Account, StoreError> {
    let code = row.int(column)?;
    u16::try_from(code)
        .ok()
        .and_then(|code| Account::new(code).ok())
        .ok_or_else(|| StoreError::Inconsistent(format!("account {code}")))
}
