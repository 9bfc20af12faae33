//! Common income: parking, advertising, lockers, lettings; what it costs and what becomes of it.

use jiff::civil::Date;
use mingbai_domain::book::{Basis, EntryKind};
use mingbai_domain::calendar::{Period, add_days};
use mingbai_domain::ledger::{
    Fund,
    templates::{pair, top_up},
};
use mingbai_domain::money::Fen;

use crate::amounts::{ceil_to, count, floor_to, share, sum, yuan};
use crate::draft::{Draft, Spend, account, account_bank, blank};
use crate::fees::Receipts;
use crate::governance::{NewContract, common_income_rule, eve, resolve, sign};
use crate::lines::{self, Line};
use crate::service::plain;
use crate::when::{self, at, month_zh, on};
use crate::words::Trade;

/// Plans common income and its use.
pub fn plan_common(draft: &mut Draft, receipts: &Receipts) {
    let percent = draft.dice.pick(&[51, 55, 60, 60, 70]);
    let rule = common_income_rule(draft, percent);
    let homes = count(draft.units.len());
    advertising(draft, homes, &rule);
    lockers(draft, homes);
    charging(draft, homes);
    lettings(draft, homes);
    telecom(draft, homes);
    for month in when::months() {
        let parking = receipts.get(&month).copied().unwrap_or_default();
        visitors(draft, month, homes);
        monthly_cost(draft, month, parking);
        projects(draft, month, homes);
        if month.month() % 3 == 0 {
            interest(draft, month, homes);
        }
    }
    without_service_fund(draft, homes);
    renewal(draft, homes);
    top_ups(draft, percent, &rule);
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
                let text = "电梯广告位全年租金(预收)".to_owned();
                draft.receive(on(period, 6), postings, &vendor, text, grounds.clone());
            }
            earn(draft, period, month, &vendor, &grounds);
        } else if matches!(period.month(), 12 | 3 | 6 | 9) {
            let postings = pair(Fund::Com, account_bank(), account(4003), Fen(month.0 * 3));
            let text = format!(
                "电梯轿厢广告({}季度)",
                ["一", "二", "三", "四"][usize::try_from(period.quarter() - 1).unwrap_or(0)]
            );
            draft.receive(on(period, 6), postings, &vendor, text, grounds.clone());
        }
    }
}

/// A month of what was paid ahead is earned on its last day.
fn earn(draft: &mut Draft, month: Period, amount: Fen, vendor: &str, grounds: &[Basis]) {
    let date = month.last_day();
    let text = format!("{}电梯广告收入(从预收结转)", month_zh(month));
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
        "快递柜场地费(季度)",
        "智能柜设备进场费(季度)",
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
        let text = format!("共有用房租金({tenant})");
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
        1 => format!("{before}访客停车费(道闸系统结算)"),
        _ => format!("{before}临停收入"),
    };
    let postings = pair(Fund::Com, account_bank(), account(4002), amount);
    let date = on(month, draft.dice.between(3, 6));
    draft.receive(date, postings, "易停道闸科技有限公司", text, Vec::new());
}

/// Electricity and care of the gates and places.
fn upkeep(draft: &mut Draft, month: Period, homes: i64) {
    let amount = Fen((homes * draft.dice.between(30, 70)).max(6_000) / 10 * 10);
    let (text, trade) = draft.dice.pick(&[
        ("道闸与岗亭用电", Trade::Power),
        ("车位划线补漆", Trade::Repairs),
        ("停车场地清扫", Trade::Cleaning),
        ("充电棚线路检查", Trade::Repairs),
        ("道闸识别相机维修", Trade::Parking),
        ("广告框架擦洗与加固", Trade::Repairs),
    ]);
    let vendor = draft.vendor(trade);
    let text = format!("{}{text}", month_zh(month));
    let date = on(month, draft.dice.between(10, 20));
    spend(draft, date, lines::COM_COST, amount, text, vendor);
}

fn monthly_cost(draft: &mut Draft, month: Period, parking: Fen) {
    let amount = share(parking, draft.dice.between(9, 15), 100);
    let amount = Fen((amount.0 / 100 * 100).max(12_000));
    let m = month_zh(month);
    let text = match draft.index % 4 {
        0 => format!("{m}车位管理与道闸维护"),
        1 => format!("{m}停车管理人工与收费系统"),
        2 => format!("{m}地面车位划线、道闸与系统服务"),
        _ => format!("{m}停车场地管理成本"),
    };
    let vendor = draft.vendor(Trade::Parking);
    spend(draft, on(month, 17), lines::COM_COST, amount, text, vendor);
}

/// Small things for the neighbourhood, a few times a year.
fn projects(draft: &mut Draft, month: Period, homes: i64) {
    let what = match month.month() {
        1 => ["迎新春写春联与慰问", "春节楼道布置", "腊八邻里节"],
        5 => ["邻里百家宴", "楼栋微花园材料", "旧物交换市集"],
        7 => ["暑期儿童托管材料", "纳凉晚会", "晾衣架改造"],
        9 => ["中秋邻里活动", "楼道休息椅添置", "助老扶手安装"],
        11 => ["消防演练物资", "非机动车棚整治", "楼道议事角布置"],
        _ => return,
    };
    if draft.dice.chance(45) {
        let text = draft.dice.pick(&what).to_owned();
        let amount = floor_to(Fen(homes * draft.dice.between(250, 600)), 10);
        let vendor = draft.vendor(Trade::Events);
        spend(
            draft,
            on(month, 16),
            lines::COM_PROJECTS,
            amount,
            text,
            vendor,
        );
    }
}

/// Where fees are not the owners' money, common income pays for their committee and its audit.
fn without_service_fund(draft: &mut Draft, homes: i64) {
    if draft.has_service_fund(when::last_month()) {
        return;
    }
    for month in when::months() {
        upkeep(draft, month, homes);
    }
    for (year, number) in [(2025, 12), (2026, 3), (2026, 6), (2026, 9)] {
        let amount = floor_to(Fen(homes * draft.dice.between(80, 150)), 10);
        let text = draft.dice.pick(&[
            "业委会会务与公告印制",
            "业委会办公用品",
            "业委会工作补贴(按岗位)",
        ]);
        let vendor = draft.vendor(Trade::Office);
        spend(
            draft,
            on(when::month(year, number), 18),
            lines::COM_COMMITTEE,
            amount,
            text.to_owned(),
            vendor,
        );
    }
    let amount = yuan(draft.dice.between(25, 60) * 100);
    let vendor = draft.vendor(Trade::Audit);
    let date = on(when::month(2026, 4), 21);
    spend(
        draft,
        date,
        lines::COM_AUDIT,
        amount,
        "2025年度公共收益审计费".to_owned(),
        vendor,
    );
}

/// Something shared is renewed once, after a vote.
fn renewal(draft: &mut Draft, homes: i64) {
    if !draft.dice.chance(40) {
        return;
    }
    let month = when::month(2026, i8::try_from(draft.dice.between(5, 10)).unwrap_or(6));
    let what = draft.dice.pick(&[
        "大门人行通道闸更换",
        "非机动车充电棚新建",
        "儿童乐园更新",
        "监控系统升级",
        "中心广场路面翻新",
    ]);
    let amount = floor_to(Fen(homes * draft.dice.between(2_500, 4_500)), 100);
    let vendor = draft.vendor(Trade::Works);
    let id = draft.resolution_id(2026);
    let vote = resolve(
        draft,
        &id,
        on(month.plus_months(-1), 8),
        9,
        &format!("{what}(由公共收益支付)"),
    );
    let new = NewContract {
        title: &format!("{what}施工合同"),
        vendor: &vendor,
        price: Some(amount),
        from: on(month.plus_months(-1), 22),
        months: 3,
        related: false,
    };
    let contract = sign(draft, on(month.plus_months(-1), 20), &new, "验收后支付");
    let date = on(month, 19);
    let invoice = draft.invoice(date, &vendor, what, amount);
    let accepted = draft.acceptance(date, "公共区域", what, amount);
    draft.spend(Spend {
        payee: vendor,
        basis: vec![contract, vote],
        papers: vec![invoice, accepted],
        ..plain(date, lines::COM_RENEWAL, amount, what.to_owned())
    });
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

fn spend(draft: &mut Draft, date: Date, line: Line, amount: Fen, text: String, vendor: String) {
    let paper = draft.invoice(date, &vendor, &text, amount);
    draft.spend(Spend {
        payee: vendor,
        papers: vec![paper],
        ..plain(date, line, amount, text)
    });
}

/// After each quarter a share of what it brought goes to the maintenance fund (SH 51).
fn top_ups(draft: &mut Draft, percent: i64, rule: &Basis) {
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
            "{}年{quarter}季度公共收益补充维修资金({percent}%)",
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
