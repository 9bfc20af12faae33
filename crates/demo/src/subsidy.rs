//! Public money for resettlement communities, kept apart in its own fund (SUB).

use mingbai_domain::ledger::{Fund, templates::pair};
use mingbai_domain::money::Fen;
use mingbai_domain::registry::{CommunityKind, ManagementMode as Mode};

use crate::amounts::{floor_to, share};
use crate::draft::{Draft, account, account_bank};
use crate::fees::billed_monthly;
use crate::lines;
use crate::spend::{Spend, plain};
use crate::when::{self, month_zh, on};
use crate::words::Trade;

const PROJECTS: [&str; 8] = [
    "楼道微更新：墙面与扶手",
    "助老座椅与无障碍坡道",
    "楼前菜园改小花园",
    "议事亭搭建",
    "儿童放学驿站布置",
    "飞线整治",
    "晾晒场改造",
    "老年助餐点设备",
];

/// Plans subsidies and what they pay for.
pub fn plan_subsidy(draft: &mut Draft) {
    let resettlement = draft.place.kind == CommunityKind::Resettlement;
    if !resettlement && draft.place.mode() != Mode::SelfManaged {
        return;
    }
    let monthly = share(
        billed_monthly(&draft.units),
        draft.dice.between(10, 20),
        100,
    );
    for month in when::months() {
        if month.month() % 3 == 2 {
            receive(draft, month, floor_to(Fen(monthly.0 * 3), 100));
        }
        let cleaning = share(monthly, draft.dice.between(50, 62), 100);
        let vendor = draft.vendor(Trade::Cleaning);
        let text = match draft.index % 3 {
            0 => format!("{}环境整治（补助列支）", month_zh(month)),
            1 => format!("{}背街与楼前环境清理", month_zh(month)),
            _ => format!("{}大件垃圾清运（补助资金）", month_zh(month)),
        };
        spend(
            draft,
            on(month, 14),
            lines::SUB_CLEANING,
            cleaning,
            text,
            vendor,
        );
        if matches!(month.month(), 12 | 4 | 6 | 10) && draft.dice.chance(75) {
            let text = draft.dice.pick(&PROJECTS).to_owned();
            let vendor = draft.vendor(Trade::Events);
            let percent = draft.dice.between(50, 75);
            spend(
                draft,
                on(month, 19),
                lines::SUB_PROJECTS,
                share(monthly, percent, 100),
                text,
                vendor,
            );
        }
    }
}

fn receive(draft: &mut Draft, month: mingbai_domain::calendar::Period, amount: Fen) {
    let postings = pair(Fund::Sub, account_bank(), account(4008), amount);
    let text = draft.dice.pick(&[
        "物业服务补助（季度）",
        "回迁小区管理奖补（季度）",
        "基层治理以奖代补资金",
    ]);
    draft.receive(
        on(month, 4),
        postings,
        "云溪高新区财政局",
        text.to_owned(),
        Vec::new(),
    );
}

fn spend(
    draft: &mut Draft,
    date: jiff::civil::Date,
    line: lines::Line,
    amount: Fen,
    text: String,
    vendor: String,
) {
    let amount = Fen((amount.0 / 100 * 100).max(10_000));
    let paper = draft.invoice(date, &vendor, &text, amount);
    draft.spend(Spend {
        payee: vendor,
        papers: vec![paper],
        ..plain(date, line, amount, text)
    });
}
