//! What is in each fund: money at hand, what is owed to it, what it owes.

use std::sync::Arc;

use crate::pages::accounts::Span;
use crate::purse::PurseView;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use jiff::civil::Date;
use mingbai_domain::book::Fold;
use mingbai_domain::ledger::{Account, AccountClass, Fund};

use mingbai_domain::book::figures::{Figures, Filter, Purse, funds_in_use};
use mingbai_ui::bits::Fact;
use mingbai_ui::fault::Fault;
use mingbai_ui::format::{money, yuan};
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
    pub purse: PurseView,
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
    let place = site.place(&slug).await?;
    let v = view(
        &place.book.fold,
        &place.href(),
        site.now().date(),
        reader.lang,
    );
    let title = reader.lang.t("funds.title");
    page(&FundsPage {
        f: Frame::of(&place, &site, &reader, &title, Tab::None),
        v,
    })
}

/// The view of one book on a day.
pub fn view(fold: &Fold, home: &str, today: Date, lang: Lang) -> View {
    let figures = Figures::of(fold);
    View {
        purse: PurseView::of(&Purse::of(fold), None, lang),
        funds: funds_in_use(fold)
            .into_iter()
            .map(|fund| fund_view(fold, &figures, fund, home, today, lang))
            .collect(),
    }
}

fn fund_view(
    fold: &Fold,
    figures: &Figures<'_>,
    fund: Fund,
    home: &str,
    today: Date,
    lang: Lang,
) -> FundView {
    let balances: Vec<(Account, i128)> = fold
        .balances()
        .iter()
        .filter(|(of, _, balance)| *of == fund && balance.0 != 0)
        .map(|(_, account, balance)| (account, i128::from(balance.0)))
        .collect();
    let of_class = |class: AccountClass, keep: &dyn Fn(Account) -> bool, sign: i128| {
        balances
            .iter()
            .filter(|(account, _)| account.class() == class && keep(*account))
            .map(|&(account, balance)| (words::account(account, lang), sign * balance))
            .collect::<Vec<_>>()
    };
    let cash = |account: Account| account.is_cash() || account.code() == 1141;
    let year = Year::of(figures, fund, today);
    let named = |sums: &[(Account, i128)]| {
        let line = |&(account, fen): &(Account, i128)| (words::account(account, lang), fen);
        sums.iter().map(line).collect::<Vec<_>>()
    };
    let mut before = of_class(AccountClass::NetAsset, &|_| true, -1);
    let sum = |lines: &[(String, i128)]| lines.iter().map(|(_, fen)| fen).sum::<i128>();
    // What is there, less what is owed and what this year brought, was there before.
    let own: i128 = balances
        .iter()
        .filter(|(account, _)| {
            matches!(
                account.class(),
                AccountClass::Asset | AccountClass::Liability
            )
        })
        .map(|(_, balance)| balance)
        .sum();
    let not_carried = own - year.result() - sum(&before);
    if not_carried != 0 {
        before.push((lang.t("funds.not_carried"), not_carried));
    }
    let group = |title: String, lines: Vec<(String, i128)>| Group {
        title,
        total: yuan(sum(&lines), lang),
        lines: lines
            .into_iter()
            .map(|(name, fen)| Fact::new(name, yuan(fen, lang)))
            .collect(),
    };
    let this_year = |key: &str| lang.with(key, &[("year", &today.year())]);
    let groups = [
        group(
            lang.t("funds.money"),
            of_class(AccountClass::Asset, &cash, 1),
        ),
        group(
            lang.t("funds.owed_to_us"),
            of_class(AccountClass::Asset, &|a| !cash(a), 1),
        ),
        group(
            lang.t("funds.we_owe"),
            of_class(AccountClass::Liability, &|_| true, -1),
        ),
        group(lang.t("funds.brought_forward"), before),
        group(this_year("funds.income"), named(&year.income)),
        group(this_year("funds.expense"), named(&year.expense)),
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

/// One fund's income and expense in the calendar year of a day.
struct Year {
    income: Vec<(Account, i128)>,
    expense: Vec<(Account, i128)>,
}

impl Year {
    fn of(figures: &Figures<'_>, fund: Fund, today: Date) -> Self {
        let months = Span::Year(today.year()).months();
        let filter = Filter {
            months,
            fund: Some(fund),
        };
        Self {
            income: figures.by_account(AccountClass::Income, &filter),
            expense: figures.by_account(AccountClass::Expense, &filter),
        }
    }

    fn result(&self) -> i128 {
        let sum = |sums: &[(Account, i128)]| sums.iter().map(|(_, fen)| fen).sum::<i128>();
        sum(&self.income) - sum(&self.expense)
    }
}
