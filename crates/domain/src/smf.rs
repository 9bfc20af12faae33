//! The special maintenance fund (住宅专项维修资金): owned by the owners (Civil Code 281), held by
//! bank and bureau; our ledger is a mirror of theirs.
//!
//! Using it is an ordinary matter, raising it a special one (278(5), (6)).

use crate::money::{AreaC, Fen, MoneyError, RateE4, Ratio, Threshold, allocate, half_up};

/// The rate of the first deposit: `share` (5 to 8 %, 165 art. 7, HZ 70) of the average building
/// cost per m², as 1e-4 yuan per m².
pub fn deposit_rate(cost_per_m2: Fen, share: Ratio) -> Result<RateE4, MoneyError> {
    share.check()?;
    let exact = i128::from(cost_per_m2.0) * 100 * i128::from(share.num);
    half_up(exact, i128::from(share.den)).map(RateE4)
}

/// A unit's first deposit: area times rate, rounded half up.
pub fn first_deposit(area: AreaC, rate: RateE4) -> Result<Fen, MoneyError> {
    half_up(i128::from(area.0) * i128::from(rate.0), 10_000).map(Fen)
}

/// Whether a unit must pay in again: its balance is below `floor` (3/10: SH 65, BJ 83, HZ 71) of
/// the first deposit. Exactly 30 % is not below.
pub fn must_replenish(balance: Fen, first_deposit: Fen, floor: Ratio) -> Result<bool, MoneyError> {
    floor.check()?;
    let have = i128::from(balance.0) * i128::from(floor.den);
    Ok(have < i128::from(first_deposit.0) * i128::from(floor.num))
}

/// A unit that shares a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sharer {
    /// Its building area.
    pub area: AreaC,
    /// Its sub-account's balance.
    pub balance: Fen,
}

/// A unit's part of a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DrawPart {
    /// Its share by area.
    pub share: Fen,
    /// What the sub-account pays.
    pub paid: Fen,
    /// What the owner still has to pay in.
    pub short: Fen,
}

/// Divides a draw over the units that the work serves, by building area; unsold units take part
/// at the developer's cost (BJ 86). The shares add up to `total` to the fen.
pub fn share_draw(total: Fen, units: &[Sharer]) -> Result<Vec<DrawPart>, MoneyError> {
    let weights: Vec<i64> = units.iter().map(|unit| unit.area.0).collect();
    let shares = allocate(total, &weights)?;
    let parts = units.iter().zip(shares).map(|(unit, share)| {
        let paid = share.min(unit.balance.max(Fen::ZERO));
        Ok(DrawPart {
            share,
            paid,
            short: share.minus(paid)?,
        })
    });
    parts.collect()
}

/// Whether the work cost so much more than planned that it needs a new application: above
/// `tolerance` (HZ 72: 10 %) over the budget.
pub fn overruns(budget: Fen, actual: Fen, tolerance: Threshold) -> Result<bool, MoneyError> {
    let over = actual.minus(budget)?;
    Ok(over > Fen::ZERO && (budget <= Fen::ZERO || tolerance.is_met(over.0, budget.0)))
}

named! {
    /// Dangers for which the fund may be used without the owners' vote (HZ 73): a closed list.
    pub enum EmergencyCause {
        /// 电梯故障.
        Lift = "lift",
        /// 消防设施故障.
        FireEquipment = "fire_equipment",
        /// 外立面脱落.
        Facade = "facade",
        /// 墙体、道路塌陷.
        Collapse = "collapse",
        /// 屋面、外墙渗漏.
        Leak = "leak",
        /// 排水设施堵塞、爆裂.
        Drainage = "drainage",
    }
}

/// An emergency use needs both confirmations; it is audited and published afterwards
/// (Civil Code 281(2), HZ 73).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmergencyConfirmations {
    /// The owners' committee has checked the plan.
    pub committee: bool,
    /// The street office or residents' committee has confirmed the danger.
    pub street_office: bool,
}

impl EmergencyConfirmations {
    /// Whether the money may be drawn.
    pub const fn complete(self) -> bool {
        self.committee && self.street_office
    }
}
