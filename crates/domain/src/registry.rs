//! Who and what a community consists of: its kind, how it is managed over time, buildings, units
//! and their areas, owners and the dates from which they own.
//!
//! Names of owners never enter here: an owner is an id and a holder key that the caller made.

mod electorate;
mod tenure;
mod unit;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use electorate::{
    Counting, Electorate, ElectorateRefusal, HeadKey, RollLine, Totals, electorate_on,
};
pub use tenure::{Owner, Tenure, TenureRefusal, check_tenures, owners_on, tenures_on};
pub use unit::{
    AreaSource, Areas, Building, CodePart, Entrance, MAX_AREA, MAX_CODE_CHARS, Unit, UnitCode,
    UnitRefusal, UnitStatus, UnitUse,
};

named! {
    /// How a community came to be (小区类型).
    pub enum CommunityKind {
        /// 商住: flats bought on the market.
        Commercial = "commercial",
        /// 回迁: flats handed to residents whose old homes were cleared.
        Resettlement = "resettlement",
    }
}

named! {
    /// How a community is managed and whose money the property fees are (spec: domain 2).
    pub enum ManagementMode {
        /// 包干制: a fixed fee that belongs to the company; only a statement is disclosed.
        LumpSum = "lump_sum",
        /// 酬金制: the company draws an agreed ratio or amount; the rest is the owners' money.
        Remuneration = "remuneration",
        /// 信托制: remuneration on a trust fund of all owners, with the duties of the Trust Law.
        Trust = "trust",
        /// 社居委自管: the residents' committee manages as "other manager" (Civil Code 284).
        SelfManaged = "self_managed",
    }
}

impl ManagementMode {
    /// Whether property fees are the owners' money and belong in the community's ledger.
    /// Under a lump sum they are the company's own (1864 art. 9).
    pub const fn fees_belong_to_owners(self) -> bool {
        !matches!(self, Self::LumpSum)
    }

    /// Whether a manager draws remuneration from the service fund by ratio or amount.
    pub const fn draws_remuneration(self) -> bool {
        matches!(self, Self::Remuneration | Self::Trust)
    }
}

/// A management mode and its first day; it lasts until the next one begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModeFrom {
    /// The mode.
    pub mode: ManagementMode,
    /// Its first day.
    pub from: Date,
}

/// The mode in force on `date`: the latest one that has begun, whatever the list's order.
/// `None` before the first. Of two with the same day the later in the list counts.
pub fn mode_on(history: &[ModeFrom], date: Date) -> Option<ManagementMode> {
    history
        .iter()
        .filter(|m| m.from <= date)
        .max_by_key(|m| m.from)
        .map(|m| m.mode)
}
