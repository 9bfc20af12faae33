//! The synthetic demo district, made from a seed.
//!
//! 82 communities under 5 centres in an invented zone, about 36,000 households, thirteen months.
//! Every name, number and amount is invented, and every book says so (`synthetic`). The same seed
//! gives the same district; communities do not depend on each other and can be planned in parallel.

mod amounts;
mod build;
mod common;
mod dice;
mod draft;
mod fees;
mod finish;
mod governance;
mod lettings;
mod lines;
mod maintenance;
mod papers;
mod places;
mod plan;
mod publish;
mod repairs;
pub mod run;
mod service;
mod spend;
mod story;
mod subsidy;
mod units;
mod when;
mod words;

pub use places::{CENTRES, DISTRICT};
pub use plan::{
    Action, CommunityPlan, Label, PlannedFile, PlannedOwner, PlannedPayment, PlannedUnit, Step,
};
pub use when::today;

/// Number of communities in the whole district.
pub const COMMUNITIES: usize = places::PLACES.len();

/// The first `communities` communities (at most all 82) of the district that grows from `seed`,
/// each planned when it is asked for. `host` is the first part of the logs' origins
/// (`<host>/c/<slug>/log`).
pub fn plan(seed: u64, communities: usize, host: &str) -> impl Iterator<Item = CommunityPlan> {
    (0..communities.min(COMMUNITIES)).map(move |index| build::build(seed, index, host))
}

/// One community by its position; `None` beyond the district. Communities with special events come
/// first, so that a small district has them, too.
pub fn community(seed: u64, index: usize, host: &str) -> Option<CommunityPlan> {
    (index < COMMUNITIES).then(|| build::build(seed, index, host))
}

/// Address, Chinese and English name of every community, without planning it.
pub fn communities() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    places::PLACES
        .iter()
        .map(|place| (place.slug, place.name, place.name_en))
}
