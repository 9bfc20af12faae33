//! The layers that every request passes, and the addresses that belong to no room: assets, health,
//! counters.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Redirect};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

use crate::site::Site;
use crate::{assets, finish, health, metrics};

const MAX_BODY_BYTES: usize = 64 * 1024;
const TIMEOUT: Duration = Duration::from_secs(30);

/// The rooms' routes behind the layers, and what every server answers.
pub fn router(site: Arc<Site>, rooms: Router<Arc<Site>>) -> Router {
    Router::new()
        .merge(rooms)
        .merge(own())
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

fn own() -> Router<Arc<Site>> {
    Router::new()
        .route("/assets/{name}", get(assets::show))
        .route("/favicon.ico", get(icon))
        .route("/healthz", get(health::show))
        .route("/metrics", get(show_metrics))
        .layer(CompressionLayer::new())
}

/// Browsers ask for it by themselves.
async fn icon() -> Redirect {
    Redirect::permanent(&assets::href("icon.svg"))
}

async fn show_metrics(State(site): State<Arc<Site>>) -> impl IntoResponse {
    (
        [(
            header::CONTENT_TYPE,
            "text/plain; version=0.0.4; charset=utf-8",
        )],
        metrics::text(&site),
    )
}
