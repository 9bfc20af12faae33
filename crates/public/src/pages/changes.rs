//! What was recorded since the reader last looked, or since the beginning.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Html;
use jiff::civil::Date;

use crate::changes::{late_reversals, mark_of, since};
use crate::rows::Context;
use mingbai_ui::bits::{Cell, Pager, Tag};
use mingbai_ui::fault::Fault;
use mingbai_ui::format::count;
use mingbai_ui::frame::page;
use mingbai_ui::frame::{Frame, Tab};
use mingbai_ui::lang::{Lang, Texts};
use mingbai_ui::query::{self, Pairs};
use mingbai_ui::reader::Reader;
use mingbai_ui::site::{Place, Site};

#[derive(Template)]
#[template(path = "changes.html")]
struct ChangesPage {
    f: Frame,
    v: View,
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    pub intro: String,
    pub late: Option<Tag>,
    pub cells: Vec<Cell>,
    pub pager: Pager,
    pub all: Option<String>,
}

/// `GET /c/{slug}/changes`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    reader: Reader,
    pairs: Pairs,
) -> Result<Html<String>, Fault> {
    let place = site.place(&slug).await?;
    let back = format!("{}/changes", place.href());
    let from: Option<u64> = query::optional(&pairs, "since", &back)?;
    let number = query::page(&pairs, &back)?;
    let v = view(&place, from, number, site.now().date(), reader.lang);
    let title = reader.lang.t("changes.title");
    page(&ChangesPage {
        f: Frame::of(&place, &site, &reader, &title, Tab::None),
        v,
    })
}

/// The view of page `number` of what came since leaf `from`.
pub fn view(place: &Place, from: Option<u64>, number: usize, today: Date, lang: Lang) -> View {
    let fold = &place.book.fold;
    let cx = Context::of(fold, &place.slug, today, lang);
    let changes = since(fold, from.map(|size| mark_of(fold, size)));
    let path = format!("{}/changes", place.href());
    let base = from.map_or(format!("{path}?"), |size| format!("{path}?since={size}&"));
    let shown = count(changes.len() as u128);
    let intro = match from {
        Some(size) => lang.with(
            "changes.since",
            &[
                ("old", &count(size)),
                ("new", &count(fold.size().saturating_sub(size))),
                ("shown", &shown),
            ],
        ),
        None => lang.with(
            "changes.everything",
            &[("records", &count(fold.size())), ("shown", &shown)],
        ),
    };
    View {
        intro,
        late: late_reversals(&cx, &changes),
        cells: Pager::slice(&changes, number)
            .iter()
            .map(|change| change.cell(&cx))
            .collect(),
        pager: Pager::new(number, changes.len(), &base, lang),
        all: from.map(|_| path),
    }
}
