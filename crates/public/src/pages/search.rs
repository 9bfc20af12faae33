//! Finds entries by a word, a payee, a number or an amount, in the whole book.

mod asked;
mod hints;

use std::collections::BTreeSet;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use jiff::civil::Date;
use mingbai_domain::book::payables::Payables;
use mingbai_domain::book::{EntryKind, Fold, PostedEntry};
use mingbai_ui::bits::{Cell, Link, Pager};
use mingbai_ui::fault::Fault;
use mingbai_ui::format::{count, yuan};
use mingbai_ui::frame::{Frame, Tab, page};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::query::{self, Pairs};
use mingbai_ui::reader::Reader;
use mingbai_ui::site::{Place, Site};

use crate::amount::{Flow, Gist};
use crate::rows::Context;

use asked::Asked;
use hints::Hint;

/// A longer question is cut.
const MAX_CHARS: usize = 40;

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage {
    f: Frame,
    v: View,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub action: String,
    pub query: String,
    /// How many and how much, or that there is nothing.
    pub found: String,
    /// What was asked for, where the rows answer only a part of it.
    pub instead: Option<String>,
    /// Sentences for what is asked here and is not in the book.
    pub hints: Vec<Hint>,
    pub cells: Vec<Cell>,
    pub pager: Pager,
    /// Words that find something.
    pub words: Vec<Link>,
    pub accounts: String,
    pub ask: String,
}

/// `GET /c/{slug}/search`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    reader: Reader,
    pairs: Pairs,
) -> Result<Html<String>, Fault> {
    let place = site.place(&slug).await?;
    let back = format!("{}/search", place.href());
    let number = query::page(&pairs, &back)?;
    let query: String = pairs
        .get("q")
        .map(|q| q.trim().chars().take(MAX_CHARS).collect())
        .unwrap_or_default();
    let v = view(&place, &query, number, site.now().date(), reader.lang);
    let title = reader.lang.t("search.title");
    page(&SearchPage {
        f: Frame::of(&place, &site, &reader, &title, Tab::Accounts),
        v,
    })
}

/// The view of what is found, the newest first.
pub fn view(place: &Place, query: &str, number: usize, today: Date, lang: Lang) -> View {
    let fold = &place.book.fold;
    let cx = Context::of(fold, &place.slug, today, lang);
    let action = format!("{}/search", place.href());
    let (asked, rows) = answer(fold, query);
    let rows = with_payments_inside(&cx.payables, rows);
    let instead = asked.instead().map(|words| {
        let words = lang.list(words);
        lang.with("search.instead", &[("query", &query), ("words", &words)])
    });
    let wanted = query.is_empty() || rows.is_empty();
    View {
        found: match (query.is_empty(), rows.is_empty()) {
            (true, _) => String::new(),
            (false, true) => lang.t("search.nothing"),
            (false, false) => found(&rows, lang),
        },
        instead,
        hints: hints::of(place, query, lang),
        cells: Pager::slice(&rows, number)
            .iter()
            .map(|posted| cx.entry(posted))
            .collect(),
        pager: Pager::new(
            number,
            rows.len(),
            &format!("{action}?q={}&", query::encoded(query)),
            lang,
        ),
        words: if wanted {
            hints::words(fold, &action)
        } else {
            Vec::new()
        },
        query: query.to_owned(),
        accounts: format!("{}/accounts", place.href()),
        ask: format!("{}#ask", place.href()),
        action,
    }
}

/// The rows for a question; where it finds nothing as it stands, those for its words.
fn answer<'a>(fold: &'a Fold, query: &str) -> (Asked, Vec<&'a PostedEntry>) {
    let whole = Asked::new(query);
    let rows = matching(fold, &whole);
    if !rows.is_empty() || query.is_empty() {
        return (whole, rows);
    }
    for asked in whole.simpler() {
        let rows = matching(fold, &asked);
        if !rows.is_empty() {
            let words = asked.words_in(rows.iter().map(|posted| &posted.entry));
            return (words, rows);
        }
    }
    (whole, rows)
}

fn matching<'a>(fold: &'a Fold, asked: &Asked) -> Vec<&'a PostedEntry> {
    let entries = fold.entries().iter().rev();
    entries
        .filter(|posted| asked.matches(&posted.entry))
        .map(std::ops::Deref::deref)
        .collect()
}

/// A payment whose costs are found, too, is told by their rows: its amount stands there once.
fn with_payments_inside<'a>(
    payables: &Payables,
    rows: Vec<&'a PostedEntry>,
) -> Vec<&'a PostedEntry> {
    let found: BTreeSet<u64> = rows.iter().map(|posted| posted.entry.seq).collect();
    let inside = |posted: &&PostedEntry| {
        let costs = payables.costs_of(posted.entry.seq);
        !costs.is_empty() && costs.iter().all(|cost| found.contains(&cost.seq))
    };
    rows.into_iter().filter(|posted| !inside(posted)).collect()
}

/// How many there are and what they add up to. What was taken back, and what took it back, does not
/// count; nor does what only moved money.
fn found(rows: &[&PostedEntry], lang: Lang) -> String {
    let counts = |posted: &&&PostedEntry| {
        posted.reversed_by.is_none() && posted.entry.kind != EntryKind::Reversal
    };
    let (mut income, mut expense) = (0, 0);
    for posted in rows.iter().filter(counts) {
        let gist = Gist::of(&posted.entry);
        match (gist.flow, gist.word) {
            // Income that was given back is less income, a cost that came back is less cost.
            (Flow::In, "amount.back") => expense -= gist.fen,
            (Flow::Out, "amount.given_back") => income -= gist.fen,
            (Flow::In, _) => income += gist.fen,
            (Flow::Out, _) => expense += gist.fen,
            (Flow::Flat, _) => {}
        }
    }
    lang.with(
        "search.found",
        &[
            ("n", &count(rows.len() as u128)),
            ("income", &yuan(income, lang)),
            ("expense", &yuan(expense, lang)),
        ],
    )
}
