//! What each unit is charged, its bills, what was paid on them, and what it paid ahead.

use std::sync::LazyLock;

use jiff::civil::Date;
use mingbai_domain::calendar::Period;
use mingbai_domain::fees::BillItem;
use mingbai_domain::ids::{CommunityId, UnitId};
use mingbai_domain::money::{Fen, RateE4};

use crate::bulk::Bulk;
use crate::log::int;
use crate::{Kind, Row, StoreError, Tx, Value};

/// What a unit is charged every month: by area, or a fixed amount.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargeRow {
    /// Unit.
    pub unit: UnitId,
    /// For what.
    pub item: BillItem,
    /// By area; zero if fixed.
    pub rate: RateE4,
    /// Fixed amount; zero if by area.
    pub amount: Fen,
}

/// A bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillRow {
    /// Unit.
    pub unit: UnitId,
    /// For what.
    pub item: BillItem,
    /// Month.
    pub period: Period,
    /// Entry.
    pub seq: u64,
    /// Billed.
    pub amount: Fen,
    /// Paid so far.
    pub paid: Fen,
    /// Last day to pay.
    pub due: Date,
}

/// What a payment pays of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllocationRow {
    /// The payment's entry.
    pub seq: u64,
    /// The bill's unit.
    pub unit: UnitId,
    /// The bill's item.
    pub item: BillItem,
    /// The bill's month.
    pub period: Period,
    /// How much.
    pub amount: Fen,
}

static INSERT_CHARGE: LazyLock<Bulk> = LazyLock::new(|| {
    let columns = [
        ("community_id", Kind::Int),
        ("unit_id", Kind::Int),
        ("item", Kind::Text),
        ("rate_e4", Kind::Int),
        ("amount_fen", Kind::Int),
    ];
    Bulk::insert("charge", &columns)
});

static INSERT_BILL: LazyLock<Bulk> = LazyLock::new(|| {
    let columns = [
        ("community_id", Kind::Int),
        ("unit_id", Kind::Int),
        ("item", Kind::Text),
        ("period", Kind::Text),
        ("seq", Kind::Int),
        ("amount_fen", Kind::Int),
        ("paid_fen", Kind::Int),
        ("due", Kind::Text),
    ];
    Bulk::insert("bill", &columns)
});

static OPEN_BILLS: LazyLock<Bulk> = LazyLock::new(|| {
    const COLUMNS: &str = "b.unit_id, b.item, b.period, b.seq, b.amount_fen, b.paid_fen, b.due";
    let sqlite = format!(
        "SELECT {COLUMNS} FROM bill b WHERE b.community_id = $1 AND b.unit_id = $2 \
         AND b.paid_fen < b.amount_fen"
    );
    let postgres = format!(
        "SELECT {COLUMNS} FROM {{keys}} JOIN bill b ON b.community_id = k.community_id \
         AND b.unit_id = k.unit_id AND b.paid_fen < b.amount_fen"
    );
    Bulk::of(
        &[("community_id", Kind::Int), ("unit_id", Kind::Int)],
        &sqlite,
        &postgres,
    )
});

static PAY_BILL: LazyLock<Bulk> = LazyLock::new(|| {
    let columns = [
        ("community_id", Kind::Int),
        ("unit_id", Kind::Int),
        ("item", Kind::Text),
        ("period", Kind::Text),
        ("paid_fen", Kind::Int),
    ];
    Bulk::of(
        &columns,
        "UPDATE bill SET paid_fen = $5 \
         WHERE community_id = $1 AND unit_id = $2 AND item = $3 AND period = $4",
        "UPDATE bill SET paid_fen = k.paid_fen FROM {keys} \
         WHERE bill.community_id = k.community_id AND bill.unit_id = k.unit_id \
         AND bill.item = k.item AND bill.period = k.period",
    )
});

static INSERT_ALLOCATION: LazyLock<Bulk> = LazyLock::new(|| {
    let columns = [
        ("community_id", Kind::Int),
        ("seq", Kind::Int),
        ("item", Kind::Text),
        ("period", Kind::Text),
        ("amount_fen", Kind::Int),
    ];
    Bulk::insert("allocation", &columns)
});

/// Sets what units are charged.
pub fn insert_charges(
    tx: &mut Tx<'_>,
    id: CommunityId,
    charges: &[ChargeRow],
) -> Result<(), StoreError> {
    let mut values = Vec::with_capacity(charges.len() * 5);
    for charge in charges {
        values.extend([
            Value::Int(id.0),
            Value::Int(charge.unit.0),
            Value::Text(charge.item.as_str()),
            Value::Int(charge.rate.0),
            charge.amount.into(),
        ]);
    }
    tx.many(&INSERT_CHARGE, &values)?;
    Ok(())
}

/// Sets one thing that a unit is charged, whether it was charged before or not.
pub fn put_charge(tx: &mut Tx<'_>, id: CommunityId, charge: &ChargeRow) -> Result<(), StoreError> {
    tx.execute_one(
        "change a charge",
        "INSERT INTO charge (community_id, unit_id, item, rate_e4, amount_fen) \
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (community_id, unit_id, item) \
         DO UPDATE SET rate_e4 = excluded.rate_e4, amount_fen = excluded.amount_fen",
        &[
            id.0.into(),
            charge.unit.0.into(),
            charge.item.as_str().into(),
            charge.rate.0.into(),
            charge.amount.into(),
        ],
    )
}

/// What units are charged for one item, with their areas, by unit.
pub fn charges(
    tx: &mut Tx<'_>,
    id: CommunityId,
    item: BillItem,
) -> Result<Vec<ChargeRow>, StoreError> {
    tx.list(
        "SELECT unit_id, item, rate_e4, amount_fen FROM charge \
         WHERE community_id = $1 AND item = $2 ORDER BY unit_id",
        &[id.0.into(), item.as_str().into()],
        |row| {
            Ok(ChargeRow {
                unit: UnitId(row.int(0)?),
                item: row.parse(1)?,
                rate: RateE4(row.int(2)?),
                amount: row.fen(3)?,
            })
        },
    )
}

/// Inserts bills. A second bill for the same unit, item and month is a duplicate key (I19).
pub fn insert(tx: &mut Tx<'_>, id: CommunityId, bills: &[BillRow]) -> Result<(), StoreError> {
    let texts: Vec<(String, String)> = bills
        .iter()
        .map(|bill| (bill.period.to_string(), bill.due.to_string()))
        .collect();
    let mut values = Vec::with_capacity(bills.len() * 8);
    for (bill, (period, due)) in bills.iter().zip(&texts) {
        values.extend([
            Value::Int(id.0),
            Value::Int(bill.unit.0),
            Value::Text(bill.item.as_str()),
            Value::Text(period),
            Value::Int(int(bill.seq)?),
            bill.amount.into(),
            bill.paid.into(),
            Value::Text(due),
        ]);
    }
    tx.many(&INSERT_BILL, &values)?;
    Ok(())
}

/// The bills of these units that are not fully paid, in no particular order.
pub fn list_open(
    tx: &mut Tx<'_>,
    id: CommunityId,
    units: &[UnitId],
) -> Result<Vec<BillRow>, StoreError> {
    let keys: Vec<Value<'_>> = units
        .iter()
        .flat_map(|unit| [Value::Int(id.0), Value::Int(unit.0)])
        .collect();
    tx.ask_many(&OPEN_BILLS, &keys, read)
}

/// All bills of a community.
pub fn list(tx: &mut Tx<'_>, id: CommunityId) -> Result<Vec<BillRow>, StoreError> {
    tx.list(
        "SELECT unit_id, item, period, seq, amount_fen, paid_fen, due FROM bill \
         WHERE community_id = $1 ORDER BY unit_id, item, period",
        &[id.0.into()],
        read,
    )
}

fn read(row: &Row<'_>) -> Result<BillRow, StoreError> {
    Ok(BillRow {
        unit: UnitId(row.int(0)?),
        item: row.parse(1)?,
        period: row.parse(2)?,
        seq: row.count(3)?,
        amount: row.fen(4)?,
        paid: row.fen(5)?,
        due: row.parse(6)?,
    })
}

/// What payments paid of which bills: (payment, item, month, amount), by payment.
pub fn allocations(
    tx: &mut Tx<'_>,
    id: CommunityId,
) -> Result<Vec<(u64, BillItem, Period, Fen)>, StoreError> {
    tx.list(
        "SELECT seq, item, period, amount_fen FROM allocation WHERE community_id = $1 \
         ORDER BY seq, item, period",
        &[id.0.into()],
        |row| Ok((row.count(0)?, row.parse(1)?, row.parse(2)?, row.fen(3)?)),
    )
}

/// Records what payments pay: the allocations, and each bill's new sum.
pub fn allocate(
    tx: &mut Tx<'_>,
    id: CommunityId,
    allocations: &[AllocationRow],
    bills: &[&BillRow],
) -> Result<(), StoreError> {
    let periods: Vec<String> = allocations
        .iter()
        .map(|row| row.period.to_string())
        .collect();
    let mut values = Vec::with_capacity(allocations.len() * 5);
    for (row, period) in allocations.iter().zip(&periods) {
        values.extend([
            Value::Int(id.0),
            Value::Int(int(row.seq)?),
            Value::Text(row.item.as_str()),
            Value::Text(period),
            row.amount.into(),
        ]);
    }
    tx.later("allocate payments", &INSERT_ALLOCATION, &values)?;
    let periods: Vec<String> = bills.iter().map(|bill| bill.period.to_string()).collect();
    let mut values = Vec::with_capacity(bills.len() * 5);
    for (bill, period) in bills.iter().zip(&periods) {
        values.extend([
            Value::Int(id.0),
            Value::Int(bill.unit.0),
            Value::Text(bill.item.as_str()),
            Value::Text(period),
            bill.paid.into(),
        ]);
    }
    tx.later("pay bills", &PAY_BILL, &values)
}

/// What each unit has paid ahead, where it is not zero.
pub fn prepaid(tx: &mut Tx<'_>, id: CommunityId) -> Result<Vec<(UnitId, Fen)>, StoreError> {
    tx.list(
        "SELECT unit_id, amount_fen FROM prepaid WHERE community_id = $1 AND amount_fen <> 0 \
         ORDER BY unit_id",
        &[id.0.into()],
        |row| Ok((UnitId(row.int(0)?), row.fen(1)?)),
    )
}

/// Adds to what a unit has paid ahead; negative when it is used.
pub fn add_prepaid(
    tx: &mut Tx<'_>,
    id: CommunityId,
    unit: UnitId,
    change: Fen,
) -> Result<(), StoreError> {
    tx.execute_one(
        "change a prepayment",
        "INSERT INTO prepaid (community_id, unit_id, amount_fen) VALUES ($1, $2, $3) \
         ON CONFLICT (community_id, unit_id) \
         DO UPDATE SET amount_fen = prepaid.amount_fen + excluded.amount_fen",
        &[id.0.into(), unit.0.into(), change.into()],
    )
}
