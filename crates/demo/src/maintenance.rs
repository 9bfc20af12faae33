//! The special maintenance fund: interest, works that the owners decided on, and what common
//! income adds to it.

use mingbai_domain::book::{Basis, EntryKind, Scope};
use mingbai_domain::calendar::Period;
use mingbai_domain::ledger::{
    Fund,
    templates::{pair, smf_draw, top_up},
};
use mingbai_domain::money::Fen;

use crate::amounts::{ceil_to, count, floor_to, share, sum, yuan};
use crate::draft::{Draft, account, blank};
use crate::governance::{NewContract, resolve, sign};
use crate::when::{self, at, on};
use crate::words::Trade;

/// Works, whether of one building, yuan a unit concerned, and who does them.
const WORKS: [(&str, bool, i64, Trade); 7] = [
    ("屋面防水大修", true, 620, Trade::Waterproofing),
    ("电梯曳引机大修", true, 480, Trade::Lifts),
    ("外墙保温层修复", true, 900, Trade::Works),
    ("消防管网更新", false, 160, Trade::Fire),
    ("二次供水泵房更新", false, 210, Trade::Pumps),
    ("沥青道路翻修", false, 240, Trade::Works),
    ("地下车库顶板防水", false, 260, Trade::Waterproofing),
];

/// Plans the fund's year.
pub fn plan_maintenance(draft: &mut Draft) {
    interest(draft);
    if draft.dice.chance(45) {
        let month = draft.dice.between(3, 6);
        works(draft, month);
    }
    if draft.dice.chance(25) {
        let month = draft.dice.between(8, 10);
        works(draft, month);
    }
}

fn works(draft: &mut Draft, month: i64) {
    let month = when::month(2026, i8::try_from(month).unwrap_or(5));
    let (what, one_building, each, trade) = draft.dice.pick(&WORKS);
    let (scope, place, homes) = if one_building {
        let building = draft.units[0].building.clone();
        let homes = draft
            .units
            .iter()
            .filter(|unit| unit.building == building)
            .count();
        (
            Scope::Building(building.clone()),
            format!("{building}栋"),
            count(homes),
        )
    } else {
        (Scope::All, String::new(), count(draft.units.len()))
    };
    let amount = floor_to(
        Fen(yuan(each).0 * homes * draft.dice.between(85, 115) / 100),
        10,
    );
    let title = format!("{place}{what}");
    let before = month.plus_months(-1);
    let id = draft.resolution_id(2026);
    let vote = resolve(
        draft,
        &id,
        on(before, 6),
        5,
        &format!("使用维修资金：{title}"),
    );
    let vendor = draft.vendor(trade);
    let new = NewContract {
        title: &format!("{title}施工合同"),
        vendor: &vendor,
        price: Some(amount),
        from: on(before, 25),
        months: 4,
        related: false,
    };
    let contract = sign(draft, on(before, 22), &new, "竣工验收后由专户支付");
    let date = when::workday(&draft.rest, on(month, 24));
    let paid = at(date, 15, 10);
    let mut entry = blank(
        EntryKind::SmfDraw,
        paid,
        date,
        format!("{title}（维修资金支付）"),
    );
    let place = if one_building {
        place
    } else {
        "公共区域".to_owned()
    };
    let papers = [
        draft.invoice(date, &vendor, &title, amount),
        draft.acceptance(date, &place, what, amount),
    ];
    for (name, paper) in papers {
        let voucher = draft.attach(paid, &name, &paper);
        entry.vouchers.push(voucher);
    }
    entry.postings = smf_draw(amount);
    entry.basis = vec![contract, vote];
    entry.payee = Some(vendor);
    entry.scope = scope;
    entry.bank_ref = Some(draft.bank_ref(date));
    if let Some(policy) = draft.agreement_on(date).map(|a| a.terms.approvals.clone()) {
        entry.approvals = draft.approvals(paid, &policy, amount);
    }
    draft.entry(entry);
}

/// The special account bears interest once a year.
fn interest(draft: &mut Draft) {
    let date = on(when::month(2026, 6), 30);
    let area = draft.area.0;
    let amount = Fen(area * draft.dice.between(55, 95) / 100);
    let mut entry = blank(
        EntryKind::Settlement,
        at(date, 16, 0),
        date,
        "维修资金专户年度结息".to_owned(),
    );
    entry.postings = pair(Fund::Smf, account(1141), account(3003), amount);
    entry.payee = Some("云溪住宅专项维修资金专户".to_owned());
    draft.entry(entry);
}

/// After each quarter a share of what it brought goes to the maintenance fund (SH 51).
pub fn top_ups(draft: &mut Draft, percent: i64, rule: &Basis) {
    let quarters = [(2025, 12), (2026, 3), (2026, 6), (2026, 9)];
    let nets: Vec<(Period, Fen)> = quarters
        .into_iter()
        .map(|(year, last)| {
            let last = when::month(year, last);
            let first = last.plus_months(-2).first_day();
            let inside = draft.cash.iter().filter(|(at, fund, _)| {
                *fund == Fund::Com && (first..=last.last_day()).contains(&at.date())
            });
            (last, sum(inside.map(|&(_, _, amount)| amount)))
        })
        .collect();
    for (last, net) in nets {
        if net < yuan(500) {
            continue;
        }
        let amount = ceil_to(share(net, percent, 100), 1);
        let date = when::workday(&draft.rest, on(last.next(), 13));
        let quarter = ["一", "二", "三", "四"][usize::try_from(last.quarter() - 1).unwrap_or(0)];
        let text = format!(
            "{}年{quarter}季度公共收益补充维修资金（{percent}%）",
            last.year()
        );
        let mut entry = blank(EntryKind::Transfer, at(date, 16, 10), date, text);
        entry.postings = top_up(amount);
        entry.basis = vec![rule.clone()];
        entry.payee = Some("云溪住宅专项维修资金专户".to_owned());
        let reference = draft.bank_ref(date);
        let (name, paper) = draft.slip(date, "维修资金专户", amount, &reference);
        entry.vouchers = vec![draft.attach(at(date, 16, 9), &name, &paper)];
        entry.bank_ref = Some(reference);
        if let Some(policy) = draft.agreement_on(date).map(|a| a.terms.approvals.clone()) {
            entry.approvals = draft.approvals(entry.at, &policy, amount);
        }
        draft.entry(entry);
    }
}
