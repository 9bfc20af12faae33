//! Makes a draft whole: what the books begin with, budgets that fit what is spent, numbers of
//! vouchers, and the order of time.

use std::collections::BTreeMap;

use mingbai_domain::book::{Budget, BudgetLine, EntryKind};
use mingbai_domain::calendar::{Period, UnixMs, add_days};
use mingbai_domain::ledger::{Fund, templates::pair};
use mingbai_domain::money::Fen;

use crate::amounts::{ceil_to, share, sum, yuan};
use crate::draft::{Draft, account, account_bank, blank, budget_id, budget_resolution};
use crate::fees::billed_monthly;
use crate::governance::{eve, resolve};
use crate::lines::{LAMPS, Line};
use crate::places::Start;
use crate::plan::{Action, Step};
use crate::service::begins_empty;
use crate::when::{self, at, on};

/// The steps in order.
pub fn finish(mut draft: Draft) -> Vec<Step> {
    for year in [2025, 2026] {
        budget(&mut draft, year);
    }
    begin(&mut draft);
    let mut steps = draft.steps;
    steps.sort_by_key(|step| step.at);
    number(&mut steps);
    steps
}

/// A budget whose lines are used up to a good part by the last day, one of them wholly.
fn budget(draft: &mut Draft, year: i16) {
    let charged: Vec<(Line, Fen)> = draft
        .charged
        .iter()
        .filter(|((of, _), _)| *of == year)
        .map(|(&(_, line), &amount)| (line, amount))
        .collect();
    if charged.is_empty() {
        return;
    }
    let late = matches!(draft.place.start, Start::Changed(mode) if !mode.fees_belong_to_owners());
    let (decided, recorded) = match (year, late) {
        (2025, _) => (add_days(eve(), -21), add_days(eve(), 2)),
        (_, false) => (on(when::month(2025, 12), 18), on(when::month(2025, 12), 26)),
        (_, true) => (
            add_days(when::trust_begins(), -16),
            add_days(when::trust_begins(), -2),
        ),
    };
    let title = match (year, late) {
        (2025, _) => "2025年11—12月收支预算".to_owned(),
        (_, false) => format!("{year}年度收支预算"),
        (_, true) => format!("{year}年4—12月收支预算"),
    };
    let resolution = resolve(draft, &budget_resolution(year), decided, 9, &title).id;
    let lines = charged
        .into_iter()
        .map(|(line, amount)| {
            let used = if year == 2025 {
                draft.dice.between(90, 98)
            } else {
                draft.dice.between(77, 94)
            };
            let passed = if line == LAMPS {
                amount
            } else {
                ceil_to(share(amount, 100, used), 10)
            };
            BudgetLine {
                account: account(line.code),
                amount_fen: passed,
                fund: line.fund,
                line: line.no,
                name: line.name.to_owned(),
            }
        })
        .collect();
    let when = at(recorded, 16, 0);
    let id = budget_id(year);
    let record = Budget {
        at: when,
        document: None,
        id,
        lines,
        resolution: Some(resolution),
        title,
        year,
    };
    draft.record(when, record);
}

/// Balances brought forward: enough that no fund ever runs dry.
fn begin(draft: &mut Draft) {
    let monthly = billed_monthly(&draft.units);
    let area = draft.area.0;
    let odd = draft.dice.between(0, 99_999);
    if begins_empty(draft) {
        advance(draft);
    } else if draft.has_service_fund(when::first_month()) {
        let usual = share(monthly, draft.dice.between(70, 190), 100);
        let needed = Fen(-lowest(draft, Fund::Svc, UnixMs::default()).0 + monthly.0 / 3);
        bring(
            draft,
            Fund::Svc,
            1002,
            3001,
            Fen(usual.max(needed).0 + odd),
            10,
        );
    }
    let usual = share(monthly, draft.dice.between(20, 90), 100);
    let needed = Fen(-lowest(draft, Fund::Com, UnixMs::default()).0 + yuan(5_000).0);
    bring(
        draft,
        Fund::Com,
        1002,
        3002,
        Fen(usual.max(needed).0 + odd / 3),
        11,
    );
    let usual = Fen(area * draft.dice.between(38, 82));
    let needed = Fen(-lowest(draft, Fund::Smf, UnixMs::default()).0 + yuan(100_000).0);
    bring(
        draft,
        Fund::Smf,
        1141,
        3003,
        Fen(usual.max(needed).0 + odd / 7),
        12,
    );
    let deposits = yuan(draft.dice.between(4, 40) * 2_000);
    bring(draft, Fund::Agy, 1002, 2005, deposits, 13);
    let needed = lowest(draft, Fund::Sub, UnixMs::default());
    if needed < Fen::ZERO {
        bring(
            draft,
            Fund::Sub,
            1002,
            3004,
            Fen(-needed.0 + yuan(800).0),
            14,
        );
    }
}

fn bring(draft: &mut Draft, fund: Fund, debit: u16, credit: u16, amount: Fen, minute: i64) {
    let date = when::first_month().first_day();
    let text = format!("期初余额：{}", fund.zh());
    let mut entry = blank(EntryKind::Opening, at(date, 0, minute), date, text);
    entry.postings = pair(fund, account(debit), account(credit), amount);
    draft.entry(entry);
}

/// The manager lends the trust fund what it needs before fees come in, and gets it back as soon as
/// the fund can do without it.
fn advance(draft: &mut Draft) {
    let first = match draft.place.start {
        Start::Changed(_) => when::trust_begins(),
        Start::Since(_) => when::first_month().first_day(),
    };
    let reserve = Fen(billed_monthly(&draft.units).0 / 4);
    let lent = ceil_to(
        Fen(reserve.0 - lowest(draft, Fund::Svc, UnixMs::default()).0),
        1_000,
    );
    let lender = draft.manager.clone();
    let lends = add_days(first, 1);
    settle_advance(
        draft,
        lends,
        &lender,
        lent,
        "物业公司垫付启动资金（信托开始，费用尚未收到）",
    );
    let mut owed = lent;
    for (number, text) in [
        (7, "归还物业公司垫款（第一笔）"),
        (10, "归还物业公司垫款（余款）"),
    ] {
        let date = when::workday(&draft.rest, on(when::month(2026, number), 19));
        let spare = Fen(lowest(draft, Fund::Svc, at(date, 0, 0)).0 - reserve.0);
        let back = Fen(spare.min(owed).0 / 100_000 * 100_000);
        if back > Fen::ZERO {
            settle_advance(draft, date, &lender, Fen(-back.0), text);
            owed = Fen(owed.0 - back.0);
        }
    }
}

/// Positive: lent; negative: given back.
fn settle_advance(
    draft: &mut Draft,
    date: jiff::civil::Date,
    lender: &str,
    amount: Fen,
    text: &str,
) {
    let when = at(date, 10, 0);
    let mut entry = blank(EntryKind::Settlement, when, date, text.to_owned());
    entry.postings = pair(Fund::Svc, account_bank(), account(2012), amount);
    entry.payee = Some(lender.to_owned());
    let reference = draft.bank_ref(date);
    let (name, paper) = draft.slip(date, lender, Fen(amount.0.abs()), &reference);
    entry.vouchers = vec![draft.attach(at(date, 9, 59), &name, &paper)];
    entry.bank_ref = Some(reference);
    draft.entry(entry);
}

/// The least money that a fund has from `since` on, as far as the draft's movements tell. The
/// whole past counts, too.
fn lowest(draft: &Draft, fund: Fund, since: UnixMs) -> Fen {
    let mut by_time: BTreeMap<UnixMs, Fen> = BTreeMap::new();
    for &(at, of, amount) in &draft.cash {
        if of == fund {
            let moved = by_time.entry(at.max(since)).or_default();
            *moved = sum([*moved, amount]);
        }
    }
    let mut level = Fen::ZERO;
    let levels = by_time.values().map(|&moved| {
        level = sum([level, moved]);
        level
    });
    levels
        .min()
        .unwrap_or_default()
        .min(if since == UnixMs::default() {
            Fen::ZERO
        } else {
            Fen(i64::MAX)
        })
}

/// The office's voucher numbers: from 1 in every month, in the order of time.
fn number(steps: &mut [Step]) {
    let mut last: BTreeMap<Period, u32> = BTreeMap::new();
    for step in steps {
        if let Action::Entry { entry, .. } = &mut step.action {
            let number = last.entry(entry.period).or_default();
            *number += 1;
            entry.number = Some(format!("记-{number:03}"));
        }
    }
}
