//! What a later register says of units that are registered already: other charges, other owners,
//! a delivery. Owners' names are compared here and never leave it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use mingbai_domain::calendar::add_days;
use mingbai_domain::fees::BillItem;
use mingbai_domain::ids::{CommunityId, OwnerId, UnitId};
use mingbai_domain::money::{Fen, RateE4};
use mingbai_domain::registry::UnitStatus;
use mingbai_store::bills::ChargeRow;
use mingbai_store::registry::{OwnerRow, TenureRow, UnitRow};
use mingbai_store::{Tx, bills, registry};

use super::{Ids, NewOwner, NewUnit, owner_row, publish_totals, totals};
use crate::act::Cx;
use crate::error::AppError;

/// Building, entrance and room.
pub type Code = (String, String, String);

/// The register as it is.
#[derive(Debug)]
pub struct Present {
    today: Date,
    units: BTreeMap<Code, UnitRow>,
    owners: BTreeMap<OwnerId, OwnerRow>,
    tenures: BTreeMap<UnitId, Vec<TenureRow>>,
    charges: BTreeMap<(UnitId, BillItem), ChargeRow>,
}

/// What a row says of a registered unit; `None` where it says nothing.
#[derive(Clone, Debug)]
pub struct Stated {
    /// Owners, status and day of delivery.
    pub unit: NewUnit,
    /// Property fee by area.
    pub fee_rate: Option<RateE4>,
    /// Parking a month.
    pub parking: Option<Fen>,
    /// The first day of the owners named.
    pub transferred_on: Option<Date>,
}

/// Why what a row says cannot be taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Differs {
    /// Other owners, or another status, and no day from which.
    NoDay,
    /// A day of transfer that is to come.
    ToCome,
    /// A day of transfer that is not behind the present owners' first day.
    Before {
        /// The first day that could be.
        from: Date,
    },
}

/// A unit's new owners.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Transfer {
    unit: UnitId,
    /// The unit's building, entrance and room.
    code: String,
    /// Tenures that end, each with its first day as it is known now.
    ended: Vec<(TenureRow, Date)>,
    owners: Vec<(Option<OwnerId>, NewOwner)>,
    day: Date,
}

/// Everything that changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    charges: Vec<ChargeRow>,
    transfers: Vec<Transfer>,
    /// Unit, status, day of delivery.
    statuses: Vec<(UnitId, String, Option<Date>)>,
}

impl Changes {
    /// Charges that change.
    pub fn charges(&self) -> usize {
        self.charges.len()
    }

    /// Units that get other owners or are delivered.
    pub fn units(&self) -> usize {
        let units = self.transfers.iter().map(|transfer| transfer.unit);
        let all: BTreeSet<UnitId> = units.chain(self.statuses.iter().map(|s| s.0)).collect();
        all.len()
    }

    fn len(&self) -> usize {
        self.charges.len() + self.transfers.len() + self.statuses.len()
    }
}

impl Present {
    /// Loads it as of `today`.
    pub fn load(tx: &mut Tx<'_>, id: CommunityId, today: Date) -> Result<Self, AppError> {
        let code = |unit: &UnitRow| {
            (
                unit.building.clone(),
                unit.entrance.clone(),
                unit.room.clone(),
            )
        };
        let mut tenures: BTreeMap<UnitId, Vec<TenureRow>> = BTreeMap::new();
        for tenure in registry::tenures(tx, id)? {
            tenures.entry(tenure.unit).or_default().push(tenure);
        }
        let mut charges = BTreeMap::new();
        for item in BillItem::ALL {
            for charge in bills::charges(tx, id, *item)? {
                charges.insert((charge.unit, charge.item), charge);
            }
        }
        Ok(Self {
            today,
            units: registry::units(tx, id)?
                .into_iter()
                .map(|unit| (code(&unit), unit))
                .collect(),
            owners: registry::owners(tx, id)?
                .into_iter()
                .map(|owner| (owner.id, owner))
                .collect(),
            tenures,
            charges,
        })
    }

    /// The unit with this code.
    pub fn unit(&self, code: &Code) -> Option<&UnitRow> {
        self.units.get(code)
    }

    /// Adds to `changes` what `stated` changes of `unit`; whether it is anything.
    pub fn compare(
        &self,
        unit: &UnitRow,
        stated: &Stated,
        changes: &mut Changes,
    ) -> Result<bool, Differs> {
        let before = changes.len();
        self.compare_charges(unit, stated, changes);
        self.compare_owners(unit, stated, changes)?;
        Ok(changes.len() > before)
    }

    fn compare_charges(&self, unit: &UnitRow, stated: &Stated, changes: &mut Changes) {
        let charge = |item: BillItem, rate, amount| ChargeRow {
            unit: unit.id,
            item,
            rate,
            amount,
        };
        let none = RateE4(0);
        let fee = stated.fee_rate;
        let fee = fee.map(|rate| charge(BillItem::Fee, rate, Fen::ZERO));
        let parking = stated.parking;
        let parking = parking.map(|fen| charge(BillItem::Parking, none, fen));
        for new in [fee, parking].into_iter().flatten() {
            let stored = self.charges.get(&(unit.id, new.item));
            let stored = stored.map_or((none, Fen::ZERO), |row| (row.rate, row.amount));
            if stored != (new.rate, new.amount) {
                changes.charges.push(new);
            }
        }
    }

    fn compare_owners(
        &self,
        unit: &UnitRow,
        stated: &Stated,
        changes: &mut Changes,
    ) -> Result<(), Differs> {
        let all = self.tenures.get(&unit.id).map(Vec::as_slice);
        let all = all.unwrap_or_default();
        let present: Vec<&TenureRow> = all.iter().filter(|tenure| tenure.to.is_none()).collect();
        let owners = self.matched(&present, &stated.unit.owners);
        let same_owners =
            owners.len() == present.len() && owners.iter().all(|(known, _)| known.is_some());
        let same_status = unit.status == stated.unit.status;
        if same_owners && same_status {
            return Ok(());
        }
        let delivered = stated.unit.status == UnitStatus::Delivered.as_str();
        // Only a unit without owners is delivered by its first owner's transfer.
        let delivery = stated
            .unit
            .delivered
            .filter(|_| same_owners || present.is_empty());
        let day = stated.transferred_on.or(delivery).ok_or(Differs::NoDay)?;
        let backwards = !same_status && unit.status == UnitStatus::Delivered.as_str();
        if owners.is_empty() || backwards {
            return Err(Differs::NoDay);
        }
        if day > self.today {
            return Err(Differs::ToCome);
        }
        if !same_owners {
            let known_since = unit.delivered.is_some() || all.len() > present.len();
            let ended = present.iter().map(|tenure| {
                if tenure.from < day {
                    return Ok(((*tenure).clone(), tenure.from));
                }
                if known_since {
                    let from = add_days(tenure.from, 1);
                    return Err(Differs::Before { from });
                }
                // It began on the day of the first import only because nobody knew since when.
                Ok(((*tenure).clone(), add_days(day, -1)))
            });
            changes.transfers.push(Transfer {
                unit: unit.id,
                code: stated.unit.code(),
                ended: ended.collect::<Result<_, _>>()?,
                owners,
                day,
            });
        }
        if !same_status {
            let on = stated.unit.delivered.or(Some(day)).filter(|_| delivered);
            let status = (unit.id, stated.unit.status.clone(), on);
            changes.statuses.push(status);
        }
        Ok(())
    }

    /// The stated owners, each with the present one that it is: of the same name, and of the same
    /// document number where both are known. Telephones change without a transfer.
    fn matched(
        &self,
        present: &[&TenureRow],
        stated: &[NewOwner],
    ) -> Vec<(Option<OwnerId>, NewOwner)> {
        let mut left: Vec<&OwnerRow> = present
            .iter()
            .filter_map(|tenure| self.owners.get(&tenure.owner))
            .collect();
        let mut find = |owner: &NewOwner| {
            let same = |row: &&OwnerRow| {
                let ids = [&row.id_number, &owner.id_number];
                row.name == owner.name && (ids.iter().any(|id| id.is_empty()) || ids[0] == ids[1])
            };
            let at = left.iter().position(same)?;
            Some(left.swap_remove(at).id)
        };
        stated
            .iter()
            .map(|owner| (find(owner), owner.clone()))
            .collect()
    }
}

/// Registers new units and makes the changes, and publishes the totals if they are others then.
pub fn take_in(cx: &mut Cx<'_, '_>, fresh: &[NewUnit], changes: &Changes) -> Result<(), AppError> {
    let id = cx.id();
    for charge in &changes.charges {
        bills::put_charge(cx.book.tx, id, charge)?;
    }
    for (unit, status, delivered) in &changes.statuses {
        registry::set_status(cx.book.tx, id, *unit, status, *delivered)?;
    }
    transfer(cx, &changes.transfers)?;
    let today = cx.now.date();
    if fresh.is_empty() {
        if changes.units() > 0 {
            let new = totals(cx, today)?;
            let old = cx.fold().registry();
            let differs = |old: &mingbai_domain::book::Registry| {
                (old.heads, old.held_by_developer) != (new.heads, new.held_by_developer)
            };
            if old.is_none_or(differs) {
                cx.book.record(new)?;
            }
        }
    } else {
        super::insert_units(cx, fresh, today)?;
        publish_totals(cx, today)?;
    }
    Ok(())
}

fn transfer(cx: &mut Cx<'_, '_>, transfers: &[Transfer]) -> Result<(), AppError> {
    if transfers.is_empty() {
        return Ok(());
    }
    let mut ids = Ids::new(cx.random, cx.now)?;
    let append = &mut cx.book;
    let mut known = super::known_owners(append)?;
    let (mut owners, mut tenures) = (Vec::new(), Vec::new());
    for transfer in transfers {
        for (tenure, from) in &transfer.ended {
            registry::end_tenure(append.tx, append.id, tenure, *from, transfer.day)?;
        }
        let mut holders = BTreeSet::new();
        for (present, owner) in &transfer.owners {
            let owner_id = present.unwrap_or_else(|| {
                let holder = owner.holder(&transfer.code);
                *known.entry(holder.clone()).or_insert_with(|| {
                    let owner_id = OwnerId(ids.next());
                    owners.push(owner_row(owner, owner_id, holder));
                    owner_id
                })
            });
            if holders.insert(owner_id) {
                tenures.push(TenureRow {
                    unit: transfer.unit,
                    owner: owner_id,
                    from: transfer.day,
                    to: None,
                });
            }
        }
    }
    registry::insert_owners(append.tx, append.id, &owners)?;
    registry::insert_tenures(append.tx, append.id, &tenures)?;
    Ok(())
}
