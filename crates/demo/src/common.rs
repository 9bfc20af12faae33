//! Common income: parking, advertising, lockers, lettings; what it costs and what becomes of it.

use jiff::civil::Date;
use mingbai_domain::calendar::Period;
use mingbai_domain::money::Fen;

use crate::amounts::{count, floor_to, share, yuan};
use crate::draft::Draft;
use crate::fees::Receipts;
use crate::governance::{NewContract, common_income_rule, resolve, sign};
use crate::lettings::plan_lettings;
use crate::lines::{self, Line};
use crate::maintenance::top_ups;
use crate::spend::{Spend, plain};
use crate::when::{self, month_zh, on};
use crate::words::Trade;

/// Plans common income and its use.
pub fn plan_common(draft: &mut Draft, receipts: &Receipts) {
    let percent = draft.dice.pick(&[51, 55, 60, 60, 70]);
    let rule = common_income_rule(draft, percent);
    let homes = count(draft.units.len());
    plan_lettings(draft, homes, &rule);
    for month in when::months() {
        let parking = receipts.get(&month).copied().unwrap_or_default();
        monthly_cost(draft, month, parking);
        projects(draft, month, homes);
    }
    without_service_fund(draft, homes);
    renewal(draft, homes);
    top_ups(draft, percent, &rule);
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
            "业委会工作补贴（按岗位）",
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
        &format!("{what}（由公共收益支付）"),
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

fn spend(draft: &mut Draft, date: Date, line: Line, amount: Fen, text: String, vendor: String) {
    let paper = draft.invoice(date, &vendor, &text, amount);
    draft.spend(Spend {
        payee: vendor,
        papers: vec![paper],
        ..plain(date, line, amount, text)
    });
}
