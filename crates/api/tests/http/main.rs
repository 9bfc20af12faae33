//! The API through the router, on the invented communities of the pages' tests.
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

mod api;
#[path = "../../../public/tests/http/app.rs"]
#[expect(dead_code, reason = "pages are asked in more ways")]
mod app;
#[path = "../../../public/tests/fixture/mod.rs"]
mod fixture;
