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
