//! What had to be published, by when, and when it was: the missing and the late as calmly as the
//! rest.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use jiff::civil::Date;
use mingbai_domain::book::{Fold, Statement};
use mingbai_domain::calendar::Period;
use mingbai_domain::disclosure::{Duty, Standing};
use mingbai_domain::ids::Slug;

use crate::basis::FileLink;
use mingbai_domain::book::duties;
use mingbai_ui::bits::{Cell, Fact, Tag};
use mingbai_ui::fault::Fault;
use mingbai_ui::format::{date, day, joined, money, month};
use mingbai_ui::frame::page;
use mingbai_ui::frame::{Frame, Tab};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::reader::Reader;
use mingbai_ui::site::Site;
use mingbai_ui::words;

#[derive(Template)]
#[template(path = "disclosures.html")]
struct DisclosuresPage {
    f: Frame,
    v: View,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub overdue: Vec<Cell>,
    pub pending: Vec<Cell>,
    pub done: Vec<Cell>,
    /// How many of these fell due on a day, and how many had none.
    pub done_count: String,
    pub statements: Vec<StatementView>,
    pub profile: String,
}

/// A company's own statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementView {
    pub title: String,
    pub span: String,
    pub lines: Vec<Fact>,
    pub result: String,
}

/// `GET /c/{slug}/disclosures`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    reader: Reader,
) -> Result<Html<String>, Fault> {
    let place = site.place(&slug).await?;
    let v = view(
        &place.book.fold,
        &place.slug,
        site.now().date(),
        reader.lang,
    );
    let title = reader.lang.t("disclosures.title");
    page(&DisclosuresPage {
        f: Frame::of(&place, &site, &reader, &title, Tab::Disclosures),
        v,
    })
}

/// The view of one book.
pub fn view(fold: &Fold, slug: &Slug, today: Date, lang: Lang) -> View {
    let duties = duties::duties(fold, today);
    let cells = |keep: &dyn Fn(Standing) -> bool| -> Vec<Cell> {
        let kept = duties.iter().rev().filter(|duty| keep(duty.standing));
        kept.map(|duty| cell(duty, fold, slug, today, lang))
            .collect()
    };
    let profile = duties::profile(fold);
    let mut done =
        cells(&|s| matches!(s, Standing::InTime { .. } | Standing::PublishedLate { .. }));
    let due = done.len();
    done.extend(others(fold, &duties, slug, today, lang));
    View {
        overdue: cells(&|s| matches!(s, Standing::Overdue { .. })),
        pending: cells(&|s| matches!(s, Standing::Pending { .. })),
        done_count: lang.with(
            "disclosures.done_count",
            &[("due", &due), ("free", &(done.len() - due))],
        ),
        done,
        statements: fold
            .statements()
            .iter()
            .rev()
            .map(|(_, body)| statement(body, lang))
            .collect(),
        profile: profile
            .map(|p| {
                if lang.is_en() {
                    p.name_en.clone()
                } else {
                    p.name_zh.clone()
                }
            })
            .unwrap_or_default(),
    }
}

/// What is due and for which time.
pub fn duty_title(duty: &Duty, lang: Lang) -> String {
    lang.with(
        "disclosures.title_of",
        &[
            ("item", &words::duty(duty.item, lang)),
            ("span", &span(duty.span.from, duty.span.to, lang)),
        ],
    )
}

/// A calendar span by its name: a month, a quarter, a half year, a year.
fn span(from: Date, to: Date, lang: Lang) -> String {
    let (first, last) = (Period::of(from), Period::of(to));
    let year = &first.year();
    match first.months_until(last) + 1 {
        1 => month(first, lang),
        3 => lang.with(
            "disclosures.quarter",
            &[("year", year), ("n", &first.quarter())],
        ),
        6 if first.month() == 1 => lang.with("disclosures.first_half", &[("year", year)]),
        6 => lang.with("disclosures.second_half", &[("year", year)]),
        12 => lang.with("accounts.year", &[("year", year)]),
        _ => lang.with(
            "common.span",
            &[("from", &date(from, lang)), ("to", &date(to, lang))],
        ),
    }
}

fn cell(duty: &Duty, fold: &Fold, slug: &Slug, today: Date, lang: Lang) -> Cell {
    let short = |on| day(on, today, lang);
    let due = lang.with("community.due", &[("day", &short(duty.due))]);
    let published = |on| lang.with("disclosures.published_on", &[("day", &short(on))]);
    let (tag, done) = match duty.standing {
        Standing::Pending { days_left } => (
            Tag::plain(lang.with("disclosures.days_left", &[("n", &days_left)])),
            String::new(),
        ),
        Standing::InTime { on } => (Tag::jade(lang.t("disclosures.in_time")), published(on)),
        Standing::PublishedLate { on, days } => (
            Tag::amber(lang.with("disclosures.came_late", &[("n", &days)])),
            published(on),
        ),
        Standing::Overdue { days } => (
            Tag::amber(lang.with("common.days_late", &[("n", &days)])),
            String::new(),
        ),
    };
    let made = fold.disclosures().iter().find(|made| {
        made.disclosure.item == duty.item.as_str() && made.disclosure.to == duty.span.to
    });
    Cell {
        href: made.and_then(|made| document(fold, slug, made)),
        what: duty_title(duty, lang),
        why: joined([due, done]),
        tag: Some(tag),
        ..Cell::default()
    }
}

fn document(fold: &Fold, slug: &Slug, made: &mingbai_domain::book::Disclosed) -> Option<String> {
    let file = made.disclosure.document.as_ref()?;
    Some(FileLink::of(fold, slug, file).href)
}

/// What was published without a fixed day: on change, or of its own accord.
fn others(fold: &Fold, duties: &[Duty], slug: &Slug, today: Date, lang: Lang) -> Vec<Cell> {
    let owed = |made: &&mingbai_domain::book::Disclosed| {
        let body = &made.disclosure;
        duties
            .iter()
            .any(|duty| duty.item.as_str() == body.item && duty.span.to == body.to)
    };
    let free = fold.disclosures().iter().rev().filter(|made| !owed(made));
    free.map(|made| Cell {
        href: document(fold, slug, made),
        what: lang.with(
            "disclosures.title_of",
            &[
                ("item", &words::duty_named(&made.disclosure.item, lang)),
                (
                    "span",
                    &span(made.disclosure.from, made.disclosure.to, lang),
                ),
            ],
        ),
        why: lang.with(
            "disclosures.published_on",
            &[("day", &day(made.disclosure.at.date(), today, lang))],
        ),
        ..Cell::default()
    })
    .collect()
}

fn statement(body: &Statement, lang: Lang) -> StatementView {
    let total: i128 = body
        .lines
        .iter()
        .map(|line| i128::from(line.amount_fen.0))
        .sum();
    StatementView {
        title: body.title.clone(),
        span: span(body.from, body.to, lang),
        lines: body
            .lines
            .iter()
            .map(|line| Fact::own(line.text.clone(), &money(i128::from(line.amount_fen.0))))
            .collect(),
        result: money(total),
    }
}
