//! Units, owners and tenures: private rows.

use std::sync::LazyLock;

use jiff::civil::Date;
use mingbai_domain::ids::{CommunityId, OwnerId, UnitId};
use mingbai_domain::money::AreaC;

use crate::bulk::Bulk;
use crate::communities::date;
use crate::{Kind, Row, StoreError, Tx, Value};

/// A unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRow {
    /// Id.
    pub id: UnitId,
    /// Building code.
    pub building: String,
    /// Entrance code.
    pub entrance: String,
    /// Room.
    pub room: String,
    /// Area.
    pub area: AreaC,
    /// Where the area comes from, see the registry's rules.
    pub area_source: String,
    /// Use.
    pub use_: String,
    /// Delivered, undelivered or unsold.
    pub status: String,
    /// Day of delivery.
    pub delivered: Option<Date>,
}

/// An owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerRow {
    /// Id.
    pub id: OwnerId,
    /// Key by which the same person is found again.
    pub holder: String,
    /// Name.
    pub name: String,
    /// Phone; empty if unknown.
    pub phone: String,
    /// Identity number; empty if unknown.
    pub id_number: String,
}

/// Who holds a unit, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TenureRow {
    /// Unit.
    pub unit: UnitId,
    /// Owner.
    pub owner: OwnerId,
    /// First day.
    pub from: Date,
    /// First day on which it no longer holds; `None` while it lasts.
    pub to: Option<Date>,
}

static INSERT_UNIT: LazyLock<Bulk> = LazyLock::new(|| {
    let columns = [
        ("community_id", Kind::Int),
        ("unit_id", Kind::Int),
        ("building", Kind::Text),
        ("entrance", Kind::Text),
        ("room", Kind::Text),
        ("area_c", Kind::Int),
        ("area_source", Kind::Text),
        ("unit_use", Kind::Text),
        ("status", Kind::Text),
        ("delivered", Kind::Text),
    ];
    Bulk::insert("unit", &columns)
});

static INSERT_OWNER: LazyLock<Bulk> = LazyLock::new(|| {
    let columns = [
        ("community_id", Kind::Int),
        ("owner_id", Kind::Int),
        ("holder", Kind::Text),
        ("name", Kind::Text),
        ("phone", Kind::Text),
        ("id_number", Kind::Text),
    ];
    Bulk::insert("owner", &columns)
});

static INSERT_TENURE: LazyLock<Bulk> = LazyLock::new(|| {
    let columns = [
        ("community_id", Kind::Int),
        ("unit_id", Kind::Int),
        ("owner_id", Kind::Int),
        ("from_date", Kind::Text),
        ("to_date", Kind::Text),
    ];
    Bulk::insert("tenure", &columns)
});

/// Inserts units.
pub fn insert_units(tx: &mut Tx<'_>, id: CommunityId, units: &[UnitRow]) -> Result<(), StoreError> {
    let dates: Vec<Option<String>> = units
        .iter()
        .map(|unit| unit.delivered.map(|day| day.to_string()))
        .collect();
    let mut values = Vec::with_capacity(units.len() * 10);
    for (unit, delivered) in units.iter().zip(&dates) {
        values.extend([
            Value::Int(id.0),
            Value::Int(unit.id.0),
            Value::Text(&unit.building),
            Value::Text(&unit.entrance),
            Value::Text(&unit.room),
            unit.area.into(),
            Value::Text(&unit.area_source),
            Value::Text(&unit.use_),
            Value::Text(&unit.status),
            delivered.as_ref().into(),
        ]);
    }
    tx.many(&INSERT_UNIT, &values)?;
    Ok(())
}

/// Inserts owners.
pub fn insert_owners(
    tx: &mut Tx<'_>,
    id: CommunityId,
    owners: &[OwnerRow],
) -> Result<(), StoreError> {
    let mut values = Vec::with_capacity(owners.len() * 6);
    for owner in owners {
        values.extend([
            Value::Int(id.0),
            Value::Int(owner.id.0),
            Value::Text(&owner.holder),
            Value::Text(&owner.name),
            Value::Text(&owner.phone),
            Value::Text(&owner.id_number),
        ]);
    }
    tx.many(&INSERT_OWNER, &values)?;
    Ok(())
}

/// Inserts tenures.
pub fn insert_tenures(
    tx: &mut Tx<'_>,
    id: CommunityId,
    tenures: &[TenureRow],
) -> Result<(), StoreError> {
    let dates: Vec<(String, Option<String>)> = tenures
        .iter()
        .map(|tenure| {
            (
                tenure.from.to_string(),
                tenure.to.map(|day| day.to_string()),
            )
        })
        .collect();
    let mut values = Vec::with_capacity(tenures.len() * 5);
    for (tenure, (from, to)) in tenures.iter().zip(&dates) {
        values.extend([
            Value::Int(id.0),
            Value::Int(tenure.unit.0),
            Value::Int(tenure.owner.0),
            Value::Text(from),
            to.as_ref().into(),
        ]);
    }
    tx.many(&INSERT_TENURE, &values)?;
    Ok(())
}

/// Ends a tenure: `day` is the first on which it no longer holds. `from` is its first day as known
/// now; it may be corrected to an earlier one.
pub fn end_tenure(
    tx: &mut Tx<'_>,
    id: CommunityId,
    tenure: &TenureRow,
    from: Date,
    day: Date,
) -> Result<(), StoreError> {
    let (was, from, day) = (tenure.from.to_string(), from.to_string(), day.to_string());
    tx.execute_one(
        "end a tenure",
        "UPDATE tenure SET from_date = $5, to_date = $6 WHERE community_id = $1 \
         AND unit_id = $2 AND owner_id = $3 AND from_date = $4 AND to_date IS NULL",
        &[
            id.0.into(),
            tenure.unit.0.into(),
            tenure.owner.0.into(),
            (&was).into(),
            (&from).into(),
            (&day).into(),
        ],
    )
}

/// Changes whether a unit is sold and delivered, and since when.
pub fn set_status(
    tx: &mut Tx<'_>,
    id: CommunityId,
    unit: UnitId,
    status: &str,
    delivered: Option<Date>,
) -> Result<(), StoreError> {
    let delivered = delivered.map(|day| day.to_string());
    tx.execute_one(
        "change a unit's status",
        "UPDATE unit SET status = $3, delivered = $4 WHERE community_id = $1 AND unit_id = $2",
        &[
            id.0.into(),
            unit.0.into(),
            status.into(),
            delivered.as_ref().into(),
        ],
    )
}

/// All units, by building, entrance and room.
pub fn units(tx: &mut Tx<'_>, id: CommunityId) -> Result<Vec<UnitRow>, StoreError> {
    tx.list(
        "SELECT unit_id, building, entrance, room, area_c, area_source, unit_use, status, \
         delivered FROM unit WHERE community_id = $1 ORDER BY building, entrance, room",
        &[id.0.into()],
        |row| {
            Ok(UnitRow {
                id: UnitId(row.int(0)?),
                building: row.text(1)?,
                entrance: row.text(2)?,
                room: row.text(3)?,
                area: row.area(4)?,
                area_source: row.text(5)?,
                use_: row.text(6)?,
                status: row.text(7)?,
                delivered: day(row, 8)?,
            })
        },
    )
}

/// All owners, by id.
pub fn owners(tx: &mut Tx<'_>, id: CommunityId) -> Result<Vec<OwnerRow>, StoreError> {
    tx.list(
        "SELECT owner_id, holder, name, phone, id_number FROM owner WHERE community_id = $1 \
         ORDER BY owner_id",
        &[id.0.into()],
        |row| {
            Ok(OwnerRow {
                id: OwnerId(row.int(0)?),
                holder: row.text(1)?,
                name: row.text(2)?,
                phone: row.text(3)?,
                id_number: row.text(4)?,
            })
        },
    )
}

/// All tenures, by unit and first day.
pub fn tenures(tx: &mut Tx<'_>, id: CommunityId) -> Result<Vec<TenureRow>, StoreError> {
    tx.list(
        "SELECT unit_id, owner_id, from_date, to_date FROM tenure WHERE community_id = $1 \
         ORDER BY unit_id, from_date, owner_id",
        &[id.0.into()],
        |row| {
            Ok(TenureRow {
                unit: UnitId(row.int(0)?),
                owner: OwnerId(row.int(1)?),
                from: date(&row.text(2)?)?,
                to: day(row, 3)?,
            })
        },
    )
}

fn day(row: &Row<'_>, column: usize) -> Result<Option<Date>, StoreError> {
    row.text_opt(column)?.map(|text| date(&text)).transpose()
}
