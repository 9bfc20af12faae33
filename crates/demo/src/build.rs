//! One community's plan, put together.

use mingbai_domain::ids::Slug;
use mingbai_domain::registry::ManagementMode as Mode;

use crate::common::plan_common;
use crate::dice::Dice;
use crate::draft::Draft;
use crate::fees::{billed_monthly, plan_fees};
use crate::finish::finish;
use crate::governance::{agree, change_mode, community, eve};
use crate::maintenance::plan_maintenance;
use crate::places::{PLACES, Start};
use crate::plan::CommunityPlan;
use crate::publish::plan_publishing;
use crate::service::plan_service;
use crate::story::{plan_questions, plan_special};
use crate::subsidy::plan_subsidy;
use crate::units::units;
use crate::when::{self, at};
use crate::words::MANAGERS;

/// Streams of chance.
const UNITS: u64 = 1;
const PAYMENTS: u64 = 2;
const REST: u64 = 3;

/// The plan of the community at `index` (0 to 81) of the district that grows from `seed`. `host`
/// is the origin's first part, such as `mingbai.example`; the log's origin is
/// `<host>/c/<slug>/log`.
///
/// # Panics
///
/// When `index` is 82 or more.
pub fn build(seed: u64, index: usize, host: &str) -> CommunityPlan {
    let place = &PLACES[index];
    let slug = Slug::new(place.slug).expect("the map's addresses are tested");
    let units = units(place, &mut Dice::new(seed, index, UNITS));
    let mut dice = Dice::new(seed, index, REST);
    let manager = match place.mode() {
        Mode::SelfManaged => place.residents_committee(index).to_owned(),
        _ if index == 0 => MANAGERS[0].to_owned(),
        _ => dice.pick(&MANAGERS).to_owned(),
    };
    let mut draft = Draft::new(index, place, dice, manager, units);
    let community = community(&draft, host, &slug, at(eve(), 9, 0));
    agreements(&mut draft);
    if let Start::Changed(_) = place.start {
        change_mode(&mut draft, &community);
    }
    let receipts = plan_fees(&mut draft, &mut Dice::new(seed, index, PAYMENTS));
    plan_service(&mut draft);
    plan_common(&mut draft, &receipts);
    plan_subsidy(&mut draft);
    plan_maintenance(&mut draft);
    plan_publishing(&mut draft);
    let question = plan_special(&mut draft);
    plan_questions(&mut draft, question);
    let units = draft.units.clone();
    CommunityPlan {
        index,
        slug,
        community,
        units,
        registered_at: at(eve(), 9, 30),
        registered_for: when::first_month().first_day(),
        steps: finish(draft),
    }
}

fn agreements(draft: &mut Draft) {
    let monthly = billed_monthly(&draft.units);
    let first = when::first_month().first_day();
    match draft.place.start {
        Start::Since(mode) => agree(draft, mode, first, None, monthly),
        Start::Changed(before) => {
            let last = jiff::civil::Date::constant(2026, 3, 31);
            if before != Mode::LumpSum {
                agree(draft, before, first, Some(last), monthly);
            }
            agree(draft, Mode::Trust, when::trust_begins(), None, monthly);
        }
    }
}
