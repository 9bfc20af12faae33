//! Income from common parts (公共收益): it belongs to the owners after reasonable cost, in every
//! mode of management (Civil Code 282). Earning it needs a special vote (278(8)).

use crate::money::{AreaC, Fen, MoneyError, Ratio, Threshold, allocate};

/// A net income, divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TopUp {
    /// To the special maintenance fund (template J13).
    pub to_smf: Fen,
    /// For the owners' other purposes.
    pub rest: Fen,
}

/// Income less reasonable cost; the operator proves the cost (IB 14). Negative is a loss.
pub fn net(income: Fen, cost: Fen) -> Result<Fen, MoneyError> {
    income.minus(cost)
}

/// Gives `share` of the net to the maintenance fund, rounded half up; a loss tops nothing up.
pub fn top_up(net: Fen, share: Ratio) -> Result<TopUp, MoneyError> {
    let to_smf = net.max(Fen::ZERO).times(share)?;
    Ok(TopUp {
        to_smf,
        rest: net.minus(to_smf)?,
    })
}

/// Whether a top-up reaches what the place demands (SH 51: more than half; BJ 74: at least half).
pub fn reaches_minimum(net: Fen, to_smf: Fen, minimum: Threshold) -> bool {
    net <= Fen::ZERO || minimum.is_met(to_smf.0, net.0)
}

/// Divides an amount over units by area (Civil Code 283), to the fen. For income of one building
/// pass that building's units only (SH 51).
pub fn by_area(total: Fen, areas: &[AreaC]) -> Result<Vec<Fen>, MoneyError> {
    let weights: Vec<i64> = areas.iter().map(|area| area.0).collect();
    allocate(total, &weights)
}
