//! Short pages about the whole: what this is, and how anyone checks it.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::{Html, Redirect};

use super::page;
use crate::assets;
use crate::fault::Fault;
use crate::frame::Frame;
use crate::reader::Reader;
use crate::site::Site;

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

/// `GET /favicon.ico`, which browsers ask for by themselves.
pub async fn icon() -> Redirect {
    Redirect::permanent(&assets::href("icon.svg"))
}
