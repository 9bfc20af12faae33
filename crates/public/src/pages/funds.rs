//! Each fund as a bridge: what was there when the year began, what came and went, what is there now;
//! and where the money is, what is owed to the fund and what it owes.

pub mod rows;

use std::sync::Arc;

use crate::pages::accounts::Span;
use crate::purse::PurseView;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use jiff::civil::Date;
use mingbai_domain::book::Fold;
use mingbai_domain::calendar::Period;
use mingbai_domain::ledger::{Account, AccountClass, Fund};

use mingbai_domain::book::bridge::Bridge;
use mingbai_domain::book::figures::{Purse, funds_in_use};
use mingbai_ui::bits::Fact;
use mingbai_ui::fault::Fault;
use mingbai_ui::format::{date, incoming, money, yuan};
use mingbai_ui::frame::page;
use mingbai_ui::frame::{Frame, Tab};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::query::{self, Pairs};
use mingbai_ui::reader::Reader;
use mingbai_ui::site::Site;
use mingbai_ui::words;

#[derive(Template)]
#[template(path = "funds.html")]
struct FundsPage {
    f: Frame,
    v: View,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub purse: PurseView,
    pub year: String,
    pub funds: Vec<FundView>,
}

/// One fund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FundView {
    pub anchor: String,
    pub name: String,
    pub means: String,
    pub at_hand: String,
    pub href: String,
    /// The year's money: rows that add up to `end`.
    pub bridge: Vec<BridgeRow>,
    pub end: Fact,
    pub groups: Vec<Group>,
}

/// One row of a bridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BridgeRow {
    pub name: String,
    /// The list that adds up to it.
    pub href: Option<String>,
    pub value: String,
}

/// Accounts of one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub title: String,
    pub lines: Vec<Fact>,
    pub total: String,
}

/// `GET /c/{slug}/funds`, of a year or this one.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    reader: Reader,
    pairs: Pairs,
) -> Result<Html<String>, Fault> {
    let place = site.place(&slug).await?;
    let home = place.href();
    let today = site.now().date();
    let year = year(&pairs, today, &format!("{home}/funds"))?;
    let v = view(&place.book.fold, &home, year, today, reader.lang);
    let title = reader.lang.t("funds.title");
    page(&FundsPage {
        f: Frame::of(&place, &site, &reader, &title, Tab::Accounts),
        v,
    })
}

/// The year that is asked for, or this one.
fn year(pairs: &Pairs, today: Date, back: &str) -> Result<i16, Fault> {
    let year: Option<i16> = query::optional(pairs, "year", back)?;
    match year {
        Some(year) if Period::new(year, 12).is_none() => Err(Fault::bad_value("year", back)),
        year => Ok(year.unwrap_or(today.year())),
    }
}

/// The view of one book in one year.
pub fn view(fold: &Fold, home: &str, year: i16, today: Date, lang: Lang) -> View {
    let now = year >= today.year();
    View {
        purse: PurseView::of(&Purse::of(fold), None, lang),
        year: lang.with("funds.year_title", &[("year", &year)]),
        funds: funds_in_use(fold)
            .into_iter()
            .map(|fund| fund_view(fold, fund, home, year, now, lang))
            .collect(),
    }
}

fn fund_view(fold: &Fold, fund: Fund, home: &str, year: i16, now: bool, lang: Lang) -> FundView {
    let bridge = Bridge::of(fold, fund, &Span::Year(year).months());
    let end = if now {
        lang.t("funds.now")
    } else {
        lang.with("funds.end", &[("year", &year)])
    };
    FundView {
        anchor: anchor(fund),
        name: words::fund(fund, lang),
        means: words::fund_means(fund, lang),
        at_hand: money(fold.balances().cash(fund)),
        href: format!("{home}/accounts?year={year}&fund={fund}"),
        end: Fact::new(end, yuan(bridge.end, lang)),
        bridge: bridge_rows(&bridge, fund, home, year, lang),
        groups: groups(fold, fund, lang),
    }
}

fn anchor(fund: Fund) -> String {
    fund.as_str().to_lowercase()
}

fn bridge_rows(bridge: &Bridge, fund: Fund, home: &str, year: i16, lang: Lang) -> Vec<BridgeRow> {
    let start = match bridge.opened {
        Some(day) => lang.with("funds.opened", &[("day", &date(day, lang))]),
        None => lang.with("funds.start", &[("year", &year)]),
    };
    // What was there when a year began is what the year before ended with.
    let before = bridge.opened.is_none() && bridge.start != 0;
    let before = before.then(|| format!("{home}/funds?year={}#{}", year - 1, anchor(fund)));
    let start = BridgeRow {
        name: start,
        href: before,
        value: yuan(bridge.start, lang),
    };
    let parts = bridge.parts.iter().filter(|(_, fen)| **fen != 0);
    let parts = parts.map(|(&part, &fen)| BridgeRow {
        name: words::part(part, fund, fen, lang),
        href: Some(format!("{home}/funds/{fund}/{part}?year={year}")),
        value: incoming(fen, lang),
    });
    std::iter::once(start).chain(parts).collect()
}

/// The balances of today: where the money is, what others owe and what is owed.
fn groups(fold: &Fold, fund: Fund, lang: Lang) -> Vec<Group> {
    let group = |key: &str, keep: &dyn Fn(Account) -> bool, sign: i128| {
        let kept = fold
            .balances()
            .iter()
            .filter(|(of, account, balance)| *of == fund && balance.0 != 0 && keep(*account));
        let lines: Vec<(Account, i128)> = kept
            .map(|(_, account, balance)| (account, sign * i128::from(balance.0)))
            .collect();
        Group {
            title: lang.t(key),
            total: yuan(lines.iter().map(|(_, fen)| fen).sum(), lang),
            lines: lines
                .into_iter()
                .map(|(account, fen)| Fact::new(words::account(account, lang), yuan(fen, lang)))
                .collect(),
        }
    };
    let asset = |account: Account| account.class() == AccountClass::Asset;
    let groups = [
        group("funds.money", &Account::is_money, 1),
        group("funds.owed_to_us", &|a| asset(a) && !a.is_money(), 1),
        group(
            "funds.we_owe",
            &|a| a.class() == AccountClass::Liability,
            -1,
        ),
    ];
    let shown = groups.into_iter().filter(|group| !group.lines.is_empty());
    shown.collect()
}
