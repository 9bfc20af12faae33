//! The whole district at once.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;

use mingbai_demo::{Action, COMMUNITIES, CommunityPlan, community, plan, today};
use mingbai_domain::book::{Record, Resolution, check_text};
use mingbai_domain::ids::Slug;
use mingbai_domain::ledger::Fund;
use mingbai_domain::money::{Fen, Threshold};
use mingbai_domain::registry::{ManagementMode, Unit, UnitCode, mode_on};

use crate::carry_out::{Carried, carry_out};

const HOST: &str = "demo.mingbai.example";

/// All plans carried out, in two threads.
fn each(check: impl Fn(CommunityPlan, Carried) + Sync) {
    thread::scope(|scope| {
        for half in 0..2 {
            let check = &check;
            scope.spawn(move || {
                for index in (half..COMMUNITIES).step_by(2) {
                    let plan = community(1, index, HOST).unwrap();
                    let carried = carry_out(&plan);
                    check(plan, carried);
                }
            });
        }
    });
}

#[test]
fn every_record_of_all_communities_keeps_the_rules_and_no_fund_runs_dry() {
    each(|plan, carried| {
        let balances = carried.fold.balances();
        assert!(balances.funds_out_of_balance().is_empty());
        for (fund, lowest) in &carried.lowest_cash {
            assert!(*lowest >= 0, "{}: {fund} fell to {lowest} fen", plan.slug);
        }
        for fund in [Fund::Svc, Fund::Com, Fund::Sub] {
            let bank = balances.of(fund, mingbai_domain::ledger::templates::accounts::BANK);
            assert!(bank >= Fen::ZERO, "{}: bank of {fund}", plan.slug);
        }
        assert_eq!(carried.fold.closed().len(), 12);
        entries_are_as_many_as_a_bookkeeper_makes(&plan, &carried);
        budget_lines_are_used_but_not_beyond(&plan, &carried);
        resolutions_reach_their_majorities(&plan);
        texts_have_chinese_punctuation(&carried);
        units_are_valid_and_phones_are_in_the_invented_range(&plan);
    });
}

/// Texts that residents read: `支付:…` and `(5人)` look like machine output.
fn texts_have_chinese_punctuation(carried: &Carried) {
    let chinese = |c: Option<&char>| c.is_some_and(|c| ('一'..='龥').contains(c));
    for posted in carried.fold.entries() {
        let chars: Vec<char> = posted.entry.text.chars().collect();
        for (at, c) in chars.iter().enumerate() {
            let beside = chinese(chars.get(at + 1)) || (at > 0 && chinese(chars.get(at - 1)));
            let half = beside && ",:;!?()".contains(*c);
            assert!(!half, "{}", posted.entry.text);
        }
    }
}

fn entries_are_as_many_as_a_bookkeeper_makes(plan: &CommunityPlan, carried: &Carried) {
    let mut by_month: BTreeMap<_, usize> = BTreeMap::new();
    for posted in carried.fold.entries() {
        *by_month.entry(posted.entry.period).or_default() += 1;
    }
    assert_eq!(by_month.len(), 13);
    for (month, entries) in by_month {
        assert!(
            (3..=34).contains(&entries),
            "{}: {entries} entries in {month}",
            plan.slug
        );
    }
}

fn budget_lines_are_used_but_not_beyond(plan: &CommunityPlan, carried: &Carried) {
    let (mut whole, mut lines) = (0, 0);
    for budget in carried.fold.budgets().values() {
        for line in &budget.lines {
            let used = carried.fold.budget_used(&mingbai_domain::book::BudgetUse {
                budget: budget.id.clone(),
                line: line.line,
            });
            let percent = used.0 * 100 / line.amount_fen.0;
            let emergency = plan.index == 6 && line.name == "公共部位小修" && budget.year == 2026;
            let range = if emergency { 101..=400 } else { 55..=100 };
            assert!(
                range.contains(&percent),
                "{}: {} {percent}%",
                plan.slug,
                line.name
            );
            whole += usize::from(used == line.amount_fen);
            lines += 1;
        }
    }
    let expected = usize::from(plan.index == 0);
    assert!(whole >= expected && (lines == 0 || whole < lines / 2));
}

fn resolutions_reach_their_majorities(plan: &CommunityPlan) {
    let quorum = Threshold::at_least(2, 3);
    let special = Threshold::at_least(3, 4);
    for resolution in records(plan).filter_map(|record| match record {
        Record::Resolution(body) => Some(body),
        _ => None,
    }) {
        let Resolution {
            area_for_c,
            area_took_part_c,
            area_total_c,
            ..
        } = resolution;
        assert!(quorum.is_met(area_took_part_c.0, area_total_c.0));
        assert!(quorum.is_met(resolution.heads_took_part, resolution.heads_total));
        assert!(special.is_met(area_for_c.0, area_took_part_c.0));
        assert!(special.is_met(resolution.heads_for, resolution.heads_took_part));
    }
}

fn records(plan: &CommunityPlan) -> impl Iterator<Item = &Record> {
    plan.steps.iter().filter_map(|step| match &step.action {
        Action::Record(record) => Some(record.as_ref()),
        _ => None,
    })
}

#[test]
fn the_district_has_82_communities_of_all_modes_under_5_centres() {
    let plans: Vec<CommunityPlan> = plan(1, usize::MAX, HOST).collect();
    assert_eq!(plans.len(), 82);
    let households: usize = plans.iter().map(|plan| plan.units.len()).sum();
    assert!((34_920..=37_080).contains(&households), "{households}");
    assert!(
        plans
            .iter()
            .all(|plan| (100..=950).contains(&plan.units.len()))
    );
    let centres: BTreeSet<_> = plans
        .iter()
        .map(|plan| plan.community.centre.clone())
        .collect();
    assert_eq!(centres.len(), 5);
    let slugs: BTreeSet<Slug> = plans.iter().map(|plan| plan.slug.clone()).collect();
    assert_eq!(slugs.len(), 82);
    let names: BTreeSet<_> = plans
        .iter()
        .map(|plan| plan.community.name.clone())
        .collect();
    assert_eq!(names.len(), 82);
    let mut modes: BTreeMap<ManagementMode, usize> = BTreeMap::new();
    for plan in &plans {
        let last = records(plan).filter_map(|record| match record {
            Record::Community(body) => Some(body),
            _ => None,
        });
        let community = last.last().unwrap_or(&plan.community);
        *modes
            .entry(mode_on(&community.modes, today()).unwrap())
            .or_default() += 1;
        assert!(plan.community.synthetic);
        let place = [&plan.community.centre, &plan.community.residents_committee];
        assert!(place.into_iter().all(|text| check_text(text) == Ok(())));
        assert_eq!(plan.community.origin, format!("{HOST}/c/{}/log", plan.slug));
    }
    let expected = [
        (ManagementMode::LumpSum, 30),
        (ManagementMode::Remuneration, 14),
        (ManagementMode::Trust, 24),
        (ManagementMode::SelfManaged, 14),
    ];
    assert_eq!(modes, BTreeMap::from(expected));
}

#[test]
fn the_same_seed_gives_the_same_plan_and_another_seed_another() {
    let text = |seed| format!("{:?}", community(seed, 9, HOST).unwrap());
    assert_eq!(text(1), text(1));
    assert_ne!(text(1), text(2));
    assert!(community(1, COMMUNITIES, HOST).is_none());
    let plan = community(3, 2, HOST).unwrap();
    assert!(plan.progress_units() > 1_000);
}

#[test]
fn another_seed_keeps_the_rules_too() {
    for seed in 2..=3 {
        for index in 0..9 {
            let plan = community(seed, index, HOST).unwrap();
            let carried = carry_out(&plan);
            for (fund, lowest) in &carried.lowest_cash {
                assert!(
                    *lowest >= 0,
                    "seed {seed}, {}: {fund} fell to {lowest}",
                    plan.slug
                );
            }
        }
    }
}

fn units_are_valid_and_phones_are_in_the_invented_range(plan: &CommunityPlan) {
    let mut codes = BTreeSet::new();
    let mut phones: BTreeMap<&str, &str> = BTreeMap::new();
    for planned in &plan.units {
        let code = UnitCode::new(&planned.building, &planned.entrance, &planned.room).unwrap();
        let unit = Unit {
            id: mingbai_domain::ids::UnitId(1),
            code: code.clone(),
            usage: planned.usage,
            area_c: planned.area,
            area_source: planned.area_source,
            status: planned.status,
            delivered_on: planned.delivered,
        };
        unit.check().unwrap();
        assert!(codes.insert(code));
        for owner in &planned.owners {
            assert!(owner.phone.len() == 11 && owner.phone.starts_with("1390000"));
            let known = phones.insert(&owner.phone, &owner.name);
            assert!(
                known.is_none_or(|name| name == owner.name),
                "one phone, two owners"
            );
        }
    }
}

#[test]
fn files_are_small_pictures_without_scripts_and_hide_names_in_public() {
    for index in [0, 1, 2, 3, 5] {
        let plan = community(1, index, HOST).unwrap();
        let mut redacted = 0;
        for step in &plan.steps {
            let Action::File(file) = &step.action else {
                continue;
            };
            for bytes in [Some(&file.bytes), file.original.as_ref()]
                .into_iter()
                .flatten()
            {
                let text = std::str::from_utf8(bytes).unwrap();
                assert!(text.len() < 4_096 && text.starts_with("<svg") && text.ends_with("</svg>"));
                assert!(!text.contains("<script") && !text.contains("href"));
            }
            if let Some(original) = &file.original {
                redacted += 1;
                assert!(original != &file.bytes);
                assert!(!String::from_utf8_lossy(&file.bytes).contains("1390000"));
            }
        }
        assert!(redacted > 5);
    }
}
