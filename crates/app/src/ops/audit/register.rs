//! The register of units against itself and against the totals that the book publishes.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use mingbai_domain::book::Registry;
use mingbai_domain::fees::BillItem;
use mingbai_domain::ids::{CommunityId, OwnerId, UnitId};
use mingbai_domain::money::AreaC;
use mingbai_domain::registry::{
    AreaSource, Counting, Owner, Tenure, Unit, UnitCode, UnitStatus, UnitUse, check_tenures,
    electorate_on,
};
use mingbai_store::audit::RawRow;
use mingbai_store::{StoreError, Tx};

use super::cursor::Cursor;
use super::finding::{Finding, Findings, Key, Total, Why, number};
use super::households::bill_item;
use crate::register::NewOwner;

/// The register, as far as its rows can be read.
#[derive(Default)]
struct Register {
    units: Vec<Unit>,
    owners: Vec<Owner>,
    tenures: Vec<Tenure>,
    /// Whether every row could be read: otherwise totals say nothing.
    whole: bool,
}

/// The book's last totals.
pub(super) enum Published<'a> {
    /// The book could not be followed to its end: nothing can be said of them.
    Unknown,
    /// None were published yet.
    None,
    /// These.
    Totals(&'a Registry),
}

/// Checks units, owners, tenures and charges against each other and against what was published.
pub(super) fn check(
    tx: &mut Tx<'_>,
    id: CommunityId,
    published: &Published<'_>,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let mut register = Register {
        whole: true,
        ..Register::default()
    };
    read_units(tx, id, &mut register, findings)?;
    let units: BTreeSet<UnitId> = register.units.iter().map(|unit| unit.id).collect();
    read_owners(tx, id, &mut register, findings)?;
    read_tenures(tx, id, &units, &mut register, findings)?;
    check_charges(tx, id, &units, register.whole, findings)?;
    let published = match published {
        Published::Unknown => return Ok(()),
        Published::None => None,
        Published::Totals(totals) => Some(*totals),
    };
    if register.whole {
        check_totals(&register, published, findings);
    }
    Ok(())
}

fn read_units(
    tx: &mut Tx<'_>,
    id: CommunityId,
    register: &mut Register,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let mut rows = Cursor::open(id, "unit")?;
    while let Some(row) = rows.next(tx)? {
        match unit_of(&row) {
            Ok(unit) => register.units.push(unit),
            Err(why) => {
                register.whole = false;
                findings.row("unit", number(&row, "unit_id"), why);
            }
        }
    }
    Ok(())
}

fn unit_of(row: &RawRow) -> Result<Unit, Why> {
    let named = [
        row.text("building")?,
        row.text("entrance")?,
        row.text("room")?,
    ];
    let unit = Unit {
        id: UnitId(row.int("unit_id")?),
        code: UnitCode::new(named[0], named[1], named[2]).map_err(|_| Why::Cell("room"))?,
        usage: UnitUse::parse(row.text("unit_use")?).ok_or(Why::Cell("unit_use"))?,
        area_c: AreaC(row.int("area_c")?),
        area_source: AreaSource::parse(row.text("area_source")?).ok_or(Why::Cell("area_source"))?,
        status: UnitStatus::parse(row.text("status")?).ok_or(Why::Cell("status"))?,
        delivered_on: day_opt(row, "delivered")?,
    };
    // Parking units are not counted as heads, but their rows must make sense, too.
    unit.check().map_err(|_| Why::Together)?;
    Ok(unit)
}

fn day(row: &RawRow, column: &'static str) -> Result<Date, Why> {
    let text = row.text(column)?;
    let day: Date = text.parse().map_err(|_| Why::Cell(column))?;
    if day.to_string() == text {
        Ok(day)
    } else {
        Err(Why::Cell(column))
    }
}

fn day_opt(row: &RawRow, column: &'static str) -> Result<Option<Date>, Why> {
    match row.text_opt(column)? {
        None => Ok(None),
        Some(_) => day(row, column).map(Some),
    }
}

fn read_owners(
    tx: &mut Tx<'_>,
    id: CommunityId,
    register: &mut Register,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let mut rows = Cursor::open(id, "owner")?;
    while let Some(row) = rows.next(tx)? {
        match owner_of(&row) {
            Ok(owner) => register.owners.push(owner),
            Err(why) => {
                register.whole = false;
                findings.row("owner", number(&row, "owner_id"), why);
            }
        }
    }
    Ok(())
}

fn owner_of(row: &RawRow) -> Result<Owner, Why> {
    let stated = NewOwner {
        name: row.text("name")?.to_owned(),
        phone: row.text("phone")?.to_owned(),
        id_number: row.text("id_number")?.to_owned(),
    };
    let holder = row.text("holder")?;
    if !stated.fits(holder) {
        return Err(Why::Holder);
    }
    Ok(Owner {
        id: OwnerId(row.int("owner_id")?),
        holder: holder.to_owned(),
    })
}

fn read_tenures(
    tx: &mut Tx<'_>,
    id: CommunityId,
    units: &BTreeSet<UnitId>,
    register: &mut Register,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let owners: BTreeSet<OwnerId> = register.owners.iter().map(|owner| owner.id).collect();
    let mut idle = owners.clone();
    let mut held: BTreeMap<(UnitId, Date, Option<Date>), BTreeSet<OwnerId>> = BTreeMap::new();
    let whole = register.whole;
    let mut rows = Cursor::open(id, "tenure")?;
    while let Some(row) = rows.next(tx)? {
        let read = || -> Result<_, Why> {
            let unit = UnitId(row.int("unit_id")?);
            let owner = OwnerId(row.int("owner_id")?);
            let days = (day(&row, "from_date")?, day_opt(&row, "to_date")?);
            if whole && !units.contains(&unit) {
                return Err(Why::NoUnit);
            }
            if whole && !owners.contains(&owner) {
                return Err(Why::NoOwner);
            }
            Ok((unit, owner, days))
        };
        match read() {
            Ok((unit, owner, (from, to))) => {
                idle.remove(&owner);
                held.entry((unit, from, to)).or_default().insert(owner);
            }
            Err(why) => {
                register.whole = false;
                findings.row("tenure", number(&row, "unit_id"), why);
            }
        }
    }
    if register.whole {
        for owner in idle {
            findings.row("owner", Key::Number(owner.0), Why::HoldsNothing);
        }
    }
    let tenures = held.into_iter().map(|((unit, from, to), owners)| Tenure {
        unit,
        owners,
        from,
        to,
    });
    register.tenures = tenures.collect();
    check_days(&register.tenures, findings);
    Ok(())
}

/// No unit has two sets of owners on one day.
fn check_days(tenures: &[Tenure], findings: &mut Findings) {
    for of_unit in tenures.chunk_by(|a, b| a.unit == b.unit) {
        if check_tenures(of_unit).is_err() {
            findings.row("tenure", Key::Number(of_unit[0].unit.0), Why::Tenure);
        }
    }
}

fn check_charges(
    tx: &mut Tx<'_>,
    id: CommunityId,
    units: &BTreeSet<UnitId>,
    whole: bool,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let mut rows = Cursor::open(id, "charge")?;
    while let Some(row) = rows.next(tx)? {
        let check = || -> Result<(), Why> {
            let (rate, amount) = (row.int("rate_e4")?, row.int("amount_fen")?);
            // By area, or fixed; never below nothing.
            let fits = match bill_item(&row)? {
                BillItem::Fee => rate >= 0 && amount == 0,
                BillItem::Parking => rate == 0 && amount >= 0,
            };
            if !fits {
                return Err(Why::Together);
            }
            if whole && !units.contains(&UnitId(row.int("unit_id")?)) {
                return Err(Why::NoUnit);
            }
            Ok(())
        };
        if let Err(why) = check() {
            findings.row("charge", number(&row, "unit_id"), why);
        }
    }
    Ok(())
}

fn check_totals(register: &Register, published: Option<&Registry>, findings: &mut Findings) {
    let mut differ = |total, published: i64, counted: i64| {
        if published != counted {
            findings.add(Finding::Register {
                total,
                published,
                counted,
            });
        }
    };
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let units = &register.units;
    let Some(published) = published else {
        return differ(Total::Units, 0, count(units.len()));
    };
    differ(Total::Units, published.units, count(units.len()));
    differ(Total::Area, published.area_c.0, area(units.iter()));
    let developers = units
        .iter()
        .filter(|unit| unit.status != UnitStatus::Delivered);
    differ(
        Total::Developer,
        published.held_by_developer,
        count(developers.count()),
    );
    for (at, building) in published.buildings.iter().enumerate() {
        let own = || {
            let own = units.iter();
            own.filter(|unit| unit.code.building.as_str() == building.building)
        };
        differ(
            Total::Building(at + 1),
            building.units,
            count(own().count()),
        );
        differ(Total::Building(at + 1), building.area_c.0, area(own()));
        let entrances: BTreeSet<&str> = own().map(|unit| unit.code.entrance.as_str()).collect();
        let stated: BTreeSet<&str> = building.entrances.iter().map(String::as_str).collect();
        if entrances != stated {
            let (stated, found) = (count(stated.len()), count(entrances.len()));
            // Equally many, but others.
            let found = if stated == found { -1 } else { found };
            differ(Total::Building(at + 1), stated, found);
        }
    }
    if let Some(counted) = other_heads(register, published) {
        differ(Total::Heads, published.heads, counted);
    }
}

/// Units are checked, so their areas are small; the sum of all may still be anything.
fn area<'u>(units: impl Iterator<Item = &'u Unit>) -> i64 {
    let sum: i128 = units.map(|unit| i128::from(unit.area_c.0)).sum();
    i64::try_from(sum).unwrap_or(i64::MAX)
}

/// The number of heads, if it is not the published one on any day that can be meant.
///
/// The totals were published when the register last changed, which is not recorded; between two
/// days on which a tenure or a delivery begins or ends, the heads are the same.
fn other_heads(register: &Register, published: &Registry) -> Option<i64> {
    let begins = register
        .tenures
        .iter()
        .flat_map(|tenure| [Some(tenure.from), tenure.to]);
    let delivered = register.units.iter().map(|unit| unit.delivered_on);
    let events: BTreeSet<Date> = begins
        .chain(delivered)
        .flatten()
        .filter(|day| published.date < *day)
        .collect();
    let mut days = events.into_iter().rev().chain([published.date]);
    let heads = |day| {
        let roll = electorate_on(
            &register.units,
            &register.owners,
            &register.tenures,
            day,
            Counting::default(),
        );
        roll.ok().map(|roll| roll.totals().heads)
    };
    let mut last = None;
    let agrees = days.any(|day| {
        let counted = heads(day);
        last = last.or(counted);
        counted == Some(published.heads)
    });
    (!agrees).then(|| last.unwrap_or(-1))
}
