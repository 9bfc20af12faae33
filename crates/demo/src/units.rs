//! Buildings, units and owners of one community.

use jiff::civil::Date;
use mingbai_domain::money::{AreaC, Fen, RateE4};
use mingbai_domain::registry::{AreaSource, CommunityKind, UnitStatus, UnitUse};

use crate::amounts::{count, yuan};
use crate::dice::Dice;
use crate::places::Place;
use crate::plan::{PlannedOwner, PlannedUnit};
use crate::when;
use crate::words::person;

/// Floor plans: the areas of the units on one floor of an entrance, in 0.01 m².
const FLOORS: [&[i64]; 6] = [
    &[13_442, 9_860],
    &[8_957, 12_138],
    &[8_957, 7_503, 8_957],
    &[12_138, 9_999, 9_999, 12_138],
    &[7_503, 6_218, 6_218, 7_503],
    &[14_286, 14_286],
];

/// Every unit of a community, building by building.
pub fn units(place: &Place, dice: &mut Dice) -> Vec<PlannedUnit> {
    let parking = dice.pick(&[45, 60, 80, 80, 100, 100, 120, 150]);
    let parked = dice.between(26, 58);
    let shops = if dice.chance(60) {
        usize::try_from(dice.between(2, 6)).unwrap_or(2)
    } else {
        0
    };
    let held = dice.between(0, 4);
    let mut houses = Houses {
        place,
        dice,
        people: People::new(),
        units: Vec::new(),
    };
    while houses.units.len() + shops < place.units {
        houses.building(place.units - shops);
    }
    houses.shops(shops);
    let mut units = houses.units;
    for unit in &mut units {
        let home = unit.usage == UnitUse::Residential;
        if home && dice.chance(held) {
            hold_back(unit, dice);
        } else if home && dice.chance(parked) {
            unit.parking = yuan(parking);
        }
    }
    units
}

/// How owners' heads are counted in votes: one for each set of owners, and one for the developer.
pub fn heads(units: &[PlannedUnit]) -> i64 {
    let delivered = units
        .iter()
        .filter(|unit| unit.status == UnitStatus::Delivered);
    let sets: std::collections::BTreeSet<Vec<&PlannedOwner>> = delivered
        .map(|unit| {
            let mut owners: Vec<&PlannedOwner> = unit.owners.iter().collect();
            owners.sort();
            owners
        })
        .collect();
    let developer = units
        .iter()
        .any(|unit| unit.status != UnitStatus::Delivered);
    count(sets.len()) + i64::from(developer)
}

/// The developer still holds it: unsold, or sold and not handed over.
fn hold_back(unit: &mut PlannedUnit, dice: &mut Dice) {
    unit.delivered = None;
    if dice.chance(55) {
        unit.status = UnitStatus::Unsold;
        unit.owners.clear();
    } else {
        unit.status = UnitStatus::Undelivered;
        unit.area_source = AreaSource::Contract;
    }
}

struct Houses<'a> {
    place: &'a Place,
    dice: &'a mut Dice,
    people: People,
    units: Vec<PlannedUnit>,
}

impl Houses<'_> {
    /// One more building, up to `limit` units in all.
    fn building(&mut self, limit: usize) {
        let building = self
            .units
            .last()
            .map_or(1, |unit| 1 + unit.building.parse().unwrap_or(0));
        let plan = self.dice.pick(&FLOORS);
        let tall = self.place.kind == CommunityKind::Commercial && self.dice.chance(70);
        let (entrances, floors) = if tall {
            (self.dice.between(1, 2), self.dice.between(11, 26))
        } else {
            (3, 6)
        };
        let delivered = Date::constant(2016, 3, 1)
            .checked_add(jiff::Span::new().days(self.dice.between(0, 2_900)))
            .unwrap_or(Date::constant(2020, 6, 1));
        for entrance in 1..=entrances {
            for floor in 1..=floors {
                for (door, &area) in plan.iter().enumerate() {
                    if self.units.len() < limit {
                        let room = format!("{floor}{:02}", door + 1);
                        self.home(building, entrance, room, area, delivered);
                    }
                }
            }
        }
    }

    fn home(&mut self, building: i64, entrance: i64, room: String, area: i64, delivered: Date) {
        let days = self.dice.between(0, 160);
        let owners = self.people.household(self.dice);
        let area_source = if self.dice.chance(92) {
            AreaSource::Registered
        } else {
            AreaSource::Surveyed
        };
        self.units.push(PlannedUnit {
            building: building.to_string(),
            entrance: entrance.to_string(),
            room,
            area: AreaC(area),
            area_source,
            usage: UnitUse::Residential,
            status: UnitStatus::Delivered,
            delivered: delivered.checked_add(jiff::Span::new().days(days)).ok(),
            owners,
            fee_rate: RateE4(self.place.rate),
            parking: Fen::ZERO,
        });
    }

    /// Shops on the ground floor of a building of their own, called `S`.
    fn shops(&mut self, number: usize) {
        for shop in 1..=number {
            let area = self.dice.between(3_800, 21_000);
            let owners = self.people.household(self.dice);
            self.units.push(PlannedUnit {
                building: "S".to_owned(),
                entrance: "1".to_owned(),
                room: format!("1{shop:02}"),
                area: AreaC(area),
                area_source: AreaSource::Registered,
                usage: UnitUse::Shop,
                status: UnitStatus::Delivered,
                delivered: Some(when::on(when::month(2021, 6), self.dice.between(1, 28))),
                owners,
                fee_rate: RateE4(self.place.rate * 13 / 10 / 100 * 100),
                parking: Fen::ZERO,
            });
        }
    }
}

/// Makes owners, each with a number of their own; some have bought twice.
struct People {
    next: i64,
    before: Vec<PlannedOwner>,
}

impl People {
    fn new() -> Self {
        Self {
            next: 17,
            before: Vec::new(),
        }
    }

    fn household(&mut self, dice: &mut Dice) -> Vec<PlannedOwner> {
        if self.before.len() > 20 && dice.chance(2) {
            return self.before[dice.index(self.before.len())..][..1].to_vec();
        }
        let many = if dice.chance(34) { 2 } else { 1 };
        let owners: Vec<PlannedOwner> = (0..many).map(|_| self.owner(dice)).collect();
        if many == 1 {
            self.before.extend(owners.iter().cloned());
        }
        owners
    }

    fn owner(&mut self, dice: &mut Dice) -> PlannedOwner {
        self.next += dice.between(1, 6);
        PlannedOwner {
            name: person(dice),
            phone: format!("1390000{:04}", self.next % 10_000),
        }
    }
}
