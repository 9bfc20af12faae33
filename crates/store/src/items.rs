//! Households' own items: bills, payments, refunds, with the salts that open their commitments.

use std::sync::LazyLock;

use mingbai_domain::book::Item;
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::ids::{CommunityId, Slug, UnitId};

use crate::bulk::Bulk;
use crate::ledger::account;
use crate::log::int;
use crate::{Kind, Row, StoreError, Tx, Value};

/// An item as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemRow {
    /// Number.
    pub seq: u64,
    /// The committed fields.
    pub item: Item,
    /// The salt; `None` once it was destroyed.
    pub salt: Option<[u8; 32]>,
}

static INSERT_ITEM: LazyLock<Bulk> = LazyLock::new(|| {
    let columns = [
        ("community_id", Kind::Int),
        ("seq", Kind::Int),
        ("unit_id", Kind::Int),
        ("kind", Kind::Text),
        ("fund", Kind::Text),
        ("debit", Kind::Int),
        ("credit", Kind::Int),
        ("period", Kind::Text),
        ("number", Kind::Text),
        ("amount_fen", Kind::Int),
        ("at_ms", Kind::Int),
        ("salt", Kind::Bytes),
    ];
    Bulk::insert("item", &columns)
});

/// Inserts items.
pub fn insert(tx: &mut Tx<'_>, id: CommunityId, rows: &[ItemRow]) -> Result<(), StoreError> {
    let periods: Vec<String> = rows.iter().map(|row| row.item.period.to_string()).collect();
    let mut values = Vec::with_capacity(rows.len() * 12);
    for (ItemRow { seq, item, salt }, period) in rows.iter().zip(&periods) {
        values.extend([
            Value::Int(id.0),
            Value::Int(int(*seq)?),
            Value::Int(item.unit.0),
            Value::Text(item.kind.as_str()),
            Value::Text(item.fund.as_str()),
            Value::Int(i64::from(item.debit.code())),
            Value::Int(i64::from(item.credit.code())),
            Value::Text(period),
            Value::Text(&item.number),
            item.amount.into(),
            Value::Int(item.at.0),
            salt.as_ref().into(),
        ]);
    }
    tx.later("add items", &INSERT_ITEM, &values)
}

/// The items with numbers above `after`, in order.
pub fn list_after(
    tx: &mut Tx<'_>,
    id: CommunityId,
    community: &Slug,
    after: u64,
) -> Result<Vec<ItemRow>, StoreError> {
    tx.list(
        "SELECT seq, unit_id, kind, fund, debit, credit, period, number, amount_fen, at_ms, salt \
         FROM item WHERE community_id = $1 AND seq > $2 ORDER BY seq",
        &[id.0.into(), int(after)?.into()],
        |row| read(row, community),
    )
}

/// The items that a summary covers, in order; `None` if there is no such summary.
pub fn of_summary(
    tx: &mut Tx<'_>,
    id: CommunityId,
    community: &Slug,
    no: u64,
) -> Result<Option<Vec<ItemRow>>, StoreError> {
    let up_to = |tx: &mut Tx<'_>, no: u64| {
        tx.find(
            "SELECT seq_to FROM summary WHERE community_id = $1 AND no = $2",
            &[id.0.into(), int(no)?.into()],
            |row| row.count(0),
        )
    };
    let Some(last) = up_to(tx, no)? else {
        return Ok(None);
    };
    let before = up_to(tx, no.saturating_sub(1))?.unwrap_or(0);
    let rows = tx.list(
        "SELECT seq, unit_id, kind, fund, debit, credit, period, number, amount_fen, at_ms, salt \
         FROM item WHERE community_id = $1 AND seq > $2 AND seq <= $3 ORDER BY seq",
        &[id.0.into(), int(before)?.into(), int(last)?.into()],
        |row| read(row, community),
    )?;
    Ok(Some(rows))
}

/// One item; `None` if the number is no household's.
pub fn find(
    tx: &mut Tx<'_>,
    id: CommunityId,
    community: &Slug,
    seq: u64,
) -> Result<Option<ItemRow>, StoreError> {
    tx.find(
        "SELECT seq, unit_id, kind, fund, debit, credit, period, number, amount_fen, at_ms, salt \
         FROM item WHERE community_id = $1 AND seq = $2",
        &[id.0.into(), int(seq)?.into()],
        |row| read(row, community),
    )
}

fn read(row: &Row<'_>, community: &Slug) -> Result<ItemRow, StoreError> {
    let item = Item {
        community: community.clone(),
        unit: UnitId(row.int(1)?),
        kind: row.parse(2)?,
        fund: row.parse(3)?,
        debit: account(row, 4)?,
        credit: account(row, 5)?,
        period: row.parse(6)?,
        number: row.text(7)?,
        amount: row.fen(8)?,
        at: UnixMs(row.int(9)?),
    };
    let salt = row
        .bytes_opt(10)?
        .map(|salt| <[u8; 32]>::try_from(salt.as_slice()));
    let salt = salt
        .transpose()
        .map_err(|_| StoreError::Inconsistent("a salt is not 32 bytes".to_owned()))?;
    Ok(ItemRow {
        seq: row.count(0)?,
        item,
        salt,
    })
}

/// A unit's items of one month, by number.
pub fn of_unit(
    tx: &mut Tx<'_>,
    id: CommunityId,
    community: &Slug,
    unit: UnitId,
    period: Period,
) -> Result<Vec<ItemRow>, StoreError> {
    let period = period.to_string();
    tx.list(
        "SELECT seq, unit_id, kind, fund, debit, credit, period, number, amount_fen, at_ms, salt \
         FROM item WHERE community_id = $1 AND unit_id = $2 AND period = $3 ORDER BY seq",
        &[id.0.into(), unit.0.into(), (&period).into()],
        |row| read(row, community),
    )
}

/// What came in from households from one time to another: payments and prepayments, by number.
pub fn received(
    tx: &mut Tx<'_>,
    id: CommunityId,
    community: &Slug,
    from: UnixMs,
    until: UnixMs,
) -> Result<Vec<ItemRow>, StoreError> {
    tx.list(
        "SELECT seq, unit_id, kind, fund, debit, credit, period, number, amount_fen, at_ms, salt \
         FROM item WHERE community_id = $1 AND at_ms >= $2 AND at_ms < $3 \
         AND kind IN ('payment', 'prepayment') ORDER BY seq",
        &[id.0.into(), from.0.into(), until.0.into()],
        |row| read(row, community),
    )
}

/// Records that a summary covers all items up to number `seq_to`.
pub fn insert_summary(
    tx: &mut Tx<'_>,
    id: CommunityId,
    no: u64,
    leaf_idx: u64,
    seq_to: u64,
) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO summary (community_id, no, leaf_idx, seq_to) VALUES ($1, $2, $3, $4)",
        &[
            id.0.into(),
            int(no)?.into(),
            int(leaf_idx)?.into(),
            int(seq_to)?.into(),
        ],
    )?;
    Ok(())
}

/// Whether there are items that no summary has counted.
pub fn any_after_summary(tx: &mut Tx<'_>, id: CommunityId) -> Result<bool, StoreError> {
    let (seq_to, _) = summarised(tx, id)?;
    let next = tx.find(
        "SELECT seq FROM item WHERE community_id = $1 AND seq > $2 ORDER BY seq LIMIT 1",
        &[id.0.into(), int(seq_to)?.into()],
        |row| row.count(0),
    )?;
    Ok(next.is_some())
}

/// The number up to which items are summarised, and the number of the last summary.
pub fn summarised(tx: &mut Tx<'_>, id: CommunityId) -> Result<(u64, u64), StoreError> {
    let last = tx.find(
        "SELECT seq_to, no FROM summary WHERE community_id = $1 ORDER BY no DESC LIMIT 1",
        &[id.0.into()],
        |row| Ok((row.count(0)?, row.count(1)?)),
    )?;
    Ok(last.unwrap_or((0, 0)))
}
