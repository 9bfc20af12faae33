//! One row of a fund's bridge as the list that adds up to it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use jiff::civil::Date;
use mingbai_domain::book::bridge::{Part, Source, moved};
use mingbai_domain::ledger::Fund;

use crate::pages::accounts::{ROWS, Span};
use crate::rows::Context;
use mingbai_ui::bits::{Amount, Cell, Fact, Link, Pager};
use mingbai_ui::fault::Fault;
use mingbai_ui::format::{incoming, yuan};
use mingbai_ui::frame::page;
use mingbai_ui::frame::{Frame, Tab};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::query::{self, Pairs};
use mingbai_ui::reader::Reader;
use mingbai_ui::site::{Place, Site};
use mingbai_ui::words;

#[derive(Template)]
#[template(path = "fund_rows.html")]
struct RowsPage {
    f: Frame,
    v: View,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub title: String,
    pub span: String,
    pub back: Link,
    pub cells: Vec<Cell>,
    /// What the rows of this page, and of all pages, come to.
    pub sums: Vec<Fact>,
    pub pager: Pager,
}

/// `GET /c/{slug}/funds/{fund}/{part}`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path((slug, fund, part)): Path<(String, String, String)>,
    reader: Reader,
    pairs: Pairs,
) -> Result<Html<String>, Fault> {
    let place = site.place(&slug).await?;
    let back = format!("{}/funds", place.href());
    let fund: Fund = fund.parse().map_err(|_| Fault::no_page())?;
    let part = Part::parse(&part).ok_or_else(Fault::no_page)?;
    let today = site.now().date();
    let year = super::year(&pairs, today, &back)?;
    let number = query::page(&pairs, &back)?;
    let v = view(&place, (fund, part), year, number, today, reader.lang);
    let title = v.title.clone();
    page(&RowsPage {
        f: Frame::of(&place, &site, &reader, &title, Tab::Accounts),
        v,
    })
}

/// The rows of one part of a fund in one year, the newest first.
fn view(
    place: &Place,
    (fund, part): (Fund, Part),
    year: i16,
    number: usize,
    today: Date,
    lang: Lang,
) -> View {
    let fold = &place.book.fold;
    let cx = Context::of(fold, &place.slug, today, lang);
    let span = Span::Year(year);
    let mut rows: Vec<(Source<'_>, i128)> = moved(fold, &span.months())
        .filter_map(|source| Some((source, *source.parts(fold, fund).get(&part)?)))
        .filter(|(_, fen)| *fen != 0)
        .collect();
    rows.sort_by_key(|(source, _)| std::cmp::Reverse((source.period(), source.index())));
    let shown = Pager::slice_sized(ROWS, &rows, number);
    let total: i128 = rows.iter().map(|(_, fen)| fen).sum();
    let home = place.href();
    let base = format!("{home}/funds/{fund}/{part}?year={year}&");
    View {
        title: lang.with(
            "funds.rows_title",
            &[
                ("fund", &words::fund(fund, lang)),
                ("part", &words::part(part, fund, total, lang)),
            ],
        ),
        span: span.label(lang),
        back: Link {
            href: format!("{home}/funds?year={year}#{}", super::anchor(fund)),
            label: lang.t("funds.back"),
        },
        cells: shown.iter().map(|row| cell(&cx, row)).collect(),
        sums: sums(shown, &rows, lang),
        pager: Pager::sized(ROWS, number, rows.len(), &base, lang),
    }
}

fn cell(cx: &Context<'_>, (source, fen): &(Source<'_>, i128)) -> Cell {
    let cell = match source {
        Source::Entry(posted) => cx.entry(posted),
        Source::List(state, list) => cx.list(state, list),
    };
    let amount = Amount {
        word: String::new(),
        figure: incoming(*fen, cx.lang),
        flow: if *fen < 0 { "out" } else { "in" },
    };
    Cell {
        amount: Some(amount),
        ..cell
    }
}

fn sums(shown: &[(Source<'_>, i128)], all: &[(Source<'_>, i128)], lang: Lang) -> Vec<Fact> {
    let sum = |key: &str, rows: &[(Source<'_>, i128)]| {
        let total = rows.iter().map(|(_, fen)| fen).sum();
        Fact::new(lang.with(key, &[("n", &rows.len())]), yuan(total, lang))
    };
    let mut sums = Vec::new();
    if shown.len() < all.len() {
        sums.push(sum("funds.rows_page", shown));
    }
    sums.push(sum("funds.rows_sum", all));
    sums
}
