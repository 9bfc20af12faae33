//! Movements of the joint bank account, as the bank states them. Private: they name residents.

use std::sync::LazyLock;

use jiff::civil::Date;
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::ids::CommunityId;
use mingbai_domain::ledger::Account;
use mingbai_domain::money::Fen;

use crate::bulk::Bulk;
use crate::row::parsed;
use crate::{Kind, Row, StoreError, Tx, Value};

/// One movement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankLineRow {
    /// Number or name of the account; empty if the statements do not say.
    pub account: String,
    /// What makes it this movement: the bank's reference, or all that is stated.
    pub key: String,
    /// Place in the order of the account's movements.
    pub no: i64,
    /// Day.
    pub date: Date,
    /// Positive for what came in.
    pub amount: Fen,
    /// Balance behind it.
    pub balance: Option<Fen>,
    /// The bank's reference; empty if none.
    pub reference: String,
    /// The other party.
    pub counterparty: String,
    /// The bank's words.
    pub summary: String,
}

static INSERT_LINE: LazyLock<Bulk> = LazyLock::new(|| {
    let columns = [
        ("community_id", Kind::Int),
        ("account", Kind::Text),
        ("line_key", Kind::Text),
        ("no", Kind::Int),
        ("date", Kind::Text),
        ("amount_fen", Kind::Int),
        ("balance_fen", Kind::Int),
        ("reference", Kind::Text),
        ("counterparty", Kind::Text),
        ("summary", Kind::Text),
    ];
    Bulk::insert("bank_line", &columns)
});

/// Inserts movements.
pub fn insert(tx: &mut Tx<'_>, id: CommunityId, rows: &[BankLineRow]) -> Result<(), StoreError> {
    let dates: Vec<String> = rows.iter().map(|row| row.date.to_string()).collect();
    let mut values = Vec::with_capacity(rows.len() * 10);
    for (row, date) in rows.iter().zip(&dates) {
        values.extend([
            Value::Int(id.0),
            Value::Text(&row.account),
            Value::Text(&row.key),
            Value::Int(row.no),
            Value::Text(date),
            row.amount.into(),
            row.balance.into(),
            Value::Text(&row.reference),
            Value::Text(&row.counterparty),
            Value::Text(&row.summary),
        ]);
    }
    tx.many(&INSERT_LINE, &values)?;
    Ok(())
}

/// All movements, by account in their order.
pub fn list(tx: &mut Tx<'_>, id: CommunityId) -> Result<Vec<BankLineRow>, StoreError> {
    tx.list(
        "SELECT account, line_key, no, date, amount_fen, balance_fen, reference, counterparty, \
         summary FROM bank_line WHERE community_id = $1 ORDER BY account, no",
        &[id.0.into()],
        read,
    )
}

static INSERT_SOURCE: LazyLock<Bulk> = LazyLock::new(|| {
    let columns = [
        ("community_id", Kind::Int),
        ("account", Kind::Text),
        ("line_key", Kind::Text),
        ("sha256", Kind::Bytes),
    ];
    Bulk::insert("bank_source", &columns)
});

/// Notes that the file with this hash states these movements: (account, key) each.
pub fn insert_sources(
    tx: &mut Tx<'_>,
    id: CommunityId,
    sha256: &[u8; 32],
    lines: &[(String, String)],
) -> Result<(), StoreError> {
    let mut values = Vec::with_capacity(lines.len() * 4);
    for (account, key) in lines {
        values.extend([
            Value::Int(id.0),
            Value::Text(account),
            Value::Text(key),
            sha256.into(),
        ]);
    }
    tx.many(&INSERT_SOURCE, &values)?;
    Ok(())
}

/// An imported statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankImportRow {
    /// Hash of the file.
    pub sha256: [u8; 32],
    /// Its name.
    pub name: String,
    /// When it was imported.
    pub at: UnixMs,
    /// Movements that it states.
    pub lines: u64,
    /// The first and the last day of them.
    pub days: Option<(Date, Date)>,
}

/// The imported statements, oldest import first.
pub fn imports(tx: &mut Tx<'_>, id: CommunityId) -> Result<Vec<BankImportRow>, StoreError> {
    tx.list(
        "SELECT f.sha256, f.name, f.at_ms, CAST(COUNT(l.line_key) AS BIGINT), MIN(l.date), \
         MAX(l.date) FROM import_file f \
         LEFT JOIN bank_source s ON s.community_id = f.community_id AND s.sha256 = f.sha256 \
         LEFT JOIN bank_line l ON l.community_id = s.community_id AND l.account = s.account \
         AND l.line_key = s.line_key WHERE f.community_id = $1 AND f.kind = 'bank' \
         GROUP BY f.sha256, f.name, f.at_ms ORDER BY f.at_ms, f.sha256",
        &[id.0.into()],
        |row| {
            let days = match (row.text_opt(4)?, row.text_opt(5)?) {
                (Some(first), Some(last)) => Some((parsed(&first)?, parsed(&last)?)),
                _ => None,
            };
            Ok(BankImportRow {
                sha256: row.hash(0)?,
                name: row.text(1)?,
                at: UnixMs(row.int(2)?),
                lines: row.count(3)?,
                days,
            })
        },
    )
}

/// The movements that only the file with this hash states, by account in their order.
pub fn only_of(
    tx: &mut Tx<'_>,
    id: CommunityId,
    sha256: &[u8; 32],
) -> Result<Vec<BankLineRow>, StoreError> {
    tx.list(
        "SELECT l.account, l.line_key, l.no, l.date, l.amount_fen, l.balance_fen, l.reference, \
         l.counterparty, l.summary FROM bank_line l JOIN bank_source s \
         ON s.community_id = l.community_id AND s.account = l.account AND s.line_key = l.line_key \
         WHERE l.community_id = $1 AND s.sha256 = $2 AND NOT EXISTS (SELECT 1 FROM bank_source o \
         WHERE o.community_id = l.community_id AND o.account = l.account \
         AND o.line_key = l.line_key AND o.sha256 <> s.sha256) ORDER BY l.account, l.no",
        &[id.0.into(), sha256.into()],
        read,
    )
}

/// Forgets the file with this hash and the movements that only it states.
pub fn delete_import(
    tx: &mut Tx<'_>,
    id: CommunityId,
    sha256: &[u8; 32],
) -> Result<(), StoreError> {
    tx.execute(
        "DELETE FROM bank_line WHERE community_id = $1 AND EXISTS (SELECT 1 FROM bank_source s \
         WHERE s.community_id = bank_line.community_id AND s.account = bank_line.account \
         AND s.line_key = bank_line.line_key AND s.sha256 = $2) AND NOT EXISTS (SELECT 1 \
         FROM bank_source o WHERE o.community_id = bank_line.community_id \
         AND o.account = bank_line.account AND o.line_key = bank_line.line_key \
         AND o.sha256 <> $2)",
        &[id.0.into(), sha256.into()],
    )?;
    tx.execute(
        "DELETE FROM bank_source WHERE community_id = $1 AND sha256 = $2",
        &[id.0.into(), sha256.into()],
    )?;
    tx.execute_one(
        "forget a statement",
        "DELETE FROM import_file WHERE community_id = $1 AND kind = 'bank' AND sha256 = $2",
        &[id.0.into(), sha256.into()],
    )
}

/// What one entry or household item moved on an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booked {
    /// Number of the entry or item.
    pub seq: u64,
    /// Debit positive, all funds together.
    pub amount: Fen,
    /// When a household paid; `None` for a public entry, whose day is in the book.
    pub paid: Option<UnixMs>,
}

/// Everything booked on `account`, by number.
pub fn booked(
    tx: &mut Tx<'_>,
    id: CommunityId,
    account: Account,
) -> Result<Vec<Booked>, StoreError> {
    tx.list(
        "SELECT p.seq, CAST(SUM(p.amount_fen) AS BIGINT), i.at_ms \
         FROM posting p LEFT JOIN item i ON i.community_id = p.community_id AND i.seq = p.seq \
         WHERE p.community_id = $1 AND p.account = $2 GROUP BY p.seq, i.at_ms ORDER BY p.seq",
        &[id.0.into(), i64::from(account.code()).into()],
        |row| {
            Ok(Booked {
                seq: row.count(0)?,
                amount: row.fen(1)?,
                paid: row.int_opt(2)?.map(UnixMs),
            })
        },
    )
}

fn read(row: &Row<'_>) -> Result<BankLineRow, StoreError> {
    Ok(BankLineRow {
        account: row.text(0)?,
        key: row.text(1)?,
        no: row.int(2)?,
        date: parsed(&row.text(3)?)?,
        amount: row.fen(4)?,
        balance: row.int_opt(5)?.map(Fen),
        reference: row.text(6)?,
        counterparty: row.text(7)?,
        summary: row.text(8)?,
    })
}
