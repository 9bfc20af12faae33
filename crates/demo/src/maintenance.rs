//! The special maintenance fund: interest, and works that the owners decided on.

use mingbai_domain::book::{EntryKind, Scope};
use mingbai_domain::ledger::{
    Fund,
    templates::{pair, smf_draw},
};
use mingbai_domain::money::Fen;

use crate::amounts::{count, floor_to, yuan};
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
        &format!("使用维修资金:{title}"),
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
        format!("{title}(维修资金支付)"),
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
