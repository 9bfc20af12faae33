//! Owners, and who owns which unit from when to when.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{OwnerId, UnitId};

/// An owner or co-owner. Two records of one person share the holder key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// Id of this record.
    pub id: OwnerId,
    /// What tells one holder from another, made by the caller (for example a keyed hash of name
    /// and document number); never the name itself.
    pub holder: String,
}

/// The owners of one unit for some time. Several owners are co-owners (共有人).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tenure {
    /// The unit.
    pub unit: UnitId,
    /// Its owners; at least one.
    pub owners: BTreeSet<OwnerId>,
    /// First day: the day of transfer is the buyer's.
    pub from: Date,
    /// First day on which it no longer holds; `None` while it lasts.
    pub to: Option<Date>,
}

impl Tenure {
    /// Whether it holds on `date`.
    pub fn holds_on(&self, date: Date) -> bool {
        self.from <= date && self.to.is_none_or(|to| date < to)
    }
}

/// The tenures that hold on `date`.
pub fn tenures_on(tenures: &[Tenure], date: Date) -> impl Iterator<Item = &Tenure> {
    tenures.iter().filter(move |tenure| tenure.holds_on(date))
}

/// The owners of `unit` on `date`; `None` if none is recorded.
pub fn owners_on(tenures: &[Tenure], unit: UnitId, date: Date) -> Option<&BTreeSet<OwnerId>> {
    tenures_on(tenures, date)
        .find(|tenure| tenure.unit == unit)
        .map(|tenure| &tenure.owners)
}

/// Checks that every tenure has owners and a first day before its end, and that no unit has two
/// tenures on one day.
pub fn check_tenures(tenures: &[Tenure]) -> Result<(), TenureRefusal> {
    let mut by_unit: BTreeMap<UnitId, Vec<&Tenure>> = BTreeMap::new();
    for tenure in tenures {
        let unit = tenure.unit;
        if tenure.owners.is_empty() {
            return Err(TenureRefusal::NoOwner { unit });
        }
        if let Some(to) = tenure.to.filter(|&to| to <= tenure.from) {
            return Err(TenureRefusal::EndsBeforeStart {
                unit,
                from: tenure.from,
                to,
            });
        }
        by_unit.entry(unit).or_default().push(tenure);
    }
    by_unit.into_values().try_for_each(check_one_unit)
}

fn check_one_unit(mut tenures: Vec<&Tenure>) -> Result<(), TenureRefusal> {
    tenures.sort_by_key(|tenure| tenure.from);
    for pair in tenures.windows(2) {
        if pair[0].to.is_none_or(|to| pair[1].from < to) {
            return Err(TenureRefusal::Overlap {
                unit: pair[0].unit,
                on: pair[1].from,
            });
        }
    }
    Ok(())
}

/// Why tenures cannot be recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TenureRefusal {
    /// A tenure without an owner.
    #[error("unit {unit}: a tenure needs at least one owner")]
    NoOwner {
        /// The unit.
        unit: UnitId,
    },
    /// A tenure that ends on or before its first day.
    #[error("unit {unit}: owned from {from}, but only until {to}")]
    EndsBeforeStart {
        /// The unit.
        unit: UnitId,
        /// First day.
        from: Date,
        /// End.
        to: Date,
    },
    /// Two tenures of one unit on one day.
    #[error("unit {unit} would have two sets of owners on {on}")]
    Overlap {
        /// The unit.
        unit: UnitId,
        /// The first day on which both hold.
        on: Date,
    },
}
