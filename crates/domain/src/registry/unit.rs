//! Buildings, entrances and exclusive units (专有部分) with their area, its source, use and status.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::UnitId;
use crate::money::AreaC;

/// The largest area one unit may have: 100,000.00 m². Above it the figure is a slip of the pen.
pub const MAX_AREA: AreaC = AreaC(10_000_000);

/// The longest building, entrance or room code, in characters.
pub const MAX_CODE_CHARS: usize = 16;

named! {
    /// Where a unit's area comes from, the best source first (IB 8: registered, else surveyed,
    /// else the sale contract).
    pub enum AreaSource {
        /// 不动产登记簿.
        Registered = "registered",
        /// 测绘机构实测.
        Surveyed = "surveyed",
        /// 房屋买卖合同.
        Contract = "contract",
    }
}

named! {
    /// Whether a unit has an owner who has taken it over.
    pub enum UnitStatus {
        /// 已交付.
        Delivered = "delivered",
        /// 已售未交付: sold, still the developer's head and bill (IB 9, BR 41).
        Undelivered = "undelivered",
        /// 未售.
        Unsold = "unsold",
    }
}

named! {
    /// What a unit is for.
    pub enum UnitUse {
        /// 住宅.
        Residential = "residential",
        /// 商铺.
        Shop = "shop",
        /// 办公.
        Office = "office",
        /// 车位、车库: counts in a vote only if the rules of procedure say so (GR 25).
        Parking = "parking",
        /// 储藏室.
        Storage = "storage",
        /// 其他.
        Other = "other",
    }
}

/// The areas known for one unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Areas {
    /// Registered area.
    pub registered: Option<AreaC>,
    /// Surveyed area.
    pub surveyed: Option<AreaC>,
    /// Area in the sale contract.
    pub contract: Option<AreaC>,
}

impl Areas {
    /// The area that counts, with its source: registered, else surveyed, else contract (IB 8).
    pub fn best(self) -> Option<(AreaC, AreaSource)> {
        let registered = self.registered.map(|area| (area, AreaSource::Registered));
        let surveyed = self.surveyed.map(|area| (area, AreaSource::Surveyed));
        let contract = self.contract.map(|area| (area, AreaSource::Contract));
        registered.or(surveyed).or(contract)
    }
}

/// A building (楼栋).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Building {
    /// Its code in the community, such as `1`.
    pub code: CodePart,
}

/// An entrance (单元) of a building.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entrance {
    /// The building's code.
    pub building: CodePart,
    /// Its code in the building, such as `2`.
    pub code: CodePart,
}

/// One part of a unit's code: 1 to 16 letters and digits of any script, `.` or `_`; never `-`,
/// which joins the parts.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct CodePart(String);

impl CodePart {
    /// Checks the form.
    pub fn new(text: &str) -> Result<Self, UnitRefusal> {
        let plain = text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_'));
        if text.is_empty() || !plain || text.chars().count() > MAX_CODE_CHARS {
            return Err(UnitRefusal::BadCode {
                text: text.chars().take(40).collect(),
            });
        }
        Ok(Self(text.to_owned()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CodePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for CodePart {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::new(&String::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}

/// A unit's code as residents know it, written `1-1-101`: building, entrance, room.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitCode {
    /// Building.
    pub building: CodePart,
    /// Entrance.
    pub entrance: CodePart,
    /// Room.
    pub room: CodePart,
}

impl UnitCode {
    /// Checks the three parts.
    pub fn new(building: &str, entrance: &str, room: &str) -> Result<Self, UnitRefusal> {
        Ok(Self {
            building: CodePart::new(building)?,
            entrance: CodePart::new(entrance)?,
            room: CodePart::new(room)?,
        })
    }

    /// Reads `1-1-101`.
    pub fn parse(text: &str) -> Result<Self, UnitRefusal> {
        let mut parts = text.split('-');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(building), Some(entrance), Some(room), None) => {
                Self::new(building, entrance, room)
            }
            _ => Err(UnitRefusal::BadCode {
                text: text.chars().take(40).collect(),
            }),
        }
    }
}

impl fmt::Display for UnitCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.building, self.entrance, self.room)
    }
}

impl Serialize for UnitCode {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for UnitCode {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}

/// An exclusive unit (专有部分).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Id.
    pub id: UnitId,
    /// Building, entrance and room.
    pub code: UnitCode,
    /// What it is for.
    #[serde(rename = "use")]
    pub usage: UnitUse,
    /// Exclusive area in 0.01 m².
    pub area_c: AreaC,
    /// Where the area comes from.
    pub area_source: AreaSource,
    /// Status as last recorded.
    pub status: UnitStatus,
    /// The day the owner took the unit over, where it is known.
    pub delivered_on: Option<Date>,
}

impl Unit {
    /// Checks what can be checked on the unit alone.
    pub fn check(&self) -> Result<(), UnitRefusal> {
        if self.area_c.0 <= 0 {
            return Err(UnitRefusal::NoArea {
                unit: self.code.clone(),
                area: self.area_c,
            });
        }
        if self.area_c > MAX_AREA {
            return Err(UnitRefusal::AreaTooLarge {
                unit: self.code.clone(),
                area: self.area_c,
                limit: MAX_AREA,
            });
        }
        if self.status != UnitStatus::Delivered && self.delivered_on.is_some() {
            return Err(UnitRefusal::DateWithoutDelivery {
                unit: self.code.clone(),
            });
        }
        Ok(())
    }

    /// The status on `date`: a unit delivered later was undelivered before.
    pub fn status_on(&self, date: Date) -> UnitStatus {
        match (self.status, self.delivered_on) {
            (UnitStatus::Delivered, Some(on)) if on > date => UnitStatus::Undelivered,
            (status, _) => status,
        }
    }

    /// Whether the unit counts to the developer's one head on `date` (IB 9).
    pub fn is_developers_on(&self, date: Date) -> bool {
        self.status_on(date) != UnitStatus::Delivered
    }
}

/// Why a unit cannot be recorded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnitRefusal {
    /// A building, entrance or room code has the wrong form.
    #[error(
        "`{text}` is not a building, entrance or room code: 1 to 16 letters or digits, without `-`"
    )]
    BadCode {
        /// The text, cut to 40 characters.
        text: String,
    },
    /// The area is zero or negative.
    #[error("unit {unit}: the area {area} m² is not above zero")]
    NoArea {
        /// The unit.
        unit: UnitCode,
        /// Its area.
        area: AreaC,
    },
    /// The area is beyond any building.
    #[error("unit {unit}: the area {area} m² is above the limit of {limit} m²")]
    AreaTooLarge {
        /// The unit.
        unit: UnitCode,
        /// Its area.
        area: AreaC,
        /// [`MAX_AREA`].
        limit: AreaC,
    },
    /// A unit that is not delivered has a day of delivery.
    #[error("unit {unit} has a day of delivery but is not delivered")]
    DateWithoutDelivery {
        /// The unit.
        unit: UnitCode,
    },
}
