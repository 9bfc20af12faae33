//! What is in each fund: money at hand, what is owed to it, what it owes.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use mingbai_domain::book::Fold;
use mingbai_domain::ledger::{Account, AccountClass, Fund};

use mingbai_domain::book::figures::{at_hand, funds_in_use};
use mingbai_ui::bits::Fact;
use mingbai_ui::bits::Figure;
use mingbai_ui::fault::Fault;
use mingbai_ui::format::money;
use mingbai_ui::frame::page;
use mingbai_ui::frame::{Frame, Tab};
use mingbai_ui::lang::{Lang, Texts};
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
    pub at_hand: Figure,
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
    pub groups: Vec<Group>,
}

/// Accounts of one side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub title: String,
    pub lines: Vec<Fact>,
    pub total: String,
}

/// `GET /c/{slug}/funds`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    reader: Reader,
) -> Result<Html<String>, Fault> {
    let place = site.place(&slug)?;
    let v = view(&place.book.fold, &place.href(), reader.lang);
    let title = reader.lang.t("funds.title");
    page(&FundsPage {
        f: Frame::of(&place, &site, &reader, &title, Tab::None),
        v,
    })
}

/// The view of one book.
pub fn view(fold: &Fold, home: &str, lang: Lang) -> View {
    View {
        at_hand: Figure::of(at_hand(fold)),
        funds: funds_in_use(fold)
            .into_iter()
            .map(|fund| fund_view(fold, fund, home, lang))
            .collect(),
    }
}

fn fund_view(fold: &Fold, fund: Fund, home: &str, lang: Lang) -> FundView {
    let balances: Vec<(Account, i128)> = fold
        .balances()
        .iter()
        .filter(|(of, _, balance)| *of == fund && balance.0 != 0)
        .map(|(_, account, balance)| (account, i128::from(balance.0)))
        .collect();
    let group = |key: &str, keep: &dyn Fn(Account) -> bool, sign: i128| {
        let lines: Vec<(Account, i128)> = balances
            .iter()
            .filter(|(account, _)| keep(*account))
            .copied()
            .collect();
        let total: i128 = lines.iter().map(|(_, balance)| sign * balance).sum();
        let fact = |&(account, balance): &(Account, i128)| {
            Fact::new(words::account(account, lang), money(sign * balance))
        };
        Group {
            title: lang.t(key),
            lines: lines.iter().map(fact).collect(),
            total: money(total),
        }
    };
    let cash = |account: Account| account.is_cash() || account.code() == 1141;
    let groups = vec![
        group("funds.money", &cash, 1),
        group(
            "funds.owed_to_us",
            &|a| a.class() == AccountClass::Asset && !cash(a),
            1,
        ),
        group(
            "funds.we_owe",
            &|a| a.class() == AccountClass::Liability,
            -1,
        ),
        group(
            "funds.brought_forward",
            &|a| a.class() == AccountClass::NetAsset,
            -1,
        ),
        group("funds.income", &|a| a.class() == AccountClass::Income, -1),
        group("funds.expense", &|a| a.class() == AccountClass::Expense, 1),
    ];
    FundView {
        anchor: fund.as_str().to_lowercase(),
        name: words::fund(fund, lang),
        means: words::fund_means(fund, lang),
        at_hand: money(fold.balances().cash(fund)),
        href: format!("{home}/accounts?fund={fund}"),
        groups: groups
            .into_iter()
            .filter(|group| !group.lines.is_empty())
            .collect(),
    }
}
