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
use mingbai_ui::site::Site;

#[derive(Template)]
#[template(path = "verify.html")]
struct VerifyPage {
    f: Frame,
}

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    f: Frame,
}

/// `GET /help/verify`.
pub async fn verify(State(site): State<Arc<Site>>, reader: Reader) -> Result<Html<String>, Fault> {
    let title = reader.lang.t("help.title");
    page(&VerifyPage {
        f: Frame::new(&site, &reader, title),
    })
}

/// `GET /about`.
pub async fn about(State(site): State<Arc<Site>>, reader: Reader) -> Result<Html<String>, Fault> {
    let title = reader.lang.t("about.title");
    page(&AboutPage {
        f: Frame::new(&site, &reader, title),
    })
}
