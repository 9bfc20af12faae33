//! The gallery: every part of a page in every state, in both languages, on one page:
//! `cargo run -p mingbai-ui --example gallery -- 127.0.0.1:8284`.
//!
//! It is a program of its own and no part of `mingbai`: what is not built in cannot be reached on
//! somebody's server, whatever is set there. The browser tests start it and look at it
//! (`e2e/gallery.mjs`). The specimens' words stand here and not in `locales/`, which holds what the
//! product says.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::header;
use axum::response::Html;
use axum::routing::get;
use mingbai_app::book::books::Books;
use mingbai_domain::calendar::UnixMs;
use mingbai_ui::fault::Fault;
use mingbai_ui::frame::{Frame, page};
use mingbai_ui::lang::Lang;
use mingbai_ui::reader::Reader;
use mingbai_ui::site::Site;

mod data;
mod files;
mod flow;
mod forms;

/// When the page is made: a Monday afternoon in China.
const NOW: UnixMs = UnixMs(1_796_018_400_000);

/// An invoice, and a document, as small as they can be.
const INVOICE: &str = include_str!("invoice.svg");
const CONTRACT: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// A part with its states.
struct Part {
    id: &'static str,
    title: String,
    states: Vec<Specimen>,
}

/// One state of a part.
struct Specimen {
    name: String,
    html: String,
}

#[derive(Template)]
#[template(path = "gallery/gallery.html")]
struct Gallery {
    f: Frame,
    title: String,
    about: String,
    parts: Vec<Part>,
}

/// A specimen's words.
#[derive(Clone, Copy)]
struct Say(Lang);

impl Say {
    /// In the page's language.
    fn w(self, zh: &'static str, en: &'static str) -> &'static str {
        if self.0.is_en() { en } else { zh }
    }

    fn part(self, id: &'static str, zh: &str, en: &str, states: Vec<Specimen>) -> Part {
        let title = if self.0.is_en() { en } else { zh };
        Part {
            id,
            title: title.to_owned(),
            states,
        }
    }

    fn state(self, zh: &'static str, en: &'static str, part: &impl Template) -> Specimen {
        Specimen {
            name: self.w(zh, en).to_owned(),
            html: part.to_string(),
        }
    }
}

async fn show(State(site): State<Arc<Site>>, reader: Reader) -> Result<Html<String>, Fault> {
    let say = Say(reader.lang);
    let title = say.w("组件", "Parts of pages").to_owned();
    let mut parts = forms::parts(say);
    parts.extend(flow::parts(say));
    parts.extend(data::parts(say));
    parts.extend(files::parts(say));
    page(&Gallery {
        f: Frame::new(&site, &reader, title.clone()),
        title,
        about: say
            .w(
                "每个组件的每种样子，给做网页的人看。里面的人、单位和金额都是虚构的。",
                "Every part in every state, for those who build pages. All persons, companies and amounts are invented.",
            )
            .to_owned(),
        parts,
    })
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let address = std::env::args().nth(1);
    let address = address.unwrap_or("127.0.0.1:8284".to_owned());
    let site = Site::new(
        Arc::new(Books::default()),
        std::env::temp_dir(),
        Box::new(|| NOW),
    );
    let rooms = Router::new()
        .route("/", get(show))
        .route(
            "/invoice.svg",
            get(|| async { ([(header::CONTENT_TYPE, "image/svg+xml")], INVOICE) }),
        )
        .route(
            "/contract.pdf",
            get(|| async { ([(header::CONTENT_TYPE, "application/pdf")], CONTRACT) }),
        );
    let listener = tokio::net::TcpListener::bind(address).await?;
    mingbai_ui::serve(listener, Arc::new(site), rooms).await
}
