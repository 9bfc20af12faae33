//! What common parts bring in beside households' parking: advertising, lockers, charging points,
//! rooms, masts, visitors' parking.

use mingbai_domain::book::{Basis, EntryKind};
use mingbai_domain::calendar::{Period, add_days};
use mingbai_domain::ledger::{Fund, templates::pair};
use mingbai_domain::money::Fen;

use crate::amounts::{floor_to, yuan};
use crate::draft::{Draft, account, account_bank, blank};
use crate::governance::{NewContract, eve, sign};
use crate::when::{self, at, month_zh, on};
use crate::words::Trade;

/// Plans what vendors, tenants, visitors and the bank pay.
pub fn plan_lettings(draft: &mut Draft, homes: i64, rule: &Basis) {
    advertising(draft, homes, rule);
    lockers(draft, homes);
    charging(draft, homes);
    lettings(draft, homes);
    telecom(draft, homes);
    for month in when::months() {
        visitors(draft, month, homes);
        if month.month() % 3 == 0 {
            interest(draft, month, homes);
        }
    }
}

/// A frame contract for lifts, paid a year ahead and earned by the month, or paid by the quarter.
fn advertising(draft: &mut Draft, homes: i64, rule: &Basis) {
    let vendor = draft.vendor(Trade::Advertising);
    let month = floor_to(Fen(yuan(1).0 * homes * draft.dice.between(3, 7)), 100);
    let ahead = draft.dice.chance(45);
    let new = NewContract {
        title: "电梯轿厢与大门广告位租赁合同",
        vendor: &vendor,
        price: Some(Fen(month.0 * 12)),
        from: when::first_month().first_day(),
        months: 24,
        related: false,
    };
    let note = if ahead {
        "每年11月预付全年"
    } else {
        "按季支付"
    };
    let contract = sign(draft, add_days(eve(), 1), &new, note);
    let grounds = vec![contract, rule.clone()];
    for period in when::months() {
        if ahead {
            if period.month() == 11 {
                let postings = pair(Fund::Com, account_bank(), account(2004), Fen(month.0 * 12));
                let text = "电梯广告位全年租金（预收）".to_owned();
                draft.receive(on(period, 6), postings, &vendor, text, grounds.clone());
            }
            earn(draft, period, month, &vendor, &grounds);
        } else if matches!(period.month(), 12 | 3 | 6 | 9) {
            let postings = pair(Fund::Com, account_bank(), account(4003), Fen(month.0 * 3));
            let text = format!(
                "电梯轿厢广告（{}季度）",
                ["一", "二", "三", "四"][usize::try_from(period.quarter() - 1).unwrap_or(0)]
            );
            draft.receive(on(period, 6), postings, &vendor, text, grounds.clone());
        }
    }
}

/// A month of what was paid ahead is earned on its last day.
fn earn(draft: &mut Draft, month: Period, amount: Fen, vendor: &str, grounds: &[Basis]) {
    let date = month.last_day();
    let text = format!(
        "{}电梯广告收入（全年预收的，这个月算一份）",
        month_zh(month)
    );
    let mut entry = blank(EntryKind::Adjustment, at(date, 17, 0), date, text);
    entry.postings = pair(Fund::Com, account(2004), account(4003), amount);
    entry.payee = Some(vendor.to_owned());
    entry.basis = grounds.to_vec();
    draft.entry(entry);
}

/// Parcel lockers, by the quarter.
fn lockers(draft: &mut Draft, homes: i64) {
    if !draft.dice.chance(75) {
        return;
    }
    let vendor = draft.vendor(Trade::Lockers);
    let amount = floor_to(Fen(yuan(1).0 * homes * 3), 100);
    let new = NewContract {
        title: "智能快递柜场地使用合同",
        vendor: &vendor,
        price: Some(Fen(amount.0 * 4)),
        from: when::first_month().first_day(),
        months: 36,
        related: false,
    };
    let contract = sign(draft, add_days(eve(), 1), &new, "每季度首月支付");
    let text = draft.dice.pick(&[
        "快递柜场地费（季度）",
        "智能柜设备进场费（季度）",
        "快递柜季度场地使用费",
    ]);
    for period in when::months().filter(|period| period.month() % 3 == 1) {
        let postings = pair(Fund::Com, account_bank(), account(4005), amount);
        draft.receive(
            on(period, 8),
            postings,
            &vendor,
            text.to_owned(),
            vec![contract.clone()],
        );
    }
}

/// A share of what charging points took in the month before.
fn charging(draft: &mut Draft, homes: i64) {
    if !draft.dice.chance(65) {
        return;
    }
    let vendor = draft.vendor(Trade::Charging);
    let new = NewContract {
        title: "电动自行车充电桩合作合同",
        vendor: &vendor,
        price: None,
        from: when::first_month().first_day(),
        months: 36,
        related: false,
    };
    let contract = sign(draft, add_days(eve(), 1), &new, "按充电服务费的15%分成");
    for period in when::months() {
        let amount = Fen(homes * draft.dice.between(60, 140));
        let postings = pair(Fund::Com, account_bank(), account(4005), amount);
        let text = format!("{}充电桩分成", month_zh(period.plus_months(-1)));
        draft.receive(
            on(period, 9),
            postings,
            &vendor,
            text,
            vec![contract.clone()],
        );
    }
}

/// A shared room or kiosk is let by the quarter.
fn lettings(draft: &mut Draft, homes: i64) {
    if homes < 250 || !draft.dice.chance(70) {
        return;
    }
    let tenant = draft.vendor(Trade::Shop);
    let amount = yuan(draft.dice.between(12, 48) * 100 * 3);
    let new = NewContract {
        title: "共有用房租赁合同",
        vendor: &tenant,
        price: Some(Fen(amount.0 * 4)),
        from: when::first_month().first_day(),
        months: 24,
        related: false,
    };
    let contract = sign(draft, add_days(eve(), 2), &new, "每季度支付");
    for period in when::months().filter(|period| period.month() % 3 == 2) {
        let postings = pair(Fund::Com, account_bank(), account(4004), amount);
        let text = format!("共有用房租金（{tenant}）");
        draft.receive(
            on(period, 5),
            postings,
            &tenant,
            text,
            vec![contract.clone()],
        );
    }
}

/// A mast on a roof pays once a year.
fn telecom(draft: &mut Draft, homes: i64) {
    if homes < 300 || !draft.dice.chance(50) {
        return;
    }
    let vendor = draft.vendor(Trade::Telecom);
    let amount = yuan(draft.dice.between(6, 18) * 1_000);
    let new = NewContract {
        title: "通信基站场地使用合同",
        vendor: &vendor,
        price: Some(amount),
        from: when::first_month().first_day(),
        months: 36,
        related: false,
    };
    let contract = sign(draft, add_days(eve(), 2), &new, "每年5月支付");
    let postings = pair(Fund::Com, account_bank(), account(4005), amount);
    let date = on(when::month(2026, 5), 11);
    draft.receive(
        date,
        postings,
        &vendor,
        "通信基站年度场地费".to_owned(),
        vec![contract],
    );
}

/// What visitors paid at the gate in the month before, handed over by the gate's operator.
fn visitors(draft: &mut Draft, month: Period, homes: i64) {
    let amount = Fen(homes * draft.dice.between(180, 420) / 50 * 50);
    let before = month_zh(month.plus_months(-1));
    let text = match draft.index % 3 {
        0 => format!("{before}临时停车收费"),
        1 => format!("{before}访客停车费（道闸系统结算）"),
        _ => format!("{before}临停收入"),
    };
    let postings = pair(Fund::Com, account_bank(), account(4002), amount);
    let date = on(month, draft.dice.between(3, 6));
    draft.receive(date, postings, "易停道闸科技有限公司", text, Vec::new());
}

fn interest(draft: &mut Draft, month: Period, homes: i64) {
    let amount = Fen(homes * draft.dice.between(9, 21));
    let postings = pair(Fund::Com, account_bank(), account(4006), amount);
    draft.receive(
        on(month, 21),
        postings,
        "云溪农商银行",
        "公共收益账户结息".to_owned(),
        Vec::new(),
    );
}
