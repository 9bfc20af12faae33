//! Income and spending by month or year, fund and account: chart, table, entries, CSV.

pub mod csv;
mod listed;
mod selection;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use jiff::civil::Date;
use mingbai_domain::book::Fold;
use mingbai_domain::calendar::Period;
use mingbai_domain::ledger::templates::accounts::SMF_BY_UNIT;
use mingbai_domain::ledger::{AccountClass, Fund};
use mingbai_domain::registry::ManagementMode;

use crate::rows::Context;
use mingbai_domain::book::figures::{Draws, Figures, Filter, funds_in_use};
use mingbai_ui::bits::{Bar, Cell, Choice, Link, PAGE, Pager};
use mingbai_ui::chart::{Chart, MonthFigures, bars};
use mingbai_ui::fault::Fault;
use mingbai_ui::format::{incoming, month, month_short, outgoing, yuan};
use mingbai_ui::frame::page;
use mingbai_ui::frame::{Frame, Tab};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::query::{self, Pairs};
use mingbai_ui::reader::Reader;
use mingbai_ui::site::{Place, Site};
use mingbai_ui::words;

pub use listed::Listed;
pub use selection::{Selection, Span};

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage {
    f: Frame,
    v: View,
}

/// What the page shows.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an independent fact of the page"
)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// Where entries are found.
    pub search: String,
    pub span: String,
    pub spans: Vec<Choice>,
    pub earlier: Option<Link>,
    pub later: Option<Link>,
    pub funds: Vec<Choice>,
    pub income: String,
    pub expense: String,
    /// What was drawn on the maintenance fund besides.
    pub draws: Option<Link>,
    pub result: String,
    pub deficit: bool,
    pub chart: Option<Chart>,
    pub months: Vec<MonthRow>,
    pub months_title: String,
    pub spending: Vec<Bar>,
    pub earning: Vec<Bar>,
    pub account: Option<Link>,
    /// The rows that add up to the figures, or those that only move money.
    pub lists: Vec<Choice>,
    pub moves: bool,
    /// Only the rows with this mark.
    pub marks: Vec<Choice>,
    pub entries: Vec<Cell>,
    /// The lists that have rows, if this one has none.
    pub elsewhere: Vec<Choice>,
    /// What the rows add up to.
    pub sum: String,
    pub pager: Pager,
    pub csv: String,
    pub lump_sum: bool,
    pub closed: bool,
    pub empty: bool,
    /// What the book covers, where the time asked for is outside of it.
    pub outside: Option<String>,
    pub latest: Link,
}

/// One month's figures as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthRow {
    pub label: String,
    pub href: String,
    pub income: String,
    pub expense: String,
    pub result: String,
    pub current: bool,
}

/// `GET /c/{slug}/accounts`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    reader: Reader,
    pairs: Pairs,
) -> Result<Html<String>, Fault> {
    let place = site.place(&slug).await?;
    let back = format!("{}/accounts", place.href());
    let today = site.now().date();
    let selection = Selection::read(&pairs, &place.book.fold, today, &back)?;
    let number = query::page(&pairs, &back)?;
    let v = view(&place, &selection, number, today, reader.lang);
    let title = reader.lang.with("accounts.title_of", &[("span", &v.span)]);
    page(&AccountsPage {
        f: Frame::of(&place, &site, &reader, &title, Tab::Accounts),
        v,
    })
}

/// The view of what is selected.
pub fn view(place: &Place, selection: &Selection, number: usize, today: Date, lang: Lang) -> View {
    let fold = &place.book.fold;
    let cx = Context::of(fold, &place.slug, today, lang);
    let figures = Figures::of(fold);
    let filter = selection.filter();
    let (income, expense) = (figures.income(&filter), figures.expense(&filter));
    let base = format!("{}/accounts", place.href());
    let listed = Listed::of(fold, selection);
    let size = rows_a_page(selection);
    let months = months(&figures, selection);
    let link = |span: Span, key: &str| Link {
        href: selection.with_span(span).href(&base),
        label: lang.with(key, &[("span", &span.label(lang))]),
    };
    let (earlier, later) = selection.neighbours(&figures, today);
    let drawn = figures.draws(&filter.months);
    let lists = listed.choices(selection, &base, lang);
    View {
        search: format!("{}/search", place.href()),
        span: selection.span.label(lang),
        spans: spans(selection, &base, lang),
        earlier: earlier.map(|span| link(span, "accounts.to_span")),
        later: later.map(|span| link(span, "accounts.to_span")),
        funds: funds(fold, selection, &base, lang),
        income: incoming(income, lang),
        expense: outgoing(expense, lang),
        draws: draws(drawn, selection, &base, lang),
        result: yuan((income - expense).abs(), lang),
        deficit: income < expense,
        chart: Chart::of(&months, selection.span.month(), lang),
        months_title: match selection.span {
            Span::Month(last) => lang.with("accounts.months_to", &[("month", &month(last, lang))]),
            Span::Year(year) => lang.with("accounts.months_of", &[("year", &year)]),
        },
        months: shown(&months, &figures, Period::of(today))
            .map(|figures| month_row(figures, selection, &base, lang))
            .collect(),
        spending: by_account(
            &figures,
            AccountClass::Expense,
            &filter,
            selection,
            &base,
            lang,
        ),
        earning: by_account(
            &figures,
            AccountClass::Income,
            &filter,
            selection,
            &base,
            lang,
        ),
        account: selection.account.map(|account| Link {
            href: selection.with_account(None).href(&base),
            label: words::account(account, lang),
        }),
        elsewhere: lists
            .iter()
            .zip(listed.rows())
            .filter(|(choice, rows)| listed.count() == 0 && !choice.current && *rows > 0)
            .map(|(choice, _)| choice.clone())
            .collect(),
        lists,
        moves: selection.moves,
        marks: listed.marks(selection, &base, lang),
        entries: listed.cells(number, size, &cx),
        sum: listed.sum(number, size, lang),
        pager: Pager::sized(
            size,
            number,
            listed.count(),
            &selection.page_base(&base),
            lang,
        ),
        csv: selection.href(&format!("{base}.csv")),
        lump_sum: fold.mode_on(today) == Some(ManagementMode::LumpSum),
        closed: selection
            .span
            .month()
            .is_some_and(|month| fold.closed().contains_key(&month)),
        empty: fold.entries().is_empty() && fold.summaries().is_empty(),
        outside: outside(&figures, selection, today, lang),
        latest: link(Span::Month(selection.latest), "accounts.to_span"),
    }
}

/// The months that the book covers, in words, where the time asked for is before or behind them.
fn outside(
    figures: &Figures<'_>,
    selection: &Selection,
    today: Date,
    lang: Lang,
) -> Option<String> {
    let (first, last) = figures.span()?;
    let last = last.max(Period::of(today));
    let asked = selection.span.months();
    let apart = *asked.end() < first || *asked.start() > last;
    apart.then(|| {
        let (from, to) = (month(first, lang), month(last, lang));
        lang.with("accounts.outside", &[("from", &from), ("to", &to)])
    })
}

/// Beside the expense of all funds: what was drawn on the maintenance fund, with the way there.
pub fn draws(drawn: Draws, selection: &Selection, base: &str, lang: Lang) -> Option<Link> {
    let shown = selection.fund.is_none() && drawn.rows > 0;
    shown.then(|| Link {
        href: drawn_href(&selection.with_mark(None), base),
        label: lang.with(
            "accounts.draws",
            &[("amount", &yuan(drawn.fen, lang)), ("n", &drawn.rows)],
        ),
    })
}

/// The list of draws: under the maintenance fund they are the expense.
fn drawn_href(selection: &Selection, base: &str) -> String {
    let of = Selection {
        fund: Some(Fund::Smf),
        account: Some(SMF_BY_UNIT),
        moves: false,
        ..*selection
    };
    format!("{}#entries", of.href(base))
}

fn spans(selection: &Selection, base: &str, lang: Lang) -> Vec<Choice> {
    let last = selection.span.months().end().to_owned();
    let year = Span::Year(last.year());
    let by_month = match selection.span {
        Span::Month(month) => Span::Month(month),
        Span::Year(_) => Span::Month(selection.latest.min(last)),
    };
    let choice = |span: Span, key: &str, current: bool| Choice {
        href: selection.with_span(span).href(base),
        label: lang.t(key),
        current,
    };
    let is_month = selection.span.month().is_some();
    vec![
        choice(by_month, "accounts.by_month", is_month),
        choice(year, "accounts.by_year", !is_month),
    ]
}

fn funds(fold: &Fold, selection: &Selection, base: &str, lang: Lang) -> Vec<Choice> {
    let all = Choice {
        href: selection.with_fund(None).href(base),
        label: lang.t("accounts.all_funds"),
        current: selection.fund.is_none(),
    };
    let one = |fund| Choice {
        href: selection.with_fund(Some(fund)).href(base),
        label: words::fund(fund, lang),
        current: selection.fund == Some(fund),
    };
    std::iter::once(all)
        .chain(funds_in_use(fold).into_iter().map(one))
        .collect()
}

/// The twelve months of the chart: up to the selected one, or the selected year.
fn months(figures: &Figures<'_>, selection: &Selection) -> Vec<MonthFigures> {
    let last = *selection.span.months().end();
    let sums = figures.by_month(selection.fund);
    let of = |back: i32| {
        let month = last.plus_months(-back);
        let (income, expense) = sums.get(&month).copied().unwrap_or_default();
        MonthFigures {
            month,
            income,
            expense,
        }
    };
    (0..12).rev().map(of).collect()
}

/// The months of the table, newest first: none from before the book began, none that are still to
/// come.
fn shown<'m>(
    months: &'m [MonthFigures],
    figures: &Figures<'_>,
    today: Period,
) -> impl Iterator<Item = &'m MonthFigures> {
    let span = figures.span();
    months.iter().rev().filter(move |of| {
        span.is_some_and(|(first, last)| of.month >= first && of.month <= last.max(today))
    })
}

fn month_row(figures: &MonthFigures, selection: &Selection, base: &str, lang: Lang) -> MonthRow {
    let span = Span::Month(figures.month);
    MonthRow {
        label: match selection.span {
            Span::Year(_) => month_short(figures.month, lang),
            Span::Month(_) => month(figures.month, lang),
        },
        href: selection.with_span(span).href(base),
        income: yuan(figures.income, lang),
        expense: yuan(figures.expense, lang),
        result: yuan(figures.income - figures.expense, lang),
        current: selection.span.month() == Some(figures.month),
    }
}

fn by_account(
    figures: &Figures<'_>,
    class: AccountClass,
    filter: &Filter,
    selection: &Selection,
    base: &str,
    lang: Lang,
) -> Vec<Bar> {
    let sums = figures.by_account(class, filter);
    let row = |(account, sum)| {
        let href = selection.with_account(Some(account)).href(base);
        let name = match (account == SMF_BY_UNIT, class) {
            (true, AccountClass::Income) => lang.t("accounts.smf_in"),
            (true, _) => lang.t("accounts.smf_out"),
            (false, _) => words::account(account, lang),
        };
        (name, Some(format!("{href}#entries")), sum)
    };
    bars(sums.into_iter().map(row).collect(), lang)
}

/// Rows a page: a month's rows stand on one page, so that they can be added up there.
pub const ROWS: usize = 200;

/// A year has too many rows for one page and is read page by page.
fn rows_a_page(selection: &Selection) -> usize {
    match selection.span {
        Span::Month(_) => ROWS,
        Span::Year(_) => PAGE,
    }
}

/// The month shown when none is asked for.
pub fn latest(fold: &Fold, today: Date) -> Period {
    Figures::of(fold).current(Period::of(today))
}
