//! The district's home: every community with what it has, what moved and what is late.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Html;
use mingbai_app::book::books::Front;
use mingbai_domain::book::Community;
use mingbai_domain::book::card::Card;
use mingbai_domain::book::figures::{Draws, Purse};
use mingbai_domain::calendar::{Period, UnixMs};
use mingbai_domain::ids::Slug;

use crate::purse::PurseView;
use mingbai_ui::bits::{Choice, Tag};
use mingbai_ui::fault::Fault;
use mingbai_ui::format::{count, joined, month, yuan};
use mingbai_ui::frame::page;
use mingbai_ui::frame::{Frame, community_name};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::parts::Table;
use mingbai_ui::query::{self, Pairs};
use mingbai_ui::reader::Reader;
use mingbai_ui::site::Site;
use mingbai_ui::sums::{KeptSums, Sums};
use mingbai_ui::words;

mod order;

use order::{Line, Order};

#[derive(Template)]
#[template(path = "district.html")]
struct DistrictPage {
    f: Frame,
    v: View,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub district: String,
    pub query: String,
    /// The orders of the list.
    pub orders: Vec<Choice>,
    /// The order for a search; empty if it is the usual one.
    pub order: &'static str,
    /// The list by centre, in the usual order.
    pub centres: Vec<Centre>,
    /// The list in another order.
    pub table: Option<Table>,
    pub communities: usize,
    pub found: usize,
    pub purse: PurseView,
    pub month: String,
    pub income: String,
    pub expense: String,
    /// What was drawn on maintenance funds besides.
    pub draws: Option<String>,
    pub late: String,
    pub records: String,
}

/// A centre with its communities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Centre {
    pub name: String,
    pub own_words: bool,
    pub rows: Vec<Row>,
}

/// One community.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub href: String,
    pub name: String,
    pub own_words: bool,
    pub mode: Option<Tag>,
    pub late: Option<Tag>,
    pub balance: String,
    pub moved: String,
}

/// `GET /`.
pub async fn show(
    State(site): State<Arc<Site>>,
    reader: Reader,
    pairs: Pairs,
) -> Result<Html<String>, Fault> {
    let query: String = pairs
        .get("q")
        .map(|q| q.trim().chars().take(40).collect())
        .unwrap_or_default();
    let asked = Asked {
        query,
        order: query::optional(&pairs, "sort", "/")?.unwrap_or_default(),
    };
    let v = view(
        &site.books.all(),
        &site.sums,
        &asked,
        site.now(),
        reader.lang,
    );
    let title = reader.lang.t("district.title");
    page(&DistrictPage {
        f: Frame::new(&site, &reader, title),
        v,
    })
}

/// What the reader asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Part of a name.
    pub query: String,
    /// The order of the list.
    pub order: Order,
}

/// The view of all communities whose names contain the query.
pub fn view(
    fronts: &[(Slug, Arc<Front>)],
    kept: &KeptSums,
    asked: &Asked,
    now: UnixMs,
    lang: Lang,
) -> View {
    let mut centres: BTreeMap<String, Vec<(String, Row)>> = BTreeMap::new();
    let mut lines: Vec<Line> = Vec::new();
    let mut totals = Totals::default();
    for (slug, front) in fronts {
        let card = &front.card;
        let Some(community) = &card.community else {
            continue;
        };
        let sums = kept.of(slug, card, now.date());
        totals.add(&sums, card);
        if !matches(community, slug, &asked.query) {
            continue;
        }
        let row = row(slug, community, card, &sums, now, lang);
        if asked.order == Order::Place {
            centres
                .entry(community.centre.clone())
                .or_default()
                .push((community.name.clone(), row));
        } else {
            lines.push(Line { row, sums });
        }
    }
    let found = centres.values().map(Vec::len).sum::<usize>() + lines.len();
    let (shown, newest) = totals.month(Period::of(now.date()));
    let district = fronts
        .iter()
        .find_map(|(_, front)| front.card.community.as_ref());
    View {
        district: district
            .map(|community| community.district.clone())
            .unwrap_or_default(),
        query: asked.query.clone(),
        orders: order::choices(asked, lang),
        order: asked.order.in_form(),
        table: (asked.order != Order::Place).then(|| order::table(lines, asked, lang)),
        centres: centres
            .into_iter()
            .map(|(name, rows)| centre(name, rows, lang))
            .collect(),
        communities: totals.communities,
        found,
        purse: PurseView::of(&totals.purse, None, lang),
        month: month(shown, lang),
        income: yuan(newest.income, lang),
        expense: yuan(newest.expense, lang),
        draws: drawn(newest.draws, lang),
        late: count(totals.late),
        records: count(totals.records),
    }
}

fn centre(name: String, mut rows: Vec<(String, Row)>, lang: Lang) -> Centre {
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    let own_words = !name.is_empty();
    let name = if own_words {
        name
    } else {
        lang.t("district.no_centre")
    };
    Centre {
        name,
        own_words,
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    }
}

/// Figures of a month, of all communities whose newest one it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Newest {
    income: i128,
    expense: i128,
    draws: Draws,
}

#[derive(Default)]
struct Totals {
    communities: usize,
    purse: Purse,
    /// What the communities brought and took whose newest month it is.
    months: BTreeMap<Period, Newest>,
    late: u64,
    records: u64,
}

impl Totals {
    fn add(&mut self, sums: &Sums, card: &Card) {
        self.communities += 1;
        self.purse.add(&sums.purse);
        if sums.begun {
            let newest = self.months.entry(sums.month).or_default();
            newest.income += sums.daily.0;
            newest.expense += sums.daily.1;
            newest.draws.fen += sums.draws.fen;
            newest.draws.rows += sums.draws.rows;
        }
        self.late += u64::try_from(sums.overdue).unwrap_or(0);
        self.records += card.size;
    }

    /// The newest month in which anything happened anywhere, with its figures: on the first day of a
    /// month that is the one before, and not a row of zeros.
    fn month(&self, today: Period) -> (Period, Newest) {
        let newest = self.months.last_key_value();
        newest.map_or((today, Newest::default()), |(&month, &sums)| (month, sums))
    }
}

/// What was drawn on maintenance funds: no part of the expense beside it.
fn drawn(draws: Draws, lang: Lang) -> Option<String> {
    let said = [
        ("amount", &yuan(draws.fen, lang) as &dyn std::fmt::Display),
        ("n", &draws.rows),
    ];
    (draws.rows > 0).then(|| lang.with("accounts.draws", &said))
}

fn row(
    slug: &Slug,
    community: &Community,
    card: &Card,
    sums: &Sums,
    now: UnixMs,
    lang: Lang,
) -> Row {
    let (name, own_words) = community_name(community, lang);
    let mode = card.mode_on(now.date());
    let moved = if card.moved {
        let moved = lang.with(
            "district.moved",
            &[
                ("month", &month(sums.month, lang)),
                ("income", &yuan(sums.daily.0, lang)),
                ("expense", &yuan(sums.daily.1, lang)),
            ],
        );
        joined(std::iter::once(moved).chain(drawn(sums.draws, lang)))
    } else {
        lang.t("district.no_entries")
    };
    Row {
        href: format!("/c/{slug}"),
        name,
        own_words,
        mode: mode.map(|mode| Tag::jade(words::mode(mode, lang))),
        late: (sums.overdue > 0)
            .then(|| Tag::amber(lang.with("district.late", &[("n", &sums.overdue)]))),
        balance: yuan(sums.purse.usable, lang),
        moved,
    }
}

/// Whether a community is meant by the query: part of a name, in any case.
fn matches(community: &Community, slug: &Slug, query: &str) -> bool {
    let query = query.to_lowercase();
    let names = [&community.name, &community.name_en, &community.centre];
    query.is_empty()
        || slug.as_str().contains(&query)
        || names
            .iter()
            .any(|name| name.to_lowercase().contains(&query))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_the_first_day_of_a_month_the_month_before_is_shown() {
        let month = |number| Period::new(2026, number).unwrap();
        let mut totals = Totals::default();
        let sums = |income, expense| Newest {
            income,
            expense,
            draws: Draws::default(),
        };
        assert_eq!(totals.month(month(12)), (month(12), sums(0, 0)));
        totals.months.insert(month(10), sums(7, 8));
        totals.months.insert(month(11), sums(5, 6));
        assert_eq!(totals.month(month(12)), (month(11), sums(5, 6)));
    }
}
