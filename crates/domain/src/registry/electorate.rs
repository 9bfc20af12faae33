//! Who votes with which weight: heads and areas of an owners' vote (表决权名册).
//!
//! One unit is one head; the same holders' many units are one; all unsold and undelivered units
//! together are one, the developer's (IB 9); co-owners are one (GR 25).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Owner, Tenure, Unit, UnitCode, UnitUse, tenures_on};
use crate::ids::{OwnerId, UnitId};
use crate::money::{AreaC, Fen, MoneyError};

/// What makes one head: the developer, or the sorted set of holders.
///
/// Two flats held by {A,B} are one head; {A} and {A,B} are two. Design decision, to be stated in
/// the rules of procedure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HeadKey {
    /// 建设单位: all unsold and undelivered units.
    Developer,
    /// The holder keys of the owners.
    Holders(BTreeSet<String>),
}

/// Options that the community's rules of procedure decide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counting {
    /// Whether parking units count (GR 25). They never add a head to an owner who has another unit.
    pub parking_area: bool,
}

/// One head of the roll.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RollLine {
    /// The sum of its units' areas.
    pub area_c: AreaC,
    /// Its units.
    pub units: BTreeSet<UnitId>,
}

/// All heads of a community on a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Electorate {
    /// The heads.
    pub heads: BTreeMap<HeadKey, RollLine>,
}

/// Area and heads: of everybody, of those who took part, of those in favour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Exclusive area in 0.01 m².
    pub area_c: AreaC,
    /// Number of heads.
    pub heads: i64,
}

impl Electorate {
    /// All area and all heads: the denominators of the quorum.
    pub fn totals(&self) -> Totals {
        let area_c = self.heads.values().map(|line| line.area_c).sum();
        Totals {
            area_c,
            heads: i64::try_from(self.heads.len()).unwrap_or(i64::MAX),
        }
    }

    fn add(&mut self, key: HeadKey, unit: &Unit) {
        let line = self.heads.entry(key).or_default();
        line.area_c = AreaC(line.area_c.0 + unit.area_c.0);
        line.units.insert(unit.id);
    }

    /// The head that a parking unit's holders already have, if any of them has one.
    fn head_of_any(&self, holders: &BTreeSet<String>) -> Option<HeadKey> {
        let shares = |key: &&HeadKey| match key {
            HeadKey::Developer => false,
            HeadKey::Holders(has) => !has.is_disjoint(holders),
        };
        let own = HeadKey::Holders(holders.clone());
        if self.heads.contains_key(&own) {
            return Some(own);
        }
        self.heads.keys().find(shares).cloned()
    }
}

/// The roll of a community on `date`. Every unit is checked and must be the developer's or have
/// recorded owners: a forgotten unit would shrink the denominators.
pub fn electorate_on(
    units: &[Unit],
    owners: &[Owner],
    tenures: &[Tenure],
    date: Date,
    counting: Counting,
) -> Result<Electorate, ElectorateRefusal> {
    // Checked areas and an exact total keep every later sum of areas within 64 bits.
    Fen::total(units.iter().map(|unit| Fen(unit.area_c.0)))?;
    let holder: BTreeMap<OwnerId, &str> = owners
        .iter()
        .map(|owner| (owner.id, owner.holder.as_str()))
        .collect();
    let held: BTreeMap<UnitId, &Tenure> = tenures_on(tenures, date)
        .map(|tenure| (tenure.unit, tenure))
        .collect();
    let key_of = |unit: &Unit| -> Result<HeadKey, ElectorateRefusal> {
        if unit.is_developers_on(date) {
            return Ok(HeadKey::Developer);
        }
        let no_owner = || ElectorateRefusal::NoOwner {
            unit: unit.code.clone(),
            date,
        };
        let tenure = held.get(&unit.id).ok_or_else(no_owner)?;
        let names = tenure
            .owners
            .iter()
            .map(|id| holder.get(id).map(|&key| key.to_owned()));
        let keys = names
            .collect::<Option<BTreeSet<String>>>()
            .filter(|keys| !keys.is_empty());
        keys.map(HeadKey::Holders).ok_or_else(no_owner)
    };

    let (parking, others): (Vec<&Unit>, Vec<&Unit>) = units
        .iter()
        .partition(|unit| unit.usage == UnitUse::Parking);
    let mut roll = Electorate::default();
    for unit in others {
        unit.check()?;
        roll.add(key_of(unit)?, unit);
    }
    if counting.parking_area {
        add_parking(&mut roll, &parking, key_of)?;
    }
    Ok(roll)
}

fn add_parking(
    roll: &mut Electorate,
    parking: &[&Unit],
    key_of: impl Fn(&Unit) -> Result<HeadKey, ElectorateRefusal>,
) -> Result<(), ElectorateRefusal> {
    // Looked up before any parking head is added, so that the order of units changes nothing.
    let homes = roll.clone();
    for unit in parking {
        unit.check()?;
        let key = match key_of(unit)? {
            HeadKey::Holders(holders) => homes
                .head_of_any(&holders)
                .unwrap_or(HeadKey::Holders(holders)),
            HeadKey::Developer => HeadKey::Developer,
        };
        roll.add(key, unit);
    }
    Ok(())
}

/// Why no roll can be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ElectorateRefusal {
    /// A delivered unit has no owner on the day.
    #[error("unit {unit} is delivered but has no recorded owner on {date}")]
    NoOwner {
        /// The unit.
        unit: UnitCode,
        /// The day of the roll.
        date: Date,
    },
    /// A unit is not valid in itself.
    #[error(transparent)]
    Unit(#[from] super::UnitRefusal),
    /// The areas do not add up within 64 bits.
    #[error(transparent)]
    Money(#[from] MoneyError),
}
