use std::collections::BTreeSet;

use jiff::civil::Date;
use mingbai_domain::ids::{OwnerId, UnitId};
use mingbai_domain::money::AreaC;
use mingbai_domain::registry::{
    AreaSource, Areas, CommunityKind, Counting, ElectorateRefusal, HeadKey, ManagementMode,
    ModeFrom, Owner, Tenure, TenureRefusal, Totals, Unit, UnitCode, UnitRefusal, UnitStatus,
    UnitUse, check_tenures, electorate_on, mode_on, owners_on,
};
use proptest::prelude::*;

use crate::vectors::day;

const TODAY: &str = "2026-06-01";

/// A delivered flat of 100.00 m².
pub fn flat(id: i64) -> Unit {
    Unit {
        id: UnitId(id),
        code: UnitCode::new("1", "1", &id.to_string()).expect("digits are a code"),
        usage: UnitUse::Residential,
        area_c: AreaC(10_000),
        area_source: AreaSource::Registered,
        status: UnitStatus::Delivered,
        delivered_on: None,
    }
}

fn owners(count: i64) -> Vec<Owner> {
    (1..=count)
        .map(|id| Owner {
            id: OwnerId(id),
            holder: format!("h{id}"),
        })
        .collect()
}

fn held(unit: i64, owners: &[i64]) -> Tenure {
    let owners = owners.iter().copied().map(OwnerId).collect();
    Tenure {
        unit: UnitId(unit),
        owners,
        from: day("2020-01-01"),
        to: None,
    }
}

fn totals(units: &[Unit], tenures: &[Tenure], counting: Counting) -> (i64, i64) {
    let roll = electorate_on(units, &owners(20), tenures, day(TODAY), counting).expect("a roll");
    let Totals { area_c, heads } = roll.totals();
    (area_c.0, heads)
}

fn twelve() -> Vec<Unit> {
    (1..=12).map(flat).collect()
}

#[test]
fn a_buyer_of_four_units_is_one_head() {
    let tenures: Vec<Tenure> = (1..=12)
        .map(|unit| held(unit, &[if unit <= 4 { 1 } else { unit }]))
        .collect();
    assert_eq!(
        totals(&twelve(), &tenures, Counting::default()),
        (120_000, 9)
    );
}

#[test]
fn unsold_and_undelivered_units_are_one_head_of_the_developer() {
    let mut units = twelve();
    for (unit, status) in units.iter_mut().zip([UnitStatus::Unsold; 3]) {
        unit.status = status;
    }
    units[3].status = UnitStatus::Undelivered;
    units[4].delivered_on = Some(day("2026-06-02")); // handed over tomorrow
    let tenures: Vec<Tenure> = (4..=12).map(|unit| held(unit, &[unit])).collect();
    assert_eq!(totals(&units, &tenures, Counting::default()), (120_000, 8));
    let roll = electorate_on(
        &units,
        &owners(20),
        &tenures,
        day(TODAY),
        Counting::default(),
    )
    .unwrap();
    assert_eq!(roll.heads[&HeadKey::Developer].area_c, AreaC(50_000));
}

#[test]
fn co_owners_are_one_head_and_a_different_set_is_another() {
    let units: Vec<Unit> = (1..=3).map(flat).collect();
    let tenures = [held(1, &[1, 2]), held(2, &[2, 1]), held(3, &[1])];
    assert_eq!(totals(&units, &tenures, Counting::default()), (30_000, 2));
}

#[test]
fn two_records_of_one_holder_are_one_head() {
    let units = [flat(1), flat(2)];
    let same = |id| Owner {
        id: OwnerId(id),
        holder: "张三".into(),
    };
    let tenures = [held(1, &[1]), held(2, &[2])];
    let roll = electorate_on(
        &units,
        &[same(1), same(2)],
        &tenures,
        day(TODAY),
        Counting::default(),
    );
    assert_eq!(roll.unwrap().totals().heads, 1);
}

#[test]
fn parking_counts_only_by_the_rules_and_adds_no_head_to_a_flats_owner() {
    let parking = |id| Unit {
        usage: UnitUse::Parking,
        area_c: AreaC(1200),
        ..flat(id)
    };
    let units = [parking(3), flat(1), flat(2), parking(4), parking(5)];
    // Unit 3 is held by one of two co-owners; unit 5 by somebody without a flat.
    let tenures = [
        held(1, &[1, 2]),
        held(2, &[3]),
        held(3, &[2]),
        held(4, &[3]),
        held(5, &[9]),
    ];
    assert_eq!(totals(&units, &tenures, Counting::default()), (20_000, 2));
    assert_eq!(
        totals(&units, &tenures, Counting { parking_area: true }),
        (23_600, 3)
    );
}

#[test]
fn a_delivered_unit_without_owner_stops_the_roll() {
    let refused = electorate_on(&[flat(1)], &[], &[], day(TODAY), Counting::default());
    let unit = flat(1).code;
    assert_eq!(
        refused,
        Err(ElectorateRefusal::NoOwner {
            unit,
            date: day(TODAY)
        })
    );
    let unknown = electorate_on(
        &[flat(1)],
        &[],
        &[held(1, &[1])],
        day(TODAY),
        Counting::default(),
    );
    assert!(matches!(unknown, Err(ElectorateRefusal::NoOwner { .. })));
}

#[test]
fn the_day_of_transfer_is_the_buyers_in_the_register_too() {
    let mut sold = held(1, &[1]);
    sold.to = Some(day("2026-06-13"));
    let mut bought = held(1, &[2]);
    bought.from = day("2026-06-13");
    let tenures = [bought, sold];
    assert_eq!(check_tenures(&tenures), Ok(()));
    let owner = |on| owners_on(&tenures, UnitId(1), day(on)).cloned();
    assert_eq!(owner("2026-06-12"), Some(BTreeSet::from([OwnerId(1)])));
    assert_eq!(owner("2026-06-13"), Some(BTreeSet::from([OwnerId(2)])));
    assert_eq!(owner("2019-12-31"), None);
}

#[test]
fn tenures_that_overlap_or_end_first_are_refused() {
    let later = Tenure {
        from: day("2026-01-01"),
        ..held(1, &[2])
    };
    let overlap = TenureRefusal::Overlap {
        unit: UnitId(1),
        on: day("2026-01-01"),
    };
    assert_eq!(check_tenures(&[later.clone(), held(1, &[1])]), Err(overlap));
    let to = Some(day("2026-01-01"));
    let empty = check_tenures(&[Tenure { to, ..later }]);
    assert!(matches!(empty, Err(TenureRefusal::EndsBeforeStart { .. })));
    let nobody = check_tenures(&[held(1, &[])]);
    assert_eq!(nobody, Err(TenureRefusal::NoOwner { unit: UnitId(1) }));
}

#[test]
fn the_registered_area_goes_before_the_surveyed_before_the_contract() {
    let (registered, surveyed) = (Some(AreaC(1)), Some(AreaC(2)));
    let contract = Some(AreaC(3));
    let best = |registered, surveyed, contract| {
        Areas {
            registered,
            surveyed,
            contract,
        }
        .best()
    };
    assert_eq!(
        best(registered, surveyed, contract),
        Some((AreaC(1), AreaSource::Registered))
    );
    assert_eq!(
        best(None, surveyed, contract),
        Some((AreaC(2), AreaSource::Surveyed))
    );
    assert_eq!(
        best(None, None, contract),
        Some((AreaC(3), AreaSource::Contract))
    );
    assert_eq!(best(None, None, None), None);
}

#[test]
fn a_unit_has_an_area_that_a_unit_can_have() {
    let sized = |area| {
        Unit {
            area_c: AreaC(area),
            ..flat(1)
        }
        .check()
    };
    assert_eq!(sized(1), Ok(()));
    assert_eq!(sized(10_000_000), Ok(()));
    assert!(matches!(sized(0), Err(UnitRefusal::NoArea { .. })));
    assert!(matches!(
        sized(10_000_001),
        Err(UnitRefusal::AreaTooLarge { .. })
    ));
    let unsold = Unit {
        status: UnitStatus::Unsold,
        delivered_on: Some(day(TODAY)),
        ..flat(1)
    };
    assert!(matches!(
        unsold.check(),
        Err(UnitRefusal::DateWithoutDelivery { .. })
    ));
}

#[test]
fn a_units_code_has_three_parts() {
    let code = UnitCode::parse("1-1-101").unwrap();
    assert_eq!(code.to_string(), "1-1-101");
    assert_eq!(serde_json::to_string(&code).unwrap(), "\"1-1-101\"");
    for text in [
        "",
        "1-1",
        "1-1-1-1",
        "1--101",
        "1-1-１０ 1",
        "1-1-01234567890123456",
        "1-1-<b>",
    ] {
        assert!(UnitCode::parse(text).is_err(), "`{text}`");
    }
    assert!(UnitCode::parse("甲-东-车位12").is_ok());
}

#[test]
fn a_mode_lasts_until_the_next_begins() {
    let from = |mode, on: &str| ModeFrom {
        mode,
        from: day(on),
    };
    let history = [
        from(ManagementMode::Trust, "2026-07-01"),
        from(ManagementMode::LumpSum, "2020-01-01"),
    ];
    let on = |date: &str| mode_on(&history, date.parse::<Date>().unwrap());
    assert_eq!(on("2019-12-31"), None);
    assert_eq!(on("2026-06-30"), Some(ManagementMode::LumpSum));
    assert_eq!(on("2026-07-01"), Some(ManagementMode::Trust));
}

#[test]
fn names_in_serde_are_the_names_everywhere() {
    for &mode in ManagementMode::ALL {
        assert_eq!(serde_json::to_string(&mode).unwrap(), format!("\"{mode}\""));
        assert_eq!(ManagementMode::parse(mode.as_str()), Some(mode));
    }
    assert_eq!(CommunityKind::Resettlement.as_str(), "resettlement");
    assert_eq!(CommunityKind::parse("Resettlement"), None);
}

proptest! {
    #[test]
    fn every_counted_area_is_on_the_roll_once_in_any_order(
        holders in prop::collection::vec(1_i64..6, 1..30), counting: bool, turn in 0_usize..30,
    ) {
        let mut units: Vec<Unit> = (1..).map(flat).take(holders.len()).collect();
        for unit in units.iter_mut().step_by(3) {
            unit.usage = UnitUse::Parking;
        }
        let tenures: Vec<Tenure> =
            (1..).zip(&holders).map(|(unit, &owner)| held(unit, &[owner])).collect();
        let counting = Counting { parking_area: counting };
        let counted = units.iter().filter(|u| counting.parking_area || u.usage != UnitUse::Parking);
        let area: i64 = counted.map(|unit| unit.area_c.0).sum();
        let before = totals(&units, &tenures, counting);
        prop_assert_eq!(before.0, area);
        units.rotate_left(turn % holders.len());
        prop_assert_eq!(totals(&units, &tenures, counting), before);
    }
}
