//! A summary of households' own items: totals by list, and how anyone checks them.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use mingbai_domain::book::{ListRef, SummaryState};
use mingbai_domain::ids::Slug;

use mingbai_ui::bits::Fact;
use mingbai_ui::fault::Fault;
use mingbai_ui::format::{count, joined, moment, money, month};
use mingbai_ui::frame::page;
use mingbai_ui::frame::{Frame, Tab};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::reader::Reader;
use mingbai_ui::site::Site;
use mingbai_ui::words;

#[derive(Template)]
#[template(path = "summary.html")]
struct SummaryPage {
    f: Frame,
    v: View,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub no: String,
    pub at: String,
    pub items: String,
    pub lists: Vec<ListView>,
    pub earlier: Option<String>,
    pub later: Option<String>,
}

/// One list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListView {
    pub title: String,
    pub total: String,
    pub rows: String,
    pub facts: Vec<Fact>,
    pub href: String,
    pub hash: String,
    pub rows_plain: u64,
    pub total_plain: i64,
}

/// `GET /c/{slug}/summaries/{no}`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path((slug, no)): Path<(String, String)>,
    reader: Reader,
) -> Result<Html<String>, Fault> {
    let place = site.place(&slug).await?;
    let summaries = place.book.fold.summaries();
    let found = no.parse().ok().and_then(|no| find(summaries, no));
    let state = found.ok_or_else(|| Fault::no_entry(&no, &place.href()))?;
    let no = state.summary.no;
    let v = view(state, summaries.len(), &place.slug, reader.lang);
    let title = reader.lang.with("summary.what", &[("no", &no)]);
    page(&SummaryPage {
        f: Frame::of(&place, &site, &reader, &title, Tab::Accounts),
        v,
    })
}

/// Summaries are numbered from 1 without gaps.
fn find(summaries: &[Arc<SummaryState>], no: u64) -> Option<&Arc<SummaryState>> {
    summaries.get(usize::try_from(no.checked_sub(1)?).ok()?)
}

/// The view of one summary out of `count_all`.
pub fn view(state: &SummaryState, count_all: usize, slug: &Slug, lang: Lang) -> View {
    let summary = &state.summary;
    let link = |no: u64| format!("/c/{slug}/summaries/{no}");
    let last = u64::try_from(count_all).unwrap_or(0);
    View {
        no: lang.with("summary.no", &[("no", &summary.no)]),
        at: moment(summary.at, lang),
        items: count(
            summary
                .lists
                .iter()
                .map(|list| u128::from(list.rows))
                .sum::<u128>(),
        ),
        lists: summary
            .lists
            .iter()
            .map(|list| list_view(list, slug, lang))
            .collect(),
        earlier: (summary.no > 1).then(|| link(summary.no - 1)),
        later: (summary.no < last).then(|| link(summary.no + 1)),
    }
}

fn list_view(list: &ListRef, slug: &Slug, lang: Lang) -> ListView {
    let hash = hex::encode(list.sha256);
    let both = lang.with(
        "summary.accounts",
        &[
            ("debit", &words::account(list.debit, lang)),
            ("credit", &words::account(list.credit, lang)),
        ],
    );
    ListView {
        title: joined([words::item(list.item, lang), words::fund(list.fund, lang)]),
        total: money(i128::from(list.total_fen.0)),
        rows: lang.with("summary.rows", &[("rows", &count(list.rows))]),
        facts: vec![
            Fact::new(lang.t("entry.period"), month(list.period, lang)),
            Fact::new(lang.t("summary.booked"), both),
        ],
        href: format!("/c/{slug}/lists/{hash}"),
        hash,
        rows_plain: list.rows,
        total_plain: list.total_fen.0,
    }
}
