//! The manager's remuneration, step by step, as anyone can repeat it.

use mingbai_domain::book::{Draw, Entry};
use mingbai_domain::calendar::Period;
use mingbai_domain::ledger::{Account, AccountClass};
use mingbai_domain::money::Fen;
use mingbai_domain::trust::{self, Basis, Pay, Progress};

use mingbai_ui::bits::Fact;
use mingbai_ui::format::{month, parts_of_fen, share, yuan};
use mingbai_ui::lang::Texts;
use mingbai_ui::words;

use crate::rows::Context;

/// The computation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawView {
    pub steps: Vec<Fact>,
    pub result: String,
    pub explained: String,
    /// The base by month: what adds up to it. None where it is no base, but an amount a month.
    pub months: Vec<BaseMonth>,
    pub months_total: String,
}

/// One month of the base, with the page where its rows are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BaseMonth {
    pub href: String,
    pub label: String,
    pub figure: String,
}

/// The steps of a draw; `None` if its agreement is not in the book, which the fold rules out.
pub fn view(cx: &Context<'_>, entry: &Entry, draw: &Draw) -> Option<DrawView> {
    let (fold, lang) = (cx.fold, cx.lang);
    let terms = &fold.agreements().get(&draw.agreement)?.terms;
    let first = Period::of(terms.from);
    let months = u32::try_from(first.months_until(draw.through) + 1).unwrap_or(0);
    let earned = trust::earned(
        terms,
        Progress {
            base: draw.base_fen,
            months,
        },
    )
    .ok()?;
    let accounts: Vec<String> = terms
        .base_accounts
        .iter()
        .filter_map(|&code| Account::new(code).ok())
        .map(|account| words::account(account, lang))
        .collect();
    let shown = |fen: Fen| yuan(i128::from(fen.0), lang);
    let mut steps = Vec::new();
    let mut rounded = None;
    match terms.pay {
        Pay::Ratio(ratio) => {
            let span = lang.with(
                "common.span",
                &[
                    ("from", &month(first, lang)),
                    ("to", &month(draw.through, lang)),
                ],
            );
            steps.push(Fact::new(
                lang.with("entry.draw_base", &[("span", &span)]),
                shown(draw.base_fen),
            ));
            steps.push(Fact::new(
                lang.t("entry.draw_ratio"),
                format!("× {}", share(ratio)),
            ));
            let product = i128::from(draw.base_fen.0) * i128::from(ratio.num);
            // With a cap the product is not what was earned.
            let uncapped = draw.base_fen.times(ratio) == Ok(earned);
            rounded = parts_of_fen(product, i128::from(ratio.den)).filter(|_| uncapped);
        }
        Pay::Monthly { amount_fen } => {
            steps.push(Fact::new(lang.t("entry.draw_monthly"), shown(amount_fen)));
            steps.push(Fact::new(
                lang.t("entry.draw_months"),
                format!("× {months}"),
            ));
        }
    }
    let earned_name = match rounded {
        Some(exact) => lang.with("entry.draw_rounded", &[("exact", &exact)]),
        None => lang.t("entry.draw_earned"),
    };
    steps.push(Fact::new(earned_name, format!("= {}", shown(earned))));
    steps.push(Fact::new(
        lang.t("entry.draw_before"),
        format!("− {}", shown(draw.drawn_before_fen)),
    ));
    let drawn = entry
        .postings
        .iter()
        .filter(|p| p.account.class() == AccountClass::Expense);
    let drawn: i128 = drawn.map(|posting| i128::from(posting.amount.0)).sum();
    let basis = if terms.basis == Basis::Cash {
        "entry.draw_cash"
    } else {
        "entry.draw_accrual"
    };
    let months = match terms.pay {
        Pay::Ratio(_) => base_months(cx, draw),
        Pay::Monthly { .. } => Vec::new(),
    };
    Some(DrawView {
        months,
        months_total: shown(draw.base_fen),
        steps,
        result: yuan(drawn, lang),
        explained: lang.with(basis, &[("accounts", &lang.list(&accounts))]),
    })
}

/// The base by month, if it adds up: a later record of an earlier month changes what is computed
/// today, and then there is no list that adds up to what was computed then.
fn base_months(cx: &Context<'_>, draw: &Draw) -> Vec<BaseMonth> {
    let by_month = cx.fold.base_by_month(&draw.agreement, draw.through);
    let total: i128 = by_month.iter().map(|(_, fen)| i128::from(fen.0)).sum();
    if total != i128::from(draw.base_fen.0) {
        return Vec::new();
    }
    let row = |(period, fen): (Period, Fen)| BaseMonth {
        href: format!("/c/{}/accounts?month={period}", cx.slug),
        label: month(period, cx.lang),
        figure: yuan(i128::from(fen.0), cx.lang),
    };
    by_month.into_iter().map(row).collect()
}
