//! The register of units: taking it in, and the totals that the book publishes.

mod changes;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use mingbai_domain::book::{BuildingTotal, Registry};
use mingbai_domain::calendar::UnixMs;
use mingbai_domain::fees::BillItem;
use mingbai_domain::ids::{CommunityId, OwnerId, UnitId, time_sortable};
use mingbai_domain::money::{AreaC, Fen, RateE4};
use mingbai_domain::registry::{
    AreaSource, Counting, Owner, Tenure, Unit, UnitCode, UnitStatus, UnitUse, electorate_on,
};
use mingbai_store::bills::ChargeRow;
use mingbai_store::registry::{OwnerRow, TenureRow, UnitRow};
use mingbai_store::{StoreError, Tx, bills, registry};

use crate::act::Cx;
use crate::book::append::Append;
use crate::env::Random;
use crate::error::AppError;

pub use changes::{Changes, Differs, Present, Stated, take_in};

/// A unit to register, with its present owners.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUnit {
    /// Building code.
    pub building: String,
    /// Entrance code.
    pub entrance: String,
    /// Room.
    pub room: String,
    /// Exclusive area.
    pub area: AreaC,
    /// Source of the area.
    pub area_source: String,
    /// Use.
    pub use_: String,
    /// Delivered, undelivered or unsold.
    pub status: String,
    /// Day of delivery.
    pub delivered: Option<Date>,
    /// Owners; none while unsold.
    pub owners: Vec<NewOwner>,
    /// Property fee by area; zero for none.
    pub fee_rate: RateE4,
    /// Monthly parking; zero for none.
    pub parking: Fen,
}

impl NewUnit {
    /// Building, entrance and room.
    fn code(&self) -> String {
        format!("{}-{}-{}", self.building, self.entrance, self.room)
    }
}

/// An owner to register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOwner {
    /// Name.
    pub name: String,
    /// Phone; empty if unknown.
    pub phone: String,
    /// Identity number; empty if unknown.
    pub id_number: String,
}

impl NewOwner {
    /// The key by which the same person is found again: the identity number, else name and phone.
    /// A name alone is many persons': such an owner is one of this `unit`'s, so that the heads of a
    /// community are never counted too few.
    pub fn holder(&self, unit: &str) -> String {
        match (&*self.id_number, &*self.phone) {
            ("", "") => format!("{}/@{unit}", self.name),
            ("", phone) => format!("{}/{phone}", self.name),
            (id_number, _) => id_number.to_owned(),
        }
    }

    /// Whether `holder` is made from this owner. Registers of before the unit was a part of it have
    /// names alone.
    pub(crate) fn fits(&self, holder: &str) -> bool {
        let Some(behind) = holder.strip_prefix(&format!("{}/", self.name)) else {
            return holder == self.holder("");
        };
        let by_name = self.id_number.is_empty() && self.phone.is_empty();
        if by_name {
            behind.is_empty() || behind.len() > 1 && behind.starts_with('@')
        } else {
            holder == self.holder("")
        }
    }
}

/// Registers units that are not there yet and publishes the new totals. Answers their ids in the
/// order given.
pub fn add_units(
    cx: &mut Cx<'_, '_>,
    units: &[NewUnit],
    from: Date,
) -> Result<Vec<UnitId>, AppError> {
    let ids = insert_units(cx, units, from)?;
    publish_totals(cx, from)?;
    Ok(ids)
}

fn insert_units(
    cx: &mut Cx<'_, '_>,
    units: &[NewUnit],
    from: Date,
) -> Result<Vec<UnitId>, AppError> {
    let mut ids = Ids::new(cx.random, cx.now)?;
    let append = &mut cx.book;
    let mut known = known_owners(append)?;
    let (mut rows, mut owners, mut tenures) = (Vec::new(), Vec::new(), Vec::new());
    let mut charges = Vec::new();
    for unit in units {
        let id = UnitId(ids.next());
        rows.push(unit_row(unit, id));
        charges.extend(charges_of(unit, id));
        let code = unit.code();
        let mut holders = BTreeSet::new();
        for owner in &unit.owners {
            let holder = owner.holder(&code);
            let owner_id = *known.entry(holder.clone()).or_insert_with(|| {
                let owner_id = OwnerId(ids.next());
                owners.push(owner_row(owner, owner_id, holder));
                owner_id
            });
            if holders.insert(owner_id) {
                let from = unit.delivered.unwrap_or(from);
                tenures.push(TenureRow {
                    unit: id,
                    owner: owner_id,
                    from,
                    to: None,
                });
            }
        }
    }
    registry::insert_units(append.tx, append.id, &rows)?;
    registry::insert_owners(append.tx, append.id, &owners)?;
    registry::insert_tenures(append.tx, append.id, &tenures)?;
    bills::insert_charges(append.tx, append.id, &charges)?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Ids that sort in the order of creation, also within one millisecond.
struct Ids {
    now: UnixMs,
    next: u32,
}

impl Ids {
    fn new(random: &Random, now: UnixMs) -> Result<Self, AppError> {
        let next = random.low_bits()?;
        Ok(Self { now, next })
    }

    fn next(&mut self) -> i64 {
        self.next += 1;
        if self.next >= 1 << 22 {
            self.next = 0;
            self.now = UnixMs(self.now.0 + 1);
        }
        time_sortable(self.now, self.next)
    }
}

/// All owners by the key that finds them again.
fn known_owners(append: &mut Append<'_, '_>) -> Result<BTreeMap<String, OwnerId>, AppError> {
    let owners = registry::owners(append.tx, append.id)?.into_iter();
    Ok(owners.map(|owner| (owner.holder, owner.id)).collect())
}

fn owner_row(owner: &NewOwner, id: OwnerId, holder: String) -> OwnerRow {
    OwnerRow {
        id,
        holder,
        name: owner.name.clone(),
        phone: owner.phone.clone(),
        id_number: owner.id_number.clone(),
    }
}

fn unit_row(unit: &NewUnit, id: UnitId) -> UnitRow {
    UnitRow {
        id,
        building: unit.building.clone(),
        entrance: unit.entrance.clone(),
        room: unit.room.clone(),
        area: unit.area,
        area_source: unit.area_source.clone(),
        use_: unit.use_.clone(),
        status: unit.status.clone(),
        delivered: unit.delivered,
    }
}

fn charges_of(unit: &NewUnit, id: UnitId) -> impl Iterator<Item = ChargeRow> {
    let fee = ChargeRow {
        unit: id,
        item: BillItem::Fee,
        rate: unit.fee_rate,
        amount: Fen::ZERO,
    };
    let parking = ChargeRow {
        unit: id,
        item: BillItem::Parking,
        rate: RateE4(0),
        amount: unit.parking,
    };
    [fee, parking]
        .into_iter()
        .filter(|charge| charge.rate.0 != 0 || charge.amount != Fen::ZERO)
}

/// Publishes the register's totals.
fn publish_totals(cx: &mut Cx<'_, '_>, date: Date) -> Result<(), AppError> {
    let totals = totals(cx, date)?;
    cx.book.record(totals)?;
    Ok(())
}

/// The register's totals; nothing that names a household.
fn totals(cx: &mut Cx<'_, '_>, date: Date) -> Result<Registry, AppError> {
    let (at, append) = (cx.time(), &mut cx.book);
    let units = registry::units(append.tx, append.id)?;
    let heads = heads_on(append, &units, date)?;
    let mut buildings: BTreeMap<String, BuildingTotal> = BTreeMap::new();
    for unit in &units {
        let total = buildings
            .entry(unit.building.clone())
            .or_insert_with(|| BuildingTotal {
                area_c: AreaC(0),
                building: unit.building.clone(),
                entrances: Vec::new(),
                units: 0,
            });
        total.area_c = AreaC(total.area_c.0 + unit.area.0);
        total.units += 1;
        if !total.entrances.contains(&unit.entrance) {
            total.entrances.push(unit.entrance.clone());
            total.entrances.sort();
        }
    }
    let developers = units
        .iter()
        .filter(|unit| unit.status != UnitStatus::Delivered.as_str());
    Ok(Registry {
        area_c: units.iter().map(|unit| unit.area).sum(),
        at,
        buildings: buildings.into_values().collect(),
        date,
        heads,
        held_by_developer: i64::try_from(developers.count()).unwrap_or(i64::MAX),
        units: i64::try_from(units.len()).unwrap_or(i64::MAX),
    })
}

/// Owners as heads, by the same rule that counts them for votes.
fn heads_on(append: &mut Append<'_, '_>, rows: &[UnitRow], date: Date) -> Result<i64, AppError> {
    let bad = |what: &str| StoreError::Inconsistent(format!("the register: {what}"));
    let owners: Vec<Owner> = registry::owners(append.tx, append.id)?
        .into_iter()
        .map(|owner| Owner {
            id: owner.id,
            holder: owner.holder,
        })
        .collect();
    let mut held: BTreeMap<(UnitId, Date, Option<Date>), BTreeSet<OwnerId>> = BTreeMap::new();
    for tenure in registry::tenures(append.tx, append.id)? {
        held.entry((tenure.unit, tenure.from, tenure.to))
            .or_default()
            .insert(tenure.owner);
    }
    let tenures: Vec<Tenure> = held
        .into_iter()
        .map(|((unit, from, to), owners)| Tenure {
            unit,
            owners,
            from,
            to,
        })
        .collect();
    let units = rows.iter().map(|row| {
        Some(Unit {
            id: row.id,
            code: UnitCode::new(&row.building, &row.entrance, &row.room).ok()?,
            usage: UnitUse::parse(&row.use_)?,
            area_c: row.area,
            area_source: AreaSource::parse(&row.area_source)?,
            status: UnitStatus::parse(&row.status)?,
            delivered_on: row.delivered,
        })
    });
    let units: Vec<Unit> = units.collect::<Option<_>>().ok_or_else(|| bad("a unit"))?;
    let roll = electorate_on(&units, &owners, &tenures, date, Counting::default())
        .map_err(|refusal| bad(&refusal.to_string()))?;
    Ok(roll.totals().heads)
}

/// The ids of a community's units by code `building-entrance-room`.
pub fn unit_ids(tx: &mut Tx<'_>, id: CommunityId) -> Result<BTreeMap<String, UnitId>, AppError> {
    let units = registry::units(tx, id)?;
    let code = |unit: &UnitRow| format!("{}-{}-{}", unit.building, unit.entrance, unit.room);
    Ok(units.iter().map(|unit| (code(unit), unit.id)).collect())
}
