//! Summaries of households' own items: totals by list, as the book's records state them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use mingbai_domain::book::ListRef;
use mingbai_ui::fault::Fault;
use mingbai_ui::problem::Problem;
use mingbai_ui::query::Pairs;
use mingbai_ui::site::Site;
use serde::Serialize;
use utoipa::ToSchema;

use crate::window::Window;

/// One summary.
#[derive(Debug, Serialize, ToSchema)]
pub struct SummaryItem {
    /// Number, from 1.
    pub no: u64,
    /// When it was made.
    pub at: String,
    /// Its lists.
    pub lists: Vec<ListItem>,
}

/// One list of a summary: the rows are a public file.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListItem {
    /// What the rows are, such as `bill`.
    pub item: String,
    /// Month that it counts in.
    pub period: String,
    /// Fund.
    pub fund: String,
    /// Account that is debited.
    pub debit: String,
    /// Account that is credited.
    pub credit: String,
    /// Number of rows.
    pub rows: u64,
    /// Total.
    pub total_fen: i64,
    /// Name of the list among the public files: `/c/SLUG/lists/<sha256>`.
    pub sha256: String,
}

/// A page of summaries.
#[derive(Debug, Serialize, ToSchema)]
pub struct SummaryPage {
    /// The summaries, by number.
    pub summaries: Vec<SummaryItem>,
    /// What `after` is for the next page; null on the last.
    pub next_after: Option<u64>,
}

/// Summaries of households' own items, by number.
#[utoipa::path(
    get,
    path = "/api/v1/communities/{slug}/summaries",
    params(
        ("slug" = String, Path),
        ("after" = Option<u64>, Query, description = "only summaries with greater numbers"),
        ("limit" = Option<usize>, Query, description = "1 to 1000, 100 if missing"),
    ),
    responses((status = 200, body = SummaryPage), (status = 400, body = Problem), (status = 404, body = Problem))
)]
pub async fn list(
    State(site): State<Arc<Site>>,
    Path(slug): Path<String>,
    pairs: Pairs,
) -> Result<Json<SummaryPage>, Fault> {
    let place = site.place(&slug).await?;
    let window = Window::of(&pairs)?;
    let (shown, next_after) = window.cut(place.book.fold.summaries(), |state| state.summary.no);
    let summaries = shown.iter().map(|state| SummaryItem {
        no: state.summary.no,
        at: state.summary.at.rfc3339(),
        lists: state.summary.lists.iter().map(item).collect(),
    });
    Ok(Json(SummaryPage {
        summaries: summaries.collect(),
        next_after,
    }))
}

fn item(list: &ListRef) -> ListItem {
    ListItem {
        item: list.item.to_string(),
        period: list.period.to_string(),
        fund: list.fund.to_string(),
        debit: list.debit.to_string(),
        credit: list.credit.to_string(),
        rows: list.rows,
        total_fen: list.total_fen.0,
        sha256: hex::encode(list.sha256),
    }
}
