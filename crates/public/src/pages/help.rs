//! Short pages about the whole: what this is, and how anyone checks it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Html;

use mingbai_ui::fault::Fault;
use mingbai_ui::frame::Frame;
use mingbai_ui::frame::page;
use mingbai_ui::lang::Texts;
use mingbai_ui::reader::Reader;
use mingbai_ui::site::{Site, host_of};

#[derive(Template)]
#[template(path = "verify.html")]
struct VerifyPage {
    f: Frame,
    /// Where to copy the public files from.
    address: String,
}

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    f: Frame,
}

/// `GET /help/verify`.
pub async fn verify(State(site): State<Arc<Site>>, reader: Reader) -> Result<Html<String>, Fault> {
    let title = reader.lang.t("help.title");
    let all = site.books.all();
    let first = all
        .first()
        .and_then(|(_, front)| front.card.community.as_ref());
    let address = reader.came.base(first.map_or("", host_of));
    page(&VerifyPage {
        f: Frame::new(&site, &reader, title),
        address,
    })
}

/// `GET /about`.
pub async fn about(State(site): State<Arc<Site>>, reader: Reader) -> Result<Html<String>, Fault> {
    let title = reader.lang.t("about.title");
    page(&AboutPage {
        f: Frame::new(&site, &reader, title),
    })
}
