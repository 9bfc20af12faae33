//! Income and spending by month or year, fund and account: chart, table, entries, CSV.

pub mod csv;
mod selection;

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use jiff::civil::Date;
use mingbai_domain::book::{Fold, ListRef, PostedEntry, SummaryState};
use mingbai_domain::calendar::Period;
use mingbai_domain::ledger::AccountClass;
use mingbai_domain::registry::ManagementMode;

use crate::rows::Context;
use mingbai_domain::book::figures::{Figures, Filter, funds_in_use};
use mingbai_ui::bits::Figure;
use mingbai_ui::bits::{Bar, Cell, Choice, Link, Pager};
use mingbai_ui::chart::{Chart, MonthFigures, bars};
use mingbai_ui::fault::Fault;
use mingbai_ui::format::{count, money, month, month_short};
use mingbai_ui::frame::page;
use mingbai_ui::frame::{Frame, Tab};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::query::{self, Pairs};
use mingbai_ui::reader::Reader;
use mingbai_ui::site::{Place, Site};
use mingbai_ui::words;

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
    pub span: String,
    pub spans: Vec<Choice>,
    pub earlier: Option<Link>,
    pub later: Option<Link>,
    pub funds: Vec<Choice>,
    pub income: String,
    pub expense: String,
    pub result: Figure,
    pub deficit: bool,
    pub chart: Option<Chart>,
    pub months: Vec<MonthRow>,
    pub spending: Vec<Bar>,
    pub earning: Vec<Bar>,
    pub account: Option<Link>,
    pub entries: Vec<Cell>,
    pub entries_count: String,
    pub pager: Pager,
    pub csv: String,
    pub lump_sum: bool,
    pub closed: bool,
    pub empty: bool,
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
    let place = site.place(&slug)?;
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
    let cx = Context {
        fold,
        slug: &place.slug,
        today,
        lang,
    };
    let figures = Figures::of(fold);
    let filter = selection.filter();
    let (income, expense) = (figures.income(&filter), figures.expense(&filter));
    let base = format!("{}/accounts", place.href());
    let rows = rows(fold, selection);
    let months = months(&figures, selection);
    let link = |span: Span, key: &str| Link {
        href: selection.with_span(span).href(&base),
        label: lang.with(key, &[("span", &span.label(lang))]),
    };
    let (earlier, later) = selection.neighbours(&figures, today);
    View {
        span: selection.span.label(lang),
        spans: spans(selection, &base, lang),
        earlier: earlier.map(|span| link(span, "accounts.to_span")),
        later: later.map(|span| link(span, "accounts.to_span")),
        funds: funds(fold, selection, &base, lang),
        income: money(income),
        expense: money(expense),
        result: Figure::of(income - expense),
        deficit: income < expense,
        chart: Chart::of(&months, selection.span.month(), lang),
        months: shown(&months, &figures)
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
        entries: Pager::slice(&rows, number)
            .iter()
            .map(|row| row.cell(&cx))
            .collect(),
        entries_count: count(u64::try_from(rows.len()).unwrap_or(0)),
        pager: Pager::new(number, rows.len(), &selection.page_base(&base), lang),
        csv: selection.href(&format!("{base}.csv")),
        lump_sum: fold.mode_on(today) == Some(ManagementMode::LumpSum),
        closed: selection
            .span
            .month()
            .is_some_and(|month| fold.closed().contains_key(&month)),
        empty: fold.entries().is_empty() && fold.summaries().is_empty(),
    }
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

/// The months of the table, newest first: none from before the book began.
fn shown<'m>(
    months: &'m [MonthFigures],
    figures: &Figures<'_>,
) -> impl Iterator<Item = &'m MonthFigures> {
    let first = figures.span().map(|(first, _)| first);
    months
        .iter()
        .rev()
        .filter(move |of| first.is_some_and(|first| of.month >= first))
}

fn month_row(figures: &MonthFigures, selection: &Selection, base: &str, lang: Lang) -> MonthRow {
    let span = Span::Month(figures.month);
    MonthRow {
        label: match selection.span {
            Span::Year(_) => month_short(figures.month, lang),
            Span::Month(_) => month(figures.month, lang),
        },
        href: selection.with_span(span).href(base),
        income: money(figures.income),
        expense: money(figures.expense),
        result: money(figures.income - figures.expense),
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
        (
            words::account(account, lang),
            Some(format!("{href}#entries")),
            sum,
        )
    };
    bars(sums.into_iter().map(row).collect())
}

/// A row of the list of entries.
pub enum Row<'a> {
    Entry(&'a PostedEntry),
    List(&'a SummaryState, &'a ListRef),
}

impl Row<'_> {
    fn date(&self) -> Date {
        match self {
            Self::Entry(posted) => posted.entry.date,
            Self::List(state, _) => state.summary.at.date(),
        }
    }

    fn index(&self) -> u64 {
        match self {
            Self::Entry(posted) => posted.index,
            Self::List(state, _) => state.index,
        }
    }

    fn cell(&self, cx: &Context<'_>) -> Cell {
        match self {
            Self::Entry(posted) => cx.entry(posted),
            Self::List(state, list) => cx.list(state, list),
        }
    }
}

/// Public entries and household lists that are selected, newest first.
pub fn rows<'a>(fold: &'a Fold, selection: &Selection) -> Vec<Row<'a>> {
    let months = selection.span.months();
    let entries = fold
        .entries()
        .iter()
        .filter(|posted| {
            months.contains(&posted.entry.period) && selection.touches(&posted.entry.postings)
        })
        .map(|posted| Row::Entry(posted));
    let lists = fold
        .summaries()
        .iter()
        .flat_map(|state| state.summary.lists.iter().map(move |list| (state, list)));
    let lists = lists
        .filter(|(_, list)| months.contains(&list.period) && selection.touches(&list.postings()))
        .map(|(state, list)| Row::List(state, list));
    let mut rows: Vec<Row<'a>> = entries.chain(lists).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.date(), row.index())));
    rows
}

/// The month shown when none is asked for.
pub fn latest(fold: &Fold, today: Date) -> Period {
    Figures::of(fold).current(Period::of(today))
}
