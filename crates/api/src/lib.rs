//! The JSON API: the same figures as the pages, for programs. Reading only.
#![cfg_attr(not(test), deny(clippy::unwrap_used))]

mod communities;
mod entries;
mod summaries;
mod window;

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::routing::get;
use tower_http::compression::CompressionLayer;
use utoipa::OpenApi;

use mingbai_ui::fault::Fault;
use mingbai_ui::site::Site;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Mingbai",
        description = "Public accounts of residential communities. Amounts are integers in fen, areas integers in 0.01 m2, \
            times RFC 3339 in UTC; debit is positive. Errors are application/problem+json (RFC 9457).",
    ),
    paths(
        communities::list,
        communities::one,
        communities::balances,
        communities::movements,
        entries::list,
        entries::one,
        summaries::list,
    ),
    components(schemas(mingbai_ui::problem::Problem))
)]
struct Document;

/// The API's addresses.
pub fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/api/openapi.json", get(openapi))
        .route("/api/v1/communities", get(communities::list))
        .route("/api/v1/communities/{slug}", get(communities::one))
        .route(
            "/api/v1/communities/{slug}/balances",
            get(communities::balances),
        )
        .route(
            "/api/v1/communities/{slug}/movements",
            get(communities::movements),
        )
        .route("/api/v1/communities/{slug}/entries", get(entries::list))
        .route(
            "/api/v1/communities/{slug}/entries/{seq}",
            get(entries::one),
        )
        .route("/api/v1/communities/{slug}/summaries", get(summaries::list))
        .route("/api/{*rest}", get(nowhere))
        .layer(CompressionLayer::new())
}

async fn openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(Document::openapi())
}

async fn nowhere() -> Fault {
    Fault::no_page()
}
