//! The router with the fixture's books, and a way to ask it.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use mingbai_app::book::books::{Book, Books};
use mingbai_domain::ids::Slug;
use mingbai_ui::router;
use mingbai_ui::site::{Clock, Site};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::fixture;

pub const NORTH: &str = "/c/xingyuan-north";

pub struct App {
    pub books: Arc<Books>,
    pub dir: TempDir,
    router: Router,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub fn header(&self, name: impl axum::http::header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// Fails with the page if a text is missing.
    pub fn has(&self, text: &str) -> &Self {
        assert!(
            self.text().contains(text),
            "no `{text}` in:\n{}",
            self.text()
        );
        self
    }

    pub fn has_not(&self, text: &str) -> &Self {
        assert!(!self.text().contains(text), "`{text}` in:\n{}", self.text());
        self
    }
}

impl App {
    pub fn new() -> Self {
        Self::with_clock(Box::new(|| fixture::NOW))
    }

    pub fn with_clock(clock: Clock) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let books = fixture::books(dir.path());
        Self::of(books, dir, clock)
    }

    pub fn empty() -> Self {
        Self::of(
            Arc::default(),
            tempfile::tempdir().unwrap(),
            Box::new(|| fixture::NOW),
        )
    }

    fn of(books: Arc<Books>, dir: TempDir, clock: Clock) -> Self {
        let site = Site::new(Arc::clone(&books), dir.path().to_owned(), clock).with_proof(
            Box::new(|slug, index| (index < 590).then(|| format!("proof of {slug} {index}\n"))),
        );
        let rooms = mingbai_public::routes().merge(mingbai_api::routes());
        Self {
            router: router(Arc::new(site), rooms),
            books,
            dir,
        }
    }

    pub fn book(&self, slug: &str) -> Book {
        self.books.at_hand(&Slug::new(slug).unwrap()).unwrap()
    }

    /// Number of the last public entry of 兴园北区 whose text contains `text`.
    pub fn seq(&self, text: &str) -> u64 {
        let book = self.book("xingyuan-north");
        let found = book
            .fold
            .entries()
            .iter()
            .rev()
            .find(|posted| posted.entry.text.contains(text));
        found.unwrap().entry.seq
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            bytes,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.get_as(path, "").await
    }

    /// A page as a reader with these cookies sees it.
    pub async fn get_as(&self, path: &str, cookies: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, cookies);
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// A page that must be there.
    pub async fn page(&self, path: &str) -> Answer {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}\n{}", answer.text());
        answer
    }
}
