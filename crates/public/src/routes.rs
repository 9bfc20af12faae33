//! The addresses of pages and files.

use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::routing::get;
use mingbai_ui::site::Site;
use tower_http::compression::CompressionLayer;

use crate::{files, pages};

const PLAIN: &str = "text/plain; charset=utf-8";
const ROBOTS: &str = "User-agent: *\nDisallow: /api/\n";

/// Everything that is for everybody. Pages are compressed; files are sent as they lie.
pub fn routes() -> Router<Arc<Site>> {
    let pages = Router::new().merge(house()).merge(community());
    pages.layer(CompressionLayer::new()).merge(public_files())
}

fn house() -> Router<Arc<Site>> {
    Router::new()
        .route("/", get(pages::district::show))
        .route("/about", get(pages::help::about))
        .route("/help/verify", get(pages::help::verify))
        .route(
            "/robots.txt",
            get(|| async { ([(header::CONTENT_TYPE, PLAIN)], ROBOTS) }),
        )
}

fn community() -> Router<Arc<Site>> {
    Router::new()
        .route("/c/{slug}", get(pages::community::show))
        .route("/c/{slug}/accounts", get(pages::accounts::show))
        .route("/c/{slug}/accounts.csv", get(pages::accounts::csv::show))
        .route("/c/{slug}/search", get(pages::search::show))
        .route("/c/{slug}/funds", get(pages::funds::show))
        .route(
            "/c/{slug}/funds/{fund}/{part}",
            get(pages::funds::rows::show),
        )
        .route("/c/{slug}/entries/{seq}", get(pages::entry::show))
        .route("/c/{slug}/entries/{seq}/proof", get(pages::entry::proof))
        .route("/c/{slug}/files/{name}/view", get(pages::voucher::show))
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
