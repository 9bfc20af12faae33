//! What the service fund pays for: staff, order, cleaning, greening, lifts, electricity, repairs.

mod occasions;

use std::collections::BTreeMap;

use jiff::civil::Date;
use mingbai_domain::book::Basis;
use mingbai_domain::calendar::{Period, add_days};
use mingbai_domain::money::Fen;
use mingbai_domain::registry::ManagementMode as Mode;

use crate::amounts::{floor_to, share, yuan};
use crate::draft::Draft;
use crate::fees::expected;
use crate::governance::{NewContract, resolve, sign};
use crate::lines::{self, Line};
use crate::papers;
use crate::places::{CHANGNING, Start};
use crate::repairs;
use crate::spend::{Spend, plain};
use crate::when::{self, month_zh, on};
use crate::words::{Trade, person};

/// A vendor under contract.
struct Vendor {
    name: String,
    basis: Vec<Basis>,
    related: bool,
}

type Contracts = BTreeMap<Trade, Vendor>;

/// What a month costs all in all, and with whom.
struct Service {
    monthly: Fen,
    contracts: Contracts,
    /// Which wording this community's bookkeeper uses.
    wording: usize,
}

/// Plans the service fund's contracts and expenses for every month in which there is one.
pub fn plan_service(draft: &mut Draft) {
    let months: Vec<Period> = when::months()
        .filter(|&m| draft.has_service_fund(m))
        .collect();
    let Some(&first) = months.first() else { return };
    let percent = match draft.place.mode() {
        Mode::SelfManaged => draft.dice.between(86, 91),
        _ => draft.dice.between(76, 82),
    };
    let monthly = share(expected(draft), percent, 100);
    let contracts = contracts(draft, first, monthly);
    let wording = draft.dice.index(4);
    let service = Service {
        monthly,
        contracts,
        wording,
    };
    for &month in &months {
        service.month(draft, month);
    }
}

/// The trades of the yearly service contracts.
const SERVICES: [(Trade, &str); 5] = [
    (Trade::Cleaning, "保洁服务合同"),
    (Trade::Guards, "秩序维护服务合同"),
    (Trade::Greening, "绿化养护合同"),
    (Trade::Lifts, "电梯维护保养合同"),
    (Trade::Fire, "消防设施维护合同"),
];

/// A sister of Changning's property company.
const RELATED: &str = "合泰安居园林养护有限公司";

/// The part of the month's money that a trade gets, in thousandths.
fn part(trade: Trade) -> i64 {
    match trade {
        Trade::Guards => 235,
        Trade::Cleaning => 185,
        Trade::Greening => 42,
        Trade::Lifts => 52,
        _ => 24,
    }
}

fn contracts(draft: &mut Draft, first: Period, monthly: Fen) -> Contracts {
    let mut contracts = Contracts::new();
    for (trade, title) in SERVICES {
        let related = draft.index == CHANGNING && trade == Trade::Greening;
        let name = if related {
            RELATED.to_owned()
        } else {
            draft.vendor(trade)
        };
        let price = floor_to(share(monthly, part(trade), 1_000), 10);
        let mut basis = Vec::new();
        if related {
            let id = draft.resolution_id(2025);
            let title = "绿化养护委托物业公司的关联企业（三家比价，价格最低）";
            basis.push(resolve(draft, &id, on(first.plus_months(-1), 12), 9, title));
        }
        let new = NewContract {
            title,
            vendor: &name,
            price: Some(Fen(price.0 * 12)),
            from: first.first_day(),
            months: 24,
            related,
        };
        let recorded = add_days(first.first_day(), -draft.dice.days(1, 2));
        basis.insert(0, sign(draft, recorded, &new, "按月结算"));
        contracts.insert(
            trade,
            Vendor {
                name,
                basis,
                related,
            },
        );
    }
    contracts
}

impl Service {
    fn month(&self, draft: &mut Draft, month: Period) {
        self.staff(draft, month);
        self.contracted(draft, month, Trade::Guards, lines::ORDER, 11);
        self.contracted(draft, month, Trade::Cleaning, lines::CLEANING, 9);
        self.contracted(draft, month, Trade::Greening, lines::GREENING, 12);
        self.utilities(draft, month);
        self.lifts_and_fire(draft, month);
        repairs::month(draft, month, share(self.monthly, 55, 1_000));
        self.occasions(draft, month);
    }

    fn staff(&self, draft: &mut Draft, month: Period) {
        let people = (self.monthly.0 * 27 / 100 / yuan(4_800).0).max(1);
        let jitter = draft.dice.between(985, 1_015);
        let amount = share(share(self.monthly, 270, 1_000), jitter, 1_000);
        let names: Vec<String> = (0..3).map(|_| person(&mut draft.dice)).collect();
        let m = month_zh(month.plus_months(-1));
        let text = match self.wording {
            0 => format!("{m}项目人员工资及社保"),
            1 => format!("发放{m}客服、工程、管理人员工资（{people}人）"),
            2 => format!("项目部{m}人员费用，共{people}人"),
            _ => format!("{m}员工工资、社保与高温（取暖）补贴"),
        };
        let posts = format!("客服、工程、管理，共{people}人");
        let paper = papers::payroll(&m, &posts, amount, &names.join("、"));
        draft.spend(Spend {
            payee: format!("项目部员工（{people}人）"),
            papers: vec![("工资汇总表".to_owned(), paper)],
            ..plain(on(month, 10), lines::STAFF, amount, text)
        });
    }

    fn contracted(&self, draft: &mut Draft, month: Period, trade: Trade, line: Line, day: i64) {
        let Some(vendor) = self.contracts.get(&trade) else {
            return;
        };
        let amount = floor_to(share(self.monthly, part(trade), 1_000), 10);
        let m = month_zh(month);
        let text = match (trade, self.wording) {
            (Trade::Guards, 0) => format!("{m}秩序维护服务费"),
            (Trade::Guards, 1) => format!("{m}门岗与巡逻保安费"),
            (Trade::Guards, 2) => format!("支付{m}秩序维护外包费"),
            (Trade::Guards, _) => format!("{m}保安服务，早晚班与夜间巡逻"),
            (Trade::Greening, 0 | 1) => format!("{m}绿化日常养护"),
            (Trade::Greening, _) => format!("{m}草坪修剪、浇水与病虫防治"),
            (_, 0) => format!("{m}保洁服务费"),
            (_, 1) => format!("{m}楼道与公共区域保洁"),
            (_, 2) => format!("{m}保洁外包费（含垃圾清运）"),
            (_, _) => format!("支付{m}保洁人工与垃圾清运"),
        };
        let date = on(month, day + draft.dice.between(-2, 3));
        let paper = draft.invoice(date, &vendor.name, &text, amount);
        draft.spend(Spend {
            payee: vendor.name.clone(),
            basis: vendor.basis.clone(),
            papers: vec![paper],
            related: vendor.related,
            ..plain(date, line, amount, text)
        });
    }

    /// Electricity of the month before, by the meter; water every other month.
    fn utilities(&self, draft: &mut Draft, month: Period) {
        let season = [118, 108, 92, 84, 86, 102, 124, 128, 106, 90, 92, 112];
        let before = month.plus_months(-1);
        let nth = usize::try_from(before.month() - 1).unwrap_or(0);
        let amount = share(
            share(self.monthly, 92, 1_000),
            season[nth] + draft.dice.between(-4, 4),
            100,
        );
        let kwh = (amount.0 / 62).max(1);
        let text = format!("{}公共用电 {kwh} 度，每度0.62元", month_zh(before));
        let vendor = draft.vendor(Trade::Power);
        meter(draft, on(month, 16), &vendor, Fen(kwh * 62), text);
        if month.month() % 2 == 0 {
            let tonnes = (share(self.monthly, 22, 1_000).0 / 345).max(1);
            let tonnes = tonnes + draft.dice.between(0, tonnes / 10);
            let text = format!("公共用水 {tonnes} 吨（绿化、保洁），每吨3.45元");
            let vendor = draft.vendor(Trade::Water);
            meter(draft, on(month, 17), &vendor, Fen(tonnes * 345), text);
        }
    }

    /// Lifts are paid by the quarter after the invoice, fire protection every other month.
    fn lifts_and_fire(&self, draft: &mut Draft, month: Period) {
        if month.month() % 3 == 2 {
            let text = format!(
                "{}—{}电梯维保费",
                month_zh(month.plus_months(-2)),
                month_zh(month)
            );
            self.by_invoice(draft, on(month, 6), Trade::Lifts, lines::LIFTS, 3, text);
        }
        if month.month() % 2 == 1 {
            let text = match self.wording {
                0 | 1 => format!("{}消防设施巡检维护", month_zh(month)),
                _ => "消防泵、喷淋与烟感维护两个月".to_owned(),
            };
            self.by_invoice(draft, on(month, 7), Trade::Fire, lines::FIRE, 2, text);
        }
        if month.month() == 8 {
            let amount = floor_to(share(self.monthly, 18, 1_000), 10);
            let text = "电梯年度检验费".to_owned();
            let paper = draft.invoice(on(month, 18), "云溪特种设备检验所", &text, amount);
            draft.spend(Spend {
                payee: "云溪特种设备检验所".to_owned(),
                papers: vec![paper],
                ..plain(on(month, 18), lines::LIFTS, amount, text)
            });
        }
    }

    fn by_invoice(
        &self,
        draft: &mut Draft,
        date: Date,
        trade: Trade,
        line: Line,
        months: i64,
        text: String,
    ) {
        let Some(vendor) = self.contracts.get(&trade) else {
            return;
        };
        let monthly = floor_to(share(self.monthly, part(trade), 1_000), 10);
        let amount = Fen(monthly.0 * months);
        let paper = draft.invoice(date, &vendor.name, &text, amount);
        let credit_days = draft.dice.between(6, 11);
        draft.spend(Spend {
            payee: vendor.name.clone(),
            basis: vendor.basis.clone(),
            papers: vec![paper],
            credit_days,
            ..plain(date, line, amount, text)
        });
    }
}

fn meter(draft: &mut Draft, date: Date, vendor: &str, amount: Fen, text: String) {
    let paper = draft.invoice(date, vendor, &text, amount);
    draft.spend(Spend {
        payee: vendor.to_owned(),
        papers: vec![paper],
        ..plain(date, lines::UTILITIES, amount, text)
    });
}

/// Whether the service fund begins empty, because fees were the company's before.
pub fn begins_empty(draft: &Draft) -> bool {
    match draft.place.start {
        Start::Changed(before) => !before.fees_belong_to_owners(),
        Start::Since(_) => {
            draft.place.mode() == Mode::Trust
                && crate::governance::modes_at_first(draft.place, draft.index).len() > 1
        }
    }
}
