//! The addresses, and the layers that every request passes.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::site::Site;
use crate::{api, assets, files, finish, health, metrics, pages};

const MAX_BODY_BYTES: usize = 64 * 1024;
const TIMEOUT: Duration = Duration::from_secs(30);
const PLAIN: &str = "text/plain; charset=utf-8";

/// Everything that is served.
pub fn router(site: Arc<Site>) -> Router {
    let compressed = Router::new()
        .merge(public_pages())
        .merge(community_pages())
        .merge(api::routes())
        .route("/assets/{name}", get(assets::show))
        .layer(CompressionLayer::new());
    Router::new()
        .merge(compressed)
        .merge(public_files())
        .fallback(finish::nowhere)
        .layer(RequestBodyLimitLayer::new(MAX_BODY_BYTES))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            TIMEOUT,
        ))
        .layer(CatchPanicLayer::custom(finish::panicked))
        .layer(middleware::from_fn_with_state(
            Arc::clone(&site),
            finish::finish,
        ))
        .with_state(site)
}

fn public_pages() -> Router<Arc<Site>> {
    Router::new()
        .route("/", get(pages::district::show))
        .route("/about", get(pages::help::about))
        .route("/help/verify", get(pages::help::verify))
        .route("/healthz", get(health::show))
        .route("/metrics", get(show_metrics))
        .route(
            "/robots.txt",
            get(|| async { ([(header::CONTENT_TYPE, PLAIN)], ROBOTS) }),
        )
        .route("/favicon.ico", get(pages::help::icon))
}

fn community_pages() -> Router<Arc<Site>> {
    Router::new()
        .route("/c/{slug}", get(pages::community::show))
        .route("/c/{slug}/accounts", get(pages::accounts::show))
        .route("/c/{slug}/accounts.csv", get(pages::accounts::csv::show))
        .route("/c/{slug}/funds", get(pages::funds::show))
        .route("/c/{slug}/entries/{seq}", get(pages::entry::show))
        .route("/c/{slug}/entries/{seq}/proof", get(pages::entry::proof))
        .route("/c/{slug}/summaries/{no}", get(pages::summary::show))
        .route("/c/{slug}/changes", get(pages::changes::show))
        .route("/c/{slug}/basis", get(pages::basis::show))
        .route("/c/{slug}/disclosures", get(pages::disclosures::show))
        .route("/c/{slug}/log", get(pages::log::show))
}

fn public_files() -> Router<Arc<Site>> {
    Router::new()
        .route("/c/{slug}/log/{*path}", get(files::log))
        .route("/c/{slug}/files/{name}", get(files::file))
        .route("/c/{slug}/lists/{name}", get(files::list))
        .route("/district/log/{*path}", get(files::district_log))
}

const ROBOTS: &str = "User-agent: *\nDisallow: /api/\n";

async fn show_metrics(
    axum::extract::State(site): axum::extract::State<Arc<Site>>,
) -> impl axum::response::IntoResponse {
    (
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        metrics::text(&site),
    )
}
