//! Public entries, as the book's own records.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use mingbai_domain::book::{PostedEntry, Record};
use serde::Serialize;
use utoipa::ToSchema;

use mingbai_ui::fault::Fault;
use mingbai_ui::problem::Problem;
use mingbai_ui::query::Pairs;
use mingbai_ui::site::Site;

use crate::window::Window;

/// One public entry.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryItem {
    /// Number in the community's accounts.
    pub seq: u64,
    /// Index of its leaf in the log.
    pub index: u64,
    /// The entry that took it back.
    pub reversed_by: Option<u64>,
    /// The record as it is in the book (kind `entry`): its fields are documented with the book's format.
    #[schema(value_type = Object)]
    pub record: serde_json::Value,
}

/// A page of entries.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryPage {
    /// The entries, by number.
    pub entries: Vec<EntryItem>,
    /// What `after` is for the next page; null on the last.
    pub next_after: Option<u64>,
}

/// Public entries by number; numbers in between belong to households' own items.
#[utoipa::path(
    get,
    path = "/api/v1/communities/{slug}/entries",
    params(
        ("slug" = String, Path),
        ("after" = Option<u64>, Query, description = "only entries with greater numbers"),
        ("limit" = Option<usize>, Query, description = "1 to 1000, 100 if missing"),
    ),
    responses((status = 200, body = EntryPage), (status = 400, body = Problem), (status = 404, body = Problem))
)]
pub async fn list(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    pairs: Pairs,
) -> Result<Json<EntryPage>, Fault> {
    let place = site.place(&slug).await?;
    let window = Window::of(&pairs)?;
    let (shown, next_after) = window.cut(place.book.fold.entries(), |posted| posted.entry.seq);
    let entries = shown
        .iter()
        .map(|posted| item(posted))
        .collect::<Result<_, Fault>>()?;
    Ok(Json(EntryPage {
        entries,
        next_after,
    }))
}

/// One public entry.
#[utoipa::path(
    get,
    path = "/api/v1/communities/{slug}/entries/{seq}",
    params(("slug" = String, Path), ("seq" = u64, Path)),
    responses((status = 200, body = EntryItem), (status = 404, body = Problem))
)]
pub async fn one(
    State(site): State<Arc<Site>>,
    Path((slug, seq)): Path<(String, String)>,
) -> Result<Json<EntryItem>, Fault> {
    let place = site.place(&slug).await?;
    let found = seq
        .parse()
        .ok()
        .and_then(|number| place.book.fold.entry(number));
    let posted = found.ok_or_else(|| Fault::no_entry(&seq, "/"))?;
    item(posted).map(Json)
}

fn item(posted: &PostedEntry) -> Result<EntryItem, Fault> {
    let broken = || Fault::of_status(StatusCode::INTERNAL_SERVER_ERROR);
    let bytes = Record::from(posted.entry.clone())
        .to_bytes()
        .map_err(|_| broken())?;
    Ok(EntryItem {
        seq: posted.entry.seq,
        index: posted.index,
        reversed_by: posted.reversed_by,
        record: serde_json::from_slice(&bytes).map_err(|_| broken())?,
    })
}
